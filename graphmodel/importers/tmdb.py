"""TMDB: its daily lists of ids (``movie_ids_10_30_2025.json.gz``, one object per line) and saved
answers (responses) of its API for films, series and people with credits: a file, a folder or an
archive.

An answer is recognised by its keys, whatever its file is called; an answer with only credits needs
a file name that gives its subject (``movie_603_credits.json``, ``tv/1399/credits.json``). Not
imported: pictures, overviews, budgets, popularity and guesses of people's gender.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch, Note, Problem
from graphmodel.importers.input_files import Member, members, open_bytes, read_bytes
from graphmodel.importers.json_files import error_excerpt, json_documents, looks_like, parse_json
from graphmodel.importers.registry import Importer, ImporterOutput
from graphmodel.importers.text_values import excerpt
from graphmodel.importers.tmdb_answers import Answers
from graphmodel.importers.tmdb_lists import list_of, read_list

SOURCES = {"tmdb:source/api": "saved answers of its API", "tmdb:source/ids": "its daily lists"}
MAX_ANSWER = 256 << 20

_SUFFIXES = (".json", ".json.gz", ".json.bz2", ".json.xz", ".jsonl", ".ndjson")
_ANSWER_KEYS = (
    ('"original_title"', '"id"'),
    ('"original_name"', '"id"'),
    ('"known_for_department"', '"id"'),
    ('"episode_number"', '"season_number"', '"show_id"'),
    ('"cast"', '"crew"', '"id"'),
)


def read_tmdb(path: Path) -> Iterator[ImporterOutput]:
    """The films, series, people and companies, nodes before links.

    Ids are ``tmdb:movie/603``, ``tmdb:tv/1399``, ``tmdb:person/6384``, ``tmdb:company/79``; ids at
    IMDb and Wikidata go into ``external_ids``. ``line`` is the line in a daily list. Raises
    InputError if nothing can be read.
    """
    list_files: list[Member] = []
    answer_files: list[Member] = []
    for member in members(path):
        if member.name.lower().endswith(_SUFFIXES):
            (list_files if list_of(member) else answer_files).append(member)
    if not list_files and not answer_files:
        raise InputError(
            "{path}: contains no JSON; give TMDB's daily lists or saved answers", path=path
        )
    yield Batch("Source", _sources(), path.name)
    answers = Answers()
    for member in answer_files:
        yield from _add_answers(answers, member)
    if unmade := answers.unmade():
        yield Note(path.name, _unmade(unmade))
    for kind, rows in answers.nodes():
        yield Batch(kind, _stated(rows, "tmdb:source/api"), path.name)
    known_ids = answers.ids()
    for member in list_files:
        for output in read_list(member, known_ids):
            if isinstance(output, Batch):
                yield Batch(output.kind, _stated(output.rows, "tmdb:source/ids"), output.origin)
            else:
                yield output
    for kind, rows in answers.links():
        yield Batch(kind, _stated(rows, "tmdb:source/api"), path.name)


def _unmade(names: list[str]) -> words.Later:
    examples = ", ".join(excerpt(name) for name in names[:3]) + (", ..." if names[3:] else "")
    return words.later_count(
        "rumoured or cancelled, so that work on it ties nobody: {n} project ({examples})",
        "rumoured or cancelled, so that work on them ties nobody: {n:,} projects ({examples})",
        len(names), examples=examples,
    )  # fmt: skip


def _add_answers(answers: Answers, member: Member) -> Iterator[Problem]:
    """Add the answers in one file: a single one, or several in a list or one per line."""
    try:
        data = read_bytes(member, MAX_ANSWER)
    except InputError as error:
        yield _problem(member, None, "", str(error), "a file that can be read")
        return
    for line, text in json_documents(data):
        try:
            document = parse_json(text)
        except ValueError as error:
            yield _problem(
                member, line, error_excerpt(error), "not JSON", "an answer as TMDB returns it"
            )
            continue
        for answer in document if isinstance(document, list) else [document]:
            fault = answers.add(answer, member.name)
            if fault:
                yield _problem(member, line, *fault)


def _problem(member: Member, line: int | None, value: str, problem: str, cure: str) -> Problem:
    return Problem(member.name, line, "Project", "", excerpt(value), problem, cure)


def _sources() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "id": list(SOURCES),
            "name": [
                f"The Movie Database (TMDB): {description}" for description in SOURCES.values()
            ],
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
                list_of(member) or any(looks_like(member, *keys) for keys in _ANSWER_KEYS)
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
