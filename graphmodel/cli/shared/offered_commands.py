"""The commands that other programs may call by HTTP or MCP, with their parameters and answers.

Everything follows from the command itself: a parameter is one of its arguments or options, with the
same name and limits, and an answer is what ``--format json`` prints. Each parameter is offered by
name: none names a file on this machine, changes anything or chooses another store.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.output import captured
from graphmodel.cli.shared.resident import ResidentStore, answering_from
from graphmodel.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

Schema = dict[str, Any]

OFFERED: Mapping[str, frozenset[str]] = {
    "find": frozenset({"text", "kind", "limit", "active_since", "namespace", "names"}),
    "show": frozenset({"id", "names"}),
    "people": frozenset({
        "sentence", "role", "country", "home", "genre", "form", "language", "school", "festival",
        "result", "programme", "company", "active_since", "active_until", "newcomers", "not_with",
        "near", "steps", "community", "sort", "reverse", "limit", "offset", "counts", "as_of",
        "namespace", "names",
    }),
    "introduce": frozenset({
        "from", "to", "k", "to_role", "to_organisation", "to_school", "to_market", "to_mentor",
        "to_active_since", "via", "avoid", "max_tie_age", "active_since", "tie", "half_life",
        "all_credits", "as_of", "max_hops", "namespace", "names",
    }),
    "suggest": frozenset({
        "person", "staff", "role", "market", "form", "active_since", "school", "newcomers",
        "not_at", "exclude", "weight", "diversity", "limit", "change", "all", "as_of", "namespace",
        "names",
    }),
    "communities": frozenset({
        "graph", "resolution", "seed", "runs", "within", "levels", "scan", "over_time",
        "should_meet", "meet", "limit", "active_since", "as_of", "namespace", "names",
    }),
    "query": frozenset({"cypher", "param", "rows", "seconds"}),
    "ask": frozenset({"name", "param", "list", "show", "rows", "seconds"}),
}  # fmt: skip
"""The commands offered, each with its offered parameters; all of them only read."""

MOST: Mapping[str, float] = {"limit": 1_000, "rows": 10_000, "seconds": 30}
"""Upper limits for a program, whatever the command allows."""

MOST_LETTERS = 20_000_000
"""Most characters in an answer; a larger one is refused."""


class AnswerTooLarge(InputError):
    """An answer is larger than a program may receive."""


@dataclass(frozen=True)
class Field:
    """A parameter of a command as a program gives it."""

    name: str
    parameter: click.Parameter

    @property
    def is_flag(self) -> bool:
        """Whether it is true or false."""
        return isinstance(self.parameter, click.Option) and self.parameter.is_flag

    @property
    def is_list(self) -> bool:
        """Whether it takes several values."""
        return not self.is_flag and (self.parameter.multiple or self.parameter.nargs > 1)

    @property
    def is_named(self) -> bool:
        """Whether its values are NAME=VALUE pairs, which a program may give as an object."""
        return self.is_list and "=" in (self.parameter.metavar or "")

    @property
    def help(self) -> str:
        """Its text in the help of the command."""
        if isinstance(self.parameter, click.Option):
            return self.parameter.help or ""
        return f"{self.name.upper()} in the description."

    def schema(self) -> Schema:
        """Its JSON Schema."""
        return {**self._type(), "description": self.help, **self._default()}

    def _type(self) -> Schema:
        if self.is_flag:
            return {"type": "boolean"}
        if self.is_named:
            values = {"type": "object"}
            return {"anyOf": [values, {"type": "array", "items": {"type": "string"}}]}
        one_value = _type_of(self.parameter.type, MOST.get(self.name))
        if not self.is_list:
            return one_value
        schema: Schema = {"type": "array", "items": one_value}
        if self.parameter.nargs > 1:
            schema |= {"minItems": self.parameter.nargs, "maxItems": self.parameter.nargs}
        return schema

    def _default(self) -> Schema:
        default = self.parameter.default
        if self.is_flag or self.is_list or not isinstance(default, int | float | str):
            return {}
        return {"default": default}

    def words(self, value: Any) -> list[str]:
        """A value as words of the command line, without an option for an argument; raises
        InputError for a value of the wrong type."""
        if self.is_flag:
            if not isinstance(value, bool):
                raise InputError(f"{self.name}: give true or false")
            return [self.parameter.opts[0]] if value else []
        texts = self._texts(value)
        if isinstance(self.parameter, click.Argument):
            return texts
        option = max(self.parameter.opts[:1], key=len)
        if self.parameter.nargs > 1:
            return [option, *texts]
        if not option.startswith("--"):
            return [word for text in texts for word in (option, text)]
        return [f"{option}={text}" for text in texts]

    def _texts(self, value: Any) -> list[str]:
        if self.is_named and isinstance(value, Mapping):
            return [f"{name}={_pair_value(self, each)}" for name, each in value.items()]
        if not self.is_list:
            return [self._text(value)]
        if not isinstance(value, list):
            raise InputError(f"{self.name}: give a list")
        if self.parameter.nargs > 1 and len(value) != self.parameter.nargs:
            raise InputError(f"{self.name}: give {self.parameter.nargs} values")
        return [self._text(each) for each in value]

    def _text(self, value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise InputError(f"{self.name}: give a {self._wanted()}")
        most = MOST.get(self.name)
        if most is not None and _number(value) > most:
            raise InputError(f"{self.name}: at most {most:,} at once")
        return str(value)

    def _wanted(self) -> str:
        return "number" if _type_of(self.parameter.type)["type"] != "string" else "text"


def _number(value: str | float) -> float:
    try:
        return float(value)
    except ValueError:
        return 0.0  # the command reports what is wrong with it


def _pair_value(field: Field, value: Any) -> str:
    """The value of a NAME=VALUE pair; ``query`` parses values as JSON if it can."""
    if isinstance(value, str):
        return json.dumps(value) if "JSON" in field.help else value
    return json.dumps(value, ensure_ascii=False)


def _type_of(type_: click.ParamType[Any], most: float | None = None) -> Schema:
    if isinstance(type_, click.Choice):
        return {"type": "string", "enum": [str(choice) for choice in type_.choices]}
    whole = isinstance(type_, click.types.IntParamType)
    if not whole and not isinstance(type_, click.types.FloatParamType):
        return {"type": "string"}
    schema: Schema = {"type": "integer" if whole else "number"}
    low, high = getattr(type_, "min", None), getattr(type_, "max", None)
    if low is not None:
        schema["minimum"] = low
    if most is not None:
        high = most if high is None else min(high, most)
    if high is not None:
        schema["maximum"] = high
    return schema


@dataclass(frozen=True)
class CommandAnswer:
    """The answer of a command as ``--format json`` prints it, and its notes."""

    text: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class OfferedCommand:
    """A command as other programs see it."""

    name: str
    command: click.Command
    fields: Mapping[str, Field]

    @property
    def summary(self) -> str:
        """What it does, in a sentence."""
        return self.description.partition("\n")[0]

    @property
    def description(self) -> str:
        """What it does, from its help without the command-line examples."""
        paragraphs = (self.command.help or "").partition("\b")[0].strip().split("\n\n")
        return "\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)

    def schema(self) -> Schema:
        """The JSON Schema of an object with its parameters."""
        return {
            "type": "object",
            "properties": {name: field.schema() for name, field in self.fields.items()},
            "required": [n for n, field in self.fields.items() if field.parameter.required],
            "additionalProperties": False,
        }

    def words(self, given: Mapping[str, Any]) -> list[str]:
        """The words of the equivalent command line; raises InputError for invalid parameters."""
        options, arguments = ["--format=json"], []
        for name, field in self.fields.items():
            if given.get(name) is None:
                if field.parameter.required:
                    raise InputError(f"{name}: missing; {self.name} needs it")
                continue
            words = field.words(given[name])
            if isinstance(field.parameter, click.Argument):
                arguments += words
            else:
                options += words
        self._check_names(given)
        words = [*options, "--", *arguments]
        if any("\0" in word or not _is_unicode(word) for word in words):
            raise InputError("a value contains characters that are not text")
        return words

    def _check_names(self, given: Mapping[str, Any]) -> None:
        unknown = [name for name in given if name not in self.fields]
        if unknown:
            raise InputError(
                f"{self.name} has no parameter {unknown[0]!r}; there are {', '.join(self.fields)}"
            )

    def from_texts(self, given: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """Read the parameters from the texts in a URL: each name with all its values."""
        self._check_names(given)
        values: dict[str, Any] = {}
        for name, texts in given.items():
            field = self.fields[name]
            if field.is_list:
                values[name] = list(texts)
            elif len(texts) > 1:
                raise InputError(f"{name}: given {len(texts)} times; give it once")
            else:
                values[name] = _truth(name, texts[0]) if field.is_flag else texts[0]
        return values

    def answer(
        self, given: Mapping[str, Any], resident: ResidentStore, most: int = MOST_LETTERS
    ) -> CommandAnswer:
        """Run the command on an open store; raises GraphmodelError as the command does, and
        AnswerTooLarge for an answer of more than ``most`` characters."""
        words = self.words(given)
        with answering_from(resident), captured() as capture:
            try:
                with self.command.make_context(self.name, words) as context:
                    self.command.invoke(context)
            except click.ClickException as error:
                raise InputError(self._in_words(error)) from error
        if len(capture.text) > most:
            raise AnswerTooLarge(
                f"the answer has {len(capture.text):,} characters, more than the {most:,} "
                "given at once; ask for less"
            )
        return CommandAnswer(capture.text, tuple(capture.notes))

    def _in_words(self, error: click.ClickException) -> str:
        if isinstance(error, click.BadParameter) and error.param is not None:
            return f"{_field_name(error.param)}: {error.message}".rstrip(".")
        return error.format_message().rstrip(".")


def _truth(name: str, text: str) -> bool:
    truths = {"true": True, "1": True, "": True, "false": False, "0": False}
    if text.lower() not in truths:
        raise InputError(f"{name}: give true or false")
    return truths[text.lower()]


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _field_name(parameter: click.Parameter) -> str:
    """The name of a parameter for programs: of an option its first name, of an argument its word in
    the help."""
    if isinstance(parameter, click.Option):
        return parameter.opts[0].lstrip("-").replace("-", "_")
    return (parameter.metavar or str(parameter.name)).strip("[]").partition("|")[0].lower()


def _fields(command: click.Command, offered: frozenset[str]) -> Iterator[Field]:
    for parameter in command.params:
        field = Field(_field_name(parameter), parameter)
        if field.name in offered:
            yield field


@cache
def offered_commands() -> Mapping[str, OfferedCommand]:
    """Every command offered, by name."""
    from graphmodel.cli import cli

    context, offered = click.Context(cli), {}
    for name, parameters in OFFERED.items():
        command = cli.get_command(context, name)
        if command is not None:
            fields = {field.name: field for field in _fields(command, parameters)}
            offered[name] = OfferedCommand(name, command, fields)
    return offered
