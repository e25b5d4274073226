"""Files of references: where one ends and the next begins, whatever program wrote it and whatever is broken in it."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.faults import Fault
from harvester.files import bibtex, csl, kind, ris, table
from harvester.files.stream import CutOff

READERS = {"ris": ris.items, "bibtex": bibtex.items, "csl": csl.items}


def read(form, content, **options):
    body = content.encode() if isinstance(content, str) else content
    items, cut = [], False
    try:
        for item in READERS[form](io.BufferedReader(io.BytesIO(body), **options)):
            items.append(item)
    except CutOff:
        cut = True
    return items, cut


def told(form, content):
    """Identifier, problem and repairs of each, and whether the file breaks off."""
    items, cut = read(form, content)
    return [(item.identifier, item.problem and item.problem.code, item.repairs) for item in items], cut


def fine(*names):
    return [(name, None, ()) for name in names], False


RIS = "TY  - JOUR\nID  - {0}\nTI  - Judul {0}\nER  - \n"
BIB = "@article{{{0},\n  title = {{Judul {0}}},\n  year = 2020\n}}\n"
CSL = '{{"id": "{0}", "type": "book", "title": "Judul {{{0}}}"}}'


# RIS and what is like it


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_ris_is_cut_whatever_its_line_ends_and_encoding(end, encoding):
    text = ("\n" + RIS.format("é1") + "\n\n" + RIS.format("2")).replace("\n", end)
    items, cut = read("ris", text.encode(encoding))
    assert ([item.identifier for item in items], cut) == (["é1", "2"], False)
    assert items[0].payload.decode() == RIS.format("é1").replace("\n", end).strip("\r\n")


def test_ris_leaves_out_what_stands_around_references():
    text = "Provider: JSTOR\nContent: text/plain\n\n" + RIS.format(1) + "\n~~~~\n" + RIS.format(2) + "Total: 2\n"
    assert told("ris", text) == fine("1", "2")


def test_ris_whose_end_is_missing_ends_where_the_next_begins():
    text = RIS.format(1) + RIS.format(2).replace("ER  - \n", "") + RIS.format(3)
    assert told("ris", text) == ([("1", None, ()), ("2", None, ("missing-terminator",)), ("3", None, ())], False)


def test_ris_that_breaks_off_is_not_whole():
    whole = RIS.format(1) + RIS.format(2)
    assert told("ris", whole[:-12]) == ([("1", None, ()), ("2", "no-terminator", ())], True)
    assert told("ris", RIS.format(1) + RIS.format(2).replace("ER  - \n", "")) == (
        [("1", None, ()), ("2", None, ("missing-terminator",))], True
    )  # fmt: skip
    assert told("ris", RIS.format(1).replace("ER  - \n", "").strip())[1] is False


def test_ris_with_fewer_blanks_and_lines_without_tags():
    text = "TY - JOUR\nID - 7\nKW - satu\ndua\nAB  - teks\nCO - operation\nER -\nTY  - BOOK\nDO  - 10.1/x\nER  -"
    assert told("ris", text) == fine("7", "10.1/x")


def test_ris_names_a_reference_by_its_content_when_nothing_else_does():
    items, _cut = read("ris", "TY  - BOOK\nTI  - A\nER  - \nTY  - BOOK\nTI  - B\nER  - \n")
    assert all(item.identifier.startswith("sha256-") for item in items)
    assert len({item.identifier for item in items}) == 2


def test_pubmed_web_of_science_and_refer_are_tagged_lines_too():
    medline = "\nPMID- 1\nTI  - A title that\n      goes on\n\nPMID- 2\nTI  - B\n"
    assert told("ris", medline) == fine("1", "2")
    isi = "FN Clarivate Web of Science\nVR 1.0\nPT J\nAU A\n   B\nUT WOS:1\nER\n\nPT J\nTI x\nDI 10.1/x\nER\n\nEF\n"
    assert told("ris", isi) == fine("WOS:1", "10.1/x")
    refer = "%0 Book\n%T A\n%F x1\n\n%0 Thesis\n%T B\n%F x2\n"
    assert told("ris", refer) == fine("x1", "x2")


def test_a_file_without_references_says_so():
    for form in READERS:
        with pytest.raises(Fault) as caught:
            read(form, "nothing at all\n")
        assert caught.value.code == "file-unreadable"


# BibTeX


def test_bibtex_leaves_out_comments_and_preambles():
    text = (
        '% Encoding: UTF-8\nThis is a comment by @ hand.\n@preamble{"\\newcommand{\\x}{y}"}\n'
        + BIB.format("a")
        + "@Comment{jabref-meta: databaseType:bibtex;}\n@comment{@article{no, title={No}}}\n"
        + BIB.format("b:1")
    )
    assert told("bibtex", text) == fine("a", "b:1")


def test_bibtex_entries_may_stand_in_round_brackets_and_on_one_line():
    text = '@article(a, title = "x) {y}", year = 2020)@book{b,title={z}}  @misc{c}\n'
    items, _cut = read("bibtex", text)
    assert [item.payload for item in items] == [
        b'@article(a, title = "x) {y}", year = 2020)', b"@book{b,title={z}}", b"@misc{c}"
    ]  # fmt: skip


def test_bibtex_brings_its_abbreviations_and_the_entry_it_refers_to():
    text = (
        '@string{a = "ACM"}\n@string{b = a # " Press"}\n@string{c = "unused"}\n'
        "@inproceedings{one, crossref = {P}, publisher = b}\n" + BIB.format("two") + "@proceedings{p, title = {Proc}}\n"
    )
    items, _cut = read("bibtex", text)
    assert [item.identifier for item in items] == ["two", "p", "one"]
    assert items[2].payload.decode() == (
        '@string{a = "ACM"}\n@string{b = a # " Press"}\n@inproceedings{one, crossref = {P}, publisher = b}\n'
        "@proceedings{p, title = {Proc}}"
    )
    assert b"@string" not in items[0].payload


def test_a_brace_that_is_missing_spoils_its_own_entry_only():
    text = BIB.format("a") + BIB.format("b").replace("b},", "b,") + BIB.format("c") + BIB.format("d")
    assert told("bibtex", text) == (
        [("a", None, ()), ("b", "no-terminator", ()), ("c", None, ()), ("d", None, ())],
        False,
    )
    text = BIB.format("a").replace("\n}\n", "\n") + BIB.format("b")
    assert told("bibtex", text) == ([("a", None, ("missing-terminator",)), ("b", None, ())], False)


def test_a_brace_too_many_loses_nothing():
    text = BIB.format("a").replace("a},", "a}},") + BIB.format("b")
    items, _cut = read("bibtex", text)
    assert told("bibtex", text) == ([("a", None, ("stray-brace",)), ("b", None, ())], False)
    assert b"year = 2020\n}" in items[0].payload


def test_bibtex_that_breaks_off_is_not_whole():
    text = BIB.format("a") + BIB.format("b")
    assert told("bibtex", text[:-8]) == ([("a", None, ()), ("b", "no-terminator", ())], True)


def test_an_entry_full_of_blanks_is_cut_as_quickly_as_another():
    blanks = " " * 300_000
    [entry] = read("bibtex", f"@article{{a{blanks}x, title = {{Judul}}}}")[0]
    assert entry.problem is None
    assert bibtex.STRING.match(f"@string{{a{blanks}x}}") is None


def test_bibtex_without_a_key_is_named_by_its_doi():
    assert told("bibtex", "@article{,\n title={x}, doi = {10.1/X}}\n") == fine("10.1/X")
    (item,), _cut = read("bibtex", "@article{ title={x} }\n")
    assert item.identifier.startswith("sha256-")


def test_escaped_braces_are_letters():
    assert told("bibtex", "@misc{a, title = {x \\{ y}}\n" + BIB.format("b")) == fine("a", "b")


# CSL-JSON


@pytest.mark.parametrize(
    "around",
    ["[{0},{1}]", "[\n  {0}\n,\n{1}\n]\n", '{{"items": [{0}, {1}]}}', "{0}\n{1}\n", "\ufeff[{0},{1}]",
     '{{"status":"ok","message-type":"work-list","message":{{"facets":{{}},"total-results":2,"items":[{0},{1}]}}}}'],
)  # fmt: skip
def test_items_of_json_in_whatever_stands_around_them(around):
    assert told("csl", around.format(CSL.format("a}"), CSL.format(2))) == fine("a}", "2")


def test_one_item_alone_and_an_answer_of_crossref():
    assert told("csl", CSL.format(1)) == fine("1")
    answer = '{"status":"ok","message-type":"work","message":{"indexed":{"x":1},"DOI":"10.1/x","title":["A"]}}'
    items, _cut = read("csl", answer)
    assert [item.identifier for item in items] == ["10.1/x"]
    assert json.loads(items[0].payload)["title"] == ["A"]


def test_an_empty_list_is_no_fault():
    assert told("csl", "[]") == ([], False)


@pytest.mark.parametrize(
    "broken",
    [
        '{"id": "b", "title": "The "best" book}',
        '{"id": "b", "title": "x"',
        '{"id": "b", "title": "x", "author": [{"family": "A"}, }',
        '{"id": "b" "title": "x"}',
        '{"id": "b", "title": "x\ny"}',
    ],
)
def test_an_item_that_is_no_json_costs_no_other(broken):
    for join in (",", ",\n"):
        found, _cut = told("csl", "[" + join.join([CSL.format("a"), broken, CSL.format("c"), CSL.format("d")]) + "]")
        assert [name for name, _problem, _repairs in found] == ["a", "b", "c", "d"]


def test_a_list_that_breaks_off_is_not_whole():
    text = "[" + CSL.format("a") + ",\n" + CSL.format("b") + "]"
    assert told("csl", text[:-6]) == ([("a", None, ()), ("b", "no-terminator", ())], True)
    assert told("csl", text[:-1]) == ([("a", None, ()), ("b", None, ())], True)


def test_json_of_two_bytes_a_character_that_ends_in_the_middle_of_one():
    text = "[" + CSL.format("a") + ",\n" + CSL.format("b")
    assert told("csl", text.encode("utf-16")[:-1]) == ([("a", None, ()), ("b", "no-terminator", ())], True)


def test_items_larger_than_a_block_and_without_end(monkeypatch):
    monkeypatch.setattr(csl, "BLOCK", 64)
    monkeypatch.setattr(csl, "LONGEST", 2000)
    large = json.dumps({"id": "l", "type": "book", "title": "x" * 1500})
    lost = '{"id": "m", "type": "book", "title": ["' + "y" * 5000
    text = f"[{large}, {lost}, {CSL.format('n')}, {CSL.format('o')}]"
    found, _cut = told("csl", text)
    assert found[0] == ("l", None, ())
    assert found[-2:] == [("n", None, ()), ("o", None, ())]


# All of them


PIECES = ["TY  - JOUR\n", "ER  - \n", "ID  - 1\n", "PMID- 1\n", "%0 Book\n", "@article{a,", "@string{b=", "title = "]
PIECES += ["crossref={a}", '{"id":', *'{}"()\\#[]1,:\né\0']
ANY = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(st.one_of(ANY.map(str.encode), st.binary(max_size=200)), st.sampled_from(sorted(READERS)))
def test_no_bytes_at_all_break_a_reader(content, form):
    try:
        for item in READERS[form](io.BufferedReader(io.BytesIO(content))):
            assert item.identifier and item.payload
    except (Fault, CutOff):
        return


@given(st.sampled_from(sorted(READERS)), st.integers(1, 6), st.integers(0, 5), st.data())
def test_what_one_reference_suffers_only_its_neighbour_may_feel(form, count, at, data):
    at %= count
    pieces = [{"ris": RIS, "bibtex": BIB, "csl": CSL}[form].format(f"k{number}") for number in range(count)]
    start = data.draw(st.integers(1, len(pieces[at]) - 1))
    pieces[at] = pieces[at][:start] + pieces[at][start + data.draw(st.integers(0, 9)) :]
    joined = ",\n".join(pieces) if form == "csl" else "".join(pieces)
    try:
        items, _cut = read(form, f"[{joined}]" if form == "csl" else joined)
    except Fault:
        assert count == 1
        return
    names = [item.identifier for item in items if item.problem is None]
    assert {f"k{number}" for number in range(count) if number not in (at, at + 1)} <= set(names)


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (RIS.format(1), "ris"),
        ("\r\nPMID- 123\n", "ris"),
        ("FN Clarivate Analytics Web of Science\n", "ris"),
        ("%0 Book\n", "ris"),
        (BIB.format(1), "bibtex"),
        ("[" + CSL.format(1) + "]", "csl"),
        ('{"items": [', "csl"),
        ("id,judul\n", "csv"),
        ("[sic] judul;id\n", "csv"),
        ("@ 2020, judul\n", "csv"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(content, form):
    assert kind.of(content.encode(), "csv") == form


def test_files_of_references_are_harvested_and_watched(house, count):
    folder = house.files("ris", more=", complete: true, drop_limit: 1.0", a=(RIS.format(1) + RIS.format(2)).encode())
    assert count(house.one()) == (2, 0, 0, 0, 0, 0)
    (folder / "a").write_text(RIS.format(1) + RIS.format(3).replace("Judul 3", "Lain"))
    assert count(house.one()) == (1, 0, 1, 1, 0, 0)
    assert house.alive() == {"1", "3"}


def test_the_same_key_twice_is_two_records(house):
    house.files("bibtex", a=(BIB.format("x") + BIB.format("x").replace("Judul", "Lain")).encode())
    house.one()
    assert house.alive() == {"x", "x#2"}


# Tables


def names(content):
    return [item.identifier for item in table.of_text(io.BufferedReader(io.BytesIO(content.encode())), {})]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("ID,author,title,year,journal,volume,number,pages\n0001,A,T,2019,J,43,2,1\n", "0001"),
        ('"id","title","authors","venue","year"\n"304586","T","A","SIGMOD Conference","1998"\n', "304586"),
        ("Key,Item Type,Title\nABCD,book,T\n", "ABCD"),
        ("Authors,Title,Year,Source title,EID\nA,T,2020,J,2-s2.0-1\n", "2-s2.0-1"),
        ("PMID,Title,Authors,Citation\n324,T,A,C\n", "324"),
        ("PT\tAU\tTI\tSO\tPY\tID\tUT\nJ\tA\tT\tS\t2020\tkeywords\tWOS:1\n", "WOS:1"),
        ("Publication Type,Authors,Article Title,UT (Unique WOS ID)\nJ,A,T,WOS:2\n", "WOS:2"),
        ("Rank,Publication ID,DOI,Title\n500,pub.1,10.1/x,T\n", "pub.1"),
        ("biblionumber,title,author\n4711,T,A\n", "4711"),
        ("Tag 001,Tag 100,Tag 245,Tag 260\nINLIS1,A,T,P\n", "INLIS1"),
        ("item id,title,author\n9,T,A\n", "9"),
    ],
)  # fmt: skip
def test_the_column_that_names_a_record(content, name):
    assert names(content) == [name]


def test_the_number_of_an_issue_names_nothing():
    found = names("author,title,journal,volume,number,year\nA,T,J,1,7,2020\nB,U,J,1,9,2020\n")
    assert all(name.startswith("sha256-") for name in found)


def test_fields_of_marc_are_headings():
    content = "Laporan katalog;;;\nPerpustakaan X;;;\n100;245;260 $a;300\nA;T;Jakarta;245 hlm.\n"
    (item,) = table.of_text(io.BufferedReader(io.BytesIO(content.encode())), {})
    assert json.loads(item.payload) == {"100": "A", "245": "T", "260 $a": "Jakarta", "300": "245 hlm."}


def test_bytes_of_another_encoding_are_mended_and_noted():
    for form, pattern in (("ris", RIS), ("bibtex", BIB), ("csl", CSL)):
        text = [pattern.format("a"), pattern.format("b").replace("Judul", "Jüdul"), pattern.format("ç")]
        body = (",\n" if form == "csl" else "").join(text)
        body = f"[{body}]" if form == "csl" else body
        items, _cut = read(form, body.encode().replace("ü".encode(), b"\xfc"))
        assert [item.repairs for item in items] == [(), ("wrong-encoding",), ()]
        assert "Jüdul" in items[1].payload.decode()


def test_json_with_line_ends_in_texts_and_half_characters_is_read():
    text = '[{"id": "a", "title": "x\ny"}, {"id": "b", "title": "\\ud83d"}]'
    assert told("csl", text) == fine("a", "b")
