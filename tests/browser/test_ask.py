"""Ask in a real browser: written with completions, run, saved, and asked again from its form."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.graph_driver import Visit, address, asked, choose, picture, settled
from tests.page_store import EVE, HOSTILE

NAME = "Who <img src=x onerror=alert(1)> **is**"


def test_a_question_is_written_run_saved_and_asked_from_its_form(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "ask"))
    text = page.get_by_role("textbox", name="Cypher")
    text.click()
    text.press_sequentially("MATCH (p:Pers")
    expect(page.get_by_role("option", name="Person", exact=True)).to_be_visible()
    page.keyboard.press("Tab")
    text.press_sequentially(") WHERE p.id = $who\nRETURN p.id AS id, pp.name AS name")
    expect(text).to_have_value(
        "MATCH (p:Person) WHERE p.id = $who\nRETURN p.id AS id, pp.name AS name"
    )
    who = page.get_by_role("textbox", name="who", exact=True)
    who.fill(EVE)
    who.press("Enter")
    settled(page)
    text.press("Control+Enter")
    expect(page.get_by_text("line 2, column 20")).to_be_visible()
    text.fill("MATCH (p:Person) WHERE p.id = $who\nRETURN p.id AS id, p.name AS name")
    text.press("Control+Enter")
    expect(page.get_by_text("1 row in")).to_be_visible()
    settled(page)
    page.get_by_text("Save as a question").click()
    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_role("button", name="Save for everybody").click()
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    page.goto(address(visit.address, "ask", question=NAME))
    who.fill(HOSTILE)
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_text("No rows match")).to_be_visible()
    who.fill(EVE)
    who.press("Enter")
    expect(page.get_by_text("1 row in")).to_be_visible()
    assert asked(visit)["question"] == [NAME]


def test_the_nodes_of_an_answer_open_in_the_picture(visit: Visit) -> None:
    page = visit.page
    page.goto(
        address(visit.address, "ask", cypher="MATCH (p:Person) WHERE p.id = $who RETURN p.id",
                param=f"who={EVE}")
    )  # fmt: skip
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("link", name="Open in picture").click()
    picture(page)
    assert asked(visit)["centre"] == [EVE]


def test_the_schema_is_inserted_where_the_caret_is(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "ask", cypher="MATCH  RETURN p"))
    text = page.get_by_role("textbox", name="Cypher")
    text.evaluate("area => area.setSelectionRange(6, 6)")
    page.locator(".schema").get_by_role("button", name="Person", exact=True).click()
    expect(text).to_have_value("MATCH (p:Person) RETURN p")
    settled(page)
    page.get_by_role("button", name="How many per year").click()
    settled(page)
    expect(page.get_by_role("textbox", name="since", exact=True)).to_have_value("1990")


def test_what_the_editor_shows_is_what_is_run(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "ask"))
    text = page.get_by_role("textbox", name="Cypher")
    typed = "UNWIND [1, 2, 3] AS n RETURN n, $what AS what"
    what = page.get_by_role("textbox", name="what", exact=True)
    text.fill(typed)
    expect(what).to_be_visible()
    page.get_by_role("button", name="How many of each kind").click()
    expect(what).to_be_hidden()
    expect(text).not_to_have_value(typed)
    settled(page)
    text.fill(typed)
    expect(what).to_be_visible()
    what.fill("x")
    what.press("Enter")
    page.wait_for_url("**param=what**")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_text("3 rows in")).to_be_visible()
    assert asked(visit)["cypher"] == [typed]


def test_a_pattern_is_built_by_keys_run_and_taken_back(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "ask", world="demo_programme"))
    text = page.get_by_role("textbox", name="Cypher")
    page.get_by_text("Build by choosing").click()
    page.get_by_role("button", name="People", exact=True).press("Enter")
    _choose(page, "person and …", "worked on Project")
    _choose(page, "project only where …", "worked on: role is …")
    role = page.get_by_role("textbox", name="role", exact=True)
    role.fill("director")
    role.press("Enter")
    settled(page)
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_text(re.compile(r"\d+ rows in"))).to_be_visible()
    written = text.input_value()
    assert "(person:Person)-[worked_on:WORKED_ON]->(project:Project)" in written
    assert "worked_on.role = $role" in written
    assert "director" not in written
    settled(page)
    page.get_by_role("button", name="Undo last").click()
    expect(text).not_to_have_value(re.compile(r"\$role"))
    assert asked(visit)["build"] == ["Person", "0 WORKED_ON > Project"]
    page.go_back()
    expect(text).to_have_value(written)


def _choose(page: Page, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=label)
    choose(box, page.get_by_role("option", name=option, exact=True), option)
    settled(page)
