"""Precomputation of communities before anybody asks for them, in a separate process: in the
server's own, pages would freeze meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from graphmodel.analysis.communities.communities import communities
from graphmodel.network.namespaces import Namespaces
from graphmodel.network.network import Network
from graphmodel.settings import store_address
from graphmodel.snapshot import load_network
from graphmodel.store import open_store

LARGE = 5_000
"""The number of nodes from which finding communities takes longer than starting a process."""

_LOWEST_PRIORITY = 19
_PACKAGES = Path(__file__).parents[3]


def find_ahead(network: Network) -> None:
    """Find the communities of the default namespace and cache them alongside its network, if it is
    large. Blocks until that is done."""
    if network.cache is None or len(network) < LARGE:
        return
    subprocess.run(  # noqa: S603 - this very program
        [sys.executable, "-m", __name__],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        cwd=_PACKAGES,
    )


def main() -> None:
    """Find the communities of the store set in the environment."""
    if hasattr(os, "nice"):
        os.nice(_LOWEST_PRIORITY)
    with open_store(store_address()) as store:
        communities(Namespaces(load_network(store)).default().claimed.network)


if __name__ == "__main__":
    main()
