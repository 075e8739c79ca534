"""A URL and the view in it are equivalent."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graphmodel.pictures.selection import MORE
from graphmodel.ui.shared.url_state import View

ids = st.text("abc:/| é张", min_size=1, max_size=8)
several = st.lists(ids, max_size=4, unique=True).map(tuple)
years = st.one_of(
    st.none(),
    st.tuples(st.integers(1900, 2030), st.none() | st.integers(1900, 2030)),
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
)


@given(views)
def test_an_address_opens_the_view_that_it_was_made_from(view: View) -> None:
    assert View.from_parameters(view.parameters()) == view


def test_what_is_at_its_default_is_not_in_the_address() -> None:
    assert View().parameters() == {"world": ["real"]}


def test_what_cannot_be_read_counts_as_not_given() -> None:
    invalid = {"from": ["19x0"], "to": ["-5"], "reach": ["nine"], "centre": ["", "a", "a"]}
    assert View.from_parameters(invalid) == View(centres=("a",))


def test_a_batch_more_brings_back_what_was_removed() -> None:
    view = View(centres=("a",)).with_expansion("b").without("b")
    assert (view.expanded, view.hidden) == ((), ("b",))
    assert view.with_expansion("b").hidden == ()


def test_removing_a_centre_leaves_the_others() -> None:
    view = View(centres=("a",)).with_centre("b").without("a")
    assert (view.centres, view.hidden, view.selected) == (("b",), (), "b")
