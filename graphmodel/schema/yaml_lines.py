"""YAML nodes with line numbers, so that every error in a user's file names its line.

All scalars stay text, so that ``no`` can be Norway and ``2016`` a title. Anchors and aliases, and
in a schema also tags, are refused: such a file needs none, and they could make it harmful.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from graphmodel import words
from graphmodel.errors import InputError

MAX_BYTES = 1 << 20
MAX_DEPTH = 30


@dataclass(frozen=True)
class YamlNode:
    """A node of a YAML file with its line: text, a block of named nodes, a list, or nothing."""

    value: str | dict[str, YamlNode] | list[YamlNode] | None
    file: str
    line: int

    def fail(self, text: str, /, **values: object) -> NoReturn:
        """Raise InputError with the file and line, and a catalogue text with its values."""
        raise InputError(
            "{file}, line {line}: {why}",
            file=self.file,
            line=self.line,
            why=InputError(text, **values),
        )

    def text(self, name: str) -> str:
        """Its text; raises InputError if it is not text, or empty."""
        if isinstance(self.value, dict) and len(self.value) == 1:
            ((key, inner),) = self.value.items()
            if inner.value is None:
                self.fail('put quotes around "{{{key}}}" in {name}', key=key, name=name)
        if not isinstance(self.value, str) or not self.value.strip():
            self.fail("{name} takes a single text; give it after the colon", name=name)
        return self.value

    def choice(self, name: str, allowed: Collection[str]) -> str:
        """Its text, which must be one of ``allowed``."""
        text = self.text(name)
        if text not in allowed:
            self.fail(
                "{name} cannot be {text!r}{hint}",
                name=name,
                text=text,
                hint=did_you_mean(text, allowed),
            )
        return text

    def boolean(self, name: str) -> bool:
        """Its text as a boolean, ``true`` or ``false``."""
        return self.choice(name, ("true", "false")) == "true"

    def block(self, name: str) -> dict[str, YamlNode]:
        """Its named nodes."""
        if not isinstance(self.value, dict):
            self.fail("{name} takes names with values, one a line, indented below it", name=name)
        return self.value

    def checked_block(self, name: str, allowed: Collection[str]) -> dict[str, YamlNode]:
        """Its named nodes, whose names must all be in ``allowed``."""
        block = self.block(name)
        for key, node in block.items():
            if key not in allowed:
                node.fail(
                    "{name} has no {key!r}{hint}",
                    name=name,
                    key=key,
                    hint=did_you_mean(key, allowed),
                )
        return block

    def entries(self, name: str) -> list[YamlNode]:
        """Its entries; a single text counts as a list of one."""
        if isinstance(self.value, str):
            return [self]
        if not isinstance(self.value, list):
            self.fail("{name} takes a list such as [a, b]", name=name)
        return self.value

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(entry.text(name) for entry in self.entries(name))


def did_you_mean(word: str, allowed: Collection[str]) -> str:
    """What to write instead of an unknown word: the closest allowed one, or else all of them."""
    lower = {k.lower(): k for k in allowed}
    close_matches = difflib.get_close_matches(word.lower(), list(lower), 1, 0.6)
    if close_matches:
        return words.say("; did you mean {name!r}?", name=lower[close_matches[0]])
    choices = words.listed(*list(allowed)[:20])
    return words.say("; choose from {choices}", choices=choices) if choices else ""


def read_yaml(path: Path, noun: str = "mapping") -> YamlNode:
    """The nodes of a file, which errors call ``noun``; raises InputError with file, line, cure."""
    if path.exists() and not path.is_file():
        raise InputError(
            "{path}: is not a file; give a {noun} in a file", path=path, noun=words.say(noun)
        )
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise InputError(
            "{path}: cannot be read ({reason}); correct the path", path=path, reason=error.strerror
        ) from None
    except UnicodeDecodeError:
        raise InputError(
            "{path}: is not UTF-8; save the {noun} as UTF-8", path=path, noun=words.say(noun)
        ) from None
    if len(data) > MAX_BYTES:
        raise InputError(
            "{path}: is over 1 MB; a {noun} is a page or two", path=path, noun=words.say(noun)
        )
    return parse_yaml(text, str(path), noun)


def parse_yaml(text: str, file: str, noun: str = "mapping") -> YamlNode:
    """Like ``read_yaml``, from text; ``file`` is its name in errors."""
    import yaml  # loaded when a file is read

    try:
        depth = 0
        for event in yaml.parse(text, yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise InputError(
                    "{file}: is nested too deeply; a {noun} has few levels",
                    file=file,
                    noun=words.say(noun),
                )
            tag = getattr(event, "tag", None)
            if noun == "schema" and tag not in (None, "!"):
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise InputError(
                    "{file}, line {line}: a schema has no tags; leave {tag} out",
                    file=file,
                    line=line,
                    tag=tag,
                )
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise InputError(
                    "{file}, line {line}: a {noun} has no & or *; put the text in quotes",
                    file=file,
                    line=line,
                    noun=words.say(noun),
                )
        node = yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        why = " ".join((error.problem or "wrong").split())
        raise InputError(
            "{file}, line {line}: is not YAML ({why}); check colons, quotes and indentation",
            file=file,
            line=line,
            why=why,
        ) from None
    except yaml.YAMLError as error:
        why = " ".join(str(error).split())[:100]
        raise InputError(
            "{file}: is not YAML ({why}); save it as plain text", file=file, why=why
        ) from None
    if node is None:
        cure = (
            words.say("make one with graphmodel mapping guess FILE")
            if noun == "mapping"
            else words.say("declare a kind")
        )
        raise InputError("{file}: is empty; {cure}", file=file, cure=cure)
    return _yaml_node(node, file)


def _yaml_node(node: object, file: str) -> YamlNode:
    import yaml

    if isinstance(node, yaml.MappingNode):
        block: dict[str, YamlNode] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise InputError(
                    "{file}, line {line}: a name must be text; put it in quotes",
                    file=file,
                    line=line,
                )
            if key.value in block:
                raise InputError(
                    "{file}, line {line}: {name} is given twice; keep one",
                    file=file,
                    line=line,
                    name=key.value,
                )
            content = _yaml_node(value, file)
            block[key.value] = YamlNode(content.value, file, line)
        return YamlNode(block, file, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        items = [_yaml_node(entry, file) for entry in node.value]
        return YamlNode(items, file, node.start_mark.line + 1)
    assert isinstance(node, yaml.ScalarNode)  # noqa: S101 (the only other kind)
    empty = node.tag == "tag:yaml.org,2002:null" and node.style is None
    return YamlNode(None if empty else node.value, file, node.start_mark.line + 1)
