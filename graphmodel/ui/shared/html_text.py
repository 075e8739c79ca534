"""Text from data as HTML, which is shown as its letters."""

from __future__ import annotations

import html

from graphmodel.facts.shown_text import cut, shown


def escape(text: str, quote: bool = True) -> str:
    """Text as HTML: no markup, no controls, no overrides of its direction."""
    return html.escape(shown(text), quote)


def folded(text: str) -> str:
    """Text as HTML; of a long one, the rest opens with a click on "more"."""
    beginning, rest = cut(text)
    if not rest:
        return escape(text)
    return (
        f"{escape(beginning)}<details><summary>… {len(rest):,} more letters</summary>"
        f"{escape(rest)}</details>"
    )
