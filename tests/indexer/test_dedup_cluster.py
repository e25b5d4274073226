"""Groups do not chain, do not depend on order, and obey people; their ids are permanent."""

import hypothesis.strategies as st
from hypothesis import given

from indexer.dedup.cluster import Join, components, groups, tree
from indexer.unions import Node, assign, id_for

nodes = range(7)
pairs = st.tuples(st.sampled_from(nodes), st.sampled_from(nodes)).filter(lambda p: p[0] < p[1])
scores = st.dictionaries(pairs, st.tuples(st.integers(0, 3), st.booleans()))


def never(_a, _b):
    return False


def test_a_veto_between_the_ends_breaks_a_chain_at_its_weakest_join():
    joins = [Join(0, 1, 5.0), Join(1, 2, 3.0), Join(2, 3, 4.0)]
    assert groups(range(4), joins, lambda a, b: (a, b) == (0, 3)) == [[0, 1], [2, 3]]
    assert groups(range(4), joins, never) == [[0, 1, 2, 3]]


def test_people_join_what_is_forbidden_and_part_what_is_joined():
    joins = [Join(0, 1, -9.0, judged=True), Join(1, 2, 9.0)]
    assert groups(range(3), joins, lambda a, b: (a, b) == (0, 1)) == [[0, 1, 2]]
    assert groups(range(3), joins, never, parted={(0, 2)}) == [[0, 1], [2]]


@given(scores, st.sets(pairs), st.sets(pairs), st.randoms(use_true_random=False))
def test_groups_hold_everything_once_and_cross_no_line(found, forbidden, parted, order):
    joins = [Join(a, b, score, judged) for (a, b), (score, judged) in found.items()]
    result = groups(nodes, joins, lambda a, b: (a, b) in forbidden, parted)
    assert sorted(node for group in result for node in group) == list(nodes)
    assert not any(a in group and b in group for group in result for a, b in parted)
    order.shuffle(joins)
    assert groups(nodes, joins, lambda a, b: (a, b) in forbidden, parted) == result
    whole = components(nodes, joins)
    assert all(any(set(group) <= set(part) for part in whole) for group in result)


@given(scores, st.sets(pairs), st.sets(pairs), st.lists(st.integers(0, 6), min_size=7, max_size=7))
def test_records_that_look_alike_are_asked_about_once_and_grouped_as_ever(found, forbidden, parted, faces):
    looks = {node: faces.index(face) for node, face in enumerate(faces)}
    joins = [Join(a, b, score, judged) for (a, b), (score, judged) in found.items()]

    def conflict(a, b):
        return tuple(sorted((looks[a], looks[b]))) in forbidden

    asked = []
    result = groups(nodes, joins, lambda a, b: asked.append((a, b)) or conflict(a, b), parted, looks)
    assert result == groups(nodes, joins, conflict, parted)
    assert all(looks[a] == a and looks[b] == b for a, b in asked)


@given(scores)
def test_a_tree_holds_together_what_its_joins_do(found):
    joins = [Join(a, b, score) for (a, b), (score, _judged) in found.items()]
    held = list(tree(joins))
    assert components(nodes, held) == components(nodes, joins)
    assert len(held) == len(nodes) - len(components(nodes, joins))


def node(number, union=None, first_seen="2026-01-01T00:00:00Z"):
    return Node(number, f"a:{number}", first_seen, union)


def test_ids_are_short_readable_and_made_from_the_oldest_record():
    old, new = node(9, first_seen="2025-01-01T00:00:00Z"), node(1)
    (made,) = assign([[new, old]], {}).ids
    assert made == id_for("a:9")
    assert len(made) == 10
    assert set(made) <= set("0123456789abcdefghjkmnpqrstvwxyz")


def test_the_older_id_stays_and_the_other_redirects():
    given_ids = assign([[node(1, "new"), node(2, "old")]], {"old": "2020", "new": "2021"})
    assert given_ids.ids == ["old"]
    assert given_ids.redirects == {"new": "old"}


def test_the_larger_part_keeps_the_id():
    given_ids = assign([[node(1, "u")], [node(2, "u"), node(3, "u")]], {"u": "2020"})
    assert given_ids.ids == [id_for("a:1"), "u"]
    assert given_ids.redirects == {}


def test_of_equal_parts_the_one_with_the_oldest_record_keeps_the_id():
    given_ids = assign([[node(2, "u")], [node(1, "u")]], {"u": "2020"})
    assert given_ids.ids == [id_for("a:2"), "u"]


def test_an_id_that_is_taken_is_not_given_again():
    given_ids = assign([[node(1)]], {}, lambda union_id: union_id == id_for("a:1"))
    assert given_ids.ids == [id_for("a:1", 1)]
    parted = assign([[node(1, id_for("a:1"))], [node(2, id_for("a:1")), node(3, id_for("a:1"))]], {})
    assert parted.ids == [id_for("a:1", 1), id_for("a:1")]
