"""Facts dated after the date of asking are plans, absent from the present network."""

from datetime import date

import pytest

from graphmodel.errors import InputError
from graphmodel.network import present as module
from graphmodel.network.captions import link_years, summary
from graphmodel.network.network import Network
from graphmodel.network.present import ask_as_of, asking_date, date_given, is_date_later
from tests.analysis.talent_networks import talent

NODES = {
    "made": {"kind": "Project", "year": 2012},
    "planned": {"kind": "Project", "year": 2041},
    "studio": {"kind": "Organisation"},
    "camp": {"kind": "Event", "starts": "2040-07-02", "ends": "2040-07-09"},
    "cannes": {"kind": "Festival"},
    "usc": {"kind": "School"},
    "ann": {"first_year": 2012, "last_year": 2041},
}
LINKS = [
    {"kind": "WORKED_ON", "from": "ann", "to": "made", "role": "director"},
    {"kind": "WORKED_ON", "from": "ann", "to": "planned", "role": "director"},
    {"kind": "BELONGS_TO", "from": "ann", "to": "studio", "since": "2010-05", "until": "2042"},
    {"kind": "BELONGS_TO", "from": "bo", "to": "studio", "since": "2041-03"},
    {"kind": "BELONGS_TO", "from": "cy", "to": "studio", "until": "2043"},
    {"kind": "TAKES_PART_IN", "from": "bo", "to": "camp", "role": "participant"},
    {"kind": "SELECTED_AT", "from": "planned", "to": "cannes"},
    {"kind": "SELECTED_AT", "from": "made", "to": "cannes", "year": 2013},
    {"kind": "BASED_ON", "from": "planned", "to": "made"},
    {"kind": "STUDIED_AT", "from": "bo", "to": "usc", "since": "2008", "until": "2010"},
]


def held(network: Network) -> set[tuple[str, str]]:
    return {
        (network.ids[source], network.ids[target])
        for source, target in network.links.select("source", "target").iter_rows()
    }


def test_what_begins_later_is_left_out_and_nodes_keep_their_rows() -> None:
    network = talent(NODES, LINKS)
    now = network.present("2026-11-28")
    assert held(now) == {
        ("ann", "made"), ("ann", "studio"), ("cy", "studio"), ("made", "cannes"), ("bo", "usc"),
    }  # fmt: skip
    assert now.ids.of(range(len(now))) == network.ids.of(range(len(network)))
    assert now.planned.height == 5
    assert now.with_plans is network


def test_what_ends_later_counts_to_now_and_makes_no_year_the_latest() -> None:
    network = talent(NODES, LINKS)
    now = network.present("2026-11-28")
    assert now.latest_year == network.latest_year == 2013
    ends = now.links.filter(now.links["kind"] == "BELONGS_TO")
    assert ends["last_year"].to_list() == [2013, 2013]
    assert ends["until"].to_list() == ["2026", "2026"]
    ann = now.node(now.index("ann"))
    assert (ann["first_year"], ann.get("last_year")) == (2012, None)


def test_the_date_of_asking_moves_the_present() -> None:
    network = talent(NODES, LINKS)
    assert network.present(2011).latest_year == 2010
    assert network.present(2050).latest_year == 2043
    assert network.present(2050).planned.is_empty()
    # A present network asked for another date starts again from all dates.
    assert network.present(2011).present(2050).latest_year == 2043
    now = network.present(2011)
    assert now.present() is now
    # Facts in the same month or year as an imprecise date of asking are not later.
    assert ("bo", "camp") in held(network.present("2040-07"))
    assert ("bo", "camp") in held(network.present(2040))
    assert ("bo", "camp") not in held(network.present("2040-07-01"))


def test_the_default_is_the_day_of_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    network = talent(NODES, LINKS)
    monkeypatch.setattr(module, "today", lambda: date(2042, 1, 1))
    assert network.present().asked == "2042-01-01"
    assert ("ann", "planned") in held(network.present())
    assert network.latest_year == 2042


def test_a_network_without_plans_keeps_its_tables() -> None:
    network = talent({"film": {"kind": "Project", "year": 2000}}, LINKS[-1:])
    now = network.present(2020)
    assert now.links is network.links
    assert now.nodes is network.nodes


@pytest.mark.parametrize(
    ("as_of", "text"),
    [(1987, "1987"), ("2020-06", "2020-06"), (" 2020 ", "2020"), (date(2020, 2, 3), "2020-02-03")],
)
def test_a_date_of_asking_is_a_year_a_month_or_a_day(as_of: int | str | date, text: str) -> None:
    assert asking_date(as_of) == text


@pytest.mark.parametrize("as_of", ["2020-13", "2020-02-30", "soon", "", "20", 0, 12345, "1.1.2020"])
def test_anything_else_is_refused(as_of: int | str) -> None:
    with pytest.raises(InputError, match="is not a date; give a year, a month or a day"):
        asking_date(as_of)


def test_captions_show_what_is_later_as_planned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "today", lambda: date(2026, 11, 28))
    network = talent(NODES, LINKS)
    assert summary(network, network.index("ann")).endswith("2010–2026 · planned 2041")
    assert summary(network, network.index("bo")).endswith("2008–2010 · planned 2040")
    contract, joining = ({"since": "2010", "until": "2042"}, {"since": "2041-03"})
    assert link_years(contract) == "since 2010, planned until 2042"
    assert link_years(joining) == "planned from 2041-03"
    assert link_years({"year": 2030}) == "planned for 2030"
    assert link_years({"year": 2026}) == "2026"
    assert link_years({"until": "2012"}) == "until 2012"
    assert link_years({"since": "2012", "until": "2012"}) == "2012"
    assert link_years({"since": "2026-11", "until": "2026-12"}) == (
        "since 2026-11, planned until 2026-12"
    )


def test_the_date_of_asking_without_one_is_that_of_the_process() -> None:
    network = talent(NODES, LINKS)
    try:
        ask_as_of("2042")
        assert date_given() == "2042"
        assert network.present().asked == "2042"
        assert ("ann", "planned") in held(network.present())
        assert ("ann", "planned") not in held(network.present("2026"))
        assert not is_date_later("2042-11")
        assert is_date_later("2043")
        with pytest.raises(InputError, match="is not a date"):
            ask_as_of("soon")
        assert date_given() == "2042"
    finally:
        ask_as_of(None)
    assert date_given() is None
    assert asking_date(None) == date.today().isoformat()
