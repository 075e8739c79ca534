"""List the newcomers worth a meeting, judged by the outcomes of earlier ones.

In the help under: Introductions and suggestions
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

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
    from graphmodel.analysis.newcomers.newcomers import Newcomer, Newcomers
    from graphmodel.analysis.newcomers.reasons import Reason
    from graphmodel.network.network import Network

_COLUMNS = {
    "people": ("name", "credits", "chance", "because", "against", "sources", "id"),
    "unknown": ("name", "known", "sources", "id"),
    "signals": ("signal", "name", "people", "rose", "weight", "alone", "from", "to", "id"),
    "backtest": ("year", "newcomers", "rose", "first 20", "most selections", "best signal",
                 "by best signal", "by lot"),
}  # fmt: skip


@click.command()
@click.option("--credits", "most", type=click.IntRange(0), default=2, show_default=True,
              help="Most credits of a newcomer; shorts do not count.")  # fmt: skip
@click.option("--years", type=click.IntRange(1, 20), default=5, show_default=True,
              help="Years within which newcomers are expected to rise.")  # fmt: skip
@click.option("--school", metavar="SCHOOL", help="Only those who went to this school.")
@click.option("--role", metavar="ROLE",
              help="Only those with a credit or short in this role, or in a programme for "
              "it.")  # fmt: skip
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True,
              help="How many people to list.")  # fmt: skip
@click.option(
    "--table",
    "shown",
    type=click.Choice(tuple(_COLUMNS)),
    default="people",
    show_default=True,
    help="What to list: the newcomers, those of whom only a school is known, what "
    "each signal predicted in the past, or how earlier choices would have done.",
)
@as_of_option
@namespaced
@names_option
@common
def newcomers(
    most: int,
    years: int,
    school: str | None,
    role: str | None,
    limit: int,
    shown: str,
    as_of: str | None,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """List the newcomers worth a meeting, with reasons and the outcomes of earlier ones.

    Schools, mentors, programmes, festivals, shorts and credits count for what they predicted about
    newcomers of earlier years: who had more credits within five years, or was at a festival of the
    highest tier. The backtest says how well such a choice would have done before.

    \b
    graphmodel newcomers --as-of 2014 --role director
    graphmodel newcomers --table signals
    """
    from graphmodel.analysis.newcomers.newcomers import newcomers as ask
    from graphmodel.analysis.newcomers.wordings import backtest_lines, overview
    from graphmodel.network.namespaces import resolve_any

    namespace = open_namespaces(store_address).of(namespace_name, *filter(None, [school])).claimed
    tell_fiction(namespace)
    answer = ask(
        namespace.network, most=most, years=years, role=role, limit=limit, as_of=as_of,
        school=resolve_any(namespace, school) if school else None,
    )  # fmt: skip
    if form == "table":
        for sentence in (*overview(answer), *backtest_lines(answer)):
            say(sentence)
    rows, columns = _rows(answer, shown, namespace.network), _COLUMNS[shown]
    print_answer(form, rows, asdict(answer), columns=columns)


def _rows(answer: Newcomers, shown: str, network: Network) -> list[dict[str, Any]]:
    if shown == "people":
        return [_person(person, network) for person in answer.people]
    if shown == "unknown":
        return [
            {"name": p.name, "known": [r.words for r in p.reasons if r.facts],
             "sources": _sources(p, network), "id": p.id}
            for p in answer.nothing_known
        ]  # fmt: skip
    if shown == "signals":
        return [
            {"signal": s.kind, "name": s.name, "people": s.people, "rose": s.rose,
             "weight": s.weight, "alone": s.log_odds, "from": s.lowest, "to": s.highest,
             "id": s.id}
            for s in answer.signals
        ]  # fmt: skip
    return [
        {"year": y.year, "newcomers": y.people, "rose": y.rose, "first 20": y.hits,
         "most selections": y.by_selections, "best signal": y.best_signal,
         "by best signal": y.by_best_signal, "by lot": y.at_random}
        for y in answer.backtest
    ]  # fmt: skip


def _person(person: Newcomer, network: Network) -> dict[str, Any]:
    return {
        "name": person.name,
        "credits": person.credits,
        "chance": None if person.chance is None else f"{person.chance:.0%}",
        "because": list(map(_counted, person.in_favour)),
        "against": list(map(_counted, person.against)),
        "sources": _sources(person, network),
        "id": person.id,
    }


def _counted(reason: Reason) -> str:
    return f"{reason.words} {reason.points:+.2f}" if reason.points else reason.words


def _sources(person: Newcomer, network: Network) -> list[str]:
    ids = dict.fromkeys(source for reason in person.reasons for source in reason.sources)
    return [network.name_of(source) for source in ids]


COMMAND = newcomers
