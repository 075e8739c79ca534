"""Find who could introduce one person to another, and why."""

from __future__ import annotations

from typing import Any

import click

from graphmodel.analysis.routes.advice import advice, shorter
from graphmodel.analysis.routes.constraints import MOST_HOPS
from graphmodel.analysis.routes.introductions import Introductions, introduce_to_any
from graphmodel.analysis.routes.introductions import introduce as find_introductions
from graphmodel.analysis.routes.target import TargetProfile
from graphmodel.cli.options import common, namespaced, open_namespaces, tell_fiction
from graphmodel.cli.output import print_answer, say
from graphmodel.cli.routes import (
    hop_line,
    introductions_value,
    source_titles,
    tie_constraints,
    tie_options,
)
from graphmodel.errors import InputError
from graphmodel.network.namespaces import Namespace, resolve, resolve_any
from graphmodel.network.network import Network


@click.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="[TO]", required=False)
@click.option("-k", "k", type=click.IntRange(1, 100), default=5, show_default=True)
@click.option("--to-role", metavar="ROLE", help="To anyone credited as this: producer, ...")
@click.option("--to-organisation", metavar="ID", help="To anyone of it, or with a film it made.")
@click.option("--to-school", metavar="ID", help="To anyone who studied there.")
@click.option("--to-market", metavar="NAME", help="To anyone active in this market or country.")
@click.option("--to-mentor", is_flag=True, help="To anyone with a free place for someone to guide.")
@click.option("--to-active-since", type=int, metavar="YEAR", help="To anyone with a credit since.")
@click.option("--via", multiple=True, metavar="ID", help="Only routes through this, in any order.")
@tie_options
@click.option("--max-hops", type=click.IntRange(1, MOST_HOPS), help="No more steps than this.")
@namespaced
@common
def introduce(
    source: str,
    target: str | None,
    k: int,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
    **asked: Any,
) -> None:
    """Say who could introduce FROM to TO, and what each pair on the way shares.

    FROM and TO are ids or names. In place of TO, say who would do: what is given has to hold.

    \b
    graphmodel introduce "Bong Joon-ho" "Greta Gerwig" -k 3
    graphmodel introduce "Bong Joon-ho" --to-role director --to-market France
    """
    named = [text for text in (source, target) if text]
    namespace = open_namespaces(store_address).of(namespace_name, *named).claimed
    tell_fiction(namespace)
    wanted = _wanted(namespace, target, asked)
    wishes: dict[str, Any] = {
        "k": k,
        "via": tuple(resolve_any(namespace, text) for text in asked["via"]),
        "max_hops": asked["max_hops"],
        **tie_constraints(namespace, asked),
    }
    person = resolve(namespace, source)
    if wanted is None:
        answer = find_introductions(
            namespace.network, person, resolve(namespace, target or ""), **wishes
        )
    else:
        answer = introduce_to_any(namespace.network, person, wanted, **wishes)
    _tell(namespace.network, answer, form)


def _wanted(
    namespace: Namespace, target: str | None, asked: dict[str, Any]
) -> TargetProfile | None:
    """Who would do, None where TO names one person."""
    given = {name: asked[f"to_{name}"] for name in ("role", "organisation", "school", "market",
                                                    "mentor", "active_since")}  # fmt: skip
    described = any(value not in (None, False) for value in given.values())
    if target and described:
        raise InputError("TO names one person already; leave it out, or the --to- options")
    if target:
        return None
    if not described:
        raise InputError("say whom to meet: TO, or a description such as --to-role director")
    for name, kind in (("organisation", "Organisation"), ("school", "School")):
        if given[name] is not None:
            given[name] = resolve(namespace, given[name], kind)
    return TargetProfile(**given)


def _tell(network: Network, answer: Introductions, form: str) -> None:
    why_none = answer.why_none.sentence() if answer.why_none else None
    if form != "json":
        lines = [why_none] if why_none else advice(network, answer)
        for line in lines:
            say(line)
        for line in shorter(network, answer):
            say(line)
    rows = [
        {
            "route": number,
            "score": round(route.score, 4 if route.score > 0.001 else 8),
            "from": network.name_of(hop.source),
            "to": network.name_of(hop.target),
            "share": hop_line(network, hop),
            "sources": source_titles(network, hop),
        }
        for number, route in enumerate(answer.routes, 1)
        for hop in route.hops
    ]
    columns = ("route", "score", "from", "to", "share", "sources")
    print_answer(form, rows, introductions_value(network, answer, why_none), columns=columns)


COMMAND = introduce
