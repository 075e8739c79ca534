"""Lets only those into the explorer who have the token of its address, or the cookie it led to.

The token is made anew at each start. Whoever opens the address with it gets a cookie and is led to
the same page without it, so that it does not stay in the address bar, in links or in the history.
"""

from __future__ import annotations

import secrets
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

PARAMETER = "token"
_OPEN_PATHS = frozenset({"/_stcore/health"})
"""What anyone may ask: whether the explorer answers."""
_ADVICE = (
    "This explorer opens with the whole address that `graphmodel explore` printed when it was "
    "started, with the token in it. Copy it from there.\n"
)


class TokenGate:
    """Middleware around the pages, their sessions, files and uploads."""

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self._app = app
        self._token = token
        self._pass = secrets.token_urlsafe(32)
        # Browsers send cookies to each port of a host, so two explorers need two names.
        self._cookie = f"graphmodel-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or self._may_enter(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif self._brings_token(scope):
            await _answer(send, 303, "", self._headers(scope))
        else:
            await _answer(send, 403, _ADVICE)

    def _may_enter(self, scope: Scope) -> bool:
        if scope["path"] in _OPEN_PATHS:
            return True
        for name, value in scope["headers"]:
            if name == b"cookie":
                try:
                    cookies = SimpleCookie(value.decode("latin-1"))
                except CookieError:
                    continue
                if self._cookie in cookies and _same(cookies[self._cookie].value, self._pass):
                    return True
        return False

    def _brings_token(self, scope: Scope) -> bool:
        given = dict(_query(scope)).get(PARAMETER, "")
        return scope["method"] == "GET" and _same(given, self._token)

    def _headers(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        """To the same page without the token, with the cookie."""
        rest = urlencode([pair for pair in _query(scope) if pair[0] != PARAMETER])
        # One slash: two would lead to a server of that name.
        path = "/" + quote(scope["path"].lstrip("/\\"))
        cookie = f"{self._cookie}={self._pass}; Path=/; HttpOnly; SameSite=Lax"
        if scope.get("scheme") == "https":
            cookie += "; Secure"
        return [
            (b"location", f"{path}?{rest}".rstrip("?").encode()),
            (b"set-cookie", cookie.encode()),
        ]


def _query(scope: Scope) -> list[tuple[str, str]]:
    return parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)


def _same(given: str, expected: str) -> bool:
    return secrets.compare_digest(given.encode(), expected.encode())


async def _answer(
    send: Send, status: int, text: str, headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    fixed = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"referrer-policy", b"no-referrer"),
    ]
    start = {"type": "http.response.start", "status": status, "headers": [*fixed, *(headers or [])]}
    await send(start)
    await send({"type": "http.response.body", "body": text.encode()})
