"""What the columns of a table mean, by their headers and the look of their cells."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from graphmodel.importers.filmed_works import names_works, part_of_work
from graphmodel.importers.mappings import header_words
from graphmodel.importers.mappings.header_words import (
    letters,
    name_piece_of,
    roles_of,
    word_for,
)
from graphmodel.importers.mappings.infer_names import (
    NameForm,
    has_family_names_first,
    has_two_names,
    name_form,
    parting_word,
    parts_at_spaces,
    without_suffixes,
)
from graphmodel.importers.mappings.month_words import english_months
from graphmodel.importers.mappings.name_notes import BRACKETS

YEAR_OF_TITLE = r" *\(((?:18|19|20)[0-9]{2})\)$"
"""The year in brackets at the end of a title."""

_SEPARATORS = ("\n", "|", ";", "；", "、", "，", " / ", ",")
_BETWEEN_ROLES = ("/", ",", ";", "&", "、", "|", " and ", " und ", " et ")
_SLASHED = ("genres", "countries", "languages")


@dataclass
class ColumnRoles:
    """The meaning of each column; columns of people with their role."""

    by_meaning: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    further_roles: dict[str, list[str]] = field(default_factory=dict)
    """The other roles of the people in a column, as ``Written and directed by``."""
    person_id: str | None = None
    film_id: str | None = None
    id_columns: dict[str, str] = field(default_factory=dict)
    """Columns whose cells hold as many values as those of a column of ids, with that column."""
    separators: dict[str, str] = field(default_factory=dict)
    list_columns: set[str] = field(default_factory=set)
    json: tuple[str, ...] = ()
    json_parts: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, NameForm] = field(default_factory=dict)
    name_pieces: dict[str, dict[str, str]] = field(default_factory=dict)
    """By role, the columns of its people's ``given`` and ``family`` names."""
    own_ids: dict[str, str] = field(default_factory=dict)
    """Columns of people in a role, each with the column of their ids: ``Director ID``."""
    full_names: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Columns to be computed, each from one of given names and one of family names."""
    entities: dict[str, str] = field(default_factory=dict)
    """Columns of labels, each with the column of Wikidata's addresses that they label."""
    types: dict[str, str] = field(default_factory=dict)
    unsure: list[str] = field(default_factory=list)
    consents: dict[str, str] = field(default_factory=dict)
    """The words of a column of consent, each with what it stands for."""
    within_lists: set[str] = field(default_factory=set)
    """Numbered columns that are read as lists, which have other names."""
    role_marks: tuple[str, ...] = ()
    """What parts the roles in the cells of a column of roles: ``Director/Writer``."""
    owner: str | None = None
    prefix: str = ""
    stages: dict[str, str] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)
    """The words of a column of roles, in lower case, each with the role that it stands for."""
    results: dict[str, str] = field(default_factory=dict)
    """The words of a column of festivals' results, in lower case, each with what it stands for."""
    no_results: list[str] = field(default_factory=list)
    """The cells of that column that say none that is known."""
    festival: str = ""
    edition: str = ""
    """The festival of a programme and the year of its edition, if the letterhead names them."""
    dates: dict[str, list[str]] = field(default_factory=dict)
    """Columns of days, each with the ways in which they are written."""
    is_tmdb: bool = False
    """Whether the table is one of TMDB's data as they are passed on, whose ids of films it has."""
    filmed_again: dict[str, dict[str, str]] = field(default_factory=dict)
    """Films after which others of the table are made: their rows, by title."""
    lives: dict[str, dict[str, str]] = field(default_factory=dict)
    """Columns of people, with those that hold when each was ``born`` and ``died``."""

    @property
    def joins_ids(self) -> bool:
        """Whether rows join people and films by IMDb's ids alone, as ``title.principals`` does."""
        named = self.by_meaning.keys() & {"title", "person", "film key", "person key"}
        return bool(self.person_id and self.film_id) and not named and not self.roles

    @property
    def references(self) -> tuple[str | None, str | None]:
        """The ids of films and of people that other tables describe, as values."""
        if self.joins_ids:
            return "imdb:{film_id}", "imdb:{person_id}"
        film, person = (self.by_meaning.get(f"{whose} key") for whose in ("film", "person"))
        return (
            film and f"{self.film_prefix}/{{{film}}}",
            person and f"{self.prefix}:person/{{{person}}}",
        )

    @property
    def film_prefix(self) -> str:
        """What the ids of films begin with that a column of ids gives."""
        return "tmdb:movie" if self.is_tmdb else f"{self.prefix}:film"


def assign_columns(sample: pl.DataFrame, json_columns: tuple[str, ...] = ()) -> ColumnRoles:
    """What each column of a sample means; ``json_columns`` hold JSON."""
    columns = ColumnRoles(json=json_columns)
    labels = _find_labels(columns, sample)
    _find_id_columns(columns, sample)
    for column in sample.columns:
        if "{" in column or "}" in column:
            continue  # cannot be referred to in a value
        cells = sample[column].drop_nulls()
        if isinstance(cells.dtype, pl.List):
            columns.list_columns.add(column)
            cells = cells.explode().drop_nulls()
        if not cells.len():
            continue
        header = letters(column)
        if column in (columns.person_id, columns.film_id) or column in labels:
            continue
        base, _, part = column.rpartition(".")
        if base in columns.json:
            _assign_json(columns, base, part)
            continue
        role, *further = roles_of(column)
        if named := name_piece_of(column):
            columns.name_pieces.setdefault(named[0], {})[named[1]] = column
            continue
        meaning = word_for(header, header_words.MEANINGS)
        if role == "producer" and match_share(cells, header_words.COMPANIES) > 0.5:
            role, meaning = None, "company"
        if meaning == "basis":
            if header in header_words.WORKS_OR_AUTHORS.split() and not names_works(cells):
                role = "author"
            else:
                columns.by_meaning.setdefault(meaning, column)
                _part_works(columns, column, cells)
                continue
        if role and role not in columns.roles.values():
            columns.roles[column] = role
            columns.further_roles[column] = [held for held in further if held]
        elif meaning and (
            meaning not in columns.by_meaning or _pairs_better(columns, sample, meaning, column)
        ):
            columns.by_meaning[meaning] = column
        is_people = bool(role) or meaning == "person"
        _note_list(columns, column, cells, people=is_people, slash=meaning in _SLASHED)
    _find_episodes(columns)
    _pair_names(columns, sample)
    _find_titles(columns, sample)
    if (
        "title" not in columns.by_meaning
        and "year" in columns.by_meaning
        and "person" in columns.by_meaning
        and columns.roles
    ):
        # A table of films with their titles under "name".
        columns.by_meaning["title"] = columns.by_meaning.pop("person")
    _find_unnamed_films(columns)
    for meaning in ("title", "person"):
        _pair_with_ids(columns, sample, meaning)
    _refine(columns, sample)
    return columns


def _note_list(
    columns: ColumnRoles, column: str, cells: pl.Series, *, people: bool, slash: bool = False
) -> None:
    """Note what parts the values in the cells of a column, and how they write names of people."""
    if column in columns.list_columns:
        return
    outside = cells.str.replace_all(BRACKETS, "") if people else cells
    separator = _separator_in(outside, people=people, slash=people or slash)
    if separator is None and people:
        separator = parting_word(cells) or (" " if parts_at_spaces(cells) else None)
    if separator:
        columns.separators[column] = separator
    if people:
        columns.names[column] = name_form(cells, separator)


def _part_works(columns: ColumnRoles, column: str, cells: pl.Series) -> None:
    """Note what parts several works in the cells of a column; titles have commas in them."""
    marks = (mark for mark in ("|", ";", "；") if cells.str.contains(mark, literal=True).any())
    if column not in columns.list_columns and (mark := next(marks, None)):
        columns.separators[column] = mark
    columns.unsure.append(
        f"{column} is taken for works that the films are made after, and for their authors where "
        "it names them"
    )


def _pair_names(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Put given names and family names in columns of their own together, of people and of those in
    each role; where one of the two stands alone, its column has whole names."""
    meanings = columns.by_meaning
    given, family, person = (meanings.get(m) for m in ("given", "family", "person"))
    alone = given or family
    if person and alone and not (given and family) and not _repeats(sample, person, alone):
        meanings["given"], meanings["family"] = given or person, family or person
        columns.full_names["full_name"] = meanings["given"], meanings["family"]
        meanings["person"] = "full_name"
    elif given and family and not person:
        columns.full_names["full_name"] = given, family
        meanings["person"] = "full_name"
    elif alone and not person and not (given and family):
        meanings["person"] = alone
        del meanings["given" if given else "family"]
        _note_list(columns, alone, sample[alone].drop_nulls(), people=True)
    for role, pieces in columns.name_pieces.items():
        whole = next((column for column, held in columns.roles.items() if held == role), None)
        first, last = pieces.get("given", whole), pieces.get("family", whole)
        if whole and len(pieces) > 1:
            continue
        if first and last and not (whole and _repeats(sample, whole, next(iter(pieces.values())))):
            columns.roles.pop(whole or "", None)
            columns.full_names[f"{role}_full_name"] = first, last
            columns.roles[f"{role}_full_name"] = role
        elif not whole:
            column = next(iter(pieces.values()))
            columns.roles[column] = role
            _note_list(columns, column, sample[column].drop_nulls(), people=True)


def _find_episodes(columns: ColumnRoles) -> None:
    """Take the titles of episodes for titles where a column has the series that they are of; a
    column of series without episodes has the titles themselves."""
    meanings = columns.by_meaning
    if "episode title" in meanings and "series" not in meanings and "title" in meanings:
        meanings["series"] = meanings.pop("title")
    if "episode title" in meanings and ("series" in meanings or "title" not in meanings):
        meanings["title"] = meanings.pop("episode title")
    elif "title" not in meanings and "series" in meanings:
        meanings["title"] = meanings.pop("series")
    if not {"title", "episode", "series"} <= meanings.keys():
        for meaning in ("series", "season", "episode", "episode title"):
            meanings.pop(meaning, None)


def _find_titles(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Take original titles for the titles where no others are, and what stands under "name" beside
    what only films have."""
    meanings = columns.by_meaning
    if "title" in meanings:
        return
    if "original" in meanings and (columns.roles or "person" not in meanings):
        meanings["title"] = meanings.pop("original")
        return
    person = meanings.get("person")
    about_people = {"given", "family", "role", "company", "connected", "born", "person key"}
    if person is None or person == "full_name" or columns.roles or about_people & meanings.keys():
        return
    texts = [sample[c].drop_nulls() for c in sample.columns if sample.schema[c] == pl.String()]
    has_films = any(len(t) and match_share(t, header_words.FILM_ADDRESS) > 0.5 for t in texts)
    if columns.film_id or has_films or meanings.keys() & {"genres", "languages", "type"}:
        meanings["title"] = meanings.pop("person")
        columns.names.pop(person, None)
        columns.separators.pop(person, None)
        columns.unsure.append(f"{person} is taken for the titles of films")


def _repeats(sample: pl.DataFrame, whole: str, piece: str) -> bool:
    """Whether the names in one column mostly contain those in another."""
    if sample.schema[whole] != pl.String() or sample.schema[piece] != pl.String():
        return True
    rows = sample.select(pl.col(whole).alias("whole"), pl.col(piece).alias("piece")).drop_nulls()
    repeated = rows.select(pl.col("whole").str.contains(pl.col("piece"), literal=True).sum()).item()
    return int(repeated) > 0.5 * rows.height


def _find_labels(columns: ColumnRoles, sample: pl.DataFrame) -> set[str]:
    """The columns of addresses beside which a column holds their names, as SPARQL answers do."""
    labelled = set()
    for column in sample.columns:
        label = next((c for c in (f"{column}Label", f"{column}_label") if c in sample.columns), "")
        cells = sample[column].drop_nulls()
        if label and cells.dtype == pl.String() and cells.len():
            labelled.add(column)
            if match_share(cells, r"/Q\d+$") > 0.5:
                columns.entities[label] = column
    return labelled


def _find_unnamed_films(columns: ColumnRoles) -> None:
    """Take the first labels of which nothing else is known for films, as those of ``item`` in
    answers of SPARQL, where people have roles."""
    if "title" in columns.by_meaning or not columns.roles:
        return
    assigned = {*columns.roles, *columns.by_meaning.values()}
    label = next((label for label in columns.entities if label not in assigned), None)
    if label is not None:
        columns.by_meaning["title"] = label
        columns.unsure.append(f"{label} is taken for the titles of films")


def _assign_json(columns: ColumnRoles, base: str, part: str) -> None:
    header = letters(base)
    role = word_for(header, header_words.ROLES)
    meaning = word_for(header, header_words.MEANINGS)
    parts = columns.json_parts.setdefault(base, [])
    parts.append(part)
    if part == "name" and meaning in (*_SLASHED, "company"):
        columns.by_meaning.setdefault(meaning, f"{base}.name")
    elif part == "name" and (role or header == "crew"):
        columns.roles[f"{base}.name"] = role or "crew"


def _refine(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Settle what single columns cannot: job titles, names in two columns, types, dates."""
    meanings = columns.by_meaning
    _refine_title(columns, sample)
    if "year" not in meanings and "date" in meanings:
        meanings["year"] = meanings["date"]
    _find_lives(columns, sample)
    _find_tmdb_ids(columns, sample)
    _find_own_ids(columns, sample)
    _refine_profile(columns, sample)
    _refine_times(columns, sample)
    title = meanings.get("title")
    if title and "person" in meanings and not columns.roles and not columns.film_id:
        cells = sample[title].drop_nulls()
        is_job = cells.dtype == pl.String() and match_share(cells, header_words.JOB_TITLES) > 0.3
        if is_job or ("company" in meanings and "year" not in meanings and "role" not in meanings):
            meanings["role"] = meanings.pop("title")
            columns.unsure.append(f"{title} is taken for people's positions, not for films")
    if "title" not in meanings and columns.separators.get(meanings.get("company", "")) == ",":
        del columns.separators[meanings["company"]]  # an employer with a comma in its name
    _refine_roles(columns, sample)
    _refine_results(columns, sample)
    columns.filmed_again = _filmed_again(columns, sample)
    _refine_types(columns, sample)
    _refine_consent(columns, sample)
    for column, form in columns.names.items():
        columns.unsure += [f"{column}: {sentence}" for sentence in form.unsure]
    _doubt_employers(columns, sample)
    people = {*columns.roles, meanings.get("person")} - {None}
    has_ids = bool(
        columns.entities or columns.json or people <= {*columns.own_ids, *columns.id_columns}
    )
    has_ids = has_ids or bool(columns.person_id and "person" in meanings)
    has_ids = has_ids or "person key" in meanings or "profile" in meanings
    if (columns.roles or "person" in meanings) and not has_ids:
        unless = ", unless they were born in different years" if columns.lives else ""
        columns.unsure.append(
            f"people of one name are one person here{unless}, as no column has their ids"
        )


def _refine_roles(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Find which roles the words of a column stand for, where these are named otherwise."""
    column = columns.by_meaning.get("role")
    if column is None or sample.schema[column] != pl.String():
        return
    texts = sample[column].drop_nulls().str.to_lowercase().unique(maintain_order=True).to_list()
    person = columns.by_meaning.get("person")
    is_credit = "title" in columns.by_meaning or "film key" in columns.by_meaning
    parted = person in columns.separators or person in columns.list_columns
    if person and is_credit and not parted:
        columns.role_marks = tuple(
            mark for mark in _BETWEEN_ROLES if any(_are_roles(text.split(mark)) for text in texts)
        )
    for mark in columns.role_marks:
        texts = list(dict.fromkeys(part.strip() for text in texts for part in text.split(mark)))
    roles = {text: word_for(letters(text), header_words.ROLES) for text in texts}
    columns.held = {text: role for text, role in roles.items() if role and role != text}


def _refine_consent(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Find what the words of a column of consent stand for. Who has withdrawn is left out of the
    store for good, so only words that say it count."""
    column = columns.by_meaning.get("consent")
    if column is None or "person" not in columns.by_meaning:
        columns.by_meaning.pop("consent", None)
        return
    texts = sample[column].drop_nulls().cast(pl.String).unique(maintain_order=True).to_list()
    says_withdrawn = match_share(pl.Series([column]), header_words.WITHDRAWN) > 0
    for text in texts:
        said = word_for(letters(text), header_words.CONSENTS)
        if says_withdrawn:
            said = "withdrawn" if said in ("given", "withdrawn") else None
        if said:
            columns.consents[text] = said
    if unknown := [text for text in texts if text not in columns.consents]:
        columns.unsure.append(f"whether {column} says consent is withdrawn by {unknown[0]!r}")
    if not columns.consents:
        del columns.by_meaning["consent"]
    elif withdrawn := [text for text, said in columns.consents.items() if said == "withdrawn"]:
        columns.unsure.append(
            f"{column}: {withdrawn[0]!r} is taken for consent withdrawn; an import leaves these "
            "people out for good"
        )


def _are_roles(parts: list[str]) -> bool:
    return len(parts) > 1 and all(word_for(letters(part), header_words.ROLES) for part in parts)


def _refine_types(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Find what the words of a column of types stand for; one of which none is known, such as one
    of genres, is no such column."""
    column = columns.by_meaning.get("type")
    if column is None:
        return
    texts = sample[column].drop_nulls().cast(pl.String).unique(maintain_order=True).to_list()
    columns.types = {
        text: kind for text in texts if (kind := word_for(letters(text), header_words.TYPES))
    }
    if not columns.types:
        del columns.by_meaning["type"]
    elif unknown := [text for text in texts if text not in columns.types]:
        columns.unsure.append(f"which type these are: {', '.join(unknown[:10])}")


def _refine_results(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Take awards for the festival where nothing else names it, and find which results the words of
    a column stand for."""
    meanings = columns.by_meaning
    if (
        "festival" not in meanings
        and "award" in meanings
        and meanings.keys() & {"section", "result"}
    ):
        meanings["festival"] = meanings.pop("award")
    column, festival = meanings.get("result"), meanings.get("festival")
    if column is None or sample.schema[column] != pl.String() or festival is None:
        meanings.pop("result", None)
        return
    separator = columns.separators.get(festival)
    columns.separators.pop(column, None)
    if separator and _counts_alike(sample, festival, column, separator):
        columns.separators[column] = separator
    cells = sample[column].drop_nulls()
    if column in columns.separators:
        cells = cells.str.split(columns.separators[column]).explode()
    texts = [text for cell in cells.unique(maintain_order=True) if (text := cell.strip())]
    for text in texts:
        if result := word_for(letters(text), header_words.RESULTS):
            columns.results[text.lower()] = result
        else:
            columns.no_results.append(text)
    if not columns.results or (separator and column not in columns.separators):
        del meanings["result"]
        columns.results, columns.no_results = {}, []
    if "result" not in meanings and "section" not in meanings:
        del meanings["festival"]
        columns.unsure.append(f"what {column} says of {festival}: name it below links:")
    elif columns.no_results:
        columns.unsure.append(
            f"which result these are, whose films are at no festival here: "
            f"{', '.join(columns.no_results[:10])}"
        )


def _filmed_again(columns: ColumnRoles, sample: pl.DataFrame) -> dict[str, dict[str, str]]:
    """The films of the table after which others are made: what their rows hold, by title. A film
    made after a work of its own title is not made after itself, and of a title in several films
    nobody knows which is meant."""
    title, basis = (columns.by_meaning.get(meaning) for meaning in ("title", "basis"))
    if title is None or basis is None or title in columns.separators:
        return {}
    if any(sample.schema[column] != pl.String() for column in (title, basis)):
        return {}
    works = sample.select(
        pl.col(title).str.replace(YEAR_OF_TITLE, "").alias("film"),
        pl.col(basis).str.split(columns.separators.get(basis, "|")).alias("cell"),
    ).explode("cell")
    works = works.with_columns(
        part_of_work(pl.col("cell").str.strip_chars(), part).alias(part)
        for part in ("title", "type", "year")
    ).drop_nulls(["title", "film"])
    own = works.filter(pl.col("title") == pl.col("film"))["title"]
    sort = pl.col("type").fill_null("film")
    works = works.filter(~pl.col("title").is_in(own.implode()), sort == "film")
    said = works.group_by("title").agg(pl.col("year").drop_nulls().unique()).rows()
    films: dict[str, dict[str, str]] = {}
    for name, years in said:
        rows = sample.filter(pl.col(title).str.replace(YEAR_OF_TITLE, "") == name)
        year = columns.by_meaning.get("year", "")
        dated = rows[year].cast(pl.String).str.contains("|".join(years)) if year else rows[title]
        if rows.height == 1 and (not (years and year) or dated.to_list() == [True]):
            films[name] = rows.cast(pl.String, strict=False).row(0, named=True)
    return films


def _find_tmdb_ids(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Find TMDB's ids of films, which the tables made of its answers hold as plain ``id`` beside
    columns of JSON, so that one table's credits are of another's films."""
    headers = {letters(column): column for column in sample.columns}
    has_credits = any("credit_id" in parts for parts in columns.json_parts.values())
    has_films = bool(columns.json_parts) and {"popularity", "voteaverage"} <= headers.keys()
    columns.is_tmdb = has_credits or has_films
    if columns.is_tmdb and "person" not in columns.by_meaning and "id" in headers:
        columns.by_meaning.setdefault("film key", headers["id"])


def _find_own_ids(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Find the ids of people in a role, in a column named after theirs or, where nobody else is in
    the table, in the one of IMDb's ids."""
    for column in columns.roles:
        if column in columns.separators or column in columns.list_columns:
            continue  # which of several people an id is of, nothing says
        named = (
            header for header in sample.columns
            if header != column
            and letters(header).startswith(letters(column))
            and letters(header).removeprefix(letters(column)) in header_words.ID_WORDS.split()
        )  # fmt: skip
        source = next(named, None)
        if source is None and len(columns.roles) == 1 and "person" not in columns.by_meaning:
            source = columns.person_id
        if source is not None and "{" not in source and "}" not in source:
            columns.own_ids[column] = source


def _find_lives(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Find when people were born and died: in a column named after theirs, such as ``director
    born``, or in any where no other column has people."""
    people = [*columns.roles]
    if person := columns.by_meaning.get("person"):
        people.append(person)
    headers = {letters(column): column for column in sample.columns}
    for meaning in ("born", "died"):
        words = header_words.MEANINGS[meaning].split()
        for column in people:
            if column in columns.separators or column in columns.list_columns:
                continue  # which of several people it is about, nothing says
            own = (headers.get(letters(column) + word) for word in words)
            source = next((header for header in own if header), None)
            if source is None and len(people) == 1:
                source = columns.by_meaning.get(meaning)
            if source is not None and "{" not in source and "}" not in source:
                columns.lives.setdefault(column, {})[meaning] = source


def _doubt_employers(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Say which employers are none, as people there are no colleagues."""
    company = columns.by_meaning.get("company")
    if company is None or sample.schema[company] != pl.String():
        return
    texts = sample[company].drop_nulls().unique(maintain_order=True)
    if doubtful := texts.filter(texts.str.contains(header_words.NO_EMPLOYER)).to_list():
        columns.unsure.append(
            f"{', '.join(doubtful[:5])} in {company} makes its people colleagues; leave it out "
            f"with when: {{{company}: {{not: ...}}}} below company:"
        )


def _refine_profile(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Keep a column of profiles only if it holds addresses of people, and of connections only if
    it holds days that can be read."""
    meanings = columns.by_meaning
    profile, connected = meanings.get("profile"), meanings.get("connected")
    cells = sample[profile].drop_nulls() if profile else None
    if cells is not None and (
        "person" not in meanings
        or "title" in meanings
        or cells.dtype != pl.String()
        or match_share(cells, r"(?i)^(https?://|www\.|linkedin\.)") < 0.5
    ):
        del meanings["profile"]
    if connected and ("person" not in meanings or "title" in meanings):
        del meanings["connected"]
    elif connected:
        columns.dates[connected] = _date_formats(sample[connected].drop_nulls())
        if not columns.dates[connected]:
            columns.unsure.append(f"how the days in {connected} are written; they are left out")


def _refine_title(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Take the years off titles such as ``Dawn (1995)``."""
    title = columns.by_meaning.get("title")
    cells = sample[title].drop_nulls() if title else None
    if (
        title
        and cells is not None
        and cells.dtype == pl.String()
        and not columns.by_meaning.keys() & {"year", "date"}
        and match_share(cells, YEAR_OF_TITLE) > 0.5
    ):
        columns.by_meaning["year"] = title
        columns.unsure.append(f"the years in brackets at the end of {title} are those of the films")


def _refine_times(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Keep columns of times only if they hold dates, and a stage only if its words are known."""
    meanings = columns.by_meaning
    for meaning in ("since", "until"):
        if meaning not in meanings:
            continue
        cells = sample[meanings[meaning]].drop_nulls()
        if cells.dtype == pl.String() and match_share(cells, r"^\d{4}(-\d\d){0,2}$") == 1:
            columns.dates[meanings[meaning]] = []
        elif formats := _date_formats(cells):
            columns.dates[meanings[meaning]] = formats
        else:
            del meanings[meaning]
    if "stage" in meanings:
        texts = sample[meanings["stage"]].drop_nulls().unique(maintain_order=True).to_list()
        columns.stages = {
            text: stage for text in texts if (stage := word_for(letters(text), header_words.STAGES))
        }
        if "title" not in meanings or len(columns.stages) < 0.5 * len(texts):
            del meanings["stage"]
        elif unknown := [text for text in texts if text not in columns.stages]:
            columns.unsure.append(f"which stage these are: {', '.join(unknown[:10])}")


def time_column(columns: ColumnRoles, meaning: str) -> str:
    """The value of a time: its column, or the one that turns its days into ISO dates."""
    column = columns.by_meaning[meaning]
    return f"{{the_{meaning}}}" if columns.dates[column] else f"{{{column}}}"


def _date_formats(cells: pl.Series) -> list[str]:
    """The ways in which the days in these cells are written, the commonest first."""
    if cells.dtype != pl.String() or not cells.len():
        return []
    cells = cells.to_frame().select(english_months(pl.col(cells.name)))[cells.name]
    formats: list[str] = []
    for date_format in header_words.DATE_FORMATS:
        read = cells.str.to_date(date_format, strict=False).is_not_null()
        if read.mean() or 0:
            formats.append(date_format)
            cells = cells.filter(~read)
        if not cells.len():
            break
    return formats


def _find_id_columns(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Find the first column of people's ids and the first of films'."""
    for column in sample.columns:
        cells = sample[column].drop_nulls()
        if cells.dtype != pl.String() or not cells.len() or "{" in column or "}" in column:
            continue
        if match_share(cells, r"\bnm\d{5,}") > 0.5:
            columns.person_id = columns.person_id or column
        elif match_share(cells, r"\btt\d{5,}") > 0.5:
            columns.film_id = columns.film_id or column


def _id_column(columns: ColumnRoles, meaning: str) -> str | None:
    return {"title": columns.film_id, "person": columns.person_id}.get(meaning)


def _shared_separator(sample: pl.DataFrame, column: str, ids: str | None) -> str | None:
    """The separator of the values in both columns, if rows hold as many of one as of the other."""
    if ids is None or sample.schema[column] != pl.String():
        return None
    complete_rows = sample.drop_nulls([column, ids])
    for separator in _SEPARATORS:
        counts, id_counts = (
            complete_rows[name].str.count_matches(separator, literal=True) for name in (column, ids)
        )
        agrees = (counts == id_counts).filter((counts > 0) | (id_counts > 0))
        if len(agrees) > 1 and int(agrees.sum()) >= 0.9 * len(agrees):
            return separator
    return None


def _counts_alike(sample: pl.DataFrame, left: str, right: str, separator: str) -> bool:
    """Whether rows hold as many values in one column as in the other."""
    counts = sample.drop_nulls([left, right]).select(
        pl.col(left, right).str.count_matches(separator, literal=True)
    )
    return bool(counts.height) and bool((counts[left] == counts[right]).all())


def _pairs_better(columns: ColumnRoles, sample: pl.DataFrame, meaning: str, column: str) -> bool:
    """Whether a column pairs with the column of ids, and the current choice does not."""
    ids = _id_column(columns, meaning)
    current_separator = _shared_separator(sample, columns.by_meaning[meaning], ids)
    return current_separator is None and _shared_separator(sample, column, ids) is not None


def _pair_with_ids(columns: ColumnRoles, sample: pl.DataFrame, meaning: str) -> None:
    column, ids = columns.by_meaning.get(meaning), _id_column(columns, meaning)
    if meaning == "person" and column is None and len(columns.roles) == 1:
        column = next(iter(columns.roles))
    separator = _shared_separator(sample, column, ids) if column else None
    if column and ids and separator:
        columns.separators[column] = separator
        columns.id_columns[column] = ids


def match_share(cells: pl.Series, pattern: str) -> float:
    """The share of the cells, at least one, that a pattern is found in."""
    return float(cells.str.contains(pattern).sum()) / cells.len()


def _separator_in(cells: pl.Series, *, people: bool, slash: bool = False) -> str | None:
    """The separator of the values in a cell, if cells hold several."""
    for separator in (*_SEPARATORS[:-1], "/", ",") if slash else _SEPARATORS:
        if separator == "," and people:
            cells = without_suffixes(cells)
        counts = cells.str.count_matches(separator, literal=True)
        share = (counts > 0).sum() / cells.len()
        if share < 0.02 or (people and "/" in separator and has_two_names(cells)):
            continue
        if separator == "," and people and has_family_names_first(cells):
            return None
        return separator
    return None
