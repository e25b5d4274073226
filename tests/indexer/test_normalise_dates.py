"""EDTF, other calendars, and the date of publication as one value."""

from itertools import pairwise

import pytest

from indexer.normalise import calendars, dates, edtf
from indexer.normalise.dating import dating


@pytest.mark.parametrize(
    ("written", "earliest", "latest", "named"),
    [
        ("1984", 1984, 1984, (1984,)),
        ("1984-06-23", 1984, 1984, (1984,)),
        ("1985-04-12T23:20:30Z", 1985, 1985, (1985,)),
        ("2001-21", 2001, 2001, (2001,)),
        ("156X", 1560, 1569, ()),
        ("15XX", 1500, 1599, ()),
        ("1XXX-12", 1000, 1999, ()),
        ("1950S2", 1900, 1999, ()),
        ("-0009", -9, -9, (-9,)),
        ("Y170000002", 170000002, 170000002, (170000002,)),
        ("Y-17E7", -170000000, -170000000, (-170000000,)),
        ("2004-06/2006-08", 2004, 2006, (2004, 2006)),
        ("1985/..", 1985, None, (1985,)),
        ("1985/", 1985, None, (1985,)),
        ("../1985", None, 1985, (1985,)),
        ("156X/1580", 1560, 1580, (1580,)),
        ("{1960,1961}", 1960, 1961, (1960, 1961)),
        ("[1667,1668,1670..1672]", 1667, 1672, (1667, 1668, 1670, 1672)),
        ("[..1983]", None, 1983, (1983,)),
        ("[1983..]", 1983, None, (1983,)),
        ("2004-06-~01/2004-06-~20", 2004, 2004, (2004,)),
    ],
)
def test_edtf_says_which_years_are_possible(
    written: str, earliest: int | None, latest: int | None, named: tuple[int, ...]
) -> None:
    found = edtf.parse(written)
    assert found is not None
    assert found[:3] == (earliest, latest, named)


@pytest.mark.parametrize(
    ("written", "uncertain", "approximate"),
    [
        ("1984", False, False),
        ("1984?", True, False),
        ("1984~", False, True),
        ("1984%", True, True),
        ("?1984-06", True, False),
    ],
)
def test_edtf_says_how_sure_it_is(written: str, uncertain: bool, approximate: bool) -> None:
    found = edtf.parse(written)
    assert found is not None
    assert (found.uncertain, found.approximate) == (uncertain, approximate)


def test_one_of_a_set_is_not_all_of_it() -> None:
    one, all_of_them = edtf.parse("[1667,1668]"), edtf.parse("{1667,1668}")
    assert one is not None and all_of_them is not None
    assert (one.one_of, all_of_them.one_of) == (True, False)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "..",
        "/",
        "../..",
        "2000/1990",
        "c1999",
        "[1999",
        "1999/2000/2001",
        "19",
        "1998-2001",
        "[]",
        "{,}",
        "1" * 300,
    ],
)
def test_what_is_no_edtf_is_not_read_as_it(written: str) -> None:
    assert edtf.parse(written) is None


def test_a_number_behind_the_year_is_a_season_only_where_the_source_says_that_it_is_edtf() -> None:
    assert dating("2001-21", coded=True) == ("2001-21", 2001, 2001, 2001)
    assert dating("2001-21") == ("2001/2021", 2001, 2021, 2001)


def test_a_bare_hijri_year_of_a_modern_source_is_one_of_two_years() -> None:
    assert dating("1425", modern=True) == ("[2004,2005]", 2004, 2005, 2004)
    assert dating("1425") == (None, None, None, None)


@pytest.mark.parametrize(
    ("year", "month", "first", "last"),
    [(1, 1, "0622-07-19", "0622-08-17"), (1425, 1, "2004-02-22", "2004-03-22"), (1425, 12, "2005-01-12", "2005-02-09")],
)
def test_months_of_the_hijri_calendar(year: int, month: int, first: str, last: str) -> None:
    """Proleptic Gregorian: the first of Muharram of 1 H was 16 July 622 of the Julian calendar."""
    assert tuple(map(str, calendars.hijri_month(year, month))) == (first, last)


def test_the_months_of_a_hijri_year_follow_each_other_without_a_gap() -> None:
    days = [calendars.hijri_month(year, month) for year in range(1420, 1451) for month in range(1, 13)]
    assert all((start - end).days == 1 for (_, end), (start, _) in pairwise(days))
    assert {(last - first).days + 1 for first, last in days} == {29, 30}


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("พ.ศ. 2560", [2017]),
        ("๒๕๖๐", [2017]),
        ("B.E. 2560", [2017]),
        ("2560", [2017]),
        ("2560 hlm.", []),
        ("明治45", [1912]),
        ("昭和 60年", [1985]),
        ("平成10 [1998]", [1998]),
        ("令和2", [2020]),
        ("Showa 60", [1985]),
        ("民國87", [1998]),
        ("Saka 1920", [1920]),
        ("1398 هـ.ش", [2019]),
        ("5760", [1999, 2000]),
        ("5760 [2000]", [2000]),
        ('תש"ס', [1999, 2000]),
        ("תשנ״ט", [1998, 1999]),
        ('התשע"ד', [2013, 2014]),
        ("Ramadan 1425 H", [2004]),
        ("Zulhijah 1425 H", [2005]),
        ("Rabi'ul Awwal 1425 H", [2004]),
        ("Jumada al-Akhirah 1425 H", [2004]),
    ],
)
def test_years_of_other_calendars(written: str, found: list[int]) -> None:
    assert dates.years(written) == found
