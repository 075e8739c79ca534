"""The ``graphmodel`` command. Each module here is one command; they only format results."""

from __future__ import annotations

import errno
import importlib
import keyword
import os
import sys
import traceback
from pathlib import Path

import click

from graphmodel.errors import GraphmodelError, SchemaError
from graphmodel.facts.shown_text import shown

_FOLDER = Path(__file__).parent
_UNDER = "In the help under: "

SECTIONS = (
    "Find and show",
    "Introductions and suggestions",
    "Lists and briefings",
    "Programmes",
    "Data",
    "Analysis",
    "The store and the explorer",
)
"""The order of the sections of the help; each command's module names its section."""


class Commands(click.Group):
    """The commands, one module each: only the one that runs is loaded. ``shared/`` has the rest."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        modules = (path.stem for path in _FOLDER.glob("*.py"))
        return sorted(name.rstrip("_") for name in modules if name != "__init__")

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"graphmodel.cli.{_module(cmd_name)}")
        command: click.Command = module.COMMAND
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by section, each with the first line of its module, without loading
        it."""
        by_section: dict[str, list[tuple[str, str]]] = {section: [] for section in SECTIONS}
        for name in self.list_commands(ctx):
            summary, section = _summary_and_section(name)
            by_section[section].append((name, summary))
        width = max(len(name) for rows in by_section.values() for name, _ in rows)
        for section, rows in by_section.items():
            with formatter.section(section):
                formatter.write_dl([(name.ljust(width), summary) for name, summary in rows])


def _module(command: str) -> str:
    return f"{command}_" if keyword.iskeyword(command) else command


def _summary_and_section(command: str) -> tuple[str, str]:
    """The summary and the section at the head of a command's module."""
    path = _FOLDER / f"{_module(command)}.py"
    with path.open(encoding="utf-8") as lines:
        summary = next(lines).strip().strip('"')
        section = next(line for line in lines if line.startswith(_UNDER))
    return summary, section.removeprefix(_UNDER).strip()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the traceback of a fault.")
@click.version_option(package_name="graphmodel")
def cli(debug: bool) -> None:
    """Explore a talent network: who is connected to whom, through what and according to whom."""


def main() -> None:
    """Run the command line. Exits with 1 if the request fails, 2 for wrong usage, 70 for an
    internal fault and 130 if stopped."""
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    debug = len(arguments) < len(sys.argv) - 1
    try:
        code = cli.main(arguments, prog_name="graphmodel", standalone_mode=False)
    except click.exceptions.Abort:
        _fail("stopped; what was finished is kept", 130)
    except click.ClickException as error:
        _fail(f"{error.format_message()} See: {_command_of(error)} --help", 2)
    except SchemaError as error:
        # A file is checked as a whole: each line is one error.
        *before, last = str(error).splitlines() or [""]
        for line in before:
            click.echo(f"graphmodel: {shown(line)}", err=True)
        _fail(last, 1)
    except GraphmodelError as error:
        if debug:
            traceback.print_exc()
        _fail(str(error), getattr(error, "exit_code", 1))
    except BrokenPipeError:
        # The reader of the pipe has closed it; Python must not complain when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if debug:
            raise
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            where = f"{error.filename}: " if error.filename else ""
            _fail(f"{where}the disk is full; make room, then run the same again", 1)
        text = " ".join(str(error).split()) or type(error).__name__
        _fail(f"a fault in graphmodel itself: {text} (--debug shows where)", 70)
    sys.exit(code if isinstance(code, int) else 0)


def _command_of(error: click.ClickException) -> str:
    ctx = getattr(error, "ctx", None)
    return ctx.command_path if isinstance(ctx, click.Context) else "graphmodel"


def _fail(message: str, code: int) -> None:
    click.echo(f"graphmodel: {shown(' '.join(message.split()))}", err=True)
    sys.exit(code)
