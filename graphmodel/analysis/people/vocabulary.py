"""The phrases by which a sentence names facet values in a network."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from graphmodel.analysis.people.columns import Columns, Values
from graphmodel.analysis.people.facets import BY_NAME, FACETS
from graphmodel.analysis.people.words import FILLERS, GENERIC, GROUPS
from graphmodel.network.network import Network

LONGEST = 9
"""Words, or Chinese characters, in the longest phrase looked up."""

SHORTEST_NAME = 3
"""Minimum length in letters of the distinctive part of a name."""

_HAN = "\u3400-\u9fff"
TOKEN = re.compile(rf"[{_HAN}]|[^\W{_HAN}]+(?:['’.&][^\W{_HAN}]+)*\.?", re.UNICODE)
"""A word, or one Chinese character."""


@dataclass(frozen=True)
class Meaning:
    """Values of one facet named by a phrase, as ids or texts, and their labels; ``unknown`` if
    nobody here has what the phrase names."""

    facet: str
    values: tuple[str, ...]
    labels: tuple[str, ...]
    unknown: bool = False


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The meanings of each folded phrase."""

    phrases: Mapping[str, tuple[Meaning, ...]]

    def longest(self, lower: str, at: int) -> tuple[int, tuple[Meaning, ...]] | None:
        """The end of the longest known phrase here, and its meanings."""
        for end in _ends(lower, at):
            meanings = self.phrases.get(fold(lower[at:end]))
            if meanings:
                return end, meanings
        return None

    def filler(self, lower: str, at: int) -> int:
        """The end of the longest filler here; 0 if there is none."""
        return next((end for end in _ends(lower, at) if lower[at:end] in FILLERS), 0)


def _ends(lower: str, at: int) -> list[int]:
    """Possible ends of phrases that begin here, longest first."""
    ends: list[int] = []
    for token in TOKEN.finditer(lower, at):
        if len(ends) == LONGEST:
            break
        between = lower[ends[-1] if ends else at : token.start()]
        if between.strip(" -") or (not ends and between):
            break
        ends.append(token.end())
    return ends[::-1]


def fold(text: str) -> str:
    """Fold a phrase for comparison: regardless of case, accents, hyphens and a final full stop."""
    plain = unicodedata.normalize("NFKD", text.lower()).replace("-", " ").replace("’", "'")
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(plain.split()).rstrip(".")


_CACHE: WeakKeyDictionary[Columns, Vocabulary] = WeakKeyDictionary()


def vocabulary(network: Network, columns: Columns) -> Vocabulary:
    """The phrases that name values of a network, built once for its columns."""
    if columns not in _CACHE:
        _CACHE[columns] = Vocabulary(_phrases(network, columns))
    return _CACHE[columns]


def _phrases(network: Network, columns: Columns) -> dict[str, tuple[Meaning, ...]]:
    by_phrase: dict[str, dict[str, Meaning]] = {}
    for facet in FACETS:
        values = columns.values[facet.name]
        called: dict[str, list[int]] = {}
        for number, names in enumerate(_names(network, facet.name, values)):
            for name in names:
                called.setdefault(name, []).append(number)
        for phrase, numbers in _with_groups(facet.name, called).items():
            ids = tuple(_value_id(network, values, number) for number in numbers)
            labels = tuple(values.labels[number] for number in numbers)
            meaning = Meaning(facet.name, ids, labels, unknown=not ids)
            by_phrase.setdefault(phrase, {})[facet.name] = meaning
    return {phrase: _known_first(meanings) for phrase, meanings in by_phrase.items() if phrase}


def _known_first(meanings: Mapping[str, Meaning]) -> tuple[Meaning, ...]:
    """The meanings that occur here; if there are none, those that do not."""
    known = tuple(meaning for meaning in meanings.values() if not meaning.unknown)
    return known or tuple(meanings.values())


def _value_id(network: Network, values: Values, number: int) -> str:
    node = int(values.nodes[number])
    return values.labels[number] if node < 0 else network.ids[node]


def _names(network: Network, facet: str, values: Values) -> Iterator[set[str]]:
    """The phrases for each value: its label, plurals of roles, other names of nodes and the
    distinctive part of a school, festival or programme name."""
    others = network.nodes["other_names"]
    for label, node in zip(values.labels, values.nodes.tolist(), strict=True):
        names = {label}
        if node >= 0:
            names |= set(others[node] if others[node] is not None else ())
            if BY_NAME[facet].by != BY_NAME["company"].by:
                names |= {_distinctive(name) for name in list(names)}
        elif facet in ("role", "form"):
            names.add(f"{label}s")
        yield {fold(name) for name in names} - {""}


def _distinctive(name: str) -> str:
    words = [word for word in fold(name).split() if word not in GENERIC]
    text = " ".join(words)
    return text if len(text) >= SHORTEST_NAME else ""


def _with_groups(facet: str, called: Mapping[str, list[int]]) -> dict[str, list[int]]:
    """The phrases with their synonyms added: each stands for all values of its group that occur."""
    extended = {phrase: list(numbers) for phrase, numbers in called.items()}
    for group in GROUPS.get(facet, ()):
        phrases = [fold(name) for name in group]
        numbers = [n for phrase in phrases for n in called.get(phrase, ())]
        for phrase in phrases:
            # A phrase in two groups means the values of both that occur here.
            extended[phrase] = sorted({*extended.get(phrase, ()), *numbers})
    return extended
