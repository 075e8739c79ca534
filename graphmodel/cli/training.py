"""Commands that learn from the past and say how well it foretells: train, backtest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphmodel import settings
from graphmodel.cli.options import common, open_worlds
from graphmodel.cli.output import print_answer, say
from graphmodel.errors import InputError

if TYPE_CHECKING:
    from graphmodel.analysis.ranking.backtest import Backtest
    from graphmodel.analysis.ranking.history import History
    from graphmodel.analysis.ranking.metrics import Summary

ORIGINS = 3
"""Rolling origins of a backtest on a store."""

CREATORS = ("director", "writer")


@click.command()
@click.option(
    "--split",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A folder with known.csv, films.csv, eligible.txt and truth.csv, instead of a store.",
)
@click.option("--roles", type=click.Choice(("all", "creators")), default="all", show_default=True)
@click.option("--years", type=click.IntRange(1, 10), default=3, show_default=True)
@click.option(
    "--people",
    type=click.IntRange(10),
    default=2000,
    show_default=True,
    help="People of a store to foretell for, at most.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--threads", type=click.IntRange(1), default=2, show_default=True)
@common
def backtest(
    folder: Path | None,
    roles: str,
    years: int,
    people: int,
    seed: int,
    threads: int,
    store_address: str | None,
    form: str,
) -> None:
    """Say how well the ties that came were foretold by what was known before.

    Everything is learned from what was known before the years that are foretold. A folder is one
    origin; a store is asked at three, the last ones that it has years for.

    \b
    graphmodel backtest --years 3
    graphmodel backtest --split DIR --format json
    """
    from graphmodel.analysis.ranking.backtest import backtest as run
    from graphmodel.analysis.ranking.backtest import origin_people
    from graphmodel.analysis.ranking.ranker import Training
    from graphmodel.analysis.ranking.split import read_split

    how = Training(seed=seed, threads=threads)
    if folder is not None:
        split = read_split(folder)
        history = split.history.of_roles(CREATORS) if roles == "creators" else split.history
        answers = [run(history, split.until, split.people, split.truth, years=years, how=how)]
    else:
        history = _history(store_address, roles)
        answers = []
        for back in reversed(range(ORIGINS)):
            until = history.last_year + 1 - years * (back + 1)
            say(f"foretelling {until} to {until + years - 1} from what was known before")
            truth = history.new_ties(until, years)
            drawn = origin_people(truth, people, seed)
            if len(drawn):
                answers.append(run(history, until, drawn, truth, years=years, how=how))
    if not answers:
        raise InputError("no new ties to foretell in the last years; import more dated credits")
    values = [_value(answer) for answer in answers]
    value = values[0] if folder is not None else {"origins": values}
    rows = [row for answer in answers for row in _rows(answer)]
    columns = ("until", "scorer", "people", "hr_at_10", "hr_at_50", "mrr", "map_at_10",
               "ndcg_at_10", "newcomers", "new_hr_at_10", "new_hr_at_50")  # fmt: skip
    print_answer(form, rows, value, columns=columns)


def _history(store_address: str | None, roles: str) -> History:
    from graphmodel.analysis.ranking.history import of_network

    network = open_worlds(store_address).of(None).network
    history = of_network(network)
    return history.of_roles(CREATORS) if roles == "creators" else history


def _told(found: Summary) -> dict[str, Any]:
    return {"people": found.people, **found.means, "intervals": dict(found.intervals)}


def _value(answer: Backtest) -> dict[str, Any]:
    scorers = {
        name: _told(found) | {"newcomers": _told(answer.newcomers[name])}
        for name, found in answer.scorers.items()
    }
    recall = answer.recall
    return {
        **scorers["ranker"],
        "until": answer.until,
        "candidates": {
            "per_person": recall.candidates,
            "people_with_a_partner_among_them": recall.people,
            "partners_among_them": recall.partners,
        },
        "scorers": scorers,
    }


def _rows(answer: Backtest) -> list[dict[str, Any]]:
    return [
        {
            "until": answer.until,
            "scorer": name,
            "people": found.people,
            **found.means,
            "newcomers": answer.newcomers[name].people,
            "new_hr_at_10": answer.newcomers[name].means["hr_at_10"],
            "new_hr_at_50": answer.newcomers[name].means["hr_at_50"],
        }
        for name, found in answer.scorers.items()
    ]


@click.command()
@click.option("--years", type=click.IntRange(1, 10), default=3, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--threads", type=click.IntRange(1), default=2, show_default=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write the model; otherwise ranker.json in your data folder.",
)
@common
def train(
    years: int,
    seed: int,
    threads: int,
    out: Path | None,
    store_address: str | None,
    form: str,
) -> None:
    """Learn from a store's own past who comes to work together, and write it to a file.

    \b
    graphmodel train --out ranker.json
    """
    from graphmodel.analysis.ranking.history import of_network
    from graphmodel.analysis.ranking.model_file import TrainedOn, save_ranker
    from graphmodel.analysis.ranking.outlook import Outlook
    from graphmodel.analysis.ranking.ranker import Training, fit, lessons_before

    network = open_worlds(store_address).of(None).network
    history = of_network(network)
    how = Training(seed=seed, threads=threads)
    until = history.last_year + 1
    outlook = Outlook(history, years, seed=seed, threads=threads)
    ranker = fit(lessons_before(history, outlook, until, years, how), how)
    place = out or settings.data_folder() / "ranker.json"
    told = TrainedOn(
        revision=network.revision,
        people=len(history.people),
        projects=len(history.year),
        credits=len(history.person),
        until=until,
        years=years,
    )
    save_ranker(place, ranker, told)
    row = {"file": str(place), "people": told.people, "projects": told.projects,
           "credits": told.credits, "until": until, "years": years}  # fmt: skip
    print_answer(form, [row], row, columns=tuple(row))


COMMANDS = (train, backtest)
