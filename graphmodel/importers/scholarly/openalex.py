"""Works from OpenAlex."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from graphmodel.importers.json_files import objects_in, one_text, texts_in, whole_number
from graphmodel.importers.scholarly.publications import (
    Fault,
    Publications,
    doi,
    orcid_of,
    plain_text,
    type_of,
)

_ID = re.compile(r"^(?:https?://(?:api\.)?openalex\.org/(?:\w+/)?)?([WAI]\d+)$")
_NOT_A_WORK = "a work with its id and authorships, as api.openalex.org/works gives it"


def add_openalex(publications: Publications, document: Any, source: str) -> Iterator[Fault]:
    """Add the works of a document: one, a list, or a response with ``results``."""
    if isinstance(document, dict) and isinstance(document.get("results"), list):
        document = document["results"]
    for work in document if isinstance(document, list) else [document]:
        number = _number(work.get("id"), "W") if isinstance(work, dict) else None
        if number is None:
            keys = ", ".join(map(str, list(work)[:6])) if isinstance(work, dict) else str(work)
            yield keys, "not a work", _NOT_A_WORK
        else:
            _add_work(publications, number, work, source)


def _add_work(publications: Publications, number: str, work: dict[str, Any], source: str) -> None:
    year = whole_number(work.get("publication_year"))
    digital = doi(one_text(work.get("doi")))
    topic = work.get("primary_topic")
    title = plain_text(work.get("title")) or plain_text(work.get("display_name"))
    publications.untitled += title is None
    fields = {
        "name": title or number,
        "type": type_of(one_text(work.get("type"))),
        "year": year,
        "genres": texts_in(topic.get("display_name")) if isinstance(topic, dict) else [],
        "external_ids": [f"doi:{digital}"] if digital else [],
        "web": [f"https://doi.org/{digital}"] if digital else [],
    }
    work_id = publications.node("works", f"openalex:{number}", fields, source)
    publications.truncated += work.get("is_authors_truncated") is True
    for position, authorship in enumerate(objects_in(work.get("authorships")), 1):
        person = _author(publications, number, position, authorship, source)
        if person is None:
            continue
        publications.credit(person, work_id, position, year, source)
        for institution in objects_in(authorship.get("institutions")):
            at = _institution(publications, institution, source)
            if at is not None:
                publications.affiliation(person, at, year, source)


def _author(
    publications: Publications, work: str, position: int, authorship: dict[str, Any], source: str
) -> str | None:
    """The author of an authorship; one without a record in OpenAlex is keyed by the work."""
    author = authorship.get("author")
    author = author if isinstance(author, dict) else {}
    as_written = one_text(authorship.get("raw_author_name"))
    name = one_text(author.get("display_name")) or as_written
    number = _number(author.get("id"), "A")
    if name is None:
        return None
    orcid = orcid_of(one_text(author.get("orcid")))
    fields = {
        "name": name,
        "other_names": [as_written] if as_written and as_written != name else [],
        "external_ids": [f"orcid:{orcid}"] if orcid else [],
    }
    key = number or f"{work}/author/{position}"
    return publications.node("people", f"openalex:{key}", fields, source)


def _institution(
    publications: Publications, institution: dict[str, Any], source: str
) -> str | None:
    number, name = _number(institution.get("id"), "I"), one_text(institution.get("display_name"))
    if number is None or name is None:
        return None
    ror = one_text(institution.get("ror"))
    is_company = institution.get("type") == "company"
    fields = {
        "name": name,
        "type": "company" if is_company else "institution",
        "external_ids": [f"ror:{ror.rsplit('/', 1)[-1]}"] if ror else [],
    }
    return publications.node("institutions", f"openalex:{number}", fields, source)


def _number(value: Any, letter: str) -> str | None:
    match = _ID.match(one_text(value) or "")
    return match.group(1) if match and match.group(1).startswith(letter) else None
