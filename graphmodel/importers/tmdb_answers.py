"""Nodes and links collected from many saved answers (responses) of TMDB's API.

The same person occurs in many answers: the answer about a node takes precedence over what others
mention about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import polars as pl

from graphmodel.importers.json_files import objects_in, one_text, texts_in, whole_number
from graphmodel.importers.text_values import excerpt
from graphmodel.schema.model import UNMADE_STAGES

STAGES = {
    "Released": "released",
    "Ended": "released",
    "Returning Series": "released",
    "Post Production": "post-production",
    "In Production": "production",
    "Pilot": "production",
    "Planned": "development",
    "Rumored": "rumoured",
}
CANCELLED = ("Canceled", "Cancelled")
"""For a film: it was never made. For a series that was on air: it has ended."""
ROLES = {
    "screenplay": "writer",
    "story": "writer",
    "teleplay": "writer",
    "author": "writer",
    "director of photography": "cinematographer",
    "original music composer": "composer",
    "music": "composer",
}
"""Jobs whose role has another name; any other job is the role, in lower case."""

AUTHORS = ("story", "author")
"""Jobs of those whose work was filmed, perhaps by others."""

_LISTS = ("results", "movie_results", "tv_results", "person_results", "parts")
"""Keys of the works and people in answers to searches and id look-ups, and about collections."""
_NAME_WITH_ID = re.compile(r"(movie|tv|person)[/_-]?s?[/_-]?(\d+)", re.IGNORECASE)
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
    "PART_OF": ("season", "episode"),
}
_ROWS_PER_FRAME = 50_000

Object = dict[str, Any]
Fault = tuple[str, str, str]


class Answers:
    """The nodes and links of all answers added so far."""

    def __init__(self) -> None:
        self._nodes: dict[str, dict[str, Object]] = {kind: {} for kind in _KINDS}
        self._links: dict[str, dict[tuple[str, str, str], Object]] = {kind: {} for kind in _LINKS}

    def add(self, answer: Any, name: str) -> Fault | None:
        """Add one answer from a file of that name; returns what is wrong if it is not an answer."""
        if not isinstance(answer, dict):
            return excerpt(answer), "not an answer", "an object with an id"
        lists = [answer[key] for key in _LISTS if isinstance(answer.get(key), list)]
        if lists:
            for entry in (entry for entries in lists for entry in objects_in(entries)):
                self._mention(entry, entry.get("media_type"))
            return None
        if isinstance(answer.get("episodes"), list) or "episode_number" in answer:
            return self._add_episodes(answer, name)
        number, media_type = whole_number(answer.get("id")), self._media_type(answer, name)
        if number is None or media_type is None:
            keys = ", ".join(map(str, list(answer)[:6]))
            cure = "an answer for a film, series or person with its id, or a file named after it"
            return keys, "not an answer about a film, series or person", cure
        if media_type == "person":
            self._add_person(number, answer)
        else:
            self._add_project(media_type, number, answer)
        return None

    def unmade(self) -> list[str]:
        """The names of the works that are only rumoured, or were abandoned."""
        works = self._nodes["Project"].items()
        return [w.get("name") or i for i, w in works if w.get("stage") in UNMADE_STAGES]

    def ids(self) -> set[str]:
        """The ids of all nodes."""
        return {i for nodes in self._nodes.values() for i in nodes}

    def nodes(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """The nodes of each kind."""
        for kind, columns in _KINDS.items():
            rows = [{"id": i, **fields} for i, fields in self._nodes[kind].items()]
            for start in range(0, len(rows), _ROWS_PER_FRAME):
                yield kind, _frame(rows[start : start + _ROWS_PER_FRAME], ("id", *columns))

    def links(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """The links of each kind."""
        for kind, columns in _LINKS.items():
            rows = [
                {"from_id": a, "to_id": b, "role": role, **fields}
                for (a, b, role), fields in self._links[kind].items()
            ]
            for start in range(0, len(rows), _ROWS_PER_FRAME):
                yield (
                    kind,
                    _frame(rows[start : start + _ROWS_PER_FRAME], ("from_id", "to_id", *columns)),
                )

    def _media_type(self, answer: Object, name: str) -> str | None:
        """The subject of an answer: movie, tv or person, by its keys or else by the file's name."""
        for media_type, keys in (
            ("movie", ("title", "original_title")),
            ("tv", ("original_name", "first_air_date")),
            ("person", ("known_for_department", "also_known_as", "birthday")),
        ):
            if any(key in answer for key in keys):
                return media_type
        if "cast" not in answer and "crew" not in answer:
            return None
        match = _NAME_WITH_ID.search(name)
        return match.group(1).lower() if match else None

    def _node(self, kind: str, node_id: str, fields: Object) -> str:
        """Add a node; the first value of each property is kept."""
        stored = self._nodes[kind].setdefault(node_id, {})
        for name, value in fields.items():
            if value not in (None, []) and stored.get(name) in (None, []):
                stored[name] = value
        return node_id

    def _mention(self, fields: Object, given_type: Any) -> str | None:
        """Add a film, series or person that an answer mentions; returns its id."""
        number = whole_number(fields.get("id"))
        if number is None:
            return None
        media_type = given_type if given_type in ("movie", "tv", "person") else None
        media_type = media_type or (
            "movie" if "title" in fields else "tv" if "first_air_date" in fields else None
        )
        if media_type == "person" or (media_type is None and one_text(fields.get("name"))):
            return self._node("Person", f"tmdb:person/{number}", _names(fields, "name"))
        if media_type is None:
            return None
        return self._node("Project", f"tmdb:{media_type}/{number}", _project(media_type, fields))

    def _add_project(self, media_type: str, number: int, answer: Object) -> None:
        project_id = f"tmdb:{media_type}/{number}"
        fields = _project(media_type, answer)
        if len(fields.keys() - {"type"}) and one_text(answer.get("title") or answer.get("name")):
            # An answer is the best source on its own subject.
            self._nodes["Project"][project_id] = _merge_mentioned(
                fields, self._nodes["Project"].get(project_id)
            )
        year = fields.get("year")
        for company in objects_in(answer.get("production_companies")):
            self._add_maker(company, "company", project_id, "producer", year)
        for network in objects_in(answer.get("networks")):
            self._add_maker(network, "network", project_id, None, year)
        for person in objects_in(answer.get("created_by")):
            self._add_credit(self._mention(person, "person"), project_id, {"job": "Creator"}, year)
        for name in ("credits", "aggregate_credits"):
            self._add_credit_lists(answer.get(name), project_id, year)
        self._add_credit_lists(answer, project_id, year)

        for season in (value for key, value in answer.items() if key.startswith("season/")):
            if isinstance(season, dict):
                self._add_episodes(season, f"tv/{number}")

    def _add_episodes(self, answer: Object, name: str) -> Fault | None:
        """Add the episodes in the answer about a season, or the one that an answer is about."""
        match = _NAME_WITH_ID.search(name)
        by_name = int(match.group(2)) if match and match.group(1).lower() == "tv" else None
        episodes = objects_in(answer.get("episodes")) if "episodes" in answer else [answer]
        fault: Fault | None = None
        for episode in episodes:
            number = whole_number(episode.get("id"))
            series = whole_number(episode.get("show_id")) or by_name
            if number is None or series is None:
                cure = "show_id, or a file named after the series, as tv_1399_season_1.json"
                fault = excerpt(episode.get("name")), "an episode of no series", cure
            else:
                self._add_episode(number, series, episode)
        return fault

    def _add_episode(self, number: int, series: int, episode: Object) -> None:
        episode_id, year = f"tmdb:episode/{number}", _year(episode.get("air_date"))
        fields = {**_names(episode, "name"), "type": "episode", "year": year}
        self._node("Project", episode_id, fields)
        self._links["PART_OF"][episode_id, f"tmdb:tv/{series}", ""] = {
            "season": whole_number(episode.get("season_number")),
            "episode": whole_number(episode.get("episode_number")),
        }
        credits = episode.get("credits")
        for lists in (episode, credits if isinstance(credits, dict) else {}):
            guests: Object = {"cast": lists.get("guest_stars"), "crew": []}
            self._add_credit_lists(lists, episode_id, year)
            self._add_credit_lists(guests, episode_id, year)

    def _add_credit_lists(self, credits: Any, project_id: str, year: int | None) -> None:
        if isinstance(credits, dict):
            for credit_list in ("cast", "crew"):
                for fields in objects_in(credits.get(credit_list)):
                    person_id = self._mention(fields, "person")
                    for credit in _individual_credits(fields, credit_list):
                        self._add_credit(person_id, project_id, credit, year)

    def _add_person(self, number: int, answer: Object) -> None:
        person_id = f"tmdb:person/{number}"
        if one_text(answer.get("name")):
            fields = {
                **_names(answer, "name"),
                "born": _year(answer.get("birthday")),
                "died": _year(answer.get("deathday")),
            }
            self._nodes["Person"][person_id] = _merge_mentioned(
                fields, self._nodes["Person"].get(person_id)
            )
        for name, media_type in (("movie_credits", "movie"), ("tv_credits", "tv"),
                            ("combined_credits", None), ("", None)):  # fmt: skip
            credits = answer.get(name) if name else answer
            if not isinstance(credits, dict):
                continue
            for credit_list in ("cast", "crew"):
                for fields in objects_in(credits.get(credit_list)):
                    project_id = self._mention(fields, media_type or fields.get("media_type"))
                    for credit in _individual_credits(fields, credit_list):
                        self._add_credit(person_id, project_id, credit, _release_year(fields))

    def _add_credit(
        self, person_id: str | None, project_id: str | None, fields: Object, year: int | None
    ) -> None:
        if person_id is None or project_id is None:
            return
        job = one_text(fields.get("job")) or "Actor"
        role = ROLES.get(job.lower(), job.lower())
        stored = self._links["WORKED_ON"].setdefault(
            (person_id, project_id, role), {"characters": [], "jobs": []}
        )
        order = whole_number(fields.get("order"))
        for name, value in (
            ("department", one_text(fields.get("department"))),
            ("billing", None if order is None else order + 1),
            ("year", year),
        ):
            if stored.get(name) is None:
                stored[name] = value
        stored["jobs"].append(job)
        stored["job"] = _job(stored["jobs"], role)
        character = one_text(fields.get("character"))
        if character and character not in stored["characters"]:
            stored["characters"].append(character)

    def _add_maker(
        self, fields: Object, id_prefix: str, project_id: str, role: str | None, year: int | None
    ) -> None:
        number, name = whole_number(fields.get("id")), one_text(fields.get("name"))
        if number is not None and name:
            maker = self._node("Organisation", f"tmdb:{id_prefix}/{number}", {"name": name})
            key = (maker, project_id, role or "")
            self._links["MADE"][key] = {"role": role, "year": year}


def _job(jobs: list[str], role: str) -> str | None:
    """The job to keep of those with one role; None if the role says it all. Writing for the screen
    takes precedence over a story that others may have filmed."""
    said = [job for job in jobs if job.lower() != role]
    at_work = [job for job in said if job.lower() not in AUTHORS]
    if at_work or len(said) < len(jobs):
        return at_work[0] if at_work else None
    return said[0] if said else None


def _individual_credits(entry: Object, credit_list: str) -> Iterator[Object]:
    """The credits in one entry: aggregate credits combine several roles or jobs."""
    nested = objects_in(entry.get("roles")) or objects_in(entry.get("jobs"))
    for role in nested or [entry]:
        job = role.get("job") if credit_list == "crew" else None
        yield {**entry, **role, "job": job}


def _project(media_type: str, fields: Object) -> Object:
    name, original = (
        ("title", "original_title") if media_type == "movie" else ("name", "original_name")
    )
    countries = [c.get("name") for c in objects_in(fields.get("production_countries"))]
    languages = [c.get("english_name") or c.get("name")
                 for c in objects_in(fields.get("spoken_languages"))]  # fmt: skip
    return {
        **_names(fields, name, original),
        "type": "film" if media_type == "movie" else "series",
        "year": _release_year(fields),
        "genres": texts_in([g.get("name") for g in objects_in(fields.get("genres"))]),
        "countries": texts_in(countries) or texts_in(fields.get("origin_country")),
        "languages": texts_in(languages),
        "stage": _stage(media_type, fields),
    }


def _stage(media_type: str, fields: Object) -> str | None:
    status = one_text(fields.get("status")) or ""
    if status in CANCELLED:
        was_on_air = media_type == "tv" and one_text(fields.get("first_air_date"))
        return "released" if was_on_air else "abandoned"
    return STAGES.get(status)


def _names(fields: Object, name: str, original: str | None = None) -> Object:
    """The name, other names, and ids and web addresses elsewhere."""
    primary = one_text(fields.get(name)) or one_text(fields.get(original or ""))
    other_names = texts_in(fields.get("also_known_as"))
    other_names += texts_in(fields.get(original or ""))
    other_names += texts_in(fields.get("original_name")) if name == "name" else []
    for titles in (fields.get("alternative_titles"), fields.get("translations")):
        if isinstance(titles, dict):
            title_entries = objects_in(titles.get("titles")) + objects_in(titles.get("results"))
            other_names += texts_in([title.get("title") for title in title_entries])
    external_ids = fields.get("external_ids")
    external = external_ids if isinstance(external_ids, dict) else {}
    ids = []
    for key, collection in (("imdb_id", "imdb"), ("wikidata_id", "wikidata")):
        value = one_text(fields.get(key)) or one_text(external.get(key))
        ids += [f"{collection}:{value}"] if value else []
    home = one_text(fields.get("homepage"))
    return {
        "name": primary,
        "other_names": [n for n in dict.fromkeys(other_names) if n != primary],
        "web": [home] if home and home.startswith(("http://", "https://")) else [],
        "external_ids": ids,
    }


def _merge_mentioned(fields: Object, mentioned: Object | None) -> Object:
    own_fields = {name: value for name, value in fields.items() if value not in (None, [])}
    return {**(mentioned or {}), **own_fields}


def _release_year(fields: Object) -> int | None:
    return _year(fields.get("release_date")) or _year(fields.get("first_air_date"))


def _year(date: Any) -> int | None:
    text = one_text(date) or ""
    return whole_number(text[:4]) if re.match(r"\d{4}(-|$)", text) else None


def _frame(rows: list[Object], columns: tuple[str, ...]) -> pl.DataFrame:
    numbers = ("year", "born", "died", "billing", "season", "episode")
    types: dict[str, Any] = {
        name: pl.List(pl.String()) if name in (*_TEXTS, "characters")
        else pl.Int64() if name in numbers else pl.String()
        for name in columns
    }  # fmt: skip
    return pl.DataFrame([[row.get(name) for name in columns] for row in rows], types, orient="row")
