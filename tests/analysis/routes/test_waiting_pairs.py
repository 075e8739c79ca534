"""Pairs awaiting a judgement that would connect two people."""

from collections.abc import Iterable

import polars as pl
import pytest

from graphmodel.analysis.routes.advice import describe_bridges
from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.introductions import introduce, introduce_to_any
from graphmodel.analysis.routes.target_profile import TargetProfile
from graphmodel.network.network import Network
from graphmodel.network.tables import waiting_columns
from tests.analysis.small_networks import credits_network

CREWS = {"x": ["ann", "bo"], "y": ["bo2", "cy"], "z": ["cy2", "dee"]}
ROLES = {("dee", "z"): "editor", ("cy", "y"): "writer"}


def waiting(pairs: Iterable[tuple[str, str, float]], network: Network | None = None) -> Network:
    network = network or credits_network(CREWS, roles=ROLES)
    table = pl.DataFrame(list(pairs), schema=waiting_columns(), orient="row")
    return Network(network.nodes, network.links, "r", waiting=table)


def pairs_of(network: Network, source: str, target: str, **constraints: object) -> list[list[str]]:
    answer = introduce(network, source, target, RouteConstraints(**constraints))  # type: ignore[arg-type]
    assert not answer.routes
    assert answer.no_route is not None
    return [[f"{p.left_id} {p.right_id}" for p in b.pairs] for b in answer.bridges]


def test_the_pair_that_would_give_a_route_is_named_with_that_route() -> None:
    network = waiting([("bo", "bo2", 0.9), ("cy", "cy2", 0.8)])
    answer = introduce(network, "ann", "cy")
    assert pairs_of(network, "ann", "cy") == [["bo bo2"]]
    route = answer.bridges[0].route
    assert route is not None
    assert len(route.people) == 3
    (line,) = describe_bridges(network, answer)
    assert line == (
        "If Bo (bo) and Bo2 (bo2) are the same (90% likely), there is a route through Bo; this "
        "is waiting for review."
    )
    assert pairs_of(network, "cy", "ann") == [["bo bo2"]]


def test_where_no_pair_suffices_alone_the_fewest_together_are_named() -> None:
    network = waiting([("bo", "bo2", 0.9), ("cy", "cy2", 0.8)])
    assert pairs_of(network, "ann", "dee") == [["bo bo2", "cy cy2"]]


def test_the_likelier_of_two_pairs_comes_first_and_one_that_joins_nothing_is_left_out() -> None:
    pairs = [("bo", "bo2", 0.9), ("ann", "bo2", 0.5), ("ann", "dee", 0.4)]
    assert pairs_of(waiting(pairs), "ann", "cy") == [["bo bo2"], ["ann bo2"]]


def test_a_pair_of_projects_joins_their_people() -> None:
    network = waiting([("x", "y", 0.7)])
    assert pairs_of(network, "ann", "cy") == [["x y"]]


def test_the_ends_themselves_may_be_one_person() -> None:
    network = waiting([("bo", "bo2", 0.9)])
    assert pairs_of(network, "bo", "bo2") == [["bo bo2"]]
    (line,) = describe_bridges(network, introduce(network, "bo", "bo2"))
    assert "both ends are one person" in line


@pytest.mark.parametrize("constraints", [{"avoid": ("bo",)}, {"max_hops": 1}])
def test_a_pair_that_gives_no_route_within_the_constraints_is_not_named(
    constraints: dict[str, object],
) -> None:
    assert pairs_of(waiting([("bo", "bo2", 0.9)]), "ann", "cy", **constraints) == []


def test_a_description_of_whom_to_meet_finds_them_too() -> None:
    network = waiting([("bo", "bo2", 0.9), ("cy", "cy2", 0.8)])
    answer = introduce_to_any(network, "ann", TargetProfile(role="writer"))
    assert [b.pairs[0].left_id for b in answer.bridges] == ["bo"]


def test_nothing_waits_and_nothing_is_named() -> None:
    assert pairs_of(credits_network(CREWS), "ann", "cy") == []


def test_a_node_tells_which_it_may_be_the_same_as() -> None:
    network = waiting([("bo", "bo2", 0.9), ("bo", "gone", 0.8)])
    (same,) = network.maybe_same("bo2")
    assert (same.id, same.pair, same.probability) == ("bo", ("bo", "bo2"), 0.9)
    assert [m.id for m in network.maybe_same("bo")] == ["bo2"]
    assert network.maybe_same("ann") == []
