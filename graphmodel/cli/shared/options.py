"""Options that commands share, and the networks that they open."""

from __future__ import annotations

import functools
import math
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.output import say
from graphmodel.cli.shared.resident import resident_store
from graphmodel.errors import InputError
from graphmodel.schema.extension_file import read_extension
from graphmodel.schema.model import NODE_KINDS, activated
from graphmodel.settings import SCHEMA_VARIABLE, schema_file, store_address
from graphmodel.store import open_store
from graphmodel.store.driver import import_driver

if TYPE_CHECKING:
    from graphmodel.network.namespaces import Namespace, Namespaces

Command = Callable[..., Any]


_schema_option = click.option(
    "--schema",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="Kinds of your own (docs/schema.md), kept in the store; otherwise GRAPHMODEL_SCHEMA, "
    "otherwise schema.yaml next to the store's folder.",
)


def with_schema(command: Command) -> Command:
    """Add ``--schema`` to a command that reads facts without a store; it applies while that
    runs."""

    @functools.wraps(command)
    def run(*arguments: Any, schema: str | None, **options: Any) -> Any:
        file = schema_file(store_address(), Path(schema) if schema else None)
        if file is None:
            return command(*arguments, **options)
        with activated(read_extension(file).schema()):
            return command(*arguments, **options)

    return _schema_option(run)


format_option = click.option(
    "--format",
    "form",
    type=click.Choice(("table", "json", "csv")),
    default="table",
    show_default=True,
    help="How to print the answer.",
)


def common(command: Command) -> Command:
    """Add ``--store``, ``--schema`` and ``--format`` to a command that opens a store."""

    @functools.wraps(command)
    def run(*arguments: Any, schema: str | None, **options: Any) -> Any:
        import_driver()
        with _schema_given(schema):
            return command(*arguments, **options)

    run = _schema_option(run)
    run = format_option(run)
    return click.option(
        "--store",
        "store_address",
        metavar="STORE",
        help="A server (bolt://HOST:PORT) or the folder of an embedded store; "
        "otherwise GRAPHMODEL_STORE, otherwise the one in your data folder.",
    )(run)


class KindOfNode(click.ParamType[str]):
    """A kind of node; a user's own kinds are known, and checked, once the store is open."""

    name = "kind"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return f"[{'|'.join(NODE_KINDS)}|...]"


def checked_kind(kind: str | None) -> str | None:
    """Check that the open store has a kind; raises a usage error for any other."""
    if kind is None or kind in NODE_KINDS:
        return kind
    message = f"{kind!r} is not one of {', '.join(map(repr, NODE_KINDS))}."
    raise click.BadParameter(message, click.get_current_context(), param_hint="'--kind'")


@contextmanager
def _schema_given(file: str | None) -> Iterator[None]:
    """Apply a schema to every store that the command opens, and to the programs it starts."""
    if file is None:
        yield
        return
    before = os.environ.get(SCHEMA_VARIABLE)
    os.environ[SCHEMA_VARIABLE] = str(Path(file).resolve())
    try:
        yield
    finally:
        if before is None:
            del os.environ[SCHEMA_VARIABLE]
        else:
            os.environ[SCHEMA_VARIABLE] = before


_SCRIPT = "graphmodel.names"


def _keep_script(context: click.Context, _: click.Parameter, script: str) -> None:
    context.meta[_SCRIPT] = script


def names_script() -> str:
    """The script given with ``--names``."""
    context = click.get_current_context(silent=True)
    return context.meta.get(_SCRIPT, "original") if context else "original"


def names_option(command: Command) -> Command:
    """Add ``--names`` to a command that prints names; ``open_namespaces`` applies it."""
    return click.option(
        "--names",
        type=click.Choice(("original", "latin", "han")),
        default="original",
        show_default=True,
        expose_value=False,
        callback=_keep_script,
        help="Print names in this script where a source gives one.",
    )(command)


def namespaced(command: Command) -> Command:
    """Add ``--namespace`` to a command that asks a question."""
    return click.option(
        "--namespace",
        "namespace_name",
        metavar="NAME",
        help="Ask in this namespace (real, demo_programme, all); otherwise that of the ids given, "
        "otherwise real.",
    )(command)


class NumberRange(click.FloatRange):
    """A finite number within limits; click lets NaN pass any."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value} is not a usable number.", param, ctx)
        return number


class DateOfAsking(click.ParamType[str]):
    """A year, month or day."""

    name = "date"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from graphmodel.network.present import asking_date

        try:
            return asking_date(value)
        except InputError as error:
            self.fail(f"{error}.", param, ctx)


as_of_option = click.option(
    "--as-of",
    type=DateOfAsking(),
    metavar="DATE",
    help="Answer as of this date or year, by default today; what is dated later is a plan.",
)


def active_since_option(
    help: str = "Only people active in this year or later.",
) -> Callable[[Command], Command]:
    """Add ``--active-since`` to a command that chooses people."""
    return click.option(
        "--active-since", type=click.IntRange(1000, 9999), metavar="YEAR", help=help
    )


model_option = click.option(
    "--model",
    "model_name",
    metavar="FILE",
    help="A model that graphmodel train wrote, or the word default; otherwise the one in your "
    "data folder, if there is one.",
)


def collect_options(parameter: str, load: Callable[[], type[Any]]) -> Callable[[Command], Command]:
    """Pass the options named like fields of a dataclass as one instance of it.

    It goes directly above the command; fields without an option keep their default. ``load``
    returns the class when the command runs, so that its module is not loaded for the help; a class
    that is loaded anyway can supply the options' defaults.
    """

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def collected(**values: Any) -> Any:
            cls = load()
            names = [field.name for field in fields(cls) if field.name in values]
            chosen = cls(**{name: values.pop(name) for name in names})
            return command(**values, **{parameter: chosen})

        return collected

    return decorate


def open_namespaces(store_address: str | None) -> Namespaces:
    """The network of a store, by namespace."""
    # Imported here, so that a command that needs none of it starts immediately.
    from graphmodel.network.namespaces import Namespaces
    from graphmodel.snapshot import load_network

    resident = resident_store()
    if resident is not None:
        return resident.namespaces().named_in(names_script())
    with open_store(store_address) as store:
        return Namespaces(load_network(store)).named_in(names_script())


def open_records(store_address: str | None) -> Namespaces:
    """As ``open_namespaces``, with unmerged records and with judgements among the links."""
    from graphmodel.network.namespaces import Namespaces
    from graphmodel.snapshot import load_records

    with open_store(store_address) as store:
        return Namespaces(load_records(store))


def tell_fiction(namespace: Namespace) -> None:
    """Say that what follows is made up, if it is."""
    if namespace.fictional:
        say(f"Fictional: {namespace.name} is made up to show what graphmodel does.")
