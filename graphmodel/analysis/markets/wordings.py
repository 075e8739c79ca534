"""What is told of markets, in words for commands and pages."""

from __future__ import annotations

from collections.abc import Iterator

from graphmodel.analysis.markets.markets import Bridge
from graphmodel.network.network import Network


def overview(answer: Bridge, network: Network) -> Iterator[str]:
    """How many carry, how many are not dated, and who is listed, a sentence each."""
    people = "1 person was" if answer.total == 1 else f"{answer.total:,} people were"
    more = "; 1 more was" if answer.undated == 1 else f"; {answer.undated:,} more were"
    undated = f"{more} in both without dates" if answer.undated else ""
    yield (
        f"{people} in {answer.source} first and later worked in {answer.target}, by "
        f"{answer.asked}{undated}."
    )
    near = f" within two ties of {network.name_of(answer.asker)}" if answer.asker else ""
    since = answer.active_since
    active = f" active in {since} or later" if since is not None else ""
    if near or active:
        yield f"Listed are those{near}{' and' if near and active else ''}{active}."
