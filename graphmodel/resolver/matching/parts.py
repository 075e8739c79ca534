"""The part of a longer work that a title names: "Part Two", "Vol. 2", "II", "7b", 第二部, 下."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_WORDS = (
    ("one", "first", "eins", "un", "uno"),
    ("two", "second", "zwei", "deux", "dos"),
    ("three", "third", "drei", "trois", "tres"),
    ("four", "fourth", "vier", "quatre", "cuatro"),
    ("five", "fifth"),
    ("six", "sixth"),
    ("seven", "seventh"),
    ("eight", "eighth"),
    ("nine", "ninth"),
    ("ten", "tenth"),
    ("eleven", "eleventh"),
    ("twelve", "twelfth"),
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_HAN = "一二三四五六七八九十"
_THIRDS = {"上": 1, "中": 2, "下": 3}
_NUMBERS = {
    **{word: number for number, words in enumerate(_WORDS, 1) for word in words},
    **{word: number for number, word in enumerate(_ROMAN, 1)},
    **{letter: number for number, letter in enumerate("abcde", 1)},
    **{letter: number for number, letter in enumerate(_HAN, 1)},
}

_NUMBER = rf"\d+|{'|'.join(sorted({w for w in _NUMBERS if w not in _HAN}, key=len, reverse=True))}"
_MARK = r"part|pt|volume|vol|chapter|chap|episode|teil|partie|parte|parti|book|nr|no"
_MARKED = re.compile(rf"\b(?:{_MARK})\b\.?\s*(?P<number>{_NUMBER})\b")
_ORDINAL = re.compile(rf"\b(?P<number>{_NUMBER})(?:st|nd|rd|th)?\s+(?:part|volume|chapter)\b")
_LETTERED = re.compile(r"\b\d+\s?(?P<number>[a-e])(?:\s*[:\u2013\u2014-]|$)")
_BARE = r"\d+|[ivx]{1,4}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_AT_END = re.compile(rf"[\s:,.(\u2013\u2014-](?P<number>{_BARE})\s*(?:\)|[:\u2013\u2014]|\s-\s|$)")
_HAN_MARKED = re.compile(rf"第\s*(?P<number>[{_HAN}]|\d+)\s*[部集季篇章卷]")
_HAN_THIRD = re.compile(
    r"(?:[(\s:·]\s*(?P<third>[上中下])[部集篇卷]?\s*\)?|(?P<marked>[上中下])[部集篇卷])\s*$"
)
_HAN_AT_END = re.compile(rf"[\u4e00-\u9fff\s:·](?P<number>\d{{1,2}})\s*(?:[:(]|$)|"
                         rf"[\s:·](?P<han>[{_HAN}])\s*$")  # fmt: skip
_NAMES_A_YEAR = 1800


@lru_cache(maxsize=1 << 17)
def split_part(title: str) -> tuple[str, str]:
    """Split a title into its stem, in lower case and normal form, and the part it names: a number
    or, for the last of two or three Chinese parts, ``last``. If it names none, the title unchanged
    and an empty text. A year is not a part.

    ``Kill Bill: Vol. 2`` gives ``2``, ``Harry Potter 7b`` too, 赤壁(上) gives ``1``.
    """
    text = unicodedata.normalize("NFKC", title).casefold().strip()
    third = _HAN_THIRD.search(text)
    if third is not None:
        number = _THIRDS[third["third"] or third["marked"]]
        part = "last" if number == len(_THIRDS) else str(number)
        return text[: third.start()].strip(), part
    for pattern in (_MARKED, _ORDINAL, _HAN_MARKED, _LETTERED, _AT_END, _HAN_AT_END):
        match = pattern.search(text)
        if match is not None:
            word = match["number"] or match.groupdict().get("han") or ""
            number = int(word) if word.isdecimal() else _NUMBERS.get(word, 0)
            if 0 < number < _NAMES_A_YEAR:
                # A character before a bare Han number belongs to the title.
                start = match.start() + (pattern is _HAN_AT_END)
                return f"{text[:start]} {text[match.end() :]}".strip(" :,.-\u2013\u2014("), str(
                    number
                )
    return title, ""


def part_of(title: str) -> str:
    """The part that a title names; empty if it names none."""
    return split_part(title)[1]


def with_plain_part(title: str) -> str:
    """The title with its part, if any, in plain form at its end, however it is written. A title
    that is only a part is unchanged."""
    stem, part = split_part(title)
    return f"{stem} {part}" if part and stem else title


def parts_differ(parts: Iterable[str], other_parts: Iterable[str]) -> bool:
    """Whether two works name different parts; of numbers, ``last`` surely differs only from 1."""
    first, second = set(parts) - {""}, set(other_parts) - {""}
    if not first or not second or first & second:
        return False
    named = first | second
    return "last" not in named or named == {"last", "1"}
