"""Which words of two titles are one word, and which make two titles."""

import pytest

from indexer.dedup import traits
from indexer.dedup.words import unmatched
from indexer.record import BibRecord


def seen(title):
    return traits.of(BibRecord(id="a:1", source="a", member="a", title=title))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Perdjuangan rakjat Atjeh", "Perjuangan rakyat Aceh"),
        ("Kerja sama antar daerah", "Kerjasama antar daerah"),
        ("Dibawah bendera revolusi", "Di bawah bendera revolusi"),
        ("Manual of man-made fibres", "Manual of man-made fibers"),
        ("Biographical story of the Constitution", "Biography story of the Constitution"),
        ("Matematika kelas VII", "Matematika kelas 7"),
        ("Buku kedua", "Buku ke-2"),
        ("Undang-undang RI No. 20 tahun 2003", "Undang-Undang Republik Indonesia Nomor 20 Tahun 2003"),
        ("Dongeng2 dari Tapanuli", "Dongeng-dongeng dari Tapanuli"),
        ("Prevalance of helminths in school childern", "Prevalence of helminths in school children"),
    ],
)
def test_spellings_of_one_title(one, other):
    assert unmatched(seen(one), seen(other)) == unmatched(seen(other), seen(one)) == ()


@pytest.mark.parametrize(
    ("one", "other", "word", "another"),
    [
        ("Ekonomi mikro", "Ekonomi makro", "mikro", "makro"),
        ("Microeconomics", "Macroeconomics", "microeconomics", "macroeconomics"),
        ("Kimia organik", "Kimia anorganik", "organik", "anorganik"),
        ("Masakan favorit keluarga: aneka sup", "Masakan favorit keluarga: aneka tumis", "sup", "tumis"),
        ("Sejarah peradaban Islam", "Sejarah kebudayaan Islam", "peradaban", "kebudayaan"),
        ("Kabupaten Siak dalam angka", "Kabupaten Sika dalam angka", "siak", "sika"),
    ],
)
def test_words_that_make_two_titles(one, other, word, another):
    assert unmatched(seen(one), seen(other)) == (word,)
    assert unmatched(seen(other), seen(one)) == (another,)
