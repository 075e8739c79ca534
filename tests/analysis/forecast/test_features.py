"""What is told of people is of what was known then, and equals what networkx tells."""

import networkx as nx
import numpy as np

from graphmodel.analysis.forecast.activity import ActivityForecast
from graphmodel.analysis.forecast.history import series
from graphmodel.analysis.forecast.pair_features import PairFeatures
from graphmodel.analysis.forecast.person_features import person_features
from tests.analysis.leaks import leaks
from tests.analysis.synthetic_history import made_history

HISTORY = made_history(teams=4, years=10)
PEOPLE = np.array([0, 5, 17])


def test_no_measure_sees_what_came_later() -> None:
    assert leaks(lambda history: PairFeatures(history, 2006).measures(PEOPLE), HISTORY, 2006) == ()
    assert leaks(lambda history: person_features(PairFeatures(history, 2006)), HISTORY, 2006) == ()


def test_the_outlook_does_not_see_what_came_later() -> None:
    def expected(history):
        people = ActivityForecast(history, 2, threads=1).people(2006)
        return dict(zip(people.names, people.values.T, strict=True))

    assert leaks(expected, HISTORY, 2006) == ()


def test_a_planted_leak_is_caught() -> None:
    def planted(history):
        return person_features(PairFeatures(history, 2006)) | {
            "all_ties": np.diff(history.ties.indptr)
        }

    assert leaks(planted, HISTORY, 2006) == ("all_ties",)


def test_measures_equal_networkx() -> None:
    past = PairFeatures(HISTORY, 2003)
    graph = nx.Graph(zip(*past.history.ties.nonzero(), strict=True))
    found = past.classic(PEOPLE)
    measures = (
        ("adamic_adar", nx.adamic_adar_index),
        ("resource", nx.resource_allocation_index),
    )
    for at, person in enumerate(PEOPLE):
        others = [n for n in graph if n != person and not graph.has_edge(n, person)]
        pairs = [(int(person), n) for n in others]
        for name, measure in measures:
            theirs = [value for _, _, value in measure(graph, pairs)]
            np.testing.assert_allclose(found[name][others, at], theirs, rtol=1e-5)


def test_the_walk_is_personalised_pagerank_over_newmans_ties() -> None:
    past = PairFeatures(HISTORY, 2004)
    paths = past.paths["ever"]
    graph = nx.Graph()
    films = past.history.incidence.T.tocsr()
    for film in range(films.shape[0]):
        crew = films.indices[films.indptr[film] : films.indptr[film + 1]]
        for one in crew:
            for other in crew[crew < one]:
                weight = graph.get_edge_data(one, other, {"weight": 0})["weight"]
                graph.add_edge(one, other, weight=weight + 1 / (len(crew) - 1))
    theirs = nx.pagerank(graph, alpha=0.85, personalization={5: 1}, tol=1e-8)
    mine = paths.measures(np.array([5]))["rank"][:, 0]
    # So many steps leave .85 ^ 7 of the walk untold.
    assert sum(abs(mine[n] - theirs[n]) for n in theirs) < 2 * 0.85**7
    assert np.corrcoef([mine[n] for n in theirs], list(theirs.values()))[0, 1] > 0.97


def test_a_new_tie_is_new_and_of_people_known_before() -> None:
    past, came = HISTORY.before(2004), HISTORY.new_ties(2004, 2)
    rows, columns = came.nonzero()
    assert len(rows)
    assert not past.ties[rows, columns].any()
    later = HISTORY.before(2006)
    assert later.ties[rows, columns].all()
    assert (came != came.T).nnz == 0
    assert past.eligible[rows].all()


def test_a_tie_made_again_was_there_before_and_no_tie_is_both() -> None:
    came, again = HISTORY.new_ties(2004, 2), HISTORY.repeated_ties(2004, 2)
    assert again.nnz
    assert (HISTORY.before(2004).ties[again.nonzero()] > 0).all()
    assert came.multiply(again).nnz == 0
    later = HISTORY.ties.astype(bool).astype(int) - HISTORY.before(2004).ties.astype(bool)
    assert (later[came.nonzero()] == 1).all()


def test_projects_of_the_years_foretold_are_not_among_those_learned_from() -> None:
    past = HISTORY.before(2004)
    ahead = set(HISTORY.project[HISTORY.year[HISTORY.project] >= 2004])
    assert ahead
    assert not ahead & set(past.project)


def test_films_of_a_series_share_the_root_of_their_titles() -> None:
    roots = series(["Saw III", "Saw", "Jaws 2", "Jaws", "The Ring: Part Two", "The Ring", "M"])
    assert roots == [[], [], ["jaws"], ["jaws"], ["the ring"], ["the ring"], []]
