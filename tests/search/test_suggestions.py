import pytest
from works import EMBEDDED, LEFT, MEMBERS, YAML, catalogue, work

from search.suggestions import MOST, suggest

WORKS = [
    work("a1", "Sejarah Indonesia", "Sukarno", held=MEMBERS, subjects=("Sejarah", "Politik")),
    work("a2", "Sejarah Islam di Jawa", "Djaja, Tamar", "Soekarno", held=MEMBERS[:2], subjects=("Islam -- Sejarah",)),
    work("a3", "Pengantar ilmu sejarah", "Kuntowijoyo", subjects=("Sejarah",)),
    work("a4", "Sejarah Indonesia", "Vlekke", held=MEMBERS[:3], subjects=("Sejarah",)),
    work("a5", "Nusantara", "Vlekke", subtitle="sejarah Indonesia lama", subjects=("Kerajaan",)),
    work("a6", "Élégie", "Müller, Jörg", subjects=("Poésie",)),
    work("a7", "Laskar Pelangi", alternative_titles=("The rainbow troops",), languages=("ind",)),
    work("a8", "紅樓夢", "曹雪芹"),
    work("a9", None, "Tanpa Judul"),
]


@pytest.fixture(scope="module", params=EMBEDDED)
def shelf(request, tmp_path_factory):
    with catalogue(tmp_path_factory.mktemp("suggestions"), WORKS, f"{YAML}engine: {request.param}\n") as opened:
        yield opened


def texts(shelf, typed, kind=None):
    return [one.text for one in suggest(shelf, typed) if kind in (None, one.kind)]


def test_what_begins_so_comes_first_and_what_most_have_before_the_rest(shelf):
    assert texts(shelf, "sejarah", "title") == ["Sejarah Indonesia", "Sejarah Islam di Jawa", "Pengantar ilmu sejarah",
                                                "Nusantara: sejarah Indonesia lama"]  # fmt: skip
    assert texts(shelf, "sej", "subject") == ["Sejarah", "Islam -- Sejarah"]


def test_kinds_and_ids(shelf):
    first = suggest(shelf, "sejarah")
    assert (first[0].text, first[0].kind, first[0].id) == ("Sejarah Indonesia", "title", "a1")
    assert next((one.text, one.kind, one.id) for one in first if one.kind == "subject") == ("Sejarah", "subject", None)
    assert [(one.text, one.kind) for one in suggest(shelf, "vlek")] == [("Vlekke", "creator")]


def test_each_text_once_and_no_more_than_wanted(tmp_path):
    many = [work(f"m{n:02}", f"Seri {n // 2}") for n in range(60)]
    with catalogue(tmp_path, many) as shelf:
        found = texts(shelf, "seri")
    assert len(found) == MOST == len(set(found))


def test_earlier_words_are_whole_and_the_last_is_a_beginning(shelf):
    assert texts(shelf, "sejarah ind") == ["Sejarah Indonesia", "Nusantara: sejarah Indonesia lama"]
    assert texts(shelf, "sej indonesia") == []
    assert texts(shelf, "jawa sej") == ["Sejarah Islam di Jawa"]


@pytest.mark.parametrize("typed", ["ELEG", "élég", "elegie ", "Elegie"])
def test_accents_and_capitals_do_not_count(shelf, typed):
    assert texts(shelf, typed) == ["Élégie"]


def test_an_author_with_accents(shelf):
    assert texts(shelf, "muller, jo") == ["Müller, Jörg"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("soek", {"Sukarno", "Soekarno"}),
        ("suk", {"Sukarno", "Soekarno"}),
        ("jaja", {"Djaja, Tamar"}),
        ("Soekarno", {"Sukarno", "Soekarno"}),
    ],
)
def test_old_and_new_spelling(shelf, typed, found):
    assert found <= set(texts(shelf, typed, "creator"))


def test_another_title(shelf):
    assert texts(shelf, "the rain") == ["The rainbow troops"]


def test_a_chinese_word_is_a_word(shelf):
    assert "紅樓夢" in texts(shelf, "紅")


@pytest.mark.parametrize("typed", ["", " ", "s", "?", "…", "\x00", "zzzqq", '"', "(", "title:"])
def test_nothing_to_go_by_suggests_nothing(shelf, typed):
    assert texts(shelf, typed) == []


def test_a_very_long_text_is_no_error(shelf):
    assert texts(shelf, "kata " * 5000) == []
    assert texts(shelf, "s" * 50_000) == []


def test_nothing_of_a_library_outside_its_agreement(tmp_path):
    hidden = work("h1", "Rahasia keluarga", "Rahasiawan", held=["keluar"], subjects=("Rahasia umum",))
    both = work("h2", "Rahasia dapur", held=["keluar", "satu"])
    with catalogue(tmp_path, [hidden, both], LEFT) as shelf:
        assert texts(shelf, "rahasia") == ["Rahasia dapur"]
        assert texts(shelf, "rahasiaw") == []
