"""When people were last active, in words that say how long before the data end that was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from graphmodel.analysis.ties.activity import activity_spans
from graphmodel.analysis.ties.plans import planned_years
from graphmodel.network.network import Network


@dataclass(frozen=True)
class LastActivity:
    """The ``last`` year in which somebody is known to have been active, without echoes, and the
    year they ``died``; ``data_end`` is the latest year of the data and ``planned`` the next year
    for which something is planned with them. None for what is not known."""

    id: str
    last: int | None
    died: int | None
    data_end: int | None
    planned: int | None

    def words(self) -> str:
        """A phrase such as "last active 2002, 12 years before these data end"."""
        if self.died is not None:
            return f"died {self.died}"
        planned = f"planned for {self.planned}" if self.planned is not None else ""
        if self.last is None:
            return planned or "no year of activity known"
        years = (self.data_end or self.last) - self.last
        before = f"{years} {'year' if years == 1 else 'years'} before these data end"
        phrase = f"last active {self.last}, {before if years else 'the year these data end'}"
        return f"{phrase}; {planned}" if planned else phrase

    def column(self) -> str:
        """The same below a heading that says "last active"."""
        return self.words().removeprefix("last active ")


def last_activity(network: Network, ids: Iterable[str]) -> tuple[LastActivity, ...]:
    """When each of some people was last active, once each, in the order given."""
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
