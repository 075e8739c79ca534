"""Publication of communities and suggestions in the store, for other programs that read it in
Cypher.

They are kept alongside the facts, as described in ``store/published.py``. Publishing for a
namespace replaces what was published of it; ``take_back`` removes it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import polars as pl

from graphmodel.analysis.communities.communities import communities
from graphmodel.analysis.communities.options import PartitionOptions
from graphmodel.analysis.communities.results import Community
from graphmodel.analysis.suggestions.filters import SuggestionFilters
from graphmodel.analysis.suggestions.model import DEFAULT, Model
from graphmodel.analysis.suggestions.recommender import Recommender, recommender
from graphmodel.analysis.suggestions.results import Suggestions
from graphmodel.analysis.suggestions.wanted_roles import wanted_roles
from graphmodel.errors import InputError, StoreError
from graphmodel.network.namespaces import Namespace
from graphmodel.store.base import Store
from graphmodel.store.published import COMMUNITIES, PUBLISHED, SUGGESTIONS, Publication
from graphmodel.store.withdrawals import PERSON

Row = dict[str, Any]
"""A suggestion as published."""

LIMIT = 10
"""Default number of suggestions published for each person."""


def publish_communities(
    store: Store, namespace: Namespace, options: PartitionOptions | None = None
) -> Publication:
    """Find the communities of a namespace and publish them: one node each, linked with its people.

    Raises InputError if there are none, and StoreError if a person has withdrawn since the network
    was read. In that case nothing is published; what was published earlier stays, unless the
    withdrawal came during the write.
    """
    options = options or PartitionOptions()
    partition = communities(namespace.network, options)
    if not partition.communities:
        raise InputError(
            "nobody in {namespace} has any ties: there is nothing to publish",
            namespace=namespace.name,
        )
    numbered = list(enumerate(partition.communities, 1))
    members = [row for number, community in numbered for row in _members(number, community)]
    people = {row["from_id"] for row in members}
    _check_current(store, people)
    publication = _begun(store, COMMUNITIES, namespace, _in_words(options))
    store.published.add_communities(
        publication, [{"number": n, "name": c.label, "size": c.size} for n, c in numbered]
    )
    links = store.published.add_members(publication, members)
    _take_back_unless_current(store, publication, people)
    return _finished(store, publication, links, links)


def publish_suggestions(
    store: Store,
    namespace: Namespace,
    people: Sequence[str] | None = None,
    *,
    limit: int = LIMIT,
    model: Model = DEFAULT,
    as_of: str | None = None,
    rows: Sequence[Row] | None = None,
) -> Publication:
    """Publish suggestions for people, given by id, by default everybody in a namespace: links to at
    most ``limit`` people each with whom they could work next. ``rows`` are suggestions found
    already, by ``suggested_rows``.

    Raises InputError if there is nobody to suggest, and StoreError if a person has withdrawn since
    the network was read. In that case nothing is published; what was published earlier stays,
    unless the withdrawal came during the write.
    """
    if rows is None:
        find = suggested_rows(namespace, limit=limit, model=model, as_of=as_of)
        wanted = dict.fromkeys(everybody(namespace) if people is None else people)
        rows = [row for person in wanted for row in find(person)]
    if not rows:
        raise InputError("there is nobody to suggest to any of them: nothing was published")
    subjects = {row["from_id"] for row in rows}
    involved = subjects | {row["to_id"] for row in rows}
    _check_current(store, involved)
    words = f"{model.description} weights, {limit} each"
    publication = _begun(store, SUGGESTIONS, namespace, _dated(words, as_of))
    links = store.published.add_suggestions(publication, rows)
    _take_back_unless_current(store, publication, involved)
    return _finished(store, publication, len(subjects), links)


def suggested_rows(
    namespace: Namespace, *, limit: int = LIMIT, model: Model = DEFAULT, as_of: str | None = None
) -> Callable[[str], list[Row]]:
    """Return a function that finds the suggestions to publish for a person by id."""
    asking = recommender(namespace.network, as_of=as_of)

    def find(person: str) -> list[Row]:
        return list(_suggested_rows(_suggestions(asking, namespace, person, limit, model)))

    return find


def published(store: Store) -> list[Publication]:
    """All publications in a store."""
    return store.published.records()


def take_back(
    store: Store, what: str | None = None, namespace: str | None = None
) -> list[Publication]:
    """Remove publications: all, only communities or suggestions, or only those of one namespace;
    returns what was removed. Raises InputError for an unknown ``what``."""
    if what is not None and what not in PUBLISHED:
        raise InputError(
            "{what!r} is never published; it is {published}",
            what=what,
            published=" or ".join(PUBLISHED),
        )
    chosen = [
        publication
        for publication in store.published.records()
        if what in (None, publication.what) and namespace in (None, publication.namespace)
    ]
    for publication in chosen:
        store.published.take_back(publication.what, publication.namespace)
    return chosen


def everybody(namespace: Namespace) -> list[str]:
    """The ids of the people of a namespace."""
    people = namespace.network.nodes.lazy().filter(pl.col("kind") == PERSON).select("id")
    return people.collect()["id"].to_list()


def _members(number: int, community: Community) -> Iterable[dict[str, Any]]:
    shares = community.shares or (None,) * len(community.people)
    for person, share in zip(community.people, shares, strict=True):
        yield {"from_id": person, "number": number, "share": share}


def _suggestions(
    asking: Recommender, namespace: Namespace, person: str, limit: int, model: Model
) -> Suggestions:
    """Suggestions as the command makes them: in the complementary roles, else in any."""
    filters = SuggestionFilters(main_roles=wanted_roles(namespace.network, person))
    return asking.suggest_widening(person, filters, limit=limit, model=model)[1]


def _suggested_rows(suggestions: Suggestions) -> Iterable[Row]:
    """Rows to publish. Reasons omit the names behind them, which would have to be erased one by
    one."""
    for rank, suggestion in enumerate(suggestions.items, 1):
        yield {
            "from_id": suggestions.person,
            "to_id": suggestion.id,
            "rank": rank,
            "score": suggestion.score,
            "chance": suggestion.probability,
            "reasons": [f"{r.kind} {r.contribution:+.2f}" for r in suggestion.reasons],
        }


def _check_current(store: Store, people: Collection[str]) -> None:
    if store.withdrawals.withdrawn().among(people):
        raise StoreError("somebody has withdrawn meanwhile, nothing is published; run it again")


def _take_back_unless_current(
    store: Store, publication: Publication, people: Collection[str]
) -> None:
    """Take the publication back if a person withdrew while it was written."""
    try:
        _check_current(store, people)
    except StoreError:
        store.published.take_back(publication.what, publication.namespace)
        raise


def _begun(store: Store, what: str, namespace: Namespace, model: str) -> Publication:
    """Take back the earlier publication under this name and record the new one."""
    store.published.take_back(what, namespace.name)
    on = datetime.now(UTC).isoformat(timespec="seconds")
    publication = Publication(what, namespace.name, on, model)
    store.published.save(publication)
    return publication


def _finished(store: Store, publication: Publication, people: int, links: int) -> Publication:
    finished = replace(publication, people=people, links=links, finished=True)
    store.published.save(finished)
    return finished


def _in_words(options: PartitionOptions) -> str:
    words = f"Leiden on {options.graph}, resolution {options.resolution:g}, seed {options.seed}, "
    words += "1 run" if options.runs == 1 else f"{options.runs} runs"
    return _dated(words, options.as_of)


def _dated(words: str, as_of: int | str | None) -> str:
    return words if as_of is None else f"{words}, as of {as_of}"
