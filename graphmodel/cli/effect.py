"""Measure the effect of a programme or an event, compared with people who were not taken in.

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
from graphmodel.cli.shared.output import Row, print_answer, say

if TYPE_CHECKING:
    from graphmodel.analysis.effect.effect import Effect
    from graphmodel.analysis.effect.histories import Outcome
    from graphmodel.analysis.effect.seats import SeatEffect
    from graphmodel.analysis.effect.staggered import StaggeredEffect
    from graphmodel.network.network import Network


@click.command()
@click.argument("about", metavar="PROGRAMME|EVENT")
@click.option(
    "--outcome",
    type=click.Choice(("ties", "credits", "selections")),
    default="ties",
    show_default=True,
    help="What is counted: new people worked with or met, works, or selections.",
)
@click.option(
    "--by",
    "design",
    type=click.Choice(("pairs", "years")),
    default="pairs",
    show_default=True,
    help="Compare pairs of similar people, or year by year those taken in with those not yet "
    "taken in.",
)
@click.option(
    "--months",
    type=click.IntRange(12),
    default=24,
    show_default=True,
    help="Within this many months after the date.",
)
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of the random draws."
)
@as_of_option
@namespaced
@names_option
@common
def effect(
    about: str,
    outcome: Outcome,
    design: str,
    months: int,
    seed: int,
    as_of: str | None,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Measure the effect of a programme or event (an id or a name), and how certain it is.

    Those taken in are paired with similar people who applied and were not. Of an event with
    recorded tables, those who sat together are compared with those who did not. People brought
    together by the programme or event itself do not count as an outcome. No estimate is made from
    fewer than 15 people.

    With --by years the intakes of several years are compared with those not taken in by then; each
    year that is over counts, whatever --months.

    \b
    graphmodel effect off:programme-directors --outcome ties --months 12
    graphmodel effect off:roadshow-2025 --months 12 --as-of 2026
    """  # fmt: skip
    from graphmodel.analysis.effect.effect import effect as measure
    from graphmodel.analysis.effect.seats import has_seats, seat_effect
    from graphmodel.analysis.effect.staggered import staggered_effect as by_years
    from graphmodel.analysis.effect.wordings import overview
    from graphmodel.network.namespaces import resolve_any

    namespace = open_namespaces(store_address).of(namespace_name, about).claimed
    tell_fiction(namespace)
    network, id_ = namespace.network, resolve_any(namespace, about)
    answer: Effect | SeatEffect | StaggeredEffect
    if design == "years":
        answer = by_years(network, id_, outcome=outcome, seed=seed, as_of=as_of)
    elif outcome == "ties" and has_seats(network, id_):
        answer = seat_effect(network, id_, months=months, seed=seed, as_of=as_of)
    else:
        answer = measure(network, id_, outcome=outcome, months=months, seed=seed, as_of=as_of)
    for sentence in overview(answer):
        say(sentence)
    rows, columns = list(answer.rows()), tuple(answer.COLUMNS)
    if form == "table":
        rows = [_named(network, row) for row in rows]
    print_answer(form, rows, asdict(answer), columns=columns)


def _named(network: Network, row: Row) -> Row:
    """A row with the names of people and tables in place of their ids."""
    ends = ("taken_in", "not_taken_in", "left", "right")
    named = {
        key: network.name_of(value) if key in ends and isinstance(value, str) else value
        for key, value in row.items()
    }
    if "tables" in named:
        named["tables"] = [network.name_of(table) for table in named["tables"]]
    return named


COMMAND = effect
