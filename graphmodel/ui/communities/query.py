"""What the Communities page asks: read from its address, answered once per network."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from graphmodel.analysis.communities.bridges import BridgingPairs, bridging_pairs
from graphmodel.analysis.communities.communities import Communities, communities
from graphmodel.analysis.communities.community_pairs import CommunityPair, community_pairs
from graphmodel.analysis.communities.consensus import RUNS
from graphmodel.analysis.communities.evolution import CommunityEvolution, community_evolution
from graphmodel.analysis.communities.graphs import GRAPHS, PEOPLE
from graphmodel.analysis.communities.resolution_scan import (
    RESOLUTIONS,
    ResolutionScan,
    scan_resolutions,
)
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.ui.shared import url_state, widgets

YEARS = (5, 10, 15, 20)
_GRAPHS = {"people": "People who share work", "everything": "Everything linked"}
_KEPT = (url_state.NAMESPACE, "resolution", "graph", "runs", "shown", "inside", "scan")


@dataclass(frozen=True)
class CommunityQuery:
    """What is asked of a namespace: which graph, how finely, in how many runs, within what."""

    namespace: Namespace
    graph: str
    resolution: float
    runs: int
    inside: str | None

    def answer(self) -> Communities:
        """The communities asked for."""
        network = self.namespace.network
        return _communities(network, network.revision, self.namespace.name, self.graph,
                            self.resolution, self.runs, self.inside)  # fmt: skip

    def history(self, years: int) -> CommunityEvolution:
        """How communities developed in windows of so many years."""
        network = self.namespace.network
        return _lineages(network, network.revision, self.namespace.name, years, self.resolution)

    def scan(self) -> ResolutionScan:
        """What other resolutions would give."""
        network = self.namespace.network
        return _resolutions(network, network.revision, self.namespace.name, self.graph)

    def scenes(self) -> tuple[CommunityPair, ...]:
        """Which communities should meet."""
        network = self.namespace.network
        return _scenes(network, network.revision, self.namespace.name, self.graph,
                       self.resolution, self.runs, self.inside)  # fmt: skip

    def meeting(self, one: str, other: str) -> BridgingPairs:
        """Whom to bring together of two communities, by their ids."""
        network = self.namespace.network
        return _meeting(network, network.revision, self.namespace.name, self.graph,
                        self.resolution, self.runs, self.inside, one, other)  # fmt: skip


def asked(namespace: Namespace) -> CommunityQuery:
    """What the address asks, with the controls in the sidebar to ask something else."""
    graph = url_state.read("graph", PEOPLE)
    graph = graph if graph in GRAPHS else PEOPLE
    with st.sidebar:
        resolution = _resolution()
        _graph(graph)
        runs = _runs()
    return CommunityQuery(namespace, graph, resolution, runs, url_state.read("inside") or None)


def address(**more: str) -> dict[str, str]:
    """The address of the page as it is, with something more or, if empty, something less."""
    kept = {name: url_state.read(name) for name in _KEPT if url_state.read(name)}
    return {name: value for name, value in {**kept, **more}.items() if value}


def _resolution() -> float:
    try:
        given = min(max(float(url_state.read("resolution", "1")), 0.01), 100.0)
    except ValueError:
        given = 1.0
    options = sorted({*RESOLUTIONS, given})
    st.session_state["resolution"] = given

    def changed() -> None:
        chosen = st.session_state["resolution"]
        url_state.write(resolution=None if chosen == 1.0 else f"{chosen:g}", community=None,
                        inside=None, other=None)  # fmt: skip

    st.select_slider(
        "Resolution", options, key="resolution", format_func=lambda x: f"{x:g}",
        help="Lower makes fewer and larger communities, higher more and smaller ones",
        on_change=changed,
    )  # fmt: skip
    return given


def _graph(graph: str) -> None:
    st.session_state["graph"] = graph

    def changed() -> None:
        chosen = st.session_state["graph"]
        url_state.write(graph=None if chosen == PEOPLE else chosen, community=None, inside=None,
                        other=None)  # fmt: skip

    st.selectbox(
        "Found among", GRAPHS, key="graph", format_func=lambda name: _GRAPHS[name],
        help="People by what they shared, or people, projects, schools, festivals and companies "
        "together by their links", on_change=changed,
    )  # fmt: skip


def _runs() -> int:
    now = url_state.read("runs") == str(RUNS)
    st.session_state["runs"] = now

    def changed() -> None:
        url_state.write(runs=str(RUNS) if st.session_state["runs"] else None, community=None,
                        inside=None, other=None)  # fmt: skip

    st.toggle(
        "Say how sure it is", key="runs", on_change=changed,
        help=f"Looks {RUNS} times and keeps what those runs agree on: who belongs for certain, "
        "and who does not. Takes a minute on a large network, the first time.",
    )  # fmt: skip
    return RUNS if now else 1


def plateau(asked_: CommunityQuery) -> None:
    """In the sidebar: what other resolutions give, and where the split stays the same."""
    with st.sidebar:
        if url_state.read("scan") != "1":
            st.button("Where does the split stay the same?", key="scan", type="tertiary",
                      icon=":material/stacked_line_chart:",
                      help="Compares coarser and finer resolutions",
                      on_click=lambda: url_state.write(scan="1"))  # fmt: skip
            return
        rows = ""
        steps = asked_.scan().steps
        for step in steps:
            alike = "" if step.agreement is None else f"{step.agreement:.2f}"
            wide = round(100 * max(step.agreement or 0.0, 0.0))
            mark = ' class="gm-plateau"' if step.plateau else ""
            rows += (
                f"<tr{mark}><td>{step.resolution:g}</td><td>{step.large:,}</td>"
                f'<td><span class="gm-weight"><i style="width:{wide}%"></i></span></td>'
                f"<td>{alike}</td></tr>"
            )
        st.html(
            '<table class="gm-scan"><tr><th>resolution</th><th>of 20 people or more</th>'
            f'<th colspan="2">like the next</th></tr>{rows}</table>'
        )
        level = [step.resolution for step in steps if step.plateau]
        if level:
            st.caption(f"Stays much the same from {level[0]:g} to {level[-1]:g}: a plateau.")
        else:
            st.caption(widgets.plain("No plateau: every step gives other communities."))


@st.cache_resource(max_entries=12, show_spinner="Finding communities …")
def _communities(
    _network: Network, revision: str, namespace: str, graph: str, resolution: float, runs: int,
    inside: str | None,
) -> Communities:  # fmt: skip
    return communities(_network, graph=graph, resolution=resolution, runs=runs, within=inside)


@st.cache_resource(max_entries=4, show_spinner="Following communities through the years …")
def _lineages(
    _network: Network, revision: str, namespace: str, years: int, resolution: float
) -> CommunityEvolution:
    return community_evolution(_network, years=years, resolution=resolution)


@st.cache_resource(max_entries=4, show_spinner="Comparing resolutions …")
def _resolutions(_network: Network, revision: str, namespace: str, graph: str) -> ResolutionScan:
    return scan_resolutions(_network, graph=graph)


@st.cache_resource(max_entries=12, show_spinner="Comparing communities …")
def _scenes(
    _network: Network, revision: str, namespace: str, graph: str, resolution: float, runs: int,
    inside: str | None,
) -> tuple[CommunityPair, ...]:  # fmt: skip
    found = _communities(_network, revision, namespace, graph, resolution, runs, inside)
    return community_pairs(_network, found, limit=12)


@st.cache_resource(max_entries=40, show_spinner="Looking whom to bring together …")
def _meeting(
    _network: Network, revision: str, namespace: str, graph: str, resolution: float, runs: int,
    inside: str | None, one: str, other: str,
) -> BridgingPairs:  # fmt: skip
    found = _communities(_network, revision, namespace, graph, resolution, runs, inside)
    return bridging_pairs(_network, found.by_id(one), found.by_id(other))
