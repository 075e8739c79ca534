"""Give an assistant read-only tools for the network, over the Model Context Protocol.

In the help under: The store and the explorer
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.options import NumberRange, as_of_option, common

if TYPE_CHECKING:
    from graphmodel.cli.shared.program_requests import Turns
    from graphmodel.cli.shared.resident import ResidentStore


@click.command()
@click.option("--max-seconds", "seconds", type=NumberRange(0.1, 3600), default=60.0,
              show_default=True, help="Give up on an answer after this long.")  # fmt: skip
@click.option("--at-once", type=click.IntRange(1, 64), default=4, show_default=True,
              help="How many questions to answer simultaneously.")  # fmt: skip
@as_of_option
@common
def mcp(as_of: str | None, store_address: str | None, form: str, **limits: Any) -> None:
    """Give an assistant find, show, people, introduce, suggest, communities and query as tools.

    It speaks the Model Context Protocol on standard input and output: assistants start this command
    themselves. It changes nothing. For the same over HTTP, with a token: graphmodel serve --mcp.

    \b
    claude mcp add graphmodel -- graphmodel mcp
    """
    from graphmodel.cli.shared.program_requests import Limits, Turns
    from graphmodel.cli.shared.resident import ResidentStore
    from graphmodel.network.present import ask_as_of

    logging.basicConfig(level=logging.WARNING)
    ask_as_of(as_of)
    resident = ResidentStore(store_address)
    try:
        asyncio.run(_serve(resident, Turns(Limits(**limits))))
    finally:
        resident.close()


async def _serve(resident: ResidentStore, turns: Turns) -> None:
    """Answer on standard input and output until the assistant closes them."""
    from mcp.server.stdio import stdio_server

    from graphmodel.cli.shared.mcp_tools import mcp_server

    server = mcp_server(resident, turns)
    async with stdio_server() as (reader, writer):
        await server.run(reader, writer, server.create_initialization_options())


COMMAND = mcp
