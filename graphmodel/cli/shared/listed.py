"""People for whom a command asks the same question: those on the user's list, or in a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.output import say
from graphmodel.cli.shared.workspace import by_option
from graphmodel.errors import InputError
from graphmodel.store import open_store

if TYPE_CHECKING:
    from graphmodel.network.namespaces import Namespace, Namespaces


@dataclass(frozen=True)
class BulkOptions:
    """For whom a question is asked, where the answer goes, and who asks."""

    listed: str | None = None
    out: Path | None = None
    by: str = ""


@dataclass(frozen=True)
class Listed:
    """A person on a list: the text that names them, their id, or why there is none."""

    text: str
    id: str | None
    problem: str | None = None


def bulk_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--list``, ``--out`` and ``--by``, the fields of ``BulkOptions``."""
    for option in (
        by_option,
        click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
                     help="With --list: write the table there, as .csv, .json or .parquet. If "
                          "it is stopped before the end, the same command resumes."),
        click.option("--list", "listed", metavar="LIST|FILE",
                     help="Ask for everybody on a list of yours, or in a file: from its column "
                          "id or name, or else one per line."),
    ):  # fmt: skip
        command = option(command)
    return command


def read_listed(
    store_address: str | None,
    namespaces: Namespaces,
    namespace_name: str | None,
    options: BulkOptions,
    id_of: Callable[[Namespace, str], str],
) -> tuple[Namespace, list[Listed]]:
    """Everybody on a list or in a file, each once, and their namespace. ``id_of`` resolves an id or
    a name to an id, and raises InputError if there is none."""
    texts = list(dict.fromkeys(_texts(store_address, namespaces, options)))
    if not texts:
        raise InputError(f"{options.listed}: nobody is on it")
    namespace = namespaces.of(namespace_name, *texts).claimed
    listed: dict[str, Listed] = {}
    for each in (_resolved(namespace, text, id_of) for text in texts):
        listed.setdefault(each.id or each.text, each)
    return namespace, list(listed.values())


def _resolved(namespace: Namespace, text: str, id_of: Callable[[Namespace, str], str]) -> Listed:
    try:
        return Listed(text, id_of(namespace, text))
    except InputError as error:
        return Listed(text, None, str(error))


def _texts(
    store_address: str | None, namespaces: Namespaces, options: BulkOptions
) -> Iterator[str]:
    from graphmodel.workspace.contents import read_list

    path = Path(options.listed or "")
    if path.is_file():
        yield from rows_of_file(path)
        return
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        raise InputError(f"{path}: there is no such file, and a list is named without an ending")
    with open_store(store_address) as store:
        contents = read_list(store, namespaces.network, options.by, str(options.listed))
    yield from (entry.id for entry in contents.entries if not entry.gone)
    gone = sum(entry.gone for entry in contents.entries)
    if gone or contents.withheld:
        say(f"Left out: {gone:,} no longer in the store, {contents.withheld:,} not to be shown.")


def rows_of_file(path: Path) -> dict[str, str]:
    """The ids or names in a file, in order, each with the reason that the file gives, if any."""
    rows: dict[str, str] = {}
    for text, reason in _rows(path):
        rows.setdefault(text, reason)
    return rows


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    from graphmodel.facts.batch import unescape_formula
    from graphmodel.importers.input_files import open_text

    try:
        with open_text(path) as file:
            text = file.read().lstrip("\ufeff")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count)
    header = [name.strip().lower() for name in next(csv.reader([first], delimiter=separator), [])]
    column = next((header.index(name) for name in ("id", "name") if name in header), None)
    if column is None:
        yield from ((line.strip(), "") for line in text.splitlines() if line.strip())
        return
    reasons = [header.index(name) for name in ("why", "reasons", "because") if name in header]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    next(row for row in rows if any(row))
    for row in rows:
        if column < len(row) and row[column].strip():
            cells = list(map(unescape_formula, row))
            yield cells[column].strip(), next((cells[at] for at in reasons if at < len(row)), "")
