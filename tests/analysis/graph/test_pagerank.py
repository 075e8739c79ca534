import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from graphmodel.analysis.graph.pagerank import (
    ALPHA,
    combine_rows,
    distinct,
    forward_push,
    stochastic,
    sum_by_column,
)


def weighted(seed: int, n: int = 40) -> nx.Graph:
    graph = nx.gnp_random_graph(n, 0.12, seed=seed)
    weight = np.random.default_rng(seed)
    nx.set_edge_attributes(graph, {e: float(weight.uniform(0.1, 3)) for e in graph.edges}, "weight")
    return graph


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(0, 39))
def test_push_agrees_with_networkx_within_its_bound(seed: int, start: int) -> None:
    graph, epsilon = weighted(seed), 1e-6
    steps = stochastic(nx.to_scipy_sparse_array(graph, format="csr"))
    found = forward_push(steps, start, epsilon=epsilon)
    exact = nx.pagerank(graph, 1 - ALPHA, {start: 1}, dangling={start: 1}, tol=1e-12, max_iter=1000)
    expected = np.array([exact[i] for i in range(40)])
    assert np.all(found <= expected + 1e-9)
    left = epsilon * (steps.nnz + 40)
    assert found.sum() == pytest.approx(1, abs=left)
    np.testing.assert_allclose(found, expected, atol=left + 1e-9)


def test_a_coarse_push_stays_near() -> None:
    steps = stochastic(nx.to_scipy_sparse_array(nx.path_graph(2000), format="csr", dtype=float))
    found = forward_push(steps, 1000, epsilon=1e-4)
    assert np.flatnonzero(found).min() > 900
    assert found[1000] == found.max()


def test_who_has_no_ties_keeps_the_walk() -> None:
    found = forward_push(stochastic(sparse.csr_array((3, 3))), 1)
    assert found[[0, 2]].tolist() == [0, 0]
    assert found[1] == pytest.approx(1, abs=1e-5)


def test_spread_is_a_product_with_some_rows() -> None:
    matrix = nx.to_scipy_sparse_array(weighted(4), format="csr")
    rows, amounts = np.array([3, 8, 20]), np.array([1.0, 0.5, 2.0])
    np.testing.assert_allclose(
        combine_rows(matrix, rows, amounts), amounts @ matrix[rows].toarray()
    )
    nothing = combine_rows(matrix, np.array([], dtype=np.int64), np.array([]))
    assert nothing.tolist() == [0.0] * 40


@given(st.lists(st.tuples(st.integers(0, 30), st.floats(0.1, 9)), max_size=60))
def test_sums_are_the_same_for_few_columns_and_for_many(entries: list[tuple[int, float]]) -> None:
    columns = np.array([column for column, _ in entries], dtype=np.int64)
    parts = np.array([part for _, part in entries])
    told = dict.fromkeys(sorted(columns.tolist()), 0.0)
    for column, part in entries:
        told[column] += part
    for n in (31, 100_000):  # an array of all, and only those there
        found, sums = sum_by_column(columns, parts, n)
        assert found.tolist() == list(told)
        assert sums.tolist() == pytest.approx(list(told.values()))
    assert distinct(columns).tolist() == list(told)
