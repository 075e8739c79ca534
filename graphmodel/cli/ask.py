"""Ask a saved question: named Cypher with parameters, shared by everybody on the store.

In the help under: Analysis
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.cypher import limits, pairs, print_rows
from graphmodel.cli.shared.options import Command, common
from graphmodel.cli.shared.output import print_answer, printable, say
from graphmodel.cli.shared.resident import resident_store, store_of_command
from graphmodel.cli.shared.workspace import by_option

if TYPE_CHECKING:
    from graphmodel.store.workspace_log import Change
    from graphmodel.workspace.questions import Question

_QUESTION = ("name", "about", "parameters", "by", "changed")
_CHANGE = ("number", "on", "by", "text")
_NAMED = ("ask", "show", "save", "remove")


def _action(name: str, help: str) -> Callable[[Command], Command]:
    return click.option(f"--{name}", "actions", flag_value=name, multiple=True, help=help)


@click.command()
@click.argument("name", required=False)
@click.argument("statement", metavar="[CYPHER]", required=False)
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE",
              help="Set a parameter; can be repeated.")  # fmt: skip
@_action("list", "List the saved questions.")
@_action("show", "Show the statement of NAME and what its parameters accept.")
@_action("save", "Save CYPHER under NAME, for everybody who uses the store.")
@click.option("--about", default="", metavar="TEXT",
              help="With --save: what it asks, in a sentence.")  # fmt: skip
@click.option("--type", "types", multiple=True, metavar="NAME=TYPE",
              help="With --save: the type of a parameter, otherwise text: text, texts, number, "
              "date, boolean, node, nodes, or a kind of node such as Person, given by id or name. "
              "Can be repeated.")  # fmt: skip
@click.option("--default", "defaults", multiple=True, metavar="NAME=VALUE",
              help="With --save: the default value of a parameter; can be repeated.",
              )  # fmt: skip
@click.option("--replace", is_flag=True,
              help="With --save: change the question of this name.")  # fmt: skip
@_action("remove", "Remove NAME; --undo brings it back.")
@_action("log", "List the changes of saved questions, the latest first.")
@_action("undo", "Undo your latest change to saved questions, or the change with the number NAME.")
@limits
@by_option
@common
def ask(
    name: str | None, statement: str | None, actions: tuple[str, ...], by: str,
    store_address: str | None, form: str, **options: Any,
) -> None:  # fmt: skip
    """Ask a saved question, NAME. Only statements that read are run, within the same limits as
    query.

    \b
    graphmodel ask --save films-of 'MATCH (p:Person)-[:WORKED_ON]->(f:Project)
                WHERE p.id = $who AND f.year >= $since RETURN f.name, f.year'
                --about 'What somebody worked on' --type who=Person --type since=number
    graphmodel ask films-of --param 'who=Agnès Varda' --param since=1960
    """
    action = _checked(actions, name, statement)
    with store_of_command(store_address) as store:
        _RUN[action](store, by, form, name or "", statement or "", options)


def _checked(actions: tuple[str, ...], name: str | None, statement: str | None) -> str:
    """The action to run; raises a usage error if the arguments do not fit one."""
    if len(set(actions)) > 1:
        raise click.UsageError(
            f"give one of {', '.join(f'--{a}' for a in dict.fromkeys(actions))}."
        )
    action = actions[0] if actions else "ask"
    if action in _NAMED and not name:
        raise click.UsageError("give the NAME of a question; --list lists them.")
    if action == "save" and not statement:
        raise click.UsageError("give the CYPHER to save after its name.")
    if name and action == "list":
        raise click.UsageError(
            "--list lists the saved questions and takes no name. To ask one of everybody on a "
            "list, give their ids, which list show prints, to its parameter: "
            "--param PEOPLE='ID, ID'."
        )
    if statement and action != "save":
        raise click.UsageError(
            "a question is asked by its name alone; to save CYPHER under it, add --save, and to "
            "run CYPHER, use: graphmodel query."
        )
    return action


def _ask(
    store: Any, by: str, form: str, name: str, statement: str, options: dict[str, Any]
) -> None:
    from graphmodel.workspace.questions import ask_question

    given = pairs("--param", options["params"])
    resident = resident_store()
    asked = ask_question(
        store, name, given, rows=options["rows"], seconds=options["seconds"],
        network=None if resident is None else resident.namespaces,
    )  # fmt: skip
    print_rows(asked.answer, form)


def _list(
    store: Any, by: str, form: str, name: str, statement: str, options: dict[str, Any]
) -> None:
    from graphmodel.workspace.questions import saved_questions

    questions = saved_questions(store)
    rows = [_row(question) for question in questions]
    print_answer(form, rows, [asdict(question) for question in questions], columns=_QUESTION)
    if not rows and form == "table":
        say("No saved questions yet; save one with: graphmodel ask --save NAME CYPHER")


def _show(
    store: Any, by: str, form: str, name: str, statement: str, options: dict[str, Any]
) -> None:
    from graphmodel.workspace.questions import find_question

    _print_question(find_question(store, name), form)


def _save(
    store: Any, by: str, form: str, name: str, statement: str, options: dict[str, Any]
) -> None:
    from graphmodel.workspace.questions import save_question

    question = save_question(
        store, by, name, statement, about=options["about"],
        types=pairs("--type", options["types"]),
        defaults=pairs("--default", options["defaults"]), replace=options["replace"],
    )  # fmt: skip
    _print_question(question, form)


def _remove(
    store: Any, by: str, form: str, name: str, statement: str, options: dict[str, Any]
) -> None:
    from graphmodel.workspace.questions import remove_question

    _print_changes([remove_question(store, by, name)], form)


def _log(
    store: Any, by: str, form: str, name: str, statement: str, options: dict[str, Any]
) -> None:
    from graphmodel.workspace.history import question_changes

    _print_changes(question_changes(store, by, name)[: options["rows"]], form)


def _undo(
    store: Any, by: str, form: str, name: str, statement: str, options: dict[str, Any]
) -> None:
    from graphmodel.workspace.history import undo_question_change

    if name.isascii() and name.isdigit() and len(name) < 19:
        change = undo_question_change(store, by, int(name))
    else:
        change = undo_question_change(store, by, text=name)
    _print_changes([change], form)


_RUN = {
    "ask": _ask, "list": _list, "show": _show, "save": _save, "remove": _remove, "log": _log,
    "undo": _undo,
}  # fmt: skip


def _row(question: Question) -> dict[str, Any]:
    return {
        "name": question.name,
        "about": question.about,
        "parameters": [
            f"{p.name} ({p.type})" if p.default is None else f"{p.name} ({p.type}, {p.default})"
            for p in question.parameters
        ],
        "by": question.owner,
        "changed": f"{question.by}, {question.on[:10]}",
    }


def _print_question(question: Question, form: str) -> None:
    rows = [
        {"parameter": p.name, "type": p.type, "default": p.default or "", "give": p.wants}
        for p in question.parameters
    ]
    if form == "table":
        click.echo(printable(f"{question.name} · saved by {question.owner}"))
        if question.about:
            click.echo(printable(f"  {question.about}"))
        for line in question.statement.splitlines():
            click.echo(printable(f"  {line}"))
        if not rows:
            return
    print_answer(form, rows, asdict(question), columns=("parameter", "type", "default", "give"))


def _print_changes(changes: list[Change], form: str) -> None:
    rows = [
        {"number": c.number, "on": c.on[:16].replace("T", " "), "by": c.by, "text": c.text}
        for c in changes
    ]
    print_answer(form, rows, rows, columns=_CHANGE)


COMMAND = ask
