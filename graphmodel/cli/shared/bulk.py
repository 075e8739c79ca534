"""One question for everybody on a list: on all cores, resumable, with one table as the result."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphmodel import settings
from graphmodel.cli.shared.listed import Listed
from graphmodel.cli.shared.options import names_script, open_namespaces
from graphmodel.cli.shared.output import csv_text, print_answer, say
from graphmodel.errors import InputError

if TYPE_CHECKING:
    from graphmodel.network.namespaces import Namespace

QUESTIONS_PER_WORKER = 20
"""One process answers fewer sooner: each worker takes some seconds to open the network."""

FORMATS = (".csv", ".json", ".parquet")

Answer = dict[str, Any]
"""The answer to one question: ``rows`` of the table, and the ``value`` for JSON."""


class Journal:
    """The answers so far, one a line in a file next to the output, so that nothing is lost if the
    command ends. The first line identifies the question; answers to another question or for another
    state of the store are discarded."""

    def __init__(self, out: Path | None, question: str) -> None:
        self.path = None if out is None else out.with_name(out.name + ".part")
        self._question = hashlib.blake2b(question.encode(), digest_size=16).hexdigest()
        self.answers: dict[str, Answer] = {}
        if self.path is not None:
            self._read(self.path)

    def _read(self, path: Path) -> None:
        try:
            lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
            if lines and lines[0] == self._question:
                for line in lines[1:]:
                    entry = json.loads(line)
                    self.answers[entry["id"]] = entry["answer"]
            elif lines:
                say(f"{path}: holds answers to another question or of other data; starting again.")
        except ValueError:
            pass  # the last line is incomplete: it is answered again
        except OSError as error:
            raise InputError(f"{path}: cannot be read ({error.strerror})") from error
        self._write(path, [self._question, *map(self._line, self.answers, self.answers.values())])

    @staticmethod
    def _write(path: Path, lines: Iterable[str], mode: str = "w") -> None:
        try:
            with path.open(mode, encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in lines)
        except OSError as error:
            raise InputError(f"{path}: cannot be written ({error.strerror})") from error

    @staticmethod
    def _line(node_id: str, answer: Answer) -> str:
        return json.dumps({"id": node_id, "answer": answer}, ensure_ascii=True, default=str)

    def add(self, node_id: str, answer: Answer) -> None:
        """Record an answer."""
        self.answers[node_id] = answer
        if self.path is not None:
            self._write(self.path, [self._line(node_id, answer)], "a")

    def close(self) -> None:
        """Remove the file, once everything is answered and written."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)


_answering: list[Callable[[str], Answer]] = []
"""In a worker process: the function that answers."""


def _prepare(make: Callable[[], Callable[[str], Answer]]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent process ends it
    _answering.append(make())


def _answered(node_id: str) -> tuple[str, Answer]:
    return node_id, _answering[-1](node_id)


def answer_all(
    ids: Sequence[str],
    make: Callable[[], Callable[[str], Answer]],
    here: Callable[[str], Answer],
) -> Iterator[tuple[str, Answer]]:
    """Yield the answer to the question for each id, in their order. ``here`` answers in this
    process; ``make`` is sent to workers and makes the same function there."""
    workers = min(os.cpu_count() or 1, len(ids) // QUESTIONS_PER_WORKER)
    if workers < 2:
        yield from ((node_id, here(node_id)) for node_id in ids)
        return
    pool = ProcessPoolExecutor(
        workers, get_context("spawn"), initializer=_prepare, initargs=(make,)
    )
    try:
        yield from pool.map(_answered, ids, chunksize=4)
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _progress(total: int, answered: int) -> Iterator[Callable[[], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    shown = sys.stderr.isatty()
    with Progress(*columns, console=console, transient=True, disable=not shown) as bar:
        task = bar.add_task("", total=total, completed=answered)
        yield partial(bar.advance, task)


@dataclass(frozen=True)
class ListQuestion:
    """A question for everybody on a list, in a namespace of a store. ``ask`` turns a namespace into
    a function that answers for an id, and is sent to workers; ``text`` identifies the question,
    ``columns`` are those of the table."""

    store_address: str | None
    namespace: Namespace
    listed: Sequence[Listed]
    ask: Callable[[Namespace], Callable[[str], Answer]]
    text: str
    columns: Sequence[str]

    def answer(self, out: Path | None, form: str) -> None:
        """Ask, and print all answers as one table or write it to a file."""
        revision, name = self.namespace.network.revision, self.namespace.name
        store = store_identity(self.store_address)
        asked_of = f"{store} {revision} {name} {names_script()} {date.today()}"
        journal = Journal(out, f"{self.text} {asked_of}")
        ids = [each.id for each in self.listed if each.id]
        answer_those_waiting(ids, journal, self.store_address, self.namespace, self.ask)
        _tell_unknown(self.listed)
        answers = [
            _unknown(each) if each.id is None else journal.answers[each.id] for each in self.listed
        ]
        _print_table(answers, out, form, self.columns)
        journal.close()


def store_identity(store_address: str | None) -> str:
    """What tells the store that a command opens from every other: its address, database and
    prefix, given or from the environment."""
    address = settings.store_address(store_address)
    place = address if "://" in address else Path(address).resolve()
    return f"{place} {settings.store_database()} {settings.store_prefix()}"


def answer_those_waiting(
    ids: Iterable[str],
    journal: Journal,
    store_address: str | None,
    namespace: Namespace,
    ask: Callable[[Namespace], Callable[[str], Answer]],
) -> None:
    """Add the missing answers for these ids to a journal, on all cores, with a progress bar.
    ``ask`` is as in ``ListQuestion``."""
    waiting = [node_id for node_id in ids if node_id not in journal.answers]
    done = len(journal.answers)
    if done:
        say(f"{done:,} answered before; continuing with the other {len(waiting):,}.")
    elsewhere = partial(_elsewhere, store_address, namespace.name, names_script(), ask)
    try:
        with _progress(done + len(waiting), done) as advance:
            for node_id, answer in answer_all(waiting, elsewhere, ask(namespace)):
                journal.add(node_id, answer)
                advance()
    except KeyboardInterrupt:
        if journal.path is not None:
            say(f"Stopped; the same command resumes from {journal.path}.")
        raise


def _elsewhere(
    store_address: str | None,
    namespace_name: str,
    script: str,
    ask: Callable[[Namespace], Callable[[str], Answer]],
) -> Callable[[str], Answer]:
    """Make the function that answers for an id in a worker process."""
    namespaces = open_namespaces(store_address).named_in(script)
    return ask(namespaces.of(namespace_name).claimed)


def _tell_unknown(listed: Sequence[Listed]) -> None:
    unknown = [each for each in listed if each.problem is not None]
    for each in unknown:
        say(f"{each.text}: {each.problem}")
    if unknown:
        say(f"{len(unknown):,} of {len(listed):,} were not found; see the lines above.")


def _unknown(each: Listed) -> Answer:
    row = {"for": each.text, "problem": each.problem}
    return {"rows": [row], "value": row}


def _print_table(
    answers: Sequence[Answer], out: Path | None, form: str, columns: Sequence[str]
) -> None:
    rows = [row for answer in answers for row in answer["rows"]]
    if any(row.get("problem") for row in rows):
        columns = [*columns, "problem"]
    value = [answer["value"] for answer in answers]
    if out is None:
        print_answer(form, rows, value, columns=columns)
        return
    _write_table(out, rows, value, columns)
    say(f"{out}: {len(rows):,} rows for {len(answers):,}.")


def check_out(out: Path | None) -> None:
    """Raise InputError if a table cannot be written to this file, before any work is done."""
    if out is not None and out.suffix.lower() not in FORMATS:
        raise InputError(f"{out}: write to {', '.join(FORMATS[:-1])} or {FORMATS[-1]}")
    if out is not None and not out.absolute().parent.is_dir():
        raise InputError(f"{out}: there is no folder {out.absolute().parent}")


def _write_table(
    out: Path, rows: Sequence[Mapping[str, Any]], value: Any, columns: Sequence[str]
) -> None:
    from graphmodel.store.records import Answer as Table

    draft = out.with_name(out.name + ".draft")
    try:
        if out.suffix.lower() == ".json":
            text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
            draft.write_text(text, encoding="utf-8")
        elif out.suffix.lower() == ".csv":
            draft.write_text(csv_text(rows, columns), encoding="utf-8")
        else:
            cells = tuple(tuple(row.get(name) for name in columns) for row in rows)
            Table(tuple(columns), cells).frame().write_parquet(draft)
        draft.replace(out)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise InputError(f"{out}: cannot be written ({error.strerror})") from error
