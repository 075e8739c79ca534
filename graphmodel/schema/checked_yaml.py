"""Reads the values of a user's YAML file to its end, noting each error with its line, so that all
errors can be reported together."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from graphmodel.errors import InputError
from graphmodel.schema.yaml_lines import YamlNode, did_you_mean

MAX_TEXT = 200
MAX_ALLOWED = 200

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")

Value = TypeVar("Value")


class CheckedYaml:
    """Reads values and collects their errors in ``problems``."""

    def __init__(self) -> None:
        self.problems: list[InputError] = []

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Within this context, note an InputError instead of raising it."""
        try:
            yield
        except InputError as error:
            self.problems.append(error)

    def read(self, read: Callable[[], Value], otherwise: Value) -> Value:
        """The result of a function; ``otherwise`` if it raises InputError, which is noted."""
        with self.noted():
            return read()
        return otherwise

    def block(
        self, node: YamlNode, name: str, allowed: Collection[str], needed: Collection[str] = ()
    ) -> dict[str, YamlNode]:
        """The named nodes of a block, unknown ones noted and left out."""
        block = node.block(name)
        for key, entry in block.items():
            if key not in allowed:
                with self.noted():
                    entry.fail(
                        "{name} has no {key!r}{hint}",
                        name=name,
                        key=key,
                        hint=did_you_mean(key, allowed),
                    )
        for key in needed:
            if key not in block:
                with self.noted():
                    node.fail("{name} lacks {key}; give it", name=name, key=key)
        return {key: entry for key, entry in block.items() if key in allowed}

    def named(self, node: YamlNode, name: str) -> dict[str, YamlNode]:
        """The named nodes of a block, whatever their names; empty if it is not a block."""
        with self.noted():
            return node.block(name)
        return {}

    def entries(self, node: YamlNode, name: str) -> list[YamlNode]:
        """The entries of a list; empty if it is not a list."""
        with self.noted():
            return node.entries(name)
        return []

    def text(self, block: Mapping[str, YamlNode], key: str, label: str, otherwise: str) -> str:
        """A line of text; ``otherwise`` if none is given."""
        if key not in block:
            return otherwise
        text = self.read(lambda: block[key].text(f"{key} of {label}"), otherwise)
        with self.noted():
            if len(text) > MAX_TEXT or any(ord(letter) < 32 for letter in text):
                block[key].fail(
                    "{key} of {label} is one line of {max_text} characters at most",
                    key=key,
                    label=label,
                    max_text=MAX_TEXT,
                )
        return text

    def choice(
        self, block: Mapping[str, YamlNode], key: str, label: str, allowed: Any, otherwise: Any
    ) -> Any:
        """One of the values allowed; ``otherwise`` if none is given."""
        if key not in block:
            return otherwise
        return self.read(lambda: block[key].choice(f"{key} of {label}", allowed), otherwise)

    def choices(
        self, node: YamlNode | None, name: str, allowed: Collection[str]
    ) -> tuple[str, ...]:
        """The entries of a list that are allowed, each once; others are noted."""
        choices: list[str] = []
        if node is not None:
            for entry in self.entries(node, name):
                with self.noted():
                    choices.append(entry.choice(name, allowed))
        return tuple(dict.fromkeys(choices))

    def values(self, node: YamlNode | None, label: str) -> tuple[str, ...]:
        """The values that a property allows."""
        if node is None:
            return ()
        values: tuple[str, ...] = ()
        with self.noted():
            values = node.texts(f"allowed of {label}")
        with self.noted():
            if not values:
                node.fail("{label} allows nothing; give one value or more", label=label)
            if len(values) > MAX_ALLOWED or any(len(value) > MAX_TEXT for value in values):
                node.fail(
                    "{label}: {max_allowed} values of {max_text} characters at most",
                    label=label,
                    max_allowed=MAX_ALLOWED,
                    max_text=MAX_TEXT,
                )
            if len(set(values)) < len(values):
                node.fail("{label} gives a value twice; give each once", label=label)
        return values

    def colour(self, block: Mapping[str, YamlNode], label: str) -> str:
        """A colour as six hexadecimal digits; grey if none is given."""
        colour = self.text(block, "colour", label, "#6b7280")
        with self.noted():
            if not _COLOUR.fullmatch(colour):
                block["colour"].fail(
                    'colour of {label} cannot be {colour!r}; give six digits in quotes: "#2f6fbb"',
                    label=label,
                    colour=colour,
                )
        return colour

    def weight(self, block: Mapping[str, YamlNode], label: str) -> float:
        """A weight above 0 and up to 1; 1 if none is given."""
        if "weight" not in block:
            return 1.0
        text = self.text(block, "weight", label, "1")
        with self.noted():
            try:
                weight = float(text)
            except ValueError:
                weight = 0.0
            if not 0 < weight <= 1:
                block["weight"].fail(
                    "weight of {label} cannot be {text!r}; give up to 1, above 0",
                    label=label,
                    text=text,
                )
            return weight
        return 1.0
