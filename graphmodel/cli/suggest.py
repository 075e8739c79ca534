"""Suggest whom to work with next, with reasons for and against."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.options import (
    common,
    model_option,
    namespaced,
    open_namespaces,
    tell_fiction,
)
from graphmodel.cli.output import print_answer, say
from graphmodel.errors import InputError
from graphmodel.schema.model import joined_by

if TYPE_CHECKING:
    from graphmodel.analysis.suggestions.counterfactual import Change
    from graphmodel.analysis.suggestions.filters import SuggestionFilters
    from graphmodel.analysis.suggestions.results import Suggestion, Suggestions
    from graphmodel.network.namespaces import Namespace
    from graphmodel.network.network import Network

REASONS = 4
"""Reasons for somebody that a table shows."""


@click.command()
@click.argument("person", metavar="PERSON|PROJECT")
@click.option("--role", metavar="ROLE", help="Only people who have had this role: writer, ...")
@click.option("--market", metavar="MARKET", help="Only people of this market or country.")
@click.option("--form", "made", metavar="FORM", help="Only who made a film, series, short, ...")
@click.option("--active-since", type=click.IntRange(1000, 9999), metavar="YEAR",
              help="Only people active in or after a year.")  # fmt: skip
@click.option("--school", metavar="SCHOOL", help="Only people who went there.")
@click.option("--newcomers", is_flag=True, help="Only people whose first work is recent.")
@click.option("--not-at", multiple=True, metavar="ORGANISATION",
              help="Nobody who belongs to it; may be given again.")  # fmt: skip
@click.option("--exclude", multiple=True, metavar="PERSON", help="Leave out; may be given again.")
@click.option("--weight", "weights", multiple=True, metavar="KIND=FACTOR",
              help="Let a kind of reason count more or less: genre=2, activity=0.")  # fmt: skip
@click.option("--diversity", type=click.FloatRange(0), default=0.0, show_default=True,
              help="What each earlier suggestion from the same community costs; 1 spreads "
              "noticeably.")  # fmt: skip
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--change", "asked_for", metavar="NAME",
              help="Instead say what would move this person into the first ten.")  # fmt: skip
@model_option
@namespaced
@common
def suggest(
    person: str,
    role: str | None,
    market: str | None,
    made: str | None,
    active_since: int | None,
    school: str | None,
    newcomers: bool,
    not_at: tuple[str, ...],
    exclude: tuple[str, ...],
    weights: tuple[str, ...],
    diversity: float,
    limit: int,
    asked_for: str | None,
    model_name: str | None,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Suggest whom PERSON could work with next, or whom PROJECT could have.

    Each score is the sum of its reasons for and against, in log-odds, and each reason names the
    facts behind it. With a trained model the chance is told too.

    \b
    graphmodel suggest "Kathryn Bigelow" --role writer
    graphmodel suggest "Kathryn Bigelow" --role writer --change "Aaron Sorkin"
    """
    from graphmodel.analysis.suggestions.filters import SuggestionFilters
    from graphmodel.analysis.suggestions.model_file import choose_model
    from graphmodel.analysis.suggestions.recommender import collaborators

    namespace = open_namespaces(store_address).of(namespace_name, person).claimed
    tell_fiction(namespace)
    from graphmodel.network.namespaces import resolve

    wishes = SuggestionFilters(
        role=role,
        market=market,
        form=made,
        active_since=active_since,
        school=None if school is None else resolve(namespace, school, *joined_by("study")),
        newcomers=newcomers,
        not_at=tuple(resolve(namespace, text, *joined_by("membership")) for text in not_at),
        exclude=tuple(resolve(namespace, text) for text in exclude),
    )
    model, unfit = choose_model(namespace.network, model_name)
    if unfit:
        say(f"{unfit}; until then the default weights answer")
    model = model.weighted(_factors(weights))
    asker = _asker(namespace, person)
    of = collaborators(namespace.network)
    if asked_for is not None:
        from graphmodel.analysis.suggestions.counterfactual import change

        found = change(of, asker, resolve(namespace, asked_for), wishes=wishes, model=model)
        _print_change(namespace.network, found, form)
        return
    answer = of.suggest(asker, limit=limit, wishes=wishes, model=model, diversity=diversity)
    _print_answer(namespace.network, answer, wishes, form)


def _print_answer(
    network: Network, answer: Suggestions, wishes: SuggestionFilters, form: str
) -> None:
    if answer.why_none:
        say(_WHY_NOBODY[answer.why_none])
    if form == "table":
        say(f"Weighed by the {answer.model} model." if answer.model == "default"
            else f"Weighed by a model {answer.model}.")  # fmt: skip
    columns = ["name", "score", "reasons", "id"]
    if answer.base is not None:
        columns.insert(2, "chance")
    rows = [_row(network, item, wishes) for item in answer.items]
    value = [_suggestion(item, answer.model) for item in answer.items]
    print_answer(form, rows, value, columns=columns)


_WHY_NOBODY = {
    "nothing_known": "Nobody: too little is known here to suggest anyone.",
    "nobody_fits": "Nobody fits: ask for less, such as another role or market.",
}


def _asker(namespace: Namespace, text: str) -> str:
    """The id of a person, else of a project, that an id or name means."""
    from graphmodel.network.namespaces import AmbiguousName, resolve

    network = namespace.network
    if text in network:
        return network.canonical_id(text)
    try:
        return resolve(namespace, text)
    except AmbiguousName:
        raise
    except InputError as nobody:
        try:
            return resolve(namespace, text, "Project")
        except AmbiguousName:
            raise
        except InputError:
            raise nobody from None


def _factors(weights: tuple[str, ...]) -> dict[str, float]:
    found = {}
    for text in weights:
        kind, _, factor = text.partition("=")
        try:
            found[kind.strip()] = float(factor)
        except ValueError:
            raise InputError(f"--weight {text!r} is not KIND=FACTOR, such as genre=2") from None
    return found


def _row(network: Network, item: Suggestion, wishes: SuggestionFilters) -> dict[str, Any]:
    chance = None if item.probability is None else f"{item.probability:.2%}"
    row = {"name": item.name, "score": round(item.score, 3), "chance": chance, "id": item.id}
    return row | {"reasons": _reasons_line(network, item)}


def _suggestion(item: Suggestion, model: str) -> dict[str, Any]:
    reasons = [
        {
            "kind": r.kind,
            "contribution": r.contribution,
            "facts": list(r.facts),
            "values": list(r.values),
            "weight": r.weight,
            "measure": r.measure,
        }
        for r in item.reasons
    ]
    return {
        "id": item.id,
        "name": item.name,
        "score": item.score,
        "reasons": reasons,
        "probability": item.probability,
        "community": item.community,
        "scale": "log-odds",
        "model": model,
    }


def _reasons_line(network: Network, item: Suggestion, most: int = 3) -> str:
    """The weightiest reasons for, with what shows them, and what speaks against."""
    lines = []
    kept = [r for r in item.reasons if r.contribution > 0][:REASONS]
    kept += [r for r in item.reasons if r.contribution < 0]
    for reason in kept:
        named = [network.name_of(i) for i in reason.facts if i in network and i != item.id][:most]
        kind = reason.kind.replace("_", " ")
        shown = f" ({', '.join(named)})" if named else ""
        lines.append(f"{kind} {reason.contribution:+.2f}{shown}")
    more = len(item.reasons) - len(kept)
    return "; ".join(lines) + (f"; {more} more" if more else "")


def _print_change(network: Network, found: Change, form: str) -> None:
    value = {
        "id": found.id,
        "name": found.name,
        "rank": found.rank,
        "becomes": found.becomes,
        "fact": None if found.fact is None else asdict(found.fact),
        "tried": found.tried,
    }
    row = {"name": found.name, "rank": found.rank, "what would change it": sentence(found),
           "becomes": found.becomes}  # fmt: skip
    print_answer(form, [row], value, columns=tuple(row))


def sentence(found: Change) -> str:
    """What would move somebody into the first ten, in words."""
    if found.fact is None:
        if found.tried == 0:
            return "nothing is needed: already among the first ten"
        return f"none of the {found.tried} facts tried is enough"
    words = found.fact.words
    return {
        "market": f"a market in common: {words}",
        "language": f"a language in common: {words}",
        "work": f"one more work in {words}",
        "programme": f"a place in {words}",
        "together": f"one project together with {words}",
    }[found.fact.kind]


COMMAND = suggest
