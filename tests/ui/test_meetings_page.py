"""The Meetings page, run without a browser: from accepted seats to who came and talked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from graphmodel.analysis.plans.seating import Seat
from graphmodel.ingest.ledger import undo
from graphmodel.planning.seat_acceptance import accept_seats
from graphmodel.store import open_store
from tests.page_store import Opened
from tests.ui.page_text import asked, labels

pytestmark = pytest.mark.usefixtures("on_loopback")

EVENT = "demo:event/session-second-unit"
QIU, HELEN, NOH = (f"demo:person/{name}" for name in ("qiu-wenlan", "helen-pang", "noh-seulbi"))
ROUND = "Afternoon"
ONE = f"{EVENT}/{ROUND}/table-1"


@pytest.fixture
def seated(opened: Opened, explored: Path) -> Iterator[dict[str, str]]:
    """The address of an event with two tables; imports are undone afterwards."""
    seats = [Seat(ROUND, "1", QIU), Seat(ROUND, "1", HELEN), Seat(ROUND, "2", NOH)]
    with open_store(str(explored)) as store:
        before = {record.number for record in store.imports()}
        accept_seats(store, seats, event=EVENT, by="Kang", at=datetime(2026, 3, 1))
        yield {"world": "demo_programme", "event": EVENT}
        for record in store.imports():
            if record.number not in before and record.live:
                undo(store, record.number)


def written(page: Any) -> str:
    texts = [*page.caption, *page.success, *page.error]
    return " ".join(each.value for each in texts).replace("\\", "")


def test_a_table_is_ticked_recorded_noted_and_taken_back(
    opened: Opened, seated: dict[str, str]
) -> None:
    page = opened("meetings", **seated)
    assert "0 of 2 tables are recorded." in written(page)
    page.checkbox(f"came_{ONE}_{QIU}").check().run()
    assert asked(page, "came") == [QIU]
    page.button("all_came").click().run()
    page.text_input("meetings_by").set_value("Lin").run()
    page.button(f"record_{ONE}").click().run()
    assert "Afternoon, table 1 has been recorded." in written(page)
    assert asked(page, "table") == [ONE]
    assert "1 of 2 tables are recorded." in written(page)
    assert {"Qiu Wenlan", "Helen Pang"} <= {label.split(" :")[0] for label in
                                            labels(page).replace("\\", "").split("\n")}  # fmt: skip
    page.multiselect("talk_pair").set_value([QIU, HELEN]).run()
    page.text_area("talk_said").set_value("a short together").run()
    page.button(f"note_talk_{ONE}").click().run()
    assert "The talk has been recorded." in written(page)
    undos = [button for button in page.button if button.key.startswith("undo_")]
    assert len(undos) == 2
    undos[0].click().run()
    assert "0 of 2 tables are recorded." in written(page)


def test_an_event_without_tables_leads_to_plans(opened: Opened) -> None:
    page = opened("meetings", world="demo_programme", event="demo:event/camp")
    assert "No tables are known for this event" in page.info[0].value.replace("\\", "")
    assert "Plans" in labels(page)


def test_a_sheet_is_recorded_and_bad_rows_are_named(opened: Opened, seated: dict[str, str]) -> None:
    page = opened("meetings", **seated)
    sheet = f"round,table,person,came\n{ROUND},{ONE},{QIU},yes\n{ROUND},{ONE},{HELEN},yes\n"
    talk = "round,table,person,came,companion,how,said\n"
    talk += f"{ROUND},,{QIU},,{HELEN},swapped work,two scripts\n"
    page.text_input("sheet_by").set_value("Lin").run()
    bad = sheet.replace("yes", "perhaps")
    for text, outcome in ((bad, "sheet.csv, line 2"), (sheet, "The sheet has been recorded."),
                          (talk, "The sheet has been recorded.")):  # fmt: skip
        page.file_uploader[0].set_value(("sheet.csv", text.encode(), "text/csv")).run()
        page.button("record_sheet").click().run()
        assert outcome in written(page)
        assert "graphmodel-" not in written(page)
    assert "1 of 2 tables are recorded." in written(page)
    met = page.dataframe[-1].value
    assert {"seated together", "swapped work"} <= set(met["how"])
    assert set(met["noted by"]) == {"Lin"}
    assert "two scripts" in set(met["said"])
