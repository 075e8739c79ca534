"""Options of commands that find routes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import wraps
from typing import Any

import click

from graphmodel.analysis.routes.constraints import MAX_HOPS, RouteConstraints
from graphmodel.analysis.routes.target_profile import TargetProfile
from graphmodel.cli.shared.options import NumberRange, active_since_option, as_of_option
from graphmodel.schema.declarations import RELATIONS

Command = Callable[..., Any]
Option = Callable[[Command], Command]

_TIE_OPTIONS: tuple[Option, ...] = (
    click.option(
        "--avoid",
        multiple=True,
        metavar="ID",
        help="Use no ties through this person, project, school, ...; can be repeated.",
    ),
    click.option(
        "--max-tie-age",
        type=click.IntRange(0),
        default=RouteConstraints.max_tie_age,
        metavar="YEARS",
        help="Count only ties that held within this many years of the latest data.",
    ),
    active_since_option("Only people active in this year or later, except those named."),
    click.option(
        "--tie",
        "relations",
        multiple=True,
        type=click.Choice(RELATIONS),
        help="Count only ties of this kind; can be repeated.",
    ),
    click.option(
        "--half-life",
        type=NumberRange(0.5, 100),
        default=RouteConstraints.half_life,
        show_default=True,
        metavar="YEARS",
        help="The years after which a tie has lost half its weight.",
    ),
    click.option(
        "--all-credits",
        is_flag=True,
        help="Also count credits that show no meeting: archive footage, thanks, the author of a "
        "work or idea that was filmed, extras, guests of a show, people shown in a documentary.",
    ),
    as_of_option,
)

_VIA: Option = click.option(
    "--via",
    multiple=True,
    metavar="ID",
    help="Only routes through this person, project, school, ...; can be repeated, in any order.",
)

_MAX_HOPS: Option = click.option(
    "--max-hops",
    type=click.IntRange(1, MAX_HOPS),
    default=RouteConstraints.max_hops,
    help="Only routes of at most this many steps; 2 steps have one person in between.",
)

_PROFILE_OPTIONS: tuple[Option, ...] = (
    click.option("--to-role", metavar="ROLE", help="To anybody credited as this."),
    click.option(
        "--to-organisation",
        metavar="ID",
        help="To anybody who belongs to it or worked on a project that it made.",
    ),
    click.option("--to-school", metavar="ID", help="To anybody who studied there."),
    click.option(
        "--to-market",
        metavar="NAME",
        help="To anybody active in this market or country.",
    ),
    click.option("--to-mentor", is_flag=True, help="To anybody with a free mentoring place."),
    click.option(
        "--to-active-since",
        type=int,
        metavar="YEAR",
        help="To anybody with a credit since this year.",
    ),
)


def tie_constraints(command: Command) -> Command:
    """Add options on which ties count, passed as ``constraints``; names are not yet resolved."""
    return _collected(command, "constraints", RouteConstraints, _constraints, _TIE_OPTIONS)


def route_constraints(command: Command) -> Command:
    """As ``tie_constraints``, with the options on routes."""
    options = (_VIA, *_TIE_OPTIONS, _MAX_HOPS)
    return _collected(command, "constraints", RouteConstraints, _constraints, options)


def target_profile(command: Command) -> Command:
    """Add options that describe whom to meet, passed as ``profile``, or None if none is given."""
    return _collected(command, "profile", TargetProfile, _profile, _PROFILE_OPTIONS, "to_")


def _collected(
    command: Command,
    parameter: str,
    result_type: type[Any],
    build: Callable[..., Any],
    options: Iterable[Option],
    prefix: str = "",
) -> Command:
    """Add options to a command, which takes them as one object, built from those named as its
    fields with a prefix."""

    @wraps(command)
    def with_object(**values: Any) -> Any:
        names = [f.name for f in fields(result_type) if f"{prefix}{f.name}" in values]
        built = build(**{name: values.pop(f"{prefix}{name}") for name in names})
        return command(**{parameter: built}, **values)

    decorated: Command = with_object
    for option in reversed(list(options)):
        decorated = option(decorated)
    return decorated


def _constraints(relations: tuple[str, ...], **constraints: Any) -> RouteConstraints:
    return RouteConstraints(relations=relations or None, **constraints)


def _profile(**criteria: Any) -> TargetProfile | None:
    is_described = any(criterion not in (None, False) for criterion in criteria.values())
    return TargetProfile(**criteria) if is_described else None
