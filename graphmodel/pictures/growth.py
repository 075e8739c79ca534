"""Steps by which a picture grows, each short enough for a URL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import quote, unquote

from graphmodel.network.network import Network
from graphmodel.pictures.moves import mark_of

MORE = "*"
"""Step text for the next batch around the centres. Other texts that begin with it are steps with
options; all others are the id of a node to expand."""

_CHOSEN, _ADDED, _ROUTE, _KEPT, _GROUPED = "*=", "*+", "*>", "*!", "*@"
_SAFE = ":/()@ ,"


@dataclass(frozen=True)
class Expansion:
    """Further neighbours of a node, or of the centres if the id is empty.

    ``number`` is the most nodes to add, None for a batch. Only nodes of one of ``kinds`` are added,
    and only through links with one of ``roles`` and not before the year ``since``; empty and None
    let everything through.
    """

    node_id: str
    number: int | None = None
    kinds: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    since: int | None = None

    def text(self) -> str:
        """The step as written in a URL."""
        if self == Expansion(""):
            return MORE
        if self == Expansion(self.node_id) and not self.node_id.startswith(MORE):
            return self.node_id
        number = "" if self.number is None else str(self.number)
        since = "" if self.since is None else str(self.since)
        lists = [".".join(map(_quoted, values)) for values in (self.kinds, self.roles)]
        return _CHOSEN + "~".join([_quoted(self.node_id), number, *lists, since])


@dataclass(frozen=True)
class Addition:
    """Nodes added by name; with ``route`` those of a route in its order, which the picture marks,
    including the ones that were already there."""

    ids: tuple[str, ...]
    route: bool = False

    def text(self) -> str:
        """The step as written in a URL."""
        return (_ROUTE if self.route else _ADDED) + "~".join(map(_quoted, self.ids))


@dataclass(frozen=True)
class Restriction:
    """Keeps, of the nodes drawn so far, only those with these marks (``mark_of``)."""

    marks: tuple[str, ...]

    @classmethod
    def to(cls, ids: Iterable[str]) -> Restriction:
        """The restriction to nodes by id."""
        return cls(tuple(map(mark_of, ids)))

    def text(self) -> str:
        """The step as written in a URL."""
        return _KEPT + "~".join(self.marks)


@dataclass(frozen=True)
class Group:
    """A node that stands for a hub's neighbours by one kind of link, in one capacity and one
    decade; the text of the step is its id.

    ``capacity`` is the result or role of these links, empty for those with neither; ``decade`` is
    the first year of the decade in which they began, None for those without a date.
    """

    hub_id: str
    relation: str
    capacity: str = ""
    decade: int | None = None

    def text(self) -> str:
        """The step as written in a URL."""
        decade = "" if self.decade is None else str(self.decade)
        words = (self.hub_id, self.relation, self.capacity)
        return _GROUPED + "~".join([*map(_quoted, words), decade])


Growth = Expansion | Addition | Restriction | Group


def group_from(text: str) -> Group | None:
    """The group given by an id or the text of a step; None for anything else."""
    values = text[len(_GROUPED) :].split("~")
    if not text.startswith(_GROUPED) or len(values) != 4 or not values[0]:
        return None
    hub_id, relation, capacity = map(unquote, values[:3])
    return Group(hub_id, relation, capacity, _number(values[3]))


def growth_from(text: str) -> Growth:
    """Parse a step in a URL; an unreadable one expands an unknown node, which adds nothing."""
    if text == MORE:
        return Expansion("")
    group = group_from(text)
    if group is not None:
        return group
    values = text[2:].split("~")
    if text.startswith((_ADDED, _ROUTE)):
        return Addition(tuple(unquote(x) for x in values if x), text.startswith(_ROUTE))
    if text.startswith(_KEPT):
        return Restriction(tuple(x for x in values if x))
    if text.startswith(_CHOSEN) and len(values) == 5:
        kinds, roles = (
            tuple(unquote(x) for x in value.split(".") if x) for value in values[2:4]
        )  # fmt: skip
        number, since = map(_number, (values[1], values[4]))
        return Expansion(unquote(values[0]), number, kinds, roles, since)
    return Expansion(text)


def _quoted(text: str) -> str:
    # Also quote the separators, which ``quote`` leaves unchanged.
    return quote(text, safe=_SAFE).replace("~", "%7E").replace(".", "%2E")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None


@dataclass(frozen=True)
class Step:
    """The nodes one step adds, and the node each was reached from (-1 for none)."""

    nodes: tuple[int, ...]
    parents: tuple[int, ...]


@dataclass(frozen=True)
class Selection:
    """The nodes selected for a picture.

    ``steps`` add the nodes placed; ``dropped`` are those of them that are hidden or excluded by a
    restriction; ``route_steps`` are the ends of each step of a route; ``expanded`` are the nodes
    that were expanded; ``left_out`` counts the nodes left out within reach of the centres or next
    to an expanded node. ``groups`` are the nodes that stand for groups, numbered after those of the
    network.
    """

    steps: tuple[Step, ...]
    left_out: int = 0
    dropped: frozenset[int] = frozenset()
    route_steps: frozenset[frozenset[int]] = frozenset()
    expanded: frozenset[int] = frozenset()
    groups: Mapping[int, Group] = field(default_factory=dict)

    def id_of(self, network: Network, node: int) -> str:
        """The id of a node or of a group."""
        return self.groups[node].text() if node in self.groups else network.ids[node]

    @property
    def shown_groups(self) -> dict[int, Group]:
        """The groups that are shown."""
        return {node: group for node, group in self.groups.items() if node not in self.dropped}

    @property
    def on_route(self) -> frozenset[int]:
        """The nodes on routes."""
        return frozenset(node for ends in self.route_steps for node in ends)

    @property
    def nodes(self) -> list[int]:
        """All nodes shown, in the order they were added."""
        placed = dict.fromkeys(node for step in self.steps for node in step.nodes)
        return [node for node in placed if node not in self.dropped]


Expand = Callable[[Expansion, Mapping[int, int]], Mapping[int, int]]
"""Returns the nodes that an expansion adds to those drawn, each with the node it was reached
from."""


@dataclass
class Drawing:
    """State of a picture while it grows; ``brings`` is whether a group has any nodes."""

    network: Network
    drawn: dict[int, int]
    brings: Callable[[Group], bool] = lambda group: False
    steps: list[Step] = field(default_factory=list)
    dropped: set[int] = field(default_factory=set)
    route_steps: set[frozenset[int]] = field(default_factory=set)
    expanded: set[int] = field(default_factory=set)
    groups: dict[int, Group] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.steps.append(Step(tuple(self.drawn), tuple(self.drawn.values())))

    def grow(self, steps: Sequence[Growth], expand: Expand) -> None:
        """Apply steps in order."""
        for step in steps:
            if isinstance(step, Restriction):
                self._restrict(set(step.marks))
                self.add({})
            elif isinstance(step, Addition):
                self.add(self._named(step))
            elif isinstance(step, Group):
                self.add(self._grouped(step))
            else:
                self.expanded.update({self.index_of(step.node_id)} - {-1})
                self.add(expand(step, self.drawn))

    def index_of(self, node_id: str) -> int:
        """The index of a node or a group; -1 for an unknown one."""
        if node_id in self.network:
            return self.network.index(node_id)
        return next((node for node, group in self.groups.items() if group.text() == node_id), -1)

    def add(self, nodes: Mapping[int, int]) -> None:
        """Append a step that adds nodes, each with the node it was reached from."""
        self.dropped -= nodes.keys()
        self.drawn.update(nodes)
        self.steps.append(Step(tuple(nodes), tuple(nodes.values())))

    def selection(self, left_out: int, hidden: Iterable[int]) -> Selection:
        """The selection so far, without the hidden nodes."""
        dropped = frozenset(self.dropped) | frozenset(hidden)
        return Selection(
            tuple(self.steps), left_out, dropped, frozenset(self.route_steps),
            frozenset(self.expanded), self.groups,
        )  # fmt: skip

    def _restrict(self, marks: set[str]) -> None:
        dropped = {node for node in self.drawn if mark_of(self._id_of(node)) not in marks}
        self.dropped |= dropped
        self.drawn = {node: at for node, at in self.drawn.items() if node not in dropped}

    def _id_of(self, node: int) -> str:
        return self.groups[node].text() if node in self.groups else self.network.ids[node]

    def _grouped(self, group: Group) -> dict[int, int]:
        """The node of a group, reached from its hub, if the hub is drawn and the group is not."""
        hub = self.index_of(group.hub_id)
        if hub not in self.drawn or not self.brings(group):
            return {}
        known = self.index_of(group.text())
        node = len(self.network) + len(self.groups) if known < 0 else known
        self.groups[node] = group
        return {} if node in self.drawn else {node: hub}

    def _named(self, step: Addition) -> dict[int, int]:
        nodes = [self.network.index(x) for x in step.ids if x in self.network]
        if step.route:
            self.route_steps.update(map(frozenset, pairwise(nodes)))
        adjacency = self.network.adjacency()
        return {
            node: next((int(n) for n in adjacency.of(node)[0] if int(n) in self.drawn), -1)
            for node in nodes
            if node not in self.drawn
        }
