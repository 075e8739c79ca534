"""Equivalence of a URL and the view in it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from graphmodel.pictures.growth import MORE, Group, Restriction
from graphmodel.pictures.moves import Move, mark_of
from graphmodel.pictures.notes import Note
from graphmodel.pictures.picture import picture
from graphmodel.resolver.merge import merge_to_canonical
from graphmodel.ui.shared.url_state import View
from tests.resolver.test_merge import network, same

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
keys = st.text("ab1", min_size=1, max_size=4)
texts = ids.map(str.strip).filter(bool)
notes = st.lists(
    st.builds(Note, keys, far, far, texts, ids), max_size=3, unique_by=lambda note: note.key
).map(tuple)
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
    also=st.lists(ids.map(mark_of), max_size=3).map(tuple),
    link=st.just("") | ids.map(mark_of),
    colour=st.sampled_from(("", "role")),
    size=st.sampled_from(("", "recency")),
    notes=notes,
)


@given(views)
def test_an_address_opens_the_view_that_it_was_made_from(view: View) -> None:
    assert View.from_parameters(view.parameters()) == view


def test_marks_are_those_of_the_nodes_into_which_records_were_merged() -> None:
    merged = merge_to_canonical(network(same("films:zhang", "roadshow:zhang")))
    ids = ("films:zhang", "roadshow:zhang")
    canonical = merged.canonical_id(ids[0])
    (record,) = {*ids} - {canonical}
    kept = Restriction.to(["films:gong", record]).text()
    view = View(centres=("films:gong",), expanded=(kept,), moves=(Move.of(record, (1, 2), 0),))
    view = replace(view, also=(mark_of(record),)).resolved_in(merged)
    assert view.expanded == (Restriction.to(["films:gong", canonical]).text(),)
    assert (view.moves[0].mark, view.also) == (mark_of(canonical), (mark_of(canonical),))
    drawn = picture(merged, view.centres, hops=2, expanded=view.expanded, moves=view.moves)
    assert {node["id"] for node in drawn.nodes} == {"films:gong", canonical}


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


def test_a_node_let_go_forgets_every_place_it_was_put() -> None:
    view = (
        View().with_moved({"b": (1, 2), "c": (3, 4)}).with_expansion("b").with_moved({"b": (5, 6)})
    )
    assert view.unpinned("b", "d").moves == (Move(mark_of("c"), 3, 4),)


def test_a_node_moved_out_of_all_bounds_stays_at_the_edge() -> None:
    assert View().with_moved({"b": (1e12, -1e12)}).moves == (Move(mark_of("b"), 99_999, -99_999),)


def test_removing_a_centre_leaves_the_others() -> None:
    view = View(centres=("a", "b"), selected="b").without("a")
    assert (view.centres, view.hidden, view.selected) == (("b",), (), "b")


def test_several_nodes_are_selected_by_two_ids_and_short_marks() -> None:
    view = View(centres=("a",)).selecting("a", "b", "b", "c", "d")
    assert view.parameters()["also"] == [f"{mark_of('c')}~{mark_of('d')}"]
    assert view.selection("dcba") == ("a", "b", "c", "d")
    assert view.selection("ad") == ("a", "d"), "what is not drawn is not selected"
    assert view.selecting("e").selection("ab") == ("e",), "its facts are shown all the same"
    assert view.selecting().selection("abcd") == ()
    link = view.selecting_link("a|b")
    assert (link.selected, link.also, link.link) == ("", (), mark_of("a|b"))


def test_what_is_hidden_or_kept_or_added_is_in_the_address() -> None:
    view = View(centres=("a",)).selecting("b", "c")
    assert view.hiding("a", "b").parameters()["hide"] == ["a", "b"]
    assert view.hiding("a", "b").centres == ("a",), "the others stay where they are"
    assert view.keeping("b", "c").parameters()["expand"] == [f"*!{mark_of('b')}~{mark_of('c')}"]
    assert view.adding("x y").parameters()["expand"] == ["*+x y"]
    assert view.hiding("x").adding("x").hidden == ()
    assert View().adding("x", "y").centres == ("x",)


def test_collapsing_takes_back_every_expansion_of_a_node_and_keeps_places() -> None:
    view = View(centres=("a",)).with_expansion("b").with_moved({"c": (1, 2)})
    view = view.with_expansion("d").with_moved({"c": (3, 4)}).with_expansion("b")
    assert view.expansions_of("b") == (0, 2)
    assert view.collapsed("b").expanded == ("d",)
    assert view.collapsed("b").moves == (Move(mark_of("c"), 1, 2), Move(mark_of("c"), 3, 4, 1))


def test_a_kind_is_hidden_and_shown_again() -> None:
    kinds = ("p", "q", "r")
    without = View().switching_kind("q", kinds)
    assert without.kinds == ("p", "r")
    assert without.switching_kind("q", kinds).kinds is None


def test_a_group_goes_with_what_was_opened_of_it_and_a_hub_with_its_groups() -> None:
    group = Group("a", "WORKED_ON", "director", 1990)
    later = Group("a", "WORKED_ON", "director", 2000)
    view = View(centres=("b",)).with_groups([group, later]).with_groups([group])
    assert view.expanded == (group.text(), later.text())
    opened = view.with_expansion(group.text())
    assert opened.selected == group.text()
    assert opened.collapsed(group.text()) == view.selecting(group.text())
    assert opened.hiding(group.text(), "c") == View(
        centres=("b",), expanded=(later.text(),), hidden=("c",)
    )
    assert opened.collapsed("a").expanded == ()
    assert View.from_parameters(opened.parameters()) == opened
