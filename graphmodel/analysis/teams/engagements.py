"""Engagements of people and their dates, by the facts: own periods, places, productions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from graphmodel import words
from graphmodel.facts.periods import Period, months_after, periods
from graphmodel.network.network import Network
from graphmodel.network.present import asking_date, has_ended
from graphmodel.network.tables import means

PRODUCTION = "production"
"""The stage of a project during which the people on it are busy."""
OPEN_MONTHS = 12
"""Months after its start for which a production or place without an end counts."""
NO_WORK = ("mentoring", "representation")
"""Types of places that leave a person free for other work."""
_HELD = ("held", "accepted")
_NO_END = words.mark("{what} since {start}, no end noted: counts until {end}")


def has_place(asked: str) -> pl.Expr:
    """Whether a link gives a person a place, or holds it for them, and has not ended by a date;
    decisions for later dates count."""
    return means("filling") & pl.col("state").is_in(_HELD) & ~has_ended("until", asked)


@dataclass(frozen=True)
class Engagement:
    """An engagement and its dates: a place or a project in production, by its ``name`` and its id
    ``node``, or without both a period stated by the person. ``is_open`` if no end is noted, so that
    it counts until that of the ``period``."""

    period: Period
    name: str = ""
    node: str | None = None
    is_open: bool = False

    def what(self, say: Callable[..., str] = words.say) -> str:
        """The engagement in words, in the user's language unless ``say`` uses another."""
        if self.node is None:
            return str(self.period)
        if not self.is_open:
            return f"{self.name}, {self.period}" if self.period.label else self.name
        what = f"{self.name}, {self.period.label}" if self.period.label else self.name
        return say(_NO_END, what=what, start=self.period.start, end=self.period.end)


class Engagements:
    """People's engagements, planned or not. A production or place without a noted end counts for
    ``open_months`` after its start; a period that a person states without an end counts until they
    change it."""

    def __init__(self, network: Network, open_months: int = OPEN_MONTHS) -> None:
        self._network, self._open_months = network.with_plans, open_months
        self._asked = network.asked or asking_date(None)

    def of(self, id_: str) -> Iterator[Engagement]:
        """A person's engagements: their own periods, then places, then productions."""
        for period in self.stated(id_):
            yield Engagement(period)
        for node, name, period in self._work(id_):
            if period.end:
                yield Engagement(period, name, node)
            else:
                ends = months_after(period.start, self._open_months).isoformat()
                yield Engagement(replace(period, end=ends), name, node, is_open=True)

    def stated(self, id_: str) -> tuple[Period, ...]:
        """The periods in which a person says that they are busy."""
        return periods(self._network.node(self._network.index(id_)).get("busy") or ())

    def _work(self, id_: str) -> Iterator[tuple[str, str, Period]]:
        """The ids and names of the places a person fills and of the productions they are on, with
        the noted periods: some have no end."""
        for place in self._places[id_]:
            node = self._network.node(self._network.index(place))
            starts, ends = node.get("starts") or "", node.get("ends") or ""
            if (starts or ends) and node.get("type") not in NO_WORK:
                yield place, node["name"], Period("", starts, ends)
        for work in self.works[id_]:
            node = self._network.node(self._network.index(work))
            for period in periods(node.get("stages") or ()):
                if period.label == PRODUCTION:
                    yield work, node["name"], period

    @cached_property
    def _places(self) -> dict[str, list[str]]:
        return self._ends(has_place(self._asked))

    @cached_property
    def works(self) -> dict[str, list[str]]:
        """The ids of each person's works."""
        return self._ends(means("credit"))

    def _ends(self, which: pl.Expr) -> dict[str, list[str]]:
        """The targets of links by the id of their source."""
        ends: dict[str, list[str]] = defaultdict(list)
        ids = self._network.ids
        for source, target in (
            self._network.links.filter(which).select("source", "target").iter_rows()
        ):
            if ids[target] not in ends[ids[source]]:
                ends[ids[source]].append(ids[target])
        return ends
