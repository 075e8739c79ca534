import subprocess
import sys

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from graphmodel.analysis.graph.csr import csr_arrays
from graphmodel.analysis.graph.edge_sums import strengths
from graphmodel.analysis.graph.leiden import leiden, modularity
from graphmodel.analysis.graph.leiden_kernels import (
    AggregateGraph,
    aggregate,
    move_nodes,
    ordered_sum,
    random_state,
    renumbered,
)
from graphmodel.errors import InputError


def planted(seed: int) -> nx.Graph:
    graph = nx.planted_partition_graph(4, 25, 0.5, 0.02, seed=seed)
    weights = np.random.default_rng(seed)
    nx.set_edge_attributes(
        graph, {e: float(np.float32(weights.uniform(0.5, 2))) for e in graph.edges}, "weight"
    )
    return graph


def test_finds_a_planted_partition() -> None:
    membership = leiden(nx.to_scipy_sparse_array(planted(1), format="csr"))
    assert [set(membership[i : i + 25].tolist()) for i in range(0, 100, 25)] == [{0}, {1}, {2}, {3}]


def drawn(seed: int) -> sparse.csr_array:
    weights = nx.to_scipy_sparse_array(nx.gnp_random_graph(300, 0.03, seed=seed), format="csr")
    return sparse.csr_array(weights.astype(np.float64))


def test_same_answer_every_time_and_other_seeds_give_others() -> None:
    weights = drawn(2)
    first = leiden(weights, seed=5)
    assert (leiden(weights, seed=6) != first).any()
    np.testing.assert_array_equal(first, leiden(weights, seed=5))


def test_same_answer_in_another_process() -> None:
    script = (
        "import networkx as nx, numpy as np; from graphmodel.analysis.graph.leiden import leiden;"
        "graph = nx.gnp_random_graph(300, 0.03, seed=2);"
        "weights = nx.to_scipy_sparse_array(graph, format='csr').astype(np.float64);"
        "print(leiden(weights, seed=5).tolist())"
    )
    completed = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert completed.stdout.strip() == str(leiden(drawn(2), seed=5).tolist())


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.sampled_from([0.5, 1.0, 2.0]))
def test_as_good_as_networkx_louvain_and_connected(seed: int, resolution: float) -> None:
    graph = nx.connected_watts_strogatz_graph(120, 6, 0.2, seed=seed)
    chance = np.random.default_rng(seed)
    for _, _, attributes in graph.edges(data=True):
        attributes["weight"] = float(chance.uniform(0.1, 3))
    weights = nx.to_scipy_sparse_array(graph, format="csr")
    membership = leiden(weights, resolution=resolution, seed=seed)
    theirs = nx.community.louvain_communities(graph, resolution=resolution, seed=seed)
    theirs_modularity = nx.community.modularity(graph, theirs, resolution=resolution)
    assert modularity(weights, membership, resolution) > theirs_modularity - 0.02
    for number in range(membership.max() + 1):
        assert nx.is_connected(graph.subgraph(np.flatnonzero(membership == number).tolist()))


def in_rows(weights: sparse.csr_array) -> AggregateGraph:
    indptr, neighbours, weight = csr_arrays(weights)
    return AggregateGraph(indptr, neighbours, weight, strengths(indptr, weight))


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_moving_only_gains(seed: int) -> None:
    weights = drawn(seed)
    graph = in_rows(weights)
    membership = np.random.default_rng(seed).integers(0, 12, 300).astype(np.int32)
    before = modularity(weights, membership.astype(np.int64))
    assert move_nodes(graph, membership, 1 / ordered_sum(graph.strength), random_state(seed))
    after = modularity(weights, membership.astype(np.int64))
    assert after > before + 0.1


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_aggregation_keeps_all_ties(seed: int) -> None:
    weights = drawn(seed)
    graph = in_rows(weights)
    membership = np.random.default_rng(seed).integers(0, 7, 300).astype(np.int32)
    membership, count = renumbered(membership)
    merged = aggregate(graph, membership, count)
    members = sparse.csr_array((np.ones(300), (np.arange(300), membership)), shape=(300, count))
    expected = (members.T @ weights @ members).toarray()
    aggregated = sparse.csr_array(
        (merged.weight, merged.neighbours, merged.indptr), shape=(count, count)
    )
    np.testing.assert_allclose(aggregated.toarray(), expected)
    np.testing.assert_allclose(merged.strength, expected.sum(axis=1))


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.floats(0.2, 3))
def test_modularity_agrees_with_networkx(seed: int, resolution: float) -> None:
    graph = planted(seed)
    labels = np.random.default_rng(seed).integers(0, 5, 100)
    groups = [set(np.flatnonzero(labels == c).tolist()) for c in range(5)]
    expected = nx.community.modularity(graph, groups, weight="weight", resolution=resolution)
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


def test_communities_are_numbered_in_order_of_appearance() -> None:
    consecutive, count = renumbered(np.array([7, 3, 7, 9, 3, 0, 0, 0, 0, 0], dtype=np.int32))
    assert consecutive.tolist() == [0, 1, 0, 2, 1, 3, 3, 3, 3, 3]
    assert count == 4
