"""What saved answers of TMDB's API say, gathered over many files.

The same person stands in many answers: what an answer about a node says goes before what others
mention of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import polars as pl

from graphmodel.importers.json_files import objects_in, one_text, texts_in, whole_number
from graphmodel.importers.text_values import excerpt

STAGES = {
    "Released": "released",
    "Ended": "released",
    "Returning Series": "released",
    "Post Production": "post-production",
    "In Production": "production",
    "Pilot": "production",
    "Planned": "development",
}
ROLES = {
    "screenplay": "writer",
    "story": "writer",
    "teleplay": "writer",
    "author": "writer",
    "director of photography": "cinematographer",
    "original music composer": "composer",
    "music": "composer",
}
"""Jobs that are a role by another name; any other job is the role, in lower case."""

_PLACE = re.compile(r"(movie|tv|person)[/_-]?s?[/_-]?(\d+)", re.IGNORECASE)
_TEXTS = {"other_names", "web", "external_ids", "genres", "countries", "languages", "labels"}
_KINDS: dict[str, tuple[str, ...]] = {
    "Project": (
        *("name", "other_names", "web", "external_ids", "type", "year", "genres", "countries"),
        *("languages", "stage"),
    ),
    "Person": ("name", "other_names", "web", "external_ids", "born", "died"),
    "Organisation": ("name",),
}
_LINKS: dict[str, tuple[str, ...]] = {
    "WORKED_ON": ("role", "department", "billing", "year", "job", "characters"),
    "MADE": ("role", "year"),
}
_CUT = 50_000

Object = dict[str, Any]
Wrong = tuple[str, str, str]


class Answers:
    """The nodes and links of all answers taken so far."""

    def __init__(self) -> None:
        self._nodes: dict[str, dict[str, Object]] = {kind: {} for kind in _KINDS}
        self._links: dict[str, dict[tuple[str, str, str], Object]] = {kind: {} for kind in _LINKS}

    def take(self, answer: Any, name: str) -> Wrong | None:
        """Take one answer from a file of that name; what is wrong where it is none."""
        if not isinstance(answer, dict):
            return excerpt(answer), "not an answer", "an object with an id"
        if isinstance(answer.get("results"), list):
            for found in objects_in(answer["results"]):
                self._mention(found, found.get("media_type"))
            return None
        number, word = whole_number(answer.get("id")), self._word(answer, name)
        if number is None or word is None:
            keys = ", ".join(map(str, list(answer)[:6]))
            cure = "an answer for a film, series or person with its id, or a file named after it"
            return keys, "not an answer about a film, series or person", cure
        if word == "person":
            self._take_person(number, answer)
        else:
            self._take_project(word, number, answer)
        return None

    def ids(self) -> set[str]:
        """The ids of all nodes."""
        return {i for nodes in self._nodes.values() for i in nodes}

    def nodes(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """The nodes of each kind."""
        for kind, columns in _KINDS.items():
            rows = [{"id": i, **said} for i, said in self._nodes[kind].items()]
            for start in range(0, len(rows), _CUT):
                yield kind, _frame(rows[start : start + _CUT], ("id", *columns))

    def links(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """The links of each kind."""
        for kind, columns in _LINKS.items():
            rows = [
                {"from_id": a, "to_id": b, "role": role, **said}
                for (a, b, role), said in self._links[kind].items()
            ]
            for start in range(0, len(rows), _CUT):
                yield kind, _frame(rows[start : start + _CUT], ("from_id", "to_id", *columns))

    def _word(self, answer: Object, name: str) -> str | None:
        """What an answer is of: movie, tv or person, by its keys, else by the file's name."""
        for word, keys in (
            ("movie", ("title", "original_title")),
            ("tv", ("original_name", "first_air_date")),
            ("person", ("known_for_department", "also_known_as", "birthday")),
        ):
            if any(key in answer for key in keys):
                return word
        if "cast" not in answer and "crew" not in answer:
            return None
        found = _PLACE.search(name)
        return found.group(1).lower() if found else None

    def _node(self, kind: str, node_id: str, said: Object) -> str:
        """Remember a node; what was said first of a property stays."""
        kept = self._nodes[kind].setdefault(node_id, {})
        for name, value in said.items():
            if value not in (None, []) and kept.get(name) in (None, []):
                kept[name] = value
        return node_id

    def _mention(self, said: Object, media: Any) -> str | None:
        """A film, series or person that an answer mentions with its name; its id."""
        number = whole_number(said.get("id"))
        if number is None:
            return None
        word = media if media in ("movie", "tv", "person") else None
        word = word or ("movie" if "title" in said else "tv" if "first_air_date" in said else None)
        if word == "person" or (word is None and one_text(said.get("name"))):
            return self._node("Person", f"tmdb:person/{number}", _names(said, "name"))
        if word is None:
            return None
        return self._node("Project", f"tmdb:{word}/{number}", _project(word, said))

    def _take_project(self, word: str, number: int, answer: Object) -> None:
        project_id = f"tmdb:{word}/{number}"
        said = _project(word, answer)
        if len(said.keys() - {"type"}) and one_text(answer.get("title") or answer.get("name")):
            # What an answer is about it tells best.
            self._nodes["Project"][project_id] = _joined(
                said, self._nodes["Project"].get(project_id)
            )
        year = said.get("year")
        for company in objects_in(answer.get("production_companies")):
            self._made(company, "company", project_id, "producer", year)
        for network in objects_in(answer.get("networks")):
            self._made(network, "network", project_id, None, year)
        for person in objects_in(answer.get("created_by")):
            self._credit(self._mention(person, "person"), project_id, {"job": "Creator"}, year)
        for name in ("credits", "aggregate_credits"):
            self._credits_of(answer.get(name), project_id, year)
        self._credits_of(answer, project_id, year)

    def _credits_of(self, credits: Any, project_id: str, year: int | None) -> None:
        if isinstance(credits, dict):
            for part in ("cast", "crew"):
                for said in objects_in(credits.get(part)):
                    who = self._mention(said, "person")
                    for credit in _each(said, part):
                        self._credit(who, project_id, credit, year)

    def _take_person(self, number: int, answer: Object) -> None:
        person_id = f"tmdb:person/{number}"
        if one_text(answer.get("name")):
            said = {
                **_names(answer, "name"),
                "born": _year(answer.get("birthday")),
                "died": _year(answer.get("deathday")),
            }
            self._nodes["Person"][person_id] = _joined(said, self._nodes["Person"].get(person_id))
        for name, media in (("movie_credits", "movie"), ("tv_credits", "tv"),
                            ("combined_credits", None), ("", None)):  # fmt: skip
            credits = answer.get(name) if name else answer
            if not isinstance(credits, dict):
                continue
            for part in ("cast", "crew"):
                for said in objects_in(credits.get(part)):
                    where = self._mention(said, media or said.get("media_type"))
                    for credit in _each(said, part):
                        self._credit(person_id, where, credit, _dated(said))

    def _credit(self, who: str | None, where: str | None, said: Object, year: int | None) -> None:
        if who is None or where is None:
            return
        job = one_text(said.get("job")) or "Actor"
        role = ROLES.get(job.lower(), job.lower())
        kept = self._links["WORKED_ON"].setdefault((who, where, role), {"characters": []})
        order = whole_number(said.get("order"))
        for name, value in (
            ("department", one_text(said.get("department"))),
            ("billing", None if order is None else order + 1),
            ("year", year),
            ("job", job if job.lower() != role else None),
        ):
            if kept.get(name) is None:
                kept[name] = value
        character = one_text(said.get("character"))
        if character and character not in kept["characters"]:
            kept["characters"].append(character)

    def _made(
        self, said: Object, word: str, project_id: str, role: str | None, year: int | None
    ) -> None:
        number, name = whole_number(said.get("id")), one_text(said.get("name"))
        if number is not None and name:
            maker = self._node("Organisation", f"tmdb:{word}/{number}", {"name": name})
            key = (maker, project_id, role or "")
            self._links["MADE"][key] = {"role": role, "year": year}


def _each(said: Object, part: str) -> Iterator[Object]:
    """The credits of one entry: aggregate credits have several roles or jobs in one."""
    nested = objects_in(said.get("roles")) or objects_in(said.get("jobs"))
    for one in nested or [said]:
        job = one.get("job") if part == "crew" else None
        yield {**said, **one, "job": job}


def _project(word: str, said: Object) -> Object:
    name, original = ("title", "original_title") if word == "movie" else ("name", "original_name")
    status = one_text(said.get("status")) or ""
    countries = [c.get("name") for c in objects_in(said.get("production_countries"))]
    languages = [c.get("english_name") or c.get("name")
                 for c in objects_in(said.get("spoken_languages"))]  # fmt: skip
    return {
        **_names(said, name, original),
        "type": "film" if word == "movie" else "series",
        "year": _dated(said),
        "genres": texts_in([g.get("name") for g in objects_in(said.get("genres"))]),
        "countries": texts_in(countries) or texts_in(said.get("origin_country")),
        "languages": texts_in(languages),
        "stage": STAGES.get(status),
    }


def _names(said: Object, name: str, original: str | None = None) -> Object:
    """The name, other names, and ids and addresses elsewhere."""
    first = one_text(said.get(name)) or one_text(said.get(original or ""))
    others = texts_in(said.get("also_known_as"))
    others += texts_in(said.get(original or ""))
    others += texts_in(said.get("original_name")) if name == "name" else []
    for titles in (said.get("alternative_titles"), said.get("translations")):
        if isinstance(titles, dict):
            found = objects_in(titles.get("titles")) + objects_in(titles.get("results"))
            others += texts_in([title.get("title") for title in found])
    held = said.get("external_ids")
    beside = held if isinstance(held, dict) else {}
    ids = []
    for key, collection in (("imdb_id", "imdb"), ("wikidata_id", "wikidata")):
        value = one_text(said.get(key)) or one_text(beside.get(key))
        ids += [f"{collection}:{value}"] if value else []
    home = one_text(said.get("homepage"))
    return {
        "name": first,
        "other_names": [n for n in dict.fromkeys(others) if n != first],
        "web": [home] if home and home.startswith(("http://", "https://")) else [],
        "external_ids": ids,
    }


def _joined(said: Object, mentioned: Object | None) -> Object:
    kept = {name: value for name, value in said.items() if value not in (None, [])}
    return {**(mentioned or {}), **kept}


def _dated(said: Object) -> int | None:
    return _year(said.get("release_date")) or _year(said.get("first_air_date"))


def _year(date: Any) -> int | None:
    text = one_text(date) or ""
    return whole_number(text[:4]) if re.match(r"\d{4}(-|$)", text) else None


def _frame(rows: list[Object], columns: tuple[str, ...]) -> pl.DataFrame:
    numbers = ("year", "born", "died", "billing")
    types: dict[str, Any] = {
        name: pl.List(pl.String()) if name in (*_TEXTS, "characters")
        else pl.Int64() if name in numbers else pl.String()
        for name in columns
    }  # fmt: skip
    return pl.DataFrame([[row.get(name) for name in columns] for row in rows], types, orient="row")
