"""Works from Crossref, also in the JSON of citation programs (CSL)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphmodel.importers.json_files import objects_in, one_text, whole_number
from graphmodel.importers.scholarly.publications import (
    Fault,
    Publications,
    doi,
    orcid_of,
    plain_text,
    type_of,
)

_NOT_A_WORK = "a work with its DOI, as api.crossref.org/works gives it"
_DATES = ("published", "issued", "published-print", "published-online")


def looks_crossref(document: object) -> bool:
    """Whether a document is Crossref's: a response, its list of works, or one of these."""
    if isinstance(document, list):
        return bool(document) and looks_crossref(document[0])
    return isinstance(document, dict) and bool(
        "DOI" in document
        or isinstance(document.get("message"), dict)
        or (isinstance(document.get("items"), list) and looks_crossref(document["items"]))
    )


def add_crossref(publications: Publications, document: Any, source: str) -> Iterator[Fault]:
    """Add the works of a document: one, a list, or a response whose ``message`` holds them."""
    if isinstance(document, dict) and isinstance(document.get("message"), dict):
        document = document["message"]
    if isinstance(document, dict) and isinstance(document.get("items"), list):
        document = document["items"]
    for work in document if isinstance(document, list) else [document]:
        digital = doi(one_text(work.get("DOI"))) if isinstance(work, dict) else None
        if digital is None:
            keys = ", ".join(map(str, list(work)[:6])) if isinstance(work, dict) else str(work)
            yield keys, "not a work", _NOT_A_WORK
        else:
            _add_work(publications, digital, work, source)


def _add_work(publications: Publications, digital: str, work: dict[str, Any], source: str) -> None:
    year = _year(work)
    title = plain_text(work.get("title"))
    original = plain_text(work.get("original-title"))
    fields = {
        "name": title or original,
        "other_names": [original] if title and original and original != title else [],
        "type": type_of(one_text(work.get("type"))),
        "year": year,
        "web": [f"https://doi.org/{digital}"],
    }
    work_id = publications.node("works", f"doi:{digital}", fields, source)
    for position, author in enumerate(objects_in(work.get("author")), 1):
        person = _author(publications, digital, position, author, source)
        if person is None:
            continue
        publications.credit(person, work_id, position, year, source)
        for affiliation in objects_in(author.get("affiliation")):
            at = _institution(publications, affiliation, source)
            if at is not None:
                publications.affiliation(person, at, year, source)


def _author(
    publications: Publications, work: str, position: int, author: dict[str, Any], source: str
) -> str | None:
    """An author keyed by ORCID iD, else by the work, since a name alone may be someone else's."""
    given, family = (plain_text(author.get(name)) for name in ("given", "family"))
    name = " ".join(text for text in (given, family) if text) or plain_text(author.get("literal"))
    if not name:
        publications.groups += bool(plain_text(author.get("name")))
        return None
    suffix = plain_text(author.get("suffix"))
    fields = {"name": f"{name} {suffix}" if suffix else name}
    orcid = orcid_of(one_text(author.get("ORCID")))
    if orcid is None:
        publications.unidentified += 1
    key = f"orcid:{orcid}" if orcid else f"doi:{work}/author/{position}"
    return publications.node("people", key, fields, source)


def _institution(
    publications: Publications, affiliation: dict[str, Any], source: str
) -> str | None:
    name = plain_text(affiliation.get("name"))
    if name is None:
        return None
    ids = [one_text(entry.get("id")) or "" for entry in objects_in(affiliation.get("id"))]
    ror = next((text.rsplit("/", 1)[-1] for text in ids if "ror.org/" in text), None)
    key = f"ror:{ror}" if ror else f"crossref:at/{name}"
    return publications.node("institutions", key, {"name": name, "type": "institution"}, source)


def _year(work: dict[str, Any]) -> int | None:
    """The year of publication, from the first of _DATES that holds one."""
    for name in _DATES:
        date = work.get(name)
        parts = date.get("date-parts") if isinstance(date, dict) else None
        first = parts[0] if isinstance(parts, list) and parts else None
        year = whole_number(first[0]) if isinstance(first, list) and first else None
        if year:
            return year
    return None
