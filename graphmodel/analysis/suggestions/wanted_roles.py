"""Which roles complement those of whoever asks: what suggestions look for unless told."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.analysis.ties.credit_presence import is_counted
from graphmodel.network.network import Network
from graphmodel.network.tables import folded_text, means

WANTED = {
    "director": ("writer", "producer", "cinematographer", "editor", "composer"),
    "writer": ("director", "producer"),
    "producer": ("director", "writer"),
    "actor": ("director", "writer", "producer"),
    "cinematographer": ("director", "producer"),
    "editor": ("director", "producer"),
    "composer": ("director", "producer"),
}
"""The roles that somebody in a role looks for; a judgement."""

PROGRAMME_ROLES = {"directors": "director", "writers": "writer"}
"""The role of those whom a programme of this type takes in, where they have no credit yet."""

MAIN_SHARE = 1 / 3
"""A role that makes up this share of somebody's credits is one of their main roles."""

ANY_ROLE = "any"
"""Given in place of a role, it stands for every role."""

_ROLE = folded_text("role")


def wanted_roles(network: Network, subject_id: str) -> tuple[str, ...]:
    """The roles that complement those of a person, or of those who work on a project, as far as
    anybody has them; none if the subject's own roles say nothing."""
    network = network.present()
    own = _own_roles(network, network.index(subject_id))
    known = set(network.links.filter(means("credit")).select(_ROLE).unique().to_series().to_list())
    wanted = dict.fromkeys(role for o in own for role in WANTED.get(o, ()) if role in known)
    return tuple(role for role in wanted if role not in own) or tuple(wanted)


def with_main_role(network: Network, roles: tuple[str, ...]) -> NDArray[np.bool_]:
    """For each node whether one of these roles is a main one of the person: somebody who wrote one
    film and acted in fifty is no writer."""
    credits = _credits(network).group_by("source").agg(
        (_ROLE.is_in(list(roles)).sum() / pl.len()).alias("share")
    )  # fmt: skip
    main = np.zeros(len(network), dtype=bool)
    main[credits.filter(pl.col("share") >= MAIN_SHARE)["source"].to_numpy()] = True
    return main


def _credits(network: Network) -> pl.DataFrame:
    counted = pl.Series(is_counted(network))
    columns = network.links.lazy().filter(counted & means("credit"))
    return columns.select("source", "target", "role").collect()


def _own_roles(network: Network, subject: int) -> list[str]:
    """The main roles of a person, the roles on a project, or those for which a programme takes
    somebody in, the most frequent first."""
    whole = network.with_plans.links.filter(means("credit"))
    if network.kinds[subject] != "Person":
        roles = whole.filter(pl.col("target") == subject).select(_ROLE).to_series()
        return _frequent(roles, 0)
    roles = _credits(network).filter(pl.col("source") == subject).select(_ROLE).to_series()
    if roles.is_empty():
        roles = whole.filter(pl.col("source") == subject).select(_ROLE).to_series()
    return _frequent(roles, MAIN_SHARE) or _programme_roles(network, subject)


def _frequent(roles: pl.Series, share: float) -> list[str]:
    counts = roles.drop_nulls().value_counts().sort(["count", "role"], descending=[True, False])
    return counts.filter(pl.col("count") >= share * len(roles))["role"].to_list()


def _programme_roles(network: Network, person: int) -> list[str]:
    joined = network.links_of("attendance", "source", "target")
    types = network.nodes["type"].gather(joined.filter(pl.col("source") == person)["target"])
    roles = (PROGRAMME_ROLES.get(type_ or "") for type_ in types.to_list())
    return list(dict.fromkeys(role for role in roles if role))
