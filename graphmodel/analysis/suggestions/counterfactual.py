"""What would change a suggestion: the smallest fact that moves somebody into the first ones.

Each fact that could be is supposed, everything is weighed again with it, and the first that is
enough is told: a market or a language in common costs least, then a work of one's own, a place
in a programme that the asker is in, and last a project together with somebody the asker knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from graphmodel.analysis.suggestions.features import Asker, Working
from graphmodel.analysis.suggestions.filters import SuggestionFilters
from graphmodel.analysis.suggestions.model import DEFAULT, Model
from graphmodel.analysis.suggestions.profiles import SAID, Matrix, Scores
from graphmodel.analysis.suggestions.recommender import Collaborators
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes
from graphmodel.schema.model import kinds_with, link_kinds

FRIENDS = 5
"""People the asker knows who are tried for a project together."""
VALUES = 3
"""Markets and languages of the asker that are tried."""


@dataclass(frozen=True)
class Fact:
    """Something that is not so and could be: ``kind`` is market, language, work, programme or
    together; ``id`` the person or programme it is with, None else; ``words`` what it is called."""

    kind: str
    id: str | None
    words: str


@dataclass(frozen=True)
class Change:
    """What would move somebody among the first: ``rank`` is their place now, from 1, None where
    nothing speaks for them; ``fact`` the smallest that is enough, None where none of those tried
    is, and ``becomes`` the place they have with it. ``tried`` counts the facts tried."""

    id: str
    name: str
    rank: int | None
    fact: Fact | None
    becomes: int | None
    tried: int


def change(
    of: Collaborators,
    asker_id: str,
    other_id: str,
    *,
    first: int = 10,
    wishes: SuggestionFilters | None = None,
    model: Model = DEFAULT,
) -> Change:
    """The smallest fact about ``other_id`` that would move them into the first suggestions.

    Raises InputError for somebody who can never be suggested here: the asker, who has worked with
    them, who withdrew, died or is of another namespace.
    """
    asker, wishes = of.asker(asker_id), wishes or SuggestionFilters()
    node = of.network.index(other_id)
    if of.network.kinds[node] != "Person":
        raise InputError(f"{other_id!r} is not a person; only people are suggested")
    other = int(of.working.row[node])
    if not of.may(asker)[other]:
        raise InputError(
            f"{of.network.names[node]} cannot be suggested here: it is the one who asks, has "
            "worked with them already, or may not be shown"
        )
    told = of.telling(wishes.role)
    rank = _rank(of, told, asker, other, wishes, model)
    name = of.network.names[node]
    if rank is not None and rank <= first:
        return Change(other_id, name, rank, None, rank, 0)
    tried = 0
    for fact, supposed in _facts(told, asker, other):
        tried += 1
        place = _rank(of, supposed, supposed.again(asker), other, wishes, model)
        if place is not None and place <= first:
            return Change(other_id, name, rank, fact, place, tried)
    return Change(other_id, name, rank, None, None, tried)


def _rank(
    of: Collaborators,
    working: Working,
    asker: Asker,
    other: int,
    wishes: SuggestionFilters,
    model: Model,
) -> int | None:
    """The place of somebody among all candidates, as they are suggested."""
    found = of.weigh_with(working, asker, wishes, also=other)
    at = np.flatnonzero(found.rows == other)
    scores = found.scores(model)
    if not len(at) or scores[at[0]] <= 0:
        return None
    mine = scores[at[0]]
    # Equals come in the order of ids, which is that of rows.
    return int((scores > mine).sum() + (scores[: at[0]] == mine).sum() + 1)


def _facts(w: Working, asker: Asker, other: int) -> Iterator[tuple[Fact, Working]]:
    for kind, name in (("country", "market"), ("language", "language")):
        p = w.profiles[kind]
        asked = asker.profiles[kind]
        own = set(p.strongest(other))
        best = [int(v) for v in np.argsort(-asked, kind="stable")[:VALUES] if asked[v] > 0]
        for value in best:
            if value not in own:
                yield Fact(name, None, p.words(value)), _with_value(w, kind, other, value)
    yield Fact("work", None, str(w.now)), _with_work(w, (other,))
    for programme in _programmes(w, asker):
        yield (
            Fact("programme", w.network.ids[programme], w.network.names[programme]),
            _beside(w, asker, other, programme),
        )
    team = asker.people if asker.project >= 0 else _friends(w, asker)
    for friend in team[:FRIENDS]:
        if int(friend) != other:
            node = int(w.people[friend])
            said = Fact("together", w.network.ids[node], w.network.names[node])
            yield said, _with_work(w, (other, int(friend)))


def _friends(w: Working, asker: Asker) -> list[int]:
    near, weight = w.meetings.row(int(asker.people[0]))
    return [int(z) for z in near[np.argsort(-weight, kind="stable")]]


def _programmes(w: Working, asker: Asker) -> list[int]:
    beside = w.network.adjacency(*link_kinds("attendance"))
    found: dict[int, None] = {}
    for person in asker.people[:1]:
        found |= dict.fromkeys(int(node) for node in beside.of(int(w.people[person]))[0])
    kinds, programmes = w.network.kinds, kinds_with("programme")
    return [node for node in found if kinds[node] in programmes]


def _with_value(w: Working, kind: str, other: int, value: int) -> Working:
    """Somebody says of themselves that they have a value: a market, a language."""
    p = w.profiles[kind]
    row = np.zeros(len(p.rarity))
    here = slice(*p.people.indptr[other : other + 2])
    row[p.people.indices[here]] = p.people.data[here] * p.length[other]
    row[value] += SAID * p.rarity[value]
    held, length = np.flatnonzero(row), float(np.linalg.norm(row))
    people = _replaced(p.people, other, held, row[held] / max(length, 1e-12))
    return replace(w, profiles={**w.profiles, kind: replace(p, people=people)})


def _replaced(table: Matrix, row: int, columns: Indexes, values: Scores) -> Matrix:
    """The table with one row set anew."""
    one = sparse.csr_array((values, columns, [0, len(values)]), shape=(1, table.shape[1]))
    return Matrix(sparse.vstack([table[:row], one, table[row + 1 :]], format="csr"))


def _with_work(w: Working, people: tuple[int, ...]) -> Working:
    """Some people make one more project this year, of which nothing else is known."""
    c = w.careers
    works, pace, last, first = (
        c.works.copy(),
        c.pace.copy(),
        c.activity_spans.last.copy(),
        c.activity_spans.first.copy(),
    )
    for person in people:
        works[person] += 1
        pace[person] += 1
        last[person] = np.fmax(last[person], w.now)
        first[person] = np.fmin(first[person], w.now)
    worth = 1.0 if len(people) > 1 else 0.0
    meetings = w.meetings.with_project(people, worth)
    careers = replace(
        c, works=works, pace=pace, activity_spans=replace(c.activity_spans, first=first, last=last)
    )
    return replace(w, meetings=meetings, careers=careers)


def _beside(w: Working, asker: Asker, other: int, programme: int) -> Working:
    """Somebody takes part in a programme now, beside the asker."""
    many = int(w.network.adjacency(*link_kinds("attendance")).degrees[programme]) + 1
    pair = (int(asker.people[0]), other)
    meetings = w.meetings.with_cohort("programme", pair, 1 / max(many - 1, 1))
    return replace(w, meetings=meetings)
