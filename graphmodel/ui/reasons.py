"""Reasons for a suggestion in plain words, and the colour that each kind has in its score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graphmodel.analysis.suggestions import Reason
from graphmodel.captions import link_years
from graphmodel.network import Network
from graphmodel.ui import facts

NAMES = {
    "common_collaborators": "Common collaborators",
    "paths_of_three": "Their collaborators work together",
    "walk": "Close by in the whole network",
    "cohort": "Were in the same place",
    "company": "Same companies",
    "genre": "Same genres",
    "country": "Same countries",
}
"""What each kind of reason is called."""

COLOURS = {
    "common_collaborators": "#2f6fbb",
    "paths_of_three": "#6ea2dd",
    "walk": "#0f8b8d",
    "cohort": "#8a5fb0",
    "company": "#c2452d",
    "genre": "#b98300",
    "country": "#2e8b57",
}

THINGS = 3
"""Things that a line names before it stops."""


def in_words(network: Network, person: str, other: str, reason: Reason) -> str:
    """One reason as a sentence, such as "2 common collaborators: A, B — through Film (1999)"."""
    if reason.kind in ("common_collaborators", "paths_of_three", "walk"):
        return _through_people(network, person, other, reason)
    things = listed(reason.values) or listed(_names(network, reason, ("School", "Programme")))
    return f"{NAMES[reason.kind]}: {things}" if things else NAMES[reason.kind]


def _through_people(network: Network, person: str, other: str, reason: Reason) -> str:
    between = [x for x in _of_kind(network, reason.facts, ("Person",)) if x not in (person, other)]
    names = listed([network.names[network.index(x)] for x in between])
    through = listed(_things(network, reason.facts))
    count = len(between)
    if reason.kind == "common_collaborators":
        said = f"{count} common collaborator{'' if count == 1 else 's'}: {names}"
    elif reason.kind == "paths_of_three":
        said = f"Their collaborators work together: {names}"
    else:
        said = f"Close by in the whole network, by way of {names}"
    return f"{said} — through {through}" if through else said


def _things(network: Network, ids: Sequence[str]) -> list[str]:
    """What people were in together, each with its year."""
    years: dict[str, str] = {}
    for index in facts.links_by_id(network, ids).values():
        link = network.link(index)
        said = str(link.get("last_year") or "") or link_years(link)
        years.setdefault(network.ids[link["target"]], said)
    found = []
    for node_id in ids:
        if node_id in network and network.kinds[network.index(node_id)] != "Person":
            name = network.names[network.index(node_id)]
            found.append(f"{name} ({years[node_id]})" if years.get(node_id) else name)
    return found


def _of_kind(network: Network, ids: Iterable[str], kinds: Sequence[str]) -> list[str]:
    return [x for x in ids if x in network and network.kinds[network.index(x)] in kinds]


def _names(network: Network, reason: Reason, kinds: Sequence[str]) -> list[str]:
    return [network.names[network.index(x)] for x in _of_kind(network, reason.facts, kinds)]


def listed(words: Sequence[str], most: int = THINGS) -> str:
    """Words joined by commas, and how many more there are."""
    more = len(words) - most
    return ", ".join(words[:most]) + (f" and {more} more" if more > 0 else "")
