"""Rejects requests that do not use a host name of the explorer, before any other gate.

A page of any site could otherwise point its own name to this machine and read the explorer's
answers there, including the sign-in form (DNS rebinding).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graphmodel.cli.shared.gate_answers import OPEN_PATHS, answer
from graphmodel.cli.shared.listening import asked_by_name

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_ADVICE = (
    "The host name in the request is not one of this explorer's. Start it with --allow-host NAME "
    "for each name by which browsers reach it.\n"
)


class HostGate:
    """Middleware around the other gates; without ``names`` it accepts any host name."""

    def __init__(self, app: ASGIApp, names: Sequence[str]) -> None:
        self._app, self._names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or self._may_enter(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await answer(send, 403, _ADVICE, [])

    def _may_enter(self, scope: Scope) -> bool:
        if not self._names or scope["path"] in OPEN_PATHS:
            return True
        return asked_by_name(scope["headers"], self._names)
