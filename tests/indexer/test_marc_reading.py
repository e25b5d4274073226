"""MARC 21 as catalogues write it: characters, titles, names, links and copies, beside the golden records."""

import time
import unicodedata

import pymarc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from harvester.record import RawRecord
from indexer import formats
from indexer.formats import marc8, marc21, marc_titles, marcxml
from indexer.formats.marc_text import reader
from indexer.issues import Issues
from indexer.record import BibRecord

LEADER = "00000nam a2200000 a 4500"


def read(*fields, leader=LEADER, format="marcxml"):
    """A record of fields such as `245 10 $aTitle`."""
    document = f"<record><leader>{leader}</leader>"
    for field in fields:
        tag, first, second, *parts = field[:3], field[4], field[5], *field.split("$")[1:]
        inside = "".join(f'<subfield code="{part[0]}">{part[1:]}</subfield>' for part in parts)
        document += f'<datafield tag="{tag}" ind1="{first}" ind2="{second}">{inside}</datafield>'
    payload = f"{document}</record>".encode()
    return formats.read(RawRecord(source="s", member="m", identifier="1", format=format, payload=payload))


ESC = b"\x1b"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"Caf\xe2e", "Café"),
        (b"\xe5\xf2a", unicodedata.normalize("NFC", "a\u0304\u0323")),
        (b"\xebi\xeca", "i\ufe20a\ufe21"),
        (b"stra\xc7e, 5 \xc8", "straße, 5 €"),
        (b"\x88Der \x89Zauberberg", "\x98Der \x9cZauberberg"),
        (ESC + b"$1\x21\x30\x21\x21\x43\x5f" + ESC + b"(B.", "一朗."),
        (ESC + b"$,1\x21\x30\x3d" + ESC + b"(Bx", "之x"),
        (ESC + b"$)1\xa1\xb0\xbd b", "之 b"),
        (ESC + b"$1\x21\x30\x3d \x21\x30\x3d" + ESC + b"(B", "之 之"),
        (ESC + b"(2\x60\x61" + ESC + b"(B x", "אב x"),
        (ESC + b")2\xe0\xe1 x", "אב x"),
        (ESC + b"(3\x47\x64\x63" + ESC + b"(4\x21" + ESC + b"(B", "الك۽"),
        (ESC + b"(N\x6d\x69\x72" + ESC + b"(Q\x44" + ESC + b"(B", "МИРё"),
        (ESC + b"(S\x61\x62" + ESC + b"(B", "αβ"),
        (b"H" + ESC + b"b2" + ESC + b"sO", "H₂O"),
        (b"x" + ESC + b"b2" + ESC + b"s" + ESC + b"p3" + ESC + b"s y", "x₂³ y"),
        (b"x" + ESC + b"b2" + ESC + b"s" + ESC + b"(B y", "x₂ y"),
        (ESC + b"ga" + ESC + b"s", "α"),
    ],
)
def test_marc8_is_read_in_all_its_sets(value, text):
    assert marc8.decode(value) == (text, True)


@pytest.mark.parametrize("value", [b"a\xffb", b"abc\x1b", ESC + b"$1\x21\x30", ESC + b"$1\x7e\x7e\x7e", b"Cafe\xe2"])
def test_what_marc8_does_not_have_is_noted(value):
    assert marc8.decode(value)[1] is False


@given(st.binary(max_size=60))
def test_no_bytes_break_marc8(value):
    text, _ = marc8.decode(value + b"\x1b")
    assert isinstance(text, str)
    marc8.doubtful(value)


@pytest.mark.parametrize(
    ("leader", "data", "text", "codes"),
    [
        ("a", "Müller".encode("latin-1"), "Müller", {"encoding-repaired"}),
        (" ", "Café Müller".encode("latin-1"), "Café Müller", {"encoding-repaired"}),
        (
            " ",
            "général de la république française".encode("latin-1"),
            "général de la république française",
            {"encoding-repaired"},
        ),
        (" ", b"\xe9Rada \xe9cesk\xe2a, p\xe9r\xe2i\xe9stina", "Řada česká, příština", set()),
        (" ", "Müller".encode(), "Müller", {"encoding-mislabelled"}),
        (" ", b"Caf\xe2e M\xe8uller", "Café Müller", set()),
        (" ", b"\xf2Hik\xe5ayat \xb0Al\xe5i", "Ḥikāyat ʻAlī", set()),
    ],
)
def test_the_bytes_have_the_last_word_about_the_character_set(leader, data, text, codes):
    issues = Issues()
    assert reader(f"00000nam {leader}2200000", data, issues)(data) == text
    assert {issue.code for issue in issues.all()} == codes


@pytest.mark.parametrize(
    ("field", "title", "subtitle", "others"),
    [
        ("245 00 $aJudul =$bTitle : a study", "Judul", None, ("Title : a study",)),
        ("245 00 $aJudul $b= Title = Titre", "Judul", None, ("Title", "Titre")),
        ("245 00 $aJudul :$banak judul = Title", "Judul", "anak judul", ("Title",)),
        ("245 00 $aHukum adat = Adat law", "Hukum adat", None, ("Adat law",)),
        ("245 00 $aE = mc2 :$bsebuah biografi", "E = mc2", "sebuah biografi", ()),
        ("245 00 $aJesus the Christ;$ba study", "Jesus the Christ", "a study", ()),
        ("245 00 $aRasio 1 / 2 /$cBudi", "Rasio 1 / 2", None, ()),
        ("245 00 $aFilm [videorecording] :$bkisah", "Film", "kisah", ()),
        ("245 00 $aWhy women should be educate[d]", "Why women should be educated", None, ()),
        ("245 00 $aTrends in care [by] D. G. McKerracher.", "Trends in care", None, ()),
        ("245 00 $aKimia : untuk SMA / Unggul", "Kimia", "untuk SMA", ()),
    ],
)  # fmt: skip
def test_the_marks_of_isbd_say_what_is_what(field, title, subtitle, others):
    record = read(field)
    assert (record.title, record.subtitle, record.alternative_titles) == (title, subtitle, others)


def test_where_marks_are_left_out_what_looks_like_one_is_part_of_the_title():
    record = read("245 00 $aMitteilungen / Universität : neu", leader="00000nam a2200000 c 4500")
    assert (record.title, record.subtitle) == ("Mitteilungen / Universität : neu", None)


@pytest.mark.parametrize(
    ("value", "language", "shown", "sorted_by"),
    [
        ("\x98Die \x9cZauberflöte", "ger", "Die Zauberflöte", "Zauberflöte"),
        ("\x98L'\x9cété", "fre", "L'été", "été"),
        ("\x88Les \x89misérables", None, "Les misérables", "misérables"),
        ("<<Der>> Zauberberg", None, "Der Zauberberg", "Zauberberg"),
        ("<Der> Zauberberg", "ger", "Der Zauberberg", "Zauberberg"),
        ("<HTML> for all", "eng", "<HTML> for all", None),
        ("Die hard", "eng", "Die hard", None),
    ],
)
def test_marks_around_what_is_not_sorted_go(value, language, shown, sorted_by):
    assert marc_titles.unmarked(value, language) == (shown, sorted_by)


@pytest.mark.parametrize("title", ["Works.", "Koran", "[Oeuvres]", "Sonatas,", "Laws, etc."])
def test_a_title_made_up_for_filing_is_no_title_of_the_thing(title):
    assert read(f"240 10 $a{title}$lIndonesian", "245 10 $aPilihan").alternative_titles == ()


def test_titles_of_works_inside_are_no_titles_of_the_thing():
    inside = [f"740 0  $aLagu {number}" for number in range(4)]
    assert read("245 00 $aLagu-lagu", *inside).alternative_titles == ()
    assert read("245 00 $aLagu-lagu", "740 02$aLagu 1", "740 0  $aNyanyian").alternative_titles == ("Nyanyian",)


def test_names_in_a_second_script_are_those_of_the_same_people():
    linked = "880 1  $6700-02/(3/r$aغزالي"
    both = read("245 00 $aKitāb", "700 1  $6880-02$aGhazzālī", linked)
    only = read("245 00 $aKitāb", linked)
    assert [one.name for one in both.creators] == ["Ghazzālī"]
    assert [one.name for one in only.creators] == ["غزالي"]


@pytest.mark.parametrize(
    ("field", "role"),
    [
        ("700 1  $aA, B", "author"),
        ("700 1  $aA, B$eeditor and translator.", "editor"),
        ("700 1  $aA, B$eprinter.", "printer"),
        ("700 1  $aA, B$ejt. auth.", "author"),
        ("700 1  $aA, B$4voc", "performer"),
        ("700 1  $aA, B$eformer owner.$5NjP", "contributor"),
        ("700 1  $aA, B$4trl", "translator"),
        ("700 1  $aA, B$4http://id.loc.gov/vocabulary/relators/edt", "editor"),
    ],
)
def test_who_only_printed_or_owned_it_is_no_author(field, role):
    assert [one.role for one in read("245 00 $aJudul", field).creators] == [role]


def test_isbns_of_other_forms_and_of_the_host_are_not_those_of_the_thing():
    record = read(
        "020   $z9781402894626", "245 00 $aJudul", "776 08$iOnline version:$z9781402894626",
        "773 0 $tInduk$z9780306406157$gHlm. 1-10",
    )  # fmt: skip
    assert record.isbns == ()
    assert record.host.pages == "1-10"


def test_the_qualifier_says_that_an_isbn_is_that_of_a_set():
    record = read("020   $a978-602-8519-93-9$qjilid lengkap", "245 00 $aJudul")
    assert [issue.code for issue in record.issues if issue.field == "isbns"] == ["isbn-of-set"]


def test_a_collection_of_a_vendor_is_no_host():
    assert read("245 00 $aBuku", "773 0 $tSpringer eBooks").host is None


@pytest.mark.parametrize(
    ("fields", "copies", "status"),
    [
        (["852 8 $bA$hX"], None, None),
        (["852 8 $bA$hX$t2"], 1, None),
        (["852 8 $bA$hX$t1-3"], 3, None),
        (["852 8 $bA$hX$tcopy 1-2"], 2, None),
        (["852 8 $bA$hX", "852 8 $bA$hX"], 2, None),
        (["852 8 $bA$hX", "876   $p1", "876   $p2$jLost", "876   $p3"], 3, "Lost"),
        (["AVA   $cA$dX$eavailable$f2$g0"], 2, "available"),
        (["AVA   $cA$dX$eavailable$f2$g1"], 2, "available; 1/2 unavailable"),
        (["AVA   $cA$dX$eunavailable$f2$g2"], 2, "unavailable"),
        (["952   $aA$oX$p1$7Koleksi khusus"], 1, "Koleksi khusus"),
        (["952   $aA$oX$p1$70$10$40$00"], 1, None),
        (["952   $aA$oX$p1$q0000-00-00"], 1, None),
        (["952   $aA$oX$p1$q2026-12-01"], 1, "due 2026-12-01"),
        (["952   $aA$oX$p1$01"], 0, "withdrawn"),
        (["952   $aA$oX$p1$02019-03-01 10:00:00"], 0, "withdrawn"),
    ],
)
def test_copies_are_counted_and_their_status_told(fields, copies, status):
    [holding] = read("245 00 $aJudul", *fields).holdings
    assert (holding.call_number, holding.copies, holding.status) == ("X", copies, status)


def test_a_long_list_of_volumes_is_cut_at_a_volume():
    fields = [f"952   $aA$oX$p{number}$hvol. {number}" for number in range(200)]
    [holding] = read("245 00 $aJudul", *fields).holdings
    assert holding.copies == 200
    assert holding.status.startswith("vol. 0, vol. 1") and holding.status.endswith(" …") and len(holding.status) < 310


def test_a_tag_that_iso_2709_cannot_hold_does_not_break_what_is_written():
    document = (
        '<record><datafield tag="2é²"><subfield code="a">x</subfield></datafield>'
        '<datafield tag="245"><subfield code="a">Judul</subfield></datafield></record>'
    )
    raw = RawRecord(source="s", member="m", identifier="1", format="marcxml", payload=document.encode())
    out = formats.write_original(raw, "marc")
    back = RawRecord(source="s", member="m", identifier="1", format="marc21", payload=out)
    assert formats.read(back).title == "Judul"


def test_an_original_in_marc8_keeps_its_fields_and_its_scripts():
    ours = formats.write(BibRecord(id="s:1", source="s", member="m", title="Shu"), "marc")
    marc8_bytes = (ours[:9] + b" " + ours[10:]).replace(b"Shu", b"\x1b$1\x21\x30\x3d\x1b(B")
    raw = RawRecord(source="s", member="m", identifier="1", format="marc21", payload=marc8_bytes)
    out = formats.write_original(raw, "marc")
    assert out[9:10] == b"a" and "之".encode() in out
    before, after = marc21.decode(marc8_bytes, Issues()), marc21.decode(out, Issues())
    assert list(map(str, before.fields)) == list(map(str, after.fields))
    assert str(before["245"]) == str(
        marcxml.from_element(etree.fromstring(formats.write_original(raw, "marcxml")))["245"]
    )


@pytest.mark.parametrize("tag", ["020", "245", "260", "300", "490", "653", "773", "852", "856", "952", "999"])
def test_long_rubbish_takes_no_long_time(tag):
    start = time.process_time()
    for piece in (".", "1", " = ", " : ", "[by] ", "&lt;", "(", "1-", "$g1:", "\x98"):
        parts = "".join(f"${code}{(piece * 20_000)[:20_000]}" for code in "abcghnopqtvwz3") if "$" not in piece else ""
        read(f"{tag} 10{parts or '$a' + piece * 5000}")
    assert time.process_time() - start < 5  # a pattern gone wild takes minutes


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=15)
FIELD = st.tuples(
    st.sampled_from(["020", "024", "035", "041", "245", "260", "264", "490", "700", "773", "852", "856", "866", "876",
                     "880", "952", "995", "999", "AVA", "200", "100", "210", "461"]),
    st.lists(st.tuples(st.sampled_from("abcdefghijklmnopqtuvwxyz0123456789"), TEXT), max_size=6),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(FIELD, min_size=1, max_size=8))
def test_no_fields_raise_anything(fields):
    record = pymarc.Record(leader=LEADER)
    for tag, parts in fields:
        record.add_field(pymarc.Field(tag=tag, subfields=[pymarc.Subfield(code, value) for code, value in parts]))
    payload = bytes(record.as_marc())
    for format in ("marc21", "unimarc"):
        raw = RawRecord(source="s", member="m", identifier="1", format=format, payload=payload)
        assert formats.read(raw).holdings
        for wanted in ("marc", "marcxml", "unimarc"):
            assert formats.write(formats.read(raw), wanted)
            formats.write_original(raw, wanted)
