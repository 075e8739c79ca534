"""Backtest: how well partners of earlier years would have been predicted from your network."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.analysis.forecast.backtest import RANKER, Backtest
from graphmodel.analysis.forecast.baselines import BASELINES
from graphmodel.analysis.forecast.calibration import Calibration
from graphmodel.analysis.forecast.metrics import Summary
from graphmodel.analysis.suggestions.backtest import SUGGEST
from graphmodel.ui.backtest import runs
from graphmodel.ui.shared import resources, widgets
from graphmodel.ui.shared.choices import one_of
from graphmodel.ui.shared.tables import show_table, table_of

PEOPLE = (50, 200, 1000)
SCORERS = {
    "ranker": words.mark("learned order"),
    "suggest": words.mark("order of the Suggest page"),
    "adamic_adar": words.mark("people tied to both (Adamic-Adar)"),
    "common_neighbours": words.mark("number of people tied to both"),
    "resource_allocation": words.mark("people tied to both (resource allocation)"),
    "katz": words.mark("short paths (Katz)"),
    "pagerank": words.mark("random walk (PageRank)"),
    "pagerank_lately": words.mark("random walk, recently active first"),
    "popularity": words.mark("most partners first"),
    "recency": words.mark("most recent work first"),
    "random": words.mark("at random"),
}
REFRESH_SECONDS = 2.0
# A share of fewer people than this is called rough.
ROUGH_BELOW = 200


def main() -> None:
    """Draw the page for the parameters in its address."""
    namespace = resources.namespace().claimed
    widgets.title(
        words.say("Backtest"),
        words.say("How often past new partnerships would have been predicted."),
    )
    st.markdown(
        words.say(
            "Everything after a past year is hidden. Everybody who could become a new partner "
            "is ranked by what was known before, and the ranking is compared with who really "
            "became one. A hit is a person with at least one true new partner among the first "
            "10, or 50. The order of the Suggest page, in which every score can be explained, "
            "is compared with an order trained only for hits, and with simple ones."
        )
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        people = one_of(
            "people",
            words.say("People to test on"),
            PEOPLE,
            key="people",
            help=words.say(
                "How many people are sampled for each test; the learned order is trained on as "
                "many. More people improve it and make the figures more reliable, but take "
                "longer"
            ),
        )
        network = namespace.network
        run = runs.run_of(network, namespace.name, people)
        st.button(
            words.say("Run"),
            disabled=run is not None and run.running,
            key="run_backtest",
            icon=":material/play_arrow:",
            on_click=runs.start,
            args=(network, namespace.name, people),
        )
    if run is None:
        widgets.show_notice(
            words.say(
                "Not yet run for this network. It takes a few minutes; you can use the other "
                "pages meanwhile."
            )
        )
        return
    if run.running:
        _progress(run, run.done)
    _backtests(run)


@st.fragment(run_every=REFRESH_SECONDS)
def _progress(run: runs.Run, shown: int) -> None:
    """Draw the progress; the whole page is redrawn after each origin year and at the end."""
    if not run.running or run.done != shown:
        st.rerun()
    text = words.say(
        "{n} of {all} done, {seconds:,.0f} s so far. It continues while you are on other "
        "pages; come back whenever you like.",
        n=run.done,
        all=runs.ORIGINS,
        seconds=run.seconds,
    )
    st.progress(run.done / runs.ORIGINS, text=text)


def _backtests(run: runs.Run) -> None:
    if run.error is not None:
        st.error(
            widgets.plain(words.say("The backtest failed: {error}", error=run.error)),
            icon=":material/error:",
        )
    for reason in run.left_out:
        widgets.show_notice(words.say("Skipped {reason}", reason=reason))
    for number, answer in enumerate(list(run.backtests)):
        last = answer.until + answer.years - 1
        heading = words.say(
            "{until} to {last}, from what was known before", until=answer.until, last=last
        )
        st.header(heading)
        if RANKER in answer.scorers and answer.scorers[RANKER].people:
            st.markdown(_conclusion(answer))
        _scores(answer.scorers, f"all_{number}", words.say("Everybody"))
        _scores(answer.newcomers, f"new_{number}", words.say("Newcomers, with one or two works"))
        _more(answer, number)


def _conclusion(answer: Backtest) -> str:
    """Return the conclusion from the tables, starting with the order that the pages use."""

    def share(name: str) -> str:
        return f"{answer.scorers[name].means['hr_at_10']:.0%}"

    people = answer.scorers[RANKER].people
    baselines = [name for name in BASELINES if name in answer.scorers and name != "random"]
    if SUGGEST in answer.scorers:
        sentences = [words.say(
            "For {share} of the people, a true new partner was among the first 10 that Suggest "
            "would have named; with the learned order, for {learned}.",
            share=share(SUGGEST), learned=share(RANKER),
        )]  # fmt: skip
    else:
        sentences = [words.say(
            "For {share} of the people the learned order had a hit among the first 10.",
            share=share(RANKER),
        )]  # fmt: skip
    if baselines:
        best = max(baselines, key=lambda name: answer.scorers[name].means["hr_at_10"])
        sentences.append(words.say(
            "The best of the simple orders was “{name}”, with {share}.",
            name=_scorer(best), share=share(best),
        ))  # fmt: skip
    if "random" in answer.scorers:
        sentences.append(words.say("A random order gets {share}.", share=share("random")))
    if people < ROUGH_BELOW:
        sentences.append(words.say("With so few people the figures are rough."))
    return " ".join(sentences)


def _scorer(name: str) -> str:
    """Return the name of a scorer, in words."""
    return words.say(SCORERS.get(name, name))


def _scores(summaries: Mapping[str, Summary], key: str, title: str) -> None:
    """Draw the hits of each scorer, with the interval into which 95 of 100 such samples fall."""
    rows = [
        {
            words.say("ordered by"): _scorer(name),
            words.say("hit in first 10"): f"{summary.means['hr_at_10']:.1%}",
            words.say("95% interval"): _span(*summary.intervals["hr_at_10"]),
            words.say("hit in first 50"): f"{summary.means['hr_at_50']:.1%}",
            words.say("mean of 1 ÷ rank of the first hit"): round(summary.means["mrr"], 3),
        }
        for name, summary in sorted(summaries.items(), key=lambda entry: entry[0] != SUGGEST)
    ]
    people = next(iter(summaries.values())).people if summaries else 0
    counted = words.say("{n:,} people", n=people)
    st.markdown(f"**{widgets.plain(title)}**: {widgets.plain(counted)}")
    if people:
        show_table(table_of(rows), key=f"scores_{key}")


def _more(answer: Backtest, number: int) -> None:
    with st.expander(
        words.say("Predicted chances against actual ties, and who gets the first ten places"),
        key=f"more_{number}",
    ):
        calibrations = {SUGGEST: answer.calibrations.get(SUGGEST), RANKER: answer.calibration}
        for name, calibration in calibrations.items():
            if calibration is not None:
                whom = (
                    words.say("anybody")
                    if name == SUGGEST
                    else words.say("people who formed a new tie")
                )
                st.caption(
                    words.say(
                        "{name}, chances for {whom}: where the last two columns agree, the "
                        "chance can be trusted.",
                        name=_scorer(name),
                        whom=whom,
                    )
                )
                show_table(_bins(calibration), key=f"bins_{name}_{number}")
        if not any(calibrations.values()):
            st.caption(
                words.say("No chances are given: too little was known before to learn from.")
            )
        st.caption(
            words.say(
                "Who gets the first ten places of all lists: the fewer different people, the "
                "more an order suggests the same ones to everybody."
            )
        )
        rows = [
            {
                words.say("ordered by"): _scorer(name),
                words.say("places"): concentration.suggestions,
                words.say("different people in them"): concentration.people,
                words.say("places that go to newcomers"): f"{concentration.newcomers:.1%}",
                words.say("newcomers among all who could be named"): (
                    f"{concentration.newcomers_eligible:.1%}"
                ),
            }
            for name, concentration in answer.concentration.items()
        ]
        show_table(table_of(rows), key=f"exposure_{number}")


def _span(low: float, high: float) -> str:
    """Return a range of shares, in words."""
    return words.say("{low:.1%} to {high:.1%}", low=low, high=high)


def _bins(calibration: Calibration) -> pl.DataFrame:
    rows = [
        {
            words.say("predicted chance"): _span(entry.low, entry.high),
            words.say("pairs of people"): entry.pairs,
            words.say("predicted on average"): f"{entry.predicted:.2%}",
            words.say("came true"): f"{entry.observed:.2%}",
        }
        for entry in calibration.bins
    ]
    return table_of(rows)


main()
