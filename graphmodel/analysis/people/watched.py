"""Watched searches of people: their stored form, and who currently fits them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from graphmodel.analysis.people.columns import people_columns
from graphmodel.analysis.people.description import Description
from graphmodel.analysis.people.search import Search
from graphmodel.errors import InputError
from graphmodel.network.namespaces import Namespaces
from graphmodel.network.network import Network

_NAMESPACE = "namespace"

MOST = 20_000
"""Maximum number of people who may fit a watched search."""


def fields_of(namespace: str, description: Description) -> dict[str, Any]:
    """A description of people of a namespace as stored by a watch: only texts, numbers and
    lists."""
    fields = {**asdict(description), _NAMESPACE: namespace}
    return {**fields, "chosen": {name: list(values) for name, values in description.chosen},
            "not_with": list(description.not_with)}  # fmt: skip


def description_of(fields: Mapping[str, Any]) -> Description:
    """The description stored by a watch."""
    chosen = tuple((name, tuple(values)) for name, values in fields["chosen"].items())
    others = {name: value for name, value in fields.items() if name != _NAMESPACE}
    return Description(**{**others, "chosen": chosen, "not_with": tuple(fields["not_with"])})


def fitting(network: Network, description: Description) -> list[str]:
    """The ids of everybody who fits a description; raises InputError for more than MOST."""
    network = network.present()
    matches = Search(network, people_columns(network), description).matches
    if len(matches) > MOST:
        raise InputError(
            "{n:,} people fit; you can watch only a search that at most {most:,} people fit",
            n=len(matches),
            most=MOST,
        )
    return sorted(network.ids[index] for index in matches.tolist())


def fitting_now(namespaces: Namespaces) -> Callable[[Mapping[str, Any]], list[str]]:
    """Return a function that finds who fits a description stored by a watch, by ids; it raises
    InputError for values or ids that the network no longer has."""

    def find(fields: Mapping[str, Any]) -> list[str]:
        return fitting(namespaces.of(fields[_NAMESPACE]).claimed.network, description_of(fields))

    return find
