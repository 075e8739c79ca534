"""Who mentors whom: from the facts of a network to the request of a plan.

The places are those that mentors offer. If there are none, they are each mentor's number of places
less the people they already guide. The places of the plan have the mentors' ids. Each pair's points
are a sum of reasons, each with the facts behind it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from graphmodel import words
from graphmodel.analysis.plans.inputs import (
    Apart,
    FitReason,
    Forbid,
    Person,
    Place,
    Rank,
    Request,
    Rules,
)
from graphmodel.analysis.plans.planner import request_of
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.network.present import has_ended, in_force
from graphmodel.planning.office_facts import OfficeFacts

OF_MENTORING = "mentoring"
"""The type of a place with a mentor."""

FIRST_WISH, NEXT_WISH, LEAST_WISH = 600, 150, 50
"""Points of a first choice, the reduction for each later one, and the minimum."""
RATHER_NOT = -400
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
AGAINST = words.mark("a wish of one of them")
"""The reason of a ban that no lock overrules."""
_TRAITS = ("languages", "skills", "genres", "markets")


@dataclass(frozen=True)
class NetworkRequest:
    """The request of a plan, the names of everybody in it, and the node of each place, for mentors
    who offer one."""

    request: Request
    names: Mapping[str, str]
    offered: Mapping[str, str]

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
    stated = None if secret is None else in_force(secret, asked)
    wishes = Wishes.of(facts.wishes(asked), stated)
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
        tuple(wishes.ranks(ids, mentors)),
    )
    names = {id_: network.name_of(id_) for id_ in (*ids, *mentors)}
    return NetworkRequest(request, names, facts.offered())


class _Facts(OfficeFacts):
    """The network's facts about mentors and their places."""

    @cached_property
    def _offers(self) -> list[tuple[str, str]]:
        """Mentors and their places that are not closed."""
        return [
            (who, place)
            for who, place in self.links("offer")
            if (node := self.node(place)).get("type") == OF_MENTORING
            and node.get("state", "open") == "open"
        ]

    def offered(self) -> dict[str, str]:
        return dict(self._offers)

    def wishing(self, asked: str, programme: str | None = None) -> list[str]:
        """Those who want a mentor and have none: the people who wish for any mentor or, if there
        are none, who wish for a mentor by name; for a programme, only its participants."""
        offered = {place for _, place in self._offers}
        placed = {person for person, place in self.filled if place in offered}
        placed |= {person for _, person in self._guided_now}
        mentors = self.mentors()
        wants = [
            (person, target)
            for person, target, stance, _ in self.wishes(asked)
            if stance == "wants" and person not in placed
        ]
        anyone = {
            person
            for person, target in wants
            if target not in offered and self.node(target).get("type") == OF_MENTORING
        }
        named = {
            person
            for person, target in wants
            if (target in mentors or target in offered) and person not in mentors
        }
        wishing = anyone or named
        return sorted(wishing if programme is None else wishing & {*self.participants(programme)})

    def mentors(self) -> dict[str, int]:
        """Each mentor with how many more people they can take."""
        if self._offers:
            room = self._room_offered()
        else:
            nodes = self.network.nodes.filter(pl.col("mentor_places") > 0)
            room = dict(zip(nodes["id"], nodes["mentor_places"], strict=True))
            for mentor, _ in self._guided_now:
                if mentor in room:
                    room[mentor] -= 1
        return {mentor: room[mentor] for mentor in sorted(room)}

    def _room_offered(self) -> dict[str, int]:
        """The room each mentor offers, less the people who already have a place."""
        taken = Counter(place for _, place in self.filled)
        room: Counter[str] = Counter()
        for mentor, place in self._offers:
            room[mentor] += int(self.node(place).get("most") or 1) - taken[place]
        return dict(room)

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
    def _guided_now(self) -> set[tuple[str, str]]:
        """Mentors and the people they guide or are to guide, unless that ended before the date of
        asking."""
        lasting = ~has_ended("until", self.asked)
        return {
            (mentor, person)
            for mentor, person in self.links("guidance", where=lasting, planned=True)
            if self.node(person)["kind"] == "Person"
        }

    @cached_property
    def guided(self) -> set[tuple[str, str]]:
        """Mentors and the people they guide or have guided."""
        return {(mentor, person) for mentor, person in self.links("guidance")}


@dataclass(frozen=True)
class Wishes:
    """Wishes by who has them and whom they concern: stance, rank, whether confidential."""

    by_pair: Mapping[tuple[str, str], tuple[str, int | None, bool]]

    @classmethod
    def of(
        cls,
        open_wishes: Iterable[tuple[str, str, str | None, int | None]],
        secret: pl.DataFrame | None,
    ) -> Wishes:
        pairs = {(a, b): (stance or "wants", rank, False) for a, b, stance, rank in open_wishes}
        if secret is not None and secret.height:
            rows = secret.select("from_id", "to_id", "stance").rows()
            pairs |= {(a, b): (stance or "must not", None, True) for a, b, stance in rows}
        return cls(pairs)

    def against(self, left: str, right: str) -> tuple[str, bool] | None:
        """Which of two says that they must not be put together, and whether that is
        confidential."""
        for pair in ((left, right), (right, left)):
            stance, _, confidential = self.by_pair.get(pair, ("", None, False))
            if stance == "must not":
                return pair[0], confidential
        return None

    def ranks(self, people: Collection[str], mentors: Collection[str]) -> Iterator[Rank]:
        """The open wishes with a rank, of both sides."""
        for (who, about), (stance, rank, confidential) in sorted(self.by_pair.items()):
            if stance != "wants" or not rank or confidential:
                continue
            if who in people and about in mentors:
                yield Rank(who, about, rank)
            elif who in mentors and about in people:
                yield Rank(about, who, rank, by_place=True)


def _reasons(facts: _Facts, wishes: Wishes, person: str, mentor: str) -> Iterator[FitReason]:
    """The reasons for and against a pair; every pair has at least the place itself."""
    yield FitReason(person, mentor, words.mark("a free place"), 0)
    for who, about, kind in (
        (person, mentor, words.mark("their wish")),
        (mentor, person, words.mark("the mentor's wish")),
    ):  # fmt: skip
        stance, rank, confidential = wishes.by_pair.get((who, about), ("", None, False))
        if stance == "wants" and not confidential:
            points = max(FIRST_WISH - NEXT_WISH * ((rank or 1) - 1), LEAST_WISH)
            yield FitReason(person, mentor, kind, points, (f"choice {rank}",) if rank else ())
        elif stance == "would rather not" and not confidential:
            yield FitReason(person, mentor, kind, RATHER_NOT)
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
    forbids, apart = list(rules.forbids), list(rules.apart)
    locked = {(lock.person, lock.place) for lock in rules.locks}
    for n, person in enumerate(people):
        own = facts.trait_sets(person)["languages"]
        for mentor in mentors:
            refusal = wishes.against(person, mentor)
            theirs = facts.trait_sets(mentor)["languages"]
            if refusal:
                forbids.append(Forbid(person, mentor, AGAINST, refusal[1]))
            elif own and theirs and not own & theirs and (person, mentor) not in locked:
                forbids.append(Forbid(person, mentor, NO_LANGUAGE))
        for companion in people[n + 1 :]:
            refusal = wishes.against(person, companion)
            if refusal:
                apart.append(Apart(person, companion, AGAINST, refusal[1]))
    return replace(rules, forbids=tuple(forbids), apart=tuple(apart))
