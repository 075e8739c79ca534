"""Comparison of people side by side."""

from __future__ import annotations

import pytest

from graphmodel.analysis.people.comparison import compare_people
from graphmodel.errors import InputError
from tests.analysis.small_networks import credits_network

NETWORK = credits_network(
    {"dune": ["ann", "bo"], "rain": ["ann", "cy"], "fog": ["bo", "ann", "cy"], "ash": ["di"]},
    years={"dune": 2001, "rain": 2010, "fog": 2005, "ash": 1990},
    people={"ann": {"languages": ["French"]}, "bo": {"languages": ["French"]}},
    roles={("cy", "fog"): "editor"},
)


def test_what_is_known_of_each_and_what_differs() -> None:
    comparison = compare_people(NETWORK, ["cy", "ann", "bo"])
    facts = {fact.name: fact for fact in comparison.facts}
    assert comparison.names == ("Cy", "Ann", "Bo")
    assert facts["active"].values == ("2005–2010", "2001–2010", "2001–2005")
    assert facts["roles"].values == ("director (1), editor (1)", "director (3)", "director (2)")
    assert facts["projects"].values == ("2 projects", "3 projects", "2 projects")
    assert facts["languages"].values == ("", "French", "French")
    assert [facts[n].differs for n in ("active", "roles", "languages")] == [True, True, False]
    table = comparison.to_polars()
    assert table.height == 3 * len(comparison.facts)


def test_what_is_shared_by_most_stands_first_with_roles_and_sources() -> None:
    comparison = compare_people(NETWORK, ["ann", "bo", "cy"])
    assert [node.id for node in comparison.shared] == ["fog", "rain", "dune"]
    fog = comparison.shared[0]
    assert (fog.year, fog.sources) == (2005, ("test",))
    assert "editor" in fog.how[2]
    assert comparison.shared[1].how[1] == ""
    assert set(comparison.to_networkx()["fog"]) == {"ann", "bo", "cy"}
    years = {(work.person, work.name): work.first_year for work in comparison.years}
    assert years["ann", "Rain"] == 2010
    assert compare_people(NETWORK, ["ann", "di"]).shared == ()


@pytest.mark.parametrize(
    ("ids", "words"),
    [(["ann"], "1 is given"), (["ann", "ann"], "1 is given"), (["ann", "nobody"], "'nobody'")],
)
def test_too_few_or_unknown_people_are_refused(ids: list[str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        compare_people(NETWORK, ids)


def test_a_festival_company_or_colleague_of_different_works_is_shared_through_them() -> None:
    network = credits_network(
        {"dune": ["ann", "pat"], "rain": ["bo", "pat"], "fog": ["ann", "bo", "kim"], "ash": ["cy"]},
        years={"dune": 2001, "rain": 2010, "fog": 2005, "ash": 1990},
        roles={("pat", "dune"): "producer", ("pat", "rain"): "producer"},
        nodes={"Festival": [{"id": "fest"}, {"id": "own"}], "Organisation": [{"id": "firm"}]},
        links={
            "SELECTED_AT": [
                {"from_id": "dune", "to_id": "fest", "result": "won", "year": 2002},
                {"from_id": "rain", "to_id": "fest", "result": "nominated", "year": 2011},
                {"from_id": "fog", "to_id": "own", "result": "won", "year": 2006},
                {"from_id": "cy", "to_id": "own", "result": "recognised", "year": 1991},
            ],
            "MADE": [
                {"from_id": "firm", "to_id": "dune", "role": "producer"},
                {"from_id": "firm", "to_id": "rain", "role": "producer"},
            ],
        },
    )
    shared = compare_people(network, ["ann", "bo"]).shared
    # "own" and Kim are reached through Fog, which both made, so only Fog is listed.
    assert [node.id for node in shared] == ["fog", "fest", "firm", "pat"]
    assert [node.through_works for node in shared] == [False, True, True, True]
    fest, firm, pat = shared[1:]
    assert fest.how == (
        "Dune (director): was recognised by · won · 2002",
        "Rain (director): was recognised by · nominated · 2011",
    )
    assert (fest.year, fest.sources) == (2011, ("test",))
    assert firm.how[0] == "Dune (director): was made by · producer"
    assert pat.how[1] == "Rain (director): was made with · producer"
    # One was recognised in person, the other through a work.
    [own] = compare_people(network, ["cy", "ann"]).shared
    assert own.how == (
        "was recognised by · recognised · 1991",
        "Fog (director): was recognised by · won · 2006",
    )
    assert own.through_works


def test_of_a_work_and_what_it_is_based_on_the_earlier_one_is_shared() -> None:
    links = {"BASED_ON": [{"from_id": "rain", "to_id": "dune"}]}
    network = credits_network({"dune": ["ann"], "rain": ["bo"]}, links=links)
    [dune] = compare_people(network, ["ann", "bo"]).shared
    assert dune.how == ("worked on · director", "Rain (director): is based on")
