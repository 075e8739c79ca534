"""Write communities or suggestions into the store for other programs, and take them back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from graphmodel.analysis.communities.options import GRAPHS, PartitionOptions
from graphmodel.cli.shared.listed import BulkOptions
from graphmodel.cli.shared.options import (
    NumberRange,
    as_of_option,
    collect_options,
    common,
    model_option,
    namespaced,
    tell_fiction,
)
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.cli.shared.workspace import by_option, opened

if TYPE_CHECKING:
    from graphmodel.network.namespaces import Namespace
    from graphmodel.store.published import Publication

_COLUMNS = ("what", "namespace", "published", "people", "links", "model", "state")
_WHAT = ("communities", "suggestions")


@click.group()
def publish() -> None:
    """Write communities or suggestions into the store for other programs, and take them back.

    Bloom, Graph Data Science and whatever else reads the store in Cypher sees them: nodes
    GraphmodelCommunity, links GRAPHMODEL_IN_COMMUNITY and GRAPHMODEL_SUGGESTED. They are no
    facts: no answer, export or import of graphmodel has them. Publishing again replaces them.
    """


@publish.command()
@click.option("--graph", type=click.Choice(GRAPHS), default=PartitionOptions.graph,
              show_default=True, help="Graph to divide.")  # fmt: skip
@click.option("--resolution", type=NumberRange(0.01, 100), default=PartitionOptions.resolution,
              show_default=True, help="Higher gives more and smaller communities.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=PartitionOptions.seed, show_default=True,
              help="Random seed.")  # fmt: skip
@click.option("--runs", type=click.IntRange(1, 100), default=PartitionOptions.runs,
              show_default=True, help="Runs to build a consensus of; with several, each link "
              "says in which share of them somebody belonged there.")  # fmt: skip
@as_of_option
@namespaced
@common
@collect_options("options", lambda: PartitionOptions)
def communities(
    options: PartitionOptions, namespace_name: str | None, store_address: str | None, form: str
) -> None:
    """Find the communities and publish each as a node that is linked with its people.

    \b
    graphmodel publish communities
    graphmodel publish communities --runs 20 --resolution 2
    """
    from graphmodel.export.publish import publish_communities

    with opened(store_address) as (store, namespaces):
        namespace = namespaces.of(namespace_name).claimed
        tell_fiction(namespace)
        publication = publish_communities(store, namespace, options)
    _print([publication], form)


@publish.command()
@click.option("--list", "listed", metavar="LIST|FILE",
              help="Only for those on a list of yours, or in a file: its column id or name, else "
              "one of these a line.")  # fmt: skip
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True,
              help="Suggestions for each person, at most.")  # fmt: skip
@as_of_option
@model_option
@by_option
@namespaced
@common
def suggestions(
    listed: str | None,
    limit: int,
    as_of: str | None,
    model_name: str | None,
    by: str,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Suggest whom each person could work with next, and publish it as links to those.

    Everybody of a namespace is asked for, some tens of milliseconds each; --list names fewer.
    What you said of suggestions (good, not this one) is yours and changes nothing here.

    \b
    graphmodel publish suggestions --list "Hina autumn" --limit 5
    """
    from graphmodel.analysis.suggestions.model_file import choose_model
    from graphmodel.cli.shared.listed import read_listed
    from graphmodel.export.publish import everybody, publish_suggestions

    with opened(store_address) as (store, namespaces):
        if listed is None:
            namespace = namespaces.of(namespace_name).claimed
            people = everybody(namespace)
        else:
            bulk = BulkOptions(listed, by=by)
            namespace, entries = read_listed(
                store_address, namespaces, namespace_name, bulk, _person_id
            )
            people = [each.id for each in entries if each.id is not None]
            for each in entries:
                if each.problem is not None:
                    say(f"{each.text}: {each.problem}")
        tell_fiction(namespace)
        model, unfit = choose_model(namespace.network, model_name)
        if unfit:
            say(f"{unfit}; until then the default weights are used")
        with _progress(len(people)) as advance:
            publication = publish_suggestions(
                store, namespace, people, limit=limit, model=model, as_of=as_of, advance=advance
            )
    _print([publication], form)


@publish.command("list")
@common
def list_(store_address: str | None, form: str) -> None:
    """List what is published.

    \b
    graphmodel publish list
    """
    from graphmodel.cli.shared.withdrawals import finish_withdrawals
    from graphmodel.store import open_store

    with open_store(store_address) as store:
        finish_withdrawals(store)
        records = store.published.records()
    if not records and form == "table":
        say("Nothing is published.")
        return
    _print(records, form)


@publish.command("take-back")
@click.argument("what", type=click.Choice(_WHAT), required=False)
@click.option("--namespace", "namespace_name", metavar="NAME", help="Only of this namespace.")
@common
def take_back(
    what: str | None, namespace_name: str | None, store_address: str | None, form: str
) -> None:
    """Take back all that is published, or only communities or suggestions.

    \b
    graphmodel publish take-back
    graphmodel publish take-back suggestions
    """
    from graphmodel.export.publish import take_back as take_back_published
    from graphmodel.store import open_store

    with open_store(store_address) as store:
        records = take_back_published(store, what, namespace_name)
    if not records and form == "table":
        say("Nothing like that is published.")
        return
    _print(records, form, state="taken back")


def _person_id(namespace: Namespace, text: str) -> str:
    from graphmodel.network.namespaces import resolve

    return resolve(namespace, text)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    from rich.console import Console
    from rich.progress import Progress

    hidden = not sys.stderr.isatty()
    with Progress(console=Console(stderr=True), transient=True, disable=hidden) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)


def _print(records: list[Publication], form: str, state: str | None = None) -> None:
    rows = [publication_row(record) | ({"state": state} if state else {}) for record in records]
    print_answer(form, rows, rows, columns=_COLUMNS)


def publication_row(record: Publication) -> dict[str, Any]:
    """What is published, as commands print it."""
    return {
        "what": record.what,
        "namespace": record.namespace,
        "published": record.on,
        "people": record.people,
        "links": record.links,
        "model": record.model,
        "state": "" if record.finished else "stopped halfway: publish again or take back",
    }


COMMAND = publish
