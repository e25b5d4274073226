import unicodedata

import pytest

from indexer.normalise import text


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Islam : suatu pengantar /", "islam suatu pengantar"),
        ("L'intervento straordinario", "lintervento straordinario"),
        ("R & D", "r and d"),
        ("C++ / C#", "c plus plus c"),
        ("Søren Łódź Đorđe Straße", "soren lodz dorde strasse"),
        (unicodedata.normalize("NFD", "Café"), "cafe"),
        ("ﬁnal ﬂight", "final flight"),
        ("ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
        ("ʻUlūm al-dīn", "ulum al din"),
        ("Lehrbuch\u00ad der", "lehrbuch der"),
        ("\u0098Die\u009c Zauberflöte", "die zauberflote"),
        ("Word™ © 2020", "word 2020"),
        ("snake_case", "snake case"),
        ("الْقُرْآن", "القران"),
        ("١٤٢٥", "1425"),
        ("हिन्दी साहित्य", "हिन्दी साहित्य"),
        ("東京ガイド", "東京ガイド"),
        ("İstanbul", "istanbul"),
        ("", ""),
        ("...", ""),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert text.fold(written) == folded


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("  Pengantar\n\tilmu  perpustakaan ", "Pengantar ilmu perpustakaan"),
        ("Cafe\u0301", "Café"),
        ("nul\x00l, bell\x07", "null, bell"),
        ("\ufeffTafsir\u200b", "Tafsir"),
        ("میخواهم", "میخواهم"),
        ("lone \ud800 half", "lone half"),
        ("Judul", "Judul"),
    ],
)
def test_clean(written: str, clean: str) -> None:
    assert text.clean(written) == clean


def test_the_joiner_that_persian_needs_stays_in_shown_text() -> None:
    assert text.clean("می\u200cخواهم") == "می\u200cخواهم"


@pytest.mark.parametrize(
    ("title", "code", "without"),
    [
        ("the bible", "eng", "bible"),
        ("die zauberflote", "ger", "zauberflote"),
        ("die hard", "eng", "die hard"),
        ("al hikam", "ind", "al hikam"),
        ("las vegas", "eng", "las vegas"),
        ("la paz", "ind", "la paz"),
        ("the bible", None, "bible"),
        ("die hard", None, "die hard"),
        ("the", "eng", "the"),
        ("", "eng", ""),
    ],
)
def test_strip_article(title: str, code: str | None, without: str) -> None:
    assert text.strip_article(title, code) == without


@pytest.mark.parametrize(
    "spellings",
    [
        ["al-Qur'an", "Alquran", "Al Quran", "al-Qurʼān", "Al-Kuran"],
        ["Soekarno", "Sukarno"],
        ["Tjokroaminoto", "Cokroaminoto"],
        ["Djojohadikoesoemo", "Joyohadikusumo"],
        ["sjari'ah", "syariah", "Syariʻah", "shariah"],
        ["Akhlak", "Akhlaq", "Achlak"],
        ["asy-Syafi'i", "al-Syafi'i", "asy Sjafi'i"],
        ["an-Nawawi", "al-Nawawi"],
        ["Muhammadiyah", "Moehammadijah"],
        ["Hadits", "Hadith", "Hadis", "Hadist"],
        ["Fiqh", "Fikih", "Fiqih"],
        ["Salat", "Sholat", "Shalat"],
        ["kerja sama", "kerjasama"],
        ["Tauhid", "Tawhid"],
    ],
)
def test_spelling_variants_share_a_skeleton(spellings: list[str]) -> None:
    assert len({text.skeleton(word) for word in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Sejarah", "Syariah"), ("Hukum", "Hakim"), ("Tasawuf", "Tafsir"), ("Ijtihad", "Ittihad"), ("Jilid 1", "Jilid 2")],
)
def test_other_words_keep_other_skeletons(one: str, other: str) -> None:
    assert text.skeleton(one) != text.skeleton(other)
