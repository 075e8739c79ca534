"""The Review page, run without a browser on its own store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit import config
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from graphmodel.access.roles import Role
from graphmodel.resolver.judgement_store import judge, judge_by_rule, load_judgements, undo
from graphmodel.resolver.matching import Evidence, Pair
from graphmodel.snapshot import load_records
from graphmodel.store import open_store
from graphmodel.store.base import Store
from tests.page_store import EVE, HOSTILE, MARK, fill
from tests.ui.page_text import asked, button_of, html, links, shows_letters_only

PAGES = Path(__file__).parents[2] / "graphmodel" / "ui"
ZHANG, NING = "roadshow2025:zhang-yimou", "roadshow2025:ning-hao"
DEMO = ("demo:person/anneke-vandersluis", "demo:person/haruka-minezawa")


def pair(id_a: str, id_b: str, probability: float) -> Pair:
    names = {"names": [id_a, id_b], "how": "spelling"}
    years = {"years": [[1990, 1999], [2020, 2024]], "gap": 21}
    works = {"works": [["roadshow2025:roadshow", "roadshow2025:hina"]], "count": 1}
    evidence = (
        Evidence("names", 3.0, names),
        Evidence("works", 4.5, works),
        Evidence("years", -1.5, years),
    )
    return Pair(min(id_a, id_b), max(id_a, id_b), probability, evidence)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("reviewed")
    fill(folder, tmp_path_factory.mktemp("harm"))
    with open_store(str(folder)):
        yield folder
    st.cache_resource.clear()


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    """The store with a queue of two real pairs, a fictional one, and no judgement by a person."""
    with open_store(str(folder)) as opened:
        for old in load_judgements(opened):
            undo(opened, old.id)
        people = opened.nodes("Person")["id"].sort().to_list()
        demo = [p for p in people if p.startswith("demo:")][:2]
        pairs = [pair(EVE, MARK, 0.7), pair(EVE, ZHANG, 0.4), pair(*demo, 0.5)]
        judge_by_rule(opened, load_records(opened), pairs, model="a test")
        yield opened


@pytest.fixture
def page(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch, on_loopback: None) -> AppTest:
    monkeypatch.setenv("GRAPHMODEL_STORE", str(folder))
    return open_page(by="Ann")


def open_page(**address: str) -> AppTest:
    page = AppTest.from_file(str(PAGES / "review" / "page.py"), default_timeout=300)
    for name, value in address.items():
        page.query_params[name] = value
    return run(page)


def run(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception, page.exception
    return page


def press(page: AppTest, key: str) -> AppTest:
    button_of(page, key).click().run()
    assert not page.exception, page.exception
    return page


def test_both_records_are_side_by_side_with_the_evidence(page: AppTest) -> None:
    shown = html(page)
    assert "Pair 1 of 2" in shown
    assert "70.0%" in shown
    assert "Evidence for" in shown
    assert "1 work in common" in shown
    assert "21 years apart" in shown
    assert shown.index("1 work in common") < shown.index("Evidence against")
    assert "Gazette" in shown  # the source
    assert EVE in shown
    assert MARK in shown
    assert shows_letters_only(page)
    assert HOSTILE not in shown


def test_same_merges_them_and_shows_the_next_pair(page: AppTest, store: Store) -> None:
    page.text_input(f"why_{min(EVE, MARK)}|{max(EVE, MARK)}").set_value("one and the same")
    press(page, "say_Y")  # pressed while the field is still open: both reach the server together
    [judgement] = [j for j in load_judgements(store) if not j.by_rule]
    assert (judgement.verdict, judgement.by, judgement.why) == ("same", "Ann", "one and the same")
    assert "Pair 1 of 1" in html(page)
    assert ZHANG in html(page)
    press(page, "say_N")
    assert {j.verdict for j in load_judgements(store) if not j.by_rule} == {"same", "different"}
    assert "Nothing is waiting for review" in page.info[0].value
    press(page, "undo_last")
    assert "Pair 1 of 1" in html(page)
    press(page, "undo_last")
    assert all(j.by_rule for j in load_judgements(store))
    assert "Pair 1 of 2" in html(page)


def test_pairs_can_be_browsed_without_judging(page: AppTest, store: Store) -> None:
    press(page, "leaf_Right")
    assert "Pair 2 of 2" in html(page)
    press(page, "leaf_Left")
    assert "Pair 1 of 2" in html(page)
    assert all(j.by_rule for j in load_judgements(store))


def test_nobody_judges_without_a_name(page: AppTest) -> None:
    nameless = open_page()
    assert all(button_of(nameless, f"say_{key}").disabled for key in "YNS")
    nameless.text_input("reviewer").set_value("Bo").run()
    assert asked(nameless, "by") == ["Bo"]
    assert not button_of(nameless, "say_Y").disabled


def test_who_is_signed_in_judges_under_their_own_name(
    page: AppTest, store: Store, signed_in: Callable[[str, Role], None]
) -> None:
    signed_in("Bo", Role.EDITOR)
    bos = open_page(by="Ann")
    field = bos.text_input("reviewer")
    assert (field.value, field.disabled) == ("Bo", True)
    press(bos, "say_Y")
    assert [j.by for j in load_judgements(store) if not j.by_rule] == ["Bo"]


def test_a_reader_learns_that_their_role_is_why_they_may_not_judge(
    page: AppTest, signed_in: Callable[[str, Role], None]
) -> None:
    signed_in("Bo", Role.READER)
    assert "Bo is signed in as reader" in open_page().info[0].value
    captions = [caption.value for caption in open_page(part="values").caption]
    assert not [each for each in captions if "Enter your name" in each]


def test_a_conflict_is_shown_with_the_way_out(page: AppTest, store: Store) -> None:
    records = load_records(store)
    judge(store, records, (EVE, MARK), "same", by="Ann")
    judge(store, records, (MARK, ZHANG), "same", by="Bo")
    different = judge(store, records, (EVE, ZHANG), "different", by="Cy")
    run(page)
    text = "\n".join(m.value for m in page.markdown)
    assert "Conflicting judgements" in text
    assert all(f"{who} judged on" in text for who in ("Ann", "Bo", "Cy"))
    press(page, f"undo_conflict_0_{different.id}")
    assert "Conflicting" not in "\n".join(m.value for m in page.markdown)
    assert {j.by for j in load_judgements(store)} == {"rule", "Ann", "Bo"}


def test_merged_records_can_be_separated_one_by_one(page: AppTest, store: Store) -> None:
    judge_by_rule(store, load_records(store), [pair(EVE, MARK, 0.999)], model="a test")
    about = open_page(by="Ann", about=MARK)
    assert "is merged from 2 records" in about.markdown[0].value
    press(about, f"apart_{EVE}")
    assert "is a single record" in about.info[0].value
    [judgement] = [j for j in load_judgements(store) if not j.by_rule]
    assert (judgement.verdict, set(judgement.pair)) == ("different", {EVE, MARK})


def test_every_judgement_is_listed_and_can_be_undone(page: AppTest, store: Store) -> None:
    judge(store, load_records(store), (EVE, MARK), "different", by="Ann", why="[x](http://e.org)")
    listed = open_page(by="Ann", part="judgements")
    text = "\n".join(m.value for m in listed.markdown)
    assert "different\\, by Ann" in text
    assert "\\[x\\]" in text
    press(listed, "undo_list_")
    assert "Nobody has judged yet" in listed.info[0].value
    assert all(j.by_rule for j in load_judgements(store))


def test_a_number_of_rows_that_is_none_shows_the_usual_ones(page: AppTest) -> None:
    press(page, "say_Y")
    for shown in ("9" * 5000, "x"):
        listed = open_page(by="Ann", part="judgements", shown=shown)
        assert any("Ann" in element.value for element in listed.markdown)


def test_fictional_people_have_their_own_queue(page: AppTest) -> None:
    demo = open_page(by="Ann", world="demo_programme")
    assert "Pair 1 of 1" in html(demo)
    assert "demo:" in html(demo)
    assert "roadshow2025" not in html(demo)


def test_other_machines_are_read_only(page: AppTest) -> None:
    config.set_option("server.address", "0.0.0.0")
    run(page)
    assert "read\\-only" in page.info[0].value
    assert button_of(page, "say_Y").disabled


def test_explore_says_how_many_records_are_merged(page: AppTest, store: Store) -> None:
    judge(store, load_records(store), (EVE, MARK), "same", by="Ann")
    explore = AppTest.from_file(str(PAGES / "explore" / "page.py"), default_timeout=300)
    explore.query_params["centre"] = MARK
    run(explore)
    assert "one person from 1 source" in html(explore)
    assert EVE in html(explore)
    assert any("about=" in link.query_string for link in links(explore))


def test_a_button_pressed_twice_judges_no_pair_that_was_not_shown(
    page: AppTest, store: Store
) -> None:
    twice = WidgetStates()
    twice.CopyFrom(page._tree.get_widget_states())
    twice.widgets.add(id=button_of(page, "say_Y").proto.id, trigger_value=True)
    for _ in range(2):
        page._run(twice)
    assert not page.exception, page.exception
    judged = {frozenset(j.pair) for j in load_judgements(store) if not j.by_rule}
    assert judged == {frozenset((EVE, MARK))}
