"""What people read, in the language that they read.

English stands in the code and is the key under which the catalogue of each other language, a
``.po`` file beside this one, has its own words. A text is translated first and filled in after, so
that a name with braces in it is nothing but a name.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

ENGLISH = "en"
CHINESE = "zh-Hans"
LANGUAGES = {ENGLISH: "English", CHINESE: "简体中文"}
"""The languages by their tag in BCP 47, each under its own name."""

SCHEMA = "schema"
"""The context of names that the schema or the data give, which no sentence has."""

FOLDER = Path(__file__).parent

_spoken: ContextVar[str] = ContextVar("spoken_language", default=ENGLISH)


def speak(language: str) -> None:
    """Say everything in this language from now on, in this thread."""
    _spoken.set(language if language in LANGUAGES else ENGLISH)


def spoken() -> str:
    """The language in which everything is said in this thread; English where none was chosen."""
    return _spoken.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything in this language for a while."""
    before = spoken()
    speak(language)
    try:
        yield
    finally:
        speak(before)


def nearest(locale: str) -> str:
    """The language for a browser's locale, such as "zh-CN"; English for one that is not here."""
    language = locale.replace("_", "-").split("-")[0].casefold()
    return next((tag for tag in LANGUAGES if tag.split("-")[0] == language), ENGLISH)


def say(text: str, /, **values: object) -> str:
    """A text in the language spoken, its ``{placeholders}`` filled with values."""
    translated = _catalogue(spoken()).gettext(text) if text else text
    return translated.format(**values) if values else translated


def count(one: str, many: str, number: int, /, **values: object) -> str:
    """A text about a number of something, with ``{n}`` for the number: the first for one, the
    second for any other."""
    return _catalogue(spoken()).ngettext(one, many, number).format(n=number, **values)


@dataclass(frozen=True)
class Later:
    """A text that is said when it is read, in the language of whoever reads it: for what one thread
    finds and another shows."""

    text: str
    values: Mapping[str, object]
    many: str = ""
    number: int = 0

    def __str__(self) -> str:
        if self.many:
            return count(self.text, self.many, self.number, **self.values)
        return say(self.text, **self.values)


def later(text: str, /, **values: object) -> Later:
    """Like ``say``, once it is read."""
    return Later(text, values)


def later_count(one: str, many: str, number: int, /, **values: object) -> Later:
    """Like ``count``, once it is read."""
    return Later(one, values, many, number)


def mark(text: str, /) -> str:
    """The text as it is, marked for the catalogues: for constants, which are said when shown."""
    return text


def label(text: str, /) -> str:
    """A name of the schema, or a value that many data have, such as a role or a country, in any
    case; as it is where the catalogue has none for it, as for what a user's own schema declares."""
    catalogue = _catalogue(spoken())
    for key in (text, text.lower()) if text else ():
        if (translated := catalogue.pgettext(SCHEMA, key)) != key:
            return translated
    return text


def counted(one: str, many: str, number: int, /) -> str:
    """A number of nodes by the names of their kind for one and for many: "1 person"."""
    texts = counting(one), counting(many)
    return _catalogue(spoken()).npgettext(SCHEMA, *texts, number).format(n=number)


def counting(name: str, /) -> str:
    """The text under which the catalogues have a number of something by this name."""
    return "{n:,} " + name.replace("{", "{{").replace("}", "}}")


def listed(*texts: str) -> str:
    """Texts one after the other: with commas, or what takes their place."""
    return say(", ").join(text for text in texts if text)


def catalogue_file(language: str) -> Path:
    """The file of the catalogue of a language other than English."""
    return FOLDER / f"{language.replace('-', '_')}.po"


@lru_cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """The texts of a language, read from its catalogue at first use."""
    if language == ENGLISH:
        return gettext.NullTranslations()
    # Imported here, since who reads English needs nothing of it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with catalogue_file(language).open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
