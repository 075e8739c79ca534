"""A network's facts about people, places, wishes and works, as plans need them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import polars as pl

from graphmodel.analysis.communities.communities import communities
from graphmodel.analysis.communities.options import PartitionOptions
from graphmodel.analysis.communities.results import Community
from graphmodel.analysis.teams.engagements import has_place
from graphmodel.network.network import Network
from graphmodel.network.present import asking_date, has_ended, is_date_earlier, is_in_force
from graphmodel.network.tables import means, with_its_parts
from graphmodel.schema.declarations import UNITS, Meaning

TAKEN_IN = (None, "taken in")
OF_MENTORING = "mentoring"
"""The type of a place with a mentor."""


class OfficeFacts:
    """A network's facts about people, mentors and their places. ``asked`` is the date of asking, by
    default that of the network."""

    def __init__(self, network: Network, asked: str | None = None) -> None:
        self.network = network
        self.asked = asked or network.asked or asking_date(None)

    def links(
        self,
        meaning: Meaning,
        *columns: str,
        where: pl.Expr | None = None,
        planned: bool = False,
    ) -> list[tuple[Any, ...]]:
        """The ids of both ends of the links of a meaning, with these columns; including ``planned``
        links if asked."""
        network = self.network.with_plans if planned else self.network
        links = network.links.filter(means(meaning))
        links = links if where is None else links.filter(where)
        ids = pl.Series("id", list(self.network.ids), dtype=pl.String())
        ends = [ids.gather(links[end]).to_list() for end in ("source", "target")]
        return list(zip(*ends, *(links[column].to_list() for column in columns), strict=True))

    def node(self, id_: str) -> dict[str, Any]:
        return self.network.node(self.network.index(id_))

    def name(self, id_: str) -> str:
        """The display name of a person or place: a place with who offers it, unless its name
        includes that, as in ``Second unit, 2027-03-02 (The Long Wall)``."""
        name, offerer = self.network.name_of(id_), self.offerers.get(id_)
        whose = self.network.name_of(offerer) if offerer else ""
        return name if whose.casefold() in name.casefold() else f"{name} ({whose})"

    @cached_property
    def offerers(self) -> dict[str, str]:
        """Who offers each place, the first by id if there are several."""
        return {place: who for who, place in sorted(self.links("offer"), reverse=True)}

    @cached_property
    def offers(self) -> list[tuple[str, str]]:
        """Who offers which place, now or later, without offers that have ended."""
        return self.links("offer", where=~has_ended("until", self.asked), planned=True)

    def is_over(self, place: str) -> bool:
        """Whether a place ended before the date of asking."""
        return is_date_earlier(str(self.node(place).get("ends") or ""), self.asked)

    def traits(self, id_: str) -> dict[str, str]:
        """A person's school, for comparisons and rules."""
        schools = [school for person, school in self._studies if person == id_]
        return {"school": self.network.name_of(schools[0])} if schools else {}

    @cached_property
    def _studies(self) -> list[tuple[str, str]]:
        return [(person, school) for person, school in self.links("study")]

    def community(self, id_: str) -> Community | None:
        """A person's community by their ties, if they have any."""
        return self._communities.get(id_)

    @cached_property
    def _communities(self) -> dict[str, Community]:
        partition = communities(self.network, PartitionOptions(as_of=self.asked))
        return {person: each for each in partition.communities for person in each.people}

    def wishes(self, asked: str) -> list[tuple[str, str, str | None, int | None]]:
        """The wishes in force at a date, with stance and rank."""
        return self.links("wish", "stance", "rank", where=is_in_force(asked))

    def participants(self, programme: str | None = None) -> list[str]:
        """The participants of all programmes, or of this programme or event and its parts, also of
        those of later dates; raises InputError for an unknown id."""
        inside = None if programme is None else self._with_parts(programme)
        return sorted(
            {
                person
                for person, target, role, outcome in self.links(
                    "attendance", "role", "outcome", planned=True
                )
                if role == "participant" and outcome in TAKEN_IN
                and self.node(person)["kind"] == UNITS[0]
                and (inside is None or target in inside)
            }
        )  # fmt: skip

    def _with_parts(self, id_: str) -> set[str]:
        parts = self.network.with_plans.links_of("part", "source", "target")
        inside = with_its_parts(parts, self.network.index(id_))
        return {self.network.ids[node] for node in inside}

    @cached_property
    def filled(self) -> set[tuple[str, str]]:
        """People and the places they have or that are held for them, including from after the date
        of asking: a place that is given away is no longer free."""
        return set(self.links("filling", where=has_place(self.asked), planned=True))

    @cached_property
    def guided_now(self) -> set[tuple[str, str]]:
        """Mentors and the people they guide or are to guide, unless that ended before the date of
        asking."""
        lasting = ~has_ended("until", self.asked)
        return {
            (mentor, person)
            for mentor, person in self.links("guidance", where=lasting, planned=True)
            if self.node(person)["kind"] == UNITS[0]
        }

    @cached_property
    def holders_of(self) -> dict[str, set[str]]:
        """The people who have each place, or whom each mentor guides."""
        holders: dict[str, set[str]] = {}
        for person, place in self.filled:
            holders.setdefault(place, set()).add(person)
        for mentor, person in self.guided_now:
            holders.setdefault(mentor, set()).add(person)
        return holders

    def held(self, type_: str, people: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The places of a type that each of these people has and that are not over, and for
        mentoring the mentors who guide them; people without any are left out."""
        asked, held = {*people}, dict[str, set[str]]()
        for person, place in self.filled:
            of_type = person in asked and self.node(place).get("type") == type_
            if of_type and not self.is_over(place):
                held.setdefault(person, set()).add(place)
        for mentor, person in self.guided_now if type_ == OF_MENTORING else ():
            if person in asked:
                held.setdefault(person, set()).add(mentor)
        return {person: tuple(sorted(places)) for person, places in sorted(held.items())}

    def room(self, place: str) -> int:
        """How many more people a place takes; none if it is not open."""
        node = self.node(place)
        most = node.get("most")
        room = (1 if most is None else int(most)) - len(self._filling.get(place, ()))
        return max(room, 0) if node.get("state", "open") == "open" else 0

    @cached_property
    def _filling(self) -> dict[str, set[str]]:
        filling: dict[str, set[str]] = {}
        for person, place in self.filled:
            filling.setdefault(place, set()).add(person)
        return filling

    def room_with(self, mentor: str) -> int:
        """How many more people a mentor takes who offers no places, by their number of places."""
        places = int(self.node(mentor).get("mentor_places") or 0)
        return max(places - sum(guiding == mentor for guiding, _ in self.guided_now), 0)

    @cached_property
    def works(self) -> Mapping[str, set[str]]:
        """The works of each person."""
        works: dict[str, set[str]] = {}
        for person, work in self.links("credit"):
            works.setdefault(person, set()).add(work)
        return works
