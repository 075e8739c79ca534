"""Who satisfies a description, and how many would with another value of a facet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graphmodel import words
from graphmodel.analysis.people.columns import UNKNOWN, Columns, Mask, Numbers
from graphmodel.analysis.people.description import Description
from graphmodel.analysis.people.facets import BY_NAME, CARRIERS, FACETS, ROLE, Facet
from graphmodel.analysis.people.kernels import count_roles, count_values
from graphmodel.analysis.people.nearness import members_of, steps_from, tied_to
from graphmodel.analysis.suggestions.filters import NEWCOMER_YEARS
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes, Network
from graphmodel.network.tables import folded

VALUES_NAMED = 12
"""How many values to list in the error for one that does not occur."""

_SAME_WORK = "one work"
_NEWCOMERS = "newcomers"

_CARRIER_OF = {facet.name: name for name, facets in CARRIERS.items() for facet in facets}
_THREADS = 2


@dataclass(frozen=True)
class FacetCounts:
    """How many people there would be with each value of a facet, under all other choices.

    ``values`` are (value, label, people), most people first: the value is the id of a node or a
    text. ``unknown`` counts those without any value for this facet: they match none.
    """

    facet: str
    values: tuple[tuple[str, str, int], ...]
    unknown: int


@dataclass(frozen=True, eq=False)
class Search:
    """One description looked up in the columns of a network.

    Raises InputError for a value that does not occur in the network and for an unknown id.
    """

    network: Network
    columns: Columns
    description: Description
    _work_fits: dict[tuple[str, str | None], Mask] = field(default_factory=dict)
    _credits_that_fit: dict[frozenset[str | None], Mask] = field(default_factory=dict)

    @cached_property
    def matches(self) -> Indexes:
        """The node indexes of everybody who satisfies the description, ascending."""
        return self._people_with(self._conditions)

    @cached_property
    def steps(self) -> NDArray[np.int8] | None:
        """How many ties each node is away from the person to be near; -1 beyond the steps."""
        near = self.description.near
        if near is None:
            return None
        return steps_from(self.network, [self.network.index(near)], self.description.steps)

    def chosen_values(self, name: str) -> list[int]:
        """The chosen values of a facet, as positions among its values."""
        return self._chosen_values.get(name, [])

    @cached_property
    def _chosen_values(self) -> dict[str, list[int]]:
        return {
            name: [self._value(BY_NAME[name], text) for text in texts]
            for name, texts in self.description.chosen
        }

    def allowed_codes(self, carrier: str, without: str | None = None) -> Mask:
        """Which codes of a carrier satisfy every chosen facet that reads them, except
        ``without``."""
        facets = CARRIERS[carrier]
        allowed = np.ones(len(self.columns.values[carrier].of_code), dtype=bool)
        for facet in facets:
            if facet.name != without and (chosen := self.chosen_values(facet.name)):
                allowed &= np.isin(self.columns.values[facet.name].of_code, chosen)
        return allowed

    def work_fits(self, facet: Facet, without: str | None = None) -> Mask:
        """Which nodes have an allowed code of a facet's carrier."""
        name = _CARRIER_OF[facet.name]
        if (name, without) not in self._work_fits:
            carrier = self.columns.carriers[name]
            fits = np.zeros(len(self.network), dtype=bool)
            fits[carrier.unit[self.allowed_codes(name, without)[carrier.code]]] = True
            self._work_fits[name, without] = fits
        return self._work_fits[name, without]

    def role_fits(self) -> Mask:
        """Which credits are in a chosen role; all of them if none is chosen."""
        return self._credit_fits(frozenset((ROLE,)))

    def same_work_fits(self, without: str | None = None) -> Mask:
        """Which credits satisfy all facets that must hold for the same work, except ``without``."""
        return self._credit_fits(frozenset(f.name for f in FACETS if f.same_work) - {without})

    def _credit_fits(self, names: frozenset[str | None]) -> Mask:
        """Which credits satisfy the choices for these facets."""
        asked = frozenset(name for name in names if name in self._chosen_values)
        if asked not in self._credits_that_fit:
            self._credits_that_fit[asked] = self._find_credits(asked)
        return self._credits_that_fit[asked]

    def _find_credits(self, names: frozenset[str | None]) -> Mask:
        credits = self.columns.credits
        fits = np.ones(len(credits["work"]), dtype=bool)
        for name in names:
            if name == ROLE:
                allowed = np.zeros(len(self.columns.values[ROLE].labels) + 1, dtype=bool)
                allowed[self.chosen_values(ROLE)] = True
                fits &= allowed[credits["role"]]
            else:
                fits &= self.work_fits(BY_NAME[str(name)])[credits["work"]]
        return fits

    @cached_property
    def fitting(self) -> Numbers:
        """How many works of each node fit: the minimum over several conditions on works; something
        stated of the person counts as one more."""
        counts: list[Numbers] = []
        credits = self.columns.credits
        chosen = {name for name, _ in self.description.chosen}
        for name, facets in CARRIERS.items():
            if facets[0].same_work or not {facet.name for facet in facets} & chosen:
                continue
            if not any(facet.of_work or facet.by for facet in facets):
                continue
            fits = self.work_fits(BY_NAME[name])
            counts.append(self._counted(fits[credits["work"]] & self.role_fits()) + fits)
        if not counts or any(facet.same_work for facet in FACETS if facet.name in chosen):
            counts.append(self._counted(self.same_work_fits()))
        fewest: Numbers = np.minimum.reduce(counts)
        return fewest

    def _counted(self, fits: Mask) -> Numbers:
        """How many works with a fitting credit each node has."""
        rows = np.flatnonzero(fits)
        works = self.columns.credits["nth_work"][rows]
        people = self.columns.credits["person"][rows[np.diff(works, prepend=UNKNOWN) != 0]]
        return np.bincount(people, minlength=len(self.network)).astype(np.int32)

    @cached_property
    def _conditions(self) -> dict[str, Mask]:
        """Which nodes satisfy each condition given."""
        given = self.description
        conditions = dict(self._of_facets(None))
        if given.active_since is not None or given.active_until is not None:
            conditions["active"] = self._active()
        if given.newcomers:
            conditions[_NEWCOMERS] = self.newcomers
        if given.not_with:
            conditions["not with"] = ~tied_to(self.network, given.not_with)
        if self.steps is not None:
            conditions["near"] = self.steps > 0
        if given.community is not None:
            conditions["community"] = members_of(self.network, given.community)
        return conditions

    @property
    def newcomers(self) -> Mask:
        """Which nodes are people whose first known year is recent."""
        first: Mask = self.columns.columns["first_year"] >= self.columns.now - NEWCOMER_YEARS
        return first

    def _of_facets(self, without: str | None) -> Iterator[tuple[str, Mask]]:
        """The condition of each group of facets with a chosen value."""
        chosen = {name for name, _ in self.description.chosen}
        same_work = {facet.name for facet in FACETS if facet.same_work}
        if chosen & same_work - {without}:
            yield _SAME_WORK, self._credited(self.same_work_fits(without))
        for name, facets in CARRIERS.items():
            asked = {f.name for f in facets} & chosen - {without}
            if asked and not facets[0].same_work:
                yield name, self._stated(facets[0], without)

    def _stated(self, facet: Facet, without: str | None) -> Mask:
        """Who has a chosen value of a facet, or a work that does, in a chosen role."""
        fits = self.work_fits(facet, without)
        credits = self.columns.credits
        by_work = fits[credits["work"]]
        if self.description.values(ROLE):
            by_work = by_work & self.role_fits()
        return fits & self.columns.listed | self._credited(by_work)

    def _credited(self, credit_fits: Mask) -> Mask:
        people = np.zeros(len(self.network), dtype=bool)
        people[self.columns.credits["person"][credit_fits]] = True
        return people

    def _active(self) -> Mask:
        """Who was active at some time between two years; people without a known year are
        excluded."""
        since, until = self.description.active_since, self.description.active_until
        first, last = (self.columns.columns[name] for name in ("first_year", "last_year"))
        active: Mask = (first != UNKNOWN) & (last >= (since or 0))
        if until is not None:
            active &= first <= until
        if since is not None and until is not None:
            activity = self.columns.activity
            between = (activity["end"] >= since) & (activity["begin"] <= until)
            dated = np.zeros(len(self.network), dtype=bool)
            dated[activity["person"]] = True
            within = ~dated
            within[activity["person"][between]] = True
            active &= within
        return active

    def _people_with(self, conditions: Mapping[str, Mask]) -> Indexes:
        fits = self.columns.listed
        for condition in conditions.values():
            fits = fits & condition
        return np.flatnonzero(fits)

    def _value(self, facet: Facet, text: str) -> int:
        """The position of a value among those of its facet, by its text or the id of its node."""
        values = self.columns.values[facet.name]
        value = values.by_text.get(folded(text))
        if value is None and values.by_node and text in self.network:
            value = values.by_node.get(self.network.index(text))
        if value is None:
            raise _nowhere(facet, text, values.labels)
        return value

    def others(self, facet: Facet) -> Indexes:
        """Who satisfies everything except the chosen values of one facet."""
        if not self.description.values(facet.name):
            return self.matches
        own = _SAME_WORK if facet.same_work else _CARRIER_OF[facet.name]
        conditions = {n: c for n, c in self._conditions.items() if n != own}
        if facet.name == ROLE:
            # Without a role, every credit counts for every facet that looks at works.
            conditions = {n: c for n, c in conditions.items() if n not in _CARRIER_OF}
            search = Search(self.network, self.columns, self.description.choosing(ROLE, ()))
            return self._people_with(conditions | dict(search._of_facets(None)))
        return self._people_with(conditions | dict(self._of_facets(facet.name)))

    def counts(self, names: Sequence[str] | None = None) -> tuple[FacetCounts, ...]:
        """The counts of these facets, or of all."""
        facets = [facet for facet in FACETS if names is None or facet.name in names]
        _ = self.matches  # Compute before the threads share it.
        with ThreadPoolExecutor(_THREADS) as pool:
            return tuple(pool.map(self._counts, facets))

    def _counts(self, facet: Facet) -> FacetCounts:
        values = self.columns.values[facet.name]
        counts = np.zeros(len(values.labels), dtype=np.int64)
        people = self.others(facet)
        counted = self._count_roles if facet.name == ROLE else self._count_values
        unknown = counted(facet, people, counts)
        order = np.lexsort((np.arange(len(counts)), -counts))
        return FacetCounts(
            facet.name,
            tuple(
                (self.value_id(facet.name, n), values.labels[n], int(counts[n]))
                for n in order[: np.count_nonzero(counts)].tolist()
            ),
            unknown,
        )

    def value_id(self, name: str, value: int) -> str:
        """The id of a value that is a node, else its text."""
        values = self.columns.values[name]
        node = int(values.nodes[value])
        return values.labels[value] if node < 0 else self.network.ids[node]

    def _count_values(self, facet: Facet, people: Indexes, counts: Indexes) -> int:
        carrier = self.columns.carriers[_CARRIER_OF[facet.name]]
        allowed = self.allowed_codes(_CARRIER_OF[facet.name], facet.name)
        of_code = self.columns.values[facet.name].of_code
        value_of = np.where(allowed, of_code, np.int32(UNKNOWN))
        fits = self.same_work_fits(facet.name) if facet.same_work else self.role_fits()
        credits = self.columns.credits
        return count_values(people, self.columns.credit_first, credits["work"], fits,
                            carrier.first, carrier.code, value_of, counts)  # fmt: skip

    def _count_roles(self, facet: Facet, people: Indexes, counts: Indexes) -> int:
        """Count a role for those who satisfy the conditions on works in that role."""
        work = self.columns.credits["work"]
        fits: list[Mask] = [self.same_work_fits(ROLE)]
        own: list[Mask] = [np.zeros(len(people), dtype=bool)]
        chosen = {name for name, _ in self.description.chosen}
        for facets in CARRIERS.values():
            if not facets[0].same_work and {f.name for f in facets} & chosen:
                node_fits = self.work_fits(facets[0])
                fits.append(node_fits[work])
                own.append(node_fits[people])
        roles: Numbers = self.columns.credits["role"]
        return count_roles(people, self.columns.credit_first, roles, np.stack(fits),
                           np.stack(own), counts)  # fmt: skip


def _nowhere(facet: Facet, text: str, labels: Sequence[str]) -> InputError:
    named = words.listed(*sorted(labels)[:VALUES_NAMED]) or words.say("none")
    if (hidden := len(labels) - VALUES_NAMED) > 0:
        named = words.say("{names} and {n:,} more", names=named, n=hidden)
    return InputError(
        "no {facet} {text!r} is known here; there are {names}",
        facet=words.say(facet.label).lower(), text=text, names=named,
    )  # fmt: skip
