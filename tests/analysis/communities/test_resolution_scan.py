from itertools import combinations

import networkx as nx
import pytest

from graphmodel.analysis.communities.resolution_scan import ResolutionScan, scan_resolutions
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from tests.analysis.small_networks import credits_network


def cliques() -> Network:
    """Six groups of ten who all worked together, joined in a ring by single ties."""
    groups = [[f"{name}{n}" for n in range(10)] for name in "abcdef"]
    crews = {
        f"{first}-{second}": [first, second] for g in groups for first, second in combinations(g, 2)
    }
    for group, following in zip(groups, groups[1:] + groups[:1], strict=True):
        crews[f"{group[0]}-{following[0]}"] = [group[0], following[0]]
    return credits_network(crews)


@pytest.fixture(scope="module")
def scan() -> ResolutionScan:
    return scan_resolutions(cliques(), resolutions=(0.01, 0.5, 1.0, 2.0, 60.0))


def test_the_plateau_is_where_the_groups_are_found(scan: ResolutionScan) -> None:
    level = [step for step in scan.steps if step.plateau]
    assert {step.resolution for step in level} >= {0.5, 1.0, 2.0}
    assert {step.communities for step in level} == {6}
    assert all(step.agreement == pytest.approx(1) for step in level[:-1])


def test_coarser_gives_fewer_and_finer_more(scan: ResolutionScan) -> None:
    assert scan.steps[0].communities < 6 < scan.steps[-1].communities
    assert scan.steps[-1].agreement is None
    assert not scan.steps[-1].plateau


def test_modularity_is_plain_whatever_the_resolution(scan: ResolutionScan) -> None:
    network = cliques()
    ties = people_ties(network)
    graph = nx.from_scipy_sparse_array(ties.matrix())
    names = [network.ids[i][0] for i in ties.people]
    communities = [{n for n, name in enumerate(names) if name == group} for group in "abcdef"]
    expected = nx.community.modularity(graph, communities)
    level = [step.modularity for step in scan.steps if step.plateau]
    assert level == pytest.approx([expected] * len(level))


def test_as_table_and_graph(scan: ResolutionScan) -> None:
    assert scan.to_polars()["resolution"].to_list() == [0.01, 0.5, 1.0, 2.0, 60.0]
    assert scan.to_networkx().number_of_edges() == 4


def test_bad_arguments_are_refused() -> None:
    with pytest.raises(InputError, match="resolution"):
        scan_resolutions(cliques(), resolutions=(0.0, 1.0))
    assert scan_resolutions(credits_network({}), resolutions=(1.0,)).steps[0].communities == 0
