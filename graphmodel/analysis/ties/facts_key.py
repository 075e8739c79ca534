"""What ties and activity depend on besides the tables of a network."""

from __future__ import annotations

import hashlib
import json

from graphmodel.network.network import Network
from graphmodel.schema.model import active

TIES_VERSION = 2
"""Raised when the same facts give other ties or years of activity: what earlier versions kept is
made again."""


def facts_key(network: Network, *others: object) -> str:
    """Stands for everything that ties depend on but the tables, and for ``others``, in the names of
    files that are kept beside a network."""
    # Who has died by then leads nothing, also where the tables are those of another year.
    died = network.year_asked if network.nodes["died"].is_not_null().any() else None
    known = json.dumps([TIES_VERSION, active().key, died, *others])
    return hashlib.blake2b(known.encode(), digest_size=12).hexdigest()
