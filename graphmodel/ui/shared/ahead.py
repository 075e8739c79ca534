"""Finds communities before anybody looks at them, in a process of its own: in this one, pages would
stand still meanwhile."""

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
"""Nodes of a network in which finding communities takes longer than starting a process."""

_LOWEST_PRIORITY = 19
_PACKAGES = Path(__file__).parents[3]


def find_ahead(network: Network) -> None:
    """Keep the communities of the default namespace beside its network, if they take a while to
    find. Returns once that is done."""
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
    """Find the communities of the store in the environment."""
    if hasattr(os, "nice"):
        os.nice(_LOWEST_PRIORITY)
    with open_store(store_address()) as store:
        communities(Namespaces(load_network(store)).default().claimed.network)


if __name__ == "__main__":
    main()
