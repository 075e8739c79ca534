"""Verdicts on suggestions: whether a person is good for an asker or not the right one.

Only the user who gave a verdict sees it, and it keeps the reasons that were shown. A person judged
not the right one is left out of that user's suggestions for that asker, a person or project, until
the verdict is taken back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from graphmodel.errors import InputError
from graphmodel.network.name_folding import fold_name
from graphmodel.network.network import Network
from graphmodel.schema.declarations import UNITS
from graphmodel.store.base import Store
from graphmodel.store.withdrawals import PERSON
from graphmodel.store.workspace_log import Change, Edit, Item
from graphmodel.workspace.change_texts import ChangeText, names_in
from graphmodel.workspace.declarations import VERDICT
from graphmodel.workspace.lists import sees
from graphmodel.workspace.withheld import withheld_among
from graphmodel.workspace.wording import LONGEST_NOTE, person_named

GOOD, NOT_THIS_ONE = "good", "not this one"


@dataclass(frozen=True)
class Verdict:
    """A user's verdict on a suggestion.

    ``asker`` and ``suggested`` are current ids, with their names; if the network no longer has one
    of them, ``gone`` is true and its name is the stored one. ``reasons`` are the sentences that
    were shown. ``items`` are the ids of the stored items: several if records have since been
    merged, of which the latest counts.
    """

    asker: str
    asker_name: str
    suggested: str
    name: str
    verdict: str
    reasons: tuple[str, ...]
    by: str
    on: str
    gone: bool
    version: int
    items: tuple[str, ...]


@dataclass(frozen=True)
class Verdicts:
    """The verdicts of one user, latest first; ``withheld`` counts those omitted because they are
    about people who may not be shown."""

    verdicts: tuple[Verdict, ...]
    withheld: int = 0

    def on_suggestions_for(self, asker: str) -> tuple[Verdict, ...]:
        """The verdicts on people suggested for an asker, given by current id."""
        return tuple(verdict for verdict in self.verdicts if verdict.asker == asker)

    def hidden_from(self, asker: str) -> tuple[Verdict, ...]:
        """The verdicts that hide people who still exist from the suggestions for an asker."""
        return tuple(
            verdict
            for verdict in self.on_suggestions_for(asker)
            if verdict.verdict == NOT_THIS_ONE and not verdict.gone
        )


def read_verdicts(store: Store, network: Network, who: str) -> Verdicts:
    """Read a user's verdicts and resolve them against the current network."""
    items = _own_items(store, who)
    withheld = withheld_among(store, network, (key for item in items for key in _pair(item)))
    shown = [item for item in items if not withheld.intersection(_pair(item))]
    verdicts = [_verdict(network, group) for group in _grouped(network, shown).values()]
    verdicts.sort(key=lambda verdict: (-verdict.version, verdict.suggested))
    return Verdicts(tuple(verdicts), len(items) - len(shown))


def give_verdict(
    store: Store,
    network: Network,
    who: str,
    asker: str,
    suggested: Sequence[str],
    verdict: str,
    reasons: Sequence[str] = (),
) -> Change | None:
    """Record that people suggested for an asker, all by id, are GOOD or NOT_THIS_ONE, with the
    reasons shown; None if nothing changes.

    Raises InputError for another verdict, for an id that is not in the network, and for what is
    never suggested: anything but people, or to anything but a person or project of the same data
    set.
    """
    who = person_named(who)
    if verdict not in (GOOD, NOT_THIS_ONE):
        raise InputError(
            "{verdict!r} is not a verdict; give {good!r} or {not_this_one!r}",
            verdict=verdict,
            good=GOOD,
            not_this_one=NOT_THIS_ONE,
        )
    asker, *judged = (network.ids[i] for i in network.indexes([asker, *dict.fromkeys(suggested)]))
    _check_suggestible(network, asker, judged)
    groups = _grouped(network, _own_items(store, who))
    edits = []
    for node_id in dict.fromkeys(judged):
        group = groups.get((asker, node_id), [])
        if not group or _latest(group).content["verdict"] != verdict:
            new = _item(network, who, (asker, node_id), verdict, reasons)
            before = next((item for item in group if item.id == new.id), None)
            edits.append(Edit(before, new))
    if not edits:
        return None
    names = ", ".join(str(edit.item.content["name"]) for edit in edits)
    said = ChangeText.JUDGED_GOOD if verdict == GOOD else ChangeText.JUDGED_NOT_THIS_ONE
    text = said.format(names=names, asker=network.name_of(asker))
    return store.workspace.commit(edits, by=who, text=text)


def _check_suggestible(network: Network, asker: str, judged: Sequence[str]) -> None:
    if network.kinds[network.index(asker)] not in UNITS:
        raise InputError(
            "{asker!r} is not a person or a project; suggestions are for those", asker=asker
        )
    namespaces = network.nodes["namespace"]
    for node_id in judged:
        index = network.index(node_id)
        if network.kinds[index] != PERSON:
            raise InputError(
                "{node_id!r} is not a person; only people are suggested", node_id=node_id
            )
        if node_id == asker:
            raise InputError(
                "{name} cannot be suggested to themselves", name=network.name_of(asker)
            )
        if namespaces[index] != namespaces[network.index(asker)]:
            raise InputError(
                "{node_id!r} is of another data set than {asker!r}; both are of one",
                node_id=node_id,
                asker=asker,
            )


def take_back(store: Store, who: str, verdicts: Sequence[Verdict]) -> Change:
    """Remove some of the user's own verdicts; raises InputError if none of them exists any more."""
    wanted = {key: verdict for verdict in verdicts for key in verdict.items}
    edits = [Edit(item, None) for item in _own_items(store, who) if item.id in wanted]
    if not edits:
        raise InputError("there is no such verdict; it may have been taken back already")
    names = dict.fromkeys(f"{v.name}, for {v.asker_name}" for v in verdicts)
    text = ChangeText.VERDICTS_TAKEN_BACK.format(names=names_in([*names], "; "))
    return store.workspace.commit(edits, by=person_named(who), text=text)


def find_verdicts(verdicts: Verdicts, asker: str, suggested: Sequence[str]) -> list[Verdict]:
    """Find the verdicts on these people suggested for an asker, or on all if none is given, each by
    id or by name in any case; raises InputError for one without a verdict."""
    of_asker = [v for v in verdicts.verdicts if _is_called(asker, v.asker, v.asker_name)]
    if not of_asker:
        raise InputError(
            "you gave no verdict for {asker!r}; see: graphmodel verdicts list", asker=asker
        )
    if not suggested:
        return of_asker
    chosen = []
    for text in suggested:
        named = [v for v in of_asker if _is_called(text, v.suggested, v.name)]
        if not named:
            raise InputError(
                "{text!r} has no verdict of yours; see: graphmodel verdicts list {asker!r}",
                text=text,
                asker=asker,
            )
        if len({v.suggested for v in named}) > 1:
            raise InputError(
                "{text!r} is the name of several; give one of {ids}",
                text=text,
                ids=", ".join(sorted({v.suggested for v in named})),
            )
        chosen += named
    return chosen


def _is_called(text: str, node_id: str, name: str) -> bool:
    return text == node_id or fold_name(text) == fold_name(name)


def _own_items(store: Store, who: str) -> list[Item]:
    return [item for item in store.workspace.items(VERDICT) if sees(item, who)]


def _pair(item: Item) -> tuple[str, str]:
    """The stored ids of the asker and the suggested person."""
    return item.within, item.about


def _grouped(network: Network, items: Sequence[Item]) -> dict[tuple[str, str], list[Item]]:
    """Group items by the current ids of the asker and the suggested person."""
    groups: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        asker, suggested = map(network.canonical_id, _pair(item))
        groups.setdefault((asker, suggested), []).append(item)
    return groups


def _latest(group: Sequence[Item]) -> Item:
    return max(group, key=lambda item: item.version)


def _verdict(network: Network, group: Sequence[Item]) -> Verdict:
    item = _latest(group)
    asker, suggested = map(network.canonical_id, _pair(item))
    content = item.content
    return Verdict(
        asker=asker,
        asker_name=network.name_of(asker) if asker in network else content["asker"],
        suggested=suggested,
        name=network.name_of(suggested) if suggested in network else content["name"],
        verdict=content["verdict"],
        reasons=tuple(content["reasons"]),
        by=item.by,
        on=item.on,
        gone=asker not in network or suggested not in network,
        version=item.version,
        items=tuple(sorted(each.id for each in group)),
    )


def _item(
    network: Network, who: str, pair: tuple[str, str], verdict: str, reasons: Sequence[str]
) -> Item:
    """Build the item of a verdict. Its id is derived from the user, the asker and the suggested
    person, so that giving the same verdict in two windows simultaneously conflicts."""
    asker, suggested = pair
    digest = hashlib.sha256(json.dumps([who.casefold(), *pair]).encode()).hexdigest()
    content = {
        "verdict": verdict,
        "asker": network.name_of(asker),
        "name": network.name_of(suggested),
        "reasons": [reason[:LONGEST_NOTE] for reason in reasons if reason.strip()],
    }
    return Item(f"verdict:{digest[:16]}", VERDICT, who, asker, suggested, content=content)
