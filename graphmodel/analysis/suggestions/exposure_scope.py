"""The people for whom exposure is measured, by programme or event and by role."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.errors import InputError
from graphmodel.network.gatherings import checked_gathering
from graphmodel.network.network import Network
from graphmodel.network.tables import folded, folded_text, means, with_its_parts
from graphmodel.schema.declarations import UNITS

PARTICIPANT = "participant"


def people_in(network: Network, who: str | None, role: str | None) -> NDArray[np.bool_]:
    """For each node, whether it is a person for whom exposure is measured.

    With ``who``, the id of a programme or an event, those are its participants and those of its
    parts, without mentors, staff or rejected applicants. With ``role`` they must have a credit in
    it, or take part in a programme for it. Raises InputError for a ``who`` that is neither a
    programme nor an event, and if nobody is left.
    """
    people = (network.nodes["kind"] == UNITS[0]).to_numpy().copy()
    if who is not None:
        wholes = with_its_parts(
            network.links_of("part", "source", "target"), checked_gathering(network, who)
        )
        people &= _members(network, wholes)
    if role is not None:
        people &= _in_role(network, folded(role))
    if not people.any():
        raise _nobody(network, who, role)
    return people


def _nobody(network: Network, who: str | None, role: str | None) -> InputError:
    if who is None:
        return InputError("nobody has the role {role!r}", role=role)
    name = network.name_of(who)
    if role is None:
        return InputError("{name}: no participant is known", name=name)
    return InputError("{name}: no participant in the role {role!r} is known", name=name, role=role)


def _marked(network: Network, rows: pl.Series) -> NDArray[np.bool_]:
    marks = np.zeros(len(network), dtype=bool)
    marks[rows.to_numpy()] = True
    return marks


def _members(network: Network, wholes: set[int]) -> NDArray[np.bool_]:
    joined = network.links.filter(
        means("attendance") & (pl.col("role") == PARTICIPANT) & pl.col("target").is_in(list(wholes))
    )
    return _marked(network, joined["source"])


def _in_role(network: Network, role: str) -> NDArray[np.bool_]:
    credits = network.links_of("credit", "source", "role")
    credited = credits.filter(folded_text("role") == role)
    for_it = np.flatnonzero((network.nodes["type"] == f"{role}s").fill_null(False).to_numpy())
    joined = _members(network, set(for_it.tolist()))
    return _marked(network, credited["source"]) | joined
