"""The Team and Markets pages, run without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from graphmodel.ingest.ledger.confidential import confidential_links
from graphmodel.store import open_store
from tests.page_store import Opened
from tests.ui.page_text import asked, html, labels

WHEN = {"world": "demo_programme", "as_of": "2026-06-30"}
PILOTS = {**WHEN, "project": "demo:project/harbour-pilots"}
HELEN, QIU = "demo:person/helen-pang", "demo:person/qiu-wenlan"


def shown(page: Any) -> str:
    return " ".join(element.value for element in page.markdown).replace("\\", "")


def test_teams_are_listed_and_one_opens_with_reasons_facts_and_swaps(opened: Opened) -> None:
    address = {**PILOTS, "open": ["director", "producer"]}
    mark = opened("team", **address).dataframe[0].value["id"].iloc[1]
    page = opened("team", **address, at=mark)
    assert "Candidates considered: 14 for director; 7 for producer. Teams: 98." in shown(page)
    frame = page.dataframe[0].value
    assert len(frame) >= 2
    assert frame["cohesion"].is_monotonic_decreasing
    assert frame["steps"].between(1, 4).all()
    second = frame["chosen"].iloc[1].split(" (director)")[0]
    assert "director, fit" in labels(page).replace("\\", "")
    assert second in labels(page).replace("\\", "")
    assert "Team 2" in html(page)
    assert "cohesion" in labels(page).replace("\\", "")
    assert "Records of the programme office" in html(page)


def test_who_is_in_every_team_is_in_the_address_and_can_be_taken_out(opened: Opened) -> None:
    page = opened("team", **PILOTS, open="producer", lock=f"writer={HELEN}")
    assert "Helen Pang (writer, not on the project)" in shown(page)
    page.button(key=f"unlock_{HELEN}").click().run()
    assert asked(page, "lock") == []


def test_what_is_missing_for_a_team_is_said(opened: Opened) -> None:
    assert "Choose the project" in opened("team", **WHEN).info[0].value
    assert "Choose the roles" in opened("team", **PILOTS).info[0].value
    page = opened("team", **PILOTS, open=["gaffer"])
    assert any("Nobody has the role gaffer" in each.value for each in page.caption)


def test_no_page_shows_a_confidential_wish(opened: Opened, explored: Path) -> None:
    with open_store(str(explored)) as store:
        wishes = [text for text in confidential_links(store, "wish")["why"].to_list() if text]
    assert wishes
    page = opened("team", **PILOTS, open=["director", "producer"])
    code = " ".join(block.value for block in page.code)
    everything = shown(page) + labels(page) + html(page) + code
    assert not [text for text in wishes if text in everything]


def test_who_carries_between_markets_with_the_facts_in_both(opened: Opened) -> None:
    page = opened(
        "markets", **WHEN, at="demo:person/noh-seulbi", **{"from": "United States", "to": "China"}
    )
    assert "4 people had been in United States first and later worked in China" in shown(page)
    assert len(page.dataframe[0].value) == 4
    assert "Ellery Bay Film Conservatory" in labels(page)
    assert "Inland Lighthouse" in labels(page)
    assert "Records of the programme office" in html(page)
    page.button(key="turn_round").click().run()
    assert asked(page, "from") == ["China"]
    assert asked(page, "to") == ["United States"]


def test_those_near_somebody_come_with_the_ties_between(opened: Opened) -> None:
    near = {"from": "United States", "to": "China", "for": QIU}
    frame = opened("markets", **WHEN, **near).dataframe[0].value
    assert frame["ties"].tolist() == sorted(frame["ties"].tolist())


def test_a_market_that_is_not_known_is_ignored_and_said(opened: Opened) -> None:
    page = opened("markets", **WHEN, **{"from": "Atlantis", "to": "China"})
    assert any("From Atlantis" in each.value.replace("\\", "") for each in page.caption)
    assert "Choose the market" in page.info[0].value
