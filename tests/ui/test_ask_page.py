"""The Ask page, run without a browser: questions asked, saved, asked by a form, and refused."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import streamlit as st
from streamlit import config
from streamlit.testing.v1 import AppTest

from graphmodel.consent.withdraw import find_person, withdraw
from graphmodel.ingest.datasets import shipped_data_set
from graphmodel.ingest.pipeline import import_path
from graphmodel.snapshot import load_network
from graphmodel.store import open_store
from graphmodel.store.base import Store
from graphmodel.ui.ask.answer import chart_specification, parquet, picture_nodes
from graphmodel.ui.shared.downloads import csv
from graphmodel.workspace.questions import find_question, remove_question, save_question
from graphmodel.workspace.questions import saved_questions as questions_of
from tests.page_store import EVE, HOSTILE, MARK, Opened
from tests.ui.conftest import PAGES
from tests.ui.page_text import asked, links, shows_letters_only

NAME = f"{HOSTILE} **bold** question"
NAMED = "MATCH (p:Person) WHERE p.id = $who RETURN p.id AS id, p.name AS `**name**`"

pytestmark = pytest.mark.usefixtures("on_loopback")


@pytest.fixture
def store(explored: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The pages' store without questions, with Ann as the user."""
    monkeypatch.setenv("GRAPHMODEL_USER", "Ann")
    with open_store(str(explored)) as opened_store:
        yield opened_store
        for question in questions_of(opened_store):
            remove_question(opened_store, "Ann", question.id)


def run(page: AppTest) -> AppTest:
    ran = next(button for button in page.button if button.label == "Run").click().run()
    assert not ran.exception, ran.exception
    return ran


def rows(page: AppTest) -> list[dict[str, Any]]:
    frame = pl.from_pandas(page.dataframe[0].value)
    return frame.to_dicts()


def test_a_statement_runs_with_its_parameters_and_hostile_names_stay_text(
    opened: Opened, store: Store
) -> None:
    page = opened("ask", cypher=NAMED, type="who=Person", param=f"who={EVE}")
    assert not page.dataframe
    page = run(page)
    assert rows(page) == [{"id": EVE, "**name**": HOSTILE}]
    assert shows_letters_only(page)
    [picture] = [link for link in links(page) if link.label.startswith("Open in picture")]
    assert "centre=harm%3Aeve" in picture.query_string
    assert any(f"--param who={EVE}" in code.value for code in page.code)


def test_an_answer_from_before_a_withdrawal_is_not_shown_again(
    embedded_folder: Path, embedded_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHMODEL_STORE", str(embedded_folder))
    st.cache_resource.clear()
    assert import_path(embedded_store, *shipped_data_set("demo_programme")).problems == []
    page = AppTest.from_file(str(PAGES / "ask" / "page.py"), default_timeout=300)
    page.query_params["cypher"] = "MATCH (p:Person) RETURN p.id AS id, p.name AS name"
    page = run(page.run())
    gone = rows(page)[0]
    assert not page.run().error
    withdraw(embedded_store, find_person(embedded_store, gone["id"]), by="Bo")
    page.run()
    assert not page.dataframe
    assert "withdrawn since" in page.error[0].value
    assert gone["id"] not in [row["id"] for row in rows(run(page))]
    st.cache_resource.clear()


def test_what_is_wrong_is_shown_with_its_place(opened: Opened, store: Store) -> None:
    page = run(opened("ask", cypher="MATCH (n)\n  RETURN nobody.name"))
    assert "line 2, column 10" in page.error[0].value.replace("\\", "")
    assert "  RETURN nobody.name\n         ^" in [code.value for code in page.code]
    page = run(opened("ask", cypher=NAMED, type="who=Person"))
    assert "missing: who" in page.error[0].value.replace("\\", "")
    page = run(opened("ask", cypher="MATCH (n) DETACH DELETE n"))
    assert "does more than read" in page.error[0].value
    assert not page.dataframe


def test_a_question_is_saved_and_asked_by_its_form(opened: Opened, store: Store) -> None:
    page = opened("ask", cypher=NAMED, type="who=Person")
    page.text_input("save_name").set_value(NAME)
    page.text_input("save_about").set_value("Who <b>is</b> it")
    next(b for b in page.button if b.label == "Save for everybody").click().run()
    assert not page.error, page.error
    question = find_question(store, NAME)
    assert (question.parameters[0].type, question.owner) == ("Person", "Ann")
    assert asked(page, "question") == [NAME]
    assert shows_letters_only(page)
    field = next(f for f in page.text_input if f.label == "who")
    field.set_value(HOSTILE)
    page = run(page)
    assert [row["id"] for row in rows(page)] == [EVE]
    next(f for f in page.text_input if f.label == "who").set_value("nobody of this name")
    assert "no Person is called" in run(page).error[0].value


def test_a_link_opens_a_question_with_its_answer(opened: Opened, store: Store) -> None:
    save_question(store, "Bo", NAME, NAMED, types={"who": "Person"})
    page = opened("ask", question=NAME.upper(), param=[f"who={MARK}", "nothing", "x=1"])
    assert [row["id"] for row in rows(page)] == [MARK]
    page = opened("ask", question=NAME)
    assert not page.dataframe
    assert not page.error
    page = opened("ask", question="never saved")
    assert "no question is called" in page.error[0].value


def test_who_changes_what_somebody_else_changed_is_told(opened: Opened, store: Store) -> None:
    save_question(store, "Bo", NAME, NAMED)
    version = str(find_question(store, NAME).version)
    page = opened("ask", cypher="RETURN 1", changing=[NAME, version])
    save_question(store, "Cy", NAME, "RETURN 2", replace=True)
    page.run()
    next(b for b in page.button if b.label == "Save for everybody").click().run()
    assert "was changed by Cy in the meantime" in page.error[0].value
    assert find_question(store, NAME).statement == "RETURN 2"


def test_pages_that_others_reach_run_and_save_nothing(opened: Opened, store: Store) -> None:
    save_question(store, "Bo", NAME, NAMED)
    config.set_option("server.address", "0.0.0.0")
    page = run(opened("ask", cypher="RETURN 1 AS a"))
    assert rows(page) == [{"a": 1}]
    written = {button.label for button in (*page.button, *opened("ask", question=NAME).button)}
    assert not written & {"Save for everybody", "Remove", "Undo"}


def test_the_picture_takes_the_nodes_of_one_data_set(store: Store) -> None:
    network = load_network(store)
    answer = store.query(
        "MATCH (p:Person) WHERE p.id IN $ids RETURN p, [p.id] AS ids ORDER BY p.id DESC",
        {"ids": [EVE, MARK, "demo:person/qiu-wenlan"]},
    )
    assert picture_nodes(answer, network) == ("real", (MARK, EVE), 1)
    assert picture_nodes(store.query("RETURN 'x', 1, null"), network)[1] == ()
    many = store.query("MATCH (n) WHERE n.id STARTS WITH 'demo:' RETURN n.id, n")
    assert len(picture_nodes(many, network)[1]) == 80


def test_an_answer_is_paged_and_downloaded(opened: Opened, store: Store) -> None:
    page = run(opened("ask", cypher="UNWIND range(1, 450) AS n RETURN n, '=1+1' AS text"))
    assert len(rows(page)) == 200
    page.number_input("answer_page").set_value(3).run()
    assert [rows(page)[0]["n"], len(rows(page))] == [401, 50]
    frame = store.query("UNWIND range(1, 3) AS n RETURN n").frame()
    assert pl.read_parquet(io.BytesIO(parquet(frame))).equals(frame)


def test_a_chart_adds_up_nothing_that_the_answer_has_apart() -> None:
    data = pl.DataFrame({"x": ["a", "a", "b"], "y": [2003, 2003, 2006], "repeat": [0, 1, 0]})
    drawn = chart_specification(data, "Bars", "work", "year")["encoding"]
    assert (drawn["y"]["stack"], drawn["xOffset"]) == (None, {"field": "repeat"})
    assert "xOffset" not in chart_specification(data, "Line", "work", "year")["encoding"]
    single = data.filter(pl.col("repeat") == 0)
    assert "xOffset" not in chart_specification(single, "Bars", "work", "year")["encoding"]


def test_names_of_columns_are_no_patterns_and_no_formulas() -> None:
    frame = pl.DataFrame({"*": ["=1", "b"], "^.*$": [1, 2], "=cmd()": ["x", "y"]})
    head, first, _ = csv(frame).decode("utf-8-sig").splitlines()
    assert head == "*,^.*$,'=cmd()"
    assert first == "'=1,1,x"


def test_a_chart_is_drawn_of_any_columns(opened: Opened) -> None:
    page = run(opened("ask", cypher="RETURN 'a' AS `*`, 1 AS n, '=b' AS `^.*$`"))
    assert not page.exception
    assert rows(page) == [{"*": "a", "n": 1, "^.*$": "=b"}]
