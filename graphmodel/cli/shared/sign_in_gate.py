"""Admits only signed-in users to the explorer, and asks everybody else to sign in.

Names and passwords are checked against the users file; a cookie then names the session. What a user
may do is decided where it is done, not here.
"""

from __future__ import annotations

import asyncio
import math
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

from graphmodel import words
from graphmodel.access.attempts import Attempts
from graphmodel.access.audit_log import AuditLog
from graphmodel.access.sessions import SignIn
from graphmodel.access.users import User
from graphmodel.cli.shared.gate_answers import (
    OPEN_PATHS,
    Headers,
    answer,
    cookie,
    header,
    local_path,
    set_cookie,
)

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

SIGN_IN, SIGN_OUT = "/sign-in", "/sign-out"
_LONGEST_BODY = 8_192
_AT_ONCE = 2
"""Passwords checked simultaneously: each takes some 64 MB of memory."""
_WRONG = words.mark("The name or the password is wrong.")
_FOREIGN = words.mark("This form was sent from another site.")
_HEADERS = [
    (b"referrer-policy", b"same-origin"),
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
        b"frame-ancestors 'none'; base-uri 'none'",
    ),
]
_PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{sign_in} · {network}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; display: grid; place-items: center;
  min-height: 100vh; margin: 0; }}
form {{ width: min(22rem, 90vw); display: grid; gap: .75rem; }}
h1 {{ font-size: 1.25rem; margin: 0; }}
label {{ display: grid; gap: .25rem; }}
input {{ font: inherit; padding: .5rem; border: 1px solid #767676; border-radius: .4rem; }}
button {{ font: inherit; padding: .55rem; border: 0; border-radius: .4rem; background: #1f4fa3;
  color: #fff; }}
[role=alert] {{ margin: 0; border-left: 3px solid #b3261e; padding-left: .6rem; }}
</style>
<form method="post" action="{action}">
<h1>{network}</h1>{notice}
<label>{name_label}
<input name="name" value="{name}" autocomplete="username" required{on_name}></label>
<label>{password_label}
<input name="password" type="password" autocomplete="current-password" required{on_password}>
</label>
<input type="hidden" name="next" value="{next}">
<button>{sign_in}</button>
</form></html>"""


class SignInGate:
    """Middleware around the pages, their sessions, files and uploads."""

    def __init__(self, app: ASGIApp, sign_in: SignIn, log: AuditLog) -> None:
        self._app = app
        self._sessions = sign_in.sessions
        self._cookie = sign_in.cookie
        self._log = log
        self._attempts = Attempts()
        self._checking = asyncio.Semaphore(_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if scope["type"] == "http" and path == SIGN_IN:
            await self._sign_in(scope, receive, send)
        elif scope["type"] == "http" and path == SIGN_OUT:
            await self._sign_out(scope, send)
        elif path in OPEN_PATHS or self._sessions.actor(cookie(scope, self._cookie)) is not None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif scope["method"] == "GET" and b"text/html" in header(scope, b"accept"):
            asked = path + ("?" + scope["query_string"].decode("latin-1")).rstrip("?")
            await _answer(send, 303, "", _to(f"{SIGN_IN}?next={quote(asked, safe='')}"))
        else:
            await _answer(send, 401, "Sign in first.")

    async def _sign_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            wanted = parse_qs(scope["query_string"].decode("latin-1")).get("next", ["/"])[-1]
            await _answer(send, 200, _page(scope, wanted))
            return
        if not _is_same_site(scope):
            await _answer(send, 403, _page(scope, "/", _FOREIGN))
            return
        fields = parse_qs(await _body(receive))
        name, password, wanted = (
            fields.get(field, [""])[-1] for field in ("name", "password", "next")
        )
        address = (scope.get("client") or ("",))[0]
        wait = self._attempts.wait(name, address)
        if wait:
            minutes = math.ceil(wait / 60)
            page = _page(scope, wanted, name=name, minutes=minutes)
            await _answer(send, 429, page, [(b"retry-after", b"%d" % wait)])
            return
        user = await self._checked(name, password, address)
        if user is None:
            await _answer(send, 401, _page(scope, wanted, _WRONG, name))
            return
        given = set_cookie(scope, self._cookie, self._sessions.begin(user))
        await _answer(send, 303, "", [*_to(_local(wanted)), given])

    async def _checked(self, name: str, password: str, address: str) -> User | None:
        """The user if the password is theirs. Each attempt is logged, with the name as given."""
        self._attempts.fail(name, address)  # before the check, so that simultaneous attempts count
        async with self._checking:
            user = await asyncio.to_thread(self._sessions.users.check, name, password)
        if user is None:
            self._log.add(name, "", "sign in", f"from {address}", "refused")
            return None
        self._attempts.succeed(name, address)
        self._log.add(user.name, user.role, "sign in", f"from {address}")
        return user

    async def _sign_out(self, scope: Scope, send: Send) -> None:
        token = cookie(scope, self._cookie)
        who = self._sessions.actor(token)
        if who is not None:
            self._log.add(who.name, who.role, "sign out")
        self._sessions.end(token)
        taken = set_cookie(scope, self._cookie, "", ends=True)
        await _answer(send, 303, "", [*_to(SIGN_IN), taken])


def _language(scope: Scope, wanted: str) -> str:
    """The language of the page that was asked for, else that of the browser."""
    asked = parse_qs(wanted.partition("?")[2]).get("lang", [""])[-1]
    if asked in words.LANGUAGES:
        return asked
    accepted = header(scope, b"accept-language").decode("latin-1")
    return words.nearest(accepted.split(",")[0].split(";")[0].strip())


def _page(
    scope: Scope, wanted: str, notice: str = "", name: str = "", minutes: int | None = None
) -> str:
    """The form in the visitor's language, with a notice or the time to wait."""
    language = _language(scope, wanted)
    with words.speaking(language):
        if minutes is not None:
            text = words.count(
                "Too many attempts. Try again in {n} minute.",
                "Too many attempts. Try again in {n} minutes.",
                minutes,
            )
        else:
            text = words.say(notice)
        return _form(language, wanted, text, name)


def _form(language: str, wanted: str, notice: str, name: str) -> str:
    return _PAGE.format(
        language=language,
        network=escape(words.say("Talent network")),
        sign_in=escape(words.say("Sign in")),
        name_label=escape(words.say("Name")),
        password_label=escape(words.say("Password")),
        action=SIGN_IN,
        name=escape(name[:100]),
        on_name="" if name else " autofocus",
        on_password=" autofocus" if name else "",
        next=escape(wanted[:2_000]),
        notice=f'<p role="alert">{escape(notice)}</p>' if notice else "",
    )


def _local(wanted: str) -> str:
    """The path and query that a visitor asked for, on this server in any case."""
    try:
        url = urlsplit(wanted.replace("\\", "/"))
    except ValueError:  # such as //[
        return "/"
    return f"{local_path(url.path, quoted=True)}?{quote(url.query, safe='=&%+')}".rstrip("?")


def _is_same_site(scope: Scope) -> bool:
    """Whether a form was sent from a page of this server, as far as the browser tells."""
    origin = header(scope, b"origin").decode("latin-1")
    host = header(scope, b"host").decode("latin-1")
    return not origin or urlsplit(origin).netloc.casefold() == host.casefold()


async def _body(receive: Receive) -> str:
    """The body of a form; empty if it is far too long."""
    body, more = b"", True
    while more and len(body) <= _LONGEST_BODY:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body.decode("utf-8", "replace") if len(body) <= _LONGEST_BODY else ""


def _to(location: str) -> Headers:
    return [(b"location", location.encode("latin-1", "ignore"))]


async def _answer(send: Send, status: int, body: str, headers: Headers | None = None) -> None:
    await answer(send, status, body, [*_HEADERS, *(headers or [])], type_="text/html")
