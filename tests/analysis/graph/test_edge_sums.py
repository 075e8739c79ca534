"""Sums over all ties, compared with scipy and with hand-worked cases."""

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from graphmodel.analysis.graph.csr import csr_arrays
from graphmodel.analysis.graph.edge_sums import consensus_ties, internal_sums, sums_by_community
from graphmodel.analysis.ties.ties import people_ties
from tests.analysis.small_networks import credits_network


def drawn(seed: int) -> sparse.csr_array:
    graph = nx.gnp_random_graph(60, 0.1, seed=seed)
    chance = np.random.default_rng(seed)
    for _, _, attributes in graph.edges(data=True):
        attributes["weight"] = float(np.float32(chance.uniform(0.1, 3)))
    return sparse.csr_array(nx.to_scipy_sparse_array(graph, format="csr"))


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_sums_by_community_equal_a_matrix_product(seed: int) -> None:
    weights = drawn(seed)
    membership = np.random.default_rng(seed).integers(-1, 5, 60)
    members = np.zeros((60, 5))
    members[np.flatnonzero(membership >= 0), membership[membership >= 0]] = 1
    indptr, columns, sums = sums_by_community(*csr_arrays(weights), membership, 5)
    sums_matrix = sparse.csr_array((sums, columns, indptr), shape=(60, 5))
    np.testing.assert_allclose(sums_matrix.toarray(), weights @ members)
    values = np.random.default_rng(seed + 1).uniform(0, 1, 60)
    same = membership[:, None] == membership[None, :]
    expected = (weights.toarray() * same) @ values
    np.testing.assert_allclose(internal_sums(*csr_arrays(weights), membership, values), expected)


def test_ties_runs_agree_on_or_else_the_best_of_a_node() -> None:
    # 0-1 hold in all four runs, 1-2 in two; 3 is once each with 0, 1 and 2, and once alone.
    weights = sparse.csr_array(nx.to_scipy_sparse_array(nx.complete_graph(4), format="csr"))
    memberships = np.array([[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 1, 1], [0, 2, 1, 3]], dtype=np.int32)
    indptr, neighbours, agreed = consensus_ties(*csr_arrays(weights), memberships, 0.75)
    consensus = sparse.csr_array((agreed, neighbours, indptr), shape=(4, 4)).toarray()
    expected = np.zeros((4, 4))
    expected[0, 1] = 1
    expected[0, 2] = expected[1, 2] = expected[2, 3] = 0.5
    np.testing.assert_allclose(consensus, expected + expected.T)


def test_the_matrix_of_ties_agrees_with_the_ties_of_each_person() -> None:
    crews = {f"f{n}": [f"p{(n * k) % 17}" for k in range(1, 6)] for n in range(1, 30)}
    ties = people_ties(credits_network({name: sorted(set(crew)) for name, crew in crews.items()}))
    matrix = ties.matrix()
    rows = {int(node): row for row, node in enumerate(ties.people.tolist())}
    for person in ties.people.tolist():
        neighbours, weights = ties.neighbours(person)
        entries = slice(*matrix.indptr[rows[person] : rows[person] + 2])
        assert matrix.indices[entries].tolist() == [
            rows[neighbour] for neighbour in neighbours.tolist()
        ]
        np.testing.assert_allclose(matrix.data[entries], weights, rtol=1e-6)
    assert (matrix - matrix.T).nnz == 0
