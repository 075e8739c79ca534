"""Clients of one agency are not colleagues."""

import pytest

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


@pytest.mark.parametrize(
    ("organisation", "title"),
    [
        ({"name": "Harbour Talent Agency"}, None),
        ({"name": "海港演员经纪公司", "type": "company"}, None),
        ({"name": "Harbour", "type": "company"}, "client"),
        ({"name": "Harbour"}, "签约艺人"),
    ],
)
def test_an_agency_is_known_by_its_name_and_a_client_by_the_title(
    organisation: dict[str, object], title: str | None
) -> None:
    held = {"title": title} if title else {}
    network = talent(
        {"at": {"kind": "Organisation", **organisation}},
        [
            {"kind": "BELONGS_TO", "from": "ann", "to": "at", **held},
            {"kind": "BELONGS_TO", "from": "bo", "to": "at", **held},
            {"kind": "BELONGS_TO", "from": "cy", "to": "at", "title": "Senior agent"},
            {"kind": "BELONGS_TO", "from": "di", "to": "at", "title": "Head of talent"},
        ],
    )
    for pair, met in ((("ann", "bo"), False), (("ann", "cy"), False), (("cy", "di"), True)):
        first, second = map(network.index, pair)
        assert bool(people_ties(network).shared(first, second)) is met
        assert people_ties(network, all_credits=True).shared(first, second)
