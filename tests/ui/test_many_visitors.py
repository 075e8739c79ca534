"""What keeps pages quick while many have them open."""

from __future__ import annotations

import gc
import weakref

import pytest

from graphmodel.ui.shared import resources


def test_the_more_pages_are_open_the_rarer_each_looks_for_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: dict[str, float] = {}
    monkeypatch.setattr(resources, "_last_asked", opened)
    monkeypatch.setattr(resources.time, "monotonic", lambda: 1_000.0)
    assert resources.poll_seconds() == resources.POLL_SECONDS
    opened.update({f"session {number}": 999.0 for number in range(50)})
    assert resources.poll_seconds() == 50 / resources.POLLS_A_SECOND
    # Those who have left count no longer, and are forgotten.
    opened.update({f"session {number}": 1.0 for number in range(40)})
    assert resources.poll_seconds() == 10 / resources.POLLS_A_SECOND
    assert len(opened) == 10


def test_what_outlives_a_step_is_set_aside_and_what_an_earlier_network_left_is_freed() -> None:
    class Held:
        """What refers to itself is freed by nothing but a search."""

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
