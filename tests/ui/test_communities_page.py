"""The Communities page, run without a browser."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import polars as pl
import pytest
from streamlit import config

from graphmodel.analysis.ties.similarity import SharedTrait
from graphmodel.network.network import Network
from graphmodel.network.present import ask_as_of
from graphmodel.store import open_store
from graphmodel.ui.communities.bridges import example_names
from tests.page_store import Opened
from tests.ui.page_text import asked, html, labels, links, shows_letters_only

DEMO = {"world": "demo_programme"}
HARUKA = "community:demo:person/haruka-minezawa"


def test_it_lists_communities_that_can_be_opened(opened: Opened) -> None:
    page = opened("communities", **DEMO)
    communities = [link for link in links(page) if "community=" in link.query_string]
    assert len(communities) > 1
    assert f"{len(communities)} communities" in html(page)
    assert all("people" in link.label for link in communities)


def test_an_open_one_has_its_reasons_bridges_and_people(opened: Opened) -> None:
    page = opened("communities", **DEMO, community=HARUKA)
    assert "What sets it apart" in html(page)
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


def test_an_unknown_community_is_reported(opened: Opened) -> None:
    page = opened("communities", **DEMO, community="community:no:body")
    assert "does not exist" in page.info[0].value


def test_hostile_names_show_as_letters(opened: Opened) -> None:
    page = opened("communities")
    first = next(link for link in links(page) if "community=" in link.query_string)
    assert first.label
    assert shows_letters_only(page)
    assert shows_letters_only(opened("communities", community="community:harm:eve"))


def test_what_is_rare_and_whom_to_bring_together(opened: Opened) -> None:
    page = opened("communities", **DEMO, community=HARUKA)
    assert "Whom to bring together" in html(page)
    option = page.selectbox("other").options[0]
    page.selectbox("other").select_index(0).run()
    assert asked(page, "other") != []
    assert option
    assert "Routes between them" in labels(page) or "No active people" in page.caption[-1].value
    assert not page.exception


def test_uncertain_members_are_listed_on_request(opened: Opened) -> None:
    page = opened("communities", **DEMO, community=HARUKA)
    assert "Who is uncertain" not in html(page)
    page.toggle("runs").set_value(True).run()
    assert asked(page, "runs") == ["20"]
    sure = opened("communities", **DEMO, community=HARUKA, runs="20")
    assert "Who is uncertain" in html(sure)
    assert "share of runs" in sure.dataframe[0].value.columns


def test_the_plateau_is_shown_on_request(opened: Opened) -> None:
    page = opened("communities", **DEMO)
    page.button("scan").click().run()
    assert asked(page, "scan") == ["1"]
    assert "gm-scan" in html(page)
    assert "lateau" in " ".join(caption.value for caption in page.caption)


def test_the_graph_of_everything_can_be_chosen(opened: Opened) -> None:
    page = opened("communities", **DEMO)
    page.selectbox("graph").select("everything").run()
    assert asked(page, "graph") == ["everything"]
    first = next(link for link in links(page) if "community=" in link.query_string)
    assert "graph=everything" in first.query_string


def test_communities_over_the_years(opened: Opened) -> None:
    page = opened("communities", world="real", view="time")
    assert not page.exception
    assert "no history" in page.info[0].value or "span of years" in page.caption[-1].value
    assert not opened("communities", **DEMO, view="time", years="5").exception


def test_a_shared_company_is_exemplified_by_the_films_it_made() -> None:
    common_properties = {"namespace": "real", "sources": ["s"]}
    network = Network.build(
        {
            "Organisation": pl.DataFrame([{"id": "studio", "name": "Studio", **common_properties}]),
            "Project": pl.DataFrame([{"id": "dawn", "name": "Dawn", **common_properties}]),
        },
        {
            "MADE": pl.DataFrame(
                [{"id": "m", "from_id": "studio", "to_id": "dawn", **common_properties}]
            )
        },
    )
    common = SharedTrait("company", "Studio", "studio", ("m",))
    assert example_names(network, common, network.link_rows(common.facts)) == ["Dawn"]
    assert example_names(network, SharedTrait("genre", "War", None, ("dawn",)), {}) == ["Dawn"]


def test_who_should_meet(opened: Opened) -> None:
    page = opened("communities", **DEMO)
    page.segmented_control("view").set_value("meet").run()
    assert asked(page, "view") == ["meet"]
    assert "enough in common" in page.info[0].value


def test_an_unknown_enclosing_community_is_reported(opened: Opened) -> None:
    page = opened("communities", **DEMO, inside="community:no:body")
    assert "does not exist" in page.info[0].value
    inner = opened("communities", **DEMO, inside=HARUKA)
    assert "within one" in html(inner)
    inner.button("up").click().run()
    assert asked(inner, "inside") == []


def test_a_large_community_can_be_opened(opened: Opened) -> None:
    coarse = opened("communities", **DEMO, resolution="0.01")
    first = next(link for link in links(coarse) if "community=" in link.query_string)
    community = parse_qs(first.query_string)["community"][0]
    page = opened("communities", **DEMO, resolution="0.01", community=community)
    assert not page.exception
    within = next(link for link in links(page) if "inside=" in link.query_string)
    assert parse_qs(within.query_string)["inside"] == [community]
    assert page.dataframe


def test_nobody_who_has_stopped_leads_and_the_address_keeps_the_year(opened: Opened) -> None:
    page = opened("communities", **DEMO)
    page.number_input("since").set_value(2026).run()
    assert asked(page, "since") == ["2026"]
    assert not page.exception
    assert [link for link in links(page) if "since=2026" in link.query_string]


def test_pages_are_of_the_date_that_the_explorer_was_started_with(opened: Opened) -> None:
    try:
        ask_as_of("2024")
        page = opened("communities", **DEMO)
        assert page.text_input("as_of").placeholder == "2024"
    finally:
        ask_as_of(None)
    assert opened("communities", **DEMO).text_input("as_of").placeholder == "today"


@pytest.mark.usefixtures("on_loopback")
def test_they_are_published_and_taken_back(opened: Opened, explored: Path) -> None:
    page = opened("communities", **DEMO)
    page.button("publish").click().run()
    assert not page.exception, page.exception
    assert page.success[0].value.startswith("Published")
    with open_store(str(explored)) as store:
        assert [(p.what, p.namespace) for p in store.published.records()] == [
            ("communities", "demo_programme")
        ]
        page.button("take_back").click().run()
        assert store.published.records() == []
    assert not [button for button in page.button if button.key == "take_back"]


@pytest.mark.usefixtures("on_loopback")
def test_nobody_publishes_from_another_machine(opened: Opened) -> None:
    config.set_option("server.address", "0.0.0.0")
    page = opened("communities", **DEMO)
    assert not [button for button in page.button if button.key == "publish"]
