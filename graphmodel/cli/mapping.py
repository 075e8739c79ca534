"""Write and check mapping files, through which any table is imported."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graphmodel.cli.output import print_answer, say
from graphmodel.errors import InputError

if TYPE_CHECKING:
    import polars as pl

    from graphmodel.facts.batch import Problem

_FACTS_SHOWN = 3
_SHOWN_NOT = ("line", "sources", "namespace", "fictional", "labels")


@click.group("mapping")
def mapping() -> None:
    """Make and try mapping files, through which any table is imported."""


@mapping.command("guess")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sheet", help="The sheet of an Excel file, if not the first.")
@click.option("--encoding", help="The encoding, where it is found out wrongly.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the mapping to this file, which must not be there yet.",
)
def guess_(file: Path, sheet: str | None, encoding: str | None, out: Path | None) -> None:
    """Write a first mapping for FILE from its headers and a sample.

    \b
    graphmodel mapping guess films.csv --out films.yaml
    graphmodel mapping check films.yaml
    graphmodel import films.yaml
    """
    from graphmodel.importers.mapped_table import table_at
    from graphmodel.importers.mappings.infer import infer_mapping, mapping_name
    from graphmodel.importers.tables.delimited import Dialect
    from graphmodel.importers.tables.detect import TableFormat
    from graphmodel.importers.tables.table import Table

    def opened(dialect: Dialect) -> Table:
        return table_at(file, TableFormat(dialect=dialect, sheet=sheet))

    place = os.path.relpath(file, out.parent) if out else str(file)
    text = infer_mapping(
        opened, Dialect(encoding=encoding), mapping_name(file), Path(place).as_posix()
    )
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        with out.open("x", encoding="utf-8") as written:
            written.write(text)
    except FileExistsError:
        raise InputError(f"{out}: is there already; name another file") from None
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror})") from None
    say(f"Wrote {out}. See what it gives: graphmodel mapping check {out}")


@mapping.command("check")
@click.argument("mapping_file", metavar="MAPPING", type=click.Path(path_type=Path))
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "output_format",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
)
@click.pass_context
def check_(ctx: click.Context, mapping_file: Path, file: Path | None, output_format: str) -> None:
    """Say what MAPPING makes of FILE, or of the table it names: counts, first facts, problems.

    Nothing is written and no store is opened. Exit 0: all good; 1: some rows would be refused.
    """
    from graphmodel.facts.batch import Note, Problem, Report
    from graphmodel.facts.checks import check
    from graphmodel.importers.mapped_table import mapped_table
    from graphmodel.importers.mappings.parse import read_mapping
    from graphmodel.importers.mappings.run import read_mapped
    from graphmodel.schema.model import LINK_KINDS, NODE_KINDS

    read = read_mapping(mapping_file)
    table = mapped_table(read, file)
    report = Report()
    first: dict[str, list[dict[str, object]]] = {}
    for item in read_mapped(read, table):
        if isinstance(item, Note):
            say(f"{item.origin}: {item.text}; columns {', '.join(table.columns[:30])}")
            continue
        if isinstance(item, Problem):
            report.problems.append(item)
            report.kind(item.kind).refused += 1
            continue
        rows, problems = check(item)
        report.problems += problems
        count = report.kind(item.kind)
        count.written += rows.height
        count.refused += item.rows.height - rows.height
        shown = first.setdefault(item.kind, [])
        shown += _facts(rows.head(_FACTS_SHOWN - len(shown)))
    _tell(report.commonest())
    order = [*NODE_KINDS, *LINK_KINDS, *report.kinds]
    counts = [
        {"kind": kind, "facts": count.written, "refused": count.refused}
        for kind, count in sorted(report.kinds.items(), key=lambda k: order.index(k[0]))
    ]
    answer = {"counts": counts, "first": first}
    print_answer(output_format, counts, answer, columns=("kind", "facts", "refused"))
    if output_format == "table":
        for kind, facts in first.items():
            if facts:
                click.echo()
                print_answer("table", facts, facts, columns=list(facts[0]), title=kind)
    ctx.exit(1 if report.problems else 0)


def _facts(rows: pl.DataFrame) -> list[dict[str, object]]:
    return rows.drop([c for c in _SHOWN_NOT if c in rows.columns]).to_dicts()


def _tell(commonest: list[tuple[str, int, Problem]]) -> None:
    for name, count, example in commonest:
        line = f", line {example.line}" if example.line is not None else ""
        column = f", column {example.column}" if example.column else ""
        where = f"{example.origin}{line}{column} is {example.value!r}"
        say(f"{count:,} × {name}: {where}; give {example.cure}")


COMMAND = mapping
