"""Backtests: how well the ranker and baselines would have predicted the ties that followed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.forecast.ablations import GROUPS, group
from graphmodel.analysis.forecast.activity import ActivityForecast
from graphmodel.analysis.forecast.baselines import BASELINES, REPEAT_BASELINE, Baselines
from graphmodel.analysis.forecast.calibration import Calibration, calibration
from graphmodel.analysis.forecast.candidates import eligible_partners, find_candidates
from graphmodel.analysis.forecast.concentration import Concentration, concentration
from graphmodel.analysis.forecast.history import ROLES, Floats, History, Matrix
from graphmodel.analysis.forecast.metrics import (
    METRICS,
    Summary,
    measure,
    mid_ranks,
    ranks_of_all,
    summary,
    top_positions,
)
from graphmodel.analysis.forecast.model_selection import TrainedRanker, train_or_fall_back
from graphmodel.analysis.forecast.pair_features import PairFeatures, Scores
from graphmodel.analysis.forecast.ranker import BATCH, Ranker, RankerOptions, fit
from graphmodel.analysis.forecast.slices import Slice, by_value, degree_values, main_roles
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes

RANKER = "ranker"
NEWCOMER_PROJECTS = 2
"""Newcomers have at most this many known projects."""

NOBODY: Indexes = np.empty(0, dtype=np.int64)

_WITHOUT = "without_"

Table = dict[str, NDArray[np.float64]]


@dataclass(frozen=True, eq=False)
class RankedPeople:
    """People as another order ranks them: rows, scores, and chances if it has any."""

    rows: Indexes
    scores: NDArray[np.float64]
    chances: NDArray[np.float64] | None = None


Ordering = Callable[[int], RankedPeople]
"""The people an order ranks for a person; everybody else follows, by proximity."""


@dataclass(frozen=True, eq=False)
class Target:
    """What to predict: the ties that came from the year ``until`` on.

    ``truth`` is n x n with 1 for a tie that came, ``repeated`` the same for ties made again.
    ``people`` gained a new tie and are predicted for; ``without_ties`` gained none and are used
    only for the chances of other orders, which apply to anybody.
    """

    until: int
    people: Indexes
    truth: Matrix
    repeated: Matrix | None = None
    without_ties: Indexes = field(default_factory=lambda: NOBODY)


@dataclass(frozen=True)
class Recall:
    """Candidates per person, the share of people with a true partner among them, and the share of
    true partners among them."""

    candidates: float
    people: float
    partners: float


@dataclass(frozen=True)
class Backtest:
    """The outcome of a backtest.

    ``scorers``, ``newcomers`` and ``repeated`` have a summary for each scorer: of all people, of
    newcomers, and of people already tied (without the ranker, which predicts new ties). ``without``
    has the ranker learned without each of GROUPS. ``slices`` and ``calibration`` are the ranker's;
    ``calibration`` is None if no year was left to choose on. ``calibrations`` are those of other
    orders with chances, for anybody. ``origins`` are the years of the training sets, ``chosen_on``
    is the year on which the blend was chosen.
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
    concentration: Mapping[str, Concentration]
    recall: Recall


def backtest(
    history: History,
    target: Target,
    *,
    years: int = 3,
    options: RankerOptions | None = None,
    ablations: bool = False,
    orderings: Mapping[str, Ordering] | None = None,
) -> Backtest:
    """Train only on what was known before ``target.until`` and predict its ties.

    Ranks are over all eligible people except the person and those already tied. The history may
    extend beyond that year. ``orderings`` are measured as well. ``ablations`` also learns without
    each group of features. If there are no earlier ties there are no origins, and people are
    ordered by proximity alone.
    """
    options, orderings = options or RankerOptions(), orderings or {}
    known = history.before(target.until)
    forecast = ActivityForecast(known, years, seed=options.seed, threads=options.threads)
    trained = train_or_fall_back(forecast, target.until, years, options)
    rankers = {RANKER: trained.ranker}
    if ablations and trained.training_sets:
        rankers |= _ablated(trained, options)
    tally = _Tally(forecast.pair_features(target.until), target)
    weight, weight_without_ties = tally.weights()
    for scored in _scored(forecast, rankers, target, options.seed):
        for name, order in orderings.items():
            ranked = order(scored.person)
            scored.scores[name] = _ahead(ranked.rows, ranked.scores, scored.scores["pagerank"])
            tally.add_chances(name, scored.person, ranked, weight)
        tally.add(scored)
    for name, order in orderings.items():
        for person in target.without_ties.tolist():
            tally.add_chances(name, person, order(person), weight_without_ties)
    return tally.outcome(trained, years)


def rolling_origins(history: History, years: int, count: int) -> tuple[int, ...]:
    """The last ``count`` years that are followed by ``years`` known years without overlap, earliest
    first."""
    end = history.last_year + 1
    return tuple(end - years * back for back in range(count, 0, -1))


def backtest_at(
    history: History,
    until: int,
    *,
    years: int = 2,
    max_people: int = 2000,
    options: RankerOptions | None = None,
    ablations: bool = False,
    orderings: Mapping[str, Ordering] | None = None,
) -> Backtest:
    """Backtest on a history's own ties of ``years`` years from ``until``, both new and repeated.

    At most ``max_people`` are drawn from those who gained a new tie. Raises InputError if there are
    none.
    """
    options = options or RankerOptions()
    truth = history.new_ties(until, years)
    people = origin_people(truth, max_people, options.seed)
    if not len(people):
        raise InputError(
            "no new ties to predict in {until} to {last} among people known before; import more "
            "dated credits",
            until=until,
            last=until + years - 1,
        )
    without_ties = history.before(until).eligible & (np.diff(truth.indptr) == 0)
    target = Target(
        until,
        people,
        truth,
        history.repeated_ties(until, years),
        _drawn(np.flatnonzero(without_ties), len(people), options.seed),
    )
    return backtest(
        history, target, years=years, options=options, ablations=ablations, orderings=orderings
    )


def origin_people(truth: Matrix, max_people: int, seed: int) -> Indexes:
    """At most ``max_people`` of the people with a tie to predict, drawn with a seed."""
    return _drawn(np.flatnonzero(np.diff(truth.indptr) > 0), max_people, seed)


def _drawn(people: Indexes, count: int, seed: int) -> Indexes:
    if len(people) > count:
        people = np.sort(np.random.default_rng(seed).choice(people, count, replace=False))
    return people.astype(np.int64)


def _ablated(trained: TrainedRanker, options: RankerOptions) -> dict[str, Ranker]:
    def without(name: str) -> Ranker:
        return fit(trained.training_sets, options, hide=lambda feature: group(feature) == name)

    return {f"{_WITHOUT}{name}": without(name) for name in GROUPS}


class _Scored(NamedTuple):
    """A person, everybody's scores by each scorer, the candidates, and their ranker scores."""

    person: int
    scores: Scores
    candidates: Indexes
    candidate_scores: Floats


def _scored(
    forecast: ActivityForecast, rankers: Mapping[str, Ranker], target: Target, seed: int
) -> Iterator[_Scored]:
    pairs = forecast.pair_features(target.until)
    table = forecast.person_features(target.until)
    baselines = Baselines(pairs, seed)
    for first in range(0, len(target.people), BATCH):
        people = target.people[first : first + BATCH]
        batch = find_candidates(pairs, table, people)
        ranker_scores = {name: ranker.score(batch.values) for name, ranker in rankers.items()}
        tables = baselines.scores(people, batch.classic)
        tables |= {REPEAT_BASELINE: baselines.repeat_scores(people)}
        for column, person in enumerate(people):
            lines = slice(batch.start[column], batch.start[column + 1])
            rows = batch.rows[lines]
            scores = {name: np.ascontiguousarray(t[:, column]) for name, t in tables.items()}
            for name, line_scores in ranker_scores.items():
                scores[name] = _ahead(rows, line_scores[lines], scores["pagerank"])
            yield _Scored(int(person), scores, rows, ranker_scores[RANKER][lines])


def _ahead(rows: Indexes, scores: NDArray[np.floating], proximity: Floats) -> Floats:
    """Everybody's scores: those of ``rows``, with everybody else below them, by proximity."""
    everybody: Floats = proximity / max(float(proximity.max()), 1e-9)
    everybody += float(scores.min(initial=0)) - 2
    everybody[rows] = scores
    return everybody


class _Chances(NamedTuple):
    """Chances from an order, whether the ties came, and how many pairs each stands for."""

    predicted: NDArray[np.float64]
    outcomes: NDArray[np.bool_]
    weights: NDArray[np.float64]


class _PairRank(NamedTuple):
    """A person, a true partner, how far apart they were, and the partner's rank."""

    person: int
    partner: int
    distance: str
    rank: float


@dataclass
class _Tally:
    """Collects the outcomes person by person."""

    pairs: PairFeatures
    target: Target
    rows: dict[str, list[dict[str, float]]] = field(default_factory=dict)
    repeated_rows: dict[str, list[dict[str, float]]] = field(default_factory=dict)
    counts: dict[str, Indexes] = field(default_factory=dict)
    recalls: list[Recall] = field(default_factory=list)
    scores: list[Floats] = field(default_factory=list)
    outcomes: list[NDArray[np.bool_]] = field(default_factory=list)
    pair_ranks: list[_PairRank] = field(default_factory=list)
    chances: dict[str, list[_Chances]] = field(default_factory=dict)

    def weights(self) -> tuple[float, float]:
        """How many people with a new tie each person predicted for stands for, and how many
        eligible people without one each of those without ties stands for."""
        has_ties = np.diff(self.target.truth.indptr) > 0
        eligible = self.pairs.history.eligible & ~has_ties
        without_ties = max(len(self.target.without_ties), 1)
        return has_ties.sum() / max(len(self.target.people), 1), eligible.sum() / without_ties

    def add_chances(self, name: str, person: int, ranked: RankedPeople, weight: float) -> None:
        """Add the chances that an order gave to a person's candidates, each with a weight."""
        if ranked.chances is not None:
            outcomes = _row_mask(self.target.truth, person)[ranked.rows]
            weights = np.full(len(outcomes), weight)
            entry = _Chances(ranked.chances, outcomes, weights)
            self.chances.setdefault(name, []).append(entry)

    def add(self, scored: _Scored) -> None:
        """Add the ranks of a person's true partners by every scorer."""
        eligible = eligible_partners(self.pairs, scored.person)
        partner = _row_mask(self.target.truth, scored.person) & eligible
        for name, scores in scored.scores.items():
            if name == REPEAT_BASELINE:
                continue
            ranks = mid_ranks(scores[eligible], partner[eligible])
            self.rows.setdefault(name, []).append(measure(ranks, int(partner.sum())))
            counts = self.counts.setdefault(name, np.zeros(len(eligible), dtype=np.int64))
            counts[np.flatnonzero(eligible)[top_positions(scores[eligible], 10)]] += 1
        outcomes = partner[scored.candidates]
        share = float(outcomes.sum()) / max(int(partner.sum()), 1)
        self.recalls.append(Recall(len(outcomes), bool(outcomes.any()), share))
        self.scores.append(scored.candidate_scores)
        self.outcomes.append(outcomes)
        partners = np.flatnonzero(partner)
        ranker_scores = scored.scores[RANKER]
        ranks = ranks_of_all(ranker_scores[eligible], ranker_scores[partners])
        distances = _distances(scored.scores, partners)
        self.pair_ranks += [
            _PairRank(scored.person, *entry)
            for entry in zip(partners.tolist(), distances, ranks, strict=True)
        ]
        self._add_repeated(scored)

    def _add_repeated(self, scored: _Scored) -> None:
        if self.target.repeated is None:
            return
        tied = _row_mask(self.pairs.history.ties, scored.person)
        repeated = _row_mask(self.target.repeated, scored.person) & tied
        if repeated.any():
            for name in (*BASELINES, REPEAT_BASELINE):
                ranks = mid_ranks(scored.scores[name][tied], repeated[tied])
                row = measure(ranks, int(repeated.sum()))
                self.repeated_rows.setdefault(name, []).append(row)

    def outcome(self, trained: TrainedRanker, years: int) -> Backtest:
        """The result over everything added."""
        newcomer = self.pairs.history.projects <= NEWCOMER_PROJECTS
        newcomer_rows = np.flatnonzero(newcomer[self.target.people])
        columns = {name: _columns(rows) for name, rows in self.rows.items()}
        full = {name: t for name, t in columns.items() if not name.startswith(_WITHOUT)}
        orderings = [name for name in full if name != RANKER and name not in BASELINES]
        names = (RANKER, *orderings, *BASELINES)
        eligible = self.pairs.history.eligible
        return Backtest(
            until=self.target.until,
            years=years,
            origins=tuple(data.origin for data in trained.training_sets),
            chosen_on=trained.chosen_on,
            scorers={name: summary(full[name]) for name in names},
            newcomers={name: summary(full[name], newcomer_rows) for name in names},
            repeated={name: summary(_columns(rows)) for name, rows in self.repeated_rows.items()},
            without={
                name.removeprefix(_WITHOUT): summary(table)
                for name, table in columns.items()
                if name not in full
            },
            slices=self._slices(newcomer),
            calibration=self._calibration(trained.ranker),
            calibrations={
                name: calibration(*map(np.concatenate, zip(*entries, strict=True)))
                for name, entries in self.chances.items()
            },
            concentration={
                name: concentration(self.counts[name][eligible], newcomer[eligible])
                for name in full
            },
            recall=Recall(
                float(np.mean([recall.candidates for recall in self.recalls])),
                float(np.mean([recall.people for recall in self.recalls])),
                float(np.mean([recall.partners for recall in self.recalls])),
            ),
        )

    def _calibration(self, ranker: Ranker) -> Calibration | None:
        if ranker.curve is None:
            return None
        chances = ranker.curve.chance(np.concatenate(self.scores))
        return calibration(chances, np.concatenate(self.outcomes))

    def _slices(self, newcomer: NDArray[np.bool_]) -> tuple[Slice, ...]:
        people, history = self.target.people, self.pairs.history
        best_rank = dict.fromkeys(people.tolist(), np.inf)
        for pair in self.pair_ranks:
            best_rank[pair.person] = min(best_rank[pair.person], pair.rank)
        best_ranks = np.array([best_rank[person] for person in people.tolist()])
        roles = [ROLES[number] for number in main_roles(history)]
        role_pairs = [f"{roles[pair.person]}-{roles[pair.partner]}" for pair in self.pair_ranks]
        distances = [pair.distance for pair in self.pair_ranks]
        ranks = np.array([pair.rank for pair in self.pair_ranks])
        degrees = degree_values(self.pairs.degrees[people])
        return (
            *by_value("degree", "people", degrees, best_ranks),
            *by_value("newcomer", "people", _yes_or_no(newcomer[people]), best_ranks),
            *by_value("distance", "pairs", distances, ranks),
            *by_value("roles", "pairs", role_pairs, ranks),
        )


def _distances(scores: Scores, partners: Indexes) -> list[str]:
    """How many ties away each partner was, read from the reach of the baselines."""
    within_two = scores["common_neighbours"][partners] > 0
    within_three = scores["katz"][partners] > 0
    reachable = scores["pagerank"][partners] > 0
    return [
        "2" if two else "3" if three else "4-7" if more else "8+"
        for two, three, more in zip(within_two, within_three, reachable, strict=True)
    ]


def _yes_or_no(mask: NDArray[np.bool_]) -> Sequence[str]:
    return ["yes" if entry else "no" for entry in mask]


def _row_mask(table: Matrix, row: int) -> NDArray[np.bool_]:
    mask = np.zeros(table.shape[0], dtype=bool)
    mask[table.indices[table.indptr[row] : table.indptr[row + 1]]] = True
    return mask


def _columns(rows: list[dict[str, float]]) -> Table:
    return {name: np.array([row[name] for row in rows]) for name in METRICS}
