"""Sign-in sessions of this process, which expire on their own."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from graphmodel.access.roles import Actor
from graphmodel.access.users import User, UsersFile

IDLE = 8 * 3600.0
"""Seconds of inactivity after which a session ends."""
LONGEST = 24 * 3600.0
"""Seconds after which a session ends in any case."""


@dataclass
class _Session:
    name: str
    credentials: str
    began: float
    used: float


class Sessions:
    """The sessions of the users in a file. A session's token is kept only as a digest, and a
    session also ends when its user is removed or gets another password."""

    def __init__(self, users: UsersFile, clock: Callable[[], float] = time.monotonic) -> None:
        self.users = users
        self._clock = clock
        self._sessions: dict[str, _Session] = {}
        self._lock = threading.Lock()

    def begin(self, user: User) -> str:
        """Begin a session and return its token."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._lock:
            self._end_old(now)
            self._sessions[_digest(token)] = _Session(user.name, user.hash, now, now)
        return token

    def actor(self, token: str) -> Actor | None:
        """The user behind a token, with their current role; None once the session has ended."""
        now = self._clock()
        with self._lock:
            self._end_old(now)
            session = self._sessions.get(_digest(token))
        if session is None:
            return None
        user = self.users.user(session.name)
        if user is None or not secrets.compare_digest(user.hash, session.credentials):
            self.end(token)
            return None
        session.used = now
        return Actor(user.name, user.role)

    def known(self, name: str) -> Actor | None:
        """The user with a name that an identity provider vouches for, if any."""
        user = self.users.user(name) if name.strip() else None
        return None if user is None else Actor(user.name, user.role)

    def end(self, token: str) -> None:
        """End a session, unless it has ended already."""
        with self._lock:
            self._sessions.pop(_digest(token), None)

    def _end_old(self, now: float) -> None:
        self._sessions = {
            digest: session
            for digest, session in self._sessions.items()
            if now - session.used < IDLE and now - session.began < LONGEST
        }


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class SignIn:
    """How visitors of this process sign in: with passwords, where ``cookie`` names the session
    cookie, or with an OpenID Connect provider, where it is empty."""

    sessions: Sessions
    cookie: str = ""


_signing_in: list[SignIn] = []


def require(sign_in: SignIn) -> None:
    """Require every visitor of this process to sign in."""
    _signing_in[:] = [sign_in]


def required() -> SignIn | None:
    """How visitors sign in; None if they need not."""
    return _signing_in[-1] if _signing_in else None
