"""Saved questions on both stores: saved, asked with typed values, changed, undone, exported."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graphmodel.consent.withdraw import find_person, withdraw
from graphmodel.errors import EditConflict, InputError, QueryRefused, StatementError
from graphmodel.store.base import Store
from graphmodel.store.embedded import EmbeddedStore
from graphmodel.workspace import lists
from graphmodel.workspace.exchange import export_workspace, import_workspace
from graphmodel.workspace.history import (
    list_changes,
    question_changes,
    undo_change,
    undo_question_change,
)
from graphmodel.workspace.parameters import Parameter
from graphmodel.workspace.questions import (
    Question,
    ask_command,
    ask_question,
    find_question,
    query_command,
    remove_question,
    save_question,
    saved_questions,
    taking,
)
from tests.consent.small_network import MARA, NAMES, fill
from tests.shell_words import words_in

KIT = "a:kit"
NAME = "Films [x](y) <b>"
FILMS = "MATCH (p)-[:WORKED_ON]->(f) WHERE p.id = $who RETURN f.id AS film ORDER BY film"


pytestmark = pytest.mark.usefixtures("own_folders")


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store)
    return store


def save(store: Store, statement: str = FILMS, who: str = "Ann", **options: Any) -> Question:
    return save_question(store, who, NAME, statement, **options)


def test_a_question_is_asked_by_id_or_name_and_is_no_fact(filled: Store) -> None:
    counts, revision = filled.counts(), filled.revision()
    question = save(filled, about="What\nsomebody made", types={"who": "person"})
    assert (filled.counts(), filled.revision()) == (counts, revision)
    assert (question.about, question.owner) == ("What somebody made", "Ann")
    assert question.parameters == (Parameter("who", "Person"),)
    by_id = ask_question(filled, NAME.upper(), {"who": KIT})
    by_name = ask_question(filled, question.id, {"who": "kit larsen"})
    assert by_id.answer == by_name.answer
    assert by_name.values == {"who": KIT}
    assert by_id.frame().columns == ["film"]
    assert by_id.frame()["film"].to_list() == [row[0] for row in by_id.answer.rows] != []


def test_each_type_takes_what_people_give_and_says_what_it_wants(filled: Store) -> None:
    for type_, given, value in (
        ("text", "1999", "1999"), ("text", 7, "7"),
        ("number", " 1999 ", 1999), ("number", "0.5", 0.5), ("number", 3, 3),
        ("date", "2025-06", "2025-06"), ("date", dt.date(2025, 6, 1), "2025-06-01"),
        ("boolean", "No", False), ("boolean", True, True),
        ("texts", "drama, short", ["drama", "short"]), ("texts", '["a, b"]', ["a, b"]),
        ("node", "Kit Larsen", KIT), ("nodes", [KIT, "kit larsen"], [KIT, KIT]),
        ("Person", KIT, KIT),
    ):  # fmt: skip
        save(filled, "RETURN $x AS x", types={"x": type_}, replace=True)
        asked = ask_question(filled, NAME, {"x": given})
        assert asked.values == {"x": value}, type_
        assert asked.answer.rows == ((value,),), type_
    for type_, given, words in (
        ("number", "many", "x is 'many'; give a number"), ("number", "nan", "give a number"),
        ("number", True, "give a number"), ("number", "1" * 400, "give a number"),
        ("texts", "[" * 100_000, "give "),
        ("date", "spring", "give a date"), ("date", "2025-13", "give a date"),
        ("date", "", "give a date"), ("boolean", "perhaps", "give yes or no"),
        ("texts", "[1]", "texts with commas"), ("texts", "[", "texts with commas"),
        ("Person", "a:film0", "is a Project, not a Person"), ("Person", "nobody at all", "x: no P"),
        ("node", "nobody at all", "nothing is called"), ("text", [1], "give a text"),
    ):  # fmt: skip
        save(filled, "RETURN $x AS x", types={"x": type_}, replace=True)
        with pytest.raises(InputError, match=words) as raised:
            ask_question(filled, NAME, {"x": given})
        assert "\n" not in str(raised.value)


def test_what_is_missing_or_unknown_is_named(filled: Store) -> None:
    save(filled, "RETURN $a, $b, $`c d`, $c", types={"a": "number"}, defaults={"b": "x"})
    with pytest.raises(
        InputError, match=r"missing: a \(a number.*\); c d \(a text\); c \(a text\)"
    ):
        ask_question(filled, NAME)
    with pytest.raises(InputError, match=r"no parameter 'd'; it has a \(number\), b \(text\)"):
        ask_question(filled, NAME, {"d": 1})
    with pytest.raises(InputError, match=r"similar names: 'Films \[x\]"):
        find_question(filled, "films")
    with pytest.raises(InputError, match="graphmodel ask --list"):
        find_question(filled, "zzz")
    asked = ask_question(filled, NAME, {"a": 1, "c": "2", "c d": "3"})
    assert asked.answer.rows == ((1, "x", "3", "2"),)


def test_what_cannot_be_asked_is_not_saved(filled: Store) -> None:
    for statement, options, error in (
        ("MATCH (n) DETACH DELETE n", {}, QueryRefused),
        ("RETURN 'x", {}, QueryRefused),
        ("RETURN 1", {"types": {"x": "text"}}, InputError),
        ("RETURN 1", {"defaults": {"x": "1"}}, InputError),
        ("RETURN $x", {"types": {"x": "nmber"}}, InputError),
        ("RETURN $x", {"types": {"x": "number"}, "defaults": {"x": "one"}}, InputError),
        (f"RETURN '{'x' * 30_000}'", {}, InputError),
        ("RETURN 1", {"who": " "}, InputError),
        ("MATCH (p:Person WHERE p.name = $x RETURN p", {}, StatementError),
        ("MATCH (p:Person) RETRUN p", {}, StatementError),
    ):
        with pytest.raises(error):
            save(filled, statement, **options)
    assert saved_questions(filled) == []
    assert filled.workspace.number() == 0


def test_what_only_some_values_do_not_fit_is_saved(filled: Store) -> None:
    save(filled, "RETURN date($x) AS day")
    assert len(saved_questions(filled)) == 1


def test_the_limits_are_those_of_a_query(filled: Store) -> None:
    save(filled, "UNWIND range(1, 50) AS n RETURN n")
    asked = ask_question(filled, NAME, rows=3)
    assert (len(asked.answer.rows), asked.answer.cut) == (3, "only the first 3 rows")


def test_each_change_is_undone_and_lists_are_left_alone(filled: Store) -> None:
    lists.create_list(filled, "Ann", "A list")
    save(filled)
    save(filled, "RETURN 1", replace=True)
    remove_question(filled, "Ann", NAME)
    undo_question_change(filled, "ann")
    assert find_question(filled, NAME).statement == "RETURN 1"
    undo_question_change(filled, "Ann")
    assert find_question(filled, NAME).statement == FILMS
    undo_question_change(filled, "Ann")
    assert saved_questions(filled) == []
    with pytest.raises(InputError, match="no change that could be undone"):
        undo_question_change(filled, "Ann")
    assert len(list_changes(filled, "Ann")) == 1
    assert len(question_changes(filled, "Bo")) == 6
    undo_change(filled, "Ann")
    assert lists.list_headings(filled, "Ann") == []


def test_of_two_who_save_the_second_is_told(filled: Store) -> None:
    seen = save(filled)
    with pytest.raises(InputError, match="Ann has saved a question called"):
        save(filled, "RETURN 1", who="Bo")
    save(filled, "RETURN 2", who="Bo", replace=True, seen=seen.version)
    with pytest.raises(EditConflict, match="changed by Bo in the meantime"):
        save(filled, "RETURN 3", replace=True, seen=seen.version)
    assert find_question(filled, NAME).statement == "RETURN 2"
    remove_question(filled, "Ann", NAME)
    refused: list[Exception] = []

    def saving(who: str) -> None:
        try:
            save(filled, f"RETURN '{who}'", who=who)
        except InputError as error:
            refused.append(error)

    threads = [threading.Thread(target=saving, args=(f"P{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(refused), len(saved_questions(filled))) == (3, 1)


def test_questions_are_taken_along(filled: Store, tmp_path: Path) -> None:
    question = save(filled, types={"who": "Person"}, defaults={"who": KIT})
    path = tmp_path / "desk.json"
    assert export_workspace(filled, path) == 1
    remove_question(filled, "Ann", NAME)
    assert import_workspace(filled, path, "Bo").items == 1
    back = find_question(filled, NAME)
    assert (back.parameters, back.statement) == (question.parameters, FILMS)
    undo_question_change(filled, "Bo")
    assert saved_questions(filled) == []


def test_an_import_is_undone_by_who_sees_all_of_it(filled: Store, tmp_path: Path) -> None:
    lists.create_list(filled, "Ann", "Private")
    save(filled)
    path = tmp_path / "desk.json"
    export_workspace(filled, path)
    lists.delete_list(filled, "Ann", "Private")
    remove_question(filled, "Ann", NAME)
    import_workspace(filled, path, "Bo")
    number = question_changes(filled, "Cy")[0].number
    with pytest.raises(InputError, match="only Bo can undo"):
        undo_question_change(filled, "Cy", number)
    assert find_question(filled, NAME)
    assert lists.list_headings(filled, "Ann")
    undo_question_change(filled, "Bo", number)
    assert saved_questions(filled) == []
    with pytest.raises(InputError, match="number 0"):
        undo_question_change(filled, "Bo", 0)


def test_what_was_changed_since_is_not_removed(filled: Store) -> None:
    seen = save(filled).version
    save(filled, "RETURN 2", who="Bo", replace=True)
    with pytest.raises(EditConflict):
        remove_question(filled, "Ann", NAME, seen=seen)
    assert find_question(filled, NAME)


def test_whoever_withdraws_goes_out_of_questions(filled: Store) -> None:
    save(
        filled, f"MATCH (p) WHERE p.name = '{NAMES[0]}' OR p.id = $who RETURN p",
        types={"who": "Person"}, defaults={"who": MARA},
    )  # fmt: skip
    withdraw(filled, find_person(filled, MARA), by="Bo")
    question = find_question(filled, NAME)
    assert NAMES[0] not in question.statement
    assert question.parameters[0].default != MARA


def test_a_frame_keeps_types(embedded_store: EmbeddedStore) -> None:
    frame = embedded_store.query(
        "UNWIND [1, 2] AS n RETURN n, n / 2.0 AS half, n = 1 AS first, 'a' AS text, [n] AS list, "
        "CASE n WHEN 1 THEN 1 ELSE 'x' END AS mixed, null AS nothing"
    ).frame()
    assert frame.schema == {
        "n": pl.Int64, "half": pl.Float64, "first": pl.Boolean, "text": pl.String,
        "list": pl.String, "mixed": pl.String, "nothing": pl.String,
    }  # fmt: skip
    assert frame.rows()[1] == (2, 1.0, False, "a", "[2]", "x", None)
    assert embedded_store.query("MATCH (n:Nothing) RETURN n.a").frame().height == 0


def test_a_command_is_quoted_for_a_shell() -> None:
    line = query_command("RETURN '$x'\n", {"n": 1, "t": "1", "u": "it's"}, {"rows": 1234567})
    assert words_in(line) == [
        "graphmodel", "query", "RETURN '$x'\n", "--param", "n=1", "--param", 't="1"', "--param",
        "u=it's", "--rows", "1234567",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "value",
    ["\x03", "a\nrm -rf x\n", "\x1b[2J\x9b1", "it's \\ \t$(id) `id`\r", "\u202ecba", "\u200b9",
     "\x7f7", "\U0001f3ac 张\u3000艺"],
)  # fmt: skip
def test_a_command_to_paste_shows_what_does_not_print(value: str) -> None:
    line = ask_command("a question", {"name": value}, {})
    assert line is not None
    assert line.isprintable()
    assert words_in(line) == ["graphmodel", "ask", "a question", "--param", f"name={value}"]


@pytest.mark.parametrize("value", ["a\0b", "\ud800"])
def test_there_is_no_command_where_no_command_line_takes_it(value: str) -> None:
    assert ask_command("a question", {"name": value}, {}) is None


def test_a_question_asks_for_facts_alone(embedded_store: EmbeddedStore) -> None:
    statement = "MATCH (w:GraphmodelWorkspace) RETURN w.content AS content"
    with pytest.raises(QueryRefused, match="the store's own records"):
        save_question(embedded_store, "Ann", "of everybody", statement)
    assert embedded_store.query(statement).rows == ()


def test_a_question_takes_a_selection_by_the_first_parameter_that_fits() -> None:
    def question(**types: str) -> Question:
        parameters = tuple(Parameter(name, type_) for name, type_ in types.items())
        return Question("q", "Q", "", "RETURN 1", parameters, "Ann", "Ann", "2026-01-01", 1)

    people = question(people="people")
    assert taking(people, ["Person", "Person"]) == people.parameters[0]
    assert taking(people, ["Person", "Project"]) is None
    assert taking(question(things="nodes"), ["Person", "Project"]) is not None
    assert taking(question(who="Person"), ["Person"]) is not None
    assert taking(question(who="Person"), ["Person", "Person"]) is None
    dated = question(year="number", who="Person", other="Person")
    assert taking(dated, ["Person"]) == dated.parameters[1]
    assert taking(question(year="number"), ["Person"]) is None
    assert taking(people, []) is None
