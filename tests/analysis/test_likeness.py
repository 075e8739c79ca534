import numpy as np
import pytest
from small_networks import credits_network

from graphmodel.analysis.likeness import Likeness, likenesses
from graphmodel.network import Network


def network() -> Network:
    return credits_network(
        {"f1": ["a"], "f2": ["b"], "f3": ["c"], "f4": ["a"]},
        years={"f1": 2020, "f2": 2020, "f3": 2020, "f4": 2010},
        projects={
            "f1": {"genres": ["Horror"]},
            "f2": {"genres": ["Horror", "Comedy"]},
            "f3": {"genres": ["Comedy"]},
            "f4": {"genres": ["Horror"]},
        },
        people={"d": {"markets": ["Japan"]}, "e": {"markets": ["Japan"]}},
        nodes={"Organisation": [{"id": "o1", "name": "Studio"}, {"id": "o2", "name": "Studio"}]},
        links={
            "MADE": [
                {"from_id": "o1", "to_id": "f1", "role": "producer"},
                {"from_id": "o1", "to_id": "f2", "role": "producer"},
                {"from_id": "o2", "to_id": "f3", "role": "producer"},
            ],
            "BELONGS_TO": [{"from_id": "d", "to_id": "o1", "title": "head"}],
        },
    )


@pytest.fixture(scope="module")
def found() -> dict[str, Likeness]:
    return {one.kind: one for one in likenesses(network(), now=2020, half_life=10)}


def test_genres_match_a_case_worked_by_hand(found: dict[str, Likeness]) -> None:
    # a has only Horror; b has both, each held by 2 of the 5 people and so as rare.
    np.testing.assert_allclose(found["genre"].to(0), [0, np.sqrt(0.5), 0, 0, 0])
    np.testing.assert_allclose(found["genre"].to(1), [np.sqrt(0.5), 0, np.sqrt(0.5), 0, 0])


def test_a_company_is_its_node_and_not_its_name(found: dict[str, Likeness]) -> None:
    np.testing.assert_allclose(found["company"].to(0), [0, 1, 0, 1, 0])
    words, ids = found["company"].shared(0, 3)
    assert words == ("Studio",)
    assert {"o1", "f1", "d|BELONGS_TO|o1|head", "o1|MADE|f1|producer"} <= set(ids)


def test_markets_are_countries(found: dict[str, Likeness]) -> None:
    np.testing.assert_allclose(found["country"].to(3), [0, 0, 0, 0, 1])
    assert found["country"].shared(3, 4) == (("Japan",), ("d", "e"))


def test_facts_are_of_the_newest_work_of_both(found: dict[str, Likeness]) -> None:
    words, ids = found["genre"].shared(0, 1)
    assert words == ("Horror",)
    assert ids == ("f1", "a|WORKED_ON|f1|director", "f2", "b|WORKED_ON|f2|director")
