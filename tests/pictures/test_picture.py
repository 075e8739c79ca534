"""Pictures: their content, positions and looks."""

from __future__ import annotations

import networkx as nx
import polars as pl
import pytest

from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.pictures.growth import MORE
from graphmodel.pictures.moves import with_moves
from graphmodel.pictures.picture import Picture, picture
from graphmodel.pictures.selection import Filters
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS
from tests.analysis.small_networks import credits_network
from tests.pictures.small_picture import HOSTILE, SOURCE, link, small_network


@pytest.fixture(scope="module")
def network() -> Network:
    return small_network()


def ids(drawn: Picture) -> set[str]:
    return {node["id"] for node in drawn.nodes}


def near(network: Network, centre: str, hops: int) -> set[str]:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(network)))
    graph.add_edges_from(network.links.select("source", "target").iter_rows())
    lengths = nx.single_source_shortest_path_length(graph, network.index(centre), hops)
    return {network.ids[i] for i in lengths}


@pytest.mark.parametrize("hops", [1, 2, 3])
def test_it_contains_what_lies_within_the_hops(network: Network, hops: int) -> None:
    drawn = picture(network, ["t:ann"], hops=hops)
    assert ids(drawn) == near(network, "t:ann", hops)
    assert drawn.left_out == 0


def test_every_link_between_what_is_drawn_is_drawn_once(network: Network) -> None:
    drawn = picture(network, ["t:ann"], hops=2)
    shown = ids(drawn)
    expected = {
        row["id"]
        for row in network.links.iter_rows(named=True)
        if {network.ids[row["source"]], network.ids[row["target"]]} <= shown
    }
    assert {edge["id"] for edge in drawn.edges} == expected
    assert len(drawn.edges) == len(expected)


def test_a_cut_keeps_the_closest_and_counts_the_rest(network: Network) -> None:
    within_two = near(network, "t:ann", 2)
    drawn = picture(network, ["t:ann"], hops=2, limit=12)
    assert len(drawn.nodes) == 12
    assert ids(drawn) <= near(network, "t:ann", 1)
    assert drawn.left_out == len(within_two) - 12
    enough = picture(network, ["t:ann"], hops=2, limit=32)
    assert "t:bo" in ids(enough), "ten shared films tell more than one"
    assert enough.left_out == len(within_two - ids(enough)) == 1


def test_the_strongest_ties_come_first(network: Network) -> None:
    drawn = picture(network, ["t:ann"], limit=3)
    assert ids(drawn) == {"t:ann", "t:film28", "t:film29"}, "those she both directed and wrote"


def test_a_hub_leaves_places_for_people_and_its_latest_works_come_first() -> None:
    films = {f"f{n:03}": ["hub", f"a{n:03}"] for n in range(200)}
    network = credits_network(films, years={f"f{n:03}": 1800 + n for n in range(200)})
    drawn = ids(picture(network, ["hub"], hops=2, limit=40))
    latest = {f"f{n}" for n in range(174, 200)}
    assert {node for node in drawn if node.startswith("f")} == latest
    assert drawn - latest - {"hub"} == {f"a{n}" for n in range(187, 200)}
    one_step = ids(picture(network, ["hub"], limit=40))
    assert one_step == {"hub"} | {f"f{n}" for n in range(161, 200)}


def test_places_that_the_further_ring_does_not_need_go_to_the_nearest(network: Network) -> None:
    drawn = ids(picture(network, ["t:school"], hops=2, limit=6))
    assert len(drawn) == 6
    assert {"t:bo", "t:eve"} < drawn


def test_unseen_counts_the_neighbours_not_drawn(network: Network) -> None:
    drawn = picture(network, ["t:ann"])
    assert drawn.unseen["t:film0"] == 2
    assert drawn.unseen["t:film29"] == 0


def test_expanding_keeps_every_place_and_adds_around_the_node(network: Network) -> None:
    before = picture(network, ["t:ann"], hops=2)
    assert "t:extra" not in ids(before)
    after = picture(network, ["t:ann"], hops=2, expanded=["t:bo"])
    assert {k: after.positions[k] for k in before.positions} == before.positions
    assert ids(after) - ids(before) == {"t:extra", "t:school"}
    second = picture(network, ["t:ann"], hops=2, expanded=["t:bo", "t:school"])
    assert {k: second.positions[k] for k in after.positions} == after.positions
    assert ids(second) - ids(after) == {"t:eve"}


def test_expanding_in_batches_reaches_everything(network: Network) -> None:
    first = picture(network, ["t:bo"], limit=5, batch=4)
    second = picture(network, ["t:bo"], limit=5, batch=4, expanded=[MORE])
    third = picture(network, ["t:bo"], limit=5, batch=4, expanded=[MORE, "t:bo"])
    assert [len(p.nodes) for p in (first, second, third)] == [5, 9, 13]
    assert [p.left_out for p in (first, second, third)] == [8, 4, 0]
    assert ids(third) == near(network, "t:bo", 1)


def test_given_places_are_kept_exactly(network: Network) -> None:
    placed = {"t:ann": (12.5, -7.25), "t:film3": (900.0, 900.0)}
    drawn = picture(network, ["t:ann"], positions=placed)
    assert {k: drawn.positions[k] for k in placed} == placed
    assert len(set(drawn.positions.values())) == len(drawn.nodes), "no two on one spot"


def test_the_same_question_gives_the_same_picture(network: Network) -> None:
    first, second = (
        picture(small_network(), ["t:ann"], hops=2, expanded=["t:bo"]) for _ in range(2)
    )
    assert first == second


def test_nodes_do_not_overlap(network: Network) -> None:
    drawn = picture(network, ["t:ann"], hops=3)
    spots = list(drawn.positions.values())
    nearest = min(
        (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 for i, a in enumerate(spots) for b in spots[i + 1 :]
    )
    assert nearest > 20**2


def test_filters_by_kind_role_and_years(network: Network) -> None:
    people = picture(network, ["t:school"], hops=3, filters=Filters(kinds=["Person"]))
    assert ids(people) == {"t:school", "t:bo", "t:eve"}
    writers = picture(network, ["t:ann"], hops=2, filters=Filters(roles=["writer"]))
    assert ids(writers) == {"t:ann", "t:film28", "t:film29"}
    nineties = picture(network, ["t:ann"], hops=1, filters=Filters(years=(1990, 1994)))
    assert ids(nineties) == {"t:ann"} | {f"t:film{i}" for i in range(5)}
    later = picture(network, ["t:ann"], hops=1, filters=Filters(years=(2015, None)))
    assert ids(later) == {"t:ann"} | {f"t:film{i}" for i in range(25, 30)}
    without = picture(network, ["t:ann"], hops=2, filters=Filters(hidden=["t:film0"]))
    assert "t:cy" not in ids(without)


def test_what_began_and_has_no_end_holds_until_now() -> None:
    people = [{"id": f"t:{name}", "name": name, **SOURCE} for name in ("ann", "bo", "cy")]
    works = [("t:ann", {"since": "2010"}), ("t:bo", {"since": "2010", "until": "2012"}),
             ("t:cy", {"until": "2012"})]  # fmt: skip
    links = [link(person, "BELONGS_TO", "t:studio", **dates) for person, dates in works]
    studio = [{"id": "t:studio", "name": "Studio", **SOURCE}]
    source = [{"id": "t:source", "name": "A test"}]
    network = Network.build(
        {"Person": pl.DataFrame(people), "Organisation": pl.DataFrame(studio),
         "Source": pl.DataFrame(source)},
        {"BELONGS_TO": pl.DataFrame(links, infer_schema_length=None)}, "lasting",
    )  # fmt: skip
    drawn = picture(network, ["t:studio"], filters=Filters(years=(2015, None)))
    assert {node["id"] for node in drawn.nodes} == {"t:studio", "t:ann"}
    assert [edge["years"] for edge in drawn.edges] == [[2010, network.year_asked]]


def test_roles_and_years_leave_links_that_have_none(network: Network) -> None:
    drawn = picture(network, ["t:bo"], filters=Filters(roles=["director"], years=(2000, 2010)))
    assert ids(drawn) == {"t:bo", "t:extra"}
    assert "t:school" in ids(picture(network, ["t:bo"], filters=Filters(roles=["director"])))


def test_shapes_and_colours_are_the_schemas(network: Network) -> None:
    drawn = picture(network, ["t:bo"], hops=2)
    for node in drawn.nodes:
        declared = NODE_KINDS[node["kind"]]
        assert (node["shape"], node["color"]) == (declared.shape, declared.colour)
    assert {e["color"] for e in drawn.edges} == {
        LINK_KINDS[kind].colour for kind in ("WORKED_ON", "STUDIED_AT")
    }


def test_parallel_links_bend_apart(network: Network) -> None:
    drawn = picture(network, ["t:ann"])
    parallel = [e for e in drawn.edges if e["to"] == "t:film29"]
    assert {e["title"].split("\n")[1] for e in parallel} == {"director · 2019", "writer · 2019"}
    first, second = (e["smooth"] for e in parallel)
    assert first["roundness"] == second["roundness"] > 0
    assert first["type"] != second["type"]
    single = next(e for e in drawn.edges if e["to"] == "t:film5")
    assert single["smooth"] is False


def test_titles_are_plain_text_and_mark_what_is_fictional(network: Network) -> None:
    eve = next(n for n in picture(network, ["t:eve"]).nodes if n["id"] == "t:eve")
    assert eve["title"].startswith(HOSTILE)
    assert eve["label"].startswith("<img src=x")
    di = picture(network, ["t:di"]).nodes[0]
    assert "fictional" in di["title"]
    assert di["shapeProperties"]["borderDashes"]
    assert not eve["shapeProperties"]["borderDashes"]


def test_labels_are_short(network: Network) -> None:
    assert all(len(n["label"]) <= 26 for n in picture(network, ["t:eve"], hops=3).nodes)


def test_unknown_ids_and_limits_are_refused(network: Network) -> None:
    with pytest.raises(InputError, match="t:nobody"):
        picture(network, ["t:nobody"])
    with pytest.raises(InputError, match="limit 0"):
        picture(network, ["t:ann"], limit=0)


FAR = (5000.0, 5000.0)


def test_a_node_moved_by_hand_moves_no_other(network: Network) -> None:
    before = picture(network, ["t:ann"], hops=2)
    moves = with_moves((), {"t:film3": (900.0, -400.0)}, 0)
    after = picture(network, ["t:ann"], hops=2, moves=moves)
    assert after.positions == {**before.positions, "t:film3": (900.0, -400.0)}
    assert after.laid_out == before.positions


def test_what_is_expanded_later_lies_around_where_a_node_was_put(network: Network) -> None:
    first = set(picture(network, ["t:ann"], hops=2).positions)
    moves = with_moves((), {"t:bo": FAR}, 0)
    drawn = picture(network, ["t:ann"], hops=2, expanded=["t:bo"], moves=moves)
    added = [at for node_id, at in drawn.positions.items() if node_id not in first]
    assert added
    assert all(abs(x - FAR[0]) < 1500 and abs(y - FAR[1]) < 1500 for x, y in added)
    moves = with_moves(moves, {"t:bo": (0.0, 1.0)}, 1)
    again = picture(network, ["t:ann"], hops=2, expanded=["t:bo"], moves=moves)
    assert {**again.positions, "t:bo": FAR} == drawn.positions


def test_an_expansion_that_adds_nothing_keeps_its_number(network: Network) -> None:
    first, second = (
        picture(network, ["t:ann"], hops=2, expanded=expanded, moves=moves)
        for expanded, moves in (
            (["t:nobody", "t:bo"], with_moves((), {"t:bo": FAR}, 1)),
            (["t:bo"], with_moves((), {"t:bo": FAR}, 0)),
        )
    )
    assert first.positions == second.positions
