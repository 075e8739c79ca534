"""Wording of market results for commands and pages."""

from __future__ import annotations

from collections.abc import Iterator

from graphmodel import words
from graphmodel.analysis.markets.markets import Bridge
from graphmodel.network.network import Network


def overview(answer: Bridge, network: Network) -> Iterator[str]:
    """The number of carriers, the number undated, and who is listed, one sentence each."""
    known = words.count(
        "By {asked}, {n:,} person had been in {source} first and later worked in {target}",
        "By {asked}, {n:,} people had been in {source} first and later worked in {target}",
        answer.total,
        source=words.label(answer.source),
        target=words.label(answer.target),
        asked=answer.asked,
    )
    if answer.undated:
        yield words.count(
            "{known}; {n:,} more was in both without dates.",
            "{known}; {n:,} more were in both without dates.",
            answer.undated,
            known=known,
        )
    else:
        yield words.say("{known}.", known=known)
    near, since = answer.asker, answer.active_since
    if near and since is not None:
        yield words.say(
            "The list shows people within two ties of {name} who were active in {year} or later.",
            name=network.name_of(near),
            year=since,
        )
    elif near:
        yield words.say(
            "The list shows people within two ties of {name}.", name=network.name_of(near)
        )
    elif since is not None:
        yield words.say("The list shows people active in {year} or later.", year=since)
