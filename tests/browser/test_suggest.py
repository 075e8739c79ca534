"""Suggest in a real browser: choosing a person, reading reasons, following a suggestion."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.graph_driver import Visit, address, asked, settled

ANNEKE = "demo:person/anneke-vandersluis"
DEMO: dict[str, str | list[str]] = {"world": "demo_programme", "person": ANNEKE}


def test_a_name_typed_gives_suggestions_with_facts_to_check(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "suggest", world="demo_programme"))
    page.locator(".st-key-find_person").get_by_role("searchbox").fill("anneke")
    page.get_by_role("button", name="Anneke Vandersluis").click()
    first = page.locator(".st-key-suggestion_1")
    expect(first).to_contain_text("more reasons for")
    assert asked(visit)["person"] == [ANNEKE]
    bar = first.get_by_role("img")
    widths = bar.locator("i").evaluate_all("bits => bits.map(b => b.getBoundingClientRect().width)")
    assert len(widths) > 2
    assert sum(widths) < bar.bounding_box()["width"]  # type: ignore[index]
    first.get_by_text("How to reach them").click()
    expect(first).to_contain_text("is tied directly, because of")
    first.get_by_text("The facts behind it").click()
    expect(first).to_contain_text("Records of the programme office (fictional), 2026-06-30")


def test_introduce_me_to_opens_the_routes(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "suggest", **DEMO))
    first = page.locator(".st-key-suggestion_1")
    name = first.locator("[class*=st-key-rows_person] a").inner_text().split("\n")[0]
    first.get_by_role("link", name="Introduce me to").click()
    expect(page.locator(".st-key-route_1")).to_contain_text("1. ")
    assert asked(visit)["from"] == [ANNEKE]
    expect(page.locator(".st-key-choose_to")).to_contain_text(name.split(" ")[0])
    page.go_back()
    expect(first).to_contain_text(name)
    assert asked(visit)["person"] == [ANNEKE]


def test_a_filter_changes_who_is_suggested_and_a_copied_link_keeps_it(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "suggest", **DEMO, role="director"))
    expect(page.locator(".st-key-suggestion_1")).to_contain_text("director")
    names = page.locator("[class*=st-key-rows_person] a")
    expect(names).to_have_count(10)
    page.get_by_text("Newcomers only").click()
    page.wait_for_url("**newcomers=yes**")
    expect(names).not_to_have_count(10)
    settled(page)
    before = names.all_inner_texts()
    copy = page.context.new_page()
    copy.goto(page.url)
    expect(copy.locator("[class*=st-key-rows_person] a")).to_have_count(len(before))
    assert copy.locator("[class*=st-key-rows_person] a").all_inner_texts() == before


def test_not_this_one_hides_somebody_until_shown_again(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "suggest", **DEMO, limit="5"))
    no = page.get_by_role("button", name="Not this one")
    expect(no).to_have_count(5)
    settled(page)
    name = page.locator("[class*=st-key-rows_person]").first
    first = " ".join(name.inner_text().split()[:2])
    no.first.click()
    section = page.get_by_text("1 hidden by you")
    expect(section).to_be_visible()
    expect(name).not_to_contain_text(first)
    section.click()
    page.get_by_role("button", name="Show again").click()
    expect(section).to_have_count(0)
    expect(name).to_contain_text(first)
