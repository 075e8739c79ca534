"""Everything that the environment may decide, with its defaults; read here and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs

from graphmodel.errors import InputError

_APP = "graphmodel"


@dataclass(frozen=True)
class Login:
    """A user and a password; neither shows in a repr."""

    user: str
    password: str

    def __repr__(self) -> str:
        return "Login(...)"


def store_address(given: str | None = None, environ: Mapping[str, str] = os.environ) -> str:
    """Where the store is: as given, else GRAPHMODEL_STORE, else the user's data folder."""
    return given or environ.get("GRAPHMODEL_STORE") or str(data_folder() / "store")


def store_login(environ: Mapping[str, str] = os.environ) -> Login | None:
    """The sign-in for a store on a server, or None where no password is set."""
    password = environ.get("GRAPHMODEL_STORE_PASSWORD")
    if password is None:
        return None
    return Login(environ.get("GRAPHMODEL_STORE_USER") or "neo4j", password)


def import_login(environ: Mapping[str, str] = os.environ) -> Login | None:
    """The sign-in for a database that facts are read from, or None where no password is set."""
    password = environ.get("GRAPHMODEL_IMPORT_PASSWORD")
    if password is None:
        return None
    return Login(environ.get("GRAPHMODEL_IMPORT_USER") or "neo4j", password)


def idle_seconds(environ: Mapping[str, str] = os.environ) -> float:
    """How long an embedded store outlives its last user: GRAPHMODEL_STORE_IDLE_SECONDS, or 60."""
    return _seconds(environ, "GRAPHMODEL_STORE_IDLE_SECONDS", 60.0)


def start_seconds(environ: Mapping[str, str] = os.environ) -> float:
    """How long to wait for a store to come up: GRAPHMODEL_STORE_START_SECONDS, or 60."""
    return _seconds(environ, "GRAPHMODEL_STORE_START_SECONDS", 60.0)


def wait_seconds(environ: Mapping[str, str] = os.environ) -> float:
    """How long an import waits for a store that is away: GRAPHMODEL_STORE_WAIT_SECONDS, or 300."""
    return _seconds(environ, "GRAPHMODEL_STORE_WAIT_SECONDS", 300.0)


def data_folder() -> Path:
    """The user's folder for data, which may not be there yet."""
    return Path(platformdirs.user_data_dir(_APP, appauthor=False))


def cache_folder() -> Path:
    """The user's folder for what can be made again, which may not be there yet."""
    return Path(platformdirs.user_cache_dir(_APP, appauthor=False))


def _seconds(environ: Mapping[str, str], name: str, default: float) -> float:
    text = environ.get(name)
    if not text:
        return default
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise InputError(f"{name} is {text!r}; give a number of seconds, such as 60")
    return seconds


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
