"""Labels as a person would name a community: where its work is from, what it is, and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graphmodel.analysis.graph.log_odds import DistinctiveTerm

INSTITUTION_SHARES = {
    "school": 0.15,
    "programme": 0.15,
    "event": 0.3,
    "company": 0.15,
    "festival": 0.4,
}
"""What a community may be named after, and the share of its people and projects that need it."""
MIN_INSTITUTION_SHARE = 0.04
"""The same if there is nothing else to name it after."""
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
_GENRE_NOUNS = {"documentary": "documentaries", "film-noir": "films noirs"}


def label(leader: str, reasons: Sequence[DistinctiveTerm], units: int, noun: str) -> str:
    """Such as "Hong Kong action films, 1980s-90s · around Johnnie To".

    ``reasons`` are what is typical of the community, by z-score, ``units`` the number of its
    people and projects, ``noun`` the plural word for its projects.
    """
    around = f"around {leader}"
    description = _description(reasons, units, noun)
    return f"{description} · {around}" if description else around


def _description(reasons: Sequence[DistinctiveTerm], units: int, noun: str) -> str:
    units = max(units, 1)
    institutions = [r for r in reasons if r.inside >= INSTITUTION_SHARES.get(r.kind, 2.0) * units]
    work_phrase = _work_phrase(reasons, noun)
    phrases = [institutions[0].value] if institutions else []
    if work_phrase:
        phrases.append(work_phrase)
    if not phrases:
        minor = [r for r in reasons if r.kind in INSTITUTION_SHARES]
        minor = [r for r in minor if r.inside >= MIN_INSTITUTION_SHARE * units]
        phrases = [reason.value for reason in minor[:1]]
    years = decades(r.value for r in _common(reasons, "decade"))
    return ", ".join([*phrases, years] if phrases and years else phrases or [years][: bool(years)])


def _work_phrase(reasons: Sequence[DistinctiveTerm], noun: str) -> str:
    """Such as "Swedish and Danish drama films"; empty without a leading country or genre."""
    leading = _leading_values(reasons, "country")
    countries = list(dict.fromkeys(_ADJECTIVES.get(country, country) for country in leading))
    genres = [_GENRE_ADJECTIVES.get(g, g.lower()) for g in _leading_values(reasons, "genre")]
    if not countries and not genres:
        return ""
    genre_noun = _GENRE_NOUNS.get(genres[-1]) if genres else None
    kinds = [" and ".join(genres), noun]
    if genre_noun:
        kinds = [" and ".join([*genres[:-1], genre_noun])]
    phrase = " ".join(word for word in (" and ".join(countries), *kinds) if word)
    return phrase[:1].upper() + phrase[1:]


def _leading_values(reasons: Sequence[DistinctiveTerm], kind: str) -> list[str]:
    """The values of a kind to name a community by, at most two."""
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
