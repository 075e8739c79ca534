"""Credits that make no tie: people shown, thanked or adapted have met nobody."""

from typing import Any

import numpy as np
import pytest

from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.introductions import introduce
from graphmodel.analysis.ties.activity import activity_spans
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.network.network import Network
from tests.analysis.talent_networks import talent

Properties = dict[str, object]


def credit(person: str, project: str, role: str = "actor", **properties: object) -> Properties:
    return {"kind": "WORKED_ON", "from": person, "to": project, "role": role, **properties}


def tied(network: Network, source: str, target: str, *, all_credits: bool = False) -> bool:
    ties = people_ties(network, all_credits=all_credits)
    return bool(ties.shared(network.index(source), network.index(target)))


def film(**credits: Properties) -> Network:
    """A film by ``maker`` with the actor ``lead`` and another person for each of these credits."""
    links = [credit("maker", "film", "director"), credit("lead", "film", billing=1)]
    links += [credit(name, "film", **({"role": "actor"} | c)) for name, c in credits.items()]  # type: ignore[arg-type]
    return talent({"film": {"kind": "Project", "year": 2010}}, links)


@pytest.mark.parametrize(
    "properties",
    [
        {"role": "thanks"},
        {"role": "crew", "job": "Special Thanks"},
        {"role": "archive footage"},
        {"role": "actor", "characters": ["Himself (archive footage)"], "billing": 2},
        {"role": "actor", "characters": ["Self", "Extra (archive sound)"], "job": "archive sound"},
        {"role": "novel"},
        {"role": "original concept", "department": "Writing"},
        {"role": "writer", "job": "characters; Idea"},
        {"role": "writer", "job": "based on the play by"},
        {"role": "extra"},
        {"role": "actor", "characters": ["Extra (uncredited)"]},
    ],
)
def test_who_was_not_there_has_met_nobody_unless_every_credit_is_to_count(
    properties: Properties,
) -> None:
    network = film(other=properties)
    assert tied(network, "maker", "lead")
    for person in ("maker", "lead"):
        assert not tied(network, person, "other")
        assert tied(network, person, "other", all_credits=True)
    assert not introduce(network, "maker", "other", k=1).routes
    counted = introduce(network, "maker", "other", RouteConstraints(all_credits=True), k=1)
    assert counted.routes[0].people == ("maker", "other")


def test_extras_do_not_make_a_crowd_of_those_who_worked() -> None:
    network = film(**{f"e{n}": {"role": "extra"} for n in range(200)}, other={"billing": 9})
    assert tied(network, "lead", "other")
    assert not tied(network, "e1", "e2")


def test_an_author_who_also_wrote_the_script_was_there() -> None:
    links = [
        credit("maker", "film", "director"),
        credit("both", "film", "novel"),
        credit("both", "film", "writer", job="screenplay"),
        credit("merged", "film", "writer", job="novel; screenplay"),
    ]
    network = talent({"film": {"kind": "Project", "year": 2010}}, links)
    assert tied(network, "maker", "both")
    assert tied(network, "maker", "merged")


@pytest.mark.parametrize(
    "show",
    [
        {"type": "special", "name": "Harbour Night"},
        {"type": "episode", "genres": ["Talk-Show"]},
        {"type": "film", "name": "The 12th Harbour Awards"},
    ],
)
def test_guests_of_a_show_have_not_met(show: Properties) -> None:
    links = [
        credit("maker", "show", "director"),
        credit("host", "show", "self", characters=["Self - Host"], billing=1),
        credit("one", "show", "self", billing=2),
        credit("two", "show", "actor", characters=["Herself - Presenter"], billing=3),
        credit("writer", "show", "writer"),
    ]
    network = talent({"show": {"kind": "Project", "year": 2018, **show}}, links)
    assert not any(tied(network, a, "two") for a in ("maker", "host", "one", "writer"))
    assert tied(network, "maker", "writer")
    assert tied(network, "one", "two", all_credits=True)


def test_who_appears_as_themselves_in_a_film_has_met_its_makers_alone() -> None:
    network = film(
        one={"role": "self"},
        two={"characters": ["Himself"], "billing": 2},
        passer={"characters": ["Man in Bar (uncredited)"], "billing": 3},
        self_named={"characters": ["Selfish Giant"], "billing": 4},
    )
    assert not any(tied(network, a, b) for a, b in (("one", "two"), ("two", "passer")))
    assert all(tied(network, "maker", person) for person in ("one", "two", "passer"))
    assert tied(network, "lead", "self_named")


@pytest.mark.parametrize(
    "form", [{"genres": ["Documentary film"]}, {"type": "documentary"}, {"genres": ["纪录片"]}]
)
def test_documentaries_are_known_by_genre_or_type_in_several_spellings(form: Properties) -> None:
    network = talent(
        {
            "doc": {"kind": "Project", "year": 2000, **form},
            "other": {"kind": "Project", "year": 2001},
            "more": {"kind": "Project", "year": 2001},
        },
        [
            credit("maker", "doc", "director"),
            *(credit(person, "doc", billing=1) for person in ("ann", "bo")),
            credit("ann", "other"),
            credit("bo", "more"),
        ],
    )
    assert tied(network, "maker", "ann")
    assert not tied(network, "ann", "bo")


def test_the_writer_of_a_film_made_again_has_not_met_those_who_made_it_again() -> None:
    nodes = {
        "first": {"kind": "Project", "year": 1994},
        "again": {"kind": "Project", "year": 2001},
        "unrelated": {"kind": "Project", "year": 2002},
    }
    links: list[Properties] = [
        credit("lin", "first", "director"),
        credit("lin", "again", "writer"),
        credit("wu", "first", "writer"),
        credit("wu", "again", "writer", job="screenplay"),
        credit("maker", "again", "director"),
        credit("new", "again", "writer"),
        credit("lin", "unrelated", "writer"),
        credit("ray", "unrelated", "director"),
    ]
    without = talent(nodes, links)
    assert tied(without, "lin", "maker")
    network = talent(nodes, [*links, {"kind": "BASED_ON", "from": "again", "to": "first"}])
    assert not tied(network, "lin", "maker")
    assert tied(network, "lin", "maker", all_credits=True)
    assert all(tied(network, "maker", person) for person in ("wu", "new"))
    assert tied(network, "lin", "ray")


def filmed_twice(
    *, title: str = "Salt", year: int = 2007, kind: str = "film", role: str = "", job: str = ""
) -> Network:
    """Two films by one writer, ``lin``: Salt of 1996, and another by ``maker``."""
    nodes = {
        "first": {"kind": "Project", "name": "Salt", "type": "film", "year": 1996},
        "again": {"kind": "Project", "name": title, "type": kind, "year": year},
    }
    links = [
        credit("lin", "first", "writer"),
        credit("ray", "first", "director"),
        credit("lin", "again", "writer", **({"job": job} if job else {})),
        credit("maker", "again", "director"),
        credit("new", "again", "writer"),
    ]
    return talent(nodes, [*links, *([credit("lin", "again", role)] if role else [])])


@pytest.mark.parametrize("title", ["Salt", "SALT!", "The Salt"])
def test_the_writer_of_a_film_of_the_same_title_years_before_has_not_met_its_makers(
    title: str,
) -> None:
    network = filmed_twice(title=title)
    assert not tied(network, "lin", "maker")
    assert not tied(network, "lin", "new")
    assert tied(network, "lin", "ray")
    assert tied(network, "maker", "new")
    assert tied(network, "lin", "maker", all_credits=True)


@pytest.mark.parametrize(
    "later",
    [
        {"title": "Salt 2"},
        {"title": "Salted"},
        {"year": 1999},
        {"kind": "series"},
        {"role": "director"},
        {"job": "screenplay"},
    ],
)
def test_the_writer_of_a_sequel_a_near_film_or_a_series_has(later: dict[str, Any]) -> None:
    assert tied(filmed_twice(**later), "lin", "maker")


def test_the_long_dead_have_not_worked_on_it() -> None:
    nodes = {
        "film": {"kind": "Project", "year": 2010},
        "old": {"kind": "Person", "died": 1890},
        "late": {"kind": "Person", "died": 2009},
    }
    links = [
        credit("maker", "film", "director"),
        *(credit(person, "film", "writer") for person in ("old", "late")),
    ]
    network = talent(nodes, links)
    assert not tied(network, "maker", "old")
    assert tied(network, "maker", "late")


@pytest.mark.parametrize("stage", ["rumoured", "abandoned"])
def test_work_on_what_was_never_made_ties_nobody(stage: str) -> None:
    works = {
        "unmade": {"kind": "Project", "year": 2012, "stage": stage},
        "made": {"kind": "Project", "year": 2010, "stage": "released"},
    }
    roles = {"maker": "director", "lead": "actor"}
    unmade = [credit(person, "unmade", role) for person, role in roles.items()]
    network = talent(works, unmade)
    assert not tied(network, "maker", "lead")
    assert tied(network, "maker", "lead", all_credits=True)
    made = [credit(person, "made", role) for person, role in roles.items()]
    network = talent(works, [*unmade, *made])
    assert tied(network, "maker", "lead")
    last_years = activity_spans(network, 2014).last
    assert set(last_years[~np.isnan(last_years)]) == {2010.0}
