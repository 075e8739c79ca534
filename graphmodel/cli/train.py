"""Train the model of suggestions on the store's own past.

In the help under: Analysis
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graphmodel.cli.shared.options import common, namespaced, open_namespaces
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.cli.shared.workspace import by_option
from graphmodel.errors import InputError
from graphmodel.store import open_store

if TYPE_CHECKING:
    from graphmodel.analysis.suggestions.lessons import LabelledPair
    from graphmodel.network.network import Network


@click.command()
@click.option("--years", type=click.IntRange(1, 10), default=3, show_default=True,
              help="How many years ahead the chances apply to.")  # fmt: skip
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
@by_option
@namespaced
@common
def train(
    years: int,
    people: int,
    seed: int,
    out: Path | None,
    by: str,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Learn from the store's own past what predicts who will work together.

    For each year learned from, only what was known before it is used. suggest then weighs its
    reasons with the learned weights and gives chances. Your verdicts on suggestions are learned
    from too, once there are enough: it says how many and what they changed.

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
    verdicts = _labelled_pairs(store_address, network, by)
    announced: list[str] = []

    def announce(stage: str, share: float) -> None:
        if stage.startswith("looking") and stage not in announced:
            say(f"{stage} ({share:.0%} done)")
            announced.append(stage)

    options = TrainingOptions(years=years, people=people, seed=seed)
    model = train_model(network, options, verdicts=verdicts, on_progress=announce)
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
    lessons = trained_on.lessons
    value = row | {"weights": weights, "lessons": lessons and asdict(lessons)}
    print_answer(form, [row], value, columns=tuple(row))
    say(f"{lessons.sentence()}." if lessons else "There are no verdicts of yours to learn from.")


def _labelled_pairs(store_address: str | None, network: Network, who: str) -> list[LabelledPair]:
    """The verdicts of a user on people of this network."""
    from graphmodel.analysis.suggestions.lessons import LabelledPair
    from graphmodel.workspace.verdicts import GOOD, read_verdicts

    with open_store(store_address) as store:
        own = read_verdicts(store, network, who)
    return [
        LabelledPair(verdict.asker, verdict.suggested, verdict.verdict == GOOD)
        for verdict in own.verdicts
    ]


COMMAND = train
