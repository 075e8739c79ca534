"""Show how often each group of people is suggested: by school, country, cohort and works.

In the help under: Introductions and suggestions
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from graphmodel.cli.shared.options import (
    active_since_option,
    as_of_option,
    common,
    model_option,
    names_option,
    namespaced,
    open_namespaces,
    tell_fiction,
)
from graphmodel.cli.shared.output import print_answer, say

if TYPE_CHECKING:
    from graphmodel.analysis.suggestions.recommender import Recommender

_OF_SUGGESTIONS = frozenset(
    ("people", "limit", "cap", "seed", "who", "role", "active_since", "model_name")
)
"""Options on whom to suggest to and how, which do not apply to a plan."""

_COLUMNS = ("kind", "group", "people", "of_people", "suggested", "never")


@click.command()
@click.option("--people", type=click.IntRange(1), default=500, show_default=True,
              help="How many people to suggest to, at most; they are drawn at random.")  # fmt: skip
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True,
              help="How many people to suggest to each.")  # fmt: skip
@click.option("--cap", type=click.IntRange(1), metavar="TIMES",
              help="Suggest nobody more often than this; the next best move up.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True,
              help="Seed of the random draw.")  # fmt: skip
@click.option("--who", metavar="PROGRAMME|EVENT",
              help="Suggest to, suggest and count only its participants (id or name).")  # fmt: skip
@click.option("--role", metavar="ROLE",
              help="Suggest to, suggest and count only people with a credit in this role, or in "
                   "a programme for it.")  # fmt: skip
@click.option(
    "--plan",
    "plan_file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Measure a saved plan: whom it places, compared with whom it had to place.",
)
@active_since_option("Suggest, and suggest to, only people active in this year or later.")
@as_of_option
@model_option
@namespaced
@names_option
@common
def exposure(
    people: int,
    limit: int,
    cap: int | None,
    seed: int,
    who: str | None,
    role: str | None,
    plan_file: Path | None,
    active_since: int | None,
    as_of: str | None,
    model_name: str | None,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Show how often people are suggested: by school, country, cohort and number of works.

    \b
    graphmodel exposure --people 200 --cap 5
    graphmodel exposure --who demo:programme/lantern --role director
    """
    from graphmodel.analysis.suggestions.exposure import exposure as measure_exposure
    from graphmodel.analysis.suggestions.model_file import choose_model
    from graphmodel.analysis.suggestions.recommender import recommender
    from graphmodel.network.namespaces import resolve_any

    if plan_file is not None:
        _refuse_beside_plan()
    asked = [who] if who else _people(plan_file)
    namespace = open_namespaces(store_address).of(namespace_name, *asked).claimed
    tell_fiction(namespace)
    if plan_file is not None:
        _print_plan(form, recommender(namespace.network, as_of=as_of), plan_file)
        return
    model, unfit = choose_model(namespace.network, model_name)
    if unfit:
        say(f"{unfit}; until then the default weights are used")
    answer = measure_exposure(
        recommender(namespace.network, as_of=as_of),
        limit=limit, cap=cap, people=people, seed=seed, model=model,
        active_since=active_since, role=role,
        who=resolve_any(namespace, who) if who else None,
    )  # fmt: skip
    if form == "table":
        people_asked = "1 person" if answer.subjects == 1 else f"{answer.subjects:,} people"
        say(
            f"{answer.suggestions:,} suggestions to {people_asked}; {answer.never:.1%} "
            f"of {'these' if who or role else 'all'} people are never suggested; "
            f"inequality (Gini) {answer.gini:.3f}; "
            f"{answer.unreached:.1%} of those drawn were left without suggestions."
        )
        if answer.most_suggested:
            top = ", ".join(f"{name} ({times})" for _, name, times in answer.most_suggested[:5])
            say(f"Most often: {top}.")
    rows = [asdict(share) for share in answer.shares]
    keys = {"subjects": "asked", "most_suggested": "most"}
    document = {keys.get(name, name): entry for name, entry in asdict(answer).items()}
    print_answer(form, rows, document, columns=_COLUMNS)


def _refuse_beside_plan() -> None:
    """Raise UsageError for options on whom to suggest to: a plan is measured as it is."""
    context = click.get_current_context()
    given = [
        parameter.opts[0]
        for parameter in context.command.params
        if parameter.name in _OF_SUGGESTIONS
        and context.get_parameter_source(parameter.name) is not ParameterSource.DEFAULT
    ]
    if given:
        raise click.UsageError(
            f"--plan measures a saved plan as it is; leave out {', '.join(given)}."
        )


def _people(plan_file: Path | None) -> list[str]:
    """Everybody in a plan, placed or not; their ids identify its data set."""
    from graphmodel.planning.saved import read_plan

    if plan_file is None:
        return []
    plan = read_plan(plan_file)
    placed = [placement.person for placement in plan.placements]
    return [*placed, *(left.person for left in plan.unplaced)]


def _print_plan(form: str, recommender: Recommender, plan_file: Path) -> None:
    from graphmodel.analysis.suggestions.exposure import exposure_in_plan, is_person
    from graphmodel.planning.saved import read_plan

    plan = read_plan(plan_file)
    placed = [placement.person for placement in plan.placements]
    people = {*placed, *(left.person for left in plan.unplaced)}
    unknown = sum(not is_person(recommender.network, id_) for id_ in people)
    if form == "table":
        say(f"{len(placed):,} places of the plan are filled, for {len(people):,} people to place.")
    if unknown:
        say(f"{unknown:,} of them are not people in this data set and are not counted.")
    rows = [
        {("placed" if key == "suggested" else key): value for key, value in asdict(share).items()}
        for share in exposure_in_plan(recommender, people, placed)
    ]
    columns = tuple("placed" if name == "suggested" else name for name in _COLUMNS)
    print_answer(form, rows, {"shares": rows, "places": len(placed)}, columns=columns)


COMMAND = exposure
