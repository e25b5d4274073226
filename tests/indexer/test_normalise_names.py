import pytest

from indexer.normalise import names


@pytest.mark.parametrize(
    ("written", "family", "given"),
    [
        ("Shihab, M. Quraish", "shihab", ("m", "quraish")),
        ("Prof. Dr. H. M. Quraish Shihab, M.A.", "shihab", ("h", "m", "quraish")),
        ("Sukarno, 1901-1970", "sukarno", ()),
        ("Hamka", "hamka", ()),
        ("Rahardjo, Satjipto, 1930-2010, author.", "rahardjo", ("satjipto",)),
        ("Siti Aminah, S.Pd., M.Hum.", "aminah", ("siti",)),
        ("Dr. Ir. Sutrisno, M.Si.", "sutrisno", ()),
        ("Budi Santoso, S.H., M.H.", "santoso", ("budi",)),
        ("Rahman, S.R.", "rahman", ("s", "r")),
        ("Beauvoir, Simone de", "beauvoir", ("simone", "de")),
        ("K.H. Abdurrahman Wahid", "wahid", ("abdurrahman",)),
        ("Wahid, Abdurrahman, K.H.", "wahid", ("abdurrahman",)),
        ("Imam al-Ghazali", "ghazali", ("imam", "al")),
        ("Al-Ghazali, Imam", "ghazali", ("imam",)),
        ("Smith, John, b. 1950", "smith", ("john",)),
        ("García Márquez, Gabriel", "garcia marquez", ("gabriel",)),
        ("", "", ()),
        (" , ", "", ()),
    ],
)
def test_parse(written: str, family: str, given: tuple[str, ...]) -> None:
    name = names.parse(written)
    assert (name.family, name.given) == (family, given)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Shihab, M. Quraish", "Prof. Dr. H. M. Quraish Shihab, M.A."),
        ("Salim, Agus", "H. Agus Salim"),
        ("Kartini", "R.A. Kartini"),
        ("Dahlan, Ahmad", "K.H. Ahmad Dahlan"),
        ("Al-Ghazali, Imam", "Imam al-Ghazali"),
        ("Beauvoir, Simone de", "Simone de Beauvoir"),
    ],
)
def test_one_person_has_the_same_words_however_the_name_is_written(one: str, other: str) -> None:
    assert names.parse(one).tokens == names.parse(other).tokens


@pytest.mark.parametrize(
    ("written", "shown", "role"),
    [
        ("Rahardjo, Satjipto, 1930-2010, author.", "Rahardjo, Satjipto, 1930-2010", "author"),
        ("Hamka (penerjemah)", "Hamka", "translator"),
        ("Doe, Jane, editor, author", "Doe, Jane", "editor"),
        ("Smith, John.", "Smith, John", None),
        ("Sukarno, 1901-1970.", "Sukarno, 1901-1970", None),
        ("Shihab, M.", "Shihab, M.", None),
        ("Smith, Ed.", "Smith, Ed.", None),
        ("Aminah, S.Pd.", "Aminah, S.Pd.", None),
        ("Hamka, ;", "Hamka", None),
        ("Penulis", "Penulis", None),
        ("  Siti   Aminah ", "Siti Aminah", None),
    ],
)
def test_clean_name_and_role(written: str, shown: str, role: str | None) -> None:
    assert (names.clean_name(written), names.role(written)) == (shown, role)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Kessler, Sigrid ... [et al.]", ["Kessler, Sigrid"]),
        ("Ahmad Tafsir, dkk.", ["Ahmad Tafsir"]),
        ("Reto U. Schneider, Candida Höfer [und 6 andere]", ["Reto U. Schneider", "Candida Höfer"]),
        ("Ahmad Tafsir; Budi Santoso, M.Pd. ; Siti", ["Ahmad Tafsir", "Budi Santoso, M.Pd.", "Siti"]),
        ("Ahmad Tafsir, Budi Santoso, Cici Dewi", ["Ahmad Tafsir", "Budi Santoso", "Cici Dewi"]),
        ("Ahmad Tafsir dan Budi Santoso", ["Ahmad Tafsir", "Budi Santoso"]),
        ("Smith, J. and Doe, J.", ["Smith, J.", "Doe, J."]),
        ("<Ahmad Tafsir><Hamka>", ["Ahmad Tafsir", "Hamka"]),
        ("García Márquez, Gabriel José", ["García Márquez, Gabriel José"]),
        ("Siti Aminah, S.Pd., M.Hum.", ["Siti Aminah, S.Pd., M.Hum."]),
        ("Rahardjo, Satjipto, 1930-2010", ["Rahardjo, Satjipto, 1930-2010"]),
        ("Departemen Pendidikan dan Kebudayaan", ["Departemen Pendidikan dan Kebudayaan"]),
        ("Aberdeen and Temair, Ishbel Gordon, Marchioness of, 1857-1939",
         ["Aberdeen and Temair, Ishbel Gordon, Marchioness of, 1857-1939"]),
        ("Tim Penyusun", []),
        ("[s.n.]", []),
        ("Anonim", []),
        ("dkk.", []),
        ("", []),
    ],
)  # fmt: skip
def test_split_names(written: str, found: list[str]) -> None:
    assert names.split_names(written) == found


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Universitas Sumatera Utara", "organisation"),
        ("Badan Pusat Statistik", "organisation"),
        ("Indonesia. Departemen Agama", "organisation"),
        ("Kementerian Agama", "organisation"),
        ("PT Gramedia", "organisation"),
        ("Erlangga, PT", "organisation"),
        ("IAIN Sunan Ampel", "organisation"),
        ("Tim Penyusun Kamus", "organisation"),
        ("Universidade de São Paulo", "organisation"),
        ("Facultad de Filosofía y Letras", "organisation"),
        ("Câmara dos Deputados", "organisation"),
        ("Hélder Câmara", "person"),
        ("Seminar Nasional Perpustakaan (2010 : Medan)", "meeting"),
        ("Konferensi Asia-Afrika", "meeting"),
        ("Smith, Iain", "person"),
        ("Bank, Richard", "person"),
        ("Tim O'Reilly", "person"),
        ("Doe, Jane (University of Arizona)", "person"),
        ("Hamka", "person"),
        ("", "person"),
    ],
)
def test_kind_of_name(written: str, kind: str) -> None:
    assert names.kind_of_name(written) == kind


@pytest.mark.parametrize(
    ("written", "undated"),
    [
        ("Racine, Jean, 1639-1699", "Racine, Jean"),
        ("Sukarno, 1901-1970.", "Sukarno"),
        ("Rahardjo, Satjipto, 1930-", "Rahardjo, Satjipto"),
        ("Hamka (1908-1981)", "Hamka"),
        ("Toer, Pramoedya Ananta", "Toer, Pramoedya Ananta"),
        ("1945", "1945"),
        ("Panitia 1945 Bandung", "Panitia 1945 Bandung"),
    ],
)
def test_a_name_for_citations_has_no_years_of_life(written: str, undated: str) -> None:
    assert names.undated(written) == undated
