"""Keep lists of people and anything else, with stages, notes and tags.

In the help under: Lists and briefings
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.options import common
from graphmodel.cli.shared.output import print_answer, printable, say
from graphmodel.cli.shared.workspace import by_option, opened, print_change, print_changes
from graphmodel.errors import InputError
from graphmodel.store import open_store

if TYPE_CHECKING:
    from graphmodel.network.namespaces import Namespace, Namespaces
    from graphmodel.workspace.contents import Entry, ListContents
    from graphmodel.workspace.lists import ListHeading

_HEADING = ("id", "name", "owner", "shared", "size", "stages", "tags", "changed")
_ENTRY = ("stage", "name", "kind", "known", "tags", "notes", "because", "added", "id")


@click.group("list")
def list_() -> None:
    """Keep lists of people and anything else, with stages, notes and tags.

    A list is yours, and only you see it until you share it with everybody who uses the store. LIST
    is the name or the id of a list, and ID the id or the name of an entry on it.
    """


@list_.command()
@click.argument("name", metavar="LIST", required=False)
@by_option
@common
def show(name: str | None, by: str, store_address: str | None, form: str) -> None:
    """Show what is on LIST, or without it every list.

    \b
    graphmodel list show
    graphmodel list show "Hina autumn"
    """
    from graphmodel.workspace.contents import read_list
    from graphmodel.workspace.lists import list_headings

    if name is None:
        with open_store(store_address) as store:
            rows = [_heading_row(heading) for heading in list_headings(store, by)]
        print_answer(form, rows, rows, columns=_HEADING)
        if not rows and form == "table":
            say("No lists yet; make one with: graphmodel list create NAME")
        return
    with opened(store_address) as (store, namespaces):
        contents = read_list(store, namespaces.network, by, name)
    _print_list(contents, form)


@list_.command()
@click.argument("name", metavar="LIST")
@click.option("--stage", "stages", multiple=True, metavar="NAME",
              help="A stage of your own; repeat it for each, in order. By default found, "
                   "contacted, met and passed.")  # fmt: skip
@click.option("--share", is_flag=True, help="Share it with everybody who uses the store.")
@by_option
@common
def create(
    name: str, stages: tuple[str, ...], share: bool, by: str, store_address: str | None, form: str
) -> None:
    """Make an empty list.

    \b
    graphmodel list create "Hina autumn"
    graphmodel list create Jury --stage asked --stage agreed --stage declined --share
    """
    from graphmodel.workspace.lists import STAGES, create_list

    with open_store(store_address) as store:
        item = create_list(store, by, name, stages or STAGES, shared=share)
        _print_heading(store, by, item.id, form)


@list_.command()
@click.argument("name", metavar="LIST")
@click.argument("texts", metavar="[ID]...", nargs=-1)
@click.option(
    "--from",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Add everybody in this file, such as an answer in CSV: from its column id or name, or "
    "else one per line; its column why or reasons gives the reason.",
)
@click.option("--because", default="", metavar="TEXT", help="Why they are on the list.")
@click.option(
    "--stage",
    default="",
    metavar="NAME",
    help="The stage to add them at; by default the first of the list.",
)
@by_option
@common
def add(
    name: str, texts: tuple[str, ...], file: Path | None, because: str, stage: str, by: str,
    store_address: str | None, form: str,
) -> None:  # fmt: skip
    """Add people, schools, festivals or anything else by id or name.

    \b
    graphmodel list add "Hina autumn" demo:person/qiu-wenlan --because "suggested for Hina"
    graphmodel people "directors from China" --format csv > found.csv
    graphmodel list add "Hina autumn" --from found.csv
    """
    from graphmodel.cli.shared.listed import rows_of_file
    from graphmodel.workspace.lists import add_to_list, find_list

    why = dict.fromkeys(texts, "") | (rows_of_file(file) if file is not None else {})
    if not why:
        raise InputError(f"{file}: nobody is in it" if file else "say whom: ID..., or --from FILE")
    with opened(store_address) as (store, namespaces):
        list_namespace = find_list(store, by, name).content["namespace"]
        namespace = _namespace(namespaces, list_namespace, tuple(why))
        ids = _ids(namespace, tuple(why))
        reasons = {key: because or reason for key, reason in zip(ids, why.values(), strict=True)}
        addition = add_to_list(store, namespaces.network, by, name, ids, because=reasons,
                               stage=stage)  # fmt: skip
    rows = [
        {"id": key, "name": namespaces.network.name_of(key), "now": now}
        for now, keys in (("added", addition.added), ("on it already", addition.present))
        for key in keys
    ]
    print_answer(form, rows, asdict(addition), columns=("now", "name", "id"))


@list_.command()
@click.argument("name", metavar="LIST")
@click.argument("texts", metavar="ID...", nargs=-1, required=True)
@by_option
@common
def remove(
    name: str, texts: tuple[str, ...], by: str, store_address: str | None, form: str
) -> None:
    """Remove people from LIST, with the notes about them in it.

    \b
    graphmodel list remove "Hina autumn" demo:person/qiu-wenlan
    """
    from graphmodel.workspace.lists import remove_from_list

    with opened(store_address) as (store, namespaces):
        ids = _listed(store, namespaces, by, name, texts)
        print_change(remove_from_list(store, namespaces.network, by, name, ids), form)


@list_.command()
@click.argument("name", metavar="LIST")
@click.argument("texts", metavar="ID...", nargs=-1, required=True)
@click.option("--to", "stage", required=True, metavar="STAGE", help="A stage of the list.")
@by_option
@common
def move(
    name: str, texts: tuple[str, ...], stage: str, by: str, store_address: str | None, form: str
) -> None:
    """Move entries on LIST to another stage.

    \b
    graphmodel list move "Hina autumn" demo:person/qiu-wenlan --to contacted
    """
    from graphmodel.workspace.lists import move_entries

    with opened(store_address) as (store, namespaces):
        ids = _listed(store, namespaces, by, name, texts)
        print_change(move_entries(store, namespaces.network, by, name, ids, stage), form)


@list_.command()
@click.argument("name", metavar="LIST")
@click.argument("text", metavar="[ID]", required=False)
@click.option("--text", "note", metavar="TEXT", help="The note.")
@click.option("--edit", metavar="NOTE", help="Change this note, by its id, instead of adding one; "
              'with --text "" it is removed.')  # fmt: skip
@by_option
@common
def note(
    name: str, text: str | None, note: str | None, edit: str | None, by: str,
    store_address: str | None, form: str,
) -> None:  # fmt: skip
    """Write a note about somebody on LIST, or about the list; without --text, show the notes.

    \b
    graphmodel list note "Hina autumn" demo:person/qiu-wenlan --text "Away until May"
    """
    from graphmodel.workspace.contents import read_list
    from graphmodel.workspace.lists import edit_note, write_note

    with opened(store_address) as (store, namespaces):
        node_id = _listed(store, namespaces, by, name, (text,))[0] if text else ""
        if edit and note is None:
            raise click.UsageError("give the new text with --text")
        if edit:
            edit_note(store, by, edit, note or "")
        elif note is not None:
            write_note(store, namespaces.network, by, name, node_id, note)
        contents = read_list(store, namespaces.network, by, name)
    rows = [
        {"about": about, "note": n.text, "by": n.owner, "on": n.on[:10], "id": n.id}
        for about, key, notes in (
            (contents.heading.name, "", contents.notes),
            *((e.name, e.id, e.notes) for e in contents.entries),
        )
        for n in notes
        if not text or key == namespaces.network.canonical_id(node_id)
    ]
    print_answer(form, rows, rows, columns=("about", "note", "by", "on", "id"))


@list_.command()
@click.argument("name", metavar="LIST")
@click.argument("texts", metavar="[ID...]", nargs=-1)
@click.option("--add", multiple=True, metavar="TAG", help="A tag to give; can be repeated.")
@click.option("--drop", multiple=True, metavar="TAG", help="A tag to take off; can be repeated.")
@by_option
@common
def tag(
    name: str, texts: tuple[str, ...], add: tuple[str, ...], drop: tuple[str, ...], by: str,
    store_address: str | None, form: str,
) -> None:  # fmt: skip
    """Tag somebody on LIST, or without an ID the list itself.

    \b
    graphmodel list tag "Hina autumn" demo:person/qiu-wenlan --add drama --drop maybe
    """
    from graphmodel.workspace.lists import find_list, tag_entries, tag_list

    if not add and not drop:
        raise click.UsageError("give a tag with --add or --drop.")
    with opened(store_address) as (store, namespaces):
        if texts:
            ids = _listed(store, namespaces, by, name, texts)
            change = tag_entries(store, namespaces.network, by, name, ids, add=add, drop=drop)
            print_change(change, form)
            return
        gone = {dropped.casefold() for dropped in drop}
        held = [t for t in find_list(store, by, name).content["tags"] if t.casefold() not in gone]
        item = tag_list(store, by, name, [*held, *add])
        _print_heading(store, by, item.id, form)


@list_.command()
@click.argument("name", metavar="LIST")
@click.argument("new_name", metavar="NAME")
@by_option
@common
def rename(name: str, new_name: str, by: str, store_address: str | None, form: str) -> None:
    """Give LIST another name.

    \b
    graphmodel list rename "Hina autumn" "Hina winter"
    """
    from graphmodel.workspace.lists import rename_list

    with open_store(store_address) as store:
        _print_heading(store, by, rename_list(store, by, name, new_name).id, form)


@list_.command()
@click.argument("name", metavar="LIST")
@click.argument("names", metavar="STAGE...", nargs=-1, required=True)
@by_option
@common
def stages(
    name: str, names: tuple[str, ...], by: str, store_address: str | None, form: str
) -> None:
    """Set the stages of LIST, in this order; a stage with entries cannot be removed.

    \b
    graphmodel list stages "Hina autumn" found contacted met hired passed
    """
    from graphmodel.workspace.lists import set_stages

    with open_store(store_address) as store:
        _print_heading(store, by, set_stages(store, by, name, names).id, form)


@list_.command()
@click.argument("name", metavar="LIST")
@click.option("--with", "whom", type=click.Choice(("nobody", "everybody")), required=True,
              help="Who else sees and edits it.")  # fmt: skip
@by_option
@common
def share(name: str, whom: str, by: str, store_address: str | None, form: str) -> None:
    """Share LIST with everybody who uses the store, or with nobody.

    \b
    graphmodel list share "Hina autumn" --with everybody
    """
    from graphmodel.workspace.lists import share_list

    with open_store(store_address) as store:
        item = share_list(store, by, name, shared=whom == "everybody")
        _print_heading(store, by, item.id, form)


@list_.command()
@click.argument("name", metavar="LIST")
@by_option
@common
def delete(name: str, by: str, store_address: str | None, form: str) -> None:
    """Delete LIST with its notes; undo brings all of it back.

    \b
    graphmodel list delete "Hina autumn"
    """
    from graphmodel.workspace.lists import delete_list

    with open_store(store_address) as store:
        print_change(delete_list(store, by, name), form)


@list_.command()
@click.argument("name", metavar="LIST", required=False)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, metavar="N",
              help="List at most this many.")  # fmt: skip
@by_option
@common
def log(name: str | None, limit: int, by: str, store_address: str | None, form: str) -> None:
    """List the changes of LIST, or of all lists, the latest first.

    \b
    graphmodel list log "Hina autumn"
    """
    from graphmodel.workspace.history import list_changes

    with open_store(store_address) as store:
        changes = list_changes(store, by, name or "")
    print_changes(changes, limit, form)


@list_.command()
@click.argument("number", type=click.IntRange(1), required=False)
@click.option(
    "--list", "name", default="", metavar="LIST", help="Undo your latest change to this list."
)
@by_option
@common
def undo(number: int | None, name: str, by: str, store_address: str | None, form: str) -> None:
    """Undo the change with this NUMBER, or by default your latest; an undo can be undone.

    \b
    graphmodel list undo
    graphmodel list undo 12
    """
    from graphmodel.workspace.history import undo_change

    with open_store(store_address) as store:
        print_change(undo_change(store, by, number, name), form)


def _namespace(namespaces: Namespaces, name: str, texts: tuple[str, ...]) -> Namespace:
    """The data set of the texts if the list is empty or one of them is an id, else that of the
    list."""
    return namespaces.of(None if not name or any(t in namespaces.network for t in texts) else name,
                         *texts)  # fmt: skip


def _ids(namespace: Namespace, texts: tuple[str, ...]) -> list[str]:
    from graphmodel.network.namespaces import resolve_any

    return [resolve_any(namespace, text) for text in texts]


def _listed(
    store: Any, namespaces: Namespaces, by: str, name: str, texts: tuple[str, ...]
) -> list[str]:
    """The ids of entries of the list, each given by id or name."""
    from graphmodel.workspace.contents import entry_ids

    return entry_ids(store, namespaces.network, by, name, texts)


def _print_list(contents: ListContents, form: str) -> None:
    heading = contents.heading
    if form == "table":
        sizes = ", ".join(f"{count:,} {stage}" for stage, count in heading.sizes.items())
        click.echo(printable(f"{heading.name} · of {heading.owner}, shared with {heading.shared}"))
        click.echo(printable(f"  {sizes}"))
        for note in contents.notes:
            click.echo(printable(f"  {note.owner}, {note.on[:10]}: {note.text}"))
    rows = [_entry_row(entry) for entry in contents.entries]
    columns = [name for name in _ENTRY if form == "csv" or any(row[name] for row in rows)]
    print_answer(form, rows, asdict(contents), columns=columns)
    if contents.withheld:
        say(f"{contents.withheld:,} left out because they must not be shown.")


def _entry_row(entry: Entry) -> dict[str, Any]:
    joined = f"joined from {', '.join(entry.listed_as)}" if len(entry.listed_as) > 1 else ""
    return {
        "stage": entry.stage,
        "name": entry.name,
        "kind": entry.kind,
        "known": "no longer in the store" if entry.gone else joined or entry.line,
        "tags": list(entry.tags),
        "notes": [note.text for note in entry.notes],
        "because": entry.because,
        "added": f"{entry.added_by}, {entry.added_on[:10]}",
        "id": entry.id,
    }


def _heading_row(heading: ListHeading) -> dict[str, Any]:
    return {
        "id": heading.id,
        "name": heading.name,
        "owner": heading.owner,
        "shared": heading.shared,
        "size": heading.size,
        "stages": [f"{stage} {count:,}" for stage, count in heading.sizes.items()],
        "tags": list(heading.tags),
        "changed": f"{heading.by}, {heading.on[:10]}",
    }


def _print_heading(store: Any, by: str, list_id: str, form: str) -> None:
    from graphmodel.workspace.lists import list_headings

    rows = [_heading_row(h) for h in list_headings(store, by) if h.id == list_id]
    print_answer(form, rows, rows[0], columns=_HEADING)


COMMAND = list_
