"""Small networks for the analysis tests."""

from collections.abc import Mapping, Sequence

import polars as pl

from graphmodel.network.network import Network


def talent(
    nodes: Mapping[str, Mapping[str, object]], links: Sequence[Mapping[str, object]]
) -> Network:
    """A network of nodes by id, with their kind, and of links with kind, from and to.

    A node named only by a link is a person. The n-th link has the id
    ``from|KIND|to|n`` and the source ``sN``, unless it has ``sources``.
    """
    named = {str(link[end]) for link in links for end in ("from", "to")}
    node_rows: dict[str, list[dict[str, object]]] = {}
    for node in sorted(named | set(nodes)):
        row = {"kind": "Person", "name": node} | dict(nodes.get(node, {}))
        node_rows.setdefault(str(row.pop("kind")), []).append(row | {"id": node, "sources": ["s"]})
    link_rows: dict[str, list[dict[str, object]]] = {}
    for number, link in enumerate(links):
        kind, start, end = (str(link[name]) for name in ("kind", "from", "to"))
        properties = {k: v for k, v in link.items() if k not in ("kind", "from", "to")}
        ends = {"from_id": start, "to_id": end, "id": f"{start}|{kind}|{end}|{number}"}
        link_rows.setdefault(kind, []).append({"sources": [f"s{number}"]} | properties | ends)
    return Network.build(
        {kind: pl.DataFrame(rows, infer_schema_length=None) for kind, rows in node_rows.items()},
        {kind: pl.DataFrame(rows, infer_schema_length=None) for kind, rows in link_rows.items()},
    )
