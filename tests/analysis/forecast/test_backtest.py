"""The backtest ranks as documented, learns only from the past and is repeatable."""

import csv
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from graphmodel.analysis.forecast.ablations import GROUPS, group
from graphmodel.analysis.forecast.activity import ActivityForecast
from graphmodel.analysis.forecast.backtest import (
    BASELINES,
    NOBODY,
    RANKER,
    RankedPeople,
    Target,
    backtest,
    backtest_at,
    origin_people,
    rolling_origins,
)
from graphmodel.analysis.forecast.metrics import measure, mid_ranks, summary
from graphmodel.analysis.forecast.model_selection import BLENDS, best_blend, train
from graphmodel.analysis.forecast.ranker import RankerOptions
from graphmodel.analysis.forecast.split_folder import read_split
from graphmodel.cli import cli
from graphmodel.errors import InputError
from tests.analysis.synthetic_history import synthetic_history

HISTORY = synthetic_history()
UNTIL = 2012
NO_SCORES = np.empty(0)
OPTIONS = RankerOptions(people=60, negatives=60, rounds=25, threads=1)


def test_equal_scores_share_the_middle_of_their_ranks() -> None:
    scores = np.array([3.0, 2.0, 2.0, 2.0, 1.0])
    np.testing.assert_allclose(mid_ranks(scores, np.array([0, 1, 0, 0, 1], bool)), [3, 5])
    assert mid_ranks(np.zeros(101), np.arange(101) == 7) == [51]


def test_metrics_of_ranks() -> None:
    metrics = measure(np.array([30.0, 2.0]), 2)
    assert metrics["hr_at_10"] == 1
    assert metrics["mrr"] == 0.5
    assert metrics["map_at_10"] == 0.25
    assert metrics["ndcg_at_10"] == pytest.approx((1 / np.log2(3)) / (1 + 1 / np.log2(3)))
    assert measure(np.array([11.0]), 1)["hr_at_10"] == 0
    assert measure(np.array([11.0]), 1)["hr_at_50"] == 1


def test_the_interval_holds_the_mean() -> None:
    column = np.repeat([0.0, 1.0], 50)
    answer = summary({"hr_at_10": column})
    low, high = answer.intervals["hr_at_10"]
    assert low < answer.means["hr_at_10"] == 0.5 < high
    assert high - low == pytest.approx(2 * 1.96 * 0.05, rel=0.2)


def run(options: RankerOptions = OPTIONS, **settings):
    truth = HISTORY.new_ties(UNTIL, 3)
    target = Target(UNTIL, np.flatnonzero(np.diff(truth.indptr)), truth)
    return backtest(HISTORY, target, options=options, **settings)


def test_the_ranker_beats_chance_and_is_the_same_with_any_threads() -> None:
    answer = run()
    assert set(answer.scorers) == {"ranker", *BASELINES}
    assert answer.scorers["ranker"].means["mrr"] > 3 * answer.scorers["random"].means["mrr"]
    assert answer == run(RankerOptions(people=60, negatives=60, rounds=25, threads=2))


def test_the_predicted_years_teach_nothing() -> None:
    truth = HISTORY.new_ties(UNTIL, 3)
    target = Target(UNTIL, np.flatnonzero(np.diff(truth.indptr)), truth)
    past_only = backtest(HISTORY.before(UNTIL), target, options=OPTIONS)
    assert past_only == backtest(HISTORY, target, options=OPTIONS)


def test_the_parts_of_a_backtest_agree() -> None:
    answer = backtest_at(HISTORY, UNTIL, years=3, options=OPTIONS, ablations=True)
    people = answer.scorers[RANKER].people
    assert (answer.until, answer.years, answer.chosen_on) == (UNTIL, 3, UNTIL - 1)
    assert all(origin + 3 <= UNTIL for origin in answer.origins)
    for by in ("degree", "newcomer"):
        slices = [entry for entry in answer.slices if entry.by == by]
        assert sum(entry.count for entry in slices) == people
        hits = sum(entry.count * entry.hr_at_10 for entry in slices)
        assert hits / people == pytest.approx(answer.scorers[RANKER].means["hr_at_10"])
    pairs = {by: sum(s.count for s in answer.slices if s.by == by) for by in ("distance", "roles")}
    assert set(pairs.values()) == {HISTORY.new_ties(UNTIL, 3).nnz}
    assert set(answer.concentration) == {RANKER, *BASELINES}
    assert all(entry.suggestions == 10 * people for entry in answer.concentration.values())
    assert set(answer.without) == set(GROUPS)
    assert answer.calibration is not None
    assert sum(entry.pairs for entry in answer.calibration.bins) == answer.calibration.pairs
    assert set(answer.repeated) == {*BASELINES, "ties_lately"}
    assert all(0 < entry.people <= people for entry in answer.repeated.values())


def test_another_order_and_its_chances_are_measured_too() -> None:
    truth = HISTORY.new_ties(UNTIL, 3)
    known = HISTORY.before(UNTIL)

    def knowing(person: int) -> RankedPeople:
        rows = np.setdiff1d(np.arange(len(known.people)), [person])
        partner = np.isin(rows, truth[[person]].indices)
        return RankedPeople(rows[partner], np.ones(partner.sum()), np.full(partner.sum(), 0.3))

    answer = run(
        orderings={"knowing": knowing, "empty": lambda person: RankedPeople(NOBODY, NO_SCORES)}
    )
    assert answer.scorers["knowing"].means["hr_at_10"] == 1
    # Unranked people follow, ordered by proximity.
    assert answer.scorers["empty"] == answer.scorers["pagerank"]
    assert set(answer.calibrations) == {"knowing"}
    (entry,) = answer.calibrations["knowing"].bins
    assert (entry.predicted, entry.observed, entry.pairs) == (pytest.approx(0.3), 1, truth.nnz)
    assert answer.newcomers["knowing"].people == answer.newcomers[RANKER].people


def test_chances_of_another_order_are_for_anybody() -> None:
    truth = HISTORY.new_ties(UNTIL, 3)
    has_ties = np.diff(truth.indptr) > 0
    without_ties = HISTORY.before(UNTIL).eligible & ~has_ties
    partner = int(np.flatnonzero(has_ties)[0])

    def certain(person: int) -> RankedPeople:
        return RankedPeople(np.array([partner]), np.ones(1), np.full(1, 0.3))

    answer = backtest_at(
        HISTORY, UNTIL, years=3, max_people=10, options=OPTIONS, orderings={"certain": certain}
    )
    (entry,) = answer.calibrations["certain"].bins
    assert entry.pairs == 20
    partners = truth[[partner]].indices
    drawn = origin_people(truth, 10, OPTIONS.seed)
    expected = (
        np.isin(drawn, partners).mean() * has_ties.sum() / (has_ties.sum() + without_ties.sum())
    )
    assert entry.observed == pytest.approx(expected)


def test_origins_roll_and_do_not_overlap() -> None:
    assert HISTORY.last_year == 2019
    assert rolling_origins(HISTORY, 2, 3) == (2014, 2016, 2018)
    with pytest.raises(InputError, match="no new ties to predict in 2020 to 2021"):
        backtest_at(HISTORY, 2020)


def test_every_feature_is_of_one_group_and_no_group_is_empty() -> None:
    names = train(
        ActivityForecast(HISTORY.before(UNTIL), 3, threads=1), UNTIL, 3, OPTIONS
    ).ranker.names
    assert len(set(names)) == len(names)
    assert {group(name) for name in names} == set(GROUPS)


def test_the_usual_blend_is_left_only_for_one_that_is_better_beyond_chance() -> None:
    rng = np.random.default_rng(0)
    sizes = np.full(60, 100)
    outcomes = np.tile(np.arange(100) == 3, 60)
    noise = rng.normal(size=(6000, 3)).astype(np.float32)
    assert best_blend(np.repeat(noise[:, :1], 3, axis=1), outcomes, sizes) == BLENDS[0]
    informed = noise.copy()
    informed[outcomes, 2] = 5
    assert best_blend(informed, outcomes, sizes).baseline > 0


def test_without_a_year_to_choose_on_there_are_no_chances() -> None:
    early = int(HISTORY.year.min()) + 4
    truth = HISTORY.new_ties(early, 3)
    target = Target(early, np.flatnonzero(np.diff(truth.indptr)), truth)
    answer = backtest(HISTORY, target, options=OPTIONS)
    assert answer.origins == (early - 3,)
    assert (answer.chosen_on, answer.calibration) == (None, None)


def test_with_nothing_to_learn_from_the_ranker_does_not_learn() -> None:
    first = int(HISTORY.year.min()) + 1
    answer = backtest_at(HISTORY, first, years=1, options=OPTIONS)
    assert (answer.origins, answer.chosen_on, answer.calibration) == ((), None, None)
    assert answer.scorers[RANKER].means["mrr"] > answer.scorers["random"].means["mrr"]
    later = backtest_at(HISTORY, first + 1, years=3, options=OPTIONS)
    assert later.origins == (first,)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    def write(name: str, head: list[str], rows: object) -> None:
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *rows])

    past, truth = HISTORY.before(UNTIL), HISTORY.new_ties(UNTIL, 3)
    hostile = {name: f'{name} "=1+1", {name}' for name in HISTORY.people}
    credits = zip(past.person, past.project, past.role, past.year[past.project], strict=True)
    roles = ("director", "writer", "actor")
    write(
        "known.csv",
        ["person", "film", "role", "year"],
        [(hostile[past.people[p]], f, roles[r], y) for p, f, r, y in credits],
    )
    films = sorted(set(past.project))
    write("films.csv", ["film", "title", "country"], [(f, f"Film {f}", "X, Y") for f in films])
    pairs = zip(*truth.nonzero(), strict=True)
    write(
        "truth.csv",
        ["person", "partner"],
        [(hostile[past.people[p]], hostile[past.people[q]]) for p, q in pairs],
    )
    names = [hostile[past.people[p]] for p in np.flatnonzero(past.eligible)]
    (tmp_path / "eligible.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
    return tmp_path


def test_a_split_is_read_as_it_was_written(folder: Path) -> None:
    split = read_split(folder)
    assert split.until == UNTIL
    assert split.history.eligible.sum() == HISTORY.before(UNTIL).eligible.sum()
    assert split.truth.nnz == HISTORY.new_ties(UNTIL, 3).nnz


def test_the_command_prints_what_was_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import json

    few = partial(RankerOptions, people=60, negatives=60, rounds=25)
    monkeypatch.setattr("graphmodel.analysis.forecast.ranker.RankerOptions", few)
    arguments = ["backtest", "--split", str(folder), "--format", "json", "--threads", "1"]
    ran = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    document = json.loads(ran.stdout)
    assert {"people", "hr_at_10", "hr_at_50", "mrr", "newcomers", "scorers"} <= set(document)
    assert document["people"] == len(read_split(folder).people)
    scorers = document["scorers"]
    assert scorers["ranker"]["mrr"] == document["mrr"] > 3 * scorers["random"]["mrr"]


def test_a_folder_that_is_no_split_is_refused(folder: Path) -> None:
    (folder / "films.csv").unlink()
    with pytest.raises(InputError, match="does not exist; a split has"):
        read_split(folder)
    (folder / "films.csv").write_text("film\n1\n")
    (folder / "truth.csv").write_text("person,partner\nNobody,Nobody else\n")
    with pytest.raises(InputError, match="has no credit in"):
        read_split(folder)
