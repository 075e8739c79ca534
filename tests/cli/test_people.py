"""``graphmodel people`` on the shipped programme."""

from __future__ import annotations

import csv
import io

import pytest

from tests.cli.conftest import Ran, Run, one_line

DEMO = ("--namespace", "demo_programme")


def test_a_sentence_finds_people_with_facts_and_their_sources(ask: Run) -> None:
    ran = ask("people", "directors from China shown at Lanhe New Image Festival", *DEMO,
              "--format", "json")  # fmt: skip
    assert "Understood: role: director; home country: China; festival or award: " in ran.err
    assert ran.json["total"] == len(ran.json["people"]) > 0
    for person in ran.json["people"]:
        assert "director" in person["roles"]
        shown = [fact for fact in person["why"] if fact["facet"] == "festival"]
        assert shown
        assert " at Lanhe New Image Festival 20" in shown[0]["says"]
        assert "according to " in shown[0]["says"]
        assert shown[0]["sources"]
        assert len(shown[0]["facts"]) >= 1
    assert ran.json["understood"][0]["text"] == "directors"
    assert ran.json["not_understood"] == []


def test_options_do_the_same_as_a_sentence(ask: Run) -> None:
    said = ask("people", "writers from Japan active since 2020", *DEMO, "--format", "json").json
    options = ask("people", "--role", "writer", "--from", "japan", "--active-since", "2020", *DEMO,
                  "--format", "json").json  # fmt: skip
    assert said["people"] == options["people"] != []
    table = ask("people", "writers active since 2020", *DEMO, "--format", "csv").out
    for row in csv.DictReader(io.StringIO(table)):
        told = [fact.partition(" (")[0] for fact in row["why"].split("; ")]
        assert len(set(told)) == len(told), "no credit twice"
    narrower = ask("people", "writers from Japan", "--role", "director", *DEMO, "--format", "json")
    assert all("director" in person["roles"] for person in narrower.json["people"])


def test_sorting_paging_and_csv(ask: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(
        ask("people", *DEMO, "--sort", "last", "--limit", "100", "--format", "csv").out
    )))  # fmt: skip
    years = [row["last"] for row in rows]
    known = [year for year in years if year]
    assert known == sorted(known, reverse=True)
    assert years == known + [""] * (len(years) - len(known))
    page = ask("people", *DEMO, "--sort", "last", "--limit", "2", "--offset", "3", "--format",
               "json").json  # fmt: skip
    assert [person["id"] for person in page["people"]] == [row["id"] for row in rows[3:5]]


def test_near_is_counted_in_steps_and_shown(ask: Run) -> None:
    ran = ask("people", *DEMO, "--near", "Anneke Vandersluis", "--steps", "1", "--sort", "near",
              "--format", "csv")  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert rows
    assert {row["steps"] for row in rows} == {"1"}
    apart = ask("people", *DEMO, "--not-with", "Anneke Vandersluis", "--limit", "100", "--format",
                "csv")  # fmt: skip
    others = {row["id"] for row in csv.DictReader(io.StringIO(apart.out))}
    assert not others & {row["id"] for row in rows}


def test_counts_name_each_value_and_what_is_not_known(ask: Run) -> None:
    counts = ask("people", *DEMO, "--role", "director", "--counts", "--format", "json").json
    schools = counts["facets"]["school"]["values"]
    assert schools == sorted(schools, key=lambda value: -value["people"])
    one = schools[0]
    found = ask("people", *DEMO, "--role", "director", "--school", one["value"], "--format", "json")
    assert found.json["total"] == one["people"]
    table = ask("people", *DEMO, "--role", "director", "--counts").out
    assert "(not known)" in table
    single = next(value["value"] for value in schools if value["people"] == 1)
    only = ask("people", *DEMO, "--role", "director", "--school", single)
    assert only.err.splitlines()[-1] == "1 person fits."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--role", "dircetor"), "no role 'dircetor' is known here; there are"),
        (("--school", "Nowhere School"), "no School is called 'Nowhere School'"),
        (("--near", "Nobody At All"), "no Person is called 'Nobody At All'"),
        (("xyzzy",), "none of 'xyzzy' was understood; try"),
        (("--active-since", "2020", "--active-until", "2010"), "swap the years"),
        (("--sort", "near"), "sorting by distance needs a person to measure from"),
    ],
)
def test_bad_input_is_one_clear_line(ask: Run, arguments: tuple[str, ...], said: str) -> None:
    ran = ask("people", *DEMO, *arguments)
    assert ran.code == 1
    fiction, _, fault = ran.err.partition("\n")
    assert fiction.startswith("Fictional: ")
    assert one_line(Ran(ran.code, ran.out, fault))
    assert said in fault


def test_fiction_is_said(ask: Run) -> None:
    assert "Fictional: demo_programme" in ask("people", *DEMO, "--limit", "1").err
