"""Write a briefing on a person or a list: an HTML or PDF file with reasons and sources.

In the help under: Lists and briefings
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graphmodel import words
from graphmodel.cli.shared.options import common
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.cli.shared.workspace import by_option, opened
from graphmodel.errors import InputError

if TYPE_CHECKING:
    from graphmodel.export.briefing_content import Briefing, Subject
    from graphmodel.network.namespaces import Namespaces
    from graphmodel.store.base import Store


@click.command()
@click.argument("about", metavar="LIST|ID")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path),
              metavar="FILE", help="The file to write: .html or .pdf.")  # fmt: skip
@click.option("--from", "routes_from", metavar="PERSON", help="Draw the best route from this "
              "person to everybody.")  # fmt: skip
@click.option(
    "--notes", is_flag=True, help="Include the notes of the list; by default they are left out."
)
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True,
              help="The language of its sentences; names stay as they are.")  # fmt: skip
@by_option
@common
def brief(
    about: str, out: Path, routes_from: str | None, notes: bool, language: str, by: str,
    store_address: str | None, form: str,
) -> None:  # fmt: skip
    """Write a briefing on LIST, or on one person or anything else by id or name.

    It says who is on it and why, what is known of each and according to which sources, and what is
    not known. People who may not be shown are left out.

    \b
    graphmodel brief "Hina autumn" --out hina.html
    graphmodel brief "Hina autumn" --out hina.pdf --from "Anneke Vandersluis"
    graphmodel brief "Hina autumn" --out hina.pdf --language zh
    """
    from graphmodel.export.briefing_content import RoutesFrom, briefing_content
    from graphmodel.network.namespaces import resolve

    if out.suffix.lower() not in (".html", ".htm", ".pdf"):
        raise InputError(f"{out}: a briefing is written as .html or .pdf")
    with opened(store_address) as (store, namespaces):
        title, subjects = _subjects(store, namespaces, by, about, with_notes=notes)
        start = None
        if routes_from is not None:
            namespace = namespaces.of(None, subjects[0].id).claimed
            start = RoutesFrom(resolve(namespace, routes_from), namespace.network)
        with words.speaking(words.nearest(language)):
            content = briefing_content(
                namespaces.network, title, subjects, by=by, date=date.today().isoformat(),
                routes_from=start,
            )  # fmt: skip
    written = _pdf(content) if out.suffix.lower() == ".pdf" else _html(content)
    draft = out.with_name(out.name + ".part")
    try:
        draft.write_bytes(written)
        draft.replace(out)
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror})") from error
    row = {"file": str(out), "title": title, "people": len(subjects)}
    print_answer(form, [row], row, columns=tuple(row))


def _html(content: Briefing) -> bytes:
    from graphmodel.export.briefing import briefing_page

    return briefing_page(content).encode("utf-8")


def _pdf(content: Briefing) -> bytes:
    """The PDF, after saying which letters it cannot show as they are written."""
    from graphmodel.export.briefing_pdf import briefing_pdf

    pdf = briefing_pdf(content)
    if pdf.missing:
        say(f"No font has {' '.join(sorted(pdf.missing))}: the PDF has ? there; .html shows them.")
    if pdf.unjoined:
        say(f"Letters of {', '.join(pdf.unjoined)} are not joined in the PDF; .html joins them.")
    return pdf.content


def _subjects(
    store: Store, namespaces: Namespaces, by: str, about: str, *, with_notes: bool
) -> tuple[str, list[Subject]]:
    """The title and the subjects of a briefing."""
    from graphmodel.export.briefing_content import Subject, subjects_of
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
    subjects = subjects_of(contents, with_notes=with_notes)
    if not subjects:
        raise InputError(f"nobody on the list {contents.heading.name!r} can be written about")
    return contents.heading.name, subjects


COMMAND = brief
