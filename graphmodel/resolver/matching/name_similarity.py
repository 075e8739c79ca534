"""Similarity of two folded names: numbers for the model to weigh, and how the names differ."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from graphmodel.resolver.matching.names import GENERATIONS, PARTICLES, nickname, skeleton

_SLIGHT = 0.3
"""The weight of a particle or an initial that only one name has."""


@dataclass(frozen=True)
class NameSimilarity:
    """Comparison of two names: ``how`` as a word, the rest as numbers from 0 to 1 or counts.

    ``least`` is the similarity of the worst matched word of the shorter name, ``mean`` of all its
    words, ``whole`` of the names written as one word. ``extra`` is the weight of the words that
    only the longer name has, ``initials`` the number of words abbreviated to a letter,
    ``nicknames`` the number of nicknames, ``turned`` whether the words are in another order, and
    ``generation`` whether only one is a junior or a third (1) or the two differ in that (2).
    """

    how: str
    least: float = 1.0
    mean: float = 1.0
    whole: float = 1.0
    extra: float = 0.0
    initials: int = 0
    nicknames: int = 0
    turned: int = 0
    generation: int = 0


@lru_cache(maxsize=1 << 18)
def word_similarity(word_a: str, word_b: str) -> tuple[float, str]:
    """How similar two words are (0 to 1) and how they differ."""
    if word_a == word_b:
        return 1.0, "same"
    if len(word_a) == 1 or len(word_b) == 1:
        return (0.8, "initials") if word_a[0] == word_b[0] else (0.0, "unlike")
    if nickname(word_a, word_b):
        return 0.9, "nickname"
    edits = DamerauLevenshtein.distance(word_a, word_b)
    similarity = 1.0 - edits / max(len(word_a), len(word_b))
    if skeleton(word_a) == skeleton(word_b) and len(skeleton(word_a)) > 1:
        similarity = max(similarity, 0.8)
    return (similarity, "spelling") if similarity >= 0.5 else (0.5 * similarity, "unlike")


def compare_names(name_a: str, name_b: str) -> NameSimilarity:
    """Compare two folded names, in either order.

    A name without words is unlike every other.
    """
    if name_a == name_b and name_a:
        return NameSimilarity("same")
    first, first_generation = _split(name_a)
    second, second_generation = _split(name_b)
    if not first or not second:
        return NameSimilarity("unlike", 0.0, 0.0, 0.0)
    generation = _generation(first_generation, second_generation)
    longer_first = len(first) > len(second)
    if (first, name_a) > (second, name_b) if len(first) == len(second) else longer_first:
        first, second = second, first
    if first == second:
        return NameSimilarity("generation", generation=generation)
    if sorted(first) == sorted(second):
        return NameSimilarity("order", turned=1, generation=generation)
    unspaced = "".join(first), "".join(second)
    if unspaced[0] == unspaced[1]:
        return NameSimilarity("spacing", generation=generation)
    first, second = _merged(first, second)
    if len(first) > len(second):
        first, second = second, first
    return _aligned(first, second, JaroWinkler.similarity(*unspaced), generation)


def _split(name: str) -> tuple[list[str], frozenset[str]]:
    words = name.split()
    if len(words) < 3:
        return words, frozenset()
    generations = frozenset(word[:2] for word in words[1:] if word in GENERATIONS)
    return [words[0], *(word for word in words[1:] if word not in GENERATIONS)], generations


def _generation(first: frozenset[str], second: frozenset[str]) -> int:
    return 0 if first == second else 2 if first and second else 1


def _merged(first: list[str], second: list[str]) -> tuple[list[str], list[str]]:
    """Both names, with neighbouring words merged where the other name writes them as one."""
    for name, reference in ((first, second), (second, first)):
        i = 0
        while i + 1 < len(name):
            compound = name[i] + name[i + 1]
            if len(compound) > 3 and compound not in name and compound in reference:
                name[i : i + 2] = [compound]
            i += 1
    return first, second


def _aligned(
    shorter: list[str], longer: list[str], unspaced: float, generation: int
) -> NameSimilarity:
    """Match each word of the shorter name with its most similar word in the longer one."""
    two_words = len(shorter) == len(longer) == 2
    matches = _match_two(shorter, longer) if two_words else _match_greedily(shorter, longer)
    matched = set(matches.values())
    words = [(word_similarity(word, longer[matches[i]]), word) for i, word in enumerate(shorter)]
    weights = [_weight(word, shorter) for word in shorter]
    weighted = (w * similarity for w, ((similarity, _), _) in zip(weights, words, strict=True))
    mean = sum(weighted) / sum(weights)
    least = min(
        1.0 if _weight(word, shorter) < 1 < len(word) else similarity
        for (similarity, _), word in words
    )
    kinds = [kind for (_, kind), _ in words]
    extra = sum(_weight(word, longer) for j, word in enumerate(longer) if j not in matched)
    order = [matches[i] for i in range(len(shorter))]
    return NameSimilarity(
        _worst(kinds, extra, least),
        least,
        mean,
        unspaced,
        extra,
        kinds.count("initials"),
        kinds.count("nickname"),
        int(order != sorted(order)),
        generation,
    )


def _match_two(first: list[str], second: list[str]) -> dict[int, int]:
    """Match two words in order, unless they are more similar when swapped."""
    straight = word_similarity(first[0], second[0])[0] + word_similarity(first[1], second[1])[0]
    swapped = word_similarity(first[0], second[1])[0] + word_similarity(first[1], second[0])[0]
    return {0: 0, 1: 1} if straight >= swapped else {0: 1, 1: 0}


def _match_greedily(shorter: list[str], longer: list[str]) -> dict[int, int]:
    ranked = sorted(
        (-word_similarity(a, b)[0], abs(i - j), i, j)
        for i, a in enumerate(shorter)
        for j, b in enumerate(longer)
    )
    matches: dict[int, int] = {}
    matched: set[int] = set()
    for _, _, i, j in ranked:
        if i not in matches and j not in matched:
            matches[i] = j
            matched.add(j)
    return matches


def _weight(word: str, name: list[str]) -> float:
    """The weight of a word: Ben and Van are particles inside a name, given names at its start."""
    slight = len(word) == 1 or (len(name) > 2 and word in PARTICLES and word != name[0])
    return _SLIGHT if slight else 1.0


def _worst(kinds: list[str], extra: float, least: float) -> str:
    if least < 0.5:
        return "unlike"
    for kind in ("spelling", "nickname", "initials"):
        if kind in kinds:
            return kind
    return "part" if extra else "order"
