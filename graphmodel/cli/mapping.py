"""Write and check mapping files, through which any table is imported."""

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

    import polars as pl

    from graphmodel.facts.batch import Problem
    from graphmodel.importers.registry import ImporterOutput

_MAX_FACTS = 3
_HIDDEN_COLUMNS = ("line", "sources", "namespace", "fictional", "labels")


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
    from graphmodel.importers.graphs.formats import format_of, open_graph
    from graphmodel.importers.graphs.infer_graph import infer_graph_mapping
    from graphmodel.importers.input_files import Member
    from graphmodel.importers.mapped_table import table_at
    from graphmodel.importers.mappings.infer import infer_mapping, mapping_name
    from graphmodel.importers.tables.delimited import Dialect
    from graphmodel.importers.tables.detect import TableFormat
    from graphmodel.importers.tables.table import Table

    def open_as(dialect: Dialect) -> Table:
        return table_at(file, TableFormat(dialect=dialect, sheet=sheet))

    named = Path(os.path.relpath(file, out.parent) if out else str(file)).as_posix()
    if file.is_file() and format_of(file):
        text = infer_graph_mapping(open_graph(Member(file.name, file)), mapping_name(file), named)
    else:
        text = infer_mapping(
            open_as,
            Dialect(encoding=encoding),
            mapping_name(file),
            named,
            sheet,
            owner,
            mapping_name(file.resolve().parent),
        )
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
    from graphmodel.facts.batch import Note, Problem, Report
    from graphmodel.facts.checks import check
    from graphmodel.facts.confidential import open_rows
    from graphmodel.schema.model import LINK_KINDS, NODE_KINDS

    outputs, columns = _outputs(mapping_file, file)
    report = Report()
    notes: list[str] = []
    first: dict[str, list[dict[str, object]]] = {}
    for output in outputs:
        if isinstance(output, Note):
            notes.append(output.text)
            named = f"; columns {', '.join(columns[:30])}" if columns and len(notes) == 1 else ""
            say(f"{output.origin}: {output.text}{named}")
            continue
        if isinstance(output, Problem):
            report.problems.append(output)
            report.kind(output.kind).refused += 1
            continue
        rows, problems = check(output)
        report.problems += problems
        count = report.kind(output.kind)
        count.written += rows.height
        count.refused += output.rows.height - rows.height
        sample_facts = first.setdefault(output.kind, [])
        shown = open_rows(output.kind, rows).head(_MAX_FACTS - len(sample_facts))
        sample_facts += _visible_facts(shown)
    unsure = _unsure(mapping_file)
    for sentence in unsure:
        say(f"not sure: {sentence}")
    _report_problems(report.commonest())
    order = [*NODE_KINDS, *LINK_KINDS, *report.kinds]
    counts = [
        {"kind": kind, "facts": count.written, "refused": count.refused}
        for kind, count in sorted(report.kinds.items(), key=lambda k: order.index(k[0]))
    ]
    warnings = notes[1:] if columns else notes
    answer = {"counts": counts, "first": first, "warnings": warnings, "unsure": unsure}
    print_answer(output_format, counts, answer, columns=("kind", "facts", "refused"))
    if output_format == "table":
        for kind, facts in first.items():
            if facts:
                click.echo()
                print_answer("table", facts, facts, columns=list(facts[0]), title=kind)
    ctx.exit(1 if report.problems else 0)


def _outputs(
    mapping_file: Path, file: Path | None
) -> tuple[Iterator[ImporterOutput], Sequence[str]]:
    """What a mapping reads from a file, or from its own, and the columns of a table; a graph has
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


def _unsure(mapping_file: Path) -> list[str]:
    """What ``guess`` was not sure of and nobody has taken out of the mapping since."""
    from graphmodel.importers.mappings.spec import UNSURE

    lines = mapping_file.read_text(encoding="utf-8").splitlines()
    return [line.split(UNSURE, 1)[1].strip() for line in lines if UNSURE in line]


def _visible_facts(rows: pl.DataFrame) -> list[dict[str, object]]:
    return rows.drop([c for c in _HIDDEN_COLUMNS if c in rows.columns]).to_dicts()


def _report_problems(commonest: list[tuple[str, int, Problem]]) -> None:
    for name, count, example in commonest:
        line = f", line {example.line}" if example.line is not None else ""
        column = f", column {example.column}" if example.column else ""
        where = f"{example.origin}{line}{column} is {example.value!r}"
        say(f"{count:,} × {name}: {where}; give {example.cure}")


COMMAND = mapping
