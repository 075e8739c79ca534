"""Accepting a plan of mentors: its pairs become facts, with who decided and when.

What is accepted is an import of its own, so that it can be shown and undone like any other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from graphmodel.analysis.plans.results import Plan
from graphmodel.errors import InputError
from graphmodel.ingest.frames import import_facts
from graphmodel.network.network import Network
from graphmodel.network.tables import means
from graphmodel.schema.model import guidance_kind, link_kinds
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store


@dataclass(frozen=True)
class Accepted:
    """The (mentor, person) that were written, and the number of their import."""

    pairs: tuple[tuple[str, str], ...]
    number: int


def accept_mentors(
    store: Store,
    plan: Plan,
    offered: Mapping[str, str] | None,
    *,
    by: str,
    only: Collection[str] | None = None,
    at: datetime | None = None,
) -> Accepted:
    """Write the pairs of a plan, or those of ``only`` these people, as decided ``by`` somebody.

    ``offered`` is the node of each mentor's place: who gets one fills it. Raises InputError if it
    is no plan of mentors, if somebody has no place in it, if a pair is already together, or if a
    fact cannot be written, in which case none is.
    """
    if offered is None:
        raise InputError("this is no plan of mentors; make one with plan mentors --out")
    if not by.strip():
        raise InputError("nobody accepts it; give a name with --by")
    pairs = tuple(
        (placement.place, placement.person)
        for placement in plan.placements
        if only is None or placement.person in only
    )
    missing = sorted(set(only or ()) - {person for _, person in pairs})
    if missing:
        raise InputError(f"{missing[0]} has no place in this plan; leave it out of --only")
    if not pairs:
        raise InputError("the plan places nobody; there is nothing to accept")
    _refuse_repeated(load_network(store), pairs)
    at = at or datetime.now()
    facts = _facts(pairs, offered, plan, by.strip(), at.date().isoformat())
    moment = at.isoformat(timespec="seconds")
    name = f"plan {plan.digest[:12]}, accepted {moment}"
    source = {
        "id": f"plan:{plan.digest[:12]}/{moment}",
        "name": f"Plan of mentors accepted by {by.strip()}",
        "retrieved": at.date().isoformat(),
    }
    # A first run without writing: either all of it becomes facts, or nothing.
    trial = import_facts(facts, name=name, source=source, store=store, dry_run=True)
    if trial.problems:
        raise InputError(f"nothing was accepted: {trial.problems[0]}")
    import_facts(facts, name=name, source=source, store=store)
    number = next(record.number for record in store.imports() if record.name == name)
    return Accepted(pairs, number)


def _refuse_repeated(network: Network, pairs: Collection[tuple[str, str]]) -> None:
    """Raise InputError for somebody whom their mentor guides already."""
    links = network.links.filter(means("guidance") & pl.col("until").is_null())
    ids = pl.Series("id", list(network.ids), dtype=pl.String())
    together = set(
        zip(ids.gather(links["source"]), ids.gather(links["target"]), strict=True)
    ) & set(pairs)
    for mentor, person in sorted(together):
        raise InputError(
            f"{network.name_of(mentor)} mentors {network.name_of(person)} already; name the "
            "people to accept with --only"
        )


def _facts(
    pairs: Collection[tuple[str, str]], offered: Mapping[str, str], plan: Plan, by: str, on: str
) -> dict[str, list[dict[str, object]]]:
    """The rows of guidance, and of filling for mentors who offer a place."""
    guidance: list[dict[str, object]] = [
        {"from_id": mentor, "to_id": person, "since": on} for mentor, person in pairs
    ]
    points = {(pair.place, pair.person): pair for pair in plan.placements}
    filling: list[dict[str, object]] = [
        {
            "from_id": person,
            "to_id": offered[mentor],
            "since": on,
            "state": "accepted",
            "plan": plan.digest,
            "decided_by": by,
            "decided_on": on,
            "reason": "; ".join(
                f"{reason.kind} {reason.points:+d}" for reason in points[mentor, person].reasons
            ),
        }
        for mentor, person in pairs
        if mentor in offered
    ]
    facts = {guidance_kind(): guidance}
    if filling:
        facts[link_kinds("filling")[0]] = filling
    return facts
