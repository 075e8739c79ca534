"""When people were last active, worded relative to the year in which the data end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from graphmodel import words
from graphmodel.analysis.ties.activity import activity_spans
from graphmodel.analysis.ties.plans import planned_years
from graphmodel.network.network import Network


@dataclass(frozen=True)
class LastActivity:
    """The ``last`` year in which a person is known to have been active, without echoes, and the
    year they ``died``; ``data_end`` is the latest year of the data and ``planned`` the next year
    for which something is planned with them. Unknown values are None."""

    id: str
    last: int | None
    died: int | None
    data_end: int | None
    planned: int | None

    def words(self) -> str:
        """A phrase such as "last active 2002, 12 years before these data end"."""
        if self.died is not None:
            return words.say("died {year}", year=self.died)
        planned = ""
        if self.planned is not None:
            planned = words.say("planned for {year}", year=self.planned)
        if self.last is None:
            return planned or words.say("no year of activity known")
        phrase = self._ago(self.last)
        return f"{phrase}; {planned}" if planned else phrase

    def _ago(self, last: int) -> str:
        years = (self.data_end or last) - last
        if not years:
            return words.say("last active {year}, the year these data end", year=last)
        return words.count(
            "last active {year}, {n} year before these data end",
            "last active {year}, {n} years before these data end",
            years,
            year=last,
        )

    def column(self) -> str:
        """The same phrase for a column headed "last active"."""
        return self.words().removeprefix("last active ")


def last_activity(network: Network, ids: Iterable[str]) -> tuple[LastActivity, ...]:
    """The last activity of each of some people, without duplicates, in the order given."""
    network = network.present()
    data_end = network.latest_year
    last = activity_spans(network, data_end or 0).last
    people = network.of_kind("Person")
    died = network.nodes["died"]
    answers = []
    for node_id in dict.fromkeys(ids):
        node = network.index(node_id)
        year = last[np.searchsorted(people, node)]
        death = died[node]
        planned = planned_years(network, node)
        answers.append(
            LastActivity(
                id=node_id,
                last=None if np.isnan(year) else int(year),
                died=death if death is not None and death <= network.year_asked else None,
                data_end=data_end,
                planned=planned[0] if planned else None,
            )
        )
    return tuple(answers)
