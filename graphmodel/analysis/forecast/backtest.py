"""How well the ties that came were foretold, by the ranker and by simple scorers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.forecast.ablations import GROUPS, group
from graphmodel.analysis.forecast.activity import ActivityForecast
from graphmodel.analysis.forecast.baselines import BASELINES, REPEAT_BASELINE, Baselines
from graphmodel.analysis.forecast.calibration import Calibration, calibration
from graphmodel.analysis.forecast.candidates import eligible_partners, find_candidates
from graphmodel.analysis.forecast.concentration import Exposure, exposure
from graphmodel.analysis.forecast.history import ROLES, Floats, History, Matrix
from graphmodel.analysis.forecast.metrics import (
    METRICS,
    Summary,
    first_places,
    measure,
    mid_ranks,
    ranks_of_all,
    summary,
)
from graphmodel.analysis.forecast.model_selection import TrainedRanker, train_or_fall_back
from graphmodel.analysis.forecast.pair_features import PairFeatures, Scores
from graphmodel.analysis.forecast.ranker import BATCH, Ranker, RankerOptions, fit
from graphmodel.analysis.forecast.slices import Slice, by_value, degree_values, main_roles
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes

RANKER = "ranker"
NEWCOMER_PROJECTS = 2
"""Newcomers have at most so many known projects."""

Table = dict[str, NDArray[np.float64]]


@dataclass(frozen=True, eq=False)
class RankedPeople:
    """Some people as another order has them: their rows, scores, and chances where it tells any."""

    rows: Indexes
    scores: NDArray[np.float64]
    chances: NDArray[np.float64] | None = None


_Told = tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]

NOBODY: Indexes = np.empty(0, dtype=np.int64)

Ordering = Callable[[int], RankedPeople]
"""Whom an order places for a person; all others come after those, by nearness."""


@dataclass(frozen=True)
class Recall:
    """How many candidates there are a person, and what share of people has a true partner among
    them, and what share of true partners is among them."""

    candidates: float
    people: float
    partners: float


@dataclass(frozen=True)
class Backtest:
    """What a backtest found.

    Of each scorer the summary of all people, of newcomers, and of those tied already (``repeated``;
    there among those tied already, without the ranker, which foretells new ties). ``without`` has
    the ranker learned without each of GROUPS. ``slices`` and ``calibration`` are the ranker's;
    ``calibration`` is None where no year was left to choose on, ``calibrations`` are those of
    other orders that tell chances, for anybody. ``origins`` are the years that lessons began at,
    ``chosen_on`` is the year of the choice.
    """

    until: int
    years: int
    origins: tuple[int, ...]
    chosen_on: int | None
    scorers: Mapping[str, Summary]
    newcomers: Mapping[str, Summary]
    repeated: Mapping[str, Summary]
    without: Mapping[str, Summary]
    slices: tuple[Slice, ...]
    calibration: Calibration | None
    calibrations: Mapping[str, Calibration]
    exposure: Mapping[str, Exposure]
    recall: Recall


def backtest(
    history: History,
    until: int,
    people: Indexes,
    truth: Matrix,
    *,
    years: int = 3,
    how: RankerOptions | None = None,
    again: Matrix | None = None,
    ablations: bool = False,
    beside: Mapping[str, Ordering] | None = None,
    others: Indexes = NOBODY,
) -> Backtest:
    """Train on what was known before ``until`` alone and foretell the ties of ``truth``.

    ``truth`` is n x n with 1 for a tie that came, ``again`` the same for those made again; ranks
    are over all eligible people but the person and those tied already. The history may know more
    than was known before ``until``. ``others`` came to no tie and are asked for chances alone, of
    orders ``beside``, whose chances are for anybody. ``ablations`` also learns without each group
    of features. Where nothing came true earlier there are no origins, and nearness alone orders.
    """
    how = how or RankerOptions()
    known = history.before(until)
    outlook = ActivityForecast(known, years, seed=how.seed, threads=how.threads)
    trained = train_or_fall_back(outlook, until, years, how)
    rankers = {RANKER: trained.ranker} | (
        _without(trained, how) if ablations and trained.training_sets else {}
    )
    past = outlook.past(until)
    tally = _Tally(past, truth, again)
    one_of, one_of_others = _stand_for(past, truth, people, others)
    for person, scored, candidates, told in _scored(outlook, rankers, until, people, how.seed):
        for name, order in (beside or {}).items():
            placed = order(person)
            scored[name] = _first(placed.rows, placed.scores, scored["pagerank"])
            tally.add_chances(name, person, placed, one_of)
        tally.add(person, scored, candidates, told)
    for name, order in (beside or {}).items():
        for person in others.tolist():
            tally.add_chances(name, person, order(person), one_of_others)
    return tally.found(trained, people, years)


def _stand_for(
    past: PairFeatures, truth: Matrix, people: Indexes, others: Indexes
) -> tuple[float, float]:
    """For how many of those who came to a tie each one asked stands, and for how many of the
    eligible who did not each of the others."""
    came = np.diff(truth.indptr) > 0
    rest = past.history.eligible & ~came
    return came.sum() / max(len(people), 1), rest.sum() / max(len(others), 1)


def rolling_origins(history: History, years: int, many: int) -> tuple[int, ...]:
    """The last so many years from which ``years`` years are known, that do not overlap; the
    earliest first."""
    last = history.last_year + 1
    return tuple(last - years * back for back in range(many, 0, -1))


def backtest_at(
    history: History,
    until: int,
    *,
    years: int = 2,
    most: int = 2000,
    how: RankerOptions | None = None,
    ablations: bool = False,
    beside: Mapping[str, Ordering] | None = None,
) -> Backtest:
    """The backtest of a history's own ties of ``years`` years from ``until``, new and made again.

    At most so many people are drawn of those who came to a new tie. Raises InputError where there
    are none, or nothing to learn from.
    """
    how = how or RankerOptions()
    truth = history.new_ties(until, years)
    people = origin_people(truth, most, how.seed)
    if not len(people):
        raise InputError(
            f"no new ties to foretell in {until} to {until + years - 1} among people known "
            "before; import more dated credits"
        )
    again = history.repeated_ties(until, years)
    rest = history.before(until).eligible & (np.diff(truth.indptr) == 0)
    return backtest(
        history, until, people, truth, years=years, how=how, again=again, ablations=ablations,
        beside=beside, others=_drawn(np.flatnonzero(rest), len(people), how.seed),
    )  # fmt: skip


def origin_people(truth: Matrix, most: int, seed: int) -> Indexes:
    """At most so many of the people who have a tie to foretell, drawn with a seed."""
    return _drawn(np.flatnonzero(np.diff(truth.indptr) > 0), most, seed)


def _drawn(people: Indexes, most: int, seed: int) -> Indexes:
    if len(people) > most:
        people = np.sort(np.random.default_rng(seed).choice(people, most, replace=False))
    return people.astype(np.int64)


def _without(trained: TrainedRanker, how: RankerOptions) -> dict[str, Ranker]:
    def hidden(name: str) -> Ranker:
        return fit(trained.training_sets, how, without=lambda feature: group(feature) == name)

    return {f"without_{name}": hidden(name) for name in GROUPS}


def _scored(
    outlook: ActivityForecast, rankers: Mapping[str, Ranker], until: int, people: Indexes, seed: int
) -> Iterator[tuple[int, Scores, Indexes, Floats]]:
    """Each person with everybody's scores by every scorer, the candidates, and theirs by the
    ranker."""
    past, table = outlook.past(until), outlook.people(until)
    simple = Baselines(past, seed)
    for first in range(0, len(people), BATCH):
        batch = people[first : first + BATCH]
        found = find_candidates(past, table, batch)
        best = {name: ranker.score(found.values) for name, ranker in rankers.items()}
        plain = simple.scores(batch, found.plain) | {REPEAT_BASELINE: simple.again(batch)}
        for at, person in enumerate(batch):
            here = slice(found.start[at], found.start[at + 1])
            scored = {name: np.ascontiguousarray(told[:, at]) for name, told in plain.items()}
            for name, told in best.items():
                scored[name] = _first(found.rows[here], told[here], scored["pagerank"])
            yield int(person), scored, found.rows[here], best[RANKER][here]


def _first(rows: Indexes, scores: NDArray[np.floating], nearness: Floats) -> Floats:
    """Everybody's scores, where who is no candidate comes after all who are, by nearness."""
    rank: Floats = nearness / max(float(nearness.max()), 1e-9)
    rank += float(scores.min(initial=0)) - 2
    rank[rows] = scores
    return rank


@dataclass
class _Tally:
    """What is counted person by person."""

    past: PairFeatures
    truth: Matrix
    again: Matrix | None
    rows: dict[str, list[dict[str, float]]] = field(default_factory=dict)
    rows_again: dict[str, list[dict[str, float]]] = field(default_factory=dict)
    times: dict[str, Indexes] = field(default_factory=dict)
    reached: list[tuple[int, bool, float]] = field(default_factory=list)
    told: list[Floats] = field(default_factory=list)
    came: list[NDArray[np.bool_]] = field(default_factory=list)
    pairs: list[tuple[int, int, str, float]] = field(default_factory=list)
    chances: dict[str, list[_Told]] = field(default_factory=dict)

    def add_chances(self, name: str, person: int, placed: RankedPeople, worth: float) -> None:
        """Count the chances that an order told of somebody's candidates, who stands for so many."""
        if placed.chances is not None:
            came = _marked(self.truth, person)[placed.rows]
            told = (placed.chances, came, np.full(len(came), worth))
            self.chances.setdefault(name, []).append(told)

    def add(self, person: int, scored: Scores, candidates: Indexes, told: Floats) -> None:
        can = eligible_partners(self.past, person)
        wanted = _marked(self.truth, person) & can
        for name, scores in scored.items():
            if name == REPEAT_BASELINE:
                continue
            ranks = mid_ranks(scores[can], wanted[can])
            self.rows.setdefault(name, []).append(measure(ranks, int(wanted.sum())))
            times = self.times.setdefault(name, np.zeros(len(can), dtype=np.int64))
            times[np.flatnonzero(can)[first_places(scores[can], 10)]] += 1
        self.reached.append(
            (
                len(candidates),
                bool(wanted[candidates].any()),
                float(wanted[candidates].sum() / max(wanted.sum(), 1)),
            )
        )
        self.told.append(told)
        self.came.append(wanted[candidates])
        partners = np.flatnonzero(wanted)
        ranks = ranks_of_all(scored[RANKER][can], scored[RANKER][partners])
        far = self._distances(scored, partners)
        self.pairs += zip([person] * len(partners), partners.tolist(), far, ranks, strict=True)
        if self.again is not None:
            self._add_again(person, scored)

    def _add_again(self, person: int, scored: Scores) -> None:
        tied = _marked(self.past.history.ties, person)
        wanted = _marked(self.again, person) & tied if self.again is not None else tied
        if wanted.any():
            for name in (*BASELINES, REPEAT_BASELINE):
                ranks = mid_ranks(scored[name][tied], wanted[tied])
                row = measure(ranks, int(wanted.sum()))
                self.rows_again.setdefault(name, []).append(row)

    def _distances(self, scored: Scores, partners: Indexes) -> list[str]:
        two = scored["common_neighbours"][partners] > 0
        three, more = scored["katz"][partners] > 0, scored["pagerank"][partners] > 0
        return [
            "2" if a else "3" if b else "4-7" if c else "8+"
            for a, b, c in zip(two, three, more, strict=True)
        ]

    def found(self, trained: TrainedRanker, people: Indexes, years: int) -> Backtest:
        few = self.past.history.projects <= NEWCOMER_PROJECTS
        rows = np.flatnonzero(few[people])
        columns = {name: _columns(told) for name, told in self.rows.items()}
        plain = {name: table for name, table in columns.items() if not name.startswith("without_")}
        beside = [n for n in plain if n != RANKER and n not in BASELINES]
        names = (RANKER, *beside, *BASELINES)
        can = self.past.history.eligible
        sizes, reached, shares = zip(*self.reached, strict=True)
        return Backtest(
            until=self.past.until,
            years=years,
            origins=tuple(one.origin for one in trained.training_sets),
            chosen_on=trained.chosen_on,
            scorers={name: summary(plain[name]) for name in names},
            newcomers={name: summary(plain[name], rows) for name in names},
            repeated={name: summary(_columns(told)) for name, told in self.rows_again.items()},
            without={
                name.removeprefix("without_"): summary(table)
                for name, table in columns.items()
                if name not in plain
            },
            slices=self._slices(people, few),
            calibration=self._calibration(trained.ranker),
            calibrations={
                name: calibration(*map(np.concatenate, zip(*told, strict=True)))
                for name, told in self.chances.items()
            },
            exposure={name: exposure(self.times[name][can], few[can]) for name in plain},
            recall=Recall(float(np.mean(sizes)), float(np.mean(reached)), float(np.mean(shares))),
        )

    def _calibration(self, ranker: Ranker) -> Calibration | None:
        if ranker.curve is None:
            return None
        return calibration(
            ranker.curve.chance(np.concatenate(self.told)), np.concatenate(self.came)
        )

    def _slices(self, people: Indexes, few: NDArray[np.bool_]) -> tuple[Slice, ...]:
        first = {int(person): np.inf for person in people}
        for person, _, _, rank in self.pairs:
            first[person] = min(first[person], rank)
        best = np.array([first[int(person)] for person in people])
        roles = [ROLES[number] for number in main_roles(self.past.history)]
        together = [f"{roles[a]}-{roles[b]}" for a, b, *_ in self.pairs]
        ranks = np.array([rank for *_, rank in self.pairs])
        return (
            *by_value("degree", "people", degree_values(self.past.degrees[people]), best),
            *by_value("newcomer", "people", _yes(few[people]), best),
            *by_value("distance", "pairs", [far for _, _, far, _ in self.pairs], ranks),
            *by_value("roles", "pairs", together, ranks),
        )


def _yes(marks: NDArray[np.bool_]) -> Sequence[str]:
    return ["yes" if mark else "no" for mark in marks]


def _marked(table: Matrix, row: int) -> NDArray[np.bool_]:
    found = np.zeros(table.shape[0], dtype=bool)
    found[table.indices[table.indptr[row] : table.indptr[row + 1]]] = True
    return found


def _columns(rows: list[dict[str, float]]) -> Table:
    return {name: np.array([row[name] for row in rows]) for name in METRICS}
