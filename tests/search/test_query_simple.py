import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.fields import BY_PREFIX
from indexer.engines.query import And, Everything, Node, Not, Or, Phrase, Prefix, Range, Word
from search.query.simple import DEPTH, LONGEST, NOTHING, UNITS, parse


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
        ("978-979-403-042-4", Word("978-979-403-042-4")),
        ("979 403 042 2", Word("979 403 042 2")),
        ("ISBN 979-403-042-2", Word("979-403-042-2")),
        ("isbn: 979 403 042 2", Word("979 403 042 2")),
        ("ISSN 2434-561X", Word("2434-561X")),
        ("isbn:9789794030424", Word("9789794030424")),
        ("10.1234/abc(def)", Word("10.1234/abc(def)")),
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
        ("a AND b", And((Word("a"), Word("AND"), Word("b")))),
        ("a OR", And((Word("a"), Word("OR")))),
        ("OR", Word("OR")),
        ("(a OR) b", And((And((Word("a"), Word("OR"))), Word("b")))),
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
        ("978-979-403-042-9", Word("978-979-403-042-9")),
        ("1991 1992", And((Word("1991"), Word("1992")))),
    ],
)
def test_what_is_no_syntax_is_searched_as_words(text: str, node: Node) -> None:
    assert parse(text) == node


@pytest.mark.parametrize("text", ["%", "?", "😀", "-", "*", "+", "&", "& %", "(#)", '"%"', "-%"])
def test_what_has_no_letter_or_digit_finds_nothing(text: str) -> None:
    assert parse(text) == NOTHING


def size(node: Node) -> int:
    match node:
        case And() | Or():
            return 1 + sum(size(part) for part in node.parts)
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
    assert isinstance(parse(text), Node)


@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyzäéқ林", min_size=1, max_size=12), min_size=2, max_size=UNITS))
def test_plain_words_are_all_wanted(words: list[str]) -> None:
    assert parse(" ".join(words)) == And(tuple(Word(word) for word in words))
