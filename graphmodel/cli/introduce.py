"""Find who could introduce one person to another, and why."""

from __future__ import annotations

import click

from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.target_profile import TargetProfile
from graphmodel.cli.shared.options import (
    common,
    names_option,
    namespaced,
    open_namespaces,
    tell_fiction,
)
from graphmodel.cli.shared.route_options import route_constraints, target_profile
from graphmodel.errors import InputError


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
@names_option
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
    from graphmodel.analysis.routes.introductions import introduce as find_introductions
    from graphmodel.analysis.routes.introductions import introduce_to_any
    from graphmodel.cli.shared.route_answers import (
        print_introductions,
        resolve_constraints,
        resolve_profile,
    )
    from graphmodel.network.namespaces import resolve

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
    print_introductions(network, answer, form)


COMMAND = introduce
