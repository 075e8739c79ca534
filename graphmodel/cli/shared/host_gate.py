"""Answers only those who ask for the explorer by one of its names, before anything else does.

A page of any site could otherwise have its own name point to this machine and read what the
explorer answers there, its form for signing in included (DNS rebinding).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graphmodel.cli.shared.gate_answers import OPEN_PATHS, answer
from graphmodel.cli.shared.listening import name_in_host

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_ADVICE = (
    "Not asked by a name of this explorer. Start it with --allow-host NAME for each name by which "
    "browsers reach it.\n"
)


class HostGate:
    """Middleware around the other gates; with no ``names`` any name will do."""

    def __init__(self, app: ASGIApp, names: Sequence[str]) -> None:
        self._app = app
        self._names = [name.strip().lower().rstrip(".") for name in names]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or self._may_enter(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await answer(send, 403, _ADVICE, [])

    def _may_enter(self, scope: Scope) -> bool:
        hosts = [value for key, value in scope["headers"] if key == b"host"]
        if not self._names or scope["path"] in OPEN_PATHS:
            return True
        return len(hosts) == 1 and self._is_named(name_in_host(hosts[0].decode("latin-1")))

    def _is_named(self, host: str) -> bool:
        """Whether a name is among those given, of which ``*.example.org`` stands for many."""
        host = host.rstrip(".")
        return any(
            name in (host, "*") or (name.startswith("*.") and host.endswith(name[1:]))
            for name in self._names
        )
