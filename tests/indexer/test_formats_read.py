"""What is no record is said to be none; what is doubtful is noted; nothing else raises."""

import json
import time

import pymarc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.model import COLUMNS
from harvester.record import RawRecord
from indexer import formats
from indexer.formats import csv_rows, xml
from indexer.issues import ISSUES, UNREADABLE, Issues
from indexer.normalise.tables import table


def read(payload, format="oai_dc", columns=None):
    payload = payload.encode() if isinstance(payload, str) else payload
    return formats.read(RawRecord(source="s", member="m", identifier="1", format=format, payload=payload), columns)


def dc(**elements):
    return "<dc>" + "".join(f"<{name}>{value}</{name}>" for name, value in elements.items()) + "</dc>"


def row(columns=None, **values):
    return read(json.dumps(values), "csv", columns)


@pytest.mark.parametrize(
    ("payload", "format", "code"),
    [
        ("", "oai_dc", "empty-record"),
        (" \n", "marc21", "empty-record"),
        ('{"title": ""}', "csv", "empty-record"),
        ("[1]", "csv", "not-json"),
        (b'{"title": "\xff"}', "csv", "not-json"),
        ("title\n", "csv", "not-json"),
        ("00000nam a2200000 a 4500", "marc21", "not-marc"),
        ("<html><body>Maintenance</body></html>", "marcxml", "not-marc"),
        ("<html><p>Maintenance</p></html>", "oai_dc", "not-dublin-core"),
        ("<record><header/></record>", "oai_dc", "no-metadata"),
        ("<record><header/><metadata> </metadata></record>", "oai_dc", "no-metadata"),
        ("<dc><title>", "oai_dc", "not-xml"),
        ("<dc><title>\x0b</title></dc>", "oai_dc", "not-xml"),
        ("<mets/>", "mets", "unknown-format"),
        (b"<dc>" + b" " * formats.MAX_PAYLOAD + b"</dc>", "oai_dc", "too-large"),
    ],
)
def test_what_is_no_record_says_why(payload, format, code):
    with pytest.raises(formats.Unreadable) as caught:
        read(payload, format)
    assert caught.value.code == code
    assert code in UNREADABLE
    assert "{" not in caught.value.message


def test_entities_are_not_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("Secret")
    for definition in (f'SYSTEM "{secret.as_uri()}"', '"Secret"'):
        document = f"<!DOCTYPE dc [<!ENTITY e {definition}>]><dc><title>Judul &e;</title></dc>"
        with pytest.raises(formats.Unreadable) as caught:
            read(document)
        assert caught.value.code == "not-xml"
        assert "Secret" not in caught.value.message


def test_marcxml_under_the_name_of_marc21_and_of_oai_dc_is_read():
    document = '<record><datafield tag="245" ind1="0" ind2="0"><subfield code="a">Judul</subfield></datafield></record>'
    assert [read(document, format).title for format in ("marc21", "marcxml", "oai_dc")] == ["Judul"] * 3


def test_every_record_has_a_holding_of_its_member_and_its_own_id():
    record = read(dc(title="Judul"))
    assert (record.id, record.source, record.member) == ("s:1", "s", "m")
    assert [holding.member for holding in record.holdings] == ["m"]


def codes(record):
    return {issue.code for issue in record.issues}


@pytest.mark.parametrize(
    ("elements", "code"),
    [
        ({"creator": "Hamka"}, "no-title"),
        ({"title": "A"}, "no-year"),
        ({"date": "t.th."}, "no-year"),
        ({"date": "1425"}, "year-hijri"),
        ({"identifier": "ISBN 9780306406158"}, "isbn-checksum"),
        ({"identifier": "ISSN 1999-2003"}, "issn-checksum"),
        ({"identifier_isbn": "978-602-8519-93-9 (jilid lengkap)"}, "isbn-of-set"),
        ({"language": "klingonese"}, "unknown-language"),
        ({"type": "Gizmo"}, "unknown-type"),
        ({"image": "http://", "title": "A"}, None),
        ({"creator": "A " * 2000}, "value-too-long"),
    ],
)
def test_what_is_doubtful_is_noted(elements, code):
    found = codes(read(dc(**elements)))
    assert found <= ISSUES.keys()
    assert code is None or code in found


def test_a_number_with_a_wrong_check_digit_is_kept_in_the_issue_only():
    record = read(dc(title="A", date="2001", identifier="ISBN 9780306406158"))
    assert record.isbns == ()
    assert [issue.value for issue in record.issues] == ["ISBN 9780306406158"]


def test_a_year_that_cannot_be_is_noted_and_the_written_one_used():
    fixed = "910101s0965    io            000 0 ind d"
    document = (
        f'<record><controlfield tag="008">{fixed}</controlfield><datafield tag="260" ind1=" " ind2=" ">'
        '<subfield code="c">c1965</subfield></datafield></record>'
    )
    record = read(document, "marcxml")
    assert record.year == 1965
    assert "year-implausible" in codes(record)


def test_bad_addresses_are_left_out():
    record = row(title="A", url="www.example.org; https://example.org/x; javascript:alert(1); http://[::1")
    assert [url.url for url in record.urls] == ["https://example.org/x"]
    assert [issue.value for issue in record.issues if issue.code == "bad-url"] == [
        "www.example.org",
        "javascript:alert(1)",
        "http://[::1",
    ]


def test_a_doi_is_taken_from_its_resolver_only():
    record = row(title="A", url="https://doi.org/10.1234/AB ; https://publisher.example.org/doi/10.1234/ab/abstract")
    assert record.identifiers.doi == ("10.1234/ab",)
    assert len(record.urls) == 2


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("Washington, D.C. :", "Washington, D.C."),
        ("[Jakarta] :", "Jakarta"),
        ("Bandung.", "Bandung"),
        ("[S.l. :", None),
    ],
)
def test_isbd_marks_go_and_the_stops_of_abbreviations_stay(place, shown):
    assert row(title="A", place=place).place == shown


def test_makers_keep_the_order_of_the_record():
    fields = [("710", "Badan Bahasa"), ("700", "Alwi, Hasan"), ("711", "Kongres Bahasa"), ("700", "Moeliono, Anton")]
    inside = "".join(f'<datafield tag="{tag}"><subfield code="a">{name}</subfield></datafield>' for tag, name in fields)
    found = read(f"<record>{inside}</record>", "marcxml").creators
    assert [(one.name, one.kind) for one in found] == [
        ("Badan Bahasa", "organisation"),
        ("Alwi, Hasan", "person"),
        ("Kongres Bahasa", "meeting"),
        ("Moeliono, Anton", "person"),
    ]


def test_a_mapping_of_columns_goes_before_the_usual_headings():
    values = {"Nama Buku": "Bumi manusia", "Judul": "nomor 5", "Oleh": "Pramoedya Ananta Toer", "Tahun": "1980"}
    record = row({"title": "Nama Buku", "creators": "Oleh"}, **values)
    assert (record.title, [one.name for one in record.creators], record.year) == (
        "Bumi manusia",
        ["Pramoedya Ananta Toer"],
        1980,
    )


def test_a_mapped_column_that_is_missing_leaves_its_field_empty():
    record = row({"title": "Nama Buku"}, Judul="nomor 5", Penerbit="Mizan")
    assert (record.title, record.publisher) == (None, "Mizan")


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Sejarah nasional Indonesia jilid 2", ("Sejarah nasional Indonesia", None, "jilid 2", None)),
        ("Tafsir : juz 30 : surah pendek", ("Tafsir", None, "juz 30", "surah pendek")),
        ("Kimia : untuk SMA (vol. III)", ("Kimia", "untuk SMA", "vol. III", None)),
        ("Perang Dunia Buku 1945", ("Perang Dunia Buku 1945", None, None, None)),
        ("Buku 1", ("Buku 1", None, None, None)),
        ("Part 2 of the story", ("Part 2 of the story", None, None, None)),
        ("Rasio 3:4 dan 1/2", ("Rasio 3:4 dan 1/2", None, None, None)),
        ("Kota : sebuah novel / Ahmad", ("Kota", "sebuah novel", None, None)),
    ],
)
def test_a_title_in_one_text_is_taken_apart(title, parts):
    record = read(dc(title=title))
    assert (record.title, record.subtitle, record.part_number, record.part_title) == parts


def test_the_statement_of_responsibility_names_the_makers_where_nothing_else_does():
    record = read(dc(title="Kota / oleh Ahmad Tohari ; penyunting Budi"))
    assert [one.name for one in record.creators] == ["Ahmad Tohari"]


@settings(max_examples=150, deadline=None)
@given(payload=st.binary(max_size=300), format=st.sampled_from(["marc21", "marcxml", "oai_dc", "csv", "mods"]))
def test_no_bytes_raise_anything_but_unreadable(payload, format):
    try:
        read(payload, format)
    except formats.Unreadable as error:
        assert error.code in UNREADABLE


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_damage_to_a_marc_record_raises_anything_but_unreadable(data):
    good = formats.write(read(dc(title="Judul Ä", creator="Hamka", subject="Islam", date="1980")), "marc")
    place = data.draw(st.integers(0, len(good) - 1))
    damaged = good[:place] + data.draw(st.binary(max_size=4)) + good[place + data.draw(st.integers(0, 4)) :]
    try:
        assert read(damaged, "marc21").holdings
    except formats.Unreadable as error:
        assert error.code in UNREADABLE


@pytest.mark.parametrize("name", ["title", "creator", "date", "format", "identifier", "source", "subject"])
def test_long_rubbish_takes_no_long_time(name):
    start = time.process_time()
    for piece in (".", "1", " : ", "jilid 2 ", "<"):
        read(dc(**{name: (piece * 50_000)[:50_000].replace("<", "&lt;")}))
    assert time.process_time() - start < 5  # a pattern gone wild takes minutes


def test_issue_codes_are_those_of_the_table():
    with pytest.raises(KeyError):
        Issues().add("no-such-code")


def test_safe_text_is_what_xml_can_hold():
    assert xml.safe("a\x00b\x0bc\ud800d\ufffe\te\U0001f600") == "abcd\te\U0001f600"


def test_a_single_zero_byte_is_no_record():
    with pytest.raises(formats.Unreadable) as caught:
        read(b"\x00", "oai_dc")
    assert caught.value.code == "not-xml"


def test_a_dewey_call_number_in_090_is_no_class_of_the_library_of_congress():
    dewey = pymarc.Field("090", subfields=[pymarc.Subfield("a", "320.54 AND i")])
    congress = pymarc.Field("050", subfields=[pymarc.Subfield("a", "Z665 .S85")])
    for field, found in ((dewey, None), (congress, "Z665 .S85")):
        record = pymarc.Record(force_utf8=True)
        record.add_field(pymarc.Field("245", subfields=[pymarc.Subfield("a", "X")]), field)
        assert read(record.as_marc(), "marc21").classification.get("lcc") == found


def test_what_was_escaped_twice_is_read_as_what_it_means_and_noted():
    payload = (
        b'<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        b'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Convex optimization &amp;amp; geometry</dc:title>'
        b"<dc:description>a &amp; b</dc:description></oai_dc:dc>"
    )
    found = read(payload)
    assert found.title == "Convex optimization & geometry"
    assert found.summary == "a & b"
    assert [(issue.code, issue.field) for issue in found.issues if issue.code == "escaped-twice"] == [
        ("escaped-twice", "title")
    ]


def test_the_configuration_may_name_every_field_of_a_table_and_no_other():
    assert set(COLUMNS) == {*table("csv_columns"), *csv_rows._SYNONYMS, "identifier"}
