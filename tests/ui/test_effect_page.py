"""The Effect page, run without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphmodel.ingest.frames import import_facts
from graphmodel.store.embedded import open_embedded
from tests.analysis.effect.test_effect import World, facts, joins, world
from tests.page_store import Opened


def shown(page: Any) -> str:
    texts = (*page.markdown, *page.error, *page.info, *page.caption)
    return "\n".join(each.value for each in texts).replace("\\", "")


@pytest.fixture(scope="module")
def lantern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lantern") / "store"
    nodes, links = world()
    seating = seated_show()
    given = {**nodes, **seating[0]}, [*links, *seating[1]]
    with open_embedded(folder) as store:
        import_facts(facts(given), name="o", source={"id": "x:s", "name": "s"}, store=store)
    return folder


def seated_show() -> World:
    """A show with two sessions of two tables of three; only the seats are known."""
    nodes: dict[str, Any] = {"show": {"kind": "Event", "name": "Show", "type": "roadshow"}}
    links: list[dict[str, Any]] = []
    for session, sat in (("Morning", "abc def"), ("Evening", "abd gef")):
        nodes[session] = {"kind": "Event", "name": session, "type": "session"}
        links.append({"kind": "PART_OF", "from": session, "to": "show"})
        for number, people in enumerate(sat.split(), start=1):
            table = f"{session} {number}"
            nodes[table] = {"kind": "Event", "name": table, "type": "table"}
            links.append({"kind": "PART_OF", "from": table, "to": session})
            links += [joins(who, to=table) for who in people]
            links.append(joins(f"host-{table}", to=table, role="host"))
    return nodes, links


def test_what_can_be_chosen_is_offered_with_how_many_took_part(opened: Opened) -> None:
    page = opened("effect", world="demo_programme")
    offered = page.get("page_link")
    assert any("participants" in link.proto.label for link in offered)
    numbers = [int(link.proto.label.split("[")[-1].split()[0]) for link in offered]
    assert numbers == sorted(numbers, reverse=True)
    assert all("about=demo" in link.proto.query_string for link in offered)


def test_whose_tables_people_sat_at_is_offered_and_each_counts_once(
    lantern: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHMODEL_STORE", str(lantern))
    offered = [link.proto.label for link in opened_here("effect").get("page_link")]
    numbers = {name: int(rest.split()[0]) for name, rest in (o.split(" :gray[") for o in offered)}
    assert numbers == {"Lantern": 16, "Show": 7, "Morning": 6, "Evening": 6}


def test_too_few_are_refused_with_what_it_would_take(opened: Opened) -> None:
    page = opened("effect", world="demo_programme", about="demo:programme/inkstone",
                  as_of="2026-06-30")  # fmt: skip
    assert "estimating an effect takes at least 15" in shown(page)
    assert "months ago; at least 15 are needed" in shown(page)
    assert "people are known to have applied without being taken in" in shown(page)
    assert not page.dataframe
    command = page.code[-2].value
    assert command.startswith("graphmodel effect --outcome=ties --as-of=2026-06-30 --months=24")


def test_an_effect_has_a_chart_pairs_and_a_way_to_compare_them(
    opened: Opened, lantern: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened("effect")
    monkeypatch.setenv("GRAPHMODEL_STORE", str(lantern))
    page = opened_here("effect", about="x:lantern", outcome="credits", as_of="2026-11-30",
                       at="x:in-00\nx:out-00")  # fmt: skip
    assert "2.00 for each of 16 taken in, 1.00 for similar people who were not." in shown(page)
    assert "Before it, when there can be no effect (16 pairs)" in shown(page)
    frame = page.dataframe[0].value
    assert len(frame) == 16
    assert set(frame["credits"]) == {2}
    assert set(frame["theirs"]) == {1}
    assert page.get("vega_lite_chart")
    assert any(link.label == "Compare" for link in page.get("page_link"))
    by_years = opened_here("effect", about="x:lantern", outcome="credits", by="years", as_of="2025")
    assert "credits from 2020 to 2025: 16 taken in" in shown(by_years)
    assert list(by_years.dataframe[0].value["year"]) == [2023, 2024, 2025]
    assert by_years.get("vega_lite_chart")


def opened_here(name: str, **address: str) -> Any:
    """A page on the store named by the environment."""
    from streamlit.testing.v1 import AppTest

    from tests.ui.conftest import PAGES

    page = AppTest.from_file(str(PAGES / name / "page.py"), default_timeout=300)
    for parameter, value in address.items():
        page.query_params[parameter] = value
    page.run()
    assert not page.exception, page.exception
    return page
