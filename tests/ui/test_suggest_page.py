"""The Suggest page, run without a browser."""

from __future__ import annotations

import re

import pytest

from graphmodel.analysis.suggestions.reasons import KINDS
from graphmodel.analysis.suggestions.results import Reason
from graphmodel.analysis.suggestions.sentences import REASONS, sentence
from tests.page_store import EVE, Opened
from tests.pictures.small_picture import small_network
from tests.ui.page_text import asked, html, labels, links, shows_letters_only

ANNEKE = "demo:person/anneke-vandersluis"
DEMO = {"world": "demo_programme", "person": ANNEKE}


def unescaped(markdown: str) -> str:
    """Escaped Markdown as a reader sees it."""
    return markdown.replace("\\", "")


def test_it_asks_for_a_person_first(opened: Opened) -> None:
    page = opened("suggest", world="demo_programme")
    assert "Choose the person" in page.info[0].value
    page.text_input("find_person").set_value("anneke").run()
    next(b for b in page.button if "Vandersluis" in b.label).click().run()
    assert asked(page, "person") == [ANNEKE]


def test_only_people_are_offered_to_be_left_out(opened: Opened) -> None:
    page = opened("suggest", **DEMO, limit="5")
    page.text_input("find_without").set_value("lanhe").run()
    assert not any("Lanhe Film Academy" in button.label for button in page.button)


def test_the_points_of_each_score_add_up_to_it(opened: Opened) -> None:
    page = opened("suggest", **DEMO, limit="5")
    for rank in range(1, 6):
        page.session_state[f"scored_{rank}"] = True
    page.run()
    scores = [float(text) for text in re.findall(r">score ([\d.]+)<", html(page))]
    lists = re.findall(r'<ul class="gm-reasons">(.*?)</ul>', html(page), re.DOTALL)
    assert len(scores) == len(lists) == 5
    assert scores == sorted(scores, reverse=True)
    for score, reasons in zip(scores, lists, strict=True):
        points = [float(text) for text in re.findall(r"<span>([+-][\d.]+)</span>", reasons)]
        assert sum(points) == pytest.approx(score, abs=0.06)


def test_reasons_are_sentences_and_the_facts_name_their_source(opened: Opened) -> None:
    page = opened("suggest", **DEMO, limit="5")
    assert "Haruka Minezawa" in html(page)
    assert "through Eleven Moons over Halden" in html(page)
    assert "Records of the programme office" not in html(page)
    page.session_state["facts_1"] = page.session_state["scored_1"] = True
    page.run()
    assert re.search(r"\d works? since 20\d\d, such as", html(page))
    assert "Records of the programme office (fictional), 2026-06-30" in html(page)


def test_a_card_has_the_three_strongest_reasons_and_whatever_counts_against(
    opened: Opened,
) -> None:
    page = opened("suggest", **DEMO, limit="5")
    cards = re.findall(r'<ul class="gm-why">(.*?)</ul>', html(page), re.DOTALL)
    assert len(cards) == 5
    for card in cards:
        against = card.count("<b>Against</b>")
        assert card.count("<li>") - against - card.count("more reason") == 3
    assert "<b>Against</b>" in "".join(cards)
    assert not re.search(r">score [\d.]", html(page)), "points are one step further"


def test_how_to_reach_somebody_is_the_first_advice_of_introduce(opened: Opened) -> None:
    page = opened("suggest", **DEMO, limit="5")
    page.session_state["reach_1"] = True
    page.run()
    advice = html(page)
    assert re.search(r"Ask .+ first, because of|is tied directly", advice)
    assert "last active" in advice


def test_scoring_and_counterfactuals_can_be_opened(opened: Opened) -> None:
    page = opened("suggest", **DEMO, limit="5", missing="demo:person/dai-songhe")
    page.session_state["scored_1"] = True
    page.run()
    assert "are not a probability: " in page.caption[0].value
    sentences = [m.value for m in page.markdown if "Dai Songhe is" in m.value]
    assert len(sentences) == 1


def test_own_weights_change_the_order_and_stay_in_the_address(opened: Opened) -> None:
    plain = opened("suggest", **DEMO, limit="5")
    reweighted = opened("suggest", **DEMO, limit="5", weight="school=0")
    assert "as changed by you" in html(reweighted)
    assert "Same school at the same time" in html(plain)
    assert "Same school at the same time" not in html(reweighted)


def test_whom_the_suggestions_go_to_can_be_opened(opened: Opened) -> None:
    page = opened("suggest", world="demo_programme", cap="2")
    page.session_state["exposure"] = True
    page.run()
    summary = next(m.value for m in page.markdown if "drawn at random" in m.value)
    assert re.search(r"to \d+ people drawn at random: \d+ places", summary)
    shares = page.dataframe[0].value
    assert set(shares["newcomers"]) <= {"newcomers", "others"}
    assert sum(float(x.rstrip("%")) for x in shares["of all places"]) == pytest.approx(100, abs=0.2)
    counts = re.findall(r"(\d+) times|once", html(page) + labels(page))
    assert counts
    assert all(int(times or 1) <= 2 for times in counts)


def test_people_are_suggested_for_a_project(opened: Opened) -> None:
    page = opened("suggest", world="demo_programme", person="demo:project/eleven-moons-over-halden")
    assert html(page).count('<ul class="gm-why">') == 10
    assert not [link for link in links(page) if link.label == "Introduce me to"]


def test_one_click_leads_to_explore_and_to_an_introduction(opened: Opened) -> None:
    page = opened("suggest", **DEMO, limit="5")
    introductions = [link for link in links(page) if link.label == "Introduce me to"]
    assert len(introductions) == 5
    assert all("anneke" in link.query_string for link in introductions)
    assert sum(link.label == "Open in Explore" for link in links(page)) == 5


def test_filters_go_into_the_address(opened: Opened) -> None:
    page = opened("suggest", **DEMO)
    page.selectbox("role").set_value("director").run()
    assert asked(page, "role") == ["director"]
    page.toggle("newcomers").set_value(True).run()
    assert asked(page, "newcomers") == ["yes"]
    reopened = opened("suggest", **DEMO, role="director", newcomers="yes")
    assert reopened.selectbox("role").value == "director"
    assert reopened.toggle("newcomers").value is True
    assert labels(reopened) == labels(page)


def test_if_nobody_fits_all_filters_can_be_removed(opened: Opened) -> None:
    page = opened("suggest", **DEMO, role="director", market="Japan", newcomers="yes")
    if not page.info:
        pytest.fail("somebody fits: choose filters that nobody passes")
    assert "role wanted director, market Japan, newcomers only" in unescaped(page.info[0].value)
    page.button("anybody").click().run()
    assert asked(page, "role") == []
    assert not page.info


def test_what_is_impossible_in_an_address_is_reported_and_ignored(opened: Opened) -> None:
    page = opened("suggest", **DEMO, since="1700", role="no such role")
    assert not page.exception
    assert page.number_input("since").value is None
    assert "Role wanted no such role: not known here" in unescaped(page.caption[0].value)
    assert '<ul class="gm-why">' in html(page)


def test_diversity_names_each_community_and_says_why_a_lower_score_can_come_first(
    opened: Opened,
) -> None:
    plain = opened("suggest", **DEMO, limit="5")
    spread = opened("suggest", **DEMO, limit="5", diversity="2")
    assert "can have more in their favour" in html(spread)
    assert "can have more in their favour" not in html(plain)
    assert labels(spread).count("community around") == 5


def test_reasons_read_as_sentences() -> None:
    network = small_network()

    def sentence_of(
        kind: str, *values: str, role: str | None = None, facts: tuple[str, ...] = ()
    ) -> str:
        return sentence(network, "t:ann", "t:bo", Reason(kind, 1.0, facts, values), role)

    assert sentence_of("role", "director", "actor") == "An actor for a director"
    recognition = "Selected or honoured 1 time, personally or for a work: "
    assert sentence_of("recognition", "1") == recognition
    assert sentence_of("silent", "1", "2009") == "No known work after 2009 (a gap of 1 year)"
    in_role = sentence_of("silent", "1", "2009", role="writer")
    assert in_role == "No known work as writer after 2009 (a gap of 1 year)"
    assert sentence_of("activity", "1", "2005") == "1 work since 2005"
    expected = "First known work in 2021, 2 years after the last of Ann Arbor"
    assert sentence_of("later", "2", "2021") == expected
    assert (
        sentence_of("career", "3", "1")
        == "Careers of similar length: 1 work, against 3 for Ann Arbor"
    )
    near = "Close in the wider network"
    assert sentence_of("walk", facts=("t:cy", "t:film0")) == f"{near}, by way of Cy Twombly"
    assert sentence_of("walk", facts=("t:bo", "t:film0")) == f"{near}, by way of Film 0"
    assert sentence_of("walk", facts=("t:bo",)) == near


def test_every_kind_of_reason_is_shown() -> None:
    assert list(REASONS) == list(KINDS)


def test_hostile_names_show_as_letters(opened: Opened) -> None:
    assert shows_letters_only(opened("suggest", person=EVE))


def test_exposure_among_those_of_a_programme_in_a_role(opened: Opened) -> None:
    among = {"among": "demo:programme/lantern", "among_role": "director"}
    page = opened("suggest", **DEMO, **among)
    assert "of these are suggested at least once" in " ".join(each.value for each in page.markdown)
    listed = page.dataframe[0].value
    everybody = opened("suggest", **DEMO, among_role="director").dataframe[0].value
    assert 0 < listed["people"].sum() < everybody["people"].sum()
