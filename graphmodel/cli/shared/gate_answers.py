"""What the gates before the pages read of a request, and how they answer it."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from starlette.types import Scope, Send

Headers = list[tuple[bytes, bytes]]

OPEN_PATHS = frozenset({"/_stcore/health"})
"""What anyone may ask: whether the explorer answers."""


def header(scope: Scope, name: bytes) -> bytes:
    """The first header of a name; empty for none."""
    value: bytes = next((value for key, value in scope["headers"] if key == name), b"")
    return value


def cookie(scope: Scope, name: str) -> str:
    """A cookie that the browser sent; empty for none, or for cookies that cannot be read."""
    sent = b"; ".join(value for key, value in scope["headers"] if key == b"cookie")
    try:
        cookies = SimpleCookie(sent.decode("latin-1"))
    except CookieError:
        return ""
    return cookies[name].value if name in cookies else ""


def set_cookie(scope: Scope, name: str, value: str, *, ends: bool = False) -> tuple[bytes, bytes]:
    """The header that gives the browser a cookie for this server alone, or takes it away."""
    text = f"{name}={value}; Path=/; HttpOnly; SameSite=Lax"
    secure = scope.get("scheme") == "https" or header(scope, b"x-forwarded-proto") == b"https"
    text += "; Max-Age=0" if ends else ""
    return b"set-cookie", (text + ("; Secure" if secure else "")).encode()


def local_path(path: str, *, quoted: bool = False) -> str:
    """A path on this server: with one slash, since two would lead to a server of that name.
    ``quoted`` is whether it has its escapes already."""
    return "/" + quote(path.lstrip("/\\"), safe="/%" if quoted else "/")


async def answer(
    send: Send, status: int, body: str, headers: Headers, *, type_: str = "text/plain"
) -> None:
    """Answer a request, with nothing that a cache may keep."""
    fixed = [
        (b"content-type", f"{type_}; charset=utf-8".encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": [*fixed, *headers]})
    await send({"type": "http.response.body", "body": body.encode()})
