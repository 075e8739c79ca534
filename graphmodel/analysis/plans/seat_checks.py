"""Validation of the input of seats, reporting every problem in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from graphmodel import words
from graphmodel.analysis.plans.checks import problem
from graphmodel.analysis.plans.inputs import Apart, Spot, Together
from graphmodel.analysis.plans.linear import WITHHELD
from graphmodel.analysis.plans.seating import Seating
from graphmodel.facts.batch import Problem

MAX_PEOPLE = 2_000
MOST_USEFUL = 5_000
"""The most that a meeting may be worth: less than the cost of meeting too often, which comes
first."""


def check_seating(seating: Seating) -> list[Problem]:
    """Return every problem with the input of seats."""
    people = {person.id for person in seating.people}
    if len(seating.people) > MAX_PEOPLE:
        cure = words.say("at most {most:,}; plan groups separately", most=MAX_PEOPLE)
        return [problem(Spot(), "person", len(seating.people), words.say("too many people"), cure)]
    return [
        *_known_people(seating, people),
        *_table_problems(seating),
        *_host_problems(seating),
        *_worth_problems(seating, people),
        *_crowded(seating),
        *_clashes(seating),
    ]


def _known_people(seating: Seating, people: Collection[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for person in seating.people:
        if person.id in seen:
            yield problem(
                person.spot,
                "person",
                person.id,
                words.say("person is listed twice"),
                words.say("each person once"),
            )
        seen.add(person.id)
    for host in seating.hosts:
        if host.person not in people:
            yield problem(
                host.spot,
                "person",
                host.person,
                words.say("unknown person"),
                words.say("an id from the table who"),
            )
    for origin, pairs in (("wanted", seating.wanted), ("suggested", seating.suggested)):
        for pair in sorted(pairs):
            for column, name in zip(("person", "companion"), pair, strict=True):
                if name not in people:
                    yield problem(
                        Spot(origin),
                        column,
                        name,
                        words.say("unknown person"),
                        words.say("an id from the table who"),
                    )
    rules: list[Apart | Together] = [*seating.apart, *seating.together]
    for rule in rules:
        for column, name in (("person", rule.person), ("companion", rule.companion)):
            if name not in people:
                yield problem(
                    rule.spot,
                    column,
                    name,
                    words.say("unknown person"),
                    words.say("an id from the table who"),
                )
        if rule.person == rule.companion:
            cure = words.say("two different people")
            yield problem(
                rule.spot, "companion", rule.person, words.say("a rule about oneself"), cure
            )


def _host_problems(seating: Seating) -> Iterator[Problem]:
    """Hosts of a table or round that the seating does not have."""
    tables = {table.id for table in seating.tables}
    placed = {(table.round, table.id) for table in seating.tables}
    for host in seating.hosts:
        if host.table not in tables:
            cure = words.say("an existing table")
            yield problem(host.spot, "table", host.table, words.say("unknown table"), cure)
        elif host.round and host.round not in seating.rounds:
            cure = words.say("a round from the table tables, or none for every round")
            yield problem(host.spot, "round", host.round, words.say("unknown round"), cure)
        elif host.round and (host.round, host.table) not in placed:
            what = words.say("this round does not have the table")
            cure = words.say("a round with this table, or none for every such round")
            yield problem(host.spot, "round", host.round, what, cure)


def _worth_problems(seating: Seating, people: Collection[str]) -> Iterator[Problem]:
    """Useful meetings of unknown people or of an impossible worth, and traits that nobody has."""
    useful = Spot("useful")
    for pair, points in sorted(seating.useful.items()):
        for column, name in zip(("person", "companion"), pair, strict=True):
            if name not in people:
                cure = words.say("an id from the table who")
                yield problem(useful, column, name, words.say("unknown person"), cure)
        if abs(points) > MOST_USEFUL:
            cure = words.say("a whole number from -{most:,} to {most:,}", most=MOST_USEFUL)
            yield problem(useful, "points", points, words.say("not points"), cure)
    traits = {trait for person in seating.people for trait in person.traits}
    for trait in seating.mix if seating.people else ():
        if trait not in traits:
            cure = words.say(
                "one of {traits}",
                traits=", ".join(sorted(traits)) or words.say("the columns of the people"),
            )
            yield problem(Spot(), "mix", trait, words.say("nobody has this trait"), cure)


def _table_problems(seating: Seating) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for table in seating.tables:
        if table.seats < 1:
            yield problem(
                table.spot,
                "seats",
                table.seats,
                words.say("not a table"),
                words.say("at least 1 seat"),
            )
        if (table.round, table.id) in seen:
            cure = words.say("each table once a round")
            yield problem(table.spot, "table", table.id, words.say("table is listed twice"), cure)
        seen.add((table.round, table.id))
    rounds = set(seating.rounds)
    for name, person in sorted(seating.absent):
        if name not in rounds or person not in {p.id for p in seating.people}:
            what = words.say("absence of an unknown person or in an unknown round")
            yield problem(
                Spot(),
                name,
                person,
                what,
                words.say("rounds from the table tables and ids from the table who"),
            )


def _crowded(seating: Seating) -> Iterator[Problem]:
    for name in seating.rounds:
        seats = sum(table.seats for table in seating.tables if table.round == name)
        absent = {person for r, person in seating.absent if r == name}
        coming = sum(person.id not in absent for person in seating.people)
        if coming > seats:
            cure = words.say("{n} more seats, or absences", n=coming - seats)
            yield problem(
                Spot(),
                "round",
                name,
                words.say("{coming} people for {seats} seats", coming=coming, seats=seats),
                cure,
            )
        fixed = _fixed(seating, name, absent)
        for person, tables in sorted(fixed.items()):
            if len(tables) > 1:
                what = words.say("fixed to several tables in one round, alone or with companions")
                cure = words.say("one table for everybody who stays together")
                yield problem(Spot(), "person", person, what, cure)
        hosts = Counter(table for tables in fixed.values() for table in tables)
        for table in seating.tables:
            if table.round == name and hosts[table.id] > table.seats:
                yield problem(
                    table.spot,
                    "table",
                    table.id,
                    words.say("more people fixed to a table than it seats"),
                    words.say("at most {seats}", seats=table.seats),
                )


def _fixed(seating: Seating, name: str, absent: Collection[str]) -> dict[str, set[str]]:
    """The tables of a round to which each of those who come is fixed, with a host or as one."""
    tables = {table.id for table in seating.tables if table.round == name}
    companions = _companions(seating.together)
    fixed: dict[str, set[str]] = {}
    for host in seating.hosts:
        if host.round in ("", name) and host.table in tables and host.person not in absent:
            for person in companions.get(host.person, {host.person}) - {*absent}:
                fixed.setdefault(person, set()).add(host.table)
    return fixed


def _companions(rules: Iterable[Together]) -> dict[str, set[str]]:
    """Everybody with whom each person of these rules must sit, and themselves."""
    import networkx as nx

    groups = nx.connected_components(nx.Graph((rule.person, rule.companion) for rule in rules))
    return {person: group for group in groups for person in group}


def _clashes(seating: Seating) -> Iterator[Problem]:
    bonds = {frozenset((bond.person, bond.companion)): bond for bond in seating.together}
    for rule in seating.apart:
        bond = bonds.get(frozenset((rule.person, rule.companion)))
        if bond and rule.confidential:
            what = words.say(
                "{person} cannot be with them ({why})", person=bond.person, why=words.say(WITHHELD)
            )
            yield problem(
                bond.spot,
                "companion",
                bond.companion,
                what,
                words.say("other people, or drop the rule"),
            )
        elif bond:
            cure = words.say("one of the two rules")
            yield problem(
                rule.spot, "companion", rule.companion, words.say("both apart and together"), cure
            )
    fewest = min((sum(t.round == r for t in seating.tables) for r in seating.rounds), default=0)
    clique = _most_apart(seating.apart)
    if fewest and len(clique) > fewest:
        hidden = any(r.confidential and {r.person, r.companion} <= {*clique} for r in seating.apart)
        names = words.say(WITHHELD) if hidden else ", ".join(clique)
        cure = words.say(
            "at most {fewest} people who are all kept apart from each other, or more tables",
            fewest=fewest,
        )
        yield problem(Spot(), "apart", names, words.say("more people kept apart than tables"), cure)


def _most_apart(rules: Iterable[Apart]) -> list[str]:
    """The largest set of people who are all apart from each other, by their ids; of several, the
    first alphabetically."""
    import networkx as nx

    apart = nx.Graph((rule.person, rule.companion) for rule in rules)
    cliques = (sorted(clique) for clique in nx.find_cliques(apart))
    return min(cliques, key=lambda clique: (-len(clique), clique), default=[])
