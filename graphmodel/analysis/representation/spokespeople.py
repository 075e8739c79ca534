"""Organisations and programmes as a tree, with who speaks for each and since when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import polars as pl

from graphmodel.analysis.results import Result, Row
from graphmodel.network.network import Network
from graphmodel.network.present import AsOf, asking_date, has_ended
from graphmodel.network.tables import means, one_of
from graphmodel.schema.model import kinds_at


@dataclass(frozen=True)
class Spokesperson:
    """A person who speaks for an organisation or programme, with their title, dates and subject;
    ``dated`` is the day of a statement that shows it. ``link`` and ``sources`` are the ids of the
    fact and its sources."""

    id: str
    name: str
    title: str | None
    since: str | None
    until: str | None
    dated: str | None
    about: str | None
    link: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Branch:
    """One organisation or programme with its spokespeople and its parts."""

    id: str
    name: str
    kind: str
    type: str | None
    spokespeople: tuple[Spokesperson, ...]
    parts: tuple[Branch, ...]

    @property
    def has_spokespeople(self) -> bool:
        """Whether anybody speaks for it or for any of its parts."""
        return bool(self.spokespeople) or any(part.has_spokespeople for part in self.parts)

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Branch]]:
        """Yield this branch and everything beneath it, each with its depth."""
        yield depth, self
        for part in self.parts:
            yield from part.walk(depth + 1)


@dataclass(frozen=True)
class Spokespeople(Result):
    """The trees as of the date ``asked``, largest first."""

    asked: str
    trees: tuple[Branch, ...]

    COLUMNS: ClassVar = {
        "depth": pl.Int64(),
        **dict.fromkeys(
            ("id", "name", "kind", "type", "person_id", "person", "title", "since", "until"),
            pl.String(),
        ),
        **dict.fromkeys(("dated", "about"), pl.String()),
        "sources": pl.List(pl.String()),
    }

    def rows(self) -> Iterator[Row]:
        for tree in self.trees:
            for depth, branch in tree.walk():
                where = {"depth": depth, "id": branch.id, "name": branch.name, "kind": branch.kind}
                where["type"] = branch.type
                for speaker in branch.spokespeople or (None,):
                    yield {**where, **_cells(speaker)}

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        for tree in self.trees:
            for _, branch in tree.walk():
                yield branch.id, {"name": branch.name, "kind": branch.kind}
                for speaker in branch.spokespeople:
                    yield speaker.id, {"name": speaker.name, "kind": "Person"}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        for tree in self.trees:
            for _, branch in tree.walk():
                yield from ((branch.id, part.id, {}) for part in branch.parts)
                for speaker in branch.spokespeople:
                    yield speaker.id, branch.id, {"title": speaker.title}


def _cells(speaker: Spokesperson | None) -> dict[str, Any]:
    names = ("title", "since", "until", "dated", "about")
    if speaker is None:
        return {"person_id": None, "person": None, **dict.fromkeys(names), "sources": []}
    cells = {name: getattr(speaker, name) for name in names}
    sources = list(speaker.sources)
    return {"person_id": speaker.id, "person": speaker.name, **cells, "sources": sources}


def spokespeople(
    network: Network, *, root: str | None = None, everything: bool = False, as_of: AsOf = None
) -> Spokespeople:
    """Who speaks for which organisation or programme at a date, by default today.

    An organisation is beneath the one that it is a part of, a programme beneath the organisation
    that runs it. Trees without a spokesperson are left out unless ``everything`` is set. With
    ``root``, the id of a node, returns only the tree beneath it, with or without a spokesperson.
    Raises InputError for an unknown id.
    """
    present = network.present(as_of)
    tree = _Tree(present)
    if root is not None:
        return Spokespeople(present.asked or "", (tree.branch(present.index(root)),))
    branches = [tree.branch(node) for node in tree.roots()]
    shown = [branch for branch in branches if everything or branch.has_spokespeople]
    ordered = sorted(shown, key=lambda b: (-sum(1 for _ in b.walk()), b.name, b.id))
    return Spokespeople(present.asked or "", tuple(ordered))


def _reached(nodes: Iterable[int], following: Mapping[int, set[int]]) -> set[int]:
    """These nodes and all that follow from them."""
    reached, waiting = set(nodes), list(nodes)
    while waiting:
        more = following.get(waiting.pop(), set()) - reached
        reached |= more
        waiting += more
    return reached


class _Tree:
    """The parts and spokespeople of organisations and programmes, by node index."""

    def __init__(self, network: Network) -> None:
        self._network = network
        kinds = kinds_at("spokesperson")
        spoken_for = network.nodes.select(one_of("kind", kinds)).to_series()
        self._nodes = spoken_for.arg_true().to_list()
        known = set(self._nodes)
        self._parts: dict[int, set[int]] = defaultdict(set)
        for part, whole in network.links_of("part", "source", "target").iter_rows():
            if part in known and whole in known:
                self._parts[whole].add(part)
        for runner, run in network.links_of("running", "source", "target").iter_rows():
            if runner in known and run in known:
                self._parts[runner].add(run)
        self._speakers: dict[int, list[Spokesperson]] = defaultdict(list)
        ended = has_ended("until", asking_date(network.asked))
        # A present network ends at the date of asking what lasts longer.
        begun = network.links.filter(means("spokesperson")).select("id")
        links = network.with_plans.links.filter(means("spokesperson") & ~ended)
        links = links.join(begun, on="id", how="semi")
        for row in links.sort("since", "id", nulls_last=True).iter_rows(named=True):
            self._speakers[row["target"]].append(self._speaker(row))

    def _speaker(self, row: dict[str, Any]) -> Spokesperson:
        person = row["source"]
        return Spokesperson(
            id=self._network.ids[person],
            name=self._network.names[person],
            title=row["title"],
            since=row["since"],
            until=row["until"],
            dated=row["dated"],
            about=row["about"],
            link=row["id"],
            sources=tuple(row["sources"] or ()),
        )

    def roots(self) -> list[int]:
        """The nodes that are beneath nothing else, in order, then the first of each circle of nodes
        that are beneath each other and nothing else."""
        wholes: dict[int, set[int]] = defaultdict(set)
        for whole, parts in self._parts.items():
            for part in parts:
                wholes[part].add(whole)
        roots = [node for node in self._nodes if node not in wholes]
        reached = _reached(roots, self._parts)
        for node in self._nodes:
            if node not in reached:
                beneath = _reached([node], self._parts)
                if _reached([node], wholes) <= beneath:
                    roots.append(node)
                    reached |= beneath
        return roots

    def branch(self, node: int, above: frozenset[int] = frozenset()) -> Branch:
        """A node with everything beneath it; cycles are cut."""
        network, path = self._network, above | {node}
        parts = [self.branch(part, path) for part in self._parts[node] if part not in path]
        return Branch(
            network.ids[node],
            network.names[node],
            network.kinds[node],
            network.nodes["type"][node],
            tuple(self._speakers[node]),
            tuple(sorted(parts, key=lambda part: (part.name, part.id))),
        )
