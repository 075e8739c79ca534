"""Joint plans of two people are not ties, and are worded as plans."""

import pytest

from graphmodel.analysis.routes.advice import describe_plans, introduction_advice
from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.introductions import introduce
from graphmodel.analysis.ties.last_activity import last_activity
from graphmodel.analysis.ties.plans import planned_years, plans_between
from graphmodel.network.network import Network
from tests.analysis.talent_networks import talent

NOW = "2026-11-28"


def slate() -> Network:
    """Ann and Bo made a film in 2012; Bo and Cy plan one for 2041, Ann and Dee one for 2042."""
    return talent(
        {
            "made": {"kind": "Project", "year": 2012},
            "older": {"kind": "Project", "year": 2002},
            "next": {"kind": "Project", "name": "Low Tide", "year": 2041},
            "other": {"kind": "Project", "year": 2042},
            "lab": {"kind": "Programme", "name": "The Lab"},
            "eve": {"died": 2010},
        },
        [
            {"kind": "WORKED_ON", "from": "ann", "to": "made", "role": "director"},
            {"kind": "WORKED_ON", "from": "bo", "to": "made", "role": "writer"},
            {"kind": "WORKED_ON", "from": "eve", "to": "older", "role": "actor"},
            {"kind": "WORKED_ON", "from": "cy", "to": "older", "role": "actor"},
            {"kind": "WORKED_ON", "from": "bo", "to": "next", "role": "writer"},
            {"kind": "WORKED_ON", "from": "cy", "to": "next", "role": "director"},
            {"kind": "WORKED_ON", "from": "eve", "to": "next", "role": "thanks"},
            {"kind": "WORKED_ON", "from": "ann", "to": "other", "role": "director"},
            {"kind": "WORKED_ON", "from": "dee", "to": "other", "role": "producer"},
            {"kind": "MENTORS", "from": "ann", "to": "cy", "since": "2043-02"},
            {"kind": "TAKES_PART_IN", "from": "ann", "to": "lab", "role": "mentor",
             "since": "2010"},
            {"kind": "TAKES_PART_IN", "from": "dee", "to": "lab", "role": "participant",
             "since": "2041"},
        ],
    )  # fmt: skip


def sentence(first: str, second: str) -> str:
    network = slate().present(NOW)
    plans = plans_between(network, network.index(first), network.index(second))
    return describe_plans(network, first, second, plans)


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("bo", "cy", "Low Tide (in preparation, 2041, writer and director)."),
        ("ann", "cy", "ann is to mentor cy (from 2043)."),
        ("cy", "ann", "ann is to mentor cy (from 2043)."),
        ("ann", "dee", "The Lab (planned, 2041, mentor and participant); "
         "other (in preparation, 2042, director and producer)."),
    ],
)  # fmt: skip
def test_plans_are_worded_as_plans(first: str, second: str, words: str) -> None:
    assert sentence(first, second).endswith(f"planned by {first} and {second}: {words}")


def test_thanks_and_what_is_done_are_no_plans() -> None:
    assert sentence("eve", "bo") == sentence("ann", "bo") == ""
    network = slate().present(2050)
    assert plans_between(network, network.index("bo"), network.index("cy")) == ()


def test_a_plan_is_offered_as_its_own_thing() -> None:
    answer = introduce(slate(), "ann", "cy", RouteConstraints(as_of=NOW))
    assert answer.routes == ()
    assert [plan.year for plan in answer.planned] == [2043]
    (change,) = (c for c in answer.alternatives if c.change == "planned")
    assert change.route is not None
    assert change.route.people == ("ann", "cy")
    someday = introduce(slate(), "ann", "cy", RouteConstraints(as_of=2050))
    assert someday.routes[0].people == ("ann", "cy")
    assert someday.planned == ()


def test_the_roles_of_a_plan_are_those_of_the_two_in_order() -> None:
    network = slate().present(NOW)
    ann, cy = network.index("ann"), network.index("cy")
    assert [plan.roles for plan in plans_between(network, ann, cy)] == [("mentor", "mentored")]
    assert [plan.roles for plan in plans_between(network, cy, ann)] == [("mentored", "mentor")]


def test_the_plans_of_a_hop_add_nothing_to_it() -> None:
    network = slate()
    route = introduce(network, "ann", "bo", RouteConstraints(as_of=NOW)).routes[0]
    assert (route.hops[0].year, route.hops[0].planned) == (2012, ())
    lines = introduction_advice(network, introduce(network, "ann", "bo"))
    assert lines[-1] == "bo: last active 2012, the year these data end; planned for 2041."


def test_when_people_were_last_active_in_words() -> None:
    people = last_activity(slate().present(NOW), ["ann", "cy", "eve", "dee", "ann"])
    assert [(person.id, person.words()) for person in people] == [
        ("ann", "last active 2012, the year these data end; planned for 2042"),
        ("cy", "last active 2002, 10 years before these data end; planned for 2041"),
        ("eve", "died 2010"),
        ("dee", "planned for 2041"),
    ]
    (then,) = last_activity(slate().present(2008), ["eve"])
    assert then.words() == "last active 2002, the year these data end"


def test_nobody_inactive_stands_in_between_if_asked() -> None:
    network = talent(
        {f"{pair}": {"kind": "Project", "year": year} for pair, year in (
            ("ab", 1990), ("bz", 1991), ("ac", 2000), ("cd", 2005), ("dz", 2006))},
        [{"kind": "WORKED_ON", "from": person, "to": pair, "role": "actor"}
         for pair in ("ab", "bz", "ac", "cd", "dz") for person in pair],
    )  # fmt: skip
    every = introduce(network, "a", "z", RouteConstraints(half_life=100))
    assert every.routes[0].people == ("a", "b", "z")
    active = introduce(network, "a", "z", RouteConstraints(active_since=2001, half_life=100))
    assert [route.people for route in active.routes] == [("a", "c", "d", "z")]
    assert "less active" in {change.change for change in active.alternatives}
    none = introduce(network, "a", "z", RouteConstraints(active_since=2006))
    assert none.no_route is not None
    assert none.no_route.sentence() == (
        "They are linked only through people who were last active before 2006 or have no known "
        "year."
    )


def test_what_was_planned_with_the_dead_comes_to_nothing() -> None:
    network = talent(
        {
            "next": {"kind": "Project", "name": "Low Tide", "year": 2041},
            "ann": {"died": 2020},
        },
        [
            {"kind": "WORKED_ON", "from": "ann", "to": "next", "role": "director"},
            {"kind": "WORKED_ON", "from": "bo", "to": "next", "role": "writer"},
        ],
    )
    for asked, years in (("2019-06-01", [2041]), (NOW, [])):
        present = network.present(asked)
        ann, bo = present.index("ann"), present.index("bo")
        assert [plan.year for plan in plans_between(present, ann, bo)] == years
        assert planned_years(present, ann) == years


@pytest.mark.parametrize(
    ("kind", "place", "before", "later", "together"),
    [
        ("BELONGS_TO", "Organisation", {"since": "1990", "until": "2000"}, "2027-03", False),
        ("BELONGS_TO", "Organisation", {"since": "1990", "until": "2027-02"}, "2027-03", False),
        ("BELONGS_TO", "Organisation", {"since": "1990", "until": "2027"}, "2027-03", True),
        ("BELONGS_TO", "Organisation", {"since": "1990"}, "2027-03", True),
        ("BELONGS_TO", "Organisation", {"since": "2027", "until": "2028"}, "2030", False),
        ("STUDIED_AT", "School", {"since": "1990", "until": "1994"}, "2027", False),
        ("STUDIED_AT", "School", {"since": "2025", "until": "2028"}, "2027", True),
        ("TAKES_PART_IN", "Programme", {"since": "2010", "role": "participant"}, "2041", False),
        ("TAKES_PART_IN", "Programme", {"role": "participant"}, "2041", False),
        ("TAKES_PART_IN", "Programme", {"since": "2041", "role": "participant"}, "2041", True),
    ],
)  # fmt: skip
def test_whoever_leaves_before_another_joins_has_no_plan_with_them(
    kind: str, place: str, before: dict[str, str], later: str, together: bool
) -> None:
    joining = {"since": later} | ({"role": "participant"} if "role" in before else {})
    network = talent(
        {"x": {"kind": place}},
        [{"kind": kind, "from": "ann", "to": "x"} | before,
         {"kind": kind, "from": "bo", "to": "x"} | joining],
    ).present(NOW)  # fmt: skip
    ann, bo = network.index("ann"), network.index("bo")
    assert bool(plans_between(network, ann, bo)) is together
    assert bool(plans_between(network, bo, ann)) is together


def planned_alternatives(people: dict[str, dict[str, object]]) -> list[tuple[str, ...]]:
    """What is named as planned between Ann and Bo: Ann and Mo are at a studio that Cy joins in
    2027, Mo and Bo plan a film."""
    network = talent(
        {"studio": {"kind": "Organisation"}, "film": {"kind": "Project", "year": 2027},
         "made": {"kind": "Project", "year": 2025}} | people,
        [
            {"kind": "BELONGS_TO", "from": "ann", "to": "studio", "since": "2010"},
            {"kind": "BELONGS_TO", "from": "mo", "to": "studio", "since": "2010"},
            {"kind": "BELONGS_TO", "from": "cy", "to": "studio", "since": "2027"},
            {"kind": "WORKED_ON", "from": "mo", "to": "film", "role": "writer"},
            {"kind": "WORKED_ON", "from": "bo", "to": "film", "role": "director"},
            {"kind": "WORKED_ON", "from": "ann", "to": "made", "role": "director"},
        ],
    )  # fmt: skip
    answer = introduce(network, "ann", "bo", RouteConstraints(as_of=NOW))
    return [change.ids for change in answer.alternatives if change.change == "planned"]


def test_only_what_the_two_ends_of_a_hop_plan_is_named_as_planned() -> None:
    assert planned_alternatives({}) == [("film",)]


def test_nobody_who_has_died_stands_in_between_when_plans_count() -> None:
    # Later than the data, which end in 2025, but not than the date of asking.
    assert planned_alternatives({"mo": {"died": 2026}}) == []
