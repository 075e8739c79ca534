"""Nearness over projects, against dense matrices and networkx."""

import random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.suggestions.proximity import Meetings

PEOPLE = 9
Table = NDArray[np.float64]


def made(seed: int, *, cohorts: bool = True) -> tuple[Meetings, Table]:
    """Meetings of 9 people on 7 projects and in a cohort, and all their ties as a dense table."""
    draw = random.Random(seed)
    there = np.zeros((PEOPLE, 7))
    for project in range(7):
        there[draw.sample(range(PEOPLE), draw.randint(1, 4)), project] = 1
    crew = there.sum(axis=0)
    fade = np.array([draw.choice([1.0, 0.5, 0.25]) for _ in range(7)])
    weight = np.where(crew > 1, fade / np.maximum(crew - 1, 1), 0.0)
    beside = np.zeros((PEOPLE, PEOPLE))
    if cohorts:
        one, other = draw.sample(range(PEOPLE), 2)
        beside[one, other] = beside[other, one] = 0.3
    ties = there @ np.diag(weight) @ there.T + beside
    np.fill_diagonal(ties, 0)
    table = {"school": sparse.csr_array(beside)}
    return Meetings(sparse.csr_array(there), weight, table), ties


def paths_of_three(ties: Table, start: int, end: int) -> float:
    """Sum over paths start, a, b, end that meet nobody twice."""
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
    meetings, ties = made(seed)
    strength = ties.sum(axis=1)
    assert meetings.strength == pytest.approx(strength, abs=1e-12)
    found = meetings.around(np.array([person]), np.ones(1))
    if not strength[person]:
        assert not found.common.any()
        return
    inverse = np.divide(1, strength, out=np.zeros(PEOPLE), where=strength > 0)
    common = ties[person] @ np.diag(inverse) @ ties / strength[person]
    common[person] = 0
    assert found.common == pytest.approx(common, abs=1e-12)
    assert found.one == pytest.approx(ties[person] / strength[person], abs=1e-12)
    unknown = [
        v
        for v in range(PEOPLE)
        if v != person and not meetings.there.toarray()[person] @ meetings.there.toarray()[v]
    ]
    for other in unknown:
        assert found.three[other] == pytest.approx(paths_of_three(ties, person, other), abs=1e-9)


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_the_walk_is_networkx_pagerank_over_people_and_projects(seed: int) -> None:
    meetings, ties = made(seed, cohorts=False)
    person = int(np.argmax(ties.sum(axis=1)))
    if not ties[person].any():
        return
    found = meetings.around(np.array([person]), np.ones(1)).walk
    graph = nx.DiGraph()
    there = meetings.there.toarray()
    crew = there.sum(axis=0)
    for v in range(PEOPLE):
        for p in range(7):
            if there[v, p] and crew[p] > 1:
                graph.add_edge(v, f"p{p}", weight=meetings.weight[p] * (crew[p] - 1))
                graph.add_edge(f"p{p}", v, weight=1.0)
    exact = nx.pagerank(graph, alpha=0.92, personalization={person: 1}, tol=1e-12, max_iter=1000)
    usual = np.median(meetings.strength[meetings.strength > 0])
    for v in range(PEOPLE):
        if v != person and v in exact:
            scale = np.sqrt(usual * meetings.inverse[v])
            assert found[v] == pytest.approx(exact[v] * scale, abs=2e-3)


def test_who_is_between_and_the_route_of_three_are_the_strongest() -> None:
    for seed in range(30):
        meetings, ties = made(seed)
        strength = ties.sum(axis=1)
        parts = {
            z: ties[0, z] * ties[z, 1] / strength[z]
            for z in range(2, PEOPLE)
            if ties[0, z] * ties[z, 1]
        }
        best = sorted(parts, key=lambda z: (-parts[z], z))[:2]
        assert sorted(meetings.between(0, 1, 2)) == sorted(best)
        routes = {
            (a, b): ties[0, a] * ties[a, b] * ties[b, 1] / np.sqrt(strength[a] * strength[b])
            for a in range(2, PEOPLE)
            for b in range(2, PEOPLE)
            if a != b and ties[0, a] * ties[a, b] * ties[b, 1]
        }
        found = meetings.route_of_three(0, 1)
        if routes:
            assert found is not None
            assert routes[found] == pytest.approx(max(routes.values()))
        else:
            assert found is None


def test_a_supposed_project_is_one_more_project() -> None:
    meetings, ties = made(4)
    more = meetings.with_project((0, 5), 1.0)
    wanted = ties.copy()
    wanted[0, 5] += 1
    wanted[5, 0] += 1
    assert more.strength == pytest.approx(wanted.sum(axis=1))
    near, weight = more.row(0)
    assert dict(zip(near.tolist(), weight.tolist(), strict=True)) == pytest.approx(
        {v: wanted[0, v] for v in range(PEOPLE) if wanted[0, v]}
    )
