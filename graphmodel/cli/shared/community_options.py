"""Options of the commands that find communities, and the reports other than these themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from graphmodel.analysis.communities.options import GRAPHS, PartitionOptions
from graphmodel.cli.shared.options import NumberRange


def partition_options(runs: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the options that choose a partition; ``runs`` is the help of --runs."""
    options = (
        click.option(
            "--graph",
            type=click.Choice(GRAPHS),
            default=PartitionOptions.graph,
            show_default=True,
            help="Graph to divide: ties between people, or links between everything.",
        ),
        click.option(
            "--resolution",
            type=NumberRange(0.01, 100),
            default=PartitionOptions.resolution,
            show_default=True,
            help="Higher gives more and smaller communities.",
        ),
        click.option(
            "--seed",
            type=click.IntRange(0),
            default=PartitionOptions.seed,
            show_default=True,
            help="Random seed.",
        ),
        click.option(
            "--runs",
            type=click.IntRange(1, 100),
            default=PartitionOptions.runs,
            show_default=True,
            help=runs,
        ),
    )

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return add


@dataclass(frozen=True)
class Report:
    """The report to print instead of the communities themselves: at most one of these is set."""

    scan: bool = False
    over_time: int | None = None
    should_meet: bool = False
    meet: tuple[str, str] | None = None
    limit: int = 10

    def __post_init__(self) -> None:
        chosen = (self.scan, self.over_time is not None, self.should_meet, self.meet is not None)
        if sum(chosen) > 1:
            raise click.UsageError("Give only one of --scan, --over-time, --should-meet, --meet.")
