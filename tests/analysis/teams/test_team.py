"""Teams for a project: the frontier beside brute force, swaps beside teams weighed again."""

from __future__ import annotations

from itertools import product

import numpy as np
import polars as pl
import pytest

from graphmodel.analysis.teams.frontier import all_teams, frontier
from graphmodel.analysis.teams.team import TeamAnswer, team
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.planning.conflicts import conflicts
from tests.analysis.talent_networks import talent

NODES = {
    "project": {"kind": "Project", "year": 2026, "languages": ["English"]},
    "school": {"kind": "School"},
    "d2": {"languages": ["Mandarin"]},
    "d1": {"languages": ["English", "Mandarin"]},
    **{f"w{n}": {"kind": "Project", "year": 2015 + n} for n in range(8)},
}
CREWS = (
    ("d1", "p1", "ann"), ("d1", "p2", "x"), ("d3", "p2", "ann"), ("d2", "p1", "ann"),
    ("d3", "p3", "x"), ("d1", "p3", "ann"), ("d4", "p4", "x"), ("x", "d4", "ann"),
)  # fmt: skip


def network() -> Network:
    links = [
        {"kind": "WORKED_ON", "from": who, "to": f"w{number}", "year": 2015 + number,
         "role": {"d": "director", "p": "producer"}.get(who[0], "writer")}
        for number, crew in enumerate(CREWS)
        for who in crew
    ]  # fmt: skip
    links.append({"kind": "WORKED_ON", "from": "ann", "to": "project", "role": "writer",
                  "year": 2026})  # fmt: skip
    links.append({"kind": "STUDIED_AT", "from": "d1", "to": "school"})
    links.append({"kind": "WISHES", "from": "p2", "to": "d3", "stance": "must not"})
    return talent(NODES, links)


def ask(**options: object) -> TeamAnswer:
    roles = options.pop("roles", ("director", "producer"))
    return team(network(), "project", roles, as_of=2026, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(20))
def test_the_frontier_is_that_of_all_teams_looked_at_one_by_one(seed: int) -> None:
    random = np.random.default_rng(seed)
    size = 2 + 24
    strengths = np.triu(random.choice([0, 0, 1, 2.5], (size, size)), 1)
    strengths += strengths.T
    apart = np.triu(random.random((size, size)) < 0.05, 1).astype(float)
    apart += apart.T
    choices = [random.choice(np.arange(2, size), 8, replace=False).tolist() for _ in range(3)]
    teams = all_teams(2, choices, strengths, apart, np.zeros(size))
    points = set()
    for chosen in product(*choices):
        people = (0, 1, *chosen)
        pairs = [(a, b) for at, a in enumerate(people) for b in people[at + 1 :]]
        if len(set(people)) == 5 and not any(apart[a, b] for a, b in pairs):
            weights = [strengths[a, b] for a, b in pairs]
            points.add((sum(weights), weights.count(0)))
    best = {
        (close, new)
        for close, new in points
        if not any(c >= close and n >= new and (c, n) != (close, new) for c, n in points)
    }
    rows = frontier(teams)
    assert {(teams.cohesion[row], teams.new[row]) for row in rows} == best
    assert len(rows) == len(best)


def test_too_many_teams_are_a_limit_and_not_a_long_wait() -> None:
    with pytest.raises(InputError, match="729,000,000 teams are too many"):
        all_teams(0, [range(900)] * 3, np.zeros((900, 900)), np.zeros((900, 900)), np.zeros(900))


def test_teams_go_from_the_closest_to_the_newest() -> None:
    answer = ask()
    assert [(m.id, m.role) for m in answer.there] == [("ann", "writer")]
    assert answer.teams
    cohesion, new = [t.cohesion for t in answer.teams], [t.new for t in answer.teams]
    assert cohesion == sorted(cohesion, reverse=True)
    assert new == sorted(set(new))
    for each in answer.teams:
        assert [m.role for m in each.members] == ["writer", "director", "producer"]
        assert each.pairs == 3
        assert all(m.fit is not None and m.reasons and m.facts for m in each.members[1:])


def test_a_language_that_is_not_shared_leaves_somebody_out() -> None:
    answer = ask()
    assert answer.left_out == 1
    assert "d2" not in {m.id for t in answer.teams for m in t.members}
    assert "d2" not in {s.into for t in answer.teams for s in t.swaps}


def test_who_must_not_be_put_together_never_is() -> None:
    def pairs(answer: TeamAnswer) -> set[tuple[str, ...]]:
        teams = {tuple(m.id for m in t.members[1:]) for t in answer.teams}
        for each in answer.teams:
            for swap in each.swaps:
                ids = [swap.into if m.id == swap.out else m.id for m in each.members[1:]]
                teams.add(tuple(ids))
        return teams

    secret = pl.DataFrame({"from_id": ["d1"], "to_id": ["p1"], "stance": ["must not"]})
    kept = conflicts(network(), secret, 2026)
    assert kept == [("p2", "d3"), ("d1", "p1")]
    assert ("d1", "p1") in pairs(ask())
    assert not {("d3", "p2"), ("d1", "p1")} & pairs(ask(apart=kept))
    assert ask(apart=kept).looked_at == ask().looked_at - 2


def test_a_swap_changes_what_the_team_weighed_again_says() -> None:
    answer, world = ask(), network()
    ties = people_ties(world.present("2026"))
    for each in answer.teams:
        assert {s.out for s in each.swaps} == {m.id for m in each.members[1:]}
        for swap in each.swaps:
            ids = [swap.into if m.id == swap.out else m.id for m in each.members]
            among = ties.among(np.sort(world.indexes(ids))).toarray()
            weights = among[np.triu_indices(3, 1)]
            assert weights.sum() == pytest.approx(each.cohesion + swap.cohesion)
            assert (weights == 0).sum() == each.new + swap.new


def test_somebody_given_is_in_every_team() -> None:
    answer = ask(roles=("producer",), given={"x": "director"})
    assert [m.id for m in answer.there] == ["ann", "x"]
    assert all({"ann", "x"} <= {m.id for m in t.members} for t in answer.teams)


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(InputError, match="no role is open"):
        ask(roles=())
    with pytest.raises(InputError, match="nobody has the role 'gaffer'"):
        ask(roles=("gaffer",))
    with pytest.raises(InputError, match="is no project"):
        team(network(), "ann", ["director"])
    with pytest.raises(InputError, match="is no person"):
        ask(given={"school": "writer"})
