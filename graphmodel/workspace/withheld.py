"""Nodes that the workspace may not name: the store holds them and the network does not."""

from __future__ import annotations

from collections.abc import Iterable

from graphmodel.network.network import Network
from graphmodel.store.base import Store


def withheld_among(store: Store, network: Network, ids: Iterable[str]) -> set[str]:
    """Those of these ids that may not be shown. An id in neither the store nor the network is gone
    and not among them."""
    missing = sorted({node_id for node_id in ids if node_id not in network})
    return set(store.kinds_of(missing)) if missing else set()
