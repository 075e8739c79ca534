"""Find who could introduce one person to another, and why.

In the help under: Introductions and suggestions
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import click

from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.target_profile import TargetProfile
from graphmodel.cli.shared.listed import BulkOptions, bulk_options
from graphmodel.cli.shared.options import (
    collect_options,
    common,
    names_option,
    namespaced,
    open_namespaces,
    tell_fiction,
)
from graphmodel.cli.shared.route_options import route_constraints, target_profile
from graphmodel.errors import InputError

if TYPE_CHECKING:
    from graphmodel.cli.shared.bulk import Answer
    from graphmodel.network.namespaces import Namespace


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
@bulk_options
@namespaced
@names_option
@common
@collect_options("bulk", lambda: BulkOptions)
def introduce(
    source: str,
    target: str | None,
    k: int,
    profile: TargetProfile | None,
    constraints: RouteConstraints,
    bulk: BulkOptions,
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
    graphmodel introduce "Bong Joon-ho" --list "Hina autumn" -k 1 --out routes.csv
    """
    if bulk.listed is not None:
        if target or profile is not None:
            raise InputError("--list says whom to meet; leave TO and the --to- options out")
        _introduce_to_list(store_address, namespace_name, source, constraints, k, bulk, form)
        return
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
    print_introductions(network.present(constraints.as_of), answer, form)


def _introduce_to_list(
    store_address: str | None,
    namespace_name: str | None,
    source: str,
    constraints: RouteConstraints,
    k: int,
    bulk: BulkOptions,
    form: str,
) -> None:
    from graphmodel.cli.shared.bulk import ListQuestion, check_out
    from graphmodel.cli.shared.listed import read_listed
    from graphmodel.cli.shared.route_answers import LISTED_COLUMNS, resolve_constraints
    from graphmodel.network.namespaces import resolve

    check_out(bulk.out)
    namespaces = open_namespaces(store_address)
    namespace, listed = read_listed(store_address, namespaces, namespace_name, bulk, resolve)
    tell_fiction(namespace)
    source_id = resolve(namespace, source)
    constraints = resolve_constraints(namespace, constraints)
    ask = partial(_routes_from, source_id, constraints, k)
    text = f"introduce {source_id} {constraints} {k}"
    ListQuestion(store_address, namespace, listed, ask, text, LISTED_COLUMNS).answer(bulk.out, form)


def _routes_from(
    source_id: str, constraints: RouteConstraints, k: int, namespace: Namespace
) -> Callable[[str], Answer]:
    return partial(_route_to_listed, namespace, source_id, constraints, k)


def _route_to_listed(
    namespace: Namespace, source_id: str, constraints: RouteConstraints, k: int, target_id: str
) -> Answer:
    """The routes to a person on a list."""
    from graphmodel.analysis.routes.introductions import introduce as find_introductions
    from graphmodel.cli.shared.route_answers import listed_introductions

    network = namespace.network
    if target_id == source_id:
        name, why_none = network.name_of(target_id), "this is the person to be introduced"
        return {
            "rows": [{"for": name, "share": why_none, "for id": target_id}],
            "value": {"for": target_id, "name": name, "routes": [], "why_none": why_none},
        }
    answer = find_introductions(network, source_id, target_id, constraints, k=k)
    return listed_introductions(network.present(constraints.as_of), target_id, answer)


COMMAND = introduce
