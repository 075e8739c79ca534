"""Clients of one agency are no colleagues."""

from graphmodel.analysis.ties.ties import people_ties
from tests.analysis.talent_networks import talent


def test_an_agency_ties_its_staff_and_not_its_clients() -> None:
    network = talent(
        {"caa": {"kind": "Organisation", "type": "agency"},
         "studio": {"kind": "Organisation", "type": "studio"}},
        [
            {"kind": "BELONGS_TO", "from": "ann", "to": "caa", "since": "2010"},
            {"kind": "BELONGS_TO", "from": "bo", "to": "caa", "title": "Film director"},
            {"kind": "BELONGS_TO", "from": "cy", "to": "caa", "title": "Senior agent"},
            {"kind": "BELONGS_TO", "from": "di", "to": "caa", "title": "Head of talent"},
            {"kind": "BELONGS_TO", "from": "ann", "to": "studio"},
            {"kind": "BELONGS_TO", "from": "eve", "to": "studio"},
        ],
    )  # fmt: skip

    def tied(first: str, second: str, *, all_credits: bool = False) -> bool:
        ties = people_ties(network, all_credits=all_credits)
        return bool(ties.shared(network.index(first), network.index(second)))

    assert tied("cy", "di")
    assert tied("ann", "eve")
    assert not tied("ann", "bo")
    assert not tied("ann", "cy")
    assert tied("ann", "bo", all_credits=True)
