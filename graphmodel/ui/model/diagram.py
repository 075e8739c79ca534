"""The graph model as a diagram: every declared kind, and every link allowed between two."""

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
"""Half the width and height of the ring of kinds around the most linked one."""


def model_diagram() -> Picture:
    """One node per kind and one line per link allowed between two kinds, from the schema."""
    pairs = _pairs()
    positions = _positions(pairs)
    marks = [
        DiagramNode(name, kind.plural, _title(kind), positions[name], SIZE, kind.colour, kind.shape)
        for name, kind in NODE_KINDS.items()
    ]  # fmt: skip
    return diagram_picture(marks, _lines(pairs))


def _positions(pairs: Pairs) -> dict[str, Position]:
    """The most linked kind in the middle, the others around it in order of declaration."""
    joined = Counter(end for pair, links in pairs.items() for end in pair for _ in links)
    middle = max(NODE_KINDS, key=lambda name: joined[name])
    around = [name for name in NODE_KINDS if name != middle]
    positions = {middle: (0.0, 0.0)}
    for number, name in enumerate(around):
        angle = 2 * pi * number / len(around) - pi / 2
        positions[name] = (round(RING[0] * cos(angle)), round(RING[1] * sin(angle)))
    return positions


def _pairs() -> Pairs:
    """The links allowed between each two kinds, except those that join any kind to itself."""
    pairs: Pairs = defaultdict(list)
    for link in LINK_KINDS.values():
        if not joins_any_to_itself(link):
            for pair in link.ends:
                pairs[pair].append(link)
    return pairs


def joins_any_to_itself(link: LinkKind) -> bool:
    """Whether a kind of link joins two nodes of the same kind, whichever kind that is."""
    return len(link.ends) > 2 and all(source == target for source, target in link.ends)


def _lines(pairs: Pairs) -> list[DiagramEdge]:
    """Lines, bent apart if several join the same two kinds."""
    drawn: dict[tuple[str, str], int] = defaultdict(int)
    lines = []
    for (source, target), links in pairs.items():
        for link in links:
            ends = (min(source, target), max(source, target))
            number = drawn[ends]
            drawn[ends] += 1
            bend = 0.0 if source == target else (0.0, 0.3, -0.3, 0.5)[number % 4]
            title = f"{source} {link.caption} {target}\n{link.description}"
            lines.append(
                DiagramEdge(f"{source}|{link.name}|{target}", source, target, title, link.colour,
                            1.8, bend if source <= target else -bend, arrow=True,
                            label=link.caption)
            )  # fmt: skip
    return lines


def _title(kind: NodeKind) -> str:
    return f"{kind.name}\n{kind.description}"
