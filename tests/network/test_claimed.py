"""Links that no source claims any longer: shown, but not used as reasons."""

from __future__ import annotations

import polars as pl

from graphmodel.network.namespaces import Namespaces
from graphmodel.network.network import Network


def network(*dropped: list[str]) -> Network:
    people = pl.DataFrame({"id": ["a"], "name": ["A"], "sources": [["s"]]})
    films = pl.DataFrame(
        [{"id": f"f{n}", "name": "F", "sources": ["s"]} for n in range(len(dropped))]
    )
    links = pl.DataFrame(
        [
            {"id": f"l{n}", "from_id": "a", "to_id": f"f{n}", "role": "actor",
             "sources": ["s", "t"], "no_longer_claimed_by": gone}
            for n, gone in enumerate(dropped)
        ],
        schema_overrides={"no_longer_claimed_by": pl.List(pl.String())},
    )  # fmt: skip
    return Network.build({"Person": people, "Project": films}, {"WORKED_ON": links})


def test_what_every_source_dropped_is_left_out_of_questions() -> None:
    namespace = Namespaces(network([], ["s"], ["s", "t"])).default()
    assert set(namespace.network.links["id"]) == {"l0", "l1", "l2"}
    assert set(namespace.claimed.network.links["id"]) == {"l0", "l1"}
    assert list(namespace.claimed.network.ids) == list(namespace.network.ids)
    assert namespace.claimed.name == namespace.name
    assert namespace.claimed.finder is namespace.finder


def test_nothing_is_made_anew_where_all_is_claimed() -> None:
    links = network([]).links.with_columns(no_longer_claimed_by=pl.lit(None, pl.List(pl.String())))
    whole = Network(network([]).nodes, links)
    assert whole.claimed is whole
