"""Every export is read back by import to the same graph, whatever the facts."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graphmodel.export.files import FORMATS, export_network
from graphmodel.facts.batch import Batch, Problem
from graphmodel.facts.checks import check
from graphmodel.importers.registry import importer_for
from graphmodel.importers.text_values import frame_of
from graphmodel.ingest.integrity import link_ids
from graphmodel.network.network import Network
from graphmodel.schema.declarations import Property
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS, is_link, kind_of

# Every letter that the checks accept, and often those with a meaning in some format.
LETTERS = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(
    "|\\ =+-@'\"<>&;,\t\r\n\x85é张u0"
)
texts = st.text(LETTERS, min_size=1, max_size=12).filter(str.strip)
items = st.text(st.sampled_from("ab|\\ '=\n\x85") | LETTERS, max_size=6)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": texts,
    "texts": st.lists(items, max_size=3),
    "integer": st.integers(0, 2**62),
    "number": st.floats(min_value=0, allow_nan=False, allow_infinity=False),
    "year": st.integers(1874, 2100),
    "boolean": st.booleans(),
    "date": st.sampled_from(["2001", "2001-02", "2001-02-03"]),
    "address": st.just("https://example.org/?a=1&b=<2>"),
}
LABELS = ("shoot", "teaching, abroad", "a | b", "'=x\"")
IN_ORDER = (
    ("born", "first_year", "last_year"), ("born", "died"), ("least", "most"),
    ("episodes_from", "episodes_to"),
)  # fmt: skip
"""Groups of properties whose numbers may not decrease from left to right."""
Records = dict[str, list[dict[str, Any]]]


def values_of(declared: Property) -> st.SearchStrategy[Any]:
    """Valid values of a property; periods are consecutive and have all ended."""
    if declared.type == "periods":
        labels = st.lists(st.sampled_from(declared.allowed or LABELS), max_size=3)
        return labels.map(
            lambda drawn: [
                f"{label} {2000 + 2 * n}-02/{2001 + 2 * n}" for n, label in enumerate(drawn)
            ]
        )
    if declared.allowed:
        return st.sampled_from(declared.allowed)
    return VALUES["year" if declared.name in ("born", "died") else declared.type]


def drawn(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    record = {}
    for p in kind_of(kind).properties:
        if p.name in ("id", "namespace", "sources") or not (p.required or draw(st.booleans())):
            continue
        record[p.name] = draw(values_of(p))
    for names in IN_ORDER:
        given_numbers = [name for name in names if name in record]
        numbers = sorted(record[name] for name in given_numbers)
        record |= zip(given_numbers, numbers, strict=True)
    return record


@st.composite
def records(draw: st.DrawFn) -> Records:
    """Nodes and links by kind that all pass the checks."""
    ids = draw(st.lists(texts.map(str.strip), min_size=4, max_size=9, unique=True))
    more_kinds = st.lists(st.sampled_from(list(NODE_KINDS)), min_size=len(ids), max_size=len(ids))
    kinds = ["Source", "Person", "Person", *draw(more_kinds)]
    drawn_records: Records = {}
    kind_of_id: dict[str, str] = {}
    for node_id, kind in zip(ids, kinds, strict=False):
        node = {"id": node_id, **drawn(draw, kind)}
        node |= {} if kind == "Source" else {"sources": [ids[0]]}
        if kind == "Person":
            node["labels"] = draw(st.sampled_from([None, ["Creator"], ["Creator", "Mentor"]]))
        drawn_records.setdefault(kind, []).append(node)
        kind_of_id[node_id] = kind
    for _ in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(list(LINK_KINDS)))
        pairs = [
            (a, b) for a, of_a in kind_of_id.items() for b, of_b in kind_of_id.items()
            if a != b and (of_a, of_b) in LINK_KINDS[kind].ends
        ]  # fmt: skip
        if pairs:
            a, b = draw(st.sampled_from(pairs))
            link = {"from_id": a, "to_id": b, "sources": [ids[0]], **drawn(draw, kind)}
            drawn_records.setdefault(kind, []).append(link)
    return drawn_records


def network_of(by_kind: Records) -> Network:
    """The network of records, asserting that none is refused."""
    batches: list[Batch | Problem] = []
    for kind, rows in by_kind.items():
        frame, refused = frame_of(kind, [(None, row) for row in rows], "made")
        assert refused == []
        batches.append(Batch(kind, frame, "made"))
    network, problems = built(batches)
    assert problems == []
    return network


def built(items: list[Batch | Problem]) -> tuple[Network, list[Problem]]:
    """The network of rows that pass the checks, and all problems."""
    problems = [item for item in items if isinstance(item, Problem)]
    frames: dict[str, list[pl.DataFrame]] = {}
    for item in items:
        if isinstance(item, Batch):
            rows, refused = check(item)
            problems += refused
            if is_link(item.kind):
                rows = rows.with_columns(link_ids(item.kind, rows).alias("id"))
            frames.setdefault(item.kind, []).append(rows.drop("line"))
    tables = {
        kind: pl.concat(batches, how="diagonal_relaxed").unique(
            "id", keep="first", maintain_order=True
        )
        for kind, batches in frames.items()
    }
    nodes = {k: f for k, f in tables.items() if not is_link(k)}
    return Network.build(nodes, {k: f for k, f in tables.items() if is_link(k)}), problems


def facts_of(network: Network) -> tuple[list[Any], list[Any]]:
    nodes = [network.node(i) for i in range(len(network))]
    return nodes, [network.link(i) for i in range(network.links.height)]


# An empty network exports like any other, since a part or namespace may hold no facts.
@given(by_kind=records())
@example(by_kind={})
@settings(max_examples=25)
def test_every_format_reads_back_to_the_same_graph(by_kind: Records) -> None:
    network = network_of(by_kind)
    for suffix in FORMATS:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"out{suffix}"
            export_network(network, path)
            batches = list(importer_for(path).read(path))
        reimported, problems = built(batches)
        assert problems == [], suffix
        assert facts_of(reimported) == facts_of(network), suffix
