"""Features use only what was known at the time, and equal those of networkx."""

import networkx as nx
import numpy as np

from graphmodel.analysis.forecast.activity import ActivityForecast
from graphmodel.analysis.forecast.history import series
from graphmodel.analysis.forecast.pair_features import PairFeatures
from graphmodel.analysis.forecast.person_features import person_features
from tests.analysis.leaks import leaks
from tests.analysis.synthetic_history import synthetic_history

HISTORY = synthetic_history(teams=4, years=10)
PEOPLE = np.array([0, 5, 17])


def test_no_measure_sees_what_came_later() -> None:
    assert leaks(lambda history: PairFeatures(history, 2006).measures(PEOPLE), HISTORY, 2006) == ()
    assert leaks(lambda history: person_features(PairFeatures(history, 2006)), HISTORY, 2006) == ()


def test_the_activity_forecast_does_not_see_what_came_later() -> None:
    def expected(history):
        table = ActivityForecast(history, 2, threads=1).person_features(2006)
        return dict(zip(table.names, table.values.T, strict=True))

    assert leaks(expected, HISTORY, 2006) == ()


def test_a_planted_leak_is_caught() -> None:
    def planted(history):
        return person_features(PairFeatures(history, 2006)) | {
            "all_ties": np.diff(history.ties.indptr)
        }

    assert leaks(planted, HISTORY, 2006) == ("all_ties",)


def test_measures_equal_networkx() -> None:
    pairs = PairFeatures(HISTORY, 2003)
    graph = nx.Graph(zip(*pairs.history.ties.nonzero(), strict=True))
    measured = pairs.classic(PEOPLE)
    measures = (
        ("adamic_adar", nx.adamic_adar_index),
        ("resource", nx.resource_allocation_index),
    )
    for column, person in enumerate(PEOPLE):
        strangers = [n for n in graph if n != person and not graph.has_edge(n, person)]
        unknown_pairs = [(int(person), n) for n in strangers]
        for name, measure in measures:
            expected = [value for _, _, value in measure(graph, unknown_pairs)]
            np.testing.assert_allclose(measured[name][strangers, column], expected, rtol=1e-5)


def test_the_walk_is_personalised_pagerank_over_newmans_ties() -> None:
    pairs = PairFeatures(HISTORY, 2004)
    paths = pairs.paths["ever"]
    graph = nx.Graph()
    films = pairs.history.incidence.T.tocsr()
    for film in range(films.shape[0]):
        crew = films.indices[films.indptr[film] : films.indptr[film + 1]]
        for first in crew:
            for second in crew[crew < first]:
                weight = graph.get_edge_data(first, second, {"weight": 0})["weight"]
                graph.add_edge(first, second, weight=weight + 1 / (len(crew) - 1))
    expected = nx.pagerank(graph, alpha=0.85, personalization={5: 1}, tol=1e-8)
    computed = paths.measures(np.array([5]))["rank"][:, 0]
    # Seven steps omit .85 ^ 7 of the walk.
    assert sum(abs(computed[n] - expected[n]) for n in expected) < 2 * 0.85**7
    assert np.corrcoef([computed[n] for n in expected], list(expected.values()))[0, 1] > 0.97


def test_a_new_tie_is_new_and_of_people_known_before() -> None:
    past, new_ties = HISTORY.before(2004), HISTORY.new_ties(2004, 2)
    rows, columns = new_ties.nonzero()
    assert len(rows)
    assert not past.ties[rows, columns].any()
    later = HISTORY.before(2006)
    assert later.ties[rows, columns].all()
    assert (new_ties != new_ties.T).nnz == 0
    assert past.eligible[rows].all()


def test_a_tie_made_again_was_there_before_and_no_tie_is_both() -> None:
    new_ties, repeated = HISTORY.new_ties(2004, 2), HISTORY.repeated_ties(2004, 2)
    assert repeated.nnz
    assert (HISTORY.before(2004).ties[repeated.nonzero()] > 0).all()
    assert new_ties.multiply(repeated).nnz == 0
    later = HISTORY.ties.astype(bool).astype(int) - HISTORY.before(2004).ties.astype(bool)
    assert (later[new_ties.nonzero()] == 1).all()


def test_projects_of_the_predicted_years_are_not_learned_from() -> None:
    past = HISTORY.before(2004)
    ahead = set(HISTORY.project[HISTORY.year[HISTORY.project] >= 2004])
    assert ahead
    assert not ahead & set(past.project)


def test_films_of_a_series_share_the_root_of_their_titles() -> None:
    names = series(["Saw III", "Saw", "Jaws 2", "Jaws", "The Ring: Part Two", "The Ring", "M"])
    assert names == [[], [], ["jaws"], ["jaws"], ["the ring"], ["the ring"], []]
