"""People who carry from one market to another, computed by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graphmodel.analysis.markets.markets import Bridge, bridge
from graphmodel.analysis.markets.wordings import overview
from graphmodel.errors import InputError
from tests.analysis.talent_networks import talent

NODES: dict[str, dict[str, Any]] = {
    "us-1": {"kind": "Project", "year": 2010, "countries": ["United States"],
             "genres": ["Drama", "War"]},
    "us-2": {"kind": "Project", "year": 2018, "market": "United States"},
    "cn-1": {"kind": "Project", "year": 2014, "market": "China", "genres": ["Drama"]},
    "cn-2": {"kind": "Project", "year": 2016, "countries": ["China"]},
    "both": {"kind": "Project", "year": 2012, "countries": ["China", "United States"]},
    "later": {"kind": "Project", "year": 2022, "countries": ["China"]},
    "school": {"kind": "School", "country": "United States"},
}  # fmt: skip


def credit(who: str, work: str) -> dict[str, Any]:
    return {"kind": "WORKED_ON", "from": who, "to": work, "role": "director",
            "year": NODES[work]["year"]}  # fmt: skip


LINKS = [
    *(credit("carrier", work) for work in ("us-1", "cn-1", "cn-2")),
    *(credit("friend", work) for work in ("us-1", "cn-1")),
    *(credit("back", work) for work in ("cn-1", "us-2")),
    credit("one-work", "both"),
    credit("planned", "us-1"),
    credit("planned", "later"),
    {"kind": "STUDIED_AT", "from": "graduate", "to": "school", "until": "2011"},
    credit("graduate", "cn-2"),
    {"kind": "STUDIED_AT", "from": "undated", "to": "school"},
    credit("undated", "cn-2"),
    {"kind": "KNOWS", "from": "asker", "to": "graduate", "since": "2015"},
]


def ask(source: str = "United States", target: str = "China", **options: Any) -> Bridge:
    return bridge(talent(NODES, LINKS), source, target, as_of=options.pop("as_of", 2020), **options)


def test_who_was_there_first_and_later_worked_here() -> None:
    answer = ask("united states")
    assert (answer.source, answer.total, answer.undated) == ("United States", 3, 1)
    assert [(c.id, c.before.year, c.after.year, c.works) for c in answer.carriers] == [
        ("carrier", 2010, 2014, 2), ("friend", 2010, 2014, 1), ("graduate", 2011, 2016, 1),
    ]  # fmt: skip
    assert [c.id for c in ask("China", "United States").carriers] == ["back"]


def test_who_stopped_or_died_is_left_out_where_this_is_asked() -> None:
    assert [c.id for c in ask(active_since=2016).carriers] == ["carrier", "graduate"]
    assert ask(active_since=2016).total == 3
    nodes = NODES | {"carrier": {"kind": "Person", "died": 2019}}
    options: dict[str, Any] = {"as_of": 2020, "active_since": 2014}
    answer = bridge(talent(nodes, LINKS), "United States", "China", **options)
    assert [c.id for c in answer.carriers] == ["friend", "graduate"]
    (*_, sentence) = overview(answer, talent(nodes, LINKS))
    assert sentence == "The list shows people active in 2014 or later."


def test_both_facts_are_named_with_sources_and_what_came_along() -> None:
    carrier, _, graduate = ask().carriers
    assert (carrier.before.at, carrier.after.at) == ("us-1", "cn-1")
    assert carrier.before.link.startswith("carrier|WORKED_ON|us-1")
    assert carrier.before.sources
    assert carrier.after.sources
    assert carrier.genres == ("Drama",)
    assert carrier.companions == ("friend",)
    assert (graduate.before.at, graduate.companions, graduate.genres) == ("school", (), ())


def test_what_is_dated_later_is_a_plan() -> None:
    assert "planned" not in {c.id for c in ask().carriers}
    assert "planned" in {c.id for c in ask(as_of=2023).carriers}
    assert [c.id for c in ask(as_of=2014).carriers] == ["carrier", "friend"]


def test_for_somebody_only_those_within_two_ties() -> None:
    answer = ask(asker="asker")
    # The asker knows the graduate, who was on a film with the carrier.
    assert [(c.id, c.steps, c.through) for c in answer.carriers] == [
        ("graduate", 1, None), ("carrier", 2, "graduate"),
    ]  # fmt: skip
    assert answer.total == 3


def spelt(nodes: dict[str, dict[str, Any]], *credits: tuple[str, str]) -> Bridge:
    links = [{"kind": "WORKED_ON", "from": who, "to": work, "role": "director",
              "year": nodes[work]["year"]} for who, work in credits]  # fmt: skip
    works = {work: {"kind": "Project", **values} for work, values in nodes.items()}
    return bridge(talent(works, links), "CHINA", "united states", as_of=2020)


def test_spellings_of_a_market_are_one_and_the_most_frequent_is_shown() -> None:
    nodes = {
        "lower": {"year": 2010, "market": "china", "countries": ["China"]},
        "upper": {"year": 2011, "market": "China"},
        "spaced": {"year": 2012, "market": " China "},
        "there": {"year": 2015, "countries": ["United-States"]},
        "also": {"year": 2016, "countries": ["United States"]},
        "again": {"year": 2017, "countries": ["United States"]},
    }
    answer = spelt(nodes, ("a", "lower"), ("a", "there"), ("b", "upper"), ("b", "also"),
                   ("c", "spaced"), ("c", "again"))  # fmt: skip
    assert (answer.source, answer.target) == ("China", "United States")
    assert {c.id for c in answer.carriers} == {"a", "b", "c"}
    assert {y.market for y in answer.years} == {"China", "United States"}


def test_a_work_of_both_markets_shows_neither() -> None:
    nodes = {
        "cn": {"year": 2010, "market": "China"},
        "both": {"year": 2012, "countries": ["China", "United States"]},
        "us": {"year": 2014, "market": "United States"},
    }
    answer = spelt(nodes, ("never", "cn"), ("never", "both"), ("late", "both"), ("late", "us"),
                   ("carrier", "cn"), ("carrier", "both"), ("carrier", "us"))  # fmt: skip
    assert [(c.id, c.before.at, c.after.at, c.works) for c in answer.carriers] == [
        ("carrier", "cn", "us", 2)
    ]


def test_an_idea_is_no_work() -> None:
    nodes = {
        "cn": {"year": 2010, "market": "China", "type": "film"},
        "idea": {"year": 2012, "market": "United States", "type": "idea"},
        "us": {"year": 2014, "market": "United States"},
    }
    answer = spelt(nodes, ("dreamer", "cn"), ("dreamer", "idea"), ("a", "cn"), ("a", "idea"),
                   ("a", "us"))  # fmt: skip
    assert [(c.id, c.after.at, c.works) for c in answer.carriers] == [("a", "us", 1)]
    assert {(y.market, y.year) for y in answer.years} == {("China", 2010), ("United States", 2014)}


def test_works_by_year() -> None:
    counts = {(y.market, y.year): (y.works, y.people) for y in ask().years}
    assert counts[("China", 2014)] == (1, 3)
    assert counts[("United States", 2012)] == (1, 1)


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(InputError, match="no work or school in 'Atlantis' is known; there are"):
        ask("Atlantis")
    with pytest.raises(InputError, match="there are United States, China"):
        ask("states")
    with pytest.raises(InputError, match="are the same market"):
        ask("china", "China")
    with pytest.raises(InputError, match="is not a person"):
        ask(asker="school")
