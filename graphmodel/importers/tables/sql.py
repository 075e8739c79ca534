"""The rows of a SQL query as a table, through a connection address.

SQLite is read by Python itself, DuckDB files by DuckDB, and Postgres and MySQL through DuckDB's
extensions if they are installed. A password is never shown.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import polars as pl

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.importers.tables.structured import with_line_numbers
from graphmodel.importers.tables.table import (
    ROWS_PER_FRAME,
    RefusedRow,
    Table,
    column_names,
    text_columns,
)
from graphmodel.settings import query_folders

if TYPE_CHECKING:
    import duckdb

_EXTENSIONS = {"postgres": "postgres", "postgresql": "postgres", "mysql": "mysql"}
_READS = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}
_SECRETS = r'(?i)(password|passwd|pwd|token|secret)=("(?:\\.|[^"\\])*"|[^&\s]*)'
"""A setting with a secret, in an address or in a list of settings."""
_EXAMPLES = words.mark(
    "give sqlite:///films.db, duckdb:///films.duckdb, postgresql://HOST/NAME or mysql://HOST/NAME"
)


def open_query(address: str, query: str, folder: Path) -> Table:
    """The rows of a query. ``${NAME}`` in the address is taken from the environment; a relative
    path starts at ``folder``. Raises InputError if the database or the query fails."""
    expanded = _with_environment(address)
    scheme, _, location = expanded.partition("://")
    name = without_password(address)
    scheme = scheme.lower()
    if scheme == "sqlite" and location:
        return _sqlite(_database_path(location, folder), query, name)
    if scheme == "duckdb":
        if location.strip("/"):
            return _duckdb(str(_database_path(location, folder)), query, name)
        return _duckdb(":memory:", query, name, folders=(folder, *query_folders()))
    if scheme in _EXTENSIONS:
        return _attached(_EXTENSIONS[scheme], expanded, query, name)
    raise InputError(
        "{name}: is not a database address; {examples}", name=name, examples=words.say(_EXAMPLES)
    )


def without_password(address: str) -> str:
    """An address safe to show, with passwords masked."""
    masked = re.sub(_SECRETS, r"\1=***", address)
    return re.sub(r"//([^:/@\s]*):.*@", r"//\1:***@", masked)


def _with_environment(address: str) -> str:
    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in os.environ:
            raise InputError(
                "{address}: {name} is not set; set this environment variable",
                address=without_password(address),
                name=name,
            )
        return os.environ[name]

    return re.sub(r"\$\{(\w+)\}", value, address)


def _database_path(location: str, folder: Path) -> Path:
    """``/films.db`` is relative to the mapping and ``//films.db`` absolute, as is customary."""
    path = folder / location.removeprefix("/")
    if not path.is_file():
        raise InputError("{path}: no such database; correct the path in database:", path=path)
    return path


def _failed(name: str, error: Exception, secret_address: str = "") -> InputError:
    why = without_password(" ".join(str(error).split()))
    for form in _forms(_credentials(secret_address)[1] or ""):
        why = why.replace(form, "***")
    return InputError(
        "{name}: the query fails ({why}); correct query: or the address", name=name, why=why[:200]
    )


def _credentials(address: str) -> tuple[str | None, str | None, str]:
    """The user and the password of an address as written, and the rest of it. A password from the
    environment may hold any character, and so the last ``@`` ends it."""
    before, _, place = address.partition("://")[2].rpartition("@")
    user, _, password = before.partition(":")
    return user or None, password or None, place


def _forms(password: str) -> list[str]:
    """How a database may quote a password back, the longest first."""
    plain = unquote(password)
    forms = {f for text in (password, plain) for f in (text, _setting(text), _escaped(text))}
    forms |= {form.replace("'", "''") for form in forms}
    return sorted({" ".join(form.split()) for form in forms} - {""}, key=len, reverse=True)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _setting(text: str) -> str:
    """The value of a setting for MySQL: in quotes if it holds a space or a mark."""
    return text if re.fullmatch(r"[\w.:-]+", text) else f'"{_escaped(text)}"'


def _sqlite(path: Path, query: str, name: str) -> Table:
    def connect() -> sqlite3.Connection:
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        # Only reading its own tables is allowed: not even ATTACH or VACUUM INTO another file.
        database.set_authorizer(
            lambda action, *_: sqlite3.SQLITE_OK if action in _READS else sqlite3.SQLITE_DENY
        )
        database.text_factory = lambda data: data.decode("utf-8", errors="replace")
        return database

    try:
        with closing(connect()) as database:
            cursor = database.execute(query)
            columns = column_names((c[0] for c in cursor.description or ()), name)
    except (sqlite3.Error, ValueError) as error:
        raise _failed(name, error) from None

    def frames() -> Iterator[pl.DataFrame | RefusedRow]:
        line = 1
        schema = dict.fromkeys(columns, pl.String())
        try:
            with closing(connect()) as database:
                cursor = database.execute(query)
                while rows := cursor.fetchmany(ROWS_PER_FRAME):
                    texts = [[_sqlite_text(cell) for cell in row] for row in rows]
                    yield with_line_numbers(pl.DataFrame(texts, schema=schema, orient="row"), line)
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


def _duckdb(
    path: str,
    query: str,
    name: str,
    attach: tuple[str, str] | None = None,
    folders: Sequence[Path] = (),
    secret_address: str = "",
) -> Table:
    import duckdb

    def connect() -> duckdb.DuckDBPyConnection:
        return _duckdb_reader(path, name, attach, folders)

    try:
        with closing(connect()) as database:
            statements = database.extract_statements(query)
            if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
                raise InputError("{name}: query: does more than read; give one SELECT", name=name)
            limited = f"SELECT * FROM ({query.rstrip('; ')}) LIMIT 0"  # noqa: S608 (the user's own)
            empty = pl.DataFrame(pl.from_arrow(database.sql(limited).to_arrow_table()))
            columns = tuple(text_columns(empty).columns)
            column_names(columns, name)
    except duckdb.Error as error:
        raise _failed(name, error, secret_address) from None

    def frames() -> Iterator[pl.DataFrame | RefusedRow]:
        line = 1
        try:
            with closing(connect()) as database:
                reader: Any = database.sql(query).to_arrow_reader(ROWS_PER_FRAME)
                for batch in reader:
                    frame = with_line_numbers(
                        text_columns(pl.DataFrame(pl.from_arrow(batch))), line
                    )
                    line += frame.height
                    yield frame
        except duckdb.Error as error:
            raise _failed(name, error, secret_address) from None

    return Table(name, columns, "DuckDB", frames)


def _duckdb_reader(
    path: str, name: str, attach: tuple[str, str] | None, folders: Sequence[Path]
) -> duckdb.DuckDBPyConnection:
    """A connection that can only read its database, and files in these folders."""
    import duckdb

    # No silent downloads, and no waiting for a network that may not exist.
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
                "{name}: DuckDB's extension {extension} is not installed; run python -c \"import "
                "duckdb; duckdb.sql('INSTALL {extension}')\" or export the table as CSV",
                name=name,
                extension=extension,
            ) from None
        quoted = address.replace("'", "''")
        database.execute(f"ATTACH '{quoted}' AS source (TYPE {extension}, READ_ONLY)")
        database.execute("USE source")
    # The query may be someone else's: from here on it reads only files in these folders, and loads
    # and fetches nothing.
    allowed = ", ".join(f"'{_quoted(folder.resolve())}'" for folder in folders)
    database.execute(f"SET allowed_directories = [{allowed}]")
    database.execute("SET enable_external_access = false")
    database.execute("SET lock_configuration = true")
    return database


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _attached(extension: str, address: str, query: str, name: str) -> Table:
    source = _mysql_settings(address, name) if extension == "mysql" else address
    return _duckdb(":memory:", query, name, (extension, source), secret_address=address)


def _mysql_settings(address: str, name: str) -> str:
    """The settings that DuckDB's extension for MySQL takes in place of an address."""
    user, password, place = _credentials(address)
    url = urlsplit(f"//{place}")
    try:
        port = url.port
    except ValueError:
        raise InputError(
            "{name}: is not a database address; {examples}",
            name=name,
            examples=words.say(_EXAMPLES),
        ) from None
    settings = {
        "host": url.hostname,
        "port": str(port) if port else None,
        "user": user and unquote(user),
        "passwd": password and unquote(password),
        "database": unquote(url.path).strip("/") or None,
    }
    return " ".join(f"{key}={_setting(value)}" for key, value in settings.items() if value)
