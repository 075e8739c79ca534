"""Show what is known of a person, a project, any other node or a link, and its sources.

In the help under: Find and show
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.options import common, names_option, open_namespaces
from graphmodel.cli.shared.output import judge_command, plain, print_answer, shortened
from graphmodel.facts.conflicts import CONFLICTING
from graphmodel.schema.model import LINK_KINDS

if TYPE_CHECKING:
    from graphmodel.network.namespaces import Namespaces
    from graphmodel.network.network import Network


@click.command()
@click.argument("node_id", metavar="ID|NAME")
@names_option
@common
def show(node_id: str, store_address: str | None, form: str) -> None:
    """Show a node, by its id or name, or a link: what is known of it, its links, and according to
    which sources.

    \b
    graphmodel show roadshow2025:yvonne-liu
    graphmodel show "Bong Joon-ho"
    """
    namespaces = open_namespaces(store_address)
    network = namespaces.network
    value = describe_link(network, node_id) or describe(network, _index(namespaces, node_id))
    titles = {i: network.name_of(i) for i in _sources_in(value) if i in network}
    if form == "table":
        _print_node(network, value, titles)
    rows = [
        {
            "link": link["kind"] + (" →" if link["direction"] == "out" else " ←"),
            "name": link["other"]["name"],
            "kind": link["other"]["kind"],
            "id": link["other"]["id"],
            "properties": ", ".join(
                f"{k} {plain(v, exact=True)}" for k, v in link["properties"].items()
            )
            + "".join(f"; {k}: {text}" for k, text in link["conflicts"].items()),
            "sources": [titles.get(i, i) for i in link["sources"]],
        }
        for link in value["links"]
    ]
    columns = ("link", "name", "kind", "properties", "sources", "id")
    print_answer(form, rows, value, columns=columns)


def _index(namespaces: Namespaces, text: str) -> int:
    """The index of a node by its id or name; raises InputError if none or several match."""
    network = namespaces.network
    if text not in network:
        from graphmodel.errors import NotKnown
        from graphmodel.network.namespaces import resolve_any

        with suppress(NotKnown):
            text = resolve_any(namespaces.of(None, text), text)
    return network.index(text)


def _print_node(network: Network, value: dict[str, Any], titles: dict[str, str]) -> None:
    """Print a node above its links, as lines."""
    fiction = " (fictional)" if value["properties"].get("fictional") else ""
    lines = [f"{value['name']}{fiction} · {value['kind']} · {value['id']}"]
    for name, content in value["properties"].items():
        if name in ("fictional", "namespace") and not fiction:
            continue
        text = "; ".join(map(str, content)) if isinstance(content, list) else content
        lines.append(f"  {name}: {text}")
    for same in value.get("maybe_same", ()):
        name = f"{network.name_of(same['id'])} ({same['id']}), {same['probability']:.0%} likely"
        lines.append(f"  maybe the same as: {name}")
        lines.append(f"    judge it with: {judge_command(*same['pair'])}")
    for name, text in value["conflicts"].items():
        lines.append(f"  sources differ on {name.replace('_', ' ')}: {text}")
    lines.append("  according to: " + "; ".join(titles.get(i, i) for i in value["sources"]))
    click.echo("\n".join(map(shortened, lines)))
    click.echo()


def describe(network: Network, index: int) -> dict[str, Any]:
    """A node with its links, as ``show --format json`` prints it."""
    from graphmodel.network.captions import conflict_texts

    node = network.node(index)
    apart = ("id", "kind", "name", "sources", CONFLICTING)
    neighbours, links = network.adjacency().of(index)
    return {
        "id": node["id"],
        "kind": node["kind"],
        "name": node["name"],
        "properties": {k: v for k, v in node.items() if k not in apart},
        "maybe_same": [
            {"id": same.id, "pair": list(same.pair), "probability": same.probability}
            for same in network.maybe_same(node["id"])
        ],
        "conflicts": conflict_texts(network, node),
        "links": [
            _link(network, index, int(neighbour), int(link))
            for neighbour, link in zip(neighbours, links, strict=True)
        ],
        "sources": node.get("sources", []),
    }


def describe_link(network: Network, link_id: str) -> dict[str, Any] | None:
    """A link with the two nodes it joins, or None if no link has this id."""
    if link_id in network:
        return None
    rows = (network.links["id"] == link_id).arg_true()
    if not len(rows):
        return None
    link = network.link(rows[0])
    ends = [_link(network, link["target"], link["source"], rows[0])]
    ends += [_link(network, link["source"], link["target"], rows[0])]
    names = [network.names[link[end]] for end in ("source", "target")]
    return {
        "id": link_id,
        "kind": link["kind"],
        "name": f"{names[0]} {LINK_KINDS[link['kind']].caption} {names[1]}",
        "properties": ends[0]["properties"],
        "conflicts": ends[0]["conflicts"],
        "links": ends,
        "sources": ends[0]["sources"],
    }


def _link(network: Network, index: int, neighbour: int, row: int) -> dict[str, Any]:
    from graphmodel.network.captions import conflict_texts

    link = network.link(row)
    years = ("first_year", "last_year")
    apart = ("kind", "id", "source", "target", "sources", CONFLICTING, *years)
    return {
        "kind": link["kind"],
        "direction": "out" if link["source"] == index else "in",
        "other": {
            "id": network.ids[neighbour],
            "kind": network.kinds[neighbour],
            "name": network.names[neighbour],
        },
        "properties": {k: v for k, v in link.items() if k not in apart},
        "conflicts": conflict_texts(network, link),
        "sources": link.get("sources", []),
    }


def _sources_in(value: dict[str, Any]) -> set[str]:
    return {i for fact in (value, *value["links"]) for i in fact["sources"]}


COMMAND = show
