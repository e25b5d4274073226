import pytest
from works import EMBEDDED, LEFT, MEMBERS, YAML, catalogue, work

from indexer.document import to_document
from search.explaining import explain
from search.quoting import WAYS
from search.state import read

WORKS = [
    work("e1", "Pengantar ilmu perpustakaan", "Sulistyo-Basuki", held=MEMBERS, languages=("ind",), year=1991,
         subjects=("Perpustakaan",), mark="020 SUL p", isbns=("9789794030424",)),
    work("e2", "Pembelajaran di perpustakaan sekolah", "Soekarno", languages=("ind",), year=2001, subtitle="pengantar",
         summary="Ilmu dan pengantar perpustakaan."),
    work("e3", "Ilmu perpustakaan: pengantar", "Basuki, Sulistyo", held=MEMBERS[:2], languages=("ind",),
         mark="020 BAS i"),
    work("e4", "Libraries and learning", "Smith, Ann", languages=("eng",), year=1991),
    work("e5", "Belajar membaca", "Sukarno", languages=("ind",)),
]  # fmt: skip


@pytest.fixture(scope="module", params=EMBEDDED)
def shelf(request, tmp_path_factory):
    with catalogue(tmp_path_factory.mktemp("explaining"), WORKS, f"{YAML}engine: {request.param}\n") as opened:
        yield opened


def explained(shelf, query, *more):
    return explain(shelf, read([("q", query), *more]))


@pytest.mark.parametrize(
    "query",
    [
        "perpustakaan",
        "pengantar ilmu perpustakaan",
        "ilmu perpustakaan basuki",
        "pengantar perpustakaan 1991",
        '"ilmu perpustakaan"',
        "perpust*",
        "belajar OR library",
        "ilmu -sekolah",
        "author:soekarno",
        "title:(pengantar OR belajar) perpustakaan",
        "year:1990-1995 perpustakaan",
        "9789794030424",
        "020 SUL p",
        "perpustakan pengantr",
        "pengantar ilmu perpustakaan kuantum nuklir",
        "title:smith libraries",
    ],
)
def test_the_reasons_of_every_hit_add_up_to_its_score(shelf, query):
    hits = {hit.id: hit.score for hit in shelf.hits(read([("q", query)]))[1].hits}
    told = explained(shelf, query)
    assert [one.id for one in told] == list(hits) != []
    for one in told:
        assert one.score == hits[one.id]
        assert one.reasons
        assert sum(reason.score for reason in one.reasons) == pytest.approx(one.score, rel=1e-5)
        assert {reason.how for reason in one.reasons} <= set(WAYS)
        assert [reason.score for reason in one.reasons] == sorted((r.score for r in one.reasons), reverse=True)


def reasons(shelf, query, union_id):
    (one,) = (one for one in explained(shelf, query) if one.id == union_id)
    return {(reason.field, reason.how): reason for reason in one.reasons}


def test_a_word_a_form_and_a_whole_title(shelf):
    found = reasons(shelf, "pengantar ilmu perpustakaan", "e1")
    whole = found["exact_title", "whole"]
    assert whole.score == max(reason.score for reason in found.values())
    assert whole.found == ("Pengantar ilmu perpustakaan",)
    assert found["title", "together"].found
    assert found["subject", "word"].found == ("Perpustakaan",)
    assert found["held", "held"].found == ("4",)
    assert ("exact_title", "whole") not in reasons(shelf, "pengantar ilmu perpustakaan", "e2")


def test_a_form_is_told_with_the_word_that_has_it(shelf):
    found = reasons(shelf, "belajar", "e2")
    assert found["title", "form"].found == ("Pembelajaran",)
    assert ("title", "word") not in found
    name = reasons(shelf, "author:sukarno", "e2")
    assert name["creator", "form"].found == ("Soekarno",)


def test_beginnings_slips_and_numbers(shelf):
    begun = reasons(shelf, "perpust*", "e2")["title", "beginning"]
    assert (begun.looked_for, begun.found) == (("perpust…",), ("perpustakaan",))
    slipped = reasons(shelf, "perpustakn sekolh", "e2")["title", "slip"]
    assert slipped.found in (("perpustakaan",), ("sekolah",))
    number = reasons(shelf, "9789794030424", "e1")["isbn", "whole"]
    assert number.found == ("9789794030424",)


def test_an_order_that_is_not_relevance_gives_no_points(shelf):
    for params in (("perpustakaan", ("sort", "title")), ("",)):
        told = explained(shelf, *params)
        assert told and all(one.reasons == () and one.score == 0 for one in told)


def test_nothing_found_is_nothing_to_explain(shelf):
    assert explained(shelf, "zzzqqq xyzzy") == ()


def test_a_page_is_explained(shelf):
    first = explained(shelf, "perpustakaan", ("size", "1"))
    second = explained(shelf, "perpustakaan", ("size", "1"), ("page", "2"))
    assert len(first) == len(second) == 1 and first[0].id != second[0].id and second[0].reasons


def test_every_shape_of_an_index_explains_the_same(tmp_path, shelf):
    """Parts are asked for in a search of their own: the statistics must be those of the whole index."""
    with catalogue(tmp_path, WORKS[:2], LEFT) as grown:
        grown.engine.update([to_document(one) for one in WORKS[2:]], [])
        with grown.database.read():
            hits = grown.hits(read([("q", "perpustakaan ilmu")]))[1].hits
        told = explain(grown, read([("q", "perpustakaan ilmu")]))
        assert told
        scores = {hit.id: hit.score for hit in hits}
        for one in told:
            assert sum(reason.score for reason in one.reasons) == pytest.approx(scores[one.id], rel=1e-5)
