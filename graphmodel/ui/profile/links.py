"""Links to profiles."""

from __future__ import annotations

from graphmodel.network.network import Network
from graphmodel.schema.model import REAL
from graphmodel.ui.shared import navigation, url_state, widgets


def profile_link(network: Network, node_id: str, *, key: str, note: str = "") -> None:
    """Draw a name that links to its profile; ``key`` is unique on the page, ``note`` plain text."""
    node = network.node(network.index(node_id))
    label = f"**{widgets.plain(node['name'])}**"
    if note:
        label += f" :gray[{widgets.plain(note)}]"
    with widgets.compact_rows(key):
        navigation.link(
            "profile",
            label,
            {url_state.NAMESPACE: node.get("namespace", REAL), "id": node_id},
            width="stretch",
        )
