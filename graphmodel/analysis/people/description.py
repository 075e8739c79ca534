"""The description by which people are found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from graphmodel.analysis.people.facets import BY_NAME, FACETS
from graphmodel.errors import InputError

MAX_STEPS = 4
"""Most people of a network are within this many steps of anybody."""


@dataclass(frozen=True)
class Description:
    """Whom to find; everything given has to hold, and of several values of one facet any will do.

    - ``chosen``: values by the name of their facet, see ``facets``: texts, which match regardless
      of case, or ids where the values are nodes;
    - ``active_since``, ``active_until``: they were active at some time between these years;
    - ``newcomers``: their first known year is at most NEWCOMER_YEARS ago;
    - ``not_with``: ids of people, organisations, works, schools, ... that they have no tie to:
      nobody who worked with that person, belongs to that organisation or has made a work with it;
    - ``near``: the id of a person who is at most ``steps`` ties away;
    - ``community``: the id of a community, or of a person whose community is meant.

    Raises InputError for a facet that does not exist and for years or steps that are impossible.
    """

    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    active_since: int | None = None
    active_until: int | None = None
    newcomers: bool = False
    not_with: tuple[str, ...] = ()
    near: str | None = None
    steps: int = 2
    community: str | None = None

    def __post_init__(self) -> None:
        for name, _ in self.chosen:
            if name not in BY_NAME:
                raise InputError(
                    "there is no facet {name!r}; there are {facets}",
                    name=name,
                    facets=", ".join(BY_NAME),
                )
        since, until = self.active_since, self.active_until
        if since is not None and until is not None and since > until:
            raise InputError(
                "active since {since} until {until} is never; swap the years",
                since=since,
                until=until,
            )
        if not 1 <= self.steps <= MAX_STEPS:
            raise InputError(
                "{steps} steps are impossible; give 1 to {most}", steps=self.steps, most=MAX_STEPS
            )

    @classmethod
    def of(cls, **values: object) -> Description:
        """A description in which facets are arguments: ``Description.of(role="director",
        country=("France", "Italy"), active_since=2010)``."""
        facets = [
            (facet.name, _texts(values.pop(facet.name)))
            for facet in FACETS
            if facet.name in values
        ]  # fmt: skip
        return cls(tuple(facet for facet in facets if facet[1]), **values)  # type: ignore[arg-type]

    def values(self, name: str) -> tuple[str, ...]:
        """The values chosen of a facet."""
        return next((values for facet, values in self.chosen if facet == name), ())

    def choosing(self, name: str, values: Iterable[str]) -> Description:
        """The same with other values of one facet."""
        chosen = {**dict(self.chosen), name: tuple(dict.fromkeys(values))}
        ordered = tuple((f.name, chosen[f.name]) for f in FACETS if chosen.get(f.name))
        return replace(self, chosen=ordered)

    def __bool__(self) -> bool:
        return replace(self, steps=2) != Description()


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]
