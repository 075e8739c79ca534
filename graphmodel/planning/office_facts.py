"""What a network says of people, places, wishes and works, as plans ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import polars as pl

from graphmodel.network.network import Network
from graphmodel.network.tables import means
from graphmodel.schema.declarations import Meaning

TAKEN_IN = (None, "taken in")


class OfficeFacts:
    """What a network says of people, mentors and their places."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def links(self, meaning: Meaning, *columns: str) -> list[tuple[Any, ...]]:
        links = self.network.links.filter(means(meaning))
        ids = pl.Series("id", list(self.network.ids), dtype=pl.String())
        ends = [ids.gather(links[end]).to_list() for end in ("source", "target")]
        return list(zip(*ends, *(links[column].to_list() for column in columns), strict=True))

    def node(self, id_: str) -> dict[str, Any]:
        return self.network.node(self.network.index(id_))

    def traits(self, id_: str) -> dict[str, str]:
        """Where somebody studied, which comparisons and rules may ask about."""
        schools = [school for person, school in self._studies if person == id_]
        return {"school": self.network.name_of(schools[0])} if schools else {}

    @cached_property
    def _studies(self) -> list[tuple[str, str]]:
        return [(person, school) for person, school in self.links("study")]

    def wishes(self) -> list[tuple[str, str, str | None, int | None]]:
        return self.links("wish", "stance", "rank")

    def participants(self, programme: str | None = None) -> list[str]:
        """Who takes part in programmes as a participant, or in this programme; raises InputError
        for an id that is not known."""
        if programme is not None:
            programme = self.network.canonical_id(self.network.ids[self.network.index(programme)])
        return sorted(
            {
                person
                for person, target, role, outcome in self.links("attendance", "role", "outcome")
                if role == "participant" and outcome in TAKEN_IN
                and programme in (None, target)
            }
        )  # fmt: skip

    @cached_property
    def filled(self) -> set[tuple[str, str]]:
        """People and the places that they have or are held for them."""
        return {
            (person, place)
            for person, place, state, until in self.links("filling", "state", "until")
            if state in ("held", "accepted") and not until
        }

    @cached_property
    def works(self) -> Mapping[str, set[str]]:
        """The works of each person."""
        works: dict[str, set[str]] = {}
        for person, work in self.links("credit"):
            works.setdefault(person, set()).add(work)
        return works
