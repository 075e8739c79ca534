"""Human-readable labels of communities: where their work is from, what it is, and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graphmodel import words
from graphmodel.analysis.graph.log_odds import DistinctiveTerm

INSTITUTION_SHARES = {
    "school": 0.15,
    "programme": 0.15,
    "event": 0.3,
    "company": 0.15,
    "festival": 0.4,
}
"""Kinds of institution to name a community after, and the share of its people and projects that
must have it."""
MIN_INSTITUTION_SHARE = 0.04
"""The required share if there is nothing else to name it after."""
MIN_SHARE = 0.15
"""The share below which a country, genre or decade is distinctive but does not name a community."""
MIN_SECOND_SHARE = 0.4
"""A second country or genre is named if it is at least this common relative to the first."""

_ADJECTIVES = {
    "Argentina": "Argentine", "Asia": "Asian", "Australia": "Australian", "Austria": "Austrian",
    "Belgium": "Belgian", "Brazil": "Brazilian", "Canada": "Canadian", "Chile": "Chilean",
    "China": "Chinese", "People's Republic of China": "Chinese", "Colombia": "Colombian",
    "Cuba": "Cuban", "Czech Republic": "Czech", "Czechoslovakia": "Czechoslovak",
    "Denmark": "Danish", "Egypt": "Egyptian", "Europe": "European", "Finland": "Finnish",
    "France": "French",
    "Germany": "German", "West Germany": "West German", "East Germany": "East German",
    "Greece": "Greek", "Hungary": "Hungarian", "Iceland": "Icelandic", "India": "Indian",
    "Indonesia": "Indonesian", "Iran": "Iranian", "Ireland": "Irish", "Israel": "Israeli",
    "Italy": "Italian", "Japan": "Japanese", "Mexico": "Mexican", "Netherlands": "Dutch",
    "New Zealand": "New Zealand", "Nigeria": "Nigerian",
    "North America": "North American", "Norway": "Norwegian",
    "Palestine": "Palestinian", "Philippines": "Philippine", "Poland": "Polish",
    "Portugal": "Portuguese", "Romania": "Romanian", "Russia": "Russian", "Serbia": "Serbian",
    "South Africa": "South African", "South Korea": "South Korean", "Soviet Union": "Soviet",
    "Spain": "Spanish", "Sweden": "Swedish", "Switzerland": "Swiss", "Taiwan": "Taiwanese",
    "Thailand": "Thai", "Turkey": "Turkish", "Ukraine": "Ukrainian", "United Kingdom": "British",
    "UK": "British", "United States": "American", "United States of America": "American",
    "USA": "American", "Vietnam": "Vietnamese", "Yugoslavia": "Yugoslav",
}  # fmt: skip
_GENRE_ADJECTIVES = {"Animation": "animated", "Music": "music", "Sport": "sports"}
_PROJECTS = words.mark("projects")
_NOUNS = {
    "films": words.mark("films"), "series": words.mark("series"), "shorts": words.mark("shorts"),
}  # fmt: skip
_GENRE_NOUNS = {"documentary": "documentaries", "film-noir": "films noirs"}


@dataclass(frozen=True)
class CommunityName:
    """The parts of a community's name: the central person, an institution, the countries and genres
    of its work, the plural noun for its projects, and the first and last decade, 0 for none."""

    leader: str
    institution: str = ""
    countries: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    noun: str = "projects"
    first: int = 0
    last: int = 0

    @property
    def label(self) -> str:
        """The English label, such as "Hong Kong action films, 1980s-90s · around Johnnie To", with
        an en dash."""
        with words.speaking(words.ENGLISH):
            return self.said()

    def said(self) -> str:
        """The label in the current language."""
        return " · ".join(filter(None, (self.known(), self.around())))

    def known(self) -> str:
        """The label without the person; empty if the community is named after nothing else."""
        return words.listed(self.institution, self._work(), self._decades())

    def around(self) -> str:
        """The part of the label that names the central person."""
        return words.say("around {name}", name=self.leader)

    def _work(self) -> str:
        if not self.countries and not self.genres:
            return ""
        if words.spoken() == words.ENGLISH:
            return _work_phrase(self.countries, self.genres, self.noun)
        countries = words.listed(*map(words.label, self.countries))
        genres = words.listed(*map(words.label, self.genres))
        if self.genres and self.genres[-1].lower() in _GENRE_NOUNS:
            return f"{countries}{genres}"
        noun = words.say(_NOUNS.get(self.noun, _PROJECTS))
        return words.say(
            "{countries} {genres} {works}", countries=countries, genres=genres, works=noun
        )

    def _decades(self) -> str:
        if words.spoken() == words.ENGLISH or not self.first:
            return decades(f"{year}s" for year in (self.first, self.last) if year)
        if self.first == self.last:
            return words.say("{year}s", year=self.first)
        return words.say("{first}s to {last}s", first=self.first, last=self.last)


def named(leader: str, reasons: Sequence[DistinctiveTerm], units: int, noun: str) -> CommunityName:
    """Choose the parts of a community's name.

    ``reasons`` are what is typical of it, by z-score, ``units`` the number of its people and
    projects, ``noun`` the plural noun for its projects.
    """
    units = max(units, 1)
    countries, genres = _leading_values(reasons, "country"), _leading_values(reasons, "genre")
    institutions = [r for r in reasons if r.inside >= INSTITUTION_SHARES.get(r.kind, 2.0) * units]
    if not institutions and not countries and not genres:
        institutions = [
            r for r in reasons
            if r.kind in INSTITUTION_SHARES and r.inside >= MIN_INSTITUTION_SHARE * units
        ]  # fmt: skip
    years = sorted(
        int(r.value[:4]) for r in _common(reasons, "decade") if r.value[:4].isdigit()
    ) or [0]
    return CommunityName(
        leader, institutions[0].value if institutions else "", tuple(countries), tuple(genres),
        noun, years[0], years[-1],
    )  # fmt: skip


def _work_phrase(countries: Sequence[str], genres: Sequence[str], noun: str) -> str:
    """An English phrase such as "Swedish and Danish drama films"."""
    origins = list(dict.fromkeys(_ADJECTIVES.get(country, country) for country in countries))
    sorts = [_GENRE_ADJECTIVES.get(genre, genre.lower()) for genre in genres]
    genre_noun = _GENRE_NOUNS.get(sorts[-1]) if sorts else None
    kinds = [" and ".join(sorts), noun]
    if genre_noun:
        kinds = [" and ".join([*sorts[:-1], genre_noun])]
    phrase = " ".join(word for word in (" and ".join(origins), *kinds) if word)
    return phrase[:1].upper() + phrase[1:]


def _leading_values(reasons: Sequence[DistinctiveTerm], kind: str) -> list[str]:
    """At most two values of a kind to name a community by."""
    common = _common(reasons, kind)
    first = max((r.inside for r in common), default=0)
    return [r.value for r in common if r.inside >= MIN_SECOND_SHARE * first][:2]


def _common(reasons: Sequence[DistinctiveTerm], kind: str) -> list[DistinctiveTerm]:
    return [r for r in reasons if r.kind == kind and r.inside >= MIN_SHARE * r.of_inside]


def decades(values: Iterable[str]) -> str:
    """The decades from first to last, such as "1980s-90s" with an en dash."""
    years = sorted(int(value[:4]) for value in values if value[:4].isdigit())
    if not years:
        return ""
    first, last = years[0], years[-1]
    if first == last:
        return f"{first}s"
    same = first // 100 == last // 100
    return f"{first}s–{str(last)[2:] if same else last}s"
