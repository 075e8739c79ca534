"""Saved questions: named Cypher statements with typed parameters, for everybody.

Every user of the store sees each question and may run, change and remove it; every change is kept
and can be undone, as for lists.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from graphmodel import words
from graphmodel.consent.withdraw import finish_stated
from graphmodel.errors import InputError, NotKnown, StatementError
from graphmodel.network.namespaces import Namespaces
from graphmodel.schema.model import NODE_KINDS
from graphmodel.snapshot import load_network
from graphmodel.store import guard
from graphmodel.store.base import Store
from graphmodel.store.limits import ROWS, SECONDS
from graphmodel.store.records import Answer
from graphmodel.store.withdrawals import PERSON
from graphmodel.store.workspace_log import EVERYBODY, Change, Edit, Item
from graphmodel.workspace.change_texts import ChangeText
from graphmodel.workspace.declarations import QUESTION
from graphmodel.workspace.lists import as_seen
from graphmodel.workspace.parameters import (
    NODE,
    NODES,
    PEOPLE,
    Parameter,
    samples_of,
    type_named,
    values_of,
)
from graphmodel.workspace.shell_words import shell_line
from graphmodel.workspace.wording import LONGEST_NOTE, name_of, person_named

TRIAL_SECONDS = 2.0
"""Time limit of the trial run before a statement is saved."""


@dataclass(frozen=True)
class Question:
    """A saved question: a sentence on what it asks, its statement and parameters, who saved it
    first, and who changed it last and when (an ISO time)."""

    id: str
    name: str
    about: str
    statement: str
    parameters: tuple[Parameter, ...]
    owner: str
    by: str
    on: str
    version: int


@dataclass(frozen=True)
class QuestionAnswer:
    """The answer to a question, with the values that it was run with."""

    question: Question
    values: Mapping[str, Any]
    answer: Answer

    def _repr_html_(self) -> str:
        """The first rows, as a notebook shows them."""
        return self.answer._repr_html_()

    def frame(self) -> pl.DataFrame:
        """The rows as a table, as ``Answer.frame`` makes it."""
        return self.answer.frame()


def saved_questions(store: Store) -> list[Question]:
    """Every saved question, by name."""
    items = map(_question, store.workspace.items(QUESTION))
    return sorted(items, key=lambda question: (question.name.casefold(), question.id))


def find_question(store: Store, text: str) -> Question:
    """Find a question by id or by name in any case; raises InputError with the nearest names."""
    return named_in(saved_questions(store), text)


def named_in(questions: Sequence[Question], text: str) -> Question:
    """As ``find_question``, among these."""
    wanted = " ".join(text.split()).casefold()
    for question in questions:
        if question.id == text or question.name.casefold() == wanted:
            return question
    raise NotKnown(
        "no question is called {text!r}; {near}", text=text, near=_near(wanted, questions)
    )


def _near(wanted: str, questions: Sequence[Question]) -> str:
    names = {question.name.casefold(): question.name for question in questions}
    if not names:
        return words.say("none is saved yet; save one with: graphmodel ask --save NAME CYPHER")
    parts = [key for key in names if wanted and (wanted in key or key in wanted)]
    near = dict.fromkeys([*parts, *difflib.get_close_matches(wanted, names, 5, 0.5)])
    if near:
        similar = words.listed(*(repr(names[key]) for key in [*near][:5]))
        return words.say("similar names: {names}", names=similar)
    return words.say("list them with: graphmodel ask --list")


def parameters_of(
    statement: str, types: Mapping[str, str], defaults: Mapping[str, str]
) -> tuple[Parameter, ...]:
    """The parameters of a statement in order, each a text unless ``types`` gives another type.

    Raises InputError for an unknown type and for a type or default of a parameter that the
    statement does not have, and QueryRefused for a statement that cannot be read.
    """
    names = guard.parameters(statement)
    for name in (*types, *defaults):
        if name not in names:
            there = ", ".join(f"${n}" for n in names) or words.say("no parameter")
            raise InputError("the statement has no ${name}; it has {there}", name=name, there=there)
    return tuple(
        Parameter(name, type_named(types[name]) if types.get(name) else "text", defaults.get(name))
        for name in names
    )


def save_question(
    store: Store,
    who: str,
    name: str,
    statement: str,
    *,
    about: str = "",
    types: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    replace: bool = False,
    seen: int | None = None,
) -> Question:
    """Save a statement under a name, with the types and defaults of its parameters.

    An existing question of this name is changed if ``replace`` is true; otherwise InputError is
    raised. ``seen`` is the version that the user was shown; if somebody else has changed it since,
    EditConflict is raised and nothing is written. Raises QueryRefused for a statement that would do
    more than read, and StatementError for one that the store cannot read.
    """
    who, name = person_named(who), name_of(name, words.mark("the name of the question"))
    content = _content(store, name, statement, about, types or {}, defaults or {})
    before = _item_named(store, name)
    if before is None:
        key = _id_of(name)
        item = Item(key, QUESTION, who, key, shared=EVERYBODY, content=content)
        return _written(store, Edit(None, item), who, ChangeText.QUESTION_SAVED.format(name=name))
    if not replace:
        raise InputError(
            "{owner} has saved a question called {name!r} already; choose another name, or "
            "replace it",
            owner=before.owner,
            name=before.content["name"],
        )
    as_seen([before], seen, who)
    if dict(before.content) == content:
        return _question(before)
    edit = Edit(before, before.with_content(**content))
    return _written(store, edit, who, ChangeText.QUESTION_CHANGED.format(name=name))


def _content(
    store: Store,
    name: str,
    statement: str,
    about: str,
    types: Mapping[str, str],
    defaults: Mapping[str, str],
) -> dict[str, Any]:
    if len(statement) > LONGEST_NOTE or len(about) > LONGEST_NOTE:
        raise InputError(
            "the question is too long; statement and sentence have at most {most:,} characters "
            "each",
            most=LONGEST_NOTE,
        )
    guard.check(statement)
    guard.check_asks_for_facts(statement)
    parameters = parameters_of(statement, types, defaults)
    with_defaults = [p for p in parameters if p.default is not None]
    values_of(store, with_defaults, {}, lambda: _network(store))
    _check_readable(store, statement, parameters)
    return {
        "name": name,
        "about": " ".join(about.split()),
        "statement": statement.replace("\r\n", "\n").strip(),
        "parameters": [asdict(parameter) for parameter in parameters],
    }


def _check_readable(store: Store, statement: str, parameters: Sequence[Parameter]) -> None:
    """Raise StatementError with the position at which the store cannot read a statement, rather
    than leave the error to users who ask it. Failures for the sample values alone are ignored."""
    try:
        store.query(statement, samples_of(parameters), rows=1, seconds=TRIAL_SECONDS)
    except StatementError as error:
        if error.place is not None:
            raise


def _id_of(name: str) -> str:
    """An id derived from the name, so that two users who save it simultaneously conflict."""
    return f"question:{hashlib.sha256(name.casefold().encode()).hexdigest()[:10]}"


def _item_named(store: Store, name: str) -> Item | None:
    items = store.workspace.items(QUESTION)
    return next((i for i in items if i.content["name"].casefold() == name.casefold()), None)


def _written(store: Store, edit: Edit, who: str, said: str) -> Question:
    return _question(store.workspace.commit([edit], by=who, text=said).edits[0].item)


def remove_question(store: Store, who: str, text: str, *, seen: int | None = None) -> Change:
    """Remove a question; undoing restores it. ``seen`` as for ``save_question``."""
    who, items = person_named(who), store.workspace.items(QUESTION)
    question = named_in([_question(item) for item in items], text)
    (item,) = as_seen([item for item in items if item.id == question.id], seen, who)
    said = ChangeText.QUESTION_REMOVED.format(name=question.name)
    return store.workspace.commit([Edit(item, None)], by=who, text=said)


def is_about_nodes(question: Question) -> bool:
    """Whether a question has a parameter that takes nodes."""
    types = {NODE, NODES, PEOPLE, *NODE_KINDS}
    return any(parameter.type in types for parameter in question.parameters)


def taking(question: Question, kinds: Sequence[str]) -> Parameter | None:
    """The parameter of a question that takes nodes of these kinds, one kind for each node, such as
    those selected in a picture: the first that needs a value, else the first that takes them; None
    if there is none."""
    fitting = [p for p in question.parameters if _takes(p, kinds)]
    return next((p for p in fitting if p.default is None), next(iter(fitting), None))


def _takes(parameter: Parameter, kinds: Sequence[str]) -> bool:
    if not kinds:
        return False
    if parameter.type == NODES or (parameter.type == PEOPLE and {*kinds} == {PERSON}):
        return True
    return len(kinds) == 1 and parameter.type in (NODE, kinds[0])


def ask_question(
    store: Store,
    text: str,
    given: Mapping[str, Any] | None = None,
    *,
    rows: int = ROWS,
    seconds: float = SECONDS,
    network: Callable[[], Namespaces] | None = None,
) -> QuestionAnswer:
    """Run a saved question by name or id, with these values of its parameters.

    It runs like any statement in ``Store.query``, within the same limits. Raises InputError for an
    unknown question and for a value that is missing, unknown or of the wrong type, and whatever
    ``query`` raises. ``network`` returns the network in which names of nodes are looked up; by
    default it is loaded when one is needed.
    """
    question = find_question(store, text)
    read = network or (lambda: _network(store))
    try:
        values = values_of(store, question.parameters, given or {}, read)
    except InputError as error:
        raise InputError(
            "the question {name!r}: {error}", name=question.name, error=error
        ) from error
    guard.check_asks_for_facts(question.statement)
    finish_stated(store)
    answer = store.query(question.statement, values, rows=rows, seconds=seconds)
    return QuestionAnswer(question, values, answer)


def ask_command(name: str, given: Mapping[str, Any], limits: Mapping[str, Any]) -> str | None:
    """The command line that asks a saved question with these values, quoted by ``shell_line``.
    ``limits`` are its options beyond the defaults, by name."""
    texts = {key: _as_given(value) for key, value in given.items()}
    return _command(["ask", name], texts, limits)


def query_command(
    statement: str, values: Mapping[str, Any], limits: Mapping[str, Any]
) -> str | None:
    """The command line that runs a statement with these values; quoting and ``limits`` as for
    ``ask_command``."""
    return _command(["query", statement], {k: _as_json(v) for k, v in values.items()}, limits)


def _command(
    arguments: Sequence[str], texts: Mapping[str, str], limits: Mapping[str, Any]
) -> str | None:
    words = ["graphmodel", *arguments]
    for name, text in texts.items():
        words += ["--param", f"{name}={text}"]
    for option, value in limits.items():
        words += [f"--{option}", f"{value:.15g}"]
    # An argument that starts with - would be taken for an option.
    if arguments[-1].startswith("-"):
        words = ["graphmodel", arguments[0], *words[len(arguments) + 1 :], "--", *arguments[1:]]
    return shell_line(words)


def _as_given(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _as_json(value: Any) -> str:
    """A value as ``query --param`` takes it: as JSON, unless it is a text that is not valid
    JSON."""
    if isinstance(value, str):
        try:
            json.loads(value)
        except (ValueError, RecursionError):
            return value
    return json.dumps(value, ensure_ascii=False, default=str)


def _network(store: Store) -> Namespaces:
    return Namespaces(load_network(store))


def _question(item: Item) -> Question:
    content = item.content
    return Question(
        item.id, content["name"], content["about"], content["statement"],
        tuple(Parameter(**parameter) for parameter in content["parameters"]),
        item.owner, item.by, item.on, item.version,
    )  # fmt: skip
