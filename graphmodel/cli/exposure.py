"""Show how often each group of people is suggested: by school, country, cohort and works."""

from __future__ import annotations

from dataclasses import asdict

import click

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


@click.command()
@click.option("--people", type=click.IntRange(1), default=500, show_default=True,
              help="People to suggest to, drawn at random, at most.")  # fmt: skip
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True,
              help="How many people to suggest to each.")  # fmt: skip
@click.option("--cap", type=click.IntRange(1), metavar="TIMES",
              help="Suggest nobody more often than this; the next best move up.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True,
              help="Seed of the random draw.")  # fmt: skip
@active_since_option("Only people active in this year or later, asked for and suggested.")
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
    """
    from graphmodel.analysis.suggestions.exposure import exposure as measure_exposure
    from graphmodel.analysis.suggestions.model_file import choose_model
    from graphmodel.analysis.suggestions.recommender import recommender

    namespace = open_namespaces(store_address).of(namespace_name).claimed
    tell_fiction(namespace)
    model, unfit = choose_model(namespace.network, model_name)
    if unfit:
        say(f"{unfit}; until then the default weights are used")
    answer = measure_exposure(
        recommender(namespace.network, as_of=as_of),
        limit=limit, cap=cap, people=people, seed=seed, model=model,
        active_since=active_since,
    )  # fmt: skip
    if form == "table":
        say(
            f"{answer.suggestions:,} suggestions to {answer.subjects:,} people; {answer.never:.1%} "
            f"of all people are suggested to none of them; inequality (Gini) {answer.gini:.3f}; "
            f"nobody left for {answer.unreached:.1%} of those asked for."
        )
        if answer.most_suggested:
            top = ", ".join(f"{name} ({times})" for _, name, times in answer.most_suggested[:5])
            say(f"Most often: {top}.")
    rows = [asdict(share) for share in answer.shares]
    keys = {"subjects": "asked", "most_suggested": "most"}
    document = {keys.get(name, name): entry for name, entry in asdict(answer).items()}
    columns = ("kind", "group", "people", "of_people", "suggested", "never")
    print_answer(form, rows, document, columns=columns)


COMMAND = exposure
