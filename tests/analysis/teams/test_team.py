"""Teams for a project: the frontier compared with brute force, swaps with re-evaluated teams."""

from __future__ import annotations

from itertools import pairwise, product

import networkx as nx
import numpy as np
import polars as pl
import pytest

from graphmodel.analysis.teams.frontier import all_teams, frontier
from graphmodel.analysis.teams.steps import furthest, steps_among
from graphmodel.analysis.teams.team import TeamAnswer, team
from graphmodel.analysis.teams.wordings import overview
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


def network(crew: tuple[str, ...] = (), **wish: str) -> Network:
    """Ann is on the project, with the ``crew``; p2 must not be put with d3."""
    links = [
        {"kind": "WORKED_ON", "from": who, "to": f"w{number}", "year": 2015 + number,
         "role": {"d": "director", "p": "producer"}.get(who[0], "writer")}
        for number, crew in enumerate(CREWS)
        for who in crew
    ]  # fmt: skip
    links.append({"kind": "WORKED_ON", "from": "ann", "to": "project", "role": "writer",
                  "year": 2026})  # fmt: skip
    links += [{"kind": "WORKED_ON", "from": who, "to": "project", "role": "editor", "year": 2026}
              for who in crew]  # fmt: skip
    links.append({"kind": "STUDIED_AT", "from": "d1", "to": "school"})
    links.append({"kind": "WISHES", "from": "p2", "to": "d3", "stance": "must not", **wish})
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


def test_who_takes_which_of_two_roles_that_are_the_same_makes_no_other_team() -> None:
    zero, fit = np.zeros((8, 8)), np.arange(8.0)
    teams = all_teams(1, [range(1, 5), range(5, 8), range(1, 5)], zero, zero, fit, [[0, 2], [1]])
    assert len({tuple(sorted(row)) for row in teams.chosen.tolist()}) == len(teams.chosen) == 18
    assert (teams.chosen[:, 0] < teams.chosen[:, 2]).all()
    many = np.zeros((60, 60))
    assert len(all_teams(0, [range(60)] * 4, many, many, many[0], [[0, 1, 2, 3]]).chosen) == 487_635


def test_people_open_to_two_roles_are_counted_once() -> None:
    alone = ask(roles=("producer",))
    twice = ask(roles=("producer", "producer"))
    assert (twice.left_out, twice.unfit) == (alone.left_out, alone.unfit)
    assert ask(roles=("director", "director")).left_out == ask(roles=("director",)).left_out == 1
    number = twice.candidates["producer"]
    assert twice.looked_at == number * (number - 1) // 2
    for each in twice.teams:
        members = {m.id for m in each.members}
        for swap in each.swaps:
            assert swap.out in members
            assert swap.into not in members


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
    assert ("d3", "p2") not in pairs(ask())
    assert not {("d3", "p2"), ("d1", "p1")} & pairs(ask(apart=kept))
    assert ask(apart=kept).looked_at == ask().looked_at - 1


def test_open_wishes_count_for_somebody_given() -> None:
    answer = ask(roles=("director",), given={"p2": "producer"})
    assert "d3" not in {m.id for t in answer.teams for m in t.members}
    assert "d3" not in {s.into for t in answer.teams for s in t.swaps}
    ended = network(until="2024")
    free = team(ended, "project", ["director"], given={"p2": "producer"}, as_of=2026)
    assert free.looked_at == answer.looked_at + 1


def test_who_is_on_the_project_already_rules_nobody_out() -> None:
    world = network(crew=("x",))
    answers = [team(world, "project", ["director"], apart=apart, as_of=2026)
               for apart in ((), [("ann", "x")])]  # fmt: skip
    assert answers[0] == answers[1]
    assert answers[0].teams


def test_somebody_given_who_must_not_be_with_those_there_is_said() -> None:
    world = network(crew=("p2",))
    with pytest.raises(InputError, match="d3: must not be put with p2;"):
        team(world, "project", ["writer"], given={"d3": "director"}, as_of=2026)
    secret = [("ann", "d4")]
    with pytest.raises(InputError) as refused:
        ask(given={"d4": "director"}, apart=secret)
    text = "d4: not possible (kept confidential by the office); give somebody else"
    assert str(refused.value) == text
    with pytest.raises(InputError, match="kept confidential"):
        ask(given={"d1": "director", "d4": "director"}, apart=[("d1", "d4")])


def test_why_there_is_no_team() -> None:
    answer = ask(roles=("producer", "producer"), exclude=("p2", "p3", "p4"))
    assert (answer.teams, answer.looked_at, answer.why_none) == ((), 0, "same_person")
    answer = ask(roles=("producer",) * 3, exclude=("p3", "p4"))
    assert (answer.teams, answer.why_none) == ((), "too_few")
    answer = ask(roles=("producer",), exclude=("p2", "p3", "p4"), apart=[("p1", "ann")])
    assert (answer.teams, answer.why_none) == ((), "conflicts")
    assert ask().why_none is None


def test_who_is_to_be_left_out_is_in_no_team() -> None:
    answer = ask(exclude=("d1",))
    assert "d1" not in {m.id for t in answer.teams for m in t.members}
    assert answer.candidates["director"] == ask().candidates["director"] - 1


def test_a_large_crew_adds_to_each_team_what_it_is_alone() -> None:
    size = 300 + 3 * 30
    strengths = np.triu(np.random.default_rng(0).random((size, size)), 1)
    strengths += strengths.T
    choices = [range(300 + 30 * n, 330 + 30 * n) for n in range(3)]
    teams = all_teams(300, choices, strengths, np.zeros((size, size)), np.zeros(size))
    assert teams.chosen.shape == (27_000, 3)
    for row in (0, 13_000, 26_999):
        people = [*range(300), *teams.chosen[row]]
        among = strengths[np.ix_(people, people)]
        assert teams.cohesion[row] == pytest.approx(np.triu(among, 1).sum())


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


def test_steps_are_the_ties_on_the_shortest_way() -> None:
    chain = [f"c{n}" for n in range(7)]
    nodes = {f"of-{a}-{b}": {"kind": "Project", "year": 2020} for a, b in pairwise(chain)}
    links = [
        {"kind": "WORKED_ON", "from": who, "to": f"of-{a}-{b}", "role": "writer", "year": 2020}
        for a, b in [*pairwise(chain)]
        for who in (a, b)
    ]
    links.append({"kind": "MENTORS", "from": "alone", "to": "other", "since": "2020"})
    ties = people_ties(talent(nodes, links))
    graph = nx.from_numpy_array(ties.matrix().toarray())
    lengths = dict(nx.all_pairs_shortest_path_length(graph, cutoff=4))
    people = range(len(ties.people))
    expected = [[lengths[a].get(b, np.inf) for b in people] for a in people]
    assert steps_among(ties, ties.people).tolist() == expected
    assert {0, 1, 2, 3, 4, np.inf} == {each for row in expected for each in row}


def test_the_steps_of_a_team_are_those_of_its_furthest_two() -> None:
    ties = people_ties(network().present("2026"))
    for each in ask().teams:
        ids = network().present("2026").indexes([m.id for m in each.members])
        assert each.steps == steps_among(ties, np.asarray(ids)).max()


@pytest.mark.parametrize("seed", range(20))
def test_no_team_of_rarest_first_costs_less_than_the_least_of_all(seed: int) -> None:
    random = np.random.default_rng(seed)
    size = 2 + 24
    graph = nx.gnp_random_graph(size, 0.08, seed=seed)
    steps = np.full((size, size), np.inf)
    for a, lengths in nx.all_pairs_shortest_path_length(graph, cutoff=4):
        steps[a, list(lengths)] = list(lengths.values())
    choices = [random.permutation(np.arange(2 + 8 * n, 10 + 8 * n))[: 3 + n] for n in range(3)]
    chosen = np.array([*product(*choices)])
    costs = furthest(2, chosen, steps)
    teams = ([0, 1, *row] for row in chosen)
    assert costs.tolist() == [steps[np.ix_(team, team)].max() for team in teams]
    rarest, *others = choices
    found = []
    for first in rarest:
        team = [0, 1, first, *(each[steps[first, each].argmin()] for each in others)]
        found.append(steps[np.ix_(team, team)].max())
    assert costs.min() <= min(found)


def test_somebody_given_is_in_every_team() -> None:
    answer = ask(roles=("producer",), given={"x": "director"})
    assert [m.id for m in answer.there] == ["ann", "x"]
    assert all({"ann", "x"} <= {m.id for m in t.members} for t in answer.teams)


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(InputError, match="no role is open"):
        ask(roles=())
    with pytest.raises(InputError, match="nobody has the role 'gaffer'"):
        ask(roles=("gaffer",))
    with pytest.raises(InputError, match="is not a project"):
        team(network(), "ann", ["director"])
    with pytest.raises(InputError, match="is not a person"):
        ask(given={"school": "writer"})


def demanded(stage: str = "production 2027-02/2027-05", **options: object) -> TeamAnswer:
    """Of the producers, p1 is busy in March, p2 has a place then, p3 is in production, and nothing
    is known of p4; p1 has made 16 episodes, p3 a feature."""
    nodes = {
        "project": {"kind": "Project", "year": 2026},
        "p1": {"busy": ["own short 2027-03-10/2027-03-20"]},
        "p2": {"busy": ["course 2027-06/2027-07"]},
        "slot": {"kind": "Place", "starts": "2027-03-01", "ends": "2027-03-12"},
        "w0": {"kind": "Project", "year": 2015, "episodes_from": 16, "episodes_to": 16},
        "w2": {"kind": "Project", "year": 2017, "type": "film", "stages": [stage]},
        **{name: {"kind": "Project", "year": 2016} for name in ("w1", "w3")},
    }  # fmt: skip
    crews = (("p1", "ann"), ("p2", "ann"), ("p3", "ann"), ("p4", "ann"))
    links = [
        {"kind": "WORKED_ON", "from": who, "to": f"w{number}", "year": 2015 + number,
         "role": "producer" if who[0] == "p" else "writer"}
        for number, crew in enumerate(crews)
        for who in crew
    ]  # fmt: skip
    links += [
        {"kind": "WORKED_ON", "from": "ann", "to": "project", "role": "writer", "year": 2026},
        {"kind": "FILLS", "from": "p2", "to": "slot", "state": "accepted", "since": "2027-03-01"},
    ]
    return team(talent(nodes, links), "project", ["producer"], as_of=2026, **options)  # type: ignore[arg-type]


def test_who_is_busy_then_is_left_out_with_the_reason() -> None:
    answer = demanded(starts="2027-03", ends="2027-03-31")
    assert answer.candidates == {"producer": 1}
    assert {(each.id, each.reason) for each in answer.busy} == {
        ("p1", "own short 2027-03-10/2027-03-20"), ("p2", "slot"),
        ("p3", "w2, production 2027-02/2027-05"), ("ann", "w2, production 2027-02/2027-05"),
    }  # fmt: skip
    assert [each.id for each in answer.busy if each.there] == ["ann"]
    assert answer.teams[0].members[-1].unknown == ("whether they are free",)
    given = demanded(starts="2027-03", ends="2027-03-31", given={"p1": "editor"})
    lines = "\n".join(overview(given))
    assert "ann (writer), p1 (editor, not on the project)" in lines.lower()
    assert [line.split(":")[0] for line in overview(given) if "but busy then" in line] == [
        "On the project, but busy then", "In every team, but busy then",
    ]  # fmt: skip
    june = demanded(starts="2027-06-15")
    assert {each.id for each in june.busy} == {"p2"}
    unknown = {m.id: m.unknown for t in june.teams for m in t.members[1:]}
    assert unknown.get("p1", ()) == ()


def test_a_production_without_an_end_counts_for_some_months() -> None:
    def busy(starts: str, **options: object) -> dict[str, str]:
        answer = demanded("production 2026-02/", starts=starts, **options)
        return {each.id: each.reason for each in answer.busy}

    reason = "w2, production since 2026-02, no end noted: counts until 2027-02-28"
    assert busy("2027-02") == {"p3": reason, "ann": reason}
    assert "p3" not in busy("2027-03")
    assert "p3" in busy("2027-03", open_months=14)
    assert "p3" not in busy("2026-09", open_months=6)


def test_who_is_mentored_is_free_for_work() -> None:
    nodes = {
        "project": {"kind": "Project", "year": 2026},
        "place": {"kind": "Place", "type": "mentoring", "starts": "2026-01"},
        "w": {"kind": "Project", "year": 2020},
    }
    links = [{"kind": "WORKED_ON", "from": who, "to": "w", "role": role, "year": 2020}
             for who, role in (("p1", "producer"), ("ann", "writer"))]  # fmt: skip
    links += [
        {"kind": "WORKED_ON", "from": "ann", "to": "project", "role": "writer", "year": 2026},
        {"kind": "FILLS", "from": "p1", "to": "place", "state": "accepted", "since": "2026-01"},
    ]
    answer = team(talent(nodes, links), "project", ["producer"], starts="2026-10", as_of=2026)
    assert answer.busy == ()


def test_a_format_leaves_out_who_has_made_others_alone() -> None:
    answer = demanded(made="16")
    assert answer.unfit == 1
    assert answer.candidates == {"producer": 3}
    unknown = {m.id: m.unknown for t in answer.teams for m in t.members[1:]}
    assert all(words == (() if id_ == "p1" else ("whether they have made 16 episodes",))
               for id_, words in unknown.items())  # fmt: skip


def test_who_has_long_done_nothing_is_not_looked_at() -> None:
    """The works of p1 to p4 are from 2015 to 2018."""
    assert demanded(active_since=2016).candidates == {"producer": 3}
    with pytest.raises(InputError):
        demanded(active_since=2025)


def test_days_and_formats_that_are_none_are_refused() -> None:
    for options, message in (
        ({"starts": "2027-03", "ends": "2027-02"}, "would end on 2027-02 before it starts"),
        ({"starts": "spring"}, "are not dates"),
        ({"made": "opera"}, "opera is not a format; give one of 8-12, 16, 18-24, feature"),
    ):
        with pytest.raises(InputError, match=message):
            demanded(**options)
