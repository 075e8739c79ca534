"""Listening addresses of the commands that serve, and the host names they accept."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Sequence

from graphmodel import settings
from graphmodel.errors import InputError

HOST = "127.0.0.1"
_LOOPBACK_NAMES = ("127.0.0.1", "::1", "localhost")


def refuse_taken(host: str, port: int) -> None:
    """Raise InputError if nothing can listen on a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise cannot_listen(host, port, error) from None


def cannot_listen(host: str, port: int, error: OSError) -> InputError:
    """The error for a port that nothing can listen on."""
    why = error.strerror or str(error)
    return InputError(f"cannot listen on {host}:{port} ({why}); choose another --port")


def allowed_hosts(host: str, names: Sequence[str]) -> list[str]:
    """The host names by which a server may be reached; empty if any will do.

    On this machine only, a page of any site could otherwise point its own name here and read
    everything (DNS rebinding).
    """
    if names or settings.is_loopback(host):
        return sorted({host.strip("[]"), *_LOOPBACK_NAMES, *names})
    return []


def asked_by_name(headers: Iterable[tuple[bytes, bytes]], names: Sequence[str]) -> bool:
    """Whether a request uses one of these host names, where ``*.example.org`` matches every
    subdomain and ``*`` every name."""
    hosts = [name_in_host(value.decode("latin-1")) for key, value in headers if key == b"host"]
    return len(hosts) == 1 and any(
        name in (hosts[0], "*") or (name.startswith("*.") and hosts[0].endswith(name[1:]))
        for name in (each.strip().lower().rstrip(".") for each in names)
    )


def name_in_host(header: str) -> str:
    """The name in a Host header in lower case, without the port and a trailing dot; empty if there
    is none."""
    name = header.strip().lower()
    if name.startswith("["):
        address, bracket, _ = name[1:].partition("]")
        return address if bracket else ""
    return (name.rpartition(":")[0] if name.count(":") == 1 else name).rstrip(".")
