"""The effect of a programme: pairs and figures computed by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graphmodel.analysis.effect.effect import Effect, effect
from graphmodel.analysis.effect.months import is_before, is_over, is_within, shifted
from graphmodel.errors import InputError
from graphmodel.ingest.frames import import_facts
from graphmodel.network.network import Network
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store
from tests.analysis.talent_networks import talent

ASKED = "2026-11-30"
World = tuple[dict[str, Any], list[dict[str, Any]]]


def world(pairs: int = 16, made: int = 2, dated: str = "2023-03-01") -> World:
    """``pairs`` people taken in and as many refused, one of each from the same school in a country
    of its own; those taken in made ``made`` works in 2024, the others one."""
    nodes: dict[str, Any] = {"lantern": {"kind": "Programme", "name": "Lantern"}}
    links: list[dict[str, Any]] = []
    for n in range(pairs):
        nodes[f"school-{n}"] = {"kind": "School", "name": f"School {n}", "country": f"Land {n}"}
        for who, works in ((f"in-{n:02}", made), (f"out-{n:02}", 1)):
            links += [
                {"kind": "STUDIED_AT", "from": who, "to": f"school-{n}", "until": "2020-06"},
                *(credit(nodes, who, f"{who}-{work}", 2024) for work in range(works)),
            ]
        links += [joins(f"in-{n:02}", since=dated), refused(f"out-{n:02}")]
    return nodes, links


def credit(nodes: dict[str, Any], who: str, work: str, year: int) -> dict[str, Any]:
    nodes[work] = {"kind": "Project", "name": work}
    return {"kind": "WORKED_ON", "from": who, "to": work, "role": "director", "year": year}


def joins(who: str, **values: Any) -> dict[str, Any]:
    ends = {"kind": "TAKES_PART_IN", "from": who, "to": "lantern", "role": "participant"}
    return ends | values


def refused(who: str, **values: Any) -> dict[str, Any]:
    return joins(who, role="applicant", outcome="not taken in", **values)


def ask(given: World, **options: Any) -> Effect:
    return effect(talent(*given), "lantern", **{"outcome": "credits", "as_of": ASKED} | options)


def test_those_taken_in_are_paired_with_those_like_them() -> None:
    answer = ask(world())
    assert len(answer.pairs) == 16
    assert all(p.taken_in[-2:] == p.not_taken_in[-2:] for p in answer.pairs)
    assert answer.pairs[0].alike == ("Land 0", "2020", "0 credits")
    assert answer.pairs[0].date == "2023-03"
    assert (answer.means, answer.estimate.effect) == ((2, 1), 1)
    # Of all 65,536 draws, 2 have the same sum; 9,999 random draws meet few of them.
    assert answer.estimate.p <= 0.001
    assert (answer.taken_in, answer.not_taken_in, answer.unmatched) == (16, 16, 0)
    assert answer.placebo is not None
    assert (answer.placebo.effect, answer.placebo_pairs) == (0, 16)


def test_fewer_than_fifteen_are_refused_in_one_line() -> None:
    said = r"14 people were taken in at least 24 months .* takes at least 15"
    with pytest.raises(InputError, match=said):
        ask(world(pairs=14))
    assert ask(world(pairs=15)).taken_in == 15
    nodes, links = world()
    for n in range(2):
        nodes[f"school-{n}"] = nodes[f"school-{n}"] | {"country": "Elsewhere" if n else "Nowhere"}
        links.append(credit(nodes, f"out-0{n}", f"early-{n}", 2019))
    with pytest.raises(InputError, match="only 14 of 16 people taken in can be paired"):
        ask((nodes, links))


def test_without_those_not_taken_in_there_is_no_comparison() -> None:
    nodes, links = world()
    taken = [link for link in links if link.get("outcome") != "not taken in"]
    with pytest.raises(InputError, match="nobody is known to have applied without being taken in"):
        ask((nodes, taken))
    declined = [link | {"outcome": "declined"} if "outcome" in link else link for link in links]
    with pytest.raises(InputError, match="nobody is known to have applied"):
        ask((nodes, declined))


def test_who_applied_counts_by_what_came_of_it() -> None:
    nodes, links = world()
    links += [
        joins("waits", role="applicant", since="2023-03"),
        joins("spare", role="alternate", since="2023-03"),
        joins("came", role="applicant", outcome="taken in", since="2023-03"),
        joins("went", role="alternate", outcome="left", since="2023-03"),
        joins("sent-away", outcome="not taken in", since="2023-03"),
        joins("mentor", role="mentor", outcome="not taken in", since="2023-03"),
        # People first on the list and then refused or taken in are no longer undecided.
        joins("out-00", role="alternate"),
        joins("in-00", role="applicant"),
    ]
    answer = ask((nodes, links))
    assert (answer.taken_in, answer.not_taken_in, answer.undecided) == (18, 17, 2)
    assert answer.unmatched == 1
    assert "mentor" not in {pair.not_taken_in for pair in answer.pairs}


def studied(nodes: dict[str, Any], who: str, country: str, **dates: str) -> dict[str, Any]:
    nodes[f"of-{country}"] = {"kind": "School", "name": country, "country": country}
    return {"kind": "STUDIED_AT", "from": who, "to": f"of-{country}"} | dates


def test_the_school_is_the_last_begun_by_the_date() -> None:
    nodes, links = world()
    links += [
        studied(nodes, "in-00", "Later", since="2024", until="2025"),
        studied(nodes, "in-01", "Begun", since="2022", until="2028"),
        studied(nodes, "out-01", "Begun", since="2022-09", until="2028-06"),
        studied(nodes, "out-02", "Planned", until="2027"),
    ]
    alike = {pair.taken_in: pair.alike for pair in ask((nodes, links)).pairs}
    assert len(alike) == 16
    assert alike["in-00"] == ("Land 0", "2020", "0 credits")
    # A planned year of leaving counts as that year, not as the year of asking.
    assert alike["in-01"] == ("Begun", "2028", "0 credits")
    assert alike["in-02"] == ("Land 2", "2020", "0 credits")
    only_end = [link for link in links if link["from"] not in ("in-03", "out-03")]
    only_end += [link for link in links if link.get("to") == "lantern" and link not in only_end]
    only_end += [studied(nodes, who, "Soon", until="2025") for who in ("in-03", "out-03")]
    last = {pair.taken_in: pair.alike for pair in ask((nodes, only_end)).pairs}
    assert last["in-03"] == ("Soon", "2025", "0 credits")


def test_who_has_no_date_or_too_few_months_is_left_out_and_counted() -> None:
    nodes, links = world()
    links += [joins("undated"), joins("late", since="2025-06"), joins("later", since="2027-01")]
    answer = ask((nodes, links))
    assert (answer.taken_in, answer.undated, answer.too_late) == (16, 1, 1)
    with pytest.raises(InputError, match="0 people were taken in at least 48 months"):
        ask((nodes, links), months=48)


def test_what_was_before_in_the_year_itself_or_too_late_is_no_outcome() -> None:
    nodes, links = world(made=1)
    links += [
        credit(nodes, f"in-{n:02}", f"of-{y}-{n}", y) for n in range(16) for y in (2023, 2026)
    ]
    assert ask((nodes, links)).estimate.effect == 0
    assert ask((nodes, links), months=36).estimate.effect == 1


def test_an_effect_before_the_date_shows_in_the_placebo() -> None:
    nodes, links = world()
    links += [credit(nodes, f"in-{n:02}", f"early-{n}", 2022) for n in range(16)]
    links += [credit(nodes, f"out-{n:02}", f"long-ago-{n}", 2019) for n in range(16)]
    answer = ask((nodes, links), months=24)
    # By 2023 both sides have one credit; by 2020 only the others do, and nobody matches.
    assert (answer.placebo, answer.placebo_pairs) == (None, 0)
    links += [
        credit(nodes, f"{who}-{n:02}", f"{who}-{n}-{number}", year)
        for n in range(16)
        for number, (who, year) in enumerate((("in", 2019), ("in", 2021), ("out", 2020)))
    ]
    links += [credit(nodes, f"out-{n:02}", f"as-late-{n}", 2020) for n in range(16)]
    placebo = ask((nodes, links)).placebo
    assert placebo is not None
    # Two years count, as after the date. After March 2020 those taken in made one work in each of
    # 2021 and 2022, the others made theirs in 2020 itself.
    assert placebo.effect == 2


def test_months_are_over_on_their_last_day() -> None:
    assert not is_over((2023, 3), 24, "2025-03-30")
    assert is_over((2023, 3), 24, "2025-03-31")
    assert is_over((2023, 3), 24, "2025-03")
    assert not is_over((2023, 0), 24, "2025-12-30")
    assert is_over((2023, 0), 24, "2025")
    nodes, links = world(dated="2023")
    said = "0 people were taken in at least 24 months before 2025-06"
    with pytest.raises(InputError, match=said):
        ask((nodes, links), as_of="2025-06-30")


def test_ties_of_the_programme_itself_are_no_outcome() -> None:
    nodes, links = world(made=1)
    nodes |= {
        "camp": {"kind": "Event", "name": "Camp"},
        "fair": {"kind": "Event", "name": "Fair"},
    }
    links.append({"kind": "PART_OF", "from": "camp", "to": "lantern"})
    meets = {"kind": "MET", "dated": "2023-09-01"}
    for n in range(16):
        links.append(meets | {"from": f"in-{n:02}", "to": f"a-{n}", "event": "camp"})
        links.append(meets | {"from": f"b-{n}", "to": f"in-{n:02}", "event": "fair"})
        links.append(meets | {"from": f"in-{n:02}", "to": f"c-{n}", "dated": "2023-02-01"})
    answer = ask((nodes, links), outcome="ties")
    assert answer.means == (1, 0)
    # A meeting in the month before counts as an earlier tie, in which nobody here matches.
    assert answer.pairs[0].degrees == (1, 0)


def test_selections_of_a_person_and_of_their_works_count() -> None:
    nodes, links = world(made=1)
    nodes["lido"] = {"kind": "Festival", "name": "Lido"}
    links += [
        {"kind": "SELECTED_AT", "from": f"in-{n:02}-0", "to": "lido", "year": 2025}
        for n in range(16)
    ]
    links.append({"kind": "SELECTED_AT", "from": "out-00", "to": "lido", "year": 2024})
    assert ask((nodes, links), outcome="selections").means == (1, 1 / 16)


def test_the_selection_of_somebody_without_a_work_counts() -> None:
    nodes, links = world(made=0)
    nodes["lido"] = {"kind": "Festival", "name": "Lido"}
    links += [
        {"kind": "SELECTED_AT", "from": f"in-{n:02}", "to": "lido", "year": 2025} for n in range(8)
    ]
    assert ask((nodes, links), outcome="selections").means == (0.5, 0)


def test_thanks_and_abandoned_works_are_no_works() -> None:
    nodes, links = world(made=1)
    for n in range(16):
        thanks = credit(nodes, f"in-{n:02}", f"thankful-{n}", 2024) | {"role": "thanks"}
        links += [thanks, credit(nodes, f"in-{n:02}", f"given-up-{n}", 2024)]
        nodes[f"given-up-{n}"]["stage"] = "abandoned"
        links.append(credit(nodes, f"friend-{n}", f"thankful-{n}", 2024))
    assert ask((nodes, links)).means == (1, 1)
    with pytest.raises(InputError, match="nothing to compare"):
        ask((nodes, links), outcome="ties")


def test_an_applicant_of_another_year_is_nobodys_pair() -> None:
    nodes, links = world()
    moved = [
        link | {"since": "2022-03" if link["from"] == "out-03" else "2023-01"}
        if link.get("outcome")
        else link
        for link in links
    ]
    answer = ask((nodes, moved))
    assert (len(answer.pairs), answer.unmatched, answer.without_alike) == (15, 1, 1)


def test_what_cannot_be_asked_is_one_line() -> None:
    given = world()
    with pytest.raises(InputError, match="nothing to compare"):
        ask(given, outcome="selections")
    with pytest.raises(InputError, match="give 12 or more"):
        ask(given, months=6)
    with pytest.raises(InputError, match="'fame' is not an outcome"):
        ask(given, outcome="fame")
    with pytest.raises(InputError, match="neither programme nor event"):
        effect(talent(*given), "in-00")


def test_dates_that_stop_at_the_year_are_after_it() -> None:
    assert is_within((2024, 0), (2023, 3), 24)
    assert not is_within((2023, 0), (2023, 3), 24)
    assert not is_within((2026, 0), (2023, 3), 24)
    assert is_within((2025, 3), (2023, 3), 24)
    assert not is_within((2025, 4), (2023, 3), 24)
    assert not is_within((2023, 3), (2023, 3), 24)
    assert is_before((2023, 2), (2023, 3))
    assert not is_before((2023, 0), (2023, 3))
    assert (shifted((2023, 3), -24), shifted((2023, 11), 2), shifted((2023, 0), 24)) == (
        (2021, 3), (2024, 1), (2025, 0),
    )  # fmt: skip


def facts(given: World) -> dict[str, Any]:
    """The same world as rows by kind, for a store."""
    nodes, links = given
    people = {link["from"] for link in links} - set(nodes)
    rows: dict[str, Any] = {"Person": [{"id": f"x:{id_}", "name": id_} for id_ in sorted(people)]}
    for id_, node in nodes.items():
        values = {k: v for k, v in node.items() if k != "kind"}
        rows.setdefault(node["kind"], []).append(values | {"id": f"x:{id_}"})
    for link in links:
        values = {k: v for k, v in link.items() if k not in ("kind", "from", "to")}
        ends = {"from_id": f"x:{link['from']}", "to_id": f"x:{link['to']}"}
        rows.setdefault(link["kind"], []).append(values | ends)
    return rows


def test_both_stores_give_the_same_answer(store: Store) -> None:
    report = import_facts(facts(world()), name="o", source={"id": "x:s", "name": "s"}, store=store)
    assert report.problems == []
    network: Network = load_network(store)
    answer = effect(network, "x:lantern", outcome="credits", as_of=ASKED)
    assert (answer.means, len(answer.pairs)) == ((2, 1), 16)
    assert answer.to_polars().height == 16
    assert answer.to_networkx().number_of_edges() == 16
