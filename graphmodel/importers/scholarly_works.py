"""Publications and their authors, from saved responses of OpenAlex (works), Crossref (works) and
ORCID (records, works): a file, a folder or an archive of JSON, one document per file or per line.

A document is recognised by its keys. Not imported: abstracts, citations, editors, grants, journals.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch, Note, Problem
from graphmodel.importers.input_files import Member, members, read_bytes
from graphmodel.importers.json_files import error_excerpt, json_documents, looks_like, parse_json
from graphmodel.importers.registry import Importer, ImporterOutput
from graphmodel.importers.scholarly.crossref import add_crossref, looks_crossref
from graphmodel.importers.scholarly.openalex import add_openalex
from graphmodel.importers.scholarly.orcid import add_orcid
from graphmodel.importers.scholarly.publications import Publications
from graphmodel.importers.text_values import excerpt, frame_of

OPENALEX, ORCID, CROSSREF = "openalex:source", "orcid:source", "crossref:source"
MAX_DOCUMENTS = 1 << 30
"""Bytes of one file, which is held in memory."""
_SUFFIXES = (".json", ".jsonl", ".ndjson", ".gz", ".bz2", ".xz")
_KEYS = (('"authorships"',), ('"orcid-identifier"',), ('"work-summary"',), ('"put-code"',),
         ('"message-type"', '"DOI"'), ('"DOI"', '"date-parts"'))  # fmt: skip
_HEAD = 400_000
_KINDS = {
    "people": "Person",
    "works": "Project",
    "institutions": "Organisation",
    "credits": "WORKED_ON",
    "memberships": "BELONGS_TO",
}


def read_works(path: Path) -> Iterator[ImporterOutput]:
    """The people, publications and institutions, nodes before links.

    Ids are ``openalex:W...``, ``openalex:A...``, ``openalex:I...``, ``orcid:0000-...`` and
    ``doi:10...``; ids elsewhere go into ``external_ids``. Raises InputError if there is no work.
    """
    publications = Publications()
    records: list[tuple[Member, int | None, dict[str, Any]]] = []
    for member in members(path):
        if member.name.lower().endswith(_SUFFIXES):
            yield from _add(publications, member, records)
    # People described first are then recognised by name among the authors of works.
    refused = ""
    for member, line, record in sorted(records, key=lambda entry: "person" not in entry[2]):
        for fault in add_orcid(publications, record, member.name, ORCID):
            refused = f" ({fault[1]})"
            yield _problem(member, line, *fault)
    if not publications.sources:
        raise InputError(
            "{path}: holds no works{refused}; give saved answers of OpenAlex, Crossref or ORCID",
            path=path,
            refused=refused,
        )
    yield Batch("Source", _sources(publications.sources), path.name)
    yield from _notes(publications, path.name)
    for group, kind in _KINDS.items():
        rows, problems = frame_of(kind, publications.records(group), path.name)
        yield from problems
        if rows.height:
            yield Batch(kind, rows, path.name)


def _add(
    publications: Publications,
    member: Member,
    records: list[tuple[Member, int | None, dict[str, Any]]],
) -> Iterator[Problem]:
    """Add the works of OpenAlex and Crossref in one file; documents of ORCID join ``records``."""
    for line, text in json_documents(read_bytes(member, MAX_DOCUMENTS)):
        try:
            document = parse_json(text)
        except ValueError as error:
            yield _problem(member, line, error_excerpt(error), "not JSON", "JSON as it was saved")
            continue
        if looks_orcid(document):
            records.append((member, line, document))
            continue
        is_crossref = looks_crossref(document)
        faults = (
            add_crossref(publications, document, CROSSREF)
            if is_crossref
            else add_openalex(publications, document, OPENALEX)
        )
        for fault in faults:
            yield _problem(member, line, *fault)


def _notes(publications: Publications, origin: str) -> Iterator[Note]:
    """Notes on what is left out of the works, or incomplete."""
    if publications.truncated:
        yield Note(origin, words.later_count(
            "{n} work lists only the first authors, as OpenAlex cuts long lists; fetch those works "
            "one by one for all",
            "{n:,} works list only the first authors, as OpenAlex cuts long lists; fetch those "
            "works one by one for all",
            publications.truncated,
        ))  # fmt: skip
    if publications.untitled:
        yield Note(origin, words.later_count(
            "{n} work has no title: the id stands in its place",
            "{n:,} works have no title: the id stands in its place",
            publications.untitled,
        ))  # fmt: skip
    if publications.groups:
        yield Note(origin, words.later_count(
            "{n} author is a group, left out", "{n:,} authors are groups, left out",
            publications.groups,
        ))  # fmt: skip
    if publications.unidentified:
        yield Note(origin, words.later_count(
            "{n} author has no ORCID iD: each is one person a work until match run finds who is "
            "the same",
            "{n:,} authors have no ORCID iD: each is one person a work until match run finds who "
            "is the same",
            publications.unidentified,
        ))  # fmt: skip


def looks_orcid(document: object) -> bool:
    """Whether a document is ORCID's: its keys are written with hyphens."""
    return isinstance(document, dict) and bool(
        {"orcid-identifier", "group", "bulk", "put-code", "activities-summary"} & document.keys()
    )


def _problem(member: Member, line: int | None, value: str, problem: str, cure: str) -> Problem:
    return Problem(member.name, line, _KINDS["works"], "", excerpt(value), problem, cure)


def _sources(ids: set[str]) -> pl.DataFrame:
    rows = [
        (OPENALEX, "OpenAlex: works", "OurResearch", "https://openalex.org/", "CC0"),
        (CROSSREF, "Crossref: works", "Crossref", "https://www.crossref.org/", "CC0"),
        (ORCID, "ORCID: public records", "ORCID", "https://orcid.org/", "CC0"),
    ]
    names = ("id", "name", "publisher", "address", "licence")
    return pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows if row[0] in ids])


def _recognises(path: Path) -> bool:
    try:
        for n, member in enumerate(members(path)):
            if n > 200:
                return False
            is_json = member.name.lower().endswith(_SUFFIXES)
            if is_json and any(looks_like(member, *keys, size=_HEAD) for keys in _KEYS):
                return True
    except InputError:
        return False
    return False


IMPORTER = Importer(
    "scholarly_works",
    "publications: saved answers of OpenAlex, Crossref (works) and ORCID (records, works) in JSON",
    _recognises,
    read_works,
)
