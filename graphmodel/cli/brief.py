"""Write a briefing on a person or a list: one HTML file to send, with reasons and sources."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graphmodel.cli.shared.options import common
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.cli.shared.workspace import by_option, opened
from graphmodel.errors import InputError

if TYPE_CHECKING:
    from graphmodel.export.briefing import Subject
    from graphmodel.network.namespaces import Namespaces
    from graphmodel.store.base import Store


@click.command()
@click.argument("about", metavar="LIST|ID")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path),
              metavar="FILE", help="The file to write: .html.")  # fmt: skip
@click.option("--notes", is_flag=True, help="Print the notes of the list too; without it they stay "
              "with you.")  # fmt: skip
@by_option
@common
def brief(
    about: str, out: Path, notes: bool, by: str, store_address: str | None, form: str
) -> None:
    """Write a briefing on LIST, or on one person or anything else by id or name.

    It says who is on it and why, what is known of each and according to which sources, and what is
    not known. Whoever may not be shown is left out.

    \b
    graphmodel brief "Hina autumn" --out hina.html
    """
    from graphmodel.export.briefing import briefing

    if out.suffix.lower() not in (".html", ".htm"):
        raise InputError(f"{out}: a briefing is written as .html; print that for a PDF")
    with opened(store_address) as (store, namespaces):
        title, subjects = _subjects(store, namespaces, by, about, with_notes=notes)
        text = briefing(namespaces.network, title, subjects, by=by, date=date.today().isoformat())
    draft = out.with_name(out.name + ".part")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(out)
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror})") from error
    row = {"file": str(out), "title": title, "people": len(subjects)}
    print_answer(form, [row], row, columns=tuple(row))


def _subjects(
    store: Store, namespaces: Namespaces, by: str, about: str, *, with_notes: bool
) -> tuple[str, list[Subject]]:
    """The title of a briefing and whom it is on."""
    from graphmodel.export.briefing import Subject
    from graphmodel.network.namespaces import resolve_any
    from graphmodel.workspace.contents import read_list
    from graphmodel.workspace.lists import is_list

    network = namespaces.network
    if about in network or not is_list(store, by, about):
        node_id = resolve_any(namespaces.of(None, about), about)
        return network.name_of(node_id), [Subject(node_id)]
    contents = read_list(store, network, by, about)
    gone = sum(entry.gone for entry in contents.entries)
    if gone or contents.withheld:
        say(f"Left out: {gone:,} no longer in the store, {contents.withheld:,} not to be shown.")
    subjects = [
        Subject(
            entry.id, entry.stage, entry.because,
            tuple(note.text for note in entry.notes) if with_notes else (),
        )
        for entry in contents.entries
        if not entry.gone
    ]  # fmt: skip
    if not subjects:
        raise InputError(f"nobody on the list {contents.heading.name!r} can be written about")
    return contents.heading.name, subjects


COMMAND = brief
