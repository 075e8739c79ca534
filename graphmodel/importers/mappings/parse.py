"""Parsing YAML to a mapping, strictly: anything unknown is refused with its line."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import polars as pl

from graphmodel.importers.filmed_works import PARTS
from graphmodel.importers.mappings.spec import (
    SINCE,
    Condition,
    LinkRule,
    MappingFile,
    NodeRule,
    SplitRule,
    ValueRule,
)
from graphmodel.importers.tables.delimited import Dialect
from graphmodel.importers.tables.detect import FORMATS, TableFormat
from graphmodel.importers.tables.reshape import Reshaping
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS, REAL, kind_of
from graphmodel.schema.yaml_lines import YamlNode, did_you_mean, parse_yaml, read_yaml

_TOP_KEYS = (
    *("mapping", "says", "recognise", "file", "database", "query", "format", "separator"),
    *("quote", "escape", "encoding", "short_rows", "headers", "sheet", "records", "missing"),
    *("header", "leave_out", "headings", "fill", "json", "lists", "entities"),
    *("namespace", "fictional", "source", "tables", "columns", "nodes", "links"),
)
_STEP_KEYS = (
    *("from", "first", "split", "names", "also", "family_first", "work", "date", "extract"),
    *("replace", "case", "table", "otherwise"),
)
_SPLIT_KEYS = ("split", "names", "also")
_CONDITION_KEYS = ("is", "not", "matches", "not_matches", "present")
_RESERVED_PROPERTIES = ("sources", "namespace", "fictional", "id")
_DEFAULT_MISSING = (
    *("n/a", "N/A", "null", "NULL", r"\N", "nan", "NaN", "None", "-"),
    *("TBD", "TBA", "TBC", "tbd", "tba", "tbc", "待定"),
)
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def read_mapping(path: Path) -> MappingFile:
    """The mapping in a file; raises InputError with file, line and what to do."""
    return _build_mapping(read_yaml(path), path)


def parse_mapping(text: str, path: Path) -> MappingFile:
    """Like ``read_mapping``, from text that is, or would be, at ``path``."""
    return _build_mapping(parse_yaml(text, str(path)), path)


def _build_mapping(top: YamlNode, path: Path) -> MappingFile:
    block = top.checked_block("a mapping", _TOP_KEYS)
    for needed in ("source", "nodes"):
        if needed not in block:
            top.fail("{needed}: is missing; see docs/mapping.md", needed=needed)
    tables = {
        name: _text_pairs(table, name)
        for name, table in _block_entries(block.get("tables"), "tables")
    }
    parser = _Parser(tables)
    columns = {
        name: parser.value(value, name)
        for name, value in _block_entries(block.get("columns"), "columns")
    }
    name = _optional_text(block, "mapping") or path.stem
    namespace = _optional_text(block, "namespace") or REAL
    fictional = block["fictional"].boolean("fictional") if "fictional" in block else False
    if fictional == (namespace == REAL):
        top.fail("fictional data needs a namespace of its own, and real data has none")
    if ("database" in block) != ("query" in block):
        top.fail("database: and query: go together; give both")
    nodes = {
        alias: parser.node(alias, node) for alias, node in block["nodes"].block("nodes").items()
    }
    links = block["links"].entries("links") if "links" in block else []
    return MappingFile(
        path=path,
        name=name,
        description=_optional_text(block, "says") or name,
        recognise=block["recognise"].texts("recognise") if "recognise" in block else (),
        file=_optional_text(block, "file"),
        database=_optional_text(block, "database"),
        query=_optional_text(block, "query"),
        table_format=_parse_table_format(block),
        missing=block["missing"].texts("missing") if "missing" in block else _DEFAULT_MISSING,
        namespace=namespace,
        fictional=fictional,
        source=_parse_source(block["source"], name),
        columns=columns,
        nodes=nodes,
        links=tuple(parser.link(link, nodes) for link in links),
    )


def _optional_text(block: dict[str, YamlNode], name: str) -> str | None:
    return block[name].text(name) if name in block else None


def _block_entries(node: YamlNode | None, name: str) -> list[tuple[str, YamlNode]]:
    return list(node.block(name).items()) if node is not None else []


def _text_pairs(node: YamlNode, name: str) -> dict[str, str]:
    pairs = {}
    for key, value in node.block(name).items():
        pairs[key] = value.value if isinstance(value.value, str) else value.text(key)
    return pairs


def _parse_table_format(block: dict[str, YamlNode]) -> TableFormat:
    characters: dict[str, str | None] = {}
    for name in ("separator", "quote", "escape"):
        characters[name] = block[name].value if name in block else None  # type: ignore[assignment]
        text = characters[name]
        if name in block and text != "none" and (not isinstance(text, str) or len(text) != 1):
            block[name].fail(
                '{name} takes one character in double quotes, such as "\\t", or none', name=name
            )
        if isinstance(text, str) and text != "none" and not text.isascii():
            block[name].fail("{name} takes an ASCII character", name=name)
    dialect = Dialect(
        separator=characters["separator"] if characters["separator"] != "none" else "\x1f",
        quote={None: '"', "none": None}.get(characters["quote"], characters["quote"]),
        encoding=_optional_text(block, "encoding"),
        escape=characters["escape"] if characters["escape"] != "none" else None,
        short_rows="short_rows" in block and block["short_rows"].boolean("short_rows"),
        headers=block["headers"].texts("headers") if "headers" in block else (),
        header_lines=_parse_header(block["header"]) if "header" in block else (),
    )
    return TableFormat(
        block["format"].choice("format", FORMATS) if "format" in block else None,
        dialect,
        _optional_text(block, "sheet"),
        _optional_text(block, "records"),
        Reshaping(
            leave_out={
                name: _parse_pattern(pattern, "leave_out")
                for name, pattern in _block_entries(block.get("leave_out"), "leave_out")
            },
            headings=_optional_text(block, "headings") or "",
            fill=block["fill"].texts("fill") if "fill" in block else (),
            json=block["json"].texts("json") if "json" in block else (),
            lists={
                name: columns.texts(name)
                for name, columns in _block_entries(block.get("lists"), "lists")
            },
            entities="entities" in block and block["entities"].boolean("entities"),
        ),
    )


def _parse_header(node: YamlNode) -> tuple[int, ...]:
    numbers = node.texts("header")
    if not all(number.isdecimal() and int(number) for number in numbers):
        node.fail("header takes the number of the row with the column names, or of several rows")
    return tuple(sorted(map(int, numbers)))


def _parse_source(node: YamlNode, mapping: str) -> dict[str, str]:
    allowed = [
        p.name for p in kind_of("Source").properties if p.type in ("text", "date", "address")
    ]
    block = node.checked_block("source", [n for n in allowed if n not in ("namespace",)])
    source = {name: value.text(name) for name, value in block.items()}
    if "name" not in source:
        node.fail("source: needs a name:, the title of the table")
    source.setdefault("id", f"{mapping}:source")
    return source


def parse_value(node: YamlNode, name: str) -> ValueRule:
    """A value on its own, which cannot refer to tables by name."""
    return _Parser({}).value(node, name)


class _Parser:
    """Parses the values, nodes and links of one mapping, which may refer to its tables."""

    def __init__(self, tables: dict[str, dict[str, str]]) -> None:
        self._tables = tables

    def value(self, node: YamlNode, name: str, *, keep: bool = False) -> ValueRule:
        """A value: text, a list of alternatives, or ``from`` with steps."""
        if isinstance(node.value, str):
            return ValueRule(node.line, node.value)
        if isinstance(node.value, list):
            alternatives = tuple(self.value(entry, name) for entry in node.value)
            return ValueRule(node.line, first=alternatives)
        if not isinstance(node.value, dict) or (
            len(node.value) == 1 and next(iter(node.value.values())).value is None
        ):
            node.text(name)
        steps = node.checked_block(name, (*_STEP_KEYS, "keep", "since") if keep else _STEP_KEYS)
        if ("from" in steps) == ("first" in steps):
            node.fail(
                "{name} needs from: or first:, one of the two, as the origin of its text", name=name
            )
        table, table_name = self._table(steps.get("table"))
        return ValueRule(
            node.line,
            template=steps["from"].text("from") if "from" in steps else "",
            first=tuple(self.value(i, name) for i in steps["first"].entries("first"))
            if "first" in steps
            else (),
            split=_parse_split(steps, node) if "split" in steps or "names" in steps else None,
            family_first="family_first" in steps and steps["family_first"].boolean("family_first"),
            work=steps["work"].choice("work", PARTS) if "work" in steps else "",
            dates=_parse_dates(steps["date"]) if "date" in steps else (),
            extract=_parse_pattern(steps["extract"], "extract") if "extract" in steps else None,
            replace=_replacements(steps["replace"]) if "replace" in steps else (),
            case=steps["case"].choice("case", ("lower", "upper", "title"))
            if "case" in steps
            else None,
            table=table,
            table_name=table_name,
            otherwise=steps["otherwise"].text("otherwise") if "otherwise" in steps else "refuse",
            keep=steps["keep"].choice("keep", ("first", "least", "greatest"))  # type: ignore[arg-type]
            if "keep" in steps
            else None,
            since=steps["since"].text("since") if "since" in steps else "",
        )

    def _table(self, node: YamlNode | None) -> tuple[dict[str, str] | None, str]:
        if node is None:
            return None, ""
        if isinstance(node.value, dict):
            return _text_pairs(node, "table"), "the table"
        name = node.text("table")
        if name not in self._tables:
            node.fail(
                "no table {name!r} below tables:{hint}",
                name=name,
                hint=did_you_mean(name, self._tables),
            )
        return self._tables[name], f"the table {name}"

    def node(self, alias: str, node: YamlNode) -> NodeRule:
        block = node.block(alias)
        kind = _parse_kind(node, alias, tuple(NODE_KINDS))
        allowed = [p.name for p in kind_of(kind).properties if p.name not in _RESERVED_PROPERTIES]
        node.checked_block(
            f"{alias}, a {kind},", ("kind", "each", "when", "reference", "id", *allowed)
        )
        if "id" not in block:
            node.fail('{alias} needs an id:, such as "imdb:{{Column}}"', alias=alias)
        values = {
            name: self.value(value, name, keep=True)
            for name, value in block.items()
            if name not in ("kind", "each", "when", "reference")
        }
        dated = {SINCE + name: v for name, v in values.items() if v.since}
        values |= {name: ValueRule(v.line, v.since) for name, v in dated.items()}
        reference = "reference" in block and block["reference"].boolean("reference")
        if reference and len(values) > 1:
            node.fail(
                "{alias} is only referred to (reference: true); leave all but its id out",
                alias=alias,
            )
        _check_constants(kind, values, block)
        each = _parse_each(block["each"]) if "each" in block else {}
        when = _parse_conditions(block.get("when"))
        return NodeRule(node.line, alias, kind, values, each, when, reference)

    def link(self, node: YamlNode, nodes: dict[str, NodeRule]) -> LinkRule:
        block = node.block("a link")
        kind = _parse_kind(node, "a link", tuple(LINK_KINDS))
        allowed = [p.name for p in kind_of(kind).properties if p.name not in _RESERVED_PROPERTIES]
        node.checked_block(f"a link {kind}", ("kind", "from", "to", "when", *allowed))
        ends = []
        for end in ("from", "to"):
            if end not in block:
                node.fail("the link {kind} needs {end}:, a name below nodes:", kind=kind, end=end)
            ends.append(block[end].choice(end, tuple(nodes)))
        kinds = (nodes[ends[0]].kind, nodes[ends[1]].kind)
        if kinds not in LINK_KINDS[kind].ends:
            joins = ", ".join(f"{a} to {b}" for a, b in LINK_KINDS[kind].ends)
            node.fail(
                "{kind} joins {joins}, not {start} to {end}",
                kind=kind,
                joins=joins,
                start=kinds[0],
                end=kinds[1],
            )
        values = {n: self.value(v, n) for n, v in block.items() if n in allowed}
        _check_constants(kind, values, block)
        return LinkRule(
            node.line, kind, ends[0], ends[1], values, _parse_conditions(block.get("when"))
        )


def _parse_kind(node: YamlNode, name: str, kinds: tuple[str, ...]) -> str:
    block = node.block(name)
    if "kind" not in block:
        node.fail("{name} needs a kind:, one of {kinds}", name=name, kinds=", ".join(kinds))
    return block["kind"].choice("kind", kinds)


def _check_constants(kind: str, values: dict[str, ValueRule], block: dict[str, YamlNode]) -> None:
    for p in kind_of(kind).properties:
        value = values.get(p.name)
        if value is None or not p.allowed:
            continue
        if value.template and not PLACEHOLDER.search(value.template) and value.table is None:
            texts = [value.template]
        else:
            texts = list((value.table or {}).values())
        for text in texts:
            if text and text not in p.allowed:
                block[p.name].fail(
                    "{kind}.{name} cannot be {text!r}{hint}",
                    kind=kind,
                    name=p.name,
                    text=text,
                    hint=did_you_mean(text, p.allowed),
                )


def _parse_dates(node: YamlNode) -> tuple[str, ...]:
    formats = node.texts("date")
    for date_format in formats:
        # Writing a day and reading it back finds both an unknown letter and a missing part.
        day = pl.Series([datetime.date(2001, 2, 3)])
        try:
            is_whole = day.dt.to_string(date_format).str.to_date(date_format).equals(day)
        except pl.exceptions.PolarsError:
            is_whole = False
        if not is_whole:
            node.fail(
                "date: {date_format!r} is not how a day is written; give one such as '%d %b %Y'",
                date_format=date_format,
            )
    return formats


def _parse_split(steps: dict[str, YamlNode], node: YamlNode) -> SplitRule:
    names = "names" in steps and steps["names"].boolean("names")
    separator = steps["split"].value if "split" in steps else ","
    if not isinstance(separator, str) or not separator:
        node.fail('split takes the separator of the values in quotes, such as "|"')
    if names and separator != ",":
        steps["names"].fail('names: true only goes with split: ","')
    return SplitRule(
        separator, names, _further_separators(steps["also"]) if "also" in steps else ()
    )


def _further_separators(node: YamlNode) -> tuple[str, ...]:
    """Separators, of which one may be a space."""
    return tuple(e.value if e.value == " " else e.text("also") for e in node.entries("also"))


def _parse_each(node: YamlNode) -> dict[str, SplitRule]:
    if isinstance(node.value, dict):
        each = {}
        for column, rule in node.value.items():
            if isinstance(rule.value, dict):
                each[column] = _parse_split(rule.checked_block(column, _SPLIT_KEYS), rule)
            elif isinstance(rule.value, str) and rule.value:
                each[column] = SplitRule(rule.value)
            else:
                rule.fail(
                    'give the separator of the values of {column}, such as "|"', column=column
                )
        return each
    return {column: SplitRule(None) for column in node.texts("each")}


def _parse_pattern(node: YamlNode, name: str) -> str:
    pattern = node.text(name)
    try:
        groups = pl.Series([""]).str.extract_groups(pattern).struct.fields
        if name == "extract" and not groups:
            return f"({pattern})"
    except pl.exceptions.PolarsError as error:
        why = " ".join(str(error).split())[:100]
        node.fail(
            "{name}: {pattern!r} is not a regular expression ({why})",
            name=name,
            pattern=pattern,
            why=why,
        )
    return pattern


def _replacements(node: YamlNode) -> tuple[tuple[str, str], ...]:
    pairs = []
    for pattern, text in node.block("replace").items():
        _parse_pattern(YamlNode(pattern, node.file, text.line), "replace")
        pairs.append((pattern, text.value if isinstance(text.value, str) else ""))
    return tuple(pairs)


def _parse_conditions(node: YamlNode | None) -> tuple[Condition, ...]:
    if node is None:
        return ()
    conditions = []
    for column, test in node.block("when").items():
        if not isinstance(test.value, dict):
            conditions.append(Condition(test.line, column, one_of=test.texts(column)))
            continue
        for test_name, value in test.checked_block(column, _CONDITION_KEYS).items():
            if test_name in ("is", "not"):
                texts = value.texts(test_name)
                conditions.append(Condition(value.line, column, texts, negated=test_name == "not"))
            elif test_name == "present":
                present = value.boolean(test_name)
                conditions.append(Condition(value.line, column, present=True, negated=not present))
            else:
                pattern = _parse_pattern(value, "matches")
                negated = test_name == "not_matches"
                conditions.append(Condition(value.line, column, matches=pattern, negated=negated))
    return tuple(conditions)
