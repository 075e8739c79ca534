"""The network: an immutable in-memory snapshot of a store at one revision.

Nodes and links are two polars frames whose row numbers are the indexes used everywhere else.
Analyses read only the network, so an answer describes a single state of the store.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, fields
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.errors import InputError, NotKnown
from graphmodel.facts.html_text import table
from graphmodel.network.adjacency import Adjacency, adjacency_of
from graphmodel.network.cache import (
    MappedCache,
    open_arrays,
    open_frame,
    write_arrays,
    write_folder,
    write_frame,
)
from graphmodel.network.ids import IdIndex, TextColumn, shared_values
from graphmodel.network.name_script import ORIGINAL, renamed
from graphmodel.network.present import (
    AsOf,
    absences,
    asking_date,
    first_plan,
    planned_links,
    without_plans,
)
from graphmodel.network.splice import Replacement, rows_with_ids, splice_tables, with_end_ids
from graphmodel.network.tables import (
    link_columns,
    link_table,
    means,
    node_columns,
    node_table,
    record_columns,
    waiting_columns,
)
from graphmodel.schema.declarations import Meaning
from graphmodel.schema.model import REAL

Indexes = NDArray[np.int64]

REMEMBERED_ROWS = 10_000
"""The number of nodes, and of links, whose values a network caches: some 20 MB."""

FEW_IDS = 50
"""Up to this many ids are looked up one by one, which is faster than a polars lookup."""

_PRESENTS_CACHED = 3
"""The number of dates of asking whose networks are kept in memory."""

_TABLES = {
    "nodes.arrow": node_columns,
    "links.arrow": link_columns,
    "records.arrow": record_columns,
    "waiting.arrow": waiting_columns,
}


@dataclass(frozen=True, eq=False)
class NetworkDelta:
    """How a network differs from an earlier one of the same store.

    ``nodes`` holds the ids of nodes, and ``links`` the kinds and ids of links, that may have been
    added, removed or changed; all other rows are the same. ``old_links`` are the rows of these
    links in the earlier network, ``new_links`` their rows in this one.
    """

    earlier: Network
    nodes: pl.Series
    links: pl.DataFrame
    old_links: Indexes
    new_links: Indexes


@dataclass(frozen=True)
class MaybeSame:
    """A node that may be the same as another: its id, the ``pair`` of records that awaits a
    judgement, and the probability (0 to 1) that they are the same."""

    id: str
    pair: tuple[str, str]
    probability: float


class Network:
    """Nodes, links and their adjacency at one revision of a store.

    ``nodes`` has the columns of ``node_columns``, ``links`` those of ``link_columns``: ``source``
    and ``target`` are row numbers of ``nodes``, and ``first_year`` and ``last_year`` are when the
    link held, from its own dates or those of the project or event at its end. ``records``, with the
    columns of ``record_columns``, are the original nodes that were judged to be the same:
    ``joined_as`` is the id of the node that they are merged into, ``links`` the number of links
    each had. Each of their ids refers to that node. ``waiting``, with the columns of
    ``waiting_columns``, are the pairs of records that may be the same and await a person's
    judgement, the most probable first.

    ``cache`` is the location of the network's files, if any; networks derived from it are cached
    there too. ``delta`` describes how it differs from an earlier network, if it was made from one.
    ``asked`` is the date of asking of a network without plans (see ``present``), or None for one
    with all dates. ``summaries`` caches the lines about nodes made by ``captions.summary``, by
    index, language and year of asking.
    """

    def __init__(
        self,
        nodes: pl.DataFrame,
        links: pl.DataFrame,
        revision: str = "",
        records: pl.DataFrame | None = None,
        cache: MappedCache | None = None,
        delta: NetworkDelta | None = None,
        waiting: pl.DataFrame | None = None,
    ) -> None:
        self.nodes = nodes
        self.links = links
        self.revision = revision
        self.cache = cache
        self.delta = delta
        self.records = pl.DataFrame(schema=record_columns()) if records is None else records
        self.waiting = pl.DataFrame(schema=waiting_columns()) if waiting is None else waiting
        self.script = ORIGINAL
        self._original: Network | None = None
        self._adjacencies: dict[tuple[str, ...], Adjacency] = {}
        self._link_values: dict[str, list[Any]] = {}
        self._of_kind: dict[str, Indexes] = {}
        self._remembered_nodes: dict[int, dict[str, Any]] = {}
        self._remembered_links: dict[int, dict[str, Any]] = {}
        self.summaries: dict[tuple[int, str, int], str] = {}
        self._link_order: tuple[pl.Series, Indexes] | None = None
        self.asked: str | None = None
        self._with_plans: Network | None = None
        self._presents: dict[str, Network] = {}

    @classmethod
    def build(
        cls,
        nodes: Mapping[str, pl.DataFrame],
        links: Mapping[str, pl.DataFrame],
        revision: str = "",
    ) -> Network:
        """A network from frames by kind; links have ``from_id`` and ``to_id``.

        Raises InputError if two nodes have the same id. Links to missing nodes are left out, since
        a store cannot hold them.
        """
        table = node_table(nodes)
        if table["id"].n_unique() < table.height:
            duplicates = table.filter(pl.col("id").is_duplicated())["id"]
            raise InputError(
                "id {node_id!r} is used by two nodes; give one of them another id",
                node_id=duplicates[0],
            )
        return cls(table, link_table(links, table.with_row_index()), revision)

    @classmethod
    def open(cls, cache: MappedCache, revision: str) -> Network | None:
        """The network in a cache, mapped into memory; None if there is none."""
        try:
            nodes, links, records, waiting = (
                open_frame(cache.folder / name, columns()) for name, columns in _TABLES.items()
            )
        except OSError:
            return None
        return cls(nodes, links, revision, records, cache, waiting=waiting)

    def save(self, cache: MappedCache) -> Network:
        """The same network, written to a cache and reopened from there if possible."""

        def write(folder: Path) -> None:
            frames = (self.nodes, self.links, self.records, self.waiting)
            for name, frame in zip(_TABLES, frames, strict=True):
                write_frame(folder / name, frame)

        written = write_folder(cache.folder, write, cache.root)
        return (written and Network.open(cache, self.revision)) or self

    def derived(
        self,
        name: str,
        make: Callable[[Network], Network],
        update: Callable[[Network, Network, NetworkDelta], Network] | None = None,
    ) -> Network:
        """A network that ``make`` derives from this one, made once and cached with it.

        ``update`` makes the same network from the one derived from the earlier network, this
        network and the delta between them. Names in a script are applied afterwards.
        """
        if self._original is not None:
            return self._original.derived(name, make, update).named_in(self.script)
        if self.delta is not None and update is not None:
            return update(self.delta.earlier.derived(name, make, update), self, self.delta)
        if self.cache is None:
            return make(self)
        cache = self.cache.subfolder(name)
        network = Network.open(cache, self.revision)
        if network is None:
            network = make(self)
            if network is not self:
                network = network.save(cache)
        return network

    def spliced(
        self,
        replacement: Replacement,
        revision: str,
        records: pl.DataFrame,
        waiting: pl.DataFrame | None = None,
    ) -> Network:
        """This network with some of its nodes and links replaced."""
        tables = splice_tables(self.nodes, self.links, replacement)
        delta = NetworkDelta(
            self, replacement.ids, replacement.keys, tables.old_links, tables.new_links
        )
        return Network(tables.nodes, tables.links, revision, records, delta=delta, waiting=waiting)

    def _repr_html_(self) -> str:
        """The numbers of nodes and links of each kind as HTML, for a notebook."""
        counts = pl.concat(
            [
                frame["kind"].cast(pl.String).value_counts(sort=True)
                for frame in (self.nodes, self.links)
            ]
        )
        title = f"{len(self):,} nodes and {self.links.height:,} links"
        title += f" in {', '.join(self.namespaces)}" if self.namespaces else ""
        return table(title, ("kind", "count"), counts.iter_rows(named=True), counts.height)

    def __len__(self) -> int:
        return self.nodes.height

    @cached_property
    def ids(self) -> TextColumn:
        """The id of each node, by index."""
        return TextColumn(self.nodes["id"])

    @cached_property
    def names(self) -> TextColumn:
        """The name of each node, by index."""
        return TextColumn(self.nodes["name"])

    @cached_property
    def kinds(self) -> list[str]:
        """The kind of each node, by index."""
        return list(shared_values(self.nodes["kind"]))

    @cached_property
    def _index(self) -> IdIndex:
        index = IdIndex(self.nodes["kind"], self.nodes["id"], self.ids)
        for old, now in self.records.select("id", "joined_as").iter_rows():
            if now in index:
                index.aliases[old] = index[now]
        return index

    def __contains__(self, node_id: str) -> bool:
        return node_id in self._index

    def index(self, node_id: str) -> int:
        """The index of a node by its id; raises InputError for an unknown id."""
        try:
            return self._index[node_id]
        except KeyError:
            raise unknown_id(node_id) from None

    def indexes(self, ids: Sequence[str]) -> Indexes:
        """The indexes of many nodes by their ids; raises InputError for an unknown id."""
        try:
            return self._index.of(ids)
        except KeyError as error:
            raise unknown_id(error.args[0]) from None

    def name_of(self, node_id: str) -> str:
        """The name of a node by its id; an unknown id is returned unchanged."""
        return self.names[self._index[node_id]] if node_id in self._index else node_id

    def canonical_id(self, node_id: str) -> str:
        """The id of the node into which a record is merged; an unknown id is returned unchanged."""
        return self.ids[self._index[node_id]] if node_id in self._index else node_id

    def merged_records(self, index: int) -> list[dict[str, Any]]:
        """The records merged into a node, as ``node`` returns them; empty for an unmerged node."""
        if self.records.is_empty():
            return []
        records = self.records.filter(pl.col("joined_as") == self.ids[index])
        return [
            {k: v for k, v in row.items() if _is_known(v)} for row in records.iter_rows(named=True)
        ]

    def of_kind(self, kind: str) -> Indexes:
        """The indexes of all nodes of a kind, as a shared, read-only array."""
        if kind not in self._of_kind:
            indexes = (self.nodes["kind"] == kind).arg_true().to_numpy().astype(np.int64)
            indexes.setflags(write=False)
            self._of_kind[kind] = indexes
        return self._of_kind[kind]

    def links_of(self, meaning: Meaning, *columns: str) -> pl.DataFrame:
        """These columns of the links declared with a meaning; selecting all columns takes many
        times the memory."""
        return self.links.lazy().filter(means(meaning)).select(columns).collect()

    def node(self, index: int) -> dict[str, Any]:
        """The known values of one node: kind, id, name, properties and labels."""
        return dict(self._known_values(self.nodes, index, self._remembered_nodes))

    def link(self, index: int) -> dict[str, Any]:
        """The known values of one link."""
        return dict(self._known_values(self.links, index, self._remembered_links))

    def _known_values(
        self, table: pl.DataFrame, index: int, remembered: dict[int, dict[str, Any]]
    ) -> dict[str, Any]:
        """The known values of a row, cached: a page shows the same few rows a hundred times, and
        each read goes through all columns."""
        values = remembered.get(index)
        if values is None:
            values = {k: v for k, v in table.row(index, named=True).items() if _is_known(v)}
            if len(remembered) >= REMEMBERED_ROWS:
                remembered.clear()
            remembered[index] = values
        return values

    def link_rows(self, ids: Collection[str]) -> dict[str, int]:
        """The index of each link with one of these ids, in their order, without unknown ids."""
        if self._link_order is None:
            order = self.links["id"].arg_sort()
            self._link_order = self.links["id"].gather(order), order.to_numpy()
        sorted_ids, rows = self._link_order
        if len(ids) <= FEW_IDS:
            return _rows_one_by_one(sorted_ids, rows, ids)
        wanted = pl.Series(list(dict.fromkeys(ids)), dtype=pl.String())
        if not len(sorted_ids) or not len(wanted):
            return {}
        positions = np.minimum(sorted_ids.search_sorted(wanted).to_numpy(), len(sorted_ids) - 1)
        matches = sorted_ids.gather(positions) == wanted
        return dict(
            zip(wanted.filter(matches), rows[positions[matches.to_numpy()]].tolist(), strict=True)
        )

    def link_values(self, column: str) -> list[Any]:
        """One column of the links as a list by link index, built once: reading a few cells from a
        frame is a hundred times slower."""
        if column not in self._link_values:
            self._link_values[column] = shared_values(self.links[column])
        return self._link_values[column]

    def adjacency(self, *kinds: str) -> Adjacency:
        """The adjacency, in both directions, over links of these kinds, by default of all."""
        key = tuple(sorted(kinds))
        if key not in self._adjacencies:
            self._adjacencies[key] = self._cached_adjacency(key)
        return self._adjacencies[key]

    def _cached_adjacency(self, kinds: tuple[str, ...]) -> Adjacency:
        if self.delta is not None and self._same_links(self.delta.earlier):
            return self.delta.earlier.adjacency(*kinds)
        if self.cache is None:
            return self._build_adjacency(kinds)
        folder = self.cache.folder / "-".join(("adjacency", *kinds))
        names = [field.name for field in fields(Adjacency)]
        with suppress(OSError):
            return Adjacency(*open_arrays(folder, names))
        adjacency = self._build_adjacency(kinds)
        write_folder(
            folder,
            lambda draft: write_arrays(draft, {name: getattr(adjacency, name) for name in names}),
            self.cache.root,
        )
        return adjacency

    def _same_links(self, earlier: Network) -> bool:
        columns = ("kind", "source", "target")
        equal = (self.links[c].equals(earlier.links[c]) for c in columns)
        return len(self) == len(earlier) and all(equal)

    def _build_adjacency(self, kinds: tuple[str, ...]) -> Adjacency:
        links = self.links.select("kind", "source", "target").with_row_index("link")
        if kinds:
            links = links.filter(pl.col("kind").is_in(kinds))
        return adjacency_of(links, len(self))

    @cached_property
    def namespaces(self) -> tuple[str, ...]:
        """The namespaces with nodes other than sources, the real one first."""
        names = self.nodes.filter(pl.col("kind") != "Source")["namespace"].unique().to_list()
        return tuple(sorted(names, key=lambda name: (name != REAL, name)))

    @property
    def latest_year(self) -> int | None:
        """The last year of any link, no later than the date of asking; ages are counted from it."""
        return self.present()._last_year

    @cached_property
    def _last_year(self) -> int | None:
        return self.links["last_year"].max()  # type: ignore[return-value]

    @property
    def with_plans(self) -> Network:
        """The network of which this is the present, including what is dated later."""
        return self if self._with_plans is None else self._with_plans

    @property
    def year_asked(self) -> int:
        """The year of asking, by default the current year."""
        return int((self.asked or asking_date(None))[:4])

    def present(self, as_of: AsOf = None) -> Network:
        """This network as of a date, by default today: without what is planned for later.

        Leaves out links that begin later, undated links of later projects and events, and absences,
        such as that of a rejected applicant. What ends later counts up to the date. Nodes keep
        their indexes. Without a date, a present network returns itself. Raises InputError for an
        invalid date.
        """
        if self.asked is not None and as_of is None:
            return self
        asked, whole = asking_date(as_of), self.with_plans
        if asked == self.asked:
            return self
        if asked not in whole._presents:
            while len(whole._presents) >= _PRESENTS_CACHED:
                whole._presents.pop(next(iter(whole._presents)))
            whole._presents[asked] = whole._present(asked)
        return whole._presents[asked]

    def _present(self, asked: str) -> Network:
        first = first_plan(self.nodes, self.links, asked)
        if first is None and not absences(self.links).any():
            present = copy(self)
        else:
            cut = partial(_without_plans, asked)
            is_now = asked == asking_date(None)
            # Only today's network gets files: trying many years would fill the disk.
            present = self.derived(f"present-{asked[:4]}-{first}", cut) if is_now else cut(self)
        present.asked, present._with_plans, present._presents = asked, self, {}
        present.summaries = {}
        return present

    @cached_property
    def planned(self) -> pl.DataFrame:
        """The links that a present network leaves out because they hold only later, with ``link``,
        their row in ``with_plans``; empty for a network with all dates."""
        links = self.with_plans.links
        if self.asked is None:
            return links.clear().with_row_index("link")
        rows = planned_links(self.with_plans.nodes, links, self.asked) & ~absences(links)
        return links.with_row_index("link").filter(rows)

    @cached_property
    def claimed(self) -> Network:
        """The network without links that all their sources have dropped in newer releases; those
        are shown but never used as reasons. Nodes keep their indexes."""
        dropped = pl.col("no_longer_claimed_by")
        standing = pl.col("sources").list.set_difference(dropped).list.len() > 0
        claimed = dropped.is_null() | standing
        if self.links.select(claimed.all()).item():
            return self
        return self.derived("claimed", lambda network: network.filter(links=claimed))

    def named_in(self, script: str) -> Network:
        """The same network with names in a script, ``latin`` or ``han``, where sources give such a
        name; ``original`` leaves names unchanged. Raises InputError for an unknown script."""
        nodes = renamed(self.nodes, script)
        if nodes is self.nodes:
            return self
        network = copy(self)
        for name in ("names", "claimed"):
            network.__dict__.pop(name, None)
        network.nodes = nodes
        network.revision = f"{self.revision}~{script}"
        network.script, network._original, network._presents = script, self, {}
        network._remembered_nodes, network.summaries = {}, {}
        return network

    def within(self, namespace: str) -> Network:
        """The network of the nodes of one namespace."""
        inside = pl.col("namespace") == namespace

        def only_inside(network: Network) -> Network:
            everything = network.nodes.select(inside.all()).item()
            return network if everything else network.filter(nodes=inside)

        def updated(before: Network, network: Network, delta: NetworkDelta) -> Network:
            if before is delta.earlier and only_inside(network) is network:
                return network
            nodes = network.nodes[rows_with_ids(network.nodes, delta.nodes)].filter(inside)
            links = with_end_ids(network.nodes, network.links[delta.new_links])
            ids = network.nodes.filter(inside, pl.col("id").is_in(_ends(links).implode()))["id"]
            ends = (pl.col(end).is_in(ids.implode()) for end in ("from_id", "to_id"))
            new = Replacement(delta.nodes, nodes, delta.links, links.filter(*ends))
            return before.spliced(new, network.revision, network.records, network.waiting)

        name = hashlib.blake2b(namespace.encode(), digest_size=12).hexdigest()
        return self.derived(f"within-{name}", only_inside, updated)

    def with_link_kinds(self, kinds: Iterable[str]) -> Network:
        """The network with all nodes, and only the links of these kinds."""
        return self.filter(links=pl.col("kind").is_in(list(kinds)))

    def as_of(self, year: int) -> Network:
        """The network as it could be known at the end of a year.

        Projects and links of later years are left out, and so are people's years of activity, which
        are stated only for whole careers. Facts without a year stay.
        """
        asked = f"{max(year, 1):04d}"
        earlier = _without_plans(asked, self).filter(
            nodes=pl.col("year").is_null() | (pl.col("year") <= year),
            links=pl.col("first_year").is_null() | (pl.col("first_year") <= year),
        )
        span = [pl.lit(None, pl.Int64).alias(c) for c in ("first_year", "last_year")]
        nodes = earlier.nodes.with_columns(span)
        network = Network(
            nodes, earlier.links, f"{self.revision}@{year}", self.records, waiting=self.waiting
        )
        network.asked, network.script = asked, self.script
        return network

    def filter(self, nodes: pl.Expr | None = None, links: pl.Expr | None = None) -> Network:
        """The subnetwork of nodes and links that satisfy these conditions on their columns."""
        filtered_links = self.links if links is None else self.links.filter(links)
        if nodes is None:
            return self._with_tables(self.nodes, filtered_links)
        marked = self.nodes.with_row_index("was").filter(nodes).with_row_index("now")
        renumber = np.full(len(self), -1, dtype=np.int64)
        renumber[marked["was"].to_numpy()] = marked["now"].to_numpy()
        ends = {end: renumber[filtered_links[end].to_numpy()] for end in ("source", "target")}
        filtered_links = filtered_links.with_columns(
            pl.Series(end, values, dtype=pl.Int64) for end, values in ends.items()
        ).filter((pl.col("source") >= 0) & (pl.col("target") >= 0))
        return self._with_tables(marked.drop("was", "now"), filtered_links)

    def _with_tables(self, nodes: pl.DataFrame, links: pl.DataFrame) -> Network:
        network = Network(nodes, links, self.revision, self.records, waiting=self.waiting)
        network.asked, network.script = self.asked, self.script
        return network

    def maybe_same(self, node_id: str) -> list[MaybeSame]:
        """The nodes that may be the same as this one, according to pairs of records that await a
        judgement; the most probable first."""
        node_id = self.canonical_id(node_id)
        nodes: dict[str, MaybeSame] = {}
        for left_id, right_id, probability in self._waiting_of.get(node_id, ()):
            for record_id in (left_id, right_id):
                end = self.canonical_id(record_id)
                if end != node_id and end in self:
                    nodes.setdefault(end, MaybeSame(end, (left_id, right_id), probability or 0.0))
        return list(nodes.values())

    @cached_property
    def _waiting_of(self) -> dict[str, list[tuple[str, str, float]]]:
        """The waiting pairs of each node, by its id."""
        pairs: dict[str, list[tuple[str, str, float]]] = {}
        for pair in self.waiting.iter_rows():
            for node_id in pair[:2]:
                pairs.setdefault(self.canonical_id(node_id), []).append(pair)
        return pairs


def _without_plans(asked: str, network: Network) -> Network:
    return network._with_tables(*without_plans(network.nodes, network.links, asked))


def unknown_id(node_id: str) -> NotKnown:
    """The error for an id that is not in the network."""
    return NotKnown(
        "there is no node {node_id!r} here; look it up with: graphmodel find NAME", node_id=node_id
    )


def _is_known(value: Any) -> bool:
    return value is not None and value != []


def _ends(links: pl.DataFrame) -> pl.Series:
    return pl.concat([links["from_id"], links["to_id"]])


def _rows_one_by_one(sorted_ids: pl.Series, rows: Indexes, ids: Collection[str]) -> dict[str, int]:
    """The row of each of these ids that is among the sorted ones, found by binary search."""
    texts = TextColumn(sorted_ids)
    row_by_id = {}
    for wanted in dict.fromkeys(ids):
        position = bisect_left(texts, wanted)
        if position < len(texts) and texts[position] == wanted:
            row_by_id[wanted] = int(rows[position])
    return row_by_id
