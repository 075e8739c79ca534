"""The effect command, on the fictional programme and on a small one with an effect."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphmodel.ingest.frames import import_facts
from graphmodel.store.embedded import open_embedded
from tests.analysis.effect.test_effect import facts, world
from tests.cli.conftest import Run

DEMO = ("--namespace", "demo_programme", "--as-of", "2026-06-30")


@pytest.fixture(scope="module")
def lantern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lantern") / "store"
    with open_embedded(folder) as store:
        import_facts(facts(world()), name="o", source={"id": "x:s", "name": "s"}, store=store)
    return folder


def test_too_few_are_refused_in_one_line(ask: Run) -> None:
    ran = ask("effect", "demo:programme/inkstone", *DEMO)
    assert (ran.code, ran.out) == (1, "")
    assert "estimating an effect takes at least 15" in ran.err
    assert len(ran.err.splitlines()) == 2
    assert ask("effect", "demo:person/qiu-wenlan", *DEMO).code == 1
    assert ask("effect", "demo:programme/inkstone", "--months", "6").code == 2


def test_an_effect_is_told_with_all_that_belongs_to_it(run: Run, lantern: Path) -> None:
    asked = ("effect", "x:lantern", "--outcome", "credits", "--as-of", "2026-11-30")
    table = run(*asked, "--store", lantern)
    assert "2.00 for each of 16 taken in, 1.00 for similar people who were not." in table.err
    assert "Difference: +1.00 (+1.00 to +1.00), p < 0.001." in table.err
    assert "Before it, when there can be no effect (16 pairs): +0.00" in table.err
    assert "Smallest effect that would be detected 8 times in 10:" in table.err
    answer = run(*asked, "--store", lantern, "--format", "json").json
    assert answer["estimate"]["effect"] == 1
    assert len(answer["pairs"]) == 16
    rows = run(*asked, "--store", lantern, "--format", "csv").out.splitlines()
    assert rows[0].startswith("taken_in,not_taken_in,date,alike")


def test_intakes_are_compared_year_by_year(run: Run, lantern: Path) -> None:
    asked = ("effect", "x:lantern", "--by", "years", "--outcome", "credits", "--as-of", "2025")
    table = run(*asked, "--store", lantern)
    assert "credits from 2020 to 2025: 16 taken in, 0 taken in later and 16 not at all" in table.err
    assert [line.split()[:3] for line in table.out.splitlines()[1:]] == [
        ["2023", "2023", "0"], ["2023", "2024", "1"], ["2023", "2025", "0"],
    ]  # fmt: skip
