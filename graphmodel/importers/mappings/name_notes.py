"""Notes next to a person's name in a cell: a role before it, a country, a note or years of life in
brackets after it, and words for further people who are not named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from graphmodel import words
from graphmodel.importers.mappings import header_words
from graphmodel.importers.mappings.header_words import letters, word_for
from graphmodel.importers.mappings.name_warnings import NOBODY
from graphmodel.schema.credit_words import shows_no_meeting

OPENING, CLOSING = "[(（]", "[)）]"
BRACKETS = rf"{OPENING}[^()（）]*{CLOSING}"
_AT_END = re.compile(rf"\s*{OPENING}\s*([^()（）]+?)\s*{CLOSING}\s*$")
_LIFE = re.compile(
    r"(?i)(?:born|died|b\.|d\.|geb\.|gest\.|née?|\*|†|生于|生於)\s*[12]\d{3}"
    r"|[12]\d{3}\s*[-–—]\s*(?:[12]\d{3})?"
)
LIFE_STEPS = {
    "born": rf"{OPENING}\s*(?:(?i:born|b\.|geb\.|née?|\*|生于|生於)\s*)?([12][0-9]{{3}})",
    "died": rf"{OPENING}\s*(?:(?i:died|d\.|gest\.|†)\s*|[12][0-9]{{3}}\s*[-–—]\s*)([12][0-9]{{3}})",
}
"""Patterns that extract the years of birth and of death from the brackets after a name."""
_LIFE_OFF = (
    rf"\s*{OPENING}\s*(?:(?i:born|died|b\.|d\.|geb\.|gest\.|née?|\*|†|生于|生於)\s*[12][0-9]{{3}}"
    rf"|[12][0-9]{{3}}\s*[-–—]\s*(?:[12][0-9]{{3}})?)\s*{CLOSING}\s*$"
)
_WORK = re.compile(
    r"(?i)(?:self|himself|herself|themselves|voice|uncredited|credit only|guest|cameo|narrator"
    r"|archiv(?:e|al) (?:footage|sound|material|audio|photos?)|stock footage"
    r"|(?:original |short |graphic )?(?:novel|novella|book|play|story|idea|concept|characters?)"
    r"|based on .+|screenplay|teleplay|script|dialogues?|adaptation|lyrics"
    r"|(?:co-?|assistant |executive |associate |line )(?:director|writer|producer|author)"
    r"|dir\.?|prod\.?|本人|配音|旁白|客串|特别出演|特別出演|友情出演|资料影像|资料画面|原著|原作)"
)
_SHORT_ROLES = {
    "dir": "director",
    "prod": "producer",
    "scr": "writer",
    "scen": "writer",
    "dop": "cinematographer",
    "mus": "composer",
}
_ROLE_BEFORE = re.compile(r"\s*([^\W\d_]+(?: by)?)(\s*[:：]|\.(?=\s|\w)|(?<= by)(?=\s))\s*(?=\S)")
_OTHERS = (
    r"(?i)(?:^|,?\s+)(?:et al\b\.?|(?:and |& )?(?:many )?others\b\.?|u\. ?a\.|y otros\b\.?"
    r"|и др\.)\s*$"
    r"|^al\.$|(?:^|,?\s+)(?:and |& |\+ ?)?[0-9]+ (?:more|others?)$|(?:^|\s*)(?:…|\.\.\.)$"
)
_FOOTNOTE = r"\s*\[(?:[0-9]{1,3}|[a-z]|(?:note|nb|注|註) ?[0-9]+)\]"
_HAN_OTHERS = re.compile(r"[\u3400-\u9fff·]{2,}\s*等人?\s*$")
_HAN_OTHERS_OFF = {r"^(\p{Han}[\p{Han}·]+?)\s*等人?$": "${1}"}
_NOBODY = re.compile(NOBODY.replace(r"\p{L}", r"\w"))
_JOINING = re.compile(r"^\s*(?:and|with|und|mit|avec|con|&)\s+(?=\S)")
_JOINING_OFF = {r"^(?:and|with|und|mit|avec|con|&)\s+": ""}
_LOCALES = ("en", "zh_Hans", "zh_Hant", "de", "fr", "es", "it", "pt", "nl", "pl", "ja", "ko", "ru")
_OTHER_COUNTRIES = (
    *("USA", "US", "U.S.", "U.S.A.", "UK", "U.K.", "GB", "UAE", "USSR", "PRC", "GDR", "Korea"),
    *("England", "Scotland", "Wales", "Northern Ireland", "Taiwan", "Hong Kong", "Macao", "Macau"),
    *("Palestine", "Czechoslovakia", "Czech Republic", "Yugoslavia", "Turkey", "Holland"),
    *("Ivory Coast", "Soviet Union", "West Germany", "East Germany", "Republic of Korea"),
    *("台湾", "台灣", "香港", "澳门", "澳門", "中国香港", "中国台湾"),
)


@dataclass(frozen=True)
class NameNotes:
    """Notes next to the names in a column: patterns that remove them, countries and notes as
    written, the role that each text before a name stands for, and what to report about them."""

    patterns: dict[str, str] = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    roles: dict[str, str] = field(default_factory=dict)
    has_lives: bool = False
    sentences: tuple[str, ...] = ()


def notes_beside(pieces: Iterable[str]) -> NameNotes:
    """Find the notes next to the names in these pieces of cells."""
    written = list(pieces)
    pieces = [re.sub(_FOOTNOTE, "", piece).strip() for piece in written]
    brackets = list(dict.fromkeys(m.group(1) for p in pieces if (m := _AT_END.search(p))))
    countries = tuple(text for text in brackets if is_country(text))
    lives = [text for text in brackets if _LIFE.fullmatch(text)]
    notes = tuple(text for text in brackets if text not in countries and _is_of_work(text))
    roles = dict(_roles_before(pieces))
    patterns = {in_brackets(countries + notes, around=r"\s*"): ""} if countries or notes else {}
    sentences = []
    if countries:
        sentences.append(
            words.say(
                "'({country})' after a name is read as a country and kept in markets",
                country=countries[0],
            )
        )
    if notes:
        sentences.append(
            words.say("'({note})' after a name is read as a note on the work", note=notes[0])
        )
    if lives:
        patterns[_LIFE_OFF] = ""
        sentences.append(
            words.say(
                "'({years})' after a name is read as years of birth and death", years=lives[0]
            )
        )
    if roles:
        patterns[role_before(roles) + r"\s*"] = ""
        sentences.append(
            words.say("{role!r} before a name is read as a role", role=next(iter(roles)))
        )
    if footnote := next((m.group() for p in written if (m := re.search(_FOOTNOTE, p))), None):
        patterns[_FOOTNOTE] = ""
        sentences.append(
            words.say(
                "{footnote!r} in a name is read as a footnote and left out",
                footnote=footnote.strip(),
            )
        )
    if others := next((piece for piece in pieces if re.search(_OTHERS, piece)), None):
        patterns[_OTHERS] = ""
    if others_in_han := next((piece for piece in pieces if _HAN_OTHERS.fullmatch(piece)), None):
        patterns |= _HAN_OTHERS_OFF
    if named := others or others_in_han:
        sentences.append(
            words.say("{named!r} refers to further unnamed people: they are left out", named=named)
        )
    if nobody := next((piece for piece in pieces if _NOBODY.search(piece)), None):
        patterns[NOBODY] = ""
        sentences.append(
            words.say(
                "{nobody!r} is read as a placeholder, not a name, and left out", nobody=nobody
            )
        )
    if any(_JOINING.match(piece) for piece in pieces):
        patterns |= _JOINING_OFF
    return NameNotes(patterns, countries, notes, roles, bool(lives), tuple(sentences))


def in_brackets(texts: Iterable[str], around: str = "") -> str:
    """The pattern of one of these texts in brackets at the end of a name."""
    return rf"{around}{OPENING}\s*({one_of(texts)})\s*{CLOSING}\s*$"


def role_before(roles: Iterable[str]) -> str:
    """The pattern of one of these texts before a name."""
    return f"^({one_of(roles)})"


def one_of(texts: Iterable[str]) -> str:
    """A pattern that matches any of these texts literally."""
    escaped = [re.sub(r"([][.^$*+?{}\\|()])", r"\\\1", text) for text in texts]
    return "|".join(sorted(escaped, key=len, reverse=True))


def is_country(text: str) -> bool:
    """Whether a text names a country, or several separated by commas or slashes."""
    parts = [part.strip() for part in re.split(r"[,/、，]", text)]
    return all(_folded(part) in _countries() for part in parts)


def _is_of_work(text: str) -> bool:
    is_note = _WORK.fullmatch(text) is not None or shows_no_meeting(text)
    return is_note or word_for(letters(text), header_words.ROLES) is not None


def _roles_before(pieces: Iterable[str]) -> Iterator[tuple[str, str]]:
    for piece in pieces:
        matched = _ROLE_BEFORE.match(piece)
        if not matched:
            continue
        word, mark = letters(matched.group(1)), matched.group(2).strip()
        role = _SHORT_ROLES.get(word)
        if role is None and mark != ".":
            role = word_for(word, header_words.ROLES)
        if role:
            yield matched.group(0).strip(), role


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    from babel import Locale

    names = {_folded(name) for name in _OTHER_COUNTRIES}
    for language in _LOCALES:
        territories = Locale.parse(language).territories
        names |= {_folded(name) for code, name in territories.items() if len(code) == 2}
    return frozenset(names)


def _folded(name: str) -> str:
    return name.casefold().replace("’", "'")
