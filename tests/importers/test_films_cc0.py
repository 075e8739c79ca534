"""The CC0 film extract, compared with an independent reading of the file in plain Python."""

import csv
import re
import sqlite3
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch, Problem
from graphmodel.facts.checks import check
from graphmodel.importers.films_cc0 import IMPORTER, OSCARS, SOURCE, package_path, read_films
from graphmodel.importers.registry import importer_for
from graphmodel.schema.model import is_link


@pytest.fixture(scope="module")
def batches() -> dict[str, Batch]:
    return {batch.kind: batch for batch in read_films(package_path()) if isinstance(batch, Batch)}


@pytest.fixture(scope="module")
def records() -> list[sqlite3.Row]:
    database = sqlite3.connect(package_path())
    database.row_factory = sqlite3.Row
    return database.execute(
        "SELECT omdb.*, Production FROM omdb JOIN tomatoes ON omdb.ID = tomatoes.ID"
        " ORDER BY omdb.rowid"
    ).fetchall()


_BEHIND = re.compile(
    r"(Jr\.|Sr\.|III|PhD|Ltd\.|Inc\.?|the Creator|\d+(st|nd|rd|th) (Prince|Earl|Baron|Marquess).*"
    r"|(Prince|Princess|Duke|Duchess|Count|Countess|Earl) (Consort )?of .*)"
)
_NOBODY = re.compile(r"list of .*|art director|dialogue writer")


def split(cell: str | None) -> list[str]:
    names: list[str] = []
    for name in (name.strip() for name in (cell or "").split(",")):
        if names and _BEHIND.fullmatch(name):
            names[-1] += ", " + name
        elif name:
            names.append(name)
    return names


def people_of(records: list[sqlite3.Row]) -> set[tuple[str, str, str]]:
    return {
        (name, record["imdbID"], role)
        for record in records
        for column, role in (("Director", "director"), ("Writer", "writer"), ("Cast", "actor"))
        for name in split(record[column])
        if not _NOBODY.fullmatch(name)
    }


def test_the_counts_are_those_of_a_second_reading(
    batches: dict[str, Batch], records: list[sqlite3.Row]
) -> None:
    credits = people_of(records)
    productions = {(name, r["imdbID"]) for r in records for name in split(r["Production"])}
    awards = [word for r in records for word in re.findall(r"Won|Nominated", r["Awards"] or "")]
    assert {kind: batch.rows.height for kind, batch in batches.items()} == {
        "Source": 1,
        "Project": len({r["imdbID"] for r in records}),
        "Person": len({name for name, _, _ in credits}),
        "Organisation": len({name for name, _ in productions}),
        "Festival": 1,
        "WORKED_ON": len(credits),
        "MADE": len(productions),
        "SELECTED_AT": len(awards),
    }
    assert batches["Project"].rows.height == 17_470
    assert batches["Person"].rows.height == 63_796
    assert batches["WORKED_ON"].rows.height == 234_151


def test_every_credit_is_that_of_a_second_reading(
    batches: dict[str, Batch], records: list[sqlite3.Row]
) -> None:
    read = {
        (person.removeprefix("films_cc0:person/"), film.removeprefix("imdb:"), role)
        for person, film, role in batches["WORKED_ON"]
        .rows.select("from_id", "to_id", "role")
        .iter_rows()
    }
    assert read == people_of(records)


def test_every_row_passes_the_checks_and_names_its_source(batches: dict[str, Batch]) -> None:
    for batch in batches.values():
        rows, problems = check(batch)
        assert problems == []
        assert rows.height == batch.rows.height
        if batch.kind != "Source":
            assert batch.rows["sources"].list.join("").unique().to_list() == [SOURCE]


def test_ids_are_given_once_and_every_link_has_its_ends(batches: dict[str, Batch]) -> None:
    nodes = pl.concat([b.rows["id"] for kind, b in batches.items() if not is_link(kind)])
    assert nodes.is_unique().all()
    for kind in ("WORKED_ON", "MADE", "SELECTED_AT"):
        rows = batches[kind].rows
        assert rows["from_id"].is_in(nodes.implode()).all()
        assert rows["to_id"].is_in(nodes.implode()).all()


def test_nodes_come_before_links() -> None:
    kinds = [is_link(batch.kind) for batch in read_films(package_path())]
    assert kinds == sorted(kinds)


def one(batches: dict[str, Batch], kind: str, **where: str) -> dict[str, object]:
    (row,) = batches[kind].rows.filter(**where).to_dicts()
    return row


def test_a_film_listed_twice_is_one(batches: dict[str, Batch]) -> None:
    film = one(batches, "Project", id="imdb:tt0078788")
    assert (film["name"], film["year"]) == ("Apocalypse Now", 1979)
    assert film["other_names"] == ["Apocalypse Now Redux"]
    assert film["languages"] == ["English", "French", "Khmer"]
    second_film = one(batches, "Project", id="imdb:tt0850669")
    assert second_film["name"] == "Slacker Uprising"
    assert second_film["other_names"] == ["Captain Mike Across America"]
    credits = batches["WORKED_ON"].rows.filter(to_id="imdb:tt0078788")
    assert credits["year"].unique().to_list() == [1979]
    assert Counter(credits["role"]) == {"director": 1, "writer": 3, "actor": 36}


def test_a_director_who_wrote_and_played_has_three_credits(batches: dict[str, Batch]) -> None:
    person = "films_cc0:person/Francis Ford Coppola"
    credits = batches["WORKED_ON"].rows.filter(from_id=person, to_id="imdb:tt0078788")
    assert sorted(credits["role"]) == ["actor", "director", "writer"]


def test_people_have_the_years_of_their_credits(
    batches: dict[str, Batch], records: list[sqlite3.Row]
) -> None:
    years = [record["Year"] for record in records if "Ed Begley, Jr." in record["Cast"]]
    person = one(batches, "Person", id="films_cc0:person/Ed Begley, Jr.")
    assert len(years) == 44
    assert (person["first_year"], person["last_year"]) == (min(years), max(years))
    assert person["labels"] == ["Creator"]


@pytest.mark.parametrize(
    "nobody", ["Jr.", "III", "PhD", "", "nan", "art director", "list of Harry Potter cast members"]
)
def test_what_is_nobodys_name_is_no_person(batches: dict[str, Batch], nobody: str) -> None:
    assert nobody not in batches["Person"].rows["name"].to_list()


def test_oscars_are_counted_without_a_year(batches: dict[str, Batch]) -> None:
    awards = batches["SELECTED_AT"].rows
    assert "year" not in awards.columns
    assert awards["to_id"].unique().to_list() == [OSCARS]
    returned = awards.filter(from_id="imdb:tt0167260").select("result", "count").rows()
    assert sorted(returned) == [("nominated", 8), ("won", 9)]
    assert awards.filter(from_id="imdb:tt0088939").select("result", "count").rows() == [
        ("nominated", 9)
    ]


def test_companies_keep_inc_and_claim_no_role(batches: dict[str, Batch]) -> None:
    names = set(batches["Organisation"].rows["name"])
    assert {"Tokyopop, Inc.", "Terror, Inc.", "Gaumont"} <= names
    assert not {"Inc.", "Inc"} & names
    assert "role" not in batches["MADE"].rows.columns


def test_the_source_says_what_the_extract_is(batches: dict[str, Batch]) -> None:
    (source,) = batches["Source"].rows.to_dicts()
    assert source["licence"] == "CC0-1.0"
    assert source["retrieved"] == "2026-10-18"
    assert "bokeh-sampledata 20" in source["publisher"]


def test_the_file_is_recognised_and_others_are_not(tmp_path: Path) -> None:
    assert importer_for(package_path()) is IMPORTER
    unrelated = tmp_path / "other.db"
    with sqlite3.connect(unrelated) as database:
        database.execute("CREATE TABLE omdb (ID INTEGER)")
    text = tmp_path / "movies.db"
    text.write_text("SQLite format 3 it is not", encoding="utf-8")
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"SQLite format 3\x00" + b"\x01" * 200)
    for path in (unrelated, text, broken, tmp_path, tmp_path / "missing.db"):
        assert not IMPORTER.recognises(path)


def test_a_file_that_is_no_extract_is_one_line(tmp_path: Path) -> None:
    unrelated = tmp_path / "odd name?#.db"
    with sqlite3.connect(unrelated) as database:
        database.execute("CREATE TABLE omdb (ID INTEGER)")
        database.execute("CREATE TABLE tomatoes (ID INTEGER)")
    with pytest.raises(InputError, match="bokeh-sampledata") as raised:
        list(read_films(unrelated))
    assert "\n" not in str(raised.value)


def as_csv(path: Path, records: list[sqlite3.Row]) -> Path:
    names = ("imdbID", "Title", "Year", "Director", "Writer", "Cast", "Genre", "Country",
             "Language", "Awards", "Production")  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow((*names, "Oscars"))
        out.writerows([*(record[name] for name in names), ""] for record in records)
    return path


def _said(batch: Batch) -> pl.DataFrame:
    return batch.rows.drop("line", strict=False)


def test_the_same_extract_as_csv_gives_the_same_facts(
    tmp_path: Path, batches: dict[str, Batch], records: list[sqlite3.Row]
) -> None:
    path = as_csv(tmp_path / "films.csv", records)
    assert importer_for(path) is IMPORTER
    from_csv = {batch.kind: batch for batch in read_films(path) if isinstance(batch, Batch)}
    assert from_csv.keys() == batches.keys()
    for kind in batches.keys() - {"Source"}:
        assert _said(from_csv[kind]).equals(_said(batches[kind])), kind
    assert from_csv["Source"].rows["id"].to_list() == [SOURCE]


def test_a_bad_record_of_the_csv_is_a_problem_and_costs_no_other(
    tmp_path: Path, records: list[sqlite3.Row]
) -> None:
    bad_records = (
        'tt1,One cell less,1990\r\ntt2,"A, B",soon,,,,,,,,,\r\ntt3,\udcff,1990,,,,,,,,,\r\n'
    )
    path = as_csv(tmp_path / "films.csv", records[:2])
    with path.open("a", encoding="utf-8", errors="surrogateescape", newline="") as file:
        file.write(bad_records)
    items = list(read_films(path))
    assert [(i.line, i.problem) for i in items if isinstance(i, Problem)] == [
        (4, "wrong number of cells"),
        (5, "malformed value"),
        (6, "not UTF-8"),
    ]
    films = next(i.rows for i in items if isinstance(i, Batch) and i.kind == "Project")
    assert films.height == 2
    path.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(InputError, match="is not the CC0 film extract"):
        list(read_films(path))
