"""Letters to the people whom an accepted plan brings together: one text per pair, ready to send.

A letter states, in the current language, the decision and the open facts that the two share.
Wishes, points, reasons against, and everything confidential stay with the office.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from graphmodel import words
from graphmodel.analysis.plans.results import Placement, Plan
from graphmodel.analysis.teams.engagements import has_place
from graphmodel.errors import InputError
from graphmodel.facts.shown_text import shown
from graphmodel.network.network import Network
from graphmodel.network.present import has_ended
from graphmodel.network.tables import means
from graphmodel.planning.office_facts import OfficeFacts
from graphmodel.planning.saved import PlannedFacts

REASONS: Mapping[str, str] = {
    "shared languages": words.mark("you both speak {facts}"),
    "shared genres": words.mark("you both work in {facts}"),
    "shared markets": words.mark("you are both active in the market of {facts}"),
    "skills to learn": words.mark("you can learn {facts}"),
    "skills wanted": words.mark("it calls for {facts}"),
    "second-unit credits": words.mark("you were on the second unit of {facts}"),
    "lives there": words.mark("it is in {facts}, where you live"),
}
"""The only reasons that a letter gives, by kind, with the facts of each."""
_FOR_FILES = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class Letter:
    """A letter about a pair of a plan, by the ids of the person and the place, and the name of its
    file."""

    person: str
    place: str
    file: str
    text: str


def letters(
    network: Network, plan: Plan, planned: PlannedFacts | None, *, sender: str = ""
) -> tuple[Letter, ...]:
    """Write a letter about each pair of the plan that is accepted in the network, signed by
    ``sender``, by default the person who accepted it.

    Raises InputError if the plan is not from the network, or if none of its pairs is accepted.
    """
    if planned is None:
        raise InputError(
            "this plan is not from the network; make one with plan mentors or plan slots and --out"
        )
    desk = _Desk(network.with_plans, planned, sender.strip())
    written: list[Letter] = []
    for pair in sorted(plan.placements, key=lambda pair: (pair.place, pair.person)):
        if desk.has(pair):
            written.append(desk.letter(pair, len(written) + 1))
    if not written:
        raise InputError("none of these pairs is accepted; do it first: graphmodel plan accept")
    return tuple(written)


def write_letters(written: tuple[Letter, ...], folder: Path) -> None:
    """Write letters to a folder, each to its file; raises InputError if writing fails, or if one of
    the files already exists, in which case none is written."""
    there = [letter.file for letter in written if (folder / letter.file).exists()]
    if there:
        raise InputError("{path} already exists; give another folder", path=folder / there[0])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for letter in written:
            (folder / letter.file).write_text(letter.text, encoding="utf-8")
    except OSError as error:
        raise InputError(
            "{folder}: cannot be written ({reason}); correct the path",
            folder=folder,
            reason=error.strerror,
        ) from None


def letters_zip(written: tuple[Letter, ...]) -> bytes:
    """Letters as one ZIP file, identical for the same letters."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for letter in written:
            archive.writestr(zipfile.ZipInfo(letter.file), letter.text.encode())
    return content.getvalue()


class _Desk:
    """The network's facts about accepted pairs."""

    def __init__(self, network: Network, planned: PlannedFacts, sender: str) -> None:
        self._network, self._planned, self._sender = network, planned, sender
        self._facts = OfficeFacts(network)
        asked = self._facts.asked
        self._filled = self._now(has_place(asked), "since", "decided_by")
        self._guided = self._now(means("guidance") & ~has_ended("until", asked), "since")

    def _now(self, which: pl.Expr, *columns: str) -> dict[tuple[str, str], tuple[str, ...]]:
        """The column values of links, by the ids of their ends."""
        links = self._network.links.filter(which)
        ids = self._network.ids
        return {
            (ids[source], ids[target]): tuple(value or "" for value in values)
            for source, target, *values in links.select("source", "target", *columns).iter_rows()
        }

    def has(self, pair: Placement) -> bool:
        """Whether a person has their place, or is mentored as planned."""
        return self._place(pair) in self._filled or (
            self._planned.guided and (pair.place, pair.person) in self._guided
        )

    def _place(self, pair: Placement) -> tuple[str, str]:
        """The person and the node that they have for the place, or else the first of its nodes."""
        nodes = self._planned.places.get(pair.place, (pair.place,))
        pairs = [(pair.person, node) for node in nodes]
        return next((each for each in pairs if each in self._filled), pairs[0])

    def letter(self, pair: Placement, number: int) -> Letter:
        since, by = self._filled.get(self._place(pair)) or (
            *self._guided[pair.place, pair.person], ""
        )  # fmt: skip
        person, place = self._name(pair.person), self._name(pair.place)
        reasons = [f"- {line}" for line in self._reasons(pair)]
        greeting = words.say("Dear {person},", person=person)
        if self._planned.guided:
            greeting = words.say("Dear {person} and {place},", person=person, place=place)
        lines = [
            greeting, "",
            self._decision(pair, person, place, since), "",
            *([words.say("The reasons for this:"), *reasons, ""] if reasons else []),
            words.say("With kind regards,"),
            shown(self._sender or by or words.say("the office")), "",
        ]  # fmt: skip
        named = _FOR_FILES.sub("-", f"{person}-{place}").strip("-")[:80]
        return Letter(pair.person, pair.place, f"{number:03d}-{named}.txt", "\n".join(lines))

    def _decision(self, pair: Placement, person: str, place: str, since: str) -> str:
        if self._planned.guided:
            if not since:
                return words.say("{place} is the mentor of {person}.", place=place, person=person)
            return words.say(
                "From {since}, {place} is the mentor of {person}.",
                place=place, person=person, since=since,
            )  # fmt: skip
        node = self._network.node(self._network.index(self._place(pair)[1]))
        days = [str(node[name]) for name in ("starts", "ends") if node.get(name)]
        if not days:
            return words.say("You have been given the place {place}.", place=place)
        return words.say(
            "You have been given the place {place}, {days}.",
            place=place,
            days=words.say(" to ").join(days),
        )

    def _reasons(self, pair: Placement) -> Iterator[str]:
        for reason in pair.reasons:
            if reason.points > 0 and reason.facts and reason.kind in REASONS:
                facts = words.listed(*(shown(self._named(fact)) for fact in reason.facts))
                yield words.say(REASONS[reason.kind], facts=facts)

    def _named(self, fact: str) -> str:
        """The fact behind a reason: a work by its name, a language or genre by its label."""
        return self._network.name_of(fact) if fact in self._network else words.label(fact)

    def _name(self, id_: str) -> str:
        return shown(self._facts.name(id_))
