"""Find people by description: role, country, genre, festival, years, who is near whom.

In the help under: Find and show
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from graphmodel.analysis.people.description import MAX_STEPS, Description
from graphmodel.analysis.people.facets import BY_NAME, FACETS, HOME, SORTS
from graphmodel.cli.shared.options import (
    as_of_option,
    collect_options,
    common,
    names_option,
    namespaced,
    open_namespaces,
    tell_fiction,
)
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.cli.shared.workspace import by_option
from graphmodel.errors import InputError
from graphmodel.store import open_store

if TYPE_CHECKING:
    from graphmodel.analysis.people.evidence import Evidence
    from graphmodel.analysis.people.people import PeopleAnswer, PersonEntry
    from graphmodel.analysis.people.sentence import Reading
    from graphmodel.network.namespaces import Namespace
    from graphmodel.network.network import Network

Command = Callable[..., Any]

FACTS_SHOWN = 3
"""Most facts shown for each person in a table."""

COUNTS_SHOWN = 10
"""Most values of each facet in a table of counts."""

_NAMES = {HOME: ("--home", "--from"), "country": ("--country", "--market")}
"""Facets whose option has a second name."""

_FACET = "facet_"
"""Prefix of the parameters for facets: "form" is already that of --format."""


@dataclass(frozen=True)
class Listing:
    """How the people are listed."""

    sort: str = "fit"
    reverse: bool = False
    limit: int = 20
    offset: int = 0
    counts: bool = False
    as_of: str | None = None


def facet_options(command: Command) -> Command:
    """Add an option for each facet, passed under its prefixed name with the user's texts."""
    for facet in reversed(FACETS):
        names = _NAMES.get(facet.name, (f"--{facet.name}",))
        command = click.option(
            *names, f"{_FACET}{facet.name}", multiple=True, metavar=facet.label.split()[0].upper(),
            help=f"People who {facet.help}; if repeated, any one of them will do.",
        )(command)  # fmt: skip
    return command


def other_options(command: Command) -> Command:
    """Add the options other than facets, named as the fields of a description."""
    year = click.IntRange(1000, 9999)
    for option in (
        click.option("--community", metavar="COMMUNITY",
                     help="People of this community: its id, or a person whose community it is."),
        click.option("--steps", type=click.IntRange(1, MAX_STEPS),
                     help="With --near: at most this many ties away; by default 2."),
        click.option("--near", metavar="PERSON", help="People near this person, see --steps."),
        click.option("--not-with", multiple=True, metavar="NAME",
                     help="Nobody tied to this person, company, work or school; can be repeated."),
        click.option("--newcomers", is_flag=True, help="People whose first work is recent."),
        click.option("--active-until", type=year, metavar="YEAR",
                     help="People active in this year or earlier."),
        click.option("--active-since", type=year, metavar="YEAR",
                     help="People active in this year or later."),
    ):  # fmt: skip
        command = option(command)
    return command


@click.command()
@click.argument("sentence", required=False)
@facet_options
@other_options
@click.option("--sort", type=click.Choice(list(SORTS)), default=Listing.sort, show_default=True,
              help="Order of the list.")  # fmt: skip
@click.option("--reverse", is_flag=True, help="Reverse the order.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=Listing.limit, show_default=True,
              help="How many people to list.")  # fmt: skip
@click.option("--offset", type=click.IntRange(0), default=Listing.offset,
              help="How many to skip first.")  # fmt: skip
@click.option("--counts", is_flag=True,
              help="Instead, count how many people there would be with each value.")  # fmt: skip
@click.option("--watch", "watched", metavar="NAME", help="Watch this search under a name: "
              "graphmodel watches.")  # fmt: skip
@by_option
@as_of_option
@namespaced
@names_option
@common
@collect_options("listing", lambda: Listing)
def people(
    sentence: str | None,
    listing: Listing,
    watched: str | None,
    by: str,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
    **asked: Any,
) -> None:
    """Find people who fit a description, in a SENTENCE or by options; all of it has to hold.

    Each person comes with the facts that make them fit, and their sources. The parts of the
    sentence that were understood are listed, and those that were not. Values are named as in the
    data; schools, festivals, programmes and companies by name or id.

    \b
    graphmodel people "directors from China active since 2010, shown at the Oscars"
    graphmodel people --role writer --genre comedy --near "Bong Joon-ho" --sort near
    graphmodel people --role director --newcomers --counts
    """
    from graphmodel.analysis.people.people import people as find_people

    names = [text for facet in FACETS for text in asked[f"{_FACET}{facet.name}"]]
    namespace = open_namespaces(store_address).of(namespace_name, *_ids(asked, names)).claimed
    tell_fiction(namespace)
    reading = None if sentence is None else _read(namespace, sentence, listing.as_of)
    description = _described(namespace, reading, asked)
    answer = find_people(
        namespace.network,
        description,
        sort=listing.sort,
        reverse=listing.reverse,
        limit=listing.limit,
        offset=listing.offset,
        counts=None if listing.counts else (),
        as_of=listing.as_of,
    )
    if watched is not None:
        _watch(store_address, namespace, description, watched, by)
    if listing.counts:
        _print_counts(answer, form)
    else:
        _print_people(namespace.network, answer, reading, form)


def _watch(
    store_address: str | None, namespace: Namespace, description: Description, name: str, who: str
) -> None:
    from graphmodel.analysis.people.watched import fields_of, fitting
    from graphmodel.workspace.watches import watch_search

    matches = fitting(namespace.network, description)
    with open_store(store_address) as store:
        fields = fields_of(namespace.name, description)
        watch = watch_search(store, who, name, fields, matches)
    say(f"You are watching {watch.name!r}; see what is new with: graphmodel watches new")


def _ids(asked: dict[str, Any], names: list[str]) -> list[str]:
    """The texts that may be ids, which determine the namespace."""
    others = [asked["near"], asked["community"], *asked["not_with"], *names]
    return [text for text in others if text and ":" in text]


def _described(namespace: Namespace, reading: Reading | None, asked: dict[str, Any]) -> Description:
    """The description given by a sentence and the options, which take precedence.

    Raises InputError for unknown names.
    """
    description = Description() if reading is None else reading.description
    for facet in FACETS:
        if texts := asked[f"{_FACET}{facet.name}"]:
            ids = [_value(namespace, facet.name, text) for text in texts]
            description = description.choosing(facet.name, ids)
    given = {
        name: asked[name]
        for name in ("active_since", "active_until", "newcomers", "steps")
        if asked[name]
    }
    for name, text in _people_and_others(asked):
        given[name] = (*given.get(name, ()), text) if name == "not_with" else text
    return replace(description, **_resolved(namespace, given))


def _people_and_others(asked: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("near", "community"):
        if asked[name]:
            yield name, asked[name]
    for text in asked["not_with"]:
        yield "not_with", text


def _resolved(namespace: Namespace, given: dict[str, Any]) -> dict[str, Any]:
    """Resolve names to ids."""
    from graphmodel.network.namespaces import resolve, resolve_any

    if "near" in given:
        given["near"] = resolve(namespace, given["near"])
    if "not_with" in given:
        given["not_with"] = tuple(resolve_any(namespace, text) for text in given["not_with"])
    if "community" in given and not given["community"].startswith("community:"):
        given["community"] = resolve(namespace, given["community"])
    return given


def _value(namespace: Namespace, name: str, text: str) -> str:
    """The id of the node that a text names, if the values of a facet are nodes; else the text."""
    from graphmodel.network.namespaces import resolve
    from graphmodel.schema.model import kinds_at

    facet = BY_NAME[name]
    if not facet.by or facet.link_property is not None:
        return text
    return resolve(namespace, text, *kinds_at(*facet.by))


def _read(namespace: Namespace, sentence: str, as_of: str | None) -> Reading:
    """Read a sentence and say how it was understood; raises InputError if nothing was."""
    from graphmodel.analysis.people.sentence import read_sentence

    reading = read_sentence(namespace, sentence, as_of)
    if not reading.understood:
        raise InputError(
            f'none of {sentence!r} was understood; try "directors from France since 2005", or '
            "the options in --help"
        )
    say(f"Understood: {'; '.join(phrase.words for phrase in reading.understood)}.")
    if reading.ignored:
        say(f"Not understood: {'; '.join(reading.ignored)}.")
    return reading


def _print_people(
    network: Network, answer: PeopleAnswer, reading: Reading | None, form: str
) -> None:
    if form == "table":
        shown = len(answer.entries)
        say(_fitting(answer) + (f", {shown:,} shown." if shown < answer.total else "."))
    rows = [_row(network, entry) for entry in answer.entries]
    document: dict[str, Any] = {
        "total": answer.total,
        "newcomers": answer.newcomers,
        "people": [_entry_value(network, entry) for entry in answer.entries],
    }
    if reading is not None:
        document["understood"] = [asdict(phrase) for phrase in reading.understood]
        document["not_understood"] = list(reading.ignored)
    columns = ["name", "roles", "first", "last", "works", "fit", "countries", "company", "steps"]
    if answer.description.near is None:
        columns.remove("steps")
    print_answer(form, rows, document, columns=[*columns, "why", "id"])


def _fitting(answer: PeopleAnswer) -> str:
    return f"{answer.total:,} {'person fits' if answer.total == 1 else 'people fit'}"


def _row(network: Network, entry: PersonEntry) -> dict[str, Any]:
    died = "" if entry.died is None else f" († {entry.died})"
    return {
        "name": f"{entry.name}{died}",
        "roles": entry.roles,
        "first": entry.first_year,
        "last": entry.last_year,
        "works": entry.works,
        "fit": entry.fitting,
        "countries": entry.countries,
        "company": None if entry.company is None else network.name_of(entry.company),
        "steps": entry.steps,
        "why": _why(network, entry.evidence),
        "id": entry.id,
    }


def _why(network: Network, evidence: Sequence[Evidence]) -> str:
    """The first fact for each criterion, with the sources once if all are the same."""
    firsts = _firsts(evidence)
    if len({fact.sources for fact in firsts}) == 1:
        *before, last = firsts
        lines = [*(fact.words for fact in before), last.sentence(network)]
    else:
        lines = [fact.sentence(network) for fact in firsts]
    told = {fact for each in firsts for fact in each.facts}
    hidden = sum(fact not in firsts and not told.issuperset(fact.facts) for fact in evidence)
    hidden += sum(fact.more for fact in evidence)
    if hidden:
        lines.append(f"{hidden} more fact{'s' if hidden > 1 else ''}")
    return "; ".join(lines)


def _firsts(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The first fact for each criterion, without one on activity whose credit is shown already."""
    firsts = list({fact.facet: fact for fact in reversed(evidence)}.values())[::-1]
    told = {fact for each in firsts if each.facet for fact in each.facts}
    return [each for each in firsts if each.facet or told.isdisjoint(each.facts)][:FACTS_SHOWN]


def _entry_value(network: Network, entry: PersonEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "name": entry.name,
        "roles": list(entry.roles),
        "first_year": entry.first_year,
        "last_year": entry.last_year,
        "works": entry.works,
        "fitting": entry.fitting,
        "countries": list(entry.countries),
        "company": entry.company,
        "steps": entry.steps,
        "died": entry.died,
        "why": [_evidence_value(network, fact) for fact in entry.evidence],
    }


def _evidence_value(network: Network, fact: Evidence) -> dict[str, Any]:
    return {
        "facet": fact.facet or None,
        "says": fact.sentence(network),
        "work": fact.work,
        "year": fact.year,
        "facts": list(fact.facts),
        "sources": list(fact.sources),
        "more": fact.more,
    }


def _print_counts(answer: PeopleAnswer, form: str) -> None:
    rows = []
    for counts in answer.counts:
        shown = counts.values if form != "table" else counts.values[:COUNTS_SHOWN]
        label = BY_NAME[counts.facet].label
        rows += [
            {
                "facet": label,
                "value": name,
                "people": number,
                "id": value if value != name else None,
            }
            for value, name, number in shown
        ]
        hidden = len(counts.values) - len(shown)
        if hidden:
            rows.append({"facet": label, "value": f"({hidden:,} more values)"})
        rows.append({"facet": label, "value": "(not known)", "people": counts.unknown})
    if form == "table":
        say(f"{_fitting(answer)}, {answer.newcomers:,} of them newcomers.")
    document = {
        "total": answer.total,
        "newcomers": answer.newcomers,
        "facets": {
            counts.facet: {
                "values": [
                    {"value": value, "name": name, "people": number}
                    for value, name, number in counts.values
                ],
                "unknown": counts.unknown,
            }
            for counts in answer.counts
        },
    }
    print_answer(form, rows, document, columns=("facet", "value", "people", "id"))


COMMAND = people
