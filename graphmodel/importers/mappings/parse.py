"""From YAML to a mapping, strictly: what is not understood is refused with its line."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

from graphmodel.importers.mappings.spec import (
    Condition,
    LinkRule,
    MappingFile,
    NodeRule,
    Split,
    Value,
)
from graphmodel.importers.mappings.yaml_lines import YamlNode, did_you_mean, parse_yaml, read_yaml
from graphmodel.importers.tables.delimited import Dialect
from graphmodel.importers.tables.detect import FORMATS, TableFormat
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS, REAL, kind_of

_TOP = (
    *("mapping", "says", "recognise", "file", "database", "query", "format", "separator"),
    *("quote", "escape", "encoding", "short_rows", "headers", "sheet", "records", "missing"),
    *("namespace", "fictional", "source", "tables", "columns", "nodes", "links"),
)
_STEPS = ("from", "first", "split", "names", "extract", "replace", "case", "table", "otherwise")
_CONDITIONS = ("is", "not", "matches", "not_matches", "present")
_SET_ELSEWHERE = ("sources", "namespace", "fictional", "id")
_MISSING = ("n/a", "N/A", "null", "NULL", r"\N", "nan", "NaN", "None", "-")
TEMPLATE = re.compile(r"\{([^{}]*)\}")


def read_mapping(path: Path) -> MappingFile:
    """The mapping in a file; raises InputError with file, line and what to do."""
    return _mapping(read_yaml(path), path)


def parse_mapping(text: str, path: Path) -> MappingFile:
    """As ``read_mapping``, of text that stands, or would stand, at ``path``."""
    return _mapping(parse_yaml(text, str(path)), path)


def _mapping(top: YamlNode, path: Path) -> MappingFile:
    said = top.known("a mapping", _TOP)
    for needed in ("source", "nodes"):
        if needed not in said:
            top.fail(f"{needed}: is missing; see docs/mapping.md")
    tables = {
        name: _pairs(table, name) for name, table in _maybe_block(said.get("tables"), "tables")
    }
    parser = _Parser(tables)
    columns = {
        name: parser.value(value, name)
        for name, value in _maybe_block(said.get("columns"), "columns")
    }
    name = _text(said, "mapping") or path.stem
    namespace = _text(said, "namespace") or REAL
    fictional = said["fictional"].truth("fictional") if "fictional" in said else False
    if fictional == (namespace == REAL):
        top.fail("what is fictional needs a namespace of its own, and what is real has none")
    if ("database" in said) != ("query" in said):
        top.fail("database: and query: go together; give both")
    nodes = {
        alias: parser.node(alias, node) for alias, node in said["nodes"].block("nodes").items()
    }
    links = said["links"].items("links") if "links" in said else []
    return MappingFile(
        path=path,
        name=name,
        description=_text(said, "says") or name,
        recognise=said["recognise"].texts("recognise") if "recognise" in said else (),
        file=_text(said, "file"),
        database=_text(said, "database"),
        query=_text(said, "query"),
        table_format=_table_format(said),
        missing=said["missing"].texts("missing") if "missing" in said else _MISSING,
        namespace=namespace,
        fictional=fictional,
        source=_source(said["source"], name),
        columns=columns,
        nodes=nodes,
        links=tuple(parser.link(link, nodes) for link in links),
    )


def _text(said: dict[str, YamlNode], name: str) -> str | None:
    return said[name].text(name) if name in said else None


def _maybe_block(said: YamlNode | None, name: str) -> list[tuple[str, YamlNode]]:
    return list(said.block(name).items()) if said is not None else []


def _pairs(said: YamlNode, name: str) -> dict[str, str]:
    pairs = {}
    for key, value in said.block(name).items():
        pairs[key] = value.value if isinstance(value.value, str) else value.text(key)
    return pairs


def _table_format(said: dict[str, YamlNode]) -> TableFormat:
    one: dict[str, str | None] = {}
    for name in ("separator", "quote", "escape"):
        one[name] = said[name].value if name in said else None  # type: ignore[assignment]
        text = one[name]
        if name in said and text != "none" and (not isinstance(text, str) or len(text) != 1):
            said[name].fail(f'{name} takes one character in double quotes, such as "\\t", or none')
        if isinstance(text, str) and text != "none" and not text.isascii():
            said[name].fail(f"{name} takes a character of ASCII")
    form = Dialect(
        separator=one["separator"] if one["separator"] != "none" else "\x1f",
        quote={None: '"', "none": None}.get(one["quote"], one["quote"]),
        encoding=_text(said, "encoding"),
        escape=one["escape"] if one["escape"] != "none" else None,
        short_rows="short_rows" in said and said["short_rows"].truth("short_rows"),
        headers=said["headers"].texts("headers") if "headers" in said else (),
    )
    return TableFormat(
        said["format"].choice("format", FORMATS) if "format" in said else None,
        form,
        _text(said, "sheet"),
        _text(said, "records"),
    )


def _source(said: YamlNode, mapping: str) -> dict[str, str]:
    allowed = [
        p.name for p in kind_of("Source").properties if p.type in ("text", "date", "address")
    ]
    given = said.known("source", [n for n in allowed if n not in ("namespace",)])
    source = {name: value.text(name) for name, value in given.items()}
    if "name" not in source:
        said.fail("source: needs a name:, what the table is called")
    source.setdefault("id", f"{mapping}:source")
    return source


class _Parser:
    """Parts of one mapping, which may name its tables."""

    def __init__(self, tables: dict[str, dict[str, str]]) -> None:
        self._tables = tables

    def value(self, said: YamlNode, name: str, *, keep: bool = False) -> Value:
        """A value: text, a list of other ways, or ``from`` with steps."""
        if isinstance(said.value, str):
            return Value(said.line, said.value)
        if isinstance(said.value, list):
            ways = tuple(self.value(item, name) for item in said.value)
            return Value(said.line, first=ways)
        if not isinstance(said.value, dict) or (
            len(said.value) == 1 and next(iter(said.value.values())).value is None
        ):
            said.text(name)
        steps = said.known(name, (*_STEPS, "keep") if keep else _STEPS)
        if ("from" in steps) == ("first" in steps):
            said.fail(f"{name} needs from: or first:, where its text comes from")
        table, table_name = self._table(steps.get("table"))
        return Value(
            said.line,
            template=steps["from"].text("from") if "from" in steps else "",
            first=tuple(self.value(i, name) for i in steps["first"].items("first"))
            if "first" in steps
            else (),
            split=_split(steps, said) if "split" in steps or "names" in steps else None,
            extract=_pattern(steps["extract"], "extract") if "extract" in steps else None,
            replace=_replaced(steps["replace"]) if "replace" in steps else (),
            case=steps["case"].choice("case", ("lower", "upper", "title"))
            if "case" in steps
            else None,
            table=table,
            table_name=table_name,
            otherwise=steps["otherwise"].text("otherwise") if "otherwise" in steps else "refuse",
            keep=steps["keep"].choice("keep", ("first", "least", "greatest"))  # type: ignore[arg-type]
            if "keep" in steps
            else None,
        )

    def _table(self, said: YamlNode | None) -> tuple[dict[str, str] | None, str]:
        if said is None:
            return None, ""
        if isinstance(said.value, dict):
            return _pairs(said, "table"), "the table"
        name = said.text("table")
        if name not in self._tables:
            said.fail(f"no table {name!r} below tables:{did_you_mean(name, self._tables)}")
        return self._tables[name], f"the table {name}"

    def node(self, alias: str, said: YamlNode) -> NodeRule:
        block = said.block(alias)
        kind = _kind(said, alias, tuple(NODE_KINDS))
        allowed = [p.name for p in kind_of(kind).properties if p.name not in _SET_ELSEWHERE]
        said.known(f"{alias}, a {kind},", ("kind", "each", "when", "id", *allowed))
        if "id" not in block:
            said.fail(f'{alias} needs an id:, such as "imdb:{{Column}}"')
        values = {
            name: self.value(value, name, keep=True)
            for name, value in block.items()
            if name not in ("kind", "each", "when")
        }
        _check_constants(kind, values, block)
        each = _each(block["each"]) if "each" in block else {}
        return NodeRule(said.line, alias, kind, values, each, _conditions(block.get("when")))

    def link(self, said: YamlNode, nodes: dict[str, NodeRule]) -> LinkRule:
        block = said.block("a link")
        kind = _kind(said, "a link", tuple(LINK_KINDS))
        allowed = [p.name for p in kind_of(kind).properties if p.name not in _SET_ELSEWHERE]
        said.known(f"a link {kind}", ("kind", "from", "to", "when", *allowed))
        ends = []
        for end in ("from", "to"):
            if end not in block:
                said.fail(f"the link {kind} needs {end}:, a name below nodes:")
            ends.append(block[end].choice(end, tuple(nodes)))
        kinds = (nodes[ends[0]].kind, nodes[ends[1]].kind)
        if kinds not in LINK_KINDS[kind].ends:
            joins = ", ".join(f"{a} to {b}" for a, b in LINK_KINDS[kind].ends)
            said.fail(f"{kind} joins {joins}, and not {kinds[0]} to {kinds[1]}")
        values = {n: self.value(v, n) for n, v in block.items() if n in allowed}
        _check_constants(kind, values, block)
        return LinkRule(said.line, kind, ends[0], ends[1], values, _conditions(block.get("when")))


def _kind(said: YamlNode, name: str, kinds: tuple[str, ...]) -> str:
    block = said.block(name)
    if "kind" not in block:
        said.fail(f"{name} needs a kind:, one of {', '.join(kinds)}")
    return block["kind"].choice("kind", kinds)


def _check_constants(kind: str, values: dict[str, Value], block: dict[str, YamlNode]) -> None:
    for p in kind_of(kind).properties:
        value = values.get(p.name)
        if value is None or not p.allowed:
            continue
        if value.template and not TEMPLATE.search(value.template) and value.table is None:
            texts = [value.template]
        else:
            texts = list((value.table or {}).values())
        for text in texts:
            if text and text not in p.allowed:
                block[p.name].fail(
                    f"{kind}.{p.name} cannot be {text!r}{did_you_mean(text, p.allowed)}"
                )


def _split(steps: dict[str, YamlNode], said: YamlNode) -> Split:
    names = "names" in steps and steps["names"].truth("names")
    by = steps["split"].value if "split" in steps else ","
    if not isinstance(by, str) or not by:
        said.fail('split takes what stands between the values, in quotes, such as "|"')
    if names and by != ",":
        steps["names"].fail('names: true goes with split: "," alone')
    return Split(by, names)


def _each(said: YamlNode) -> dict[str, Split]:
    if isinstance(said.value, dict):
        each = {}
        for column, how in said.value.items():
            if isinstance(how.value, dict):
                each[column] = _split(how.known(column, ("split", "names")), how)
            elif isinstance(how.value, str) and how.value:
                each[column] = Split(how.value)
            else:
                how.fail(f'say what stands between the values of {column}, such as "|"')
        return each
    return {column: Split(None) for column in said.texts("each")}


def _pattern(said: YamlNode, name: str) -> str:
    pattern = said.text(name)
    try:
        pl.Series([""]).str.extract(pattern, 0)
        if name == "extract":
            groups = re.compile(pattern).groups
            if not groups:
                return f"({pattern})"
    except (pl.exceptions.PolarsError, re.error) as error:
        why = " ".join(str(error).split())[:100]
        said.fail(f"{name}: {pattern!r} is no regular expression ({why})")
    return pattern


def _replaced(said: YamlNode) -> tuple[tuple[str, str], ...]:
    pairs = []
    for pattern, text in said.block("replace").items():
        _pattern(YamlNode(pattern, said.file, text.line), "replace")
        pairs.append((pattern, text.value if isinstance(text.value, str) else ""))
    return tuple(pairs)


def _conditions(said: YamlNode | None) -> tuple[Condition, ...]:
    if said is None:
        return ()
    found = []
    for column, how in said.block("when").items():
        if not isinstance(how.value, dict):
            found.append(Condition(how.line, column, one_of=how.texts(column)))
            continue
        for word, value in how.known(column, _CONDITIONS).items():
            if word in ("is", "not"):
                texts = value.texts(word)
                found.append(Condition(value.line, column, texts, negated=word == "not"))
            elif word == "present":
                present = value.truth(word)
                found.append(Condition(value.line, column, present=True, negated=not present))
            else:
                pattern = _pattern(value, "matches")
                negated = word == "not_matches"
                found.append(Condition(value.line, column, matches=pattern, negated=negated))
    return tuple(found)
