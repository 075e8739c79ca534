"""Translation of the texts that users read.

English texts in the code are the keys of the catalogues of other languages, ``.po`` files next to
this one. A text is translated before its values are filled in, so that braces in a name are taken
literally.
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
"""Languages by BCP 47 tag, each under its own name."""

SCHEMA = "schema"
"""Context of names from the schema or the data, which sentences do not have."""

FOLDER = Path(__file__).parent

_spoken: ContextVar[str] = ContextVar("spoken_language", default=ENGLISH)


def speak(language: str) -> None:
    """Set the language of this thread; English if it is unknown."""
    _spoken.set(language if language in LANGUAGES else ENGLISH)


def spoken() -> str:
    """The language of this thread; English by default."""
    return _spoken.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Use a language within a ``with`` block."""
    before = spoken()
    speak(language)
    try:
        yield
    finally:
        speak(before)


def nearest(locale: str) -> str:
    """The language for a browser's locale, such as "zh-CN"; English if there is none."""
    language = locale.replace("_", "-").split("-")[0].casefold()
    return next((tag for tag in LANGUAGES if tag.split("-")[0] == language), ENGLISH)


def say(text: str, /, **values: object) -> str:
    """Translate a text and fill its ``{placeholders}`` with values."""
    translated = _catalogue(spoken()).gettext(text) if text else text
    return translated.format(**values) if values else translated


def count(one: str, many: str, number: int, /, **values: object) -> str:
    """Translate a text about a number, which fills ``{n}``: ``one`` for the singular, ``many`` for
    the plural."""
    return _catalogue(spoken()).ngettext(one, many, number).format(n=number, **values)


@dataclass(frozen=True)
class Later:
    """A text that is translated when it is read, in the reader's language: for what one thread
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
    """Like ``say``, but translated when it is read."""
    return Later(text, values)


def later_count(one: str, many: str, number: int, /, **values: object) -> Later:
    """Like ``count``, but translated when it is read."""
    return Later(one, values, many, number)


def mark(text: str, /) -> str:
    """Mark a text for the catalogues and return it unchanged: for constants, translated when
    shown."""
    return text


def label(text: str, /) -> str:
    """Translate a name of the schema, or a common data value such as a role or a country, in any
    case; unchanged if the catalogue lacks it, as for what a user's own schema declares."""
    catalogue = _catalogue(spoken())
    for key in (text, text.lower()) if text else ():
        if (translated := catalogue.pgettext(SCHEMA, key)) != key:
            return translated
    return text


def counted(one: str, many: str, number: int, /) -> str:
    """A number of nodes with the singular or plural name of their kind, such as "1 person"."""
    texts = counting(one), counting(many)
    return _catalogue(spoken()).npgettext(SCHEMA, *texts, number).format(n=number)


def counting(name: str, /) -> str:
    """The key of the catalogues for a number of something with this name."""
    return "{n:,} " + name.replace("{", "{{").replace("}", "}}")


def listed(*texts: str) -> str:
    """Join the texts that are not empty, with commas or their equivalent in the language."""
    return say(", ").join(text for text in texts if text)


def catalogue_file(language: str) -> Path:
    """The catalogue file of a language other than English."""
    return FOLDER / f"{language.replace('-', '_')}.po"


@lru_cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """Load the catalogue of a language at first use."""
    if language == ENGLISH:
        return gettext.NullTranslations()
    # Imported here, since English needs neither.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with catalogue_file(language).open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
