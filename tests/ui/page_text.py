"""The content of a page that ran without a browser."""

from __future__ import annotations

from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button


def html(page: AppTest) -> str:
    """All HTML of the page."""
    return "\n".join(element.proto.body for element in page.get("html"))


def links(page: AppTest) -> list[Any]:
    """The links to pages, each with ``label`` and ``query_string``."""
    return [element.proto for element in page.get("page_link")]


def labels(page: AppTest) -> str:
    """The labels of all links."""
    return "\n".join(link.label for link in links(page))


def asked(page: AppTest, name: str) -> list[str]:
    """The values of a URL parameter; empty if it is missing."""
    if name not in page.query_params:
        return []
    value = page.query_params[name]
    return [value] if isinstance(value, str) else list(value)


def shows_letters_only(page: AppTest) -> bool:
    """Whether no name on the page can act as markup."""
    controls = [*links(page), *(button.proto for button in page.button)]
    marked = [text for control in controls for text in (control.label, control.help)]
    return "<img" not in html(page) and not any(
        "<img" in label.replace("\\<", "") or "**bold" in label for label in marked
    )


def sent_by(app: AppTest) -> WidgetStates:
    """The widget states that the browser sends until it receives the next run of the page."""
    states = WidgetStates()
    states.CopyFrom(app._tree.get_widget_states())
    return states


def button_of(page: AppTest, key: str) -> Button:
    """The only button whose key starts with ``key``; the rest of a key identifies its subject."""
    (button,) = (button for button in page.button if str(button.key).startswith(key))
    return button


def letters(markdown: str) -> str:
    """Text as read on the page, without the escapes that keep it from acting as markup."""
    return markdown.replace("\\", "")
