"""Meetings make dated ties; wishes, contracts and applications make none."""

import pytest

from graphmodel.analysis.communities.heterogeneous import heterogeneous_ties
from graphmodel.analysis.routes.introductions import introduce
from graphmodel.analysis.routes.wordings import describe_shared
from graphmodel.analysis.ties.activity import activity_spans
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.network.network import Network
from tests.analysis.talent_networks import talent

NODES = {
    "dinner": {"kind": "Event", "name": "Opening dinner", "type": "session"},
    "lantern": {"kind": "Programme"},
    "agency": {"kind": "Organisation", "type": "agency"},
    "film": {"kind": "Project", "type": "film"},
}


def tied(network: Network, first: str, second: str) -> bool:
    ties = people_ties(network)
    return bool(ties.shared(network.index(first), network.index(second)))


def met(first: str, second: str, **values: object) -> dict[str, object]:
    return {"kind": "MET", "from": first, "to": second, **values}


def test_a_meeting_is_a_tie_with_its_date_and_its_words() -> None:
    network = talent(NODES, [met("ann", "bo", event="dinner", dated="2024-10-03", how="talked")])
    (shared,) = people_ties(network).shared(network.index("bo"), network.index("ann"))
    assert (shared.relation, shared.year) == ("met", 2024)
    hop = introduce(network, "ann", "bo").routes[0].hops[0]
    assert describe_shared(network, hop, hop.shared[0]) == "a talk at Opening dinner (2024)"


def test_one_meeting_noted_from_both_sides_counts_once() -> None:
    once = talent(NODES, [met("ann", "bo", event="dinner")])
    twice = talent(NODES, [met("ann", "bo", event="dinner"), met("bo", "ann", event="dinner")])
    strengths = [
        people_ties(network).shared(network.index("ann"), network.index("bo"))
        for network in (once, twice)
    ]
    assert [len(shared) for shared in strengths] == [1, 1]


def test_what_came_of_a_meeting_makes_the_tie_stronger() -> None:
    weights = []
    for how in (None, "talked", "swapped work"):
        network = talent(NODES, [met("ann", "bo", dated="2024", how=how)])
        (shared,) = people_ties(network).shared(network.index("ann"), network.index("bo"))
        weights.append(shared.weight)
    assert weights == sorted(weights)
    assert len(set(weights)) == 3


def test_a_meeting_to_come_is_no_tie_yet() -> None:
    network = talent(
        {}, [met("ann", "bo", dated="2027-01-15"), met("ann", "cy", dated="2026-01-15")]
    )
    present = network.present("2026-06-30")
    assert tied(present, "ann", "cy")
    assert not tied(present, "ann", "bo")
    last = dict(zip(present.ids, activity_spans(present, 2026).last.tolist(), strict=False))
    assert (last["ann"], last["cy"]) == (2026, 2026)


@pytest.mark.parametrize(
    ("kind", "far", "values"),
    [
        ("WISHES", "lantern", {"stance": "wants"}),
        ("SPEAKS_FOR", "agency", {"title": "Head of talent"}),
        ("CONSENTS", "lantern", {"scope": "listed"}),
        ("HELPED", "film", {"stage": "script", "dated": "2024"}),
        ("TAKES_PART_IN", "lantern", {"role": "applicant"}),
        ("TAKES_PART_IN", "lantern", {"role": "participant", "outcome": "not taken in"}),
    ],
)
def test_other_links_to_one_thing_tie_nobody(kind: str, far: str, values: dict[str, str]) -> None:
    links = [{"kind": kind, "from": who, "to": far, **values} for who in ("ann", "bo")]
    assert not tied(talent(NODES, links), "ann", "bo")


def test_clients_of_one_agency_or_manager_are_no_colleagues() -> None:
    links = [
        {"kind": "REPRESENTS", "from": who, "to": client, "role": "agent", "since": "2020"}
        for who in ("agency", "max")
        for client in ("ann", "bo")
    ]
    assert not tied(talent(NODES, links), "ann", "bo")


def test_who_was_taken_in_is_tied_and_who_was_not_is_not() -> None:
    links = [
        {"kind": "TAKES_PART_IN", "from": who, "to": "lantern", "role": role, "since": "2024"}
        for who, role in (("ann", "participant"), ("bo", "participant"), ("cy", "alternate"))
    ]
    network = talent(NODES, links)
    assert tied(network, "ann", "bo")
    assert not tied(network, "ann", "cy")


def test_a_wish_weighs_nothing_among_everything() -> None:
    network = talent(
        NODES,
        [
            {"kind": "WISHES", "from": "ann", "to": "bo", "stance": "wants"},
            met("ann", "cy", dated="2024"),
        ],
    )
    ties = heterogeneous_ties(network)
    ann, bo, cy = (network.index(name) for name in ("ann", "bo", "cy"))
    assert ties[ann, bo] == 0
    assert ties[ann, cy] > 0
    assert ties.nnz == 2
