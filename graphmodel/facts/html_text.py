"""Text from data as HTML, shown literally, and tables of it for notebooks."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from graphmodel.facts.shown_text import cut, shown

ROWS_SHOWN = 20
"""The number of rows of a table that a notebook shows."""

_LETTERS_SHOWN = 200


def escape(text: str, quote: bool = True) -> str:
    """Text as HTML, with no markup, control characters or direction overrides."""
    return html.escape(shown(text), quote)


def folded(text: str) -> str:
    """Text as HTML; the rest of a long text opens with a click on "more"."""
    beginning, rest = cut(text)
    if not rest:
        return escape(text)
    return (
        f"{escape(beginning)}<details><summary>… {len(rest):,} more characters</summary>"
        f"{escape(rest)}</details>"
    )


def table(title: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]], total: int) -> str:
    """A table of the first of ``total`` rows under a title; columns that are empty or 0 throughout
    these rows are left out."""
    first = list(islice(rows, ROWS_SHOWN))
    filled = [name for name in columns if any(row.get(name) for row in first)] or columns
    head = "".join(f"<th>{escape(name)}</th>" for name in filled)
    body = "".join(
        f"<tr>{''.join(f'<td>{_cell(row.get(name))}</td>' for name in filled)}</tr>"
        for row in first
    )
    more = f"<p>… {total - len(first):,} more rows</p>" if total > len(first) else ""
    return (
        f"<p><strong>{escape(title)}</strong></p><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>{more}"
    )


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list | tuple):
        return escape("; ".join(map(str, value))[:_LETTERS_SHOWN])
    beginning, rest = cut(str(value), _LETTERS_SHOWN)
    return escape(beginning + ("…" if rest else ""))
