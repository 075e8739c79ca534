"""Searches of people that somebody watches: as they are kept, and who fits them now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from graphmodel.analysis.people.columns import people_columns
from graphmodel.analysis.people.description import Description
from graphmodel.analysis.people.search import Search
from graphmodel.errors import InputError
from graphmodel.network.namespaces import Namespaces
from graphmodel.network.network import Network
from graphmodel.store.base import Store
from graphmodel.store.workspace_log import Change
from graphmodel.workspace.watches import SEARCH, News, Watch, mark_seen, news

_NAMESPACE = "namespace"

MOST = 20_000
"""A search that more people fit is too wide to watch."""


def fields_of(namespace: str, description: Description) -> dict[str, Any]:
    """A description of people of a namespace as a watch keeps it: texts, numbers, lists alone."""
    fields = {**asdict(description), _NAMESPACE: namespace}
    return {**fields, "chosen": {name: list(values) for name, values in description.chosen},
            "not_with": list(description.not_with)}  # fmt: skip


def description_of(fields: Mapping[str, Any]) -> Description:
    """The description that a watch keeps."""
    chosen = tuple((name, tuple(values)) for name, values in fields["chosen"].items())
    others = {name: value for name, value in fields.items() if name != _NAMESPACE}
    return Description(**{**others, "chosen": chosen, "not_with": tuple(fields["not_with"])})


def fitting(network: Network, description: Description) -> list[str]:
    """The ids of everybody who fits a description; raises InputError for more than MOST."""
    network = network.present()
    matches = Search(network, people_columns(network), description).matches
    if len(matches) > MOST:
        raise InputError(f"{len(matches):,} people fit; watch a search that {MOST:,} fit at most")
    return sorted(network.ids[index] for index in matches.tolist())


def all_news(store: Store, namespaces: Namespaces, watched: Sequence[Watch]) -> list[News]:
    """What is new about each of these watches; of a search also who fits now and who does not."""
    answers = []
    for watch in watched:
        try:
            matches = now_fitting(namespaces, watch)
            answers.append(news(store, namespaces.network, watch, matches))
        except InputError as error:
            answers.append(News(watch, problem=str(error)))
    return answers


def see(store: Store, namespaces: Namespaces, who: str, watched: Sequence[Watch]) -> Change | None:
    """Note that somebody has seen what is new about these watches; None if it was seen already."""
    matches = {}
    for watch in watched:
        with suppress(InputError):  # what cannot be asked any more keeps whom it had
            fits = now_fitting(namespaces, watch)
            if fits is not None:
                matches[watch.id] = fits
    return mark_seen(store, who, watched, matches)


def now_fitting(namespaces: Namespaces, watch: Watch) -> list[str] | None:
    """Who fits a watched search now; None for anything else. Raises InputError for what the
    network no longer has."""
    if watch.subject != SEARCH:
        return None
    network = namespaces.of(watch.description[_NAMESPACE]).claimed.network
    return fitting(network, description_of(watch.description))
