from itertools import product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from graphmodel.analysis.nearness import Nearness

N = 14
graphs = st.integers(0, 5000).map(lambda seed: nx.gnp_random_graph(N, 0.25, seed=seed))


def weights_of(graph: nx.Graph, seed: int) -> sparse.csr_array:
    weight = np.random.default_rng(seed).uniform(0.1, 2, (N, N))
    dense = nx.to_numpy_array(graph) * (weight + weight.T)
    return sparse.csr_array(dense)


@settings(deadline=None, max_examples=40)
@given(graphs, st.integers(0, N - 1))
def test_resource_allocation_agrees_with_networkx(graph: nx.Graph, one: int) -> None:
    found = Nearness(nx.to_scipy_sparse_array(graph, format="csr", dtype=float))
    others = [(one, v) for v in range(N) if v != one]
    expected = {v: score for _, v, score in nx.resource_allocation_index(graph, others)}
    scores = found.resource_allocation(one)
    assert scores[one] == 0
    np.testing.assert_allclose([scores[v] for v in expected], list(expected.values()), atol=1e-12)


@settings(deadline=None, max_examples=40)
@given(graphs, st.integers(0, N - 1), st.integers(0, 50))
def test_paths_of_three_agree_with_counting_them(graph: nx.Graph, one: int, seed: int) -> None:
    weights = weights_of(graph, seed)
    dense, strength = weights.toarray(), weights.toarray().sum(axis=1)
    expected, strongest = np.zeros(N), {}
    for a, b, v in product(range(N), repeat=3):
        if len({one, a, b, v}) == 4 and dense[one, a] * dense[a, b] * dense[b, v] > 0:
            part = dense[one, a] * dense[a, b] * dense[b, v] / np.sqrt(strength[a] * strength[b])
            expected[v] += part
            strongest[v] = max(strongest.get(v, (0.0, ())), (part, (a, b)))
    nearness = Nearness(weights)
    found = nearness.paths_of_three(one)
    np.testing.assert_allclose(found, expected, atol=1e-10)
    np.testing.assert_array_equal(found > 0, expected > 0)
    for v in range(N):
        route = nearness.route_of_three(one, v) if v != one else None
        assert route == (strongest[v][1] if v in strongest else None)


def test_between_names_the_common_ones_by_what_they_carry() -> None:
    graph = nx.Graph([(0, 2), (1, 2), (0, 3), (1, 3), (3, 4), (3, 5), (0, 6)])
    nearness = Nearness(nx.to_scipy_sparse_array(graph, range(7), format="csr", dtype=float))
    assert nearness.between(0, 1, 5) == [2, 3]
    assert nearness.between(0, 1, 1) == [2]
    assert nearness.between(2, 6, 5) == [0]


def test_the_walk_finds_the_near_before_the_far() -> None:
    nearness = Nearness(nx.to_scipy_sparse_array(nx.path_graph(6), format="csr", dtype=float))
    walk = nearness.walk(0)
    assert walk[0] == 0
    assert walk[2] > walk[3] > walk[4] > 0


def test_who_has_no_ties_is_near_nobody() -> None:
    nearness = Nearness(sparse.csr_array((3, 3)))
    for measure in (nearness.resource_allocation, nearness.paths_of_three, nearness.walk):
        assert measure(1).tolist() == [0, 0, 0]
    assert nearness.route_of_three(0, 1) is None
    assert nearness.strength.sum() == pytest.approx(0)
