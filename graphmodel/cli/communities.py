"""Find communities: how certain and how stable they are, and which should meet.

In the help under: Introductions and suggestions
"""

from __future__ import annotations

import click

from graphmodel.analysis.communities.options import RUNS, PartitionOptions
from graphmodel.cli.shared.community_options import Report, partition_options
from graphmodel.cli.shared.options import (
    active_since_option,
    as_of_option,
    collect_options,
    common,
    names_option,
    namespaced,
    open_namespaces,
    tell_fiction,
)


@click.command()
@partition_options(
    "Runs to build a consensus from, which also shows whose membership is uncertain; "
    f"{RUNS} is a good number."
)
@click.option("--within", metavar="COMMUNITY", help="Find the communities inside this one.")
@click.option(
    "--levels",
    type=click.IntRange(1, 4),
    default=1,
    show_default=True,
    help="Levels of communities inside communities (in JSON).",
)
@click.option("--scan", is_flag=True, help="Compare coarser and finer resolutions.")
@click.option(
    "--over-time",
    type=click.IntRange(1, 100),
    metavar="YEARS",
    help="Show how communities began, grew, merged and split, in windows of YEARS years.",
)
@click.option(
    "--should-meet", is_flag=True, help="List communities with much in common but few ties."
)
@click.option(
    "--meet",
    nargs=2,
    metavar="A B",
    help="List whom to bring together to connect communities A and B.",
)
@click.option(
    "--limit",
    type=click.IntRange(1, 100),
    default=Report.limit,
    show_default=True,
    help="Pairs to list, with --should-meet or --meet.",
)
@active_since_option(
    "Only people active in this year or later lead and bridge communities, and are brought "
    "together."
)
@as_of_option
@namespaced
@names_option
@common
@collect_options("options", lambda: PartitionOptions)
@collect_options("report", lambda: Report)
def communities(
    options: PartitionOptions,
    report: Report,
    within: str | None,
    levels: int,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Find the communities of people who work together, and what characterises each.

    Name a community by its id, its label or part of it, or anybody in it.

    \b
    graphmodel communities --runs 20
    graphmodel communities --within "Johnnie To"
    graphmodel communities --over-time 10
    graphmodel communities --meet "Park Chan-wook" "Johnnie To"
    """
    from graphmodel.cli.shared.community_answers import print_communities

    if options.active_since is not None and (report.scan or report.over_time is not None):
        raise click.UsageError(
            "--active-since chooses people; --scan and --over-time name none: leave one out."
        )
    named = (*filter(None, [within]), *(report.meet or ()))
    namespace = open_namespaces(store_address).of(namespace_name, *named).claimed
    tell_fiction(namespace)
    print_communities(namespace, options, report, within=within, levels=levels, form=form)


COMMAND = communities
