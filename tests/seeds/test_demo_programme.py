"""The fictional programme: reproducible, complete, and similar to a real one."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import networkx as nx
import polars as pl
import pytest

from graphmodel.facts.batch import Batch
from graphmodel.facts.checks import check
from graphmodel.importers.films_cc0 import package_path, read_films
from graphmodel.ingest.datasets import shipped_data_set
from graphmodel.schema.model import LINK_KINDS, is_link

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    """The checked rows of each kind; any problem fails."""
    importer, path = shipped_data_set("demo_programme")
    rows_by_kind = {}
    for item in importer.read(path):
        assert isinstance(item, Batch)
        rows, problems = check(item)
        assert problems == []
        rows_by_kind[item.kind] = rows
    return rows_by_kind


def test_the_script_writes_the_same_bytes_again(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "make_demo_programme.py"
    subprocess.run([sys.executable, script, tmp_path], check=True, capture_output=True)
    committed = {file.name: file for file in (ROOT / "seeds" / "demo_programme").glob("*.csv")}
    written_files = {file.name: file for file in tmp_path.glob("*.csv")}
    assert written_files.keys() == committed.keys()
    for name, file in written_files.items():
        assert file.read_bytes() == committed[name].read_bytes(), name


def test_the_counts_are_those_promised(tables: dict[str, pl.DataFrame]) -> None:
    people = tables["Person"]
    creators = people.filter(pl.col("mentor_places").is_null())
    assert creators.height == 40
    assert creators["labels"].list.contains("Creator").all()
    mentors = people.filter(pl.col("mentor_places").is_not_null())
    assert mentors.height == 9
    assert mentors["labels"].list.contains("Mentor").all()
    assert {k: tables[k].height for k in ("School", "Festival", "Project", "Programme")} == {
        "School": 8,
        "Festival": 5,
        "Project": 25,
        "Programme": 2,
    }
    assert set(tables["Event"]["type"]) == {
        "camp",
        "roadshow",
        "session",
        "master class",
        "summit",
        "networking",
        "table",
    }
    assert len(set(tables["Project"]["stage"])) >= 6
    assert set(tables["Project"]["type"]) == {"film", "series", "short", "idea"}


def test_everything_is_marked_as_fictional(tables: dict[str, pl.DataFrame]) -> None:
    for kind, rows in tables.items():
        if not is_link(kind):
            assert rows["fictional"].all()
            assert set(rows["namespace"]) == {"demo_programme"}


def test_ids_are_given_once_and_links_join_what_they_may(tables: dict[str, pl.DataFrame]) -> None:
    kinds = {i: kind for kind, rows in tables.items() if not is_link(kind) for i in rows["id"]}
    assert len(kinds) == sum(rows.height for k, rows in tables.items() if not is_link(k))
    for kind, rows in tables.items():
        if not is_link(kind):
            continue
        ends = {(kinds[a], kinds[b]) for a, b in rows.select("from_id", "to_id").iter_rows()}
        assert ends <= set(LINK_KINDS[kind].ends)
        key = [k for k in LINK_KINDS[kind].key if k in rows.columns]
        assert rows.select("from_id", "to_id", *key).is_unique().all(), kind
    for rows in tables.values():
        if "sources" in rows.columns:
            assert set(rows["sources"].explode()) <= set(tables["Source"]["id"])


def test_nobody_bears_the_name_of_somebody_in_film(tables: dict[str, pl.DataFrame]) -> None:
    films = {b.kind: b.rows for b in read_films(package_path()) if isinstance(b, Batch)}
    for kind in ("Person", "Organisation", "Project"):
        real = {name.casefold() for name in films[kind]["name"]}
        fictional = {name.casefold() for name in tables[kind]["name"]}
        reversed_names = {" ".join(reversed(name.split())) for name in fictional}
        assert not (fictional | reversed_names) & real


def test_the_people_are_one_network_of_several_groups(tables: dict[str, pl.DataFrame]) -> None:
    graph = nx.Graph()
    for _, crew in tables["WORKED_ON"].group_by("to_id"):
        people = sorted(set(crew["from_id"]))
        graph.add_edges_from((a, b) for a in people for b in people if a < b)
    creators = set(tables["Person"].filter(pl.col("mentor_places").is_null())["id"])
    assert creators <= set(graph)
    assert nx.is_connected(graph)
    assert nx.density(graph) < 0.2
    groups = nx.community.greedy_modularity_communities(graph)
    assert len(groups) >= 3
    assert nx.community.modularity(graph, groups) > 0.4


def test_some_are_newcomers_and_some_are_not(tables: dict[str, pl.DataFrame]) -> None:
    credits = tables["WORKED_ON"].group_by("from_id").agg(pl.min("year"), pl.max("year").alias("z"))
    years = {person_id: (first, last) for person_id, first, last in credits.iter_rows()}
    for person_id, first, last in (
        tables["Person"].select("id", "first_year", "last_year").iter_rows()
    ):
        assert years.get(person_id, (None, None)) == (first, last)
    newcomers = sum(first >= 2025 for first, _ in years.values())
    assert 5 <= newcomers <= 15
    assert all(2019 <= first <= last <= 2026 for first, last in years.values())


def test_classes_overlap_and_some_people_join_two_schools(tables: dict[str, pl.DataFrame]) -> None:
    studied = tables["STUDIED_AT"]
    assert Counter(Counter(studied["from_id"]).values())[2] == 7
    classes = studied.filter(pl.col("degree") == "MFA").with_columns(
        pl.col("since").str.head(4).cast(pl.Int64)
    )
    for _, people in classes.group_by("to_id"):
        assert people.height == 5
        assert max(people["since"].to_list()) - min(people["since"].to_list()) <= 2


def test_every_mentor_has_a_place_to_fill_and_somebody_to_guide(
    tables: dict[str, pl.DataFrame],
) -> None:
    people = set(tables["Person"]["id"])
    now = tables["MENTORS"].filter(pl.col("to_id").is_in(people) & pl.col("until").is_null())
    guided = Counter(now["from_id"])
    capacities = (
        tables["Person"].drop_nulls("mentor_places").select("id", "mentor_places").iter_rows()
    )
    for mentor, capacity in capacities:
        assert 1 <= guided[mentor] < capacity


def test_second_units_sessions_and_results_are_there(tables: dict[str, pl.DataFrame]) -> None:
    roles = Counter(tables["WORKED_ON"]["role"])
    assert roles["second unit director"] == 6
    assert {"director", "writer", "producer", "editor", "cinematographer"} <= roles.keys()
    sessions = tables["PART_OF"].filter(pl.col("to_id") == "demo:event/roadshow")
    assert sessions.height == 5
    assert set(tables["SELECTED_AT"]["result"]) == {"selected", "nominated", "won"}
    years = dict(tables["Project"].select("id", "year").iter_rows())
    for project, year in tables["SELECTED_AT"].select("from_id", "year").iter_rows():
        assert year >= years.get(project, 0)


def test_counts_are_those_of_the_links(tables: dict[str, pl.DataFrame]) -> None:
    participants = Counter(
        event_id
        for person_id, event_id, role in tables["TAKES_PART_IN"]
        .select("from_id", "to_id", "role")
        .iter_rows()
        if role == "participant" and person_id.startswith("demo:person/")
    )
    for event, creators in tables["Event"].select("id", "creators").iter_rows():
        assert participants[event] == creators


def test_what_an_office_keeps_is_there(tables: dict[str, pl.DataFrame]) -> None:
    assert set(tables["Place"]["type"]) == {
        *("mentoring", "second unit", "seat", "open role", "representation"),
    }
    assert set(tables["OFFERS"]["to_id"]) == set(tables["Place"]["id"])
    assert set(tables["FILLS"]["state"]) == {"accepted", "done"}
    assert set(tables["MET"]["how"]) == {"talked", "swapped work", "agreed"}
    assert set(tables["REPRESENTS"]["role"]) == {"agent", "manager"}
    assert set(tables["CONSENTS"]["scope"]) == {"listed", "suggested", "contacted"}
    assert {"applicant", "alternate"} <= set(tables["TAKES_PART_IN"]["role"])
    assert tables["HELPED"].height
    assert tables["SPEAKS_FOR"]["dated"].drop_nulls().len() == 3
    assert tables["Person"]["busy"].drop_nulls().len()


def test_some_wishes_are_confidential_and_say_why(tables: dict[str, pl.DataFrame]) -> None:
    wishes = tables["WISHES"]
    confidential = wishes.filter("confidential")
    assert confidential.height == 2
    assert set(confidential["stance"]) == {"must not"}
    assert confidential["why"].null_count() == 0
    assert set(wishes["stance"]) == {"wants", "would rather not", "must not"}


def test_projects_have_stages_with_dates_up_to_that_of_today(
    tables: dict[str, pl.DataFrame],
) -> None:
    longer = tables["Project"].filter(pl.col("type") != "short")
    for stage, texts in longer.select("stage", "stages").iter_rows():
        assert [str(text).endswith("/") for text in texts].count(True) == 1
        assert texts[-1].startswith(f"{stage} ")


def test_nobody_fills_more_of_a_place_than_there_is(tables: dict[str, pl.DataFrame]) -> None:
    most = dict(tables["Place"].select("id", "most").iter_rows())
    filled = Counter(tables["FILLS"]["to_id"])
    assert all(number <= most[place] for place, number in filled.items())
