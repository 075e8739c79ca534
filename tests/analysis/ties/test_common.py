"""What several nodes have in common."""

from __future__ import annotations

from graphmodel.analysis.ties.common import in_common, links_between
from tests.pictures.small_picture import small_network


def test_what_joins_most_comes_first_then_what_has_the_fewest_links() -> None:
    network = small_network()
    ann, bo, cy, eve = (network.index(f"t:{x}") for x in ("ann", "bo", "cy", "eve"))
    common = in_common(network, [ann, bo, cy, eve])
    assert network.ids[common[0].node] == "t:film0"
    assert common[0].members == (ann, bo, cy)
    assert common[0].last_year == 1990
    assert network.ids[common[1].node] == "t:film1"
    by_id = {network.ids[c.node]: c for c in common}
    assert by_id["t:school"].members == (bo, eve)
    assert [len(links) for links in by_id["t:school"].links] == [1, 1]
    assert set(by_id) == {"t:school", *(f"t:film{i}" for i in range(10))}


def test_links_among_the_nodes_themselves_are_listed_once() -> None:
    network = small_network()
    ends = [network.index(x) for x in ("t:ann", "t:film29", "t:bo")]
    links = links_between(network, ends)
    assert {network.link(link)["role"] for link in links} == {"director", "writer"}
    assert len(links) == 2
    assert links_between(network, ends[:1]) == ()
