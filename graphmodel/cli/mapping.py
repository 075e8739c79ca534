"""Write and check mapping files, through which any table is imported.

In the help under: Data
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graphmodel.cli.shared.options import with_schema
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphmodel.facts.batch import Problem
    from graphmodel.importers.registry import ImporterOutput


@click.group("mapping")
def mapping() -> None:
    """Draft and check mapping files, through which any table can be imported."""


@mapping.command("guess")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sheet", help="The sheet of an Excel file, if it is not the first.")
@click.option("--encoding", help="The encoding, if it is detected wrongly.")
@click.option("--owner", help="Whose connections FILE lists, by name or id, as LinkedIn's does.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the mapping to this file, which must not exist yet.",
)
def guess_(
    file: Path, sheet: str | None, encoding: str | None, owner: str | None, out: Path | None
) -> None:
    """Draft a mapping for FILE: a table, from its headers and a sample of its rows, or a graph,
    from its labels.

    \b
    graphmodel mapping guess films.csv --out films.yaml
    graphmodel mapping check films.yaml
    graphmodel mapping guess Connections.csv --owner "Ann Ek" --out connections.yaml
    graphmodel import films.yaml
    """
    from graphmodel.importers.mappings.draft import draft_mapping

    named = Path(os.path.relpath(file, out.parent) if out else str(file)).as_posix()
    text = draft_mapping(file, named, sheet=sheet, encoding=encoding, owner=owner)
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        with out.open("x", encoding="utf-8") as mapping_file:
            mapping_file.write(text)
    except FileExistsError:
        raise InputError(f"{out}: already exists; name another file") from None
    except OSError as error:
        raise InputError(
            f"{out}: cannot be written ({error.strerror}); name another file"
        ) from None
    say(f"Wrote {out}. To check it: graphmodel mapping check {out}")


@mapping.command("check")
@click.argument("mapping_file", metavar="MAPPING", type=click.Path(path_type=Path))
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "output_format",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="How to print the counts and the first facts.",
)
@with_schema
@click.pass_context
def check_(ctx: click.Context, mapping_file: Path, file: Path | None, output_format: str) -> None:
    """Show what MAPPING imports from FILE or from its own table: counts, first facts, problems.

    Nothing is written and no store is opened. Exit code 0: no problems; 1: some rows would be
    refused.
    """
    from graphmodel.importers.mappings.check import check_outputs, unsure_of

    outputs, columns = _outputs(mapping_file, file)
    checked = check_outputs(outputs)
    for number, note in enumerate(checked.notes):
        named = f"; columns {', '.join(columns[:30])}" if columns and not number else ""
        say(f"{note.origin}: {note.text}{named}")
    unsure = unsure_of(mapping_file.read_text(encoding="utf-8"))
    for sentence in unsure:
        say(f"not sure: {sentence}")
    _report_problems(checked.report.commonest())
    counts = checked.counts
    warnings = [note.text for note in checked.notes[1 if columns else 0 :]]
    answer = {"counts": counts, "first": checked.first, "warnings": warnings, "unsure": unsure}
    print_answer(output_format, counts, answer, columns=("kind", "facts", "refused"))
    if output_format == "table":
        for kind, facts in checked.first.items():
            if facts:
                click.echo()
                print_answer("table", facts, facts, columns=list(facts[0]), title=kind)
    ctx.exit(1 if checked.report.problems else 0)


def _outputs(
    mapping_file: Path, file: Path | None
) -> tuple[Iterator[ImporterOutput], Sequence[str]]:
    """The output of a mapping for a file, or for its own, and the columns of a table; a graph has
    none."""
    from graphmodel.importers.graphs.rules import is_graph_mapping
    from graphmodel.importers.mapped_graph import graph_mapping_importer
    from graphmodel.importers.mapped_table import mapped_table
    from graphmodel.importers.mappings.parse import read_mapping
    from graphmodel.importers.mappings.run import read_mapped

    if is_graph_mapping(mapping_file):
        return graph_mapping_importer(mapping_file).read(file or mapping_file), ()
    spec = read_mapping(mapping_file)
    table = mapped_table(spec, file)
    return read_mapped(spec, table), table.columns


def _report_problems(commonest: list[tuple[str, int, Problem]]) -> None:
    for name, count, example in commonest:
        line = f", line {example.line}" if example.line is not None else ""
        column = f", column {example.column}" if example.column else ""
        where = f"{example.origin}{line}{column} is {example.value!r}"
        say(f"{count:,} × {name}: {where}; give {example.cure}")


COMMAND = mapping
