"""Everything that is wrong with what seats are planned from, said at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from graphmodel.analysis.plans.checks import problem
from graphmodel.analysis.plans.inputs import Apart, Spot, Together
from graphmodel.analysis.plans.linear import WITHHELD
from graphmodel.analysis.plans.seating import Seating
from graphmodel.facts.batch import Problem

MAX_PEOPLE = 2_000


def check_seating(seating: Seating) -> list[Problem]:
    """Everything that is wrong with the input of seats."""
    people = {person.id for person in seating.people}
    if len(seating.people) > MAX_PEOPLE:
        cure = f"at most {MAX_PEOPLE:,}; plan groups apart"
        return [problem(Spot(), "person", len(seating.people), "too many people", cure)]
    return [
        *_known_people(seating, people),
        *_table_problems(seating),
        *_crowded(seating),
        *_clashes(seating),
    ]


def _known_people(seating: Seating, people: Collection[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for person in seating.people:
        if person.id in seen:
            yield problem(person.spot, "person", person.id, "person is listed twice", "it once")
        seen.add(person.id)
    for host in seating.hosts:
        if host.person not in people:
            yield problem(host.spot, "person", host.person, "unknown person", "an id of who")
        if host.table not in {table.id for table in seating.tables}:
            yield problem(host.spot, "table", host.table, "unknown table", "a table that there is")
    for origin, pairs in (("wanted", seating.wanted), ("suggested", seating.suggested)):
        for pair in sorted(pairs):
            for column, name in zip(("person", "companion"), pair, strict=True):
                if name not in people:
                    yield problem(Spot(origin), column, name, "unknown person", "an id of who")
    rules: list[Apart | Together] = [*seating.apart, *seating.together]
    for rule in rules:
        for column, name in (("person", rule.person), ("companion", rule.companion)):
            if name not in people:
                yield problem(rule.spot, column, name, "unknown person", "an id of who")
        if rule.person == rule.companion:
            cure = "two different people"
            yield problem(rule.spot, "companion", rule.person, "a rule about oneself", cure)


def _table_problems(seating: Seating) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for table in seating.tables:
        if table.seats < 1:
            yield problem(table.spot, "seats", table.seats, "not a table", "at least 1 seat")
        if (table.round, table.id) in seen:
            cure = "each table once a round"
            yield problem(table.spot, "table", table.id, "table is listed twice", cure)
        seen.add((table.round, table.id))
    rounds = set(seating.rounds)
    for name, person in sorted(seating.absent):
        if name not in rounds or person not in {p.id for p in seating.people}:
            what = "absence of somebody or in a round that is unknown"
            yield problem(Spot(), name, person, what, "rounds of the tables and ids of who")


def _crowded(seating: Seating) -> Iterator[Problem]:
    for name in seating.rounds:
        seats = sum(table.seats for table in seating.tables if table.round == name)
        absent = {person for r, person in seating.absent if r == name}
        coming = sum(person.id not in absent for person in seating.people)
        if coming > seats:
            cure = f"{coming - seats} more seats, or who does not come"
            yield problem(Spot(), "round", name, f"{coming} people for {seats} seats", cure)
        hosts: dict[str, int] = {}
        for host in seating.hosts:
            if host.round in ("", name) and host.person not in absent:
                hosts[host.table] = hosts.get(host.table, 0) + 1
        for table in seating.tables:
            if table.round == name and hosts.get(table.id, 0) > table.seats:
                yield problem(
                    table.spot, "table", table.id, "more people fixed to a table than it seats",
                    f"at most {table.seats}",
                )  # fmt: skip


def _clashes(seating: Seating) -> Iterator[Problem]:
    bonds = {frozenset((bond.person, bond.companion)): bond for bond in seating.together}
    for rule in seating.apart:
        bond = bonds.get(frozenset((rule.person, rule.companion)))
        if bond and rule.confidential:
            what = f"{bond.person} cannot be with them ({WITHHELD})"
            yield problem(bond.spot, "companion", bond.companion, what, "no such rule")
        elif bond:
            cure = "one of the two rules"
            yield problem(rule.spot, "companion", rule.companion, "both apart and together", cure)
    fewest = min((sum(t.round == r for t in seating.tables) for r in seating.rounds), default=0)
    clique = _most_apart(seating.apart)
    if fewest and len(clique) > fewest:
        hidden = any(r.confidential and {r.person, r.companion} <= {*clique} for r in seating.apart)
        names = WITHHELD if hidden else ", ".join(clique)
        cure = f"at most {fewest} who are all apart from each other, or more tables"
        yield problem(Spot(), "apart", names, "more people kept apart than tables", cure)


def _most_apart(rules: Iterable[Apart]) -> list[str]:
    """The most people who are all apart from each other, by their ids; of several such sets the
    first by the alphabet."""
    import networkx as nx

    apart = nx.Graph((rule.person, rule.companion) for rule in rules)
    cliques = (sorted(clique) for clique in nx.find_cliques(apart))
    return min(cliques, key=lambda clique: (-len(clique), clique), default=[])
