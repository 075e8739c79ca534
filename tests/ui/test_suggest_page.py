"""The Suggest page, run without a browser."""

from __future__ import annotations

import re

import pytest

from graphmodel.analysis.suggestions.results import Reason
from graphmodel.ui.suggest.reasons import in_words
from tests.page_store import EVE, Opened
from tests.pictures.small_picture import small_network
from tests.ui.page_text import asked, html, labels, links, shows_letters_only

ANNEKE = "demo:person/anneke-vandersluis"
DEMO = {"world": "demo_programme", "person": ANNEKE}


def plainly(markdown: str) -> str:
    """What a reader sees of text whose marks are escaped."""
    return markdown.replace("\\", "")


def test_it_asks_for_a_person_first(opened: Opened) -> None:
    page = opened("suggest", world="demo_programme")
    assert "Choose the person" in page.info[0].value
    page.text_input("find_person").set_value("anneke").run()
    next(b for b in page.button if "Vandersluis" in b.label).click().run()
    assert asked(page, "person") == [ANNEKE]


def test_the_parts_of_each_score_add_up_to_it(opened: Opened) -> None:
    page = opened("suggest", **DEMO, limit="5")
    scores = [float(found) for found in re.findall(r">score ([\d.]+)<", html(page))]
    lists = re.findall(r'<ul class="gm-reasons">(.*?)</ul>', html(page), re.DOTALL)
    assert len(scores) == len(lists) == 5
    assert scores == sorted(scores, reverse=True)
    for score, reasons in zip(scores, lists, strict=True):
        parts = [float(part) for part in re.findall(r"<span>([+-][\d.]+)</span>", reasons)]
        assert sum(parts) == pytest.approx(score, abs=0.06)


def test_reasons_are_said_in_words_and_the_facts_name_their_source(opened: Opened) -> None:
    page = opened("suggest", **DEMO, limit="5")
    assert "Haruka Minezawa" in html(page)
    assert "through Eleven Moons over Halden" in html(page)
    assert re.search(r"\d works? since 20\d\d, such as", html(page))
    assert "Records of the programme office" not in html(page)
    page.session_state["facts_1"] = True
    page.run()
    assert "Records of the programme office (fictional), 2026-06-30" in html(page)


def test_how_it_was_scored_and_what_would_change_it_can_be_opened(opened: Opened) -> None:
    page = opened("suggest", **DEMO, limit="5", missing="demo:person/dai-songhe")
    page.session_state["scored_1"] = True
    page.run()
    assert "are no chance: " in page.caption[0].value
    told = [m.value for m in page.markdown if "Dai Songhe is" in m.value]
    assert len(told) == 1


def test_weights_of_ones_own_change_the_order_and_stay_in_the_address(opened: Opened) -> None:
    plain = opened("suggest", **DEMO, limit="5")
    own = opened("suggest", **DEMO, limit="5", weight="school=0")
    assert "weights of your own" in html(own)
    assert "Same school at the same time" in html(plain)
    assert "Same school at the same time" not in html(own)


def test_whom_the_suggestions_go_to_altogether_can_be_opened(opened: Opened) -> None:
    page = opened("suggest", world="demo_programme", cap="2")
    page.session_state["exposure"] = True
    page.run()
    said = next(m.value for m in page.markdown if "drawn at random" in m.value)
    assert re.search(r"to \d+ people drawn at random: \d+ places", said)
    shares = page.dataframe[0].value
    assert set(shares["newcomers"]) <= {"newcomers", "others"}
    assert sum(float(x.rstrip("%")) for x in shares["of all places"]) == pytest.approx(100, abs=0.2)
    often = re.findall(r"(\d+) times|once", html(page) + labels(page))
    assert often
    assert all(int(times or 1) <= 2 for times in often)


def test_people_are_suggested_for_a_project(opened: Opened) -> None:
    page = opened("suggest", world="demo_programme", person="demo:project/eleven-moons-over-halden")
    assert re.findall(r">score ([\d.]+)<", html(page))
    assert not [link for link in links(page) if link.label == "Introduce me to"]


def test_one_click_leads_to_explore_and_to_an_introduction(opened: Opened) -> None:
    page = opened("suggest", **DEMO, limit="5")
    asked_for = [link for link in links(page) if link.label == "Introduce me to"]
    assert len(asked_for) == 5
    assert all("anneke" in link.query_string for link in asked_for)
    assert sum(link.label == "Open in Explore" for link in links(page)) == 5


def test_wishes_go_into_the_address(opened: Opened) -> None:
    page = opened("suggest", **DEMO)
    page.selectbox("role").set_value("director").run()
    assert asked(page, "role") == ["director"]
    page.toggle("newcomers").set_value(True).run()
    assert asked(page, "newcomers") == ["yes"]
    again = opened("suggest", **DEMO, role="director", newcomers="yes")
    assert again.selectbox("role").value == "director"
    assert again.toggle("newcomers").value is True
    assert labels(again) == labels(page)


def test_nobody_fitting_offers_to_ask_for_anybody(opened: Opened) -> None:
    page = opened("suggest", **DEMO, role="director", market="Japan", newcomers="yes")
    if not page.info:
        pytest.fail("somebody fits: choose wishes that nobody does")
    assert "role wanted director, market Japan, newcomers only" in plainly(page.info[0].value)
    page.button("anybody").click().run()
    assert asked(page, "role") == []
    assert not page.info


def test_an_address_that_asks_for_what_cannot_be_is_said_and_left_aside(opened: Opened) -> None:
    page = opened("suggest", **DEMO, since="1700", role="no such role")
    assert not page.exception
    assert page.number_input("since").value is None
    assert "Role wanted no such role: not known here" in plainly(page.caption[0].value)
    assert re.findall(r">score ([\d.]+)<", html(page))


def test_spreading_says_the_circle_of_each_and_why_a_score_further_down_can_be_higher(
    opened: Opened,
) -> None:
    plain = opened("suggest", **DEMO, limit="5")
    spread = opened("suggest", **DEMO, limit="5", diversity="2")
    assert "can be higher" in html(spread)
    assert "can be higher" not in html(plain)
    assert labels(spread).count("circle around") == 5


def test_reasons_read_as_sentences() -> None:
    network = small_network()

    def said(kind: str, *values: str, role: str | None = None) -> str:
        return in_words(network, "t:ann", "t:bo", Reason(kind, 1.0, (), values), role)

    assert said("role", "director", "actor") == "An actor for a director"
    assert (
        said("recognition", "1") == "Selected or honoured 1 time, own or for works taken part in: "
    )
    assert said("silent", "1", "2009") == "No known work after 2009 (1 year apart)"
    in_role = said("silent", "1", "2009", role="writer")
    assert in_role == "No known work as writer after 2009 (1 year apart)"
    assert said("activity", "1") == "1 work since 2015"
    later = "First known work in 2021, 2 years after the last of Ann Arbor"
    assert said("later", "2", "2021") == later
    assert said("career", "3", "1") == "Careers of similar length: 1 work, beside 3 of Ann Arbor"


def test_hostile_names_show_as_letters(opened: Opened) -> None:
    assert shows_letters_only(opened("suggest", person=EVE))
