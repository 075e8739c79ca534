"""Short plain-text lines about nodes and links, for pictures, pages and tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from graphmodel.network import Network
from graphmodel.schema import LINK_KINDS, NODE_KINDS

LABEL_LENGTH = 26
"""Characters of a name that a picture shows before it cuts."""

ROLES_SHOWN = 3
"""Roles that a summary names, the most frequent first."""


def short(name: str, length: int = LABEL_LENGTH) -> str:
    """A name cut to at most ``length`` characters, on one line, with an ellipsis where cut."""
    line = " ".join(name.split())
    return line if len(line) <= length else line[: length - 1].rstrip(" ,.-") + "…"


def span(first: int | None, last: int | None) -> str:
    """A stretch of years such as "1986–2012" or "2009"; empty where neither is known."""
    if first is None or last is None or first == last:
        return str(last if first is None else first) if (first, last) != (None, None) else ""
    return f"{first}–{last}"


def counted(kind: str, number: int) -> str:
    """A number of nodes of a kind in words: "1 person", "12 projects"."""
    declared = NODE_KINDS[kind]
    return f"{number:,} {(declared.name if number == 1 else declared.plural).lower()}"


def summary(network: Network, index: int) -> str:
    """One line that tells namesakes apart: "director, writer · 12 projects · 1986–2012"."""
    neighbours, links = network.adjacency().of(index)
    node = network.node(index)
    parts = [node["type"]] if "type" in node else []
    if node["kind"] == "Person":
        parts.append(", ".join(_roles(network, links)))
    else:
        parts.append(", ".join(node.get("genres", [])[:2]))
        parts.append(str(node["year"]) if "year" in node else "")
        place = dict.fromkeys(node[key] for key in ("place", "country") if key in node)
        parts.append(", ".join(place))
    parts.append(_counts(network, neighbours))
    if node["kind"] != "Project":
        parts.append(span(*years_of(network, index)))
    return " · ".join(part for part in parts if part)


def years_of(network: Network, index: int) -> tuple[int | None, int | None]:
    """The first and last year that a node's own properties or its links tell of."""
    _, links = network.adjacency().of(index)
    there = network.links[links]
    node = network.node(index)
    firsts = [node.get("first_year"), *there["first_year"].drop_nulls()]
    lasts = [node.get("last_year"), *there["last_year"].drop_nulls()]
    return (
        min((year for year in firsts if year is not None), default=None),
        max((year for year in lasts if year is not None), default=None),
    )


def link_years(link: Mapping[str, Any]) -> str:
    """When a link held: its year, else from when until when as given, else nothing."""
    if "year" in link:
        return str(link["year"])
    since, until = link.get("since"), link.get("until")
    if since and until and since != until:
        return f"{since} – {until}"
    if since or until:
        return str(since or until) if until else f"since {since}"
    return ""


def link_details(link: Mapping[str, Any], *, years: bool = True) -> str:
    """What a link's own properties say: "director · 2009"; empty where they say nothing."""
    quiet = {"sources", "since", "until", "year"}
    said = [
        f"{link[p.name]}" if p.type in ("text", "date") else f"{p.name} {link[p.name]}"
        for p in LINK_KINDS[link["kind"]].properties
        if p.name in link and p.name not in quiet
    ]
    return " · ".join([*said, *([link_years(link)] if years and link_years(link) else [])])


def _roles(network: Network, links: Iterable[int]) -> list[str]:
    roles = network.links[np.asarray(links)]["role"].drop_nulls().to_list()
    return [role for role, _ in Counter(roles).most_common(ROLES_SHOWN)]


def _counts(network: Network, neighbours: Iterable[int]) -> str:
    kinds = Counter(network.kinds[i] for i in np.unique(np.asarray(neighbours)))
    return ", ".join(counted(kind, number) for kind, number in kinds.most_common(2))
