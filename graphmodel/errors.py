"""The errors that reach a user.

Each is a GraphmodelError with a one-line message: what is wrong, where, and what to do. The command
line and the pages show it without a traceback.
"""

from __future__ import annotations

import re

from graphmodel import words


class GraphmodelError(Exception):
    """An error with a one-line message for the user: a catalogue text and the values of its
    ``{placeholders}``. The message is translated when it is read, into the reader's language, even
    if the error was raised on another thread or stored; so are errors among the values."""

    def __init__(self, text: str, /, **values: object) -> None:
        super().__init__(text)
        self.values = values

    def __str__(self) -> str:
        return words.say(str(self.args[0]), **self.values)

    @property
    def fault(self) -> str:
        """What is wrong, without the advice."""
        return re.split("[;；]", str(self), maxsplit=1)[0]


class SchemaError(GraphmodelError):
    """A declaration of the schema, or a reference to a kind, is wrong."""


class InputError(GraphmodelError):
    """A file, an id or an argument cannot be used."""


class NotKnown(InputError):
    """Nothing has the id or name that was given."""


class NotAllowed(InputError):
    """The user's role does not permit the request."""


class EditConflict(InputError):
    """Another user has changed the same thing since it was read."""


class StoreError(GraphmodelError):
    """The store cannot be reached, opened or written."""


class StoreAway(StoreError):
    """The store does not answer, but may again after a while."""


class StoreChanging(StoreError):
    """The store is written to so often that no consistent state could be read."""


class QueryRefused(GraphmodelError):
    """A user's statement would do more than read. ``place`` is the line and column, from 1, of the
    cause; None if there is no single place."""

    def __init__(
        self, text: str, place: tuple[int, int] | None = None, /, **values: object
    ) -> None:
        super().__init__(text, **values)
        self.place = place


class StatementError(InputError):
    """A user's statement failed. ``place`` is the line and column, from 1, where its text is wrong;
    None if that is unknown."""

    def __init__(
        self, text: str, place: tuple[int, int] | None = None, /, **values: object
    ) -> None:
        super().__init__(text, **values)
        self.place = place
