"""Communities: who works among whom, what tells each apart, and who bridges them."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import streamlit as st

from graphmodel.analysis.communities.communities import Communities, Community
from graphmodel.errors import InputError
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.pictures.picture import Picture, picture
from graphmodel.ui.communities import bridges, evolution, panel
from graphmodel.ui.communities.map import community_map, short_label
from graphmodel.ui.communities.query import CommunityQuery, address, asked, plateau
from graphmodel.ui.explore import tables
from graphmodel.ui.shared import diagram, navigation, resources, url_state, widgets
from graphmodel.ui.shared.graph_view import network_view

VIEWS = {"map": "Map", "time": "Over time", "meet": "Who should meet"}
SHOWN = 40
LISTED = 30
CENTRAL = 12


def main() -> None:
    """Draw the page that the address names."""
    namespace = resources.namespace().claimed
    widgets.title("Communities", "Who works among whom, what tells each apart, who bridges them.")
    question = asked(namespace)
    try:
        answer = question.answer()
    except InputError:
        widgets.show_notice(
            "The address looks into a community that is not there; here are all of them."
        )
        question = replace(question, inside=None)
        answer = question.answer()
    if not answer.communities:
        widgets.show_notice("Nobody here has ties to anybody. Import data on the Data page.")
        return
    plateau(question)
    view = _view()
    if view == "time":
        evolution.everything(question)
    elif view == "meet":
        bridges.should_meet(question, answer)
    else:
        _maps(question, answer)


def _view() -> str:
    """What of the page is shown, with the control to change it."""
    now = url_state.read("view") if url_state.read("view") in VIEWS else "map"
    st.session_state["view"] = now

    def changed() -> None:
        chosen = st.session_state["view"]
        url_state.write(view=None if chosen == "map" else chosen, community=None, stage=None)

    st.segmented_control(
        "Show", list(VIEWS), key="view", format_func=lambda x: VIEWS[x], required=True,
        label_visibility="collapsed", on_change=changed,
    )  # fmt: skip
    return now


def _maps(question: CommunityQuery, answer: Communities) -> None:
    namespace = question.namespace
    opened = {c.id: c for c in answer.communities}.get(url_state.read("community"))
    if opened is None and url_state.read("community"):
        widgets.show_notice(
            "The address names a community that is not there; here are all of them."
        )
    left, right = st.columns([1.9, 1], gap="medium")
    with left:
        _map(namespace, answer, opened)
    with right, st.container(height=650, border=True, key="panel"):
        if opened is None:
            _all(question, answer)
        else:
            panel.show(question, answer, opened)
    if opened is not None:
        meets, past = st.columns([1, 1], gap="medium")
        with meets:
            bridges.meeting(question, answer, opened)
        with past:
            evolution.of_one(question, opened)
        _people(namespace, opened)


def _open(community_id: str) -> None:
    url_state.write(community=community_id, other=None, stage=None)


def _map(namespace: Namespace, answer: Communities, opened: Community | None) -> None:
    given = url_state.read("shown")
    shown = int(given) if given.isascii() and given.isdigit() and len(given) < 4 else SHOWN
    shown = min(max(shown, SHOWN), len(answer.communities))
    with st.container(horizontal=True, vertical_alignment="center", key="picture_bar"):
        rest = answer.communities[shown:]
        said = f"{shown:,} of {len(answer.communities):,} communities, bubbles as large as they are"
        said += f" · the other {len(rest):,} have at most {rest[0].size:,} people" if rest else ""
        st.caption(said, width="content")
        if rest:
            st.button("Show more", icon=":material/add:", type="tertiary", key="more_communities",
                      on_click=lambda: url_state.write(shown=str(shown + SHOWN)))  # fmt: skip
    network_view(
        _drawn(answer, namespace, shown),
        key="map",
        label=f"Map of {shown} communities",
        scene=f"{namespace.network.revision} {namespace.name} {len(answer.communities)} {shown}",
        selected="" if opened is None else opened.id,
        on_select=_open,
        on_expand=_open,
        on_move=diagram.ignore_moves,
        height=607,
    )


def _drawn(answer: Communities, namespace: Namespace, shown: int) -> Picture:
    return community_map(answer, shown, fictional=namespace.fictional)


def _all(question: CommunityQuery, answer: Communities) -> None:
    """How the split is, where a person is in it, and the largest communities to open."""
    people = sum(community.size for community in answer.communities)
    within = ""
    if question.inside is not None:
        st.button(
            "One level up", icon=":material/arrow_back:", key="up", type="tertiary",
            on_click=lambda: url_state.write(inside=_outside(question), community=None),
        )  # fmt: skip
        within = " within one"
    st.html(
        f'<div class="gm-name">{len(answer.communities):,} communities{within}</div>'
        f'<div class="gm-quiet">{people:,} people who have ties; {answer.unplaced:,} have none. '
        f"Modularity {answer.modularity:.2f}: {_split(answer.modularity)}.{_sure(answer)}</div>"
    )
    home = {person: c.id for c in answer.communities for person in c.people}
    widgets.search_box(
        question.namespace, key="find_home", label="Find somebody", kinds=("Person",),
        placeholder="Where is …? Type a name",
        on_pick=lambda person: url_state.write(community=home.get(person)),
    )  # fmt: skip
    with st.container(key="rows_communities", gap=None):
        for community in answer.communities[:LISTED]:
            navigation.link(
                "communities",
                f"**{widgets.plain(short_label(community))}** "
                f":gray[{community.size:,} people · "
                f"{widgets.plain(community.label.split(' · ')[-1])}]",
                address(community=community.id),
                width="stretch",
            )  # fmt: skip


def _outside(question: CommunityQuery) -> str | None:
    """The community around the one that is looked into, None for the whole."""
    wider = replace(question, inside=None)
    inside = question.inside or ""
    found = None
    while inside:
        around = [c.id for c in wider.answer().communities if inside.startswith(f"{c.id}|")]
        if not around:
            break
        found, wider = around[0], replace(wider, inside=around[0])
    return found


def _split(modularity: float) -> str:
    """What a modularity says in words."""
    if modularity >= 0.5:
        return "they are clearly apart"
    return "they are somewhat apart" if modularity >= 0.25 else "they run into each other"


def _sure(answer: Communities) -> str:
    if answer.agreement is None:
        return ""
    doubts = sum(len(community.uncertain) for community in answer.communities)
    return (f" What {answer.runs} runs agree on; two of them agree to {answer.agreement:.2f} of 1. "
            f"{doubts:,} people are uncertain.")  # fmt: skip


def _people(namespace: Namespace, community: Community) -> None:
    """The central people in a picture, and everybody in a table."""
    left, right = st.columns([1, 1], gap="medium")
    network = namespace.network
    with left:
        centres = community.people[:CENTRAL]
        with st.container(horizontal=True, vertical_alignment="center", key="ways"):
            st.markdown("**Its central people, and what ties them**", width="content")
            view = url_state.View(namespace=namespace.name, centres=centres, hops=1)
            navigation.link("explore", "Open in Explore", view.parameters(), icon=":material/hub:")
        network_view(
            picture(network, centres, hops=1, limit=min(60, 5 * len(centres))),
            key="central",
            label=f"Central people of {community.label}",
            scene=f"{network.revision} {community.id}",
            on_select=lambda node_id: url_state.write(at=node_id),
            on_expand=lambda node_id: url_state.write(at=node_id),
            on_move=diagram.ignore_moves,
            height=460,
        )
        if url_state.read("at") in network:
            with widgets.compact_rows("picked"):
                widgets.node_link(network, url_state.read("at"), note="open in Explore")
    with right:
        frame = _table(network, network.revision, community.id, community.people, community.shares)
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.markdown(f"**All {community.size:,} people**, the most central first",
                        width="content")  # fmt: skip
            st.download_button("CSV", tables.csv(frame.drop("explore")), "community.csv",
                               "text/csv", key="csv_people", icon=":material/download:",
                               type="tertiary")  # fmt: skip
        st.dataframe(
            frame, height=460, hide_index=True, key="table_people",
            column_order=["name", "explore", "roles", "links", "first", "latest",
                          *(["here in runs"] if community.shares else [])],
            column_config={
                "explore": st.column_config.LinkColumn("", display_text="Explore", width="small"),
                "first": st.column_config.NumberColumn("first", format="%d"),
                "latest": st.column_config.NumberColumn("latest", format="%d"),
                "here in runs": st.column_config.NumberColumn("here in runs", format="percent"),
            },
        )  # fmt: skip


@st.cache_data(max_entries=20, show_spinner=False)
def _table(
    _network: Network,
    revision: str,
    community_id: str,
    people: tuple[str, ...],
    shares: tuple[float, ...],
) -> pl.DataFrame:
    """One row a person in the order given: name, roles, links, first and latest year, the share of
    runs in which they were here, null after one run, and id."""
    rows = pl.DataFrame({"index": _network.indexes(people), "id": people})
    links = _network.links.join(rows, left_on="source", right_on="index", how="semi")
    roles = (
        links.drop_nulls("role").group_by("source", "role").len()
        .sort("len", "role", descending=[True, False])
        .group_by("source", maintain_order=True)
        .agg(pl.col("role").head(3).str.join(", ").alias("roles"))
    )  # fmt: skip
    years = links.group_by("source").agg(
        pl.len().alias("links"),
        pl.col("first_year").min().alias("first"),
        pl.col("last_year").max().alias("latest"),
    )
    named = rows.with_columns(
        pl.Series("name", [_network.names[i] for i in rows["index"]], dtype=pl.String),
        pl.Series("explore", [_explore(_network, i) for i in rows["index"]], dtype=pl.String),
    )
    joined = named.join(
        roles, left_on="index", right_on="source", how="left", maintain_order="left"
    )
    joined = joined.join(
        years, left_on="index", right_on="source", how="left", maintain_order="left"
    )
    sure = pl.Series("here in runs", shares or [None] * len(people), dtype=pl.Float64)
    joined = joined.with_columns(sure)
    return joined.select("name", "explore", "roles", "links", "first", "latest", sure.name, "id")


def _explore(network: Network, index: int) -> str:
    return navigation.page_url("explore", widgets.explore_parameters(
        network.ids[index], network.nodes["namespace"][index]))  # fmt: skip


main()
