"""Find who could introduce one person to another, and why."""

from __future__ import annotations

import click

from graphmodel.analysis.routes.advice import describe_alternatives, introduction_advice
from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.introductions import Introductions, introduce_to_any
from graphmodel.analysis.routes.introductions import introduce as find_introductions
from graphmodel.analysis.routes.target import TargetProfile
from graphmodel.cli.options import common, namespaced, open_namespaces, tell_fiction
from graphmodel.cli.output import print_answer, say
from graphmodel.cli.routes import (
    hop_line,
    introductions_value,
    resolve_constraints,
    resolve_profile,
    route_constraints,
    source_titles,
    target_profile,
)
from graphmodel.errors import InputError
from graphmodel.network.namespaces import resolve
from graphmodel.network.network import Network


@click.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="[TO]", required=False)
@click.option(
    "-k",
    "k",
    type=click.IntRange(1, 100),
    default=5,
    show_default=True,
    help="How many routes to find.",
)
@target_profile
@route_constraints
@namespaced
@common
def introduce(
    source: str,
    target: str | None,
    k: int,
    profile: TargetProfile | None,
    constraints: RouteConstraints,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Find who could introduce FROM to TO, and what each pair along the way shares.

    FROM and TO are ids or names. In place of TO, describe whom to meet with the --to- options, all
    of which have to hold.

    \b
    graphmodel introduce "Bong Joon-ho" "Greta Gerwig" -k 3
    graphmodel introduce "Bong Joon-ho" --to-role director --to-market France
    """
    names = [text for text in (source, target) if text]
    namespace = open_namespaces(store_address).of(namespace_name, *names).claimed
    tell_fiction(namespace)
    if target and profile is not None:
        raise InputError("TO names one person already; leave it out, or the --to- options")
    if not target and profile is None:
        raise InputError("say whom to meet: TO, or a description such as --to-role director")
    if profile is not None:
        profile = resolve_profile(namespace, profile)
    constraints = resolve_constraints(namespace, constraints)
    source_id, network = resolve(namespace, source), namespace.network
    if profile is None:
        target_id = resolve(namespace, target or "")
        answer = find_introductions(network, source_id, target_id, constraints, k=k)
    else:
        answer = introduce_to_any(network, source_id, profile, constraints, k=k)
    _print(network, answer, form)


def _print(network: Network, answer: Introductions, form: str) -> None:
    why_none = answer.no_route.sentence() if answer.no_route else None
    if form != "json":
        advice = [why_none] if why_none else introduction_advice(network, answer)
        for line in [*advice, *describe_alternatives(network, answer)]:
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
