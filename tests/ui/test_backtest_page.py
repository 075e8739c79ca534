"""The Backtest page, run without a browser."""

from __future__ import annotations

from graphmodel.ui.backtest import runs
from tests.page_store import Opened


def test_it_says_that_it_has_not_run(opened: Opened) -> None:
    page = opened("backtest", world="demo_programme", people="50")
    assert "Not yet run for this network" in page.info[0].value


def test_a_run_shows_its_answer_or_why_there_is_none(opened: Opened) -> None:
    page = opened("backtest", world="demo_programme", people="50")
    page.button("run_backtest").click().run()
    (run,) = [run for key, run in runs._runs.items() if key[1] == "demo_programme"]
    run.thread.join(300)
    reopened = opened("backtest", world="demo_programme", people="50")
    assert not reopened.error
    sections = len(reopened.header) + len(reopened.info)
    assert sections == runs.ORIGINS
    assert len(reopened.header) == len(run.backtests)
