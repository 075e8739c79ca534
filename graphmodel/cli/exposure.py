"""Show how often each group of people is suggested: by school, country, cohort and works."""

from __future__ import annotations

from dataclasses import asdict

import click

from graphmodel.cli.options import (
    common,
    model_option,
    namespaced,
    open_namespaces,
    tell_fiction,
)
from graphmodel.cli.output import print_answer, say


@click.command()
@click.option("--people", type=click.IntRange(1), default=500, show_default=True,
              help="People to suggest to, drawn at random, at most.")  # fmt: skip
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--cap", type=click.IntRange(1), metavar="TIMES",
              help="Suggest nobody more often; the next best take the places.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@model_option
@namespaced
@common
def exposure(
    people: int,
    limit: int,
    cap: int | None,
    seed: int,
    model_name: str | None,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Say who is suggested how often: by school, country, cohort and number of works.

    \b
    graphmodel exposure --people 200 --cap 5
    """
    from graphmodel.analysis.suggestions.exposure import exposure as expose
    from graphmodel.analysis.suggestions.model_file import choose_model
    from graphmodel.analysis.suggestions.recommender import collaborators

    namespace = open_namespaces(store_address).of(namespace_name).claimed
    tell_fiction(namespace)
    model, unfit = choose_model(namespace.network, model_name)
    if unfit:
        say(f"{unfit}; until then the default weights answer")
    found = expose(
        collaborators(namespace.network),
        limit=limit, cap=cap, people=people, seed=seed, model=model,
    )  # fmt: skip
    if form == "table":
        say(
            f"{found.suggestions:,} suggestions to {found.asked:,} people; {found.never:.1%} of "
            f"all people are suggested to nobody of these; inequality (Gini) {found.gini:.3f}; "
            f"nobody left for {found.unreached:.1%} of those asked."
        )
        if found.most:
            often = ", ".join(f"{name} ({times})" for _, name, times in found.most[:5])
            say(f"Most often: {often}.")
    rows = [asdict(share) for share in found.shares]
    value = asdict(found)
    columns = ("kind", "group", "people", "of_people", "suggested", "never")
    print_answer(form, rows, value, columns=columns)


COMMAND = exposure
