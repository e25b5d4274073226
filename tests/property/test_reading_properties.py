"""What reading a page of OAI-PMH promises for any page at all: what one record suffers, no other one feels."""

import io
from collections import Counter
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree

from harvester import repair, scan, xml
from harvester.faults import Fault
from harvester.oai import parse as reader

OAI, DC, MARC, MODS = xml.OAI, repair.PREFIXES["dc"], repair.PREFIXES["marc"], repair.PREFIXES["mods"]
BLANKS = st.sampled_from(["", "\n", "  ", "\r\n\t"])
TEXT = st.text(alphabet="aB9 .,;'\"&<>]-éß–中😀\u00a0", max_size=12)
NASTY = [
    b"<!--", b"<![CDATA[", b"]]>", b"-->", b"--", b"&", b"&nbsp;", b"&#x1;", b"<", b">", b'"', b"'", b"\0", b"\x0b",
    b"\xff",
    b"<b>", b"</b>", b"</record>", b"</header>", b"</metadata>", b"<record>", b"<record/>", b"<metadata>",
    b"<?xml version='1.0'?>",
    b"<?", b"\xed\xa0\x80", b"\xef\xbf\xbf", b"xmlns=''", b"</ListRecords>", b"<!DOCTYPE x [", b"<dc:title>", b"]]",
]  # fmt: skip
"""What is put into records where it does not belong."""

JUNK = st.sampled_from(
    [b"text", b"<br />\n<b>Notice</b>: x &y", b"a < b & c", b"<!-- <record><header/></record> -->", b"</b>", b"\0\xff",
     b"<b>",
     b"<!-- -- -->", b"</record>", b"<![CDATA[ </record> ]]>", b"<?php x ?>", b"<?", b"<a b='", b"]]>"]
)  # fmt: skip
"""What stands between records and is no part of one."""


@st.composite
def texts(draw):
    """Text, and one of the ways to write it."""
    text = draw(TEXT)
    if "]]>" not in text and draw(st.integers(0, 3)) == 0:
        return f"<![CDATA[{text}]]>"
    noise = draw(st.sampled_from(["", "", "", "<!-- > </record> <record> -->", "<?go on?>", "&#38;&#x3C;"]))
    return escape(text) + noise


@st.composite
def described(draw):
    """The metadata of a record."""
    form = draw(st.sampled_from(["dc", "own", "marc", "plain", "mods"]))
    values = [draw(texts()) for _ in range(draw(st.integers(1, 3)))]
    odd = draw(st.sampled_from(["", " a='<&gt;>'".replace("<&", "&lt;&"), ' a="x>y"', " a = 'q\"'"]))
    if form == "dc":
        return "<o:dc" + odd + ">" + "".join(f"<dc:title>{v}</dc:title>" for v in values) + "<dc:date/></o:dc>"
    if form == "own":
        inner = "".join(f"<d:title>{v}</d:title >" for v in values)
        return f'<x:dc xmlns:x="urn:x" xmlns:d={quoteattr(DC)}{odd}>{inner}</x:dc>'
    if form == "mods":
        return f'<mods xmlns="{MODS}"{odd}><titleInfo><title>{values[0]}</title></titleInfo><note/></mods>'
    fields = "".join(f'<{{p}}subfield code="a">{v}</{{p}}subfield>' for v in values)
    marc = (
        f"<{{p}}record{{n}}{odd}><{{p}}leader>00000nam</{{p}}leader><{{p}}controlfield tag='001'>7</{{p}}controlfield>"
        f'<{{p}}datafield tag="245" ind1="1" ind2=" ">{fields}</{{p}}datafield></{{p}}record>'
    )
    return marc.format(p="m:", n="") if form == "marc" else marc.format(p="", n=f' xmlns="{MARC}"')


@st.composite
def pages(draw, *, least: int = 1):
    """A page: what stands before its records, the records, what stands behind them."""
    p = draw(st.sampled_from(["", "", "oai:"]))
    q, blank = draw(st.sampled_from("\"'")), draw(BLANKS)
    own = f"xmlns{':oai' if p else ''}={q}{OAI}{q}"
    more = f' xmlns:o={q}urn:o{q} xmlns:dc={q}{DC}{q} xmlns:m="{MARC}"'
    where = draw(st.sampled_from(["root", "list", "record"]))
    head = (
        f"<{p}OAI-PMH {own}{more if where == 'root' else ''}>{blank}"
        f"<{p}responseDate>2026-01-01T00:00:00Z</{p}responseDate>"
        f"<{p}request xmlns:m='urn:other'>http://x/</{p}request>"
        f"<{p}ListRecords{more if where == 'list' else ''}>{blank}"
    )
    records = []
    for number in range(draw(st.integers(least, 5))):
        deleted = draw(st.integers(0, 4)) == 0
        sets = "".join(
            f"<{p}setSpec>{draw(st.sampled_from(['a', 'b:c', 'x&amp;y']))}</{p}setSpec>" for _ in range(number % 3)
        )
        status = draw(st.sampled_from([' status="deleted"', " status = 'deleted' "])) if deleted else ""
        mark = draw(st.sampled_from(["", "", "<!-- x -->", "<?x y?>", "<![CDATA[z]]>"]))
        about = draw(st.sampled_from(["", "", f"<{p}about><y>{draw(texts())}</y></{p}about>"]))
        metadata = "" if deleted else f"<{p}metadata>{blank}{draw(described())}{blank}</{p}metadata>{about}"
        odd = draw(st.sampled_from(["", "", ' id="a>b"', "\n"]))
        records.append(
            f"<{p}record{more if where == 'record' else ''}{odd}>{blank}<{p}header{status}>{blank}"
            f"<{p}identifier>oai:x:{number}{mark}"
            f"</{p}identifier><{p}datestamp>2026-01-0{number + 1}</{p}datestamp>{sets}</{p}header>"
            f"{blank}{metadata}</{p}record>"
        )
    tail = f"{blank}<{p}resumptionToken>go&amp;on</{p}resumptionToken></{p}ListRecords></{p}OAI-PMH>\n"
    return head.encode(), [record.encode() for record in records], tail.encode(), draw(BLANKS).encode()


def whole(page) -> bytes:
    head, records, tail, gap = page
    return head + gap.join(records) + tail


def read(body: bytes):
    return reader.parse(body, "oai_dc", "u")


def dom(body: bytes):
    """What lxml makes of a page."""
    root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    for record in root.iter("{*}record"):
        header = xml.child(record, "header")
        if header is not None:
            metadata = next(xml.children(xml.child(record, "metadata")), None)
            sets = tuple(xml.text(spec) for spec in xml.children(header, "setSpec"))
            form = None if metadata is None else xml.canonical(metadata)
            yield (xml.text(xml.child(header, "identifier")), xml.text(xml.child(header, "datestamp")), sets,
                   header.get("status") == "deleted", form)  # fmt: skip


def told(item):
    """The same of an item."""
    assert item.problem is None and item.repairs == ()
    record = xml.strict(item.payload) if item.payload else None
    metadata = next(xml.children(xml.child(record, "metadata")), None)
    form = None if metadata is None else xml.canonical(metadata)
    return item.identifier, item.datestamp, item.sets, item.deleted, form


@given(
    pages(),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "iso-8859-1", "windows-1252", "none"]),
)
def test_it_reads_what_the_whole_document_says(page, encoding):
    text = whole(page).decode()
    assume(encoding not in ("iso-8859-1", "windows-1252") or "CDATA" not in text)
    name = encoding.removesuffix("-sig")
    declared = "" if encoding == "none" else f'<?xml version="1.0" encoding="{name}"?>\n'
    body = (declared + text).encode("utf-8" if encoding == "none" else encoding, "xmlcharrefreplace")
    found = read(body)
    assert [told(item) for item in found.items] == list(dom(text.encode()))
    assert (found.token, found.ended, found.damaged) == ("go&on", True, False)


@st.composite
def damages(draw, record: bytes):
    """A record with something wrong in it."""
    at = draw(st.integers(1, len(record) - 1))
    match draw(st.integers(0, 3)):
        case 0:
            return record[:at] + record[at + draw(st.integers(1, max(1, min(60, len(record) // 3)))) :]
        case 1:
            return record[:at] + draw(st.binary(min_size=1, max_size=4)) + record[at:]
        case 2:
            return record[:at] + draw(st.binary(min_size=1, max_size=1)) + record[at + 1 :]
        case _:
            return record[:at] + draw(st.sampled_from(NASTY)) + record[at:]


@given(pages(least=2), st.integers(50, 3000), st.integers(300, 3000), st.data())
def test_it_does_not_matter_in_which_pieces_it_comes(page, window, look, data):
    class Drip(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or window, window))

    head, records, tail, gap = page
    damaged = data.draw(st.one_of(st.just(records[0]), damages(records[0])))
    body = whole((head, [damaged, *records[1:]], tail, gap))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan, "WINDOW", window)
        patch.setattr(scan, "LOOK", look)
        piecemeal = reader.read(Drip(body), "oai_dc", "u")
    assert piecemeal._replace(root=None) == read(body)._replace(root=None)


@given(pages(least=2), st.data())
def test_what_one_record_suffers_no_other_feels(page, data):
    head, records, tail, gap = page
    which = data.draw(st.integers(0, len(records) - 1))
    damaged = data.draw(damages(records[which]))
    before = read(whole(page))
    after = read(whole((head, [*records[:which], damaged, *records[which + 1 :]], tail, gap)))
    others = Counter(map(repr, [item for number, item in enumerate(before.items) if number != which]))
    found = Counter(map(repr, after.items))
    assert not others - found
    assert (found - others).total() >= 1, "it vanished"
    assert after.token == before.token and after.ended


@given(pages(least=2), JUNK, st.data())
def test_what_stands_between_records_harms_none(page, junk, data):
    head, records, tail, gap = page
    before, at = read(whole(page)), data.draw(st.integers(0, len(records)))
    pieces = [*records[:at], junk, *records[at:]]
    for body in (head + gap.join(pieces) + tail, junk + whole(page), whole(page) + junk):
        after = read(body)
        assert after.items == before.items
        assert (after.token, after.ended) == (before.token, True)
        assert junk.strip() in after.frame


@given(pages(least=2), st.data(), st.sampled_from(["utf-8", "utf-16"]))
def test_a_page_that_breaks_off_gives_its_whole_records(page, data, encoding):
    body = whole(page).decode().encode(encoding)
    before = read(body).items
    cut = data.draw(st.integers(1, len(body) - len(page[2])))
    try:
        after = read(body[:cut])
    except Fault as fault:
        assert fault.code in ("truncated", "not-oai-pmh")
        return
    assert not after.ended and after.token is None
    kept = [item for item in after.items if item.problem is None]
    assert kept == before[: len(kept)] and len(after.items) - len(kept) <= 1
    ends = [len(page[0]) + sum(map(len, page[1][:n])) + len(page[3]) * (n - 1) for n in range(1, len(page[1]) + 1)]
    if encoding == "utf-8":
        assert len(kept) == sum(end <= cut for end in ends)


@given(pages())
def test_salvaging_finds_what_strict_reading_finds(page):
    body = whole(page)
    strictly, salvaged = read(body), read(body.replace(b"</resumptionToken>", b"</resumptionToken><oops>"))
    assume(b"</resumptionToken>" in body)
    assert salvaged.root is None
    assert (salvaged.items, salvaged.token) == (strictly.items, strictly.token)


MARKUP = st.lists(
    st.sampled_from(["<a>", "</a>", "<b c='d'>", "</b>", "<dc:x>", "</dc:x>", "<e/>", "text", " ", "&amp;", "<",
                     "<!-- z -->",
                     "<![CDATA[y]]>", "<![CDATA[", "<f g='1' g='2'>", "<datafield>", "<subfield>", "</record>", "é"]),
    max_size=25,
).map("".join)  # fmt: skip


@given(MARKUP)
def test_balancing_moves_and_loses_nothing(inner):
    before = repair.mend(f"<record>{inner}".encode())[0].decode()
    after, repairs = repair.balance(before.encode())
    plain = [
        text.replace(" ", "").replace("&lt;", "<").replace("&gt;", ">").replace("g='2'", "")
        for text in (before, after.decode())
    ]
    rest = iter(plain[1])
    assert all(char in rest for char in plain[0]), "something went, or moved"
    assert xml.well_formed(b"<w xmlns:dc='urn:d'>%b</w>" % after) is None
    assert set(repairs) <= {"unclosed-tag", "stray-tag", "bare-less-than", "double-attribute"}
