"""What a person would call a community: where its work is from, what it is, and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graphmodel.analysis.graph.log_odds import DistinctiveTerm

HOUSES = {"school": 0.15, "programme": 0.15, "event": 0.3, "company": 0.15, "festival": 0.4}
"""What a community may be named after, and the share of its people and projects that must have
it."""
LEAST_HOUSE = 0.04
"""The same where there is nothing else to name it after."""
LEAST_COMMON = 0.15
"""The share below which a country, genre or decade is telling but not what one would call it."""
SECOND = 0.4
"""A second country or genre is named if it is so much as common as the first."""

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
_MADE_OF = {"Animation": "animated", "Music": "music", "Sport": "sports"}
_AS_NOUN = {"documentary": "documentaries", "film-noir": "films noirs"}


def label(leader: str, reasons: Sequence[DistinctiveTerm], units: int, noun: str) -> str:
    """Such as "Hong Kong action films, 1980s-90s · around Johnnie To".

    ``reasons`` are what is typical of the community, by z-score, ``units`` how many people and
    projects it has, ``noun`` the word for what its projects are, in the plural.
    """
    around = f"around {leader}"
    head = _head(reasons, units, noun)
    return f"{head} · {around}" if head else around


def _head(reasons: Sequence[DistinctiveTerm], units: int, noun: str) -> str:
    houses = [r for r in reasons if r.inside >= HOUSES.get(r.kind, 2.0) * max(units, 1)]
    work = _work(reasons, noun)
    parts = [houses[0].value] if houses else []
    if work:
        parts.append(work)
    if not parts:
        some = [r for r in reasons if r.kind in HOUSES and r.inside >= LEAST_HOUSE * max(units, 1)]
        parts = [reason.value for reason in some[:1]]
    years = decades(r.value for r in _common(reasons, "decade"))
    return ", ".join([*parts, years] if parts and years else parts or [years][: bool(years)])


def _work(reasons: Sequence[DistinctiveTerm], noun: str) -> str:
    """Such as "Swedish and Danish drama films"; empty where neither country nor genre tells."""
    places = list(dict.fromkeys(_ADJECTIVES.get(p, p) for p in _named(reasons, "country")))
    genres = [_MADE_OF.get(g, g.lower()) for g in _named(reasons, "genre")]
    if not places and not genres:
        return ""
    last = _AS_NOUN.get(genres[-1]) if genres else None
    kinds = [" and ".join([*genres[:-1], last])] if last else [" and ".join(genres), noun]
    words = " ".join(part for part in (" and ".join(places), *kinds) if part)
    return words[:1].upper() + words[1:]


def _named(reasons: Sequence[DistinctiveTerm], kind: str) -> list[str]:
    """The values of a kind that a community would be called by, at most two."""
    common = _common(reasons, kind)
    first = max((r.inside for r in common), default=0)
    return [r.value for r in common if r.inside >= SECOND * first][:2]


def _common(reasons: Sequence[DistinctiveTerm], kind: str) -> list[DistinctiveTerm]:
    return [r for r in reasons if r.kind == kind and r.inside >= LEAST_COMMON * r.of_inside]


def decades(values: Iterable[str]) -> str:
    """The decades from the first to the last, such as "1980s-90s" with a long dash."""
    years = sorted(int(value[:4]) for value in values if value[:4].isdigit())
    if not years:
        return ""
    first, last = years[0], years[-1]
    if first == last:
        return f"{first}s"
    same = first // 100 == last // 100
    return f"{first}s–{str(last)[2:] if same else last}s"
