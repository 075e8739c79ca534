"""Wishes for and against each other, open and confidential, as plans count them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from graphmodel import words
from graphmodel.analysis.plans.inputs import Apart, Forbid, Rank
from graphmodel.analysis.teams.wishes import MUST_NOT
from graphmodel.network.present import in_force
from graphmodel.planning.office_facts import OfficeFacts

FIRST_WISH, NEXT_WISH, LEAST_WISH = 600, 150, 50
"""Points of a first choice, the reduction for each later one, and the minimum."""
RESERVATION = -400
"""Points of a wish rather not to be put together."""
WANTS, RATHER_NOT = "wants", "would rather not"
AGAINST = words.mark("a wish of one of them")
AGAINST_HOLDER = words.mark("a wish of them or of somebody who is there already")
FINAL = (AGAINST, AGAINST_HOLDER)
"""The reasons of bans that no lock overrules."""


@dataclass(frozen=True)
class Wish:
    """What somebody wishes about a person or place."""

    stance: str
    rank: int | None = None
    confidential: bool = False

    @property
    def points(self) -> int:
        """What it adds to a pair; without a rank it is a first choice."""
        if self.stance != WANTS:
            return RESERVATION
        return max(FIRST_WISH - NEXT_WISH * ((self.rank or 1) - 1), LEAST_WISH)


@dataclass(frozen=True)
class Wishes:
    """All wishes in force, by who has them and whom they concern: the same pair may have several,
    such as a first choice in spring and a "must not" in autumn."""

    by_pair: Mapping[tuple[str, str], tuple[Wish, ...]]

    @classmethod
    def of(
        cls,
        facts: OfficeFacts,
        secret: pl.DataFrame | None = None,
        offering: Mapping[str, str] | None = None,
    ) -> Wishes:
        """The wishes in a network at the date of asking, and those of the confidential ones in
        ``secret``, whose ids may be of merged records. A wish about a place is one about whoever
        ``offering`` names for it."""
        about = offering or {}
        pairs: dict[tuple[str, str], list[Wish]] = defaultdict(list)
        for who, what, stance, rank in facts.wishes(facts.asked):
            pairs[who, about.get(what, what)].append(Wish(stance or WANTS, rank))
        if secret is not None and secret.height:
            canonical = facts.network.canonical_id
            stated = in_force(secret, facts.asked).select("from_id", "to_id", "stance")
            for who, what, stance in stated.iter_rows():
                what = canonical(what)
                wish = Wish(stance or MUST_NOT, confidential=True)
                pairs[canonical(who), about.get(what, what)].append(wish)
        return cls({pair: tuple(wishes) for pair, wishes in pairs.items()})

    def counted(self, who: str, about: str) -> Wish | None:
        """The open wish that counts in points: one rather not to be put together if there is one,
        else the highest choice."""
        stated = [
            wish
            for wish in self.by_pair.get((who, about), ())
            if wish.stance != MUST_NOT and not wish.confidential
        ]
        return min(stated, key=lambda wish: (wish.points > 0, -wish.points), default=None)

    def ban(
        self, person: str, place: str, parties: Iterable[str], holders: Iterable[str]
    ) -> Forbid | None:
        """The ban of a person from a place, if they must not be put with one of its ``parties``,
        such as the mentor, or with one of its ``holders``, who have it already."""
        for others, reason in ((parties, AGAINST), (holders, AGAINST_HOLDER)):
            refused = [wish for other in others for wish in self._refusals(person, other)]
            if refused:
                return Forbid(person, place, reason, all(wish.confidential for wish in refused))
        return None

    def apart(self, people: Collection[str]) -> Iterator[Apart]:
        """The pairs of these people who must not be put together."""
        known = {*people}
        pairs = {
            (min(pair), max(pair))
            for pair in self.by_pair
            if {*pair} <= known and pair[0] != pair[1] and self._refusals(*pair)
        }
        for left, right in sorted(pairs):
            confidential = all(wish.confidential for wish in self._refusals(left, right))
            yield Apart(left, right, AGAINST, confidential)

    def _refusals(self, left: str, right: str) -> list[Wish]:
        """The wishes of either that they must not be put together."""
        stated = (*self.by_pair.get((left, right), ()), *self.by_pair.get((right, left), ()))
        return [wish for wish in stated if wish.stance == MUST_NOT]

    def ranks(self, people: Collection[str], mentors: Collection[str]) -> Iterator[Rank]:
        """The open wishes with a rank, of both sides."""
        for who, about in sorted(self.by_pair):
            wish = self.counted(who, about)
            if wish is None or wish.stance != WANTS or not wish.rank:
                continue
            if who in people and about in mentors:
                yield Rank(who, about, wish.rank)
            elif who in mentors and about in people:
                yield Rank(about, who, wish.rank, by_place=True)
