"""What export writes, import reads back to the same graph, whatever the facts are."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphmodel.export.files import FORMATS, export_network
from graphmodel.facts.batch import Batch, Problem
from graphmodel.facts.checks import check
from graphmodel.importers.registry import importer_for
from graphmodel.importers.text_values import frame_of
from graphmodel.ingest.integrity import link_ids
from graphmodel.network.network import Network
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS, is_link, kind_of

# Letters that some format takes for its own.
texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"])
    | st.sampled_from("|\\ =+-@'\"<>&;,\t\r\n\x85é张u0"),
    min_size=1,
    max_size=12,
)
items = st.text(
    st.sampled_from("ab|\\ '=\n\x0b\x85") | st.characters(exclude_categories=["Cs"]), max_size=6
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": texts,
    "texts": st.lists(items, max_size=3),
    "integer": st.integers(0, 2**62),
    "number": st.floats(allow_nan=False, allow_infinity=False),
    "year": st.integers(1888, 2100),
    "boolean": st.booleans(),
    "date": st.sampled_from(["2001", "2001-02", "2001-02-03"]),
    "address": st.just("https://example.org/?a=1&b=<2>"),
}


def drawn(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    record = {}
    for p in kind_of(kind).properties:
        if p.name in ("id", "namespace", "sources") or not (p.required or draw(st.booleans())):
            continue
        record[p.name] = draw(st.sampled_from(p.allowed) if p.allowed else VALUES[p.type])
    return record


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Networks of facts that the checks let through."""
    ids = draw(st.lists(texts.map(str.strip).filter(bool), min_size=4, max_size=9, unique=True))
    more = st.lists(st.sampled_from(list(NODE_KINDS)), min_size=len(ids), max_size=len(ids))
    kinds = ["Source", "Person", "Person", *draw(more)]
    records: dict[str, list[dict[str, Any]]] = {}
    at: dict[str, str] = {}
    for node_id, kind in zip(ids, kinds, strict=False):
        said = {"id": node_id, **drawn(draw, kind)}
        said |= {} if kind == "Source" else {"sources": [ids[0]]}
        if kind == "Person":
            said["labels"] = draw(st.sampled_from([None, ["Creator"], ["Creator", "Mentor"]]))
        records.setdefault(kind, []).append(said)
        at[node_id] = kind
    for _ in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(list(LINK_KINDS)))
        pairs = [(a, b) for a in at for b in at if (at[a], at[b]) in LINK_KINDS[kind].ends]
        if pairs:
            a, b = draw(st.sampled_from(pairs))
            said = {"from_id": a, "to_id": b, "sources": [ids[0]], **drawn(draw, kind)}
            records.setdefault(kind, []).append(said)
    batches = []
    for kind, rows in records.items():
        frame, wrong = frame_of(kind, [(None, row) for row in rows], "made")
        assert wrong == []
        batches.append(Batch(kind, frame, "made"))
    return built(batches)[0]


def built(items: list[Batch | Problem]) -> tuple[Network, list[Problem]]:
    """The network of what checks let through, and all problems."""
    problems = [item for item in items if isinstance(item, Problem)]
    frames: dict[str, list[pl.DataFrame]] = {}
    for item in items:
        if isinstance(item, Batch):
            rows, wrong = check(item)
            problems += wrong
            if is_link(item.kind):
                rows = rows.with_columns(link_ids(item.kind, rows).alias("id"))
            frames.setdefault(item.kind, []).append(rows.drop("line"))
    whole = {k: pl.concat(v, how="diagonal_relaxed").unique("id", keep="first", maintain_order=True)
             for k, v in frames.items()}  # fmt: skip
    nodes = {k: f for k, f in whole.items() if not is_link(k)}
    return Network.build(nodes, {k: f for k, f in whole.items() if is_link(k)}), problems


def facts_of(network: Network) -> tuple[list[Any], list[Any]]:
    nodes = [network.node(i) for i in range(len(network))]
    return nodes, [network.link(i) for i in range(network.links.height)]


@given(network=networks())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_format_reads_back_to_the_same_graph(network: Network) -> None:
    for suffix in FORMATS:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / f"out{suffix}"
            export_network(network, place)
            found = list(importer_for(place).read(place))
        again, problems = built(found)
        assert problems == [], suffix
        assert facts_of(again) == facts_of(network), suffix
