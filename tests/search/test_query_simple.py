import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stdnum import ean

from config.fields import BY_PREFIX
from indexer.engines.plan import plan
from indexer.engines.query import And, Everything, Favour, Most, Node, Not, Or, Phrase, Prefix, Range, Word
from search.highlight import fitting
from search.query import simple
from search.query.simple import DEPTH, LONGEST, NOTHING, UNITS, parse
from search.relaxing import attempts


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("", Everything()),
        ("  \t\n", Everything()),
        ('""', Everything()),
        ("()", Everything()),
        ("ilmu", Word("ilmu")),
        ("pengantar ilmu", And((Word("pengantar"), Word("ilmu")))),
        ('"ilmu sosial"', Phrase("ilmu sosial")),
        ("“ilmu sosial” dasar", And((Phrase("ilmu sosial"), Word("dasar")))),
        ("ilmu -sosial", And((Word("ilmu"), Not(Word("sosial"))))),
        ('-"ilmu sosial"', Not(Phrase("ilmu sosial"))),
        ("-(a OR b) c", And((Not(Or((Word("a"), Word("b")))), Word("c")))),
        ("a OR b", Or((Word("a"), Word("b")))),
        ("a b OR c d", And((Word("a"), Or((Word("b"), Word("c"))), Word("d")))),
        ('"a b" OR "c"', Or((Phrase("a b"), Phrase("c")))),
        ("a AND b", And((Word("a"), Word("b")))),
        ('"a b" AND (c OR d) AND -e', And((Phrase("a b"), Or((Word("c"), Word("d"))), Not(Word("e"))))),
        ("year:1990–1999 AND ilmu", And((Range("year", 1990, 1999), Word("ilmu")))),
        ("(a b) OR c", Or((And((Word("a"), Word("b"))), Word("c")))),
        ("perpus*", Prefix("perpus")),
        ("judul:perpus*", Prefix("perpus", "title")),
        ("title:ilmu", Word("ilmu", "title")),
        ("Judul:ilmu", Word("ilmu", "title")),
        ("title: ilmu sosial", And((Word("ilmu", "title"), Word("sosial")))),
        ("pengarang:basuki", Word("basuki", "creator")),
        ('author:"x y"', Phrase("x y", "creator")),
        ("title:(a OR b) c", And((Or((Word("a", "title"), Word("b", "title"))), Word("c")))),
        ("title:(a subject:b)", And((Word("a", "title"), Word("b", "subject")))),
        ("-title:ilmu", Not(Word("ilmu", "title"))),
        ("title:-ilmu", Not(Word("ilmu", "title"))),
        ("member:uinsu", Word("uinsu", "member")),
        ("callno:020.1", Word("020.1", "call_number")),
        ("year:1990-1999", Range("year", 1990, 1999)),
        ("tahun:1990-", Range("year", 1990, None)),
        ("year:-1999", Range("year", None, 1999)),
        ("-year:1999", Not(Range("year", 1999, 1999))),
        ("year:1995 ilmu", And((Range("year", 1995, 1995), Word("ilmu")))),
        ('year:"1995"', Range("year", 1995, 1995)),
        ("year:(1990 OR 1995)", Or((Range("year", 1990, 1990), Range("year", 1995, 1995)))),
        ("978-979-403-042-4", Word("9789794030424")),
        ("979 403 042 2", Word("9794030422")),
        ("ISBN 979-403-042-2", Word("9794030422")),
        ("isbn: 979 403 042 2", Word("9794030422")),
        ("ISSN 2434-561X", Word("2434-561X")),
        ("isbn:9789794030424", Word("9789794030424")),
        ("ISBN-13: 978-979-403-042-4", Word("9789794030424")),
        ("isbn10 9794030422", Word("9794030422")),
        ("e-ISBN: 9789794030424", Word("9789794030424")),
        ("979-403-042-2 (pbk.)", Word("9794030422")),
        ("9789794030424.", Word("9789794030424")),
        ("\u200b978\u2011979\u2011403\u2011042\u20114", Word("9789794030424")),
        ("978－979－403－042－4", Word("9789794030424")),
        ("0-8044-2957-x", Word("080442957X")),
        ("٩٧٨٩٧٩٤٠٣٠٤٢٤", Word("9789794030424")),
        ("p-issn 2434561x", Word("2434561x")),
        ("978-979-403-042-9", Or((Word("9789794030429", "isbn"), Word("978-979-403-042-9")))),
        ("isbn:979-403-042-3", Or((Word("9794030423", "isbn"), Word("979-403-042-3")))),
        ("10.1234/abc(def)", Word("10.1234/abc(def)")),
        ("doi: 10.1234/abc(def)", Word("10.1234/abc(def)")),
        ("DOI:10.1234/abc", Word("10.1234/abc")),
        ("http://dx.doi.org/10.1234/ABC", Word("http://dx.doi.org/10.1234/ABC")),
        ("https://doi.org/10.1234/abc", Word("https://doi.org/10.1234/abc")),
        ("+gatsby", Word("gatsby")),
        ("+great +gatsby", And((Word("great"), Word("gatsby")))),
        ('+title:great +"a b"', And((Word("great", "title"), Phrase("a b")))),
        ("(a +) b", And((Word("a"), Word("b")))),
        ("title:+gatsby", Word("gatsby", "title")),
        ("laskar & pelangi", And((Word("laskar"), Word("pelangi")))),
        ("laskar + pelangi / # x", And((Word("laskar"), Word("pelangi"), Word("x")))),
        ("AT&T R&D C#", And((Word("AT&T"), Word("R&D"), Word("C#")))),
    ],
)
def test_what_is_written_is_meant(text: str, node: Node) -> None:
    assert parse(text) == node


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("C++", Word("C++")),
        ("10:30", Word("10:30")),
        ("kata:lain", Word("kata:lain")),
        ("a AND", And((Word("a"), Word("AND")))),
        ("AND b", And((Word("AND"), Word("b")))),
        ("a ANDI b", And((Word("a"), Word("ANDI"), Word("b")))),
        ("a and b", And((Word("a"), Word("and"), Word("b")))),
        ("a AND AND b", And((Word("a"), Word("AND"), Word("b")))),
        ("(a AND)", And((Word("a"), Word("AND")))),
        ("a OR", And((Word("a"), Word("OR")))),
        ("OR", Word("OR")),
        ("(a OR) b", And((And((Word("a"), Word("OR"))), Word("b")))),
        ("--et pour finir", And((Word("--et"), Word("pour"), Word("finir")))),
        ("ilmu --dasar", And((Word("ilmu"), Word("--dasar")))),
        ('--"a b"', And((Word("--"), Phrase("a b")))),
        ("- b", And((Word("-"), Word("b")))),
        ("a*b", Word("a*b")),
        ("title:", Word("title:")),
        ("title:)", Word("title:")),
        ("year:abc", Word("year abc")),
        ("year:12345", Word("year 12345")),
        ('"abc def', And((Word("abc"), Word("def")))),
        ('abc "', Word("abc")),
        ('title:"', Word("title:")),
        ("a) b", And((Word("a"), Word("b")))),
        ("(a (b", And((Word("a"), Word("b")))),
        (")))", Everything()),
        ("a\x00b", Word("a\x00b")),
        ("1991 1992", And((Word("1991"), Word("1992")))),
        ("1990-1999", Word("1990-1999")),
        ("12345678901", Word("12345678901")),
        ("doi laut", And((Word("doi"), Word("laut")))),
        ("isbn", Word("isbn")),
        ("*", NOTHING),
        ("a*", Word("a*")),
        ("-perpus*", Not(Prefix("perpus"))),
        ("**", NOTHING),
    ],
)
def test_what_is_no_syntax_is_searched_as_words(text: str, node: Node) -> None:
    assert parse(text) == node


@pytest.mark.parametrize("text", ["%", "?", "😀", "-", "*", "+", "&", "& %", "(#)", '"%"', "-%"])
def test_what_has_no_letter_or_digit_finds_nothing(text: str) -> None:
    assert parse(text) == NOTHING


def size(node: Node) -> int:
    match node:
        case And() | Or() | Most():
            return 1 + sum(size(part) for part in node.parts)
        case Favour():
            return size(node.part) + sum(size(part) for part, _factor in node.extras)
        case Not():
            return 1 + size(node.part)
    return 1


def depth(node: Node) -> int:
    match node:
        case And() | Or():
            return 1 + max(map(depth, node.parts), default=0)
        case Not():
            return 1 + depth(node.part)
    return 1


@pytest.mark.parametrize(
    "text",
    ["a " * 5000, "(" * 5000 + "a", "(a " * 600, "-(a b " * 600, '"' * 5001, "title:" * 900, "a OR " * 900, "-" * 5000],
)
def test_long_and_deep_texts_stay_small(text: str) -> None:
    node = parse(text)
    assert size(node) <= 3 * UNITS
    assert depth(node) <= 3 * DEPTH + 3


def test_what_is_too_long_is_left_out() -> None:
    assert parse("a" * (LONGEST + 50)) == Word("a" * LONGEST)


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("020.1 SUL p", ("020.1 SUL p",)),
        ("2X4.3 ABD f c.2", ("2X4.3 ABD f c.2", "2X4.3 ABD f")),
        ("QA76.73 .P98 2001", ("QA76.73 .P98 2001", "QA 76.73 .P98 2001")),
    ],
)
def test_what_looks_like_a_call_number_is_looked_up_as_one_or_as_words(text: str, forms: tuple[str, ...]) -> None:
    node = parse(text)
    assert isinstance(node, Or)
    assert node.parts[:-1] == tuple(Phrase(form, "call_number") for form in forms)
    assert node.parts[-1] == And(tuple(Word(word) for word in text.split()))


@pytest.mark.parametrize(
    "text",
    [
        "100 puisi pilihan",
        "1984",
        "catch 22",
        "laskar pelangi 2",
        "ISO 9001",
        "A 380",
        "2001: a space odyssey",
        "PHP 8.1",
    ],
)
def test_titles_with_figures_are_no_call_numbers(text: str) -> None:
    assert not isinstance(parse(text), Or)


LONG = 100_000


@pytest.mark.parametrize(
    "text",
    ["a", "(", ")", '"', "-", "*", "\x00", "\ud800", "title:", '"(', "a:", "1", "1-", "OR ", "é", "林", "\u0301", "x1 ",
     "10.1/", "isbn ", "A1 .B2 ", "020 a", "al-", "😀", "\u202e"],
)  # fmt: skip
def test_a_hundred_thousand_characters_are_no_more_work_than_two_thousand(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = 0
    take = simple._Reader._take

    def counted(reader: simple._Reader, pattern: re.Pattern[str]) -> re.Match[str] | None:
        nonlocal taken
        taken += 1
        return take(reader, pattern)

    monkeypatch.setattr(simple._Reader, "_take", counted)
    node = parse((text * LONG)[:LONG])
    assert size(node) <= 3 * UNITS
    assert taken <= 2 * LONGEST + 10 * UNITS
    assert sum(size(one.node) for one in attempts(node, text)) <= 200 * UNITS


syntax = st.lists(
    st.sampled_from(
        [
            "a",
            "ilmu",
            '"',
            "(",
            ")",
            "-",
            "*",
            ":",
            " ",
            " OR ",
            "1990-1999",
            "year:",
            "“",
            "\x00",
            "\ud800",
            *(f"{p}:" for p in BY_PREFIX),
        ]
    )
).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.text() | syntax)
def test_nothing_is_an_error(text: str) -> None:
    node = parse(text)
    assert isinstance(node, Node)
    assert size(node) <= 3 * UNITS and depth(node) <= 3 * DEPTH + 3
    for attempt in attempts(node, text):
        plan(attempt.node)
        fitting(attempt.node)("ilmu")


@given(
    st.from_regex(r"97[89][0-9]{9}", fullmatch=True),
    st.lists(st.sampled_from(["", "-", " ", "\u2011"]), min_size=12, max_size=12),
)
def test_an_isbn_is_recognised_however_it_is_hyphened(start: str, between: list[str]) -> None:
    figures = start + ean.calc_check_digit(start)
    text = "".join(figure + blank for figure, blank in zip(figures, [*between, ""], strict=True))
    assume(not start.startswith("9790"))
    assert parse(text) == Word(figures)


@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyzäéқ林", min_size=1, max_size=12), min_size=2, max_size=UNITS))
def test_plain_words_are_all_wanted(words: list[str]) -> None:
    assert parse(" ".join(words)) == And(tuple(Word(word) for word in words))
