"""A file that gives the token of a server to the user who started it, and to nobody else."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from graphmodel.errors import InputError


class TokenFile:
    """A new file for a token, removed with its server.

    An existing file is never written to, and only what this server has written is removed: two
    servers never share a file.
    """

    def __init__(self, path: Path, token: str) -> None:
        """Raises InputError if the path exists."""
        self._path, self._token, self._is_written = path, token, False
        if os.path.lexists(path):
            raise self._taken()

    def write(self) -> None:
        """Write the token, readable by its owner alone; raises InputError if that fails."""
        try:
            file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self._is_written = True
            with os.fdopen(file, "w", encoding="ascii") as opened:
                opened.write(self._token)
        except FileExistsError:
            raise self._taken() from None
        except OSError as error:
            if self._is_written:
                self._path.unlink(missing_ok=True)
            raise InputError(f"{self._path}: cannot be written ({error.strerror})") from error

    def remove(self) -> None:
        """Remove the file if it still holds this token."""
        with suppress(OSError, UnicodeDecodeError):
            if self._is_written and self._path.read_text("ascii") == self._token:
                self._path.unlink()

    def _taken(self) -> InputError:
        return InputError(
            f"{self._path} exists; give another, or remove it if no server uses it any more"
        )
