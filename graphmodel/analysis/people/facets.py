"""The facets by which people are described, each declared once: a new one is one entry here.

Command options, page controls, counts, sentence parsing and the facts shown with each person are
derived from it. Imports nothing heavy, since the help of the command reads it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphmodel import words
from graphmodel.schema.declarations import Meaning


@dataclass(frozen=True)
class Facet:
    """One facet: where its values are stated, and how a fact with it is worded.

    ``of_person`` and ``of_work`` are properties of people and of projects that hold its values.
    ``by`` are meanings of links whose far end is a value; with ``link_property`` that property of
    these links is the value instead. Facets by the same links must hold for the same link.

    ``same_work``: a single credit has to satisfy all such facets; any other facet holds if it is
    stated of the person, or of one of their works in the chosen roles.

    ``most_often`` names an earlier facet: the value is the most frequent one among the person's
    works or, without works, one stated of the person.

    ``worded`` is the wording of a fact about the person with ``{value}``, ``{when}`` and
    ``{details}``, and ``worded_by_work`` that of a fact through a work, with ``{work}``,
    ``{credit}`` and ``{result}`` as well.
    """

    name: str
    label: str
    help: str
    of_person: tuple[str, ...] = ()
    of_work: tuple[str, ...] = ()
    by: tuple[Meaning, ...] = ()
    link_property: str | None = None
    most_often: str | None = None
    same_work: bool = False
    worded: str = "{value}{when}{details}"
    worded_by_work: str = "{work} ({credit}), {value}"


ROLE = "role"
"""The facet that selects which credits the others look at."""
HOME = "home"
"""The facet shown in the country column."""

FACETS = (
    Facet(
        ROLE, words.mark("Role"),
        words.mark("have had this role: director, writer, ..."),
        by=("credit",), link_property="role", same_work=True,
    ),
    Facet(
        "country", words.mark("Country or market"),
        words.mark("work in this country or market, or have made a work of it"),
        of_person=("markets",), of_work=("countries", "market"),
        worded="has {value} among the markets",
        worded_by_work="{work} ({credit}), made in or for {value}",
    ),
    Facet(
        HOME, words.mark("Home country"),
        words.mark("are from this country: most of their works are, or else they say so"),
        most_often="country", worded="says {value}",
    ),
    Facet(
        "genre", words.mark("Genre"), words.mark("have made a work of this genre"),
        of_work=("genres",), same_work=True,
    ),
    Facet(
        "form", words.mark("Format"),
        words.mark("have made a work of this type or format: film, series, 12 episodes, ..."),
        of_work=("type", "format"), same_work=True,
    ),
    Facet(
        "language", words.mark("Language"),
        words.mark("work in this language, or have made a work in it"),
        of_person=("languages",), of_work=("languages",),
        worded="works in {value}", worded_by_work="{work} ({credit}), in {value}",
    ),
    Facet(
        "school", words.mark("Studied at"),
        words.mark("went to this school"),
        by=("study",), worded="studied at {value}{when}{details}",
    ),
    Facet(
        "festival", words.mark("Festival or award"),
        words.mark("were shown or honoured there, or a work of theirs was"),
        by=("selection",),
        worded="{result} at {value}{when}{details}",
        worded_by_work="{result} at {value}{when} with {work} ({credit}){details}",
    ),
    Facet(
        "result", words.mark("Result"),
        words.mark("got this far there: selected, nominated, won"),
        by=("selection",), link_property="result",
    ),
    Facet(
        "programme", words.mark("Programme or event"),
        words.mark("were in this programme or event, or a work of theirs"),
        by=("attendance", "running"),
        worded="in {value}{when}{details}",
        worded_by_work="in {value}{when} with {work} ({credit})",
    ),
    Facet(
        "company", words.mark("Company"),
        words.mark("belong to this company, or have made a work with it"),
        by=("membership", "production"),
        worded="at {value}{when}{details}",
        worded_by_work="{work} ({credit}), made by {value}",
    ),
)  # fmt: skip

BY_NAME = {facet.name: facet for facet in FACETS}


def _carriers() -> Mapping[str, Sequence[Facet]]:
    grouped: dict[object, list[Facet]] = {}
    for facet in FACETS:
        key = (facet.by, facet.of_person, facet.of_work, facet.most_often)
        grouped.setdefault(key, []).append(facet)
    return {facets[0].name: facets for facets in grouped.values()}


CARRIERS = _carriers()
"""The facets that are read from the same links or properties, by the first of them."""

SORTS = {
    "fit": words.mark("works that fit"),
    "works": words.mark("number of works"),
    "last": words.mark("latest year"),
    "first": words.mark("first year"),
    "role": words.mark("role"),
    "country": words.mark("country"),
    "company": words.mark("last company"),
    "near": words.mark("distance"),
    "name": words.mark("name"),
}
"""The sort orders of people, and their labels."""
