"""Add, list, change and remove those who may sign in to a shared explorer.

In the help under: The store and the explorer
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graphmodel.cli.shared.options import format_option
from graphmodel.cli.shared.output import print_answer, say

if TYPE_CHECKING:
    from graphmodel.access.users import User, UsersFile

_ROLES = ("reader", "editor", "administrator")
_COLUMNS = ("name", "role", "added")

file_option = click.option(
    "--users",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="File of users; without it GRAPHMODEL_USERS, else users.json in the data folder.",
)
_password_option = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)


@click.group()
def users() -> None:
    """Add, list, change and remove those who may sign in to a shared explorer.

    A reader changes nothing. An editor keeps lists, notes and views, decides on duplicates and
    accepts plans. An administrator also imports, undoes imports, erases people and sees who did
    what. `graphmodel explore --sign-in` lets only users in.
    """


@users.command()
@click.argument("name")
@click.option("--role", type=click.Choice(_ROLES), default="reader", show_default=True,
              help="What they may do.")  # fmt: skip
@click.option(
    "--no-password", is_flag=True,
    help="No password: they sign in with a provider, which knows them by NAME, an email address.",
)  # fmt: skip
@_password_option
@file_option
@format_option
def add(
    name: str, role: str, no_password: bool, password_stdin: bool, path: Path | None, form: str
) -> None:
    """Add a user, with a password that is asked for twice.

    \b
    graphmodel users add "Ann Lee" --role administrator
    """
    from graphmodel.access.roles import Role

    password = None if no_password else _password(password_stdin)
    user = _file(path).add(name, Role(role), password)
    _print(form, [user])


@users.command(name="list")
@file_option
@format_option
def list_(path: Path | None, form: str) -> None:
    """List the users by name, with their roles."""
    _print(form, list(_file(path).users()))


@users.command(name="set")
@click.argument("name")
@click.option("--role", type=click.Choice(_ROLES), help="Another role.")
@click.option("--password", "with_password", is_flag=True, help="Ask for another password.")
@_password_option
@file_option
@format_option
def set_(
    name: str,
    role: str | None,
    with_password: bool,
    password_stdin: bool,
    path: Path | None,
    form: str,
) -> None:
    """Give a user another role or password; another password ends their sessions."""
    from graphmodel.access.roles import Role

    if role is None and not (with_password or password_stdin):
        raise click.UsageError("say what to change: --role or --password")
    password = _password(password_stdin) if with_password or password_stdin else None
    user = _file(path).change(name, role=None if role is None else Role(role), password=password)
    _print(form, [user])


@users.command()
@click.argument("name")
@file_option
@format_option
def remove(name: str, path: Path | None, form: str) -> None:
    """Remove a user; their sessions end immediately. What they saved stays."""
    user = _file(path).remove(name)
    _print(form, [user])
    say(f"{user.name} can no longer sign in.")


def _file(path: Path | None) -> UsersFile:
    from graphmodel.access.users import UsersFile
    from graphmodel.settings import users_file

    return UsersFile(path or users_file())


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return password


def _print(form: str, listed: list[User]) -> None:
    rows = [{"name": user.name, "role": str(user.role), "added": user.added} for user in listed]
    print_answer(form, rows, rows, columns=_COLUMNS)


COMMAND = users
