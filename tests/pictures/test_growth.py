"""Steps that grow a picture: expansions with choices, additions, and nodes to keep."""

from __future__ import annotations

from math import hypot

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.analysis.ties.ties import people_ties
from graphmodel.network.network import Network
from graphmodel.pictures.groups import group_words
from graphmodel.pictures.growth import Addition, Expansion, Group, Restriction, growth_from
from graphmodel.pictures.looks import coloured, sized
from graphmodel.pictures.moves import mark_of
from graphmodel.pictures.people import people_picture
from graphmodel.pictures.picture import Picture, picture
from graphmodel.pictures.preview import expansion_offers, offered_groups
from graphmodel.pictures.selection import Filters
from tests.pictures.small_picture import SOURCE, link, small_network


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
    st.builds(Group, names, names, st.text("ab~. ", max_size=3), numbers),
)


@given(steps)
def test_a_step_is_what_its_text_says(step: Expansion | Addition | Restriction | Group) -> None:
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


GROUP = Group("t:ann", "WORKED_ON", "director", 1990)
"""The ten films of the nineties that Ann directed."""


def test_what_a_hub_is_linked_to_is_counted_by_decade_and_role(network: Network) -> None:
    offers = offered_groups(network, "t:ann", Filters(), ())
    words = [group_words(o.group, o.kind, o.number) for o in offers]
    assert words == [
        "2010s · director · 10 projects",
        "2010s · writer · 2 projects",
        "2000s · director · 10 projects",
        "1990s · director · 10 projects",
    ]
    left = offered_groups(network, "t:ann", Filters(years=(2012, None)), [offers[0].group.text()])
    assert [(o.group.capacity, o.number) for o in left] == [("writer", 2)]


def test_a_group_is_a_node_that_opens_and_its_links_lead_to_it(network: Network) -> None:
    steps = (GROUP.text(), Expansion(GROUP.text(), 4).text())
    closed = picture(network, ["t:ann"], limit=1, expanded=steps[:1])
    assert ids(closed) == {"t:ann", GROUP.text()}
    assert [(e["from"], e["to"]) for e in closed.edges] == [("t:ann", GROUP.text())]
    assert closed.unseen == {"t:ann": 30, GROUP.text(): 10}
    assert closed.nodes[1]["label"] == "Ann Arbor, 1990s, director (10)"
    opened = picture(network, ["t:ann"], limit=1, expanded=steps)
    films = ids(opened) - ids(closed)
    assert films == {"t:film0", "t:film1", "t:film2", "t:film3"}
    assert {e["from"] for e in opened.edges if e["to"] in films} == {GROUP.text()}
    assert opened.unseen[GROUP.text()] == 6
    assert {k: opened.positions[k] for k in closed.positions} == closed.positions
    assert len(opened.link_indexes) == 4
    kept = Restriction.to([GROUP.text(), "t:film0"]).text()
    alone = picture(network, ["t:ann"], limit=1, expanded=[*steps, kept])
    assert ids(alone) == {GROUP.text(), "t:film0"}
    assert [(e["from"], e["to"]) for e in alone.edges] == [(GROUP.text(), "t:film0")]


def test_a_link_without_a_date_is_of_the_decade_of_the_work() -> None:
    films = [{"id": f"t:f{i}", "name": f"F {i}", "year": 1988 + i, **SOURCE} for i in range(4)]
    films.append({"id": "t:f4", "name": "F 4", **SOURCE})
    prizes = [link(f["id"], "SELECTED_AT", "t:prize", result="won") for f in films]
    nodes = {"Project": films, "Festival": [{"id": "t:prize", "name": "Prize", **SOURCE}]}
    network = Network.build(
        {kind: pl.DataFrame(rows, infer_schema_length=None) for kind, rows in nodes.items()},
        {"SELECTED_AT": pl.DataFrame(prizes)},
        "prizes",
    )
    offers = offered_groups(network, "t:prize", Filters(), ())
    assert [group_words(o.group, o.kind, o.number) for o in offers] == [
        "1990s · won · 2 projects", "1980s · won · 2 projects", "undated · won · 1 project"
    ]  # fmt: skip
    drawn = picture(network, ["t:prize"], limit=1, expanded=[offers[0].group.text()])
    assert drawn.nodes[1]["label"] == "Prize, 1990s, won (2)"
    opened = picture(network, ["t:prize"], limit=6, expanded=[offers[0].group.text()])
    lines = [(e["from"], e["to"]) for e in opened.edges if e["to"] != "t:prize"]
    assert lines == [
        ("t:prize", offers[0].group.text()),
        ("t:f2", offers[0].group.text()),
        ("t:f3", offers[0].group.text()),
    ]
    at = opened.positions
    far = {k: hypot(x - at["t:prize"][0], y - at["t:prize"][1]) for k, (x, y) in at.items()}
    assert max(far, key=lambda k: far[k]) == offers[0].group.text()


def test_a_group_that_is_empty_or_has_no_hub_is_not_drawn(network: Network) -> None:
    for options in (
        {"filters": Filters(years=(2005, None))},
        {"filters": Filters(hidden=["t:ann"])},
        {"filters": Filters(kinds=("School",))},
    ):
        drawn = picture(network, ["t:ann"], limit=1, expanded=[GROUP.text()], **options)  # type: ignore[arg-type]
        assert GROUP.text() not in ids(drawn)
    texts = [
        "*@t:nobody~WORKED_ON~~",
        "*@t:ann~NO_KIND~~1990",
        "*@t:bo~WORKED_ON~actor~1990",
        "*@~~",
    ]
    assert ids(picture(network, ["t:ann"], limit=1, expanded=texts)) == {"t:ann"}
    people = people_picture(
        people_ties(network), ["t:ann"], expanded=[GROUP.text()], limit=9, batch=9
    )
    assert GROUP.text() not in ids(people.picture)


def test_colours_and_sizes_leave_a_group_as_it_is(network: Network) -> None:
    drawn = picture(network, ["t:ann"], limit=2, expanded=[GROUP.text()])
    for painted in (coloured(network, drawn, "degree"), sized(network, drawn, "equal")):
        assert painted.nodes[-1] == drawn.nodes[-1]
        assert painted.nodes[0] != drawn.nodes[0]
