"""Effect of sitting at the same table, by redrawing the seats of each session."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel import words
from graphmodel.analysis.effect.effect import FEWEST, checked_subject
from graphmodel.analysis.effect.histories import Histories
from graphmodel.analysis.effect.months import (
    Moment,
    end_of,
    is_before,
    is_over,
    is_within,
    moment,
    placebo_shift,
    shifted,
)
from graphmodel.analysis.effect.randomisation import DRAWS, Estimate, estimate
from graphmodel.analysis.effect.years import YEARS_SHOWN, YearMeans
from graphmodel.analysis.results import Result, Row
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.network.present import AsOf, absences, asking_date
from graphmodel.network.tables import means, with_its_parts
from graphmodel.schema.declarations import UNITS

TABLE = "table"

Matrix = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class SeatedPair:
    """Two people who worked together or met elsewhere in the months after; ``tables`` are the ids
    of the tables at which both sat, empty for a pair that never did."""

    left: str
    right: str
    tables: tuple[str, ...]


@dataclass(frozen=True)
class SeatEffect(Result):
    """How much likelier two people are to be tied after an event if they sat at the same table.

    ``together`` and ``apart`` count pairs of people who were in the same session, at one of its
    tables or never; pairs tied before are left out. ``tied_together`` and ``tied_apart`` count
    those of them tied in the months after. ``estimate`` is the difference of the two shares, and
    ``placebo`` the same with the date moved back. ``years`` has, for all pairs, together and apart,
    the share tied for the first time in each year.
    """

    id: str
    name: str
    asked: str
    months: int
    people: int
    sessions: int
    together: int
    apart: int
    tied_together: int
    tied_apart: int
    estimate: Estimate
    placebo: Estimate | None
    pairs: tuple[SeatedPair, ...]
    years: tuple[YearMeans, ...] = ()

    COLUMNS: ClassVar = {
        **dict.fromkeys(("left", "right"), pl.String()),
        "tables": pl.List(pl.String()),
    }

    def rows(self) -> Iterator[Row]:
        for pair in self.pairs:
            yield {"left": pair.left, "right": pair.right, "tables": list(pair.tables)}

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        for pair in self.pairs:
            yield pair.left, {}
            yield pair.right, {}

    def graph_links(self) -> Iterable[tuple[str, str, Row]]:
        for pair in self.pairs:
            yield pair.left, pair.right, {"tables": list(pair.tables)}


def has_seats(network: Network, of: str) -> bool:
    """Whether seating at tables is recorded for an event; a programme has none of its own, though
    its events may."""
    node = network.index(of)
    tables = _tables(network.with_plans, node)
    return bool(tables) and network.kinds[tables[0][1]] == network.kinds[node]


def seat_effect(
    network: Network, of: str, *, months: int = 24, seed: int = 0, as_of: AsOf = None
) -> SeatEffect:
    """Estimate the effect of sitting together at an event, by its id: for every two people who were
    in the same session and not tied before, whether they worked together, or met outside the event,
    in the ``months`` after it.

    The interval and the probability come from reassigning the seats of each session to the same
    people at random, which needs no model if seats were drawn by lot (Fisher 1935); ``seed`` seeds
    the draws. Raises InputError for unknown input, and for fewer than 15 people.
    """
    asked = asking_date(as_of)
    node = checked_subject(network, of, "ties", months)
    whole = network.with_plans
    plan = _Seating(whole, _tables(whole, node))
    name, begins = network.names[node], whole.nodes["starts"][node]
    _check(name, begins, len(plan.people), months, asked)
    start = moment(begins)
    own = with_its_parts(whole.links_of("part", "source", "target"), node)
    histories = Histories(network.present(asked), plan.people, own)
    draws = plan.draws(seed)
    outcome, fresh = _ties(plan.people, histories, start, months)
    counted = fresh & plan.met
    after = _estimated(outcome, counted, plan.together, draws)
    if after is None:
        raise InputError(
            "{name}: no two people were tied for the first time in the {months} months after; "
            "there is nothing to compare",
            name=name,
            months=months,
        )
    moved = shifted(start, placebo_shift(months))
    before, unknown = _ties(plan.people, histories, moved, months)
    tied = outcome & counted
    return SeatEffect(
        id=network.ids[node],
        name=name,
        asked=asked,
        months=months,
        people=len(plan.people),
        sessions=len(plan.sessions),
        together=int((counted & plan.together).sum()),
        apart=int((counted & ~plan.together).sum()),
        tied_together=int((tied & plan.together).sum()),
        tied_apart=int((tied & ~plan.together).sum()),
        estimate=after,
        placebo=_estimated(before, unknown & plan.met, plan.together, draws),
        pairs=tuple(plan.shown(network, tied)),
        years=tuple(_by_year(plan, histories, start[0], int(asked[:4]))),
    )


def _by_year(plan: _Seating, histories: Histories, year: int, last: int) -> Iterator[YearMeans]:
    """The shares of pairs in the same session that were tied for the first time, in each year
    around that of the event."""
    firsts = np.array([
        histories.ties.get(left, {}).get(right, (0, 0))[0]
        for position, left in enumerate(plan.people)
        for right in plan.people[position + 1 :]
    ])  # fmt: skip
    sides = plan.met & plan.together, plan.met & ~plan.together
    if not all(side.any() for side in sides):
        return
    for shown in range(year - YEARS_SHOWN, min(year + YEARS_SHOWN, last) + 1):
        mean, others_mean = (float((firsts[side] == shown).mean()) for side in sides)
        yield YearMeans(shown, mean, others_mean, int(sides[0].sum()), int(sides[1].sum()))


def seated_people(network: Network, of: str) -> int:
    """Count the people known to have sat at the tables of an event, by its id."""
    return len({who for *_, who in _tables(network.with_plans, network.index(of))})


def _check(name: str, begins: str | None, people: int, months: int, asked: str) -> None:
    if people < FEWEST:
        raise InputError(
            "{name}: {n} people are known to have sat at a table; estimating an effect "
            "takes at least {fewest}",
            name=name,
            n=people,
            fewest=FEWEST,
        )
    if not begins:
        raise InputError("{name} has no date; give it one (starts)", name=name)
    start = moment(begins)
    if not is_over(start, months, asked):
        over = end_of(start, months)
        fewer = words.say("give fewer months, or ") if months > 12 else ""
        raise InputError(
            "{name}: the {months} months after {begins} end on {over}, which is later than "
            "{asked}; {fewer}ask as of {over} or later",
            name=name,
            months=months,
            begins=begins,
            over=over,
            asked=asked,
            fewer=fewer,
        )


def _tables(network: Network, node: int) -> list[tuple[int, int, int]]:
    """The seats of an event as (session, table, person); a table that is not part of a session
    counts its event as the session."""
    parts = network.links_of("part", "source", "target")
    inside = with_its_parts(parts, node)
    types = network.nodes["type"]
    session = {
        table: whole
        for table, whole in parts.iter_rows()
        if whole in inside and types[table] == TABLE
    }
    present = network.links.filter(~absences(network.links))
    seats = present.filter(means("attendance") & pl.col("target").is_in(list(session)))
    return sorted(
        {
            (session[table], table, who)
            for who, table in seats.select("source", "target").iter_rows()
            if network.kinds[who] == UNITS[0]
        }
    )


class _Seating:
    """The seats of an event. Pairs are the upper half of a matrix over ``people``, in rows."""

    def __init__(self, network: Network, seats: Sequence[tuple[int, int, int]]) -> None:
        self.people = sorted({who for _, _, who in seats})
        row = {who: position for position, who in enumerate(self.people)}
        tables = {table: n for n, table in enumerate(sorted({t for _, t, _ in seats}))}
        self._table_ids = [network.ids[table] for table in tables]
        by_session: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for session, table, who in seats:
            by_session[session].append((row[who], tables[table]))
        self.sessions = [np.asarray(pairs) for _, pairs in sorted(by_session.items())]
        self._half = np.triu_indices(len(self.people), 1)
        self._seat_pairs = list(self._pairs_of_seats())
        self.together = self._pairs([session[:, 1] for session in self.sessions])
        self.met = self._pairs([np.zeros(len(s), dtype=np.int64) for s in self.sessions])

    def _pairs_of_seats(self) -> Iterator[tuple[Rows, Rows, Rows]]:
        """For each session, every two of its seats, by their rows there, with the pair of people
        who sat on them."""
        pair_of = np.zeros((len(self.people), len(self.people)), dtype=np.int64)
        pair_of[self._half] = np.arange(len(self._half[0]))
        pair_of += pair_of.T
        for session in self.sessions:
            first, second = np.triu_indices(len(session), 1)
            left, right = session[first, 0], session[second, 0]
            two = left != right
            yield first[two], second[two], pair_of[left[two], right[two]]

    def _pairs(self, tables: Sequence[Rows]) -> NDArray[np.bool_]:
        """Which pairs sat at the same table, given the table of each seat by session."""
        together = np.zeros(len(self._half[0]), dtype=np.bool_)
        for (first, second, pairs), at in zip(self._seat_pairs, tables, strict=True):
            together[pairs[at[first] == at[second]]] = True
        return together

    def draws(self, seed: int) -> NDArray[np.bool_]:
        """Who would have sat together with the seats of each session redrawn: one row per draw."""
        generator = np.random.default_rng(seed)
        drawn = np.empty((DRAWS, len(self.together)), dtype=np.bool_)
        for draw in drawn:
            draw[:] = self._pairs([generator.permutation(s[:, 1]) for s in self.sessions])
        return drawn

    def shown(self, network: Network, tied: NDArray[np.bool_]) -> Iterator[SeatedPair]:
        """The pairs that were tied afterwards; those who sat together come first."""
        pairs = np.flatnonzero(tied)
        for pair in sorted(pairs.tolist(), key=lambda p: not self.together[p]):
            left, right = int(self._half[0][pair]), int(self._half[1][pair])
            tables = [
                self._table_ids[table]
                for session in self.sessions
                for table in np.intersect1d(
                    session[session[:, 0] == left, 1], session[session[:, 0] == right, 1]
                ).tolist()
            ]
            ids = network.ids
            yield SeatedPair(ids[self.people[left]], ids[self.people[right]], tuple(tables))


def _ties(
    people: Sequence[int],
    histories: Histories,
    start: Moment,
    months: int,
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For each pair, whether it is first tied in the months after a date, and whether it was untied
    before it, as far as the dates show: a tie in the year of the date could be either, and is left
    out."""
    after, fresh = [], []
    for position, left in enumerate(people):
        ties = histories.ties.get(left, {})
        for right in people[position + 1 :]:
            first = ties.get(right)
            within = first is not None and is_within(first, start, months)
            after.append(within)
            unclear = first is not None and not within and first[0] <= start[0]
            fresh.append(not unclear and (first is None or not is_before(first, start)))
    return np.asarray(after, dtype=np.bool_), np.asarray(fresh, dtype=np.bool_)


def _estimated(
    outcome: NDArray[np.bool_],
    counted: NDArray[np.bool_],
    together: NDArray[np.bool_],
    draws: NDArray[np.bool_],
) -> Estimate | None:
    """The difference of the shares tied, together less apart; None if nobody was tied, or if all or
    none sat together."""
    tied, seated = outcome & counted, together & counted
    if not tied.any() or not seated.any() or (seated == counted).all():
        return None
    observed = tied[seated].mean() - tied[counted & ~together].mean()

    def inside(pairs: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many of some pairs would sit together in each draw."""
        # One draw at a time: all of them as integers take gigabytes for 300 people.
        return np.array([np.count_nonzero(draw & pairs) for draw in draws])

    some = inside(counted)
    none = np.count_nonzero(counted) - some
    usable = (some > 0) & (none > 0)

    def differences(pairs: NDArray[np.bool_]) -> Matrix:
        """In each draw, the share of these pairs among those together, less that among the
        others."""
        among = inside(pairs)[usable]
        difference: Matrix = among / some[usable]
        difference -= (np.count_nonzero(pairs) - among) / none[usable]
        return difference

    return estimate(float(observed), differences(tied), differences(seated), 2.0)
