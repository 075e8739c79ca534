"""Relations between two people in the things they shared."""

from collections.abc import Callable
from dataclasses import replace

from graphmodel.analysis.routes.advice import describe_hop
from graphmodel.analysis.routes.introductions import introduce
from graphmodel.analysis.ties.relations import Shared
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.network.network import Network
from tests.analysis.talent_networks import talent


def between(network: Network, source: str, target: str, **settings: object) -> tuple[Shared, ...]:
    ties = people_ties(network, **settings)  # type: ignore[arg-type]
    return ties.shared(network.index(source), network.index(target))


def credit(
    person: str, project: str, role: str = "actor", **properties: object
) -> dict[str, object]:
    return {"kind": "WORKED_ON", "from": person, "to": project, "role": role, **properties}


def test_those_filmed_for_a_documentary_meet_its_makers_alone() -> None:
    network = talent(
        {
            "doc": {"kind": "Project", "year": 2000, "genres": ["Documentary"]},
            "near": {"kind": "Project", "year": 1992},
            "long ago": {"kind": "Project", "year": 1980},
        },
        [
            credit("maker", "doc", "director"),
            credit("helper", "doc", "writer"),
            *(credit(person, "doc", billing=1) for person in ("ann", "bo", "old", "only")),
            *(credit(person, "near") for person in ("ann", "cy")),
            *(credit(person, "near") for person in ("bo", "di")),
            credit("old", "long ago"),
        ],
    )
    assert between(network, "maker", "helper")
    assert between(network, "maker", "ann")
    assert {s.id for s in between(network, "ann", "bo")} == {"near"}
    # According to the facts, shown only in archive footage.
    assert not between(network, "maker", "old")
    assert not between(network, "maker", "only")


def test_roles_count_the_same_however_they_are_written() -> None:
    nodes = {
        "doc": {"kind": "Project", "year": 2000, "genres": ["Documentary"]},
        "crowd": {"kind": "Project", "year": 2010},
        "cannes": {"kind": "Festival"},
    }
    made = {"maker": "director", "helper": "writer", "chief": "producer"}

    def shared(written: Callable[[str], str]) -> list[tuple[Shared, ...]]:
        links = [credit(person, to, written(made[person])) for to in ("doc", "crowd")
                 for person in made]  # fmt: skip
        links += [credit(f"p{n}", "crowd", "actor") for n in range(40)]
        links += [
            {"kind": "SELECTED_AT", "from": who, "to": "cannes", "year": 2010}
            for who in ("crowd", "guest")
        ]
        links.append(credit("own", "doc", written("self")))
        network = talent(nodes, links)
        pairs = [("maker", "chief"), ("maker", "guest"), ("chief", "guest"), ("maker", "p3"),
                 ("own", "maker"), ("p3", "p4")]  # fmt: skip
        return [
            tuple(replace(each, roles=("", "")) for each in between(network, *pair))
            for pair in pairs
        ]

    usual = shared(str)
    assert usual[0]
    assert usual[1]
    assert not usual[2]
    assert shared(str.title) == usual
    assert shared(lambda role: f" {role.upper()}") == usual


def came(person: str, to: str, role: str) -> dict[str, object]:
    return {"kind": "TAKES_PART_IN", "from": person, "to": to, "role": role}


def test_a_relation_says_what_two_were_to_each_other() -> None:
    network = talent(
        {
            "lab": {"kind": "Programme"},
            "class": {"kind": "Event", "type": "master class", "starts": "2020-05-01"},
            "summit": {"kind": "Event", "type": "summit", "starts": "2020-05-01"},
            "usc": {"kind": "School"},
            "cannes": {"kind": "Festival"},
        },
        [
            *(came("guide", to, "mentor") for to in ("lab", "summit")),
            *(came("other", to, "mentor") for to in ("lab",)),
            *(came("new", to, "participant") for to in ("lab", "class", "summit")),
            *(came("peer", to, "participant") for to in ("lab", "class")),
            *(came("great", to, "speaker") for to in ("class", "summit")),
        ],
    )

    def relations_of(source: str, target: str) -> set[tuple[str, str]]:
        return {(s.id, s.relation) for s in between(network, source, target)}

    assert relations_of("guide", "new") == {("lab", "programme"), ("summit", "event")}
    assert relations_of("new", "great") == {("class", "taught"), ("summit", "event")}
    assert relations_of("new", "peer") == {("lab", "programme"), ("class", "event")}
    assert relations_of("guide", "other") == {("lab", "programme")}
    assert not between(network, "guide", "new", relations=["mentored"])
    assert not between(network, "guide", "other", relations=["mentored", "taught"])
    assert not between(network, "new", "peer", relations=["mentored", "taught", "worked"])
    assert between(network, "new", "great", relations=["taught"])
    assert not between(network, "new", "great", relations=["event"], kinds=["Programme"])


def at_school(kind: str, person: str, since: str | None, until: str | None) -> dict[str, object]:
    years = {name: year for name, year in (("since", since), ("until", until)) if year}
    return {"kind": kind, "from": person, "to": "usc", **years}


def test_who_taught_at_a_school_while_another_studied_there_taught_them() -> None:
    network = talent(
        {"usc": {"kind": "School", "name": "USC"}},
        [
            at_school("TEACHES_AT", "still", "1998", None),
            at_school("TEACHES_AT", "gone", "1980", "1990"),
            at_school("TEACHES_AT", "short", None, "2001"),
            at_school("TEACHES_AT", "undated", None, None),
            at_school("STUDIED_AT", "ann", "1999", "2002"),
            at_school("STUDIED_AT", "bo", "2001", "2004"),
        ],
    )

    def relations_of(source: str, target: str) -> list[str]:
        return [s.relation for s in between(network, source, target)]

    assert relations_of("still", "ann") == relations_of("ann", "still") == ["taught"]
    assert relations_of("short", "ann") == relations_of("short", "bo") == ["taught"]
    assert relations_of("ann", "bo") == ["studied"]
    assert relations_of("still", "short") == ["company"]
    assert (
        relations_of("gone", "ann")
        == relations_of("gone", "still")
        == relations_of("undated", "ann")
        == []
    )
    assert between(network, "still", "ann", relations=["taught"])[0].year == 2002
    assert not between(network, "still", "ann", relations=["studied"])
    assert not between(network, "ann", "bo", relations=["taught", "company"])
    hop = introduce(network, "ann", "still").routes[0].hops[0]
    assert describe_hop(network, hop).startswith(
        "still taught at USC while ann studied there (2002)"
    )
    hop = introduce(network, "still", "ann").routes[0].hops[0]
    assert describe_hop(network, hop).startswith(
        "still taught at USC while ann studied there (2002)"
    )
