"""The meaning of each column of a table."""

from __future__ import annotations

from dataclasses import dataclass, field

from graphmodel.importers.mappings.infer_names import NameForm

YEAR_OF_TITLE = r" *\(((?:18|19|20)[0-9]{2})\)$"
"""The year in brackets at the end of a title."""


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
    """The separators of the roles in the cells of a column of roles: ``Director/Writer``."""
    owner: str | None = None
    prefix: str = ""
    stages: dict[str, str] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)
    """The words of a column of roles, in lower case, each with the role that it stands for."""
    results: dict[str, str] = field(default_factory=dict)
    """The words of a column of festivals' results, in lower case, each with what it stands for."""
    no_results: list[str] = field(default_factory=list)
    """The cells of that column without a known result."""
    festival: str = ""
    edition: str = ""
    """The festival of a programme and the year of its edition, if the letterhead names them."""
    dates: dict[str, list[str]] = field(default_factory=dict)
    """Columns of days, each with the formats in which they are written."""
    is_tmdb: bool = False
    """Whether the table is redistributed TMDB data, with TMDB's ids of films."""
    filmed_again: dict[str, dict[str, str]] = field(default_factory=dict)
    """Films on which others in the table are based: their rows, by title."""
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
        """The prefix of the film ids that a column of ids gives."""
        return "tmdb:movie" if self.is_tmdb else f"{self.prefix}:film"


def time_column(columns: ColumnRoles, meaning: str) -> str:
    """The value of a time: its column, or the one that turns its days into ISO dates."""
    column = columns.by_meaning[meaning]
    return f"{{the_{meaning}}}" if columns.dates[column] else f"{{{column}}}"
