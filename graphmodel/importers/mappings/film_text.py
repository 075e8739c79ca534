"""The lines of an inferred mapping about films, series and their episodes."""

from __future__ import annotations

import re

from graphmodel.importers.mappings.column_roles import YEAR_OF_TITLE, ColumnRoles, time_column
from graphmodel.importers.mappings.header_words import DOCUMENTARY
from graphmodel.importers.mappings.node_text import each_lines, entity_lines
from graphmodel.importers.mappings.yaml_text import placeholder, quoted, yaml_text
from graphmodel.schema.model import link_kinds


def film_lines(columns: ColumnRoles, title: str, name: str) -> list[str]:
    elsewhere = '"imdb:{film_id}"'
    ids = [elsewhere] if columns.film_id and not columns.is_tmdb else []
    if title in columns.entities:
        catalogue = [f"    external_ids: {elsewhere}"] if columns.film_id else []
        return entity_lines("film", "Project", title) + catalogue + _project_lines(columns)
    if "series" in columns.by_meaning:
        series, episode = (columns.by_meaning[meaning] for meaning in ("series", "episode"))
        season = columns.by_meaning.get("season", "")
        numbers = f"{{{season}}}x{{{episode}}}" if season else f"{{{episode}}}"
        ids.append(quoted(f"{name}:episode/{{{series}}} {numbers}"))
    elif "film key" in columns.by_meaning:
        ids.append(yaml_text(f"{columns.film_prefix}/{{{columns.by_meaning['film key']}}}"))
    elif columns.by_meaning.get("year", title) != title:
        ids.append(quoted(f"{name}:film/{{{title}}} ({{the_year}})"))
    ids.append(quoted(f"{name}:film/{{{title}}}"))
    lines = [
        "  film:",
        "    kind: Project",
        f"    id: [{', '.join(ids)}]",
        f"    name: {_title_name(columns, title)}",
    ]
    if columns.film_id and columns.is_tmdb:
        lines.append(f"    external_ids: {elsewhere}")
    if title in columns.id_columns:
        lines[2:2] = each_lines(columns, title)
    return lines + _project_lines(columns)


def filmed_again(columns: ColumnRoles, name: str) -> dict[str, str]:
    """The ids, by title, of the films on which others in the table are based."""
    title, year = columns.by_meaning.get("title", ""), columns.by_meaning.get("year")
    key = columns.by_meaning.get("film key")
    ids = {}
    for bare, row in columns.filmed_again.items():
        number = re.search(r"tt[0-9]+", row[columns.film_id] or "") if columns.film_id else None
        made = re.search(r"[0-9]{4}", row[year] or "") if year and year != title else None
        if number and not columns.is_tmdb:
            ids[bare] = f"imdb:{number[0]}"
        elif key and row[key]:
            ids[bare] = f"{columns.film_prefix}/{row[key]}"
        else:
            ids[bare] = f"{name}:film/{row[title]}" + (f" ({made[0]})" if made else "")
    return ids


def _title_name(columns: ColumnRoles, title: str) -> str:
    if columns.by_meaning.get("year") != title:
        return placeholder(title)
    return f"{{from: {placeholder(title)}, replace: {{'{YEAR_OF_TITLE}': ''}}}}"


def _project_lines(columns: ColumnRoles) -> list[str]:
    lines = []
    if "original" in columns.by_meaning:
        original = columns.by_meaning["original"]
        separator = columns.separators.get(original, "|")
        mark = "|" if separator == "," else separator
        value = f"{{from: {placeholder(original)}, split: {yaml_text(mark)}}}"
        listed = original in columns.list_columns
        lines.append(f"    other_names: {placeholder(original) if listed else value}")
    if columns.types:
        source = placeholder(columns.by_meaning["type"])
        table = ", ".join(f"{yaml_text(text)}: {kind}" for text, kind in columns.types.items())
        lines.append(f"    type: {{from: {source}, table: {{{table}}}, otherwise: empty}}")
    elif "series" in columns.by_meaning:
        lines.append("    type: episode")
    else:
        lines.append("    type: film   # or series, short, idea")
    if "year" in columns.by_meaning:
        least = '{from: "{the_year}", keep: least}' if columns.entities else '"{the_year}"'
        lines.append(f"    year: {least}")
    if "stage" in columns.by_meaning:
        source = placeholder(columns.by_meaning["stage"])
        table = ", ".join(f"{yaml_text(text)}: {stage}" for text, stage in columns.stages.items())
        since = ""
        if "since" in columns.by_meaning:
            since = f", since: {yaml_text(time_column(columns, 'since'))}"
        lines.append(f"    stage: {{from: {source}, table: {{{table}}}, otherwise: empty{since}}}")
    told_by_type = any(re.search(DOCUMENTARY, text) for text in columns.types)
    lines += [_genres_with_type(columns)] if told_by_type else _values_lines(columns, "genres")
    return [*lines, *_values_lines(columns, "countries"), *_values_lines(columns, "languages")]


def _values_lines(columns: ColumnRoles, name: str) -> list[str]:
    """The line of a property with several values, if a column has them."""
    if name not in columns.by_meaning:
        return []
    column = columns.by_meaning[name]
    value = placeholder(column)
    if column not in columns.list_columns:
        value = f"{{from: {value}, split: {yaml_text(columns.separators.get(column, ','))}}}"
    return [f"    {name}: {value}"]


def _genres_with_type(columns: ColumnRoles) -> str:
    """The genres of films, with the type added if it marks a film as a documentary."""
    genres = columns.by_meaning.get("genres")
    if genres is None or genres in columns.list_columns:
        return '    genres: {from: "{the_documentary}", split: "|"}'
    separator = columns.separators.get(genres, ",")
    both = yaml_text(f"{{{genres}}}{separator}{{the_documentary}}")
    alternatives = f'{both}, {placeholder(genres)}, "{{the_documentary}}"'
    return f"    genres: {{first: [{alternatives}], split: {yaml_text(separator)}}}"


def series_lines(columns: ColumnRoles, name: str) -> list[str]:
    series = columns.by_meaning["series"]
    return [
        "  series:",
        "    kind: Project",
        f"    id: {quoted(f'{name}:film/{{{series}}}')}",
        f"    name: {placeholder(series)}",
        "    type: series",
    ]


def part_lines(columns: ColumnRoles) -> list[str]:
    """The link of an episode to its series, with its numbers: ``S01E02`` holds both."""
    episode = columns.by_meaning["episode"]
    season = columns.by_meaning.get("season", episode)
    number = "'(?i)(?:^|e|x|episode *|第)([0-9]+)集?$'"
    before = (
        "'(?i)^(?:s|season *|第)?([0-9]+)季?$'" if season != episode else "'(?i)^s?([0-9]+)[ex]'"
    )
    return [
        f"  - kind: {link_kinds('part')[0]}",
        "    from: film",
        "    to: series",
        f"    season: {{from: {placeholder(season)}, extract: {before}, otherwise: empty}}",
        f"    episode: {{from: {placeholder(episode)}, extract: {number}, otherwise: empty}}",
    ]
