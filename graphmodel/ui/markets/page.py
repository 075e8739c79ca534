"""Markets: who went from one market to another, since when, and what came along."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.analysis.markets.markets import Bridge, Carrier, bridge, markets
from graphmodel.analysis.markets.wordings import overview
from graphmodel.errors import InputError
from graphmodel.export.as_code import market_code
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.ui.shared import (
    code_view,
    desk,
    facts,
    navigation,
    pickers,
    resources,
    time_fields,
    url_state,
    widgets,
)
from graphmodel.ui.shared.choice_table import choose_row
from graphmodel.ui.shared.choices import choose
from graphmodel.ui.shared.columns import labels
from graphmodel.ui.shared.tables import show_table, table_of
from graphmodel.ui.shared.waiting import waiting

LIMIT = 50


def main() -> None:
    """Draw the page for the parameters in its address."""
    widgets.title(
        words.say("Markets"),
        words.say("Who moves from one market to another, and what comes with them."),
    )
    namespace = resources.namespace().claimed
    network = namespace.network
    with st.sidebar:
        asked = time_fields.as_of()
        asker = pickers.pick_node(
            namespace,
            name="for",
            label=words.say("Within two ties of"),
            placeholder=words.say("anybody …"),
        )
        since = time_fields.active_since(
            name="since",
            help=words.say(
                "Leaves out people last active before this year, and people who have died"
            ),
        )
    known = _markets(network, network.revision, namespace.name, asked)
    source, target = _pair(known)
    if not known:
        widgets.show_notice(
            words.say("No work or school here names a market: import some on the Data page.")
        )
        return
    if source is None or target is None:
        widgets.show_notice(
            words.say("Choose the market that people come from and the one that they go to.")
        )
        if source is None and target is None:
            _offer(namespace, known)
        return
    try:
        with waiting(words.say("Comparing credits …")):
            answer = _answer(
                network, network.revision, namespace.name, source, target, asker, since, asked
            )
    except InputError as error:
        widgets.show_error(error)
        return
    for sentence in overview(answer, network):
        st.markdown(widgets.plain(sentence))
    _carriers(namespace, answer)
    _years(answer)
    code_view.show(market_code(
        namespace.name, source, target, asker=asker, limit=LIMIT, as_of=asked, active_since=since
    ))  # fmt: skip


@st.cache_data(max_entries=8, show_spinner=False)
def _markets(_network: Network, revision: str, namespace: str, asked: str) -> list[str]:
    return markets(_network, as_of=asked)


@st.cache_data(max_entries=20, show_spinner=False)
def _answer(
    _network: Network,
    revision: str,
    namespace: str,
    source: str,
    target: str,
    asker: str | None,
    since: int | None,
    asked: str,
) -> Bridge:
    return bridge(
        _network, source, target, asker=asker, limit=LIMIT, active_since=since, as_of=asked
    )


def _pair(known: list[str]) -> tuple[str | None, str | None]:
    """Draw the fields for both markets and a button to swap them; returns those in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        source = choose(
            "from",
            words.say("From"),
            known,
            key="market_from",
            shown=words.label,
            placeholder=words.say("a market"),
        )
        st.button(
            "",
            icon=":material/swap_horiz:",
            key="turn_round",
            help=words.say("Swap the markets"),
            on_click=_turn_round,
        )
        target = choose(
            "to",
            words.say("To"),
            known,
            key="market_to",
            shown=words.label,
            placeholder=words.say("a market"),
        )
    return source, target


def _offer(namespace: Namespace, known: list[str]) -> None:
    """Draw links to the pairs of the largest markets."""
    with widgets.compact_rows("offered_markets"):
        for source, target in permutations(known[:3], 2):
            label = words.say(
                "From {source} to {target}",
                source=words.label(source),
                target=words.label(target),
            )
            pair = {url_state.NAMESPACE: namespace.name, "from": source, "to": target}
            navigation.link("markets", widgets.plain(label), pair, width="stretch")


def _turn_round() -> None:
    url_state.write(**{"from": url_state.read("to"), "to": url_state.read("from"), "at": None})


def _carriers(namespace: Namespace, answer: Bridge) -> None:
    """Draw the carriers as a table; the chosen row opens to the facts in both markets."""
    network = namespace.network
    if not answer.carriers:
        widgets.show_notice(
            words.say("Nobody fits these filters: remove “Within two ties of” and “Active since”.")
            if answer.total
            else words.say(
                "Nobody is known to have done so: swap the markets, or choose another one."
            )
        )
        return
    invitation = words.say("Choose a row to check the facts.")
    if len(answer.carriers) == LIMIT:
        invitation += " " + words.say("The first {n} are listed.", n=LIMIT)
    chosen = choose_row(
        _frame(network, answer), name="markets", invitation=invitation,
        values={"genres": labels},
        columns={
            f"in {market}": words.say("in {market}", market=words.label(market))
            for market in (answer.source, answer.target)
        },
    )  # fmt: skip
    carrier = next((c for c in answer.carriers if c.id == chosen), None)
    if carrier is not None:
        _carrier(network, answer, carrier)
    widgets.add_link(namespace.name, [c.id for c in answer.carriers])


def _frame(network: Network, answer: Bridge) -> pl.DataFrame:
    rows: list[dict[str, Any]] = []
    for carrier in answer.carriers:
        near = {
            words.mark("ties"): carrier.steps,
            words.mark("through"): _through(network, carrier),
        }
        rows.append(
            {
                words.mark("name"): network.name_of(carrier.id),
                **(near if answer.asker else {}),
                f"in {answer.source}": f"{carrier.before.name} {carrier.before.year}",
                f"in {answer.target}": f"{carrier.after.name} {carrier.after.year}",
                words.mark("works there"): carrier.works,
                words.mark("genres"): ", ".join(carrier.genres),
                words.mark("with"): ", ".join(map(network.name_of, carrier.companions)),
                "id": carrier.id,
            }
        )
    return table_of(rows)


def _through(network: Network, carrier: Carrier) -> str:
    return network.name_of(carrier.through) if carrier.through else ""


def _carrier(network: Network, answer: Bridge, carrier: Carrier) -> None:
    """Draw a carrier with the first facts in both markets, their sources, and who came along."""
    before, after = carrier.before, carrier.after
    because = words.say(
        "{first} {year}, then {second} {later}",
        first=before.name,
        year=before.year,
        second=after.name,
        later=after.year,
    )
    with st.container(border=True, key="market_carrier"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            with widgets.compact_rows("market_chosen"):
                widgets.node_link(network, carrier.id)
            parameters = {
                url_state.NAMESPACE: network.nodes["namespace"][network.index(carrier.id)]
            }
            if answer.asker:
                parameters["from"] = answer.asker
            navigation.link(
                "introduce",
                words.say("Introduce me to"),
                {**parameters, "to": carrier.id},
                icon=navigation.PAGES["introduce"].icon,
            )
            desk.star(network, carrier.id, key="markets", because=because)
        facts.show(network, "market_facts", [before.link, after.link])
        if carrier.companions:
            widgets.group_heading(words.say("Worked with them in both markets"))
            with widgets.compact_rows("market_companions"):
                for companion in carrier.companions:
                    widgets.node_link(network, companion)


def _years(answer: Bridge) -> None:
    """Draw the works of both markets by year."""
    if not answer.years:
        return
    with st.expander(words.say("Works by year"), type="compact"):
        rows = [
            {"market": words.label(y.market), "year": y.year, "works": y.works, "people": y.people}
            for y in answer.years
        ]
        frame = table_of(rows)
        shown = [words.label(answer.source), words.label(answer.target)]
        st.vega_lite_chart(frame, _chart(shown), key="market_years")
        names: dict[str, Any] = {
            "market": words.say("market"), "works": words.say("works"),
            "people": words.label("People").lower(),
            "year": st.column_config.NumberColumn(words.say("year"), format="%d"),
        }  # fmt: skip
        show_table(frame, key="market_years_table", columns=names)


def _chart(shown: list[str]) -> dict[str, Any]:
    """Return the Vega-Lite specification of the works by year."""
    return {
        "mark": {"type": "bar", "tooltip": True},
        "encoding": {
            "x": {"field": "year", "type": "ordinal",
                  "axis": {"title": None, "labelAngle": 0, "labelOverlap": True}},
            "y": {"field": "works", "type": "quantitative", "title": words.say("works"),
                  "axis": {"tickMinStep": 1}},
            "xOffset": {"field": "market", "sort": shown},
            "color": {"field": "market", "sort": shown,
                      "legend": {"orient": "top", "title": None}},
        },
    }  # fmt: skip


main()
