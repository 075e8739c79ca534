"""Helpers for commands that run Cypher: limits, NAME=VALUE pairs and printing of rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.options import NumberRange
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.errors import InputError
from graphmodel.store.limits import ROWS, SECONDS

if TYPE_CHECKING:
    from graphmodel.store.records import Answer


def limits(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--rows`` and ``--seconds``."""
    command = click.option(
        "--seconds",
        type=NumberRange(0.1),
        default=SECONDS,
        show_default=True,
        help="Stop after this long.",
    )(command)
    return click.option(
        "--rows",
        type=click.IntRange(1),
        default=ROWS,
        show_default=True,
        help="Print at most this many rows.",
    )(command)


def pairs(option: str, texts: Sequence[str]) -> dict[str, str]:
    """Parse the NAME=VALUE pairs of an option; raises InputError for anything else."""
    values: dict[str, str] = {}
    for each in texts:
        name, equals, value = each.partition("=")
        name = name.strip().removeprefix("$")
        if not equals or not name:
            raise InputError(f"{option} {each!r} is not NAME=VALUE; write for example name=Varda")
        if name in values:
            raise InputError(
                f"{option} gives {name} twice; give it once, a list with commas between its values"
            )
        values[name] = value
    return values


def print_rows(answer: Answer, form: str) -> None:
    """Print the rows of an answer, and the limit that cut them short, if any."""
    if answer.cut:
        say(f"Truncated: {answer.cut}; --rows and --seconds set the limits.")
    records = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    print_answer(form, records, records, columns=answer.columns)
