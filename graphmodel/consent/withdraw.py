"""Withdrawal of consent: erases a person from a store and from everything kept with it.

The withdrawal is recorded first, as hashes of the person's ids. From then on nothing shows them and
no import brings them back; if the program is killed, the next reader of the store resumes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import polars as pl
from filelock import FileLock, Timeout

from graphmodel import settings, words
from graphmodel.consent.audit import is_in_files_of
from graphmodel.consent.traces import (
    erase_from_files,
    pattern_of,
    scrub_imports,
    scrub_judgements,
    scrub_published,
    scrub_value_judgements,
    scrub_workspace,
)
from graphmodel.errors import InputError
from graphmodel.facts.batch import Report
from graphmodel.network.network import unknown_id
from graphmodel.resolver.judgement import resolve
from graphmodel.resolver.judgement_store import LONGEST_NAME, LONGEST_REASON, load_judgements
from graphmodel.store.base import Store
from graphmodel.store.import_parts import ImportPartHeader
from graphmodel.store.withdrawals import (
    BY_IMPORT,
    CATALOGUES,
    NAMES,
    NOBODY,
    PERSON,
    ROW_SAYS_SO,
    Withdrawal,
    Withdrawn,
    catalogue_ids,
    keyed_hash,
)

_LOCK = "consent.lock"
_Claims = tuple[ImportPartHeader, pl.DataFrame]


@dataclass(frozen=True)
class Person:
    """All records of one person in a store.

    ``ids`` are those of all records judged to be the same person or sharing an id in another
    collection, ``names`` all their names, ``catalogue_ids`` their ids in other collections.
    ``counts`` is what a withdrawal erases.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    catalogue_ids: tuple[str, ...]
    counts: dict[str, int]


def find_person(store: Store, node_id: str) -> Person:
    """Find a person by id, with all their records.

    Raises InputError for an id that the store does not hold, worded as in every command, or that is
    not a person's.
    """
    kind = store.kinds_of([node_id]).get(node_id)
    if kind is None:
        raise unknown_id(node_id)
    if kind != PERSON:
        raise InputError(
            "{node_id!r} is a {kind}; only a {person_kind} can withdraw consent",
            node_id=node_id,
            kind=words.label(kind),
            person_kind=words.label(PERSON),
        )
    return _with_every_record(store, [node_id])


def _with_every_record(store: Store, people: Collection[str]) -> Person:
    """Collect all that the store holds of these people, as one person."""
    groups = [*resolve(load_judgements(store)).groups, *store.withdrawals.same_in_catalogues()]
    ids = set(people)
    while joined := {i for group in groups if not ids.isdisjoint(group) for i in group} - ids:
        ids |= joined
    claims = _claims_about(store, ids)
    rows = [store.nodes(PERSON, sorted(ids)), *_of_people(claims)]
    return Person(
        tuple(sorted(ids)),
        _texts(rows, NAMES),
        tuple(catalogue_ids(_texts(rows, (CATALOGUES,)))),
        {
            "records": rows[0].height,
            "links": store.withdrawals.count_links(sorted(ids)),
            "claims": sum(claimed.height for _, claimed in claims),
        },
    )


def withdraw(store: Store, person: Person, *, by: str, reason: str = "") -> Withdrawal:
    """Erase a person permanently and record the withdrawal.

    Raises InputError if ``by`` is empty, or if a text to be kept names the person.
    """
    by, reason = " ".join(by.split()), " ".join(reason.split())
    _check_texts(person, by, reason)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    ids = {*person.ids, *person.catalogue_ids}
    # Lock first: a copy made by a concurrent withdrawal would lack this record.
    with _lock():
        withdrawal = store.withdrawals.add(ids, on=now, by=by, reason=reason, counts=person.counts)
        erase_withdrawn(store)
    return next(w for w in store.withdrawals.records() if w.id == withdrawal.id)


def finish_withdrawals(store: Store, report: Report | None = None) -> None:
    """Erase people who withdrew through an import, or whose withdrawal was interrupted, once nobody
    else is erasing. The ``report`` of the import gives the names and ids by which the store, which
    may not know these people, finds what was written about them."""
    leaving = report is not None and bool(report.withdrawn_ids)
    if not (leaving or _is_unfinished(store)):
        return
    with _lock():
        if report is not None and leaving:
            erase_withdrawn(store, report.withdrawn_ids, report.withdrawn_names)
        elif _is_unfinished(store):
            erase_withdrawn(store)


def finish_stated(store: Store) -> int:
    """Erase, before the store itself is read, everybody it knows to have withdrawn, including
    people whose record says so because another program or an earlier version wrote it. Waits for an
    erasure in progress. Returns the number of people erased because of their record."""
    if not store.withdrawals.stated() and not _is_unfinished(store):
        return 0
    with _lock():
        stated = store.withdrawals.stated()
        if stated:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            store.withdrawals.add(stated, on=now, by=BY_IMPORT, reason=ROW_SAYS_SO)
        if _is_unfinished(store):
            erase_withdrawn(store)
    return len(stated)


def erase_again(store: Store) -> tuple[Withdrawal, ...]:
    """Erase whatever the store still holds of people who have withdrawn, unless another program is
    doing so, which is harmless: readers leave these people out by their hashes. Returns every
    withdrawal."""
    try:
        with _lock(timeout=0):
            erase_withdrawn(store)
    except Timeout:
        pass
    return tuple(store.withdrawals.records())


def _is_unfinished(store: Store) -> bool:
    return not all(withdrawal.finished for withdrawal in store.withdrawals.records())


def erase_withdrawn(
    store: Store, more_ids: Collection[str] = (), more_names: Collection[str] = ()
) -> None:
    """Erase everybody who has withdrawn wherever a trace is left, including what people wrote with
    ``more_ids`` and ``more_names``. Each step can be repeated, and the nodes go last: their
    contents identify the other traces."""
    records = store.withdrawals.records()
    resumed = any(not w.finished and (w.begun or any(w.counts.values())) for w in records)
    is_new = any(not w.finished for w in records)
    withdrawals = [_begun(store, withdrawal) for withdrawal in records]
    withdrawn = Withdrawn(withdrawals)
    ids = store.withdrawals.people(withdrawn)
    claims = _claims_about(store, ids, withdrawn)
    claimed = _of_people(claims)
    names = {*_texts([store.nodes(PERSON, ids), *claimed], NAMES), *more_names}
    known_ids = {*ids, *_texts(claimed, ("id",)), *more_ids}
    changed = scrub_judgements(store, known_ids, names)
    changed += scrub_value_judgements(store, known_ids, names)
    changed += scrub_published(store, known_ids, names)
    changed += scrub_imports(store, known_ids, names)
    changed += scrub_workspace(store, withdrawn, known_ids, names)
    _reduce_claims(store, claims)
    store.withdrawals.erase(ids)
    # The files still hold what was erased before a kill, and what came with an import that was
    # undone before the withdrawal.
    erased = resumed or changed or ids or claims
    if erased or (is_new and is_in_files_of(store, more_ids)):
        store.rewrite()
    erase_from_files(withdrawn)
    for withdrawal in withdrawals:
        if not withdrawal.finished:
            store.withdrawals.save(replace(withdrawal, finished=True))


def _reduce_claims(store: Store, claims: Sequence[_Claims]) -> None:
    """Remove the rows about these people from the claims of imports."""
    parts = store.import_log.rows([header for header, _ in claims])
    for (header, rows), (_, about) in zip(parts, claims, strict=True):
        store.import_log.reduce(header, rows.join(about, on="id", how="anti"))


def _begun(store: Store, withdrawal: Withdrawal) -> Withdrawal:
    """Complete a withdrawal with the ids of all records of its people and the counts of what it
    erases: an import records only the ids of its own rows."""
    if withdrawal.finished or withdrawal.begun:
        return withdrawal
    hashes, counts = set(withdrawal.hashes), withdrawal.counts
    people = [] if counts.get("records") else store.withdrawals.people(Withdrawn([withdrawal]))
    if people:
        person = _with_every_record(store, people)
        counts, key = person.counts, bytes.fromhex(withdrawal.key)
        hashes |= {keyed_hash(key, text) for text in (*person.ids, *person.catalogue_ids)}
    begun = replace(withdrawal, hashes=tuple(sorted(hashes)), counts=counts, begun=True)
    store.withdrawals.save(begun)
    return begun


def _lock(timeout: float = -1) -> FileLock:
    """The lock held while erasing; waits ``timeout`` seconds for it, or indefinitely for -1."""
    return FileLock(_lock_file(), timeout=timeout)


def _lock_file() -> str:
    folder = settings.data_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return str(folder / _LOCK)


def _claims_about(
    store: Store, ids: Collection[str], withdrawn: Withdrawn = NOBODY
) -> list[_Claims]:
    """The import parts with rows or links of the people with these ids, or of people who have
    withdrawn, with these rows."""
    headers = [
        header for header in store.import_log.parts() if PERSON in (header.ends or (header.kind,))
    ]
    about = (
        (header, _rows_about(header, rows, ids, withdrawn))
        for header, rows in store.import_log.rows(headers)
    )
    return [(header, rows) for header, rows in about if rows.height]


def _of_people(claims: Iterable[_Claims]) -> list[pl.DataFrame]:
    return [rows for header, rows in claims if header.kind == PERSON]


def _rows_about(
    header: ImportPartHeader, rows: pl.DataFrame, ids: Collection[str], withdrawn: Withdrawn
) -> pl.DataFrame:
    """The rows of an import part that are a person's own or a link of theirs."""
    kinds = header.ends or (header.kind,)
    names = ("from_id", "to_id") if header.ends else ("id",)
    columns = [name for name, kind in zip(names, kinds, strict=True) if kind == PERSON]
    leaving = (withdrawn.among(rows[column].unique()) for column in columns)
    people = list(set(ids).union(*leaving))
    return rows.filter(pl.any_horizontal(pl.col(column).is_in(people) for column in columns))


def _texts(frames: Sequence[pl.DataFrame], columns: Sequence[str]) -> tuple[str, ...]:
    """The distinct texts of some columns, each of which may be missing or hold lists."""
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
            "too long: a name has at most {most} characters, a reason {most_of_reason}",
            most=LONGEST_NAME,
            most_of_reason=LONGEST_REASON,
        )
    naming = pattern_of((*person.ids, *person.names))
    for text, what in (
        (by, words.mark("the name of who carries it out")),
        (reason, words.mark("the reason")),
    ):
        if naming.search(text):
            raise InputError(
                "{what} contains the name of the person who withdraws, and is kept; leave the "
                "name out",
                what=words.say(what),
            )
