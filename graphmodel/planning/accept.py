"""Acceptance of a plan of mentors or slots: its pairs become facts, with who decided and when.

Each acceptance is a separate import, so that it can be shown and undone like any other.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from graphmodel import words
from graphmodel.analysis.plans.results import Placement, Plan
from graphmodel.analysis.plans.wordings import reasons_in_words
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.network.tables import means
from graphmodel.planning.decided import write_decided
from graphmodel.planning.saved import PlannedFacts
from graphmodel.schema.declarations import Meaning
from graphmodel.schema.model import guidance_kind, link_kinds
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store


@dataclass(frozen=True)
class Accepted:
    """The (place, person) that were written, and the number of their import."""

    pairs: tuple[tuple[str, str], ...]
    number: int


def accept_plan(
    store: Store,
    plan: Plan,
    planned: PlannedFacts | None,
    *,
    by: str,
    only: Collection[str] | None = None,
    at: datetime | None = None,
) -> Accepted:
    """Write the pairs of a plan, or only those of the people in ``only``, as decided ``by`` a
    person.

    ``planned`` specifies the facts that the pairs become. Raises InputError if the plan is not from
    the network, if a person has no place in it, if a pair is already together, or if a fact cannot
    be written; then nothing is written.
    """
    if planned is None:
        raise InputError(
            "this plan is not from the network; make one with plan mentors or plan slots and --out"
        )
    if not by.strip():
        raise InputError("no name for who accepts it; give one with --by")
    pairs = tuple(
        (placement.place, placement.person)
        for placement in plan.placements
        if only is None or placement.person in only
    )
    missing = sorted(set(only or ()) - {person for _, person in pairs})
    if missing:
        raise InputError(
            "{missing} has no place in this plan; leave it out of --only", missing=missing[0]
        )
    if not pairs:
        raise InputError("the plan places nobody; there is nothing to accept")
    _refuse_repeated(load_network(store), pairs, planned)
    at = at or datetime.now()
    facts = _facts(pairs, planned, plan, by.strip(), at.date().isoformat())
    moment = at.isoformat(timespec="seconds")
    name = f"plan {plan.digest[:12]}, accepted {moment}"
    source = {
        "id": f"plan:{plan.digest[:12]}/{moment}",
        "name": f"Plan accepted by {by.strip()}",
        "retrieved": at.date().isoformat(),
    }
    number = write_decided(store, facts, name=name, source=source)
    return Accepted(pairs, number)


def _refuse_repeated(
    network: Network, pairs: Collection[tuple[str, str]], planned: PlannedFacts
) -> None:
    """Raise InputError for anyone who already has their mentor or place."""
    filled = {(planned.places.get(place, place), person) for place, person in pairs}
    ids = pl.Series("id", list(network.ids), dtype=pl.String())
    checks: tuple[tuple[Meaning, set[tuple[str, str]], bool], ...] = (
        ("guidance", set(pairs), False),
        ("filling", filled, True),
    )
    for meaning, wanted, turned in checks:
        links = network.links.filter(means(meaning) & pl.col("until").is_null())
        ends = ids.gather(links["source"]), ids.gather(links["target"])
        together = set(zip(*(ends[::-1] if turned else ends), strict=True)) & wanted
        for place, person in sorted(together):
            raise InputError(
                "{name} has {place} already; name the people to accept with --only",
                name=network.name_of(person),
                place=network.name_of(place),
            )


def _in_english(pair: Placement) -> str:
    """The reasons for a placement as stored in a fact, in English whatever the language of the
    page."""
    with words.speaking(words.ENGLISH):
        return reasons_in_words(pair.reasons)


def _facts(
    pairs: Collection[tuple[str, str]], planned: PlannedFacts, plan: Plan, by: str, on: str
) -> dict[str, list[dict[str, object]]]:
    """The rows of guidance, and of filling for mentors who offer a place."""
    guidance: list[dict[str, object]] = [
        {"from_id": mentor, "to_id": person, "since": on} for mentor, person in pairs
    ]
    points = {(pair.place, pair.person): pair for pair in plan.placements}
    filling: list[dict[str, object]] = [
        {
            "from_id": person,
            "to_id": planned.places[place],
            "since": on,
            "state": "accepted",
            "plan": plan.digest,
            "decided_by": by,
            "decided_on": on,
            "reason": _in_english(points[place, person]),
        }
        for place, person in pairs
        if place in planned.places
    ]
    facts = {guidance_kind(): guidance} if planned.guided else {}
    if filling:
        facts[link_kinds("filling")[0]] = filling
    return facts
