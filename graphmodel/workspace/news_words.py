"""Wording of changes to facts, for tables of commands and pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphmodel.ingest.ledger.changes import GONE, FactChange, ValueChange
from graphmodel.network.network import Network
from graphmodel.schema.model import LINK_KINDS

_APART = ("namespace", "fictional", "labels")


@dataclass(frozen=True)
class ChangeInWords:
    """A change to a fact in words: new, changed or gone; the fact; its values with the earlier
    ones; and the names of its sources."""

    what: str
    fact: str
    values: tuple[str, ...]
    sources: tuple[str, ...]
    id: str


def in_words(network: Network, change: FactChange) -> ChangeInWords:
    """Describe a change with the names of the network."""
    names = [network.name_of(node_id) for node_id in change.nodes]
    fact = names[0] if len(names) == 1 else f" {LINK_KINDS[change.kind].caption} ".join(names)
    return ChangeInWords(
        change.what,
        fact,
        tuple(
            _value(value, is_gone=change.what == GONE)
            for value in change.values
            if value.name not in _APART
        ),
        tuple(network.name_of(source) for source in change.sources),
        change.id,
    )


def _value(value: ValueChange, *, is_gone: bool) -> str:
    if is_gone or value.before is None:
        return f"{value.name} {_text(value.before if is_gone else value.after)}"
    return f"{value.name} {_text(value.before)} → {_text(value.after)}"


def _text(value: Any) -> str:
    """A value as one text: empty for None, lists with semicolons."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list | tuple):
        return "; ".join(map(_text, value))
    return str(value)
