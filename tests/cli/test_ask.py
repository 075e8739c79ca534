"""The command that asks saved questions, on its own store."""

from __future__ import annotations

import pytest

from graphmodel.ingest.frames import import_facts
from graphmodel.store.embedded import EmbeddedStore
from tests.cli.conftest import Run, one_line

NAME = "Films [bold]of"
FILMS = (
    "MATCH (p:Person)-[:WORKED_ON]->(f) WHERE p.id = $who AND f.year >= $since\nRETURN f.name AS f"
)


@pytest.fixture
def desk(run: Run, embedded_store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command as Ann on a store with a person and two films."""
    facts = {
        "Person": [{"id": "p:kit", "name": "Kit Larsen"}],
        "Project": [
            {"id": "w:1", "name": "=The Orchard", "year": 1999},
            {"id": "w:2", "name": "Red [b]", "year": 2020},
        ],
        "WORKED_ON": [{"from_id": "p:kit", "to_id": f"w:{n}", "role": "director"} for n in (1, 2)],
    }
    source = {"id": "s", "name": "a programme"}
    import_facts(facts, name="test", source=source, store=embedded_store)
    monkeypatch.setenv("GRAPHMODEL_USER", "Ann")
    return lambda *arguments: run("ask", *arguments, "--store", embedded_store.folder)


def saved(desk: Run, *more: str) -> None:
    ran = desk("--save", NAME, FILMS, "--type", "who=person", "--type", "$since=number", *more)
    assert ran.code == 0, ran


def test_a_question_from_its_saving_to_its_undoing(desk: Run) -> None:
    assert desk("--list").err.startswith("No saved questions yet")
    saved(desk, "--default", "since=1990", "--about", "What somebody made")
    [listed] = desk("--list", "--format", "json").json
    assert (listed["name"], listed["about"]) == (NAME, "What somebody made")
    assert "who (Person); since (number, 1990)" in desk("--list").out
    assert "the id or the name of a Person" in desk("--show", NAME).out
    films = desk(NAME, "--param", "who=kit larsen", "--format", "json").json
    assert [row["f"] for row in films] == ["=The Orchard", "Red [b]"]
    assert "Red [b]" in desk(NAME, "--param", "who=p:kit").out
    assert "'=The" in desk(NAME, "--param", "who=p:kit", "--format", "csv").out
    late = desk(NAME, "--param", "who=p:kit", "--param", "since=2000", "--format", "json").json
    assert len(late) == 1
    assert "only the first 1 row;" in desk(NAME, "--param", "who=p:kit", "--rows", "1").err
    desk("--remove", NAME)
    assert one_line(desk(NAME))
    assert "undid change 2" in desk("--undo").out
    assert "removed the question" in desk("--log").out
    assert "undid change 1" in desk("1", "--undo").out
    assert desk("--list", "--format", "json").json == []


def test_what_is_wrong_is_one_line(desk: Run) -> None:
    saved(desk)
    for arguments, words in (
        (("films of",), "no question is called 'films of'; "),
        ((NAME,), "missing: who (the id or the name of a Person); since (a number"),
        ((NAME, "--param", "who=p:kit", "--param", "since=x"), "since is 'x'; give a number"),
        ((NAME, "--param", "who=w:1", "--param", "since=1"), "is a Project, not a Person"),
        ((NAME, "--param", "whom=1"), "it has who (Person), since (number)"),
        ((NAME, "--param", "who"), "is not NAME=VALUE"),
        ((NAME, "--param", "who=p:kit", "--param", "who=p:odo"), "gives who twice"),
        (("--save", NAME, "RETURN 1"), "Ann has saved a question called"),
        (("--save", "x", "MATCH (n) SET n.a = 1"), "SET does more than read"),
        (("--save", "x", "RETURN $a", "--type", "b=text"), "the statement has no $b; it has $a"),
    ):
        ran = desk(*arguments)
        assert one_line(ran), ran
        assert words in ran.err, ran
    for arguments in (("--list", "--log"), (), ("--save", "x"), ("x", "RETURN 1")):
        assert desk(*arguments).code == 2, arguments


def test_a_list_of_people_is_no_list_of_questions(desk: Run) -> None:
    saved(desk)
    for arguments in ((NAME, "--list", "Autumn"), ("--list", NAME)):
        ran = desk(*arguments)
        assert (ran.code, ran.out) == (2, "")
        assert "give their ids, which list show prints, to its parameter" in ran.err


def test_an_error_says_its_place(run: Run, embedded_store: EmbeddedStore) -> None:
    for statement, place in (
        ("MATCH (n)\nWHERE n.x === 3\nRETURN n", "line 2, column 12"),
        ("RETURN 1 AS a,\n  nobody.x", "line 2, column 3"),
        ("MATCH (n)\nRETURN $missing", "line 2, column 8"),
    ):
        ran = run("query", statement, "--store", embedded_store.folder)
        assert one_line(ran)
        assert f"failed at {place}" in ran.err
