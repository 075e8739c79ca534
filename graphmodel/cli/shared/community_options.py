"""Reports of ``graphmodel communities`` other than the communities themselves."""

from __future__ import annotations

from dataclasses import dataclass

import click


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
