"""The history of a network: its dated credits and the properties of its projects."""

import numpy as np

from graphmodel.analysis.forecast.history import ROLES, of_network
from tests.analysis.small_networks import credits_network

NETWORK = credits_network(
    {"first": ["ann", "bo"], "second": ["bo", "cy"], "undated": ["ann", "cy"]},
    years={"first": 2001, "second": 2005, "undated": None},
    roles={("ann", "first"): "Writer", ("cy", "second"): "gaffer"},
    projects={"first": {"countries": ["France", "Mali"]}, "second": {"countries": ["Mali"]}},
    nodes={"Organisation": [{"id": "studio"}]},
    links={"MADE": [{"from_id": "studio", "to_id": "second"}]},
)


def test_dated_credits_and_their_roles_are_there() -> None:
    history = of_network(NETWORK)
    credits = {
        (history.people[p], int(history.year[f]), ROLES[r])
        for p, f, r in zip(history.person, history.project, history.role, strict=True)
    }
    assert credits == {
        ("ann", 2001, "writer"),
        ("bo", 2001, "director"),
        ("bo", 2005, "director"),
        ("cy", 2005, "other"),
    }


def test_what_projects_share_is_there() -> None:
    history = of_network(NETWORK)
    shared = history.attributes["country"] @ history.attributes["country"].T
    first, second = (int(np.flatnonzero(history.year == year)[0]) for year in (2001, 2005))
    assert shared[first, second] == 1
    assert history.attributes["company"][[second]].sum() == 1
    assert history.before(2005).attributes["country"][[second]].sum() == 0


def test_roles_can_be_chosen() -> None:
    history = of_network(NETWORK).of_roles(["director"])
    assert sorted(history.people[p] for p in history.person) == ["bo", "bo"]
    assert not history.eligible.any()
