"""The Plans page, run without a browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from graphmodel.ingest.datasets import seeds_folder
from graphmodel.ingest.frames import import_facts
from graphmodel.ingest.ledger import undo
from graphmodel.store import open_store
from graphmodel.ui.plans import files, slots
from tests.page_store import Opened
from tests.ui.page_text import asked, html

pytestmark = pytest.mark.usefixtures("on_loopback")

XI, GAO, QUACH = (f"demo:person/{name}" for name in ("xi-ruonan", "gao-linxue", "quach-diem-suong"))
DESMOND, GUAN = "demo:person/desmond-achterbergh", "demo:person/guan-zhongyuan"


def planned(opened: Opened, *steps: str, **address: str) -> AppTest:
    return opened("plans", world="demo_programme", mentors=list(steps), **address)


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The contents of the latest download buttons, by label."""
    held: dict[str, str] = {}

    def keep(label: str, content: str | bytes, *_: Any, **__: Any) -> None:
        held[label] = content if isinstance(content, str) else content.decode()

    monkeypatch.setattr(files.st, "download_button", keep)
    return held


def test_the_board_says_who_is_where_the_proof_and_who_is_left(opened: Opened) -> None:
    page = planned(opened)
    text = html(page)
    assert "7 of 8 placed, 4,130 points; proved: no plan under these rules scores more" in text
    assert "one more would gain +420: Xi Ruonan goes to Guan Zhongyuan" in text
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
    assert "just as good for the whole plan" in note


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
    assert "4,130 points" in html(page)


def test_rules_that_contradict_each_other_are_named_and_can_be_undone(opened: Opened) -> None:
    page = planned(opened, f"lock {XI} {GUAN}", f"lock {GAO} {GUAN}")
    [error] = [e.value for e in page.error]
    assert "No plan satisfies all rules" in error
    assert "Xi Ruonan is locked to Guan Zhongyuan" in error
    page.button("undo_step").click().run()
    assert not page.error


def test_what_the_address_says_wrong_is_ignored(opened: Opened) -> None:
    page = planned(opened, "lock nobody nowhere", "sit down", plan="x", programme="x", seed="-1",
                   at="x")  # fmt: skip
    assert "4,130 points" in html(page)
    assert "x is not known here and is ignored\\." in [caption.value for caption in page.caption]


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


def uploaded(page: AppTest, what: str, *files: tuple[str, str]) -> AppTest:
    """The page after these files were chosen and the button pressed."""
    content = [(name, text.encode(), "text/plain") for name, text in files]
    next(u for u in page.file_uploader if what in str(u.key)).set_value(content).run()
    return page.button(f"plan_{what}").click().run()


SEATS = """
who: [{person: a, name: An}, {person: b, name: "<b>Bo</b>"}, {person: c}, {person: d}]
tables:
  - {round: first, table: t1, seats: 2}
  - {round: first, table: t2, seats: 2}
  - {round: second, table: t1, seats: 2}
  - {round: second, table: t2, seats: 2}
"""


def test_seats_are_planned_from_tables_and_few_move_after_a_step(opened: Opened) -> None:
    page = opened("plans", plan="seats")
    assert "plan seats from your own tables" in page.info[0].value
    page = uploaded(page, "seats", ("roadshow.yaml", SEATS))
    assert "4 pairs meet for the first time; proved" in html(page)
    button = next(b for b in page.button if b.key.startswith("why_") and b.key.endswith("_b"))
    assert button.label == r"\<b\>Bo\<\/b\>"
    button.click().run()
    assert "<b>Bo" not in html(page)
    page.button("absent_first_b").click().run()
    assert asked(page, "seats") == ["absent first b"]
    assert "Since the last step: 1 seat changed" in html(page)
    page.button("undo_step").click().run()
    assert "4 pairs meet" in html(page)


def test_seats_of_a_programme_need_no_file(opened: Opened) -> None:
    page = opened(
        "plans", world="demo_programme", plan="seats", programme="demo:programme/lantern",
        tables="4", rounds="2", as_of="2026-11-15",
    )  # fmt: skip
    assert not page.info
    assert "pairs meet for the first time; proved" in html(page)
    assert not any(toggle.key == "seats_recorded" for toggle in page.toggle)
    page.number_input(key="seats_rounds").set_value(3).run()
    assert asked(page, "rounds") == ["3"]


OWN = """
who: [{person: an, name: An}, {person: bo, name: Bo}]
places: [{place: zhu, name: Zhu, most: 1}]
fit: [{person: an, place: zhu, points: 5, reason: drama}, {person: bo, place: zhu, points: 3}]
"""


def test_hundreds_of_steps_are_seated(opened: Opened) -> None:
    steps = ["absent first b", "comes first b"] * 150
    page = uploaded(opened("plans", plan="seats", seats=steps), "seats", ("roadshow.yaml", SEATS))
    assert not page.exception
    assert "4 pairs meet for the first time; proved" in html(page)
    assert "Since the last step: 1 seat changed" in html(page)


def test_own_tables_make_a_plan_that_nobody_can_accept(opened: Opened) -> None:
    page = uploaded(opened("plans", plan="tables"), "tables", ("own.yaml", OWN))
    assert "1 of 2 placed, 5 points; proved" in html(page)
    assert "accept_ask" not in [button.key for button in page.button]
    page.button("lock__zhu_an").click().run()
    assert asked(page, "tables") == ["lock an zhu"]


def test_reasons_from_own_tables_have_no_facts_behind_them(opened: Opened) -> None:
    own = OWN.replace("person: an", f'person: "{XI}"')
    page = uploaded(opened("plans", plan="tables", at=XI), "tables", ("own.yaml", own))
    assert not page.exception, page.exception
    assert page.button(f"forbid_zhu_{XI}")
    assert "The facts behind it" not in [each.label for each in page.expander]
    facts = planned(opened, at=XI).expander
    assert "The facts behind it" in [each.label for each in facts]


def test_a_ban_without_a_reason_reads_without_one(opened: Opened) -> None:
    rules = "rules: [{rule: forbid, person: an, place: zhu}]\n"
    page = opened("plans", plan="tables", tables=["lock an zhu"])
    page = uploaded(page, "tables", ("own.yaml", OWN + rules))
    assert page.error[0].value == r"An cannot have Zhu\. Remove the lock\."


SEVERAL = """
who: [{person: an, name: An}, {person: bo, name: Bo}]
places:
  - {place: kang, name: Kang}
  - {place: lee, name: Lee}
  - {place: zhu, name: Zhu}
fit:
  - {person: an, place: kang, points: 5}
  - {person: an, place: zhu, points: 9}
  - {person: bo, place: lee, points: 2}
rules: [{rule: lock, person: an, place: zhu}, {rule: forbid, person: bo, place: zhu}]
settings: {per_person: 2}
"""


def test_somebody_with_two_places_keeps_both_and_gets_a_third(opened: Opened) -> None:
    page = uploaded(opened("plans", plan="tables", at="an"), "tables", ("own.yaml", SEVERAL))
    assert not page.exception
    assert page.button("forbid_kang_an")
    assert page.button("forbid_zhu_an")
    page.selectbox("move_to_an_kang_zhu").set_value("lee").run()
    page.button("move_an").click().run()
    assert asked(page, "tables") == ["lock an lee"]


def test_a_free_second_place_is_filled_beside_the_first(opened: Opened) -> None:
    page = uploaded(opened("plans", plan="tables", at="bo"), "tables", ("own.yaml", SEVERAL))
    page.selectbox("move_to_bo_lee").set_value("kang").run()
    page.button("move_bo").click().run()
    assert "An loses Kang" in html(page)
    assert {"forbid_kang_bo", "forbid_lee_bo"} <= {button.key for button in page.button}


def test_what_the_tables_lock_is_not_freed_on_the_page(opened: Opened) -> None:
    page = uploaded(opened("plans", plan="tables", at="an"), "tables", ("own.yaml", SEVERAL))
    for key in ("lock__zhu_an", "lock_Unlock_zhu_an", "forbid_zhu_an"):
        assert page.button(key).disabled
        assert page.button(key).help == "Locked by your tables"
    assert not page.button("lock__kang_an").disabled
    page.button("lock__kang_an").click().run()
    assert not page.button("lock_Unlock_kang_an").disabled


def test_blocking_pairs_say_who_would_take_whom(opened: Opened) -> None:
    tables = """
who: [{person: an, name: An}, {person: bo, name: Bo}]
places: [{place: zhu, name: Zhu}, {place: kang, name: Kang}]
fit:
  - {person: an, place: zhu, points: 10}
  - {person: an, place: kang, points: 9}
  - {person: bo, place: zhu, points: 9}
  - {person: bo, place: kang, points: 1}
"""
    page = uploaded(opened("plans", plan="tables"), "tables", ("own.yaml", tables))
    text = html(page)
    assert "An would rather have Zhu than Kang; Zhu would take them rather than Bo" in text


def test_a_search_without_a_match_repeats_it_as_typed(opened: Opened) -> None:
    page = planned(opened)
    page.text_input("plan_search").set_value("  McNobody ").run()
    captions = [caption.value for caption in page.caption]
    assert any("matches McNobody" in caption for caption in captions)
    page.text_input("plan_search").set_value("xi RUONAN").run()
    assert page.button(f"why_{DESMOND}_{XI}")


def test_what_was_not_settled_is_not_said_to_be_closed(opened: Opened) -> None:
    def closed(page: AppTest) -> bool:
        return "No other place is open to them." in [caption.value for caption in page.caption]

    address = {"plan": "tables", "at": "an"}
    assert closed(uploaded(opened("plans", **address), "tables", ("own.yaml", OWN)))
    page = uploaded(opened("plans", stable="yes", **address), "tables", ("own.yaml", OWN))
    assert not closed(page)
    page = uploaded(opened("plans", **address), "tables", ("own.yaml", SEVERAL))
    page.button("lock__kang_an").click().run()
    assert not closed(page)


def test_an_uploaded_file_reads_no_other_file_of_the_machine(opened: Opened) -> None:
    text = "who: /etc/hostname\nplaces: [{place: zhu}]\n"
    page = uploaded(opened("plans", plan="tables"), "tables", ("own.yaml", text))
    assert "was not given with it" in page.error[0].value


def test_bad_tables_are_told_by_their_own_names(opened: Opened) -> None:
    page = uploaded(opened("plans", plan="seats"), "seats", ("empty.yaml", "who: []\ntables: []\n"))
    assert "There is no table" in page.info[0].value
    text = "who: [{person: an}]\nplaces: [{place: zhu, most: x}]\n"
    page = uploaded(opened("plans", plan="tables"), "tables", ("own.yaml", text))
    assert r"own\.yaml\, line 2" in page.error[0].value
    assert "graphmodel" not in page.error[0].value
    page = uploaded(opened("plans", plan="tables"), "tables", ("who.csv", "person\nan\n"))
    assert page.error[0].value.startswith("what was chosen\\: lacks places")


def test_decisions_and_a_plan_are_opened_again(opened: Opened, downloads: dict[str, str]) -> None:
    page = planned(opened, f"lock {XI} {DESMOND}", f"forbid {GAO} {GUAN}")
    plan, decisions = downloads["Plan"], downloads["Decisions"]
    page = planned(opened)
    page.file_uploader[0].set_value(("d.yaml", decisions.encode(), "text/yaml")).run()
    assert asked(page, "mentors") == [f"lock {XI} {DESMOND}", f"forbid {GAO} {GUAN}"]
    page = planned(opened)
    page.file_uploader[0].set_value(("p.json", plan.encode(), "application/json")).run()
    assert "Compared with the plan that you opened" in html(page)
    page = planned(opened)
    page.file_uploader[0].set_value(("p.json", b"{}", "application/json")).run()
    assert "p\\.json\\: is not a plan of this version" in page.error[0].value


def test_accepted_pairs_are_facts_until_undone(opened: Opened, explored: Path) -> None:
    with open_store(str(explored)) as store:
        before = dict(store.counts().links)
    page = planned(opened)
    page.button("accept_ask").click().run()
    page.multiselect("accept_people").set_value([XI]).run()
    page.text_input("accept_by").set_value("Kim").run()
    page.button("accept_yes").click().run()
    assert not page.error
    assert any("1 pair accepted by Kim" in text.value for text in page.markdown)
    [letter] = [code.value for code in page.code if code.value.startswith("Dear ")]
    assert "Xi Ruonan" in letter
    assert letter.rstrip().endswith("Kim")
    with open_store(str(explored)) as store:
        after = dict(store.counts().links)
    assert {kind: after[kind] - before[kind] for kind in after if after[kind] != before[kind]} == {
        "MENTORS": 1, "FILLS": 1,
    }  # fmt: skip
    assert "of 7 placed" in html(page)
    page.button("undo_accepted").click().run()
    with open_store(str(explored)) as store:
        assert dict(store.counts().links) == before
    assert "of 8 placed" in html(page)


def everything(page: AppTest) -> str:
    """All text on a page, joined."""
    texts = (*page.caption, *page.markdown, *page.error, *page.info)
    choices = [str(box.options) for box in page.selectbox]
    labels = [button.label for button in page.button]
    return "\n".join([html(page), *(text.value for text in texts), *choices, *labels])


def test_a_confidential_wish_counts_and_is_never_shown(
    opened: Opened, explored: Path, downloads: dict[str, str]
) -> None:
    wish = {"from_id": XI, "to_id": GUAN, "stance": "must not", "why": "an old grudge",
            "confidential": True}  # fmt: skip
    source = {"id": "x:quiet", "name": "The office"}
    with open_store(str(explored)) as store:
        import_facts({"WISHES": [wish]}, name="quiet", source=source, store=store)
        try:
            page = planned(opened, f"lock {XI} {DESMOND}", at=XI)
            assert "grudge" not in everything(page) + "".join(downloads.values())
            assert "Guan Zhongyuan" not in str(page.selectbox(f"move_to_{XI}_{DESMOND}").options)
            page = planned(opened, f"lock {XI} {GUAN}")
            assert "grudge" not in everything(page)
            error = page.error[0].value
            assert "Xi Ruonan cannot have Guan Zhongyuan" in error
            assert "kept confidential by the office" in error
            assert "a wish of one of them" not in everything(page)
        finally:
            number = next(record.number for record in store.imports() if record.name == "quiet")
            undo(store, number)


def test_nothing_is_accepted_where_others_can_reach_the_page(opened: Opened) -> None:
    from streamlit import config

    config.set_option("server.address", "0.0.0.0")
    page = planned(opened)
    assert "accept_ask" not in [button.key for button in page.button]


def test_slots_are_planned_on_the_same_page(opened: Opened) -> None:
    page = opened("plans", world="demo_programme", plan="slots", as_of="2026-11-15")
    assert "4 of 40 placed" in html(page)


def test_who_waits_longest_for_a_slot_stands_in_a_table(opened: Opened) -> None:
    page = opened("plans", world="demo_programme", plan="slots", as_of="2026-06-30")
    [waiting] = [each for each in page.expander if "Who waits" in each.label]
    assert "34 of 40 people never had a slot" in waiting.label
    rows = waiting.dataframe[0].value.to_dict("records")
    assert rows[0]["person"] == "Camille Desrosaux"
    assert rows[0]["waits since"].startswith("never had one; joined Lantern")
    [jian] = [row for row in rows if row["person"] == "Jian Tingwei"]
    assert jian["gets"] == "Action unit of The Lift Attendant's Waltz"
    assert "id=demo%3Aperson%2Fcamille-desrosaux" in rows[0]["page"]


def test_a_slot_that_nobody_takes_says_what_to_relax_and_stands_among_the_bars(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[pl.DataFrame] = []
    monkeypatch.setattr(slots.st, "vega_lite_chart", lambda frame, *_, **__: drawn.append(frame))
    ferry = "demo:place/second-unit-glass-ferry"
    people = pl.read_csv(seeds_folder() / "demo_programme" / "Person.csv")["id"]
    address = {"world": "demo_programme", "plan": "slots", "as_of": "2026-11-15"}
    assert "Unfilled" not in everything(opened("plans", **address))
    page = opened("plans", **address, slots=[f"forbid {person} {ferry}" for person in people])
    assert "Unfilled: 1" in everything(page)
    text = html(page)
    assert "Second unit of Glass Ferry, 2026-12-31 to 2027-01-25" in text
    assert "if this rule is dropped: Tong Haolan cannot have Second unit of Glass Ferry" in text
    assert "1 could take it: Tong Haolan; +" in text
    bars = {row["slot"]: row for row in drawn[-1].iter_rows(named=True)}
    assert len(bars) == 4
    row = bars["Second unit of Glass Ferry"]
    assert (row["starts"], row["ends"], row["who"], row["could"]) == (
        "2026-12-31", "2027-01-25", "nobody", 0,
    )  # fmt: skip
    assert bars["Action unit of Glass Ferry"]["who"] != "nobody"
