"""What is found wrong with a record, and what is not."""

import pytest

from indexer import quality
from indexer.issues import ISSUES
from indexer.record import BibRecord, Creator, Issue
from indexer.tables import record_issue


def found(**values):
    record = BibRecord(id="a:1", source="a", member="a", **({"title": "Fikih", "year": 2001} | values))
    return [(issue.code, issue.field, issue.value) for issue in quality.examined(record).issues]


@pytest.mark.parametrize(
    "text",
    [
        "Sejarah peradaban Isl�m",
        "AL-QUR?AN DAN TAFSIRNYA",
        "Metode pembelajaran al-Qur?an",
        "Garc?a-Negrete, C. A.",
        "Mï¿½ller",
        "EncyclopÃ©die",
        "donâ€™t",
        "Ð¡Ð¾Ð²ÐµÑ‚",
        "Â© 1999",
        "???? ??????",
    ],
)
def test_lost_letters_are_found(text):
    assert quality.is_mangled(text)


@pytest.mark.parametrize(
    "text",
    [
        "Quo vadis?",
        "Apa?Mengapa?",
        "WHAT? WHY?",
        "Apa itu sastra? sebuah pengantar",
        "http://example.org/index.php?p=show",
        "L'été»",
        "“qualité”",
        "São Paulo – Àvila",
        "NÃO",
        "ŸÃ",
        "Советский Союз",
        "القرآن",
        "Really??",
        "?",
        "A & B",
    ],
)
def test_what_languages_write_is_not_lost(text):
    assert not quality.is_mangled(text)


def test_mangled_texts_are_told_with_their_field():
    codes = found(title="Isl?m", creators=(Creator(name="Esko, T?nu"),), subjects=("Baik",), summary="x" * 5000 + "�")
    assert [(code, field) for code, field, _value in codes] == [
        ("mangled-characters", "title"), ("mangled-characters", "summary"), ("mangled-characters", "creators"),
    ]  # fmt: skip
    assert "�" in codes[1][2]
    assert len(codes[1][2]) <= quality.SHOWN


@pytest.mark.parametrize("title", ["Notes on <em>Noturus</em>", "Ilmu&nbsp;alam", "A <br/> B", "x&#233;y"])
def test_markup_is_found(title):
    assert ("markup-in-text", "title", title) in found(title=title)


@pytest.mark.parametrize("title", ["R&D; sebuah kajian", "a < b > c", "Tom & Jerry", "<Tanpa nama>"])
def test_what_only_looks_like_markup_is_not(title):
    assert found(title=title) == []


@pytest.mark.parametrize(
    ("title", "loud"),
    [
        ("PENGANTAR EKONOMI", True),
        ("UNESCO", False),
        ("IPA SD/MI", False),
        ("TAFSIR al-Azhar", False),
        ("ПОЛНОЕ СОБРАНИЕ", True),
    ],
)
def test_a_title_in_capitals_is_found_but_an_acronym_is_none(title, loud):
    assert bool(found(title=title)) == loud


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "Tanpa judul"}, "title"),
        ({"title": "xxx"}, "title"),
        ({"title": "***"}, "title"),
        ({"title": "TEST"}, "title"),
        ({"publisher": "xxxx"}, "publisher"),
        ({"place": "n/a"}, "place"),
        ({"creators": (Creator(name="-"),)}, "creators"),
    ],
)
def test_what_only_fills_a_field_is_found(values, field):
    assert ("placeholder", field) in [(code, where) for code, where, _value in found(**values)]


@pytest.mark.parametrize("title", ["1984", "Z", "Test prestasi belajar", "111", "Ⅲ", "雪國", "Untitled", "Kosong"])
def test_short_titles_are_titles(title):
    assert found(title=title) == []


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"type": "thesis"}, "no-creator"),
        ({"isbns": ("9789794030424",), "type": "book"}, "no-publisher"),
        ({"year": None, "date_text": "2104"}, "year-implausible"),
        ({"year": None, "date_text": "0000"}, "year-implausible"),
    ],
)
def test_what_must_be_there_is_missed(values, code):
    assert [each for each, _field, _value in found(**values)] == [code]


@pytest.mark.parametrize(
    "values",
    [
        {"type": "book"},
        {"type": "serial"},
        {"isbns": ("9789794030424",), "type": "book", "publisher": "Gramedia"},
        {"isbns": ("9789794030424",), "type": "article"},
        {"year": None, "date_text": "[19--]"},
        {"year": None, "date_text": "199-?"},
        {"year": None, "date_text": "t.th."},
    ],
)
def test_what_may_be_absent_is_not_missed(values):
    assert found(**values) == []


def test_what_the_reader_found_stands_first_and_once():
    read = Issue(code="no-year", field="year")
    record = BibRecord(id="a:1", source="a", member="a", title="PENGANTAR HUKUM", issues=(read,))
    once = quality.examined(record)
    assert [issue.code for issue in once.issues] == ["no-year", "title-in-capitals"]
    assert quality.examined(once) == once


def test_codes_of_doubt_are_codes():
    assert set(ISSUES) >= quality.DOUBTS


def test_every_code_fits_into_its_column():
    assert max(map(len, ISSUES)) <= record_issue.c.code.type.length


def test_a_hostile_text_takes_no_time():
    for piece in ("<", "&a", "?", "? ", "Ã", "<i" + " x" * 50, "&#1"):
        quality.examined(BibRecord(id="a:1", source="a", member="a", title=piece * 50_000, summary=piece * 50_000))
