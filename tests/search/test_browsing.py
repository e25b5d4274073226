from urllib.parse import parse_qsl, urlsplit

import pytest
from works import EMBEDDED, LEFT, YAML, catalogue, work

from config.errors import BadParameter, NotFound
from search import browsing
from search.browsing import as_json, browse, read
from search.headings import LISTS

WORKS = [
    work("b1", "The history of Java", "Raffles, Thomas", title_sort="history of java", mark="959.8 RAF h"),
    work("b2", "Élan", "Ångström, Anders", subjects=("fisika", "Cahaya")),
    work("b3", "Zaman baru", "zulkifli", subjects=("Fisika",), mark="530 ZUL z"),
    work("b4", "zaman Baru", "Zulkifli", subjects=("Fisika",), mark="530 ZUL z"),
    work("b5", "Sejarah", "Amir", subtitle="dari awal", part_number="Jilid 2", title_sort="sejarah jilid 2"),
    work("b6", None, "Amir", subjects=("???", "!!!")),
    work("b7", 'Kata "mutiara"', mark='8x "kutip"'),
]


@pytest.fixture(scope="module", params=EMBEDDED)
def shelf(request, tmp_path_factory):
    with catalogue(tmp_path_factory.mktemp("browsing"), WORKS, f"{YAML}engine: {request.param}\n") as opened:
        yield opened


def listed(shelf, field, **params):
    return [(line.value, line.count) for line in browse(shelf, read(field, params)).lines]


def test_titles_as_they_are_written_in_the_order_of_their_first_word_after_the_article(shelf):
    assert listed(shelf, "title") == [
        ("Élan", 1), ("The history of Java", 1), ('Kata "mutiara"', 1), ("Sejarah, Jilid 2", 1), ("Zaman baru", 2),
    ]  # fmt: skip


def test_accents_and_capitals_do_not_count_in_order_and_in_counts(shelf):
    creators = [
        (value.casefold(), count) for value, count in listed(shelf, "creator")
    ]  # written as in one of the records
    assert creators == [("amir", 2), ("ångström, anders", 1), ("raffles, thomas", 1), ("zulkifli", 2)]
    subjects = [(value.casefold(), count) for value, count in listed(shelf, "subject", **{"from": "CAH"})]
    assert subjects == [("cahaya", 1), ("fisika", 3)]


def test_call_numbers(shelf):
    assert listed(shelf, "call_number") == [("530 ZUL z", 2), ('8x "kutip"', 1), ("959.8 RAF h", 1)]


@pytest.mark.parametrize("field", list(LISTS))
@pytest.mark.parametrize("size", [1, 2, 3])
def test_page_by_page_there_and_back_shows_everything_once(shelf, field, size):
    whole = listed(shelf, field)
    seen, params = [], {"size": str(size)}
    while True:
        page = browse(shelf, read(field, params))
        seen += [(line.value, line.count) for line in page.lines]
        assert len(page.lines) <= size and len(seen) <= len(whole)
        if page.next is None:
            break
        params = dict(page.next)
    assert seen == whole
    back = seen[-len(page.lines) :]
    while page.previous is not None:
        page = browse(shelf, read(field, dict(page.previous)))
        back = [(line.value, line.count) for line in page.lines] + back
        assert len(back) <= len(whole)
        assert page.next is not None
    assert back == whole


@pytest.mark.parametrize("field", list(LISTS))
def test_a_heading_leads_to_its_records(shelf, field):
    from search.state import read as state

    for line in browse(shelf, read(field, {})).lines:
        if line.path == "/search" and line.value not in ("???", "!!!"):
            assert shelf.search(state(line.params)).total >= line.count
        elif line.id:
            assert shelf.record(line.id)


def test_from_between_headings_and_beyond_the_end(shelf):
    assert listed(shelf, "creator", **{"from": "b"})[0] == ("Raffles, Thomas", 1)
    page = browse(shelf, read("creator", {"from": "zzz"}))
    assert page.lines == () and page.next is None and page.previous == (("before", "zzz"),)
    assert [line.value for line in browse(shelf, read("creator", dict(page.previous))).lines][
        -1
    ].casefold() == "zulkifli"


def test_json(shelf):
    page = as_json(browse(shelf, read("title", {"from": "hist", "size": "1"})), "https://k.example.org", "/api/v1")
    assert page.model_dump() == {
        "field": "title",
        "headings": (
            {"value": "The history of Java", "count": 1, "id": "b1", "url": "https://k.example.org/record/b1"},
        ),
        "previous": "https://k.example.org/api/v1/browse/title?before=history+of+java&size=1",
        "next": "https://k.example.org/api/v1/browse/title?from=kata+mutiara&size=1",
    }
    made = as_json(browse(shelf, read("creator", {"size": "1"})), "", "/api/v1")
    assert dict(parse_qsl(urlsplit(made.headings[0].url).query)) == {"creator": "Amir"}


def test_what_cannot_be_asked(shelf):
    with pytest.raises(NotFound):
        read("year", {})
    for params in ({"size": "0"}, {"size": "101"}, {"size": "x"}, {"from": "x" * 501}, {"before": "x" * 501}):
        with pytest.raises(BadParameter):
            read("title", params)


def test_a_library_outside_its_agreement_is_not_in_the_lists(tmp_path):
    works = [
        work("g1", "Abjad", "Adi", subjects=("Aksara",), mark="1 A", held=["keluar"]),
        work("g2", "Bahasa", "Budi", subjects=("Bahasa",), mark="2 B"),
        work("g3", "Bahasa", "Budi", subjects=("Bahasa",), mark="2 B", held=["keluar"]),
        *(work(f"t{n:02}", f"Hilang {n:02}", f"Hilang {n:02}", held=["keluar"]) for n in range(50)),
        work("g4", "Zaman", "Zaki", subjects=("Zaman",), mark="9 Z"),
    ]
    with catalogue(tmp_path, works, LEFT) as shelf:
        for field, first, last in (
            ("title", "Bahasa", "Zaman"), ("creator", "Budi", "Zaki"), ("subject", "Bahasa", "Zaman"),
            ("call_number", "2 B", "9 Z"),
        ):  # fmt: skip
            assert listed(shelf, field) == [(first, 1), (last, 1)]
        assert listed(shelf, "title", size="1") == [("Bahasa", 1)]
        assert listed(shelf, "title", before="zaman", size="1") == [("Bahasa", 1)]


def test_a_long_run_of_what_is_not_shown_does_not_end_a_list(tmp_path, monkeypatch):
    monkeypatch.setattr(browsing, "MANY", 3)
    monkeypatch.setattr(browsing, "ROUNDS", 2)
    hidden = [work(f"t{n:02}", f"Hilang {n:02}", f"Hilang {n:02}", held=["keluar"]) for n in range(20)]
    with catalogue(tmp_path, [work("g1", "Alfa", "Alfa"), *hidden, work("g2", "Zeta", "Zeta")], LEFT) as shelf:
        for field in ("title", "creator"):
            assert walk(shelf, field, {"size": "1"}, "next") == ["Alfa", "Zeta"]
            assert walk(shelf, field, {"size": "1", "before": "zz"}, "previous") == ["Zeta", "Alfa"]


def walk(shelf, field, params, way):
    """What is shown on the way from page to page."""
    seen = []
    for _step in range(40):
        page = browse(shelf, read(field, params))
        seen += [line.value for line in page.lines]
        if (following := getattr(page, way)) is None:
            return seen
        params = dict(following)
    raise AssertionError("no end")
