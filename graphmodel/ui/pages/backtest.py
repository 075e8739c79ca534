"""Backtest: how well partners of earlier years would have been foretold from your network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import polars as pl
import streamlit as st

from graphmodel.analysis.ranking.backtest import RANKER, Backtest
from graphmodel.analysis.ranking.metrics import Summary
from graphmodel.ui import foretelling, load, parts, state

PEOPLE = (50, 200, 1000)
SCORERS = {
    "ranker": "learned ranker",
    "adamic_adar": "people known to both (Adamic-Adar)",
    "common_neighbours": "people known to both, counted",
    "resource_allocation": "people known to both, shared out",
    "katz": "short paths (Katz)",
    "pagerank": "random walk (PageRank)",
    "pagerank_lately": "random walk, those at work first",
    "popularity": "the best known first",
    "recency": "the latest at work first",
    "random": "by lot",
}
LOOK_EVERY = 2.0


def main() -> None:
    """Draw the page that the address names."""
    world = load.world().claimed
    parts.title("Backtest", "How often new partners of past years would have been foretold.")
    st.markdown(
        "Each time everything after a year is hidden, something is learned from what was known "
        "before, and partners of the next years are looked for. A hit is a person for whom at "
        "least one true new partner is among the first 10, or 50, of all who could be. The "
        "learned ranker here is measured on its own; the Suggest page weighs reasons by a plainer "
        "model, so that every score can be explained."
    )
    given = state.read("people")
    people = int(given) if given in map(str, PEOPLE) else PEOPLE[0]
    st.session_state["people"] = people
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            "People for each year", PEOPLE, key="people", required=True,
            on_change=lambda: state.write(people=str(st.session_state["people"])),
        )  # fmt: skip
        network = world.network
        st.button(
            "Run", icon=":material/play_arrow:", key="run_backtest",
            on_click=foretelling.begin, args=(network, world.namespace, people),
        )  # fmt: skip
    run = foretelling.run_of(network, world.namespace, people)
    if run is None:
        parts.nothing("Not run yet for this network. It takes minutes, beside the other pages.")
        return
    if run.running:
        _progress(run)
    _found(run)


@st.fragment(run_every=LOOK_EVERY)
def _progress(run: foretelling.Run) -> None:
    if not run.running:
        st.rerun()
    said = f"{run.done} of {foretelling.ORIGINS} years looked back at; go on elsewhere meanwhile"
    st.progress(run.done / foretelling.ORIGINS, text=said)


def _found(run: foretelling.Run) -> None:
    if run.error is not None:
        st.error(parts.plain(f"The backtest failed: {run.error}"), icon=":material/error:")
    for line in run.left_out:
        parts.nothing(f"Left out, {line}")
    for number, answer in enumerate(list(run.found)):
        last = answer.until + answer.years - 1
        st.subheader(f"{answer.until} to {last}, from what was known before")
        _scores(answer.scorers, f"all_{number}", "Everybody")
        _scores(answer.newcomers, f"new_{number}", "Newcomers, with one or two works")
        _more(answer, number)


def _scores(found: Mapping[str, Summary], key: str, title: str) -> None:
    """Hits of each scorer with the interval in which 95 of 100 such draws of people lie."""
    rows = [
        {
            "ordered by": SCORERS.get(name, name),
            "hit among 10": f"{one.means['hr_at_10']:.1%}",
            "between": "{:.1%} and {:.1%}".format(*one.intervals["hr_at_10"]),
            "hit among 50": f"{one.means['hr_at_50']:.1%}",
            "mean of 1 / place of the first hit (MRR)": round(one.means["mrr"], 3),
        }
        for name, one in sorted(found.items(), key=lambda item: item[0] != RANKER)
    ]
    people = next(iter(found.values())).people if found else 0
    st.markdown(f"**{parts.plain(title)}**: {people:,} people")
    if people:
        st.dataframe(pl.DataFrame(rows), hide_index=True, key=f"scores_{key}")


def _more(answer: Backtest, number: int) -> None:
    with st.expander("Chances told and come true, and whom the first ten go to",
                     key=f"more_{number}"):  # fmt: skip
        if answer.calibration is None:
            st.caption("No chances were told: no year was left to compare with.")
        else:
            bins = [asdict(one) for one in answer.calibration.bins]
            st.dataframe(pl.DataFrame(bins), hide_index=True, key=f"bins_{number}")
        spread = [
            {"ordered by": SCORERS.get(name, name), **asdict(found)}
            for name, found in answer.exposure.items()
        ]
        st.dataframe(pl.DataFrame(spread), hide_index=True, key=f"exposure_{number}")


main()
