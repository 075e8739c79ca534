"""What a choice means by its label, also where the page was drawn anew since the visitor saw it.

The browser sends the labels of what is chosen, and labels change: a facet counts in them how many
people fit, and lists the commonest values first. Streamlit reads them by the labels drawn last. Of
those it does not know some fields lose the choice, and others take the label itself for the value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from streamlit.runtime.state.common import WidgetMetadata

DRAWINGS = 4
"""Drawings whose labels are known: those that a server can finish before a busy browser has them,
while each of them takes memory."""

_OF_SELECTIONS = ("formatted_option_to_option_index", "formatted_option_to_index")
"""What Streamlit's fields call their options by label."""

_Read = Callable[[Any], Any]


class _Labels:
    """Reads labels as the newest drawing does that knows all of them."""

    def __init__(self, drawn: tuple[_Read, ...]) -> None:
        self.drawn = drawn

    def __call__(self, sent: str | list[str] | None) -> Any:
        labels = [sent] if isinstance(sent, str) else sent or []
        knowing = (read for read in self.drawn if set(labels) <= _options(read).keys())
        return next(knowing, self.drawn[0])(sent)


def remembering(
    drawn: WidgetMetadata[Any], before: WidgetMetadata[Any] | None
) -> WidgetMetadata[Any]:
    """A control as it is drawn now, which understands the labels it had before, too."""
    if not any(hasattr(_field(drawn.deserializer), name) for name in _OF_SELECTIONS):
        return drawn
    options = _options(drawn.deserializer)
    reads = before.deserializer.drawn if before and isinstance(before.deserializer, _Labels) else ()
    earlier = [read for read in reads if not _options(read).keys() <= options.keys()]
    labels = _Labels((drawn.deserializer, *earlier[: DRAWINGS - 1]))
    return replace(drawn, deserializer=labels)


def _options(read: _Read) -> Mapping[str, int]:
    """The options of a field by their labels."""
    field = _field(read)
    return next(getattr(field, name) for name in _OF_SELECTIONS if hasattr(field, name))


def _field(read: _Read) -> object:
    return getattr(read, "__self__", None)
