import pytest
from works import EMBEDDED, LEFT, YAML, catalogue, work

from search.similar import MOST, similar

WORKS = [
    work("s1", "Pengantar ilmu perpustakaan", "Sulistyo-Basuki", subjects=("Perpustakaan",)),
    work("s2", "Pengantar Ilmu Perpustakaan", "Sulistyo-Basuki", edition="Cet. 2", subjects=("Perpustakaan",)),
    work("s3", "Manajemen koleksi", "Lasa", subjects=("Perpustakaan",)),
    work("s4", "Pengantar dokumentasi", "Sulistyo-Basuki", subjects=("Dokumentasi",)),
    work("s5", "Arsitektur gedung perpustakaan untuk pengantar ilmu", "Irawati"),
    work("s6", "Kimia organik", "Fessenden", subjects=("Kimia",)),
    work("s7", "Manajemen koleksi", "Lasa", edition="Edisi 2", subjects=("Perpustakaan",)),
    work("s8", "Dua puluh ilmu gaib", "Entah"),
    *(work(f"x{n:02}", f"Buku lain {n}", f"Orang {n}", subjects=("Lain",)) for n in range(40)),
]


@pytest.fixture(scope="module", params=EMBEDDED)
def shelf(request, tmp_path_factory):
    with catalogue(tmp_path_factory.mktemp("similar"), WORKS, f"{YAML}engine: {request.param}\n") as opened:
        yield opened


def like(shelf, union_id):
    return [card.id for card in similar(shelf, shelf.record(union_id).record)]


def test_by_subject_author_and_words_of_the_title_but_not_itself_nor_its_editions(shelf):
    found = like(shelf, "s1")
    assert set(found) == {"s3", "s4", "s5"} or set(found) == {"s7", "s4", "s5"}


def test_one_word_of_the_title_is_not_enough(shelf):
    assert "s8" not in like(shelf, "s1")


def test_editions_of_another_work_stand_once(shelf):
    assert len({"s3", "s7"} & set(like(shelf, "s1"))) == 1


def test_a_rare_subject_weighs_more_than_a_common_one(tmp_path):
    works = [
        work("r0", "Alfa", subjects=("Lain", "Langka")),
        work("r1", "Beta", subjects=("Langka",)),
        *(work(f"c{n:02}", f"Gama {n}", subjects=("Lain",)) for n in range(20)),
    ]
    with catalogue(tmp_path, works) as shelf:
        assert like(shelf, "r0")[0] == "r1"


def test_no_more_than_wanted(shelf):
    assert len(like(shelf, "x00")) == MOST


def test_nothing_alike(shelf):
    assert like(shelf, "s6") == []


def test_a_record_without_words_is_like_nothing(tmp_path):
    with catalogue(tmp_path, [work("n1", None), work("n2", "!!!"), work("n3", "Buku")]) as shelf:
        assert like(shelf, "n1") == like(shelf, "n2") == []


def test_nothing_of_a_library_outside_its_agreement(tmp_path):
    works = [work("p1", "Tafsir", subjects=("Quran",)), work("p2", "Tafsir lain", subjects=("Quran",), held=["keluar"])]
    with catalogue(tmp_path, works, LEFT) as shelf:
        assert like(shelf, "p1") == []
