"""Plan who fills which place: provably best, with reasons, the next best and what would change it.

In the help under: Programmes
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from graphmodel import words
from graphmodel.cli.shared.options import (
    Command,
    NumberRange,
    as_of_option,
    common,
    format_option,
    names_option,
    namespaced,
    open_namespaces,
    tell_fiction,
)
from graphmodel.cli.shared.output import csv_text, print_answer, say
from graphmodel.store import open_store

if TYPE_CHECKING:
    from graphmodel.analysis.plans.inputs import Request, Rules
    from graphmodel.analysis.plans.results import Plan
    from graphmodel.analysis.plans.seating import Seating, SeatPlan
    from graphmodel.cli.shared.plan_answers import Named
    from graphmodel.network.namespaces import Namespace
    from graphmodel.network.network import Network
    from graphmodel.planning.mentors import NetworkRequest
    from graphmodel.planning.saved import PlannedFacts
    from graphmodel.planning.seat_file import SeatingInput
    from graphmodel.store.base import Store

Input = TypeVar("Input")

_PATH = click.Path(path_type=Path)


@dataclass(frozen=True)
class _Listing:
    """What is decided beforehand, and what to list of the plan, where and how."""

    locks: tuple[str, ...]
    shown: str
    seed: int
    out: Path | None
    form: str


@dataclass(frozen=True)
class _Asked:
    """Whom to plan for from the network, by which rules and as of when; settings given here
    override those of the rules."""

    people: Path | None
    programme: str | None
    rules: Path | None
    as_of: str | None
    per_year: int | None = None
    travel_days: int | None = None

    def settings(self, rules: Rules) -> Rules:
        """The rules with the settings given here."""
        return replace(
            rules,
            per_year=rules.per_year if self.per_year is None else self.per_year,
            travel_days=rules.travel_days if self.travel_days is None else self.travel_days,
        )


def _listing_options(
    noun: str, shown: str, tables: Mapping[str, str] | None = None
) -> Callable[[Command], Command]:
    """Add the options of ``_Listing``, passed as ``listing``; ``noun`` is the command's word for a
    place, ``tables`` what else can be listed, with its help."""
    more = tables or {}

    def decorate(command: Command) -> Command:
        @wraps(command)
        def run(
            *,
            locks: tuple[str, ...],
            shown: str,
            seed: int,
            out: Path | None,
            form: str,
            **rest: Any,
        ) -> Any:
            return command(listing=_Listing(locks, shown, seed, out, form), **rest)

        for option in reversed((
            click.option("--lock", "locks", multiple=True, metavar=f"PERSON={noun.upper()}",
                         help=f"Assign this {noun} to a person, whatever it adds; may be "
                              "repeated."),
            click.option("--table", "shown",
                         type=click.Choice(("people", "places", "blocking", *more)),
                         default=shown, show_default=True,
                         help=f"What to list: each person, each {noun} with what room for one more "
                         "would bring, who would rather have each other"
                         f"{''.join(map(', or {}'.format, more.values()))}."),
            click.option("--seed", type=click.IntRange(0), default=0, show_default=True,
                         help="Seed of the draw between equally good plans."),
            click.option("--out", type=_PATH, help="Write the plan to this file as well."),
        )):  # fmt: skip
            run = option(run)
        return run

    return decorate


def _network_options(everybody: str) -> Callable[[Command], Command]:
    """Add options on whom to plan for, by which rules and in which network; ``everybody`` describes
    the people planned for by default."""

    def decorate(command: Command) -> Command:
        for option in (
            common, names_option, namespaced, as_of_option,
            click.option("--rules", type=_PATH, metavar="FILE",
                         help="Rules in addition to those from the network: a plan's YAML file "
                              "or folder, of which only rules and settings are read."),
            click.option("--programme", metavar="ID",
                         help="Plan only for those who take part in this programme."),
            click.option("--people", type=_PATH, metavar="FILE",
                         help="A table with the ids to plan for, in a column person; otherwise "
                         f"{everybody}."),
        ):  # fmt: skip
            command = option(command)
        return command

    return decorate


@click.group()
def plan() -> None:
    """Plan who fills which place, from your own tables or from the network."""


@plan.command()
@click.argument("file", type=_PATH)
@click.option("--stable", is_flag=True,
              help="Leave no person and place that would both rather have each other.")  # fmt: skip
@click.option("--exact", is_flag=True,
              help="Solve again for each change, also where that takes long.")  # fmt: skip
@format_option
@_listing_options("place", "people")
def solve(file: Path, stable: bool, exact: bool, listing: _Listing) -> None:
    """Make the best plan from FILE: a YAML file, or a folder with the tables who, places and fit.

    \b
    graphmodel plan solve mentors.yaml
    graphmodel plan solve mentors.yaml --lock An=Zhu --table places
    """
    from graphmodel.planning.plan_file import read_plan_input

    given = _read(read_plan_input, file)
    rules = _with_locks(given.request.rules, listing.locks)
    request = replace(given.request, rules=rules)
    _plan(request, given, listing, stable=stable, exact=exact or None)


@plan.command()
@click.option("--stable", is_flag=True,
              help="Leave no pair that would both rather have each other.")  # fmt: skip
@_network_options("all who wish for a mentor")
@_listing_options("mentor", "people")
def mentors(
    people: Path | None,
    programme: str | None,
    rules: Path | None,
    stable: bool,
    as_of: str | None,
    namespace_name: str | None,
    store_address: str | None,
    listing: _Listing,
) -> None:
    """Plan who mentors whom, from wishes of both sides, skills, languages and free places.

    \b
    graphmodel plan mentors --out mentors.json
    graphmodel plan mentors --people mentees.csv --table places
    """
    asked = _Asked(people, programme, rules, as_of)
    _network_plan("mentors", asked, namespace_name, store_address, listing, stable=stable)


@plan.command()
@click.option(
    "--per-year",
    type=click.IntRange(0),
    metavar="N",
    help="Most slots of one person that begin in one year, including those that they have or had.",
)
@click.option(
    "--travel-days",
    type=click.IntRange(0),
    metavar="N",
    help="Days to travel between engagements in different countries.",
)
@_network_options("all who take part in a programme")
@_listing_options("slot", "places", {
    "empty": "for each empty slot what to relax so that somebody can take it",
    "waiting": "who waits longest, and since what",
})  # fmt: skip
def slots(
    per_year: int | None,
    travel_days: int | None,
    people: Path | None,
    programme: str | None,
    rules: Path | None,
    as_of: str | None,
    namespace_name: str | None,
    store_address: str | None,
    listing: _Listing,
) -> None:
    """Plan who takes which second-unit slot: dates, languages, skills, and who waited longest.

    \b
    graphmodel plan slots --out slots.json
    graphmodel plan slots --people directors.csv --table people
    graphmodel plan slots --table empty
    graphmodel plan slots --table waiting
    graphmodel plan slots --per-year 1 --travel-days 3
    """
    asked = _Asked(people, programme, rules, as_of, per_year, travel_days)
    _network_plan("slots", asked, namespace_name, store_address, listing)


def _network_plan(
    what: str,
    asked: _Asked,
    namespace_name: str | None,
    store_address: str | None,
    listing: _Listing,
    *,
    stable: bool = False,
) -> None:
    """Make, write and print one of NETWORK_PLANS."""
    from graphmodel.ingest.ledger.confidential import confidential_links
    from graphmodel.planning.network_plans import NETWORK_PLANS, network_request
    from graphmodel.planning.plan_file import read_rules

    declared = NETWORK_PLANS[what]
    namespaces = open_namespaces(store_address)
    namespace = namespaces.of(namespace_name, *_ids(namespaces.network, asked)).claimed
    tell_fiction(namespace)
    rules = declared.rules
    if asked.rules:
        rules = _read(lambda path: read_rules(path, declared.rules), asked.rules)
    rules = asked.settings(rules)
    with open_store(store_address) as store:
        secret = confidential_links(store, "wish")
        people = _people(asked.people, namespace.network, store) if asked.people else None
    given = network_request(
        what,
        namespace.network,
        people=people,
        programme=asked.programme,
        secret=secret,
        # A person decides on locks, which override what the network would rule out.
        rules=_with_locks(rules, listing.locks),
        as_of=asked.as_of,
    )

    tables = _tables_of_slots(namespace.network, given, asked, listing) if declared.dated else {}
    _plan(
        given.request, given, listing, stable=stable, facts=declared.facts(given), tables=tables
    )  # fmt: skip


def _tables_of_slots(
    network: Network, given: NetworkRequest, asked: _Asked, listing: _Listing
) -> dict[str, Callable[[Plan], None]]:
    """Functions that print what else can be listed of a plan of slots, by name."""
    from graphmodel.cli.shared.plan_answers import print_empty, print_waits
    from graphmodel.planning.empty_slots import empty_slots
    from graphmodel.planning.office_facts import OfficeFacts
    from graphmodel.planning.waits import waits

    def empty(answer: Plan) -> None:
        slots = empty_slots(network, given, answer, as_of=asked.as_of)
        print_empty(answer, slots, given, listing.form)

    def waiting(answer: Plan) -> None:
        people = [person.id for person in given.request.people]
        answered = waits(network, people, as_of=asked.as_of)
        print_waits(answer, answered, OfficeFacts(network).name, listing.form)

    return {"empty": empty, "waiting": waiting}


def _ids(network: Network, asked: _Asked) -> list[str]:
    """The ids that say which data set to plan in: the programme and the first person in the file
    whom the network has."""
    from graphmodel.planning.rows import rows_of_file

    def first(path: Path) -> list[str]:
        ids = (row.text("person") for row in rows_of_file(path, []))
        return [id_ for id_ in ids if id_ in network][:1]

    return [*filter(None, [asked.programme]), *(_read(first, asked.people) if asked.people else [])]


def _people(file: Path, network: Network, store: Store) -> list[str]:
    """The ids in a file, without people who have withdrawn their consent."""
    from graphmodel.planning.plan_file import read_people

    withdrawn = store.withdrawals.withdrawn()
    people = _read(lambda path: read_people(path, network, withdrawn), file)
    if people.withdrawn:
        say(f"{people.withdrawn:,} of {people.withdrawn + len(people.ids):,} in {file.name} left "
            "out: withdrawn consent.")  # fmt: skip
    return list(people.ids)


def _plan(
    request: Request,
    given: Named,
    listing: _Listing,
    *,
    stable: bool = False,
    exact: bool | None = None,
    facts: PlannedFacts | None = None,
    tables: Mapping[str, Callable[[Plan], None]] | None = None,
) -> None:
    """Make, write and print the plan of a request; ``facts`` is what accepting it would write,
    ``tables`` print what else can be listed."""
    from graphmodel.analysis.plans.planner import make_plan
    from graphmodel.cli.shared.plan_answers import print_plan
    from graphmodel.planning.saved import save_plan

    answer = make_plan(request, stable=stable, seed=listing.seed, exact=exact)
    if listing.out is not None:
        save_plan(answer, listing.out, given.name, facts)
    if tables and listing.shown in tables:
        tables[listing.shown](answer)
        return
    print_plan(answer, given, listing.shown, listing.form)
    if tables and "empty" in tables and listing.form == "table":
        free = sum(not place.people for place in answer.places)
        if free:
            say(f"{free:,} slot{'' if free == 1 else 's'} unfilled; to see what to relax: "
                "--table empty")  # fmt: skip


@plan.command()
@click.argument("file", type=_PATH)
@click.option("--by", required=True, metavar="NAME", help="Who accepts it.")
@click.option(
    "--only", metavar="IDS", help="Accept only these people's places: ids separated by commas."
)
@common
def accept(file: Path, by: str, only: str | None, store_address: str | None, form: str) -> None:
    """Write the pairs of a saved plan of mentors or slots as facts, with who accepted it and when.

    Undo it with graphmodel imports undo, like any import.

    \b
    graphmodel plan accept mentors.json --by "Kang Min"
    """
    from graphmodel.planning.accept import accept_plan
    from graphmodel.planning.saved import read_saved

    saved, planned = read_saved(file)
    chosen = [id_.strip() for id_ in only.split(",") if id_.strip()] if only else None
    with open_store(store_address) as store:
        accepted = accept_plan(store, saved, planned, by=by, only=chosen)
    if form == "table":
        say(
            f"{len(accepted.pairs):,} accepted as import {accepted.number}; undo it with: "
            f"graphmodel imports undo {accepted.number}"
        )
    rows = [{"person": person, "place": place} for place, person in accepted.pairs]
    document = {"import": accepted.number, "accepted": rows}
    print_answer(form, rows, document, columns=("person", "place"))


@plan.command()
@click.argument("file", type=_PATH)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--from", "sender", metavar="NAME", default="",
              help="Who signs them; by default the person who accepted the plan.")  # fmt: skip
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True,
              help="The language of their sentences; names stay as they are.")  # fmt: skip
@names_option
@common
def letters(
    file: Path, folder: Path, sender: str, language: str, store_address: str | None, form: str
) -> None:  # fmt: skip
    """Write a letter to FOLDER for each accepted pair of a saved plan of mentors or slots.

    A letter says what was decided and what the two share. None mentions wishes, points or reasons
    against.

    \b
    graphmodel plan letters mentors.json letters --from "The programme office"
    """
    from graphmodel.planning.letters import letters as write
    from graphmodel.planning.letters import write_letters
    from graphmodel.planning.saved import read_saved

    saved, planned = read_saved(file)
    network = open_namespaces(store_address).network
    with words.speaking(words.nearest(language)):
        written = write(network, saved, planned, sender=sender)
    write_letters(written, folder)
    if form == "table":
        left = len(saved.placements) - len(written)
        say(f"{len(written):,} written" + (f"; {left:,} pairs are not accepted" if left else ""))
    rows = [{"file": letter.file, "person": letter.person, "place": letter.place}
            for letter in written]  # fmt: skip
    print_answer(form, rows, rows, columns=("file", "person", "place"))


def _read(read: Callable[[Path], Input], file: Path) -> Input:
    """Read what a plan is made from; prints every problem before the first one ends the command."""
    from graphmodel.analysis.plans.checks import PlanRefused

    try:
        given = read(file)
    except PlanRefused as error:
        for problem in error.problems[1:]:
            say(f"graphmodel: {problem}")
        raise
    return given


def _with_locks(rules: Rules, locks: tuple[str, ...]) -> Rules:
    from graphmodel.analysis.plans.inputs import Lock, Spot

    pairs = [lock.rpartition("=") for lock in locks]
    for lock, (person, _, place) in zip(locks, pairs, strict=True):
        if not person or not place:
            raise click.BadParameter(f"{lock!r} is not PERSON=PLACE", param_hint="'--lock'")
    added = tuple(Lock(person, place, spot=Spot("--lock")) for person, _, place in pairs)
    return replace(rules, locks=rules.locks + added)


@plan.command()
@click.argument("file", type=_PATH, required=False)
@click.option("--programme", metavar="ID",
              help="Instead of FILE: seat those who take part in this programme or event "
                   "according to the store; people who have met know each other.")  # fmt: skip
@click.option("--tables", type=click.IntRange(1), metavar="N", help="With --programme: tables.")
@click.option("--rounds", type=click.IntRange(1), metavar="N", help="With --programme: rounds.")
@click.option(
    "--most-meetings",
    type=click.IntRange(1),
    metavar="K",
    help="How often the same two people may meet (by default as in FILE, or 2).",
)
@click.option("--mix", multiple=True, metavar="TRAIT",
              help="Spread people with the same school or other trait over tables; may be "
              "repeated.")  # fmt: skip
@click.option("--keep", type=_PATH, metavar="SEATS",
              help="Start from these seats and move few, after cancellations or late "
              "arrivals.")  # fmt: skip
@click.option("--most-moved", type=NumberRange(0, 1), default=0.1, show_default=True,
              help="Share of the seats that may change, with --keep.")  # fmt: skip
@click.option("--recorded", is_flag=True,
              help="People who have met according to the store know each other as well; people "
                   "are named by their ids.")  # fmt: skip
@click.option("--steps", type=click.IntRange(0, 100_000_000), default=3_000_000,
              show_default=True, help="Steps of the search.")  # fmt: skip
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=0,
    show_default=True,
    help="Seed of the draw between seatings; give the same one to repeat a seating.",
)
@click.option("--draw-within", type=NumberRange(0, 0.5), metavar="SHARE",
              help="Draw the seats by --seed, with equal probability, from all seatings worth "
                   "at most this share less than the best found, such as 0.01: effect can then "
                   "measure later what sitting together did.")  # fmt: skip
@click.option("--out", type=_PATH, help="Write the seats to this file as CSV as well.")
@as_of_option
@namespaced
@common
def seats(
    file: Path | None,
    programme: str | None,
    tables: int | None,
    rounds: int | None,
    most_meetings: int | None,
    mix: tuple[str, ...],
    keep: Path | None,
    most_moved: float,
    recorded: bool,
    steps: int,
    seed: int,
    draw_within: float | None,
    out: Path | None,
    as_of: str | None,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Seat people at tables over several rounds so that they meet whom they do not know.

    \b
    graphmodel plan seats roadshow --mix school --out seats.csv
    graphmodel plan seats roadshow --keep seats.csv
    graphmodel plan seats camp --recorded
    graphmodel plan seats camp --draw-within 0.01 --seed 7
    graphmodel plan seats --programme off:roadshow-2025 --tables 5 --rounds 6
    """
    from graphmodel.analysis.plans.seats import plan_seats, reseat
    from graphmodel.cli.shared.plan_answers import print_seats
    from graphmodel.planning.seat_file import read_seating, read_seats

    if file is not None and (programme, tables, rounds) == (None, None, None):
        given = _read(read_seating, file)
    elif file is None and programme and tables and rounds:
        namespace = open_namespaces(store_address).of(namespace_name, programme).claimed
        given = _seats_of(namespace, programme, tables, rounds, as_of, store_address)
    else:
        raise click.UsageError("give FILE, or --programme with --tables and --rounds.")
    seating = given.seating
    seating = replace(
        seating,
        most_meetings=most_meetings or seating.most_meetings,
        mix=tuple(dict.fromkeys((*seating.mix, *mix))),
    )
    if recorded:
        seating = _with_recorded(seating, store_address)
    if keep is not None and draw_within is not None:
        raise click.UsageError("--keep moves few people, --draw-within draws for all; give one.")
    if keep is None:
        answer = plan_seats(seating, seed=seed, steps=steps, draw_within=draw_within)
    else:
        answer = reseat(seating, read_seats(keep), most_moved=most_moved, seed=seed)
    if out is not None:
        _write_seats(answer, out)
    print_seats(answer, given, form)


def _seats_of(
    namespace: Namespace,
    programme: str,
    tables: int,
    rounds: int,
    as_of: str | None,
    store_address: str | None,
) -> SeatingInput:
    """The seating of a programme or event from the store."""
    from graphmodel.ingest.ledger.confidential import confidential_links
    from graphmodel.planning.network_seats import seating_of

    tell_fiction(namespace)
    with open_store(store_address) as store:
        secret = confidential_links(store, "wish")
    return seating_of(
        namespace.network, programme, tables=tables, rounds=rounds, secret=secret, as_of=as_of
    )


def _with_recorded(seating: Seating, store_address: str | None) -> Seating:
    from graphmodel.planning.sittings import with_recorded

    known = with_recorded(seating, open_namespaces(store_address).network)
    pairs = len(known.met) - len(seating.met)
    have = "1 pair has" if pairs == 1 else f"{pairs:,} pairs have"
    say(f"{have} already met, according to the store.")
    return known


def _write_seats(answer: SeatPlan, out: Path) -> None:
    from graphmodel.errors import InputError

    text = csv_text(list(answer.rows()), list(answer.COLUMNS))
    try:
        out.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror}); correct the path") from None


@plan.command()
@click.argument("before", type=_PATH)
@click.argument("after", type=_PATH)
@format_option
def compare(before: Path, after: Path, form: str) -> None:
    """Compare two saved plans: who moves, which reasons gain or lose, new blocking pairs.

    \b
    graphmodel plan compare first.json second.json
    """
    from graphmodel.analysis.plans.comparison import compare_plans
    from graphmodel.cli.shared.plan_answers import print_comparison
    from graphmodel.planning.saved import read_plan

    print_comparison(compare_plans(read_plan(before), read_plan(after)), form)


COMMAND = plan
