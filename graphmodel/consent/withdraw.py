"""Withdrawing consent: erasing a person from a store and from everything kept beside it.

The withdrawal is recorded first, by hashes of the person's ids. From then on nothing shows them
and no import brings them back; if the program is killed, whoever reads the store next goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import polars as pl
from filelock import FileLock, Timeout

from graphmodel import settings
from graphmodel.consent.traces import (
    erase_from_files,
    pattern_of,
    scrub_judgements,
    scrub_value_judgements,
    scrub_workspace,
)
from graphmodel.errors import InputError
from graphmodel.network.network import unknown_id
from graphmodel.resolver.judgement import resolve
from graphmodel.resolver.judgement_store import LONGEST_NAME, LONGEST_REASON, load_judgements
from graphmodel.store.base import Store
from graphmodel.store.import_parts import ImportPartHeader
from graphmodel.store.withdrawals import (
    BY_IMPORT,
    COUNTED,
    PERSON,
    ROW_SAYS_SO,
    Withdrawal,
    Withdrawn,
    keyed_hash,
)

_LOCK = "consent.lock"
_NAMES = ("name", "other_names")
_Claims = tuple[ImportPartHeader, pl.DataFrame]


@dataclass(frozen=True)
class Person:
    """Everything by which a store knows one person.

    ``ids`` are those of all records judged to be the same, ``names`` all their names,
    ``catalogue_ids`` their ids in other collections. ``counts`` is what a withdrawal erases.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    catalogue_ids: tuple[str, ...]
    counts: dict[str, int]


def find_person(store: Store, node_id: str) -> Person:
    """The person with an id, with every record judged to be the same.

    Raises InputError for an id that the store does not hold, in the words of every command, or
    that is not a person's.
    """
    kind = store.kinds_of([node_id]).get(node_id)
    if kind is None:
        raise unknown_id(node_id)
    if kind != PERSON:
        raise InputError(f"{node_id!r} is a {kind}; only a {PERSON} can withdraw consent")
    groups = resolve(load_judgements(store)).groups
    ids = next((group for group in groups if node_id in group), (node_id,))
    claims = _claims_about(store, ids)
    rows = [store.nodes(PERSON, ids), *_of_people(claims)]
    return Person(
        tuple(ids),
        _texts(rows, _NAMES),
        _texts(rows, ("external_ids",)),
        {
            "records": rows[0].height,
            "links": store.withdrawals.count_links(ids),
            "claims": sum(claimed.height for _, claimed in claims),
        },
    )


def withdraw(store: Store, person: Person, *, by: str, reason: str = "") -> Withdrawal:
    """Erase a person for good and record that it was done.

    Raises InputError where nobody is named as who does it, or a text to be kept names the person.
    """
    by, reason = " ".join(by.split()), " ".join(reason.split())
    _check_texts(person, by, reason)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    ids = {*person.ids, *person.catalogue_ids}
    # Locked from the start: a copy that another withdrawal makes would not have this record.
    with FileLock(_lock_file(), timeout=-1):
        withdrawal = store.withdrawals.add(ids, on=now, by=by, reason=reason, counts=person.counts)
        erase_withdrawn(store)
    return next(w for w in store.withdrawals.records() if w.id == withdrawal.id)


def finish_withdrawals(store: Store) -> None:
    """Erase whoever has withdrawn by an import, or by a withdrawal that was cut short, unless that
    is under way."""
    if not all(withdrawal.finished for withdrawal in store.withdrawals.records()):
        erase_again(store)


def finish_stated(store: Store) -> int:
    """Before a store itself is read: erase whoever it knows to have withdrawn, also those whose
    record says so because another program or an earlier version wrote it. Returns how many
    people these are."""
    stated = store.withdrawals.stated()
    if stated:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        store.withdrawals.add(stated, on=now, by=BY_IMPORT, reason=ROW_SAYS_SO)
    finish_withdrawals(store)
    return len(stated)


def erase_again(store: Store) -> tuple[Withdrawal, ...]:
    """Erase whatever the store still holds of people who have withdrawn, unless another program
    is doing that; returns every withdrawal."""
    try:
        with FileLock(_lock_file(), timeout=0):
            erase_withdrawn(store)
    except Timeout:
        pass
    return tuple(store.withdrawals.records())


def erase_withdrawn(store: Store) -> None:
    """Erase everybody who has withdrawn, wherever something of them is left. Each step can be
    repeated, and the nodes go last: what else names them is found by what they hold."""
    withdrawals = [_with_all_records(store, w) for w in store.withdrawals.records()]
    withdrawn = Withdrawn(withdrawals)
    ids = store.withdrawals.people(withdrawn)
    claims = _claims_about(store, withdrawn)
    claimed = _of_people(claims)
    names = _texts([store.nodes(PERSON, ids), *claimed], _NAMES)
    known_ids = {*ids, *_texts(claimed, ("id",))}
    scrub_judgements(store, known_ids, names)
    scrub_value_judgements(store, known_ids, names)
    scrub_workspace(store, withdrawn, known_ids, names)
    parts = store.import_log.rows([header for header, _ in claims])
    for (header, rows), (_, about) in zip(parts, claims, strict=True):
        store.import_log.reduce(header, rows.join(about, on="id", how="anti"))
    store.withdrawals.erase(ids)
    store.rewrite()
    erase_from_files(withdrawn)
    for withdrawal in withdrawals:
        if not withdrawal.finished:
            store.withdrawals.save(replace(withdrawal, finished=True))


def _with_all_records(store: Store, withdrawal: Withdrawal) -> Withdrawal:
    """A withdrawal with the ids of every record judged to be of the same people, and the counts of
    what it erases: what an import records knows only the ids of its own rows."""
    if withdrawal.finished or withdrawal.counts.get("records"):
        return withdrawal
    people = store.withdrawals.people(Withdrawn([withdrawal]))
    known = [find_person(store, node_id) for node_id in people]
    counts = dict.fromkeys(COUNTED, 0)
    ids: set[str] = set()
    for person in known:
        if ids.isdisjoint(person.ids):
            counts = {name: counts[name] + person.counts[name] for name in COUNTED}
        ids |= {*person.ids, *person.catalogue_ids}
    hashes = {*withdrawal.hashes, *(keyed_hash(bytes.fromhex(withdrawal.key), i) for i in ids)}
    complete = replace(withdrawal, hashes=tuple(sorted(hashes)), counts=counts)
    store.withdrawals.save(complete)
    return complete


def _lock_file() -> str:
    folder = settings.data_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return str(folder / _LOCK)


def _claims_about(store: Store, people: Sequence[str] | Withdrawn) -> list[_Claims]:
    """The import parts with rows that are people's own or links of theirs, with these rows."""
    headers = [
        header for header in store.import_log.parts() if PERSON in (header.ends or (header.kind,))
    ]
    about = (
        (header, _rows_about(header, rows, people))
        for header, rows in store.import_log.rows(headers)
    )
    return [(header, rows) for header, rows in about if rows.height]


def _of_people(claims: Iterable[_Claims]) -> list[pl.DataFrame]:
    return [rows for header, rows in claims if header.kind == PERSON]


def _rows_about(
    header: ImportPartHeader, rows: pl.DataFrame, people: Sequence[str] | Withdrawn
) -> pl.DataFrame:
    """The rows of an import part that are a person's own or a link of theirs."""
    kinds = header.ends or (header.kind,)
    names = ("from_id", "to_id") if header.ends else ("id",)
    columns = [name for name, kind in zip(names, kinds, strict=True) if kind == PERSON]
    if isinstance(people, Withdrawn):
        ids = {node_id for column in columns for node_id in people.among(rows[column].unique())}
        people = list(ids)
    return rows.filter(pl.any_horizontal(pl.col(column).is_in(people) for column in columns))


def _texts(frames: Sequence[pl.DataFrame], columns: Sequence[str]) -> tuple[str, ...]:
    """The distinct texts of some columns, of which any may be missing or hold lists."""
    texts: dict[str, None] = {}
    for frame in frames:
        for column in columns:
            if column in frame.columns:
                values = frame[column]
                values = values.explode() if values.dtype == pl.List(pl.String) else values
                texts.update(dict.fromkeys(values.drop_nulls().cast(pl.String)))
    return tuple(texts)


def _check_texts(person: Person, by: str, reason: str) -> None:
    if not by:
        raise InputError("a withdrawal needs a name: say who carries it out")
    if len(by) > LONGEST_NAME or len(reason) > LONGEST_REASON:
        raise InputError(
            f"too long: a name has at most {LONGEST_NAME} characters, a reason {LONGEST_REASON}"
        )
    naming = pattern_of((*person.ids, *person.names))
    for text, what in ((by, "the name of who carries it out"), (reason, "the reason")):
        if naming.search(text):
            raise InputError(
                f"{what} names the person who withdraws, and is kept; write it without the name"
            )
