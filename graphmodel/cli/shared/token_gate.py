"""Admits only visitors with the token in the explorer's URL, or with the cookie it led to.

The token is new at each start. Opening the URL with it sets a cookie and redirects to the same page
without it, so that it does not stay in the address bar, in links or in the history.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from graphmodel.cli.shared.gate_answers import (
    OPEN_PATHS,
    Headers,
    answer,
    cookie,
    local_path,
    set_cookie,
)

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

PARAMETER = "token"
_PRIVATE = (b"referrer-policy", b"no-referrer")
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
            await answer(send, 303, "", self._headers(scope))
        else:
            await answer(send, 403, _ADVICE, [_PRIVATE])

    def _may_enter(self, scope: Scope) -> bool:
        return scope["path"] in OPEN_PATHS or _same(cookie(scope, self._cookie), self._pass)

    def _brings_token(self, scope: Scope) -> bool:
        given = dict(_query(scope)).get(PARAMETER, "")
        return scope["method"] == "GET" and _same(given, self._token)

    def _headers(self, scope: Scope) -> Headers:
        """Headers that redirect to the same page without the token, and set the cookie."""
        rest = urlencode([pair for pair in _query(scope) if pair[0] != PARAMETER])
        path = local_path(scope["path"])
        return [
            _PRIVATE,
            (b"location", f"{path}?{rest}".rstrip("?").encode()),
            set_cookie(scope, self._cookie, self._pass),
        ]


def _query(scope: Scope) -> list[tuple[str, str]]:
    return parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)


def _same(given: str, expected: str) -> bool:
    return secrets.compare_digest(given.encode(), expected.encode())
