"""Plans as JSON, as printed, saved to files and read again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from graphmodel import words
from graphmodel.analysis.plans.inputs import Spot
from graphmodel.analysis.plans.linear import RuleInForce
from graphmodel.analysis.plans.results import (
    Alternative,
    BlockingPair,
    FilledPlace,
    Move,
    OneMore,
    Placement,
    Plan,
    Reason,
    Unplaced,
)
from graphmodel.analysis.plans.wordings import chain_in_words, why_unplaced
from graphmodel.errors import InputError

VERSION = 1


@dataclass(frozen=True)
class PlannedFacts:
    """The facts that pairs become once accepted: the person fills a node with room among those that
    ``places`` has for the place of the plan; with ``guided`` the place is a mentor, who mentors
    them. ``held`` is what each person had already when the plan was made; None in older files."""

    places: Mapping[str, tuple[str, ...]]
    guided: bool
    held: Mapping[str, tuple[str, ...]] | None = None


def plan_document(plan: Plan, name: Callable[[str], str] = str) -> dict[str, Any]:
    """A plan for JSON, with its proof and the reasons in words, in English as in every file."""
    document = asdict(plan)
    with words.speaking(words.ENGLISH):
        _explain(document, plan, name)
    return {"version": VERSION, "proved": plan.proved, "gap": plan.gap, **document}


def _explain(document: dict[str, Any], plan: Plan, name: Callable[[str], str]) -> None:
    """Add the reasons in words to the rows that they explain."""
    for row, left in zip(document["unplaced"], plan.unplaced, strict=True):
        row["why"] = why_unplaced(left, name)
    for row, filled in zip(document["places"], plan.places, strict=True):
        if filled.one_more and filled.one_more.chain:
            row["one_more"]["why"] = chain_in_words(filled.one_more, filled.place, name)


def save_plan(
    plan: Plan,
    path: Path,
    name: Callable[[str], str] = str,
    facts: PlannedFacts | None = None,
) -> None:
    """Write a plan to a file; raises InputError if writing fails.

    With ``facts`` the plan can be accepted later.
    """
    try:
        path.write_text(saved_text(plan, name, facts), encoding="utf-8")
    except OSError as error:
        raise InputError(
            "{path}: cannot be written ({reason}); correct the path",
            path=path,
            reason=error.strerror,
        ) from None


def saved_text(
    plan: Plan, name: Callable[[str], str] = str, facts: PlannedFacts | None = None
) -> str:
    """The text of a plan's file; ``facts`` as in ``save_plan``."""
    document = plan_document(plan, name)
    if facts is not None:
        document["facts"] = asdict(facts)
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def read_plan(path: Path) -> Plan:
    """Read a saved plan; raises InputError if the file is not one."""
    return read_saved(path)[0]


def read_saved(path: Path) -> tuple[Plan, PlannedFacts | None]:
    """Read a saved plan, and the facts that its pairs become, for a plan from the network.

    Raises InputError if the file is not a plan.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            "{path}: cannot be read ({reason}); correct the path", path=path, reason=error.strerror
        ) from None
    except (ValueError, RecursionError):
        raise InputError(
            "{path}: is not a plan; give a file written by plan --out", path=path
        ) from None
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise InputError(
            "{path}: is not a plan of this version; solve it again with --out", path=path
        )
    try:
        facts = document.get("facts")
        return _plan(document), _planned_facts(facts) if facts else None
    except (KeyError, TypeError, AttributeError):
        raise InputError(
            "{path}: was changed and is no longer a valid plan; solve it again", path=path
        ) from None


def _planned_facts(facts: dict[str, Any]) -> PlannedFacts:
    """What a plan's file says of its facts; in older ones a place is one node."""
    held = facts.get("held")
    return PlannedFacts(
        {
            place: (nodes,) if isinstance(nodes, str) else tuple(map(_text, nodes))
            for place, nodes in facts["places"].items()
        },
        guided=facts["guided"],
        held=None if held is None else {who: tuple(map(_text, has)) for who, has in held.items()},
    )


def _plan(document: dict[str, Any]) -> Plan:
    return Plan(
        value=_whole(document["value"]),
        bound=_whole(document["bound"]),
        method=document["method"],
        placements=tuple(map(_placement, document["placements"])),
        unplaced=tuple(map(_unplaced, document["unplaced"])),
        places=tuple(map(_filled, document["places"])),
        blocking=tuple(map(_blocking, document["blocking"])),
        seed=document["seed"],
        digest=document["digest"],
        stable=document["stable"],
        revision=document["revision"],
    )


def _whole(value: Any) -> int:
    """An integer; TypeError for anything else."""
    if type(value) is not int:
        raise TypeError
    return value


def _text(value: Any) -> str:
    """A text; TypeError for anything else."""
    if not isinstance(value, str):
        raise TypeError
    return value


def _blocking(row: dict[str, Any]) -> BlockingPair:
    leaves, displaces = row["leaves"], row["displaces"]
    return BlockingPair(
        _text(row["person"]),
        _text(row["place"]),
        None if leaves is None else _text(leaves),
        None if displaces is None else _text(displaces),
    )


def _placement(row: dict[str, Any]) -> Placement:
    reasons = tuple(
        Reason(_text(r["kind"]), _whole(r["points"]), tuple(map(_text, r["facts"])))
        for r in row["reasons"]
    )
    following = row["next_best"]
    return Placement(
        _text(row["person"]), _text(row["place"]), _whole(row["points"]), reasons,
        Alternative(**following) if following else None, row["certain"], row["locked"],
    )  # fmt: skip


def _unplaced(row: dict[str, Any]) -> Unplaced:
    rule, nearest = row["rule"], row["nearest"]
    if rule:
        rule = RuleInForce(
            **{**rule, "people": tuple(rule["people"]), "spot": Spot(**rule["spot"])}
        )
    return Unplaced(
        row["person"], row["obstacle"], tuple(row["suitable"]), tuple(row["holders"]), rule,
        Alternative(**nearest) if nearest else None, tuple(row.get("locked", ())), row.get("room"),
    )  # fmt: skip


def _filled(row: dict[str, Any]) -> FilledPlace:
    more = row["one_more"]
    if more:
        chain = tuple(Move(**move) for move in more["chain"])
        more = OneMore(more["gain"], more["exact"], chain)
    return FilledPlace(row["place"], tuple(row["people"]), row["least"], row["most"], more)
