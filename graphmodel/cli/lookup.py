"""Commands that show what is there: find, show, status, query."""

from __future__ import annotations

import json
from typing import Any

import click

from graphmodel.cli.options import common, namespaced, open_namespaces
from graphmodel.cli.output import plain, print_answer, say
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS
from graphmodel.store import open_store


@click.command()
@click.argument("text")
@click.option("--kind", type=click.Choice(list(NODE_KINDS)), help="Only nodes of this kind.")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True)
@namespaced
@common
def find(
    text: str,
    kind: str | None,
    limit: int,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Find by name: typos, beginnings of words, other scripts and pinyin are understood.

    \b
    graphmodel find "Steven Speilberg"
    graphmodel find 张艺谋 --kind Person
    """
    namespaces = open_namespaces(store_address)
    namespace, matches = namespaces.find(text, asked=namespace_name, kind=kind, limit=limit)
    if namespace.fictional and matches:
        say(f"Fictional: these are of {namespace.name}, made up to show what graphmodel does.")
    if not matches:
        say(f"Nothing is called anything like {text!r}.")
    rows = [
        {"id": m.id, "kind": m.kind, "name": m.name, "score": round(m.score, 4)} for m in matches
    ]
    print_answer(form, rows, rows, columns=("id", "kind", "name", "score"))


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


@click.command()
@common
def status(store_address: str | None, form: str) -> None:
    """Say which store is open and what it holds."""
    with open_store(store_address) as store:
        counts, revision, address = store.counts(), store.revision(), store.address
        imports = [record for record in store.imports() if record.state == "finished"]
    value = {
        "store": address,
        "revision": revision,
        "nodes": dict(counts.nodes),
        "links": dict(counts.links),
    }
    rows = [{"of": "nodes", "kind": k, "count": n} for k, n in counts.nodes.items()]
    rows += [{"of": "links", "kind": k, "count": n} for k, n in counts.links.items()]
    if form == "table":
        click.echo(f"store     {address}\nrevision  {revision}")
        for record in imports:
            click.echo(f"imported  {record.name}, {record.finished}")
        click.echo()
    print_answer(form, rows, value, columns=("of", "kind", "count"))


@click.command()
@click.argument("statement", metavar="CYPHER")
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="A $parameter.")
@click.option("--rows", type=click.IntRange(1), default=1000, show_default=True)
@click.option("--seconds", type=click.FloatRange(0.1), default=30.0, show_default=True)
@common
def query(
    statement: str,
    params: tuple[str, ...],
    rows: int,
    seconds: float,
    store_address: str | None,
    form: str,
) -> None:
    """Ask in Cypher. Only statements that read are let through, on both stores.

    \b
    graphmodel query 'MATCH (p:Person)-[r:WORKED_ON]->(f) WHERE p.name = $name
                      RETURN f.name, r.role, f.year' --param 'name=Agnès Varda'
    """
    with open_store(store_address) as store:
        answer = store.query(statement, _parameters(params), rows=rows, seconds=seconds)
    if answer.cut:
        say(f"Cut: {answer.cut}; --rows and --seconds set the limits.")
    records = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    print_answer(form, records, records, columns=answer.columns)


def _parameters(params: tuple[str, ...]) -> dict[str, Any]:
    """NAME=VALUE pairs; a value that is JSON (a number, a list, true) is taken as that."""
    found: dict[str, Any] = {}
    for param in params:
        name, equals, text = param.partition("=")
        if not equals or not name:
            raise InputError(f"--param {param!r} is not NAME=VALUE; write for example name=Varda")
        try:
            found[name] = json.loads(text)
        except json.JSONDecodeError:
            found[name] = text
    return found


COMMANDS = (find, show, status, query)
