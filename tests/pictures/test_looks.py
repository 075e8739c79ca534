"""Colours and sizes that represent a property, and their legend."""

from __future__ import annotations

import pytest

from graphmodel.network.network import Network
from graphmodel.pictures.looks import SHADES, coloured, sized
from graphmodel.pictures.people import COLOURS, LONER
from graphmodel.pictures.picture import Picture, picture
from tests.pictures.small_picture import small_network


@pytest.fixture(scope="module")
def network() -> Network:
    return small_network()


def looks(drawn: Picture, name: str) -> dict[str, object]:
    return {node["id"]: node[name] for node in drawn.nodes}


def test_colours_by_role_have_a_legend_of_the_roles(network: Network) -> None:
    drawn = coloured(network, picture(network, ["t:ann"], hops=2), "role")
    colours = looks(drawn, "color")
    by_name = dict(drawn.legend)
    assert colours["t:ann"] == by_name["director"]
    assert colours["t:bo"] == by_name["actor"]
    assert colours["t:cy"] == by_name["writer"]
    assert colours["t:film0"] == by_name["none stated"] == LONER
    assert {by_name[role] for role in ("director", "actor", "writer")} <= set(COLOURS)


def test_colours_by_year_and_degree_come_in_bands_the_latest_first(network: Network) -> None:
    drawn = coloured(network, picture(network, ["t:ann"]), "recency")
    names = [name for name, _ in drawn.legend]
    assert names[0].endswith("to 2019")
    assert names[-1].startswith("1990 to ")
    assert [shade for _, shade in drawn.legend] == list(SHADES)
    assert looks(drawn, "color")["t:film29"] == SHADES[0]
    degrees = coloured(network, picture(network, ["t:ann"], hops=2), "degree")
    assert looks(degrees, "color")["t:ann"] == dict(degrees.legend)[degrees.legend[0][0]]


def test_nothing_stated_is_one_entry(network: Network) -> None:
    drawn = coloured(network, picture(network, ["t:ann"]), "country")
    assert drawn.legend == (("none stated", LONER),)


def test_sizes(network: Network) -> None:
    plain = picture(network, ["t:ann"])
    years = looks(sized(network, plain, "recency"), "size")
    assert years["t:film29"] > years["t:film15"] > years["t:film0"]  # type: ignore[operator]
    assert len(set(looks(sized(network, plain, "equal"), "size").values())) == 1


def test_what_is_unknown_changes_nothing(network: Network) -> None:
    plain = picture(network, ["t:ann"])
    assert coloured(network, plain, "") is plain
    assert sized(network, plain, "no such thing") is plain
