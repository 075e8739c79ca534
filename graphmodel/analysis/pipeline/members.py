"""Projects that belong to a programme or an event."""

from __future__ import annotations

from collections import defaultdict

import polars as pl

from graphmodel.network.gatherings import checked_gathering
from graphmodel.network.network import Network
from graphmodel.network.present import absences, is_later
from graphmodel.network.tables import means, with_its_parts
from graphmodel.schema.declarations import UNITS

PARTICIPANT = "participant"


def projects_of(network: Network, of: str, asked: str) -> dict[int, tuple[str, ...]]:
    """Return the projects of a programme or event by a date, by node index, each with the ids
    through which it belongs there: its own if it takes part, else those of the participants with a
    credit on it. The events of a programme are part of it. Raises InputError for anything else."""
    node = checked_gathering(network, of)
    wholes = with_its_parts(network.links_of("part", "source", "target"), node)
    present = means("attendance") & ~is_later("since", asked)
    facts = network.links.filter(~absences(network.links)).filter(
        present & pl.col("target").is_in(list(wholes))
    )
    through: dict[int, set[str]] = defaultdict(set)
    for who in facts["source"]:
        if network.kinds[who] == UNITS[1]:
            through[who].add(network.ids[who])
    people = facts.filter(pl.col("role") == PARTICIPANT)["source"].unique()
    credits = network.links.filter(means("credit") & pl.col("source").is_in(people.implode()))
    for who, project in credits.select("source", "target").iter_rows():
        if network.ids[project] not in through[project]:
            through[project].add(network.ids[who])
    return {project: tuple(sorted(ids)) for project, ids in through.items()}
