"""Test on past years how well new partners are predicted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.options import common, open_namespaces
from graphmodel.cli.output import print_answer, say
from graphmodel.errors import InputError

if TYPE_CHECKING:
    from graphmodel.analysis.forecast.backtest import Backtest
    from graphmodel.analysis.forecast.metrics import Summary
    from graphmodel.analysis.forecast.ranker import RankerOptions
    from graphmodel.network.network import Network

CREATORS = ("director", "writer")

YEARS_OF_SPLIT, YEARS_OF_STORE = 3, 2
"""Years foretold unless told otherwise; benchmarks/film_split.py makes splits of three."""


@click.command()
@click.option(
    "--split",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A folder with known.csv, films.csv, eligible.txt and truth.csv, instead of a store.",
)
@click.option("--roles", type=click.Choice(("all", "creators")), default="all", show_default=True)
@click.option(
    "--years",
    type=click.IntRange(1, 10),
    help="Years to foretell: unless told otherwise 2 of a store and 3 of a folder.",
)
@click.option(
    "--origins",
    type=click.IntRange(1, 10),
    default=3,
    show_default=True,
    help="How many times a store is asked, each time some years earlier.",
)
@click.option(
    "--people",
    type=click.IntRange(10),
    default=2000,
    show_default=True,
    help="People of a store to foretell for, at most.",
)
@click.option(
    "--ablations", is_flag=True, help="Also learn without each group of features; takes longer."
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--threads", type=click.IntRange(1), default=2, show_default=True)
@common
def backtest(
    folder: Path | None,
    roles: str,
    years: int | None,
    origins: int,
    people: int,
    ablations: bool,
    seed: int,
    threads: int,
    store_address: str | None,
    form: str,
) -> None:
    """Say how well the ties that came were foretold by what was known before.

    Everything is learned and chosen from what was known before the years that are foretold: models
    learn from earlier years, how they are blended is chosen on the last known year, and the years
    after it are foretold. A folder is one origin; a store is asked at the last ones that it has
    years for.

    \b
    graphmodel backtest
    graphmodel backtest --split DIR --format json
    """
    from graphmodel.analysis.forecast.backtest import backtest as run
    from graphmodel.analysis.forecast.ranker import RankerOptions
    from graphmodel.analysis.forecast.split_folder import read_split

    how = RankerOptions(seed=seed, threads=threads)
    if folder is not None:
        split = read_split(folder)
        history = split.history.of_roles(CREATORS) if roles == "creators" else split.history
        ahead = years or YEARS_OF_SPLIT
        answers = [
            run(history, split.until, split.people, split.truth, years=ahead, how=how,
                ablations=ablations)
        ]  # fmt: skip
    else:
        network = open_namespaces(store_address).of(None).claimed.network
        ahead = years or YEARS_OF_STORE
        answers = list(_rolling(network, roles, ahead, origins, people, how, ablations=ablations))
    if not answers:
        raise InputError("nothing could be foretold in the last years; import more dated credits")
    for answer in answers:
        if not answer.origins:
            say(f"too little is known before {answer.until} to learn from: nothing was learned")
    values = [_value(answer) for answer in answers]
    value = values[0] if folder is not None else {"origins": values, "overall": _overall(answers)}
    rows = [row for answer in answers for row in _rows(answer)]
    columns = ("until", "scorer", "people", "hr_at_10", "hr_at_50", "mrr", "map_at_10",
               "ndcg_at_10", "newcomers", "new_hr_at_10", "new_hr_at_50")  # fmt: skip
    print_answer(form, rows, value, columns=columns)
    if form == "table":
        for answer in answers:
            _more_tables(answer)


def _rolling(
    network: Network,
    roles: str,
    years: int,
    origins: int,
    people: int,
    how: RankerOptions,
    *,
    ablations: bool,
) -> Iterator[Backtest]:
    from graphmodel.analysis.forecast.backtest import backtest_at, rolling_origins
    from graphmodel.analysis.forecast.history import of_network
    from graphmodel.analysis.suggestions.backtest import SUGGEST, order_before

    history = of_network(network)
    history = history.of_roles(CREATORS) if roles == "creators" else history
    for until in rolling_origins(history, years, origins):
        last = until + years - 1
        say(f"foretelling {until} to {last} from what was known before")
        beside = {SUGGEST: order_before(network, until, years=years, seed=how.seed)}
        try:
            yield backtest_at(
                history, until, years=years, most=people, how=how, ablations=ablations,
                beside=beside,
            )  # fmt: skip
        except InputError as error:
            say(f"{until} to {last} is left out: {error}")


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
        "years": answer.years,
        "learned_from": list(answer.origins),
        "chosen_on": answer.chosen_on,
        "candidates": {
            "per_person": recall.candidates,
            "people_with_a_partner_among_them": recall.people,
            "partners_among_them": recall.partners,
        },
        "scorers": scorers,
        "repeated": {name: _told(found) for name, found in answer.repeated.items()},
        "without": {name: _told(found) for name, found in answer.without.items()},
        "slices": [asdict(one) for one in answer.slices],
        "calibration": asdict(answer.calibration) if answer.calibration else None,
        "calibrations": {name: asdict(found) for name, found in answer.calibrations.items()},
        "exposure": {name: asdict(found) for name, found in answer.exposure.items()},
    }


def _overall(answers: Sequence[Backtest]) -> dict[str, Any]:
    """Of each scorer the means of all origins, each person counted once for each."""
    people = [answer.scorers["ranker"].people for answer in answers]
    total = sum(people)
    scorers = {
        name: {
            measure: sum(
                many * answer.scorers[name].means[measure]
                for many, answer in zip(people, answers, strict=True)
            )
            / total
            for measure in answers[0].scorers[name].means
        }
        for name in answers[0].scorers
    }
    return {"people": total, **scorers["ranker"], "scorers": scorers}


def _rows(answer: Backtest) -> list[dict[str, Any]]:
    rows = [
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
    return rows + [
        {
            "until": answer.until,
            "scorer": f"ranker without {name}",
            "people": found.people,
            **found.means,
        }
        for name, found in answer.without.items()
    ]


def _more_tables(answer: Backtest) -> None:
    title = f"from {answer.until}"
    slices = [asdict(one) for one in answer.slices]
    _table(slices, f"{title}, by kind of people and pairs")
    if answer.repeated:
        rows = [
            {"scorer": name, "people": found.people, **found.means}
            for name, found in answer.repeated.items()
        ]
        _table(rows, f"{title}, ties made again, among those tied already")
    told = {"ranker": answer.calibration, **answer.calibrations}
    for name, found in told.items():
        if found is not None:
            rows = [asdict(one) for one in found.bins]
            whose = "people who came to a new tie" if name == "ranker" else "everybody"
            _table(rows, f"{title}, chances that {name} told of {whose}, and come")
    spread = [{"scorer": name} | asdict(found) for name, found in answer.exposure.items()]
    _table(spread, f"{title}, whom the first 10 go to")


def _table(rows: list[dict[str, Any]], title: str) -> None:
    if rows:
        click.echo(f"\n{title}")
        print_answer("table", rows, None, columns=tuple(rows[0]))


COMMAND = backtest
