"""Rule for the values shown by a node of several records, as for the sources of one record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from graphmodel.facts.conflicts import CONFLICTING, Values, settled, united
from graphmodel.store.value_log import ValueJudgement, with_judgements

if TYPE_CHECKING:
    from graphmodel.store.base import Store


@dataclass(frozen=True)
class ValueRule:
    """``imported`` are the ids of sources, oldest import first, ``order`` those that the user
    prefers, ``judgements`` the judgements of people in order of time."""

    imported: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    judgements: tuple[ValueJudgement, ...] = ()

    @classmethod
    def of(cls, store: Store) -> ValueRule:
        """The rule of a store."""
        # Imported when needed: reading a cached network needs no ledger.
        from graphmodel.ingest.ledger import sources_by_import

        judgements = tuple(store.values.judgements())
        return cls(sources_by_import(store), store.values.order(), judgements)

    @cached_property
    def preference(self) -> Mapping[str, int]:
        """The place of each source, the most preferred first."""
        return _places((*self.order, *self.imported))

    @cached_property
    def _imported(self) -> Mapping[str, int]:
        return _places(self.imported)

    @cached_property
    def _judgements(self) -> Mapping[str, list[ValueJudgement]]:
        by_fact: dict[str, list[ValueJudgement]] = {}
        for judgement in self.judgements:
            by_fact.setdefault(judgement.fact_id, []).append(judgement)
        return by_fact

    def joined(self, records: Sequence[Mapping[str, Any]]) -> Values:
        """One node made of these records, with the values on which their sources differ."""
        known = [{k: v for k, v in row.items() if v is not None and v != []} for row in records]
        statements = [(row, row.get("sources", ())) for row in known]
        statements.sort(key=lambda statement: best_place(statement[1], self._imported))
        node = united(statements, self.order)
        if CONFLICTING not in node:
            return node
        judgements = [j for row in records for j in self._judgements.get(row["id"], ())]
        judgements.sort(key=lambda judgement: judgement.on)
        return settled(with_judgements(node, judgements), self.order)


NO_PREFERENCE = ValueRule()


def best_place(sources: Sequence[str] | None, places: Mapping[str, int]) -> int:
    """The place of the most preferred of these sources; unknown ones come last."""
    return min((places.get(source, len(places)) for source in sources or ()), default=len(places))


def _places(sources: Sequence[str]) -> dict[str, int]:
    return {source: place for place, source in enumerate(dict.fromkeys(sources))}
