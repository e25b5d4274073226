from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import BadParameter
from config.fields import SORTS
from indexer.normalise.text import clean
from search.state import FILTERS, SearchState, read, years

texts = st.text(max_size=30).map(clean)
values = {
    name: st.lists(texts.filter(bool), max_size=3, unique=True)
    if name != "year"
    else st.lists(st.sampled_from(["1990-1999", "1990-", "-1999", "1995"]), max_size=3, unique=True)
    for name in FILTERS
}
states = st.builds(
    lambda q, chosen, sort, page, size: SearchState(
        q, tuple((name, tuple(chosen[name])) for name in FILTERS if chosen[name]), sort, page, size
    ),
    texts,
    st.fixed_dictionaries(values),
    st.sampled_from(list(SORTS)),
    st.integers(1, 10**9),
    st.integers(1, 100),
)


@given(states)
def test_the_url_is_the_whole_state(state):
    assert read(parse_qsl(state.query_string(), keep_blank_values=True)) == state


@given(states, st.randoms())
def test_one_search_has_one_address(state, random):
    by_name = {}
    for name, value in state.params():
        by_name.setdefault(name, []).append((name, value))
    groups = list(by_name.values())
    random.shuffle(groups)
    assert read(pair for group in groups for pair in group).query_string() == state.query_string()


def test_defaults_are_left_out():
    assert SearchState().query_string() == ""
    assert read([("q", " "), ("sort", ""), ("page", ""), ("member", ""), ("nonsense", "1")]) == SearchState()


def test_filters_are_added_and_taken_away_from_the_first_page():
    state = read([("q", "a"), ("member", "x"), ("page", "3"), ("sort", "title")])
    assert state.having("member", "y").query_string() == "q=a&member=x&member=y&sort=title"
    assert state.having("type", "book").without("member").query_string() == "q=a&type=book&sort=title"
    assert state.without("member", "x").query_string() == "q=a&sort=title"
    assert state.having("member", "x") == state.on_page(1)
    assert state.on_page(4).offset == 60


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("size", "0"), ("size", "101"), ("size", "abc"), ("size", "-1"), ("size", "२"), ("size", "9" * 5000),
        ("page", "0"), ("page", "1.5"), ("page", "9" * 10), ("sort", "random"),
        ("subject", "x" * 501),
        ("year", "abc"), ("year", "-"), ("year", "2000-1990"), ("year", "19999"), ("year", "1990-1991-1992"),
    ],
)  # fmt: skip
def test_a_bad_value_is_refused_by_name(name, value):
    with pytest.raises(BadParameter) as caught:
        read([(name, value)])
    assert caught.value.field == name


def test_a_long_query_is_cut():
    state = read([("q", "ab " * 5000)])
    assert state.q.startswith("ab ab ") and 3900 < len(state.q) <= 4000
    assert read([("q", state.q)]) == state


def test_too_many_values_are_refused():
    with pytest.raises(BadParameter) as caught:
        read(("member", str(n)) for n in range(101))
    assert caught.value.field == "member"


def test_years():
    assert years("1990-1999") == (1990, 1999)
    assert years("1990-") == (1990, None)
    assert years("-1999") == (None, 1999)
    assert years("1995") == (1995, 1995)
