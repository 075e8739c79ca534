"""Backtest: how well partners of earlier years would have been foretold from your network."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import streamlit as st

from graphmodel.analysis.forecast.backtest import RANKER, Backtest
from graphmodel.analysis.forecast.baselines import BASELINES
from graphmodel.analysis.forecast.calibration import Calibration
from graphmodel.analysis.forecast.metrics import Summary
from graphmodel.analysis.suggestions.backtest import SUGGEST
from graphmodel.ui.backtest import runs
from graphmodel.ui.shared import resources, url_state, widgets

PEOPLE = (50, 200, 1000)
SCORERS = {
    "ranker": "learned order",
    "suggest": "as the Suggest page orders",
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
# People from which a share of them is no longer called rough.
SURE_FROM = 200


def main() -> None:
    """Draw the page that the address names."""
    namespace = resources.namespace().claimed
    widgets.title("Backtest", "How often new partners of past years would have been foretold.")
    st.markdown(
        "Everything after a past year is hidden, all who could become somebody's new partners are "
        "put in order from what was known before, and then it is looked up who truly became one. "
        "A hit is a person for whom at least one true new partner is among the first 10, or 50. "
        "The order of the Suggest page, whose every score can be explained, is measured beside an "
        "order that is learned for hits alone, and beside simple ones."
    )
    given = url_state.read("people")
    people = int(given) if given in map(str, PEOPLE) else PEOPLE[0]
    st.session_state["people"] = people
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            "People drawn each time", PEOPLE, key="people", required=True,
            help="New partners are looked for for so many people, and the learned order learns "
            "from as many; more make it better, surer and slower",
            on_change=lambda: url_state.write(people=str(st.session_state["people"])),
        )  # fmt: skip
        network = namespace.network
        run = runs.run_of(network, namespace.name, people)
        st.button(
            "Run", disabled=run is not None and run.running, key="run_backtest",
            icon=":material/play_arrow:", on_click=runs.begin,
            args=(network, namespace.name, people),
        )  # fmt: skip
    if run is None:
        widgets.show_notice(
            "Not run yet for this network. It takes minutes, and you can use the other pages "
            "meanwhile."
        )
        return
    if run.running:
        _progress(run, run.done)
    _found(run)


@st.fragment(run_every=LOOK_EVERY)
def _progress(run: runs.Run, shown: int) -> None:
    """How far it is; the page is drawn anew with each year that is done and at the end."""
    if not run.running or run.done != shown:
        st.rerun()
    said = (
        f"{run.done} of {runs.ORIGINS} times done, {run.seconds:,.0f} s so far. It goes on "
        "while you are on other pages; come back whenever you like."
    )
    st.progress(run.done / runs.ORIGINS, text=said)


def _found(run: runs.Run) -> None:
    if run.error is not None:
        st.error(widgets.plain(f"The backtest failed: {run.error}"), icon=":material/error:")
    for line in run.left_out:
        widgets.show_notice(f"Left out, {line}")
    for number, answer in enumerate(list(run.found)):
        last = answer.until + answer.years - 1
        st.subheader(f"{answer.until} to {last}, from what was known before")
        if RANKER in answer.scorers and answer.scorers[RANKER].people:
            st.markdown(_in_words(answer))
        _scores(answer.scorers, f"all_{number}", "Everybody")
        _scores(answer.newcomers, f"new_{number}", "Newcomers, with one or two works")
        _more(answer, number)


def _in_words(answer: Backtest) -> str:
    """What a reader should take from the tables: first of the order that the pages use."""

    def share(name: str) -> str:
        return f"{answer.scorers[name].means['hr_at_10']:.0%}"

    people = answer.scorers[RANKER].people
    simple = [name for name in BASELINES if name in answer.scorers and name != "random"]
    said = f"For {share(RANKER)} of the people the learned order had a hit among the first 10"
    if SUGGEST in answer.scorers:
        said = (
            f"For {share(SUGGEST)} of the people a true new partner was among the first 10 that "
            f"Suggest would have named; by the learned order for {share(RANKER)}"
        )
    if simple:
        best = max(simple, key=lambda name: answer.scorers[name].means["hr_at_10"])
        said += (
            f"; of the simple orders the best was “{SCORERS.get(best, best)}”, with {share(best)}"
        )
    said += f"; by lot it is {share('random')}." if "random" in answer.scorers else "."
    return said + (" Of so few people these are rough figures." if people < SURE_FROM else "")


def _scores(found: Mapping[str, Summary], key: str, title: str) -> None:
    """Hits of each scorer with the interval in which 95 of 100 such draws of people lie."""
    rows = [
        {
            "ordered by": SCORERS.get(name, name),
            "hit among 10": f"{one.means['hr_at_10']:.1%}",
            "give or take (95 %)": "{:.1%} to {:.1%}".format(*one.intervals["hr_at_10"]),
            "hit among 50": f"{one.means['hr_at_50']:.1%}",
            "mean of 1 ÷ place of the first hit": round(one.means["mrr"], 3),
        }
        for name, one in sorted(found.items(), key=lambda item: item[0] != SUGGEST)
    ]
    people = next(iter(found.values())).people if found else 0
    st.markdown(f"**{widgets.plain(title)}**: {people:,} people")
    if people:
        st.dataframe(pl.DataFrame(rows), hide_index=True, key=f"scores_{key}")


def _more(answer: Backtest, number: int) -> None:
    with st.expander("Chances told and come true, and whom the first ten go to",
                     key=f"more_{number}"):  # fmt: skip
        told = {SUGGEST: answer.calibrations.get(SUGGEST), RANKER: answer.calibration}
        for name, found in told.items():
            if found is not None:
                whose = "anybody" if name == SUGGEST else "people who come to a new tie"
                st.caption(f"{SCORERS[name]}, chances of {whose}: where the two on the right are "
                           "alike, a chance told can be believed.")  # fmt: skip
                st.dataframe(_bins(found), hide_index=True, key=f"bins_{name}_{number}")
        if not any(told.values()):
            st.caption("No chances were told: too little was known before to learn them from.")
        st.caption(
            "Whom the first ten places of all lists go to: the fewer different people, the more an "
            "order names the same ones to everybody."
        )
        spread = [
            {
                "ordered by": SCORERS.get(name, name),
                "places": one.suggestions,
                "different people in them": one.people,
                "places that go to newcomers": f"{one.newcomers:.1%}",
                "newcomers among all who could be named": f"{one.newcomers_eligible:.1%}",
            }
            for name, one in answer.exposure.items()
        ]
        st.dataframe(pl.DataFrame(spread), hide_index=True, key=f"exposure_{number}")


def _bins(found: Calibration) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "chances told": f"{one.low:.1%} to {one.high:.1%}",
                "pairs of people": one.pairs,
                "told on average": f"{one.told:.2%}",
                "came true": f"{one.came:.2%}",
            }
            for one in found.bins
        ]
    )


main()
