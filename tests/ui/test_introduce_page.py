"""The Introduce page, run without a browser."""

from __future__ import annotations

from graphmodel.ui.shared.widgets import plain
from tests.page_store import EVE, HOSTILE, MARK, Opened
from tests.ui.page_text import asked, html, labels, links, shows_letters_only

JERRY, JOE = "roadshow2025:jerry-li", "roadshow2025:joe-zheng"
ANNEKE, CORVIN = "demo:person/anneke-vandersluis", "demo:person/corvin-hallemeyer"
DEMO = {"world": "demo_programme", "from": ANNEKE, "to": CORVIN}


def test_it_asks_for_both_people_first(opened: Opened) -> None:
    page = opened("introduce")
    assert "Choose the person to start from" in page.info[0].value
    page.text_input("find_from").set_value("jerry").run()
    next(b for b in page.button if b.label.startswith("**Jerry Li**")).click().run()
    assert asked(page, "from") == [JERRY]
    page.text_input("find_to").set_value("joe zheng").run()
    next(b for b in page.button if b.label.startswith("**Joe Zheng**")).click().run()
    assert asked(page, "to") == [JOE]
    assert "1. Tied directly" in html(page)


def test_a_route_names_people_what_they_share_and_who_says_so(opened: Opened) -> None:
    page = opened("introduce", **{"from": JERRY, "to": JOE})
    assert "Jerry Li" in labels(page)
    assert "2025 North America Talent Collaboration Roadshow" in labels(page)
    cited = html(page)
    assert "2025-10-30" in cited
    assert "Hujing Digital Media" in cited
    assert "score " in cited
    assert all("centre=" in link.query_string for link in links(page))


def test_every_name_on_a_route_opens_explore_in_its_own_world(opened: Opened) -> None:
    page = opened("introduce", **DEMO)
    named = [link for link in links(page) if link.label.startswith("Corvin Hallemeyer")]
    assert named
    assert all("world=demo_programme" in link.query_string for link in named)
    assert all("fictional" in link.label for link in named)


def test_swapping_exchanges_the_ends(opened: Opened) -> None:
    page = opened("introduce", **DEMO)
    page.button("swap").click().run()
    assert (asked(page, "from"), asked(page, "to")) == ([CORVIN], [ANNEKE])


def test_constraints_go_into_the_address_and_change_the_routes(opened: Opened) -> None:
    page = opened("introduce", **DEMO, avoid="demo:person/haruka-minezawa", k="2")
    assert "Haruka Minezawa" not in labels(page)
    assert "3. Through" not in html(page)
    page.button("drop_avoid_demo:person/haruka-minezawa").click().run()
    assert asked(page, "avoid") == []
    assert "Haruka Minezawa" in labels(page)
    page.number_input("k").set_value(4).run()
    assert asked(page, "k") == ["4"]
    assert "3. Through" in html(page)


def test_a_route_can_be_asked_to_pass_somebody(opened: Opened) -> None:
    page = opened("introduce", **DEMO, via="demo:person/bae-taeyul")
    headlines = [headline for headline in html(page).split("<b>") if ". Through" in headline]
    assert headlines
    assert all("Bae Taeyul" in headline for headline in headlines)


def test_advice_comes_first_and_every_score_has_its_factors(opened: Opened) -> None:
    page = opened("introduce", **DEMO, tie="worked")
    text = html(page)
    assert "Ask " in text
    assert " first, because of " in text
    assert text.index(" first, because of ") < text.index("1. Through")
    assert "the product: how likely it is to work" in text
    assert "Goes through" in text


def test_steps_kinds_of_tie_and_half_life_go_into_the_address(opened: Opened) -> None:
    page = opened("introduce", **DEMO)
    page.selectbox("hops").set_value(1).run()
    assert asked(page, "hops") == ["1"]
    page.multiselect("tie").set_value(["worked", "mentored"]).run()
    assert asked(page, "tie") == ["worked", "mentored"]
    text = "\n".join(element.value for element in page.markdown)
    assert "but the limit is 1" in text
    page.button("any_steps").click().run()
    assert asked(page, "hops") == []
    before = html(page)
    page.selectbox("half").set_value(2).run()
    assert asked(page, "half") == ["2"]
    assert html(page) != before


def test_anyone_who_fits_a_description(opened: Opened) -> None:
    page = opened("introduce", world="demo_programme", ask="anyone", **{"from": ANNEKE})
    assert "describe whom to meet" in page.info[0].value
    page.checkbox("mentor").check().run()
    assert asked(page, "mentor") == ["1"]
    assert "people fit" in page.caption[0].value
    assert "1. " in html(page)
    page.selectbox("role").set_value("director").run()
    assert asked(page, "role") == ["director"]
    page.text_input("since").set_value("1900").run()
    assert asked(page, "since") == ["1900"]


def test_a_group_is_connected(opened: Opened) -> None:
    page = opened("introduce", world="demo_programme", ask="group")
    assert "Add 2 to 12 people" in page.info[0].value
    group = [ANNEKE, CORVIN, "demo:person/bae-taeyul"]
    page = opened("introduce", world="demo_programme", ask="group", **{"with": group})
    assert "The weakest tie is" in html(page)
    page.segmented_control("ask").set_value("anyone").run()
    assert asked(page, "ask") == ["anyone"]


def test_no_route_says_why_and_what_to_try(opened: Opened) -> None:
    page = opened("introduce", **{"from": JERRY, "to": "roadshow2025:zhang-yudi"}, age="0")
    text = "\n".join(element.value for element in page.markdown)
    assert "No route from Jerry Li" in text
    assert "What to try" in text


def test_a_hostile_name_and_an_unknown_id_show_as_letters(opened: Opened) -> None:
    page = opened("introduce", **{"from": EVE, "to": MARK})
    assert plain(HOSTILE) in labels(page)
    assert shows_letters_only(page)
    page = opened("introduce", **{"from": HOSTILE, "to": MARK})
    assert plain(HOSTILE) in page.caption[0].value


def test_one_person_at_both_ends_is_refused(opened: Opened) -> None:
    page = opened("introduce", **{"from": JERRY, "to": JERRY})
    assert "same person" in page.info[0].value
