"""How Indonesians write a word of a title otherwise: another form of it, a doubled word, old spelling, Arabic loans."""

import random
import re
from collections.abc import Mapping, Sequence

FORMS: Mapping[str, Sequence[str]] = {
    "pembelajaran": ("belajar", "pelajaran"), "pelajaran": ("pembelajaran", "belajar"), "belajar": ("pembelajaran",),
    "pengajaran": ("mengajar", "ajaran"), "kepemimpinan": ("pemimpin", "memimpin"), "kepuasan": ("puas",),
    "pelayanan": ("layanan", "melayani"), "pengetahuan": ("mengetahui",), "pendidikan": ("mendidik", "pendidik"),
    "pemberdayaan": ("memberdayakan",), "kesehatan": ("sehat",), "pengelolaan": ("mengelola", "pengelola"),
    "pembangunan": ("membangun",), "pertumbuhan": ("tumbuh", "bertumbuh"), "kerukunan": ("rukun",),
    "perubahan": ("berubah", "mengubah"), "pengembangan": ("mengembangkan", "perkembangan"), "kemampuan": ("mampu",),
    "menulis": ("penulisan", "tulis"), "penggunaan": ("menggunakan", "pengguna"), "kebijakan": ("bijak",),
    "perencanaan": ("rencana", "merencanakan"), "penyuluhan": ("menyuluh", "penyuluh"), "keterampilan": ("terampil",),
    "pernikahan": ("nikah", "menikah"), "perdagangan": ("dagang", "berdagang"), "kewarisan": ("waris", "warisan"),
    "pembiayaan": ("biaya", "membiayai"), "kebersihan": ("bersih",), "kesejahteraan": ("sejahtera",),
    "pemasaran": ("memasarkan",), "penilaian": ("menilai", "nilai"), "perlindungan": ("melindungi",),
    "peranan": ("peran", "berperan"), "penerapan": ("menerapkan", "terapan"), "meningkatkan": ("peningkatan",),
    "perkembangan": ("berkembang", "pengembangan"), "pustakawan": ("kepustakawanan",),
    "pertanian": ("petani", "bertani"),
    "motivasi": ("memotivasi",), "tinjauan": ("meninjau", "peninjauan"), "perpustakaan": ("kepustakaan",),
}  # fmt: skip
"""A word, and words of the same root that a person might remember in its stead."""

LOANS: Mapping[str, Sequence[str]] = {
    "hadits": ("hadis", "hadith", "hadist"), "fiqih": ("fikih", "fiqh", "fikh"),
    "syariah": ("syari'ah", "shariah", "sjariah"),
    "al-qur'an": ("alquran", "al quran", "quran", "qur'an"), "ushul": ("usul",), "fiqh": ("fikih", "fiqih"),
    "tasawuf": ("tashawuf", "tasawwuf"), "muamalah": ("mu'amalah", "muamalat"), "ibadah": ("ibadat",),
    "mazhab": ("madzhab", "madhhab"), "umrah": ("umroh",), "jinayah": ("jinayat",), "al-azhar": ("alazhar", "al azhar"),
    "al-mishbah": ("al-misbah", "almisbah"), "murabahah": ("murobahah",), "munakahat": ("munakahah",),
    "al-maraghi": ("almaraghi", "al maraghi"), "tafsir": ("tafseer",), "surat": ("surah",),
}  # fmt: skip
"""A word from Arabic, and the other ways in which it is spelt."""

OLD = {"ny": "nj", "sy": "sj", "kh": "ch", "c": "tj", "j": "dj", "y": "j", "u": "oe"}
"""The spelling of today → that of Van Ophuijsen (1901); `oe` became `u` in 1947, the others in 1972."""

_OLD = re.compile("|".join(OLD))
_WORD = re.compile(r"[\w'-]+")
_DOUBLED = re.compile(r"\b(\w+)-\1(an)?\b", re.IGNORECASE)


def exchanged(text: str, table: Mapping[str, Sequence[str]], chance: random.Random) -> str | None:
    """The text with one word exchanged for another of the table; None where there is none to exchange."""
    places = [(found, parts) for found in _WORD.finditer(text) if (parts := _of(table, found[0]))]
    if not places:
        return None
    found, others = chance.choice(places)
    return text[: found.start()] + chance.choice(others) + text[found.end() :]


def single(text: str, chance: random.Random) -> str | None:
    """The text with its doubled word as people type it: `anak2`, `anak anak`, `anak`; None where none is doubled."""
    found = _DOUBLED.search(text)
    if found is None:
        return None
    word, end = found[1], found[2] or ""
    return text[: found.start()] + chance.choice((f"{word}2{end}", f"{word} {word}{end}", word)) + text[found.end() :]


def old(text: str, *, oe: bool) -> str:
    """The text in the spelling of before 1972, or of before 1947."""
    return _OLD.sub(lambda found: found[0] if found[0] == "u" and not oe else OLD[found[0]], text.lower())


def _of(table: Mapping[str, Sequence[str]], word: str) -> Sequence[str]:
    """Exchanges of a word, or of the first part of one that is doubled."""
    return table.get(word.lower()) or table.get(word.lower().partition("-")[0], ())
