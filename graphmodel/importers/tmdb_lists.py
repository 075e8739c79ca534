"""TMDB's daily lists of ids: a small object on each of a million or more lines, read in blocks."""

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
_MAX_BRACKETS = 4


@dataclass(frozen=True)
class _IdList:
    """The content of a list: the kind, the word in its ids, the key of the name, and the type."""

    kind: str
    word: str
    name: str
    type: str | None = None


_LISTS = {
    "movie": _IdList("Project", "movie", "original_title", "film"),
    "tv_series": _IdList("Project", "tv", "original_name", "series"),
    "person": _IdList("Person", "person", "name"),
    "production_company": _IdList("Organisation", "company", "name"),
    "tv_network": _IdList("Organisation", "network", "name"),
}
_FILE_NAME = re.compile(r"(?:^|/)(adult_)?(\w+)_ids_\d\d_\d\d_\d{4}\.json(\.\w+)?$")


def list_of(member: Member) -> _IdList | None:
    """The list in a file, by the name that TMDB gives it; None for any other file."""
    match = _FILE_NAME.search(member.name)
    return _LISTS.get(match.group(2)) if match else None


def read_list(member: Member, known_ids: Set[str]) -> Iterator[ImporterOutput]:
    """The nodes of a list except those with known ids, and the problems of its bad lines."""
    id_list = list_of(member)
    if id_list is None:
        return
    line = 1
    with open_bytes(member) as file:
        while chunk := file.read(BLOCK):
            chunk += file.readline(BLOCK)
            yield from _block(member, id_list, chunk, line, known_ids)
            line += chunk.count(b"\n")


def _block(
    member: Member, id_list: _IdList, data: bytes, line: int, known_ids: Set[str]
) -> Iterator[Batch | Problem]:
    lines = pl.DataFrame(
        {"text": [text.decode("utf-8", errors="replace") for text in data.split(b"\n")]},
        schema={"text": pl.String()},
    ).with_row_index("line", offset=line)
    lines = lines.filter(pl.col("text").str.strip_chars() != "")
    # The columnar parser recurses as deep as the text nests, so nested lines are decoded singly.
    is_flat = pl.col("text").str.count_matches(r"[\[{]") <= _MAX_BRACKETS
    type_ = pl.Struct({"id": pl.Int64(), id_list.name: pl.String()})
    try:
        fast = lines.filter(is_flat).with_columns(
            pl.col("text").str.json_decode(type_).alias("record")
        )
        slow = lines.filter(~is_flat)
    except pl.exceptions.PolarsError:
        fast, slow = lines.head(0).with_columns(pl.lit(None, type_).alias("record")), lines
    rows = fast.select("line", pl.col("record").struct.unnest()).rename({id_list.name: "name"})
    decoded, problems = _decode_lines(member, id_list, slow)
    yield from problems
    rows = pl.concat([rows.cast({"line": pl.Int64()}), decoded])
    without_id = rows.filter(pl.col("id").is_null())
    for number in without_id["line"]:
        yield _problem(member, id_list, number, "", "no id", "an object with an id")
    rows = rows.drop_nulls("id").with_columns(
        pl.format(f"tmdb:{id_list.word}/{{}}", "id").alias("id")
    )
    rows = rows.filter(~pl.col("id").is_in(sorted(known_ids))) if known_ids else rows
    if id_list.type:
        rows = rows.with_columns(pl.lit(id_list.type).alias("type"))
    yield Batch(id_list.kind, rows, member.name)


def _decode_lines(
    member: Member, id_list: _IdList, lines: pl.DataFrame
) -> tuple[pl.DataFrame, list[Problem]]:
    rows, problems = [], []
    for line, text in lines.select("line", "text").iter_rows():
        try:
            record = parse_json(text.encode())
        except ValueError:
            record = None
        if isinstance(record, dict):
            rows.append((line, whole_number(record.get("id")), one_text(record.get(id_list.name))))
        else:
            problems.append(
                _problem(member, id_list, line, text, "not JSON", "an object on one line")
            )
    schema = {"line": pl.Int64(), "id": pl.Int64(), "name": pl.String()}
    return pl.DataFrame(rows, schema=schema, orient="row"), problems


def _problem(
    member: Member, id_list: _IdList, line: int, value: str, problem: str, cure: str
) -> Problem:
    return Problem(member.name, line, id_list.kind, "", excerpt(value), problem, cure)
