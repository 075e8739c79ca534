"""The backtest ranks as told, learns from the past alone and is the same every time."""

import csv
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from made_history import made_history

from graphmodel.analysis.ranking.backtest import SIMPLE, backtest
from graphmodel.analysis.ranking.metrics import measure, mid_ranks, summary
from graphmodel.analysis.ranking.model_file import TrainedOn, load_ranker, save_ranker
from graphmodel.analysis.ranking.outlook import Outlook
from graphmodel.analysis.ranking.ranker import Training, fit, lessons_before
from graphmodel.analysis.ranking.split import read_split
from graphmodel.cli import cli
from graphmodel.errors import InputError

HISTORY = made_history()
UNTIL = 2012
HOW = Training(people=60, others=60, rounds=25, threads=1)


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


def run(how: Training = HOW):
    truth = HISTORY.new_ties(UNTIL, 3)
    people = np.flatnonzero(np.diff(truth.indptr))
    return backtest(HISTORY, UNTIL, people, truth, how=how)


def test_the_ranker_beats_chance_and_is_the_same_with_any_threads() -> None:
    one = run()
    assert set(one.scorers) == {"ranker", *SIMPLE}
    assert one.scorers["ranker"].means["mrr"] > 3 * one.scorers["random"].means["mrr"]
    assert one == run(Training(people=60, others=60, rounds=25, threads=2))


def test_the_years_foretold_teach_nothing() -> None:
    truth = HISTORY.new_ties(UNTIL, 3)
    people = np.flatnonzero(np.diff(truth.indptr))
    past_only = backtest(HISTORY.before(UNTIL), UNTIL, people, truth, how=HOW)
    assert past_only == backtest(HISTORY, UNTIL, people, truth, how=HOW)


def test_a_trained_ranker_comes_back_from_its_file(tmp_path: Path) -> None:
    outlook = Outlook(HISTORY, 3, threads=1)
    lessons = lessons_before(HISTORY, outlook, UNTIL, 3, HOW)
    ranker, told = fit(lessons, HOW), TrainedOn("r1", 144, 480, 1920, UNTIL, 3)
    save_ranker(tmp_path / "deep" / "ranker.json", ranker, told)
    again, said = load_ranker(tmp_path / "deep" / "ranker.json", ranker.names)
    assert said == told
    values = lessons[0].values[:50]
    np.testing.assert_allclose(again.score(values), ranker.score(values))
    with pytest.raises(InputError, match="other features"):
        load_ranker(tmp_path / "deep" / "ranker.json", ("one",))
    (tmp_path / "broken.json").write_text("{}")
    with pytest.raises(InputError, match="no trained ranker"):
        load_ranker(tmp_path / "broken.json", ranker.names)


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
