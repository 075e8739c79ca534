"""Write communities or suggestions into the store for other programs, and take them back.

In the help under: Analysis
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from graphmodel.analysis.communities.options import PartitionOptions
from graphmodel.cli.shared.community_options import partition_options
from graphmodel.cli.shared.listed import BulkOptions
from graphmodel.cli.shared.options import (
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
    from graphmodel.cli.shared.bulk import Answer, Journal
    from graphmodel.network.namespaces import Namespace
    from graphmodel.store.published import Publication

_COLUMNS = ("what", "namespace", "published", "people", "links", "model", "state")
_WHAT = ("communities", "suggestions")


@click.group()
def publish() -> None:
    """Write communities or suggestions into the store for other programs, and take them back.

    Bloom, Graph Data Science and whatever else reads the store in Cypher sees them: nodes
    GraphmodelCommunity, links GRAPHMODEL_IN_COMMUNITY and GRAPHMODEL_SUGGESTED. They are not facts:
    no answer, export or import of graphmodel contains them. Publishing again replaces them.
    """


@publish.command()
@partition_options(
    "Runs to build a consensus from; with several, each link gives the share of runs in which the "
    "person belonged there."
)
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
              help="Only for those on a list of yours, or in a file: from its column id or "
                   "name, or else one per line.")  # fmt: skip
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
    """Suggest whom each person could work with next, and publish links to them.

    By default it covers everybody in a namespace, in some tens of milliseconds each, on every core;
    --list names fewer. If it is stopped before the end, the same command resumes. Your verdicts on
    suggestions (good, not this one) are private and change nothing here.

    \b
    graphmodel publish suggestions --list "Hina autumn" --limit 5
    """
    from graphmodel.analysis.suggestions.model_file import choose_model
    from graphmodel.cli.shared.bulk import answer_those_waiting
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
        asked = f"{model.weights.tolist()} {model.base} {limit} {as_of}"
        journal = _journal(store_address, namespace, f"publish suggestions {asked}")
        ask = partial(_suggested, limit, as_of, model_name)
        answer_those_waiting(people, journal, store_address, namespace, ask)
        rows = [row for person in people for row in journal.answers[person]["rows"]]
        publication = publish_suggestions(
            store, namespace, limit=limit, model=model, as_of=as_of, rows=rows
        )
        journal.close()
    _print([publication], form)


def _journal(store_address: str | None, namespace: Namespace, question: str) -> Journal:
    """The suggestions found so far, in the cache folder: one file for each namespace of a store."""
    from graphmodel import settings
    from graphmodel.cli.shared.bulk import Journal, store_identity

    whole = f"{store_identity(store_address)} {namespace.name}"
    key = hashlib.blake2b(whole.encode(), digest_size=6).hexdigest()
    folder = settings.cache_folder()
    day = datetime.now(UTC).date()
    path = folder / f"suggestions-{key}" if folder.is_dir() else None
    return Journal(path, f"{question} {whole} {namespace.network.revision} {day}")


def _suggested(
    limit: int, as_of: str | None, model_name: str | None, namespace: Namespace
) -> Callable[[str], Answer]:
    """Make the function that finds the suggestions for a person, in any process."""
    from graphmodel.analysis.suggestions.model_file import choose_model
    from graphmodel.export.publish import suggested_rows

    model, _ = choose_model(namespace.network, model_name)
    find = suggested_rows(namespace, limit=limit, model=model, as_of=as_of)
    return lambda person: {"rows": find(person)}


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
    """Remove everything that is published, or only communities or suggestions.

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


def _print(records: list[Publication], form: str, state: str | None = None) -> None:
    rows = [publication_row(record) | ({"state": state} if state else {}) for record in records]
    print_answer(form, rows, rows, columns=_COLUMNS)


def publication_row(record: Publication) -> dict[str, Any]:
    """A publication as commands print it."""
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
