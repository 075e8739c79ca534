"""Further demands on team members: being free on some days, and having made something in a format;
with what is unknown about them."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from graphmodel import words
from graphmodel.analysis.pipeline.formats import FORMATS, fits
from graphmodel.analysis.teams.engagements import OPEN_MONTHS, Engagements
from graphmodel.errors import InputError
from graphmodel.facts.periods import Period, first_day, last_day
from graphmodel.network.network import Network
from graphmodel.network.tables import means

FREE_UNKNOWN = words.mark("whether they are free")


class Demands:
    """The demands on people for a project: days from ``starts`` to ``ends`` (ISO dates that may
    stop at the year or month), ``made``, the name of a format, and ``active_since``, a year. All of
    these may be None. ``open_months`` is that of Engagements.

    Raises InputError for days that are invalid or reversed, and for an unknown format.
    """

    def __init__(
        self,
        network: Network,
        project: str,
        starts: str | None = None,
        ends: str | None = None,
        made: str | None = None,
        active_since: int | None = None,
        open_months: int = OPEN_MONTHS,
    ) -> None:
        self._network, self._project = network.with_plans, project
        self._engagements = Engagements(network, open_months)
        self.active_since = active_since
        self._days = _days(starts, ends)
        if made is not None and made not in [form.name for form in FORMATS]:
            names = words.listed(*(words.label(form.name) for form in FORMATS))
            raise InputError("{made} is not a format; give one of {names}", made=made, names=names)
        self._made = made

    def busy(self, id_: str) -> str | None:
        """A person's engagement on these days; None if none is known."""
        if self._days is None:
            return None
        then = (
            each.what()
            for each in self._engagements.of(id_)
            if each.node != self._project and self._is_then(each.period)
        )
        return next(then, None)

    def lacks(self, id_: str) -> bool:
        """Whether the formats of a person's works are known, and this one is not among them."""
        formats = self._formats.get(id_)
        return self._made is not None and bool(formats) and self._made not in (formats or ())

    def unknown(self, id_: str) -> tuple[str, ...]:
        """The demands on which nothing is known about a person."""
        unknown = []
        if self._days is not None and not self._engagements.stated(id_):
            unknown.append(words.say(FREE_UNKNOWN))
        if self._made is not None and not self._formats.get(id_):
            made = in_words(self._made)
            unknown.append(words.say("whether they have made {made}", made=made))
        return tuple(unknown)

    def _is_then(self, period: Period) -> bool:
        if self._days is None:
            return False
        starts, ends = self._days
        begun = not period.start or first_day(period.start) <= ends
        return begun and (not period.end or last_day(period.end) >= starts)

    @cached_property
    def _formats(self) -> dict[str, set[str]]:
        """The known formats of each person's works."""
        columns = [name for name in ("type", "format", "episodes_from", "episodes_to")
                   if name in self._network.nodes.columns]  # fmt: skip
        works = self._network.links.filter(means("credit"))["target"].unique().to_list()
        rows = self._network.nodes.select(columns)[works].rows(named=True)
        known = {
            self._network.ids[work]: {fit.format for fit in fits(row)}
            for work, row in zip(works, rows, strict=True)
        }
        formats: dict[str, set[str]] = {}
        for person, made in self._engagements.works.items():
            formats[person] = {form for work in made for form in known.get(work, ())}
        return formats


def in_words(form: str) -> str:
    """A format in words: 16 episodes, a feature."""
    if form[:1].isdigit():
        return words.say("{n} episodes", n=form)
    return words.say("a {form}", form=words.label(form))


def _days(starts: str | None, ends: str | None) -> tuple[date, date] | None:
    """The first and the last day; if only one is given, it is used for both."""
    if starts is None and ends is None:
        return None
    given = starts or ends or "", ends or starts or ""
    try:
        first, last = first_day(given[0]), last_day(given[1])
    except ValueError:
        raise InputError(
            "{start} to {end} are not dates; give dates such as 2027-03-01 or 2027-03",
            start=given[0],
            end=given[1],
        ) from None
    if last < first:
        raise InputError(
            "the work would end on {end} before it starts on {start}", end=given[1], start=given[0]
        )
    return first, last
