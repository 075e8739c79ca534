import networkit
import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from graphmodel.analysis.leiden import in_order_of_appearance, leiden, modularity
from graphmodel.errors import InputError


def planted(seed: int) -> nx.Graph:
    graph = nx.planted_partition_graph(4, 25, 0.5, 0.02, seed=seed)
    weights = np.random.default_rng(seed)
    nx.set_edge_attributes(
        graph, {e: float(weights.uniform(0.5, 2)) for e in graph.edges}, "weight"
    )
    return graph


def test_finds_a_planted_partition() -> None:
    found = leiden(nx.to_scipy_sparse_array(planted(1), format="csr"))
    assert [set(found[i : i + 25].tolist()) for i in range(0, 100, 25)] == [{0}, {1}, {2}, {3}]


def test_same_answer_every_time_and_threads_are_put_back() -> None:
    weights = nx.to_scipy_sparse_array(nx.gnp_random_graph(300, 0.03, seed=2), format="csr")
    weights = weights.astype(np.float64)
    networkit.setNumberOfThreads(2)
    first = leiden(weights, seed=5)
    assert networkit.getMaxNumberOfThreads() == 2
    leiden(weights, seed=6)
    np.testing.assert_array_equal(first, leiden(weights, seed=5))


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.floats(0.2, 3))
def test_modularity_agrees_with_networkx(seed: int, resolution: float) -> None:
    graph = planted(seed)
    labels = np.random.default_rng(seed).integers(0, 5, 100)
    parts = [set(np.flatnonzero(labels == c).tolist()) for c in range(5)]
    expected = nx.community.modularity(graph, parts, weight="weight", resolution=resolution)
    weights = nx.to_scipy_sparse_array(graph, format="csr")
    assert modularity(weights, labels, resolution) == pytest.approx(expected)


def test_higher_resolution_gives_more_communities() -> None:
    weights = nx.to_scipy_sparse_array(planted(3), format="csr")
    assert leiden(weights, resolution=6).max() > leiden(weights, resolution=1).max()


def test_without_ties_everyone_is_alone() -> None:
    nothing = sparse.csr_array((3, 3))
    assert leiden(nothing).tolist() == [0, 1, 2]
    assert modularity(nothing, np.arange(3)) == 0


@pytest.mark.parametrize("resolution", [0.0, -1.0, float("nan")])
def test_refuses_a_resolution_that_is_not_positive(resolution: float) -> None:
    with pytest.raises(InputError, match="resolution"):
        leiden(sparse.csr_array((3, 3)), resolution=resolution)


def test_parts_are_numbered_as_they_appear() -> None:
    assert in_order_of_appearance(np.array([7, 3, 7, 9, 3])).tolist() == [0, 1, 0, 2, 1]
