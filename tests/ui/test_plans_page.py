"""The Plans page, run without a browser."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from graphmodel.ui.plans import files
from tests.page_store import Opened
from tests.ui.page_text import asked, html

pytestmark = pytest.mark.usefixtures("on_loopback")

XI, GAO, QUACH = (f"demo:person/{name}" for name in ("xi-ruonan", "gao-linxue", "quach-diem-suong"))
DESMOND, GUAN = "demo:person/desmond-achterbergh", "demo:person/guan-zhongyuan"


def planned(opened: Opened, *steps: str, **address: str) -> AppTest:
    return opened("plans", world="demo_programme", mentors=list(steps), **address)


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the buttons hold that were drawn last, by their labels."""
    held: dict[str, str] = {}

    def keep(label: str, content: str | bytes, *_: Any, **__: Any) -> None:
        held[label] = content if isinstance(content, str) else content.decode()

    monkeypatch.setattr(files.st, "download_button", keep)
    return held


def test_the_board_says_who_is_where_the_proof_and_who_is_left(opened: Opened) -> None:
    page = planned(opened)
    text = html(page)
    assert "7 of 8 placed, 4,010 points; proved: no plan under these rules brings more" in text
    assert "one more would bring +420: Xi Ruonan goes to Guan Zhongyuan" in text
    assert "the only suitable place is filled by Sota Kirishiro" in text
    assert page.button("why_demo:person/desmond-achterbergh_" + XI).label == "Xi Ruonan"


def test_a_click_says_why_with_facts_and_sources(opened: Opened) -> None:
    page = planned(opened)
    page.button(f"why_{DESMOND}_{XI}").click().run()
    assert asked(page, "at") == [XI]
    text = html(page)
    assert "their wish" in text
    assert "(choice 3)" in text
    [note] = [c.value for c in page.caption if c.value.startswith("Next best")]
    assert "Margit Haugland" in note
    assert "as good for the whole plan" in note


def test_locks_moves_and_undo_are_steps_after_each_other(opened: Opened) -> None:
    page = planned(opened, at=GAO)
    page.button(f"lock__{DESMOND}_{XI}").click().run()
    assert asked(page, "mentors") == [f"lock {XI} {DESMOND}"]
    move = page.selectbox(f"move_to_{GAO}_{GUAN}")
    move.set_value("demo:person/shen-baiqiao").run()
    page.button(f"move_{GAO}").click().run()
    assert asked(page, "mentors")[1] == f"move {GAO} {GUAN} demo:person/shen-baiqiao"
    text = html(page)
    assert "Gao Linxue goes from Guan Zhongyuan to Shen Baiqiao" in text
    assert "Since the last step" in text
    page.button("undo_step").click().run()
    assert asked(page, "mentors") == [f"lock {XI} {DESMOND}"]
    page.button(f"chip_free_{XI}_{DESMOND}").click().run()
    assert asked(page, "mentors")[-1] == f"free {XI} {DESMOND}"
    assert "4,010 points" in html(page)


def test_rules_that_contradict_each_other_are_named_and_can_be_undone(opened: Opened) -> None:
    page = planned(opened, f"lock {XI} {GUAN}", f"lock {GAO} {GUAN}")
    [error] = [e.value for e in page.error]
    assert "No plan keeps all rules" in error
    assert "Xi Ruonan is locked to Guan Zhongyuan" in error
    page.button("undo_step").click().run()
    assert not page.error


def test_what_the_address_says_wrong_is_ignored(opened: Opened) -> None:
    page = planned(opened, "lock nobody nowhere", "sit down", plan="x", programme="x", seed="-1",
                   at="x")  # fmt: skip
    assert "4,010 points" in html(page)
    assert any("not known here" in caption.value for caption in page.caption)


def test_the_plan_is_downloaded_as_the_command_writes_it(
    opened: Opened, downloads: dict[str, str]
) -> None:
    planned(opened, f"lock {XI} {DESMOND}")
    document = json.loads(downloads["Plan"])
    assert document["facts"]["guided"] is True
    assert len(document["placements"]) == 7
    assert "Xi Ruonan,Desmond Achterbergh,350" in downloads["CSV"]
    assert f"place: {DESMOND}" in downloads["Decisions"]


def test_without_wishes_the_page_says_which_table_brings_them(opened: Opened) -> None:
    page = opened("plans", world="real")
    assert "Nobody has a wish for a mentor" in page.info[0].value


def test_slots_are_planned_on_the_same_page(opened: Opened) -> None:
    page = opened("plans", world="demo_programme", plan="slots", as_of="2026-11-15")
    assert "4 of 50 placed" in html(page)
