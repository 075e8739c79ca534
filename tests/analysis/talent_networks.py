"""Small networks for the tests of analyses."""

from collections.abc import Mapping, Sequence

import polars as pl

from graphmodel.network.network import Network


def talent(
    things: Mapping[str, Mapping[str, object]], links: Sequence[Mapping[str, object]]
) -> Network:
    """A network of things by id, which say their kind, and links with kind, from and to.

    Who or what a link names and ``things`` does not is a person. The n-th link has the id
    ``from|KIND|to|n`` and the source ``sN``.
    """
    named = {str(link[end]) for link in links for end in ("from", "to")}
    nodes: dict[str, list[dict[str, object]]] = {}
    for node in sorted(named | set(things)):
        said = {"kind": "Person", "name": node} | dict(things.get(node, {}))
        nodes.setdefault(str(said.pop("kind")), []).append(said | {"id": node, "sources": ["s"]})
    rows: dict[str, list[dict[str, object]]] = {}
    for number, link in enumerate(links):
        kind, start, end = (str(link[part]) for part in ("kind", "from", "to"))
        rest = {k: v for k, v in link.items() if k not in ("kind", "from", "to")}
        ends = {"from_id": start, "to_id": end, "id": f"{start}|{kind}|{end}|{number}"}
        rows.setdefault(kind, []).append(rest | ends | {"sources": [f"s{number}"]})
    return Network.build(
        {kind: pl.DataFrame(found, infer_schema_length=None) for kind, found in nodes.items()},
        {kind: pl.DataFrame(found, infer_schema_length=None) for kind, found in rows.items()},
    )
