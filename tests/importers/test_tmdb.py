"""TMDB's daily lists and saved answers."""

import gzip
import json
import tempfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.errors import InputError
from graphmodel.facts.batch import Note, Problem
from graphmodel.importers.registry import importer_for
from graphmodel.importers.tmdb import IMPORTER, read_tmdb
from tests.importers.importer_output import checked

MATRIX = {
    "id": 603,
    "imdb_id": "tt0133093",
    "title": "The Matrix",
    "original_title": "The Matrix",
    "release_date": "1999-03-31",
    "status": "Released",
    "homepage": "http://example.org/matrix",
    "genres": [{"id": 28, "name": "Action"}],
    "production_companies": [{"id": 79, "name": "Village Roadshow Pictures"}],
    "production_countries": [{"iso_3166_1": "US", "name": "United States of America"}],
    "spoken_languages": [{"english_name": "English", "iso_639_1": "en", "name": "English"}],
    "external_ids": {"imdb_id": "tt0133093", "wikidata_id": "Q83495"},
    "credits": {
        "cast": [
            {"id": 6384, "name": "Keanu Reeves", "original_name": "Keanu Reeves", "gender": 2,
             "character": "Neo", "order": 0},
        ],
        "crew": [
            {"id": 9339, "name": "Lilly Wachowski", "department": "Directing", "job": "Director"},
            {"id": 9339, "name": "Lilly Wachowski", "department": "Writing", "job": "Screenplay"},
            {"id": 9339, "name": "Lilly Wachowski", "department": "Writing", "job": "Story"},
            {"id": 3893, "name": "Bill Pope", "department": "Camera",
             "job": "Director of Photography"},
        ],
    },
}  # fmt: skip
KEANU = {
    "id": 6384,
    "name": "Keanu Reeves",
    "also_known_as": ["キアヌ・リーブス", "Keanu Reeves"],
    "birthday": "1964-09-02",
    "deathday": None,
    "imdb_id": "nm0000206",
    "known_for_department": "Acting",
    "movie_credits": {
        "cast": [
            {"id": 603, "title": "Matrix, as mentioned", "character": "Neo", "order": 0,
             "release_date": "1999-03-30"},
            {"id": 245891, "title": "John Wick", "character": "John Wick", "order": 0,
             "release_date": "2014-10-22"},
        ],
        "crew": [],
    },
}  # fmt: skip
SERIES = {
    "id": 1399,
    "name": "Game of Thrones",
    "original_name": "Game of Thrones",
    "first_air_date": "2011-04-17",
    "created_by": [{"id": 9813, "name": "David Benioff"}],
    "networks": [{"id": 49, "name": "HBO"}],
    "status": "Ended",
    "aggregate_credits": {
        "cast": [{"id": 22970, "name": "Peter Dinklage", "order": 1,
                  "roles": [{"character": "Tyrion"}, {"character": "A Dwarf"}]}],
        "crew": [{"id": 9813, "name": "David Benioff", "department": "Production",
                  "jobs": [{"job": "Executive Producer"}]}],
    },
}  # fmt: skip


def taken(path: Path) -> tuple[dict[str, pl.DataFrame], list[Problem]]:
    facts, problems, _ = checked(read_tmdb(path))
    return facts, problems


def lay(folder: Path, **answers: Any) -> Path:
    for name, answer in answers.items():
        text = answer if isinstance(answer, str) else json.dumps(answer)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return folder


def test_answers_of_a_folder_are_one_graph(tmp_path: Path) -> None:
    folder = lay(tmp_path, movie=MATRIX, person=KEANU, series=SERIES)
    assert importer_for(folder) is IMPORTER
    facts, problems = taken(folder)
    assert problems == []
    projects = {row["id"]: row for row in facts["Project"].to_dicts()}
    matrix = projects["tmdb:movie/603"]
    assert (matrix["name"], matrix["year"], matrix["type"]) == ("The Matrix", 1999, "film")
    assert matrix["external_ids"] == ["imdb:tt0133093", "wikidata:Q83495"]
    assert matrix["stage"] == "released"
    assert projects["tmdb:movie/245891"]["name"] == "John Wick"
    assert projects["tmdb:tv/1399"]["type"] == "series"
    people = {row["id"]: row for row in facts["Person"].to_dicts()}
    keanu = people["tmdb:person/6384"]
    assert keanu["other_names"] == ["キアヌ・リーブス"]
    assert (keanu["born"], keanu["external_ids"]) == (1964, ["imdb:nm0000206"])
    credits = {
        (r["from_id"][12:], r["to_id"][5:], r["role"]): r for r in facts["WORKED_ON"].to_dicts()
    }
    neo = credits["6384", "movie/603", "actor"]
    assert (neo["billing"], neo["year"], neo["characters"]) == (1, 1999, ["Neo"])
    assert credits["9339", "movie/603", "writer"]["job"] == "Screenplay"
    assert ("3893", "movie/603", "cinematographer") in credits
    assert credits["22970", "tv/1399", "actor"]["characters"] == ["Tyrion", "A Dwarf"]
    assert {("9813", "tv/1399", "creator"), ("9813", "tv/1399", "executive producer")} < set(
        credits
    )
    links_made = {(r["from_id"], r["to_id"], r["role"]) for r in facts["MADE"].to_dicts()}
    assert links_made == {
        ("tmdb:company/79", "tmdb:movie/603", "producer"),
        ("tmdb:network/49", "tmdb:tv/1399", None),
    }
    assert "gender" not in str(facts["Person"].columns)


def test_credits_alone_are_of_what_their_file_is_named_after(tmp_path: Path) -> None:
    bare = {key: MATRIX["credits"][key] for key in ("cast", "crew")} | {"id": 603}  # type: ignore[index]
    facts, problems = taken(lay(tmp_path, movie_603_credits=bare, lost=bare))
    assert set(facts["WORKED_ON"]["to_id"]) == {"tmdb:movie/603"}
    assert [p.origin.split("/")[-1] for p in problems] == ["lost.json"]


def test_a_daily_list_is_read_with_what_answers_say_before_it(tmp_path: Path) -> None:
    lines = [
        '{"adult":false,"id":603,"original_title":"The Matrix","popularity":9.1,"video":false}',
        '{"adult":false,"id":3924,"original_title":"Blondie","popularity":2.4,"video":false}',
        "{broken",
        "",
        '{"id":5,"original_title":"Deep","more":' + "[" * 3000 + "]" * 3000 + "}",
        '{"original_title":"No id"}',
        "[" * 200_000,
    ]
    name = "movie_ids_10_30_2025.json.gz"
    (tmp_path / name).write_bytes(gzip.compress("\n".join(lines).encode()))
    lay(tmp_path, movie=MATRIX)
    facts, problems = taken(tmp_path)
    names = dict(facts["Project"].select("id", "name").iter_rows())
    assert names["tmdb:movie/3924"] == "Blondie"
    assert facts["Project"]["id"].is_unique().all()
    assert {(p.line, p.problem) for p in problems} >= {(3, "not JSON"), (6, "no id")}


def test_answers_one_a_line_are_read(tmp_path: Path) -> None:
    path = tmp_path / "people.jsonl"
    path.write_text(json.dumps(KEANU) + "\n{oops\n" + json.dumps(MATRIX) + "\n", encoding="utf-8")
    facts, problems = taken(path)
    assert facts["Project"].height == 2
    assert [(p.line, p.problem) for p in problems] == [(2, "not JSON")]


@pytest.mark.parametrize("text", ["", "[" * 100_000, '{"a":', "null", '{"id": NaN, "title": 5}'])
def test_what_is_no_answer_is_a_problem_and_the_rest_is_read(tmp_path: Path, text: str) -> None:
    facts, problems = taken(lay(tmp_path, bad=text, good=MATRIX))
    assert facts["Project"]["name"].to_list() == ["The Matrix"]
    assert len(problems) == 1
    assert "\n" not in problems[0].value


def test_a_folder_without_json_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="contains no JSON"):
        taken(tmp_path)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["id", "name", "title", "cast", "crew", "credits", "roles", "genres",
                         "external_ids", "results", "job", "order", "also_known_as", "birthday",
                         "first_air_date", "production_companies", "movie_credits"]),
        inner, max_size=6,
    ),
    max_leaves=25,
)  # fmt: skip


@given(values, values)
@settings(max_examples=80)
def test_no_json_makes_a_traceback(answer: Any, line: Any) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = lay(Path(name), movie_1=json.dumps(answer))
        listed = folder / "person_ids_01_01_2025.json"
        listed.write_text(json.dumps(line), encoding="utf-8")
        taken(folder)


def test_the_job_kept_of_several_is_that_of_writing_for_the_screen(tmp_path: Path) -> None:
    crew = [
        {"id": person, "name": f"P{person}", "job": job}
        for person, jobs in (
            (1, "Story Writer"),
            (2, "Story Screenplay"),
            (3, "Story"),
            (4, "Writer"),
        )
        for job in jobs.split()
    ]
    movie = {"id": 9, "title": "Salt", "credits": {"cast": [], "crew": crew}}
    facts, problems = taken(lay(tmp_path, movie=movie))
    assert problems == []
    jobs = {row["from_id"][-1]: row["job"] for row in facts["WORKED_ON"].to_dicts()}
    assert jobs == {"1": None, "2": "Screenplay", "3": "Story", "4": None}


def test_roles_in_a_list_within_the_list_are_read(tmp_path: Path) -> None:
    nested = [{"character": "Mel"}, [{"character": "Her Twin"}, [{"character": "A Nurse"}]]]
    series = {
        "id": 7, "name": "Tern", "first_air_date": "2001-02-03",
        "aggregate_credits": {"cast": [[{"id": 8, "name": "Ann", "roles": nested}]], "crew": []},
    }  # fmt: skip
    facts, problems = taken(lay(tmp_path, tv_7=series))
    assert problems == []
    assert facts["WORKED_ON"]["characters"].to_list() == [["Mel", "Her Twin", "A Nurse"]]


def test_what_is_rumoured_or_cancelled_is_said(tmp_path: Path) -> None:
    film = {"title": "Salt", "release_date": "2001-02-03"}
    answers = {
        "a": {**film, "id": 1, "status": "Rumored"},
        "b": {**film, "id": 2, "status": "Canceled"},
        "c": {"id": 3, "name": "Tern", "status": "Canceled", "first_air_date": "2001-02-03"},
        "d": {"id": 4, "name": "Gull", "status": "Canceled", "original_name": "Gull"},
    }
    folder = lay(tmp_path, **answers)
    stages = dict(taken(folder)[0]["Project"].select("id", "stage").iter_rows())
    assert stages == {
        "tmdb:movie/1": "rumoured",
        "tmdb:movie/2": "abandoned",
        "tmdb:tv/3": "released",
        "tmdb:tv/4": "abandoned",
    }
    (note,) = [item for item in read_tmdb(folder) if isinstance(item, Note)]
    assert "3 projects (Salt, Salt, Gull)" in note.text


SEASON = {
    "air_date": "2011-09-01",
    "name": "Season 1",
    "id": 8100,
    "season_number": 1,
    "episodes": [
        {"id": 8001, "episode_number": 1, "season_number": 1, "name": "Pilot", "show_id": 71,
         "air_date": "2011-09-01", "guest_stars": [{"id": 51, "name": "Ute", "character": "Anna"}],
         "crew": [{"id": 52, "name": "Bo", "job": "Director", "department": "Directing"}]},
        {"id": 8002, "episode_number": 2, "season_number": 1, "name": "Fog", "show_id": 71,
         "air_date": "", "guest_stars": [], "crew": [None]},
    ],
}  # fmt: skip
REED = {"id": 71, "name": "Reed", "original_name": "Reed", "first_air_date": "2011-09-01"}


@pytest.mark.parametrize("form", ["season", "appended", "named", "single"])
def test_episodes_are_parts_of_their_series(tmp_path: Path, form: str) -> None:
    folder = tmp_path / "answers" / "more"
    folder.mkdir(parents=True)
    season = json.loads(json.dumps(SEASON))
    series = REED | ({"season/1": season} if form == "appended" else {})
    (folder / "series.json").write_text(json.dumps(series))
    if form == "named":
        for episode in season["episodes"]:
            del episode["show_id"]
    if form == "single":
        for episode in season["episodes"]:
            (folder / f"{episode['id']}.json").write_text(json.dumps(episode))
    elif form != "appended":
        (folder / "tv_71_season_1.json").write_text(json.dumps(season))
    frames, problems, _ = checked(importer_for(tmp_path / "answers").read(tmp_path / "answers"))
    assert problems == []
    assert frames["PART_OF"].select("from_id", "to_id", "season", "episode").rows() == [
        ("tmdb:episode/8001", "tmdb:tv/71", 1, 1),
        ("tmdb:episode/8002", "tmdb:tv/71", 1, 2),
    ]
    episodes = frames["Project"].filter(pl.col("type") == "episode")
    assert episodes.select("name", "year").rows() == [("Pilot", 2011), ("Fog", None)]
    credits = frames["WORKED_ON"].select("from_id", "to_id", "role").rows()
    assert set(credits) == {
        ("tmdb:person/51", "tmdb:episode/8001", "actor"),
        ("tmdb:person/52", "tmdb:episode/8001", "director"),
    }


def test_an_episode_of_no_series_is_a_problem(tmp_path: Path) -> None:
    season = {"id": 8100, "episodes": [{"id": 8001, "name": "Pilot"}]}
    (tmp_path / "a.json").write_text(json.dumps(season))
    _, problems, _ = checked(read_tmdb(tmp_path / "a.json"))
    assert [(p.value, p.problem) for p in problems] == [("Pilot", "an episode of no series")]


def test_collections_and_searches_by_other_ids_name_works(tmp_path: Path) -> None:
    parts = [{"id": 1, "title": "Dam", "release_date": "2001-01-01"}]
    answers = [
        {"id": 900, "name": "Dams", "overview": "", "parts": parts},
        {"movie_results": [], "tv_results": [{"id": 2, "media_type": "tv", "name": "Reed"}]},
    ]
    (tmp_path / "a.json").write_text(json.dumps(answers))
    frames, problems, _ = checked(read_tmdb(tmp_path / "a.json"))
    assert problems == []
    assert set(frames["Project"]["id"]) == {"tmdb:movie/1", "tmdb:tv/2"}
