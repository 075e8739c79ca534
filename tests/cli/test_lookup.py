import csv
import io
from pathlib import Path

import pytest

from graphmodel.resolver.judgement_store import judge_by_rule
from graphmodel.resolver.matching import Evidence, Pair
from graphmodel.snapshot import load_records
from graphmodel.store.embedded import open_embedded
from tests.cli.conftest import Run, one_line


def test_find_prints_matches(ask: Run) -> None:
    found = ask("find", "yvone liu", "--format", "json")
    assert found.code == 0
    assert found.json[0]["id"] == "roadshow2025:yvonne-liu"
    assert set(found.json[0]) == {"id", "kind", "name", "score", "maybe_same"}
    assert 0.8 < found.json[0]["score"] < 1


def test_find_since_a_year_lists_only_people_active_since(ask: Run) -> None:
    statement = (
        "MATCH (p:Person {namespace: 'demo_programme'})-[r:WORKED_ON]->() WHERE r.year <= 2026 "
        "RETURN p.name AS name, p.id AS id, max(r.year) AS last ORDER BY last, id"
    )
    first = ask("query", statement, "--rows", "1", "--format", "json").json[0]
    name, last = str(first["name"]), int(first["last"])

    def ids(since: int) -> list[str]:
        found = ask("find", name, "--active-since", str(since), "--limit", "3", "--format", "json")
        assert found.code == 0, found.err
        assert {match["kind"] for match in found.json} <= {"Person"}
        return [match["id"] for match in found.json]

    assert first["id"] in ids(last)
    assert first["id"] not in ids(2027)
    nobody = ask("find", name, "--active-since", "2090")
    assert "Nobody active in 2090 or later has a name like" in nobody.err
    assert one_line(ask("find", name, "--active-since", "2000", "--kind", "Project"))


def test_find_by_kind_and_limit(ask: Run) -> None:
    found = ask("find", "roadshow", "--kind", "Event", "--limit", "1", "--format", "json")
    assert [m["kind"] for m in found.json] == ["Event"]


def test_what_is_found_in_fiction_is_said_to_be(ask: Run, demo_person: dict[str, str]) -> None:
    found = ask("find", demo_person["name"], "--format", "json")
    assert found.json[0]["id"] == demo_person["id"]
    assert "ictional" in found.err
    real = ask("find", demo_person["name"], "--namespace", "real", "--format", "json")
    assert demo_person["id"] not in [m["id"] for m in real.json]


@pytest.fixture
def demo_person(ask: Run) -> dict[str, str]:
    statement = (
        "MATCH (p:Person:Creator {namespace: 'demo_programme'}) RETURN p.id AS id, p.name AS name"
    )
    ran = ask("query", statement, "--rows", "1", "--format", "json")
    assert ran.code == 0, ran.err
    return dict(ran.json[0])


def test_find_as_csv_has_the_answer_alone_on_standard_output(ask: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(ask("find", "Zhang", "--format", "csv").out)))
    assert rows[0].keys() == {"id", "kind", "name", "score", "maybe_same"}


def test_show_has_every_fact_with_its_source(ask: Run) -> None:
    shown = ask("show", "roadshow2025:joe-zheng", "--format", "json").json
    assert shown["kind"] == "Person"
    assert shown["sources"] == ["roadshow2025:press-release"]
    ties = {(link["kind"], link["other"]["name"]) for link in shown["links"]}
    assert ("STUDIED_AT", "USC") in ties
    assert all(link["sources"] == ["roadshow2025:press-release"] for link in shown["links"])


def test_show_by_name(ask: Run) -> None:
    by_id = ask("show", "roadshow2025:yvonne-liu", "--format", "json")
    assert ask("show", "yvonne liu", "--format", "json").json == by_id.json
    fictional = ask("show", "Helen Pang", "--format", "json").json
    assert fictional["id"] == "demo:person/helen-pang"
    assert "there is no node 'Yvonne Liv'" in ask("show", "Yvonne Liv").err


def test_show_as_a_table_says_according_to_whom(ask: Run) -> None:
    shown = ask("show", "roadshow2025:joe-zheng")
    assert "according to: Hujing Digital Media" in shown.out


def test_show_of_a_link(ask: Run) -> None:
    link = "roadshow2025:yvonne-liu|BELONGS_TO|roadshow2025:youku|Vice President|"
    shown = ask("show", link, "--format", "json").json
    assert shown["name"] == "Yvonne Liu belongs to Youku"
    assert shown["properties"] == {"title": "Vice President"}
    assert shown["sources"] == ["roadshow2025:press-release"]


def test_show_of_an_unknown_id(ask: Run) -> None:
    ran = ask("show", "nobody:at-all")
    assert ran.code == 1
    assert one_line(ran)
    assert "graphmodel find" in ran.err


def test_status(ask: Run) -> None:
    status = ask("status", "--format", "json").json
    assert set(status) == {"store", "revision", "nodes", "links", "published"}
    assert not status["published"]
    assert status["nodes"]["Person"] == 59
    assert status["links"]["MENTORS"] == 27


def test_query_with_parameters(ask: Run) -> None:
    ran = ask(
        "query",
        "MATCH (p:Person {name: $name}) RETURN p.id AS id, $n + 1 AS m",
        "--param",
        "name=Jerry Li",
        "--param",
        "n=41",
        "--format",
        "json",
    )
    assert ran.json == [{"id": "roadshow2025:jerry-li", "m": 42}]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE (n:Person {id: 'x'})",
        "MATCH (n) DETACH DELETE n",
        "LOAD CSV FROM 'file:///etc/passwd' AS r RETURN r",
    ],
)
def test_query_refuses_what_does_not_only_read(ask: Run, statement: str) -> None:
    before = ask("status", "--format", "json").json
    ran = ask("query", statement)
    assert ran.code == 1
    assert one_line(ran)
    assert ask("status", "--format", "json").json == before


def test_query_says_when_rows_are_cut(ask: Run) -> None:
    ran = ask("query", "MATCH (p:Person) RETURN p.id", "--rows", "3", "--format", "json")
    assert len(ran.json) == 3
    assert "3" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("query", "MATCH (n RETURN n"),
        ("query", "RETURN $x"),
        ("query", "RETURN 1", "--param", "nonsense"),
    ],
)
def test_bad_statements_are_one_line(ask: Run, arguments: tuple[str, ...]) -> None:
    ran = ask(*arguments)
    assert ran.code == 1
    assert one_line(ran)


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("find",),
        ("find", "x", "--limit", "none"),
        ("find", "x", "--kind", "Persons"),
        ("find", "x", "--format", "xml"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(run: Run, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert one_line(ran)
    assert "--help" in ran.err


def test_records_that_may_be_the_same_are_told_beside_each_other(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "seed"
    folder.mkdir()
    (folder / "seed.toml").write_text(
        'title = "T"\nnamespace = "real"\nfictional = false\nlicence = "CC0-1.0"\nsays = "S."\n'
    )
    (folder / "Source.csv").write_text("id,name\nt:s,A source\n")
    people = "t:ann,Ann Ek\nu:ann,Ann Ek\nt:bo,Bo Wu\nu:cy,Cy Lam\n"
    (folder / "Person.csv").write_text(
        "id,name,sources\n" + "".join(f"{line},t:s\n" for line in people.splitlines())
    )
    (folder / "Project.csv").write_text(
        "id,name,year,sources\nt:f,Fog,2001,t:s\nt:g,Gold,2003,t:s\n"
    )
    (folder / "WORKED_ON.csv").write_text(
        "from_id,to_id,role,sources\nt:bo,t:f,director,t:s\nt:ann,t:f,writer,t:s\n"
        "u:ann,t:g,writer,t:s\nu:cy,t:g,director,t:s\n"
    )
    store = ("--store", tmp_path / "store")
    assert run("import", folder, *store).code == 0
    with open_embedded(tmp_path / "store") as opened:
        records = load_records(opened)
        names = Evidence("names", 9.0, {"names": ["Ann Ek", "Ann Ek"], "how": "same"})
        judge_by_rule(opened, records, [Pair("t:ann", "u:ann", 0.9, (names,))], model="test")
    rows = run("find", "Ann Ek", "--format", "json", *store).json
    assert {row["id"]: row["maybe_same"] for row in rows} == {
        "t:ann": ["u:ann"],
        "u:ann": ["t:ann"],
    }
    shown = run("show", "u:ann", *store)
    assert "maybe the same as: Ann Ek (t:ann), 90% likely" in shown.out
    command = "graphmodel match judge t:ann u:ann same --by YOUR_NAME"
    assert command in shown.out
    answer = run("introduce", "t:bo", "u:cy", *store)
    assert "If Ann Ek (t:ann) and Ann Ek (u:ann) are the same (90% likely)" in answer.err
    assert f"Judge it with: {command}" in answer.err
    value = run("introduce", "t:bo", "u:cy", "--format", "json", *store).json
    assert value["waiting"][0]["pairs"] == [
        {"ids": ["t:ann", "u:ann"], "probability": 0.9, "judge": command}
    ]
    judge = command.split()[1:-1]
    assert run(*judge, "Ann", *store).code == 0
    assert run("introduce", "t:bo", "u:cy", "--format", "json", *store).json["routes"]
    assert "maybe_same" not in run("find", "Ann Ek", *store).out


def test_what_is_made_to_mislead_is_shown_and_not_obeyed(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "seed"
    folder.mkdir()
    (folder / "seed.toml").write_text(
        'title = "T"\nnamespace = "real"\nfictional = false\nlicence = "CC0-1.0"\nsays = "S."\n'
    )
    (folder / "Source.csv").write_text("id,name,address\nt:s,A source,javascript:alert(1)\n")
    (folder / "Person.csv").write_text(
        f"id,name,other_names,sources\nt:a,Ada \u202egnp,{'x' * 10_000},t:s\n", encoding="utf-8"
    )
    store = ("--store", tmp_path / "store")
    imported = run("import", folder, *store)
    assert imported.err.count("malformed address") == 1
    assert "unknown source" not in imported.err
    shown = run("show", "t:a", *store).out
    assert shown.startswith("Ada \ufffdgnp · Person · t:a\n")
    assert "more characters; --format json has them" in shown
    assert len(shown) < 1500
    exact = run("show", "t:a", "--format", "json", *store)
    assert "\u202e" not in exact.out
    assert exact.json["name"] == "Ada \u202egnp"
