"""Wording of rules, obstacles and moves for an office."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from graphmodel import words
from graphmodel.analysis.plans.inputs import Forbid
from graphmodel.analysis.plans.linear import CONFIDENTIAL, WITHHELD, RuleInForce
from graphmodel.analysis.plans.results import (
    Alternative,
    Move,
    OneMore,
    Plan,
    Reason,
    Unplaced,
    is_toss_up,
)

if TYPE_CHECKING:
    from graphmodel.analysis.plans.seating import SeatPlan

Naming = Callable[[str], str]

BUSY = words.mark("busy: {what}")
OCCUPIED = words.mark("has {what} on these days")
TRAVELS = words.mark("has {what} abroad, with too few days to travel")
NO_SPEAKER = words.mark("does not speak {what}")
"""Templates of reasons against a pair; plans store them filled in, in English."""

SHOWN = 3
"""Names in a sentence; the rest are counted."""
MOST_PAIRS = 5
"""The same for pairs."""


def _id(name: str) -> str:
    return name


def several(names: Sequence[str], name: Naming = _id) -> str:
    """Names as a list: ``A, B and C``, or ``A, B, C and 4 more``."""
    shown = [name(entry) for entry in names[:SHOWN]]
    more = len(names) - SHOWN
    if more > 0:
        return words.say("{names} and {n} more", names=words.listed(*shown), n=more)
    if len(shown) < 2:
        return "".join(shown)
    return words.say("{first} and {second}", first=words.listed(*shown[:-1]), second=shown[-1])


def rule_in_words(rule: RuleInForce, name: Naming = _id) -> str:
    """A rule as a sentence without a full stop, with its reason and where it is written; a
    confidential rule is reported without details."""
    if rule.reason == CONFIDENTIAL:
        return words.say("a rule kept confidential by the office")
    text = _RULES[rule.kind](rule, name)
    if rule.reason:
        text = words.say("{text} ({details})", text=text, details=ban_in_words(rule.reason))
    if rule.spot.line:
        place = words.say("{file}, line {line}", file=rule.spot.origin, line=rule.spot.line)
        text += f" [{place}]"
    return text


def ban_in_words(reason: str) -> str:
    """Translate the reason why a pair is not possible from the form stored in plans; a reason
    written by an office stays as it is."""
    for text in (BUSY, OCCUPIED, TRAVELS, NO_SPEAKER):
        before, _, after = text.partition("{what}")
        if reason.startswith(before) and reason.endswith(after):
            what = reason.removeprefix(before).removesuffix(after)
            return words.say(text, what=words.label(what))
    return words.say(reason)


def bracketed_reason(rule: Forbid) -> str:
    """The reason that rules a pair out, in brackets, to append to what is not possible: ``
    (busy)``; empty if no reason was given."""
    reason = WITHHELD if rule.confidential else rule.reason
    return words.say(" ({parts})", parts=ban_in_words(reason)) if reason else ""


def _people(number: int | None) -> str:
    return words.count("{n:,} person", "{n:,} people", number or 0)


def _share(rule: RuleInForce, name: Naming) -> str:
    trait = words.label(rule.trait)
    if rule.value:
        return words.say(
            "each place has people with {trait} {value} as the rule requires ({number})",
            trait=trait, value=words.label(rule.value), number=rule.number,
        )  # fmt: skip
    return words.say(
        "each place has people with the same {trait} as the rule requires ({number})",
        trait=trait, number=rule.number,
    )  # fmt: skip


def _overlap(rule: RuleInForce, name: Naming) -> str:
    who = name(rule.people[0])
    if rule.number:
        return words.count(
            "{name} has only one place at a time, with {n} day to travel in between",
            "{name} has only one place at a time, with {n} days to travel in between",
            rule.number, name=who,
        )  # fmt: skip
    return words.say("{name} has only one place at a time", name=who)


_RULES: dict[str, Callable[[RuleInForce, Naming], str]] = {
    "forbid": lambda r, name: words.say(
        "{name} cannot have {place}", name=name(r.people[0]), place=name(r.place)
    ),
    "lock": lambda r, name: words.say(
        "{name} is locked to {place}", name=name(r.people[0]), place=name(r.place)
    ),
    "apart": lambda r, name: words.say(
        "{first} and {second} are kept apart", first=name(r.people[0]), second=name(r.people[1])
    ),
    "together": lambda r, name: words.say(
        "{first} and {second} stay together", first=name(r.people[0]), second=name(r.people[1])
    ),
    "share": _share,
    "least": lambda r, name: words.say(
        "{place} needs at least {people}", place=name(r.place), people=_people(r.number)
    ),
    "most": lambda r, name: words.say(
        "{place} takes at most {people}", place=name(r.place), people=_people(r.number)
    ),
    "per_person": lambda r, name: words.count(
        "{name} has at most {n:,} place", "{name} has at most {n:,} places",
        r.number or 0, name=name(r.people[0]),
    ),
    "per_year": lambda r, name: words.count(
        "{name} has at most {n:,} place that begins in {year}, including those they already have",
        "{name} has at most {n:,} places that begin in {year}, including those they already have",
        r.number or 0, name=name(r.people[0]), year=r.value,
    ),
    "overlap": _overlap,
    "everybody": lambda r, name: words.say("{name} must have a place", name=name(r.people[0])),
}  # fmt: skip


def plan_in_words(plan: Plan) -> str:
    """The number placed, the value of the plan and the proof, as a sentence."""
    placed = len({pair.person for pair in plan.placements})
    if plan.stable:
        proof = words.say(
            "stable; the best plan without that requirement scores {gap:,} more", gap=plan.gap
        )
    elif plan.proved:
        proof = words.say("proved: no plan under these rules scores more")
    else:
        proof = words.say("a better plan could score at most {gap:,} more", gap=plan.gap)
    return words.count(
        "{placed:,} of {people:,} placed, {points:,} points; {proof}; {n:,} blocking pair.",
        "{placed:,} of {people:,} placed, {points:,} points; {proof}; {n:,} blocking pairs.",
        len(plan.blocking),
        placed=placed,
        people=placed + len(plan.unplaced),
        points=plan.value,
        proof=proof,
    )


def seats_in_words(answer: SeatPlan, name: Naming = _id) -> str:
    """The results of a seating, and the bound that none can exceed."""
    return " ".join(_seats(answer, name))


def _seats(answer: SeatPlan, name: Naming) -> Iterator[str]:
    if answer.drawn_from is not None:
        proof = words.say(
            "drawn by lot from seatings nearly as good as the best found, which has {best:,} "
            "such pairs",
            best=answer.drawn_from,
        )
    elif answer.proved:
        proof = words.say("proved: no seating with tables this even lets more pairs meet")
    else:
        proof = words.say(
            "with tables this even, at most {bound:,} pairs could meet, if even that many",
            bound=answer.bound,
        )
    yield words.say(
        "{pairs:,} pairs meet for the first time; {proof}; {repeats:,} of {meetings:,} meetings "
        "are repeats.",
        pairs=answer.new_pairs, proof=proof, repeats=answer.repeats, meetings=answer.meetings,
    )  # fmt: skip
    if answer.asked_for:
        yield words.say(
            "{n:,} of {all:,} requested meetings take place.",
            n=answer.asked_for_met, all=answer.asked_for,
        )  # fmt: skip
    if answer.broken:
        pairs = _pairs(answer.broken, name)
        yield words.say("To be kept apart, but at the same table: {pairs}.", pairs=pairs)
    if answer.too_often:
        pairs = _pairs(answer.too_often, name)
        yield words.say("Meet more often than allowed: {pairs}.", pairs=pairs)
    if answer.broken_in_confidence:
        yield words.count(
            "To be kept apart, but at the same table: {n:,} pair kept confidential by the office.",
            "To be kept apart, but at the same table: {n:,} pairs kept confidential by the office.",
            answer.broken_in_confidence,
        )
    if answer.moved is not None:
        yield words.say(
            "{moved:,} of {all:,} seats changed.", moved=answer.moved, all=len(answer.seats)
        )


def _pairs(pairs: Sequence[tuple[str, str]], name: Naming) -> str:
    """Pairs by name, at most five."""
    names = words.say("; ").join(
        words.say("{first} and {second}", first=name(first), second=name(second))
        for first, second in pairs[:MOST_PAIRS]
    )
    more = len(pairs) - MOST_PAIRS
    return words.say("{names} and {n} more", names=names, n=more) if more > 0 else names


def reason_in_words(reason: Reason) -> str:
    """A reason with its points: ``their wish +600``."""
    return f"{words.say(reason.kind)} {reason.points:+,}"


def reasons_in_words(reasons: Iterable[Reason]) -> str:
    """Reasons with their points, in order: ``their wish +600; worked together -150``."""
    return words.say("; ").join(map(reason_in_words, reasons))


def fact_in_words(fact: str) -> str:
    """The fact behind a reason, by its name: a choice by its rank, a country or genre by its
    label."""
    choice = fact.removeprefix("choice ")
    if choice != fact and choice.isdecimal():
        return words.say("choice {n}", n=choice)
    return words.label(fact)


def cost_in_words(following: Alternative) -> str:
    """The cost of another place to the whole plan."""
    cost = f"{following.cost:,}"
    return cost if following.exact else words.say("at least {points}", points=cost)


def gain_in_words(more: OneMore) -> str:
    """The gain of room for one more."""
    gain = f"{more.gain:+,}"
    return gain if more.exact else words.say("at most {points}", points=gain)


def why_unplaced(left: Unplaced, name: Naming = _id) -> str:
    """The binding reason as a sentence."""
    sentence = _obstacle(left, name)
    if left.rule is None:
        return sentence
    rule = rule_in_words(left.rule, name)
    return words.say("{sentence}: {rule}", sentence=sentence, rule=rule)


def _obstacle(left: Unplaced, name: Naming) -> str:
    suitable = len(left.suitable)
    match left.obstacle:
        case "no_fit":
            return words.say("no place has anything in its favour")
        case "forbidden":
            return words.count(
                "every suitable place is ruled out ({n:,} place)",
                "every suitable place is ruled out ({n:,} places)",
                suitable,
            )
        case "below_least":
            return words.count(
                "no fit reaches the minimum points ({n:,} suitable place)",
                "no fit reaches the minimum points ({n:,} suitable places)",
                suitable,
            )
        case "no_seats":
            return words.count(
                "the only suitable place takes nobody",
                "none of the {n} suitable places takes anybody",
                suitable,
            )
        case "outbid" if left.nearest and is_toss_up(left):
            place = name(left.nearest.place)
            return words.say("a toss-up: an equally good plan gives them {place}", place=place)
        case "outbid" | "locked":
            return _filled(left, name)
        case "rule":
            place = name(left.room) if left.room else words.say("a place")
            return words.say("{place} has room, but a rule keeps them out", place=place)
        case _:
            return words.say("a place has room, but taking it would cost points")


def _filled(left: Unplaced, name: Naming) -> str:
    """By whom all suitable places are filled, and why by them."""
    places = words.count(
        "the only suitable place is", "all {n} suitable places are", len(left.suitable)
    )
    if left.obstacle == "locked":
        return words.count(
            "{places} filled by {names}, who is locked there",
            "{places} filled by {names}, who are locked there",
            len(left.holders),
            places=places,
            names=several(left.holders, name),
        )
    if left.locked:
        others = [person for person in left.holders if person not in left.locked]
        return words.count(
            "{places} filled by {names}, who adds more to the plan, and by {locked}, locked there",
            "{places} filled by {names}, who add more to the plan, and by {locked}, locked there",
            len(others),
            places=places,
            names=several(others, name),
            locked=several(left.locked, name),
        )
    return words.count(
        "{places} filled by {names}, who adds more to the plan",
        "{places} filled by {names}, who add more to the plan",
        len(left.holders),
        places=places,
        names=several(left.holders, name),
    )


def chain_in_words(more: OneMore, place: str, name: Naming = _id) -> str:
    """What one more would trigger: ``Bo goes to Zhu, which frees Kang for An``."""
    if not more.chain:
        return ""
    first, *following = more.chain
    text = words.say(
        "{name} goes to {place}", name=name(first.person), place=name(first.target or place)
    )
    freed = first.source
    for move in following:
        text = words.say("{text}, {next}", text=text, next=_then(move, freed, name))
        freed = move.source
    return text


def _then(move: Move, freed: str | None, name: Naming) -> str:
    """One of the moves after the first; ``freed`` is the place that the previous move left."""
    who = name(move.person)
    if move.source is None and move.target is not None and move.target == freed:
        return words.say("which frees {place} for {name}", place=name(move.target), name=who)
    if move.target is None:
        return words.say("{name} leaves {place}", name=who, place=name(move.source or ""))
    return words.say("{name} takes {place}", name=who, place=name(move.target))
