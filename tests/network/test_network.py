import networkx as nx
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.errors import InputError
from graphmodel.network import ids
from graphmodel.network import network as network_module
from graphmodel.network.ids import TextColumn
from graphmodel.network.network import Network

SAID = {"sources": ["s"]}


def people(*ids: str) -> pl.DataFrame:
    return pl.DataFrame([{"id": i, "name": i.upper(), **SAID} for i in ids])


def small() -> Network:
    films = [
        {"id": "f1", "name": "Old", "year": 1999, **SAID},
        {"id": "f2", "name": "New", "year": 2010, **SAID},
    ]
    credits = [
        {"id": f"{p}|{f}", "from_id": p, "to_id": f, "role": "actor", **SAID}
        for p, f in (("ann", "f1"), ("bo", "f1"), ("bo", "f2"))
    ]
    study = {"id": "x", "from_id": "ann", "to_id": "sch", "since": "2001-09", "until": "2004"}
    return Network.build(
        {"Person": people("ann", "bo"), "Project": pl.DataFrame(films), "School": people("sch")},
        {"WORKED_ON": pl.DataFrame(credits), "STUDIED_AT": pl.DataFrame([study | SAID])},
    )


def test_years_of_ties_come_from_the_link_or_from_its_other_end() -> None:
    years = small().links.select("kind", "first_year", "last_year").rows()
    assert years == [
        ("STUDIED_AT", 2001, 2004),
        ("WORKED_ON", 1999, 1999),
        ("WORKED_ON", 1999, 1999),
        ("WORKED_ON", 2010, 2010),
    ]
    assert small().latest_year == 2010


def test_links_are_found_by_their_ids() -> None:
    network = small()
    rows = network.link_rows(["bo|f2", "nowhere", "x", "ann|f1", "ann"])
    assert list(rows) == ["bo|f2", "x", "ann|f1"]
    assert [network.link(row)["id"] for row in rows.values()] == list(rows)
    assert network.link_rows([]) == {}
    assert Network.build({"Person": people("ann")}, {}).link_rows(["x"]) == {}


def test_the_values_of_a_row_are_the_askers_own_however_often_they_are_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(network_module, "REMEMBERED_ROWS", 2)
    network = small()
    for _ in range(2):
        for row in range(len(network)):
            values = network.node(row)
            assert values["id"] == network.ids[row]
            values["id"] = "changed"
        for row in range(network.links.height):
            values = network.link(row)
            assert values["id"] == network.links["id"][row]
            values.clear()


def test_an_id_that_was_asked_for_before_leads_to_the_same_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ids, "REMEMBERED", 2)
    network = small()
    for _ in range(2):
        for row, node_id in enumerate(["ann", "bo", "f1", "f2", "sch"]):
            assert network.index(node_id) == row
            assert "nobody" not in network


def test_as_of_holds_nothing_of_later_years() -> None:
    then = small().as_of(2000)
    assert "f2" not in then
    assert then.links["kind"].to_list() == ["WORKED_ON", "WORKED_ON"]
    assert then.nodes["last_year"].null_count() == len(then)


def test_only_and_within_keep_the_rest_whole() -> None:
    network = small()
    assert network.with_link_kinds(["STUDIED_AT"]).links.height == 1
    assert len(network.within("real")) == len(network)
    assert len(network.within("elsewhere")) == 0


def test_an_id_for_two_nodes_is_refused() -> None:
    with pytest.raises(InputError, match="'ann' is used by two nodes"):
        Network.build({"Person": people("ann"), "School": people("ann")}, {})


def test_an_unknown_id_says_how_to_look_it_up() -> None:
    with pytest.raises(InputError, match="graphmodel find"):
        small().index("nobody")


def test_order_of_rows_does_not_matter() -> None:
    a = people("c", "a", "b")
    first, second = Network.build({"Person": a}, {}), Network.build({"Person": a.reverse()}, {})
    assert list(first.ids) == list(second.ids) == ["a", "b", "c"]


@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.integers(8, 14), st.sampled_from(["actor", "writer"])),
        unique=True,
    )
)
def test_adjacency_agrees_with_networkx(pairs: list[tuple[int, int, str]]) -> None:
    films = people(*(f"n{i:02}" for i in range(8, 15)))
    credits = pl.DataFrame(
        [
            {"id": f"{a}|{b}|{r}", "from_id": f"n{a:02}", "to_id": f"n{b:02}", "role": r, **SAID}
            for a, b, r in pairs
        ],
        schema_overrides={"id": pl.String, "from_id": pl.String, "to_id": pl.String},
        schema=None if pairs else ["id", "from_id", "to_id", "role", "sources"],
    )
    network = Network.build(
        {"Person": people(*(f"n{i:02}" for i in range(8))), "Project": films},
        {"WORKED_ON": credits},
    )
    graph = nx.MultiGraph([(f"n{a:02}", f"n{b:02}") for a, b, _ in pairs])
    adjacency = network.adjacency("WORKED_ON")
    for i, node_id in enumerate(network.ids):
        neighbours, links = adjacency.of(i)
        expected = list(graph.edges(node_id)) if node_id in graph else []
        assert sorted(network.ids[n] for n in neighbours) == sorted(b for _, b in expected)
        for neighbour, link in zip(neighbours, links, strict=True):
            ends = {network.links.row(int(link), named=True)[e] for e in ("source", "target")}
            assert ends == {i, int(neighbour)}
    assert adjacency.degrees.sum() == 2 * len(pairs)


def test_many_ids_are_found_as_one_by_one() -> None:
    nodes = {
        "Person": pl.DataFrame([{"id": i, "name": i, **SAID} for i in ("b", "a", "é", "c")]),
        "Project": pl.DataFrame([{"id": i, "name": i, **SAID} for i in ("bb", "A")]),
    }
    network = Network.build(nodes, {})
    ids = ["é", "A", "b", "bb", "b", "c", "a"]
    assert network.indexes(ids).tolist() == [network.index(i) for i in ids]
    assert network.ids.of(network.indexes(ids)) == ids
    assert network.indexes([]).tolist() == []
    for unknown in ("zz", "", "ab"):
        with pytest.raises(InputError, match=f"there is no node '{unknown}'"):
            network.indexes(["a", unknown])


def test_texts_are_read_as_a_list_would_be() -> None:
    texts = TextColumn(pl.Series(["a", "b", "c"]))
    assert [*texts] == list(texts[0:3]) == ["a", "b", "c"]
    assert texts[np.int64(1)] == texts[-2] == "b"
    assert texts.of(np.array([2, 0, 2])) == ["c", "a", "c"]
    assert len(texts) == 3
    assert "c" in texts
    assert texts.index("c") == 2
    with pytest.raises(IndexError):
        texts[3]
