"""The answer of a SQL query through a connection address.

SQLite is read by Python itself; DuckDB reads its own files, and Postgres and MySQL where its
extensions for them are installed. A password is never shown.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from graphmodel.errors import InputError
from graphmodel.importers.tables.structured import numbered
from graphmodel.importers.tables.table import ROWS_PER_FRAME, RefusedRow, Table, as_text, named

_EXTENSIONS = {"postgres": "postgres", "postgresql": "postgres", "mysql": "mysql"}
_HOW = (
    "give sqlite:///films.db, duckdb:///films.duckdb, postgresql://HOST/NAME or mysql://HOST/NAME"
)


def open_query(address: str, query: str, folder: Path) -> Table:
    """The rows of a query. ``${NAME}`` in the address is taken from the environment; a relative
    path begins at ``folder``. Raises InputError where the database does not answer."""
    full = _filled(address)
    scheme, _, rest = full.partition("://")
    name = without_password(address)
    scheme = scheme.lower()
    if scheme == "sqlite" and rest:
        return _sqlite(_path(rest, folder), query, name)
    if scheme == "duckdb":
        return _duckdb(str(_path(rest, folder)) if rest.strip("/") else ":memory:", query, name)
    if scheme in _EXTENSIONS:
        return _attached(_EXTENSIONS[scheme], full, query, name)
    raise InputError(f"{name}: is no address of a database; {_HOW}")


def without_password(address: str) -> str:
    """An address as it may be shown."""
    shown = re.sub(r"(?i)(password|pwd|token|secret)=[^&\s]*", r"\1=***", address)
    return re.sub(r"//([^:/@\s]*):.*@", r"//\1:***@", shown)


def _filled(address: str) -> str:
    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in os.environ:
            raise InputError(f"{without_password(address)}: {name} is not set; set it before")
        return os.environ[name]

    return re.sub(r"\$\{(\w+)\}", value, address)


def _path(rest: str, folder: Path) -> Path:
    """``/films.db`` is relative to the mapping, ``//films.db`` absolute, as everybody spells it."""
    path = folder / rest.removeprefix("/")
    if not path.is_file():
        raise InputError(f"{path}: no such database; correct the path in database:")
    return path


def _failed(name: str, error: Exception, secrets: str = "") -> InputError:
    why = without_password(" ".join(str(error).split()))
    password = urlsplit(secrets).password if secrets else None
    if password:
        why = why.replace(password, "***")
    return InputError(f"{name}: the query fails ({why[:200]}); correct query: or the address")


def _sqlite(path: Path, query: str, name: str) -> Table:
    def opened() -> sqlite3.Connection:
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        database.text_factory = lambda data: data.decode("utf-8", errors="replace")
        return database

    try:
        with closing(opened()) as database:
            cursor = database.execute(query)
            columns = named((c[0] for c in cursor.description or ()), name)
    except (sqlite3.Error, ValueError) as error:
        raise _failed(name, error) from None

    def frames() -> Iterator[pl.DataFrame | RefusedRow]:
        line = 1
        schema = dict.fromkeys(columns, pl.String())
        try:
            with closing(opened()) as database:
                cursor = database.execute(query)
                while rows := cursor.fetchmany(ROWS_PER_FRAME):
                    texts = [[_sqlite_text(cell) for cell in row] for row in rows]
                    yield numbered(pl.DataFrame(texts, schema=schema, orient="row"), line)
                    line += len(rows)
        except sqlite3.Error as error:
            raise _failed(name, error) from None

    return Table(name, columns, "SQLite", frames)


def _sqlite_text(cell: object) -> str | None:
    if cell is None or cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.decode("utf-8", errors="replace") if isinstance(cell, bytes) else str(cell)


def _duckdb(path: str, query: str, name: str, attach: tuple[str, str] | None = None) -> Table:
    import duckdb

    def opened() -> duckdb.DuckDBPyConnection:
        # Nothing is downloaded behind the user's back, nor waited for where there is no network.
        settings: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        database = duckdb.connect(path, read_only=path != ":memory:", config=settings)
        if attach:
            extension, address = attach
            try:
                database.execute(f"LOAD {extension}")
            except duckdb.Error:
                raise InputError(
                    f"{name}: DuckDB's extension {extension} is not installed; run "
                    f"python -c \"import duckdb; duckdb.sql('INSTALL {extension}')\" or export "
                    "the table as CSV"
                ) from None
            quoted = address.replace("'", "''")
            database.execute(f"ATTACH '{quoted}' AS source (TYPE {extension}, READ_ONLY)")
            database.execute("USE source")
        return database

    secrets = attach[1] if attach else ""
    try:
        with closing(opened()) as database:
            limited = f"SELECT * FROM ({query.rstrip('; ')}) LIMIT 0"  # noqa: S608 (the user's own)
            empty = pl.DataFrame(pl.from_arrow(database.sql(limited).to_arrow_table()))
            columns = tuple(as_text(empty).columns)
            named(columns, name)
    except duckdb.Error as error:
        raise _failed(name, error, secrets) from None

    def frames() -> Iterator[pl.DataFrame | RefusedRow]:
        line = 1
        try:
            with closing(opened()) as database:
                reader: Any = database.sql(query).to_arrow_reader(ROWS_PER_FRAME)
                for batch in reader:
                    frame = numbered(as_text(pl.DataFrame(pl.from_arrow(batch))), line)
                    line += frame.height
                    yield frame
        except duckdb.Error as error:
            raise _failed(name, error, secrets) from None

    return Table(name, columns, "DuckDB", frames)


def _attached(extension: str, address: str, query: str, name: str) -> Table:
    if extension == "mysql":
        parts = urlsplit(address)
        pairs = {
            "host": parts.hostname,
            "port": parts.port,
            "user": parts.username,
            "passwd": parts.password,
            "database": parts.path.strip("/") or None,
        }
        address = " ".join(f"{key}={value}" for key, value in pairs.items() if value)
    return _duckdb(":memory:", query, name, (extension, address))
