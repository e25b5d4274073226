import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from search.highlight import fitting, mark
from search.query.simple import parse
from search.tolerant import relaxed


@pytest.mark.parametrize(
    ("query", "title", "marked"),
    [
        ("ilmu", "Pengantar ilmu (dasar)", "Pengantar <mark>ilmu</mark> (dasar)"),
        ("DASAR", "Pengantar ilmu (dasar)", "Pengantar ilmu (<mark>dasar</mark>)"),
        ("quran", "Tafsir Al-Qur'an: jilid", "Tafsir <mark>Al-Qur&#39;an</mark>: jilid"),
        ("pustak*", "Perpustakaan & pustakawan", "Perpustakaan &amp; <mark>pustakawan</mark>"),
        ('title:"ilmu dasar"', "ilmu dasar", "<mark>ilmu</mark> <mark>dasar</mark>"),
        ("résumé", "A Resume", "A <mark>Resume</mark>"),
        ("author:basuki", "Basuki", None),
        ("ilmu -dasar", "dasar", None),
        ("", "ilmu", None),
        ("b", "<i>x</i> b <b", "&lt;i&gt;x&lt;/i&gt; <mark>b</mark> &lt;<mark>b</mark>"),
    ],
)
def test_marks(query, title, marked):
    assert mark(title, fitting(parse(query))) == marked


@pytest.mark.parametrize(
    ("query", "title", "languages", "marked"),
    [
        ("layanan", "Pelayanan umum", ("ind",), "<mark>Pelayanan</mark> umum"),
        ("libraries", "The library", ("eng",), "The <mark>library</mark>"),
        ('"libraries"', "The library", ("eng",), None),
        ("stadt", "Bibliotheken der Städte", ("ger",), "Bibliotheken der <mark>Städte</mark>"),
        ("sukarno", "Soekarno", (), "<mark>Soekarno</mark>"),
        ("layanan", "Pelayanan umum", ("eng",), None),
    ],
)
def test_forms_of_a_word_are_marked_in_the_language_of_the_record(query, title, languages, marked):
    assert mark(title, fitting(parse(query)), languages) == marked


@pytest.mark.parametrize(
    ("query", "title", "marked"),
    [
        ("penelitain", "Metode penelitian", "Metode <mark>penelitian</mark>"),
        ("hamlrt denmark", "Hamlet", "<mark>Hamlet</mark>"),
        ("hamlrt -denmark", "Denmark", None),
        ("author:hamlrt", "Hamlet", None),
        ("it", "If", None),
    ],
)
def test_words_with_slips_are_marked_where_slips_were_looked_for(query, title, marked):
    node = relaxed(parse(query))
    assert node is not None and mark(title, fitting(node), ()) == marked
    assert mark("Hamlet penelitian", fitting(parse(query)), ()) is None


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"]), min_size=1, max_size=40),
    st.text(max_size=20),
)
def test_nothing_is_lost_and_only_marks_are_markup(title, query):
    marked = mark(title, fitting(parse(query)))
    if marked is not None:
        node = html.fragment_fromstring(f"|{marked}", create_parent="p")  # the parser drops blanks at a beginning
        assert node.text_content() == f"|{title}"
        assert {child.tag for child in node.iter()} <= {"p", "mark"}
