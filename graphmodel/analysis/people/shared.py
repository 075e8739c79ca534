"""What people share: nodes that two of them are linked to, such as a work, school or festival, and
nodes reached only through their different works."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from graphmodel import words
from graphmodel.network.captions import link_details, link_years
from graphmodel.network.network import Network
from graphmodel.schema.declarations import UNITS
from graphmodel.schema.model import JUDGEMENT, LINK_KINDS, link_kinds

WAYS_SHOWN = 5
"""Maximum number of links from one person to the same node that are shown."""

_Path = tuple[int | None, int]
"""A link to something, after the work that has it; None if the person has it."""

_Paths = dict[int, dict[int, list[_Path]]]
"""By node, the paths to it of each person, by the person's position among those compared."""

_Works = Mapping[int, Sequence[int]]
"""The works of a person, each with the credits on it."""

_Compared = Sequence[tuple[int, _Works]]
"""The people compared, each with their works."""


@dataclass(frozen=True)
class SharedNode:
    """A node that at least two of the people are linked to, with how each is (empty for those who
    are not), the last year of any of these links, and the sources of all. ``through_works`` means
    that fewer than two of them are linked to it directly, but different works of theirs are."""

    id: str
    name: str
    kind: str
    how: tuple[str, ...]
    year: int | None
    sources: tuple[str, ...]
    through_works: bool


@dataclass(frozen=True)
class _Way:
    """A path in words, and the links it consists of."""

    text: str
    links: Sequence[Mapping[str, Any]]

    @property
    def year(self) -> int:
        return max((link.get("last_year") or 0 for link in self.links), default=0)


def shared_nodes(network: Network, people: Sequence[int]) -> list[SharedNode]:
    """Return what at least two of these people share: direct links first, then by number of people,
    then latest first. A node linked only to a work that both made is shared through that work, and
    only the work is listed."""
    works = [_works(network, person) for person in people]
    own, further = _own(network, people), _through(network, works)
    nodes = []
    for node in {**own, **further}.keys() - set(people):
        of_own = own.get(node, {})
        if len(of_own) < 2:
            of_own = _ties_alone(network, of_own)
        paths = {**further.get(node, {}), **of_own}
        if len(of_own) > 1 or _is_shared(paths, works):
            nodes.append(_shared_node(network, node, paths, list(zip(people, works, strict=True))))
    return sorted(nodes, key=_order)


def how_linked(network: Network, link: Mapping[str, Any], row: int) -> str:
    """A link as read from one of its ends: "worked on · director · 2009"."""
    kind = LINK_KINDS[link["kind"]]
    caption = words.label(kind.caption if link["source"] == row else kind.caption_back)
    return " · ".join(filter(None, (caption, link_details(network, link))))


def _works(network: Network, person: int) -> _Works:
    """The works of a person, each with the credits on it."""
    credits_by_work: dict[int, list[int]] = {}
    for work, credit in _links(network, person, link_kinds("credit")):
        credits_by_work.setdefault(work, []).append(credit)
    return credits_by_work


def _own(network: Network, people: Sequence[int]) -> _Paths:
    paths: _Paths = {}
    for position, person in enumerate(people):
        for node, link in _links(network, person, LINK_KINDS):
            paths.setdefault(node, {}).setdefault(position, []).append((None, link))
    return paths


def _through(network: Network, works: Sequence[_Works]) -> _Paths:
    """The nodes linked to each person's works; other works only if the work is part of or based on
    them, since otherwise two such works would list each other."""
    sources = network.links["source"]
    paths: _Paths = {}
    for position, own_works in enumerate(works):
        for work in own_works:
            for node, link in _links(network, work, LINK_KINDS):
                is_forward = network.kinds[node] != UNITS[1] or sources[link] == work
                if is_forward and _ties(network, link):
                    paths.setdefault(node, {}).setdefault(position, []).append((work, link))
    return paths


def _ties_alone(network: Network, paths: dict[int, list[_Path]]) -> dict[int, list[_Path]]:
    ties = {
        position: [path for path in p if _ties(network, path[1])] for position, p in paths.items()
    }
    return {position: own_ties for position, own_ties in ties.items() if own_ties}


def _ties(network: Network, link: int) -> bool:
    """Whether a link joins its ends: a wish, a consent or a judgement does not."""
    kind = network.link_values("kind")[link]
    return bool(LINK_KINDS[kind].weight) and kind != JUDGEMENT


def _links(network: Network, node: int, kinds: Collection[str]) -> Iterable[tuple[int, int]]:
    """The links of a node of these kinds, each with the node at its other end first."""
    neighbours, links = network.adjacency().of(node)
    of_kind = network.link_values("kind")
    pairs = zip(neighbours.tolist(), links.tolist(), strict=True)
    return ((neighbour, link) for neighbour, link in pairs if of_kind[link] in kinds)


def _is_shared(paths: Mapping[int, Sequence[_Path]], works: Sequence[_Works]) -> bool:
    """Whether two of the people reach it, each through something that is not also the other's."""
    reached = {position: {work for work, _ in own_paths} for position, own_paths in paths.items()}
    return any(
        reached[a] - works[b].keys() and reached[b] - works[a].keys()
        for a, b in combinations(reached, 2)
    )


def _shared_node(
    network: Network, node: int, paths: Mapping[int, Sequence[_Path]], compared: _Compared
) -> SharedNode:
    ways = [_ways(network, node, paths.get(n, ()), person, works)
              for n, (person, works) in enumerate(compared)]  # fmt: skip
    every = [link for own_ways in ways for way in own_ways for link in way.links]
    years = [year for link in every if (year := link.get("last_year")) is not None]
    return SharedNode(
        id=network.ids[node],
        name=network.names[node],
        kind=network.kinds[node],
        how=tuple(map(_first_ways, ways)),
        year=max(years, default=None),
        sources=tuple(dict.fromkeys(s for link in every for s in link.get("sources", []))),
        through_works=sum(any(work is None for work, _ in p) for p in paths.values()) < 2,
    )


def _ways(
    network: Network, node: int, paths: Iterable[_Path], person: int, works: _Works
) -> list[_Way]:
    """Each path of one person in words, the latest first."""
    ways = []
    for work, row in paths:
        link = network.link(row)
        if work is None:
            ways.append(_Way(how_linked(network, link, person), [link]))
            continue
        credits = [network.link(credit) for credit in works[work]]
        text = f"{credited(network, work, credits)}: {how_linked(network, link, work)}"
        ways.append(_Way(text, [*credits, link]))
    return sorted(ways, key=lambda way: -way.year)


def credited(network: Network, work: int, credits: Sequence[Mapping[str, Any]]) -> str:
    """A work with the years and roles of a person's credits: "Rain (2010, director)"."""
    years = (link_years(credit) for credit in credits)
    roles = (link_details(network, credit, years=False) for credit in credits)
    details = words.listed(*dict.fromkeys((*years, *roles)))
    return f"{network.names[work]} ({details})" if details else network.names[work]


def _first_ways(ways: Sequence[_Way]) -> str:
    """The first few paths in words, and the number of others."""
    texts = list(dict.fromkeys(way.text for way in ways))
    if len(texts) > WAYS_SHOWN:
        texts[WAYS_SHOWN:] = [words.say("{n:,} more", n=len(texts) - WAYS_SHOWN)]
    return "; ".join(texts)


def _order(node: SharedNode) -> tuple[object, ...]:
    shared_by = sum(map(bool, node.how))
    is_person = node.kind == UNITS[0]
    return (
        node.through_works,
        node.through_works and is_person,
        -shared_by,
        -(node.year or 0),
        node.name,
        node.id,
    )
