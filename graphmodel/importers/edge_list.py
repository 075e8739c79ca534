"""Plain edge lists: a table with a column for each end of a link, as network programs write them.

The ends are people, connected with a ``weight`` and, in words, a ``type``. If the type is a kind of
link, such as WORKED_ON, the ends are of the kinds that it joins. A table of nodes (Id, Label) in
the same folder or archive gives their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch, Note, Problem
from graphmodel.importers.graphs.connections import Connections, Record
from graphmodel.importers.input_files import Member, members
from graphmodel.importers.registry import TABLES, Importer, ImporterOutput
from graphmodel.importers.tables.detect import open_table
from graphmodel.importers.tables.table import LINE, RefusedRow, Table
from graphmodel.importers.text_values import excerpt, frame_of
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS, acquaintance_kind, kind_of

ENDS = (
    ("source", "target"), ("from", "to"), ("from_id", "to_id"), ("node1", "node2"),
    ("node_1", "node_2"), ("person1", "person2"), ("person_1", "person_2"),
    ("person_a", "person_b"), ("name1", "name2"), ("name_1", "name_2"),
    ("quelle", "ziel"), ("von", "nach"), ("de", "à"), ("origen", "destino"),
    ("人物1", "人物2"), ("姓名1", "姓名2"), ("起点", "终点"), ("源", "目标"),
)  # fmt: skip
"""The headers of both ends, in lower case, with _ for blanks."""

_RELATION, _YEAR, _TIMES = "relation", "year", ("since", "until")
_ALIASES = {
    **dict.fromkeys(("strength", "count", "times", "value"), "weight"),
    **dict.fromkeys(("type", "relationship", "label"), _RELATION),
    **dict.fromkeys(("start", "begin", "from_year"), "since"),
    **dict.fromkeys(("end", "to_year"), "until"),
    **dict.fromkeys(("films", "titles", "filme", "películas", "作品", "影片", "电影"), "works"),
    **dict.fromkeys(("année", "annee", "jahr", "año", "anno", "年份"), _YEAR),
    **dict.fromkeys(("gewicht", "poids", "peso", "权重", "次数", "合作次数"), "weight"),
    **dict.fromkeys(("seit", "depuis", "desde"), "since"),
    **dict.fromkeys(("bis", "hasta"), "until"),
    **dict.fromkeys(("beziehung", "relación", "关系"), _RELATION),
}
"""The property that each header means."""

_KIND_HEADERS, _END_KINDS = ("kind", "type"), ("source_kind", "target_kind")
_ID = "id"
_GEPHI_TIMES = frozenset(("timeset", "interval"))
"""Columns that Gephi always writes; they are mostly empty."""
_DIRECTIONS = frozenset(("directed", "undirected", "mutual"))
_NODES = ({"id", "label"}, {"id", "name"})
_KNOWN_ID = re.compile(r"[a-z][a-z0-9_-]*:(?!//)\S.*")


@dataclass
class _EdgeList:
    """Contents of the tables: names by the text of an end, and links by kind.

    ``columns`` are names by header. ``unused`` columns match no kind of link; ``unused_for`` has,
    by kind, the headers that are filled in some of its rows but match none of its properties.
    """

    prefix: str
    names: dict[str, str] = field(default_factory=dict)
    nodes: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    connections: Connections = field(
        default_factory=lambda: Connections(
            acquaintance_kind(), LINK_KINDS[acquaintance_kind()].key
        )
    )
    links: dict[str, list[Record]] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    unused: dict[str, None] = field(default_factory=dict)
    unused_for: dict[str, dict[str, None]] = field(default_factory=dict)

    @property
    def source(self) -> str:
        return f"{self.prefix}:source"

    def node(self, kind: str, text: str) -> str:
        """The id of an end; a text that is an id already refers to a node of the store."""
        if _KNOWN_ID.fullmatch(text):
            return text
        node_id = f"{self.prefix}:{kind.lower()}/{text}"
        self.nodes.setdefault(kind, {}).setdefault(
            node_id, {"id": node_id, "name": self.names.get(text, text), "sources": [self.source]}
        )
        return node_id


def read_edges(path: Path) -> Iterator[ImporterOutput]:
    """The nodes, then the links between them; raises InputError if no table has two ends."""
    prefix = re.sub(r"[^a-z0-9]+", "_", path.name.partition(".")[0].lower()).strip("_") or "edges"
    edges = _EdgeList(prefix)
    tables = [open_table(member) for member in members(path) if _is_table(member)]
    for table in tables:
        if ends_of(table.columns) is None and _is_nodes(table.columns):
            yield from _read_names(edges, table)
    lists = [table for table in tables if ends_of(table.columns) is not None]
    if not lists:
        pairs = "; ".join(", ".join(pair) for pair in ENDS[:2])
        raise InputError(
            "{path}: has no columns for both ends of a link; name them {pairs}",
            path=path,
            pairs=pairs,
        )
    for table in lists:
        yield from _read_links(edges, table)
    yield from _notes(edges, path.name)
    yield from _batches(edges, path.name)


def _read_names(edges: _EdgeList, table: Table) -> Iterator[Problem]:
    by_header = {_header(name): name for name in table.columns}
    id_column = by_header["id"]
    name_column = by_header.get("label") or by_header["name"]
    for row in _rows(table):
        if isinstance(row, Problem):
            yield row
        elif row.get(id_column) and row.get(name_column):
            edges.names[_text(row[id_column])] = _text(row[name_column])


def _read_links(edges: _EdgeList, table: Table) -> Iterator[Problem]:
    by_header = {_header(name): name for name in table.columns}
    ends = ends_of(table.columns)
    if ends is None:
        return
    unused = _unused(table.columns)
    edges.unused.update(dict.fromkeys(unused))
    left_out = {*ends, _ID, *map(_header, unused)}
    rest = {header: name for header, name in by_header.items() if header not in left_out}
    edges.columns.update(rest)
    for row in _rows(table):
        if isinstance(row, Problem):
            yield row
            continue
        cells = {header: row[name] for header, name in rest.items() if row.get(name)}
        texts = [_text(row.get(by_header[end]) or "") for end in ends]
        yield from _add_link(edges, table.name, row[LINE], texts, cells)


def _add_link(
    edges: _EdgeList, origin: str, line: int, texts: list[str], cells: Mapping[str, Any]
) -> Iterator[Problem]:
    """Add the link of a row, or yield the problem with it."""
    kind = _kind_in(cells)
    if not all(texts):
        yield Problem(origin, line, kind, ENDS[0][not texts[1]], "", "missing value",
                      "a name or id at both ends")  # fmt: skip
        return
    kinds = _kinds_ofends_of(kind, cells)
    if kinds is None:
        pairs = ", ".join(" to ".join(pair) for pair in LINK_KINDS[kind].ends)
        cure = f"columns source_kind and target_kind with one of {pairs}"
        yield Problem(origin, line, kind, "type", kind, "joins several kinds", cure)
        return
    ids = [edges.node(node_kind, text) for node_kind, text in zip(kinds, texts, strict=True)]
    values, unused = _values(kind, cells)
    if unused:
        edges.unused_for.setdefault(kind, {}).update(dict.fromkeys(unused))
    record = {"from_id": ids[0], "to_id": ids[1], **values}
    if kind == edges.connections.kind:
        edges.connections.add(line, record)
    else:
        edges.links.setdefault(kind, []).append((line, record))


def _kind_in(cells: Mapping[str, Any]) -> str:
    """The kind of link that a row names, else that of an acquaintance."""
    named = (_as_kind(cells.get(header)) for header in _KIND_HEADERS)
    return next((kind for kind in named if kind in LINK_KINDS), acquaintance_kind())


def _as_kind(cell: Any) -> str:
    """A cell in the spelling of a kind; empty for a list of texts."""
    return "" if isinstance(cell, list) else re.sub(r"\W+", "_", _text(cell or "")).upper()


def _kinds_ofends_of(kind: str, cells: Mapping[str, Any]) -> tuple[str, str] | None:
    """The kinds of a row's ends; None if its kind of link leaves them open."""
    named = {name.lower(): name for name in NODE_KINDS}
    stated = [named.get(_text(cells.get(header) or "").lower()) for header in _END_KINDS]
    pairs = [
        pair for pair in LINK_KINDS[kind].ends
        if all(known in (None, at) for known, at in zip(stated, pair, strict=True))
    ]  # fmt: skip
    return pairs[0] if len(pairs) == 1 else None


def _values(kind: str, cells: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The properties that a row gives a link, by name; and the headers of its unused cells. The
    year of an acquaintance is both its start and its end."""
    properties = {p.name: p for p in kind_of(kind).properties}
    values: dict[str, Any] = {}
    unused = []
    for header, cell in cells.items():
        name = header if header in properties else _ALIASES.get(header, "")
        if _says_no_more(kind, header, cell):
            continue
        if name not in properties or name in values:
            unused.append(header)
            continue
        text = cell if isinstance(cell, list) else _text(cell)
        if properties[name].is_list and isinstance(text, str):
            text = [title.strip() for title in re.split(r"[;|]", text) if title.strip()]
        values[name] = text
    if kind == acquaintance_kind() and _YEAR in unused and not values.keys() & set(_TIMES):
        unused.remove(_YEAR)
        values |= dict.fromkeys(_TIMES, _text(cells[_YEAR]))
    return values, unused


def _says_no_more(kind: str, header: str, cell: Any) -> bool:
    """Whether a cell only repeats the kind of a row or of its ends, or states a direction."""
    text = _text(cell).lower()
    if header in _END_KINDS:
        return text in map(str.lower, NODE_KINDS)
    if header in _KIND_HEADERS or _ALIASES.get(header, header) == _RELATION:
        return _as_kind(cell) == kind or text in _DIRECTIONS
    return False


def _notes(edges: _EdgeList, origin: str) -> Iterator[Note]:
    yield from edges.connections.notes(origin)
    if edges.unused:
        yield Note(
            origin,
            words.later("columns not used: {names}", names=", ".join(map(excerpt, edges.unused))),
        )
    for kind, headers in edges.unused_for.items():
        columns = ", ".join(excerpt(edges.columns[header]) for header in headers)
        text = words.later(
            "columns not used in some rows of {kind}: {names}", kind=kind, names=columns
        )
        yield Note(origin, text)
    names = [row["name"] for rows in edges.nodes.values() for row in rows.values()]
    numbers = sum(name.isdecimal() for name in names)
    if numbers * 2 > len(names):
        text = words.later(
            "most ends are numbers; for names, put the table of nodes (Id, Label) beside it"
        )
        yield Note(origin, text)


def _batches(edges: _EdgeList, origin: str) -> Iterator[ImporterOutput]:
    sources, _ = frame_of("Source", [(None, {"id": edges.source, "name": origin})], origin)
    yield Batch("Source", sources, origin)
    for kind, rows in edges.nodes.items():
        yield from _batch(kind, ((None, row) for row in rows.values()), origin)
    links = {edges.connections.kind: list(edges.connections.records()), **edges.links}
    for kind, records in links.items():
        stated = ((line, {**record, "sources": [edges.source]}) for line, record in records)
        yield from _batch(kind, stated, origin)


def _batch(
    kind: str, records: Iterable[tuple[int | None, Mapping[str, Any]]], origin: str
) -> Iterator[ImporterOutput]:
    rows, problems = frame_of(kind, records, origin)
    yield from problems
    if rows.height:
        yield Batch(kind, rows, origin)


def _rows(table: Table) -> Iterator[dict[str, Any] | Problem]:
    """The rows of a table by column, and a problem for each that cannot be read."""
    kind = acquaintance_kind()
    for item in table.frames():
        if isinstance(item, RefusedRow):
            value = excerpt(item.value)
            yield Problem(table.name, item.line, kind, "", value, item.problem, item.cure)
        else:
            yield from item.iter_rows(named=True)


def _header(name: str) -> str:
    return re.sub(r"[\s.-]+", "_", name.strip().lower())


def _text(value: Any) -> str:
    return " ".join(str(value).split())


def ends_of(columns: Iterable[str]) -> tuple[str, str] | None:
    headers = {_header(name) for name in columns}
    return next((pair for pair in ENDS if headers.issuperset(pair)), None)


def _is_nodes(columns: Iterable[str]) -> bool:
    headers = {_header(name) for name in columns}
    return any(headers.issuperset(pair) for pair in _NODES)


def _unused(columns: Iterable[str]) -> list[str]:
    """The columns that no kind of link has a property for."""
    properties = {p.name for kind in LINK_KINDS for p in kind_of(kind).properties}
    own = {*_KIND_HEADERS, *_END_KINDS, _ID, *_GEPHI_TIMES, *(ends_of(columns) or ())}
    return [name for name in columns if _header(name) not in {*properties, *_ALIASES, *own}]


def _is_table(member: Member) -> bool:
    name = member.name.lower().removesuffix(".gz")
    return name.endswith(tuple(s for s in TABLES if "json" not in s))


def _recognises(path: Path) -> bool:
    """Whether there are ends and no unused columns."""
    has_ends = False
    try:
        for n, member in enumerate(members(path)):
            if n > 20 or not _is_table(member):
                return False
            columns = open_table(member).columns
            if ends_of(columns) is None and not _is_nodes(columns):
                return False
            if ends_of(columns) is not None:
                has_ends = True
                if _unused(columns):
                    return False
    except InputError:
        return False
    return has_ends


IMPORTER = Importer(
    "edge_list",
    "an edge list: a table with source and target, and weight or type if there are any",
    _recognises,
    read_edges,
    last=True,
)
