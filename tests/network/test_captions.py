"""Captions of links in one line."""

from __future__ import annotations

from datetime import date

import pytest

from graphmodel import words
from graphmodel.analysis.people.comparison import compare_people
from graphmodel.network import present
from graphmodel.network.captions import link_details, summary, year_there
from tests.analysis.talent_networks import talent
from tests.pictures.small_picture import small_network


def test_several_works_of_one_award_are_named_in_words() -> None:
    link = {"kind": "SELECTED_AT", "award": "Oscar", "works": ["Hugo", "Aviator"], "year": 2011}
    said = link_details(small_network(), link)
    assert "for Hugo, Aviator" in said
    assert "[" not in said
    assert said.endswith("2011")


def test_an_id_is_shown_by_the_name_that_it_has_and_who_noted_it_after_that() -> None:
    network = small_network()
    known, name = network.ids[0], network.names[0]
    link = {"kind": "MET", "event": known, "how": "talked", "recorded_by": "Kim"}
    assert link_details(network, link) == f"{name} · talked · recorded by Kim"
    assert link_details(network, {**link, "event": "gone"}).startswith("gone · ")


def test_who_says_it_no_more_is_shown_by_name() -> None:
    network = small_network()
    link = {"kind": "WORKED_ON", "role": "editor", "no_longer_claimed_by": [network.ids[0], "gone"]}
    said = link_details(network, link)
    assert said == f"no longer claimed by {network.names[0]}, gone · editor"


def test_a_credit_without_a_year_is_dated_by_its_work() -> None:
    network = talent(
        {"film": {"kind": "Project", "year": 2021}, "planned": {"kind": "Project", "year": 2199},
         "undated": {"kind": "Project"}},
        [
            {"kind": "WORKED_ON", "from": "ann", "to": "film", "role": "editor"},
            {"kind": "WORKED_ON", "from": "ann", "to": "film", "role": "writer", "year": 2020},
            {"kind": "WORKED_ON", "from": "ann", "to": "planned", "role": "editor"},
            {"kind": "WORKED_ON", "from": "ann", "to": "undated", "role": "editor"},
        ],
    )  # fmt: skip
    links = [network.link(number) for number in range(network.links.height)]
    said = {(network.ids[link["target"]], link["role"]): year_there(network, link)
            for link in links}  # fmt: skip
    assert said == {
        ("film", "editor"): "project of 2021", ("film", "writer"): "",
        ("planned", "editor"): "project planned for 2199", ("undated", "editor"): "",
    }  # fmt: skip


def test_an_award_without_a_year_is_dated_by_the_work_it_went_to() -> None:
    network = talent(
        {"film": {"kind": "Project", "year": 2021}, "fest": {"kind": "Festival"}},
        [
            {"kind": "SELECTED_AT", "from": "film", "to": "fest", "result": "won"},
            {"kind": "SELECTED_AT", "from": "film", "to": "fest", "result": "shown", "year": 2022},
        ],
    )
    film, festival = network.index("film"), network.index("fest")
    dated = {link["result"]: year_there(network, link, film)
             for link in map(network.link, range(network.links.height))}  # fmt: skip
    assert dated == {"won": "project of 2021", "shown": ""}
    assert {year_there(network, network.link(i), festival) for i in range(2)} == {""}


def test_who_has_an_agent_is_none() -> None:
    network = talent(
        {"film": {"kind": "Project"}, "office": {"kind": "Organisation"}},
        [
            {"kind": "WORKED_ON", "from": "ann", "to": "film", "role": "director"},
            {"kind": "WORKED_ON", "from": "lee", "to": "film", "role": "producer"},
            {"kind": "REPRESENTS", "from": "office", "to": "ann", "role": "agent"},
            {"kind": "REPRESENTS", "from": "lee", "to": "ann", "role": "manager"},
        ],
    )
    assert summary(network, network.index("ann")).startswith("director · ")
    assert summary(network, network.index("lee")).startswith("manager, producer · ")
    roles = next(f for f in compare_people(network, ["ann", "lee"]).facts if f.name == "roles")
    assert roles.values == ("director (1)", "manager (1), producer (1)")


def test_a_summary_that_is_remembered_follows_language_and_year(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network = small_network()
    person = int(network.of_kind("Person")[0])
    english = summary(network, person)
    assert summary(network, person) is english
    with words.speaking(words.CHINESE):
        assert summary(network, person) != english
    monkeypatch.setattr(present, "today", lambda: date(1850, 1, 1))
    before_anything = summary(network, person)
    assert "planned" in before_anything
    monkeypatch.undo()
    assert summary(network, person) == english
    assert summary(network.named_in("han"), person) == english
