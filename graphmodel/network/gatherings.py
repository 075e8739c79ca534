"""Programmes and events of a network, in which people take part."""

from __future__ import annotations

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.schema.model import kinds_at


def checked_gathering(network: Network, of: str) -> int:
    """The index of a programme or event by its id; raises InputError for anything else."""
    node, kinds = network.index(of), kinds_at("attendance")
    if network.kinds[node] not in kinds:
        listed = words.say(" nor ").join(words.label(kind).lower() for kind in kinds)
        raise InputError(
            "{of} ({name}) is neither {listed}", of=of, name=network.names[node], listed=listed
        )
    return node
