"""ISBN, ISSN, other identifiers, years, editions, volumes, pages."""

import pytest

from indexer.normalise import dates, identifiers, isbn, numbers


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0-306-40615-2 (pbk.)", "9780306406157"),
        ("9780306406157 : Rp 50.000", "9780306406157"),
        ("978–0–306–40615–7", "9780306406157"),
        ("urn:isbn:0306406152", "9780306406157"),
        ("0-8044-2957-x", "9780804429573"),
        ("979-420-123-5", "9789794201237"),
        ("9791000000008", "9791000000008"),
        ("979-0-2600-0043-8", None),
        ("0306406153", None),
        ("0000000000", None),
        ("Rp 75.000", None),
        ("ISSN 1411-3341", None),
        ("", None),
    ],
)
def test_isbn13(written: str, number: str | None) -> None:
    assert isbn.isbn13(written) == number


def test_several_isbns_in_one_field_are_all_found_once() -> None:
    found = isbn.isbns("979-420-123-5 979-420-124-3; 9780306406157 (jil. 2) 0-306-40615-2")
    assert found == ["9789794201237", "9789794201244", "9780306406157"]


@pytest.mark.parametrize(
    ("written", "answer"),
    [("978-602-8519-93-9 (jilid lengkap)", True), ("(set)", True), ("(jil. 1)", False), ("(pbk.)", False)],
)
def test_an_isbn_of_a_set_says_so(written: str, answer: bool) -> None:
    assert isbn.is_set(written) is answer


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0378-5955", "0378-5955"),
        ("ISSN: 03785955", "0378-5955"),
        ("2434-561x", "2434-561X"),
        ("1999-2003", None),
        ("9780306406157", None),
        ("0000-0000", None),
    ],
)
def test_issn(written: str, number: str | None) -> None:
    assert isbn.issn(written) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("https://doi.org/10.1093/cid/ciu795", "10.1093/cid/ciu795"),
        ("http://dx.doi.org/10.1097/MOL.0b013e3282ffaf82", "10.1097/mol.0b013e3282ffaf82"),
        ("doi:10.1016/S0140-6736(05)67889-0.", "10.1016/s0140-6736(05)67889-0"),
        ("(https://doi.org/10.1000/182)", "10.1000/182"),
        ("https://doi.org/10.1000%2F182", "10.1000/182"),
        ("10.1234", None),
        ("10.1234/", None),
    ],
)
def test_doi(written: str, number: str | None) -> None:
    assert identifiers.doi(written) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("(OCoLC)ocm00012345", "12345"),
        ("(OCoLC)on1244883283", "1244883283"),
        ("ocn962234420 ", "962234420"),
        ("http://www.worldcat.org/oclc/12345", "12345"),
        ("(DE-599)12345", None),
        ("12345", None),
        ("(OCoLC)ocm00000000", None),
    ],
)
def test_oclc(written: str, number: str | None) -> None:
    assert identifiers.oclc(written) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("   85000002 ", "85000002"),
        ("85-2", "85000002"),
        ("2001-000002", "2001000002"),
        ("75-425165//r75", "75425165"),
        (" 79139101 /AC/r932", "79139101"),
        ("n78-89035", "n78089035"),
        ("https://lccn.loc.gov/2001000002", "2001000002"),
        ("85-2x", None),
        ("12345", None),
    ],
)
def test_lccn(written: str, number: str | None) -> None:
    assert identifiers.lccn(written) == number


@pytest.mark.parametrize(
    ("written", "all_years", "first"),
    [
        ("[2003?]", [2003], 2003),
        ("c1999", [1999], 1999),
        ("1998-2001", [1998, 2001], 1998),
        ("1998-99", [1998, 1999], 1998),
        ("2005-06", [2005], 2005),
        ("20190521", [2019], 2019),
        ("2019-05-21T00:00:00Z", [2019], 2019),
        ("2012, c2010", [2012, 2010], 2012),
        ("©2010, 2012", [2010, 2012], 2012),
        ("c1943-1947", [1943, 1947], 1943),
        ("1873 [i.e. 1973]", [1873, 1973], 1973),
        ("cet. 3, 1999", [1999], 1999),
        ("1425 H", [2004, 2005], 2004),
        ("1429 H.", [2008], 2008),
        ("1425 H/2004 M", [2004], 2004),
        ("A.H. 1425", [2004, 2005], 2004),
        ("1420 M", [1420], 1420),
        ("1425", [], None),
        ("1410-", [], None),
        ("[196-?]", [], None),
        ("[19--]", [], None),
        ("MCMLXX", [], None),
        ("t.th.", [], None),
        ("", [], None),
    ],
)
def test_years(written: str, all_years: list[int], first: int | None) -> None:
    assert dates.years(written) == all_years
    assert dates.publication_year(written) == first


def test_a_bare_hijri_year_counts_only_for_a_modern_source() -> None:
    assert dates.years("1425", modern=True) == [2004, 2005]
    assert dates.publication_year("1425", modern=True) == 2004
    assert dates.years("1945", modern=True) == [1945]
    assert dates.years("1475", modern=True) == [1475]


@pytest.mark.parametrize(
    ("written", "number", "printing"),
    [
        ("Ed. 2", 2, False),
        ("Edisi kedua", 2, False),
        ("Edisi ke-3", 3, False),
        ("Edisi II", 2, False),
        ("2nd ed.", 2, False),
        ("2d ed", 2, False),
        ("3., überarb. Aufl.", 3, False),
        ("Zweite Auflage", 2, False),
        ("3e éd.", 3, False),
        ("Cet. ke-3", 3, True),
        ("Cetakan pertama, 1999", 1, True),
        ("Ed. rev., cet. 5", 5, True),
        ("Ed. 2, cet. 5", 2, False),
        ("Cet. 5, ed. 2", 2, False),
        ("Edisi kedua, cetakan ketiga", 2, False),
        ("[1st ed., 2d impression, corr.]", 1, False),
        ("1st ed., 50,000 copies.", 1, False),
        ("2nd American, from the 3rd London ed.", 2, False),
        ("Rev. ed.", None, False),
        ("Nouv. éd.", None, False),
        ("1982 ed.", None, False),
        ("[Rev. Sept. 1976.]", None, False),
        ("Cetakan ulang", None, True),
    ],
)
def test_edition_number(written: str, number: int | None, printing: bool) -> None:
    assert (numbers.edition_number(written), numbers.is_printing(written)) == (number, printing)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Sejarah Indonesia jilid 2", [2]),
        ("Sejarah Indonesia jil.2", [2]),
        ("Tafsir al-Azhar juz XV", [15]),
        ("Jilid ke-2", [2]),
        ("Jilid kedua", [2]),
        ("Works v 3", [3]),
        ("Buku 1", [1]),
        ("Bd. IV", [4]),
        ("2. Band", [2]),
        ("Zweiter Teil", [2]),
        ("vol. 1-3", [1, 2, 3]),
        ("jilid 1, 2 dan 4", [1, 2, 4]),
        ("part one, fourth year", [1]),
        ("bagian C", []),
        ("3 jilid", []),
        ("Revolusi 1945", []),
        ("vol. 1945", []),
        ("Catch 22", []),
        ("Buku putih", []),
    ],
)
def test_volumes(title: str, found: list[int]) -> None:
    assert numbers.volumes(title) == found


@pytest.mark.parametrize(
    ("extent", "number"),
    [
        ("xviii, 782 p. : ill. ; 21 cm", 782),
        ("xii, 245 hlm.", 245),
        ("xii + 245 halaman ; 21 cm", 245),
        ("LX, 244 S.", 244),
        ("ix, [11]-153 p.", 153),
        ("122, [1] p.", 122),
        ("1,024 p.", 1024),
        ("125 p.: 250 ill.", 125),
        ("1 online resource (245 pages)", 245),
        ("2 v. (xii, 782 p.)", 782),
        ("[63] p.", 63),
        ("1 v. (various pagings)", 1),
        ("1 CD-ROM ; 12 cm", None),
        ("unpaged", None),
        ("21 cm", None),
        ("", None),
    ],
)
def test_pages(extent: str, number: int | None) -> None:
    assert numbers.pages(extent) == number
