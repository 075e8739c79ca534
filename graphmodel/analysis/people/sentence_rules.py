"""Phrases of a description other than facet values: years, newcomers, people, negations."""

from __future__ import annotations

import re

from graphmodel.analysis.people.description import MAX_STEPS

NUMBERS = {
    **{"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "一": 1, "两": 2, "二": 2, "三": 3},
    **{"四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10},
}

_YEAR = r"(1[89]\d\d|20\d\d)"
_ACTIVE = r"(?:(?:active|working|at work|credited)\s+)?"


def steps_of(match: re.Match[str]) -> int:
    """The number of steps in a phrase; 1 if it has none."""
    text = match.groupdict().get("steps")
    if not text:
        return 1
    number = int(text) if text.isdigit() else NUMBERS[text]
    return min(max(number, 1), MAX_STEPS)


def _bounds_between(match: re.Match[str], now: int) -> tuple[int | None, int | None]:
    return int(match[1]), int(match[2])


def _bounds_since(match: re.Match[str], now: int) -> tuple[int | None, int | None]:
    return int(match["year"]) + (match["word"] == "after"), None


def _bounds_until(match: re.Match[str], now: int) -> tuple[int | None, int | None]:
    return None, int(match["year"]) - (match["word"] == "before" or match["word"] == "以前")


def _bounds_decade(match: re.Match[str], now: int) -> tuple[int | None, int | None]:
    decade = int(match[1])
    if decade < 100:
        decade += 1900 if decade > now % 100 else 2000
    return decade, decade + 9


def _bounds_recent(match: re.Match[str], now: int) -> tuple[int | None, int | None]:
    number = match[1]
    years = int(number) if number.isdigit() else NUMBERS[number]
    return now - years + 1, None


YEAR_RULES = (
    (re.compile(rf"{_ACTIVE}(?:from|between|in)\s+{_YEAR}\s*"
                rf"(?:to|until|till|and|-|–|through)\s*{_YEAR}"), _bounds_between),
    (re.compile(rf"{_YEAR}\s*[-–]\s*{_YEAR}"), _bounds_between),
    (re.compile(rf"(?:从|自)?{_YEAR}年?(?:到|至|-|–){_YEAR}年?"), _bounds_between),
    (re.compile(rf"{_ACTIVE}(?P<word>since|from|after)\s+(?P<year>{_YEAR})"), _bounds_since),
    (re.compile(rf"(?:从|自)?(?P<year>{_YEAR})年?(?P<word>以来|之后|以后|起|后)(?:活跃)?"),
     _bounds_since),
    (re.compile(rf"{_ACTIVE}(?P<word>until|till|up to|before|by)\s+(?P<year>{_YEAR})"),
     _bounds_until),
    (re.compile(rf"(?P<year>{_YEAR})年?(?P<word>以前|之前|为止|前)"), _bounds_until),
    (re.compile(rf"{_ACTIVE}(?:in|during)\s+the\s+((?:19|20)?\d0)'?s\b"), _bounds_decade),
    (re.compile(r"((?:19|20)?\d0)年代"), _bounds_decade),
    (re.compile(rf"{_ACTIVE}(?:in|over|during|within)?\s*(?:the\s+)?(?:last|past)\s+(\d{{1,2}})\s+years"),
     _bounds_recent),
    (re.compile(r"(?:近|最近|过去)(\d{1,2}|[一两二三四五六七八九十])年"), _bounds_recent),
)  # fmt: skip

_NOT = r"(?:not|no|never|neither|nor|cannot|\w+n['’]t)\b"
_HAN_NOT = "没有?|不(?!同|少|断|仅|只|丹|列颠)|未(?!来)"

NEGATION = re.compile(
    rf"{_NOT}|(?:without|except|excluding|inactive|retired)\b|不是|{_HAN_NOT}|除了?"
)
"""What negates the rest of its clause, which may say anything: "not active since 2010"."""
NEGATIVE_PREFIX = re.compile(r"non\b[ -]?|非")
"""What negates only the next phrase."""
CLAUSE = re.compile(r"(?:(?!\bbut\b)[^,;，；。、])*")
HAN_CLAUSE = re.compile("[^,;，；。、的但]*")
"""The rest of a clause; in Chinese, what it describes follows after 的."""
NEGATED_AFTER = re.compile(
    rf"\s+(?:(?:have|has|had|been|were|was|are|is|did|do|does|with|made)\s+)*{_NOT}"
    rf"|[^,;，；。、的但a-z]*?(?:{_HAN_NOT})"
)
"""A negation after years that shows them to be years without work: 2010年以后没有作品."""

NEWCOMERS = re.compile(
    r"newcomers?\b|new(?:ly arrived)? talents?\b|emerging\b|up-and-coming\b|first-time\b"
    r"|debut(?:ing|ants?)?\b|新人|新锐|新晋|首次"
)

NAME_RULES = (
    (re.compile(
        r"(?:within|at most|up to)\s+(?P<steps>\d|a|one|two|three|four)\s+"
        r"(?:steps?|ties|hops?|handshakes?|degrees?)\s+(?:of|from|to)\s+"), "near"),
    (re.compile(
        r"(?:near|close to|who knows?|known to|tied to|(?:who )?(?:have |has )?worked with)\s+"),
     "near"),
    (re.compile(
        r"(?:距离?|离)(?P<name>[^,，;；]+?)(?P<steps>[一两二三四1-4])步(?:以内|之内|内)?"), "near"),
    (re.compile(r"(?:认识|与|和|跟)(?P<name>[^,，;；]+?)(?:合作过?|共事过?)的?"), "near"),
    (re.compile(
        r"(?:who )?(?:(?:have|has|are|is|were|was) )?(?:not|never)(?: yet| been)?"
        r"(?: working| worked| work| tied| represented)?\s+(?:with|at|for|by|to)\s+"), "not_with"),
    (re.compile(r"without (?:any )?ties? (?:to|with)\s+"), "not_with"),
    (re.compile(
        r"(?:没有?|未|不)(?:曾)?(?:与|和|跟)(?P<name>[^,，;；]+?)(?:合作过?|共事过?)的?"),
     "not_with"),
    (re.compile(r"(?:in|of|from) the (?:community|circle|world) (?:of|around)\s+"), "community"),
)  # fmt: skip
"""Phrases that name a person to be near to or apart from, or whose community is meant: the name is
the group ``name``, or follows the phrase."""
