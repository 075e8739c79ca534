"""Namesakes within a table: different records whose id is made of the same name alone.

Two rows give one record if their ids are equal. If an id is only a name, the years of birth and the
ids in other collections next to it identify the person: rows that differ on them are about
different people, and each gets its own id. A kind's properties declare which of them tell records
apart, and in which order of precedence (``Property.tells_apart``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

import polars as pl

from graphmodel import words
from graphmodel.importers.mappings.expressions import (
    CompiledValue,
    Scope,
    compile_conditions,
    compile_value,
    exploded_scope,
)
from graphmodel.importers.mappings.rows import clean_cells, explode_lists
from graphmodel.importers.mappings.spec import MappingFile, NodeRule, ValueRule
from graphmodel.importers.tables.table import LINE, Table
from graphmodel.schema.declarations import Property
from graphmodel.schema.model import NODE_KINDS

_BETWEEN = "\x1f"
"""Separates an id from the values next to it, and these from each other."""
_ITEM = "\x1e"
"""Separates the items of a list."""
_EXAMPLES = 3

_Values = tuple[frozenset[str], ...]
"""The values that tell a row's record apart, for each property, strongest first."""


@dataclass(frozen=True)
class Namesakes:
    """The ids of records that share a name: by kind, a map from the marked id of a row, which
    includes the values that tell it apart, to its own id; and what is reported about them."""

    ids: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sentences: tuple[words.Later, ...] = ()

    def own_id(self, rule: NodeRule, compiled: CompiledValue, scope: Scope) -> CompiledValue:
        """The id of a rule's node, given its compiled id and the scope of its values: a namesake's
        own, otherwise that of the mapping."""
        ids = self.ids.get(rule.kind)
        marks = _marks(rule, scope) if ids else None
        if not ids or marks is None:
            return compiled
        parted = marks.id.replace_strict(
            list(ids), list(ids.values()), default=None, return_dtype=pl.String
        )
        own = pl.coalesce(parted, compiled.expr)
        expr = pl.when(marks.by_name).then(own).otherwise(compiled.expr)
        columns = compiled.columns | marks.columns
        return CompiledValue(expr, compiled.lists, compiled.faults, columns)


def find_namesakes(mapping: MappingFile, table: Table, scope: Scope) -> Namesakes:
    """The namesakes that a mapping gives for a table. The table is read for this only if the
    mapping makes ids of names and has values that tell records apart."""
    ids: dict[str, Mapping[str, str]] = {}
    sentences: list[words.Later] = []
    for kind in {rule.kind: None for rule in mapping.nodes.values()}:
        rules = [rule for rule in mapping.nodes.values() if rule.kind == kind]
        properties = _telling_properties(kind)
        if any(_tells(rule, properties) and _marks(rule, scope) for rule in rules):
            marked = _marked_ids(mapping, rules, table, scope)
            ids[kind], new_sentences = _parted(kind, properties, marked)
            sentences += new_sentences
    return Namesakes(ids, tuple(sentences))


@dataclass(frozen=True)
class _Marks:
    """Expressions of a rule's rows: the id with the values that tell it apart, whether the id is
    made of the name alone, whether the rule holds; and the columns that they need."""

    id: pl.Expr
    by_name: pl.Expr
    when: pl.Expr
    columns: frozenset[str]


def _telling_properties(kind: str) -> list[Property]:
    """The properties that tell records of a kind apart, the strongest first."""
    properties = [p for p in NODE_KINDS[kind].properties if p.tells_apart]
    return sorted(properties, key=lambda p: p.tells_apart)


def _tells(rule: NodeRule, properties: Iterable[Property]) -> list[str]:
    """The properties that a rule gives, except those with ``keep``, which tell no records apart."""
    return [p.name for p in properties if p.name in rule.values and not rule.values[p.name].keep]


def _marks(rule: NodeRule, scope: Scope) -> _Marks | None:
    """The marks of a rule's rows, given the scope of its values; None if it makes no id of a
    name."""
    if rule.reference or "name" not in rule.values:
        return None
    scope = exploded_scope(scope, rule)
    name = _alternatives(rule.values["name"])[0]
    name_columns = compile_value(name, scope, "name").columns
    alternatives = [compile_value(v, scope, "id") for v in _alternatives(rule.values["id"])]
    are_names = [bool(v.columns) and v.columns <= name_columns for v in alternatives]
    if not any(are_names):
        return None
    node_id = compile_value(rule.values["id"], scope, "id")
    by_name = pl.coalesce(
        pl.when(value.expr.is_not_null()).then(pl.lit(is_name))
        for value, is_name in zip(alternatives, are_names, strict=True)
    ).fill_null(False)
    properties = _telling_properties(rule.kind)
    given = {p: compile_value(rule.values[p], scope, p) for p in _tells(rule, properties)}
    values = [_text(given[p.name]) if p.name in given else pl.lit("") for p in properties]
    when, used = compile_conditions(rule.when, scope)
    columns = used.union(name_columns, node_id.columns, rule.each)
    columns = columns.union(*(value.columns for value in given.values()))
    return _Marks(
        pl.concat_str([node_id.expr, *values], separator=_BETWEEN), by_name, when, columns
    )


def _alternatives(value: ValueRule) -> Sequence[ValueRule]:
    return value.first or (value,)


def _text(value: CompiledValue) -> pl.Expr:
    text = value.expr.list.sort().list.join(_ITEM) if value.lists else value.expr
    return text.fill_null("")


def _marked_ids(
    mapping: MappingFile, rules: Sequence[NodeRule], table: Table, scope: Scope
) -> dict[str, int]:
    """Every id of some rules that is made of a name, with the values that tell it apart, and the
    first line of each."""
    marks = [(rule, m) for rule in rules if (m := _marks(rule, scope))]
    used = sorted(frozenset[str]().union(*(m.columns for _, m in marks)))
    marked = pl.DataFrame(schema={"id": pl.String(), LINE: pl.Int64()})
    for frame in table.frames():
        if not isinstance(frame, pl.DataFrame):
            continue
        cells = frame.select(LINE, *(clean_cells(frame, column, mapping) for column in used))
        for rule, mark in marks:
            rows = explode_lists(cells, rule, tuple(rule.each), "")[0] if rule.each else cells
            ids = rows.filter(mark.when & mark.by_name).select(mark.id.alias("id"), LINE)
            marked = pl.concat([marked, ids.cast({LINE: pl.Int64()})]).unique("id", keep="first")
    return dict(marked.drop_nulls("id").sort(LINE).iter_rows())


def _parted(
    kind: str, properties: Sequence[Property], marked: Mapping[str, int]
) -> tuple[dict[str, str], list[words.Later]]:
    """A map from the marked ids of namesakes to their own ids, and what is reported."""
    by_id: dict[str, dict[_Values, list[str]]] = {}
    for mark in marked:
        node_id, *texts = mark.split(_BETWEEN)
        values = tuple(_values(p, text) for p, text in zip(properties, texts, strict=True))
        by_id.setdefault(node_id, {}).setdefault(values, []).append(mark)
    ids: dict[str, str] = {}
    several: dict[str, list[str]] = {}
    unsure: dict[str, int] = {}
    for node_id, marks in by_id.items():
        people = _people([values for values in marks if any(values)], properties)
        if len(people) < 2:
            continue
        labels = _labels(people, properties)
        several[node_id] = labels
        for group, label in zip(people, labels, strict=True):
            for mark in (mark for values in group for mark in marks[values]):
                ids[mark] = f"{node_id} ({label})"
        if rest := [marked[mark] for values in marks if not any(values) for mark in marks[values]]:
            unsure[node_id] = min(rest)
    return ids, _sentences(kind, several, unsure) if several else []


def _values(told_apart_by: Property, text: str) -> frozenset[str]:
    """The values in a text; for a list, only the ids that name their collection."""
    if not told_apart_by.is_list:
        return frozenset([text] if text else [])
    return frozenset(item for item in text.split(_ITEM) if ":" in item.strip(":"))


def _people(rows: Iterable[_Values], properties: Sequence[Property]) -> list[list[_Values]]:
    """Group the different values of one name by record. If none contradict each other, a single
    group is returned."""
    groups: list[list[_Values]] = []
    holders: dict[tuple[int, str], list[int]] = {}
    for row in sorted(rows, key=lambda row: (-sum(map(len, row)), [sorted(v) for v in row])):
        keys = [(n, value) for n, values in enumerate(row) for value in values]
        sharing = {group for key in keys for group in holders.get(key, ())}
        same = [n for n in sorted(sharing) if _belongs(row, groups[n], properties)]
        if len(same) == 1:
            groups[same[0]].append(row)
        else:
            groups.append([row])
        for key in keys:
            holders.setdefault(key, []).append(same[0] if len(same) == 1 else len(groups) - 1)
    pairs = (pair for a, b in combinations(groups, 2) for pair in product(a, b))
    if any(_are_same(a, b, properties) is False for a, b in pairs):
        return groups
    return groups[:1]


def _belongs(row: _Values, group: Iterable[_Values], properties: Sequence[Property]) -> bool:
    answers = [_are_same(row, member, properties) for member in group]
    return True in answers and False not in answers


def _are_same(a: _Values, b: _Values, properties: Sequence[Property]) -> bool | None:
    """Whether the values of two rows belong to one record; None if undecided. The strongest
    property that both have decides; ids in other collections are compared within one collection."""
    for told_apart_by, mine, theirs in zip(properties, a, b, strict=True):
        if mine & theirs:
            return True
        comparable = mine and theirs
        if told_apart_by.is_list:
            comparable = frozenset(map(_collection, mine)) & frozenset(map(_collection, theirs))
        if comparable:
            return False
    return None


def _collection(external_id: str) -> str:
    return external_id.partition(":")[0]


def _labels(people: Sequence[Sequence[_Values]], properties: Sequence[Property]) -> list[str]:
    """The label of each namesake in its id: the strongest value that it alone has, or all its
    values."""
    having: dict[str, int] = {}
    texts: list[list[str]] = []
    for group in people:
        of_group = {
            text if properties[n].is_list else f"{properties[n].name} {text}": None
            for n in range(len(properties))
            for text in sorted(frozenset[str]().union(*(row[n] for row in group)))
        }
        texts.append(list(of_group))
        for text in of_group:
            having[text] = having.get(text, 0) + 1
    return [
        next((text for text in of_group if having[text] == 1), ", ".join(of_group))
        for of_group in texts
    ]


def _sentences(
    kind: str, several: Mapping[str, Sequence[str]], unsure: Mapping[str, int]
) -> list[words.Later]:
    """The report on namesakes, and on the first rows that may be about any of them."""
    examples = "; ".join(
        f"{node_id!r} ({', '.join(labels[:_EXAMPLES])}{', ...' if labels[_EXAMPLES:] else ''})"
        for node_id, labels in list(several.items())[:_EXAMPLES]
    )
    sentences = [words.later_count(
        "{n} name is borne by several {kind}, told apart by what their rows say: {examples}",
        "{n:,} names are borne by several {kind}, told apart by what their rows say: {examples}",
        len(several), kind=NODE_KINDS[kind].plural.lower(), examples=examples,
    )]  # fmt: skip
    if unsure:
        lines = ", ".join(
            f"{line:,} ({node_id!r})" for node_id, line in list(unsure.items())[:_EXAMPLES]
        )
        sentences.append(
            words.later_count(
                "rows that do not say which of them is meant have a record of their own, until you "
                "judge which it is the same as: line {lines}",
                "rows that do not say which of them is meant have a record of their own, until you "
                "judge which it is the same as ({n:,}): lines {lines}",
                len(unsure),
                lines=lines,
            )
        )
    return sentences
