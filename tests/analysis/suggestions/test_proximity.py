"""Proximity over projects, compared with dense matrices and networkx."""

import random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.suggestions import proximity
from graphmodel.analysis.suggestions.proximity import MeetingGraph

PEOPLE = 9
Table = NDArray[np.float64]


def random_meetings(seed: int, *, cohorts: bool = True) -> tuple[MeetingGraph, Table]:
    """Meetings of 9 people on 7 projects and in a cohort, and all their ties as a dense table."""
    draw = random.Random(seed)
    credited = np.zeros((PEOPLE, 7))
    for project in range(7):
        credited[draw.sample(range(PEOPLE), draw.randint(1, 4)), project] = 1
    crew_sizes = credited.sum(axis=0)
    fade = np.array([draw.choice([1.0, 0.5, 0.25]) for _ in range(7)])
    weight = np.where(crew_sizes > 1, fade / np.maximum(crew_sizes - 1, 1), 0.0)
    cohort_ties = np.zeros((PEOPLE, PEOPLE))
    if cohorts:
        first, second = draw.sample(range(PEOPLE), 2)
        cohort_ties[first, second] = cohort_ties[second, first] = 0.3
    ties = credited @ np.diag(weight) @ credited.T + cohort_ties
    np.fill_diagonal(ties, 0)
    table = {"school": sparse.csr_array(cohort_ties)}
    return MeetingGraph(sparse.csr_array(credited), weight, table), ties


def paths_of_three(ties: Table, start: int, end: int) -> float:
    """Sum over paths start, a, b, end without repeated people."""
    strength = ties.sum(axis=1)
    total = 0.0
    for a in range(PEOPLE):
        for b in range(PEOPLE):
            if len({start, a, b, end}) == 4:
                part = ties[start, a] * ties[a, b] * ties[b, end]
                if part:
                    total += part / np.sqrt(strength[a] * strength[b])
    return total / strength[start] if total else 0.0


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(0, PEOPLE - 1))
def test_measures_are_those_of_the_dense_ties(seed: int, person: int) -> None:
    meetings, ties = random_meetings(seed)
    strength = ties.sum(axis=1)
    assert meetings.strength == pytest.approx(strength, abs=1e-12)
    proximity = meetings.proximity(np.array([person]), np.ones(1))
    if not strength[person]:
        assert not proximity.common.any()
        return
    inverse = np.divide(1, strength, out=np.zeros(PEOPLE), where=strength > 0)
    common = ties[person] @ np.diag(inverse) @ ties / strength[person]
    common[person] = 0
    assert proximity.common == pytest.approx(common, abs=1e-12)
    assert proximity.direct == pytest.approx(ties[person] / strength[person], abs=1e-12)
    strangers = [
        v
        for v in range(PEOPLE)
        if v != person and not meetings.credited.toarray()[person] @ meetings.credited.toarray()[v]
    ]
    for stranger in strangers:
        assert proximity.three[stranger] == pytest.approx(
            paths_of_three(ties, person, stranger), abs=1e-9
        )


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_the_walk_is_networkx_pagerank_over_people_and_projects(seed: int) -> None:
    meetings, ties = random_meetings(seed, cohorts=False)
    person = int(np.argmax(ties.sum(axis=1)))
    if not ties[person].any():
        return
    walk = meetings.proximity(np.array([person]), np.ones(1)).walk
    graph = nx.DiGraph()
    credited = meetings.credited.toarray()
    crew_sizes = credited.sum(axis=0)
    for v in range(PEOPLE):
        for p in range(7):
            if credited[v, p] and crew_sizes[p] > 1:
                graph.add_edge(v, f"p{p}", weight=meetings.weight[p] * (crew_sizes[p] - 1))
                graph.add_edge(f"p{p}", v, weight=1.0)
    exact = nx.pagerank(graph, alpha=0.92, personalization={person: 1}, tol=1e-12, max_iter=1000)
    median_strength = np.median(meetings.strength[meetings.strength > 0])
    for v in range(PEOPLE):
        if v != person and v in exact:
            scale = np.sqrt(median_strength * meetings.inverse[v])
            assert walk[v] == pytest.approx(exact[v] * scale, abs=2e-3)


def test_common_neighbours_and_the_path_of_three_are_the_strongest() -> None:
    for seed in range(30):
        meetings, ties = random_meetings(seed)
        strength = ties.sum(axis=1)
        strengths = {
            z: ties[0, z] * ties[z, 1] / strength[z]
            for z in range(2, PEOPLE)
            if ties[0, z] * ties[z, 1]
        }
        strongest = sorted(strengths, key=lambda z: (-strengths[z], z))[:2]
        assert sorted(meetings.common_neighbours(0, 1, 2)) == sorted(strongest)
        path_strengths = {
            (a, b): ties[0, a] * ties[a, b] * ties[b, 1] / np.sqrt(strength[a] * strength[b])
            for a in range(2, PEOPLE)
            for b in range(2, PEOPLE)
            if a != b and ties[0, a] * ties[a, b] * ties[b, 1]
        }
        path = meetings.path_of_three(0, 1)
        if path_strengths:
            assert path is not None
            assert path_strengths[path] == pytest.approx(max(path_strengths.values()))
        else:
            assert path is None


def test_ties_that_are_remembered_are_those_of_the_same_person(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(proximity, "REMEMBERED", 3)
    meetings, ties = random_meetings(7)
    for person in [*range(PEOPLE), 0, PEOPLE - 1, 0]:
        people, weights = meetings.neighbours(person)
        assert people.tolist() == np.flatnonzero(ties[person]).tolist()
        assert weights == pytest.approx(ties[person, people])
        with pytest.raises(ValueError, match="read-only"):
            weights[:] = 0


def test_a_supposed_project_is_one_more_project() -> None:
    meetings, ties = random_meetings(4)
    enlarged = meetings.with_project((0, 5), 1.0)
    expected = ties.copy()
    expected[0, 5] += 1
    expected[5, 0] += 1
    assert enlarged.strength == pytest.approx(expected.sum(axis=1))
    neighbours, weight = enlarged.neighbours(0)
    assert dict(zip(neighbours.tolist(), weight.tolist(), strict=True)) == pytest.approx(
        {v: expected[0, v] for v in range(PEOPLE) if expected[0, v]}
    )
