"""YAML as text with lines: every word of a mapping file knows where it stands.

All scalars stay text, so that ``no`` is Norway and ``2016`` a title as they are; anchors, aliases
and tags are refused, because a mapping needs none and they are how such a file does harm.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from graphmodel.errors import InputError

MAX_BYTES = 1 << 20
MAX_DEPTH = 30


@dataclass(frozen=True)
class YamlNode:
    """A piece of a mapping file: text, a block of named pieces, a list of them, or nothing."""

    value: str | dict[str, YamlNode] | list[YamlNode] | None
    file: str
    line: int

    def fail(self, what: str) -> NoReturn:
        """Refuse the mapping, with file and line."""
        raise InputError(f"{self.file}, line {self.line}: {what}")

    def text(self, name: str) -> str:
        """Its text; refused where it is none, or empty."""
        if isinstance(self.value, dict) and len(self.value) == 1:
            ((key, inner),) = self.value.items()
            if inner.value is None:
                self.fail(f'put quotes around "{{{key}}}" in {name}')
        if not isinstance(self.value, str) or not self.value.strip():
            self.fail(f"{name} takes one text; give it after the colon")
        return self.value

    def choice(self, name: str, allowed: Collection[str]) -> str:
        """Its text, which must be one of these."""
        text = self.text(name)
        if text not in allowed:
            self.fail(f"{name} cannot be {text!r}{did_you_mean(text, allowed)}")
        return text

    def truth(self, name: str) -> bool:
        """Whether it says true or false."""
        return self.choice(name, ("true", "false")) == "true"

    def block(self, name: str) -> dict[str, YamlNode]:
        """Its named pieces."""
        if not isinstance(self.value, dict):
            self.fail(f"{name} takes names with values, one a line and indented below it")
        return self.value

    def known(self, name: str, allowed: Collection[str]) -> dict[str, YamlNode]:
        """Its named pieces, all of them from ``allowed``."""
        block = self.block(name)
        for key, said in block.items():
            if key not in allowed:
                said.fail(f"{name} has no {key!r}{did_you_mean(key, allowed)}")
        return block

    def items(self, name: str) -> list[YamlNode]:
        """Its items; one text counts as a list of one."""
        if isinstance(self.value, str):
            return [self]
        if not isinstance(self.value, list):
            self.fail(f"{name} takes a list such as [a, b]")
        return self.value

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(item.text(name) for item in self.items(name))


def did_you_mean(word: str, known: Collection[str]) -> str:
    """What to write instead of a word that is not known: the nearest one, or all of them."""
    lower = {k.lower(): k for k in known}
    close = difflib.get_close_matches(word.lower(), list(lower), 1, 0.6)
    if close:
        return f"; did you mean {lower[close[0]]!r}?"
    listed = ", ".join(list(known)[:20])
    return f"; there are {listed}" if listed else ""


def read_yaml(path: Path) -> YamlNode:
    """The file as pieces with lines; raises InputError with file, line and cure."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); correct the path") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8; save the mapping as UTF-8") from None
    if len(data) > MAX_BYTES:
        raise InputError(f"{path}: is over 1 MB; a mapping is a page or two")
    return parse_yaml(text, str(path))


def parse_yaml(text: str, file: str) -> YamlNode:
    """As ``read_yaml``, of text; ``file`` is how errors name it."""
    import yaml  # loaded when a mapping is read

    try:
        depth = 0
        for event in yaml.parse(text, yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise InputError(f"{file}: is nested too deep; a mapping has few levels")
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise InputError(f"{file}, line {line}: a mapping takes no & and *; quote the text")
        node = yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        why = " ".join((error.problem or "wrong").split())
        raise InputError(
            f"{file}, line {line}: is not YAML ({why}); mind colons, quotes and indents"
        ) from None
    except yaml.YAMLError as error:
        why = " ".join(str(error).split())[:100]
        raise InputError(f"{file}: is not YAML ({why}); save it as plain text") from None
    if node is None:
        raise InputError(f"{file}: is empty; make one with graphmodel mapping guess FILE")
    return _said(node, file)


def _said(node: object, file: str) -> YamlNode:
    import yaml

    if isinstance(node, yaml.MappingNode):
        block: dict[str, YamlNode] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise InputError(f"{file}, line {line}: a name must be text; quote it")
            if key.value in block:
                raise InputError(f"{file}, line {line}: {key.value} is given twice; keep one")
            found = _said(value, file)
            block[key.value] = YamlNode(found.value, file, line)
        return YamlNode(block, file, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        items = [_said(item, file) for item in node.value]
        return YamlNode(items, file, node.start_mark.line + 1)
    assert isinstance(node, yaml.ScalarNode)  # noqa: S101 (the third of three kinds)
    empty = node.tag == "tag:yaml.org,2002:null" and node.style is None
    return YamlNode(None if empty else node.value, file, node.start_mark.line + 1)
