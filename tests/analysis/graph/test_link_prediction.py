"""The link scorer learns only from the given edges; its measures equal those of networkx."""

import networkx as nx
import numpy as np
import pytest

from graphmodel.analysis.graph.link_features import LinkFeatures
from graphmodel.analysis.graph.link_prediction import LinkScorer, non_edges
from graphmodel.errors import InputError


def edges_of(graph: nx.Graph) -> np.ndarray:
    return np.sort(np.array(graph.edges(), dtype=np.int64), axis=1)


def hidden_and_known(graph: nx.Graph) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    edges = np.random.default_rng(1).permutation(edges_of(graph))
    hidden, visible = np.split(edges, [len(edges) // 10])
    unlinked = non_edges(edges, len(graph), len(hidden), np.random.default_rng(2))
    return hidden, visible, unlinked


def area(linked: np.ndarray, unlinked: np.ndarray) -> float:
    return float((linked[:, None] > unlinked).mean() + (linked[:, None] == unlinked).mean() / 2)


GRAPH = nx.convert_node_labels_to_integers(nx.connected_caveman_graph(30, 7))
GRAPH.add_edges_from(nx.gnm_random_graph(len(GRAPH), 60, seed=4).edges())


def test_hidden_edges_score_above_random_pairs() -> None:
    hidden, visible, unlinked = hidden_and_known(GRAPH)
    scorer = LinkScorer(seeds=1, rounds=60).fit(visible, len(GRAPH))
    scores = scorer.score(np.concatenate([hidden, unlinked]))
    assert scores.min() > 0
    assert scores.max() < 1
    assert area(scores[: len(hidden)], scores[len(hidden) :]) > 0.85


def test_a_random_graph_scores_no_better_than_chance() -> None:
    graph = nx.gnm_random_graph(300, 900, seed=3)
    hidden, visible, unlinked = hidden_and_known(graph)
    scores = (
        LinkScorer(seeds=1, rounds=40)
        .fit(visible, len(graph))
        .score(np.concatenate([hidden, unlinked]))
    )
    assert 0.3 < area(scores[: len(hidden)], scores[len(hidden) :]) < 0.7


def test_direction_order_and_threads_change_nothing() -> None:
    _, visible, unlinked = hidden_and_known(GRAPH)
    single_thread = LinkScorer(seeds=1, rounds=20, threads=1).fit(visible, len(GRAPH))
    two_threads = LinkScorer(seeds=1, rounds=20, threads=2).fit(visible[::-1, ::-1], len(GRAPH))
    np.testing.assert_array_equal(
        single_thread.score(unlinked), two_threads.score(unlinked[:, ::-1])
    )


def test_measures_equal_networkx() -> None:
    graph = nx.karate_club_graph()
    pairs = np.array(list(nx.non_edges(graph)))
    features = LinkFeatures(edges_of(graph), len(graph)).of(pairs)
    common = [len(list(nx.common_neighbors(graph, a, b))) for a, b in pairs]
    np.testing.assert_allclose(features[:, 0], common)
    expected = (
        (1, nx.jaccard_coefficient),
        (4, nx.adamic_adar_index),
        (5, nx.resource_allocation_index),
    )
    for column, measure in expected:
        theirs = [value for _, _, value in measure(graph, pairs)]
        np.testing.assert_allclose(features[:, column], theirs, rtol=1e-5, atol=1e-6)


def test_node_measures_equal_networkx() -> None:
    graph = nx.karate_club_graph()
    nodes = LinkFeatures(edges_of(graph), len(graph)).nodes
    np.testing.assert_allclose(nodes[:, 0], [degree for _, degree in graph.degree()])
    np.testing.assert_allclose(nodes[:, 3], list(nx.clustering(graph).values()), rtol=1e-5)
    np.testing.assert_allclose(nodes[:, 6], list(nx.core_number(graph).values()))


def test_small_blocks_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = np.array(list(nx.non_edges(nx.karate_club_graph())))
    features = LinkFeatures(edges_of(nx.karate_club_graph()), 34)
    expected = features.of(pairs)
    monkeypatch.setattr("graphmodel.analysis.graph.link_features._BUDGET", 34 * 5)
    np.testing.assert_allclose(features.of(pairs), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("edges", "message"),
    [
        (np.array([[0, 9], [0, 1]]), "outside 0 to 3"),
        (np.array([[0.5, 1.0]]), "nodes are integers"),
        (np.array([0, 1, 2]), "shape"),
        (np.array([[1, 1]]), "too few"),
    ],
)
def test_invalid_graphs_are_refused(edges: np.ndarray, message: str) -> None:
    with pytest.raises(InputError, match=message):
        LinkScorer().fit(edges, 4)


def test_scoring_before_fitting_is_refused() -> None:
    with pytest.raises(InputError, match="call fit"):
        LinkScorer().score(np.array([[0, 1]]))
