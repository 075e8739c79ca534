"""Suggest: whom a person could work with next, or a project have, and why."""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from graphmodel.analysis.suggestions.filters import NEWCOMER_YEARS, SuggestionFilters
from graphmodel.analysis.suggestions.model import Model
from graphmodel.analysis.suggestions.model_file import choose_model
from graphmodel.analysis.suggestions.recommender import collaborators
from graphmodel.analysis.suggestions.results import Suggestion, Suggestions
from graphmodel.network.captions import summary
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.network.tables import means
from graphmodel.schema.declarations import Meaning
from graphmodel.schema.model import joined_by
from graphmodel.ui.shared import (
    facts,
    navigation,
    pickers,
    resources,
    url_state,
    widgets,
)
from graphmodel.ui.suggest import counterfactual, exposure, reasons, weights

LIMIT = 10
LIMITS = (5, 10, 20, 50)
DIVERSITIES = (0.0, 0.5, 1.0, 2.0)
# Points from which a reason is on the card; the table of how it was scored has all.
# (A string here would be drawn on the page: Streamlit shows each that stands alone.)
SAID_FROM = 0.005
FIRST_YEAR, LAST_YEAR = 1880, 2100


def main() -> None:
    """Draw the page that the address names."""
    namespace = resources.namespace().claimed
    widgets.title("Suggest", "Whom to work with next, among people not worked with yet, and why.")
    with st.sidebar:
        wishes, diversity, limit = _wishes(namespace)
        own = weights.chosen()
    person = _asker(namespace)
    network = namespace.network
    model, unfit = choose_model(network, None)
    model = model.weighted(own)
    if person is None:
        if not pickers.unknown_ids(namespace, "person"):
            widgets.show_notice("Choose the person to find partners for: type a name.")
        exposure.show(namespace, model)
        return
    if unfit:
        st.caption(widgets.plain(f"{unfit}; until then the default weights answer."))
    answer = _answer(
        network, network.revision, namespace.name, person, wishes, diversity, limit,
        tuple(model.weights.tolist()), model,
    )  # fmt: skip
    if not answer.items:
        _none(network, person, answer, wishes)
        return
    st.html(_legend(answer, own))
    top = max(sum(abs(r.contribution) for r in item.reasons) for item in answer.items)
    for rank, item in enumerate(answer.items, 1):
        _suggestion(namespace, person, rank, item, top, answer, wishes.role)
    counterfactual.show(namespace, person, wishes, model)
    exposure.show(namespace, model)


@st.cache_data(max_entries=200, show_spinner="Weighing everyone within reach …")
def _answer(
    _network: Network,
    revision: str,
    namespace: str,
    person: str,
    wishes: SuggestionFilters,
    diversity: float,
    limit: int,
    weighed: tuple[float, ...],
    _model: Model,
) -> Suggestions:
    return collaborators(_network).suggest(
        person, limit=limit, wishes=wishes, model=_model, diversity=diversity
    )


def _asker(namespace: Namespace) -> str | None:
    """The person or project that the address names, or the boxes to choose one."""
    network = namespace.network
    given = network.canonical_id(url_state.read("person"))
    kind = "Person"
    if given in network and network.kinds[network.index(given)] == "Project":
        kind = "Project"
    label = "Suggest people for this project" if kind == "Project" else "Suggest partners for"
    chosen = pickers.pick_node(
        namespace, name="person", label=label, placeholder="Whose? Type a name", kinds=(kind,)
    )
    if chosen is None and not url_state.read("person"):
        with st.expander("Or for a project", type="compact", key="for_project"):
            widgets.search_box(
                namespace,
                key="find_project",
                label="Which project? Type its title",
                kinds=("Project",),
                on_pick=lambda node_id: url_state.write(person=node_id),
            )
    return chosen


@st.cache_data(max_entries=8, show_spinner=False)
def _choices(_network: Network, revision: str, namespace: str) -> dict[str, list[str]]:
    """Roles that people have had, markets, forms, schools and organisations, commonest first."""
    credits = _network.links.filter(means("credit"))
    roles = credits["role"]
    columns = [pl.col("markets").explode(), pl.col("countries").explode(), pl.col("market")]
    places_ = pl.concat([_network.nodes.select(c.alias("place")) for c in columns])["place"]
    made = _network.nodes.filter(pl.col("kind") == "Project")
    forms = pl.concat([made[c].drop_nulls().rename("form") for c in ("type", "format")])
    found = {}
    for name, values in (("role", roles), ("market", places_), ("form", forms)):
        counted = values.drop_nulls().value_counts().sort(
            ["count", values.name], descending=[True, False]
        )  # fmt: skip
        found[name] = counted[values.name].to_list()
    linked: dict[str, Meaning] = {"school": "study", "not_at": "membership"}
    for name, meaning in linked.items():
        links = _network.links_of(meaning, "source", "target")
        kinds = joined_by(meaning)
        there = pl.concat([links["source"], links["target"]]).unique().to_list()
        there = [node for node in there if _network.kinds[node] in kinds]
        found[name] = sorted((_network.ids[i] for i in there), key=_network.name_of)
    return found


def _wishes(namespace: Namespace) -> tuple[SuggestionFilters, float, int]:
    """What is wanted, how much to spread, and how many."""
    network = namespace.network
    held = _choices(network, network.revision, namespace.name)
    role = _choice("role", "Role wanted", held["role"])
    market = _choice("market", "Market", held["market"])
    form = _choice("form", "Has made a", held["form"])
    school = _choice("school", "Went to", held["school"], network) if held["school"] else None
    not_at = _choice("not_at", "Not with", held["not_at"], network) if held["not_at"] else None
    newcomers = url_state.read("newcomers") == "yes"
    st.session_state["newcomers"] = newcomers
    st.toggle(
        "Newcomers only", key="newcomers",
        help=f"People whose first known work is at most {NEWCOMER_YEARS} years before the latest "
        "year that the data tells of",
        on_change=lambda: url_state.write(
            newcomers="yes" if st.session_state["newcomers"] else None
        ),
    )  # fmt: skip
    since = _since()
    out = pickers.pick_nodes(
        namespace, name="without", label="Leave out", placeholder="a person …", kinds=("Person",)
    )
    given = url_state.read("limit")
    limit = int(given) if given in map(str, LIMITS) else LIMIT
    st.session_state["limit"] = limit
    st.segmented_control(
        "How many", LIMITS, key="limit", required=True, width="stretch",
        on_change=lambda: url_state.write(
            limit=None if st.session_state["limit"] == LIMIT else str(st.session_state["limit"])),
    )  # fmt: skip
    wishes = SuggestionFilters(role, market, form, since, school, newcomers,
                               (not_at,) if not_at else (), out)  # fmt: skip
    return wishes, _diversity(), limit


def _since() -> int | None:
    given = url_state.read("since")
    read = int(given) if given.isascii() and given.isdigit() and len(given) == 4 else 0
    now = read if FIRST_YEAR <= read <= LAST_YEAR else None
    st.session_state["since"] = now
    st.number_input(
        "Active since", FIRST_YEAR, LAST_YEAR, key="since", placeholder="any year",
        on_change=lambda: url_state.write(
            since=str(st.session_state["since"]) if st.session_state["since"] else None),
    )  # fmt: skip
    return now


def _diversity() -> float:
    given = url_state.read("diversity")
    now = float(given) if given in [f"{d:g}" for d in DIVERSITIES] else 0.0
    st.session_state["diversity"] = now
    st.select_slider(
        "From several scenes", DIVERSITIES, key="diversity",
        format_func=lambda d: {0.0: "no", 0.5: "some", 1.0: "more", 2.0: "many"}[d],
        help="Spreads the list over circles of people who work together: for each person of a "
        f"circle who is in the list already, the others of it lose {DIVERSITIES[1]:g} points "
        f"(some), {DIVERSITIES[2]:g} (more) or {DIVERSITIES[3]:g} (many) in the order",
        on_change=lambda: url_state.write(
            diversity=f"{st.session_state['diversity']:g}" if st.session_state["diversity"]
            else None),
    )  # fmt: skip
    return now


def _choice(
    name: str, label: str, options: list[str], network: Network | None = None
) -> str | None:
    given = url_state.read(name)
    now = given if given in options else None
    st.session_state[name] = now
    if given and now is None:
        st.caption(widgets.plain(f"{label} {given}: not known here, so not asked for."))
    st.selectbox(
        label, options, key=name, placeholder="any",
        format_func=lambda x: widgets.plain(network.name_of(x) if network else x),
        on_change=lambda: url_state.write(**{name: st.session_state[name]}),
    )  # fmt: skip
    return now


def _suggestion(
    namespace: Namespace,
    person: str,
    rank: int,
    item: Suggestion,
    top: float,
    answer: Suggestions,
    role: str | None,
) -> None:
    network = namespace.network
    line = summary(network, network.index(item.id))
    if item.community is not None:
        line += f" · circle around {network.name_of(item.community)}"
    with st.container(border=True, key=f"suggestion_{rank}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            with widgets.compact_rows(f"person_{rank}"):
                widgets.node_link(network, item.id, note=line)
            st.html(f'<span class="gm-score">score {item.score:.2f}{_chance(item)}</span>',
                    width="content")  # fmt: skip
            _ways(namespace, person, item.id)
        st.html(_bar(item, top) + _reasons(network, person, item, role))
        opened = st.expander("The facts behind it", type="compact", key=f"facts_{rank}",
                             on_change="rerun")  # fmt: skip
        if opened.open:
            with opened:
                for number, reason in enumerate(item.reasons):
                    name = reasons.NAMES[reason.kind]
                    st.html(f'<div class="gm-group">{escape(name)}</div>')
                    facts.show(network, f"facts_{rank}_{number}", reason.facts)
        scored = st.expander("How was this scored", type="compact", key=f"scored_{rank}",
                             on_change="rerun")  # fmt: skip
        if scored.open:
            with scored:
                _scored(item, answer)


def _chance(item: Suggestion) -> str:
    """The chance in words, where the model knows it."""
    return "" if item.probability is None else f" · chance {item.probability:.1%}"


def _scored(item: Suggestion, answer: Suggestions) -> None:
    rows = [
        {
            "reason": reasons.NAMES[r.kind],
            "how much of it": round(r.measure, 3),
            "times weight": round(r.weight, 3),
            "makes points": round(r.contribution, 3),
        }
        for r in item.reasons
    ]
    st.dataframe(pl.DataFrame(rows), hide_index=True, key=f"scores_{item.id}")
    said = (
        f"Together {item.score:.3f} points, {_by(answer)}. The more there is of something, the "
        "less still more of it adds. "
    )
    if answer.base is not None and item.probability is not None:
        said += (
            f"Somebody of whom nothing is known here begins at {answer.base:.2f} points; "
            f"{answer.base:.2f} and {item.score:.2f} make a chance of {item.probability:.2%} of a "
            "first project together within the years that the model was trained for (points are "
            "log-odds, the logarithm of a chance over its opposite)."
        )
    else:
        said += (
            "They put people in order and are no chance: chances are learned from your own "
            "network's past by the command `graphmodel train`."
        )
    st.caption(said)


def _ways(namespace: Namespace, person: str, other: str) -> None:
    ends = {url_state.NAMESPACE: namespace.name, "from": person, "to": other}
    explore = widgets.explore_parameters(other, namespace.name)
    navigation.link("explore", "Open in Explore", explore, icon=navigation.PAGES["explore"].icon)
    if namespace.network.kinds[namespace.network.index(person)] == "Person":
        navigation.link(
            "introduce", "Introduce me to", ends, icon=navigation.PAGES["introduce"].icon
        )


def _bar(item: Suggestion, top: float) -> str:
    """What speaks for somebody as a bar of its parts and what speaks against after a gap."""
    bits = "".join(
        f'<i style="width:{0.94 * abs(reason.contribution) / top:.2%};'
        f'background:{reasons.colour(reason.kind)}" '
        f'title="{escape(reasons.NAMES[reason.kind])}: {reason.contribution:+.3f}"></i>'
        for reason in sorted(item.reasons, key=lambda r: -r.contribution)
    )
    return f'<div class="gm-bar" role="img" aria-label="score {item.score:.2f}">{bits}</div>'


def _reasons(network: Network, person: str, item: Suggestion, role: str | None) -> str:
    rows = "".join(
        f'<li><i style="background:{reasons.colour(reason.kind)}"></i>'
        f"<span>{reason.contribution:+.2f}</span>"
        f"<div>{escape(reasons.in_words(network, person, item.id, reason, role))}</div></li>"
        for reason in item.reasons
        if abs(reason.contribution) >= SAID_FROM
    )
    return f'<ul class="gm-reasons">{rows}</ul>'


def _legend(answer: Suggestions, own: dict[str, float]) -> str:
    mine = ", with weights of your own" if own else ""
    spread = (
        " The list is spread over several circles of people who work together, so a score further "
        "down can be higher."
        if any(item.community for item in answer.items)
        else ""
    )
    return (
        '<div class="gm-quiet">A score adds up the points of all reasons, those against (grey) '
        "taken off. One point more means about 2.7 times better odds of a first project together. "
        f"Weighed {escape(_by(answer))}{mine}.{spread}</div>"
    )


def _by(answer: Suggestions) -> str:
    return "by the default weights" if answer.model == "default" else f"by a model {answer.model}"


def _none(network: Network, person: str, answer: Suggestions, wishes: SuggestionFilters) -> None:
    """Why nobody is suggested, and what to try."""
    name = network.name_of(person)
    if answer.why_none == "nobody_fits" and not wishes:
        widgets.show_notice(
            f"For everybody within reach of {name}, more speaks against than for them, by what is "
            "known and by how reasons are weighed."
        )
    elif answer.why_none == "nobody_fits":
        widgets.show_notice(
            f"There are people to suggest to {name}, but nobody fits all of what is wanted: "
            f"{', '.join(_wanted(network, wishes))}. Take out some of it."
        )
        nothing = dict.fromkeys(
            ("role", "market", "form", "school", "not_at", "newcomers", "since", "without")
        )
        st.button("Ask for anybody", icon=":material/filter_alt_off:", key="anybody",
                  on_click=lambda: url_state.write(**nothing))  # fmt: skip
    else:
        widgets.show_notice(
            f"Nothing is known that {name} shares with others: no credits, schools or events in "
            "common. Import more about them on the Data page."
        )
        navigation.link("data", "Data", {}, icon=navigation.PAGES["data"].icon)


def _wanted(network: Network, wishes: SuggestionFilters) -> list[str]:
    """What is wanted, each wish as the sidebar calls it."""
    named = {
        "role wanted": wishes.role,
        "market": wishes.market,
        "has made a": wishes.form,
        "went to": wishes.school and network.name_of(wishes.school),
        "active since": wishes.active_since,
    }
    said = [f"{label} {value}" for label, value in named.items() if value]
    said += ["newcomers only"] * wishes.newcomers
    said += [f"not with {network.name_of(x)}" for x in wishes.not_at]
    return said + [f"without {network.name_of(x)}" for x in wishes.exclude]


main()
