"""Titles as Indonesian libraries have them: theses, handbooks of Islam, romanised Arabic; made up of common words."""

import random

TEMPLATES = (
    "Pengaruh {b} terhadap {b} {g} di {p}", "Pengaruh {b} dan {b} terhadap {b} {g}", "Analisis {b} {g} di {p}",
    "Analisis {b} dalam {s}", "Hubungan antara {b} dengan {b} {g}", "Upaya meningkatkan {b} {g} melalui {b}",
    "Penerapan {b} untuk meningkatkan {b} {g}", "Pengantar ilmu {s}", "Dasar-dasar {s}", "Sejarah {s} di {p}",
    "Perkembangan {s} di Indonesia", "Tinjauan {s} tentang {b}", "{B} menurut {s}", "{B} {g} dalam perspektif {s}",
    "Implementasi {b} pada {g} {p}", "Strategi {b} dalam {b} {g}", "Peranan {g} dalam {b} di {p}", "Buku ajar {s}",
    "Tafsir {a}", "Fiqih {a}", "Hadits-hadits tentang {b}", "Ensiklopedi {s} {w}", "{W}: kumpulan cerita anak-anak",
    "Kamus {s}", "Studi kasus {b} {g} {w} {p}", "Masyarakat {w} di {p}", "Buah-buahan dan sayur-sayuran di {p}",
)  # fmt: skip
"""`b` is what is studied, `g` with whom, `s` a subject, `p` a place, `a` of Islam, `w` a rare word or name."""

STUDIED = (
    "pembelajaran", "hasil belajar", "pelajaran agama", "pengajaran bahasa", "kepemimpinan", "motivasi kerja",
    "kinerja", "pelayanan", "kepuasan pelanggan", "pengetahuan", "minat baca", "pendidikan karakter", "pemberdayaan",
    "kesehatan", "perilaku", "pengelolaan", "pembangunan", "pertumbuhan", "kerukunan", "perubahan", "pengembangan",
    "kemampuan menulis", "penggunaan media", "model pembelajaran kooperatif", "budaya organisasi", "kebijakan",
    "perencanaan", "penyuluhan", "keterampilan", "pernikahan", "perdagangan", "kewarisan", "pembiayaan murabahah",
    "kebersihan", "kesejahteraan", "pemasaran", "penilaian", "keberagamaan", "komunikasi", "perlindungan hukum",
)  # fmt: skip
PEOPLE = (
    "siswa", "mahasiswa", "anak-anak", "guru", "guru-guru", "karyawan", "pegawai", "masyarakat", "ibu hamil", "petani",
    "nelayan", "remaja", "santri", "perempuan", "pustakawan", "pemerintah daerah", "siswa kelas V", "kepala sekolah",
)  # fmt: skip
SUBJECTS = (
    "perpustakaan", "hukum adat", "hukum Islam", "ekonomi syariah", "filsafat pendidikan", "bahasa Indonesia",
    "bahasa Arab", "sastra Melayu", "pendidikan Islam", "administrasi negara", "ilmu politik", "sosiologi agama",
    "akuntansi", "psikologi perkembangan", "ushul fiqh", "ilmu kalam", "tasawuf", "manajemen", "pertanian", "statistik",
)  # fmt: skip
PLACES = (
    "Medan", "Sumatera Utara", "Jakarta", "Yogyakarta", "Aceh", "Padang", "Bandung", "Surabaya", "Makassar",
    "Kota Binjai",
    "Kabupaten Deli Serdang", "Tapanuli Selatan", "Jawa Tengah", "Nusa Tenggara Barat", "Kalimantan Selatan", "Langkat",
)  # fmt: skip
ISLAM = (
    "al-Qur'an", "al-Azhar", "al-Mishbah", "ibadah", "muamalah", "munakahat", "juz 'amma", "zakat", "haji dan umrah",
    "wanita", "jinayah", "surat Yasin", "al-Maraghi", "lima mazhab", "waris", "ayat-ayat ahkam",
)  # fmt: skip
NOUNS = (
    "Kitāb", "Sharḥ", "Tafsīr", "Ḥāshiyat", "Risālah", "Tuḥfat", "Mukhtaṣar", "Nihāyat", "Kashf", "Fatḥ", "Miftāḥ",
    "Rawḍat", "Jawāhir", "Tahdhīb", "Sīrat", "Ṭabaqāt", "Uṣūl", "Fiqh", "Ḥadīth", "Tārīkh", "Majmūʻ", "Iḥyāʼ",
    "Bidāyat",
)  # fmt: skip
GENITIVES = (
    "al-Dīn", "al-Qurʼān", "al-Sharīʻah", "al-Ḥadīth", "al-ʻArabīyah", "al-Islām", "al-Ṭālibīn", "al-Muḥtāj", "al-Nabī",
    "al-ʻulūm", "al-Asrār", "al-Muʼminīn", "al-Muqtaṣid", "al-Bukhārī", "al-fuqahāʼ", "al-Ṣāliḥīn", "al-falsafah",
    "al-mantiq", "al-ʻaqīdah", "al-Ghazzālī", "al-Shāfiʻī", "al-Zabūr", "al-tawḥīd", "al-naḥw", "al-lughah",
)  # fmt: skip

_FIELDS = {"b": STUDIED, "g": PEOPLE, "s": SUBJECTS, "p": PLACES, "a": ISLAM}


def title(chance: random.Random, rare: str) -> str:
    """An Indonesian title; `rare` stands in it where it has a name."""
    made = chance.choice(TEMPLATES)
    for sign, values in _FIELDS.items():
        while (field := f"{{{sign}}}") in made:
            made = made.replace(field, chance.choice(values), 1)
    return made.replace("{B}", chance.choice(STUDIED).capitalize()).replace("{w}", rare).replace("{W}", rare)


def arabic(chance: random.Random, rare: str) -> str:
    """A romanised Arabic title."""
    first, other = (
        f"{chance.choice(NOUNS)} {chance.choice(GENITIVES)}",
        f"{chance.choice(NOUNS)} {chance.choice(GENITIVES)}",
    )
    return f"{first} fī {other}" if chance.random() < 0.6 else f"{first} wa-{other} li-{rare}"
