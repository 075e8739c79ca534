import csv
import io

import pytest

from tests.cli.conftest import Run, one_line


def test_find_prints_matches(ask: Run) -> None:
    found = ask("find", "yvone liu", "--format", "json")
    assert found.code == 0
    assert found.json[0]["id"] == "roadshow2025:yvonne-liu"
    assert set(found.json[0]) == {"id", "kind", "name", "score"}
    assert 0.8 < found.json[0]["score"] < 1


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
    assert rows[0].keys() == {"id", "kind", "name", "score"}


def test_show_has_every_fact_with_its_source(ask: Run) -> None:
    shown = ask("show", "roadshow2025:joe-zheng", "--format", "json").json
    assert shown["kind"] == "Person"
    assert shown["sources"] == ["roadshow2025:press-release"]
    ties = {(link["kind"], link["other"]["name"]) for link in shown["links"]}
    assert ("STUDIED_AT", "USC") in ties
    assert all(link["sources"] == ["roadshow2025:press-release"] for link in shown["links"])


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
    assert set(status) == {"store", "revision", "nodes", "links"}
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
