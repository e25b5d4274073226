"""Heights, volumes of an extent, numbers in series, what editions say, titles without what is not sorted."""

import pytest

from indexer.normalise import numbers, text


@pytest.mark.parametrize(
    ("extent", "height"),
    [
        ("xii, 245 hlm. : ilus. ; 21 cm", 21),
        ("21 cm.", 21),
        ("21cm", 21),
        ("14 x 21 cm", 21),
        ("21 x 14 cm", 21),
        ("20,5 x 14 cm", 21),
        ("20.5 cm", 21),
        ("210 x 297 mm", 30),
        ("٢٤ cm", 24),
        ("245 p. ; 8°", None),
        ("245 p.", None),
        ("4000 cm", None),
        ("0 cm", None),
        ("", None),
    ],
)
def test_height(extent: str, height: int | None) -> None:
    assert numbers.height(extent) == height


@pytest.mark.parametrize(
    ("extent", "count"),
    [
        ("3 jil.", 3),
        ("3 jilid ; 21 cm", 3),
        ("2 v. (xii, 345 p.)", 2),
        ("1 v. (unpaged)", 1),
        ("5 Bde.", 5),
        ("dua jilid", 2),
        ("3 v. in 1", 3),
        ("2 т.", 2),
        ("XII, 345 S.", None),
        ("v. <1- >", None),
        ("v.", None),
        ("245 hlm.", None),
        ("", None),
    ],
)
def test_volume_count(extent: str, count: int | None) -> None:
    assert numbers.volume_count(extent) == count


@pytest.mark.parametrize(
    ("series", "number"),
    [
        ("Lecture notes in computer science ; 9351", 9351),
        ("Seri pustaka sejarah ; no. 12", 12),
        ("Seri pustaka sejarah, no. 12", 12),
        ("Penguin classics ; L117", 117),
        ("Beiträge zur Geschichte ; Bd. IV", 4),
        ("Bibliothek ; XII", 12),
        ("Verhandelingen van het KITLV ; deel 41", 41),
        ("Que sais-je? ; 2e série ; 1234", 1234),
        ("Seri ilmu ; ke-3", 3),
        ("Penguin classics", None),
        ("Revolusi 1945", None),
        ("", None),
    ],
)
def test_series_number(series: str, number: int | None) -> None:
    assert numbers.series_number(series) == number


@pytest.mark.parametrize(
    ("edition", "flags"),
    [
        ("Edisi revisi", {"revised"}),
        ("Ed. rev. dan diperluas", {"revised", "enlarged"}),
        ("2nd ed., rev. and enl.", {"revised", "enlarged"}),
        ("3., überarb. und erw. Aufl.", {"revised", "enlarged"}),
        ("Nouv. éd. rev. et augm.", {"new", "revised", "enlarged"}),
        ("2-е изд., испр. и доп.", {"revised", "enlarged"}),
        ("Large print ed.", {"large print"}),
        ("International student ed.", {"international", "student"}),
        ("Facsim. ed.", {"facsimile"}),
        ("Edisi khusus", {"special"}),
        ("Edisi kedua", set()),
        ("Cet. 3", set()),
        ("", set()),
    ],
)
def test_edition_flags(edition: str, flags: set[str]) -> None:
    assert numbers.edition_flags(edition) == flags


@pytest.mark.parametrize(
    ("raw", "sortable"),
    [
        ("\x98Der\x9c Prozess", "Prozess"),
        ("\x88Le \x89petit prince", "petit prince"),
        ("<<Die>> Zauberflöte", "Zauberflöte"),
        ("¬Das¬ Kapital", "Kapital"),
        ("<The> world", "world"),
        ("\x98The\x9c", "\x98The\x9c"),
        ("Der Prozess", "Der Prozess"),
        ("<Vorwort", "<Vorwort"),
        ("<A title that is wholly in brackets> and more", "<A title that is wholly in brackets> and more"),
        ("", ""),
    ],
)
def test_what_is_marked_as_not_to_be_sorted_is_left_out(raw: str, sortable: str) -> None:
    assert text.sortable(raw) == sortable
