"""Colours and sizes of a picture by a property of each node, with the legend.

Categories get the colours of Okabe and Ito (2008), numbers those of cividis (Nuñez, Anderton and
Renslow 2018); both are safe for colour-blind readers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from graphmodel import words
from graphmodel.network.captions import known_years
from graphmodel.network.network import Network
from graphmodel.pictures.people import COLOURS, LONER
from graphmodel.pictures.picture import LARGEST, SMALLEST, Picture

COLOURED_BY = {
    "role": words.mark("Role"),
    "country": words.mark("Country"),
    "recency": words.mark("Last year"),
    "degree": words.mark("Number of links"),
}
"""What colours can stand for besides their default meaning, by name with a title."""

SIZED_BY = {"recency": words.mark("Last year"), "equal": words.mark("Nothing (all the same size)")}
"""What size can stand for besides the number of links, by name with a title."""

SHADES = ("#fde737", "#c3b369", "#8a8678", "#575d6d", "#0f2f5f")
"""From highest to lowest: cividis at even steps, the darkest slightly lightened."""

_WITHOUT = words.mark("none stated")
_COUNTRIES = ("country", "countries", "markets", "market")


def coloured(network: Network, picture: Picture, by: str) -> Picture:
    """Colour the picture by one of ``COLOURED_BY``; otherwise return it unchanged."""
    if by not in COLOURED_BY:
        return picture
    if by in ("recency", "degree"):
        numbers = _years(network, picture) if by == "recency" else _degrees(network, picture)
        values = _in_bands(numbers)
        shades = dict(zip(_bands(values, numbers), SHADES, strict=False))
    else:
        read = main_role if by == "role" else first_country
        values = {node: value for node in picture.node_indexes if (value := read(network, node))}
        common = [value for value, _ in Counter(values.values()).most_common(len(COLOURS))]
        shades = dict(zip(common, COLOURS, strict=False))
    nodes = _changed(
        network, picture, lambda node: {"color": shades.get(values.get(node, ""), LONER)}
    )
    legend = [(words.label(value), shade) for value, shade in shades.items()]
    if any(node["color"] == LONER for node in nodes):
        others = len(set(values.values())) > len(shades)
        legend.append((words.say("others") if others else words.say(_WITHOUT), LONER))
    return replace(picture, nodes=nodes, legend=tuple(legend))


def sized(network: Network, picture: Picture, by: str) -> Picture:
    """Size the nodes by one of ``SIZED_BY``; otherwise return the picture unchanged."""
    if by == "equal":
        sizes = dict.fromkeys(picture.node_indexes, (SMALLEST + LARGEST) / 2)
    elif by == "recency":
        years = _years(network, picture)
        first, last = min(years.values(), default=0), max(years.values(), default=0)
        span = max(1, last - first)
        sizes = {
            node: SMALLEST + (LARGEST - SMALLEST) * (year - first) / span
            for node, year in years.items()
        }
    else:
        return picture
    nodes = _changed(
        network, picture, lambda node: {"size": round(sizes.get(node, SMALLEST), 1)}
    )  # fmt: skip
    return replace(picture, nodes=nodes)


def _changed(
    network: Network, picture: Picture, look: Callable[[int], dict[str, Any]]
) -> tuple[dict[str, Any], ...]:
    """The nodes with other options; those that stand for groups keep theirs."""
    indexes = {network.ids[index]: index for index in picture.node_indexes}
    return tuple(
        {**node, **look(indexes[node["id"]])} if node["id"] in indexes else node
        for node in picture.nodes
    )


def main_role(network: Network, node: int) -> str:
    """The most frequent role on a node's outgoing links, the first by name if several are equal."""
    sources, roles = network.link_values("source"), network.link_values("role")
    counts = Counter(
        roles[link]
        for link in network.adjacency().of(node)[1].tolist()
        if sources[link] == node and roles[link]
    )
    return min(counts, key=lambda role: (-counts[role], role), default="")


def first_country(network: Network, node: int) -> str:
    """The first country that a node states."""
    values = network.node(node)
    for name in _COUNTRIES:
        value = values.get(name)
        if value:
            return str(value if isinstance(value, str) else value[0])
    return ""


def _years(network: Network, picture: Picture) -> dict[int, int]:
    adjacency = network.adjacency()
    years = {
        node: known_years(network, network.node(node), adjacency.of(node)[1].tolist())[1]
        for node in picture.node_indexes
    }
    return {node: year for node, year in years.items() if year is not None}


def _degrees(network: Network, picture: Picture) -> dict[int, int]:
    degrees = network.adjacency().degrees
    return {node: int(degrees[node]) for node in picture.node_indexes}


def _in_bands(numbers: Mapping[int, int]) -> dict[int, str]:
    """The band of each number, such as "1990 to 1999"; all bands have about equally many nodes."""
    if not numbers:
        return {}
    values = np.array(sorted(set(numbers.values())))
    cuts = np.unique(np.quantile(list(numbers.values()), np.linspace(0, 1, len(SHADES) + 1)[1:-1]))
    band = np.searchsorted(cuts, values, side="left")
    texts = {}
    for number in np.unique(band):
        inside = values[band == number].tolist()
        text = f"{inside[0]}"
        if len(inside) > 1:
            text = words.say("{first} to {last}", first=inside[0], last=inside[-1])
        texts.update(dict.fromkeys(inside, text))
    return {node: texts[number] for node, number in numbers.items()}


def _bands(bands: Mapping[int, str], numbers: Mapping[int, int]) -> Sequence[str]:
    """The bands, from the largest numbers down."""
    ranked = sorted(bands, key=lambda node: -numbers[node])
    return list(dict.fromkeys(bands[node] for node in ranked))
