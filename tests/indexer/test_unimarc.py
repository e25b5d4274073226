"""UNIMARC, read whatever it is called, and written."""

import json
import unicodedata
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.record import RawRecord
from indexer import formats
from indexer.formats import iso5426, marc21, unimarc, unimarc_write
from indexer.formats.unimarc_roles import code_of, role_of
from indexer.issues import Issues
from indexer.record import BibRecord, Creator, Holding, Host, Identifiers

GOLDEN = Path(__file__).parents[1] / "golden" / "unimarc"
INPUTS = sorted(path for path in GOLDEN.iterdir() if path.suffix != ".json")
SUDOC = (GOLDEN / "sudoc-book.mrc").read_bytes()
ISO_5426 = (GOLDEN / "koha-995-in-iso-5426.mrc").read_bytes()


def raw(payload, format="unimarc", identifier="1"):
    return RawRecord(source="s", member="m", identifier=identifier, format=format, payload=payload)


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_is_read_as_expected(path, golden):
    record = msgspec.to_builtins(formats.read(raw(path.read_bytes(), identifier=path.stem)))
    shown = {key: value for key, value in record.items() if value not in (None, [], {})}
    golden(f"unimarc/{path.stem}.json", json.dumps(shown, ensure_ascii=False, indent=1) + "\n")


@pytest.mark.parametrize("format", ["unimarc", "marc21", "marcxml", "marcxchange", "usmarc"])
def test_it_is_told_by_its_fields_and_not_by_its_name(format):
    assert formats.read(raw(SUDOC, format)).title == "La vie quotidienne au Moyen Âge"


def test_marc21_under_the_name_of_unimarc_is_read_as_marc21():
    document = '<record><datafield tag="245" ind1="0" ind2="0"><subfield code="a">Judul</subfield></datafield></record>'
    assert formats.read(raw(document.encode())).title == "Judul"


def test_a_record_without_a_title_is_told_by_its_coded_data():
    coded = "20040315d1999    m  y0frey50      ba"
    document = f'<record><datafield tag="100"><subfield code="a">{coded}</subfield></datafield></record>'
    found = formats.read(raw(document.encode(), "marcxml"))
    assert (found.year, found.title) == (1999, None)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"L'\xc2et\xc2e", "L'été"),
        (b"\xc8Uber Stra\xfbe", "Über Straße"),
        (b"\xd0c\xc8o", "çö"),
        (b"\xc5\xd6a", unicodedata.normalize("NFC", "a\u0304\u0323")),
        (b"\x88Le \x89\xe9\xf9", "\u0088Le \u0089Øø"),
        (b"a\xe0", "a\ufffd"),
        (b"a\xc2", "a\ufffd"),
        (b"", ""),
    ],
)
def test_iso_5426_puts_the_mark_before_its_letter(value, text):
    assert iso5426.decode(value) == text


@pytest.mark.parametrize(
    ("charset", "title", "shown", "codes"),
    [
        ("03", "Société".encode("latin-1"), "Société", {"encoding-repaired"}),
        ("50", "Société".encode("latin-1"), "Société", {"encoding-repaired"}),
        ("50", "Société".encode(), "Société", set()),
        ("01", b"Soci\xc2et\xc2e", "Société", set()),
        ("50", b"Soci\xc2et\xc2e", "SociÂetÂe", {"encoding-repaired"}),
    ],
)
def test_the_bytes_have_the_last_word_about_the_character_set(charset, title, shown, codes):
    payload = ISO_5426.replace(b"y0frey0103", f"y0frey{charset}  ".encode())
    start = payload.index(b"L'\xc2et\xc2e de la francophonie")
    payload = payload[:start] + title + payload[start + len(b"L'\xc2et\xc2e de la francophonie") :]
    for other in (b"\xc2Emile Z\xc3one", b"Z\xc3one", b"\xc2Emile", b"Qu\xc2ebec", b"\xc2Editions", b"no\xc8el"):
        payload = payload.replace(other, b"x")
    found = formats.read(raw(payload))
    assert found.title == shown
    assert {issue.code for issue in found.issues} - {"directory-repaired"} == codes


def test_both_ways_to_write_a_link_say_the_same():
    standard = (
        '<subfield code="t">Studi</subfield><subfield code="v">12</subfield><subfield code="x">0391-7835</subfield>'
    )
    embedded = (
        '<subfield code="1">2001 </subfield><subfield code="a">Studi</subfield><subfield code="v">12</subfield>'
        '<subfield code="1">011  </subfield><subfield code="a">0391-7835</subfield>'
    )
    hosts = []
    for inside in (standard, embedded):
        document = (
            "<record><leader>00000naa  2200000   450 </leader>"
            '<datafield tag="200"><subfield code="a">Nota</subfield></datafield>'
            f'<datafield tag="463">{inside}</datafield></record>'
        )
        record = formats.read(raw(document.encode()))
        hosts.append((record.host, record.issns))
    assert hosts[0] == hosts[1] == (Host(title="Studi", volume="12"), ("0391-7835",))


def test_every_role_has_a_code_that_means_it():
    assert (role_of("730"), role_of("trl"), role_of("999")) == ("translator", "translator", None)
    for role in ("author", "editor", "translator", "advisor", "contributor"):
        assert role_of(code_of(role)) == role
    assert code_of("issuing body") is None


def test_a_member_s_record_is_handed_out_under_its_own_name_only():
    assert formats.write_original(raw(SUDOC), "unimarc") == SUDOC
    assert formats.write_original(raw(SUDOC, "marc21"), "marc") is None
    assert formats.write_original(raw(SUDOC, "marc21"), "marcxml") is None
    marc = formats.write(BibRecord(id="s:1", source="s", member="m", title="Judul"), "marc")
    assert formats.write_original(raw(marc, "marc21"), "unimarc") is None


def test_an_original_in_iso_5426_becomes_utf8_and_says_so():
    out = formats.write_original(raw(ISO_5426), "unimarc")
    assert out[9:10] == b" "
    decoded = marc21.decode(out, Issues())
    assert decoded["100"]["a"][26:30] == "50  "
    assert decoded["200"]["a"] == "L'été de la francophonie"
    before = marc21.decode(ISO_5426, Issues())
    assert [field.tag for field in decoded.fields] == [field.tag for field in before.fields]
    assert [str(field) for field in decoded.fields[5:]] == [str(field) for field in before.fields[5:]]


WORD = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
TEXT = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
# What UNIMARC can tell apart.
TYPES = (
    "book", "serial", "article", "thesis", "report", "conference", "map", "score", "audio", "video", "image", "dataset",
    "software", "manuscript", "archive", "object", "web",
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    title=TEXT,
    subtitle=st.none() | TEXT,
    part=st.none() | TEXT,
    subjects=st.lists(TEXT, max_size=3, unique=True),
    series=st.lists(TEXT, max_size=2, unique=True),
    year=st.integers(1000, 2027),
    type=st.sampled_from(TYPES),
    copies=st.none() | st.integers(1, 999),
)
def test_whatever_it_says_unimarc_comes_back(title, subtitle, part, subjects, series, year, type, copies):
    record = BibRecord(
        id="s:1",
        source="s",
        member="m",
        title=title,
        subtitle=subtitle,
        part_title=part,
        subjects=tuple(subjects),
        series=tuple(series),
        year=year,
        type=type,
        languages=("fre", "ind"),
        creators=(Creator(name="Hugo, Victor, 1802-1885"), Creator(name="Dupont, Anne", role="translator")),
        isbns=("9782070360246",),
        identifiers=Identifiers(doi=("10.1234/a",), oclc=("12345",)),
        holdings=(Holding(member="m", location="Magasin", call_number="840 HUG", copies=copies, status="disponible"),),
    )
    once = formats.read(raw(formats.write(record, "unimarc")))
    for name in ("year", "type", "languages", "creators", "isbns", "identifiers", "holdings"):
        assert getattr(once, name) == getattr(record, name)
    again = formats.read(raw(formats.write(once, "unimarc")))
    assert again == once
    assert (once.title or "")[:5] == unicodedata.normalize("NFC", title)[:5]


def test_a_record_too_long_for_iso_2709_is_shortened_and_says_so():
    holdings = tuple(Holding(member="m", call_number=f"020 SUL {number:04d}") for number in range(4000))
    record = BibRecord(id="s:1", source="s", member="m", title="Panjang", holdings=holdings)
    written = unimarc_write.to_bytes(record)
    assert len(written) <= marc21.MAX_RECORD
    back = marc21.decode(written, Issues())
    assert unimarc.recognised(back)
    assert back["200"]["a"] == "Panjang"
    assert "ISO 2709" in back["300"]["a"]
