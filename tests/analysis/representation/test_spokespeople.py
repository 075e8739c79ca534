"""Spokespeople of organisations and programmes."""

import pytest

from graphmodel.analysis.representation.spokespeople import Branch, spokespeople
from graphmodel.network.network import Network
from tests.analysis.talent_networks import talent


@pytest.fixture
def network() -> Network:
    organisations = {
        name: {"kind": "Organisation", "name": name.title(), "type": "company"}
        for name in ("group", "studio", "platform", "outsider")
    }

    def speaks(person: str, what: str, **values: object) -> dict[str, object]:
        return {"kind": "SPEAKS_FOR", "from": person, "to": what, **values}

    return talent(
        {**organisations, "lantern": {"kind": "Programme", "name": "Lantern"}},
        [
            {"kind": "PART_OF", "from": "studio", "to": "group"},
            {"kind": "PART_OF", "from": "platform", "to": "group"},
            {"kind": "RUNS", "from": "studio", "to": "lantern"},
            speaks("ann", "group", title="Chief Executive", since="2021-04"),
            speaks("bo", "lantern", title="Founder", dated="2025-10-30", about="the roadshow"),
            speaks("cy", "group", title="Press", since="2019", until="2020"),
            speaks("di", "platform", title="President", since="2027"),
        ],
    )


def shape(branch: Branch) -> tuple[str, list[str], list[object]]:
    people = [speaker.id for speaker in branch.spokespeople]
    return branch.id, people, [shape(part) for part in branch.parts]


def test_organisations_are_a_tree_with_their_spokespeople(network: Network) -> None:
    answer = spokespeople(network, as_of="2026-11-15")
    (tree,) = answer.trees
    assert shape(tree) == (
        "group",
        ["ann"],
        [("platform", [], []), ("studio", [], [("lantern", ["bo"], [])])],
    )
    rows = list(answer.rows())
    assert [(row["depth"], row["name"], row["person_id"]) for row in rows] == [
        (0, "Group", "ann"),
        (1, "Platform", None),
        (1, "Studio", None),
        (2, "Lantern", "bo"),
    ]
    assert (rows[0]["title"], rows[0]["since"]) == ("Chief Executive", "2021-04")
    assert (rows[3]["dated"], rows[3]["about"]) == ("2025-10-30", "the roadshow")


def speakers(network: Network, as_of: str) -> set[object]:
    return {row["person_id"] for row in spokespeople(network, as_of=as_of).rows()} - {None}


def test_who_spoke_before_or_is_to_speak_later_does_not_now(network: Network) -> None:
    assert speakers(network, "2026-11-15") == {"ann", "bo"}
    assert speakers(network, "2027") == {"ann", "bo", "di"}
    assert speakers(network, "2020-06") == {"cy"}


def test_one_branch_and_everything(network: Network) -> None:
    (studio,) = spokespeople(network, root="studio", as_of="2026").trees
    assert shape(studio) == ("studio", [], [("lantern", ["bo"], [])])
    trees = spokespeople(network, everything=True, as_of="2026").trees
    assert [tree.id for tree in trees] == ["group", "outsider"]


def test_a_title_ends_when_its_source_says(network: Network) -> None:
    bound = talent(
        {"studio": {"kind": "Organisation", "name": "Studio"}},
        [
            {"kind": "SPEAKS_FOR", "from": "ann", "to": "studio", "since": "2021",
             "until": "2028-06"},
            {"kind": "SPEAKS_FOR", "from": "bo", "to": "studio", "since": "2021",
             "until": "2025-06"},
        ],
    )  # fmt: skip
    (row,) = spokespeople(bound, as_of="2026-11-15").rows()
    assert (row["person_id"], row["since"], row["until"]) == ("ann", "2021", "2028-06")


def test_organisations_that_are_part_of_each_other_are_shown_once() -> None:
    names = ("a", "b", "c", "d")
    parts = (("a", "b"), ("b", "a"), ("c", "b"), ("d", "d"))
    circle = talent(
        {name: {"kind": "Organisation", "name": name.upper()} for name in reversed(names)},
        [
            *({"kind": "PART_OF", "from": part, "to": whole} for part, whole in parts),
            {"kind": "SPEAKS_FOR", "from": "ann", "to": "c", "since": "2021"},
            {"kind": "SPEAKS_FOR", "from": "bo", "to": "d", "since": "2021"},
        ],
    )
    trees = spokespeople(circle, as_of="2026").trees
    assert [shape(tree) for tree in trees] in (
        [("a", [], [("b", [], [("c", ["ann"], [])])]), ("d", ["bo"], [])],
        [("b", [], [("a", [], []), ("c", ["ann"], [])]), ("d", ["bo"], [])],
    )
