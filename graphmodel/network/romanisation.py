"""Other Latin spellings of Chinese and Korean names, as patterns over names written as one word.

Chinese syllables are spelt in Hanyu Pinyin and in Wade-Giles, whose spellings are derived from
Pinyin by rule. Korean syllables are spelt in Revised Romanisation, in McCune-Reischauer and as
people spell their own names. The surname may come first or last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import islice

from anyascii import anyascii

MAX_SYLLABLES = 5
"""Names with more syllables are assumed to be neither Chinese nor Korean."""

MAX_READINGS = 6
"""The most ways to divide a name into syllables."""

_EAST_ASIAN = re.compile(r"[\u3400-\u9fff\uac00-\ud7a3]{2,5}")
_SYLLABLE = re.compile(r"[A-Z][a-z]*")

_PINYIN_FINALS = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan ue uo",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan ue un uo",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}

# Folded names have no apostrophes, so aspirated and plain consonants coincide.
_WADE_GILES_INITIALS = {
    "b": "p", "d": "t", "g": "k", "j": "ch", "q": "ch", "zh": "ch", "x": "hs", "r": "j",
    "z": "ts", "c": "ts",
}  # fmt: skip
_WADE_GILES_FINALS = {"ian": "ien", "ie": "ieh", "iong": "iung", "ong": "ung", "ue": "ueh"}
_WADE_GILES_SYLLABLES = {
    "zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tzu",
    "si": "(szu|ssu)", "yi": "(i|yi)", "ye": "yeh", "you": "yu", "yan": "yen", "yong": "yung",
    "yue": "yueh", "ge": "(ko|ke)", "ke": "(ko|ke)", "he": "(ho|he)", "e": "(o|e)", "er": "erh",
    "gui": "kuei", "kui": "kuei",
}  # fmt: skip

_KOREAN_ONSETS = {
    "": "", "g": "k|g", "gg": "kk|gg", "n": "n", "d": "t|d", "dd": "tt|dd", "l": "r|l|n|y",
    "m": "m", "b": "p|b", "bb": "pp|bb", "s": "s|sh", "ss": "ss", "j": "j|ch", "jj": "jj|tch",
    "ch": "ch", "k": "k", "t": "t", "p": "p", "h": "h",
}  # fmt: skip
_KOREAN_VOWELS = {
    "a": "a|ah", "ae": "ae|ai|ay|e", "ya": "ya", "yae": "yae", "eo": "eo|u|o|uh|eoh", "e": "e",
    "yeo": "yeo|you|yu|yo|yuh", "ye": "ye|yeh|yae", "o": "o|oh", "wa": "wa|hwa", "wae": "wae|wai",
    "oe": "oe|oi|we", "yo": "yo", "u": "u|oo|ou|woo", "wo": "wo|weo", "we": "we", "wi": "wi|wee",
    "yu": "yu|yoo|you|ryu", "eu": "eu|u", "ui": "ui|eui|ee", "i": "i|ee|yi|ie",
}  # fmt: skip
_KOREAN_CODAS = {
    "": "", "g": "k|g|ck", "n": "n", "d": "t|d", "l": "l", "m": "m", "b": "p|b", "s": "t|s",
    "ng": "ng",
}  # fmt: skip
_KOREAN_SURNAMES = {
    "i": "lee|yi|i|rhee|ree|ri|li|yee|leigh", "bag": "park|pak|bak|bark", "im": "lim|im|yim|rim",
    "choe": "choi|choe|choy", "no": "no|noh|roh|rho", "u": "woo|u|wu", "o": "oh|o",
    "jo": "cho|jo|joe|joh", "heo": "heo|hur|huh|hu|her", "baeg": "baek|paik|baik|back|paek",
    "lyu": "ryu|ryoo|yoo|yu|lyu", "yu": "yoo|yu|ryu|you|ryoo", "yang": "yang|ryang",
    "na": "na|ra|rah|nah", "la": "ra|la|na|rah", "li": "ri|lee|li|ree|rhee|yi",
    "gang": "kang|gang", "gim": "kim|gim", "ju": "joo|ju|chu",
    "jeon": "jeon|jun|chun|chon|jon", "seo": "seo|suh|so|sur", "ahn": "ahn|an", "an": "ahn|an",
}  # fmt: skip


def other_spellings(text: str) -> str | None:
    """A regular expression that fully matches names, folded and written as one word, that may spell
    the same name as the text; None if the text is not made of Chinese or Korean syllables.

    The expression uses only groups and alternatives, which every regex engine supports.
    """
    patterns = list(dict.fromkeys(_patterns(text)))
    return f"({'|'.join(patterns)})" if patterns else None


def _patterns(text: str) -> Iterator[str]:
    scripted = _EAST_ASIAN.fullmatch(re.sub(r"[\s·]", "", text))
    if scripted:
        syllables = [part.lower() for part in _SYLLABLE.findall(anyascii(scripted[0]))]
        korean = "\uac00" <= scripted[0][0] <= "\ud7a3"
        for surname in range(1, 2 if len(syllables) < 4 else 3):
            yield from _orders([syllables[:surname], syllables[surname:]], korean=korean)
        return
    words = re.findall(r"[a-z]+", anyascii(text).lower().replace("'", ""))
    if not 1 < len(words) <= MAX_SYLLABLES or re.search(r"\d", text):
        return
    # Words in the order given, and with the first or the last word moved to the other end.
    orders = {tuple(words), (*words[1:], words[0]), (words[-1], *words[:-1])}
    for order in sorted(orders):
        for chinese in _readings("".join(order), _chinese, order):
            yield "".join(_group(_chinese(syllable)) for syllable in chinese)
    for surname, given in ((words[0], words[1:]), (words[-1], words[:-1])):
        for korean_given in _readings("".join(given), _heard_korean, tuple(given)):
            family = _korean_surnames().get(surname) or _heard_korean(surname)
            if family:
                yield "".join(_group(part) for part in (family, *map(_heard_korean, korean_given)))


def _orders(parts: list[list[str]], *, korean: bool) -> Iterator[str]:
    """The spellings of a surname and a given name, in both orders."""
    family, given = parts
    if korean:
        spelt = _korean_part(family, surname=True), _korean_part(given, surname=False)
    else:
        spelt = _spelt_chinese(family), _spelt_chinese(given)
    yield spelt[0] + spelt[1]
    yield spelt[1] + spelt[0]


def _spelt_chinese(syllables: list[str]) -> str:
    return "".join(_group(_chinese(part) or (part,)) for part in syllables)


def _chinese(syllable: str) -> tuple[str, ...]:
    return _chinese_syllables().get(syllable, ())


def _korean_part(syllables: list[str], *, surname: bool) -> str:
    if surname and len(syllables) == 1 and syllables[0] in _KOREAN_SURNAMES:
        return f"({_KOREAN_SURNAMES[syllables[0]]})"
    return "".join(_spelt_korean(part) or part for part in syllables)


def _group(spellings: tuple[str, ...]) -> str:
    return spellings[0] if len(spellings) == 1 else f"({'|'.join(spellings)})"


def _readings(
    name: str, spellings: Callable[[str], tuple[str, ...]], words: tuple[str, ...]
) -> list[tuple[str, ...]]:
    """Up to ``MAX_READINGS`` divisions of a name into syllables, none spanning two words."""
    ends: set[int] = set()
    for word in words:
        ends.add(max(ends, default=0) + len(word))

    def divided(start: int, room: int) -> Iterator[tuple[str, ...]]:
        if start == len(name):
            yield ()
            return
        end_of_word = min(end for end in ends if end > start)
        for end in range(end_of_word if room else start, start, -1):
            if spellings(name[start:end]):
                for rest in divided(end, room - 1):
                    yield (name[start:end], *rest)

    return list(islice(divided(0, MAX_SYLLABLES), MAX_READINGS))


@cache
def _pinyin_syllables() -> tuple[str, ...]:
    return tuple(
        initial + final for initial, finals in _PINYIN_FINALS.items() for final in finals.split()
    )


def _wade_giles(syllable: str) -> list[str]:
    """The spellings in Wade-Giles, without apostrophes, of a syllable in Pinyin."""
    if syllable in _WADE_GILES_SYLLABLES:
        return _WADE_GILES_SYLLABLES[syllable].strip("()").split("|")
    initial = next((i for i in ("zh", "ch", "sh") if syllable.startswith(i)), syllable[0])
    if initial not in _PINYIN_FINALS:
        return [syllable]
    final = syllable[len(initial) :]
    spelt = _WADE_GILES_FINALS.get(final, final)
    if final == "uo" and initial not in ("g", "k", "h", "sh"):
        spelt = "o"
    return [_WADE_GILES_INITIALS.get(initial, initial) + spelt]


@cache
def _chinese_syllables() -> Mapping[str, tuple[str, ...]]:
    """Each syllable in either spelling, with its possible spellings in both."""
    spellings: dict[str, set[str]] = {}
    for pinyin in _pinyin_syllables():
        for spelt in _wade_giles(pinyin):
            spellings.setdefault(pinyin, {pinyin}).add(spelt)
            spellings.setdefault(spelt, {spelt}).add(pinyin)
    return {syllable: tuple(sorted(others)) for syllable, others in spellings.items()}


def _spelt_korean(syllable: str) -> str | None:
    """A pattern of the spellings of a Hangul syllable, given as anyascii writes it, or None."""
    for onset in sorted(_KOREAN_ONSETS, key=len, reverse=True):
        if not syllable.startswith(onset):
            continue
        rest = syllable[len(onset) :]
        for vowel in sorted(_KOREAN_VOWELS, key=len, reverse=True):
            coda = rest[len(vowel) :]
            if rest.startswith(vowel) and coda in _KOREAN_CODAS:
                parts = (_KOREAN_ONSETS[onset], _KOREAN_VOWELS[vowel], _KOREAN_CODAS[coda])
                return "".join(f"({part})" if "|" in part else part for part in parts)
    return None


@cache
def _heard_korean(spelt: str) -> tuple[str, ...]:
    """The Korean syllables, as anyascii writes them, that may be spelt like this, and the spelling
    itself; empty if there are none."""
    heard = {
        onset + vowel + coda
        for onset, onsets in _KOREAN_ONSETS.items()
        for start in onsets.split("|")
        if spelt.startswith(start)
        for coda, codas in _KOREAN_CODAS.items()
        for end in codas.split("|")
        if spelt.endswith(end) and len(spelt) > len(start) + len(end)
        for vowel, vowels in _KOREAN_VOWELS.items()
        if spelt[len(start) : len(spelt) - len(end)] in vowels.split("|")
    }
    return tuple(sorted({spelt, *heard})) if heard else ()


@cache
def _korean_surnames() -> Mapping[str, tuple[str, ...]]:
    """Each spelling of a surname, with itself and the surnames that it may stand for."""
    surnames: dict[str, set[str]] = {}
    for surname, spellings in _KOREAN_SURNAMES.items():
        for spelt in spellings.split("|"):
            surnames.setdefault(spelt, set()).add(surname)
    return {spelt: tuple(sorted({spelt, *heard})) for spelt, heard in surnames.items()}
