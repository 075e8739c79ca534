"""People who fit a profile, and the routes to them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.introductions import introduce, introduce_to_any
from graphmodel.analysis.routes.no_route import NoRoute
from graphmodel.analysis.routes.target import matching_people
from graphmodel.analysis.routes.target_profile import TargetProfile
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from tests.analysis.film_casts import Films, films
from tests.analysis.talent_networks import talent


def credit(person: str, project: str, role: str) -> dict[str, object]:
    return {"kind": "WORKED_ON", "from": person, "to": project, "role": role}


def industry() -> Network:
    return talent(
        {
            "new": {"kind": "Project", "year": 2018, "countries": ["France"]},
            "old": {"kind": "Project", "year": 1990, "market": "France"},
            "studio": {"kind": "Organisation"},
            "usc": {"kind": "School"},
            "hid": {"consent": "withdrawn"},
            "max": {"mentor_places": 2},
            "full": {"mentor_places": 1},
            "past": {"mentor_places": 1},
            "eve": {"markets": ["FRANCE"]},
        },
        [
            credit("ann", "new", "producer"),
            credit("bo", "new", "writer"),
            credit("cy", "old", "Producer"),
            credit("hid", "new", "producer"),
            credit("dan", "old", "producer"),
            {"kind": "MADE", "from": "studio", "to": "new"},
            {"kind": "BELONGS_TO", "from": "dan", "to": "studio", "since": "2010"},
            {"kind": "BELONGS_TO", "from": "eve", "to": "studio", "until": "2011"},
            {"kind": "STUDIED_AT", "from": "bo", "to": "usc"},
            {"kind": "MENTORS", "from": "max", "to": "ann"},
            {"kind": "MENTORS", "from": "full", "to": "ann", "since": "2015"},
            {"kind": "MENTORS", "from": "past", "to": "ann", "until": "2015"},
        ],
    )


@pytest.mark.parametrize(
    ("profile", "names"),
    [
        (TargetProfile(role="producer"), {"ann", "cy", "dan"}),
        (TargetProfile(role="PRODUCER", organisation="studio"), {"ann", "dan"}),
        (TargetProfile(organisation="studio"), {"ann", "bo", "dan"}),
        (TargetProfile(school="usc"), {"bo"}),
        (TargetProfile(market="france"), {"ann", "bo", "eve"}),
        (TargetProfile(mentor=True), {"max", "past"}),
        (TargetProfile(role="producer", active_since=2000), {"ann"}),
        (TargetProfile(role="writer", market="China"), set()),
        (TargetProfile(role="producer", market="France"), {"ann"}),
        (TargetProfile(organisation="studio", market="France"), {"ann", "bo"}),
    ],
)
def test_matching_people(profile: TargetProfile, names: set[str]) -> None:
    network = industry()
    assert {network.ids[i] for i in matching_people(network, profile, 2020)} == names


@pytest.mark.parametrize(
    ("criteria", "message"),
    [
        ({}, "describe whom to meet"),
        ({"role": "astronaut"}, "the roles in the data are producer, Producer, writer"),
        ({"school": "studio"}, "is of kind organisation, not school"),
        ({"organisation": "nowhere"}, "there is no node"),
    ],
)
def test_invalid_profiles_are_refused(criteria: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        matching_people(industry(), TargetProfile(**criteria), 2020)  # type: ignore[arg-type]


def test_each_route_leads_to_a_different_match() -> None:
    casts: Films = {pair: (2000, pair) for pair in ("ab", "bx", "bc", "cy", "az")}
    network = films(casts, x={"markets": ["M"]}, y={"markets": ["M"]}, q={"markets": ["M"]})
    answer = introduce_to_any(network, "a", TargetProfile(market="m"))
    assert [route.people for route in answer.routes] == [("a", "b", "x"), ("a", "b", "c", "y")]
    assert (answer.target, answer.candidate_count) == (None, 3)
    assert [
        r.people for r in introduce_to_any(network, "a", TargetProfile(market="m"), k=1).routes
    ] == [("a", "b", "x")]
    through = introduce_to_any(
        network, "a", TargetProfile(market="m"), RouteConstraints(via=("c",))
    )
    assert [route.people for route in through.routes] == [("a", "b", "c", "y")]
    short = introduce_to_any(network, "a", TargetProfile(market="m"), RouteConstraints(max_hops=2))
    assert [route.people for route in short.routes] == [("a", "b", "x")]
    nobody = introduce_to_any(network, "a", TargetProfile(market="elsewhere"))
    assert nobody.no_route == NoRoute("nobody fits")
    unreachable = introduce_to_any(network, "q", TargetProfile(market="m")).no_route
    assert unreachable == NoRoute("different components", sizes=(1,), targets=2)
    assert unreachable.sentence() == (
        "No chain of ties leads there: the start is in a group of 1 person, and none of the 2 "
        "people who fit is in it."
    )
    assert answer.to_polars().height == 5
    assert set(answer.to_networkx()) == set("abcxy")


LETTERS = "abcdefg"
CASTS = st.lists(
    st.tuples(st.integers(1980, 2000), st.sets(st.sampled_from(LETTERS), min_size=1, max_size=4)),
    min_size=2,
    max_size=10,
).map(lambda casts: {f"film{i}": (y, "".join(sorted(c))) for i, (y, c) in enumerate(casts)})


@settings(max_examples=50)
@given(CASTS, st.sets(st.sampled_from("bcdefg"), min_size=1))
def test_the_routes_to_any_are_the_best_to_each_that_pass_no_other(
    casts: Films, fit: set[str]
) -> None:
    markets = {person: {"markets": ["M"]} for person in fit}
    network = films(casts | {f"own {person}": (1970, person) for person in LETTERS}, **markets)
    answer = introduce_to_any(
        network, "a", TargetProfile(market="m"), RouteConstraints(diversity=0), k=9
    )
    expected = {}
    for person in fit:
        rivals = fit - {person}
        single = introduce(
            network, "a", person, RouteConstraints(avoid=tuple(rivals), diversity=0), k=9
        ).routes
        if single:
            expected[person] = max(route.score for route in single)
    assert {r.people[-1]: pytest.approx(r.score) for r in answer.routes} == expected
    scores = [route.score for route in answer.routes]
    assert scores == sorted(scores, reverse=True)
