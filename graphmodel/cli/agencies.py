"""List whom each agency represents, and which contracts end soon.

In the help under: Programmes
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from graphmodel.analysis.representation.rosters import Roster


@click.command()
@click.argument("about", metavar="[AGENCY]", required=False)
@click.option("--days", type=click.IntRange(0), default=90, show_default=True,
              help="How many days ahead a contract counts as ending soon.")  # fmt: skip
@click.option("--ending", is_flag=True, help="List only the contracts that end soon.")
@as_of_option
@namespaced
@names_option
@common
def agencies(
    about: str | None,
    days: int,
    ending: bool,
    as_of: str | None,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """List whom each agency represents, or only the contracts of AGENCY (an id or a name).

    Agents, managers and lawyers who are people are listed like agencies. Give a client in place of
    AGENCY to see who acts for them. Contracts that end first come first.

    \b
    graphmodel agencies --days 60 --ending
    """
    from graphmodel.analysis.representation.rosters import rosters
    from graphmodel.network.namespaces import resolve_any

    namespace = open_namespaces(store_address).of(namespace_name, *filter(None, [about])).claimed
    tell_fiction(namespace)
    chosen = resolve_any(namespace, about) if about else None
    answer = rosters(namespace.network, about=chosen, days=days, ending_only=ending, as_of=as_of)
    if form == "table":
        for roster in answer.rosters:
            say(_summary(roster, days, ending_only=ending))
        if not answer.rosters:
            whose = f" of {namespace.network.name_of(chosen)}" if chosen else ""
            say(f"No contract{whose} {f'ends within {days:,} days' if ending else 'is known'}.")
    document = {
        "asked": answer.asked,
        "days": answer.days,
        "rosters": [{**asdict(r), "ending": r.ending} for r in answer.rosters],
    }
    columns = (
        *("agency", "client", "role", "markets", "since", "until", "days_left", "state"),
        "client_id",
    )
    print_answer(form, list(answer.rows()), document, columns=columns)


def _summary(roster: Roster, days: int, *, ending_only: bool) -> str:
    """One sentence on a roster: "Condor Artists: 2 clients, 1 contract ends within 90 days"."""
    contracts = len(roster.contracts)
    clauses = [] if ending_only else [f"{contracts:,} {'client' if contracts == 1 else 'clients'}"]
    if roster.ending:
        noun = "contract ends" if roster.ending == 1 else "contracts end"
        clauses.append(f"{roster.ending:,} {noun} within {days:,} days")
    if roster.ended and not ending_only:
        noun = "contract has" if roster.ended == 1 else "contracts have"
        clauses.append(f"{roster.ended:,} {noun} ended")
    return f"{roster.name}: {', '.join(clauses)}."


COMMAND = agencies
