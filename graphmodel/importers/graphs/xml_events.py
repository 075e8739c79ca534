"""XML as a stream of elements, parsed so that no file can do harm.

Document types are refused, so there are no entities to expand and nothing external to fetch;
depth, tags and text are limited.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers import expat

from graphmodel.errors import InputError
from graphmodel.importers.input_files import Member, open_bytes
from graphmodel.importers.text_values import excerpt

MAX_DEPTH = 100
MAX_TEXT = 1_000_000
"""Characters of text in an element; the rest is dropped."""
MAX_TAG = 16 << 20
"""Bytes of a tag with its attributes: the parser restarts it with each chunk."""
_CHUNK = 1 << 20
_SAYS_UTF16 = re.compile(rb"(?i)<\?xml[^>]*encoding=[\"']utf-?16")


@dataclass(frozen=True)
class Event:
    """The start or end of an element; an end has the text since its start, and whether there were
    other elements in it."""

    starts: bool
    tag: str
    attributes: dict[str, str]
    text: str
    line: int
    holds_elements: bool = False


class _UnsafeXml(Exception):
    pass


class _Handler:
    def __init__(self, parser: expat.XMLParserType) -> None:
        self.events: list[Event] = []
        self._parser = parser
        self._text: list[list[str]] = []
        self._holds_elements: list[bool] = []
        self._length = 0
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._doctype
        parser.ExternalEntityRefHandler = self._doctype

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._text) >= MAX_DEPTH:
            raise _UnsafeXml(f"it is nested more than {MAX_DEPTH} deep")
        if self._holds_elements:
            self._holds_elements[-1] = True
        self._holds_elements.append(False)
        self._text.append([])
        self._length = 0
        line = self._parser.CurrentLineNumber
        self.events.append(Event(True, _plain(tag), attributes, "", line))

    def _end(self, tag: str) -> None:
        text = "".join(self._text.pop())
        if self._text and text.strip():
            self._text[-1].append(text)
        line, holds_elements = self._parser.CurrentLineNumber, self._holds_elements.pop()
        self.events.append(Event(False, _plain(tag), {}, text, line, holds_elements))

    def _characters(self, text: str) -> None:
        if self._length < MAX_TEXT and self._text:
            self._text[-1].append(text)
            self._length += len(text)

    def _doctype(self, *_: object) -> int:
        raise _UnsafeXml("it has a document type, which a graph does not need")


def _plain(tag: str) -> str:
    return tag.rpartition(":")[2]


def _encoding(start: bytes) -> str | None:
    """The encoding that a file's first bytes show, if its declaration may be wrong; None to trust
    it. Some programs write text declared as UTF-16 to a file in UTF-8."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start.startswith(codecs.BOM_UTF8) or _SAYS_UTF16.match(start):
        return "utf-8"
    return None


def events(member: Member) -> Iterator[Event]:
    """The elements of a file in order; raises InputError if it is not safe, readable XML."""
    try:
        with open_bytes(member) as file:
            bytes_parsed = 0
            chunk = file.read(_CHUNK)
            parser = expat.ParserCreate(_encoding(chunk))
            handler = _Handler(parser)
            while chunk:
                parser.Parse(chunk, False)
                bytes_parsed += len(chunk)
                if bytes_parsed - parser.CurrentByteIndex > MAX_TAG:
                    raise _UnsafeXml(f"a tag with its attributes takes over {MAX_TAG >> 20} MB")
                yield from handler.events
                handler.events.clear()
                chunk = file.read(_CHUNK)
            parser.Parse(b"", True)
            yield from handler.events
    except (expat.ExpatError, _UnsafeXml, ValueError, LookupError) as error:
        raise InputError(
            "{member}: is not readable XML ({why}); save the graph again, as UTF-8",
            member=member.name,
            why=excerpt(error),
        ) from None
