"""JSON as others wrote it: loaded within limits, its values taken only as what they should be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from graphmodel.errors import InputError
from graphmodel.importers.input_files import Member, encoding_of, open_bytes, read_bytes
from graphmodel.importers.text_values import as_text, without_surrogates

MAX_BYTES = 2 << 30
"""Bytes of a JSON document, which must be held whole: several times as much in memory."""


def load_json(source: Path | Member) -> Any:
    """A JSON document; raises InputError of one line where it cannot be read or is none."""
    data = read_bytes(source, MAX_BYTES)
    try:
        return parse_json(data)
    except ValueError as error:
        name = source.name
        raise InputError(f"{name}: is not JSON ({error_excerpt(error)}); save it again") from None


def parse_json(data: bytes) -> Any:
    """What a JSON text says; raises ValueError where it says nothing or is nested too deeply."""
    try:
        return json.loads(data.decode(encoding_of(data[:65536])))
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start} is not UTF-8") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def error_excerpt(error: ValueError) -> str:
    """What an error says, short and on one line."""
    return without_surrogates(" ".join(str(error).split()))[:120]


def looks_like(source: Path | Member, *marks: str, most: int = 20_000) -> bool:
    """Whether the first bytes of a file hold all of these texts and begin as JSON does."""
    if isinstance(source, Path) and not source.is_file():
        return False
    try:
        with open_bytes(source) as file:
            head = file.read(most)
    except InputError:
        return False
    text = head.decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n")
    return text[:1] in ("{", "[") and all(mark in text for mark in marks)


def one_text(value: Any) -> str | None:
    """Text or a number as text; None for anything else and for nothing."""
    if isinstance(value, str):
        return without_surrogates(value).strip() or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return as_text(value)
        except ValueError:
            return None
    return None


def texts_in(value: Any) -> list[str]:
    """The texts of a list, or one text as a list of one; nothing else."""
    items = value if isinstance(value, list) else [value]
    return [text for item in items if (text := one_text(item)) is not None]


def whole_number(value: Any) -> int | None:
    """A whole number that a store can hold, also when it is written as text."""
    text = one_text(value)
    if text is None or not text.lstrip("-").isascii() or not text.lstrip("-").isdigit():
        return None
    return int(text) if len(text) < 19 else None


def objects_in(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; nothing else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
