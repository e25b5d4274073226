"""Records out of slices: whole, mended with the name of what was done, or set aside with their bytes."""

import pytest

from harvester import xml
from harvester.carve import headers, items
from harvester.repair import balance, mend
from harvester.scan import Slice

DC = b'xmlns:dc="http://purl.org/dc/elements/1.1/"'


def record(name: str = "1", inner: str = "<dc:title>x</dc:title>") -> bytes:
    header = f"<header><identifier>{name}</identifier></header>"
    return f"<record>{header}<metadata><d>{inner}</d></metadata></record>".encode()


def one(inner: str | bytes, rest: bytes = b""):
    content = record(inner="INNER").replace(b"INNER", inner.encode() if isinstance(inner, str) else inner)
    (item,) = items([Slice(DC, content, rest)], "oai_dc")
    return item


def said(item) -> str:
    return xml.text(xml.child(xml.strict(item.payload), "metadata")) or ""


@pytest.mark.parametrize(
    ("inner", "text", "repairs"),
    [
        ("<dc:title>a & b</dc:title>", "a & b", {"bare-ampersand"}),
        ("<dc:title>p < 0.05</dc:title>", "p < 0.05", {"bare-less-than"}),
        ("<dc:title>a<b and c</dc:title>", "a<b and c", {"bare-less-than"}),
        ("<dc:title>&LT;b&GT; &AMP; &nbsp;</dc:title>", "<b> &", {"html-entity"}),
        ("<dc:title>a<dc:title>b</dc:title>", "ab", {"unclosed-tag"}),
        ("<dc:title>a</i>b</dc:title>", "a</i>b", {"stray-tag"}),
        ("<dc:title>a<![CDATA[b</dc:title>", "a<![CDATA[b", {"bare-less-than"}),
        ("<dc:title a='1' a='2'>x</dc:title>", "x", {"double-attribute"}),
        ("<dc:title>a\x02b</dc:title>", "ab", {"illegal-character"}),
        (b"<dc:title>caf\xe9</dc:title>", "café", {"wrong-encoding"}),
        (b"<dc:title>\xed\xa0\xbd\xed\xb8\x80\xed\xa0\x80!</dc:title>", "😀!", {"illegal-character"}),
        ("<dc:title><judul-é>a & b</judul-é></dc:title>", "a & b", {"bare-ampersand"}),
    ],
)
def test_what_is_mended_says_the_same(inner, text, repairs):
    item = one(inner)
    assert item.problem is None
    assert (said(item), set(item.repairs)) == (text, repairs)


def test_two_elements_in_one_slice_are_two_records():
    found = items([Slice(DC, record("1") + record("2") + b"</record>")], "oai_dc")
    assert [(item.identifier, item.problem, item.repairs) for item in found] == [("1", None, ()), ("2", None, ())]


@pytest.mark.parametrize(
    "remains",
    [
        b"<recrd>" + record("2")[8:],
        record("2")[8:],
        record("2")[16:],
        b"<record>x</record>",
    ],
)
def test_what_is_left_of_the_next_record_is_set_aside_and_harms_none(remains):
    for piece in (Slice(DC, record("1") + remains), Slice(DC, record("1"), remains)):
        found = items([piece], "oai_dc")
        assert found[0] == items([Slice(DC, record("1"))], "oai_dc")[0]
        assert found[1].problem is not None
        assert [item.payload[-len(remains) + 8 :] for item in found[1:]] == [remains[8:]]


def test_a_record_that_is_closed_in_its_middle_is_not_taken_for_whole():
    for more in (b"<about>x</about></record>", b"<metadata><d>y</d></metadata></record>"):
        (item,) = items([Slice(DC, record("1") + more)], "oai_dc")
        assert (item.identifier, item.problem.code, item.payload) == ("1", "bad-xml", record("1") + more)


def test_what_was_cut_off_is_never_mended():
    (item,) = items([Slice(DC, record("1")[:-9], cut=True)], "oai_dc")
    assert (item.identifier, item.problem.code, item.payload) == ("1", "bad-xml", record("1")[:-9])


def test_what_is_no_part_of_a_record_is_handed_back():
    left: list[bytes] = []
    assert len(items([Slice(DC, record("1") + b" </record> ")], "oai_dc", left)) == 1
    assert left == [b"</record> "]


def test_a_broken_record_is_named_by_its_header_only():
    broken = b"<record><header></header><metadata><dc:identifier>oai:x:2</dc:identifier></record>"
    (item,) = items([Slice(DC, broken, cut=True)], "oai_dc")
    assert (item.identifier[:7], item.problem.code) == ("sha256-", "no-identifier")


def test_namespaces_are_declared_once_whatever_stands_in_attributes():
    content = record().replace(b"<record>", b'<record a=">" xmlns:dc="urn:other">')
    (item,) = items([Slice(DC, content)], "oai_dc")
    assert item.payload == content
    assert xml.strict(item.payload) is not None


@pytest.mark.parametrize("depth", [300, 100_000])
def test_depth_is_no_danger(depth):
    (item,) = items([Slice(DC, record(inner="<a>" * depth + "&amp;" + "</a>" * depth))], "oai_dc")
    assert item.identifier == "1"
    (item,) = items([Slice(DC, record("&#49;", "<a>" * depth + "</a>" * depth))], "oai_dc")
    assert item.identifier == "1"


def test_stray_tags_cost_no_more_than_others():
    chunk = mend(b"<r>" + b"<a>" * 50_000 + b"</b>" * 50_000)[0]
    assert set(balance(chunk)[1]) == {"stray-tag", "unclosed-tag"}


def test_identifiers_in_a_list_are_whole():
    content = "<header status='deleted'><identifier>oai:x:[1] &amp; {}</identifier><setSpec>a</setSpec></header>"
    long = content.format("y" * 300).encode()
    cdata = b"<header><identifier><![CDATA[oai:<2>]]></identifier></header>"
    broken = b"<header><identifier>oai:3</identifier><b></header>"
    found = headers([Slice(b"", long), Slice(b"", cdata), Slice(b"", broken), Slice(b"", b"<header><b></header>")])
    assert [item.identifier for item in found] == ["oai:x:[1] & " + "y" * 300, "oai:<2>", "oai:3"]
    assert [(item.deleted, item.sets) for item in found[:2]] == [(True, ("a",)), (False, ())]
