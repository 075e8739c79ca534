"""Train the model of suggestions on the store's own past."""

from __future__ import annotations

from pathlib import Path

import click

from graphmodel.cli.shared.options import common, namespaced, open_namespaces
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.errors import InputError


@click.command()
@click.option("--years", type=click.IntRange(1, 10), default=3, show_default=True,
              help="How many years ahead chances are for.")  # fmt: skip
@click.option("--people", type=click.IntRange(20), default=600, show_default=True,
              help="People to learn from in each year, at most.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True,
              help="Seed of the random draw.")  # fmt: skip
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
    """Learn from the store's own past what predicts who will work together.

    For each year learned from, only what was known before it is used. suggest then weighs its
    reasons with the learned weights and gives chances.

    \b
    graphmodel train
    graphmodel train --out model.json
    """
    from graphmodel.analysis.suggestions.model import save_model
    from graphmodel.analysis.suggestions.model_file import own_model_path
    from graphmodel.analysis.suggestions.reasons import KINDS
    from graphmodel.analysis.suggestions.training import TrainingOptions
    from graphmodel.analysis.suggestions.training import train as train_model

    network = open_namespaces(store_address).of(namespace_name).claimed.network
    announced: list[str] = []

    def announce(stage: str, share: float) -> None:
        if stage.startswith("looking") and stage not in announced:
            say(f"{stage} ({share:.0%} done)")
            announced.append(stage)

    options = TrainingOptions(years=years, people=people, seed=seed)
    model = train_model(network, options, on_progress=announce)
    trained_on = model.trained_on
    if trained_on is None:
        raise InputError("nothing was learned; import more dated credits")
    path = out or own_model_path()
    save_model(path, model)
    weights = dict(zip(KINDS, model.weights.tolist(), strict=True))
    row = {
        "file": str(path),
        "people": trained_on.people,
        "projects": trained_on.projects,
        "credits": trained_on.credits,
        "until": trained_on.until,
        "years": trained_on.years,
        "learned_from": trained_on.learned_from,
    }
    print_answer(form, [row], row | {"weights": weights}, columns=tuple(row))


COMMAND = train
