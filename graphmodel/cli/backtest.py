"""Test on past years how well new partners are predicted.

In the help under: Analysis
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.options import collect_options, common, open_namespaces
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.errors import InputError

if TYPE_CHECKING:
    from graphmodel.analysis.forecast.backtest import Backtest
    from graphmodel.analysis.forecast.calibration import Calibration
    from graphmodel.analysis.forecast.history import History
    from graphmodel.analysis.forecast.metrics import Summary
    from graphmodel.network.network import Network

CREATORS = ("director", "writer")

YEARS_OF_SPLIT, YEARS_OF_STORE = 3, 2
"""Default number of years to predict; benchmarks/film_split.py makes splits of three."""


@dataclass(frozen=True)
class BacktestOptions:
    """What to predict, and how to learn it."""

    roles: str = "all"
    years: int | None = None
    origins: int = 3
    people: int = 2000
    ablations: bool = False
    seed: int = 0
    threads: int = 2


@click.command()
@click.option(
    "--split",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A folder with known.csv, films.csv, eligible.txt and truth.csv, instead of a store.",
)
@click.option(
    "--roles",
    type=click.Choice(("all", "creators")),
    default=BacktestOptions.roles,
    show_default=True,
    help="Whose credits to use: creators are directors and writers.",
)
@click.option(
    "--years",
    type=click.IntRange(1, 10),
    help="Years to predict; by default 2 for a store and 3 for a folder.",
)
@click.option(
    "--origins",
    type=click.IntRange(1, 10),
    default=BacktestOptions.origins,
    show_default=True,
    help="How many times to test a store, each time some years earlier.",
)
@click.option(
    "--people",
    type=click.IntRange(10),
    default=BacktestOptions.people,
    show_default=True,
    help="How many people of a store to test on, at most.",
)
@click.option(
    "--ablations", is_flag=True, help="Also learn without each group of features; takes longer."
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=BacktestOptions.seed,
    show_default=True,
    help="Seed of the random draws.",
)
@click.option(
    "--threads",
    type=click.IntRange(1),
    default=BacktestOptions.threads,
    show_default=True,
    help="Threads to learn with; the answer is the same with any number.",
)
@common
@collect_options("options", lambda: BacktestOptions)
def backtest(
    folder: Path | None, options: BacktestOptions, store_address: str | None, form: str
) -> None:
    """Test how well new ties of past years would have been predicted.

    Everything is learned and chosen from what was known before the years to predict: models learn
    from earlier years, their blend is chosen on the last known year, and then the years after it
    are predicted. A folder is tested once; a store at its latest years.

    \b
    graphmodel backtest
    graphmodel backtest --split DIR --format json
    """
    if folder is not None:
        answers = [_split_backtest(folder, options)]
    else:
        network = open_namespaces(store_address).of(None).claimed.network
        answers = list(_rolling_backtests(network, options))
    if not answers:
        raise InputError("nothing could be predicted in the last years; import more dated credits")
    for answer in answers:
        if not answer.origins:
            say(f"too little is known before {answer.until} to learn from: nothing was learned")
    documents = [_document(answer) for answer in answers]
    if folder is not None:
        document = documents[0]
    else:
        document = {"origins": documents, "overall": _overall(answers)}
    rows = [row for answer in answers for row in _rows(answer)]
    columns = ("until", "scorer", "people", "hr_at_10", "hr_at_50", "mrr", "map_at_10",
               "ndcg_at_10", "newcomers", "new_hr_at_10", "new_hr_at_50")  # fmt: skip
    print_answer(form, rows, document, columns=columns)
    if form == "table":
        for answer in answers:
            _more_tables(answer)


def _of_roles(history: History, roles: str) -> History:
    return history.of_roles(CREATORS) if roles == "creators" else history


def _split_backtest(folder: Path, options: BacktestOptions) -> Backtest:
    from graphmodel.analysis.forecast.backtest import Target
    from graphmodel.analysis.forecast.backtest import backtest as run
    from graphmodel.analysis.forecast.ranker import RankerOptions
    from graphmodel.analysis.forecast.split_folder import read_split

    split = read_split(folder)
    return run(
        _of_roles(split.history, options.roles),
        Target(split.until, split.people, split.truth),
        years=options.years or YEARS_OF_SPLIT,
        options=RankerOptions(seed=options.seed, threads=options.threads),
        ablations=options.ablations,
    )


def _rolling_backtests(network: Network, options: BacktestOptions) -> Iterator[Backtest]:
    from graphmodel.analysis.forecast.backtest import backtest_at, rolling_origins
    from graphmodel.analysis.forecast.history import of_network
    from graphmodel.analysis.forecast.ranker import RankerOptions
    from graphmodel.analysis.suggestions.backtest import SUGGEST, order_before

    history = _of_roles(of_network(network), options.roles)
    years = options.years or YEARS_OF_STORE
    for until in rolling_origins(history, years, options.origins):
        last = until + years - 1
        say(f"predicting {until} to {last} from what was known before")
        suggest_order = order_before(network, until, years=years, seed=options.seed)
        try:
            yield backtest_at(
                history,
                until,
                years=years,
                max_people=options.people,
                options=RankerOptions(seed=options.seed, threads=options.threads),
                ablations=options.ablations,
                orderings={SUGGEST: suggest_order},
            )
        except InputError as error:
            say(f"{until} to {last} is left out: {error}")


def _summary(summary: Summary) -> dict[str, Any]:
    return {"people": summary.people, **summary.means, "intervals": dict(summary.intervals)}


def _bins(calibration: Calibration) -> list[dict[str, Any]]:
    return [
        {
            "low": entry.low,
            "high": entry.high,
            "pairs": entry.pairs,
            "predicted": entry.predicted,
            "observed": entry.observed,
        }
        for entry in calibration.bins
    ]


def _calibration(calibration: Calibration) -> dict[str, Any]:
    return {
        "pairs": calibration.pairs,
        "brier": calibration.brier,
        "error": calibration.error,
        "bins": _bins(calibration),
    }


def _document(answer: Backtest) -> dict[str, Any]:
    scorers = {
        name: _summary(summary) | {"newcomers": _summary(answer.newcomers[name])}
        for name, summary in answer.scorers.items()
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
        "repeated": {name: _summary(summary) for name, summary in answer.repeated.items()},
        "without": {name: _summary(summary) for name, summary in answer.without.items()},
        "slices": [asdict(entry) for entry in answer.slices],
        "calibration": _calibration(answer.calibration) if answer.calibration else None,
        "calibrations": {
            name: _calibration(calibration) for name, calibration in answer.calibrations.items()
        },
        "exposure": {name: asdict(entry) for name, entry in answer.concentration.items()},
    }


def _overall(answers: Sequence[Backtest]) -> dict[str, Any]:
    """The means of each scorer over all origins, weighted by their numbers of people."""
    people = [answer.scorers["ranker"].people for answer in answers]
    total = sum(people)
    scorers = {
        name: {
            measure: sum(
                count * answer.scorers[name].means[measure]
                for count, answer in zip(people, answers, strict=True)
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
            "people": summary.people,
            **summary.means,
            "newcomers": answer.newcomers[name].people,
            "new_hr_at_10": answer.newcomers[name].means["hr_at_10"],
            "new_hr_at_50": answer.newcomers[name].means["hr_at_50"],
        }
        for name, summary in answer.scorers.items()
    ]
    return rows + [
        {
            "until": answer.until,
            "scorer": f"ranker without {name}",
            "people": summary.people,
            **summary.means,
        }
        for name, summary in answer.without.items()
    ]


def _more_tables(answer: Backtest) -> None:
    title = f"from {answer.until}"
    slices = [asdict(entry) for entry in answer.slices]
    _table(slices, f"{title}, by kind of people and pairs")
    if answer.repeated:
        rows = [
            {"scorer": name, "people": summary.people, **summary.means}
            for name, summary in answer.repeated.items()
        ]
        _table(rows, f"{title}, ties made again, among people already tied")
    calibrations = {"ranker": answer.calibration, **answer.calibrations}
    for name, calibration in calibrations.items():
        if calibration is not None:
            whom = "people who formed a new tie" if name == "ranker" else "everybody"
            _table(
                _bins(calibration), f"{title}, chances by {name} for {whom}, and ties that formed"
            )
    spread = [{"scorer": name} | asdict(entry) for name, entry in answer.concentration.items()]
    _table(spread, f"{title}, who is in the first 10")


def _table(rows: list[dict[str, Any]], title: str) -> None:
    if rows:
        click.echo(f"\n{title}")
        print_answer("table", rows, None, columns=tuple(rows[0]))


COMMAND = backtest
