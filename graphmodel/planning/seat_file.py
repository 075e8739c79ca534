"""Reader for the input of a seating, and for seats planned before."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphmodel.analysis.plans.checks import PlanRefused
from graphmodel.analysis.plans.inputs import Apart, Together
from graphmodel.analysis.plans.seating import Host, Seat, Seating, Table
from graphmodel.planning.plan_file import apart_of, person_of, together_of
from graphmodel.planning.rows import PlanTables, TableRow, rows_of_file
from graphmodel.schema.yaml_lines import YamlNode

SECTIONS: Mapping[str, Collection[str] | None] = {
    "who": None,
    "tables": ("round", "table", "seats"),
    "hosts": ("person", "table", "round"),
    "rules": ("rule", "person", "companion", "reason", "confidential"),
    "met": ("person", "companion"),
    "wanted": ("person", "companion"),
    "useful": ("person", "companion", "points"),
    "absent": ("round", "person"),
}
"""The tables of a seating and their columns; ``who`` may have any, which are traits."""
SETTINGS = ("mix", "most_meetings")


@dataclass(frozen=True)
class SeatingInput:
    """A seating, and the display names of its people."""

    seating: Seating
    names: Mapping[str, str]

    def name(self, id_: str) -> str:
        return self.names.get(id_) or id_


def read_seating(path: Path) -> SeatingInput:
    """Read the input of a seating; raises InputError and PlanRefused like ``read_plan_input``."""
    tables = PlanTables(path, SECTIONS, ("who", "tables"))
    names: dict[str, str] = {}
    people = tuple(person_of(row, names) for row in tables.rows("who"))
    apart: list[Apart] = []
    together: list[Together] = []
    for row in tables.rows("rules"):
        kind = row.choice("rule", ("apart", "together"))
        if kind == "apart":
            apart.append(apart_of(row))
        elif kind:
            together.append(together_of(row))
    seating = Seating(
        people=people,
        tables=tuple(_table(row) for row in tables.rows("tables")),
        hosts=tuple(_host(row) for row in tables.rows("hosts")),
        apart=tuple(apart),
        together=tuple(together),
        met=frozenset(_pair(row) for row in tables.rows("met")),
        wanted=frozenset(_pair(row) for row in tables.rows("wanted")),
        useful={_pair(row): row.whole("points") for row in tables.rows("useful")},
        absent=frozenset(
            (row.required("round"), row.required("person")) for row in tables.rows("absent")
        ),
        **_settings(tables.block.get("settings")),
    )
    if tables.problems:
        raise PlanRefused(tables.problems)
    return SeatingInput(seating, names)


def _table(row: TableRow) -> Table:
    return Table(row.required("round"), row.required("table"), row.whole("seats"), row.spot)


def _host(row: TableRow) -> Host:
    return Host(row.required("person"), row.required("table"), row.text("round"), row.spot)


def _pair(row: TableRow) -> tuple[str, str]:
    return row.required("person"), row.required("companion")


def _settings(node: YamlNode | None) -> dict[str, Any]:
    if node is None:
        return {}
    given: dict[str, Any] = {}
    for key, value in node.checked_block("settings", SETTINGS).items():
        if key == "mix":
            given[key] = value.texts(key)
        elif (text := value.text(key)).isdecimal() and int(text) > 0:
            given[key] = int(text)
        else:
            value.fail("{key} cannot be {text!r}; give a whole number from 1", key=key, text=text)
    return given


def read_seats(path: Path) -> tuple[Seat, ...]:
    """Read seats as printed by ``plan seats --format csv``, or from any table with these
    columns."""
    problems: list[Any] = []
    rows = rows_of_file(path, problems, ("round", "table", "person"))
    seats = tuple(
        Seat(row.required("round"), row.required("table"), row.required("person")) for row in rows
    )
    if problems:
        raise PlanRefused(problems)
    return seats
