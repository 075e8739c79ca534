"""Users of an explorer: a file of names, roles and password hashes (Argon2id).

No password is stored or can be recovered. The file is private to its owner, and is locked and
replaced as a whole, so that concurrent commands lose nothing.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from graphmodel.access.roles import Role
from graphmodel.errors import InputError, NotKnown
from graphmodel.settings import write_private

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 1024
LONGEST_NAME = 64
_VERSION = 1


@dataclass(frozen=True)
class User:
    """A user who may sign in; ``hash``, hidden in the repr, is of the password and empty without
    one."""

    name: str
    role: Role
    added: str
    hash: str = field(repr=False)


class UsersFile:
    """The users in a file, read again on each call, so that changes take effect immediately."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def users(self) -> Sequence[User]:
        """All users by name; none without a file. Raises InputError if it is not a users file."""
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return ()
        except (OSError, ValueError) as error:
            raise InputError(
                "{path}: cannot be read as a file of users: {error}", path=self.path, error=error
            ) from error
        return _users(self.path, content)

    def user(self, name: str) -> User | None:
        """The user with a name, ignoring case."""
        wanted = name_key(name)
        return next((user for user in self.users() if name_key(user.name) == wanted), None)

    def add(self, name: str, role: Role, password: str | None) -> User:
        """Add a user; one without a password signs in with a provider that knows them by this name.
        Raises InputError for a taken or invalid name or a password of the wrong length."""
        proof = "" if password is None else _hashed(password)
        user = User(_checked_name(name), role, date.today().isoformat(), proof)
        with self._changing() as users:
            if name_key(user.name) in users:
                raise InputError(
                    "{user} is a user already; change them with `graphmodel users set`",
                    user=user.name,
                )
            users[name_key(user.name)] = user
        return user

    def change(self, name: str, *, role: Role | None = None, password: str | None = None) -> User:
        """Change a user's role or password; a new password ends their sessions."""
        with self._changing() as users:
            old = self._known(users, name)
            new = User(
                old.name,
                old.role if role is None else role,
                old.added,
                old.hash if password is None else _hashed(password),
            )
            users[name_key(name)] = new
            _keep_an_administrator(users)
        return new

    def remove(self, name: str) -> User:
        """Remove a user, which ends their sessions immediately."""
        with self._changing() as users:
            user = self._known(users, name)
            del users[name_key(name)]
            _keep_an_administrator(users)
        return user

    def check(self, name: str, password: str) -> User | None:
        """Return the user if the password is theirs. An unknown name takes equally long."""
        from argon2.exceptions import InvalidHashError, VerificationError

        user = self.user(name)
        try:
            _hasher().verify(_nobody() if user is None else user.hash, password[:LONGEST_PASSWORD])
        except (VerificationError, InvalidHashError):
            return None
        return user

    def _known(self, users: Mapping[str, User], name: str) -> User:
        if name_key(name) not in users:
            raise NotKnown(
                "{path}: has no user called {name!r}; see `graphmodel users list`",
                path=self.path,
                name=name,
            )
        return users[name_key(name)]

    @contextmanager
    def _changing(self) -> Iterator[dict[str, User]]:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(self.path.with_name(self.path.name + ".lock"), mode=0o600):
                users = {name_key(user.name): user for user in self.users()}
                yield users
                rows = [asdict(user) for _, user in sorted(users.items())]
                write_private(self.path, json.dumps({"version": _VERSION, "users": rows}, indent=1))
        except OSError as error:
            raise InputError(
                "{path}: cannot be written: {reason}", path=self.path, reason=error.strerror
            ) from error


def _users(path: Path, content: object) -> Sequence[User]:
    try:
        if not isinstance(content, dict) or content["version"] != _VERSION:
            raise ValueError
        return tuple(
            User(str(row["name"]), Role(row["role"]), str(row["added"]), str(row["hash"]))
            for row in content["users"]
        )
    except (KeyError, TypeError, ValueError):
        raise InputError(
            "{path}: is not a file of users, or is from another version of graphmodel", path=path
        ) from None


def _keep_an_administrator(users: Mapping[str, User]) -> None:
    if users and not any(user.role is Role.ADMINISTRATOR for user in users.values()):
        raise InputError("no administrator would be left; make somebody else one first")


def name_key(name: str) -> str:
    """The form of a name by which a user is found: all spellings that sign in as the same user, in
    any case or width, share it."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _checked_name(name: str) -> str:
    name = unicodedata.normalize("NFC", name).strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise InputError(
            "{name!r:.80} is not a valid name: use 1 to {most} printable characters",
            name=name,
            most=LONGEST_NAME,
        )
    return name


def _hashed(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InputError(
            "a password has {least} to {most} characters; choose another",
            least=SHORTEST_PASSWORD,
            most=LONGEST_PASSWORD,
        )
    return _hasher().hash(password)


@cache
def _hasher() -> PasswordHasher:
    # Imported here: only signing in needs it.
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobody() -> str:
    """A hash that no password matches, so that checking an unknown name takes equally long."""
    return _hasher().hash("x" * LONGEST_PASSWORD + "y")
