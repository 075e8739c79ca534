"""The backtest ranks as told, learns from the past alone and is the same every time."""

import csv
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
from tests.analysis.synthetic_history import made_history

HISTORY = made_history()
UNTIL = 2012
NO_SCORES = np.empty(0)
HOW = RankerOptions(people=60, others=60, rounds=25, threads=1)


def test_equal_scores_share_the_middle_of_their_ranks() -> None:
    scores = np.array([3.0, 2.0, 2.0, 2.0, 1.0])
    np.testing.assert_allclose(mid_ranks(scores, np.array([0, 1, 0, 0, 1], bool)), [3, 5])
    assert mid_ranks(np.zeros(101), np.arange(101) == 7) == [51]


def test_what_is_measured_of_ranks() -> None:
    found = measure(np.array([30.0, 2.0]), 2)
    assert found["hr_at_10"] == 1
    assert found["mrr"] == 0.5
    assert found["map_at_10"] == 0.25
    assert found["ndcg_at_10"] == pytest.approx((1 / np.log2(3)) / (1 + 1 / np.log2(3)))
    assert measure(np.array([11.0]), 1)["hr_at_10"] == 0
    assert measure(np.array([11.0]), 1)["hr_at_50"] == 1


def test_the_interval_holds_the_mean() -> None:
    column = np.repeat([0.0, 1.0], 50)
    found = summary({"hr_at_10": column})
    low, high = found.intervals["hr_at_10"]
    assert low < found.means["hr_at_10"] == 0.5 < high
    assert high - low == pytest.approx(2 * 1.96 * 0.05, rel=0.2)


def run(how: RankerOptions = HOW, **more):
    truth = HISTORY.new_ties(UNTIL, 3)
    people = np.flatnonzero(np.diff(truth.indptr))
    return backtest(HISTORY, UNTIL, people, truth, how=how, **more)


def test_the_ranker_beats_chance_and_is_the_same_with_any_threads() -> None:
    one = run()
    assert set(one.scorers) == {"ranker", *BASELINES}
    assert one.scorers["ranker"].means["mrr"] > 3 * one.scorers["random"].means["mrr"]
    assert one == run(RankerOptions(people=60, others=60, rounds=25, threads=2))


def test_the_years_foretold_teach_nothing() -> None:
    truth = HISTORY.new_ties(UNTIL, 3)
    people = np.flatnonzero(np.diff(truth.indptr))
    past_only = backtest(HISTORY.before(UNTIL), UNTIL, people, truth, how=HOW)
    assert past_only == backtest(HISTORY, UNTIL, people, truth, how=HOW)


def test_all_that_is_told_of_a_backtest_agrees() -> None:
    found = backtest_at(HISTORY, UNTIL, years=3, how=HOW, ablations=True)
    people = found.scorers[RANKER].people
    assert (found.until, found.years, found.chosen_on) == (UNTIL, 3, UNTIL - 1)
    assert all(origin + 3 <= UNTIL for origin in found.origins)
    for by in ("degree", "newcomer"):
        slices = [one for one in found.slices if one.by == by]
        assert sum(one.count for one in slices) == people
        hits = sum(one.count * one.hr_at_10 for one in slices)
        assert hits / people == pytest.approx(found.scorers[RANKER].means["hr_at_10"])
    pairs = {by: sum(s.count for s in found.slices if s.by == by) for by in ("distance", "roles")}
    assert set(pairs.values()) == {HISTORY.new_ties(UNTIL, 3).nnz}
    assert set(found.exposure) == {RANKER, *BASELINES}
    assert all(one.suggestions == 10 * people for one in found.exposure.values())
    assert set(found.without) == set(GROUPS)
    assert found.calibration is not None
    assert sum(one.pairs for one in found.calibration.bins) == found.calibration.pairs
    assert set(found.repeated) == {*BASELINES, "ties_lately"}
    assert all(0 < one.people <= people for one in found.repeated.values())


def test_another_order_is_measured_beside_and_so_are_its_chances() -> None:
    truth = HISTORY.new_ties(UNTIL, 3)
    known = HISTORY.before(UNTIL)

    def knowing(person: int) -> RankedPeople:
        rows = np.setdiff1d(np.arange(len(known.people)), [person])
        came = np.isin(rows, truth[[person]].indices)
        return RankedPeople(rows[came], np.ones(came.sum()), np.full(came.sum(), 0.3))

    found = run(
        beside={"knowing": knowing, "empty": lambda person: RankedPeople(NOBODY, NO_SCORES)}
    )
    assert found.scorers["knowing"].means["hr_at_10"] == 1
    # Who is not placed comes after, by nearness.
    assert found.scorers["empty"] == found.scorers["pagerank"]
    assert set(found.calibrations) == {"knowing"}
    (one,) = found.calibrations["knowing"].bins
    assert (one.told, one.came, one.pairs) == (pytest.approx(0.3), 1, truth.nnz)
    assert found.newcomers["knowing"].people == found.newcomers[RANKER].people


def test_chances_of_another_order_are_those_of_anybody() -> None:
    truth = HISTORY.new_ties(UNTIL, 3)
    came = np.diff(truth.indptr) > 0
    rest = HISTORY.before(UNTIL).eligible & ~came
    partner = int(np.flatnonzero(came)[0])

    def certain(person: int) -> RankedPeople:
        return RankedPeople(np.array([partner]), np.ones(1), np.full(1, 0.3))

    found = backtest_at(HISTORY, UNTIL, years=3, most=10, how=HOW, beside={"certain": certain})
    (one,) = found.calibrations["certain"].bins
    assert one.pairs == 20
    with_them = truth[[partner]].indices
    asked = origin_people(truth, 10, HOW.seed)
    expected = np.isin(asked, with_them).mean() * came.sum() / (came.sum() + rest.sum())
    assert one.came == pytest.approx(expected)


def test_origins_roll_and_do_not_overlap() -> None:
    assert HISTORY.last_year == 2019
    assert rolling_origins(HISTORY, 2, 3) == (2014, 2016, 2018)
    with pytest.raises(InputError, match="no new ties to foretell in 2020 to 2021"):
        backtest_at(HISTORY, 2020)


def test_every_feature_is_of_one_group_and_no_group_is_empty() -> None:
    names = train(ActivityForecast(HISTORY.before(UNTIL), 3, threads=1), UNTIL, 3, HOW).ranker.names
    assert len(set(names)) == len(names)
    assert {group(name) for name in names} == set(GROUPS)


def test_the_usual_blend_is_left_only_for_one_that_is_better_beyond_chance() -> None:
    rng = np.random.default_rng(0)
    sizes = np.full(60, 100)
    came = np.tile(np.arange(100) == 3, 60)
    noise = rng.normal(size=(6000, 3)).astype(np.float32)
    assert best_blend(np.repeat(noise[:, :1], 3, axis=1), came, sizes) == BLENDS[0]
    told = noise.copy()
    told[came, 2] = 5
    assert best_blend(told, came, sizes).simple > 0


def test_without_a_year_to_choose_on_there_is_no_chance_told() -> None:
    early = int(HISTORY.year.min()) + 4
    truth = HISTORY.new_ties(early, 3)
    people = np.flatnonzero(np.diff(truth.indptr))
    found = backtest(HISTORY, early, people, truth, how=HOW)
    assert found.origins == (early - 3,)
    assert (found.chosen_on, found.calibration) == (None, None)


def test_with_nothing_to_learn_from_the_ranker_does_not_learn() -> None:
    first = int(HISTORY.year.min()) + 1
    found = backtest_at(HISTORY, first, years=1, how=HOW)
    assert (found.origins, found.chosen_on, found.calibration) == ((), None, None)
    assert found.scorers[RANKER].means["mrr"] > found.scorers["random"].means["mrr"]
    few = backtest_at(HISTORY, first + 1, years=3, how=HOW)
    assert few.origins == (first,)


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


def test_the_command_prints_what_was_asked_for(folder: Path) -> None:
    import json

    asked = ["backtest", "--split", str(folder), "--format", "json", "--threads", "1"]
    ran = CliRunner().invoke(cli, asked, catch_exceptions=False)
    value = json.loads(ran.stdout)
    assert {"people", "hr_at_10", "hr_at_50", "mrr", "newcomers", "scorers"} <= set(value)
    assert value["people"] == len(read_split(folder).people)
    assert value["scorers"]["adamic_adar"]["hr_at_10"] <= 1


def test_a_folder_that_is_no_split_is_refused(folder: Path) -> None:
    (folder / "films.csv").unlink()
    with pytest.raises(InputError, match="is not there; a split has"):
        read_split(folder)
    (folder / "films.csv").write_text("film\n1\n")
    (folder / "truth.csv").write_text("person,partner\nNobody,Nobody else\n")
    with pytest.raises(InputError, match="has no credit in"):
        read_split(folder)
