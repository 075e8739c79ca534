"""TMDB: its daily lists of ids (``movie_ids_10_30_2025.json.gz``, one object a line) and saved
answers of its API for films, series and people with credits: a file, a folder or an archive.

An answer is known by its keys, whatever its file is called; one that holds only credits says with
its file's name what it is of (``movie_603_credits.json``, ``tv/1399/credits.json``). Not taken are
pictures, overviews, budgets, popularity and a guess of anybody's gender.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch, Problem
from graphmodel.importers.input_files import Member, members, open_bytes, read_bytes
from graphmodel.importers.json_files import error_excerpt, looks_like, parse_json
from graphmodel.importers.registry import Importer, ImporterOutput
from graphmodel.importers.text_values import excerpt
from graphmodel.importers.tmdb_answers import Answers
from graphmodel.importers.tmdb_lists import list_of, read_list

SOURCES = {"tmdb:source/api": "saved answers of its API", "tmdb:source/ids": "its daily lists"}
MAX_ANSWER = 256 << 20

_SUFFIXES = (".json", ".json.gz", ".json.bz2", ".json.xz", ".jsonl", ".ndjson")
_MARKS = (
    ('"original_title"', '"id"'),
    ('"original_name"', '"id"'),
    ('"known_for_department"', '"id"'),
    ('"cast"', '"crew"', '"id"'),
)


def read_tmdb(path: Path) -> Iterator[ImporterOutput]:
    """The films, series, people and companies, nodes before links.

    Ids are ``tmdb:movie/603``, ``tmdb:tv/1399``, ``tmdb:person/6384``, ``tmdb:company/79``; ids of
    IMDb and Wikidata are kept in ``external_ids``. ``line`` is a daily list's line. Raises
    InputError where nothing can be read.
    """
    lists: list[Member] = []
    answers: list[Member] = []
    for member in members(path):
        if member.name.lower().endswith(_SUFFIXES):
            (lists if list_of(member) else answers).append(member)
    if not lists and not answers:
        raise InputError(f"{path}: holds no JSON; give TMDB's daily lists or saved answers")
    yield Batch("Source", _sources(), path.name)
    told = Answers()
    for member in answers:
        yield from _take(told, member)
    for kind, rows in told.nodes():
        yield Batch(kind, _stated(rows, "tmdb:source/api"), path.name)
    known = told.ids()
    for member in lists:
        for item in read_list(member, known):
            if isinstance(item, Batch):
                yield Batch(item.kind, _stated(item.rows, "tmdb:source/ids"), item.origin)
            else:
                yield item
    for kind, rows in told.links():
        yield Batch(kind, _stated(rows, "tmdb:source/api"), path.name)


def _take(told: Answers, member: Member) -> Iterator[Problem]:
    """One file: an answer, or several as a list or one a line."""
    try:
        data = read_bytes(member, MAX_ANSWER)
    except InputError as error:
        yield _problem(member, None, "", str(error), "a file that can be read")
        return
    for line, text in _documents(data):
        try:
            found = parse_json(text)
        except ValueError as error:
            yield _problem(
                member, line, error_excerpt(error), "not JSON", "an answer as TMDB gives it"
            )
            continue
        for answer in found if isinstance(found, list) else [found]:
            wrong = told.take(answer, member.name)
            if wrong:
                yield _problem(member, line, *wrong)


def _documents(data: bytes) -> Iterator[tuple[int | None, bytes]]:
    """One document, or each line where the first is whole in itself and others follow."""
    first, _, rest = data.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    if rest.strip() and first.rstrip().endswith(b"}") and first.startswith(b"{"):
        for line, text in enumerate(data.split(b"\n"), 1):
            if text.strip():
                yield line, text
    else:
        yield None, data


def _problem(member: Member, line: int | None, value: str, problem: str, cure: str) -> Problem:
    return Problem(member.name, line, "Project", "", excerpt(value), problem, cure)


def _sources() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "id": list(SOURCES),
            "name": [f"The Movie Database (TMDB): {what}" for what in SOURCES.values()],
            "publisher": ["TMDB"] * 2,
            "address": ["https://www.themoviedb.org/"] * 2,
            "licence": ["TMDB's API terms of use"] * 2,
        }
    )


def _stated(rows: pl.DataFrame, source: str) -> pl.DataFrame:
    return rows.with_columns(pl.lit([source]).alias("sources"))


def _recognises(path: Path) -> bool:
    try:
        for n, member in enumerate(members(path)):
            if n > 200:
                return False
            if member.name.lower().endswith(_SUFFIXES) and (
                list_of(member) or any(looks_like(member, *marks) for marks in _MARKS)
            ):
                with open_bytes(member):
                    return True
    except InputError:
        return False
    return False


IMPORTER = Importer(
    "tmdb",
    "TMDB's daily lists of ids and saved answers of its API (JSON)",
    _recognises,
    read_tmdb,
)
