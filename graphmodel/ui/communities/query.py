"""The query of the Communities page, read from its address and cached by network."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from graphmodel import words
from graphmodel.analysis.communities.bridges import BridgingPairs, bridging_pairs
from graphmodel.analysis.communities.communities import communities
from graphmodel.analysis.communities.community_pairs import CommunityPair, community_pairs
from graphmodel.analysis.communities.evolution import CommunityEvolution, community_evolution
from graphmodel.analysis.communities.options import GRAPHS, PEOPLE, RUNS, PartitionOptions
from graphmodel.analysis.communities.resolution_scan import (
    RESOLUTIONS,
    ResolutionScan,
    scan_resolutions,
)
from graphmodel.analysis.communities.results import Communities
from graphmodel.facts.html_text import escape
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.network.present import AsOf
from graphmodel.ui.shared import time_fields, url_state, widgets
from graphmodel.ui.shared.waiting import waiting

YEARS = (5, 10, 15, 20)
_GRAPHS = {
    "people": words.mark("People who share work"),
    "everything": words.mark("Everything linked"),
}
_SHARED = (url_state.NAMESPACE, "resolution", "graph", "runs", "shown", "inside", "scan",
           "as_of", "since")  # fmt: skip
"""URL parameters that links within the page keep."""


@dataclass(frozen=True)
class CommunityQuery:
    """How to find the communities of a namespace, and inside which community; None for all."""

    namespace: Namespace
    options: PartitionOptions
    inside: str | None

    def communities(self) -> Communities:
        """Find the communities."""
        network = self.namespace.network
        with waiting(words.say("Finding communities …")):
            return _communities(network, network.revision, self.namespace.name, self.options,
                                self.inside)  # fmt: skip

    def evolution(self, years: int) -> CommunityEvolution:
        """Find how communities evolved, in windows of ``years`` years."""
        network = self.namespace.network
        with waiting(words.say("Following communities over the years …")):
            return _evolution(network, network.revision, self.namespace.name, years,
                              self.options.resolution, self.options.as_of)  # fmt: skip

    def resolution_scan(self) -> ResolutionScan:
        """Find what other resolutions would give."""
        network = self.namespace.network
        with waiting(words.say("Comparing resolutions …")):
            return _resolution_scan(
                network,
                network.revision,
                self.namespace.name,
                self.options.graph,
                self.options.as_of,
            )

    def community_pairs(self) -> tuple[CommunityPair, ...]:
        """Find the pairs of communities that should meet."""
        network = self.namespace.network
        with waiting(words.say("Comparing communities …")):
            return _community_pairs(network, network.revision, self.namespace.name, self.options,
                                    self.inside)  # fmt: skip

    def bridging_pairs(self, first: str, second: str) -> BridgingPairs:
        """Find whom to bring together to connect two communities, given by id."""
        network = self.namespace.network
        with waiting(words.say("Finding people to bring together …")):
            return _bridging_pairs(network, network.revision, self.namespace.name, self.options,
                                   self.inside, first, second)  # fmt: skip


def read_query(namespace: Namespace) -> CommunityQuery:
    """Draw the controls in the sidebar and return the query in the address."""
    graph = url_state.read("graph", PEOPLE)
    graph = graph if graph in GRAPHS else PEOPLE
    with st.sidebar:
        resolution = _resolution_slider()
        _graph_select(graph)
        runs = _runs_toggle()
        active_since = time_fields.active_since(
            name="since",
            help=words.say(
                "People last active before this year are not shown as leaders or bridges"
            ),
        )
        as_of = time_fields.as_of()
    options = PartitionOptions(graph=graph, resolution=resolution, runs=runs, as_of=as_of,
                               active_since=active_since)  # fmt: skip
    return CommunityQuery(namespace, options, url_state.read("inside") or None)


def page_address(**changes: str) -> dict[str, str]:
    """Return this page's parameters with some changed; an empty value removes a parameter."""
    current = {name: url_state.read(name) for name in _SHARED if url_state.read(name)}
    return {name: value for name, value in {**current, **changes}.items() if value}


def _resolution_slider() -> float:
    default = PartitionOptions().resolution
    try:
        resolution = min(max(float(url_state.read("resolution", f"{default:g}")), 0.01), 100.0)
    except ValueError:
        resolution = default
    options = sorted({*RESOLUTIONS, resolution})
    st.session_state["resolution"] = resolution

    def changed() -> None:
        chosen = st.session_state["resolution"]
        url_state.write(resolution=None if chosen == default else f"{chosen:g}", community=None,
                        inside=None, other=None)  # fmt: skip

    st.select_slider(
        words.say("Resolution"), options, key="resolution", format_func=lambda x: f"{x:g}",
        help=words.say("Lower for fewer, larger communities; higher for more, smaller ones"),
        on_change=changed,
    )  # fmt: skip
    return resolution


def _graph_select(graph: str) -> None:
    st.session_state["graph"] = graph

    def changed() -> None:
        chosen = st.session_state["graph"]
        url_state.write(graph=None if chosen == PEOPLE else chosen, community=None, inside=None,
                        other=None)  # fmt: skip

    st.selectbox(
        words.say("Graph"),
        GRAPHS,
        key="graph",
        format_func=lambda name: words.say(_GRAPHS[name]),
        help=words.say(
            "People tied by shared work, or people, projects, schools, festivals and "
            "companies as they are linked"
        ),
        on_change=changed,
    )


def _runs_toggle() -> int:
    several = url_state.read("runs") == str(RUNS)
    st.session_state["runs"] = several

    def changed() -> None:
        url_state.write(runs=str(RUNS) if st.session_state["runs"] else None, community=None,
                        inside=None, other=None)  # fmt: skip

    st.toggle(
        words.say("Show uncertainty"),
        key="runs",
        on_change=changed,
        help=words.say(
            "Finds communities {n} times and keeps what the runs agree on: who certainly "
            "belongs and who may not. On a large network the first time takes a minute.",
            n=RUNS,
        ),
    )
    return RUNS if several else PartitionOptions().runs


def plateau(query: CommunityQuery) -> None:
    """Draw in the sidebar what other resolutions give, and where communities stay the same."""
    with st.sidebar:
        if url_state.read("scan") != "1":
            st.button(words.say("Find a stable resolution"), key="scan", type="tertiary",
                      icon=":material/stacked_line_chart:",
                      help=words.say("Compares coarser and finer resolutions"),
                      on_click=lambda: url_state.write(scan="1"))  # fmt: skip
            return
        rows = ""
        steps = query.resolution_scan().steps
        for step in steps:
            agreement = "" if step.agreement is None else f"{step.agreement:.2f}"
            width = round(100 * max(step.agreement or 0.0, 0.0))
            mark = ' class="gm-plateau"' if step.plateau else ""
            rows += (
                f"<tr{mark}><td>{step.resolution:g}</td><td>{step.large:,}</td>"
                f'<td><span class="gm-weight"><i style="width:{width}%"></i></span></td>'
                f"<td>{agreement}</td></tr>"
            )
        names = [words.say("resolution"), words.say("with 20 or more people"),
                 words.say("agreement with next")]  # fmt: skip
        first, second, third = map(escape, names)
        st.html(
            f'<table class="gm-scan"><tr><th>{first}</th><th>{second}</th>'
            f'<th colspan="2">{third}</th></tr>{rows}</table>'
        )
        level = [step.resolution for step in steps if step.plateau]
        if level:
            st.caption(
                words.say(
                    "Plateau: communities hardly change from {first:g} to {last:g}.",
                    first=level[0],
                    last=level[-1],
                )
            )
        else:
            st.caption(
                widgets.plain(
                    words.say("No plateau: every resolution gives different communities.")
                )
            )


@st.cache_resource(max_entries=12, show_spinner=False)
def _communities(
    _network: Network, revision: str, namespace: str, options: PartitionOptions, inside: str | None
) -> Communities:
    return communities(_network, options, within=inside)


@st.cache_resource(max_entries=4, show_spinner=False)
def _evolution(
    _network: Network,
    revision: str,
    namespace: str,
    years: int,
    resolution: float,
    as_of: AsOf,
) -> CommunityEvolution:
    return community_evolution(_network, years=years, resolution=resolution, as_of=as_of)


@st.cache_resource(max_entries=4, show_spinner=False)
def _resolution_scan(
    _network: Network, revision: str, namespace: str, graph: str, as_of: AsOf
) -> ResolutionScan:
    return scan_resolutions(_network, graph=graph, as_of=as_of)


@st.cache_resource(max_entries=12, show_spinner=False)
def _community_pairs(
    _network: Network, revision: str, namespace: str, options: PartitionOptions, inside: str | None
) -> tuple[CommunityPair, ...]:
    partition = _communities(_network, revision, namespace, options, inside)
    return community_pairs(
        _network, partition, limit=12, as_of=options.as_of, active_since=options.active_since
    )


@st.cache_resource(max_entries=40, show_spinner=False)
def _bridging_pairs(
    _network: Network, revision: str, namespace: str, options: PartitionOptions,
    inside: str | None, first: str, second: str,
) -> BridgingPairs:  # fmt: skip
    partition = _communities(_network, revision, namespace, options, inside)
    ends = partition.by_id(first), partition.by_id(second)
    return bridging_pairs(_network, *ends, as_of=options.as_of, active_since=options.active_since)
