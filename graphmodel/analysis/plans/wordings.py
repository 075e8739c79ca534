"""Rules, obstacles and moves in the words of an office."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from graphmodel.analysis.plans.linear import CONFIDENTIAL, WITHHELD, RuleInForce
from graphmodel.analysis.plans.results import Alternative, OneMore, Plan, Reason, Unplaced

if TYPE_CHECKING:
    from graphmodel.analysis.plans.seats import SeatPlan

Naming = Callable[[str], str]

SHOWN = 3
"""Names in a sentence; the rest are counted."""


def _id(name: str) -> str:
    return name


def several(names: Sequence[str], name: Naming = _id) -> str:
    """Names as a list: ``A, B and C``, or ``A, B, C and 4 more``."""
    shown = [name(entry) for entry in names[:SHOWN]]
    if len(names) > SHOWN:
        shown = [", ".join(shown), f"{len(names) - SHOWN} more"]
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]])) if shown else ""


def rule_in_words(rule: RuleInForce, name: Naming = _id) -> str:
    """A rule as a sentence without a full stop, with its reason and where it is written; of a
    confidential one only that there is one."""
    if rule.reason == CONFIDENTIAL:
        return f"a rule {WITHHELD}"
    text = _RULES[rule.kind](rule, name)
    spot = f" [{rule.spot.origin}, line {rule.spot.line}]" if rule.spot.line else ""
    reason = f" ({rule.reason})" if rule.reason else ""
    return f"{text}{reason}{spot}"


def _number(count: int | None, noun: str = "person", plural: str = "people") -> str:
    return f"{count or 0:,} {noun if count == 1 else plural}"


def _share(rule: RuleInForce, name: Naming) -> str:
    value = f"{rule.trait} {rule.value}" if rule.value else f"the same {rule.trait}"
    return f"each place has people of {value} as the rule says ({rule.number})"


def _overlap(rule: RuleInForce, name: Naming) -> str:
    days = f", and {rule.number} days to travel" if rule.number else ""
    return f"{name(rule.people[0])} has only one place at a time{days}"


_RULES: dict[str, Callable[[RuleInForce, Naming], str]] = {
    "forbid": lambda r, name: f"{name(r.people[0])} cannot have {name(r.place)}",
    "lock": lambda r, name: f"{name(r.people[0])} is locked to {name(r.place)}",
    "apart": lambda r, name: f"{name(r.people[0])} and {name(r.people[1])} are kept apart",
    "together": lambda r, name: f"{name(r.people[0])} and {name(r.people[1])} stay together",
    "share": _share,
    "least": lambda r, name: f"{name(r.place)} needs at least {_number(r.number)}",
    "most": lambda r, name: f"{name(r.place)} takes at most {_number(r.number)}",
    "per_person": lambda r, name: (
        f"{name(r.people[0])} has at most {_number(r.number, 'place', 'places')}"
    ),
    "overlap": _overlap,
    "everybody": lambda r, name: f"{name(r.people[0])} must have a place",
}


def plan_in_words(plan: Plan) -> str:
    """How many are placed, what the plan is worth and the proof, as a sentence."""
    placed = len({pair.person for pair in plan.placements})
    people = placed + len(plan.unplaced)
    if plan.stable:
        proof = f"stable; the best plan without that demand brings {plan.gap:,} more"
    elif plan.proved:
        proof = "proved: no plan under these rules brings more"
    else:
        proof = f"a better plan could bring {plan.gap:,} more at most"
    blocking = _number(len(plan.blocking), "blocking pair", "blocking pairs")
    return f"{placed:,} of {people:,} placed, {plan.value:,} points; {proof}; {blocking}."


def seats_in_words(answer: SeatPlan, name: Naming = _id) -> str:
    """What the seats reach, and what no seating can exceed."""
    if answer.proved:
        proof = "proved: no seating lets more meet"
    else:
        proof = f"no seating lets more than {answer.bound:,} meet, if that many can"
    sentences = [
        f"{answer.new_pairs:,} pairs meet for the first time; {proof}; "
        f"{answer.repeats:,} of {answer.meetings:,} meetings are repeats."
    ]
    for apart, what in (
        (answer.broken, "kept apart, but at one table"),
        (answer.too_often, "meet more often than allowed"),
    ):
        if apart:
            names = "; ".join(f"{name(a)} and {name(b)}" for a, b in apart[:5])
            more = f" and {len(apart) - 5} more" if len(apart) > 5 else ""
            sentences.append(f"{what.capitalize()}: {names}{more}.")
    if answer.broken_in_confidence:
        pairs = _number(answer.broken_in_confidence, "pair", "pairs")
        sentences.append(f"Kept apart, but at one table: {pairs} {WITHHELD}.")
    if answer.moved is not None:
        sentences.append(f"{answer.moved:,} of {len(answer.seats):,} seats changed.")
    return " ".join(sentences)


def reason_in_words(reason: Reason) -> str:
    """A reason with what it adds: ``their wish +600``."""
    return f"{reason.kind} {reason.points:+,}"


def reasons_in_words(reasons: Iterable[Reason]) -> str:
    """Reasons with what each adds, in their order: ``their wish +600; worked together -150``."""
    return "; ".join(map(reason_in_words, reasons))


def cost_in_words(following: Alternative) -> str:
    """What taking another place would cost the whole plan."""
    return f"{following.cost:,}" if following.exact else f"at least {following.cost:,}"


def gain_in_words(more: OneMore) -> str:
    """What room for one more would bring."""
    return f"{'' if more.exact else 'at most '}{more.gain:+,}"


def why_unplaced(left: Unplaced, name: Naming = _id) -> str:
    """The binding reason as a sentence."""
    suitable = _number(len(left.suitable), "suitable place", "suitable places")
    sentence = {
        "no_fit": "nothing speaks for any place",
        "forbidden": f"all that would fit is ruled out ({suitable})",
        "below_least": f"no fit reaches the least points ({suitable})",
        "outbid": _outbid(left, name),
        "rule": f"{name(left.nearest.place) if left.nearest else 'a place'} has room, but a rule "
        "keeps them out",
        "no_gain": "a place has room, but taking it would cost points",
    }[left.obstacle]
    if left.obstacle == "outbid" and left.nearest and not left.nearest.cost:
        sentence = f"a draw: another plan, just as good, gives them {name(left.nearest.place)}"
    if left.rule is not None:
        sentence += f": {rule_in_words(left.rule, name)}"
    return sentence


def _outbid(left: Unplaced, name: Naming) -> str:
    number = len(left.suitable)
    all_places = (
        "the only suitable place is" if number == 1 else f"all {number} suitable places are"
    )
    verb = "brings" if len(left.holders) == 1 else "bring"
    return f"{all_places} filled by {several(left.holders, name)}, who {verb} the whole more"


def chain_in_words(more: OneMore, place: str, name: Naming = _id) -> str:
    """What one more would set off: ``Bo goes to Zhu, which frees Kang for An``."""
    if not more.chain:
        return ""
    first, *following = more.chain
    text = f"{name(first.person)} goes to {name(first.target or place)}"
    freed = first.source
    for move in following:
        if move.source is None and move.target is not None and move.target == freed:
            text += f", which frees {name(move.target)} for {name(move.person)}"
        elif move.target is None:
            text += f", {name(move.person)} leaves {name(move.source or '')}"
        else:
            text += f", {name(move.person)} takes {name(move.target)}"
        freed = move.source
    return text
