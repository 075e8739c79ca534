"""Merged records show the values of the preferred source, and keep those of the others."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from graphmodel.facts.conflicts import value_conflicts
from graphmodel.network.network import Network
from graphmodel.resolver.judgement_store import judge
from graphmodel.resolver.merge import merge_to_canonical
from graphmodel.resolver.value_choice import conflicts_in, judge_value, undo_value_judgement
from graphmodel.resolver.value_rule import ValueRule
from graphmodel.snapshot import load_network, load_records
from graphmodel.store.base import Store
from graphmodel.store.value_log import ValueJudgement
from tests.ingest.ledger.small_graphs import DataSet, import_rows


def person(key: str, name: str, born: int, source: str) -> dict[str, Any]:
    return {
        "id": key, "name": name, "born": born, "died": 2020, "sources": [source],
        "namespace": "real",
    }  # fmt: skip


@pytest.fixture
def records() -> Network:
    """A person in two sources, of which b has the record with more links."""
    people = [person("a:1", "王家衛", 1956, "a"), person("b:1", "Wong Kar-wai", 1958, "b")]
    film = {"id": "f", "name": "F", "sources": ["b"], "namespace": "real"}
    credit = {"id": "c", "from_id": "b:1", "to_id": "f", "role": "director", "sources": ["b"]}
    same = {"id": "s", "from_id": "a:1", "to_id": "b:1", "verdict": "same", "judged_by": "Ann",
            "judged_on": "2026-01-01", "sources": ["j"]}  # fmt: skip
    return Network.build(
        {"Person": pl.DataFrame(people), "Project": pl.DataFrame([film])},
        {"WORKED_ON": pl.DataFrame([credit]), "SAME_AS": pl.DataFrame([same])},
    )


def joined(records: Network, rule: ValueRule) -> dict[str, Any]:
    network = merge_to_canonical(records, rule=lambda: rule)
    return network.node(network.index("a:1"))


@pytest.mark.parametrize(
    ("rule", "name", "born"),
    [
        (ValueRule(), "Wong Kar-wai", 1958),
        (ValueRule(imported=("a", "b")), "王家衛", 1956),
        (ValueRule(imported=("b", "a")), "Wong Kar-wai", 1958),
        (ValueRule(imported=("a", "b"), order=("b",)), "Wong Kar-wai", 1958),
    ],
)
def test_the_values_are_those_of_the_preferred_source(
    records: Network, rule: ValueRule, name: str, born: int
) -> None:
    node = joined(records, rule)
    assert (node["id"], node["name"], node["born"], node["died"]) == ("b:1", name, born, 2020)
    assert {node["name"], *node["other_names"]} == {"王家衛", "Wong Kar-wai"}
    assert {c.property_name for c in value_conflicts("Person", node)} == {"name", "born"}


def test_a_judgement_of_any_of_the_records_holds_for_all(records: Network) -> None:
    told = ValueJudgement("Person", "b:1", "born", 1958, "Ann", "2026-01-02")
    node = joined(records, ValueRule(("a", "b"), judgements=(told,)))
    assert (node["name"], node["born"]) == ("王家衛", 1958)


def test_records_joined_in_a_store_follow_order_and_judgements(store: Store) -> None:
    def data(key: str, name: str, born: int, source: str) -> DataSet:
        return {
            "Source": [{"id": source, "name": source.upper()}],
            "Person": [person(key, name, born, source)],
        }

    import_rows(store, "a", data("a:1", "王家衛", 1956, "a"))
    import_rows(store, "b", data("b:1", "Wong Kar-wai", 1958, "b"))
    judge(store, load_records(store), ("a:1", "b:1"), "same", by="Ann")

    def born() -> Any:
        network = load_network(store)
        return network.node(network.index("a:1"))["born"]

    assert born() == 1956
    store.values.set_order(["b"])
    assert born() == 1958
    store.values.set_order([])
    network = load_network(store)
    assert {c.property_name for c in conflicts_in(network)} == {"name", "born"}
    judgement = judge_value(store, network, "b:1", "born", "1958", by="Bo")
    assert born() == 1958
    undo_value_judgement(store, judgement.id)
    assert born() == 1956


def crew(key: str, source: str, year: int | None, **values: Any) -> DataSet:
    """A film's director according to one source, with the year of the credit."""
    credit = {"from_id": key, "to_id": "f", "role": "director", "year": year, "sources": [source]}
    return {
        "Source": [{"id": source, "name": source.upper()}],
        "Person": [person(key, "Ana Ferro", 1950, source)],
        "Project": [{"id": "f", "name": "Low Tide", "sources": [source]}],
        "WORKED_ON": [credit | values],
    }


def test_equal_links_of_joined_records_follow_the_same_rule(store: Store) -> None:
    import_rows(store, "a", crew("a:1", "a", 1984, billing=2))
    import_rows(store, "b", crew("b:1", "b", 1992, billing=2, job="directed by"))
    assert conflicts_in(load_network(store)) == []
    judge(store, load_records(store), ("a:1", "b:1"), "same", by="Ann")

    def link() -> dict[str, Any]:
        network = load_network(store)
        (row,) = network.links.to_dicts()
        return row

    shown = link()
    assert (shown["year"], shown["first_year"], shown["last_year"]) == (1984, 1984, 1984)
    assert (shown["job"], shown["billing"], sorted(shown["sources"])) == (
        "directed by", 2, ["a", "b"],
    )  # fmt: skip
    network = load_network(store)
    (conflict,) = conflicts_in(network)
    assert conflict.property_name == "year"
    assert [(a.value, a.sources) for a in conflict.alternatives] == [(1984, ("a",)), (1992, ("b",))]
    store.values.set_order(["b"])
    shown = link()
    assert (shown["year"], shown["first_year"], shown["last_year"]) == (1992, 1992, 1992)
    store.values.set_order([])
    judgement = judge_value(store, network, conflict.id, "year", "1992", by="Bo")
    assert link()["year"] == 1992
    undo_value_judgement(store, judgement.id)
    assert link()["year"] == 1984


def test_equal_links_that_agree_or_say_nothing_are_in_no_conflict(store: Store) -> None:
    import_rows(store, "a", crew("a:1", "a", None))
    import_rows(store, "b", crew("b:1", "b", 1992))
    judge(store, load_records(store), ("a:1", "b:1"), "same", by="Ann")
    network = load_network(store)
    assert conflicts_in(network) == []
    assert network.links["year"].to_list() == [1992]
