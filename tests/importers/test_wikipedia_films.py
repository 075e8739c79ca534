"""Films from Wikipedia's lists, including the faults of the real file."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch, Problem, problems_csv
from graphmodel.facts.checks import check
from graphmodel.importers.registry import importer_for
from graphmodel.importers.wikipedia_films import IMPORTER, read_wikipedia_films
from tests.importers.importer_output import checked

SHARED_FILE = Path(__file__).parents[3] / "shared/data/wikipedia_films/films.json"


def film(title: str, cast: str | list[str] = "", **extra_fields: Any) -> dict[str, Any]:
    names = [cast] if isinstance(cast, str) else cast
    return {
        "title": title,
        "year": 2000,
        "director": [""],
        "cast": names,
        "genre": [""],
        **extra_fields,
    }


def taken(path: Path) -> tuple[dict[str, pl.DataFrame], list[Problem]]:
    facts, problems, notes = checked(read_wikipedia_films(path))
    assert notes == []
    return facts, problems


def read(folder: Path, *films: Any) -> tuple[dict[str, pl.DataFrame], list[Problem]]:
    path = folder / "films.json"
    path.write_text(json.dumps(films), encoding="utf-8")
    return taken(path)


@pytest.mark.parametrize(
    ("raw_title", "title"),
    [
        ("Call, TheThe Call", "The Call"),
        ("Dark Truth, AA Dark Truth", "A Dark Truth"),
        ("Catching Fire, The Hunger Games:The Hunger Games: Catching Fire",
         "The Hunger Games: Catching Fire"),
        ("Twilight Saga !The Twilight Saga: Part 2", "The Twilight Saga: Part 2"),
        ("Avengers, The Avengers", "The Avengers"),
        (", MovingMoving", "Moving"),
        ("Aviator, The", "The Aviator"),
        ("The Cord of Life[1]", "The Cord of Life"),
        (" Tadpole", "Tadpole"),
        ("Hail, Caesar!", "Hail, Caesar!"),
        ("Good, the Bad, and the Ugly", "Good, the Bad, and the Ugly"),
    ],
)  # fmt: skip
def test_titles_lose_their_sort_keys(tmp_path: Path, raw_title: str, title: str) -> None:
    facts, problems = read(tmp_path, film(raw_title))
    assert facts["Project"]["name"].to_list() == [title]
    assert facts["Project"]["id"].to_list() == [f"wikipedia_films:film/{title} (2000)"]
    assert problems == []


@pytest.mark.parametrize(
    ("cast", "names"),
    [
        ("Bessie Love, Wallace Beery.", ["Bessie Love", "Wallace Beery"]),
        (["Ed Begley, Jr.", "Cher"], ["Ed Begley, Jr.", "Cher"]),
        ("voices of Robin Williams, Gilbert Gottfried", ["Robin Williams", "Gilbert Gottfried"]),
        ("Seth Green (Seth Dusky (voice)), Cher (voice)", ["Seth Green", "Cher"]),
        ("Al B Smith, with Elijah Wood and Emma Roberts",
         ["Al B Smith", "Elijah Wood", "Emma Roberts"]),
        ("Jay and Mark Duplass", ["Jay Duplass", "Mark Duplass"]),
        ("Dwight Yoakam and introducing Jeremy Dozier", ["Dwight Yoakam", "Jeremy Dozier"]),
        ("50 Cent, will.i.am, Florian Henckel von Donnersmarck",
         ["50 Cent", "will.i.am", "Florian Henckel von Donnersmarck"]),
        ("Robert F. Hill and Scott Sidney", ["Robert F. Hill", "Scott Sidney"]),
        ("N/A", []),
    ],
)  # fmt: skip
def test_names_are_taken_from_an_entry(
    tmp_path: Path, cast: str | list[str], names: list[str]
) -> None:
    facts, problems = read(tmp_path, film("X", cast))
    credits = facts["WORKED_ON"].sort("billing")
    assert credits["from_id"].to_list() == [f"wikipedia_films:person/{name}" for name in names]
    assert problems == []


@pytest.mark.parametrize(
    "entry",
    [
        "A look at the lives of background singers.",
        "the life of Aileen Wuornos",
        "career",
        "Found footage of the death of a female teen.",
    ],
)
def test_what_names_nobody_is_a_problem(tmp_path: Path, entry: str) -> None:
    facts, problems = read(tmp_path, film("X", entry))
    assert facts["WORKED_ON"].is_empty()
    assert [(p.line, p.column, p.value, p.problem) for p in problems] == [
        (1, "cast", entry, "not a name")
    ]


def test_a_refused_credit_can_be_corrected_and_imported(tmp_path: Path) -> None:
    _, problems = read(tmp_path, film("X", ["Ann Lee", "the career of Ann Lee"]))
    reported = problems_csv(problems)
    assert "wikipedia_films:person/the career of Ann Lee" in reported
    path = tmp_path / "problems.csv"
    path.write_text(reported.replace("person/the career of ", "person/"), encoding="utf-8")
    (batch,) = importer_for(path).read(path)
    assert isinstance(batch, Batch)
    rows, wrong = check(batch)
    assert wrong == []
    assert rows.select("from_id", "to_id", "role", "year").row(0) == (
        "wikipedia_films:person/Ann Lee", "wikipedia_films:film/X (2000)", "actor", 2000
    )  # fmt: skip


def test_a_film_told_twice_is_one_and_people_have_years(tmp_path: Path) -> None:
    facts, problems = read(
        tmp_path,
        film("X", "Ann Lee", genre=["Drama, War"]),
        film("X", ["Ann Lee, Bo Li"], genre=["Comedy"], director=["2 directors"]),
        film("Y", "Ann Lee", year=1990, director=["Ann Lee"], genre=["Short comedy"]),
    )
    assert facts["Project"]["genres"].to_list() == [["Drama", "War", "Comedy"], ["Short comedy"]]
    assert facts["Project"]["type"].to_list() == ["film", "short"]
    assert facts["WORKED_ON"].height == 4
    ann = facts["Person"].row(by_predicate=pl.col("name") == "Ann Lee", named=True)
    assert (ann["first_year"], ann["last_year"]) == (1990, 2000)
    assert [p.value for p in problems] == ["2 directors"]


def test_records_that_are_no_films_are_problems(tmp_path: Path) -> None:
    hostile = [None, 5, "x", [], {}, {"title": [[]]}, {"title": "\ud800", "year": 1e400}]
    facts, problems = read(tmp_path, film("X"), *hostile, film("Y", year="1999", cast=[{}, 7]))
    assert facts["Project"]["year"].to_list() == [2000, None, 1999]
    assert len(problems) == 6 + 1
    assert {p.problem for p in problems} == {"not an object", "missing value", "not a name"}


@pytest.mark.parametrize("text", ["", "{}", "[" * 100_000, "[1", '["\\'])
def test_a_file_that_is_no_list_is_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "films.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        taken(path)
    assert "\n" not in str(raised.value)


@pytest.mark.skipif(not SHARED_FILE.exists(), reason="the shared data is not beside this checkout")
def test_the_whole_file() -> None:
    assert importer_for(SHARED_FILE) is IMPORTER
    facts, problems = taken(SHARED_FILE)
    assert {kind: frame.height for kind, frame in facts.items()}.keys() == {
        "Source", "Project", "Person", "WORKED_ON"
    }  # fmt: skip
    assert facts["Project"].height > 18_800
    assert facts["WORKED_ON"].height > 74_000
    assert 200 < Counter(p.problem for p in problems)["not a name"] < 400
    assert facts["Person"]["name"].str.contains(r"\(voice|^voices? of|^with ").sum() == 0


def test_a_couple_shares_no_last_name_with_one_who_is_known_by_a_single_name(
    tmp_path: Path,
) -> None:
    facts, problems = read(
        tmp_path,
        film("X", "Ne-Yo and Michael Peña, Jay and Mark Duplass"),
        film("Y", "Bo Li, Ne-Yo"),
    )
    assert problems == []
    assert facts["Person"]["name"].to_list() == [
        "Ne-Yo", "Michael Peña", "Jay Duplass", "Mark Duplass", "Bo Li",
    ]  # fmt: skip
