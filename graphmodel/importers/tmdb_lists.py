"""TMDB's daily lists of ids: one small object a line, a million lines and more, read in blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

import polars as pl

from graphmodel.facts.batch import Batch, Problem
from graphmodel.importers.input_files import Member, open_bytes
from graphmodel.importers.json_files import one_text, parse_json, whole_number
from graphmodel.importers.registry import ImporterOutput
from graphmodel.importers.text_values import excerpt

BLOCK = 16 << 20
_NESTED = 4


@dataclass(frozen=True)
class _List:
    """What a list is of: the kind, the word in ids, the key of the name, and the type."""

    kind: str
    word: str
    name: str
    type: str | None = None


_LISTS = {
    "movie": _List("Project", "movie", "original_title", "film"),
    "tv_series": _List("Project", "tv", "original_name", "series"),
    "person": _List("Person", "person", "name"),
    "production_company": _List("Organisation", "company", "name"),
    "tv_network": _List("Organisation", "network", "name"),
}
_NAMED = re.compile(r"(?:^|/)(adult_)?(\w+)_ids_\d\d_\d\d_\d{4}\.json(\.\w+)?$")


def list_of(member: Member) -> _List | None:
    """Which list a file is, by its name as TMDB gives it; None for any other file."""
    found = _NAMED.search(member.name)
    return _LISTS.get(found.group(2)) if found else None


def read_list(member: Member, known: Set[str]) -> Iterator[ImporterOutput]:
    """The nodes of a list without those whose ids are known already, and the bad lines."""
    of = list_of(member)
    if of is None:
        return
    line = 1
    with open_bytes(member) as file:
        while chunk := file.read(BLOCK):
            chunk += file.readline(BLOCK)
            yield from _block(member, of, chunk, line, known)
            line += chunk.count(b"\n")


def _block(
    member: Member, of: _List, data: bytes, line: int, known: Set[str]
) -> Iterator[Batch | Problem]:
    lines = pl.DataFrame(
        {"text": [text.decode("utf-8", errors="replace") for text in data.split(b"\n")]},
        schema={"text": pl.String()},
    ).with_row_index("line", offset=line)
    lines = lines.filter(pl.col("text").str.strip_chars() != "")
    # A parser of columns goes down as deep as a text leads it: what is nested goes another way.
    flat = pl.col("text").str.count_matches(r"[\[{]") <= _NESTED
    type_ = pl.Struct({"id": pl.Int64(), of.name: pl.String()})
    try:
        fast = lines.filter(flat).with_columns(pl.col("text").str.json_decode(type_).alias("said"))
        slow = lines.filter(~flat)
    except pl.exceptions.PolarsError:
        fast, slow = lines.head(0).with_columns(pl.lit(None, type_).alias("said")), lines
    rows = fast.select("line", pl.col("said").struct.unnest()).rename({of.name: "name"})
    more, problems = _one_by_one(member, of, slow)
    yield from problems
    rows = pl.concat([rows.cast({"line": pl.Int64()}), more])
    nothing = rows.filter(pl.col("id").is_null())
    for number in nothing["line"]:
        yield _problem(member, of, number, "", "no id", "an object with an id")
    rows = rows.drop_nulls("id").with_columns(pl.format(f"tmdb:{of.word}/{{}}", "id").alias("id"))
    rows = rows.filter(~pl.col("id").is_in(sorted(known))) if known else rows
    if of.type:
        rows = rows.with_columns(pl.lit(of.type).alias("type"))
    yield Batch(of.kind, rows, member.name)


def _one_by_one(
    member: Member, of: _List, lines: pl.DataFrame
) -> tuple[pl.DataFrame, list[Problem]]:
    found, problems = [], []
    for line, text in lines.select("line", "text").iter_rows():
        try:
            said = parse_json(text.encode())
        except ValueError:
            said = None
        if isinstance(said, dict):
            found.append((line, whole_number(said.get("id")), one_text(said.get(of.name))))
        else:
            problems.append(_problem(member, of, line, text, "not JSON", "an object on one line"))
    schema = {"line": pl.Int64(), "id": pl.Int64(), "name": pl.String()}
    return pl.DataFrame(found, schema=schema, orient="row"), problems


def _problem(member: Member, of: _List, line: int, value: str, problem: str, cure: str) -> Problem:
    return Problem(member.name, line, of.kind, "", excerpt(value), problem, cure)
