"""Reading of requests and sending of answers in the gates before the pages."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from starlette.types import Scope, Send

Headers = list[tuple[bytes, bytes]]

OPEN_PATHS = frozenset({"/_stcore/health"})
"""Paths open to anybody: whether the explorer answers."""


def header(scope: Scope, name: bytes) -> bytes:
    """The first header with a name; empty if there is none."""
    value: bytes = next((value for key, value in scope["headers"] if key == name), b"")
    return value


def cookie(scope: Scope, name: str) -> str:
    """A cookie that the browser sent; empty if it is missing or the cookies are unreadable."""
    sent = b"; ".join(value for key, value in scope["headers"] if key == b"cookie")
    try:
        cookies = SimpleCookie(sent.decode("latin-1"))
    except CookieError:
        return ""
    return cookies[name].value if name in cookies else ""


def set_cookie(scope: Scope, name: str, value: str, *, ends: bool = False) -> tuple[bytes, bytes]:
    """The header that sets a cookie for this server only, or deletes it."""
    text = f"{name}={value}; Path=/; HttpOnly; SameSite=Lax"
    secure = scope.get("scheme") == "https" or header(scope, b"x-forwarded-proto") == b"https"
    text += "; Max-Age=0" if ends else ""
    return b"set-cookie", (text + ("; Secure" if secure else "")).encode()


def local_path(path: str, *, quoted: bool = False) -> str:
    """A path on this server, with a single slash in front: two would lead to another host.
    ``quoted`` is whether it is escaped already."""
    return "/" + quote(path.lstrip("/\\"), safe="/%" if quoted else "/")


async def answer(
    send: Send, status: int, body: str, headers: Headers, *, type_: str = "text/plain"
) -> None:
    """Answer a request with a response that no cache may keep."""
    fixed = [
        (b"content-type", f"{type_}; charset=utf-8".encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": [*fixed, *headers]})
    await send({"type": "http.response.body", "body": body.encode()})
