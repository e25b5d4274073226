"""The exports of library software, from the file to the record of the catalogue."""

import io

import pytest

from harvester.files import table
from harvester.record import RawRecord
from indexer.formats import read
from indexer.record import BibRecord

INLISLITE = """Katalog\t\t\t\t\t\t\t\t
#\tBib ID\tJudul\tPengarang\tPenerbitan\tDeskripsi Fisik\tSubjek\tNo. Panggil\tEksemplar
1\t0010-01\tPengantar ilmu : dasar / Sulistyo\tSulistyo-Basuki\tJakarta : Gramedia, 1991\t458 hlm.\tIlmu\t020 SUL p\t3
2\t0010-02\tDua\t\tGramedia\t\t\t\t
"""
MODEL = "ID,ControlNumber,BIBID,Title,Author,PublishLocation,Publisher,PublishYear,Publikasi,DeweyNo,ISBN\n" + (
    '7,INLIS01,0010-01,Satu,"Basuki, S.",Bandung,ITB,c1992,"Jakarta : Gramedia, 1991",020,9789794030424\n'
)
SLIMS = (
    '"Pengantar "ilmu"","Text","Cet. 1","979-403-042-4","Gramedia","1991","458 hlm.","","020 SUL p","Indonesia",'
    '"Jakarta","020","","","","<Sulistyo-Basuki>","<Perpustakaan><Ilmu>","<B001><B002>"\n'
)


def bibs(content: str) -> list[BibRecord]:
    rows = table.of_text(io.BufferedReader(io.BytesIO(content.encode())), {})
    return [
        read(RawRecord(source="s", member="m", identifier=item.identifier, format="csv", payload=item.payload))
        for item in rows
    ]


def test_inlislite_has_place_publisher_and_date_in_one_column():
    first, second = bibs(INLISLITE)
    assert (first.id, first.title, first.subtitle) == ("s:0010-01", "Pengantar ilmu", "dasar")
    assert (first.place, first.publisher, first.year, first.extent) == ("Jakarta", "Gramedia", 1991, "458 hlm.")
    assert (first.holdings[0].call_number, first.holdings[0].copies) == ("020 SUL p", 3)
    assert (second.place, second.publisher, second.year) == (None, "Gramedia", None)


def test_columns_of_their_own_outweigh_the_one_for_all():
    (record,) = bibs(MODEL)
    assert (record.place, record.publisher, record.year, record.id) == ("Bandung", "ITB", 1992, "s:7")
    assert (record.classification, record.isbns) == ({"ddc": "020"}, ("9789794030424",))


def test_slims_without_headings_is_understood():
    (record,) = bibs(SLIMS)
    assert (record.title, record.publisher, record.year) == ('Pengantar "ilmu"', "Gramedia", 1991)
    assert (record.subjects, record.holdings[0].copies) == (("Perpustakaan", "Ilmu"), 2)


@pytest.mark.parametrize(
    ("statement", "parts"),
    [
        ("Jakarta : Gramedia, 1991", ("Jakarta", "Gramedia", 1991)),
        ("[Jakarta] : Balai Pustaka, c2001.", ("Jakarta", "Balai Pustaka", 2001)),
        ("Gramedia, Tbk., 1991", (None, "Gramedia, Tbk.", 1991)),
        ("Gramedia", (None, "Gramedia", None)),
        (": Gramedia", (None, "Gramedia", None)),
        ("", (None, None, None)),
    ],
)
def test_statements_of_publication(statement, parts):
    (record,) = bibs(f'Judul,Penerbitan\nSatu,"{statement}"\n')
    assert (record.place, record.publisher, record.year) == parts
