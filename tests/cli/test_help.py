"""The help of every command: one line each in the list, and help for every option."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from graphmodel.cli import SECTIONS, cli


def commands(group: click.Group = cli, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command and subcommand with its full name."""
    ctx = click.Context(group)
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None
        yield f"{path}{name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{name} ")


COMMANDS = dict(commands())
ROOT = Path(__file__).parents[2]

HEAVY = {"duckdb", "lightgbm", "neo4j", "numba", "numpy", "pandas", "polars", "rich", "scipy"}
"""Packages that take a tenth of a second or more to import."""


def test_a_command_is_named_as_its_module() -> None:
    top = {name: command.name for name, command in COMMANDS.items() if " " not in name}
    assert top == {name: name for name in top}
    assert {"introduce", "connect", "find", "show", "import", "suggest", "exposure"} <= set(top)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_help(name: str) -> None:
    options = [p for p in COMMANDS[name].params if isinstance(p, click.Option)]
    assert [option.opts for option in options if not option.help] == []


def test_the_list_of_commands_says_what_each_does() -> None:
    listed = cli.get_help(click.Context(cli))
    for name in COMMANDS:
        if " " not in name:
            line = next(line for line in listed.splitlines() if line.strip().startswith(f"{name} "))
            assert line.removeprefix(f"  {name}").strip()


def test_the_list_of_commands_loads_none_of_them() -> None:
    code = (
        "import sys; from graphmodel.cli import cli\n"
        "try: cli.main(['--help'])\n"
        "finally: print(*sys.modules, file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Usage: " in run.stdout
    loaded = set(run.stderr.split())
    assert "graphmodel.cli" in loaded
    assert not {name for name in loaded if name.startswith("graphmodel.cli.")}


def test_no_help_loads_what_only_answers_need() -> None:
    code = (
        "import sys, click\n"
        "from tests.cli.test_help import COMMANDS\n"
        "for name, command in COMMANDS.items(): command.get_help(click.Context(command))\n"
        "print(*sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = set(run.stdout.split())
    assert "graphmodel.cli.introduce" in loaded
    assert loaded & HEAVY == set()


def test_opening_the_network_loads_no_importer_and_no_compiler() -> None:
    modules = ("snapshot", "network.namespaces", "store.embedded", "cli.find", "cli.show")
    code = f"import sys, {', '.join('graphmodel.' + name for name in modules)}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "graphmodel.snapshot" in loaded
    assert not {name for name in loaded if name.startswith("graphmodel.importers.")}
    assert loaded & {"duckdb", "lightgbm", "numba", "scipy"} == set()


def test_the_readme_names_every_command_under_its_section() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.partition("`graphmodel --help` lists the commands:")[2].split("\n\n")[1]
    named = {
        section: set(commands.replace("`", "").replace(",", "").split())
        for _, section, commands, _ in (line.split("|") for line in table.splitlines()[2:])
    }
    assert {section.strip(): names for section, names in named.items()} == by_section()


def by_section() -> dict[str, set[str]]:
    """The commands that the help lists under each section."""
    paragraphs = cli.get_help(click.Context(cli)).split("\n\n")
    listed = {
        title.rstrip(":"): {
            row.split()[0] for row in rows if row.startswith("  ") and row[2] != " "
        }
        for title, *rows in map(str.splitlines, paragraphs)
    }
    return {section: listed[section] for section in SECTIONS}


def test_every_command_stands_in_the_help_once() -> None:
    listed = [name for names in by_section().values() for name in names]
    assert sorted(listed) == sorted(name for name in COMMANDS if " " not in name)
