"""Rows of an office's tables, with their locations, from files or from a YAML list."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from graphmodel import words
from graphmodel.analysis.plans.checks import problem
from graphmodel.analysis.plans.inputs import Spot
from graphmodel.errors import InputError
from graphmodel.facts.batch import Problem, unescape_formula
from graphmodel.schema.yaml_lines import YamlNode, did_you_mean, read_yaml

YES = ("yes", "true", "1")
NO = ("no", "false", "0", "")


@dataclass
class TableRow:
    """One row: its cells by column, and its location. A cell that cannot be parsed is reported in
    ``problems``, a list shared by all rows of a plan, and read as the default."""

    cells: dict[str, str]
    spot: Spot
    problems: list[Problem] = field(repr=False)

    def text(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def required(self, column: str) -> str:
        text = self.text(column)
        if not text:
            self.refuse(
                column, "", words.say("{column} is missing", column=column), words.say("an id")
            )
        return text

    def whole(self, column: str, default: int = 0) -> int:
        text = self.text(column)
        if not text:
            return default
        try:
            return int(text)
        except ValueError:
            self.refuse(
                column, text, words.say("not a whole number"), words.say("digits, such as 3")
            )
            return default

    def optional(self, column: str) -> int | None:
        return self.whole(column) if self.text(column) else None

    def day(self, column: str) -> date | None:
        text = self.text(column)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.refuse(
                column, text, words.say("not a date"), words.say("a day such as 2027-03-01")
            )
            return None

    def years(self, column: str) -> tuple[int, ...]:
        """The years listed in a cell, separated by commas, bars or spaces."""
        years = re.split(r"[\s,;|]+", self.text(column))
        if all(re.fullmatch(r"[0-9]{4}", year) for year in years):
            return tuple(sorted(map(int, years)))
        if any(years):
            self.refuse(
                column,
                self.text(column),
                words.say("not years"),
                words.say("years such as 2026, 2027"),
            )
        return ()

    def yes(self, column: str) -> bool:
        text = self.text(column).lower()
        if text not in YES + NO:
            self.refuse(column, text, words.say("neither yes nor no"), words.say("yes or no"))
        return text in YES

    def choice(self, column: str, allowed: Collection[str]) -> str:
        text = self.text(column)
        if text not in allowed:
            self.refuse(
                column,
                text,
                words.say("unknown {column}", column=column),
                words.say("one of {allowed}", allowed=", ".join(allowed)),
            )
            return ""
        return text

    def refuse(self, column: str, value: str, what: str, cure: str) -> None:
        """Report that a cell cannot be used, and what to write instead."""
        self.problems.append(problem(self.spot, column, value, what, cure))


class PlanTables:
    """The tables of a plan: files of a folder named after them, or files named, or lists contained,
    in a YAML file. ``sections`` are their columns by name, None for any.

    Raises InputError if the file cannot be read, or lacks a table that is ``required``.
    """

    def __init__(
        self, path: Path, sections: Mapping[str, Collection[str] | None], required: Sequence[str]
    ) -> None:
        self.sections = sections
        self.problems: list[Problem] = []
        self.block: Mapping[str, YamlNode] = {}
        if path.is_dir():
            self.files = {name: _files(path, name) for name in sections}
        else:
            self.block = read_yaml(path, "plan").checked_block("plan", [*sections, "settings"])
            self.files = {name: _named_files(path, self.block.get(name), name) for name in sections}
        for name in required:
            if not self.has(name):
                raise InputError(
                    "{path}: lacks {name}; add a file {name}.csv to the folder, or {name} to "
                    "the YAML file",
                    path=path,
                    name=name,
                )

    def has(self, name: str) -> bool:
        return bool(self.files[name]) or name in self.block

    def rows(self, name: str) -> Iterator[TableRow]:
        node = self.block.get(name)
        if node is not None and isinstance(node.value, list):
            yield from rows_of_list(node, name, self.problems, self.sections[name])
        for file in self.files[name]:
            yield from rows_of_file(file, self.problems, self.sections[name])


def _files(folder: Path, name: str) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.stem == name and path.is_file())


def _named_files(path: Path, node: YamlNode | None, name: str) -> list[Path]:
    if node is None or isinstance(node.value, list):
        return []
    file = path.parent / node.text(name)
    if not file.is_file():
        node.fail(
            "{name} names a file that does not exist: {file}; correct the path",
            name=name,
            file=file,
        )
    return [file]


def refuse_other_files(path: Path) -> None:
    """Raise InputError if the YAML file of a plan names a table outside its folder: an uploaded
    file must not read other files of the machine."""
    for name, node in read_yaml(path, "plan").block("plan").items():
        if isinstance(node.value, str):
            file = Path(node.value)
            if file.name != node.value or not (path.parent / file).is_file():
                node.fail(
                    "{name} names {value}, which was not given with it; give both",
                    name=name,
                    value=node.value,
                )


def rows_of_file(
    path: Path, problems: list[Problem], columns: Collection[str] | None = None
) -> Iterator[TableRow]:
    """Yield the rows of a table in any format, with formulas as before ``escape_formula``; raises
    InputError if it cannot be read, or has columns other than these (None: any)."""
    # Imported lazily: a plan from the network needs no table reader.
    import polars as pl

    from graphmodel.importers.input_files import members
    from graphmodel.importers.tables.detect import open_table
    from graphmodel.importers.tables.table import LINE

    for member in members(path):
        table = open_table(member)
        _check_columns(table.columns, columns, member.name)
        for frame in table.frames():
            if not isinstance(frame, pl.DataFrame):
                spot = Spot(member.name, frame.line)
                problems.append(problem(spot, "", frame.value, frame.problem, frame.cure))
                continue
            for row in frame.iter_rows(named=True):
                cells = {name: unescape_formula(row[name] or "") for name in table.columns}
                yield TableRow(cells, Spot(member.name, row[LINE]), problems)


def _check_columns(names: Collection[str], allowed: Collection[str] | None, table: str) -> None:
    for name in names:
        if allowed is not None and name not in allowed:
            raise InputError(
                "{table}: unknown column {name!r}{hint}",
                table=table,
                name=name,
                hint=did_you_mean(name, allowed),
            )


def rows_of_list(
    node: YamlNode, name: str, problems: list[Problem], columns: Collection[str] | None = None
) -> Iterator[TableRow]:
    """Yield the rows of a list in a YAML file, each a block such as ``{person: a, place: b}``."""
    for entry in node.entries(name):
        block = entry.block(name)
        _check_columns(block, columns, f"{entry.file}, line {entry.line}")
        cells = {key: _cell(value, key) for key, value in block.items()}
        yield TableRow(cells, Spot(entry.file, entry.line), problems)


def _cell(node: YamlNode, key: str) -> str:
    return "" if node.value is None else node.text(key)
