"""Who mentors whom: from the facts of a network to the request of a plan.

The places are those that mentors offer, now or later. If there are none, they are each mentor's
number of places less the people they already guide. The places of the plan have the mentors' ids.
Each pair's points are a sum of reasons, each with the facts behind it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from graphmodel import words
from graphmodel.analysis.plans.inputs import (
    FitReason,
    Forbid,
    Person,
    Place,
    Request,
    Rules,
)
from graphmodel.analysis.plans.planner import request_of
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.planning.office_facts import OF_MENTORING, OfficeFacts
from graphmodel.planning.wishes import WANTS, Wishes

WEIGHTS: Mapping[str, tuple[int, int]] = {
    words.mark("shared languages"): (20, 2),
    words.mark("skills to learn"): (60, 3),
    words.mark("shared genres"): (40, 3),
    words.mark("shared markets"): (30, 2),
}
"""Points for each value that supports a pair, and how many values count at most."""
ANOTHER_COMMUNITY = 30
"""Points for two people whose ties lead into different communities."""
ALREADY_WORKED = -150
"""A place is for people who are new to each other."""
MENTORED_BEFORE = -500
NO_LANGUAGE = words.mark("no language in common")
_TRAITS = ("languages", "skills", "genres", "markets")


@dataclass(frozen=True)
class NetworkRequest:
    """The request of a plan, the names of everybody in it, the nodes of each place that is offered
    (a mentor may offer several), and the places or mentors that each person has already."""

    request: Request
    names: Mapping[str, str]
    offered: Mapping[str, tuple[str, ...]]
    held: Mapping[str, tuple[str, ...]]

    def name(self, id_: str) -> str:
        return self.names.get(id_) or id_


def mentor_request(
    network: Network,
    people: Sequence[str] | None = None,
    *,
    programme: str | None = None,
    secret: pl.DataFrame | None = None,
    rules: Rules | None = None,
) -> NetworkRequest:
    """Build the request for these people, by default for all who wish for a mentor, or those of
    them who take part in a programme.

    ``network`` is as of the date of asking; ``secret`` are confidential wishes, with the ids of
    both ends and their ``stance``, which count and are never shown; ``rules`` are added to those
    from the wishes. Raises InputError if nobody is to be mentored or no mentor has a place.
    """
    facts = _Facts(network)
    asked = facts.asked
    ids = list(people) if people is not None else facts.wishing(asked, programme)
    if not ids:
        if programme is None:
            raise InputError("nobody has a wish for a mentor; say who with --people FILE")
        raise InputError(
            "nobody in {programme} has a wish for a mentor; say who with --people FILE",
            programme=network.name_of(programme),
        )
    ids = [network.canonical_id(network.ids[network.index(id_)]) for id_ in ids]
    mentors = {id_: room for id_, room in facts.mentors().items() if room > 0}
    if not mentors:
        raise InputError(
            "no mentor has a free place; import places that mentors offer, or mentor_places"
        )
    wishes = Wishes.of(facts, secret, facts.offering)
    reasons = [
        reason
        for person in dict.fromkeys(ids)
        for mentor in mentors
        if person != mentor
        for reason in _reasons(facts, wishes, person, mentor)
    ]
    request = request_of(
        [Person(person, facts.traits(person)) for person in ids],
        [Place(mentor, room) for mentor, room in mentors.items()],
        reasons,
        _with_wishes(rules or Rules(), facts, wishes, list(dict.fromkeys(ids)), mentors),
        tuple(wishes.ranks({*ids}, mentors)),
    )
    names = {id_: network.name_of(id_) for id_ in (*ids, *mentors)}
    return NetworkRequest(request, names, facts.offered, facts.held(OF_MENTORING, ids))


class _Facts(OfficeFacts):
    """The network's facts about mentors and their places."""

    @cached_property
    def offered(self) -> dict[str, tuple[str, ...]]:
        """Each mentor's places that are neither closed nor over, including those of later dates: a
        plan is made before its places begin."""
        offered: dict[str, list[str]] = {}
        for who, place in sorted(set(self.offers)):
            node = self.node(place)
            if (
                node.get("type") == OF_MENTORING
                and node.get("state", "open") == "open"
                and not self.is_over(place)
            ):
                offered.setdefault(who, []).append(place)
        return {who: tuple(places) for who, places in offered.items()}

    @cached_property
    def offering(self) -> dict[str, str]:
        """Who offers each of these places, the first by id if there are several."""
        return {
            place: who
            for who, places in sorted(self.offered.items(), reverse=True)
            for place in places
        }

    def wishing(self, asked: str, programme: str | None = None) -> list[str]:
        """Those who want a mentor and have none: the people who wish for any mentor, and those who
        wish for a mentor by name; for a programme, only its participants."""
        mentors = self.mentors()
        wants = [
            (person, target) for person, target, stance, _ in self.wishes(asked) if stance == WANTS
        ]
        anyone = {
            person
            for person, target in wants
            if target not in self.offering
            and self.node(target).get("type") == OF_MENTORING
            and not self.is_over(target)
        }
        named = {
            person
            for person, target in wants
            if (target in mentors or target in self.offering) and person not in mentors
        }
        wishing = anyone | named
        if programme is not None:
            wishing &= {*self.participants(programme)}
        return sorted(wishing - {*self.held(OF_MENTORING, wishing)})

    def mentors(self) -> dict[str, int]:
        """Each mentor with how many more people they can take."""
        if self.offered:
            return {
                mentor: sum(map(self.room, places))
                for mentor, places in sorted(self.offered.items())
            }
        nodes = self.network.nodes.filter(pl.col("mentor_places") > 0)
        return {mentor: self.room_with(mentor) for mentor in sorted(nodes["id"])}

    def holders(self, mentor: str) -> set[str]:
        """The people who have a place of a mentor, or are guided by them."""
        nodes = self.offered.get(mentor, ())
        return {person for node in (mentor, *nodes) for person in self.holders_of.get(node, ())}

    def trait_sets(self, id_: str) -> dict[str, set[str]]:
        """The compared traits of a person; cached, since everybody is compared with every
        mentor."""
        if id_ not in self._trait_sets:
            node = self.node(id_)
            self._trait_sets[id_] = {trait: set(node.get(trait) or ()) for trait in _TRAITS}
        return self._trait_sets[id_]

    @cached_property
    def _trait_sets(self) -> dict[str, dict[str, set[str]]]:
        return {}

    @cached_property
    def guided(self) -> set[tuple[str, str]]:
        """Mentors and the people they guide or have guided."""
        return {(mentor, person) for mentor, person in self.links("guidance")}


def _reasons(facts: _Facts, wishes: Wishes, person: str, mentor: str) -> Iterator[FitReason]:
    """The reasons for and against a pair; every pair has at least the place itself."""
    yield FitReason(person, mentor, words.mark("a free place"), 0)
    for who, about, kind in (
        (person, mentor, words.mark("their wish")),
        (mentor, person, words.mark("the mentor's wish")),
    ):  # fmt: skip
        wish = wishes.counted(who, about)
        if wish is not None:
            choice = (f"choice {wish.rank}",) if wish.rank and wish.stance == WANTS else ()
            yield FitReason(person, mentor, kind, wish.points, choice)
    yield from _alike(facts, person, mentor)
    own, theirs = facts.community(person), facts.community(mentor)
    if own and theirs and own.id != theirs.id:
        kind = words.mark("another community")
        # Labels contain commas.
        labels = (f"“{own.label}”", f"“{theirs.label}”")
        yield FitReason(person, mentor, kind, ANOTHER_COMMUNITY, labels)
    works = facts.works.get(person, set()) & facts.works.get(mentor, set())
    if works:
        yield FitReason(person, mentor, "worked together", ALREADY_WORKED, tuple(sorted(works)))
    if (mentor, person) in facts.guided:
        yield FitReason(person, mentor, words.mark("mentored before"), MENTORED_BEFORE)


def _alike(facts: _Facts, person: str, mentor: str) -> Iterator[FitReason]:
    """What the two share, and the mentor's skills that the person lacks."""
    own, theirs = facts.trait_sets(person), facts.trait_sets(mentor)
    values = {
        "shared languages": own["languages"] & theirs["languages"],
        "skills to learn": theirs["skills"] - own["skills"],
        "shared genres": own["genres"] & theirs["genres"],
        "shared markets": own["markets"] & theirs["markets"],
    }
    for kind, shared in values.items():
        weight, most = WEIGHTS[kind]
        if shared:
            points = weight * min(len(shared), most)
            yield FitReason(person, mentor, kind, points, tuple(sorted(shared)))


def _with_wishes(
    rules: Rules,
    facts: _Facts,
    wishes: Wishes,
    people: Sequence[str],
    mentors: Collection[str],
) -> Rules:
    """The rules plus those who must not be put together or have no language in common."""
    forbids = list(rules.forbids)
    locked = {(lock.person, lock.place) for lock in rules.locks}
    for person in people:
        own = facts.trait_sets(person)["languages"]
        for mentor in mentors:
            ban = wishes.ban(person, mentor, (mentor,), facts.holders(mentor))
            theirs = facts.trait_sets(mentor)["languages"]
            if ban is not None:
                forbids.append(ban)
            elif own and theirs and not own & theirs and (person, mentor) not in locked:
                forbids.append(Forbid(person, mentor, NO_LANGUAGE))
    apart = (*rules.apart, *wishes.apart(people))
    return replace(rules, forbids=tuple(forbids), apart=apart)
