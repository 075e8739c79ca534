"""What the content of each type of item holds, to check items that were not written here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from graphmodel.workspace.declarations import LIST, QUESTION, VERDICT, VIEW, WATCH
from graphmodel.workspace.lists import ENTRY, NOTE
from graphmodel.workspace.parameters import Parameter

_Check = Callable[[Any], bool]


def unreadable_part(type_: str, content: Mapping[str, Any]) -> str:
    """The first part of an item's content that is missing or cannot be read; empty if there is
    none. The content of an unknown type is not read, so any will do."""
    parts = _PARTS.get(type_, {})
    return next((name for name, fits in parts.items() if not fits(content.get(name))), "")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_mapping(value: Any) -> bool:
    return isinstance(value, dict)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _are_some_texts(value: Any) -> bool:
    return _are_texts(value) and bool(value)


def _are_pairs(value: Any) -> bool:
    # One of a person who has withdrawn has lost an end.
    return isinstance(value, list) and all(map(_are_texts, value))


def _are_texts_by_name(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_are_texts, value.values()))


def _are_parameters(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_parameter, value))


def _is_parameter(value: Any) -> bool:
    if not isinstance(value, dict) or set(value) != {field.name for field in fields(Parameter)}:
        return False
    default = value["default"]
    return all(map(_is_text, (value["name"], value["type"]))) and (
        default is None or _is_text(default)
    )


_PARTS: Mapping[str, Mapping[str, _Check]] = {
    LIST: {
        "name": _is_text, "stages": _are_some_texts, "tags": _are_texts, "namespace": _is_text,
    },
    ENTRY: {
        "name": _is_text, "kind": _is_text, "stage": _is_text, "tags": _are_texts,
        "added": _is_text, "because": _is_text,
    },
    NOTE: {"text": _is_text},
    QUESTION: {
        "name": _is_text, "about": _is_text, "statement": _is_text, "parameters": _are_parameters,
    },
    VERDICT: {
        "verdict": _is_text, "asker": _is_text, "name": _is_text, "reasons": _are_texts,
    },
    VIEW: {
        "name": _is_text, "namespace": _is_text, "note": _is_text,
        "parameters": _are_texts_by_name, "nodes": _is_mapping, "lines": _are_pairs,
        "count": _is_number,
    },
    WATCH: {
        "subject": _is_text, "target": _is_text, "name": _is_text, "description": _is_mapping,
        "matches": _are_texts, "seen": _is_number,
    },
}  # fmt: skip
