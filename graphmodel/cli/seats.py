"""Accept seats at an event as a plan, and record who came and met.

In the help under: Programmes
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from graphmodel.cli.shared.options import (
    as_of_option,
    common,
    names_option,
    namespaced,
    open_namespaces,
    tell_fiction,
)
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.store import open_store

_PATH = click.Path(exists=True, dir_okay=False, path_type=Path)
_UNDO = "undo it with: graphmodel imports undo"

_event_option = click.option(
    "--event", required=True, metavar="EVENT", help="The event: its id or name."
)
_COLUMNS = ("round", "table", "person", "name", "came")
_MET = ("person", "companion", "at", "on", "how", "said", "noted by", "sources")


@click.group()
def seats() -> None:
    """Accept seats at an event as a plan, and record who came and met.

    Seats are planned by graphmodel plan seats. People recorded as having met count as knowing each
    other in the next plan, with --recorded.
    """


@seats.command()
@click.argument("file", type=_PATH)
@_event_option
@click.option("--by", required=True, metavar="NAME", help="Who accepts them.")
@click.option(
    "--on",
    metavar="DATE",
    help="The day of sessions that the store does not have "
    "yet; by default the first day of the event.",
)
@namespaced
@common
def accept(
    file: Path,
    event: str,
    by: str,
    on: str | None,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Store the seats in FILE, as written by plan seats --out, as a plan of an event.

    A round or table in FILE that is the id of an event stands for that event; any other becomes a
    session or table of the event. People are named by their ids. Undo it with graphmodel imports
    undo.

    \b
    graphmodel seats accept seats.csv --event "Spring camp" --by "Kang Min"
    """
    from graphmodel.planning.seat_acceptance import accept_seats
    from graphmodel.planning.seat_file import read_seats

    planned = read_seats(file)
    event_id = _event(event, namespace_name, store_address)
    with open_store(store_address) as store:
        accepted = accept_seats(store, planned, event=event_id, by=by, on=on)
    if form == "table":
        say(f"{accepted.seats:,} seats at {accepted.tables:,} tables accepted as import "
            f"{accepted.number}; {_UNDO} {accepted.number}")  # fmt: skip
    rows = [asdict(seat) for seat in planned]
    document = {"import": accepted.number, "accepted": rows}
    print_answer(form, rows, document, columns=("round", "table", "person"))


@seats.command("list")
@click.argument("event")
@namespaced
@names_option
@common
def list_(
    event: str, namespace_name: str | None, store_address: str | None, form: str
) -> None:  # fmt: skip
    """Show who has a seat at an event (an id or a name), and who came.

    With --format csv it is the sheet to fill in: yes or no in the column came, and then
    graphmodel seats record.

    \b
    graphmodel seats list "Spring camp" --format csv > sheet.csv
    """
    from graphmodel.network.namespaces import resolve
    from graphmodel.planning.sittings import sheet_rows, sittings
    from graphmodel.schema.model import kinds_with

    namespace = open_namespaces(store_address).of(namespace_name, event).claimed
    tell_fiction(namespace)
    network = namespace.network
    tables = sittings(network, resolve(namespace, event, *kinds_with("event")))
    rows = list(sheet_rows(network, tables))
    if form == "table":
        rows = [
            {**row, "round": network.name_of(row["round"] or ""),
             "table": network.name_of(row["table"] or "")}
            for row in rows
        ]  # fmt: skip
        recorded = sum(bool(sitting.came) for sitting in tables)
        say(f"{recorded:,} of {len(tables):,} tables are recorded.")
    print_answer(form, rows, [asdict(sitting) for sitting in tables], columns=_COLUMNS)


@seats.command()
@click.argument("event", required=False)
@as_of_option
@namespaced
@names_option
@common
def met(
    event: str | None,
    as_of: str | None,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Show who met whom at EVENT (an id or a name) and its parts, or anywhere, the latest first.

    \b
    graphmodel seats met "Spring camp"
    """
    from graphmodel.network.namespaces import resolve
    from graphmodel.planning.sittings import meeting_rows, meetings
    from graphmodel.schema.model import kinds_with

    texts = filter(None, [event])
    namespace = open_namespaces(store_address).of(namespace_name, *texts).claimed
    tell_fiction(namespace)
    network = namespace.network
    at = resolve(namespace, event, *kinds_with("event")) if event else None
    noted = meetings(network, at, as_of)
    rows = list(meeting_rows(network, noted))
    if form == "table":
        say(f"{len(noted):,} meetings.")
    print_answer(form, rows, [asdict(each) for each in noted], columns=_MET)


@seats.command()
@click.argument("file", type=_PATH)
@_event_option
@click.option("--by", required=True, metavar="NAME", help="Who noted it.")
@namespaced
@common
def record(
    file: Path,
    event: str,
    by: str,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Record who came to which table of an event and who talked to whom, from a table.

    Its columns are round, table, person and came (yes or no); a row with a companion says instead
    that these two met: how (talked, swapped work, agreed) and what was said. All who came to a
    table have met. Undo it with graphmodel imports undo.

    \b
    graphmodel seats record sheet.csv --event "Spring camp" --by "Kang Min"
    """
    from graphmodel.planning.meetings import read_records, record_meetings

    event_id = _event(event, namespace_name, store_address)
    network = open_namespaces(store_address).network
    records = read_records(file, network, event_id)
    with open_store(store_address) as store:
        done = record_meetings(store, event_id, records, by=by)
    if form == "table":
        say(f"{done.tables:,} tables, {done.came:,} who came and {done.absent:,} who did not, "
            f"{done.pairs:,} pairs at one table and {done.talks:,} talks recorded as import "
            f"{done.number}; {_UNDO} {done.number}")  # fmt: skip
    rows = [{"table": table, "person": person} for table, people in records.came.items()
            for person in people]  # fmt: skip
    document = {"import": done.number, **{name: value for name, value in asdict(done).items()
                                          if name != "number"}}  # fmt: skip
    print_answer(form, rows, document, columns=("table", "person"))


def _event(text: str, namespace_name: str | None, store_address: str | None) -> str:
    from graphmodel.network.namespaces import resolve
    from graphmodel.schema.model import kinds_with

    namespace = open_namespaces(store_address).of(namespace_name, text)
    tell_fiction(namespace)
    return resolve(namespace, text, *kinds_with("event"))


COMMAND = seats
