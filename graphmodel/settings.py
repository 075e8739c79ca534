"""All settings from the environment, with their defaults; they are read only here."""

from __future__ import annotations

import getpass
import ipaddress
import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs

from graphmodel.errors import InputError

_APP = "graphmodel"
SCHEMA_VARIABLE = "GRAPHMODEL_SCHEMA"
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")


@dataclass(frozen=True)
class Login:
    """A user and a password, hidden in the repr."""

    user: str
    password: str

    def __repr__(self) -> str:
        return "Login(...)"


def store_address(address: str | None = None, environ: Mapping[str, str] = os.environ) -> str:
    """The address given, else GRAPHMODEL_STORE, else a folder in the user's data folder."""
    return address or environ.get("GRAPHMODEL_STORE") or str(data_folder() / "store")


def schema_file(
    location: str, file: Path | None = None, environ: Mapping[str, str] = os.environ
) -> Path | None:
    """The file given, else GRAPHMODEL_SCHEMA, else a schema.yaml next to an embedded store."""
    if file is not None or environ.get(SCHEMA_VARIABLE):
        return file or Path(environ[SCHEMA_VARIABLE])
    beside = Path(location).parent / "schema.yaml"
    return beside if "://" not in location and beside.is_file() else None


def store_login(environ: Mapping[str, str] = os.environ) -> Login | None:
    """The sign-in for a store on a server; None if no password is set."""
    password = environ.get("GRAPHMODEL_STORE_PASSWORD")
    if password is None:
        return None
    return Login(environ.get("GRAPHMODEL_STORE_USER") or "neo4j", password)


def store_database(environ: Mapping[str, str] = os.environ) -> str | None:
    """The server's database that holds the store: GRAPHMODEL_STORE_DATABASE, else None for the
    server's default."""
    return environ.get("GRAPHMODEL_STORE_DATABASE") or None


def store_prefix(environ: Mapping[str, str] = os.environ) -> str:
    """The prefix of the labels of a store that shares its database with other data:
    GRAPHMODEL_STORE_PREFIX, else empty."""
    prefix = environ.get("GRAPHMODEL_STORE_PREFIX", "")
    if prefix and not _PREFIX.fullmatch(prefix):
        raise InputError(
            "GRAPHMODEL_STORE_PREFIX is {prefix!r}; take a letter, then up to 30 letters, digits "
            "and underscores, such as Gm_",
            prefix=prefix,
        )
    return prefix


def import_login(environ: Mapping[str, str] = os.environ) -> Login | None:
    """The sign-in for a database to import from; None if no password is set."""
    password = environ.get("GRAPHMODEL_IMPORT_PASSWORD")
    if password is None:
        return None
    return Login(environ.get("GRAPHMODEL_IMPORT_USER") or "neo4j", password)


def user_name(environ: Mapping[str, str] = os.environ) -> str:
    """The user's name: GRAPHMODEL_USER, else their login name on the machine; empty if there is
    none."""
    with suppress(OSError, KeyError, ImportError):
        return environ.get("GRAPHMODEL_USER") or getpass.getuser()
    return ""


def idle_seconds(environ: Mapping[str, str] = os.environ) -> float:
    """How long an embedded store outlives its last user: GRAPHMODEL_STORE_IDLE_SECONDS, else 60."""
    return _seconds(environ, "GRAPHMODEL_STORE_IDLE_SECONDS", 60.0)


def start_seconds(environ: Mapping[str, str] = os.environ) -> float:
    """How long to wait for a store to start: GRAPHMODEL_STORE_START_SECONDS, else 60."""
    return _seconds(environ, "GRAPHMODEL_STORE_START_SECONDS", 60.0)


def wait_seconds(environ: Mapping[str, str] = os.environ) -> float:
    """How long an import waits for a store that does not answer: GRAPHMODEL_STORE_WAIT_SECONDS,
    else 300."""
    return _seconds(environ, "GRAPHMODEL_STORE_WAIT_SECONDS", 300.0)


def data_folder() -> Path:
    """The user's data folder, which may not exist yet."""
    return Path(platformdirs.user_data_dir(_APP, appauthor=False))


def users_file(environ: Mapping[str, str] = os.environ) -> Path:
    """The file of users who may sign in to the explorer: GRAPHMODEL_USERS, else users.json in the
    data folder."""
    return Path(environ.get("GRAPHMODEL_USERS") or data_folder() / "users.json")


def cache_folder() -> Path:
    """The user's cache folder, closed to other users like the store.

    It is created if missing; if that fails, nothing can be cached.
    """
    folder = Path(platformdirs.user_cache_dir(_APP, appauthor=False))
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    return folder


def query_folders(environ: Mapping[str, str] = os.environ) -> Sequence[Path]:
    """Folders, besides a mapping's own, whose files its SQL may read: GRAPHMODEL_SQL_FOLDERS."""
    return [
        Path(text) for text in environ.get("GRAPHMODEL_SQL_FOLDERS", "").split(os.pathsep) if text
    ]


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, atomically."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(FileNotFoundError):
        draft.unlink()
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


_READ_ONLY, _PATHS = "GRAPHMODEL_EXPLORE_READ_ONLY", "GRAPHMODEL_EXPLORE_PATHS"


def set_pages(*, read_only: bool, folders: Sequence[Path]) -> None:
    """Set what `pages_are_read_only` and `import_folders` return in this process."""
    os.environ[_READ_ONLY] = "1" if read_only else ""
    os.environ[_PATHS] = os.pathsep.join(str(folder.resolve()) for folder in folders)


def pages_are_read_only(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether pages may change nothing: GRAPHMODEL_EXPLORE_READ_ONLY."""
    return bool(environ.get(_READ_ONLY))


def import_folders(environ: Mapping[str, str] = os.environ) -> Sequence[Path]:
    """The folders of this machine from which pages may import: GRAPHMODEL_EXPLORE_PATHS."""
    return [Path(text) for text in environ.get(_PATHS, "").split(os.pathsep) if text]


def is_loopback(host: str) -> bool:
    """Whether an address or name to listen on is reachable only from this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _seconds(environ: Mapping[str, str], name: str, default: float) -> float:
    text = environ.get(name)
    if not text:
        return default
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise InputError(
            "{name} is {text!r}; give a number of seconds, such as 60", name=name, text=text
        )
    return seconds


SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


def server_address(address: str, subject: str, login: str) -> str:
    """The address as ``scheme://host:port``; raises InputError if it holds more than that.

    ``subject`` and ``login`` tell the error what the address is of and which variables hold its
    user and password. The error never repeats the address, which may hold a password.
    """
    try:
        url = urlsplit(address)
        port = url.port or 7687
    except ValueError:
        raise InputError(
            "{subject} cannot be read; write it as bolt://host:7687", subject=subject
        ) from None
    if "@" in url.netloc:
        raise InputError(
            "{subject} holds a user or password; leave them out and set {login}",
            subject=subject,
            login=login,
        )
    if url.scheme not in SCHEMES:
        raise InputError(
            "{subject} must begin with one of: {schemes}",
            subject=subject,
            schemes=", ".join(SCHEMES),
        )
    if not url.hostname or url.path.strip("/") or url.query or url.fragment:
        raise InputError(
            "{subject} must be a host and a port only, such as bolt://host:7687", subject=subject
        )
    host = f"[{url.hostname}]" if ":" in url.hostname else url.hostname
    return f"{url.scheme}://{host}:{port}"
