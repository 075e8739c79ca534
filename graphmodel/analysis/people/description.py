"""The description used to find people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from graphmodel.analysis.people.facets import BY_NAME, FACETS
from graphmodel.errors import InputError

MAX_STEPS = 4
"""Most people of a network are within this many steps of anyone."""


@dataclass(frozen=True)
class Description:
    """Whom to find; all conditions must hold, and any one of several values of a facet is enough.

    - ``chosen``: values by the name of their facet, see ``facets``: texts, which match regardless
      of case, or ids where the values are nodes;
    - ``active_since``, ``active_until``: they were active at some time in this range of years;
    - ``newcomers``: their first known year is at most NEWCOMER_YEARS ago;
    - ``not_with``: ids of people, organisations, works, schools, ... to which they have no tie:
      nobody who worked with that person, belongs to that organisation or has made a work with it;
    - ``near``: the id of a person who is at most ``steps`` ties away;
    - ``community``: the id of a community, or of a person whose community is meant.

    Raises InputError for an unknown facet and for impossible years or steps.
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
                "active from {since} until {until} is impossible; swap the years",
                since=since,
                until=until,
            )
        if not 1 <= self.steps <= MAX_STEPS:
            raise InputError(
                "{steps} steps are impossible; give 1 to {most}", steps=self.steps, most=MAX_STEPS
            )

    @classmethod
    def of(cls, **values: object) -> Description:
        """Create a description with facets as arguments: ``Description.of(role="director",
        country=("France", "Italy"), active_since=2010)``."""
        facets = [
            (facet.name, _texts(values.pop(facet.name)))
            for facet in FACETS
            if facet.name in values
        ]  # fmt: skip
        return cls(tuple(facet for facet in facets if facet[1]), **values)  # type: ignore[arg-type]

    def values(self, name: str) -> tuple[str, ...]:
        """The chosen values of a facet."""
        return next((values for facet, values in self.chosen if facet == name), ())

    def choosing(self, name: str, values: Iterable[str]) -> Description:
        """The same description with other values for one facet."""
        chosen = {**dict(self.chosen), name: tuple(dict.fromkeys(values))}
        ordered = tuple((f.name, chosen[f.name]) for f in FACETS if chosen.get(f.name))
        return replace(self, chosen=ordered)

    def __bool__(self) -> bool:
        return replace(self, steps=2) != Description()


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]
