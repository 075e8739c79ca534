"""Serve programs read-only over HTTP: find, show, people, introduce, suggest and more.

In the help under: The store and the explorer
"""

from __future__ import annotations

import logging
import secrets
import signal
import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphmodel import settings
from graphmodel.cli.shared.listening import HOST, allowed_hosts, cannot_listen
from graphmodel.cli.shared.options import NumberRange, as_of_option, common
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.cli.shared.token_file import TokenFile
from graphmodel.errors import InputError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_SECONDS, _AT_ONCE, _BODY = 60.0, 4, 1_000_000


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8502, show_default=True,
              help="Port to listen on; 0 takes a free one.")  # fmt: skip
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--allow-host", "names", multiple=True, metavar="NAME",
              help="Name by which programs may reach it, such as data.example.org; may be "
              "repeated. Needed with a --host that other machines reach.")  # fmt: skip
@click.option("--token-file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write the token to this new file, readable only by you, instead of printing "
                   "it.")  # fmt: skip
@click.option("--max-seconds", "seconds", type=NumberRange(0.1, 3600), default=_SECONDS,
              show_default=True, help="Give up on an answer after this long.")  # fmt: skip
@click.option("--at-once", type=click.IntRange(1, 64), default=_AT_ONCE, show_default=True,
              help="How many questions to answer simultaneously.")  # fmt: skip
@click.option("--max-body", "body", type=click.IntRange(1), default=_BODY, show_default=True,
              help="Bytes of a request, at most.")  # fmt: skip
@click.option("--mcp", "with_mcp", is_flag=True,
              help="Also give assistants the tools of graphmodel mcp, at /mcp.")  # fmt: skip
@click.option("--openapi", "describe", is_flag=True,
              help="Only print the OpenAPI description.")  # fmt: skip
@as_of_option
@common
def serve(
    port: int,
    host: str,
    names: tuple[str, ...],
    token_file: Path | None,
    as_of: str | None,
    store_address: str | None,
    form: str,
    describe: bool,
    with_mcp: bool,
    **limits: Any,
) -> None:
    """Serve what the commands answer with --format json to programs over HTTP; Ctrl-C stops it.

    It changes nothing, listens on this machine only, and answers requests with the token, which is
    new at each start, in the header Authorization: Bearer TOKEN. The address /openapi.json
    describes it.

    \b
    graphmodel serve --token-file token.txt
    curl -H "Authorization: Bearer $(cat token.txt)" "http://127.0.0.1:8502/v1/find?text=Varda"
    """
    if describe:
        from graphmodel.cli.shared.openapi import openapi

        print_answer("json", [], openapi(), columns=())
        return
    if not settings.is_loopback(host) and not names:
        raise InputError(
            f"other machines reach {host}, and the token would pass between them unencrypted; "
            f"leave --host out, or put a proxy with TLS in front of it and name it with "
            "--allow-host"
        )
    token = secrets.token_urlsafe(32)
    file = None if token_file is None else TokenFile(token_file, token)
    from graphmodel.cli.shared.http_api import Api
    from graphmodel.cli.shared.program_requests import Limits
    from graphmodel.cli.shared.resident import ResidentStore
    from graphmodel.cli.shared.warm_up import warm_up
    from graphmodel.network.present import ask_as_of

    with _listening(host, port) as listener:
        ask_as_of(as_of)
        resident = ResidentStore(store_address)
        try:
            say("Getting ready: the first question is answered as fast as later ones.")
            warm_up(resident)
            api = Api(resident, Limits(**limits))
            app = api.app(token, allowed_hosts(host, names), with_mcp=with_mcp)
            if file is not None:
                file.write()
            _tell(listener, host, token, token_file, form)
            _run(app, listener)
        finally:
            resident.close()
            if file is not None:
                file.remove()


def _listening(host: str, port: int) -> socket.socket:
    bare = host.strip("[]")
    family = socket.AF_INET6 if ":" in bare else socket.AF_INET
    try:
        return socket.create_server((bare, port), family=family)
    except OSError as error:
        raise cannot_listen(host, port, error) from None


def _tell(
    listener: socket.socket, host: str, token: str, token_file: Path | None, form: str
) -> None:
    """Print the address, and the token or the path of its file."""
    told = {"address": f"http://{host}:{listener.getsockname()[1]}"}
    if token_file is None:
        told["token"] = token
    else:
        told["token_file"] = str(token_file)
    print_answer(form, [told], told, columns=tuple(told))
    say("Ctrl-C ends it.")


def _run(app: ASGIApp, listener: socket.socket) -> None:
    """Serve until a signal stops it. URLs hold what is asked, so none is logged."""
    import uvicorn

    logging.basicConfig(level=logging.WARNING)
    config = uvicorn.Config(
        app, access_log=False, log_config=None, server_header=False, ws="none",
        timeout_graceful_shutdown=2,
    )  # fmt: skip
    # The server shuts down gracefully, then raises the signal again; by default that would end the
    # process before the clean-up that follows.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


COMMAND = serve
