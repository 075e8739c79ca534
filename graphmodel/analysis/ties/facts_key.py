"""Cache key of what ties and activity depend on besides the tables of a network."""

from __future__ import annotations

import hashlib
import json

from graphmodel.network.network import Network
from graphmodel.schema.model import active

TIES_VERSION = 2
"""Increment this when the same facts yield different ties or years of activity, so that what
earlier versions cached is rebuilt."""


def facts_key(network: Network, *others: object) -> str:
    """A hash of everything that ties depend on except the tables, and of ``others``, for the names
    of files cached with a network."""
    # The year decides who counts as deceased, even if the tables are those of another year.
    died = network.year_asked if network.nodes["died"].is_not_null().any() else None
    known = json.dumps([TIES_VERSION, active().key, died, *others])
    return hashlib.blake2b(known.encode(), digest_size=12).hexdigest()
