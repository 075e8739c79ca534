"""Measures that keep pages fast while many visitors have them open."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from graphmodel.errors import InputError
from graphmodel.store.bolt import BoltStore
from graphmodel.store.workspace_log import WorkspaceLog
from graphmodel.ui.shared import resources, waiting


def test_the_more_pages_are_open_the_rarer_each_looks_for_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: dict[str, float] = {}
    monkeypatch.setattr(resources, "_last_asked", opened)
    monkeypatch.setattr(resources.time, "monotonic", lambda: 1_000.0)
    assert resources.poll_seconds() == resources.POLL_SECONDS
    opened.update({f"session {number}": 999.0 for number in range(50)})
    assert resources.poll_seconds() == 50 / resources.POLLS_A_SECOND
    # Departed visitors no longer count and are forgotten.
    opened.update({f"session {number}": 1.0 for number in range(40)})
    assert resources.poll_seconds() == 10 / resources.POLLS_A_SECOND
    assert len(opened) == 10


def test_what_outlives_a_step_is_set_aside_and_what_an_earlier_network_left_is_freed() -> None:
    class Held:
        """An object that refers to itself, so that only garbage collection frees it."""

        def __init__(self) -> None:
            self.itself = self

    held = Held()
    left = weakref.ref(held)
    try:
        resources.set_aside()
        assert gc.get_freeze_count() > 0
        del held
        gc.collect()
        assert left() is not None
        resources.set_aside()
        assert left() is None
    finally:
        gc.unfreeze()


def test_all_of_one_drawing_asks_the_store_once(
    explored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHMODEL_STORE", str(explored))
    asked: list[str] = []
    for reader, name in ((WorkspaceLog, "number"), (BoltStore, "revision")):
        monkeypatch.setattr(reader, name, _noting(asked, name, getattr(reader, name)))
    page = AppTest.from_function(_cards, default_timeout=300)
    page.run()
    assert not page.exception, page.exception
    asked.clear()
    page.run()
    assert sorted(asked) == ["number", "revision"]


def _noting(asked: list[str], name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    def noted(*arguments: Any) -> Any:
        asked.append(name)
        return method(*arguments)

    return noted


def _cards() -> None:
    from graphmodel.ui.shared import desk, drawing, resources, verdicts

    with drawing.drawing():
        for _ in range(10):
            resources.namespace()
            desk.items()
            verdicts.own()


def test_a_question_that_waits_says_how_many_came_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []

    def spinner(text: str) -> AbstractContextManager[None]:
        told.append(text)
        return nullcontext()

    monkeypatch.setattr(waiting.st, "spinner", spinner)
    with waiting.waiting("Planning …"), waiting.waiting("Planning …"):
        with suppress(InputError), waiting.waiting("Asking …"):
            raise InputError("a question that fails waits no longer")
        with waiting.waiting("Asking …"):
            pass
    with waiting.waiting("Asking …"):
        pass
    assert told == [
        "Planning …",
        "Planning … 1 question came before this one",
        "Asking … 2 questions came before this one",
        "Asking … 2 questions came before this one",
        "Asking …",
    ]
