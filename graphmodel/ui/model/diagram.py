"""The graph model as a diagram: every declared kind, and the links allowed between them."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import cos, pi, sin

from graphmodel import words
from graphmodel.pictures.picture import Picture, Position
from graphmodel.schema.declarations import LinkKind, NodeKind
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS
from graphmodel.ui.shared.diagram import DiagramEdge, DiagramNode, diagram_picture

Pairs = dict[tuple[str, str], list[LinkKind]]

SIZE = 24.0
RING = (400.0, 330.0)
"""Half the width and height of the ring of kinds around the most linked one."""
BEND = 0.25
SEVERAL = "#8a94a3"
"""The colour of a line for several kinds of link."""


def model_diagram() -> Picture:
    """Return one node per kind and one line per pair of kinds that links may join."""
    pairs = _pairs()
    positions = _positions(pairs)
    marks = [
        DiagramNode(
            name,
            words.label(kind.plural),
            _title(kind),
            positions[name],
            SIZE,
            kind.colour,
            kind.shape,
        )
        for name, kind in NODE_KINDS.items()
    ]
    return diagram_picture(marks, _lines(pairs))


def _positions(pairs: Pairs) -> dict[str, Position]:
    """Place the most linked kind in the middle, the others around it in order of declaration."""
    joined = Counter(end for pair, links in pairs.items() for end in pair for _ in links)
    middle = max(NODE_KINDS, key=lambda name: joined[name])
    around = [name for name in NODE_KINDS if name != middle]
    positions = {middle: (0.0, 0.0)}
    for number, name in enumerate(around):
        angle = 2 * pi * number / len(around) - pi / 2
        positions[name] = (round(RING[0] * cos(angle)), round(RING[1] * sin(angle)))
    return positions


def _pairs() -> Pairs:
    """Return the links allowed between each pair of kinds, except those that join any kind to
    itself."""
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
    """Return one line per pair, with the captions of all its links, which would overlap on separate
    lines. Lines bend apart if links lead both ways."""
    return [
        DiagramEdge(
            f"{source}|{target}", source, target,
            "\n".join(_said(source, link, target) for link in links),
            links[0].colour if len(links) == 1 else SEVERAL,
            1.8,
            BEND if source != target and (target, source) in pairs else 0.0,
            arrow=True,
            label="\n".join(words.label(link.caption) for link in links),
        )
        for (source, target), links in pairs.items()
    ]  # fmt: skip


def _title(kind: NodeKind) -> str:
    return f"{words.label(kind.name)}\n{words.label(kind.description)}"


def _said(source: str, link: LinkKind, target: str) -> str:
    """Return a kind of link as a sentence about its ends, and its meaning."""
    sentence = " ".join(map(words.label, (source, link.caption, target)))
    return f"{sentence}: {words.label(link.description)}"
