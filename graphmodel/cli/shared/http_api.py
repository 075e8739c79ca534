"""The HTTP interface of ``graphmodel serve`` for other programs: the offered commands.

Every request, except one for ``/health``, needs the token; every request needs a host name of this
server and has to stay within the limits. Every failure is one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from graphmodel.cli.shared.listening import asked_by_name
from graphmodel.cli.shared.offered_commands import OfferedCommand, offered_commands
from graphmodel.cli.shared.openapi import openapi
from graphmodel.cli.shared.program_requests import Limits, Refusal, Turns, refusal_of
from graphmodel.errors import GraphmodelError, InputError
from graphmodel.facts.shown_text import escaped_in_json

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from graphmodel.cli.shared.resident import ResidentStore

HEALTH = "/health"
NOTES = "graphmodel-notes"
MOST_NOTES = 6_000
"""Most characters in the header with a command's notes."""

log = logging.getLogger("graphmodel.serve")


def _json(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    fixed = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
    return Response(
        escaped_in_json(text), status, {**fixed, **(headers or {})}, media_type="application/json"
    )


def _refused(refusal: Refusal) -> Response:
    headers = {401: {"www-authenticate": "Bearer"}, 503: {"retry-after": "1"}}
    return _json(refusal.content, refusal.status, headers.get(refusal.status))


class Gate:
    """Middleware that admits only requests with a host name and the token of this server."""

    def __init__(self, app: ASGIApp, token: str, hosts: Sequence[str]) -> None:
        self._app, self._token, self._hosts = app, token.encode(), hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            refusal = self._refusal(scope)
            if refusal is not None:
                await _refused(refusal)(scope, receive, send)
                return
        elif scope["type"] != "lifespan":
            return
        await self._app(scope, receive, send)

    def _refusal(self, scope: Scope) -> Refusal | None:
        if not asked_by_name(scope["headers"], self._hosts):
            return Refusal(
                403,
                "the host name in the request is not one of this server's; --allow-host adds one",
            )
        if scope["path"] == HEALTH:
            return None
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        if len(given) != 1 or not self._is_token(given[0].decode("latin-1")):
            return Refusal(
                401, "give the token that graphmodel serve printed: Authorization: Bearer TOKEN"
            )
        return None

    def _is_token(self, header: str) -> bool:
        scheme, _, token = header.strip().partition(" ")
        same = secrets.compare_digest(token.strip().encode(), self._token)
        return scheme.lower() == "bearer" and same


class Api:
    """The endpoints of the offered commands."""

    def __init__(self, resident: ResidentStore, limits: Limits) -> None:
        self._resident, self._limits = resident, limits
        self._turns = Turns(limits)

    def app(self, token: str, hosts: Sequence[str], *, with_mcp: bool = False) -> ASGIApp:
        """The whole interface behind its gate, optionally with the tools for assistants."""
        routes = [
            Route(f"/v1/{name}", _answering(partial(self._answer, command)), methods=_METHODS)
            for name, command in offered_commands().items()
        ]
        routes.append(Route("/openapi.json", _described, methods=["GET"]))
        routes.append(Route(HEALTH, _healthy, methods=["GET"]))
        lifespan = self._add_mcp(routes) if with_mcp else None
        handlers = {HTTPException: _no_such_address, Exception: _fault}
        app = Starlette(routes=routes, exception_handlers=handlers, lifespan=lifespan)
        return Gate(app, token, hosts)

    def _add_mcp(self, routes: list[Route]) -> Callable[[Any], AbstractAsyncContextManager[None]]:
        """Add the tools for assistants to the routes; returns the lifespan that runs their
        sessions."""
        from mcp.server.transport_security import TransportSecuritySettings

        from graphmodel.cli.shared.mcp_tools import mcp_server

        server = mcp_server(self._resident, self._turns)
        # The gate has checked the host name already.
        security = TransportSecuritySettings(enable_dns_rebinding_protection=False)
        tools = server.streamable_http_app(
            json_response=True, stateless_http=True, transport_security=security,
            max_request_body_size=self._limits.body,
        )  # fmt: skip
        routes.extend(route for route in tools.routes if isinstance(route, Route))
        return lambda _: server.session_manager.run()

    async def _answer(self, command: OfferedCommand, request: Request) -> Response:
        given = await self._given(command, request)
        answer = await self._turns.run(partial(command.answer, given, self._resident))
        return _json(answer.text, headers={NOTES: notes_header(answer.notes)})

    async def _given(self, command: OfferedCommand, request: Request) -> Mapping[str, Any]:
        if request.method != "POST":
            query = request.query_params
            return command.from_texts({name: query.getlist(name) for name in query})
        if request.query_params:
            raise InputError("give the parameters in the body of a POST, not in its address")
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            raise Refusal(415, "send JSON, with the header Content-Type: application/json")
        try:
            given = json.loads(await self._body(request))
        except (ValueError, RecursionError):
            raise InputError("the body is not JSON in UTF-8") from None
        if not isinstance(given, dict):
            raise InputError('the body is not a JSON object, such as {"text": "Varda"}')
        return given

    async def _body(self, request: Request) -> bytes:
        body = bytearray()
        try:
            async with asyncio.timeout(self._limits.seconds):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > self._limits.body:
                        raise Refusal(413, f"the body is larger than {self._limits.body:,} bytes")
        except TimeoutError:
            raise Refusal(408, "the body did not arrive in time") from None
        return bytes(body)


_METHODS = ["GET", "POST"]


def _answering(
    answer: Callable[[Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """Wrap an endpoint so that each failure becomes one line of JSON."""

    async def endpoint(request: Request) -> Response:
        try:
            return await answer(request)
        except Refusal as refusal:
            return _refused(refusal)
        except GraphmodelError as error:
            return _refused(refusal_of(error))

    return endpoint


def notes_header(notes: Sequence[str]) -> str:
    """A command's notes as a JSON list in ASCII, cut if it is too long."""
    fitting: list[str] = []
    for note in notes:
        if len(json.dumps([*fitting, note])) > MOST_NOTES:
            break
        fitting.append(note)
    return json.dumps(fitting)


async def _described(_: Request) -> Response:
    return _json(openapi())


async def _healthy(_: Request) -> Response:
    return _json({"status": "ok"})


async def _no_such_address(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    why = {404: "there is nothing here; /openapi.json says what there is", 405: "use GET or POST"}
    return _refused(Refusal(status, why.get(status, "not answered")))


async def _fault(request: Request, error: Exception) -> Response:
    # Not the query of the request: it holds what was asked.
    log.error("a fault in graphmodel itself at %s", request.url.path, exc_info=error)
    return _refused(Refusal(500, "a fault in graphmodel itself; the server has printed it"))
