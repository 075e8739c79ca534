"""Values on which sources differ: finding them in a network, and judging one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import polars as pl

from graphmodel.errors import InputError
from graphmodel.facts.conflicts import CONFLICTING, ValueConflict, value_conflicts
from graphmodel.network.captions import conflicts_of_row
from graphmodel.network.network import Network, unknown_id
from graphmodel.resolver.judgement_store import signature
from graphmodel.schema.model import LINK_KINDS
from graphmodel.store.base import Store
from graphmodel.store.value_log import ValueJudgement


def conflicts_in(network: Network) -> list[ValueConflict]:
    """Every value of a node or link on which sources differ."""
    return [*_of_nodes(network, network.nodes), *_of_links(network, network.links)]


def _of_nodes(network: Network, nodes: pl.DataFrame) -> Iterator[ValueConflict]:
    for row in nodes.filter(pl.col(CONFLICTING).list.len() > 0).iter_rows(named=True):
        yield from conflicts_of_row(network, row)


def _of_links(network: Network, links: pl.DataFrame) -> Iterator[ValueConflict]:
    for row in links.filter(pl.col(CONFLICTING).list.len() > 0).iter_rows(named=True):
        caption = LINK_KINDS[row["kind"]].caption
        name = f"{network.names[row['source']]} {caption} {network.names[row['target']]}"
        yield from value_conflicts(row["kind"], {**row, "name": name})


def judge_value(
    store: Store,
    network: Network,
    fact_id: str,
    property_name: str,
    text: str,
    *,
    by: str,
    why: str = "",
) -> ValueJudgement:
    """Store a person's judgement of which value of a node or link is right, in place of that
    person's earlier one.

    ``text`` is the value as shown, or the id of a source that states it. Raises InputError if
    sources do not differ on it or none states the value, or for a judge without a name.
    """
    by, why = signature(by, why)
    conflict = _conflict(network, fact_id, property_name)
    for alternative in conflict.alternatives:
        if text == str(alternative.value) or text in alternative.sources:
            break
    else:
        values = ", ".join(repr(str(a.value)) for a in conflict.alternatives)
        raise InputError(
            "no source says that {property_name} of {conflict} is {text!r}; give one of {values}",
            property_name=property_name,
            conflict=conflict.name,
            text=text,
            values=values,
        )
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    judgement = ValueJudgement(
        conflict.kind, conflict.id, property_name, alternative.value, by, now, why
    )
    store.values.judge(judgement)
    return judgement


def _conflict(network: Network, fact_id: str, property_name: str) -> ValueConflict:
    if fact_id in network:
        conflicts = list(_of_nodes(network, network.nodes[[network.index(fact_id)]]))
    else:
        links = network.links.filter(pl.col("id") == fact_id)
        if links.is_empty():
            raise unknown_id(fact_id)
        conflicts = list(_of_links(network, links))
    for conflict in conflicts:
        if conflict.property_name == property_name:
            return conflict
    differing = ", ".join(c.property_name for c in conflicts) or "nothing"
    raise InputError(
        "sources do not differ on {property_name} of {fact_id}; they differ on {differing}",
        property_name=property_name,
        fact_id=fact_id,
        differing=differing,
    )


def undo_value_judgement(store: Store, key: str) -> ValueJudgement:
    """Undo a judgement of a value; raises InputError for an unknown id."""
    for judgement in store.values.judgements():
        if judgement.id == key:
            store.values.undo(judgement)
            return judgement
    raise InputError(
        "no judgement of a value has the id {key!r}; see: graphmodel sources judged", key=key
    )
