"""Publications collected so far: one record for each person, work, institution and link."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from graphmodel.importers.json_files import one_text

Record = dict[str, Any]
Fault = tuple[str, str, str]
"""Something in a document that is not a work: its beginning, the problem and the cure."""

TYPES = {
    **dict.fromkeys(
        ("article", "journal-article", "magazine-article", "newspaper-article", "letter"), "article"
    ),
    **dict.fromkeys(
        (
            "review",
            "editorial",
            "erratum",
            "conference-paper",
            "book-review",
            "proceedings-article",
            "article-journal",
            "article-magazine",
            "article-newspaper",
        ),
        "article",
    ),
    **dict.fromkeys(("preprint", "working-paper", "posted-content"), "preprint"),
    **dict.fromkeys(("book", "edited-book", "monograph"), "book"),
    **dict.fromkeys(("book-chapter", "book-section", "chapter", "reference-entry"), "chapter"),
    **dict.fromkeys(
        ("dissertation", "dissertation-thesis", "supervised-student-publication"), "thesis"
    ),
    **dict.fromkeys(("report", "standard", "technical-standard"), "report"),
    **dict.fromkeys(("dataset", "data-set"), "dataset"),
}
"""The type of a work by the source's word for it; any other is a publication."""
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_LISTS = ("other_names", "external_ids", "web", "genres", "sources", "labels")


class Publications:
    """Records collected from many documents; the first value of each property is kept."""

    def __init__(self) -> None:
        self.sources: set[str] = set()
        self.truncated = 0
        """Works that list only some of their authors."""
        self.groups = 0
        """Authors that are groups, such as consortia, and are left out."""
        self.untitled = 0
        """Works without a title, which go by their ids."""
        self.unidentified = 0
        """Authors known by name alone, each a separate person per work."""
        self._groups: dict[str, dict[Any, Record]] = {
            name: {} for name in ("people", "works", "institutions", "credits", "memberships")
        }

    def node(self, group: str, node_id: str, fields: Mapping[str, Any], source: str) -> str:
        """Add a person, work or institution; returns its id."""
        self.sources.add(source)
        _merge(self._groups[group].setdefault(node_id, {"id": node_id}), fields, source)
        return node_id

    def names(self, person: str) -> list[str]:
        """The known names of a person, display name first."""
        record = self._groups["people"][person]
        return [name for name in (record.get("name"), *record.get("other_names", ())) if name]

    def credit(self, person: str, work: str, position: int, year: int | None, source: str) -> None:
        """Add an authorship; its position counts from 1, 0 if it is not known."""
        fields = {"role": "author", "billing": position or None, "year": year}
        key = {"from_id": person, "to_id": work}
        _merge(self._groups["credits"].setdefault((person, work), key), fields, source)
        self._groups["people"][person]["labels"] = ["Creator"]

    def employment(self, person: str, at: str, fields: Mapping[str, Any], source: str) -> None:
        """Add a membership as its source states it."""
        key = (person, at, fields.get("title"), fields.get("since"))
        record = {"from_id": person, "to_id": at}
        _merge(self._groups["memberships"].setdefault(key, record), fields, source)

    def affiliation(self, person: str, at: str, year: int | None, source: str) -> None:
        """Add that a person published from an institution: a member from the first such year to the
        last, as far as known."""
        record = self._groups["memberships"].setdefault(
            (person, at), {"from_id": person, "to_id": at}
        )
        _merge(record, {}, source)
        if year is not None:
            record["since"] = min(str(year), record.get("since", str(year)))
            record["until"] = max(str(year), record.get("until", str(year)))

    def records(self, group: str) -> Iterator[tuple[None, Record]]:
        """The records of a group, each without a line; one without a name gets its id as name."""
        for record in self._groups[group].values():
            yield None, record if "from_id" in record else {"name": record["id"], **record}


def _merge(record: Record, fields: Mapping[str, Any], source: str) -> None:
    for name, value in {**fields, "sources": [source]}.items():
        if name in _LISTS:
            values = [v for v in (*record.get(name, ()), *(value or ())) if v != record.get("name")]
            record[name] = list(dict.fromkeys(values))
        elif value is not None and record.get(name) is None:
            record[name] = value
        elif name == "name" and value and value != record[name]:
            record["other_names"] = list(dict.fromkeys((*record.get("other_names", ()), value)))


def plain_text(value: Any) -> str | None:
    """A text, or the first of a list, without markup and with single spaces."""
    if isinstance(value, list):
        value = next((text for text in value if isinstance(text, str) and text.strip()), None)
    text = one_text(value)
    return " ".join(html.unescape(_TAG.sub("", text)).split()) or None if text else None


def type_of(word: str | None) -> str:
    """The type of a work."""
    return TYPES.get((word or "").lower().replace("_", "-"), "publication")


def doi(value: str | None) -> str | None:
    """A DOI in lower case without its resolver's address, or None."""
    match = re.search(r"10\.\d{4,9}/\S+", (value or "").lower())
    return match.group() if match else None


def orcid_of(value: str | None) -> str | None:
    """The ORCID iD in a text or address, or None."""
    match = re.search(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", (value or "").upper())
    return match.group() if match else None
