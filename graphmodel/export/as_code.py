"""The command line and the Python code that give the same answer as a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from graphmodel.analysis.communities.communities import communities
from graphmodel.analysis.communities.options import PartitionOptions
from graphmodel.analysis.effect.effect import effect
from graphmodel.analysis.effect.seats import seat_effect
from graphmodel.analysis.effect.staggered import staggered_effect
from graphmodel.analysis.markets.markets import bridge
from graphmodel.analysis.newcomers.newcomers import newcomers
from graphmodel.analysis.people.comparison import compare_people
from graphmodel.analysis.people.description import Description
from graphmodel.analysis.people.people import people
from graphmodel.analysis.pipeline.pipeline import pipeline
from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.introductions import introduce, introduce_to_any
from graphmodel.analysis.routes.steiner_tree import connect
from graphmodel.analysis.routes.target_profile import TargetProfile
from graphmodel.analysis.suggestions.filters import SuggestionFilters
from graphmodel.analysis.suggestions.model_file import choose_model
from graphmodel.analysis.suggestions.recommender import recommender
from graphmodel.analysis.suggestions.wanted_roles import ANY_ROLE
from graphmodel.analysis.teams.team import team
from graphmodel.ingest.ledger.confidential import confidential_links
from graphmodel.planning.conflicts import conflicts
from graphmodel.planning.sittings import meetings
from graphmodel.settings import user_name
from graphmodel.store.limits import ROWS, SECONDS
from graphmodel.workspace.questions import ask_command, ask_question, query_command
from graphmodel.workspace.shell_words import shell_line

_OPTIONS = {"relations": "tie", "project_type": "form"}
"""Fields whose option has another name."""


@dataclass(frozen=True)
class AsCode:
    """Code for the same question: a shell command, None if none can express it, and lines of Python
    that set ``answer``."""

    command: str | None
    python: str


def introduction_code(
    namespace: str, source: str, target: str | TargetProfile, constraints: RouteConstraints, k: int
) -> AsCode:
    """Routes from a person to another, or to anybody who fits a profile."""
    described = isinstance(target, TargetProfile)
    options = [*_options(constraints), "-k", str(k)]
    if isinstance(target, TargetProfile):
        options = [*_options(target, "to-"), *options]
    arguments = [source] if isinstance(target, TargetProfile) else [source, target]
    call = _Call(introduce_to_any if described else introduce).of(
        _NETWORK, source, target, *_unless_default(constraints), k=k
    )
    return AsCode(_command("introduce", arguments, options, namespace), call.lines(namespace))


def connection_code(namespace: str, group: Sequence[str], constraints: RouteConstraints) -> AsCode:
    """The ties that connect a group."""
    call = _Call(connect).of(_NETWORK, tuple(group), *_unless_default(constraints))
    command = _command("connect", group, _options(constraints), namespace)
    return AsCode(command, call.lines(namespace))


def suggestion_code(
    namespace: str, person: str, filters: SuggestionFilters, *, limit: int, diversity: float,
    as_of: str | None, weights: Mapping[str, float],
) -> AsCode:  # fmt: skip
    """Suggestions for a person. The command finds the complementary roles on its own, and
    leaves out only those whom ``filters`` exclude, whatever its user has judged."""
    options = [word for word in _options(filters) if not word.startswith("--main-roles=")]
    if filters.role is None and not filters.main_roles:
        options.append(f"--role={ANY_ROLE}")
    options += [f"--weight={kind}={factor:.15g}" for kind, factor in weights.items()]
    options += [f"--limit={limit}", *([f"--diversity={diversity:.15g}"] if diversity else [])]
    options += [*([f"--as-of={as_of}"] if as_of else []), "--all"]
    model = _CHOSEN_MODEL
    if weights:
        model = replace(model, text=f"{model.text}.weighted({dict(weights)!r})")
    asked = _Call(recommender).of(_NETWORK, as_of=as_of)
    call = asked.then("suggest", person, limit=limit, filters=filters, model=model,
                      diversity=diversity)  # fmt: skip
    return AsCode(_command("suggest", [person], options, namespace), call.lines(namespace))


def people_code(
    namespace: str, description: Description, *, sort: str, reverse: bool, limit: int, as_of: str
) -> AsCode:
    """The people who fit a description at a date."""
    options = [f"--{name}={text}" for name, texts in description.chosen for text in texts]
    options += [word for word in _options(description) if not word.startswith("--chosen=")]
    options += [f"--sort={sort}", *(["--reverse"] if reverse else []), f"--limit={limit}"]
    options.append(f"--as-of={as_of}")
    call = _Call(people).of(
        _NETWORK, description, sort=sort, reverse=reverse, limit=limit, as_of=as_of
    )
    return AsCode(_command("people", [], options, namespace), call.lines(namespace))


def community_code(namespace: str, options: PartitionOptions, within: str | None) -> AsCode:
    """Communities of everybody, or inside one community."""
    words = [*_options(options), *([f"--within={within}"] if within else [])]
    inside = {"within": within} if within else {}
    call = _Call(communities).of(_NETWORK, options, **inside)
    return AsCode(_command("communities", [], words, namespace), call.lines(namespace))


def comparison_code(namespace: str, ids: Sequence[str]) -> AsCode:
    """People side by side."""
    call = _Call(compare_people).of(_NETWORK, list(ids))
    return AsCode(_command("compare", ids, [], namespace), call.lines(namespace, claimed=False))


def team_code(
    namespace: str, project: str, open_roles: Sequence[str], given: Mapping[str, str],
    *, exclude: Sequence[str], candidates: int, as_of: str, by: str,
    demands: Mapping[str, str | int],
) -> AsCode:  # fmt: skip
    """Teams for a project; ``demands`` are those of starts, ends, open_months, made and
    active_since that are given. Both forms read the confidential wishes from the store, and name
    none."""
    options = [f"--open={','.join(open_roles)}", f"--candidates={candidates}", f"--as-of={as_of}"]
    options += [f"--lock={role}={person}" for person, role in given.items()]
    options += [f"--{name.replace('_', '-')}={value}" for name, value in demands.items()]
    options += [f"--by={by}"] if by and by != user_name() else []
    secret = _Call(confidential_links).of(_STORE, "wish")
    call = _Call(team).of(
        _NETWORK, project, list(open_roles), given=dict(given),
        apart=_Call(conflicts).of(_NETWORK, secret, as_of), exclude=list(exclude),
        candidates=candidates, **demands, as_of=as_of, model=_CHOSEN_MODEL,
    )  # fmt: skip
    command = _command("team", [project], options, namespace)
    return AsCode(command, call.lines(namespace, in_store=True))


def market_code(
    namespace: str, source: str, target: str, *, asker: str | None, limit: int, as_of: str,
    active_since: int | None = None,
) -> AsCode:  # fmt: skip
    """People who carry from one market to another."""
    options = [f"--limit={limit}", f"--as-of={as_of}", *([f"--for={asker}"] if asker else [])]
    options += [f"--active-since={active_since}"] if active_since else []
    asked: dict[str, Any] = {"asker": asker} if asker else {}
    asked |= {"active_since": active_since} if active_since else {}
    call = _Call(bridge).of(_NETWORK, source, target, limit=limit, as_of=as_of, **asked)
    command = _command("bridge", [source, target], options, namespace)
    return AsCode(command, call.lines(namespace))


def effect_code(
    namespace: str, of: str, outcome: str, *, design: str, months: int, as_of: str, seated: bool
) -> AsCode:
    """Effect of a programme or event; ``design`` is pairs or years, ``seated`` whether people who
    sat together are compared."""
    options = [f"--outcome={outcome}", f"--as-of={as_of}"]
    if design == "years":
        options.append("--by=years")
        call = _Call(staggered_effect).of(_NETWORK, of, outcome=outcome, as_of=as_of)
    else:
        options.append(f"--months={months}")
        named = {} if seated else {"outcome": outcome}
        call = _Call(seat_effect if seated else effect).of(
            _NETWORK, of, **named, months=months, as_of=as_of
        )
    return AsCode(_command("effect", [of], options, namespace), call.lines(namespace))


def newcomer_code(
    namespace: str, *, most: int, years: int, role: str | None, school: str | None, limit: int,
    as_of: str,
) -> AsCode:  # fmt: skip
    """Newcomers worth meeting at a date."""
    options = [f"--credits={most}", f"--years={years}", f"--limit={limit}", f"--as-of={as_of}"]
    asked = {name: value for name, value in (("role", role), ("school", school)) if value}
    options += [f"--{name}={value}" for name, value in asked.items()]
    call = _Call(newcomers).of(_NETWORK, most=most, years=years, limit=limit, as_of=as_of, **asked)
    return AsCode(_command("newcomers", [], options, namespace), call.lines(namespace))


def pipeline_code(namespace: str, filters: Mapping[str, Any], as_of: str) -> AsCode:
    """Progress of projects; ``filters`` are those of stage, format, programme, stuck and any_form
    that are given."""
    names = {"format": "fits", "any_form": "any-format"}
    options = [f"--as-of={as_of}"]
    for name, value in filters.items():
        option = f"--{names.get(name, name)}"
        options.append(option if value is True else f"{option}={value}")
    call = _Call(pipeline).of(_NETWORK, **filters, as_of=as_of)
    return AsCode(_command("pipeline", [], options, namespace), call.lines(namespace))


def meetings_code(namespace: str, event: str) -> AsCode:
    """Who met whom at an event."""
    call = _Call(meetings).of(_NETWORK, event)
    return AsCode(_command("seats met", [event], [], namespace), call.lines(namespace))


def query_code(statement: str, values: Mapping[str, Any], rows: int, seconds: float) -> AsCode:
    """The rows of a statement with these parameter values."""
    limits = _limits(rows, seconds)
    call = f"store.query({statement!r}, {dict(values)!r}{_named(limits)})"
    return AsCode(query_command(statement, values, limits), _asked_of_store([], call))


def question_code(name: str, given: Mapping[str, Any], rows: int, seconds: float) -> AsCode:
    """The rows of a saved question with these parameter values."""
    limits = _limits(rows, seconds)
    call = f"ask_question(store, {name!r}, {dict(given)!r}{_named(limits)})"
    return AsCode(ask_command(name, given, limits), _asked_of_store([ask_question], call))


def _limits(rows: int, seconds: float) -> dict[str, float]:
    """The limits of an answer that differ from the defaults."""
    chosen = (("rows", rows, ROWS), ("seconds", seconds, SECONDS))
    return {name: value for name, value, usual in chosen if value != usual}


def _named(values: Mapping[str, Any]) -> str:
    return "".join(f", {name}={value!r}" for name, value in values.items())


def _asked_of_store(functions: Sequence[Callable[..., Any]], call: str) -> str:
    sources = [f"from {each.__module__} import {each.__name__}" for each in functions]
    lines = ["from graphmodel import open_store", *sources, "", "with open_store() as store:"]
    return "\n".join([*lines, f"    answer = {call}"])


class _Name(str):
    """A name in the Python shown, in place of a value."""


_NETWORK, _STORE = _Name("network"), _Name("store")


@dataclass(frozen=True)
class _Call:
    """A call in Python source, with what has to be imported for it."""

    function: Callable[..., Any]
    text: str = ""
    imported: tuple[Any, ...] = ()

    def of(self, *values: Any, **named: Any) -> _Call:
        """Call the function with these values."""
        return self._called(self.function.__name__, values, named)

    def then(self, method: str, *values: Any, **named: Any) -> _Call:
        """Call a method of the result with these values."""
        return self._called(f"{self.text}.{method}", values, named)

    def _called(self, text: str, values: Sequence[Any], named: Mapping[str, Any]) -> _Call:
        arguments = [_python(value) for value in values]
        arguments += [f"{name}={_python(value)}" for name, value in named.items()]
        imported = [each for value in (*values, *named.values()) for each in _imported(value)]
        return _Call(self.function, f"{text}({', '.join(arguments)})",
                     (*self.imported, self.function, *imported))  # fmt: skip

    def lines(self, namespace: str, *, claimed: bool = True, in_store: bool = False) -> str:
        """The whole program: imports, network and answer; ``in_store`` if the answer also needs the
        store."""
        sources = {f"from {each.__module__} import {each.__name__}" for each in self.imported}
        sources |= {
            "from graphmodel import load_network, open_store",
            "from graphmodel.network.namespaces import Namespaces",
        }
        inside = f"Namespaces(load_network(store)).named({namespace!r})"
        # Facts that no source claims any longer give no reasons, but a comparison shows them.
        inside += ".claimed.network" if claimed else ".network"
        lines = [*sorted(sources), "", "with open_store() as store:", f"    network = {inside}"]
        return "\n".join([*lines, f"{'    ' * in_store}answer = {self.text}"])


_CHOSEN_MODEL = _Call(choose_model, "choose_model(network, None)[0]", (choose_model,))


def _imported(value: Any) -> Iterator[Any]:
    if isinstance(value, _Call):
        yield from (value.function, *value.imported)
    elif is_dataclass(value):
        yield type(value)


def _python(value: Any) -> str:
    """A value as Python source; for a dataclass, only the fields that differ from their
    defaults."""
    if isinstance(value, _Name):
        return str(value)
    if isinstance(value, _Call):
        return value.text
    if not is_dataclass(value):
        return repr(value)
    given = [f"{name}={_python(each)}" for name, each in _given(value)]
    return f"{type(value).__name__}({', '.join(given)})"


def _given(value: Any) -> list[tuple[str, Any]]:
    """The fields of a dataclass that differ from their defaults."""
    pairs = ((field, getattr(value, field.name)) for field in fields(value))
    return [(field.name, each) for field, each in pairs if each != field.default]


def _unless_default(value: Any) -> list[Any]:
    return [value] if _given(value) else []


def _options(value: Any, prefix: str = "") -> list[str]:
    """The fields of a dataclass that differ from their defaults, as options of a command."""
    words: list[str] = []
    for name, each in _given(value):
        option = f"--{prefix}{_OPTIONS.get(name, name).replace('_', '-')}"
        if isinstance(each, bool):
            words.append(option)
        else:
            texts = each if isinstance(each, tuple) else (each,)
            words += [f"{option}={text:.15g}" if isinstance(text, float) else f"{option}={text}"
                      for text in texts]  # fmt: skip
    return words


def _command(
    name: str, arguments: Sequence[str], options: Sequence[str], namespace: str
) -> str | None:
    words = ["graphmodel", *name.split(), *options, f"--namespace={namespace}"]
    # An argument that starts with - would be taken for an option.
    words += ["--"] if any(text.startswith("-") for text in arguments) else []
    return shell_line([*words, *arguments])
