"""How alike two folded names are, as numbers that a model weighs, and in which way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from graphmodel.resolver.matching.names import GENERATIONS, PARTICLES, nickname, skeleton

_SLIGHT = 0.3
"""The weight of a particle or an initial that only one name has."""


@dataclass(frozen=True)
class Likeness:
    """How two names compare: ``how`` in a word, the rest in numbers from 0 to 1 or counts.

    ``least`` is the likeness of the worst matched word of the shorter name, ``mean`` of all its
    words, ``whole`` of the names written as one word; ``extra`` is the weight of the words that
    only the longer name has, ``initials`` how many words are told by a letter alone, ``nicknames``
    how many by a nickname, ``turned`` whether the words stand in another order, and
    ``generation`` whether one is a junior or a third and the other is not (1) or another (2).
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
def word_likeness(one: str, other: str) -> tuple[float, str]:
    """How alike two words are (0 to 1) and in which way they differ."""
    if one == other:
        return 1.0, "same"
    if len(one) == 1 or len(other) == 1:
        return (0.8, "initials") if one[0] == other[0] else (0.0, "unlike")
    if nickname(one, other):
        return 0.9, "nickname"
    steps = DamerauLevenshtein.distance(one, other)
    alike = 1.0 - steps / max(len(one), len(other))
    if skeleton(one) == skeleton(other) and len(skeleton(one)) > 1:
        alike = max(alike, 0.8)
    return (alike, "spelling") if alike >= 0.5 else (0.5 * alike, "unlike")


def name_likeness(one: str, other: str) -> Likeness:
    """How two folded names compare; the order of the two does not matter.

    Raises nothing: a name without words is unlike every other.
    """
    if one == other and one:
        return Likeness("same")
    first, first_born = _split(one)
    second, second_born = _split(other)
    if not first or not second:
        return Likeness("unlike", 0.0, 0.0, 0.0)
    generation = _generation(first_born, second_born)
    if (first, one) > (second, other) if len(first) == len(second) else len(first) > len(second):
        first, second = second, first
    if first == second:
        return Likeness("generation", generation=generation)
    if sorted(first) == sorted(second):
        return Likeness("order", turned=1, generation=generation)
    joined = "".join(first), "".join(second)
    if joined[0] == joined[1]:
        return Likeness("spacing", generation=generation)
    first, second = _merged(first, second)
    if len(first) > len(second):
        first, second = second, first
    return _aligned(first, second, JaroWinkler.similarity(*joined), generation)


def _split(name: str) -> tuple[list[str], frozenset[str]]:
    found = name.split()
    if len(found) < 3:
        return found, frozenset()
    born = frozenset(word[:2] for word in found[1:] if word in GENERATIONS)
    return [found[0], *(word for word in found[1:] if word not in GENERATIONS)], born


def _generation(one: frozenset[str], other: frozenset[str]) -> int:
    return 0 if one == other else 2 if one and other else 1


def _merged(one: list[str], other: list[str]) -> tuple[list[str], list[str]]:
    """Both with neighbouring words put together where the other name has them as one."""
    for here, there in ((one, other), (other, one)):
        i = 0
        while i + 1 < len(here):
            both = here[i] + here[i + 1]
            if len(both) > 3 and both not in here and both in there:
                here[i : i + 2] = [both]
            i += 1
    return one, other


def _aligned(shorter: list[str], longer: list[str], whole: float, generation: int) -> Likeness:
    """Each word of the shorter name with its likest in the longer, the likest first."""
    mine = _two(shorter, longer) if len(shorter) == len(longer) == 2 else _greedy(shorter, longer)
    taken = set(mine.values())
    met = [(word_likeness(a, longer[mine[i]]), a) for i, a in enumerate(shorter)]
    weights = [_weight(word, shorter) for _, word in met]
    mean = sum(w * alike for w, ((alike, _), _) in zip(weights, met, strict=True)) / sum(weights)
    least = min(1.0 if _weight(word, shorter) < 1 < len(word) else a for (a, _), word in met)
    ways = [way for (_, way), _ in met]
    extra = sum(_weight(word, longer) for j, word in enumerate(longer) if j not in taken)
    order = [mine[i] for i in range(len(shorter))]
    return Likeness(
        _worst(ways, extra, least),
        least,
        mean,
        whole,
        extra,
        ways.count("initials"),
        ways.count("nickname"),
        int(order != sorted(order)),
        generation,
    )


def _two(one: list[str], other: list[str]) -> dict[int, int]:
    """Most names have two words: in their order, unless turned they are more alike."""
    straight = word_likeness(one[0], other[0])[0] + word_likeness(one[1], other[1])[0]
    across = word_likeness(one[0], other[1])[0] + word_likeness(one[1], other[0])[0]
    return {0: 0, 1: 1} if straight >= across else {0: 1, 1: 0}


def _greedy(shorter: list[str], longer: list[str]) -> dict[int, int]:
    scored = sorted(
        (-word_likeness(a, b)[0], abs(i - j), i, j)
        for i, a in enumerate(shorter)
        for j, b in enumerate(longer)
    )
    mine: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in scored:
        if i not in mine and j not in taken:
            mine[i] = j
            taken.add(j)
    return mine


def _weight(word: str, name: list[str]) -> float:
    """Ben and Van are particles inside a name and given names at its beginning."""
    slight = len(word) == 1 or (len(name) > 2 and word in PARTICLES and word != name[0])
    return _SLIGHT if slight else 1.0


def _worst(ways: list[str], extra: float, least: float) -> str:
    if least < 0.5:
        return "unlike"
    for way in ("spelling", "nickname", "initials"):
        if way in ways:
            return way
    return "part" if extra else "order"
