import numpy as np
import pytest

from graphmodel.analysis.ties.activity import OUT_OF_REACH, activity_spans
from tests.analysis.small_networks import credits_network


def test_first_and_last_are_of_what_people_did() -> None:
    network = credits_network(
        {"f1": ["a", "b"], "f2": ["a"]},
        years={"f1": 1990, "f2": 2000},
        people={"c": {"first_year": 1970, "last_year": 1980}, "d": {}},
    )
    spans = activity_spans(network, 2020)
    assert spans.first[:3].tolist() == [1990, 1990, 1970]
    assert spans.last[:3].tolist() == [2000, 1990, 1980]
    assert np.isnan([spans.first[3], spans.last[3]]).all()


def test_old_recordings_used_again_are_not_activity() -> None:
    crews = {f"film{year}": ["bogart"] for year in range(1940, 1957)}
    years = {film: int(film[4:]) for film in crews}
    crews["archive"], years["archive"] = ["bogart"], 2008
    network = credits_network(crews, years=years)
    assert activity_spans(network, 2020).last.tolist() == [1956]


def test_being_shown_long_after_is_not_activity_but_making_is() -> None:
    crews = {"dracula": ["lugosi", "maker"], "films": ["lugosi"], "ghost": ["lugosi", "maker"]}
    network = credits_network(
        crews,
        years={"dracula": 1931, "films": 1955, "ghost": 1987},
        projects={"ghost": {"genres": ["Documentary"]}},
        roles={("lugosi", film): "actor" for film in crews},
    )
    assert activity_spans(network, 2000).last.tolist() == [1955, 1987]


def test_a_comeback_with_more_than_an_echo_is_activity() -> None:
    crews = {"badlands": ["malick"], "heaven": ["malick"], "line": ["malick"]}
    years = {"badlands": 1973, "heaven": 1978, "line": 1998}
    assert activity_spans(credits_network(crews, years=years), 2000).last.tolist() == [1998]


@pytest.mark.parametrize(
    ("span", "peer_span", "reach"),
    [
        ((2000, 2020), (2010, 2020), 1.0),
        ((2000, 2020), (2005, 2017), 1.0),
        ((2000, 2020), (2000, 2013), 0.5),
        ((2000, 2020), (1990, 2020 - OUT_OF_REACH - 1), 0.0),
        ((1940, 1950), (1945, 1950), 1.0),
        ((1940, 1950), (1957, 1990), 0.5),
        ((1940, 1950), (2000, 2020), 0.0),
        ((2000, 2020), (1930, 1945), 0.0),
    ],
)
def test_reach_fades_with_the_years_between(
    span: tuple[int, int], peer_span: tuple[int, int], reach: float
) -> None:
    people = {
        name: {"first_year": first, "last_year": last}
        for name, (first, last) in (("a", span), ("b", peer_span))
    }
    network = credits_network({}, people={**people, "c": {}})
    assert activity_spans(network, 2020).reach(0).tolist()[1:] == [pytest.approx(reach), 1.0]
