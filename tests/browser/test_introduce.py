"""Introduce in a real browser: choosing two people by typing, reading routes, following one."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.graph_driver import Visit, address, asked, click, ids, settled
from tests.page_store import EVE, HOSTILE, MARK

ANNEKE, CORVIN = "demo:person/anneke-vandersluis", "demo:person/corvin-hallemeyer"
DEMO: dict[str, str | list[str]] = {"world": "demo_programme", "from": ANNEKE, "to": CORVIN}


def test_two_names_typed_give_routes_that_can_be_followed(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "introduce", world="demo_programme"))
    for box, typed, name in (
        ("choose_from", "anneke", "Anneke Vandersluis"),
        ("choose_to", "corvin", "Corvin Hallemeyer"),
    ):
        chooser = page.locator(f".st-key-{box}")
        chooser.get_by_role("searchbox").fill(typed)
        chooser.get_by_role("button", name=name).first.click()
        expect(chooser.get_by_role("button", name="Change")).to_be_visible()
    first = page.locator(".st-key-route_1")
    expect(first).to_contain_text("1. Through")
    expect(first).to_contain_text("Records of the programme office (fictional), 2026-06-30")
    assert {ANNEKE, CORVIN} <= ids(page)
    assert (asked(visit)["from"], asked(visit)["to"]) == ([ANNEKE], [CORVIN])
    first.get_by_role("link", name="Corvin Hallemeyer").last.click()
    expect(page.locator(".st-key-details")).to_contain_text("Corvin Hallemeyer")
    assert asked(visit)["centre"] == [CORVIN]


def test_a_copied_link_opens_the_same_routes(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "introduce", **DEMO))
    first = page.locator(".st-key-route_1")
    expect(first).to_contain_text("1. Through")
    page.get_by_role("button", name="Swap").click()
    expect(first.locator("[class*=st-key-rows_person]").first).to_contain_text("Corvin")
    settled(page)
    text, drawn = first.text_content() or "", ids(page)
    copied_page = page.context.new_page()
    copied_page.goto(page.url)
    expect(copied_page.locator(".st-key-route_1")).to_have_text(text)
    assert ids(copied_page) == drawn


def test_avoiding_somebody_by_typing_takes_them_off_every_route(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "introduce", **DEMO))
    expect(page.locator(".st-key-route_1")).to_contain_text("1. Through")
    chooser = page.locator(".st-key-choose_avoid")
    chooser.get_by_role("searchbox").fill("imogen")
    chooser.get_by_role("button", name="Imogen Tarrowby").first.click()
    expect(chooser.get_by_role("button", name="Imogen Tarrowby", exact=True)).to_be_visible()
    expect(page.locator("[class*=st-key-route_]", has_text="Imogen Tarrowby")).to_have_count(0)
    assert asked(visit)["avoid"] == ["demo:person/imogen-tarrowby"]


def test_a_click_in_the_picture_offers_the_way_to_explore(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "introduce", **DEMO))
    assert CORVIN in ids(page)
    click(page, CORVIN)
    page.locator(".st-key-rows_picked").get_by_role("link").click()
    expect(page.locator(".st-key-details")).to_contain_text("Corvin Hallemeyer")


def test_names_made_to_do_harm_show_as_letters(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "introduce", **{"from": EVE, "to": MARK}))
    expect(page.locator(".st-key-route_1")).to_contain_text(HOSTILE)
    expect(page.locator("main img[src=x], section img[src=x]")).to_have_count(0)


def test_a_group_and_anyone_who_fits_open_from_their_links(visit: Visit) -> None:
    page = visit.page
    group = [ANNEKE, CORVIN, "demo:person/bae-taeyul"]
    asked_of: dict[str, str | list[str]] = {"world": "demo_programme", "ask": "group"}
    page.goto(address(visit.address, "introduce", **asked_of, **{"with": group}))
    expect(page.locator(".st-key-advice")).to_contain_text("The weakest tie is")
    assert set(group) <= ids(page)
    page.goto(
        address(visit.address, "introduce", world="demo_programme", ask="anyone",
                mentor="1", **{"from": ANNEKE})
    )  # fmt: skip
    expect(page.locator(".st-key-route_1")).to_contain_text("1. ")
    page.locator(".st-key-route_1").get_by_text("How this was scored").click()
    expect(page.locator(".st-key-route_1 .gm-factors")).to_contain_text("the product")
