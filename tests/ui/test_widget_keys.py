"""Widgets that show a value of the address report only what a visitor chose."""

from __future__ import annotations

from typing import Any

import pytest

from graphmodel.ui.shared import widgets
from graphmodel.ui.shared.widgets import is_choice, widget_key


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    values: dict[str, Any] = {}
    monkeypatch.setattr(widgets.st, "session_state", values)
    return values


def test_a_choice_keeps_the_widget(state: dict[str, Any]) -> None:
    key = widget_key("reach", 2)
    state[key] = 1
    assert is_choice(key)
    assert widget_key("reach", 1) == key


def test_what_a_browser_repeats_after_undo_is_no_choice(state: dict[str, Any]) -> None:
    old = widget_key("reach", 1)
    new = widget_key("reach", 2)
    assert new != old
    assert state[new] == 2
    assert not is_choice(old)
    state[old] = 3
    assert is_choice(old), "chosen before the new widget was there"
    state[new] = 1
    assert is_choice(new)
    assert widget_key("reach", 2) not in (old, new)
