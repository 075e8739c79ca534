"""Communities: who works among whom, what sets each apart, and who bridges them."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.analysis.communities.results import Communities, Community
from graphmodel.errors import InputError
from graphmodel.export.as_code import community_code
from graphmodel.facts.html_text import escape
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.pictures.picture import picture
from graphmodel.ui.communities import bridges, evolution, panel, publishing
from graphmodel.ui.communities.map import community_map, short_label
from graphmodel.ui.communities.query import CommunityQuery, page_address, plateau, read_query
from graphmodel.ui.shared import code_view, desk, diagram, navigation, resources, url_state, widgets
from graphmodel.ui.shared.columns import labels, said
from graphmodel.ui.shared.downloads import csv
from graphmodel.ui.shared.graph_view import network_view
from graphmodel.ui.shared.tables import show_table

VIEWS = {
    "map": words.mark("Map"),
    "time": words.mark("Over time"),
    "meet": words.mark("Who should meet"),
}
IN_RUNS = words.mark("share of runs")
BUBBLES = 40
MAX_LISTED = 30
MAX_CENTRAL = 12


def main() -> None:
    """Draw the page for the parameters in its address."""
    namespace = resources.namespace().claimed
    widgets.title(
        words.say("Communities"),
        words.say("Who works with whom, what sets each group apart, and who bridges them."),
    )
    desk.show_outcome()
    query = read_query(namespace)
    try:
        partition = query.communities()
    except InputError:
        widgets.show_notice(
            words.say("The community in this link does not exist; here are all communities.")
        )
        query = replace(query, inside=None)
        partition = query.communities()
    if not partition.communities:
        widgets.show_notice(words.say("Nobody here has any ties. Import data on the Data page."))
        return
    plateau(query)
    view = _view()
    if view == "time":
        evolution.show_all(query)
    elif view == "meet":
        bridges.show_community_pairs(query, partition)
    else:
        _map_view(query, partition)
        code_view.show(community_code(namespace.name, query.options, query.inside))
        publishing.show(query)


def _view() -> str:
    """Draw the choice of view and return the one in the address."""
    view = url_state.read("view") if url_state.read("view") in VIEWS else "map"
    st.session_state["view"] = view

    def changed() -> None:
        chosen = st.session_state["view"]
        url_state.write(view=None if chosen == "map" else chosen, community=None, stage=None)

    st.segmented_control(
        words.say("Show"),
        list(VIEWS),
        key="view",
        format_func=lambda x: words.say(VIEWS[x]),
        required=True,
        label_visibility="collapsed",
        on_change=changed,
    )
    return view


def _map_view(query: CommunityQuery, partition: Communities) -> None:
    namespace = query.namespace
    opened = {c.id: c for c in partition.communities}.get(url_state.read("community"))
    if opened is None and url_state.read("community"):
        widgets.show_notice(
            words.say("The community in this link does not exist; here are all communities.")
        )
    left, right = st.columns([1.9, 1], gap="medium")
    with left:
        _map(namespace, partition, opened)
    with right, st.container(height=650, border=True, key="panel"):
        if opened is None:
            _overview(query, partition)
        else:
            panel.show(query, partition, opened)
    if opened is not None:
        left, right = st.columns([1, 1], gap="medium")
        with left:
            bridges.show_bridging_pairs(query, partition, opened)
        with right:
            evolution.show_one(query, opened)
        _people_section(namespace, opened)


def _open(community_id: str) -> None:
    url_state.write(community=community_id, other=None, stage=None)


def _map(namespace: Namespace, partition: Communities, opened: Community | None) -> None:
    shown = max(url_state.number("shown") or 0, BUBBLES)
    count = min(shown, len(partition.communities))
    with st.container(horizontal=True, vertical_alignment="center", key="picture_bar"):
        rest = partition.communities[count:]
        caption = words.say(
            "{n:,} of {all:,} communities, drawn to size",
            n=count,
            all=len(partition.communities),
        )
        if rest:
            caption += " · " + words.say(
                "the other {n:,} have at most {size:,} people", n=len(rest), size=rest[0].size
            )
        st.caption(caption, width="content")
        if rest:
            st.button(
                words.say("Show more"),
                icon=":material/add:",
                type="tertiary",
                key="more_communities",
                on_click=lambda: url_state.write(shown=str(count + BUBBLES)),
            )
    network_view(
        community_map(partition, count, fictional=namespace.fictional),
        key="map",
        label=words.say("Map of {n} communities", n=count),
        scene=f"{namespace.network.revision} {namespace.name} {len(partition.communities)} {count}",
        selected="" if opened is None else opened.id,
        on_select=_open,
        on_expand=_open,
        on_move=diagram.ignore_moves,
        height=607,
    )


def _overview(query: CommunityQuery, partition: Communities) -> None:
    """Draw how clearly communities separate, a search for people, and links to the largest."""
    people = sum(community.size for community in partition.communities)
    number = len(partition.communities)
    heading = words.count("{n:,} community", "{n:,} communities", number)
    if query.inside is not None:
        st.button(
            words.say("One level up"), icon=":material/arrow_back:", key="up", type="tertiary",
            on_click=lambda: url_state.write(inside=_enclosing(query), community=None),
        )  # fmt: skip
        heading = words.say("{n:,} communities within one", n=number)
    line = words.say(
        "{n:,} people with ties; {without:,} without.", n=people, without=partition.unplaced
    )
    exact = words.say("Modularity {modularity:.2f}", modularity=partition.modularity)
    line += " " + _separation(partition.modularity)
    st.html(
        f'<div class="gm-name">{escape(heading)}</div>'
        f'<div class="gm-quiet" title="{escape(exact)}">'
        f"{escape(line)}{escape(_agreement(partition))}</div>"
    )
    home = {person: c.id for c in partition.communities for person in c.people}
    widgets.search_box(
        query.namespace, key="find_home", label=words.say("Find somebody"), kinds=("Person",),
        placeholder=words.say("Where is …? Type a name"),
        on_pick=lambda person: url_state.write(community=home.get(person)),
    )  # fmt: skip
    with st.container(key="rows_communities", gap=None):
        for community in partition.communities[:MAX_LISTED]:
            navigation.link(
                "communities",
                _listed(community),
                page_address(community=community.id),
                width="stretch",
            )  # fmt: skip


def _listed(community: Community) -> str:
    """Return a community as an item of a list, in markdown."""
    people = words.say("{n:,} people", n=community.size)
    around = community.naming.around()
    return (
        f"**{widgets.plain(short_label(community))}** "
        f":gray[{widgets.plain(people)} · {widgets.plain(around)}]"
    )


def _enclosing(query: CommunityQuery) -> str | None:
    """Return the community that encloses the one being viewed; None for the whole."""
    wider = replace(query, inside=None)
    inside = query.inside or ""
    enclosing = None
    while inside:
        outer = [c.id for c in wider.communities().communities if inside.startswith(f"{c.id}|")]
        if not outer:
            break
        enclosing, wider = outer[0], replace(wider, inside=outer[0])
    return enclosing


def _separation(modularity: float) -> str:
    """Return a modularity in words."""
    if modularity >= 0.5:
        return words.say("The communities are clearly separate.")
    if modularity >= 0.25:
        return words.say("The communities are fairly separate.")
    return words.say("The communities overlap.")


def _agreement(partition: Communities) -> str:
    if partition.agreement is None:
        return ""
    uncertain = sum(len(community.uncertain) for community in partition.communities)
    return " " + words.say(
        "Consensus of {runs} runs, with a mean adjusted Rand index of {agreement:.2f} between two "
        "of them. {n:,} people are uncertain.",
        runs=partition.runs, agreement=partition.agreement, n=uncertain,
    )  # fmt: skip


def _people_section(namespace: Namespace, community: Community) -> None:
    """Draw the central people as a picture, and everybody as a table."""
    left, right = st.columns([1, 1], gap="medium")
    network = namespace.network
    with left:
        centres = community.people[:MAX_CENTRAL]
        with st.container(horizontal=True, vertical_alignment="center", key="ways"):
            st.markdown(f"**{words.say('Its central people and their ties')}**", width="content")
            view = url_state.View(namespace=namespace.name, centres=centres, hops=1)
            navigation.link(
                "explore", words.say("Open in Explore"), view.parameters(), icon=":material/hub:"
            )
        network_view(
            picture(network, centres, hops=1, limit=min(60, 5 * len(centres))),
            key="central",
            label=words.say("Central people of {label}", label=community.naming.said()),
            scene=f"{network.revision} {community.id}",
            on_select=lambda node_id: url_state.write(at=node_id),
            on_expand=lambda node_id: url_state.write(at=node_id),
            on_move=diagram.ignore_moves,
            height=460,
        )
        if url_state.read("at") in network:
            with widgets.compact_rows("picked"):
                widgets.node_link(network, url_state.read("at"), note=words.say("open in Explore"))
    with right:
        frame = _people_table(
            network, network.revision, community.id, community.people, community.shares
        )
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.markdown(words.say("**All {n:,} people**, most central first", n=community.size),
                        width="content")  # fmt: skip
            st.download_button("CSV", csv(frame.drop("explore")), "community.csv",
                               "text/csv", key="csv_people", icon=":material/download:",
                               type="tertiary")  # fmt: skip
        runs = [IN_RUNS] if community.shares else []
        show_table(
            said(frame, {"roles": labels}), height=460, key="table_people",
            column_order=["name", "explore", "roles", "links", "first", "latest", *runs],
            columns={
                "name": words.say("name"), "roles": words.say("roles"),
                "links": words.say("links"),
                "explore": st.column_config.LinkColumn(
                    "", display_text=words.say("Explore"), width="small"),
                "first": st.column_config.NumberColumn(words.say("first"), format="%d"),
                "latest": st.column_config.NumberColumn(words.say("latest"), format="%d"),
                IN_RUNS: st.column_config.NumberColumn(words.say(IN_RUNS), format="percent"),
            },
        )  # fmt: skip


@st.cache_data(max_entries=20, show_spinner=False)
def _people_table(
    _network: Network,
    revision: str,
    community_id: str,
    people: tuple[str, ...],
    shares: tuple[float, ...],
) -> pl.DataFrame:
    """Return one row per person in the given order: name, roles, links, first and latest year, the
    share of runs in which they were here (null after a single run), and id."""
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
        pl.Series("explore", [_explore_link(_network, i) for i in rows["index"]], dtype=pl.String),
    )
    joined = named.join(
        roles, left_on="index", right_on="source", how="left", maintain_order="left"
    )
    joined = joined.join(
        years, left_on="index", right_on="source", how="left", maintain_order="left"
    )
    shares_column = pl.Series(IN_RUNS, shares or [None] * len(people), dtype=pl.Float64)
    joined = joined.with_columns(shares_column)
    columns = ["name", "explore", "roles", "links", "first", "latest", shares_column.name, "id"]
    return joined.select(columns)


def _explore_link(network: Network, index: int) -> str:
    return navigation.page_url("explore", widgets.explore_parameters(
        network.ids[index], network.nodes["namespace"][index]))  # fmt: skip


main()
