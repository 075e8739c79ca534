from itertools import combinations

import pytest

from graphmodel.analysis.communities.communities import communities
from graphmodel.analysis.communities.evolution import CommunityEvolution, Stage, community_evolution
from graphmodel.analysis.communities.options import PartitionOptions
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from tests.analysis.small_networks import credits_network


def crew(name: str, size: int) -> list[str]:
    return [f"{name}{n:02}" for n in range(size)]


def history() -> Network:
    """Crews over three decades.

    a and b are separate, then merged, then merged and larger; c splits in two; d begins late; e
    disappears.
    """
    a, b, c, d, e = (crew(name, 24) for name in "abcde")
    decades = {
        1985: [a, b, [*c, *crew("f", 24)], e],
        1995: [[*a, *b], c, crew("f", 24)],
        2005: [[*a, *b, *crew("g", 24)], c, crew("f", 24), d],
    }
    crews = {
        f"{year}-{first}-{second}": [first, second]
        for year, groups in decades.items()
        for group in groups
        for first, second in combinations(group, 2)
    }
    return credits_network(crews, years={film: int(film[:4]) for film in crews})


@pytest.fixture(scope="module")
def evolution() -> CommunityEvolution:
    return community_evolution(history(), years=10)


def stage(evolution: CommunityEvolution, person: str, year: int) -> Stage:
    return next(s for s in evolution.stages if person in s.people and s.first <= year <= s.last)


def test_windows_end_with_the_latest_year_and_contain_every_year_once(
    evolution: CommunityEvolution,
) -> None:
    assert {(s.first, s.last) for s in evolution.stages} == {
        (1976, 1985), (1986, 1995), (1996, 2005)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("person", "year", "event", "ended"),
    [
        ("a00", 1985, "began", False),
        ("e00", 1985, "began", True),
        ("a00", 1995, "merged", False),
        ("a00", 2005, "grew", False),
        ("c00", 2005, "went on", False),
        ("d00", 2005, "began", False),
    ],
)
def test_the_event_of_each_stage(
    evolution: CommunityEvolution, person: str, year: int, event: str, ended: bool
) -> None:
    current = stage(evolution, person, year)
    assert (current.event, current.ended) == (event, ended)


def test_one_of_two_parts_continues_and_the_other_splits_off(evolution: CommunityEvolution) -> None:
    events = {stage(evolution, person, 1995).event for person in ("c00", "f00")}
    assert events == {"shrank", "split off"}


def test_transitions_count_the_people_who_moved_together(evolution: CommunityEvolution) -> None:
    later = stage(evolution, "a00", 1995)
    arrivals = {p.source: p for p in evolution.transitions if p.target == later.id}
    assert set(arrivals) == {stage(evolution, "a00", 1985).id, stage(evolution, "b00", 1985).id}
    transition = arrivals[stage(evolution, "a00", 1985).id]
    assert transition.people == 24
    assert transition.overlap == pytest.approx(24 / 48)


def test_the_history_of_one_community(evolution: CommunityEvolution) -> None:
    network = history()
    now = next(c for c in communities(network).communities if "a00" in c.people)
    past = evolution.leading_to(now)
    assert [s.first for s in past.stages] == [1976, 1976, 1986, 1996]
    assert all(set(s.people) & set(now.people) for s in past.stages)
    assert len(past.transitions) == 3


def test_the_history_of_a_merger_includes_every_origin() -> None:
    """Eleven separate crews, then one of all: each is less than a tenth of it."""
    crews: dict[str, list[str]] = {}
    years: dict[str, int] = {}
    towns = [[f"{t:02}-{i:02}" for i in range(20)] for t in range(11)]
    for t, town in enumerate(towns):
        crews[f"early-{t}"], years[f"early-{t}"] = town, 1980
    crews["late"], years["late"] = [p for town in towns for p in town], 1990
    network = credits_network(crews, years=years)
    now = communities(network, PartitionOptions(half_life=0.5)).communities
    past = community_evolution(network).leading_to(max(now, key=lambda c: c.size))
    assert len([s for s in past.stages if s.last == 1980]) == 11


def test_without_years_there_is_no_history() -> None:
    assert community_evolution(credits_network({})).stages == ()
    with pytest.raises(InputError, match="windows"):
        community_evolution(credits_network({}), years=0)


def test_as_table_and_graph(evolution: CommunityEvolution) -> None:
    assert evolution.to_polars().height == len(evolution.stages)
    assert evolution.to_networkx().number_of_edges() == len(evolution.transitions)
