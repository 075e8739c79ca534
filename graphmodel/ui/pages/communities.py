"""Communities: who works among whom, what tells each apart, and who bridges them."""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from graphmodel.analysis.communities import Communities, Community, communities
from graphmodel.analysis.telling import Telling
from graphmodel.asking import World
from graphmodel.captions import summary
from graphmodel.network import Network
from graphmodel.pictures import Picture, picture
from graphmodel.ui import load, parts, places, sketches, state, tables
from graphmodel.ui.community_map import colour, community_map, short_label
from graphmodel.ui.component import network_view

SHOWN = 40
LISTED = 30
CENTRAL = 12
PEOPLE = 15
RESOLUTIONS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)


def main() -> None:
    """Draw the page that the address names."""
    world = load.world().claimed
    parts.title("Communities", "Who works among whom, what tells each apart, who bridges them.")
    with st.sidebar:
        resolution = _resolution()
    answer = _answer(world.network, world.network.revision, world.namespace, resolution)
    if not answer.communities:
        parts.nothing("Nobody here has ties to anybody. Import data on the Data page.")
        return
    opened = {c.id: c for c in answer.communities}.get(state.read("community"))
    if opened is None and state.read("community"):
        parts.nothing("The address names a community that is not there; here are all of them.")
    left, right = st.columns([1.9, 1], gap="medium")
    with left:
        _map(world, answer, opened)
    with right, st.container(height=650, border=True, key="panel"):
        if opened is None:
            _all(world, answer)
        else:
            _one(world, answer, opened)
    if opened is not None:
        _people(world, opened)


@st.cache_resource(max_entries=12, show_spinner="Finding communities …")
def _answer(_network: Network, revision: str, world: str, resolution: float) -> Communities:
    return communities(_network, resolution=resolution)


def _resolution() -> float:
    try:
        given = min(max(float(state.read("resolution", "1")), 0.01), 100.0)
    except ValueError:
        given = 1.0
    options = sorted({*RESOLUTIONS, given})
    st.session_state["resolution"] = given

    def changed() -> None:
        chosen = st.session_state["resolution"]
        state.write(resolution=None if chosen == 1.0 else f"{chosen:g}", community=None)

    st.select_slider(
        "Resolution", options, key="resolution", format_func=lambda x: f"{x:g}",
        help="Lower makes fewer and larger communities, higher more and smaller ones",
        on_change=changed,
    )  # fmt: skip
    return given


def _open(community_id: str) -> None:
    state.write(community=community_id)


def _map(world: World, answer: Communities, opened: Community | None) -> None:
    given = state.read("shown")
    shown = int(given) if given.isascii() and given.isdigit() and len(given) < 4 else SHOWN
    shown = min(max(shown, SHOWN), len(answer.communities))
    with st.container(horizontal=True, vertical_alignment="center", key="picture_bar"):
        rest = answer.communities[shown:]
        said = f"{shown:,} of {len(answer.communities):,} communities, bubbles as large as they are"
        said += f" · the other {len(rest):,} have at most {rest[0].size:,} people" if rest else ""
        st.caption(said, width="content")
        if rest:
            st.button("Show more", icon=":material/add:", type="tertiary", key="more_communities",
                      on_click=lambda: state.write(shown=str(shown + SHOWN)))  # fmt: skip
    network_view(
        _drawn(answer, world, shown),
        key="map",
        label=f"Map of {shown} communities",
        scene=f"{world.network.revision} {world.namespace} {len(answer.communities)} {shown}",
        selected="" if opened is None else opened.id,
        on_select=_open,
        on_expand=_open,
        on_move=sketches.still,
        height=607,
    )


def _drawn(answer: Communities, world: World, shown: int) -> Picture:
    return community_map(answer, shown, fictional=world.fictional)


def _all(world: World, answer: Communities) -> None:
    """How the split is, where a person is in it, and the largest communities to open."""
    people = sum(community.size for community in answer.communities)
    st.html(
        f'<div class="gm-name">{len(answer.communities):,} communities</div>'
        f'<div class="gm-quiet">{people:,} people who have ties; {answer.unplaced:,} have none. '
        f"Modularity {answer.modularity:.2f}: {_split(answer.modularity)}.</div>"
    )
    home = {person: c.id for c in answer.communities for person in c.people}
    parts.search(
        world, key="find_home", label="Find somebody", kind="Person",
        placeholder="Where is …? Type a name",
        on_pick=lambda person: state.write(community=home.get(person)),
    )  # fmt: skip
    with st.container(key="rows_communities", gap=None):
        for community in answer.communities[:LISTED]:
            places.link(
                "communities",
                f"**{parts.plain(short_label(community))}** "
                f":gray[{community.size:,} people · "
                f"{parts.plain(community.label.split(' · ')[-1])}]",
                {**_address(world), "community": community.id},
                width="stretch",
            )  # fmt: skip


def _split(modularity: float) -> str:
    """What a modularity says in words."""
    if modularity >= 0.5:
        return "they are clearly apart"
    return "they are somewhat apart" if modularity >= 0.25 else "they run into each other"


def _address(world: World) -> dict[str, str]:
    kept = {state.WORLD: world.namespace}
    kept.update({x: state.read(x) for x in ("resolution", "shown") if state.read(x)})
    return kept


def _one(world: World, answer: Communities, community: Community) -> None:
    """What tells one community from the others, and who bridges it to them."""
    network = world.network
    rank = [c.id for c in answer.communities].index(community.id)
    st.button("All communities", icon=":material/arrow_back:", key="all", type="tertiary",
              on_click=lambda: state.write(community=None))  # fmt: skip
    swatch = f'<span class="gm-mark" style="background:{colour(rank)};border-radius:50%"></span>'
    st.html(
        f'<div class="gm-eyebrow">{swatch}Community {rank + 1} of {len(answer.communities):,}'
        f"{parts.fictional_mark(world.fictional)}</div>"
        f'<div class="gm-name">{escape(community.label)}</div>'
        f'<div class="gm-quiet">{community.size:,} people</div>'
    )
    st.html('<div class="gm-group">What tells it apart</div>')
    if community.reasons:
        st.caption("How many films and people have it, of those of which such a thing is known")
    else:
        st.caption("Nothing that is known of its people is found here more than elsewhere.")
    with parts.rows("reasons"):
        for reason in community.reasons:
            _reason(network, reason)
    if community.bridges:
        st.html('<div class="gm-group">Bridges to other communities</div>')
        with parts.rows("bridges"):
            for person in community.bridges:
                parts.node_link(network, person, note=summary(network, network.index(person)))
    st.html('<div class="gm-group">Most central people</div>')
    with parts.rows("central"):
        for person in community.people[:PEOPLE]:
            parts.node_link(network, person, note=summary(network, network.index(person)))


def _reason(network: Network, reason: Telling) -> None:
    counts = f"{reason.inside:,} of {reason.of_inside:,} here"
    counts += f", {reason.outside:,} of {reason.of_outside:,} elsewhere"
    if reason.id is not None and reason.id in network:
        parts.node_link(network, reason.id, note=f"{reason.kind} · {counts}")
    else:
        st.html(
            f'<div class="gm-trait"><b>{escape(reason.value)}</b> '
            f"<span>{escape(reason.kind)} · {counts}</span></div>"
        )


def _people(world: World, community: Community) -> None:
    """The central people in a picture, and everybody in a table."""
    left, right = st.columns([1, 1], gap="medium")
    network = world.network
    with left:
        centres = community.people[:CENTRAL]
        with st.container(horizontal=True, vertical_alignment="center", key="ways"):
            st.markdown("**Its central people, and what ties them**", width="content")
            view = state.View(world=world.namespace, centres=centres, hops=1)
            places.link("explore", "Open in Explore", view.parameters(), icon=":material/hub:")
        network_view(
            picture(network, centres, hops=1, limit=min(60, 5 * len(centres))),
            key="central",
            label=f"Central people of {community.label}",
            scene=f"{network.revision} {community.id}",
            on_select=lambda node_id: state.write(at=node_id),
            on_expand=lambda node_id: state.write(at=node_id),
            on_move=sketches.still,
            height=460,
        )
        if state.read("at") in network:
            with parts.rows("picked"):
                parts.node_link(network, state.read("at"), note="open in Explore")
    with right:
        frame = _table(network, network.revision, community.id, community.people)
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.markdown(f"**All {community.size:,} people**, the most central first",
                        width="content")  # fmt: skip
            st.download_button("CSV", tables.csv(frame.drop("explore")), "community.csv",
                               "text/csv", key="csv_people", icon=":material/download:",
                               type="tertiary")  # fmt: skip
        st.dataframe(
            frame, height=460, hide_index=True, key="table_people",
            column_order=["name", "explore", "roles", "links", "first", "latest"],
            column_config={
                "explore": st.column_config.LinkColumn("", display_text="Explore", width="small"),
                "first": st.column_config.NumberColumn("first", format="%d"),
                "latest": st.column_config.NumberColumn("latest", format="%d"),
            },
        )  # fmt: skip


@st.cache_data(max_entries=20, show_spinner=False)
def _table(
    _network: Network, revision: str, community_id: str, people: tuple[str, ...]
) -> pl.DataFrame:
    """One row a person in the order given: name, roles, links, first and latest year, id."""
    rows = pl.DataFrame({"index": [_network.index(x) for x in people], "id": people})
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
    return joined.select("name", "explore", "roles", "links", "first", "latest", "id")


def _explore(network: Network, index: int) -> str:
    return places.address("explore", parts.explore_address(
        network.ids[index], network.nodes["namespace"][index]))  # fmt: skip


main()
