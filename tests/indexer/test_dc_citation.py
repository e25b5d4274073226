"""Journals, volumes and pages in the words of OJS, DOAJ, DSpace, EPrints, and of citations typed by hand."""

import time

import pytest

from indexer.formats import dc_citation
from indexer.record import Host

SOURCES = {
    "Jurnal Ilmu Perpustakaan; Vol. 1 No. 2 (2020); 1-10": ("Jurnal Ilmu Perpustakaan", "1", "2", "1-10"),
    "Jurnal A; B; Vol 10, No 1 (2012); 45 - 56": ("Jurnal A; B", "10", "1", "45-56"),
    "Jurnal Studi; Vol. 12 No. 1 (2020): JURNAL ABC, Juni 2020; 45-56": ("Jurnal Studi", "12", "1", "45-56"),
    "JURNAL IQRA'; Vol 8, No 2 (2014); 105-122": ("JURNAL IQRA'", "8", "2", "105-122"),
    "Prosiding Seminar Nasional; Prosiding 2016; 1-10": ("Prosiding Seminar Nasional", None, None, "1-10"),
    "Jurnal X; No. 5 (2011); 12": ("Jurnal X", None, "5", "12"),
    "Jurnal X; Vol 3 (2015)": ("Jurnal X", "3", None, None),
    "Jurnal Z, Vol 3, Iss 1, Pp 10-20 (2019)": ("Jurnal Z", "3", "1", "10-20"),
    "Education Sciences, Vol 9, Iss 2, p 101 (2019)": ("Education Sciences", "9", "2", "101"),
    "Journal of Kentucky Studies;volume 23 September 2006": ("Journal of Kentucky Studies", "23", None, None),
    "Canadian veterinary journal;Vol. 48, no 8": ("Canadian veterinary journal", "48", "8", None),
    "Working papers;12": ("Working papers", "12", None, None),
}
TAILS = {
    "Journal of Y, 12 (3). pp. 1-10. ISSN 1234-5678": ("Journal of Y", "12", "3", "1-10"),
    "Journal of Y, 12. p. 5. ISSN 0378-5955": ("Journal of Y", "12", None, "5"),
    "Journal of Y, 12. ISSN 0378-5955": ("Journal of Y", "12", None, None),
    "Journal of Y, 12 (3). (In Press)": ("Journal of Y", "12", "3", None),
    "PNAS 108(10): 4147-4151.": ("PNAS", "108", "10", "4147-4151"),
    "American Antiquity 57:617–635.": ("American Antiquity", "57", None, "617-635"),
    "PLoS ONE 8(5): e60808. doi:10.1371/journal.pone.0073820": ("PLoS ONE", "8", "5", "e60808"),
    "PLoS ONE 9, no. 10 (October 21, 2014): e110498.": ("PLoS ONE", "9", "10", "e110498"),
    "Journal of Language 24.3 (2015): 438. http://dx.doi.org/10.1044/x": ("Journal of Language", "24", "3", "438"),
    "Cancer & Metabolism. (2014 Dec 15); 2 (1):21.": ("Cancer & Metabolism", "2", "1", "21"),
    "VIROLOGY, 160(1), 215-224. http://dx.doi.org/10.1007/s00705": ("VIROLOGY", "160", "1", "215-224"),
    "BMC Genomics 2013 14(Suppl 4):S3.": ("BMC Genomics", "14", "Suppl 4", "S3"),
    "Frontiers in Aging Neuroscience 6 (September 26, 2014).": ("Frontiers in Aging Neuroscience", "6", None, None),
    "(1988). Pacific Studies 11(2):25-65.": ("Pacific Studies", "11", "2", "25-65"),
    "In: 4th Conference on Animal Things, 1-9 June, Dallas.": ("4th Conference on Animal Things", None, None, None),
    "In: Buku besar. Gramedia, Jakarta, pp. 1-10. ISBN 9789794030424": ("Buku besar", None, None, "1-10"),
}  # fmt: skip
WITHOUT_TITLE = {
    "ARTHRITIS RESEARCH & THERAPY, 2010, 12 (4)": ("ARTHRITIS RESEARCH & THERAPY", "12", "4", None),
    "MUSCLE & NERVE, 2015, 52 pp. S11 - S11": ("MUSCLE & NERVE", "52", None, "S11-S11"),
    "Nature Communications 2015, 6(7756). doi: 10.1038/ncomms8756": ("Nature Communications", "6", None, "7756"),
    "The Journal of Biology 2015, 218, 2775-2781.": ("The Journal of Biology", "218", None, "2775-2781"),
}


@pytest.mark.parametrize(("value", "host"), SOURCES.items(), ids=list(SOURCES))
def test_a_source_names_its_journal_first(value, host):
    assert dc_citation.source(value) == Host(title=host[0], volume=host[1], issue=host[2], pages=host[3])


@pytest.mark.parametrize("value", ["PLoS ONE", "For dummies", "University of X", "", ";", "12", "; ; ;"])
def test_a_text_without_numbers_names_no_journal(value):
    found = dc_citation.source(value)
    assert found is None or found.volume is None


@pytest.mark.parametrize(("tail", "host"), TAILS.items(), ids=list(TAILS))
def test_a_citation_is_read_behind_the_title(tail, host):
    found = dc_citation.citation(f"Lubis, N. (2010) “Judul yang: benar.” {tail}", "Judul yang – benar").host
    assert found == Host(title=host[0], volume=host[1], issue=host[2], pages=host[3])


@pytest.mark.parametrize(("value", "host"), WITHOUT_TITLE.items(), ids=list(WITHOUT_TITLE))
def test_a_citation_without_the_title_begins_with_the_journal(value, host):
    found = dc_citation.citation(value, "Quite another title").host
    assert found == Host(title=host[0], volume=host[1], issue=host[2], pages=host[3])


@pytest.mark.parametrize("thesis", ["Skripsi thesis", "Masters thesis", "Disertasi", "Tugas Akhir", "Diploma thesis"])
def test_a_thesis_names_its_school(thesis):
    cited = dc_citation.citation(f"Lubis (2010) Judul. {thesis}, Universitas Negeri Medan. (Unpublished)", "Judul")
    assert (cited.kind, cited.school, cited.host) == (thesis, "Universitas Negeri Medan", None)


def test_the_place_stands_behind_the_publisher():
    value = "Sulistyo (1991) Judul. Edisi 2. Gramedia, Jakarta. ISBN 979-403-042-2"
    assert dc_citation.place_after(value, "Gramedia") == "Jakarta"
    assert dc_citation.place_after(value, "Balai Pustaka") is None
    cited = dc_citation.citation(value, "Judul")
    assert (cited.edition, cited.isbns) == ("Edisi 2", ("9789794030424",))


@pytest.mark.parametrize(
    "value",
    [
        "(" * 5000,
        "1 " * 3000,
        "a, " * 3000,
        "Vol. " * 2000,
        "12 (" * 2000,
        "2010. " * 2000,
        "; " * 4000,
        "thesis " * 1500,
    ],
    ids=lambda value: value[:6],
)
def test_no_text_keeps_the_patterns_busy(value):
    start = time.process_time()
    dc_citation.source(value)
    dc_citation.citation(value, "a title " * 50)
    dc_citation.citation(f"Judul. {value}", "Judul")
    dc_citation.journal_only(value, "Judul")
    assert time.process_time() - start < 0.5
