"""Show what is known of a person, a project, any other node or a link, and its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.options import common, open_namespaces
from graphmodel.cli.output import plain, print_answer
from graphmodel.schema.model import LINK_KINDS

if TYPE_CHECKING:
    from graphmodel.network.network import Network


@click.command()
@click.argument("node_id", metavar="ID")
@common
def show(node_id: str, store_address: str | None, form: str) -> None:
    """Show one node, or one link: what is known of it, its links, and according to whom.

    \b
    graphmodel show roadshow2025:yvonne-liu
    """
    network = open_namespaces(store_address).network
    value = describe_link(network, node_id) or describe(network, network.index(node_id))
    titles = {i: network.name_of(i) for i in _sources_in(value) if i in network}
    if form == "table":
        fiction = " (fictional)" if value["properties"].get("fictional") else ""
        click.echo(f"{value['name']}{fiction} · {value['kind']} · {value['id']}")
        for name, said in value["properties"].items():
            if name in ("fictional", "namespace") and not fiction:
                continue
            click.echo(f"  {name}: {'; '.join(map(str, said)) if isinstance(said, list) else said}")
        click.echo("  according to: " + "; ".join(titles.get(i, i) for i in value["sources"]))
        click.echo()
    rows = [
        {
            "link": link["kind"] + (" →" if link["direction"] == "out" else " ←"),
            "name": link["other"]["name"],
            "kind": link["other"]["kind"],
            "id": link["other"]["id"],
            "properties": ", ".join(f"{k} {plain(v)}" for k, v in link["properties"].items()),
            "sources": [titles.get(i, i) for i in link["sources"]],
        }
        for link in value["links"]
    ]
    columns = ("link", "name", "kind", "properties", "sources", "id")
    print_answer(form, rows, value, columns=columns)


def describe(network: Network, index: int) -> dict[str, Any]:
    """A node with its links in the form that ``show --format json`` prints."""
    node = network.node(index)
    apart = ("id", "kind", "name", "sources")
    neighbours, links = network.adjacency().of(index)
    return {
        "id": node["id"],
        "kind": node["kind"],
        "name": node["name"],
        "properties": {k: v for k, v in node.items() if k not in apart},
        "links": [
            _link(network, index, int(other), int(link))
            for other, link in zip(neighbours, links, strict=True)
        ],
        "sources": node.get("sources", []),
    }


def describe_link(network: Network, link_id: str) -> dict[str, Any] | None:
    """A link, shown as the two nodes that it joins, or None where no link has this id."""
    if link_id in network:
        return None
    found = (network.links["id"] == link_id).arg_true()
    if not len(found):
        return None
    link = network.link(found[0])
    ends = [_link(network, link["target"], link["source"], found[0])]
    ends += [_link(network, link["source"], link["target"], found[0])]
    names = [network.names[link[end]] for end in ("source", "target")]
    return {
        "id": link_id,
        "kind": link["kind"],
        "name": f"{names[0]} {LINK_KINDS[link['kind']].caption} {names[1]}",
        "properties": ends[0]["properties"],
        "links": ends,
        "sources": ends[0]["sources"],
    }


def _link(network: Network, index: int, other: int, link: int) -> dict[str, Any]:
    said = network.link(link)
    apart = ("kind", "id", "source", "target", "sources", "first_year", "last_year")
    return {
        "kind": said["kind"],
        "direction": "out" if said["source"] == index else "in",
        "other": {
            "id": network.ids[other],
            "kind": network.kinds[other],
            "name": network.names[other],
        },
        "properties": {k: v for k, v in said.items() if k not in apart},
        "sources": said.get("sources", []),
    }


def _sources_in(value: dict[str, Any]) -> set[str]:
    return {i for fact in (value, *value["links"]) for i in fact["sources"]}


COMMAND = show
