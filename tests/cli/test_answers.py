import json
import math
from pathlib import Path

import pytest

from tests.cli.conftest import Run, one_line


@pytest.fixture
def two(ask: Run) -> tuple[str, str]:
    """Two people in the fictional programme with a common colleague but no film in common."""
    statement = (
        "MATCH (a:Creator)-[:WORKED_ON]->()<-[:WORKED_ON]-()"
        "-[:WORKED_ON]->()<-[:WORKED_ON]-(b:Creator) "
        "WHERE a.id < b.id AND NOT (a)-[:WORKED_ON]->()<-[:WORKED_ON]-(b) "
        "RETURN a.id AS a, b.id AS b ORDER BY a, b LIMIT 1"
    )
    row = ask("query", statement, "--format", "json").json[0]
    return row["a"], row["b"]


def test_routes_name_what_each_pair_shares(ask: Run, two: tuple[str, str]) -> None:
    ran = ask("introduce", *two, "-k", "3", "--format", "json")
    assert ran.code == 0
    keys = {"routes", "why_none", "advice", "shorter", "waiting", "planned", "activity"}
    assert set(ran.json) == keys
    assert "because of" in ran.json["advice"][0]
    assert all(route["differs"]["says"] for route in ran.json["routes"][1:])
    assert ran.json["why_none"] is None
    assert 1 <= len(ran.json["routes"]) <= 3
    for route in ran.json["routes"]:
        assert (route["people"][0], route["people"][-1]) == two
        assert 0 < route["score"] <= 1
        for hop, (a, b) in zip(
            route["hops"], zip(route["people"], route["people"][1:], strict=False), strict=True
        ):
            assert (hop["from"], hop["to"]) == (a, b)
            assert hop["shared"]
            for shared in hop["shared"]:
                assert {"kind", "id", "name", "year"} <= set(shared)
                assert shared["sources"]


def test_avoid_and_via_hold(ask: Run, two: tuple[str, str]) -> None:
    routes = ask("introduce", *two, "-k", "5", "--format", "json").json["routes"]
    middle = next(route["people"][1] for route in routes if len(route["people"]) > 2)
    without = ask("introduce", *two, "--avoid", middle, "--format", "json").json["routes"]
    assert all(middle not in route["people"] for route in without)
    through = ask("introduce", *two, "--via", middle, "--format", "json").json["routes"]
    assert through
    assert all(middle in route["people"] for route in through)


def test_hops_ties_and_half_life_are_constraints(ask: Run, two: tuple[str, str]) -> None:
    near = ask("introduce", *two, "--max-hops", "2", "--format", "json").json["routes"]
    assert near
    assert all(len(route["hops"]) <= 2 for route in near)
    worked = ask("introduce", *two, "--tie", "worked", "--format", "json").json["routes"]
    shared = [s for route in worked for hop in route["hops"] for s in hop["shared"]]
    assert {s["relation"] for s in shared} == {"worked"}
    short, long = (
        ask("introduce", *two, "--half-life", years, "--format", "json").json["routes"][0]["hops"]
        for years in ("1", "90")
    )
    assert short[0]["strength"] < long[0]["strength"]
    message = ask("introduce", *two, "--max-hops", "1", "--tie", "worked")
    assert "but the limit is 1" in message.err
    assert "With more steps allowed: through" in message.err


def test_routes_to_anybody_who_fits(ask: Run) -> None:
    who = "demo:person/anneke-vandersluis"
    mentors = ask("introduce", who, "--to-mentor", "-k", "3", "--format", "json").json
    assert mentors["fitting"] >= len(mentors["routes"]) > 1
    assert len({route["people"][-1] for route in mentors["routes"]}) == len(mentors["routes"])
    school = ask("introduce", who, "--to-school", "Lanhe Film Academy", "--format", "json").json
    assert school["routes"]
    none = ask("introduce", who, "--to-market", "the moon")
    assert "Nobody in this data set fits" in none.err


def test_a_group_is_connected(ask: Run) -> None:
    names = ("Anneke Vandersluis", "Corvin Hallemeyer", "Qiu Wenlan")
    connection = ask("connect", *names, "--format", "json").json
    assert len(connection["people"]) == 3
    assert connection["why_none"] is None
    assert len(connection["hops"]) == len(connection["people"]) + len(connection["between"]) - 1
    assert connection["advice"]
    table = ask("connect", *names)
    assert table.out.splitlines()[0].split() == ["from", "to", "last", "active", "share", "sources"]


def test_no_route_has_a_reason(ask: Run) -> None:
    ran = ask(
        "introduce",
        "roadshow2025:zhang-yimou",
        "roadshow2025:eric-lin",
        "--avoid",
        "roadshow2025:roadshow",
        "--avoid",
        "roadshow2025:hina",
        "--format",
        "json",
    )
    assert ran.code == 0
    assert ran.json["routes"] == []
    assert ran.json["why_none"]


def test_names_are_understood(ask: Run) -> None:
    ran = ask("introduce", "Chen Xiaoyu", "zhang yimou", "--format", "json")
    assert ran.json["routes"][0]["people"] == [
        "roadshow2025:chen-xiaoyu",
        "roadshow2025:zhang-yimou",
    ]


def test_an_ambiguous_name_lists_the_candidates(run: Run, tmp_path: Path) -> None:
    seed = tmp_path / "seed"
    seed.mkdir()
    said = 'title = "T"\nnamespace = "real"\nfictional = false\nlicence = "CC0-1.0"\nsays = "S"\n'
    (seed / "seed.toml").write_text(said, encoding="utf-8")
    (seed / "Source.csv").write_text("id,name\ns,S\n", encoding="utf-8")
    (seed / "Person.csv").write_text(
        "id,name,sources\na,Li Wei,s\nb,Li Wei,s\nc,Ann,s\n", encoding="utf-8"
    )
    store = tmp_path / "store"
    assert run("import", seed, "--store", store).code == 0
    ran = run("introduce", "Li Wei", "Ann", "--store", store)
    assert ran.code == 1
    assert one_line(ran)
    assert "a (Li Wei); b (Li Wei)" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("introduce", "Zhang Yimou", "Zhang Yimou"),
        ("introduce", "Zhang Yimou", "Nobody Whosoever"),
        ("introduce", "Zhang Yimou", "Bill Kong", "--via", "nothing:here"),
        ("introduce", "Zhang Yimou", "Bill Kong", "--to-role", "director"),
        ("introduce", "Zhang Yimou"),
        ("introduce", "Zhang Yimou", "--to-role", "astronaut"),
        ("introduce", "Zhang Yimou", "--to-school", "Nobody Whosoever"),
        ("connect", "Zhang Yimou"),
        ("suggest", "Nobody Whosoever"),
        ("suggest", "Zhang Yimou", "--role", "astronaut"),
        ("communities", "--namespace", "moon"),
    ],
)
def test_questions_that_cannot_be_answered_are_one_line(
    ask: Run, arguments: tuple[str, ...]
) -> None:
    ran = ask(*arguments)
    assert ran.code == 1
    assert one_line(ran)


def test_suggestions_add_up_and_their_facts_exist(ask: Run, two: tuple[str, str]) -> None:
    run = ask("suggest", two[0], "--limit", "5", "--format", "json")
    assert run.code == 0
    assert 1 <= len(run.json) <= 5
    ids = {
        row["id"]
        for row in ask(
            "query",
            "MATCH (n) RETURN n.id AS id UNION ALL MATCH ()-[r]->() RETURN r.id AS id",
            "--rows",
            "5000",
            "--format",
            "json",
        ).json
    }
    for suggestion in run.json:
        total = sum(reason["contribution"] for reason in suggestion["reasons"])
        assert math.isclose(total, suggestion["score"], rel_tol=1e-9)
        for reason in suggestion["reasons"]:
            assert reason["facts"]
            assert set(reason["facts"]) <= ids


def test_communities_hold_everybody_once(ask: Run) -> None:
    ran = ask("communities", "--namespace", "demo_programme", "--format", "json")
    people = [i for c in ran.json["communities"] for i in c["people"]]
    assert len(people) == len(set(people)) > 30
    assert all(c["label"] and c["reasons"] for c in ran.json["communities"])
    assert len(ran.json["communities"]) >= 3
    assert ran.json["modularity"] > 0.1
    again = ask("communities", "--namespace", "demo_programme", "--format", "json")
    assert again.json == ran.json


def test_tables_say_the_same_in_words(ask: Run, two: tuple[str, str]) -> None:
    assert "Fictional" in ask("introduce", *two).err
    assert ask("suggest", two[0]).out.splitlines()[0].split()[:2] == ["name", "score"]
    assert "bridges" in ask("communities").out


def test_export_around_somebody(ask: Run, tmp_path: Path) -> None:
    file = tmp_path / "part.json"
    ran = ask("export", file, "--around", "roadshow2025:hina", "--hops", "1", "--format", "json")
    assert ran.code == 0
    data = json.loads(file.read_text(encoding="utf-8"))
    assert ran.json["nodes"] == len(data["nodes"]) > 5
    assert "roadshow2025:zhang-yimou" in {node["id"] for node in data["nodes"]}
    wrong = ask("export", tmp_path / "part.docx")
    assert wrong.code == 1
    assert one_line(wrong)
    assert not (tmp_path / "part.docx").exists()
