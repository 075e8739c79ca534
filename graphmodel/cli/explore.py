"""Open the explorer in a browser.

In the help under: The store and the explorer
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import secrets
import sys
import tomllib
import webbrowser
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from html import escape
from importlib.resources import as_file, files
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

import click

from graphmodel import settings
from graphmodel.cli.shared.host_gate import HostGate
from graphmodel.cli.shared.listening import HOST, allowed_hosts, refuse_taken
from graphmodel.cli.shared.options import as_of_option, common
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.cli.shared.token_gate import PARAMETER, TokenGate
from graphmodel.errors import InputError
from graphmodel.settings import write_private
from graphmodel.store import open_store, wake_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from starlette.middleware import Middleware

    from graphmodel.cli.shared.comparing import Comparing
    from graphmodel.store.base import Store


_PAGE_PARTS = (
    "graphmodel.ui.explore.landing",
    "graphmodel.ui.shared.details",
    "graphmodel.ui.explore.tables",
)
"""Modules that the first page needs; importing them takes longer than drawing it."""

_PROVIDER_KEYS = (
    "redirect_uri",
    "cookie_secret",
    "client_id",
    "client_secret",
    "server_metadata_url",
)
"""Keys that the file of a provider must have."""

OPEN_AFTER = 1.0
"""Seconds until a browser is opened: by then the pages answer, or it waits for them."""

_FLAGS: dict[str, object] = {
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": False,
    # Objects that outlive a script run are frozen (resources.py), and the rest is collected as
    # usual: a full collection after each run would take longer than many a run.
    "runner.postScriptGC": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "global.developmentMode": False,
    "logger.hideWelcomeMessage": True,
    "logger.level": "error",
}


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8501,
    show_default=True,
    help="Port to listen on.",
)
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option(
    "--allow-host",
    "names",
    multiple=True,
    metavar="NAME",
    help="Name by which browsers may reach it, such as explorer.example.org; may be repeated.",
)
@click.option("--read-only", is_flag=True, help="Do not let pages change anything.")
@click.option(
    "--allow-paths",
    "paths",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    multiple=True,
    metavar="FOLDER",
    help="Folder of this machine from which pages may import; may be repeated.",
)
@click.option(
    "--no-token",
    is_flag=True,
    help="Let in everybody who can reach it, read-only; for use behind a proxy with a sign-in.",
)
@click.option("--sign-in", is_flag=True, help="Let in users only; see `graphmodel users`.")
@click.option(
    "--oidc",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="As --sign-in, with an OpenID Connect provider that this TOML file configures.",
)
@click.option("--shipped", "with_shipped", is_flag=True, help="First load missing shipped data.")
@click.option("--open/--no-open", "open_browser", default=True, help="Whether to open a browser.")
@as_of_option
@common
def explore(
    port: int,
    host: str,
    names: tuple[str, ...],
    read_only: bool,
    paths: tuple[Path, ...],
    no_token: bool,
    sign_in: bool,
    oidc: Path | None,
    with_shipped: bool,
    open_browser: bool,
    as_of: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Open the explorer in the browser; stop it with Ctrl-C.

    It listens on this machine only and admits anyone who has the full address, which holds a token
    that is new at each start. Where other machines can reach it, users sign in (--sign-in), or a
    proxy in front of it makes them sign in (--no-token). With --as-of every page is as of that
    date, unless its own field gives another.
    """
    sign_in = sign_in or oidc is not None
    _check_entrance(host, sign_in=sign_in, no_token=no_token)
    refuse_taken(host, port)
    settings.set_pages(read_only=read_only or no_token, folders=paths)
    _ask_as_of(as_of)
    # Each of these takes seconds, so they overlap: the store's host starts while Streamlit is
    # imported, and the pages are imported and the network read while the browser fetches the frame.
    shipped = _Loaded(settings.store_address(store_address))
    wake_store(store_address)
    _import_quietly("streamlit.web.bootstrap", "streamlit.starlette")
    comparing = _load(shipped, store_address, with_shipped=with_shipped)
    background = ThreadPoolExecutor(1)
    opening = background.submit(_prepare, store_address, comparing)
    token = None if no_token or sign_in else secrets.token_urlsafe(24)
    address = f"http://{host}:{port}" + ("" if token is None else f"/?{PARAMETER}={token}")
    gates = [] if token is None else [_gate(token, port)]
    if sign_in:
        gates = _entrance(port, oidc)
    allowed = allowed_hosts(host, names)
    print_answer(form, [{"explorer": address}], {"explorer": address}, columns=("explorer",))
    say("Ctrl-C ends it.")
    try:
        with as_file(files("graphmodel.ui") / "app.py") as app, _opened(address, open_browser):
            listen = (host, port, allowed)
            _serve(app, listen, store_address, [_host_gate(allowed), *gates], oidc)
    finally:
        if comparing is not None:
            comparing.end()
        opening.result().close()


def _ask_as_of(as_of: str | None) -> None:
    from graphmodel.network.present import ask_as_of

    ask_as_of(as_of)


def _load(shipped: _Loaded, store_address: str | None, *, with_shipped: bool) -> Comparing | None:
    """Create the store if it is missing, load the shipped data on request, and return what compares
    them later."""
    from graphmodel.cli.shared.comparing import Comparing

    loaded = False
    if not shipped.whole():
        with open_store(store_address) as store:
            if with_shipped:
                loaded = load_shipped(store)
                shipped.remember()
    return Comparing(store_address, loaded=loaded) if with_shipped else None


def _import_quietly(*names: str) -> None:
    """Import modules without Streamlit's warning about running outside a server: one starts
    later."""
    logging.disable(logging.WARNING)
    for name in names:
        importlib.import_module(name)
    logging.disable(logging.NOTSET)


def _prepare(store_address: str | None, comparing: Comparing | None) -> Store:
    """Import the first page and read the network, so that both are ready when it is drawn; then
    begin comparing."""
    _import_quietly(*_PAGE_PARTS)
    store = open_store(store_address)
    # By name, since the command serves the pages without being part of them.
    resources = importlib.import_module("graphmodel.ui.shared.resources")
    resources.prepare(store, None if comparing is None else comparing.begin)
    return store


class _Loaded:
    """Whether an embedded store holds the current shipped data, known without opening it.

    Create it before waking the store, which creates a missing folder.
    """

    def __init__(self, address: str) -> None:
        self._folder = None if "://" in address else Path(address).expanduser().absolute()
        self._was_there = self._folder is not None and self._folder.exists()
        self._note = settings.cache_folder() / "loaded.json"

    def whole(self) -> bool:
        noted = self._noted().get(str(self._folder))
        return self._was_there and noted == _shipped_now()

    def remember(self) -> None:
        if self._folder is not None:
            noted = self._noted() | {str(self._folder): _shipped_now()}
            # Without the note the next start only takes longer.
            with suppress(OSError):
                self._note.parent.mkdir(parents=True, exist_ok=True)
                self._note.write_text(json.dumps(noted), encoding="utf-8")

    def _noted(self) -> dict[str, str]:
        try:
            noted = json.loads(self._note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return noted if isinstance(noted, dict) else {}


def _shipped_now() -> str:
    """The checksums of all shipped data sets and of the judgements on them, as one text."""
    from graphmodel.ingest.datasets import (
        SHIPPED,
        SHIPPED_JUDGEMENTS,
        checksum,
        seeds_folder,
        shipped_data_set,
    )

    paths = [shipped_data_set(name)[1] for name in SHIPPED]
    return " ".join(checksum(path) for path in (*paths, seeds_folder() / SHIPPED_JUDGEMENTS))


def load_shipped(store: Store) -> bool:
    """Import each shipped data set whose current files are not imported completely yet, and the
    judgements on them; returns whether any was imported."""
    from graphmodel.cli.shared.import_run import apply_judgements, import_one
    from graphmodel.ingest.datasets import SHIPPED, checksum, shipped_data_set

    imported = {(record.name, record.checksum) for record in store.imports() if record.complete}
    loaded = False
    for name in SHIPPED:
        importer, path = shipped_data_set(name)
        if (name, checksum(path)) not in imported:
            say(f"Loading {name} ...")
            count = import_one(store, (name, importer, path)).total
            say(f"  {count.read:,} rows, {count.written:,} new, {count.refused:,} refused")
            loaded = True
    apply_judgements(store)
    return loaded


def _gate(token: str, port: int) -> Middleware:
    from starlette.middleware import Middleware

    return Middleware(TokenGate, token=token, port=port)


def _host_gate(names: Sequence[str]) -> Middleware:
    from starlette.middleware import Middleware

    return Middleware(HostGate, names=names)


def _check_entrance(host: str, *, sign_in: bool, no_token: bool) -> None:
    """Raise InputError if nobody could sign in, or if strangers could get in."""
    from graphmodel.access.users import UsersFile

    if sign_in and no_token:
        raise InputError("--sign-in and --no-token exclude each other; give one")
    users = settings.users_file()
    if sign_in and not UsersFile(users).users():
        raise InputError(
            f"{users}: has no users; add one: graphmodel users add NAME --role administrator"
        )
    if not (sign_in or no_token or settings.is_loopback(host)):
        raise InputError(
            f"--host {host}: other machines can reach it; have users sign in (--sign-in), or a "
            "proxy in front of it (--no-token)"
        )


def _entrance(port: int, oidc: Path | None) -> list[Middleware]:
    """Require every visitor to sign in; returns the gate before the pages. With a provider there is
    none: the pages themselves let nobody else in."""
    from starlette.middleware import Middleware

    from graphmodel.access.audit_log import AuditLog
    from graphmodel.access.sessions import Sessions, SignIn, require
    from graphmodel.access.users import UsersFile
    from graphmodel.cli.shared.sign_in_gate import SignInGate

    sessions = Sessions(UsersFile(settings.users_file()))
    if oidc is not None:
        _check_provider(oidc)
        require(SignIn(sessions))
        return []
    # Browsers send cookies to each port of a host, so two explorers need two names.
    sign_in = SignIn(sessions, f"graphmodel-session-{port}")
    require(sign_in)
    return [Middleware(SignInGate, sign_in=sign_in, log=AuditLog(settings.data_folder()))]


def _check_provider(oidc: Path) -> None:
    """Raise InputError for a file that lacks the sign-in settings, or that others can read."""
    try:
        section = tomllib.loads(oidc.read_text(encoding="utf-8")).get("auth", {})
    except (OSError, ValueError) as error:
        raise InputError(f"{oidc}: cannot be read as TOML: {error}") from None
    if not isinstance(section, dict):
        section = {}
    missing = [name for name in _PROVIDER_KEYS if not section.get(name)]
    if missing:
        raise InputError(f"{oidc}: has no {missing[0]} under [auth]; see docs/serving.md")
    if os.name == "posix" and oidc.stat().st_mode & 0o077:
        raise InputError(f"{oidc}: holds secrets that others can read; close it: chmod 600 {oidc}")


@contextmanager
def _opened(address: str, open_browser: bool) -> Iterator[None]:
    """Open the address in a browser after a delay. A private file redirects it there, since all
    users of a machine can see a browser's command line."""
    if not (open_browser and _has_display()):
        yield
        return
    page = settings.cache_folder() / f"open-{os.getpid()}.html"
    html = f'<meta charset="utf-8"><meta http-equiv="refresh" content="0; url={escape(address)}">'
    write_private(page, html)
    opening = Timer(OPEN_AFTER, webbrowser.open, [page.as_uri()])
    opening.daemon = True
    opening.start()
    try:
        yield
    finally:
        opening.cancel()
        page.unlink(missing_ok=True)


def _serve(
    app: Path,
    listen: tuple[str, int, Sequence[str]],
    store: str | None,
    gates: Sequence[Middleware],
    oidc: Path | None,
) -> None:
    """Serve the pages in this process until a signal stops it."""
    from streamlit.runtime.pages_manager import PagesManager
    from streamlit.starlette import App

    # Until the frame has run once, Streamlit treats the folder next to it as pages: the first
    # visitor to follow a link to a page would see it without its frame.
    PagesManager.uses_pages_directory = False

    if store:
        os.environ["GRAPHMODEL_STORE"] = store
    host, port, allowed_hosts = listen
    config = {**_FLAGS, "server.address": host, "server.port": port}
    if oidc is not None:
        config["secrets.files"] = [str(oidc.resolve())]
    if allowed_hosts:
        config["server.allowedHosts"] = list(allowed_hosts)
    # Streamlit reads its settings from the folder of the script that was started, which has to be
    # that of the pages: otherwise their colours depend on the current folder.
    sys.argv = [str(app)]
    App(app, middleware=gates).run(config=config)


def _has_display() -> bool:
    return sys.platform != "linux" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )


COMMAND = explore
