"""The lines of a mapping for a column such as "Based on": works, their authors and the links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graphmodel.importers.mappings.yaml_text import quoted, yaml_text
from graphmodel.schema.model import link_kinds


def basis_columns(column: str, title: str, films: Mapping[str, str]) -> list[str]:
    """The lines below ``columns:`` that split a column of works into parts. ``title`` is the column
    of films' titles, and ``films`` has the ids of films of the table that are such works."""
    source = yaml_text(f"{{{column}}}")
    same_name = yaml_text(f"{{the_same_name}}{{{title}}}")
    lines = [
        f"  the_same_name: {{from: {source}, work: same_name}}",
        f"  the_basis: {{first: [{{from: {source}, work: title}}, "
        f"{{from: {same_name}, replace: {{'^=': ''}}}}]}}",
        *(
            f"  the_basis_{part}: {{from: {source}, work: {part}}}"
            for part in ("author", "type", "year")
        ),
    ]
    if films:
        known = ", ".join(f"{yaml_text(t)}: {yaml_text(key)}" for t, key in films.items())
        table = f"table: {{{known}}}, otherwise: empty"
        lines.append(f'  the_basis_film: {{from: "{{the_basis}}", {table}}}')
    return lines


def basis_rules(name: str, each: Sequence[str], *, known: bool) -> tuple[list[str], list[str]]:
    """The nodes of works and of their authors, and the links to them. ``known`` is whether some of
    the works are films of the table; ``each`` is the line that splits several in a cell."""
    work = quoted(f"{name}:work/{{the_basis}}")
    dated = quoted(f"{name}:work/{{the_basis}} ({{the_basis_year}})")
    film = '"{the_basis_film}", ' if known else ""
    nodes = [
        "  basis:",
        "    kind: Project",
        *each,
        f"    id: [{film}{dated}, {work}]",
        '    name: "{the_basis}"',
        '    type: {from: "{the_basis_type}", keep: first}',
        '    year: {from: "{the_basis_year}", keep: first}',
        "  basis_author:",
        "    kind: Person",
        *each,
        f"    id: {quoted(f'{name}:person/{{the_basis_author}}')}",
        '    name: "{the_basis_author}"',
    ]
    credit = link_kinds("credit")[0]
    links = [
        f"  - {{kind: {link_kinds('adaptation')[0]}, from: film, to: basis}}",
        f"  - {{kind: {credit}, from: basis_author, to: basis, role: author}}",
        f"  - {{kind: {credit}, from: basis_author, to: film, role: author, "
        "when: {the_basis: {present: false}}}",
    ]
    return nodes, links
