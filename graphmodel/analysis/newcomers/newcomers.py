"""Which newcomers are worth a meeting: those most similar to earlier ones who rose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp
from typing import ClassVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel import words
from graphmodel.analysis.newcomers.backtest import CutYear, Pasts, Question, backtest
from graphmodel.analysis.newcomers.careers import Careers
from graphmodel.analysis.newcomers.learning import FEWEST, Lesson, Rate, learn
from graphmodel.analysis.newcomers.reasons import Reason, reason
from graphmodel.analysis.newcomers.standing import KINDS, Standing, standing
from graphmodel.analysis.results import Result, Row
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.network.present import AsOf, asking_date, last_whole_year

LIMIT = 20
SMALLEST_WEIGHT = 1e-9
"""Weights below this count as zero."""


@dataclass(frozen=True)
class Newcomer:
    """A person with few credits. ``chance`` (0 to 1) is that of rising, as learned from earlier
    newcomers, None if nothing could be learned. ``reasons`` are in order of their points."""

    id: str
    name: str
    credits: int
    chance: float | None
    reasons: tuple[Reason, ...]

    @property
    def in_favour(self) -> tuple[Reason, ...]:
        """The reasons in favour, and the facts that add nothing."""
        return tuple(r for r in self.reasons if r.points > 0 or (r.points == 0 and r.facts))

    @property
    def against(self) -> tuple[Reason, ...]:
        """The reasons against."""
        return tuple(r for r in self.reasons if r.points < 0)


@dataclass(frozen=True)
class Signal:
    """The outcomes of earlier newcomers with a signal. ``name`` is that of a school, person,
    programme or festival, or what was counted, and ``id`` its id if it has one. ``weight`` is its
    effect in the model, in log-odds; ``log_odds`` its effect alone, with its 95 % interval."""

    kind: str
    name: str
    id: str | None
    people: int
    rose: int
    weight: float
    log_odds: float
    lowest: float
    highest: float


@dataclass(frozen=True)
class Newcomers(Result):
    """The newcomers at a date, the likeliest to rise first: to more than ``most`` credits, or to a
    festival of the highest tier, within ``years`` years. If there is too little to learn from
    (``refusal`` explains), the latest known come first.

    ``total`` counts all who match, of whom ``people`` are listed. ``nothing_known`` are those with
    nothing known beyond a school, sorted by name; they are not ranked. ``learned_from`` is the
    number of earlier newcomers learned from and how many of them rose. ``backtest`` measures how
    good earlier choices would have been. ``data_end`` is the year by which nearly all dated facts
    lie.
    """

    asked: str
    most: int
    years: int
    total: int
    people: tuple[Newcomer, ...]
    nothing_known: tuple[Newcomer, ...]
    signals: tuple[Signal, ...]
    learned_from: tuple[int, int]
    refusal: str | None
    backtest: tuple[CutYear, ...]
    data_end: int | None

    COLUMNS: ClassVar = {
        **dict.fromkeys(("id", "name"), pl.String()),
        "credits": pl.Int64(),
        "chance": pl.Float64(),
        **dict.fromkeys(("reasons", "sources"), pl.List(pl.String())),
    }

    @property
    def is_better_than_lot(self) -> bool:
        """Whether more of those it would have ranked first rose than by lot, over all years."""
        return sum(y.hits for y in self.backtest) > sum(y.at_random for y in self.backtest)

    @property
    def tells_apart(self) -> bool:
        """Whether any signal distinguishes those who rise from the others."""
        return any(abs(signal.weight) > SMALLEST_WEIGHT for signal in self.signals)

    def rows(self) -> Iterator[Row]:
        for person in self.people:
            yield {
                "id": person.id,
                "name": person.name,
                "credits": person.credits,
                "chance": person.chance,
                "reasons": [r.words for r in person.reasons],
                "sources": list(dict.fromkeys(s for r in person.reasons for s in r.sources)),
            }

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        for person in self.people:
            yield person.id, {"name": person.name, "chance": person.chance}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        yield from ()


def newcomers(
    network: Network,
    *,
    most: int = 2,
    years: int = 5,
    school: str | None = None,
    role: str | None = None,
    limit: int = LIMIT,
    as_of: AsOf = None,
) -> Newcomers:
    """Find the newcomers of a network at a date, by default today: people with at most ``most``
    credits whose first dated fact is at most ten years old.

    The weights of signals are learned from newcomers of earlier years (``learning.learn``), from
    what was known then; nothing later than the date of asking is used. ``school`` (an id) and
    ``role`` restrict the list. Raises InputError for unknown values and for numbers that are too
    small.
    """
    _check(network, most, years, limit, school)
    asked = asking_date(as_of)
    careers = Careers(network.present(asked))
    end = careers.last_dated()
    pasts = Pasts(careers, Question(most, years))
    known = pasts.before(min(last_whole_year(asked), end or 9999))
    lesson = learn(known)
    today = standing(careers, int(asked[:4]), most, undated=True)
    listing = _Listing(careers, today, lesson, _wanted(careers, today, school, role))
    ranked, unknown = listing.ordered()
    return Newcomers(
        asked=asked,
        most=most,
        years=years,
        total=len(ranked),
        people=listing.newcomers(ranked[:limit]),
        nothing_known=listing.newcomers(unknown),
        signals=_signals(careers.network, lesson),
        learned_from=_learned_from(known),
        refusal=None if lesson else _refusal(*_learned_from(known)),
        backtest=backtest(pasts, known),
        data_end=end,
    )


def _check(network: Network, most: int, years: int, limit: int, school: str | None) -> None:
    for name, number, least in (("credits", most, 0), ("years", years, 1), ("limit", limit, 1)):
        if number < least:
            raise InputError(
                "{name} cannot be {number}; give {least} or more",
                name=name,
                number=number,
                least=least,
            )
    if school is not None:
        node = network.index(school)
        targets = network.links_of("study", "target")["target"]
        if not (targets == node).any():
            raise InputError(
                "nobody is known to have studied at {school} ({name})",
                school=school,
                name=network.names[node],
            )


def _learned_from(known: list[tuple[Standing, NDArray[np.bool_]]]) -> tuple[int, int]:
    return sum(len(rose) for _, rose in known), sum(int(rose.sum()) for _, rose in known)


def _refusal(people: int, rose: int) -> str:
    return words.say(
        "of {people:,} newcomers of earlier years, {rose:,} rose; learning from them takes "
        "{fewest} who did and {fewest} who did not",
        people=people,
        rose=rose,
        fewest=FEWEST,
    )


def _wanted(
    careers: Careers, today: Standing, school: str | None, role: str | None
) -> NDArray[np.bool_]:
    """Whether each of today's newcomers matches the filters."""
    wanted = np.ones(len(today.people), dtype=bool)
    if school is not None:
        id_ = careers.network.canonical_id(school)
        at = careers.signals.filter((pl.col("kind") == "school") & (pl.col("group") == id_))
        wanted &= np.isin(today.people, at["person"].to_numpy())
    if role is not None:
        wanted &= np.isin(today.people, careers.in_role(role).to_numpy())
    return wanted


class _Listing:
    """The newcomers asked for, with their signals and the points of these."""

    def __init__(
        self, careers: Careers, today: Standing, lesson: Lesson | None, wanted: NDArray[np.bool_]
    ) -> None:
        self._network, self._lesson = careers.network, lesson
        self._people = today.people[wanted]
        signals = today.signals.filter(pl.col("person").is_in(self._people))
        signals = _with_works(signals, careers)
        untold = signals.with_columns(points=0.0, counts=True)
        self._told = lesson.points(signals) if lesson else untold
        self._credits = dict(zip(today.people.tolist(), today.credits.tolist(), strict=True))
        scores = lesson.scores(today) if lesson else np.zeros(len(today.people))
        self._scores = dict(zip(today.people.tolist(), scores.tolist(), strict=True))

    def ordered(self) -> tuple[list[int], list[int]]:
        """Those about whom something is known, in order, and the others by name."""
        names, facts = self._network.names, self._told.filter(pl.col("link").is_not_null())
        first_year = self._network.links["first_year"].gather(facts["link"])
        latest = dict(
            facts.with_columns(year=first_year)
            .group_by("person")
            .agg(pl.col("year").max().fill_null(0))
            .iter_rows()
        )
        with_facts = set(facts.filter(pl.col("kind") != "school")["person"])
        people = self._people.tolist()
        known = [p for p in people if self._credits[p] or p in with_facts]
        known.sort(key=lambda p: (-self._scores[p], -latest.get(p, 0), names[p], p))
        unknown = set(people).difference(known)
        return known, sorted(unknown, key=lambda p: (names[p], p))

    def newcomers(self, people: Sequence[int]) -> tuple[Newcomer, ...]:
        """These people, with their reasons."""
        told = self._told.filter(pl.col("person").is_in(people)).partition_by(
            "person", as_dict=True
        )
        return tuple(self._newcomer(person, told[(person,)]) for person in people)

    def _newcomer(self, person: int, signals: pl.DataFrame) -> Newcomer:
        groups = signals.group_by("kind", "group", maintain_order=True).agg(
            pl.col("points").filter("counts").sum(), pl.col("link").drop_nulls().unique()
        )  # fmt: skip
        credits = self._credits[person]
        reasons = [
            reason(self._network, self._lesson, (kind, group, points), links, credits)
            for kind, group, points, links in groups.iter_rows()
        ]
        reasons.sort(key=lambda r: (-r.points, KINDS.index(r.kind), r.words))
        return Newcomer(
            id=self._network.ids[person],
            name=self._network.names[person],
            credits=credits,
            chance=1 / (1 + exp(-self._scores[person])) if self._lesson else None,
            reasons=tuple(reasons),
        )


def _with_works(signals: pl.DataFrame, careers: Careers) -> pl.DataFrame:
    """Add the facts behind the number of credits to the signals."""
    counted = signals.filter(pl.col("kind") == "credits").drop("link")
    works = careers.credits.select("person", "link")
    with_links = counted.join(works, on="person", how="left")
    others = signals.filter(pl.col("kind") != "credits")
    return pl.concat([others, with_links.select(others.columns)])


def _signals(network: Network, lesson: Lesson | None) -> tuple[Signal, ...]:
    """The signals learned, strongest first."""
    if lesson is None:
        return ()
    signals = [_signal(network, lesson, rate) for rate in lesson.rates.values()]
    return tuple(sorted(signals, key=lambda s: (-s.weight, -s.log_odds, s.kind, s.name)))


def _signal(network: Network, lesson: Lesson, rate: Rate) -> Signal:
    has_id = rate.group in network
    return Signal(
        kind=rate.kind,
        name=network.name_of(rate.group),
        id=rate.group if has_id else None,
        people=rate.people,
        rose=rate.rose,
        weight=rate.log_odds * lesson.weights[rate.kind],
        log_odds=rate.log_odds,
        lowest=rate.lowest,
        highest=rate.highest,
    )
