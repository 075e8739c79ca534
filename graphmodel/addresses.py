"""Addresses of servers: never with a user or a password in them."""

from __future__ import annotations

from urllib.parse import urlsplit

from graphmodel.errors import InputError

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


def server_address(address: str, whose: str, login: str) -> str:
    """The address as ``scheme://host:port``, refused if it holds more than that.

    ``whose`` and ``login`` tell in an error whose address it is and which variables hold its user
    and password. The text of the error never repeats the address, which may hold a password.
    """
    try:
        parts = urlsplit(address)
        port = parts.port or 7687
    except ValueError:
        raise InputError(f"{whose} cannot be read; write it as bolt://host:7687") from None
    if "@" in parts.netloc:
        raise InputError(f"{whose} holds a user or password; leave them out and set {login}")
    if parts.scheme not in SCHEMES:
        raise InputError(f"{whose} must begin with one of: {', '.join(SCHEMES)}")
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise InputError(f"{whose} must be a host and a port only, such as bolt://host:7687")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}:{port}"
