"""Reading chosen options by label, even if the page was redrawn since the visitor saw it.

The browser sends the labels of the chosen options, and labels change: a facet shows in them how
many people fit, and lists the commonest values first. Streamlit reads them by the labels drawn
last. With an unknown label, some fields lose the choice and others take the label for the value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from streamlit.runtime.state.common import WidgetMetadata

DRAWINGS = 4
"""Number of drawings whose labels are remembered: as many as a server may finish before a busy
browser shows them. Each one takes memory."""

_OF_SELECTIONS = ("formatted_option_to_option_index", "formatted_option_to_index")
"""The attributes in which Streamlit's fields keep their options by label."""

_Read = Callable[[Any], Any]


class _Labels:
    """Reads labels by the newest drawing that knows all of them."""

    def __init__(self, drawn: tuple[_Read, ...]) -> None:
        self.drawn = drawn

    def __call__(self, sent: str | list[str] | None) -> Any:
        labels = [sent] if isinstance(sent, str) else sent or []
        knowing = (read for read in self.drawn if set(labels) <= _options(read).keys())
        return next(knowing, self.drawn[0])(sent)


def remembering(
    drawn: WidgetMetadata[Any], before: WidgetMetadata[Any] | None
) -> WidgetMetadata[Any]:
    """Return the control as drawn now, extended to understand its earlier labels."""
    if not any(hasattr(_field(drawn.deserializer), name) for name in _OF_SELECTIONS):
        return drawn
    options = _options(drawn.deserializer)
    reads = before.deserializer.drawn if before and isinstance(before.deserializer, _Labels) else ()
    earlier = [read for read in reads if not _options(read).keys() <= options.keys()]
    labels = _Labels((drawn.deserializer, *earlier[: DRAWINGS - 1]))
    return replace(drawn, deserializer=labels)


def _options(read: _Read) -> Mapping[str, int]:
    """Return the options of a field by label."""
    field = _field(read)
    return next(getattr(field, name) for name in _OF_SELECTIONS if hasattr(field, name))


def _field(read: _Read) -> object:
    return getattr(read, "__self__", None)
