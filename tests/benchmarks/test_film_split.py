"""The split of the film extract into what was known and what came true."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarks.film_split import (
    CREATORS,
    DESCRIBED_BY,
    Film,
    read_films,
    split_films,
    split_names,
    write_split,
)
from graphmodel.analysis.forecast.split_folder import read_split
from graphmodel.importers.films_cc0 import package_path


def film(year: int, director: str = "", cast: str = "", writer: str = "") -> Film:
    cells = dict.fromkeys(DESCRIBED_BY, "") | {"Title": f"Film of {year}", "Year": str(year)}
    return cells | {"Director": director, "Writer": writer, "Cast": cast}


FILMS = [
    film(2005, "Ann", "Bo, Cy"),
    film(2008, "Di", "Bo, Ed"),
    film(2009, "Hermit"),
    film(2010, "Ann", "Bo, Ed, Newcomer"),  # Ann and Ed were connected before only through Bo
    film(2011, "Di", "Cy", writer="Ann"),
    film(2013, "Cy", "Ed"),  # too late
]


def test_known_are_the_films_before_the_year_and_foretold_the_ties_first_made_after() -> None:
    split = split_films(FILMS, until=2010, years=3)
    assert split.known == [
        ("Ann", 0, "director", 2005), ("Bo", 0, "actor", 2005), ("Cy", 0, "actor", 2005),
        ("Di", 1, "director", 2008), ("Bo", 1, "actor", 2008), ("Ed", 1, "actor", 2008),
        ("Hermit", 2, "director", 2009),
    ]  # fmt: skip
    assert [row[:3] for row in split.films] == [
        (0, "Film of 2005", "2005"), (1, "Film of 2008", "2008"), (2, "Film of 2009", "2009"),
    ]  # fmt: skip
    assert split.eligible == ["Ann", "Bo", "Cy", "Di", "Ed"]  # without loners and newcomers
    assert split.truth == {"Ann": ["Di", "Ed"], "Cy": ["Di"], "Di": ["Ann", "Cy"], "Ed": ["Ann"]}


def test_a_sample_is_drawn_by_its_seed_from_those_with_a_new_tie() -> None:
    samples = [list(split_films(FILMS, people=2, seed=seed).truth) for seed in (1, 1, 2, 3, 4)]
    assert samples[0] == samples[1]
    assert len({tuple(sample) for sample in samples}) > 1
    assert all(len(sample) == 2 and {*sample} < {"Ann", "Cy", "Di", "Ed"} for sample in samples)


def test_creators_are_split_without_the_cast() -> None:
    films = [film(2005, "Ann", "Cy", writer="Bo"), film(2006, "Cy", writer="Di"),
             film(2010, "Ann", "Bo", writer="Di")]  # fmt: skip
    split = split_films(films, roles=CREATORS)
    assert {role for _, _, role, _ in split.known} == {"director", "writer"}
    assert split.truth == {"Ann": ["Di"], "Di": ["Ann"]}


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("", []),
        ("Ann Ek", ["Ann Ek"]),
        ("Ed Begley, Jr., Cher", ["Ed Begley, Jr.", "Cher"]),
        ("Jr., , Bo ,III", ["Jr.", "Bo, III"]),
    ],
)
def test_a_suffix_stays_with_the_name_before_it(cell: str, names: list[str]) -> None:
    assert split_names(cell) == names


def test_a_written_split_is_what_the_backtest_reads(tmp_path: Path) -> None:
    split = split_films(FILMS)
    write_split(split, tmp_path / "new" / "split")
    read = read_split(tmp_path / "new" / "split")
    assert read.until == 2010
    names = read.history.people
    assert {names[person] for person in read.people} == split.truth.keys()
    pairs = read.truth.tocoo()
    assert {(names[a], names[b]) for a, b in zip(pairs.row, pairs.col, strict=True)} == {
        (person, partner) for person, partners in split.truth.items() for partner in partners
    }
    with (tmp_path / "new" / "split" / "films.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == ["film", *map(str.lower, DESCRIBED_BY)]


def test_the_extract_gives_the_films_that_ship() -> None:
    films = read_films(package_path())
    assert len(films) == 17_472
    assert all(film["Year"].isdigit() for film in films)
