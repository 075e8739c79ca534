"""Suggest: whom a person could work with next, or who could join a project, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl
import streamlit as st

from graphmodel.analysis.suggestions.filters import NEWCOMER_YEARS, SuggestionFilters
from graphmodel.analysis.suggestions.model import Model
from graphmodel.analysis.suggestions.model_file import choose_model
from graphmodel.analysis.suggestions.recommender import recommender
from graphmodel.analysis.suggestions.results import Suggestion, Suggestions
from graphmodel.analysis.suggestions.wanted_roles import ANY_ROLE, wanted_roles
from graphmodel.network.captions import summary
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.network.tables import means
from graphmodel.schema.declarations import Meaning
from graphmodel.schema.model import joined_by
from graphmodel.ui.shared import (
    desk,
    facts,
    navigation,
    pickers,
    resources,
    time_fields,
    url_state,
    widgets,
)
from graphmodel.ui.shared.html_text import escape
from graphmodel.ui.suggest import counterfactual, exposure, reasons, weights

LIMIT = 10
LIMITS = (5, 10, 20, 50)
DIVERSITIES = (0.0, 0.5, 1.0, 2.0)
# Points from which a reason is on the card; the table of how it was scored has all of them.
# (A string here would be drawn on the page: Streamlit shows each that stands alone.)
SHOWN_FROM = 0.005


@dataclass(frozen=True)
class Request:
    """What is asked of the suggestions in the sidebar."""

    filters: SuggestionFilters
    diversity: float
    limit: int
    as_of: str


def main() -> None:
    """Draw the page that the address names."""
    namespace = resources.namespace().claimed
    widgets.title("Suggest", "New people to work with, and why.")
    with st.sidebar:
        request = _request(namespace)
        factors = weights.chosen()
    person = _subject(namespace)
    network = namespace.network
    model, unfit = choose_model(network, None)
    model = model.weighted(factors)
    if person is None:
        if not pickers.unknown_ids(namespace, "person"):
            widgets.show_notice("Choose the person to find partners for: type a name.")
        exposure.show(namespace, model, request.as_of, request.filters.active_since)
        return
    if unfit:
        st.caption(widgets.plain(f"{unfit}; until then the default weights are used."))
    suggestions = _suggest(
        network, network.revision, namespace.name, person, request,
        tuple(model.weights.tolist()), model,
    )  # fmt: skip
    if not suggestions.items:
        _nobody(network, person, suggestions, request.filters)
        return
    if request.filters.main_roles:
        st.html(_looking_for(network, person, request.filters.main_roles))
    st.html(_legend(suggestions, own_weights=bool(factors)))
    for rank, suggestion in enumerate(suggestions.items, 1):
        _card(namespace, suggestions, rank, suggestion, request.filters.role)
    counterfactual.show(namespace, person, request.filters, model, request.as_of)
    exposure.show(namespace, model, request.as_of, request.filters.active_since)


@st.cache_data(max_entries=200, show_spinner="Weighing everyone within reach …")
def _suggest(
    _network: Network,
    revision: str,
    namespace: str,
    person: str,
    request: Request,
    model_weights: tuple[float, ...],
    _model: Model,
) -> Suggestions:
    def suggested(filters: SuggestionFilters) -> Suggestions:
        return recommender(_network, as_of=request.as_of).suggest(
            person,
            limit=request.limit,
            filters=filters,
            model=_model,
            diversity=request.diversity,
        )

    suggestions = suggested(request.filters)
    if request.filters.main_roles and not suggestions.items:
        return suggested(replace(request.filters, main_roles=()))
    return suggestions


def _subject(namespace: Namespace) -> str | None:
    """The person or project that the address names, or the boxes to choose one."""
    network = namespace.network
    node_id = network.canonical_id(url_state.read("person"))
    kind = "Person"
    if node_id in network and network.kinds[network.index(node_id)] == "Project":
        kind = "Project"
    label = "Suggest people for this project" if kind == "Project" else "Suggest partners for"
    chosen = pickers.pick_node(
        namespace, name="person", label=label, placeholder="Type a name", kinds=(kind,)
    )
    if chosen is None and not url_state.read("person"):
        with st.expander("Or for a project", type="compact", key="for_project"):
            widgets.search_box(
                namespace,
                key="find_project",
                label="Which project? Type its title",
                kinds=("Project",),
                on_pick=lambda picked: url_state.write(person=picked),
            )
    return chosen


@st.cache_data(max_entries=8, show_spinner=False)
def _choices(_network: Network, revision: str, namespace: str) -> dict[str, list[str]]:
    """Roles, markets and project types, the most common first; schools and organisations."""
    roles = _network.links.filter(means("credit"))["role"]
    columns = [pl.col("markets").explode(), pl.col("countries").explode(), pl.col("market")]
    markets = pl.concat([_network.nodes.select(c.alias("market")) for c in columns])["market"]
    projects = _network.nodes.filter(pl.col("kind") == "Project")
    types = pl.concat([projects[c].drop_nulls().rename("form") for c in ("type", "format")])
    choices = {}
    for series in (roles, markets, types):
        counts = series.drop_nulls().value_counts()
        counts = counts.sort(["count", series.name], descending=[True, False])
        choices[series.name] = counts[series.name].to_list()
    meanings: dict[str, Meaning] = {"school": "study", "not_at": "membership"}
    for name, meaning in meanings.items():
        links, kinds = _network.links_of(meaning, "source", "target"), joined_by(meaning)
        ends = pl.concat([links["source"], links["target"]]).unique().to_list()
        groups = [_network.ids[node] for node in ends if _network.kinds[node] in kinds]
        choices[name] = sorted(groups, key=_network.name_of)
    return choices


def _request(namespace: Namespace) -> Request:
    """Draw the filters and read what they say."""
    network = namespace.network
    choices = _choices(network, network.revision, namespace.name)
    role = _choice("role", "Role wanted", [ANY_ROLE, *choices["role"]],
                   placeholder="what complements them")  # fmt: skip
    market = _choice("market", "Market", choices["market"])
    project_type = _choice("form", "Has made a", choices["form"])
    school, not_at = (
        _choice(name, label, choices[name], network) if choices[name] else None
        for name, label in (("school", "Went to"), ("not_at", "Not with"))
    )
    newcomers = url_state.read("newcomers") == "yes"
    st.session_state["newcomers"] = newcomers
    st.toggle(
        "Newcomers only", key="newcomers",
        help=f"People whose first known work is at most {NEWCOMER_YEARS} years before the latest "
        "year in the data",
        on_change=lambda: url_state.write(
            newcomers="yes" if st.session_state["newcomers"] else None
        ),
    )  # fmt: skip
    active_since = time_fields.active_since(
        name="since", help="Only people active in this year or later"
    )
    as_of = time_fields.as_of()
    excluded = pickers.pick_nodes(
        namespace, name="without", label="Leave out", placeholder="a person …", kinds=("Person",)
    )
    limit = _limit()
    filters = SuggestionFilters(
        role=None if role == ANY_ROLE else role,
        main_roles=() if role else _wanted_roles(network),
        staff=_staff(),
        market=market,
        project_type=project_type,
        active_since=active_since,
        school=school,
        newcomers=newcomers,
        not_at=(not_at,) if not_at else (),
        exclude=excluded,
    )
    return Request(filters, _diversity(), limit, as_of)


def _wanted_roles(network: Network) -> tuple[str, ...]:
    """The roles that complement those of the person in the address."""
    node_id = network.canonical_id(url_state.read("person"))
    return wanted_roles(network, node_id) if node_id in network else ()


def _staff() -> bool:
    staff = url_state.read("staff") == "yes"
    st.session_state["staff"] = staff
    st.toggle(
        "Programme staff too", key="staff",
        help="Also employees, officials and mentors of a programme that they take part in",
        on_change=lambda: url_state.write(staff="yes" if st.session_state["staff"] else None),
    )  # fmt: skip
    return staff


def _looking_for(network: Network, person: str, roles: tuple[str, ...]) -> str:
    return (
        f'<div class="gm-quiet">Looking for: {escape(", ".join(roles))}, which complements '
        f"{escape(network.name_of(person))}; if nobody like that is near, for anybody. Change it "
        "with Role wanted.</div>"
    )


def _limit() -> int:
    text = url_state.read("limit")
    limit = int(text) if text in map(str, LIMITS) else LIMIT
    st.session_state["limit"] = limit
    st.segmented_control(
        "How many", LIMITS, key="limit", required=True, width="stretch",
        on_change=lambda: url_state.write(
            limit=None if st.session_state["limit"] == LIMIT else str(st.session_state["limit"])),
    )  # fmt: skip
    return limit


def _diversity() -> float:
    text = url_state.read("diversity")
    diversity = float(text) if text in [f"{d:g}" for d in DIVERSITIES] else 0.0
    st.session_state["diversity"] = diversity
    st.select_slider(
        "From several communities", DIVERSITIES, key="diversity",
        format_func=lambda d: {0.0: "no", 0.5: "some", 1.0: "more", 2.0: "many"}[d],
        help="Spreads the list over communities of people who work together. Each person already "
        f"in the list costs the rest of their community {DIVERSITIES[1]:g} points (some), "
        f"{DIVERSITIES[2]:g} (more) or {DIVERSITIES[3]:g} (many) in the order",
        on_change=lambda: url_state.write(
            diversity=f"{st.session_state['diversity']:g}" if st.session_state["diversity"]
            else None),
    )  # fmt: skip
    return diversity


def _choice(
    name: str,
    label: str,
    options: list[str],
    network: Network | None = None,
    placeholder: str = "any",
) -> str | None:
    text = url_state.read(name)
    chosen = text if text in options else None
    st.session_state[name] = chosen
    if text and chosen is None:
        st.caption(widgets.plain(f"{label} {text}: not known here, so it is ignored."))
    st.selectbox(
        label, options, key=name, placeholder=placeholder,
        format_func=lambda x: widgets.plain(network.name_of(x) if network else x),
        on_change=lambda: url_state.write(**{name: st.session_state[name]}),
    )  # fmt: skip
    return chosen


def _card(
    namespace: Namespace,
    suggestions: Suggestions,
    rank: int,
    suggestion: Suggestion,
    role: str | None,
) -> None:
    network = namespace.network
    note = summary(network, network.index(suggestion.id))
    if suggestion.activity is not None:
        note += f" · {suggestion.activity.words()}"
    if suggestion.community is not None:
        note += f" · community around {network.name_of(suggestion.community)}"
    probability = suggestion.probability
    chance = "" if probability is None else f" · chance {probability:.1%}"
    with st.container(border=True, key=f"suggestion_{rank}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            with widgets.compact_rows(f"person_{rank}"):
                widgets.node_link(network, suggestion.id, note=note)
            st.html(f'<span class="gm-score">score {suggestion.score:.2f}{chance}</span>',
                    width="content")  # fmt: skip
            _page_links(namespace, suggestions.person, suggestion.id)
            because = _because(network, suggestions.person, suggestion)
            desk.star(network, suggestion.id, key=f"suggested_{rank}", because=because)
        longest = max(_points(item) for item in suggestions.items)
        st.html(_bar(suggestion, longest) + _reasons(network, suggestions.person, suggestion, role))
        evidence = st.expander("The facts behind it", type="compact", key=f"facts_{rank}",
                               on_change="rerun")  # fmt: skip
        if evidence.open:
            with evidence:
                for number, reason in enumerate(suggestion.reasons):
                    title = reasons.title(reason.kind)
                    st.html(f'<div class="gm-group">{escape(title)}</div>')
                    facts.show(network, f"facts_{rank}_{number}", reason.facts)
        scoring = st.expander("How was this scored", type="compact", key=f"scored_{rank}",
                              on_change="rerun")  # fmt: skip
        if scoring.open:
            with scoring:
                _scoring(suggestion, suggestions)


def _because(network: Network, asker: str, suggestion: Suggestion) -> str:
    """Why somebody was suggested, in words: for the list that they are put on."""
    strongest = [reason for reason in suggestion.reasons if reason.contribution > 0][:2]
    said = [reasons.sentence(network, asker, suggestion.id, reason) for reason in strongest]
    return " ".join([f"Suggested for {network.name_of(asker)}:", *said])


def _points(suggestion: Suggestion) -> float:
    """The points of all reasons, for and against: the length of the bar."""
    return sum(abs(reason.contribution) for reason in suggestion.reasons)


def _scoring(suggestion: Suggestion, suggestions: Suggestions) -> None:
    rows = [
        {
            "reason": reasons.title(reason.kind),
            "how much of it": round(reason.measure, 3),
            "times weight": round(reason.weight, 3),
            "makes points": round(reason.contribution, 3),
        }
        for reason in suggestion.reasons
    ]
    st.dataframe(pl.DataFrame(rows), hide_index=True, key=f"scores_{suggestion.id}")
    score, base = suggestion.score, suggestions.base
    text = (
        f"Together {score:.3f} points, {_model_words(suggestions)}. The more there is of "
        "something, the less a little more of it adds. "
    )
    if base is not None and suggestion.probability is not None:
        text += (
            f"Somebody about whom nothing is known here starts at {base:.2f} points; {base:.2f} "
            f"and {score:.2f} make a chance of {suggestion.probability:.2%} of a first project "
            "together within the years that the model was trained for (points are log-odds, the "
            "logarithm of the odds)."
        )
    else:
        text += (
            "They put people in order and are not a chance: the command `graphmodel train` learns "
            "chances from your own network's past."
        )
    st.caption(text)


def _page_links(namespace: Namespace, person: str, candidate: str) -> None:
    ends = {url_state.NAMESPACE: namespace.name, "from": person, "to": candidate}
    explore = widgets.explore_parameters(candidate, namespace.name)
    icons = {name: navigation.PAGES[name].icon for name in ("explore", "introduce")}
    navigation.link("explore", "Open in Explore", explore, icon=icons["explore"])
    widgets.add_link(namespace.name, [candidate])
    if namespace.network.kinds[namespace.network.index(person)] == "Person":
        navigation.link("introduce", "Introduce me to", ends, icon=icons["introduce"])


def _bar(suggestion: Suggestion, longest: float) -> str:
    """A bar of the reasons for somebody, then of those against."""
    segments = "".join(
        f'<i style="width:{0.94 * abs(reason.contribution) / longest:.2%};'
        f'background:{reasons.colour(reason.kind)}" '
        f'title="{escape(reasons.title(reason.kind))}: {reason.contribution:+.3f}"></i>'
        for reason in sorted(suggestion.reasons, key=lambda reason: -reason.contribution)
    )
    label = f"score {suggestion.score:.2f}"
    return f'<div class="gm-bar" role="img" aria-label="{label}">{segments}</div>'


def _reasons(network: Network, person: str, suggestion: Suggestion, role: str | None) -> str:
    rows = "".join(
        f'<li><i style="background:{reasons.colour(reason.kind)}"></i>'
        f"<span>{reason.contribution:+.2f}</span>"
        f"<div>{escape(reasons.sentence(network, person, suggestion.id, reason, role))}</div></li>"
        for reason in suggestion.reasons
        if abs(reason.contribution) >= SHOWN_FROM
    )
    return f'<ul class="gm-reasons">{rows}</ul>'


def _legend(suggestions: Suggestions, *, own_weights: bool) -> str:
    adjusted = ", with weights of your own" if own_weights else ""
    spread = (
        " The list is spread over several communities of people who work together, so a score "
        "further down can be higher."
        if any(suggestion.community for suggestion in suggestions.items)
        else ""
    )
    return (
        '<div class="gm-quiet">A score adds up the points of all reasons and subtracts those '
        "against (grey). One point more means about 2.7 times better odds of a first project "
        f"together. Weighed {escape(_model_words(suggestions))}{adjusted}.{spread}</div>"
    )


def _model_words(suggestions: Suggestions) -> str:
    if suggestions.model == "default":
        return "by the default weights"
    return f"by a model {suggestions.model}"


def _nobody(
    network: Network, person: str, suggestions: Suggestions, filters: SuggestionFilters
) -> None:
    """Why nobody is suggested, and what to try."""
    name = network.name_of(person)
    if suggestions.why_none == "nobody_fits" and not replace(filters, main_roles=()):
        widgets.show_notice(
            f"For everybody within reach of {name}, the reasons against outweigh those for, by "
            "what is known and by the weights in use."
        )
    elif suggestions.why_none == "nobody_fits":
        widgets.show_notice(
            f"There are people to suggest to {name}, but nobody passes all filters: "
            f"{', '.join(_filter_words(network, filters))}. Remove some of them."
        )
        cleared = dict.fromkeys(
            ("role", "market", "form", "school", "not_at", "newcomers", "since", "without")
        )
        st.button("Remove all filters", icon=":material/filter_alt_off:", key="anybody",
                  on_click=lambda: url_state.write(**cleared))  # fmt: skip
    else:
        widgets.show_notice(
            f"Nothing is known that {name} shares with anybody: no credits, schools or events in "
            "common. Import more about them on the Data page."
        )
        navigation.link("data", "Data", {}, icon=navigation.PAGES["data"].icon)


def _filter_words(network: Network, filters: SuggestionFilters) -> list[str]:
    """Each filter as the sidebar calls it."""
    labelled = {
        "role wanted": filters.role,
        "market": filters.market,
        "has made a": filters.project_type,
        "went to": filters.school and network.name_of(filters.school),
        "active since": filters.active_since,
    }
    words = [f"{label} {text}" for label, text in labelled.items() if text]
    words += ["newcomers only"] * filters.newcomers
    words += [f"not with {network.name_of(node_id)}" for node_id in filters.not_at]
    return words + [f"without {network.name_of(node_id)}" for node_id in filters.exclude]


main()
