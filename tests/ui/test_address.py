"""A URL and the view in it are equivalent."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graphmodel.pictures.moves import Move, mark_of
from graphmodel.pictures.selection import MORE
from graphmodel.ui.shared.url_state import View

ids = st.text("abc:/| é张", min_size=1, max_size=8)
several = st.lists(ids, max_size=4, unique=True).map(tuple)
years = st.one_of(
    st.none(),
    st.tuples(st.integers(1900, 2030), st.none() | st.integers(1900, 2030)),
)
far = st.integers(-99_999, 99_999)
moves = st.lists(st.builds(Move, ids.map(mark_of), far, far, st.integers(0, 4)), max_size=4).map(
    tuple
)
views = st.builds(
    View,
    namespace=ids,
    centres=several,
    expanded=st.lists(ids | st.just(MORE), max_size=4).map(tuple),
    hidden=several,
    selected=st.just("") | ids,
    kinds=st.none() | several.filter(bool),
    roles=st.none() | several.filter(bool),
    years=years,
    hops=st.sampled_from((1, 2)),
    tab=st.sampled_from(("", "Table")),
    moves=moves,
)


@given(views)
def test_an_address_opens_the_view_that_it_was_made_from(view: View) -> None:
    assert View.from_parameters(view.parameters()) == view


def test_what_is_at_its_default_is_not_in_the_address() -> None:
    assert View().parameters() == {"world": ["real"]}


def test_what_cannot_be_read_counts_as_not_given() -> None:
    invalid = {"from": ["19x0"], "to": ["-5"], "reach": ["nine"], "centre": ["", "a", "a"]}
    invalid |= {"place": ["abcdef.1~abcdef.1.x~ab.1.2~abcdef.1.2.-3~abcdef.999999.1~~.."]}
    assert View.from_parameters(invalid) == View(centres=("a",))


def test_a_batch_more_brings_back_what_was_removed() -> None:
    view = View(centres=("a",)).with_expansion("b").without("b")
    assert view.hidden == ("b",)
    assert view.with_expansion("b") == View(centres=("a",)).with_expansion("b")
    assert view.with_expansion("b").with_expansion("b").expanded == ("b", "b")


def test_a_node_moved_twice_is_where_it_was_put_last_and_expansions_keep_what_they_saw() -> None:
    view = View(centres=("a",)).with_moved({"b": (1.4, 2.6)}).with_moved({"b": (-7, 8)})
    assert view.moves == (Move(mark_of("b"), -7, 8),)
    view = view.with_expansion("b").with_moved({"b": (50, 60)})
    assert view.moves == (Move(mark_of("b"), -7, 8), Move(mark_of("b"), 50, 60, 1))
    assert view.parameters()["place"] == [f"{mark_of('b')}.-7.8~{mark_of('b')}.50.60.1"]
    assert view.centred_on("b").moves == ()


def test_a_node_moved_out_of_all_bounds_stays_at_the_edge() -> None:
    assert View().with_moved({"b": (1e12, -1e12)}).moves == (Move(mark_of("b"), 99_999, -99_999),)


def test_removing_a_centre_leaves_the_others() -> None:
    view = View(centres=("a",)).with_centre("b").without("a")
    assert (view.centres, view.hidden, view.selected) == (("b",), (), "b")
