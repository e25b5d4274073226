"""Answers of OAI-PMH, as they should not be."""

import io
import random
from pathlib import Path

import pytest

from harvester import xml
from harvester.faults import Fault
from harvester.files import markup
from harvester.files.stream import CutOff
from harvester.oai import parse as reader

PAGES = sorted((Path(__file__).parents[3] / "shared" / "data" / "oai-pages").glob("*.xml"))
HEAD = b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>d</responseDate><ListRecords>'
TAIL = b"<resumptionToken>t</resumptionToken></ListRecords></OAI-PMH>"


def record(name: str, text: str = "x") -> bytes:
    return (
        f"<record><header><identifier>{name}</identifier></header><metadata><d>{text}</d></metadata></record>".encode()
    )


def read(body: bytes):
    return reader.parse(body, "oai_dc", "u")


@pytest.mark.parametrize(
    "start", [b"<record id='a>b'>", b"<record>junk", b"<record >\n<!-- x -->", b"<record>" + b" " * 9000]
)
def test_a_record_may_begin_in_odd_ways(start):
    page = read(HEAD + record("1") + b"\n" + record("2").replace(b"<record>", start) + record("3") + TAIL)
    assert [(item.identifier, item.problem) for item in page.items] == [("1", None), ("2", None), ("3", None)]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("windows-1251", "Анна"),
        ("koi8-r", "Анна"),
        ("shift_jis", "中学"),
        ("gb2312", "中学"),
        ("iso-8859-1", "é"),
        ("utf-8", "é"),
    ],
)
def test_a_byte_that_an_encoding_does_not_have_harms_its_record_only(encoding, text):
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'.encode()
    damaged = record("2", "a~b").replace(b"~", b"\x98" if encoding == "windows-1251" else b"\xff")
    page = read(declared + HEAD + record("1", text).decode().encode(encoding) + damaged + TAIL)
    assert page.items[0].payload.decode().count(f"<d>{text}</d>") == 1
    assert (page.items[0].repairs, len(page.items)) == ((), 2)


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252"])
def test_a_byte_that_is_not_utf8_does_not_make_the_others_latin(declared):
    body = f'<?xml version="1.0" encoding="{declared}"?>'.encode() + HEAD + record("1", "é") + record("2", "~") + TAIL
    first, second = read(body.replace(b"~", b"\xe9")).items
    assert "é".encode() in first.payload and not first.repairs
    assert "é".encode() in second.payload and second.repairs == ("wrong-encoding",)


@pytest.mark.parametrize(
    "name", ["zlib", "hex", "base64", "rot13", "idna", "punycode", "unicode_escape", "utf-7", "utf-16", "no", "cp037"]
)
def test_what_is_no_encoding_of_xml_is_not_believed(name):
    page = read(f'<?xml version="1.0" encoding="{name}"?>'.encode() + HEAD + record("1", "\\x41é") + TAIL)
    assert "\\x41é".encode() in page.items[0].payload


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_half_a_character_at_the_end_harms_nothing_before(encoding):
    body = (HEAD + record("1") + record("2")).decode().encode(encoding)
    assert [item.identifier for item in read(body[:-3]).items if not item.problem] == ["1"]


def test_entities_are_never_expanded(tmp_path):
    (tmp_path / "secret").write_text("secret")
    bomb = b"".join(b'<!ENTITY l%d "%b">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"ha") for n in range(12))
    dtd = b'<!DOCTYPE OAI-PMH [%b<!ENTITY f SYSTEM "%b">]>' % (bomb, (tmp_path / "secret").as_uri().encode())
    first, second = read(dtd + HEAD + record("1", "&l11;&f;") + record("2") + TAIL).items
    assert xml.text(xml.strict(first.payload)) == "1&l11;&f;"
    assert first.repairs == ("bare-ampersand",) and not second.repairs


def test_everything_that_is_no_record_is_kept():
    before, between, after = b"<br>Notice: x", b"<b>junk</b>", b"<!-- late -->"
    page = read(before + HEAD + record("1") + between + record("2") + TAIL + after)
    assert [item.problem for item in page.items] == [None, None]
    assert page.frame.startswith(before + HEAD) and page.frame.endswith(TAIL + after)
    assert b"junk" in page.frame and page.token == "t"


@pytest.mark.parametrize("damage", [b"<record\0>", b"<recrd>", b"", b"<record><x>"])
def test_the_only_record_does_not_vanish(damage):
    page = read(HEAD + record("1").replace(b"<record>", damage) + TAIL)
    assert len(page.items) == 1 and page.token == "t"
    assert page.items[0].problem is None or page.damaged


def test_a_list_of_headers_says_when_one_is_lost():
    body = b"<OAI-PMH><ListIdentifiers><header><identifier>1</identifier></header>%b</ListIdentifiers></OAI-PMH>"
    for broken, damaged in ((b"", False), (b"<header><b></header>", True)):
        reading = reader.Reading(io.BytesIO(body % broken), None, "u")
        assert [item.identifier for batch in reading.batches() for item in batch] == ["1"]
        assert reading.page.damaged is damaged


def test_the_root_of_another_document_does_not_end_this_one():
    page = read(HEAD + record("1") + TAIL + HEAD + record("2"))
    assert (len(page.items), page.ended) == (2, False)


@pytest.mark.parametrize(
    "nasty", [b"<error code='a'>", b"<error " + b"code='a' " * 50_000, b"<resumptionToken>", b"<!--", b"<?", b"&#"]
)
def test_frames_without_end_are_read_in_no_time(nasty):
    try:
        assert not read(HEAD + nasty * (1 if len(nasty) > 100 else 50_000)).ended
    except Fault as fault:
        assert fault.code == "truncated"


def test_a_file_that_ends_before_its_first_record_is_cut_off():
    with pytest.raises(CutOff):
        list(markup.items(io.BytesIO(b"<collection xmlns='urn:x'>"), "marcxml"))
    assert list(markup.items(io.BytesIO(b"<collection/>"), "marcxml")) == []


def test_a_record_of_a_file_that_has_lost_its_tag_is_set_aside():
    good = b"<record><leader>l</leader><controlfield tag='001'>%d</controlfield></record>"
    for lost in (1, 2):
        body = b"".join((good % n).replace(b"<record>", b"<recrd>" if n == lost else b"<record>") for n in (1, 2, 3))
        found = list(markup.items(io.BytesIO(b"<collection>%b</collection>" % body), "marcxml"))
        assert sorted(item.identifier for item in found if not item.problem) == sorted({"1", "2", "3"} - {str(lost)})
        assert len([item for item in found if item.problem]) == 1


NASTY = [
    b"<!--",
    b"<![CDATA[",
    b"]]>",
    b"-->",
    b"&",
    b"<",
    b"\0",
    b"</record>",
    b"</metadata>",
    b"\xff",
    b"<b>",
    b"<record>",
    b"<?",
    b"'",
]


@pytest.mark.real
@pytest.mark.skipif(not PAGES, reason="the real records of ../shared/data are not here")
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_damaged_record_of_a_recorded_page_harms_no_other(path):
    body, rng = xml.plain_utf8(path.read_bytes()), random.Random(path.name)
    before = read(body).items
    starts = [at for at in range(len(body)) if body.startswith((b"<header>", b"<header "), at)]
    if not before or len(starts) != len(before):
        pytest.skip("its records are marked otherwise")
    for _attempt in range(5):
        which = rng.randrange(len(starts))
        at = starts[which] + rng.randrange(30)
        cut, put = rng.choice([(rng.randint(1, 30), b""), (0, rng.choice(NASTY)), (1, rng.randbytes(1))])
        after = read(body[:at] + put + body[at + cut :]).items
        others = before[:which] + before[which + 1 :]
        assert [item for item in others if item not in after] == []
        assert len(after) >= len(before), "it vanished"
