"""Show what a platform makes in each format, who speaks for it, and which projects are like it.

In the help under: Programmes
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.options import (
    as_of_option,
    common,
    names_option,
    namespaced,
    open_namespaces,
    tell_fiction,
)
from graphmodel.cli.shared.output import print_answer, say

if TYPE_CHECKING:
    from graphmodel.analysis.pipeline.slate import Slate
    from graphmodel.network.network import Network

_COLUMNS = {
    "projects": ("project", "stage", "format", "of its works", "genres", "length", "sources", "id"),
    "formats": ("format", "works", "genres", "minutes", "latest", "titles"),
    "people": ("name", "title", "since", "about", "sources", "id"),
}


@click.command()
@click.argument("organisation")
@click.option("--table", "shown", type=click.Choice(tuple(_COLUMNS)), default="projects",
              show_default=True,
              help="What to list: projects in progress that are like its slate, the slate by "
                   "format, or who speaks for it.")  # fmt: skip
@as_of_option
@namespaced
@names_option
@common
def slate(
    organisation: str,
    shown: str,
    as_of: str | None,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Show what ORGANISATION (an id or a name) makes by format, and which projects are like it.

    A project is compared with the works of a format that both have: by genre, and by length.

    \b
    graphmodel slate Paperkite --table formats
    """
    from graphmodel.analysis.pipeline.slate import slate as ask
    from graphmodel.analysis.pipeline.slate_wordings import overview
    from graphmodel.network.namespaces import resolve
    from graphmodel.schema.model import kinds_at

    namespace = open_namespaces(store_address).of(namespace_name, organisation).claimed
    tell_fiction(namespace)
    network = namespace.network
    answer = ask(network, resolve(namespace, organisation, *kinds_at("production")), as_of=as_of)
    if form == "table":
        for sentence in overview(answer):
            say(sentence)
    rows = _ROWS[shown](answer, network)
    print_answer(form, rows, asdict(answer), columns=_COLUMNS[shown])


def _projects(answer: Slate, network: Network) -> list[dict[str, Any]]:
    from graphmodel.analysis.pipeline.slate_wordings import beside_theirs, length_in_words

    return [
        {"project": p.name, "stage": p.stage, "format": p.format, "of its works": beside_theirs(p),
         "genres": list(p.genres), "length": length_in_words(p),
         "sources": list(map(network.name_of, p.sources)), "id": p.id}
        for p in answer.projects
    ]  # fmt: skip


def _formats(answer: Slate, network: Network) -> list[dict[str, Any]]:
    from graphmodel.analysis.pipeline.slate_wordings import minutes_in_words

    return [
        {"format": each.format, "works": len(each.works),
         "genres": [f"{genre} {number}" for genre, number in each.genres],
         "minutes": minutes_in_words(each),
         "latest": each.latest, "titles": list(map(network.name_of, each.works))}
        for each in answer.formats
    ]  # fmt: skip


def _people(answer: Slate, network: Network) -> list[dict[str, Any]]:
    return [
        {"name": p.name, "title": p.title, "since": p.since or p.dated, "about": p.about,
         "sources": list(map(network.name_of, p.sources)), "id": p.id}
        for p in answer.people
    ]  # fmt: skip


_ROWS = {"projects": _projects, "formats": _formats, "people": _people}

COMMAND = slate
