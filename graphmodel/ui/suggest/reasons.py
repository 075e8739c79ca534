"""Reasons for and against a suggestion in plain words, and the colour that each kind has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from graphmodel.analysis.suggestions.results import Reason
from graphmodel.network.captions import link_years
from graphmodel.network.network import Network
from graphmodel.schema.model import joined_by, kinds_with
from graphmodel.ui.shared import facts

NAMES = {
    "worked_together": "Know the team already",
    "common_collaborators": "Know the same people",
    "paths_of_three": "People near them know each other",
    "walk": "Close by in the whole network",
    "school": "Same school at the same time",
    "programme": "Same programme or event",
    "festival": "Same festival in the same year",
    "organisation": "Same organisation at the same time",
    "mentor": "Mentor and mentored",
    "company": "Same companies",
    "genre": "Same genres",
    "country": "Same countries or markets",
    "language": "Same languages",
    "form": "Same forms",
    "role": "Does what is needed",
    "career": "Careers of similar length",
    "activity": "At work lately",
    "recognition": "Selected and honoured",
    "silent": "Has not worked for long",
    "later": "Began much later",
    "other_country": "Only in other countries",
    "other_language": "Only in another language",
    "career_apart": "Careers of different length",
    "same_partner": "Mostly with the same partner",
}
"""What each kind of reason is called."""

COLOURS = {
    "worked_together": "#1d4f8c",
    "common_collaborators": "#2f6fbb",
    "paths_of_three": "#6ea2dd",
    "walk": "#0f8b8d",
    "school": "#8a5fb0",
    "programme": "#a884c9",
    "festival": "#6b3f94",
    "organisation": "#c79adf",
    "mentor": "#c0487f",
    "company": "#c2452d",
    "genre": "#b98300",
    "country": "#2e8b57",
    "language": "#57b07e",
    "form": "#8f9e2f",
    "role": "#d0743c",
    "career": "#94705a",
    "activity": "#3c7d3f",
    "recognition": "#d9a400",
}
AGAINST = "#8c8f96"
"""The colour of all reasons against."""

THINGS = 3
"""Things that a line names before it stops."""


def colour(kind: str) -> str:
    """The colour of a kind of reason."""
    return COLOURS.get(kind, AGAINST)


def in_words(
    network: Network, person: str, other: str, reason: Reason, role: str | None = None
) -> str:
    """One reason as a sentence, such as "Both know A, B — through Film (1999)"; where a role is
    wanted, works are those in it."""
    if reason.kind in ("common_collaborators", "paths_of_three", "walk", "worked_together"):
        return _through_people(network, person, other, reason)
    told = _SAID.get(reason.kind)
    if told is not None:
        return told(network, person, other, reason, f" as {role}" if role else "")
    things = listed(reason.values) or listed(
        _names(network, reason, (*kinds_with("school"), *kinds_with("programme")))
    )
    return f"{NAMES[reason.kind]}: {things}" if things else NAMES[reason.kind]


def _through_people(network: Network, person: str, other: str, reason: Reason) -> str:
    between = [x for x in _of_kind(network, reason.facts, ("Person",)) if x not in (person, other)]
    names = listed([network.name_of(x) for x in between])
    through = listed(_things(network, reason.facts))
    for_team = network.kinds[network.index(person)] == "Project"
    if reason.kind == "common_collaborators":
        said = f"They and the team both know {names}" if for_team else f"Both know {names}"
    elif reason.kind == "paths_of_three":
        whose = "People near them and the team" if for_team else "People near them"
        said = f"{whose} know each other: {names}"
    elif reason.kind == "worked_together":
        said = f"Has worked with {names} of the team"
    else:
        return f"Close by in the whole network, by way of {names}"
    return f"{said} — through {through}" if through else said


def _activity(network: Network, person: str, other: str, reason: Reason, as_: str) -> str:
    number = int(reason.values[0])
    since = (network.latest_year or 0) - 5
    lately = f"{_many(number, 'work')}{as_} since {since}" if number else f"Has worked{as_}"
    things = listed(_things(network, [x for x in reason.facts if x != other]))
    return f"{lately}, such as {things}" if things else lately


def _recognition(network: Network, person: str, other: str, reason: Reason, as_: str) -> str:
    names = list(dict.fromkeys(_names(network, reason, joined_by("selection"))))
    times = _many(int(reason.values[0]), "time")
    return f"Selected or honoured {times}, own or for works taken part in: {listed(names)}"


def _role(network: Network, person: str, other: str, reason: Reason, as_: str) -> str:
    mine, theirs = reason.values
    return f"{_article(theirs).capitalize()} {theirs} for {_article(mine)} {mine}"


def _article(word: str) -> str:
    return "an" if word[:1].lower() in "aeiou" else "a"


def _career(network: Network, person: str, other: str, reason: Reason, as_: str) -> str:
    mine, theirs = map(int, reason.values)
    asker = network.index(person)
    if network.kinds[asker] == "Person":
        whose = f"of {network.names[asker]}"
    else:
        whose = "of somebody on the team on average"
    return f"{NAMES[reason.kind]}: {_many(theirs, 'work')}{as_}, beside {mine} {whose}"


def _silent(network: Network, person: str, other: str, reason: Reason, as_: str) -> str:
    apart = _many(int(reason.values[0]), "year")
    return f"No known work{as_} after {reason.values[1]} ({apart} apart)"


def _later(network: Network, person: str, other: str, reason: Reason, as_: str) -> str:
    apart, name = _many(int(reason.values[0]), "year"), network.name_of(person)
    last = name if network.kinds[network.index(person)] == "Project" else f"the last of {name}"
    return f"First known work{as_} in {reason.values[1]}, {apart} after {last}"


def _elsewhere(network: Network, person: str, other: str, reason: Reason, as_: str) -> str:
    return f"{NAMES[reason.kind]}: {listed(reason.values)}"


def _same_partner(network: Network, person: str, other: str, reason: Reason, as_: str) -> str:
    partner, together, works = reason.values
    return f"Works mostly with {partner}: {together} of {works} works"


def _many(number: int, thing: str) -> str:
    return f"1 {thing}" if number == 1 else f"{number:,} {thing}s"


_Says = Callable[[Network, str, str, Reason, str], str]
_SAID: Mapping[str, _Says] = {
    "activity": _activity,
    "recognition": _recognition,
    "role": _role,
    "career": _career,
    "career_apart": _career,
    "silent": _silent,
    "later": _later,
    "other_country": _elsewhere,
    "other_language": _elsewhere,
    "same_partner": _same_partner,
}


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
            name = network.name_of(node_id)
            found.append(f"{name} ({years[node_id]})" if years.get(node_id) else name)
    return found


def _of_kind(network: Network, ids: Iterable[str], kinds: Sequence[str]) -> list[str]:
    return [x for x in ids if x in network and network.kinds[network.index(x)] in kinds]


def _names(network: Network, reason: Reason, kinds: Sequence[str]) -> list[str]:
    return [network.name_of(x) for x in _of_kind(network, reason.facts, kinds)]


def listed(words: Sequence[str], most: int = THINGS) -> str:
    """Words joined by commas, and how many more there are."""
    more = len(words) - most
    return ", ".join(words[:most]) + (f" and {more} more" if more > 0 else "")
