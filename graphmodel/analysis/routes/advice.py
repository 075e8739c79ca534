"""What an answer about introductions advises a scout to do, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from graphmodel.analysis.routes.alternatives import WORTHWHILE_GAIN, Alternative
from graphmodel.analysis.routes.costs import EVEN_STRENGTH
from graphmodel.analysis.routes.introductions import Introductions
from graphmodel.analysis.routes.route import Hop, Route, intermediary_factor
from graphmodel.analysis.routes.steiner_tree import Connection
from graphmodel.analysis.routes.waiting_pairs import MAX_TRIAL_LINKS, Bridge
from graphmodel.analysis.routes.wordings import because, describe_plan, describe_shared
from graphmodel.analysis.ties.last_activity import LastActivity
from graphmodel.analysis.ties.plans import Plan
from graphmodel.network.network import Network

MAX_NAMED = 2
"""How many things shared a sentence names before it counts the rest."""


def join_names(network: Network, ids: Sequence[str]) -> str:
    """Names as a list in a sentence; an id that is not in the network stays as it is."""
    names = [network.name_of(node_id) for node_id in ids]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def strength_word(hop: Hop) -> str:
    """How strong a tie is in one word."""
    if hop.strength >= EVEN_STRENGTH:
        return "strong"
    return "fair" if hop.strength >= EVEN_STRENGTH / 4 else "faint"


def describe_hop(network: Network, hop: Hop) -> str:
    """What two people share, strongest first: "A (2009, ...); B (2011, ...); and 2 more"."""
    named = [describe_shared(network, hop, shared) for shared in hop.shared[:MAX_NAMED]]
    remaining = len(hop.shared) - MAX_NAMED
    return "; ".join([*named, *([f"and {remaining} more"] if remaining > 0 else [])])


def describe_plans(network: Network, source: str, target: str, plans: Sequence[Plan]) -> str:
    """What two people plan together as a sentence; empty if they plan nothing."""
    if not plans:
        return ""
    named = [describe_plan(network, source, target, plan) for plan in plans[:MAX_NAMED]]
    remaining = len(plans) - MAX_NAMED
    more = [f"and {remaining} more"] if remaining > 0 else []
    names = join_names(network, [source, target])
    return f"Not together yet, but planned by {names}: {'; '.join([*named, *more])}."


def describe_activity(network: Network, activity: Sequence[LastActivity]) -> list[str]:
    """When people were last active, a sentence for each."""
    return [f"{network.name_of(person.id)}: {person.words()}." for person in activity]


def introduction_advice(network: Network, answer: Introductions) -> list[str]:
    """What to do first and why, and what to watch out for, for an answer that has routes."""
    first = answer.routes[0]
    active = {person.id: person for person in answer.activity}
    return [
        *_course(network, answer),
        *filter(None, [_plans_of(network, hop) for hop in first.hops]),
        *describe_activity(network, [active[p] for p in first.people[1:] if p in active]),
    ]


def _plans_of(network: Network, hop: Hop) -> str:
    return describe_plans(network, hop.source, hop.target, hop.planned)


def _course(network: Network, answer: Introductions) -> list[str]:
    """Whom to ask first and who introduces whom, on the first route."""
    first = answer.routes[0]
    hop = first.hops[0]
    lines = []
    if not first.intermediaries:
        name = join_names(network, [hop.target])
        lines.append(f"{name} is known directly, {_reason(network, hop)}.")
        likelier = [r for r in answer.routes[1:] if r.score > WORTHWHILE_GAIN * first.score]
        if likelier and answer.target is not None:
            names = join_names(network, likelier[0].intermediaries)
            lines.append(
                f"That tie is {strength_word(hop)}: asking through {names} is likelier to work."
            )
        return lines
    names = join_names(network, [hop.target])
    lines.append(f"Ask {names} first, {_reason(network, hop)}.")
    for step in first.hops[1:]:
        source, target = (join_names(network, [end]) for end in (step.source, step.target))
        lines.append(f"{source} can introduce {target}: {describe_hop(network, step)}.")
    return [*lines, weakest_step(network, first)]


def _reason(network: Network, hop: Hop) -> str:
    """Why somebody is known, as the end of a sentence."""
    return f"{because(hop.shared[0])} {describe_hop(network, hop)}"


def weakest_step(network: Network, route: Route) -> str:
    """The weakest hop of a route in a sentence."""
    return f"The weakest step is {_describe_weakness(network, route.hops[route.weakest_hop])}."


def _describe_weakness(network: Network, hop: Hop) -> str:
    recency = f"last together in {hop.year}" if hop.year else "date unknown"
    names = join_names(network, [hop.source, hop.target])
    return f"between {names}: {strength_word(hop)}, {recency}"


def describe_difference(network: Network, answer: Introductions, position: int) -> str:
    """How the route at a position, from 1, differs from the first."""
    difference = answer.differences[position - 1]
    route = answer.routes[position]
    same_target = answer.routes[0].people[-1] == route.people[-1]
    clauses = []
    if difference.replacements:
        clauses.append(f"Goes through {join_names(network, difference.replacements)} instead")
    elif same_target:
        clauses.append("Skips somebody")
    if not same_target:
        clauses.append(f"leads to {join_names(network, route.people[-1:])}")
    if difference.extra_hops:
        count = abs(difference.extra_hops)
        steps = "step" if count == 1 else "steps"
        clauses.append(f"{count} {steps} {'more' if difference.extra_hops > 0 else 'fewer'}")
    clauses.append(_describe_ratio(difference.score_ratio))
    sentence = ", ".join(clauses)
    return f"{sentence[0].upper()}{sentence[1:]}."


def _describe_ratio(ratio: float) -> str:
    if ratio > 1.1:
        return f"{ratio:,.1f} times as likely to work as the first"
    if ratio > 0.9:
        return "as likely to work as the first"
    return f"{1 / ratio:,.1f} times less likely to work than the first"


def describe_alternatives(network: Network, answer: Introductions) -> list[str]:
    """Changes that would give a shorter or likelier route, a line for each."""
    contacts = [a for a in answer.alternatives if a.change == "meet"]
    lines = [_describe_change(network, a) for a in answer.alternatives if a.change != "meet"]
    if contacts and answer.target is not None:
        target = join_names(network, [answer.target])
        suggestions = "; or ".join(
            f"{join_names(network, contact.ids)}, "
            f"{because(hop.shared[0])} {describe_shared(network, hop, hop.shared[0])}"
            for contact in contacts
            if (hop := contact.hop) is not None
        )
        lines.append(
            f"Meeting somebody who knows {target} well would leave two steps: {suggestions}."
        )
    return lines


def describe_bridges(network: Network, answer: Introductions) -> list[str]:
    """Which pairs that wait for a judgement would give a route, a line for each."""
    return [describe_bridge(network, bridge) for bridge in answer.bridges]


def describe_bridge(network: Network, bridge: Bridge) -> str:
    """Which pairs would give a route, how likely each is one, and what the route would be."""
    pairs = " and if ".join(
        f"{network.name_of(pair.left_id)} ({pair.left_id}) and {network.name_of(pair.right_id)} "
        f"({pair.right_id}) are the same ({pair.probability:.0%} likely)"
        for pair in bridge.pairs
    )
    waits = "this waits" if len(bridge.pairs) == 1 else "these wait"
    if bridge.route is not None:
        through = join_names(network, bridge.route.intermediaries)
        course = f"there is a route through {through}" if through else "they know each other"
    elif network.links.height <= MAX_TRIAL_LINKS:
        course = "both ends are one person"
    else:
        course = "there may be a route"
    return f"If {pairs}, {course}; {waits} for a judgement."


def _describe_change(network: Network, alternative: Alternative) -> str:
    names = join_names(network, alternative.ids)
    change = {
        "weaker ties": "A shorter route over weaker ties",
        "older ties": "With ties of any age",
        "less active": "With people who have not been active since",
        "planned": f"Once they are together on what is planned ({names})",
        "other relations": "With ties of every kind",
        "longer": "With more steps allowed",
        "any way": f"Without having to go through {names}",
        "not avoided": f"If {names} need not be avoided",
    }[alternative.change]
    if alternative.route is None:
        return f"{change}."
    through = join_names(network, alternative.route.intermediaries)
    course = f"through {through}" if through else "they know each other"
    return f"{change}: {course} (score {alternative.route.score:.2g})."


def score_factors(network: Network, route: Route) -> list[tuple[str, float]]:
    """The factors whose product is the score of a route, each with what it stands for."""
    factors = []
    for position, hop in enumerate(route.hops):
        names = join_names(network, [hop.source, hop.target])
        label = f"{names}: a {strength_word(hop)} tie ({hop.strength:.2g})"
        factors.append((label, hop.chance))
        if position < len(route.contacts):
            contacts = route.contacts[position]
            name = join_names(network, [hop.target])
            label = f"{name} has to be asked, and has met {contacts:,} people"
            factors.append((label, intermediary_factor(contacts)))
    return factors


def connection_advice(network: Network, connection: Connection) -> list[str]:
    """Whom to bring in to connect a group, whom they know, and the weakest tie."""
    if connection.unconnected:
        if len(connection.unconnected) == 1:
            return ["They are too far apart for the search."]
        groups = "; ".join(join_names(network, ids) for ids in connection.unconnected)
        return [f"No ties join these parts of the group: {groups}."]
    lines = []
    if not connection.intermediaries:
        lines.append("They know each other already: nobody else is needed.")
    else:
        names = join_names(network, connection.intermediaries)
        lines.append(f"Bring in {names} to connect these {len(connection.group)} people.")
    for person in connection.intermediaries:
        acquaintances = [
            neighbour
            for hop in connection.hops
            for neighbour, end in ((hop.source, hop.target), (hop.target, hop.source))
            if end == person
        ]
        names = join_names(network, acquaintances)
        lines.append(f"{join_names(network, [person])} knows {names}.")
    weakest = min(connection.hops, key=lambda hop: hop.strength)
    return [
        *lines,
        f"The weakest tie is {_describe_weakness(network, weakest)}.",
        *filter(None, [_plans_of(network, hop) for hop in connection.hops]),
        *describe_activity(network, connection.activity),
    ]
