"""Roles that complement those of the subject, which suggestions look for by default."""

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
"""The roles that a person in a role looks for; set by judgement."""

PROGRAMME_ROLES = {"directors": "director", "writers": "writer"}
"""The role of people in a programme of this type who have no credit yet."""

MAIN_SHARE = 1 / 3
"""A role that makes up this share of a person's credits is one of their main roles."""

ANY_ROLE = "any"
"""Passed in place of a role to stand for every role."""

_ROLE = folded_text("role")


def wanted_roles(network: Network, subject_id: str) -> tuple[str, ...]:
    """The roles that complement those of a person, or of the people on a project, limited to roles
    that anybody has, as of the network's date of asking, by default today; none if the subject's
    own roles are unknown or have no complements."""
    network = network.present()
    own = _own_roles(network, network.index(subject_id))
    known = set(network.links.filter(means("credit")).select(_ROLE).unique().to_series().to_list())
    wanted = dict.fromkeys(role for o in own for role in WANTED.get(o, ()) if role in known)
    return tuple(role for role in wanted if role not in own) or tuple(wanted)


def with_main_role(network: Network, roles: tuple[str, ...]) -> NDArray[np.bool_]:
    """For each node, whether these roles together make up MAIN_SHARE of the person's credits:
    somebody who wrote one film and acted in fifty is not a writer."""
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
    """The main roles of a person, or those of the programmes they attend if there are none, or the
    roles on a project; most frequent first."""
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
