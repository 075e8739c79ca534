"""Records and works from ORCID."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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

_NOT_A_RECORD = (
    "a record or works as pub.orcid.org/v3.0/ID gives them, in a file named after the ORCID iD"
)

_ADDED_BY = ("source-orcid", "assertion-origin-orcid")


def add_orcid(publications: Publications, document: Any, file: str, source: str) -> Iterator[Fault]:
    """Add a whole record, or works: those of one record, or works fetched by number, which do not
    name their owner. The owner is then whoever added them, else taken from the file name."""
    owner = orcid_of(_value(document, "orcid-identifier", "path") or _path(document))
    activities = document.get("activities-summary")
    activities = activities if isinstance(activities, dict) else {}
    works = [*_works(activities.get("works")), *_works(document)]
    owner = owner or _owner_of(work for work, _ in works) or orcid_of(file)
    if owner is not None:
        _add_person(publications, owner, document, source)
        for position in _employments(activities.get("employments")):
            _add_employment(publications, f"orcid:{owner}", position, source)
    for work, external in works:
        yield from _add_work(publications, owner or _said_owner(work), work, external, source)
    if owner is None and not works:
        yield ", ".join(map(str, list(document)[:6])), "no ORCID iD", _NOT_A_RECORD
    for entry in objects_in(document.get("bulk")):
        error = entry.get("error")
        if isinstance(error, dict):
            message = _value(error, "user-message") or _value(error, "developer-message") or "error"
            yield message, "not a work", "the work as pub.orcid.org gives it"


def _add_person(publications: Publications, owner: str, document: Any, source: str) -> None:
    described = _names(document.get("person"))
    fields = {
        "name": described[0] if described else None,
        "other_names": described[1:],
        "web": [f"https://orcid.org/{owner}"],
    }
    publications.node("people", f"orcid:{owner}", fields, source)


def _works(value: Any) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each work with the ids of all its versions: in groups, in bulk or alone."""
    if not isinstance(value, dict):
        return
    for group in objects_in(value.get("group")):
        summaries = objects_in(group.get("work-summary"))
        if summaries:
            ids = [i for summary in (group, *summaries) for i in _external_ids(summary)]
            yield summaries[0], ids
    for entry in objects_in(value.get("bulk")):
        work = entry.get("work")
        if isinstance(work, dict):
            yield work, _external_ids(work)
    if "put-code" in value and "title" in value:
        yield value, _external_ids(value)


def _add_work(
    publications: Publications,
    owner: str | None,
    work: dict[str, Any],
    external: list[dict[str, Any]],
    source: str,
) -> Iterator[Fault]:
    digital = next(
        (d for i in external if i.get("external-id-type") == "doi"
         and (d := doi(one_text(i.get("external-id-value"))))), None
    )  # fmt: skip
    put_code = one_text(work.get("put-code"))
    title = plain_text(_value(work, "title", "title", "value"))
    if digital is None and put_code is None:
        yield title or ", ".join(map(str, work)), "no id", "a work with its put-code or DOI"
        return
    if owner is None and not _listed(work):
        yield title or f"work {put_code}", "no author", _NOT_A_RECORD
        return
    publications.untitled += title is None
    year = whole_number(_value(work, "publication-date", "year", "value"))
    other = [_value(work, "title", name, "value") for name in ("subtitle", "translated-title")]
    fields = {
        "name": title,
        "other_names": [text for text in other[1:] if text],
        "type": type_of(one_text(work.get("type"))),
        "year": year,
        "web": [f"https://doi.org/{digital}"] if digital else [],
    }
    number = f"orcid:{owner}/work/{put_code}" if owner else f"orcid:work/{put_code}"
    work_id = publications.node("works", f"doi:{digital}" if digital else number, fields, source)
    if owner is not None:
        publications.node("people", f"orcid:{owner}", {}, source)
    people = list(_contributors(publications, owner, work, work_id, source))
    for position, person in enumerate(people, 1):
        publications.credit(person, work_id, position, year, source)
    if owner is not None and f"orcid:{owner}" not in people:
        publications.credit(f"orcid:{owner}", work_id, 0, year, source)


def _listed(work: dict[str, Any]) -> list[dict[str, Any]]:
    """The contributors that a whole work lists."""
    listed = work.get("contributors")
    return objects_in(listed.get("contributor") if isinstance(listed, dict) else None)


def _contributors(
    publications: Publications, owner: str | None, work: dict[str, Any], work_id: str, source: str
) -> Iterator[str]:
    """The authors that a whole work lists. One without an ORCID iD is keyed by name, within the
    owner's record or, if the owner is unknown, within the work."""
    names = publications.names(f"orcid:{owner}") if owner else []
    for contributor in _listed(work):
        name = _value(contributor, "credit-name", "value")
        number = orcid_of(
            _value(contributor, "contributor-orcid", "path")
            or _value(contributor, "contributor-orcid", "uri")
        )
        role = _value(contributor, "contributor-attributes", "contributor-role") or "author"
        if "author" not in role.lower():
            continue
        if owner and (number == owner or (number is None and name and _is_owner(name, names))):
            yield f"orcid:{owner}"
        elif number is not None:
            fields = {"name": name}
            yield publications.node("people", f"orcid:{number}", fields, source)
        elif name is not None:
            publications.unidentified += owner is None
            within = f"orcid:{owner}/coauthor" if owner else f"{work_id}/author"
            key = f"{within}/{name.casefold()}"
            yield publications.node("people", key, {"name": name}, source)


def _is_owner(name: str, names: list[str]) -> bool:
    """Whether a name is one of the owner's, even with initials or the family name first."""
    words = _words(name)
    for known in map(_words, names):
        if not words or not known:
            continue
        if sorted(words) == sorted(known):
            return True
        given, family = known[0], known[-1]
        others = [word for word in words if word != family]
        if family in words and others and others[0] in (given, given[0]):
            return True
    return False


def _words(name: str) -> list[str]:
    return name.casefold().replace(",", " ").replace(".", " ").split()


def _names(person: Any) -> list[str]:
    """The names of a record's owner, display name first."""
    given, family = (_value(person, "name", n, "value") for n in ("given-names", "family-name"))
    whole = " ".join(text for text in (given, family) if text)
    credit = _value(person, "name", "credit-name", "value")
    others = person.get("other-names") if isinstance(person, dict) else None
    listed = objects_in(others.get("other-name")) if isinstance(others, dict) else []
    names = [credit, whole, *(one_text(entry.get("content")) for entry in listed)]
    return list(dict.fromkeys(name for name in names if name))


def _employments(value: Any) -> Iterator[dict[str, Any]]:
    for group in objects_in(value.get("affiliation-group") if isinstance(value, dict) else None):
        for summary in objects_in(group.get("summaries")):
            employment = summary.get("employment-summary")
            if isinstance(employment, dict):
                yield employment


def _add_employment(
    publications: Publications, person: str, position: dict[str, Any], source: str
) -> None:
    organisation = position.get("organization")
    name = _value(position, "organization", "name")
    if not isinstance(organisation, dict) or name is None:
        return
    known = organisation.get("disambiguated-organization")
    known = known if isinstance(known, dict) else {}
    number = one_text(known.get("disambiguated-organization-identifier"))
    word = (one_text(known.get("disambiguation-source")) or "").lower()
    key = f"{word}:{number.rsplit('/', 1)[-1]}" if number and word else f"orcid:at/{name}"
    fields = {"name": name, "type": "institution", "place": _value(organisation, "address", "city")}
    at = publications.node("institutions", key, fields, source)
    dates = {"since": _date(position.get("start-date")), "until": _date(position.get("end-date"))}
    title = {"title": one_text(position.get("role-title"))}
    publications.employment(person, at, {**title, **dates}, source)


def _date(value: Any) -> str | None:
    """A date as far as it is known: a year, a month or a day."""
    parts = [_value(value, name, "value") for name in ("year", "month", "day")]
    known = []
    for text in parts:
        if not text or not text.isdigit():
            break
        known.append(text.zfill(2))
    return "-".join(known) or None


def _external_ids(value: dict[str, Any]) -> list[dict[str, Any]]:
    listed = value.get("external-ids")
    ids = objects_in(listed.get("external-id")) if isinstance(listed, dict) else []
    return [i for i in ids if i.get("external-id-relationship") in (None, "self")]


def _owner_of(works: Iterable[dict[str, Any]]) -> str | None:
    """The owner of these works, if those that name one agree."""
    owners = {owner for work in works if (owner := _said_owner(work))}
    return owners.pop() if len(owners) == 1 else None


def _said_owner(work: dict[str, Any]) -> str | None:
    """The owner of the record that a work is in: by its path, else by who added it or had it added,
    as only the owner does."""
    added = (_value(work, "source", key, "path") for key in _ADDED_BY)
    return next((owner for text in (_path(work), *added) if (owner := orcid_of(text))), None)


def _path(document: Any) -> str | None:
    return one_text(document.get("path")) if isinstance(document, dict) else None


def _value(value: Any, *keys: str) -> str | None:
    """The text under these nested keys."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return one_text(value)
