"""The Explore page, run without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import polars as pl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from graphmodel.importers.registry import importers
from graphmodel.ingest.pipeline import import_path
from graphmodel.pictures.picture import picture
from graphmodel.store import open_store
from graphmodel.store.base import Store
from graphmodel.ui.explore import tables
from graphmodel.ui.shared.url_state import View
from graphmodel.ui.shared.widgets import plain
from graphmodel.workspace.questions import (
    find_question,
    remove_question,
    save_question,
    saved_questions,
)
from tests.page_store import EVE, HOSTILE, MARK, ROADSHOW, Opened
from tests.pictures.small_picture import small_network
from tests.ui.conftest import PAGES


def html(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html"))


def links(page: AppTest) -> list[Any]:
    return [element.proto for element in page.get("page_link")]


def asked(page: AppTest, name: str) -> list[str]:
    value = page.query_params[name]
    return [value] if isinstance(value, str) else list(value)


def test_it_opens_on_what_is_loaded_and_where_to_start(opened: Opened) -> None:
    page = opened("explore")
    assert "festivals" in html(page)
    assert "Media OutReach Newswire" in html(page)
    labels = [link.label for link in links(page)]
    assert any(label.startswith("Jerry Li") for label in labels)
    assert any("demo programme" in label for label in labels)


def test_it_opens_on_data_without_people_or_anything_that_brings_them_together(
    embedded_folder: Path, embedded_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "seed.toml").write_text(
        'title = "Schools"\nnamespace = "real"\nfictional = false\nlicence = "none"\nsays = "x"\n'
    )
    (tmp_path / "School.csv").write_text("id,name,sources\nt:school,Film School,t:paper\n")
    (tmp_path / "Source.csv").write_text("id,name\nt:paper,A paper\n")
    assert import_path(embedded_store, importers()["seed"], tmp_path).problems == []
    monkeypatch.setenv("GRAPHMODEL_STORE", str(embedded_folder))
    st.cache_resource.clear()
    page = AppTest.from_file(str(PAGES / "explore" / "page.py"), default_timeout=300).run()
    assert not page.exception, page.exception
    assert any("Around Film School" in caption.value for caption in page.caption)
    st.cache_resource.clear()


def test_fictional_people_are_not_among_the_real_and_are_marked(opened: Opened) -> None:
    real = opened("explore")
    demo = opened("explore", world="demo_programme")
    assert "gm-fictional" in html(demo)
    assert "gm-fictional" not in html(real)
    real_labels = {link.label for link in links(real) if "centre=" in link.query_string}
    demo_labels = {link.label for link in links(demo) if "centre=" in link.query_string}
    assert demo_labels
    assert all("fictional" in label for label in demo_labels)
    assert not any("fictional" in label for label in real_labels)


def test_searching_lists_matches_and_choosing_one_centres_it(opened: Opened) -> None:
    page = opened("explore")
    page.text_input("explore_search").set_value("jerry").run()
    match = next(b for b in page.button if b.label.startswith("**Jerry Li**"))
    assert "Person" in match.label
    assert "speaker" in match.label
    match.click().run()
    assert asked(page, "centre") == ["roadshow2025:jerry-li"]
    assert "Damai Entertainment" in "".join(link.label for link in links(page))


def test_an_unknown_name_is_reported(opened: Opened) -> None:
    page = opened("explore")
    page.text_input("explore_search").set_value("qqqqzzzz").run()
    assert "No name here is similar to" in page.info[0].value


def test_words_of_a_name_that_nobody_has_are_tried_by_themselves(opened: Opened) -> None:
    page = opened("explore")
    page.text_input("explore_search").set_value("Zheng Qqqqzzzzxx").run()
    assert "No name here is similar to" in page.info[0].value
    assert any(b.label.startswith("**Joe Zheng**") for b in page.button)
    assert any(link.page == "people" for link in links(page))


def test_what_was_found_lately_can_be_picked_again(opened: Opened) -> None:
    page = opened("explore")
    for name in ("jerry", "joe zheng"):
        page.text_input("explore_search").set_value(name).run()
        next(b for b in page.button if b.label.startswith("**J")).click().run()
    again = [b for b in page.button if b.key and b.key.startswith("explore_search_again_")]
    assert [b.label for b in again] == ["Joe Zheng", "Jerry Li"]
    again[1].click().run()
    assert asked(page, "centre") == ["roadshow2025:jerry-li"]
    page.button("explore_search_forget").click().run()
    assert not [b for b in page.button if b.key and b.key.startswith("explore_search_again_")]


def test_details_name_the_source_of_every_fact(opened: Opened) -> None:
    page = opened("explore", centre=ROADSHOW, at="roadshow2025:joe-zheng")
    rows = [link.label for link in links(page) if "at=" in link.query_string]
    assert len(rows) >= 4
    assert all(r"\[1\]" in row for row in rows)
    assert "[1] <b>Hujing Digital Media" in html(page)
    assert "2025-10-30" in html(page)


def test_filters_change_the_address_and_the_picture(opened: Opened) -> None:
    page = opened("explore", centre=ROADSHOW)
    before = page.caption[0].value
    page.multiselect("kinds").set_value(["Person"]).run()
    assert asked(page, "kind") == ["Person"]
    assert page.caption[0].value != before
    page.button("clear").click().run()
    assert "kind" not in page.query_params
    assert page.caption[0].value == before


def test_the_table_holds_what_the_picture_does(opened: Opened) -> None:
    page = opened("explore", centre=ROADSHOW, reach="1", tab="Table")
    nodes, links_ = (table.value for table in page.dataframe)
    assert HOSTILE in list(nodes["name"])
    assert set(links_["to"]) | set(links_["from"]) == set(nodes["name"])
    assert f"{len(nodes)} nodes" in page.caption[0].value


def test_a_table_has_a_column_for_each_thing() -> None:
    network = small_network(films=3)
    drawn = picture(network, ["t:bo"], limit=3)
    rows = {row["id"]: row for row in tables.nodes(network, drawn).iter_rows(named=True)}
    assert {k: rows["t:bo"][k] for k in ("kind", "role", "first", "last", "links", "more")} == {
        "kind": "Person", "role": "actor", "first": 1985, "last": 2005, "links": 5, "more": 3,
    }  # fmt: skip
    films = [row for row in rows.values() if row["kind"] == "Project"]
    assert all(row["first"] == row["last"] >= 1990 and row["role"] is None for row in films)
    ties = tables.links(network, drawn)
    assert {"role", "result", "first", "last"} <= set(ties.columns)
    assert ties.schema["first"] == pl.Int64


def test_many_links_come_by_pages() -> None:
    page = AppTest.from_function(many_links, default_timeout=300).run()
    shown = [len(links(page))]
    labels = []
    while page.button:
        labels.append(page.button[0].label)
        page.button[0].click().run()
        shown.append(len(links(page)))
    assert shown == [8, 58, 70]
    assert labels == ["Show 50 more", "Show all 70"]


def many_links() -> None:
    from graphmodel.ui.shared import details
    from graphmodel.ui.shared.url_state import View
    from tests.pictures.small_picture import small_network

    network = small_network(films=70)
    for caption, rows in details.link_groups(network, network.index("t:ann")).items():
        details.link_list(network, View(), caption, rows, {})


def test_buttons_expand_remove_and_centre(opened: Opened) -> None:
    page = opened("explore", centre="roadshow2025:jerry-li", reach="1", at=ROADSHOW)
    page.button(f"do_open_in_full_{ROADSHOW}").click().run()
    assert asked(page, "expand") == [ROADSHOW]
    page.button(f"do_visibility_off_{ROADSHOW}").click().run()
    assert asked(page, "hide") == [ROADSHOW]
    assert "at" not in page.query_params


def test_an_unknown_id_in_the_address_is_reported_and_the_rest_shown(opened: Opened) -> None:
    page = opened("explore", centre=["no:body", ROADSHOW], expand="no:one", at="no:what")
    assert plain("no:body") in page.warning[0].value
    assert "nodes" in page.caption[0].value


def test_hostile_names_are_escaped_everywhere(opened: Opened) -> None:
    for at in (EVE, MARK, ROADSHOW):
        page = opened("explore", centre=ROADSHOW, at=at)
        assert "<img" not in html(page)
        for element in (*links(page), *(b.proto for b in page.button)):
            assert "<img" not in element.label.replace("\\<", "")
            assert "**bold" not in element.label
    assert "&lt;img src=x" in html(opened("explore", centre=ROADSHOW, at=EVE))


def test_people_alone_are_joined_by_what_they_shared(opened: Opened) -> None:
    page = opened("explore", centre=ROADSHOW, kind="Person", tab="Table")
    nodes, ties = (table.value for table in page.dataframe)
    assert set(nodes["kind"]) == {"Person"}
    assert "Jerry Li" in set(ties["person"]) | set(ties["tied to"])
    pair = opened(
        "explore", centre=ROADSHOW, show="people",
        at="roadshow2025:jerry-li", **{"and": "roadshow2025:joe-zheng"},
    )  # fmt: skip
    assert "Two people" in html(pair)
    assert "Media OutReach Newswire" in html(pair) or "Hujing" in html(pair)


def test_several_selected_show_what_they_have_in_common_with_sources(opened: Opened) -> None:
    view = View(centres=(ROADSHOW,)).selecting(EVE, MARK, "roadshow2025:joe-zheng")
    page = opened("explore", **view.parameters())
    assert "3 people" in html(page)
    assert "3 selected" in html(page)
    shared = next(link.label for link in links(page) if "all 3" in link.label)
    assert plain("2025 North America Talent Collaboration Roadshow") in shared
    assert "Testers" in html(page) or "Gazette" in html(page)
    assert "<img" not in html(page)


def test_hiding_everything_says_how_to_get_it_back(opened: Opened) -> None:
    page = opened("explore", centre=EVE, reach="1", hide=[EVE, ROADSHOW, "roadshow2025:hina"])
    assert "Everything in this picture is hidden" in page.info[0].value


def test_the_first_minute_offers_ways_and_questions_that_run(opened: Opened) -> None:
    page = opened("explore", world="demo_programme")
    ways = {link.page: link for link in links(page)}
    assert {"introduce", "people", "communities", "suggest"} <= ways.keys()
    questions = [link for link in links(page) if link.label.endswith("?")]
    assert len(questions) == 3
    through = next(link for link in questions if link.page == "introduce")
    parameters = parse_qs(through.query_string)
    answer = opened("introduce", **{name: values[0] for name, values in parameters.items()})
    assert "Type a name" not in "".join(info.value for info in answer.info)
    assert len(html(answer)) > len(html(opened("introduce", world="demo_programme")))


SHARED = (
    "MATCH (p:Person)-[:WORKED_ON]->(f:Project) WHERE p.id IN $people\n"
    "RETURN f.id AS id, f.name AS film, count(*) AS many, f AS node ORDER BY film"
)
DATED = SHARED.replace("$people", "$people AND f.year >= $since")
PAIR = ("demo:person/haruka-minezawa", "demo:person/tomasz-wilkoszewski")


@pytest.fixture
def questions(explored: Path, on_loopback: None) -> Iterator[None]:
    with open_store(str(explored)) as store:
        save_question(store, "Ann", "Works of these", SHARED, types={"people": "people"})
        save_question(store, "Ann", "Works since", DATED,
                      types={"people": "people", "since": "number"})  # fmt: skip
        save_question(store, "Ann", "A year", "RETURN $year AS year", types={"year": "number"})
        yield
        for question in saved_questions(store):
            remove_question(store, "Ann", question.id)


@pytest.mark.usefixtures("questions")
def test_a_saved_question_is_asked_about_the_selection(opened: Opened) -> None:
    page = opened(
        "explore", world="demo_programme", centre=list(PAIR), at=PAIR[0], **{"and": PAIR[1]}
    )
    page.button("ask_selected").click().run()
    assert page.selectbox("explore_question").options == ["Works of these", "Works since"]
    table = next(frame.value for frame in page.dataframe if "film" in frame.value.columns)
    assert len(table) > 1
    assert table["node"].to_list() == table["film"].to_list()
    page.button("add_answer").click().run()
    assert not page.exception, page.exception
    (step,) = asked(page, "expand")
    assert table["id"].iloc[0] in step


@pytest.mark.usefixtures("questions")
def test_what_a_question_wants_beside_the_selection_is_asked_for(
    opened: Opened, explored: Path
) -> None:
    page = opened(
        "explore", world="demo_programme", centre=list(PAIR), at=PAIR[0], **{"and": PAIR[1]}
    )

    def answers() -> list[Any]:
        return [frame.value for frame in page.dataframe if "film" in frame.value.columns]

    page.button("ask_selected").click().run()
    [all_works] = answers()
    with open_store(str(explored)) as store:
        dated = find_question(store, "Works since").id
    page.selectbox("explore_question").set_value(dated).run()
    assert answers() == []
    [since] = [each for each in page.text_input if each.label == "since"]
    run = next(b for b in page.button if b.label == "Run")
    since.set_value("soon")
    run.click().run()
    assert "give a number" in page.error[0].value
    page.text_input(since.key).set_value("2026")
    next(b for b in page.button if b.label == "Run").click().run()
    [recent] = answers()
    assert 0 < len(recent) < len(all_works)


@pytest.mark.usefixtures("questions")
def test_works_that_answer_are_added_to_a_picture_of_people_as_one_of_everything(
    opened: Opened,
) -> None:
    page = opened(
        "explore", world="demo_programme", centre=list(PAIR), at=PAIR[0], **{"and": PAIR[1]},
        show="people",
    )  # fmt: skip
    page.button("ask_selected").click().run()
    page.button("add_answer").click().run()
    assert not page.exception, page.exception
    assert asked(page, "expand")
    assert "show" not in page.query_params


@pytest.mark.usefixtures("questions")
def test_no_question_is_offered_where_none_fits(opened: Opened) -> None:
    page = opened("explore", centre=ROADSHOW, at=ROADSHOW)
    assert not [button for button in page.button if button.key == "ask_selected"]
