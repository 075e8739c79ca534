"""List saved pictures, show where one opens, draw it as SVG, rename, share or remove it.

In the help under: Lists and briefings
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.options import common
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.cli.shared.workspace import by_option, opened, print_change, print_changes
from graphmodel.errors import InputError
from graphmodel.store import open_store

if TYPE_CHECKING:
    from graphmodel.workspace.views import SavedView

_COLUMNS = ("id", "name", "nodes", "owner", "shared", "note", "changed", "link")


@click.group()
def views() -> None:
    """List saved pictures, show where one opens, draw it as SVG, rename, share or remove it.

    A view is saved on the page Explore. VIEW is its name or its id. The link opens in the explorer
    that graphmodel explore starts.
    """


@views.command("list")
@by_option
@common
def list_(by: str, store_address: str | None, form: str) -> None:
    """List the views that you see: your own, and those shared with everybody.

    \b
    graphmodel views list
    """
    from graphmodel.workspace.views import saved_views

    with open_store(store_address) as store:
        rows = [_row(view) for view in saved_views(store, by)]
    print_answer(form, rows, rows, columns=_COLUMNS)
    if not rows and form == "table":
        say("No views yet; save one on the page Explore.")


@views.command()
@click.argument("name", metavar="VIEW")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Draw the picture, as it was saved, into this .svg.")  # fmt: skip
@by_option
@common
def show(name: str, out: Path | None, by: str, store_address: str | None, form: str) -> None:
    """Show the link of VIEW, and which of its nodes are no longer in the store.

    \b
    graphmodel views show "Hina's circle"
    """
    from graphmodel.pictures.notes import notes_from
    from graphmodel.workspace.views import find_view, missing_from

    if out is not None and out.suffix.lower() != ".svg":
        raise InputError(f"{out}: a view is drawn as .svg")
    with opened(store_address) as (store, namespaces):
        view = find_view(store, by, name)
        missing = missing_from(store, namespaces.network, view)
    if out is not None:
        _draw(view, out)
    row = _row(view)
    value = row | {"parameters": view.parameters, "no_longer_here": missing.count,
                   "names": list(missing.names), "unreadable": missing.unreadable}  # fmt: skip
    notes = notes_from(view.parameters.get("note", ()))
    value["notes_on_canvas"] = [{"on": note.node_id, "text": note.text} for note in notes]
    print_answer(form, [row], value, columns=_COLUMNS)
    for note in notes if form == "table" else ():
        say(f"On the canvas: {note.text}")
    if missing.sentence():
        say(missing.sentence())


@views.command()
@click.argument("name", metavar="VIEW")
@click.option("--name", "new_name", metavar="NAME", help="Another name.")
@click.option("--note", metavar="TEXT", help='Another note; "" removes it.')
@click.option("--with", "whom", type=click.Choice(("nobody", "everybody")),
              help="Who else sees it.")  # fmt: skip
@by_option
@common
def change(
    name: str, new_name: str | None, note: str | None, whom: str | None, by: str,
    store_address: str | None, form: str,
) -> None:  # fmt: skip
    """Give VIEW another name or note, or share it with everybody or nobody.

    \b
    graphmodel views change "Hina's circle" --with nobody
    """
    from graphmodel.workspace.views import describe_view

    if new_name is None and note is None and whom is None:
        raise click.UsageError("give --name, --note or --with.")
    with open_store(store_address) as store:
        shared = None if whom is None else whom == "everybody"
        view = describe_view(store, by, name, name=new_name, note=note, shared=shared)
    row = _row(view)
    print_answer(form, [row], row, columns=_COLUMNS)


@views.command()
@click.argument("name", metavar="VIEW")
@by_option
@common
def remove(name: str, by: str, store_address: str | None, form: str) -> None:
    """Remove VIEW; undo brings it back.

    \b
    graphmodel views remove "Hina's circle"
    """
    from graphmodel.workspace.views import remove_view

    with open_store(store_address) as store:
        print_change(remove_view(store, by, name), form)


@views.command()
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, metavar="N",
              help="List at most this many.")  # fmt: skip
@by_option
@common
def log(limit: int, by: str, store_address: str | None, form: str) -> None:
    """List the changes of views, the latest first.

    \b
    graphmodel views log
    """
    from graphmodel.workspace.history import view_changes

    with open_store(store_address) as store:
        changes = view_changes(store, by)
    print_changes(changes, limit, form)


@views.command()
@click.argument("number", type=click.IntRange(1), required=False)
@by_option
@common
def undo(number: int | None, by: str, store_address: str | None, form: str) -> None:
    """Undo the change with this NUMBER, or by default your latest; an undo can be undone.

    \b
    graphmodel views undo
    """
    from graphmodel.workspace.history import undo_view_change

    with open_store(store_address) as store:
        print_change(undo_view_change(store, by, number), form)


def _draw(view: SavedView, out: Path) -> None:
    from graphmodel.pictures.thumbnail import thumbnail_of

    try:
        out.write_text(thumbnail_of(view), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror})") from error


def _row(view: SavedView) -> dict[str, Any]:
    return {
        "id": view.id,
        "name": view.name,
        "nodes": view.nodes,
        "owner": view.owner,
        "shared": view.shared,
        "note": view.note,
        "changed": f"{view.by}, {view.on[:10]}",
        "link": view.link,
    }


COMMAND = views
