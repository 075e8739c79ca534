"""The Profile page, run without a browser."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from graphmodel.analysis.routes.strongest_ties import strongest_ties
from graphmodel.ui.profile.career import dated_facts
from graphmodel.ui.profile.fact_table import facts_of
from graphmodel.ui.profile.relations import SUGGESTED
from tests.page_store import EVE, Opened
from tests.pictures.small_picture import small_network
from tests.ui.page_text import asked, html, labels, links, shows_letters_only

ANNEKE = "demo:person/anneke-vandersluis"
DEMO = {"world": "demo_programme"}
KINDS = {
    "demo:school/lanhe": "Lanhe Film Academy",
    "demo:programme/lantern": "Lantern Directors&#x27; Programme",
    "demo:project/third-courtyard": "Third Courtyard",
}


def test_a_name_typed_leads_to_the_profile(opened: Opened) -> None:
    page = opened("profile", **DEMO)
    assert "Type a name" in page.info[0].value
    page.text_input("find_profile").set_value("anneke").run()
    next(b for b in page.button if "Vandersluis" in b.label).click().run()
    assert asked(page, "id") == [ANNEKE]
    assert "Anneke Vandersluis" in html(page)


def test_a_person_has_ties_suggestions_and_facts_with_their_sources(opened: Opened) -> None:
    page = opened("profile", **DEMO, id=ANNEKE)
    text = html(page)
    for heading in ("Over the years", "Strongest ties", "Could work with next", "Sources"):
        assert heading in text
    assert "Records of the programme office (fictional), 2026-06-30" in text
    ties = [link for link in links(page) if "strong" in link.label or "moderate" in link.label]
    assert ties
    assert all("id=" in link.query_string for link in ties)


def test_those_to_work_with_next_are_the_first_on_suggest(opened: Opened) -> None:
    def led_to(page: str, parameter: str, **address: str) -> list[str]:
        queries = [parse_qs(link.query_string) for link in links(opened(page, **DEMO, **address))]
        return [query[parameter][0] for query in queries if parameter in query]

    on_suggest = dict.fromkeys(led_to("suggest", "centre", person=ANNEKE))
    suggested = [person for person in on_suggest if person != ANNEKE][:SUGGESTED]
    led = led_to("profile", "id", id=ANNEKE)
    assert suggested in [led[at : at + SUGGESTED] for at in range(len(led))]


def test_names_lead_to_their_profiles_and_to_the_picture(opened: Opened) -> None:
    page = opened("profile", **DEMO, id=ANNEKE)
    assert {"Picture", "Introduce from", "Introduce to", "Suggest"} <= set(labels(page).split("\n"))
    picture = next(link for link in links(page) if link.label == "Picture")
    assert "centre=demo%3Aperson%2Fanneke-vandersluis" in picture.query_string


def test_a_school_and_a_project_have_profiles_too(opened: Opened) -> None:
    for node_id, name in KINDS.items():
        page = opened("profile", **DEMO, id=node_id)
        assert f'aria-level="1">{name}' in html(page)
        assert "Strongest ties" not in html(page)
        assert "Introduce from" not in labels(page)


def test_an_unknown_id_is_said(opened: Opened) -> None:
    page = opened("profile", id="nobody<b>")
    assert "Nothing here has the id" in page.info[0].value
    assert shows_letters_only(page)


def test_names_made_to_do_harm_show_as_letters(opened: Opened) -> None:
    assert shows_letters_only(opened("profile", id=EVE))
    page = opened("profile", id=EVE, show="All facts")
    assert shows_letters_only(page)


def test_all_facts_are_a_table_with_a_column_for_each_thing(opened: Opened) -> None:
    page = opened("profile", **DEMO, id=ANNEKE, show="All facts")
    frame = page.dataframe[0].value
    assert list(frame.columns) == ["fact", "name", "kind", "as", "when", "year", "sources", "page"]
    assert len(frame) > 3
    assert all(address.startswith("/profile?") for address in frame["page"])


def test_facts_are_read_from_the_node_and_sorted_by_year() -> None:
    network = small_network()
    frame = facts_of(network, network.index("t:bo"))
    assert frame.height == 12
    assert frame.row(0, named=True) == {
        "fact": "worked on",
        "name": "Extra",
        "kind": "Project",
        "as": "director",
        "when": "2005",
        "year": 2005,
        "sources": "A test",
        "id": "t:extra",
    }
    school = facts_of(network, network.index("t:school"))
    assert school["name"].to_list() == ["<img src=x onerror=alert(1)>", "Bo *Bold* Diddley"]
    assert set(school["fact"]) == {"taught"}


def test_the_strip_counts_each_dated_fact_in_its_years() -> None:
    network = small_network()
    frame, undated = dated_facts(network, network.index("t:bo"))
    assert frame["year"].to_list() == [1985, *range(1990, 2000), 2005]
    assert undated == 0


def test_the_strongest_ties_come_first_with_what_they_rest_on() -> None:
    network = small_network()
    ann = strongest_ties(network, "t:ann")
    assert [hop.target for hop in ann] == ["t:bo", "t:cy"]
    assert len(ann[0].shared) == 10
    assert ann[0].strength > ann[1].strength
    assert strongest_ties(network, "t:ann", limit=1) == ann[:1]
    assert strongest_ties(network, "t:school") == ()


@pytest.mark.parametrize(
    ("script", "name", "beside"),
    [("han", "邱文岚", "Qiu Wenlan"), ("latin", "Qiu Wenlan", "邱文岚")],
)
def test_names_stand_in_the_script_chosen_and_others_beside_them(
    opened: Opened, script: str, name: str, beside: str
) -> None:
    page = opened("profile", id="demo:person/qiu-wenlan", world="demo_programme", names=script)
    text = html(page)
    assert name in text
    assert beside in text[text.index(name) :]
    assert beside not in text[: text.index(name)]
