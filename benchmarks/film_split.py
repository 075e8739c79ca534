#!/usr/bin/env python3
"""Split the film extract by time: what was known before a year, and the new ties after it.

    python benchmarks/film_split.py OUT [--until 2010] [--years 3] [--roles all|creators]
        [--people 2000] [--seed 0]

A tie is a pair of people credited on the same film. Films before ``--until`` are known. The ties to
predict are the new ones of the next ``--years`` years between people who had a known tie, for a
random sample of those who made any. OUT holds what a recommender may see, whom it may suggest and
what came true, as ``graphmodel backtest --split OUT`` reads it:

    known.csv     person, film, role, year: the known credits
    films.csv     the known properties of these films
    eligible.txt  everybody with a known tie; only they may be suggested
    truth.csv     person, partner: the new ties of the people in the sample

Ranks are over everybody in eligible.txt except the person and anyone with whom they have a known
tie. HR@k is the share of the people in truth.csv with at least one true partner among the first k.
"""

from __future__ import annotations

import argparse
import csv
import random
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

from graphmodel.importers.films_cc0 import package_path

ROLES = {"Director": "director", "Writer": "writer", "Cast": "actor"}
CREATORS = ("director", "writer")
DESCRIBED_BY = (
    "Title", "Year", "Released", "Country", "Language", "Genre", "Production", "Awards",
)  # fmt: skip
SUFFIXES = frozenset(("Jr.", "Sr.", "Jr", "III", "II", "IV", "PhD"))
"""Suffixes that follow a comma but belong to the name before it."""

Film = Mapping[str, str]
"""A film's cells by the names of their columns in the extract."""
Ties = dict[str, set[str]]


@dataclass(frozen=True)
class FilmSplit:
    """Known credits and films, who may be suggested, and the new ties to predict.

    ``known`` holds person, film number, role and year; ``films`` the number of each film and its
    cells in the order of ``DESCRIBED_BY``; ``truth`` the new partners of each person in the sample,
    in the order in which the people were drawn.
    """

    known: list[tuple[str, int, str, int]]
    films: list[tuple[int | str, ...]]
    eligible: list[str]
    truth: dict[str, list[str]]


def split_films(
    films: Iterable[Film],
    *,
    until: int = 2010,
    years: int = 3,
    roles: Iterable[str] = tuple(ROLES.values()),
    people: int = 2000,
    seed: int = 0,
) -> FilmSplit:
    """The split of films at the beginning of the year ``until``.

    At most ``people`` are sampled, with the seed, from those who made a new tie within ``years``.
    """
    columns = {column: role for column, role in ROLES.items() if role in set(roles)}
    credits_before, described = [], []
    casts_before: dict[int, set[str]] = defaultdict(set)
    casts_after: dict[int, set[str]] = defaultdict(set)
    for number, film in enumerate(films):
        year = int(film["Year"])
        credits = [(name, role) for c, role in columns.items() for name in split_names(film[c])]
        if year < until:
            described.append((number, *(film[column] for column in DESCRIBED_BY)))
            credits_before += [(name, number, role, year) for name, role in credits]
            casts_before[number].update(name for name, _ in credits)
        elif year < until + years:
            casts_after[number].update(name for name, _ in credits)
    old = ties(casts_before.values())
    new = {
        person: sorted(partners & old.keys() - old[person])
        for person, partners in ties(casts_after.values()).items()
        if person in old
    }
    with_new = sorted(person for person, partners in new.items() if partners)
    sample = random.Random(seed).sample(with_new, min(people, len(with_new)))
    return FilmSplit(
        credits_before, described, sorted(old), {person: new[person] for person in sample}
    )


def split_names(cell: str) -> list[str]:
    """The names in a cell; a suffix such as ``Jr.`` stays with the name before it."""
    names: list[str] = []
    for name in filter(None, (piece.strip() for piece in cell.split(","))):
        if name in SUFFIXES and names:
            names[-1] += f", {name}"
        else:
            names.append(name)
    return names


def ties(casts: Iterable[set[str]]) -> Ties:
    """Everybody credited together with others, and with whom."""
    partners: Ties = defaultdict(set)
    for cast in casts:
        for person, partner in permutations(cast, 2):
            partners[person].add(partner)
    return dict(partners)


def read_films(path: Path) -> list[Film]:
    """The films of the extract in record order, with empty text for empty cells."""
    columns = ", ".join(f'"{column}"' for column in (*DESCRIBED_BY, *ROLES))
    query = f"SELECT {columns} FROM omdb LEFT JOIN tomatoes USING (ID) ORDER BY omdb.rowid"
    with closing(sqlite3.connect(path)) as database:
        cursor = database.execute(query)
        names = [column[0] for column in cursor.description]
        return [
            {name: "" if cell is None else str(cell) for name, cell in zip(names, row, strict=True)}
            for row in cursor
        ]


def write_split(split: FilmSplit, folder: Path) -> None:
    """Write the four files to a folder, creating it if necessary."""
    folder.mkdir(parents=True, exist_ok=True)
    new_ties = [(person, partner) for person, all_ in split.truth.items() for partner in all_]
    for name, header, rows in (
        ("known.csv", ("person", "film", "role", "year"), split.known),
        ("films.csv", ("film", *map(str.lower, DESCRIBED_BY)), split.films),
        ("truth.csv", ("person", "partner"), new_ties),
    ):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
    (folder / "eligible.txt").write_text("\n".join(split.eligible) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, help="the folder to write")
    parser.add_argument("--until", type=int, default=2010, help="the first year that is not known")
    parser.add_argument("--years", type=int, default=3, help="how many years to foretell")
    parser.add_argument("--roles", choices=["all", "creators"], default="all", help="whose credits")
    parser.add_argument("--people", type=int, default=2000, help="the size of the sample")
    parser.add_argument("--seed", type=int, default=0, help="the seed of the sample")
    options = parser.parse_args()
    split = split_films(
        read_films(package_path()),
        until=options.until,
        years=options.years,
        roles=CREATORS if options.roles == "creators" else ROLES.values(),
        people=options.people,
        seed=options.seed,
    )
    write_split(split, options.out)
    print(
        f"{len(split.known)} known credits, {len(split.eligible)} eligible people, "
        f"{len(split.truth)} sampled"
    )


if __name__ == "__main__":
    main()
