"""Parameters of a saved question: their types, and parsing of the values that users give.

A type is one of ``TYPES`` or the name of a kind of node in the schema; the value is then the id of
such a node, and may be given as its name.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.network.namespaces import ALL, Namespaces, resolve, resolve_any
from graphmodel.network.present import asking_date
from graphmodel.schema.model import NODE_KINDS
from graphmodel.store.base import Store
from graphmodel.store.withdrawals import PERSON

TEXT, TEXTS, NUMBER, DATE, TRUTH, NODE, NODES = (
    "text", "texts", "number", "date", "boolean", "node", "nodes",
)  # fmt: skip
PEOPLE = "people"
TYPES = {
    TEXT: words.mark("a text"),
    TEXTS: words.mark('texts with commas between them, or a JSON list such as ["drama", "short"]'),
    NUMBER: words.mark("a number, such as 1999 or 0.5"),
    DATE: words.mark("a date, such as 2025, 2025-06 or 2025-06-30"),
    TRUTH: words.mark("yes or no"),
    NODE: words.mark("the id or the name of anything in the network"),
    NODES: words.mark("ids or names with commas between them, or a JSON list of them"),
    PEOPLE: words.mark("ids or names of people with commas between them, or a JSON list of them"),
}
"""The types other than kinds of nodes, and what each accepts."""

_SAMPLES: Mapping[str, Any] = {
    TEXTS: [], NUMBER: 1, DATE: "2000-01-01", TRUTH: False, NODES: [], PEOPLE: [],
}  # fmt: skip
"""Sample values by type; other types take an empty string."""

_TRUTHS = {"yes": True, "true": True, "no": False, "false": False}

Given = Callable[[], Namespaces]
"""Loads the network, which only names of nodes need."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of a question: its name without $, its type, and its default as users type it, or
    None if a value is required."""

    name: str
    type: str = TEXT
    default: str | None = None

    @property
    def takes_several(self) -> bool:
        """Whether its value is a list."""
        return self.type in (TEXTS, NODES, PEOPLE)

    @property
    def wants(self) -> str:
        """Description of the values that it accepts."""
        if self.type in TYPES:
            return words.say(TYPES[self.type])
        return words.say("the id or the name of a {kind}", kind=words.label(self.type))


def type_named(text: str) -> str:
    """Find a type by name in any case; raises InputError with the types if there is none."""
    names = {name.casefold(): name for name in (*NODE_KINDS, *TYPES)}
    key = text.strip().casefold()
    if key in names:
        return names[key]
    near = difflib.get_close_matches(key, names, 1)
    hint = words.say("did you mean {name}? ", name=names[near[0]]) if near else ""
    raise InputError(
        "there is no type {text!r}; {hint}The types: {types}, or a kind of node such as Person",
        text=text,
        hint=hint,
        types=", ".join(TYPES),
    )


def values_of(
    store: Store, parameters: Sequence[Parameter], given: Mapping[str, Any], network: Given
) -> dict[str, Any]:
    """Values to run a statement with, by name: those given, else the defaults.

    Raises InputError, in one line, for unknown parameters, for parameters without a value, and for
    a value of the wrong type.
    """
    declared = {parameter.name: parameter for parameter in parameters}
    for name in given:
        if name not in declared:
            raise InputError(
                "there is no parameter {name!r}; {listed}", name=name, listed=_listed(parameters)
            )
    values = {p.name: given.get(p.name, p.default) for p in parameters}
    missing = [p for p in parameters if values[p.name] is None]
    if missing:
        wanted = words.say("; ").join(f"{p.name} ({p.wants})" for p in missing)
        raise InputError("missing: {wanted}", wanted=wanted)
    return {p.name: _value(store, p, values[p.name], network) for p in parameters}


def samples_of(parameters: Sequence[Parameter]) -> dict[str, Any]:
    """A sample value of the right type for each parameter, by name: enough to check whether a
    statement can be read."""
    return {parameter.name: _SAMPLES.get(parameter.type, "") for parameter in parameters}


def _listed(parameters: Sequence[Parameter]) -> str:
    if not parameters:
        return words.say("this question has none")
    names = words.listed(*(f"{p.name} ({p.type})" for p in parameters))
    return words.say("it has {names}", names=names)


def _value(store: Store, parameter: Parameter, given: Any, network: Given) -> Any:
    try:
        if parameter.takes_several:
            texts = _texts(given)
            if parameter.type == TEXTS:
                return texts
            kind = PERSON if parameter.type == PEOPLE else NODE
            return [_node_id(store, kind, text, network) for text in texts]
        if parameter.type == NODE or parameter.type in NODE_KINDS:
            return _node_id(store, parameter.type, str(given).strip(), network)
        return _READERS[parameter.type](given)
    except _OfAnotherType as error:
        raise InputError(
            "{parameter} is {given!r}; give {wants}",
            parameter=parameter.name,
            given=str(given),
            wants=parameter.wants,
        ) from error
    except KeyError as error:
        raise InputError(
            "{parameter} is of the type {type!r}, which this store's schema does not have; save "
            "the question again with another",
            parameter=parameter.name,
            type=parameter.type,
        ) from error
    except InputError as error:
        raise InputError("{parameter}: {error}", parameter=parameter.name, error=error) from error


class _OfAnotherType(Exception):
    """A value is not of the type of its parameter."""


def _text(given: Any) -> str:
    if not isinstance(given, str | int | float | date):
        raise _OfAnotherType
    return str(given)


def _number(given: Any) -> int | float:
    if isinstance(given, bool):
        raise _OfAnotherType
    if isinstance(given, int | float):
        number: int | float = given
    else:
        text = str(given).strip()
        try:
            number = int(text)
        except ValueError:
            number = _decimal(text)
    if not abs(number) < 2**63:  # also rejects NaN
        raise _OfAnotherType
    return number


def _decimal(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise _OfAnotherType from None


def _date(given: Any) -> str:
    if given == "" or isinstance(given, bool | float) or not isinstance(given, str | int | date):
        raise _OfAnotherType
    try:
        return asking_date(given)
    except InputError:
        raise _OfAnotherType from None


def _truth(given: Any) -> bool:
    if isinstance(given, bool):
        return given
    try:
        return _TRUTHS[str(given).strip().casefold()]
    except KeyError:
        raise _OfAnotherType from None


_READERS: dict[str, Callable[[Any], Any]] = {
    TEXT: _text, NUMBER: _number, DATE: _date, TRUTH: _truth,
}  # fmt: skip


def _texts(given: Any) -> list[str]:
    """Parse several texts: a list, a JSON list, or one text separated by commas."""
    if isinstance(given, str) and given.lstrip().startswith("["):
        try:
            given = json.loads(given)
        except (ValueError, RecursionError):
            raise _OfAnotherType from None
    if isinstance(given, str):
        return [text.strip() for text in given.split(",") if text.strip()]
    if not isinstance(given, list | tuple) or not all(isinstance(text, str) for text in given):
        raise _OfAnotherType
    return list(given)


def _node_id(store: Store, type_: str, text: str, network: Given) -> str:
    """Resolve an id that the store has, or a name, to the id of a node."""
    kind = store.kinds_of([text]).get(text)
    if kind is None:
        namespace = network().named(ALL)
        return resolve_any(namespace, text) if type_ == NODE else resolve(namespace, text, type_)
    if type_ not in (NODE, kind):
        raise InputError(
            "{text!r} is a {kind}, not a {type}; give the id of a {type}",
            text=text,
            kind=kind,
            type=type_,
        )
    return text
