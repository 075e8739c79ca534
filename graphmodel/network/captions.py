"""Short plain-text lines about nodes and links, for pictures, pages and tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from graphmodel import words
from graphmodel.facts.conflicts import CONFLICTING, ValueConflict, value_conflicts
from graphmodel.network.name_script import ORIGINAL
from graphmodel.network.network import REMEMBERED_ROWS, Network
from graphmodel.network.present import is_date_later
from graphmodel.schema.declarations import Property
from graphmodel.schema.labels import property_label
from graphmodel.schema.link_kinds import TIMES
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS, link_kinds
from graphmodel.schema.node_kinds import UNCLAIMED

LABEL_LENGTH = 26
"""Characters of a name shown in a picture before it is cut."""

ROLES_SHOWN = 3
"""Roles named in a summary, the most frequent first."""


_PROPERTY_LABELS = {"works": words.mark("for")}


def shorten(name: str, length: int = LABEL_LENGTH) -> str:
    """A name on one line of at most ``length`` characters, with an ellipsis if cut."""
    line = " ".join(name.split())
    return line if len(line) <= length else line[: length - 1].rstrip(" ,.-") + "…"


def year_span(first: int | None, last: int | None) -> str:
    """A span of years such as "1986–2012" or "2009"; empty if neither is known."""
    if first is None or last is None or first == last:
        return str(last if first is None else first) if (first, last) != (None, None) else ""
    return f"{first}–{last}"


def count_caption(kind: str, number: int) -> str:
    """A number of nodes of a kind in words: "1 person", "12 projects"."""
    declared = NODE_KINDS[kind]
    return words.counted(declared.name.lower(), declared.plural.lower(), number)


def summary(network: Network, index: int) -> str:
    """One line to tell namesakes apart: "director, writer · 12 projects · 1986–2012"."""
    key = (index, words.spoken(), network.year_asked)
    text = network.summaries.get(key)
    if text is None:
        text = _summary(network, index)
        if len(network.summaries) >= REMEMBERED_ROWS:
            network.summaries.clear()
        network.summaries[key] = text
    return text


def _summary(network: Network, index: int) -> str:
    neighbours, links = (rows.tolist() for rows in network.adjacency().of(index))
    node = network.node(index)
    phrases = [words.label(node["type"])] if "type" in node else []
    if node["kind"] == "Person":
        roles = own_roles(network, index, links).most_common(ROLES_SHOWN)
        phrases.append(words.listed(*(words.label(role) for role, _ in roles)))
    else:
        phrases.append(words.listed(*map(words.label, node.get("genres", [])[:2])))
        phrases.append(str(node["year"]) if "year" in node else "")
        location = dict.fromkeys(node[key] for key in ("place", "country") if key in node)
        phrases.append(words.listed(*map(words.label, location)))
    phrases.append(_counts(network, neighbours))
    if node["kind"] != "Project":
        phrases.append(year_span(*known_years(network, node, links)))
        phrases.append(_next_plan(network, links))
    return " · ".join(phrase for phrase in phrases if phrase)


def known_years(
    network: Network, node: Mapping[str, Any], links: Iterable[int]
) -> tuple[int | None, int | None]:
    """The first and last year in a node's own properties or its links, as of the date of asking:
    plans count for neither, and what ends later lasts until that date."""
    now = network.year_asked
    spans = [(node.get("first_year"), node.get("last_year"))]
    firsts, lasts = (network.link_values(name) for name in ("first_year", "last_year"))
    spans += [(firsts[i], lasts[i]) for i in links]
    begun = [(first, last) for first, last in spans if first is None or first <= now]
    return (
        min((first for first, _ in begun if first is not None), default=None),
        max((min(last, now) for _, last in begun if last is not None), default=None),
    )


def own_roles(network: Network, index: int, links: Iterable[int]) -> Counter[str]:
    """How often a node has each role in its links, except the roles of those who represent it."""
    roles, targets = network.link_values("role"), network.links["target"]
    acting = network.adjacency(*link_kinds("representation")).of(index)[1].tolist()
    others = {i for i in acting if targets[i] == index}
    return Counter(role for i in links if i not in others and (role := roles[i]) is not None)


def _next_plan(network: Network, links: Iterable[int]) -> str:
    """The next year for which anything is planned: "planned 2027"; empty without a plan."""
    firsts, now = network.link_values("first_year"), network.year_asked
    later = [year for i in links if (year := firsts[i]) is not None and year > now]
    return words.say("planned {year}", year=min(later)) if later else ""


def conflict_texts(network: Network, values: Mapping[str, Any]) -> dict[str, str]:
    """For each property on which the sources of a node or link differ, what each states and which
    is shown: "1984 according to A; 1992 according to B (shown: A, imported first)"."""
    return {
        conflict.property_name: conflict.values_text(network.name_of)
        for conflict in conflicts_of_row(network, values)
    }


def conflicts_of_row(network: Network, values: Mapping[str, Any]) -> list[ValueConflict]:
    """The conflicts of a node or link of a network. If names are shown in one script, no source
    decides which name is shown."""
    by_script = network.script != ORIGINAL
    return [
        replace(conflict, shown=None)
        if by_script and conflict.property_name == "name"
        else conflict
        for conflict in value_conflicts(values["kind"], values)
    ]


def link_years(link: Mapping[str, Any]) -> str:
    """When a link held: its year, else its dates as given, else an empty string; dates later than
    the default date of asking are marked as planned."""
    if "year" in link:
        year = str(link["year"])
        return words.say("planned for {year}", year=year) if is_date_later(year) else year
    since, until = link.get("since"), link.get("until")
    if since and is_date_later(since):
        if until and until != since:
            return words.say("planned from {since} until {until}", since=since, until=until)
        return words.say("planned from {since}", since=since)
    if until and is_date_later(until):
        if since:
            return words.say("since {since}, planned until {until}", since=since, until=until)
        return words.say("planned until {until}", until=until)
    if since and until and since != until:
        return f"{since} – {until}"
    if since:
        return str(since) if until else words.say("since {since}", since=since)
    return words.say("until {until}", until=until) if until else ""


def year_there(network: Network, link: Mapping[str, Any], end: int | None = None) -> str:
    """For a link without its own date, the year of its target, which dates it, or of the given end:
    "project of 2021"; empty if the link has a date or that end has no year."""
    there = link["target"] if end is None else end
    year = link.get("first_year") if there == link["target"] else network.node(there).get("year")
    if link_years(link) or year is None:
        return ""
    kind = words.label(NODE_KINDS[network.kinds[there]].name).lower()
    if is_date_later(str(year)):
        return words.say("{kind} planned for {year}", kind=kind, year=year)
    return words.say("{kind} of {year}", kind=kind, year=year)


def link_details(network: Network, link: Mapping[str, Any], *, years: bool = True) -> str:
    """A link's own properties: "director · 2009"; empty if it has none."""
    left_out = {"sources", "since", "until", "year", CONFLICTING}
    details = [
        _detail(network, p, link[p.name])
        for p in LINK_KINDS[link["kind"]].properties
        if p.name in link and p.name not in left_out
    ]
    dated = link_years(link) if years else ""
    return " · ".join(text for text in (*details, dated) if text)


def _detail(network: Network, declared: Property, value: Any) -> str:
    """One property in words: ids as names; for those ending in ``_by``, the label, then the
    person."""
    if declared == TIMES:
        return words.count("{n:,} time", "{n:,} times", value) if value > 1 else ""
    if declared.refers and value in network:
        return network.name_of(value)
    if declared == UNCLAIMED:
        sources = (network.name_of(source) for source in value)
        return f"{words.label(property_label(declared.name))} {words.listed(*sources)}"
    if declared.name.endswith("_by"):
        return f"{words.label(property_label(declared.name))} {value}"
    if declared.type in ("text", "date"):
        return words.label(str(value))
    special = _PROPERTY_LABELS.get(declared.name)
    name = words.label(declared.name) if special is None else words.say(special)
    return f"{name} {_listed(value)}"


def _listed(value: Any) -> str:
    return words.listed(*map(str, value)) if isinstance(value, list) else str(value)


def _counts(network: Network, neighbours: Iterable[int]) -> str:
    kinds = Counter(network.kinds[i] for i in dict.fromkeys(neighbours))
    return words.listed(*(count_caption(kind, number) for kind, number in kinds.most_common(2)))
