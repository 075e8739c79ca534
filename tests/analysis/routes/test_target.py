"""Who fits a profile, and the routes to them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.introductions import introduce, introduce_to_any
from graphmodel.analysis.routes.no_route import NoRoute
from graphmodel.analysis.routes.target import TargetProfile, matching_people
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
    ("wanted", "who"),
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
def test_matching_peoples(wanted: TargetProfile, who: set[str]) -> None:
    network = industry()
    assert {network.ids[i] for i in matching_people(network, wanted, 2020)} == who


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({}, "describe whom to meet"),
        ({"role": "astronaut"}, "the roles in the data are producer, Producer, writer"),
        ({"school": "studio"}, "is of kind organisation, not school"),
        ({"organisation": "nowhere"}, "there is no node"),
    ],
)
def test_descriptions_that_cannot_be(wanted: dict[str, str], says: str) -> None:
    with pytest.raises(InputError, match=says):
        matching_people(industry(), TargetProfile(**wanted), 2020)  # type: ignore[arg-type]


def test_each_route_leads_to_another_who_would_do() -> None:
    casts: Films = {pair: (2000, pair) for pair in ("ab", "bx", "bc", "cy", "az")}
    network = films(casts, x={"markets": ["M"]}, y={"markets": ["M"]}, q={"markets": ["M"]})
    found = introduce_to_any(network, "a", TargetProfile(market="m"))
    assert [route.people for route in found.routes] == [("a", "b", "x"), ("a", "b", "c", "y")]
    assert (found.target, found.candidate_count) == (None, 3)
    assert [
        r.people for r in introduce_to_any(network, "a", TargetProfile(market="m"), k=1).routes
    ] == [("a", "b", "x")]
    through = introduce_to_any(
        network, "a", TargetProfile(market="m"), RouteConstraints(via=("c",))
    )
    assert [route.people for route in through.routes] == [("a", "b", "c", "y")]
    near = introduce_to_any(network, "a", TargetProfile(market="m"), RouteConstraints(max_hops=2))
    assert [route.people for route in near.routes] == [("a", "b", "x")]
    nobody = introduce_to_any(network, "a", TargetProfile(market="elsewhere"))
    assert nobody.no_route == NoRoute("nobody fits")
    apart = introduce_to_any(network, "q", TargetProfile(market="m")).no_route
    assert apart == NoRoute("different components", sizes=(1, 2))
    assert found.to_polars().height == 5
    assert set(found.to_networkx()) == set("abcxy")


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
    more = {one: {"markets": ["M"]} for one in fit}
    network = films(casts | {f"own {one}": (1970, one) for one in LETTERS}, **more)
    found = introduce_to_any(
        network, "a", TargetProfile(market="m"), RouteConstraints(diversity=0), k=9
    )
    expected = {}
    for one in fit:
        others = fit - {one}
        single = introduce(
            network, "a", one, RouteConstraints(avoid=tuple(others), diversity=0), k=9
        ).routes
        if single:
            expected[one] = max(route.score for route in single)
    assert {r.people[-1]: pytest.approx(r.score) for r in found.routes} == expected
    scores = [route.score for route in found.routes]
    assert scores == sorted(scores, reverse=True)
