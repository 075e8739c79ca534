"""The schema of a store: what a user's ``schema.yaml`` adds is kept in the store itself.

Who opens the store with a file of their own adds to what is kept; a file that contradicts what is
kept is refused as long as facts depend on it. One program works with one schema at a time, that of
the store it has open.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary

from neo4j import Session

from graphmodel.errors import GraphmodelError, SchemaError, StoreError
from graphmodel.schema.declarations import LinkKind, NodeKind, Property
from graphmodel.schema.extension import NOTHING, Extension, parse_extension
from graphmodel.schema.model import Schema, activate, active
from graphmodel.store import statements

Conflict = tuple[str, dict[str, Any], str]
"""A statement that counts facts, its parameters, and what to say if there are any."""

_OPEN: WeakKeyDictionary[object, tuple[str, str]] = WeakKeyDictionary()
_TURN = threading.Lock()


def digest(extension: Extension) -> str | None:
    """What tells two extensions apart; None for no extension, as in a store that keeps none."""
    text = extension.as_text()
    if text == NOTHING.as_text():
        return None
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def read_kept(session: Session, address: str) -> Extension:
    """The extension that a store keeps."""
    record = session.run(statements.READ_SCHEMA).single()
    if record is None or not record["text"]:
        return NOTHING
    try:
        return parse_extension(str(record["text"]), f"the schema kept in {address}")
    except GraphmodelError as error:
        raise StoreError(
            f"{address} keeps a schema that this graphmodel does not read ({error}); update it"
        ) from error


def check_agreement(session: Session, kept: Extension, given: Extension) -> None:
    """Raise SchemaError with every way in which a given extension contradicts facts in the store
    that were written by the kept one."""
    problems = []
    for statement, parameters, message in _conflicts(kept.schema(), given):
        count = session.run(statement, parameters).single(strict=True)["counted"]
        if count:
            problems.append(message.format(count=f"{count:,}"))
    if problems:
        raise SchemaError("\n".join(problems))


def write_kept(session: Session, extension: Extension) -> None:
    """Keep an extension in the store."""
    session.run(statements.WRITE_SCHEMA, text=extension.as_text()).consume()
    session.run(statements.NOTE_SCHEMA, extension=digest(extension)).consume()


def use_schema(store: object, address: str, schema: Schema) -> None:
    """Make a store's schema that of this program; raises StoreError while another store is open
    with another one."""
    with _TURN:
        for other, (key, where) in list(_OPEN.items()):
            if other is not store and key != schema.key:
                if where != address:
                    raise StoreError(
                        f"{address} has another schema than {where}, which this program has open; "
                        "close that first"
                    )
                _OPEN[other] = (schema.key, where)
        _OPEN[store] = (schema.key, address)
        if active().key != schema.key:
            activate(schema)


def release_schema(store: object) -> None:
    """A store is closed: what is opened next may have another schema."""
    with _TURN:
        _OPEN.pop(store, None)


def _conflicts(kept: Schema, given: Extension) -> Iterator[Conflict]:
    wanted = given.schema()
    for name, kind in kept.nodes.items():
        if name not in wanted.nodes:
            yield _gone(name, given, is_link=False)
        else:
            yield from _property_conflicts(kind, wanted.nodes[name], given)
    for name, link in kept.links.items():
        if name not in wanted.links:
            yield _gone(name, given, is_link=True)
        else:
            yield from _property_conflicts(link, wanted.links[name], given)
            yield from _link_conflicts(link, wanted.links[name], given)


def _gone(name: str, given: Extension, *, is_link: bool) -> Conflict:
    message = f"{given.file}: declares no {name}, of which the store holds {{count}}; declare it, "
    return (
        statements.count_where(name, "true", is_link=is_link),
        {},
        f"{message}or undo their import first",
    )


def _property_conflicts(
    kept: NodeKind | LinkKind, wanted: NodeKind | LinkKind, given: Extension
) -> Iterator[Conflict]:
    is_link = isinstance(kept, LinkKind)
    declared = {p.name: p for p in wanted.properties}
    before = {p.name: p for p in kept.properties}

    def conflict(condition: str, name: str, why: str, **parameters: Any) -> Conflict:
        statement = statements.count_where(kept.name, condition, is_link=is_link)
        message = f"{given.line(kept.name, name)}: {kept.name}.{name} {why}"
        return statement, parameters, message

    for name, p in before.items():
        now = declared.get(name)
        held = f"f.{name} IS NOT NULL"
        if now is None:
            why = "is not declared, and {count} facts in the store have it; declare it"
            yield conflict(held, name, why)
        elif now.type != p.type:
            why = f"is {now.type}, and {{count}} facts in the store hold {p.type}; leave the type"
            yield conflict(held, name, why)
        elif now.allowed and not (p.allowed and set(p.allowed) <= set(now.allowed)):
            yield conflict(*_disallowed(now), allowed=list(now.allowed))
    for name, p in declared.items():
        if p.required and not (name in before and before[name].required):
            why = "is required, and {count} facts in the store lack it; leave out required"
            yield conflict(f"f.{name} IS NULL", name, why)


def _disallowed(now: Property) -> tuple[str, str, str]:
    held = f"f.{now.name} IS NOT NULL AND NOT f.{now.name} IN $allowed"
    if now.type == "texts":
        held = f"any(v IN f.{now.name} WHERE NOT v IN $allowed)"
    return held, now.name, "no longer allows what {count} facts in the store hold; allow it"


def _link_conflicts(kept: LinkKind, wanted: LinkKind, given: Extension) -> Iterator[Conflict]:
    every = statements.count_where(kept.name, "true", is_link=True)
    where = f"{given.line(kept.name)}: {kept.name}"
    if set(kept.ends) - set(wanted.ends):
        yield every, {}, f"{where} no longer joins what {{count}} links may join; leave its ends"
    if kept.key != wanted.key:
        yield every, {}, f"{where} has another key, and the store holds {{count}}; leave its key"
