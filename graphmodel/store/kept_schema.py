"""The schema of a store, which itself keeps what a user's ``schema.yaml`` adds.

Opening the store with another file replaces what is kept, but a file that contradicts it is refused
as long as facts depend on it. A program works with one schema at a time, that of the store it has
open.
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
from graphmodel.schema.extension import NOTHING, Extension
from graphmodel.schema.extension_file import parse_extension
from graphmodel.schema.model import Schema, activate, active
from graphmodel.store import statements

Conflict = tuple[str, dict[str, Any], str]
"""A statement that counts facts, its parameters, and the message if there are any."""

_OPEN: WeakKeyDictionary[object, tuple[str, str]] = WeakKeyDictionary()
_TURN = threading.Lock()


def digest(extension: Extension) -> str | None:
    """A digest that identifies an extension; None for an empty one, or a store that keeps none."""
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
            "{address} keeps a schema that this graphmodel does not read ({error}); update it",
            address=address,
            error=error,
        ) from error


def check_agreement(session: Session, stored: Extension, requested: Extension) -> None:
    """Raise SchemaError with every contradiction between the requested extension and facts in the
    store that were written under the kept one."""
    problems = []
    for statement, parameters, message in _conflicts(stored.schema(), requested):
        count = session.run(statement, parameters).single(strict=True)["counted"]
        if count:
            problems.append(message.format(count=f"{count:,}"))
    if problems:
        raise SchemaError("\n".join(problems))


def write_kept(session: Session, extension: Extension) -> None:
    """Keep an extension in the store."""
    session.run(statements.COUNT_RECORD).consume()
    session.run(statements.WRITE_SCHEMA, text=extension.as_text()).consume()
    session.run(statements.SET_META, values={"extension": digest(extension)}).consume()


def use_schema(store: object, address: str, schema: Schema) -> None:
    """Make a store's schema this program's; raises StoreError while another store with a different
    schema is open."""
    with _TURN:
        for open_store, (key, location) in list(_OPEN.items()):
            if open_store is not store and key != schema.key:
                if location != address:
                    raise StoreError(
                        "{address} has another schema than {location}, which this program has "
                        "open; close that first",
                        address=address,
                        location=location,
                    )
                _OPEN[open_store] = (schema.key, location)
        _OPEN[store] = (schema.key, address)
        if active().key != schema.key:
            activate(schema)


def release_schema(store: object) -> None:
    """Note that a store is closed, so the next one opened may have another schema."""
    with _TURN:
        _OPEN.pop(store, None)


def _conflicts(stored: Schema, requested: Extension) -> Iterator[Conflict]:
    schema = requested.schema()
    for name, kind in stored.nodes.items():
        if name not in schema.nodes:
            yield _gone(name, requested, is_link=False)
        else:
            yield from _property_conflicts(kind, schema.nodes[name], requested)
    for name, link in stored.links.items():
        if name not in schema.links:
            yield _gone(name, requested, is_link=True)
        else:
            yield from _property_conflicts(link, schema.links[name], requested)
            yield from _link_conflicts(link, schema.links[name], requested)


def _gone(name: str, requested: Extension, *, is_link: bool) -> Conflict:
    message = (
        f"{requested.file}: declares no {name}, of which the store holds {{count}}; "
        "declare it, or undo their import first"
    )
    return statements.count_where(name, "true", is_link=is_link), {}, message


def _property_conflicts(
    stored: NodeKind | LinkKind, kind: NodeKind | LinkKind, requested: Extension
) -> Iterator[Conflict]:
    is_link = isinstance(stored, LinkKind)
    properties = {p.name: p for p in kind.properties}
    stored_properties = {p.name: p for p in stored.properties}

    def conflict(condition: str, name: str, why: str, **parameters: Any) -> Conflict:
        statement = statements.count_where(stored.name, condition, is_link=is_link)
        message = f"{requested.line(stored.name, name)}: {stored.name}.{name} {why}"
        return statement, parameters, message

    for name, p in stored_properties.items():
        changed = properties.get(name)
        condition = f"f.{name} IS NOT NULL"
        if changed is None:
            why = "is not declared, and {count} facts in the store have it; declare it"
            yield conflict(condition, name, why)
        elif changed.type != p.type:
            why = (
                f"is {changed.type}, and {{count}} facts in the store hold {p.type}; leave the type"
            )
            yield conflict(condition, name, why)
        elif changed.allowed and not (p.allowed and set(p.allowed) <= set(changed.allowed)):
            yield conflict(*_disallowed(changed), allowed=list(changed.allowed))
    for name, p in properties.items():
        optional = name not in stored_properties or not stored_properties[name].required
        if p.required and optional:
            why = "is required, and {count} facts in the store lack it; leave out required"
            yield conflict(f"f.{name} IS NULL", name, why)


def _disallowed(p: Property) -> tuple[str, str, str]:
    condition = f"f.{p.name} IS NOT NULL AND NOT f.{p.name} IN $allowed"
    if p.type == "texts":
        condition = f"any(v IN f.{p.name} WHERE NOT v IN $allowed)"
    elif p.type == "periods":
        begins = "any(a IN $allowed WHERE v STARTS WITH a + ' ')"
        condition = f"any(v IN f.{p.name} WHERE NOT {begins})"
    return condition, p.name, "no longer allows what {count} facts in the store hold; allow it"


def _link_conflicts(stored: LinkKind, link: LinkKind, requested: Extension) -> Iterator[Conflict]:
    count_all = statements.count_where(stored.name, "true", is_link=True)
    location = f"{requested.line(stored.name)}: {stored.name}"
    if set(stored.ends) - set(link.ends):
        yield count_all, {}, f"{location} drops ends that {{count}} links may have; leave them"
    if stored.key != link.key:
        yield count_all, {}, f"{location} changes the key of {{count}} links; leave it"
