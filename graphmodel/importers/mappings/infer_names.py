"""How the cells of a column write people's names: one or several, family name first or last."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import polars as pl

from graphmodel import words
from graphmodel.importers.mappings.name_notes import BRACKETS, NameNotes, notes_beside
from graphmodel.importers.name_lists import given_name_first, split_names

_SUFFIX = re.compile(
    r",\s*(Jr\.?|Sr\.?|I{2,3}|IV|M\.?D\.?|Ph\.?D\.?|MBA|Esq\.?|Inc\.?|Ltd\.?|LLC)(?=\s*(,|;|/|$))"
)
AND = (
    *(" & ", " and ", " with ", " und ", " mit ", " avec ", " et ", " och ", " og ", " en "),
    *(" и ", " y ", " e ", " + "),
)
"""Words that separate two people in a cell, if both have two names."""
_WITHIN_NAMES = (" y ", " e ", " en ")
"""Those that also occur within names, as in ``Ramón y Cajal``, if one name follows."""
NUMBER = r" *\([IVXLC]+\)$"
"""The number at the end of a namesake's name."""
_NUMBERED = re.compile(r" \([IVXLC]+\)")
_AS = re.compile(r"[ (]as \S")
_PARTING = ("、", "，", "；", "/")
"""Marks that separate names in Chinese and Japanese; a column may have several."""
_EAST = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_EASTERN, _LATIN = f"[^/]*[{_EAST}][^/]*", f"[^/{_EAST}]*[A-Za-z][^/{_EAST}]*"
_SAME_PERSON = f"^({_EASTERN}/{_LATIN}|{_LATIN}/{_EASTERN})$"
_WITHOUT_LATIN = {f"^({_EASTERN})/{_LATIN}$": "${1}", f"^{_LATIN}/({_EASTERN})$": "${1}"}
LATIN_NAME = (
    f"split: '|', extract: '{_SAME_PERSON}', otherwise: empty, "
    f"replace: {{'{_EASTERN}': '', '/': ''}}"
)
"""The steps that extract the Latin name from ``梁朝伟/Tony Leung``."""
_SPACED = rf"[{_EAST}·・]+ +[A-Za-zÀ-ÿ][^/{_EAST}]*"
_WITHOUT_SPACED = {f"^([{_EAST}·・]+) +[A-Za-zÀ-ÿ].*$": "${1}"}
SPACED_NAME = f"split: '|', extract: '^[{_EAST}·・]+ +([A-Za-zÀ-ÿ][^/{_EAST}]*)$', otherwise: empty"
"""The steps that extract the Latin name from ``梁朝伟 Tony Leung``."""
_CAPITALS = {r"^(\p{Lu}[\p{Lu}''’ -]+) (\p{Lu}\p{Ll}.*)$": "${2} ${1}"}
_PARTICLES = ("van", "von", "de", "del", "della", "di", "da", "la", "le", "al", "el", "ten", "ter")


@dataclass(frozen=True)
class NameForm:
    """The steps that make a cell's piece a name, further separators, and what is uncertain.

    ``numbered`` if namesakes are told apart by a number, as IMDb does: ``Ann Ek (II)``.
    ``two_names`` if people have their names in two scripts: ``梁朝伟/Tony Leung``.
    """

    steps: str = ""
    also: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    numbered: bool = False
    two_names: bool = False
    spaced: bool = False
    """Whether only a space separates the two names."""
    notes: NameNotes = field(default_factory=NameNotes)
    """The notes next to the names, removed before any other step."""

    @property
    def has_own_column(self) -> bool:
        """Whether the names are computed in a separate column."""
        return bool(self.steps or self.notes.patterns)


def has_two_names(cells: pl.Series) -> bool:
    """Whether most slashes in cells separate the names of one person in two scripts."""
    pieces = cells.head(500).str.replace_all("[、，；;,|]", "\n").str.split("\n").explode()
    parted = pieces.filter(pieces.str.contains("/", literal=True))
    same = int(parted.str.contains(_SAME_PERSON).sum())
    return same > len(parted) - same


def without_suffixes(cells: pl.Series) -> pl.Series:
    """Cells without what follows a name after a comma, as in ``Sammy Davis, Jr.``"""
    texts = [text and _SUFFIX.sub("", text) for text in cells.to_list()]
    return pl.Series(cells.name, texts, dtype=pl.String)


def parts_at_spaces(cells: pl.Series) -> bool:
    """Whether spaces separate whole names in Han characters, as in ``王晓雨 李青``. A space within
    a name is Japanese, in which family and given names seldom have three characters."""
    texts = cells.head(500).to_list()
    if any(re.search(r"[\u3040-\u30ff]", text) for text in texts):
        return False
    spaced = [text.split() for text in texts if " " in text.strip()]
    return (
        bool(spaced)
        and all(re.fullmatch(r"[\u3400-\u9fff·]{2,}", word) for words in spaced for word in words)
        and any(len(word) == 3 or "·" in word for words in spaced for word in words)
    )


def has_family_names_first(cells: pl.Series) -> bool:
    """Whether the commas in cells of names are within names, as in ``Varda, Agnès``."""
    family, several = _comma_evidence(cells.head(500).to_list())
    return family > several


def _comma_evidence(cells: list[str]) -> tuple[int, int]:
    """How many cells look like one name with its family name first, and how many like several."""
    family = several = 0
    for cell in cells:
        pieces = [piece.strip() for piece in _SUFFIX.sub("", cell).split(",") if piece.strip()]
        if len(pieces) < 2:
            continue
        is_one = len(pieces) == 2 and _is_family_name(pieces[0]) and not _is_whole_han(pieces)
        family, several = family + is_one, several + (not is_one)
    return family, several


def _is_family_name(piece: str) -> bool:
    words = [word for word in piece.split() if word.lower() not in _PARTICLES]
    return len(words) == 1


def _is_whole_han(pieces: list[str]) -> bool:
    """Whether both pieces are whole names: Han family names have one character, seldom two."""
    return all(re.fullmatch(r"[\u4e00-\u9fff·]{2,}", piece) for piece in pieces)


def parting_word(cells: pl.Series) -> str | None:
    """The word that separates two people in cells without another separator."""
    least = max(0.02 * len(cells), 1)
    return next((word for word in _words_parting(cells) if _parted(cells, word) >= least), None)


def _words_parting(cells: pl.Series) -> tuple[str, ...]:
    """The words that separate two people somewhere and never occur within a name."""
    within = {w for w in _WITHIN_NAMES if cells.str.contains(rf"{w}\w+\s*$").any()}
    return tuple(word for word in AND if word not in within and _parted(cells, word))


def _parted(cells: pl.Series, word: str) -> int:
    """How many cells hold a word between two people, each with two names."""
    return int(cells.str.contains(rf"\w[.\w]* [\w'’-]+{re.escape(word)}\w[.\w'’-]* \w").sum())


def name_form(cells: pl.Series, separator: str | None) -> NameForm:
    """The form of the names in a column whose cells are split at ``separator``."""
    outside = cells.str.replace_all(BRACKETS, "").head(500).to_list()
    also = _also_parting(_split(outside, separator), separator, slash=not has_two_names(cells))
    notes, pieces = _without_notes(cells, separator, also)
    family, several = _comma_evidence(pieces) if separator != "," else (0, 0)
    unsure = [*notes.sentences]
    steps = []
    if family:
        steps.append("family_first: true")
        turned = next(p.strip() for p in pieces if "," in _SUFFIX.sub("", p))
        name = pl.select(given_name_first(pl.lit(turned))).item()
        unsure.append(
            words.say(
                "{turned!r} is read as {name!r}; the comma could also separate two people",
                turned=turned,
                name=name,
            )
        )
    if several and family:
        unsure.append(words.say("some cells seem to hold several names separated by commas"))
    numbered = any(_NUMBERED.search(piece) for piece in pieces)
    if numbered:
        unsure.append(
            words.say("numbers such as (I) tell namesakes apart: they stay in ids, not in names")
        )
    as_character = {r" *\(as [^)]*\)": "", " as [^,;]*$": ""}
    patterns = as_character if any(_AS.search(piece) for piece in pieces) else {}
    if patterns:
        unsure.append(words.say("what follows ' as ' is read as a character and left out"))
    two_names = has_two_names(cells)
    if two_names:
        unsure.append(
            words.say("names in two scripts around a '/' are read as two names of one person")
        )
        patterns |= _WITHOUT_LATIN
    spaced = any(re.fullmatch(_SPACED, piece.strip()) for piece in pieces)
    if spaced:
        unsure.append(
            words.say("names in two scripts side by side are read as two names of one person")
        )
        patterns |= _WITHOUT_SPACED
    if _is_in_capitals(pieces):
        unsure.append(words.say("family names in capitals are moved behind the given names"))
        patterns |= _CAPITALS
    if patterns:
        replaced = ", ".join(f"'{pattern}': '{text}'" for pattern, text in patterns.items())
        steps.append(f"replace: {{{replaced}}}")
    doubtful = (separator, *also) if separator in AND else also
    if doubtful:
        unsure.append(
            words.count(
                "{marks} is read as separating two people",
                "{marks} are read as separating two people",
                len(doubtful),
                marks=words.say(" and ").join(map(repr, doubtful)),
            )
        )
    return NameForm(", ".join(steps), also, tuple(unsure), numbered, two_names, spaced, notes)


def _split(texts: list[str], separator: str | None) -> list[str]:
    return [piece for text in texts for piece in (text.split(separator) if separator else [text])]


def _without_notes(
    cells: pl.Series, separator: str | None, also: tuple[str, ...]
) -> tuple[NameNotes, list[str]]:
    """The notes next to the names in cells, and the first pieces of cells without them."""
    if separator == ",":
        lists = cells.to_frame().select(split_names(pl.col(cells.name))).to_series()
        pieces = lists.explode().drop_nulls()
    else:
        pieces = pl.Series(_split(cells.to_list(), separator), dtype=pl.String)
    for mark in also:
        pieces = pieces.str.split(mark).explode()
    notes = notes_beside(pieces.unique(maintain_order=True).to_list())
    first = pl.Series(_split(cells.head(500).to_list(), separator), dtype=pl.String)
    for pattern, text in notes.patterns.items():
        first = first.str.strip_chars().str.replace_all(pattern, text)
    return notes, first.to_list()


def _is_in_capitals(pieces: list[str]) -> bool:
    """Whether most names begin with a family name in capitals: ``FERRO Ana``."""
    words = [piece.split() for piece in pieces if len(piece.split()) > 1]
    marked = [w for w in words if len(w[0]) > 1 and w[0].isupper() and w[-1][1:].islower()]
    return len(marked) > 0.5 * len(words)


def _also_parting(pieces: list[str], separator: str | None, *, slash: bool) -> tuple[str, ...]:
    """The marks and words that separate people within pieces."""
    marks = [
        mark for mark in _PARTING
        if separator in _PARTING and mark != separator and (slash or mark != "/")
    ]  # fmt: skip
    if separator:
        words = _words_parting(pl.Series(pieces, dtype=pl.String))
        marks += [mark for mark in reversed(words) if mark != separator]
    used = tuple(mark for mark in marks if any(mark in piece for piece in pieces))
    smaller = pl.Series([p.strip() for p in pieces if not any(mark in p for mark in used)])
    at_spaces = separator and separator != " " and parts_at_spaces(smaller.cast(pl.String))
    return (*used, " ") if at_spaces else used
