"""The graph model as a picture: every declared kind, and every link that may join two of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import cos, pi, sin

from graphmodel.pictures.picture import Picture, Position
from graphmodel.schema.declarations import LinkKind, NodeKind
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS
from graphmodel.ui.shared.diagram import DiagramEdge, DiagramNode, diagram_picture

Pairs = dict[tuple[str, str], list[LinkKind]]

SIZE = 24.0
RING = (400.0, 330.0)
"""Half the width and height of the ring on which the kinds lie, around the most linked one."""


def model_picture() -> Picture:
    """One node a kind and one line a pair of kinds that links may join, drawn from the schema."""
    pairs = _pairs()
    at = _places(pairs)
    marks = [
        DiagramNode(name, kind.plural, _title(kind), at[name], SIZE, kind.colour, kind.shape)
        for name, kind in NODE_KINDS.items()
    ]  # fmt: skip
    return diagram_picture(marks, _lines(pairs))


def _places(pairs: Pairs) -> dict[str, Position]:
    """The kind that most links join in the middle, the others around it as they are declared."""
    joined = Counter(end for pair, links in pairs.items() for end in pair for _ in links)
    middle = max(NODE_KINDS, key=lambda name: joined[name])
    around = [name for name in NODE_KINDS if name != middle]
    places = {middle: (0.0, 0.0)}
    for number, name in enumerate(around):
        angle = 2 * pi * number / len(around) - pi / 2
        places[name] = (round(RING[0] * cos(angle)), round(RING[1] * sin(angle)))
    return places


def _pairs() -> Pairs:
    """The links from one kind to another, without those that join any kind to itself alone."""
    found: Pairs = defaultdict(list)
    for link in LINK_KINDS.values():
        if not joins_any_to_itself(link):
            for pair in link.ends:
                found[pair].append(link)
    return found


def joins_any_to_itself(link: LinkKind) -> bool:
    """Whether a kind of link says something of two nodes of one kind, whichever kind that is."""
    return len(link.ends) > 2 and all(one == other for one, other in link.ends)


def _lines(pairs: Pairs) -> list[DiagramEdge]:
    """Lines that bend apart where several join the same two kinds."""
    beside: dict[tuple[str, str], int] = defaultdict(int)
    lines = []
    for (one, other), links in pairs.items():
        for link in links:
            near = (min(one, other), max(one, other))
            number = beside[near]
            beside[near] += 1
            bend = 0.0 if one == other else (0.0, 0.3, -0.3, 0.5)[number % 4]
            lines.append(
                DiagramEdge(f"{one}|{link.name}|{other}", one, other,
                            f"{one} {link.caption} {other}\n{link.description}", link.colour, 1.8,
                            bend if one <= other else -bend, arrow=True, label=link.caption)
            )  # fmt: skip
    return lines


def _title(kind: NodeKind) -> str:
    return f"{kind.name}\n{kind.description}"
