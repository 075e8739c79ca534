"""The constraints on a route. Imports nothing heavy, since the help of commands reads it."""

from __future__ import annotations

from dataclasses import dataclass

from graphmodel.analysis.ties.half_life import HALF_LIFE
from graphmodel.errors import InputError

RADIUS = 3
"""Number of hops searched from each end."""
MAX_VIA = 4
MAX_HOPS = 2 * RADIUS


@dataclass(frozen=True)
class RouteConstraints:
    """The constraints on a route; their defaults are defined only here.

    - ``via``: at most MAX_VIA ids of people whom every route passes, in any order, or of projects,
      schools and the like that one of its hops rests on;
    - ``avoid``: ids of people who must not be on it, or of projects and the like that no tie may
      rest on;
    - ``max_tie_age``: how many years before ``now``, 0 or more, a tie may have last held, which
      excludes ties of unknown date. None allows any age;
    - ``active_since``: excludes everyone but the given ends who was last active before this year or
      has no known year of activity;
    - ``max_hops``: 1 to MAX_HOPS, None for no limit;
    - ``relations``: the RELATIONS that a hop may rest on, None for all;
    - ``as_of``: the date of asking, as for ``Network.present``, None for today: anything dated
      later is planned and not a tie;
    - ``now``: the year that ages are counted from, None for the network's latest year by then;
    - ``half_life``: the years in which a tie loses half its weight, above 0;
    - ``all_credits``: whether credits that show no meeting count: archive footage, thanks, the
      author of a work or idea that was filmed, extras, guests of a show, people shown in a
      documentary;
    - ``diversity``: from 0 (the best routes) to 1 (routes over different people).

    In ``via`` and ``avoid`` an organisation also stands for its productions. Raises InputError for
    ``max_hops`` or ``diversity`` out of range.
    """

    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    max_tie_age: int | None = None
    active_since: int | None = None
    max_hops: int | None = None
    relations: tuple[str, ...] | None = None
    as_of: int | str | None = None
    now: int | None = None
    half_life: float = HALF_LIFE
    all_credits: bool = False
    diversity: float = 0.5

    def __post_init__(self) -> None:
        if self.max_hops is not None and not 1 <= self.max_hops <= MAX_HOPS:
            raise InputError(
                "max_hops cannot be {max_hops}; give 1 to {most}, or None for no limit",
                max_hops=self.max_hops,
                most=MAX_HOPS,
            )
        if not 0 <= self.diversity <= 1:
            raise InputError(
                "diversity cannot be {diversity}; give 0 to 1", diversity=self.diversity
            )


UNCONSTRAINED = RouteConstraints()
