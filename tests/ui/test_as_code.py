"""The command and the Python that answer pages show, run and compared with the page's answer."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from graphmodel.cli import main
from graphmodel.export.as_code import AsCode, query_code, question_code
from graphmodel.network.present import ask_as_of
from graphmodel.store import open_store
from graphmodel.workspace.questions import save_question
from tests.page_store import Opened
from tests.shell_words import words_in
from tests.ui.page_text import html, labels

QIU, ANNEKE, RAFAEL = (
    f"demo:person/{name}" for name in ("qiu-wenlan", "anneke-vandersluis", "rafael-monteverde-cruz")
)
DEMO = {"world": "demo_programme"}

Answered = Callable[[Any], Any]


def _routes(answer: Any) -> Any:
    return [list(route.people) for route in answer.routes]


CASES: dict[str, tuple[str, dict[str, Any], Answered, Answered]] = {
    "introduce": (
        "introduce", {"from": QIU, "to": ANNEKE, "hops": "4", "half": "5"},
        lambda value: [route["people"] for route in value["routes"]], _routes,
    ),
    "to anybody": (
        "introduce", {"ask": "anyone", "from": QIU, "role": "director"},
        lambda value: [route["people"] for route in value["routes"]], _routes,
    ),
    "group": (
        "introduce", {"ask": "group", "with": [QIU, ANNEKE, RAFAEL]},
        lambda value: [[hop["from"], hop["to"]] for hop in value["hops"]],
        lambda answer: [[hop.source, hop.target] for hop in answer.hops],
    ),
    "suggest": (
        "suggest", {"person": QIU, "limit": "5", "weight": ["genre=2"], "diversity": "0.5"},
        lambda value: [[each["id"], each["score"]] for each in value],
        lambda answer: [[each.id, each.score] for each in answer],
    ),
    "people": (
        "people", {"role": ["director", "writer"], "sort": "works", "reverse": "yes"},
        lambda value: [value["total"], *(each["id"] for each in value["people"])],
        lambda answer: [answer.total, *(entry.id for entry in answer.entries)],
    ),
    "team": (
        "team", {"project": "demo:project/night-market-physics", "open": ["producer", "writer"],
                 "as_of": "2026-06-30", "starts": "2027-01", "ends": "2027-02"},
        lambda value: [[each["cohesion"], each["new"]] for each in value["teams"]],
        lambda answer: [[each.cohesion, each.new] for each in answer.teams],
    ),
    "markets": (
        "markets", {"from": "United States", "to": "China", "for": QIU, "as_of": "2026-06-30"},
        lambda value: [each["id"] for each in value["carriers"]],
        lambda answer: [each.id for each in answer.carriers],
    ),
    "newcomers": (
        "newcomers", {"as_of": "2026-06-30", "role": "writer", "credits": "1",
                      "school": "demo:school/ellery"},
        lambda value: [[each["id"], each["credits"]] for each in value["people"]],
        lambda answer: [[each.id, each.credits] for each in answer.people],
    ),
    "pipeline": (
        "pipeline", {"as_of": "2026-06-30", "stage": "development", "any_format": "yes"},
        lambda value: [[each["id"], each["days"]] for each in value["projects"]],
        lambda answer: [[each.id, each.days] for each in answer.projects],
    ),
    "meetings": (
        "meetings", {"event": "demo:event/roadshow"},
        lambda value: [each["link"] for each in value],
        lambda answer: [each.link for each in answer],
    ),
    "communities": (
        "communities", {"resolution": "2"},
        lambda value: [[each["id"], each["people"]] for each in value["communities"]],
        lambda answer: [[each.id, list(each.people)] for each in answer.communities],
    ),
    "compare": (
        "compare", {"person": [QIU, ANNEKE]},
        lambda value: value,
        lambda answer: json.loads(json.dumps(asdict(answer))),
    ),
}  # fmt: skip


@pytest.fixture
def ran(
    explored: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[AsCode], tuple[Any, Any]]:
    """Run both; returns the command's JSON output and the Python's answer."""
    monkeypatch.setenv("GRAPHMODEL_STORE", str(explored))

    def run(code: AsCode) -> tuple[Any, Any]:
        words = words_in(code.command)
        assert words[0] == "graphmodel"
        name = 3 if words[1] == "seats" else 2
        monkeypatch.setattr(sys, "argv", [*words[:name], "--format=json", *words[name:]])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        assert not ended.value.code, printed.err
        names: dict[str, Any] = {}
        exec(code.python, names)
        return json.loads(printed.out), names["answer"]

    return run


@pytest.mark.parametrize("case", CASES)
def test_what_a_page_shows_gives_its_answer(
    opened: Opened, ran: Callable[[AsCode], tuple[Any, Any]], case: str
) -> None:
    name, address, in_json, in_python = CASES[case]
    page = opened(name, **DEMO, **address)
    command, python = (block.value for block in page.code[-2:])
    printed, answer = ran(AsCode(command, python))
    assert in_json(printed) == in_python(answer)
    assert len(in_python(answer)) > 1
    if name in ("introduce", "suggest"):
        person = in_python(answer)[-1][0]
        with open_store() as store:
            [[shown]] = store.query("MATCH (p) WHERE p.id = $id RETURN p.name", {"id": person}).rows
        assert shown in labels(page) + html(page)


def test_people_of_an_explorer_of_another_date_as_code(
    opened: Opened, ran: Callable[[AsCode], tuple[Any, Any]]
) -> None:
    asked = {"role": "director", **DEMO}
    ask_as_of("2021")
    st.cache_data.clear()  # an explorer keeps one date for as long as it runs
    try:
        page = opened("people", **asked)
        command, python = (block.value for block in page.code[-2:])
    finally:
        ask_as_of(None)
        st.cache_data.clear()
    printed, answer = ran(AsCode(command, python))
    today = opened("people", **asked)
    assert printed["total"] == answer.total
    assert any(f"**{answer.total:,} people fit**" in each.value for each in page.markdown)
    assert page.code[-2].value != today.code[-2].value
    assert ran(AsCode(*(block.value for block in today.code[-2:])))[1].total > answer.total


def test_statements_and_questions_as_code(
    explored: Path, ran: Callable[[AsCode], tuple[Any, Any]]
) -> None:
    statement = "MATCH (p:Person) WHERE p.id = $who OR p.name = $odd\nRETURN p.id AS id"
    values = {"who": QIU, "odd": 'it\'s "$HOME" `x` \\ 12'}
    printed, answer = ran(query_code(statement, values, 5, 10.0))
    assert printed == [{"id": QIU}]
    assert answer.rows == ((QIU,),)
    with open_store(str(explored)) as store:
        save_question(store, "Ann", "--who is it?", statement, types={"who": "Person"})
    code = question_code("--who is it?", {"who": "Qiu Wenlan", "odd": "1"}, 1000, 30.0)
    printed, answer = ran(code)
    assert printed == [{"id": QIU}]
    assert answer.answer.rows == ((QIU,),)
    assert "rows" not in code.python
