"""Reader for the input of a plan: a YAML file, or a folder of tables.

Each of who, places, fit, ranks and rules is a table in a separate file or a list in the YAML file;
``settings`` are the numbers that apply to the whole plan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphmodel import words
from graphmodel.analysis.plans.checks import MAX_POINTS, PlanRefused
from graphmodel.analysis.plans.inputs import (
    Apart,
    FitReason,
    Forbid,
    Lock,
    Person,
    Place,
    Rank,
    Request,
    Rules,
    Share,
    Together,
)
from graphmodel.analysis.plans.planner import request_of
from graphmodel.facts.batch import Problem
from graphmodel.planning.rows import PlanTables, TableRow, rows_of_file
from graphmodel.schema.yaml_lines import YamlNode

if TYPE_CHECKING:
    from graphmodel.network.network import Network
    from graphmodel.store.withdrawals import Withdrawn

SECTIONS: Mapping[str, Collection[str] | None] = {
    "who": None,
    "places": ("place", "name", "least", "most", "starts", "ends", "country"),
    "fit": ("person", "place", "points", "reason", "fact"),
    "ranks": ("person", "place", "rank", "by"),
    "rules": (
        "rule", "person", "place", "companion", "trait", "value", "least", "most", "reason",
        "confidential",
    ),
}  # fmt: skip
"""The tables of a plan and their columns; ``who`` may have any, which are traits."""
KINDS_OF_RULES = ("forbid", "lock", "apart", "together", "share")
SETTINGS = {
    "per_person", "per_year", "no_overlap", "travel_days", "unplaced_cost", "everybody",
    "least_points", "waiting_points",
}  # fmt: skip
RANK_POINTS = 100
"""Points per rank if ranks are the only known fit."""


@dataclass(frozen=True)
class PlanInput:
    """A request, and the display names of its people and places."""

    request: Request
    names: Mapping[str, str]

    def name(self, id_: str) -> str:
        return self.names.get(id_) or id_


def read_plan_input(path: Path) -> PlanInput:
    """Read the input of a plan; raises InputError for an unreadable file, PlanRefused with every
    problem in its rows."""
    tables = PlanTables(path, SECTIONS, ("who", "places"))
    names: dict[str, str] = {}
    people = [person_of(row, names) for row in tables.rows("who")]
    places = [_place(row, names) for row in tables.rows("places")]
    ranks = [_rank(row) for row in tables.rows("ranks")]
    reasons = [_fit(row) for row in tables.rows("fit")]
    rules = _rules(tables.rows("rules"), _settings(tables.block.get("settings"), Rules()))
    if tables.problems:
        raise PlanRefused(tables.problems)
    if not tables.has("fit"):
        reasons = list(_points_of_ranks(ranks))
    return PlanInput(request_of(people, places, reasons, rules, ranks), names)


def read_rules(path: Path, usual: Rules | None = None) -> Rules:
    """Read the rules and settings of a file or folder of a plan, ignoring its other parts;
    ``usual`` are the default settings."""
    tables = PlanTables(path, SECTIONS, ())
    settings = _settings(tables.block.get("settings"), usual or Rules())
    rules = _rules(tables.rows("rules"), settings)
    if tables.problems:
        raise PlanRefused(tables.problems)
    return rules


@dataclass(frozen=True)
class ListedPeople:
    """The ids of the people listed in a table, in its order, and the number of its rows about
    people who have withdrawn their consent."""

    ids: tuple[str, ...]
    withdrawn: int


def read_people(path: Path, network: Network, withdrawn: Withdrawn) -> ListedPeople:
    """Read the ids in the ``person`` column of a table; people among ``withdrawn`` are left out and
    counted. Raises InputError for an unreadable file, PlanRefused with the line of every unknown
    person."""
    problems: list[Problem] = []
    ids, left_out = [], 0
    for row in rows_of_file(path, problems):
        id_ = row.required("person")
        if id_ in withdrawn:
            left_out += 1
        elif id_ and id_ not in network:
            row.refuse(
                "person",
                id_,
                words.say("no person in the store"),
                words.say("an id; graphmodel find NAME"),
            )
        else:
            ids.append(id_)
    if problems:
        raise PlanRefused(problems)
    return ListedPeople(tuple(ids), left_out)


def person_of(row: TableRow, names: dict[str, str]) -> Person:
    """A person with their traits; adds their display name to ``names``."""
    id_ = row.required("person")
    names[id_] = row.text("name")
    known = {"person", "name", "waited", "had"}
    traits = {key: row.text(key) for key in row.cells if key not in known and row.text(key)}
    return Person(id_, traits, row.whole("waited"), row.years("had"), row.spot)


def _place(row: TableRow, names: dict[str, str]) -> Place:
    id_ = row.required("place")
    names[id_] = row.text("name")
    return Place(
        id_, row.whole("most", 1), row.whole("least"), row.day("starts"), row.day("ends"),
        row.text("country"), row.spot,
    )  # fmt: skip


def _fit(row: TableRow) -> FitReason:
    facts = tuple(fact for fact in (row.text("fact"),) if fact)
    kind = row.text("reason") or words.mark("fit")
    points = row.whole("points")
    return FitReason(row.required("person"), row.required("place"), kind, points, facts, row.spot)


def _rank(row: TableRow) -> Rank:
    by = row.choice("by", ("person", "place")) if row.text("by") else "person"
    person, place = row.required("person"), row.required("place")
    return Rank(person, place, row.whole("rank"), by == "place", row.spot)


def _points_of_ranks(ranks: Iterable[Rank]) -> Iterator[FitReason]:
    """Points for ranks: RANK_POINTS for the lowest rank used, more for each higher one."""
    ranks = list(ranks)
    for by_place, kind in (
        (False, words.mark("wish of the person")),
        (True, words.mark("wish of the place")),
    ):
        side = [rank for rank in ranks if rank.by_place == by_place]
        last = max((rank.rank for rank in side), default=0)
        for rank in side:
            points = min(RANK_POINTS * (last + 1 - rank.rank), MAX_POINTS)
            yield FitReason(rank.person, rank.place, kind, points, (), rank.spot)


def _rules(rows: Iterable[TableRow], settings: Rules) -> Rules:
    """The settings with the rules of a table."""
    rules: dict[str, list[Any]] = {kind: [] for kind in KINDS_OF_RULES}
    for row in rows:
        kind = row.choice("rule", KINDS_OF_RULES)
        if kind:
            rules[kind].append(_RULES[kind](row))
    return replace(
        settings,
        forbids=tuple(rules["forbid"]),
        locks=tuple(rules["lock"]),
        apart=tuple(rules["apart"]),
        together=tuple(rules["together"]),
        shares=tuple(rules["share"]),
    )


def _forbid(row: TableRow) -> Forbid:
    return Forbid(
        row.required("person"), row.required("place"), row.text("reason"),
        row.yes("confidential"), row.spot,
    )  # fmt: skip


def _lock(row: TableRow) -> Lock:
    return Lock(row.required("person"), row.required("place"), row.text("reason"), row.spot)


def apart_of(row: TableRow) -> Apart:
    """A rule that keeps two people apart."""
    return Apart(
        row.required("person"), row.required("companion"), row.text("reason"),
        row.yes("confidential"), row.spot,
    )  # fmt: skip


def together_of(row: TableRow) -> Together:
    """A rule that keeps two people together."""
    return Together(row.required("person"), row.required("companion"), row.text("reason"), row.spot)


def _share(row: TableRow) -> Share:
    return Share(
        row.required("trait"), row.optional("most"), row.whole("least"),
        row.text("value") or None, row.text("reason"), row.spot,
    )  # fmt: skip


_RULES = {
    "forbid": _forbid, "lock": _lock, "apart": apart_of, "together": together_of, "share": _share,
}  # fmt: skip


def _settings(node: YamlNode | None, usual: Rules) -> Rules:
    """The settings that apply to the whole plan."""
    if node is None:
        return usual
    given: dict[str, Any] = {}
    kinds = {column.name: column.type for column in fields(Rules)}
    for key, value in node.checked_block("settings", sorted(SETTINGS)).items():
        if kinds[key] == "bool":
            given[key] = value.choice(key, ("true", "false", "yes", "no")) in ("true", "yes")
            continue
        text = value.text(key)
        try:
            given[key] = int(text)
        except ValueError:
            value.fail("{key} cannot be {text!r}; give a whole number", key=key, text=text)
    return replace(usual, **given)
