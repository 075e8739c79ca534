"""Printing in commands: only the answer goes to standard output, the rest to standard error."""

from __future__ import annotations

import csv
import io
import json
import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from numbers import Number
from typing import Any

import click

from graphmodel.facts.shown_text import cut, escaped_in_json, shown

Row = Mapping[str, Any]

WIDTH_OF_FILES = 200
"""Width in characters of a table that goes to a file or a pipe."""


@dataclass
class Capture:
    """The output of a command for a program instead of a terminal: its answer as ``--format json``
    prints it, and its messages."""

    text: str = ""
    notes: list[str] = field(default_factory=list)


_capture: ContextVar[Capture | None] = ContextVar("capture", default=None)


@contextmanager
def captured() -> Iterator[Capture]:
    """Capture what a command in this thread prints as JSON, and its messages."""
    capture = Capture()
    token = _capture.set(capture)
    try:
        yield capture
    finally:
        _capture.reset(token)


def say(message: str) -> None:
    """Print a message for the user."""
    capture = _capture.get()
    if capture is not None:
        capture.notes += map(printable, message.split("\n"))
        return
    click.echo("\n".join(map(printable, message.split("\n"))), err=True)


def judge_command(left_id: str, right_id: str) -> str:
    """The command line that judges two records to be the same."""
    return shlex.join(
        ["graphmodel", "match", "judge", left_id, right_id, "same", "--by", "YOUR_NAME"]
    )


def print_answer(
    form: str, rows: Sequence[Row], value: Any, *, columns: Sequence[str], title: str | None = None
) -> None:
    """Print one answer: ``value`` as JSON, or ``rows`` as CSV or a table with these columns."""
    capture = _capture.get()
    if form == "json" or capture is not None:
        text = escaped_in_json(json.dumps(value, ensure_ascii=False, indent=2, default=str))
        if capture is None:
            click.echo(text)
        else:
            capture.text = text
    elif form == "csv":
        text = csv_text(rows, columns)
        # A file keeps the data as they are; a terminal would obey control characters.
        if sys.stdout.isatty():
            text = "".join(f"{printable(line)}\n" for line in text.splitlines())
        click.echo(text, nl=False)
    else:
        _table(rows, columns, title)


def csv_text(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """Rows as CSV with these columns: numbers in full, and text escaped where a spreadsheet would
    run it as a formula."""
    from graphmodel.facts.batch import escape_formula

    def cell(value: Any) -> object:
        text = plain(value, exact=True)
        return text if isinstance(value, Number) else escape_formula(text)

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([escape_formula(column) for column in columns])
    for row in rows:
        writer.writerow([cell(row.get(column)) for column in columns])
    return out.getvalue()


def _table(rows: Sequence[Row], columns: Sequence[str], title: str | None) -> None:
    # Imported here: help and JSON need none of it.
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", header_style="bold", pad_edge=False, box=None)
    for column in columns:
        numbers = all(isinstance(row.get(column), int | float | None) for row in rows)
        table.add_column(column, justify="right" if numbers and rows else "left", overflow="fold")
    for row in rows:
        # Text, so that [brackets] or an escape sequence in a name are shown and not interpreted.
        table.add_row(*(Text(shortened(plain(row.get(column)))) for column in columns))
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH_OF_FILES)
    with console.capture() as printed:
        console.print(table)
    lines = [line.rstrip() for line in printed.get().splitlines()]
    click.echo("\n".join(lines))


def plain(value: Any, *, exact: bool = False) -> str:
    """A value as text for one cell, its fractions to four digits unless ``exact``."""
    if value is None:
        return ""
    if isinstance(value, float) and not exact:
        return f"{value:.4g}"
    if isinstance(value, list | tuple):
        return "; ".join(plain(item, exact=exact) for item in value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def printable(text: str) -> str:
    """Text on one line, without characters that control a terminal."""
    return shown(text)


def shortened(text: str) -> str:
    """Text for a table: printable, and cut if it is long."""
    beginning, rest = cut(text)
    more = f" … ({len(rest):,} more characters; --format json has them)" if rest else ""
    return printable(beginning) + more
