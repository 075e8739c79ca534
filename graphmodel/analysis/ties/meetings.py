"""The weight of meetings as ties, and their wording."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel import words
from graphmodel.network.network import Indexes, Network

MEETING_WEIGHTS = {"seated together": 0.1, "talked": 0.25, "swapped work": 0.5, "agreed": 0.5}
"""The weight of a meeting by its outcome, relative to a project that two people made alone: people
seated at one table need not have spoken."""
_UNSAID = 0.1
_NOUNS = {
    "seated together": words.mark("a shared table"),
    "talked": words.mark("a talk"),
    "swapped work": words.mark("an exchange of work"),
    "agreed": words.mark("an agreement"),
}


def meeting_factors(network: Network, links: Indexes) -> NDArray[np.float64]:
    """The weight of each of these links (rows of ``network.links``)."""
    how = network.links["how"][links]
    factors = how.replace_strict(MEETING_WEIGHTS, default=_UNSAID, return_dtype=pl.Float64)
    return factors.to_numpy()


def meeting_name(network: Network, link: int) -> str:
    """The name of a meeting: "a talk at Opening dinner", or "a meeting"."""
    how, event = network.links["how"][link], network.links["event"][link]
    noun = words.say(_NOUNS.get(how or "", words.mark("a meeting")))
    if not event or event not in network:
        return noun
    return words.say("{meeting} at {event}", meeting=noun, event=network.name_of(event))
