"""The graph model as a picture: every declared kind, and every link that may join two of them."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from graphmodel.kinds import LinkKind, NodeKind
from graphmodel.layout import arrange, fan
from graphmodel.pictures import Picture
from graphmodel.schema import LINK_KINDS, NODE_KINDS
from graphmodel.ui.sketches import Line, Mark, sketch

SIZE = 26.0
APART = 2.3
"""How much further apart kinds lie than the nodes of a picture, since their links have names."""


def model_picture() -> Picture:
    """One node a kind and one line a pair of kinds that links may join, drawn from the schema."""
    names = list(NODE_KINDS)
    row = {name: i for i, name in enumerate(names)}
    pairs = _pairs()
    ends = [(row[a], row[b]) for a, b in pairs if a != b]
    middle = np.zeros((len(names), 2))
    start = fan(middle, np.arange(len(names)), middle - (1.0, 0.0))
    links = np.array(sorted(set(ends)), dtype=np.int64).reshape(-1, 2)
    at = arrange(start, links, np.zeros(len(names), dtype=bool)) * APART
    marks = [
        Mark(name, kind.plural, _title(kind), (float(x), float(y)), SIZE, kind.colour, kind.shape,
             name, central=True)
        for (name, kind), (x, y) in zip(NODE_KINDS.items(), at, strict=True)
    ]  # fmt: skip
    return sketch(marks, _lines(pairs))


def _pairs() -> dict[tuple[str, str], list[LinkKind]]:
    """The links from one kind to another, without those that join any kind to itself alone."""
    found: dict[tuple[str, str], list[LinkKind]] = defaultdict(list)
    for link in LINK_KINDS.values():
        if not joins_any_to_itself(link):
            for pair in link.ends:
                found[pair].append(link)
    return found


def joins_any_to_itself(link: LinkKind) -> bool:
    """Whether a kind of link says something of two nodes of one kind, whichever kind that is."""
    return len(link.ends) > 2 and all(one == other for one, other in link.ends)


def _lines(pairs: dict[tuple[str, str], list[LinkKind]]) -> list[Line]:
    """Lines that bend apart where several join the same two kinds."""
    beside: dict[tuple[str, str], int] = defaultdict(int)
    lines = []
    for (one, other), links in pairs.items():
        for link in links:
            near = (min(one, other), max(one, other))
            number = beside[near]
            beside[near] += 1
            bend = 0.0 if one == other else (0.0, 0.22, -0.22, 0.4)[number % 4]
            lines.append(
                Line(f"{one}|{link.name}|{other}", one, other,
                     f"{one} {link.caption} {other}\n{link.says}", link.colour, 1.8,
                     bend if one <= other else -bend, arrow=True, label=link.caption)
            )  # fmt: skip
    return lines


def _title(kind: NodeKind) -> str:
    return f"{kind.name}\n{kind.says}"
