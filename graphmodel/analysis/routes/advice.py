"""What an answer about introductions tells a scout to do, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from graphmodel.analysis.routes.alternatives import Shorter
from graphmodel.analysis.routes.costs import HALFWAY
from graphmodel.analysis.routes.introductions import Introductions
from graphmodel.analysis.routes.route import Hop, Route, busy
from graphmodel.analysis.routes.steiner_tree import Connection
from graphmodel.analysis.ties.relations import Shared
from graphmodel.network.network import Network

RELATION_NAMES = {
    "worked": "worked together",
    "studied": "studied together",
    "festival": "same festival, same year",
    "programme": "same programme",
    "event": "same event",
    "company": "same company",
    "mentored": "one mentored the other",
    "taught": "one taught the other",
}
"""What each relation is called."""

TOGETHER = 2
"""Things shared that a sentence names before it says how many more."""


def names_of(network: Network, ids: Sequence[str]) -> str:
    """Names as a list in a sentence; an id that is not in the network stays as it is."""
    named = [network.name_of(node_id) for node_id in ids]
    return " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)


def shared_line(network: Network, hop: Hop, shared: Shared) -> str:
    """One thing that two people share: "Snowpiercer (2013, director and actor)"."""
    year = [str(shared.year)] if shared.year else []
    if shared.relation in ("mentored", "taught"):
        guide, other = (hop.source, hop.target)
        if shared.roles[0] not in ("mentor", "speaker", "teacher"):
            guide, other = other, guide
        said = f"{names_of(network, [guide])} {shared.relation} {names_of(network, [other])}"
        place = f"at {shared.name}" if shared.kind != "MENTORS" else ""
        return " ".join(part for part in (said, place, f"({year[0]})" if year else "") if part)
    told = ", ".join([*year, *_roles(shared)])
    return f"{shared.name} ({told})" if told else shared.name


def _roles(shared: Shared) -> list[str]:
    one, other = (role or "" for role in shared.roles)
    if one == other:
        return [f"both {one}"] if one else []
    return [" and ".join(role for role in (one, other) if role)]


def strength(hop: Hop) -> str:
    """How strong a tie is in one word."""
    if hop.strength >= HALFWAY:
        return "strong"
    return "fair" if hop.strength >= HALFWAY / 4 else "faint"


def because(network: Network, hop: Hop) -> str:
    """What two people share, strongest first: "A (2009, ...); B (2011, ...); and 2 more"."""
    said = [shared_line(network, hop, shared) for shared in hop.shared[:TOGETHER]]
    more = len(hop.shared) - TOGETHER
    return "; ".join([*said, *([f"and {more} more"] if more > 0 else [])])


def advice(network: Network, answer: Introductions) -> list[str]:
    """What to do first and why, and what to mind, for an answer that has routes."""
    first = answer.routes[0]
    hop = first.hops[0]
    lines = []
    if not first.between:
        known = names_of(network, [hop.target])
        lines.append(f"{known} is known directly, because of {because(network, hop)}.")
        warmer = [route for route in answer.routes[1:] if route.score > 1.5 * first.score]
        if warmer and answer.target is not None:
            via = names_of(network, warmer[0].between)
            lines.append(f"That tie is {strength(hop)}: asking through {via} is likelier to work.")
        return lines
    lines.append(
        f"Ask {names_of(network, [hop.target])} first, because of {because(network, hop)}."
    )
    for step in first.hops[1:]:
        one, other = (names_of(network, [end]) for end in (step.source, step.target))
        lines.append(f"{one} can lead on to {other}: {because(network, step)}.")
    return [*lines, weakest(network, first)]


def weakest(network: Network, route: Route) -> str:
    """The weakest hop of a route in a sentence."""
    hop = route.hops[route.weakest]
    last = f"last together in {hop.year}" if hop.year else "at a time that is not known"
    two = names_of(network, [hop.source, hop.target])
    return f"The weakest step is {two}: {strength(hop)}, {last}."


def differs(network: Network, answer: Introductions, place: int) -> str:
    """How the route at a place, from 1, differs from the first."""
    found = answer.differences[place - 1]
    other = answer.routes[place]
    parts = []
    if found.instead:
        parts.append(f"Goes through {names_of(network, found.instead)} instead")
    elif answer.routes[0].people[-1] == other.people[-1]:
        parts.append("Leaves somebody out")
    if answer.routes[0].people[-1] != other.people[-1]:
        parts.append(f"leads to {names_of(network, other.people[-1:])}")
    if found.hops:
        steps = "step" if abs(found.hops) == 1 else "steps"
        parts.append(f"{abs(found.hops)} {steps} {'more' if found.hops > 0 else 'fewer'}")
    parts.append(_odds(found.odds))
    said = ", ".join(part for part in parts if part)
    return f"{said[0].upper()}{said[1:]}."


def _odds(odds: float) -> str:
    if odds > 1.1:
        return f"{odds:,.1f} times as likely to work as the first"
    if odds > 0.9:
        return "as likely to work as the first"
    return f"{1 / odds:,.1f} times less likely to work than the first"


def shorter(network: Network, answer: Introductions) -> list[str]:
    """What would make it shorter or likelier, a line for each thing."""
    meetings = [found for found in answer.shorter if found.what == "meet"]
    lines = [_given_up(network, found) for found in answer.shorter if found.what != "meet"]
    if meetings and answer.target is not None:
        target = names_of(network, [answer.target])
        known = [
            f"{names_of(network, found.ids)}, because of {shared_line(network, hop, hop.shared[0])}"
            for found in meetings
            if (hop := found.hop) is not None
        ]
        who = "; or ".join(known)
        lines.append(f"Meeting somebody who knows {target} well would leave two steps: {who}.")
    return lines


def _given_up(network: Network, found: Shorter) -> str:
    names = names_of(network, found.ids)
    said = {
        "weaker ties": "Over weaker ties it is shorter",
        "older ties": "With ties of any age",
        "other relations": "With ties of every kind",
        "longer": "With more steps allowed",
        "any way": f"Not by way of {names}",
        "not avoided": f"If {names} may be on it",
    }[found.what]
    if found.route is None:
        return f"{said}."
    through = names_of(network, found.route.between)
    how = f"through {through}" if through else "they know each other"
    return f"{said}: {how} (score {found.route.score:.2g})."


def scored(network: Network, route: Route) -> list[tuple[str, float]]:
    """What the score of a route is the product of: each factor with what it stands for."""
    parts = []
    for place, hop in enumerate(route.hops):
        two = names_of(network, [hop.source, hop.target])
        parts.append((f"{two}: a {strength(hop)} tie ({hop.strength:.2g})", hop.chance))
        if place < len(route.met):
            met = route.met[place]
            asked = names_of(network, [hop.target])
            parts.append((f"{asked} has to be asked and has met {met:,} people", busy(met)))
    return parts


def connecting(network: Network, found: Connection) -> list[str]:
    """What an answer about a group tells one to do."""
    if found.apart:
        if len(found.apart) == 1:
            return ["They are too far apart for the search."]
        parts = "; ".join(names_of(network, part) for part in found.apart)
        return [f"No ties join these parts of the group: {parts}."]
    lines = []
    if not found.between:
        lines.append("They know each other already: nobody else is needed.")
    else:
        asked = names_of(network, found.between)
        count = f"{len(found.between)} connect" if len(found.between) > 1 else "1 connects"
        lines.append(f"Bring in {asked}: {count} these {len(found.group)}.")
    for one in found.between:
        beside = [
            (other, hop)
            for hop in found.hops
            for other, this in ((hop.source, hop.target), (hop.target, hop.source))
            if this == one
        ]
        known = names_of(network, [other for other, _ in beside])
        lines.append(f"{names_of(network, [one])} knows {known}.")
    hop = min(found.hops, key=lambda hop: hop.strength)
    last = f"last together in {hop.year}" if hop.year else "at a time that is not known"
    two = names_of(network, [hop.source, hop.target])
    return [*lines, f"The weakest tie is {two}: {strength(hop)}, {last}."]
