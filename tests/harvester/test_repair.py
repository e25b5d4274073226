"""Mending and cutting, piece by piece."""

import io

import pytest

from harvester import xml
from harvester.carve import items
from harvester.compare import collapse, same_content
from harvester.files.table import separator
from harvester.guard import too_many
from harvester.oai.client import Verbatim, address
from harvester.oai.profiles import PROFILES, recognise
from harvester.page import Item, name
from harvester.repair import mend
from harvester.scan import Scanner, Slice
from harvester.web import redact, retry_after


@pytest.mark.parametrize(
    ("broken", "mended", "repairs"),
    [
        ("Tom & Jerry", "Tom &amp; Jerry", ("bare-ampersand",)),
        ("a&amp;b &lt; &#233; &#x1F600;", "a&amp;b &lt; &#233; &#x1F600;", ()),
        ("&nbsp;&eacute;&nosuch;", "\u00a0é&amp;nosuch;", ("html-entity", "bare-ampersand")),
        ("p < 0.05", "p &lt; 0.05", ("bare-less-than",)),
        ("a\x0bb\x02c\x00", "a bc", ("illegal-character",)),
        ("a&#11;b&#x2;c&#xFFFE;&#xD800;", "a bc", ("illegal-character",)),
        ("<![CDATA[a & b < c]]>", "<![CDATA[a & b < c]]>", ()),
        ('<?xml version="1.0"?><a/>', "<a/>", ("inner-declaration",)),
        ("?id=1&year=2;x", "?id=1&amp;year=2;x", ("bare-ampersand",)),
    ],
)
def test_mending_changes_no_word(broken, mended, repairs):
    assert mend(broken.encode()) == (mended.encode(), repairs)


def test_bytes_of_windows_among_utf8():
    assert mend("é".encode() + b" caf\xe9 \x93x\x94") == ("é café “x”".encode(), ("wrong-encoding",))


def test_a_prefix_that_nobody_declared():
    chunk = b"<record><header><identifier>a</identifier></header><metadata><oai_dc:dc><dc:title>x</dc:title></oai_dc:dc></metadata></record>"  # noqa: E501
    (item,) = items([Slice(b"", chunk)], "oai_dc")
    assert (item.identifier, item.problem, item.repairs) == ("a", None, ("undeclared-prefix",))


def test_an_unclosed_record_does_not_swallow_the_next():
    header = b"<header><identifier>%d</identifier></header>"
    body = b"<x>" + b"".join(b"<record>" + header % n + (b"" if n == 1 else b"</record>") for n in range(3)) + b"</x>"
    scanner = Scanner(io.BytesIO(body))
    assert [piece.content.count(b"<header>") for piece in scanner] == [1, 1, 1]
    assert scanner.tail == b"</x>"


def test_comments_without_end_cost_nothing():
    body = b"<!--" * 200_000 + b"<record><leader/></record>"
    assert len(list(Scanner(io.BytesIO(body)))) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_declared_encodings(encoding):
    declared = encoding.removesuffix("-sig")
    body = f'<?xml version="1.0" encoding="{declared}"?>\n<a>é</a>'.encode(encoding)
    assert xml.text(xml.strict(xml.plain_utf8(body))) == "é"


def test_nothing_may_stand_before_the_root():
    with pytest.raises(xml.NotXml):
        xml.strict(b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>')


def test_the_same_content_may_be_spelled_otherwise():
    one = b'<record xmlns:d="urn:d"><header/><metadata><d:a  x="1" y=\'2\'/></metadata></record>'
    other = b'<record><header/><metadata><d:a xmlns:d="urn:d" y="2" x="1"></d:a></metadata></record>'
    assert same_content(one, other)
    assert not same_content(one, other.replace(b'"2"', b'"3"'))
    assert same_content(b'<a xmlns="relative"/>', b'<a xmlns="relative"/>')


@pytest.mark.parametrize(
    ("missing", "living", "limit", "expected"),
    [
        (1, 5, 0.2, False),
        (2, 5, 0.2, True),
        (5, 5, 0.99, True),
        (1, 9, 0, True),
        (0, 0, 0, False),
        (6, 10, 0.2, True),
        (20, 100, 0.2, False),
        (21, 100, 0.2, True),
        (6, 6, 1, False),
    ],
)
def test_the_safety_limit(missing, living, limit, expected):
    assert too_many(missing, living, limit) is expected


def test_the_last_one_counts_but_life_beats_death():
    def one(deleted, sha256):
        return Item(identifier="a", format="x", payload=b"", sha256=sha256, deleted=deleted)

    found, left_out = collapse([one(False, "1"), one(False, "2"), one(True, "")])
    assert (found["a"].sha256, left_out) == ("2", 2)
    found, left_out = collapse([one(True, ""), one(False, "1")])
    assert (found["a"].sha256, left_out) == ("1", 1)


def test_retry_after_in_both_forms():
    assert retry_after("120") == 120
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert [retry_after(value) for value in (None, "", "soon", "-5")] == [None] * 4


def test_tokens_are_encoded_once_or_sent_as_they_came():
    token = "100__+AND+a+%3E%3D+%27b%27 &x#y"
    assert address("http://h/oai", {"verb": "L", "t": token}).endswith(
        "t=100__%2BAND%2Ba%2B%253E%253D%2B%2527b%2527%20%26x%23y"
    )
    assert address("http://h/oai?a=1", {"t": Verbatim(token), "set": None}) == (
        "http://h/oai?a=1&t=100__+AND+a+%3E%3D+%27b%27%20%26x%23y"
    )


def test_no_password_is_printed():
    assert redact("https://user:secret@h:8080/oai?x=1") == "https://h:8080/oai?x=1"


def test_names_can_be_stored_and_shown():
    assert name("  oai:x\n1\x00 ", b"") == "oai:x 1"
    assert name("x" * 501, b"content") == name(None, b"content") == "sha256-ed7002b439e9ac84"


def test_separators():
    assert [separator(line)[0] for line in ("a;b,c;d\n1", 'a,"b;c;d",e', "a\tb", "a|b|c", "a")] == [
        ";",
        ",",
        "\t",
        "|",
        ";",
    ]


@pytest.mark.parametrize(
    ("url", "identify", "expected"),
    [
        ("https://lib.ac.id/oai2.php", "", "slims-oai2"),
        ("https://lib.ac.id/katalog", "<baseURL>http://lib.ac.id:80/oai.php</baseURL>", "slims-oai"),
        ("https://e.ac.id/cgi/oai2", "", "eprints"),
        ("https://d.ac.id/server/oai/request", "", "dspace"),
        ("https://j.ac.id/index.php/jurnal/oai", "", "ojs"),
        ("https://o.ac.id/oai-pmh-repository/request", "", "omeka"),
        ("https://x.ac.id/oai", "<title>Induk</title>", "induk"),
        ("https://x.ac.id/oai", "<repositoryName>Perpustakaan</repositoryName>", None),
    ],
)
def test_software_is_recognised(url, identify, expected):
    assert recognise(url, identify) == expected
    assert expected is None or PROFILES[expected].software
