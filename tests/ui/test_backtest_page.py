"""The Backtest page, run without a browser."""

from __future__ import annotations

from graphmodel.ui.backtest import runs
from tests.page_store import Opened


def test_it_says_what_it_will_do_before_it_runs(opened: Opened) -> None:
    page = opened("backtest", world="demo_programme", people="50")
    assert "Not run yet" in page.info[0].value


def test_a_run_tells_what_it_found_or_why_not(opened: Opened) -> None:
    page = opened("backtest", world="demo_programme", people="50")
    page.button("run_backtest").click().run()
    (run,) = [run for key, run in runs._runs.items() if key[1] == "demo_programme"]
    run.thread.join(60)
    again = opened("backtest", world="demo_programme", people="50")
    assert not again.error
    told = len(again.subheader) + len(again.info)
    assert told == runs.ORIGINS
    assert len(again.subheader) == len(run.found)
