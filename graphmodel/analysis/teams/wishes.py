"""People who must not be put together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from graphmodel import words
from graphmodel.analysis.plans.linear import CONFIDENTIAL
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.network.present import AsOf, asking_date, has_ended

MUST_NOT = "must not"


def open_conflicts(network: Network, as_of: AsOf = None) -> list[tuple[str, str]]:
    """Return the pairs of ids of which one must not be put with the other, at a date, by the wishes
    that everybody may read."""
    asked = asking_date(as_of)
    stated = network.present(asked).links_of("wish", "source", "target", "stance", "until")
    stated = stated.filter((pl.col("stance") == MUST_NOT) & ~has_ended("until", asked))
    return [(network.ids[a], network.ids[b]) for a, b, *_ in stated.iter_rows()]


@dataclass(frozen=True)
class Wishes:
    """People who must not be put together, by open and by confidential wishes: pairs of ids."""

    open: frozenset[tuple[str, str]]
    confidential: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, network: Network, apart: Collection[tuple[str, str]], as_of: AsOf) -> Wishes:
        stated = frozenset(open_conflicts(network, as_of))
        named = frozenset((network.canonical_id(a), network.canonical_id(b)) for a, b in apart)
        return cls(stated, named - stated)

    def matrix(
        self, place: Mapping[str, int], there: int
    ) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        """1 if two of these people must not be put together, symmetric; the first ``there`` are
        together already."""
        pairs = np.zeros((len(place), len(place)))
        for left, right in self.open | self.confidential:
            if left in place and right in place:
                pairs[place[left], place[right]] = pairs[place[right], place[left]] = 1.0
        pairs[:there, :there] = 0.0
        return pairs

    def check(self, network: Network, given: Collection[str], crew: Collection[str]) -> None:
        """Raise InputError if a given person must not be put with the crew or another given
        person."""
        added = [id_ for id_ in given if id_ not in crew]
        for id_ in added:
            for companion in (*crew, *added):
                pairs = {(id_, companion), (companion, id_)}
                if pairs & self.open:
                    raise InputError(
                        "{name}: must not be put with {companion}; give somebody else",
                        name=network.name_of(id_),
                        companion=network.name_of(companion),
                    )
                if pairs & self.confidential:
                    raise InputError(
                        "{name}: {reason}; give somebody else",
                        name=network.name_of(id_),
                        reason=words.say(CONFIDENTIAL),
                    )
