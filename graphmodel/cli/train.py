"""Train the model of suggestions on the store's own past."""

from __future__ import annotations

from pathlib import Path

import click

from graphmodel.cli.options import common, namespaced, open_namespaces
from graphmodel.cli.output import print_answer, say
from graphmodel.errors import InputError


@click.command()
@click.option("--years", type=click.IntRange(1, 10), default=3, show_default=True)
@click.option("--people", type=click.IntRange(20), default=600, show_default=True,
              help="People of each year to learn from, at most.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write the model; otherwise suggestions.json in your data folder, where "
    "suggest finds it.",
)
@namespaced
@common
def train(
    years: int,
    people: int,
    seed: int,
    out: Path | None,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Learn from a store's own past what foretells who comes to work together.

    Only what was known before each year that is learned from is seen there. suggest then weighs
    its reasons by what was learned and tells chances.

    \b
    graphmodel train
    graphmodel train --out model.json
    """
    from graphmodel.analysis.suggestions.model import save_model
    from graphmodel.analysis.suggestions.model_file import own_place
    from graphmodel.analysis.suggestions.reasons import KINDS
    from graphmodel.analysis.suggestions.training import Learning
    from graphmodel.analysis.suggestions.training import train as learn

    network = open_namespaces(store_address).of(namespace_name).claimed.network
    said: list[str] = []

    def tell(what: str, share: float) -> None:
        if what.startswith("looking") and what not in said:
            say(f"{what} ({share:.0%} done)")
            said.append(what)

    model = learn(network, Learning(years=years, people=people, seed=seed), tell=tell)
    told = model.trained_on
    if told is None:
        raise InputError("nothing was learned; import more dated credits")
    place = out or own_place()
    save_model(place, model)
    weights = dict(zip(KINDS, model.weights.tolist(), strict=True))
    row = {"file": str(place), "people": told.people, "projects": told.projects,
           "credits": told.credits, "until": told.until, "years": told.years,
           "learned_from": told.learned_from}  # fmt: skip
    print_answer(form, [row], row | {"weights": weights}, columns=tuple(row))


COMMAND = train
