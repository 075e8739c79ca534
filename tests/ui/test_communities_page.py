"""The Communities page, run without a browser."""

from __future__ import annotations

from explored import Opened
from reading import asked, html, labels, links, shows_letters_only

DEMO = {"world": "demo_programme"}
HARUKA = "community:demo:person/haruka-minezawa"


def test_it_lists_communities_that_can_be_opened(opened: Opened) -> None:
    page = opened("communities", **DEMO)
    there = [link for link in links(page) if "community=" in link.query_string]
    assert len(there) > 1
    assert f"{len(there)} communities" in html(page)
    assert all("people" in link.label for link in there)


def test_an_open_one_has_its_reasons_bridges_and_people(opened: Opened) -> None:
    page = opened("communities", **DEMO, community=HARUKA)
    assert "What tells it apart" in html(page)
    assert "Wexmoor College of Film" in labels(page)
    assert " here, " in labels(page) + html(page)
    assert "Haruka Minezawa" in labels(page)
    table = page.dataframe[0].value
    assert table["name"][0] == "Haruka Minezawa"
    assert table["explore"].str.startswith("/?world=demo_programme&centre=").all()
    page.button("all").click().run()
    assert asked(page, "community") == []


def test_finding_somebody_opens_their_community(opened: Opened) -> None:
    page = opened("communities", **DEMO)
    page.text_input("find_home").set_value("wilkoszewski").run()
    next(b for b in page.button if "Wilkoszewski" in b.label).click().run()
    assert asked(page, "community") == [HARUKA]


def test_a_finer_resolution_gives_more_communities(opened: Opened) -> None:
    page = opened("communities", **DEMO)
    before = len([link for link in links(page) if "community=" in link.query_string])
    page.select_slider("resolution").set_value(4.0).run()
    assert asked(page, "resolution") == ["4"]
    assert len([link for link in links(page) if "community=" in link.query_string]) > before


def test_an_unknown_community_is_said(opened: Opened) -> None:
    page = opened("communities", **DEMO, community="community:no:body")
    assert "not there" in page.info[0].value


def test_hostile_names_show_as_letters(opened: Opened) -> None:
    page = opened("communities")
    first = next(link for link in links(page) if "community=" in link.query_string)
    assert first.label
    assert shows_letters_only(page)
    assert shows_letters_only(opened("communities", community="community:harm:eve"))
