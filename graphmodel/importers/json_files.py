"""JSON from elsewhere: loaded within limits, its values accepted only in the expected types."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graphmodel.errors import InputError
from graphmodel.importers.input_files import Member, encoding_of, open_bytes, read_bytes
from graphmodel.importers.text_values import as_text, without_surrogates

MAX_BYTES = 2 << 30
"""Bytes of a JSON document, which is loaded whole and takes several times that in memory."""


def load_json(source: Path | Member) -> Any:
    """A JSON document; raises InputError, on one line, if it cannot be read or is not JSON."""
    data = read_bytes(source, MAX_BYTES)
    try:
        return parse_json(data)
    except ValueError as error:
        name = source.name
        raise InputError(
            "{name}: is not JSON ({why}); save it again", name=name, why=error_excerpt(error)
        ) from None


def parse_json(data: bytes) -> Any:
    """The value of a JSON text; raises ValueError if it is malformed or nested too deeply."""
    try:
        return json.loads(data.decode(encoding_of(data[:65536])))
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start} is not UTF-8") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def json_documents(data: bytes) -> Iterator[tuple[int | None, bytes]]:
    """One document; or each line, if the first is complete and more lines follow."""
    first_line, _, following = data.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    if following.strip() and first_line.rstrip().endswith(b"}") and first_line.startswith(b"{"):
        for line, text in enumerate(data.split(b"\n"), 1):
            if text.strip():
                yield line, text
    else:
        yield None, data


def error_excerpt(error: ValueError) -> str:
    """Why a text is not readable JSON, shortened to one line."""
    if "integer string conversion" in str(error):
        return "a whole number in it has thousands of digits; write it in quotes"
    return without_surrogates(" ".join(str(error).split()))[:120]


def looks_like(source: Path | Member, *keys: str, size: int = 20_000) -> bool:
    """Whether a file begins like JSON and its first bytes contain all of these texts."""
    if isinstance(source, Path) and not source.is_file():
        return False
    try:
        with open_bytes(source) as file:
            head = file.read(size)
    except InputError:
        return False
    text = head.decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n")
    return text[:1] in ("{", "[") and all(key in text for key in keys)


def one_text(value: Any) -> str | None:
    """Text, or a number as text; None for anything else, or if empty."""
    if isinstance(value, str):
        return without_surrogates(value).strip() or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return as_text(value)
        except ValueError:
            return None
    return None


def texts_in(value: Any) -> list[str]:
    """The texts in a list, or a single text as a list of one; anything else is dropped."""
    values = value if isinstance(value, list) else [value]
    return [text for entry in values if (text := one_text(entry)) is not None]


def whole_number(value: Any) -> int | None:
    """A whole number that a store can hold, even if it is given as text."""
    text = one_text(value)
    if text is None or not text.lstrip("-").isascii() or not text.lstrip("-").isdigit():
        return None
    return int(text) if len(text) < 19 else None


def objects_in(value: Any) -> list[dict[str, Any]]:
    """The objects in a list, or in lists within it; anything else is dropped."""
    objects: list[dict[str, Any]] = []
    waiting = [value] if isinstance(value, list) else []
    while waiting:  # a stack: lists may nest deeper than functions may call each other
        entry = waiting.pop()
        if isinstance(entry, dict):
            objects.append(entry)
        elif isinstance(entry, list):
            waiting += reversed(entry)
    return objects
