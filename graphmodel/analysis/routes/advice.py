"""Plain-language advice from routes and connections."""

from __future__ import annotations

from collections.abc import Sequence

from graphmodel import words
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
"""Maximum number of shared things that a sentence names; it counts the rest."""


def join_names(network: Network, ids: Sequence[str]) -> str:
    """Join the names of ids into a list for a sentence; ids unknown to the network are kept."""
    names = [network.name_of(node_id) for node_id in ids]
    if len(names) < 2:
        return "".join(names)
    return words.say("{names} and {last}", names=words.listed(*names[:-1]), last=names[-1])


def strength_word(hop: Hop) -> str:
    """The strength of a tie in one word."""
    if hop.strength >= EVEN_STRENGTH:
        return words.say("strong")
    return words.say("moderate") if hop.strength >= EVEN_STRENGTH / 4 else words.say("weak")


def describe_hop(network: Network, hop: Hop) -> str:
    """What two people share, strongest first: "A (2009, ...); B (2011, ...); and 2 more"."""
    named = [describe_shared(network, hop, shared) for shared in hop.shared[:MAX_NAMED]]
    return _with_rest(named, len(hop.shared) - MAX_NAMED)


def _with_rest(named: Sequence[str], remaining: int) -> str:
    """Join phrases, with the number of remaining ones."""
    more = [words.say("and {n} more", n=remaining)] if remaining > 0 else []
    return words.say("; ").join([*named, *more])


def describe_plans(network: Network, source: str, target: str, plans: Sequence[Plan]) -> str:
    """A sentence about what two people plan together; empty if they plan nothing."""
    if not plans:
        return ""
    named = [describe_plan(network, source, target, plan) for plan in plans[:MAX_NAMED]]
    return words.say(
        "Not together yet, but planned by {names}: {plans}.",
        names=join_names(network, [source, target]),
        plans=_with_rest(named, len(plans) - MAX_NAMED),
    )


def describe_activity(network: Network, activity: Sequence[LastActivity]) -> list[str]:
    """One sentence per person about when they were last active."""
    return [
        words.say("{name}: {activity}.", name=network.name_of(person.id), activity=person.words())
        for person in activity
    ]


def introduction_advice(network: Network, answer: Introductions) -> list[str]:
    """What to do first, why, and what to watch out for, given an answer that has routes."""
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
        lines.append(
            words.say("{name} is tied directly, {reason}.", name=name, reason=_reason(network, hop))
        )
        likelier = [r for r in answer.routes[1:] if r.score > WORTHWHILE_GAIN * first.score]
        if likelier and answer.target is not None:
            names = join_names(network, likelier[0].intermediaries)
            lines.append(
                words.say(
                    "That tie is {strength}: going through {names} is more likely to work.",
                    strength=strength_word(hop),
                    names=names,
                )
            )
        return lines
    names = join_names(network, [hop.target])
    reason = _reason(network, hop)
    lines.append(words.say("Ask {names} first, {reason}.", names=names, reason=reason))
    for step in first.hops[1:]:
        source, target = (join_names(network, [end]) for end in (step.source, step.target))
        lines.append(
            words.say(
                "{source} could introduce {target}: {shared}.",
                source=source,
                target=target,
                shared=describe_hop(network, step),
            )
        )
    return [*lines, weakest_step(network, first)]


def _reason(network: Network, hop: Hop) -> str:
    """The reason for a tie, as the end of a sentence."""
    return because(hop.shared[0], describe_hop(network, hop))


def weakest_step(network: Network, route: Route) -> str:
    """A sentence about the weakest hop of a route."""
    weakness = _describe_weakness(network, route.hops[route.weakest_hop])
    return words.say("The weakest step is {weakness}.", weakness=weakness)


def _describe_weakness(network: Network, hop: Hop) -> str:
    recency = words.say("date unknown")
    if hop.year:
        recency = words.say("last together in {year}", year=hop.year)
    names = join_names(network, [hop.source, hop.target])
    return words.say("between {names}: {strength}, {recency}", names=names,
                     strength=strength_word(hop), recency=recency)  # fmt: skip


def describe_difference(network: Network, answer: Introductions, position: int) -> str:
    """How the route at a position, from 1, differs from the first."""
    difference = answer.differences[position - 1]
    route = answer.routes[position]
    same_target = answer.routes[0].people[-1] == route.people[-1]
    clauses = []
    if difference.replacements:
        names = join_names(network, difference.replacements)
        clauses.append(words.say("goes through {names} instead", names=names))
    elif same_target:
        clauses.append(words.say("skips somebody"))
    if not same_target:
        names = join_names(network, route.people[-1:])
        clauses.append(words.say("leads to {names}", names=names))
    if difference.extra_hops > 0:
        clauses.append(words.count("{n} more step", "{n} more steps", difference.extra_hops))
    elif difference.extra_hops < 0:
        clauses.append(words.count("{n} fewer step", "{n} fewer steps", -difference.extra_hops))
    clauses.append(_describe_ratio(difference.score_ratio))
    sentence = words.listed(*clauses)
    return words.say("{clauses}.", clauses=f"{sentence[0].upper()}{sentence[1:]}")


def _describe_ratio(ratio: float) -> str:
    if ratio > 1.1:
        return words.say("{n:,.1f} times as likely to work as the first", n=ratio)
    if ratio > 0.9:
        return words.say("as likely to work as the first")
    return words.say("{n:,.1f} times less likely to work than the first", n=1 / ratio)


def describe_alternatives(network: Network, answer: Introductions) -> list[str]:
    """One line for each change that would give a shorter or likelier route."""
    contacts = [a for a in answer.alternatives if a.change == "meet"]
    lines = [_describe_change(network, a) for a in answer.alternatives if a.change != "meet"]
    if contacts and answer.target is not None:
        target = join_names(network, [answer.target])
        suggestions = [
            words.say(
                "{names}, {reason}",
                names=join_names(network, contact.ids),
                reason=because(hop.shared[0], describe_shared(network, hop, hop.shared[0])),
            )
            for contact in contacts
            if (hop := contact.hop) is not None
        ]
        lines.append(
            words.say(
                "If you met somebody strongly tied to {target}, only two steps would remain: "
                "{suggestions}.",
                target=target,
                suggestions=words.say("; or ").join(suggestions),
            )
        )
    return lines


def describe_bridges(network: Network, answer: Introductions) -> list[str]:
    """One line for each chain of pairs awaiting a judgement that would give a route."""
    return [describe_bridge(network, bridge) for bridge in answer.bridges]


def describe_bridge(network: Network, bridge: Bridge) -> str:
    """Which pairs would give a route, how likely each pair is a match, and the resulting route."""
    pairs = words.say(" and if ").join(
        words.say(
            "{left} and {right} are the same ({probability:.0%} likely)",
            left=f"{network.name_of(pair.left_id)} ({pair.left_id})",
            right=f"{network.name_of(pair.right_id)} ({pair.right_id})",
            probability=pair.probability,
        )
        for pair in bridge.pairs
    )
    if bridge.route is not None:
        course = _course_through(
            network, bridge.route, words.mark("there is a route through {names}")
        )
    elif network.links.height <= MAX_TRIAL_LINKS:
        course = words.say("both ends are one person")
    else:
        course = words.say("there may be a route")
    return words.count(
        "If {pairs}, {course}; this is waiting for review.",
        "If {pairs}, {course}; these are waiting for review.",
        len(bridge.pairs),
        pairs=pairs,
        course=course,
    )


def _course_through(network: Network, route: Route, through: str) -> str:
    """Whom a route leads through, worded by ``through``, or that the ends are tied directly."""
    if not route.intermediaries:
        return words.say("they are tied directly")
    return words.say(through, names=join_names(network, route.intermediaries))


CHANGES = {
    "weaker ties": words.mark("A shorter route over weaker ties"),
    "older ties": words.mark("With ties of any age"),
    "less active": words.mark("With people who are no longer active"),
    "planned": words.mark("Once they work together as planned ({names})"),
    "other relations": words.mark("With ties of every kind"),
    "longer": words.mark("With more steps allowed"),
    "any way": words.mark("Without having to go through {names}"),
    "not avoided": words.mark("Without avoiding {names}"),
}
"""Wording of each ``Alternative.change``; {names} are the nodes it concerns."""


def _describe_change(network: Network, alternative: Alternative) -> str:
    names = join_names(network, alternative.ids)
    change = words.say(CHANGES[alternative.change], names=names)
    if alternative.route is None:
        return words.say("{change}.", change=change)
    course = _course_through(network, alternative.route, words.mark("through {names}"))
    return words.say(
        "{change}: {course} (score {score:.2g}).",
        change=change,
        course=course,
        score=alternative.route.score,
    )


def score_factors(network: Network, route: Route) -> list[tuple[str, float]]:
    """The factors whose product is the score of a route, each with its label."""
    factors = []
    for position, hop in enumerate(route.hops):
        names = join_names(network, [hop.source, hop.target])
        label = words.say("{names}: a {strength} tie ({number:.2g})", names=names,
                          strength=strength_word(hop), number=hop.strength)  # fmt: skip
        factors.append((label, hop.chance))
        if position < len(route.contacts):
            label = words.count(
                "{name} has to be asked, and has met {n:,} person",
                "{name} has to be asked, and has met {n:,} people",
                route.met[position],
                name=join_names(network, [hop.target]),
            )
            factors.append((label, intermediary_factor(route.contacts[position])))
    return factors


def connection_advice(network: Network, connection: Connection) -> list[str]:
    """Advice on whom to bring in to connect a group, whom they know, and the weakest tie."""
    if connection.unconnected:
        if len(connection.unconnected) == 1:
            return [words.say("They are too far apart for the search.")]
        parts = words.say("; ").join(join_names(network, ids) for ids in connection.unconnected)
        return [words.say("No ties join these parts of the group: {parts}.", parts=parts)]
    lines = []
    if not connection.intermediaries:
        lines.append(words.say("They are tied already: nobody else is needed."))
    else:
        names = join_names(network, connection.intermediaries)
        lines.append(
            words.say(
                "Bring in {names} to connect these {n} people.",
                names=names,
                n=len(connection.group),
            )
        )
    for person in connection.intermediaries:
        acquaintances = [
            neighbour
            for hop in connection.hops
            for neighbour, end in ((hop.source, hop.target), (hop.target, hop.source))
            if end == person
        ]
        names = join_names(network, acquaintances)
        name = join_names(network, [person])
        lines.append(words.say("{name} is tied to {names}.", name=name, names=names))
    weakest = min(connection.hops, key=lambda hop: hop.strength)
    return [
        *lines,
        words.say("The weakest tie is {weakness}.", weakness=_describe_weakness(network, weakest)),
        *filter(None, [_plans_of(network, hop) for hop in connection.hops]),
        *describe_activity(network, connection.activity),
    ]
