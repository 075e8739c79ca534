"""The years under a picture."""

from __future__ import annotations

from graphmodel.analysis.ties.ties import people_ties
from graphmodel.pictures.people import people_picture
from graphmodel.pictures.picture import picture
from graphmodel.pictures.selection import Filters
from graphmodel.pictures.timeline import timeline, with_all_years
from tests.pictures.small_picture import small_network


def test_the_years_of_a_picture_and_what_shows_in_others_alone() -> None:
    network = small_network(films=4)
    whole = picture(network, ["t:ann"])
    some = picture(network, ["t:ann"], filters=Filters(years=(1991, 1992)))
    years = timeline(some, whole, (1991, 1992))
    assert years is not None
    assert (years.bounds, years.span) == ((1990, 1993), (1991, 1992))
    assert years.counts == {1990: 1, 1991: 1, 1992: 2, 1993: 2}, "as writer too"
    assert {n["id"] for n in years.nodes} == {"t:film0", "t:film3"}
    assert [e["years"] for e in years.edges] == [[1990, 1990], [1993, 1993], [1993, 1993]]


def test_an_open_or_far_span_ends_where_the_links_do() -> None:
    network = small_network(films=4)
    whole = picture(network, ["t:ann"])
    for years, span in (
        ((None, 1992), (1990, 1992)),
        ((1800, None), (1990, 1993)),
        (None, (1990, 1993)),
    ):
        drawn = timeline(whole, whole, years)
        assert drawn is not None
        assert (drawn.span, drawn.nodes, drawn.edges) == (span, (), ())


def test_a_picture_of_people_limited_to_some_years_has_the_timeline_of_all() -> None:
    ties = people_ties(small_network())
    whole = people_picture(ties, ["t:bo"], limit=9, batch=9).picture
    some = people_picture(
        ties, ["t:bo"], limit=9, batch=9, filters=Filters(years=(1993, 1995))
    ).picture
    limited = with_all_years(some, whole)
    drawn, unlimited = timeline(limited, whole, (1993, 1995)), timeline(whole, whole, None)
    assert drawn is not None
    assert unlimited is not None
    assert (drawn.bounds, drawn.counts) == (unlimited.bounds, unlimited.counts)
    assert drawn.span == (1993, 1995)


def test_without_two_years_there_is_no_timeline() -> None:
    network = small_network(films=1)
    drawn = picture(network, ["t:ann"])
    assert timeline(drawn, drawn, None) is None
    demo = picture(network, ["t:school"])
    assert timeline(demo, demo, (1990, 1991)) is not None, "1985 and 1986"
    assert timeline(picture(network, ["t:film0"]), picture(network, ["t:film0"]), None) is None
