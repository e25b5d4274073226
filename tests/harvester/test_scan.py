"""Cutting a stream where its records begin and end, whatever stands around them."""

import io
import time

import pytest

from harvester import hidden, scan
from harvester.namespaces import declarations, trim_namespaces
from harvester.scan import HEADERS, Scanner

HEAD, TAIL = b'<OAI-PMH xmlns="urn:o"><ListRecords>', b"<resumptionToken>t</resumptionToken></ListRecords></OAI-PMH>"


def record(name: str, inner: str = "<d/>") -> bytes:
    header = f"<header><identifier>{name}</identifier></header>"
    return f"<record>{header}<metadata>{inner}</metadata></record>".encode()


def cut(body: bytes, kind=scan.RECORDS):
    scanner = Scanner(io.BytesIO(body), kind)
    return list(scanner), scanner


@pytest.mark.parametrize(
    "between",
    [
        b"",
        b"\n",
        b"<!-- " + record("no") + b" -->",
        b"junk",
        b"<b>",
        b"<!-- -- -->",
        b"<? > ?>",
        b"\0\xff",
        b"<record/>",
    ],
)
def test_what_stands_between_two_records_belongs_to_neither(between):
    found, scanner = cut(HEAD + record("1") + between + record("2") + TAIL)
    assert [piece.content for piece in found] == [record("1"), record("2")]
    assert found[0].rest.strip() == between.strip()
    assert (scanner.head, scanner.tail) == (HEAD, TAIL)


@pytest.mark.parametrize(
    "inner",
    [
        "<record>x</record>",
        "<![CDATA[</record><record>]]>",
        "<!-- </record> -->",
        "<a b='</record>'/>",
        "<record><header2/></record>",
    ],
)
def test_what_stands_in_a_record_does_not_end_it(inner):
    found, _scanner = cut(HEAD + record("1", inner) + record("2") + TAIL)
    assert [piece.content for piece in found] == [record("1", inner), record("2")]


@pytest.mark.parametrize("opened", ["<!--", "<![CDATA[", "<!--[if gte mso 9]>", "<!"])
def test_what_is_never_closed_swallows_no_other_record(opened):
    closed = opened.replace("<!--", "<!-- x -->").replace("<![CDATA[", "<![CDATA[ y ]]>")
    pieces = [record("1", opened), record("2"), record("3", closed), record("4", "a --> b")]
    found, _scanner = cut(HEAD + b"".join(pieces) + TAIL)
    assert [piece.content for piece in found] == pieces


@pytest.mark.parametrize("lost", [b"<record>", b"<record><header>", b"<record><header><identifier>"])
def test_a_first_record_without_its_opening_tag_is_no_part_of_the_head(lost):
    found, scanner = cut(HEAD + record("1").removeprefix(lost) + record("2") + TAIL)
    assert [piece.content for piece in found] == [record("1").removeprefix(lost), record("2")]
    assert scanner.head == HEAD
    alone, _scanner = cut(HEAD + record("1").removeprefix(lost) + TAIL)
    assert [piece.content for piece in alone] == [record("1").removeprefix(lost)]


def test_records_in_a_second_document_have_its_namespaces():
    found, _scanner = cut(HEAD + record("1") + TAIL + HEAD.replace(b"urn:o", b"urn:p") + record("2") + TAIL)
    assert [piece.names for piece in found] == [b'xmlns="urn:o"', b'xmlns="urn:p"']


def test_namespaces_in_a_gap_are_not_in_force_behind_it():
    found, _scanner = cut(HEAD + record("1") + b"<x xmlns='urn:x'>" + record("2") + TAIL)
    assert {piece.names for piece in found} == {b'xmlns="urn:o"'}


@pytest.mark.parametrize(
    ("head", "names"),
    [
        (b"<a xmlns='u'><b xmlns='v'></b><c>", b"xmlns='u'"),
        (b"<a xmlns='u'><b xmlns='v'/><c xmlns:d=\"w\">", b"xmlns='u' xmlns:d=\"w\""),
        (b"<a xmlns='u'><b xmlns=''>", b"xmlns=''"),
        (b"<a xmlns:x=' u '><!-- <b xmlns='v'> -->\0&", b"xmlns:x='u'"),
        (b"<br><a xmlns='u' b='>' xmlns:c='v'>", b"xmlns='u' xmlns:c='v'"),
        (b"xmlns='u'", b""),
    ],
)
def test_the_declarations_in_force(head, names):
    assert declarations(head) == names


def test_namespaces_in_text_are_not_trimmed():
    assert trim_namespaces(b"xmlns=' a ' <b xmlns=' c '>") == b"xmlns=' a ' <b xmlns='c'>"


def test_lists_of_identifiers():
    body = b"<OAI-PMH><ListIdentifiers><header><identifier>1</identifier></header><identifier>2</identifier></header></ListIdentifiers></OAI-PMH>"  # noqa: E501
    found, scanner = cut(body, HEADERS)
    assert b"".join(piece.content + piece.rest for piece in found).count(b"<identifier>") == 2
    assert scanner.tail == b"</ListIdentifiers></OAI-PMH>"


def test_a_record_that_is_too_long_comes_in_pieces_and_hides_none(monkeypatch):
    monkeypatch.setattr(scan, "LONGEST", 20_000)
    monkeypatch.setattr(scan, "WINDOW", 1_000)
    long = record("2", "x" * 90_000)
    found, _scanner = cut(HEAD + record("1") + long + record("3") + TAIL)
    assert b"".join(piece.content for piece in found) == record("1") + long + record("3")
    assert [found[0].cut, found[-1].cut, {piece.cut for piece in found[1:-1]}] == [False, False, {True}]


def test_a_long_comment_hides_nothing_for_ever(monkeypatch):
    monkeypatch.setattr(hidden, "LONGEST", 1_000)
    pieces = [record("1", "<!-- "), *[record(str(n), "x" * 100) for n in range(2, 40)]]
    found, _scanner = cut(HEAD + b"".join(pieces) + TAIL)
    assert [piece.content for piece in found] == pieces


NASTY = [
    "<record>",
    "<!--",
    "<![CDATA[",
    "<?",
    "<record><!--",
    "<record><?",
    "<header>",
    "<r:record>",
    'xmlns:x="',
    "<!",
    "<a b='",
]


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("nasty", [*NASTY, '<a xmlns:x="' + " " * 1000])
def test_the_time_grows_no_faster_than_the_stream(nasty, place):
    parts = [HEAD, record("1"), TAIL]
    parts.insert(place + 1 if place < 2 else 3, nasty.encode() * (100_000 // len(nasty)))
    begin = time.process_time()
    assert cut(b"".join(parts))[0]
    assert time.process_time() - begin < 20, "a second at most, were it not for slow machines"
