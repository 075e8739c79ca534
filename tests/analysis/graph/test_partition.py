import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from graphmodel.analysis.communities.consensus import consensus
from graphmodel.analysis.graph.betweenness import betweenness
from graphmodel.analysis.graph.leiden import modularity
from graphmodel.analysis.graph.partition import Partition, pagerank
from graphmodel.analysis.graph.rand_index import adjusted_rand
from graphmodel.errors import InputError
from graphmodel.network.cache import MappedCache


def matrix(graph: nx.Graph) -> sparse.csr_array:
    weights = nx.to_scipy_sparse_array(graph, format="csr", dtype=np.float64)
    return sparse.csr_array(weights)


KARATE = matrix(nx.karate_club_graph())


def test_participation_of_a_case_worked_by_hand() -> None:
    # 0 has two of its four ties in {0, 1, 2} and two in {3, 4}: 1 - (1/2)^2 - (1/2)^2.
    graph = nx.Graph([(0, 1), (0, 2), (0, 3), (0, 4), (1, 2), (3, 4)])
    partition = Partition.of(matrix(graph), np.array([0, 0, 0, 1, 1]), np.ones(5, dtype=bool))
    assert partition.participation.tolist() == pytest.approx([0.5, 0, 0, 0.5, 0.5])
    everybody = np.ones(5, dtype=bool)
    assert [bridges.tolist() for bridges in partition.bridges(everybody, 5)] == [[0], [3, 4]]
    assert [bridges.tolist() for bridges in partition.bridges(everybody, 1)] == [[0], [3]]
    assert [bridges.tolist() for bridges in partition.bridges(~everybody, 5)] == [[], []]
    assert partition.outward_shares(0) == [(1, 0.5)]
    assert partition.outward_shares(1) == []
    assert partition.between() == [(0, 1, 2.0)]


def test_a_node_others_depend_on_is_more_central_than_one_with_as_many_ties() -> None:
    # 0 and 1 have three ties each; two neighbours of 0 have no other ties.
    graph = nx.empty_graph(7)
    graph.add_edges_from([(0, 2), (0, 3), (0, 1), (1, 4), (1, 5), (4, 5), (4, 6), (5, 6)])
    membership = np.zeros(7, dtype=np.int64)
    partition = Partition.of(matrix(graph), membership, np.ones(7, dtype=bool))
    assert partition.inside[0] == partition.inside[1]
    assert partition.members()[0].tolist()[0] == 0


def test_sizes_count_only_counted_nodes() -> None:
    graph = nx.Graph([(0, 1), (2, 3), (3, 4), (5, 6)])
    membership = np.array([0, 0, 1, 1, 1, 2, 2])
    is_person = np.array([True, True, True, False, False, False, False])
    partition = Partition.of(matrix(graph), membership, is_person)
    assert partition.membership.tolist() == [0, 0, 1, 1, 1, -1, -1]


def test_pagerank_agrees_with_networkx() -> None:
    strength = np.asarray(KARATE.sum(axis=1)).ravel()
    expected = nx.pagerank(nx.from_scipy_sparse_array(KARATE), alpha=0.85)
    np.testing.assert_allclose(
        pagerank(KARATE, np.zeros(34, dtype=np.int64), strength), list(expected.values()), atol=1e-3
    )


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_betweenness_from_everybody_is_that_of_networkx(seed: int) -> None:
    graph = nx.gnp_random_graph(20, 0.2, seed=seed)
    graph.remove_nodes_from(list(nx.isolates(graph)))
    if len(graph) < 3:
        return
    expected = nx.betweenness_centrality(graph)
    n = len(graph)
    # Counted for ordered pairs and averaged over all sources: (n - 1) / n of networkx's.
    estimate = betweenness(matrix(graph), samples=n) * n / (n - 1)
    np.testing.assert_allclose(estimate, list(expected.values()), atol=1e-12)


def test_adjusted_rand_of_a_case_worked_by_hand() -> None:
    # Of 15 pairs, 2 are together in both, 3 in the first, 4 in the second: (2 - .8) / (3.5 - .8).
    first, second = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 0, 1, 1, 1, 2])
    assert adjusted_rand(first, second) == pytest.approx((2 - 0.8) / (3.5 - 0.8))
    assert adjusted_rand(first, first) == 1
    assert adjusted_rand(first, np.array([5, 5, 0, 0, 3, 3])) == pytest.approx(1)


def test_independent_partitions_agree_only_by_chance() -> None:
    random = np.random.default_rng(1)
    index = adjusted_rand(random.integers(0, 4, 4000), random.integers(0, 4, 4000))
    assert abs(index) < 0.01


def blurred() -> nx.Graph:
    """Two cliques of ten, and one person with four ties to each."""
    graph = nx.disjoint_union(nx.complete_graph(10), nx.complete_graph(10))
    graph.add_edges_from([(20, n) for n in (0, 1, 2, 3, 10, 11, 12, 13)])
    return graph


def test_only_the_person_between_is_uncertain() -> None:
    stable = consensus(matrix(blurred()), runs=20)
    assert len(set(stable.membership[:10])) == len(set(stable.membership[10:20])) == 1
    assert stable.membership[0] != stable.membership[10]
    assert stable.share[:20].tolist() == [1.0] * 20
    assert 0.5 <= stable.share[20] < 1
    cliques = {stable.membership[0], stable.membership[10]}
    assert stable.alternative[20] == (cliques - {stable.membership[20]}).pop()
    assert stable.alternative[:20].tolist() == [-1] * 20
    assert 0.7 < stable.agreement < 1


def test_consensus_is_as_good_as_a_run_and_repeatable() -> None:
    first, second = consensus(KARATE, runs=8), consensus(KARATE, runs=8)
    assert first.membership.tolist() == second.membership.tolist()
    assert first.share.tolist() == second.share.tolist()
    # The best split of the weighted club has 0.444904 (Newman 2004; Brandes and others 2008).
    assert modularity(KARATE, first.membership) > 0.44


def test_consensus_without_ties_or_runs() -> None:
    nothing = consensus(sparse.csr_array((3, 3)), runs=2)
    assert nothing.share.tolist() == [1, 1, 1]
    with pytest.raises(InputError, match="runs"):
        consensus(KARATE, runs=0)


def test_a_cached_consensus_is_reused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from graphmodel.analysis.communities.consensus import cached_consensus

    cache = MappedCache(tmp_path / "now", tmp_path / "lasting")
    computed = cached_consensus(cache, "here", KARATE, runs=3)
    opened = cached_consensus(cache, "here", sparse.csr_array((1, 1)), runs=3)
    assert opened.membership.tolist() == computed.membership.tolist()
    assert opened.share.tolist() == computed.share.tolist()
    assert opened.agreement == computed.agreement
