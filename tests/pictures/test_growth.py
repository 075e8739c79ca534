"""Steps by which a picture grows: expansions with choices, additions, and what is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.analysis.ties.ties import people_ties
from graphmodel.network.network import Network
from graphmodel.pictures.growth import Addition, Expansion, Restriction, growth_from
from graphmodel.pictures.moves import mark_of
from graphmodel.pictures.people import people_picture
from graphmodel.pictures.picture import Picture, picture
from graphmodel.pictures.preview import expansion_offers
from graphmodel.pictures.selection import Filters
from tests.pictures.small_picture import small_network


@pytest.fixture(scope="module")
def network() -> Network:
    return small_network()


def ids(drawn: Picture) -> set[str]:
    return {str(node["id"]) for node in drawn.nodes}


names = st.text("ab:~.*%+/ é张", min_size=1, max_size=8)
several = st.lists(names, max_size=3).map(tuple)
numbers = st.none() | st.integers(0, 99_999)
steps = st.one_of(
    st.builds(Expansion, names, numbers, several, several, numbers),
    st.builds(Expansion, st.just(""), numbers),
    st.builds(Addition, st.lists(names, min_size=1, max_size=3).map(tuple), st.booleans()),
    st.lists(names, max_size=3).map(Restriction.to),
)


@given(steps)
def test_a_step_is_what_its_text_says(step: Expansion | Addition | Restriction) -> None:
    assert growth_from(step.text()) == step


def test_texts_that_cannot_be_read_add_nothing(network: Network) -> None:
    before = picture(network, ["t:ann"])
    texts = ["*=", "*=a~b", "*=t:nobody~x~~~", "*+", "*+t:nobody", "*?", "*>%%%"]
    after = picture(network, ["t:ann"], expanded=texts)
    assert ids(after) == ids(before)


def test_an_expansion_brings_only_what_was_chosen(network: Network) -> None:
    def drawn(**choices: object) -> set[str]:
        step = Expansion("t:bo", **choices)  # type: ignore[arg-type]
        return ids(picture(network, ["t:school"], expanded=[step.text()])) - {
            "t:school", "t:bo", "t:eve"
        }  # fmt: skip

    assert len(drawn()) == 11
    assert drawn(roles=("director",)) == {"t:extra"}
    assert drawn(since=1999) == {"t:extra", "t:film9"}
    assert len(drawn(number=3)) == 3
    assert drawn(kinds=("School",)) == set()


def test_a_node_is_added_and_nothing_else_moves(network: Network) -> None:
    before = picture(network, ["t:school"])
    after = picture(network, ["t:school"], expanded=[Addition(("t:extra",)).text()])
    assert ids(after) - ids(before) == {"t:extra"}
    assert {k: after.positions[k] for k in before.positions} == before.positions
    assert ["t:bo", "t:extra"] in [[e["from"], e["to"]] for e in after.edges]


def test_a_route_is_marked_and_what_was_there_stays(network: Network) -> None:
    route = Addition(("t:bo", "t:film0", "t:cy"), route=True).text()
    drawn = picture(network, ["t:school"], expanded=[route])
    marked = {node["id"] for node in drawn.nodes if node["route"]}
    assert marked == {"t:bo", "t:film0", "t:cy"}
    assert ids(drawn) == {"t:school", "t:bo", "t:eve", "t:film0", "t:cy"}


def test_what_is_kept_stays_where_it_was_and_can_be_expanded_again(network: Network) -> None:
    whole = picture(network, ["t:ann"])
    keep = Restriction.to(["t:film0", "t:film1"]).text()
    kept = picture(network, ["t:ann"], expanded=[keep])
    assert ids(kept) == {"t:film0", "t:film1"}
    assert kept.positions == {k: whole.positions[k] for k in kept.positions}
    more = picture(network, ["t:ann"], expanded=[keep, "t:film0"])
    assert ids(more) == {"t:film0", "t:film1", "t:ann", "t:bo", "t:cy"}
    assert more.positions["t:ann"] == whole.positions["t:ann"]


def test_hiding_brings_nothing_into_the_picture(network: Network) -> None:
    whole = picture(network, ["t:ann"], limit=12)
    hidden = [node_id for node_id in whole.positions if node_id != "t:ann"][:3]
    fewer = picture(network, ["t:ann"], limit=12, filters=Filters(hidden=hidden))
    assert ids(fewer) == ids(whole) - set(hidden)
    assert fewer.left_out == whole.left_out
    assert ids(picture(network, ["t:ann"], filters=Filters(hidden=["t:ann"]))) == set()


def test_people_are_kept_added_and_hidden_too(network: Network) -> None:
    ties = people_ties(network)

    def drawn(*expanded: str, **options: object) -> set[str]:
        made = people_picture(ties, ["t:ann"], expanded=expanded, limit=9, batch=9, **options)  # type: ignore[arg-type]
        return ids(made.picture)

    assert drawn(Addition(("t:eve", "t:film0")).text()) == {"t:ann", "t:bo", "t:cy", "t:eve"}
    assert drawn(Restriction((mark_of("t:cy"),)).text()) == {"t:cy"}
    assert drawn(filters=Filters(hidden=("t:ann",))) == {"t:bo", "t:cy"}
    for since, known in ((None, {"t:ann", "t:bo", "t:cy"}), (1995, {"t:cy"})):
        step = Expansion("t:cy", since=since, roles=("actor", "writer", "director")).text()
        made = people_picture(ties, ["t:cy"], expanded=[step], limit=1, batch=9)
        assert ids(made.picture) == known


def test_a_preview_counts_what_an_expansion_can_bring(network: Network) -> None:
    drawn = picture(network, ["t:school"])
    offers = expansion_offers(network, "t:bo", drawn.node_indexes, Filters())
    assert [(o.role, o.number, o.first_year, o.last_year) for o in offers] == [
        ("actor", 10, 1990, 1999),
        ("director", 1, 2005, 2005),
    ]
    late = expansion_offers(network, "t:bo", drawn.node_indexes, Filters(years=(1998, None)))
    assert [(o.role, o.number) for o in late] == [("actor", 2), ("director", 1)]
