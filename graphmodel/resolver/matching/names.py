"""Names as plain words: other scripts, pinyin, generations, titles.

A name is folded to lower-case Latin words. Han names are read as pinyin (pypinyin), all other
scripts letter by letter (anyascii), so that a name and its transliteration fold to similar words.
"""

from __future__ import annotations

import re
from functools import cache

import polars as pl
from anyascii import anyascii
from nicknames import NickNamer
from pypinyin import lazy_pinyin

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_WORDS = re.compile(r"[a-z0-9]+")
_TONED = re.compile(r"(?:[a-zü:]+[0-5])+")
_NOT_LETTERS = r"[^a-z0-9]+"
_APOSTROPHES = r"['`’ʼ]"

# Han surnames of two characters; all others have one.
_LONG_SURNAMES = frozenset((
    "欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "司徒", "东方", "東方", "皇甫",
    "尉迟", "尉遲", "公孙", "公孫", "慕容", "令狐", "宇文", "长孙", "長孫", "夏侯", "端木",
    "轩辕", "軒轅", "南宫", "南宮", "独孤", "獨孤", "申屠", "闻人", "聞人",
))  # fmt: skip

GENERATIONS = frozenset({"jr", "sr", "junior", "senior", "ii", "iii", "iv", "2nd", "3rd"})
"""Words that distinguish a parent from a child of the same name."""

TITLES = frozenset({"sir", "dame", "dr", "mr", "mrs", "ms", "prof", "shri", "shaikh", "sheikh"})
"""Words before a name that are not part of it."""

PARTICLES = frozenset((
    "al", "el", "de", "del", "della", "di", "da", "dos", "das", "do", "du", "la", "le", "les",
    "van", "von", "der", "den", "ter", "ten", "bin", "ben", "ibn", "bint", "abu", "y", "e", "of",
    "the", "and", "zu", "af", "av",
))  # fmt: skip
"""Short words that one source writes and another omits."""


def words(name: str) -> tuple[str, ...]:
    """The folded words of a name in order: ``J.J. Abrams`` gives ``j``, ``j``, ``abrams``.

    Text in brackets is dropped if there is text outside them, titles if two words remain without
    them. Generations are kept. Text without letters or digits gives no words.
    """
    text = _ASIDE.sub(" ", name)
    if not text.strip():
        text = name
    if _HAN.search(text) and not _KANA.search(text):
        text = _pinyin(text)
    text = re.sub(_APOSTROPHES, "", anyascii(text).lower())
    folded = _WORDS.findall(text)
    if folded and all(_TONED.fullmatch(word) for word in folded):
        folded = [re.sub(r"[0-5]", "", word) for word in folded]
    return _without_titles(tuple(folded))


def _without_titles(folded: tuple[str, ...]) -> tuple[str, ...]:
    untitled = tuple(word for word in folded if word not in TITLES)
    return untitled if len(untitled) > 1 else folded


def _pinyin(text: str) -> str:
    """Pinyin without tones, with the surname as a separate word: 张艺谋 gives ``zhang yimou``.

    Foreign names keep the words that their middle dots separate.
    """
    words = [word for word in re.split(r"[·•・‧\s]+", text) if word]
    if len(words) > 1:
        return " ".join("".join(lazy_pinyin(word)) for word in words)
    name = words[0]
    if not all(_HAN.match(letter) for letter in name):
        return " ".join(lazy_pinyin(name))
    surname = 2 if name[:2] in _LONG_SURNAMES and len(name) > 2 else 1
    return "".join(lazy_pinyin(name[:surname])) + " " + "".join(lazy_pinyin(name[surname:]))


def fold(names: pl.Series) -> pl.Series:
    """The folded words of each name, separated by one space; ``words`` for a whole column.

    Plain Latin names are folded by polars, about a microsecond each, and only the others in
    Python.
    """
    frame = names.rename("name").to_frame().unique()
    awkward = pl.col("name").str.contains(r"[^\x20-\x7e]|[(\[0-9]")
    titles = "|".join(sorted(TITLES))
    plain = (
        pl.col("name")
        .str.to_lowercase()
        .str.replace_all(_APOSTROPHES, "")
        .str.replace_all(_NOT_LETTERS, " ")
        .str.strip_chars()
    )
    easy = frame.filter(~awkward).with_columns(folded=plain)
    titled = pl.col("folded").str.contains(rf"\b(?:{titles})\b")
    hard = pl.concat([frame.filter(awkward), easy.filter(titled).select("name")])
    hard = hard.with_columns(
        folded=pl.Series([" ".join(words(name)) for name in hard["name"]], dtype=pl.String())
    )
    table = pl.concat([easy.filter(~titled), hard])
    folded = (
        names.rename("name").to_frame().join(table, on="name", how="left", maintain_order="left")
    )
    return folded["folded"].fill_null("").alias("folded")


@cache
def _namer() -> NickNamer:
    return NickNamer()


@cache
def formal(word: str) -> frozenset[str]:
    """The given names that a word may be short for, including itself: ``bob`` gives ``robert``."""
    return frozenset({word, *_namer().canonicals_of(word)})


def nickname(word_a: str, word_b: str) -> bool:
    """Whether two different words may be the same given name, such as ``bill`` and ``william``."""
    return word_a != word_b and not formal(word_a).isdisjoint(formal(word_b))


_SOUNDS = (
    ("tch", "c"),
    ("sch", "s"),
    ("sh", "s"),
    ("ch", "c"),
    ("zh", "c"),
    ("kh", "k"),
    ("gh", "g"),
    ("ph", "f"),
    ("th", "t"),
    ("hs", "s"),
    ("ts", "s"),
    ("tz", "s"),
    ("ck", "k"),
    ("ks", "x"),
    ("qu", "k"),
    ("q", "k"),
    ("j", "c"),
    ("w", "v"),
    ("z", "s"),
)


@cache
def skeleton(word: str) -> str:
    """A word's consonants as they sound, so that different spellings of it are equal.

    ``schulze`` and ``schultze`` both give ``sls``; a one-letter word is unchanged.
    """
    if len(word) == 1:
        return word
    heard = word
    for letters, sound in _SOUNDS:
        heard = heard.replace(letters, sound)
    if heard.startswith("c") and heard[1:2] not in ("e", "i", "y"):
        heard = ("k" if word[0] == "c" and word[1:2] != "h" else "c") + heard[1:]
    first, consonants = heard[0], re.sub(r"[aeiouyh]", "", heard[1:]).replace("c", "k")
    vowel = first in "aeiouyh"
    return re.sub(r"(.)\1+", r"\1", ("a" if vowel else first.replace("c", "k")) + consonants)
