"""Renew the catalogues of words from the code: python scripts/catalogues.py

Every text that the code marks for translation, every name of the schema and every value in the
vocabulary of people gets an entry in each catalogue of graphmodel/words. Unused entries are
removed, new ones are empty, and empty ones are printed, to be filled in by hand.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po

from graphmodel import errors, words
from graphmodel.analysis.effect.histories import OUTCOMES
from graphmodel.analysis.people.words import GROUPS
from graphmodel.schema.labels import counted_kinds, labels
from graphmodel.schema.model import SHIPPED
from graphmodel.store.workspace_log import EVERYBODY, NOBODY
from graphmodel.workspace.lists import STAGES
from graphmodel.workspace.verdicts import GOOD, NOT_THIS_ONE

ROOT = Path(__file__).parent.parent
TEXTS = {"say": 1, "count": 2, "mark": 1, "later": 1, "later_count": 2}
"""The functions of graphmodel.words that take texts from the code, and how many each takes."""

ERRORS = frozenset(
    error.__name__ for error in vars(errors).values()
    if isinstance(error, type) and issubclass(error, errors.GraphmodelError)
) | {"Refusal", "TooManyWithdrawals"}  # fmt: skip
"""The errors that take a text from the code."""

COMMANDS = ROOT / "graphmodel" / "cli"
"""The code that speaks only English."""

Key = tuple[str | tuple[str, str], str | None]
"""A text, or its singular and plural, and its context."""


@cache
def wanted() -> dict[Key, None]:
    """The entries that a catalogue must have, in the order in which they are found."""
    schema = [(name, words.SCHEMA) for name in labels(SHIPPED)]
    values = [(group[0], words.SCHEMA) for groups in GROUPS.values() for group in groups]
    values += [
        (text, words.SCHEMA) for text in (*STAGES, *OUTCOMES, EVERYBODY, NOBODY, GOOD, NOT_THIS_ONE)
    ]
    counted = [
        ((words.counting(one), words.counting(many)), words.SCHEMA)
        for one, many in (*counted_kinds(SHIPPED), ("film", "films"), ("short", "shorts"),
                          ("series", "series"))
    ]  # fmt: skip
    return dict.fromkeys([*_of_code(), *schema, *values, *counted])


def _of_code() -> Iterator[Key]:
    """The texts that the code marks.

    Babel is not used: it sees nothing inside an f-string before Python 3.12.
    """
    for path in sorted((ROOT / "graphmodel").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and (number := _texts_of(call.func, path)):
                texts = [a.value for a in call.args[:number] if isinstance(a, ast.Constant)]
                if len(texts) == number:
                    yield texts[0] if number == 1 else (texts[0], texts[1]), None


def _texts_of(function: ast.expr, path: Path) -> int:
    """How many texts a function takes; 0 for one that is neither in graphmodel.words nor an error
    that a page may show."""
    if is_error(function) and COMMANDS not in path.parents:
        return 1
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return TEXTS.get(function.attr, 0) if function.value.id == "words" else 0
    inside = path.parent == words.FOLDER and isinstance(function, ast.Name)
    return TEXTS.get(function.id, 0) if inside else 0  # type: ignore[attr-defined]


def is_error(function: ast.expr) -> bool:
    """Whether a called function is an error that reaches users, or ``fail`` for a file's lines."""
    if isinstance(function, ast.Attribute):
        return function.attr == "fail"
    return isinstance(function, ast.Name) and function.id in ERRORS


def renewed(old: Catalog) -> Catalog:
    """A catalogue with every wanted entry and its translation in the old one; a text that gained or
    lost its plural is to be translated again."""
    new = Catalog(locale=old.locale)
    for text, context in wanted():
        before = old.get(text if isinstance(text, str) else text[0], context)
        kept = before is not None and before.pluralizable == isinstance(text, tuple)
        new.add(text, before.string if before and kept else "", context=context)
    return new


def missing(catalogue: Catalog) -> list[str]:
    """The texts of a catalogue that have no translation."""
    empty = [m for m in catalogue if m.id and not (m.string if isinstance(m.string, str)
                                                   else all(m.string))]  # fmt: skip
    return [message.id if isinstance(message.id, str) else message.id[0] for message in empty]


def main() -> None:
    """Renew each catalogue and print what it lacks; the exit code is 1 if any lacks something."""
    lacks = False
    for language in words.LANGUAGES:
        if language == words.ENGLISH:
            continue
        path = words.catalogue_file(language)
        with path.open("rb") as file:
            catalogue = renewed(read_po(file))
        # The head is written by hand: the choice of words, and the plural forms.
        head = path.read_text(encoding="utf-8").partition("\n\n")[0]
        entries = BytesIO()
        write_po(entries, catalogue, width=0, omit_header=True, sort_output=True)
        body = entries.getvalue().decode("utf-8").strip()
        path.write_text(f"{head}\n\n{body}\n", encoding="utf-8")
        for text in missing(catalogue):
            lacks = True
            print(f"{path.name}: {text}")
    sys.exit(lacks)


if __name__ == "__main__":
    main()
