"""Seating from facts: the participants of a programme or event, round by round.

Tables mix schools, markets and communities; among first meetings, those wished for rank before
others, then those of people suggested to each other.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from graphmodel import words
from graphmodel.analysis.plans.inputs import Apart, Person
from graphmodel.analysis.plans.seating import Seating, Table
from graphmodel.analysis.suggestions.filters import SuggestionFilters
from graphmodel.analysis.suggestions.model import DEFAULT
from graphmodel.analysis.suggestions.recommender import recommender
from graphmodel.analysis.teams.wishes import open_conflicts
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.network.present import AsOf, asking_date
from graphmodel.planning.conflicts import conflicts
from graphmodel.planning.office_facts import OfficeFacts
from graphmodel.planning.seat_file import SeatingInput
from graphmodel.planning.sittings import have_met
from graphmodel.planning.wishes import AGAINST

SUGGESTIONS = 3
"""Maximum number of the others suggested to each person."""
MIXED = (words.mark("school"), words.mark("market"), words.mark("community"))
"""The traits that tables mix, as far as anybody has them."""


def seating_of(
    network: Network,
    of: str,
    *,
    tables: int,
    rounds: int,
    secret: pl.DataFrame | None = None,
    as_of: AsOf = None,
) -> SeatingInput:
    """Build a seating of the participants of a programme or event (an id) and of its parts, at
    ``tables`` tables of equal size in ``rounds`` rounds.

    People who have met by the facts know each other; an open wish of one for the other makes their
    meeting worth more, and so does a suggestion to work together. People who must not be put
    together are kept apart, by open wishes and by the confidential ones in ``secret``. Raises
    InputError for an unknown id, and for fewer people than two or than tables.
    """
    asked = asking_date(as_of)
    whole = network.with_plans
    facts = OfficeFacts(whole, asked)
    ids = facts.participants(of)
    name = whole.name_of(of)
    if min(tables, rounds) < 1:
        raise InputError("seats need at least one table and one round")
    if len(ids) < max(tables, 2):
        raise InputError(
            "{name} has {n} participants for {tables} tables; take fewer tables, or import who "
            "takes part",
            name=name,
            n=len(ids),
            tables=tables,
        )
    stated = {(min(pair), max(pair)) for pair in open_conflicts(network, asked)}
    every = conflicts(network, pl.DataFrame() if secret is None else secret, asked)
    apart = {(min(pair), max(pair)) for pair in every if {*pair} <= {*ids}}
    met = have_met(network, asked)
    traits = {id_: {**facts.traits(id_), **_mixed(facts, id_)} for id_ in ids}
    seating = Seating(
        people=tuple(Person(id_, traits[id_]) for id_ in ids),
        tables=tuple(
            Table(str(round_), str(table), -(-len(ids) // tables))
            for round_ in range(1, rounds + 1)
            for table in range(1, tables + 1)
        ),
        apart=tuple(
            Apart(left, right, AGAINST, confidential=(left, right) not in stated)
            for left, right in sorted(apart)
        ),
        met=met,
        wanted=_wanted(facts, asked, ids),
        suggested=_suggested(network, asked, ids) - met,
        mix=tuple(trait for trait in MIXED if any(trait in each for each in traits.values())),
    )
    return SeatingInput(seating, {id_: whole.name_of(id_) for id_ in ids})


def _wanted(facts: OfficeFacts, asked: str, ids: Sequence[str]) -> frozenset[tuple[str, str]]:
    """The pairs of whom one wishes for the other."""
    people = {*ids}
    return frozenset(
        (min(who, about), max(who, about))
        for who, about, stance, _ in facts.wishes(asked)
        if stance == "wants" and who != about and {who, about} <= people
    )


def _suggested(network: Network, asked: str, ids: Sequence[str]) -> frozenset[tuple[str, str]]:
    """The pairs of whom one is among the other's first suggestions from these people."""
    source = recommender(network, as_of=asked)
    rows = {int(source.features.row[source.network.index(id_)]): id_ for id_ in ids}
    pairs = set()
    for row, person in rows.items():
        candidates = source.weigh(source.features.for_person(row), SuggestionFilters())
        ranked = source.top(candidates, DEFAULT, len(candidates.rows))
        others = [rows[other] for other in map(int, candidates.rows[ranked]) if other in rows]
        pairs |= {(min(person, other), max(person, other)) for other in others[:SUGGESTIONS]}
    return frozenset(pairs)


def _mixed(facts: OfficeFacts, person: str) -> dict[str, str]:
    """The market of a person with exactly one, and their community."""
    markets: Sequence[str] = facts.node(person).get("markets") or ()
    community = facts.community(person)
    traits = {
        "market": markets[0] if len(markets) == 1 else "",
        "community": community.id if community else "",
    }
    return {trait: value for trait, value in traits.items() if value}
