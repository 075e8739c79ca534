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
    estimate = forward_push(steps, start, epsilon=epsilon)
    exact = nx.pagerank(graph, 1 - ALPHA, {start: 1}, dangling={start: 1}, tol=1e-12, max_iter=1000)
    expected = np.array([exact[i] for i in range(40)])
    assert np.all(estimate <= expected + 1e-9)
    tolerance = epsilon * (steps.nnz + 40)
    assert estimate.sum() == pytest.approx(1, abs=tolerance)
    np.testing.assert_allclose(estimate, expected, atol=tolerance + 1e-9)


def test_a_coarse_push_stays_local() -> None:
    steps = stochastic(nx.to_scipy_sparse_array(nx.path_graph(2000), format="csr", dtype=float))
    estimate = forward_push(steps, 1000, epsilon=1e-4)
    assert np.flatnonzero(estimate).min() > 900
    assert estimate[1000] == estimate.max()


def test_who_has_no_ties_keeps_the_walk() -> None:
    estimate = forward_push(stochastic(sparse.csr_array((3, 3))), 1)
    assert estimate[[0, 2]].tolist() == [0, 0]
    assert estimate[1] == pytest.approx(1, abs=1e-5)


def test_combining_rows_is_a_product_with_some_rows() -> None:
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
    amounts = np.array([amount for _, amount in entries])
    expected = dict.fromkeys(sorted(columns.tolist()), 0.0)
    for column, amount in entries:
        expected[column] += amount
    for n in (31, 100_000):  # summed in an array of all columns, and by sorting
        touched, sums = sum_by_column(columns, amounts, n)
        assert touched.tolist() == list(expected)
        assert sums.tolist() == pytest.approx(list(expected.values()))
    assert distinct(columns).tolist() == list(expected)
