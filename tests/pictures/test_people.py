"""Pictures of who knows whom."""

from __future__ import annotations

import pytest

from graphmodel.analysis.ties.ties import Ties, people_ties
from graphmodel.pictures.groups import group_words
from graphmodel.pictures.growth import Expansion, Restriction
from graphmodel.pictures.people import people_groups, people_picture, tie_caption
from graphmodel.pictures.picture import picture
from graphmodel.pictures.selection import Filters
from tests.pictures.small_picture import small_network


@pytest.fixture(scope="module")
def ties() -> Ties:
    return people_ties(small_network())


def ids(ties: Ties, *centres: str, **options: object) -> set[str]:
    drawn = people_picture(ties, centres, limit=80, batch=40, **options)  # type: ignore[arg-type]
    return {str(node["id"]) for node in drawn.picture.nodes}


def test_a_person_stands_among_those_they_know_and_lines_say_through_what(ties: Ties) -> None:
    drawn = people_picture(ties, ["t:ann"], limit=80, batch=40)
    assert {node["id"] for node in drawn.picture.nodes} == {"t:ann", "t:bo", "t:cy"}
    words = {edge["id"]: edge["words"] for edge in drawn.picture.edges}
    assert words["t:ann|t:bo"] == "10 films, last 1999"
    assert words["t:ann|t:cy"] == "1 film, last 1990"


def test_strengths_are_those_of_introduce(ties: Ties) -> None:
    network = ties.network
    drawn = people_picture(ties, ["t:ann"], limit=80, batch=40)
    for tie in drawn.ties:
        shared = ties.shared(tie.first, tie.second)
        assert tie.strength == pytest.approx(sum(item.weight for item in shared))
        assert tie.last_year == max(item.year or 0 for item in shared)
        assert network.kinds[tie.first] == network.kinds[tie.second] == "Person"


def test_a_team_and_a_cohort_are_people(ties: Ties) -> None:
    assert ids(ties, "t:film0") == {"t:ann", "t:bo", "t:cy"}
    assert ids(ties, "t:school") == {"t:bo", "t:eve"}


def test_years_roles_and_hidden_people_count(ties: Ties) -> None:
    late = people_picture(ties, ["t:ann"], filters=Filters(years=(1995, None)), limit=9, batch=9)
    assert [tie_caption(tie) for tie in late.ties] == ["5 films, last 1999"]
    assert ids(ties, "t:ann", filters=Filters(roles=("director", "writer"))) == {"t:ann", "t:cy"}
    assert ids(ties, "t:ann", filters=Filters(hidden=("t:bo",))) == {"t:ann", "t:cy"}


def test_a_batch_more_draws_what_was_left_out_and_moves_nobody(ties: Ties) -> None:
    first = people_picture(ties, ["t:ann"], limit=2, batch=5)
    assert first.picture.left_out == 1
    more = people_picture(ties, ["t:ann"], expanded=["*"], limit=2, batch=5)
    assert more.picture.left_out == 0
    assert {k: more.picture.positions[k] for k in first.picture.positions} == dict(
        first.picture.positions
    )


def test_whom_somebody_knows_is_grouped_by_decade_and_a_group_opens_further(ties: Ties) -> None:
    offers = people_groups(ties, "t:ann", Filters(), ())
    assert [group_words(o.group, o.kind, o.number) for o in offers] == [
        "1990s · last together · 2 people"
    ]
    (group,) = [offer.group.text() for offer in offers]
    closed = people_picture(ties, ["t:ann"], expanded=[group], limit=1, batch=1).picture
    assert closed.unseen[group] == 2
    assert [(e["from"], e["to"]) for e in closed.edges] == [("t:ann", group)]
    opens = Expansion(group).text()
    opened = people_picture(ties, ["t:ann"], expanded=[group, opens, opens], limit=1, batch=1)
    ends = {(e["from"], e["to"]) for e in opened.picture.edges}
    assert ends == {("t:ann", group), (group, "t:bo"), (group, "t:cy"), ("t:bo", "t:cy")}
    (tie,) = [e for e in opened.picture.edges if e["to"] == "t:bo"]
    assert tie["people"] == ["t:ann", "t:bo"]
    assert opened.picture.unseen[group] == 0
    assert opened.picture.positions[group] == closed.positions[group]


def test_a_group_may_be_kept_without_its_hub(ties: Ties) -> None:
    (group,) = [o.group.text() for o in people_groups(ties, "t:ann", Filters(), ())]
    keep = Restriction.to([group]).text()
    kept = people_picture(ties, ["t:ann"], expanded=[group, keep], limit=1, batch=1).picture
    assert [node["id"] for node in kept.nodes] == [group]
    assert kept.edges == ()


def test_a_tie_has_the_years_of_all_that_two_people_share(ties: Ties) -> None:
    def years(**filters: tuple[int, int]) -> dict[str, list[int]]:
        drawn = people_picture(ties, ["t:bo"], filters=Filters(**filters), limit=9, batch=9)
        return {edge["id"]: edge["years"] for edge in drawn.picture.edges}

    assert years()["t:ann|t:bo"] == [1990, 1999]
    assert years(years=(1993, 1995))["t:ann|t:bo"] == [1993, 1995]


def test_a_group_of_people_is_nothing_in_a_picture_of_everything_or_without_its_hub(
    ties: Ties,
) -> None:
    (group,) = [o.group.text() for o in people_groups(ties, "t:ann", Filters(), ())]
    assert group not in picture(ties.network, ["t:ann"], expanded=[group]).positions
    assert ids(ties, "t:cy", expanded=["*@t:nobody~~~1990"]) == ids(ties, "t:cy")
    assert group not in ids(ties, "t:ann", "t:bo", expanded=[group],
                            filters=Filters(hidden=("t:ann",)))  # fmt: skip
    late = Filters(years=(2005, None))
    assert people_groups(ties, "t:ann", late, ()) == ()
