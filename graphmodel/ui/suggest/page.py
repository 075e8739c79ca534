"""Suggest: whom a person could work with next, or who could join a project, and why."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.analysis.suggestions.filters import NEWCOMER_YEARS, SuggestionFilters
from graphmodel.analysis.suggestions.model_file import choose_model
from graphmodel.analysis.suggestions.results import Suggestions
from graphmodel.analysis.suggestions.wanted_roles import ANY_ROLE
from graphmodel.export.as_code import suggestion_code
from graphmodel.facts.html_text import escape
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.network.tables import means
from graphmodel.schema.declarations import Meaning
from graphmodel.schema.model import joined_by
from graphmodel.ui.shared import (
    code_view,
    desk,
    navigation,
    pickers,
    resources,
    starting,
    time_fields,
    url_state,
    widgets,
)
from graphmodel.ui.shared import verdicts as own_verdicts
from graphmodel.ui.shared.choices import choose, one_of, switch
from graphmodel.ui.shared.waiting import waiting
from graphmodel.ui.suggest import card, counterfactual, exposure, query, verdicts, weights
from graphmodel.ui.suggest.query import LIMIT, Request

LIMITS = (5, 10, 20, 50)
DIVERSITIES = (0.0, 0.5, 1.0, 2.0)
_SPREADS = {
    0.0: words.mark("no"),
    0.5: words.mark("some"),
    1.0: words.mark("more"),
    2.0: words.mark("many"),
}


def main() -> None:
    """Draw the page for the parameters in its address."""
    namespace = resources.namespace().claimed
    widgets.title(words.say("Suggest"), words.say("New people to work with, and why."))
    with st.sidebar:
        request = _request(namespace)
        factors = weights.chosen()
    person = _subject(namespace)
    network = namespace.network
    roles = _choices(network, network.revision, namespace.name)["role"]
    model, unfit = choose_model(network, None)
    model = model.weighted(factors)
    if person is None:
        if not pickers.unknown_ids(namespace, "person"):
            widgets.show_notice(words.say("Choose the person to find partners for: type a name."))
            starting.ask(namespace, "suggest")
        exposure.show(namespace, model, request.as_of, request.filters.active_since, roles)
        return
    navigation.name_tab(network.name_of(person), words.say("Suggest"))
    if unfit:
        st.caption(
            widgets.plain(
                words.say("{unfit}; until then the default weights are used.", unfit=unfit)
            )
        )
    desk.toast_outcome()
    asked, judged = request.filters, own_verdicts.hidden(network, person)
    hidden = (verdict.suggested for verdict in judged)
    request = replace(request, filters=replace(asked, exclude=(*asked.exclude, *hidden)))
    verdicts.show_hidden(judged)
    with waiting(words.say("Weighing everyone within reach …")):
        filters, suggestions = query.suggestions(network, namespace.name, person, request, model)
    if not suggestions.items:
        _nobody(network, person, suggestions, asked, hidden=len(judged))
        return
    if request.filters.main_roles:
        st.html(_looking_for(network, person, request.filters.main_roles, filters.main_roles))
    st.html(_legend(suggestions, own_weights=bool(factors)))
    why = card.why_each(network.present(request.as_of), suggestions, request.filters.role)
    desk.star_all(network, why, key="suggested")
    for rank, suggestion in enumerate(suggestions.items, 1):
        card.show(namespace, suggestions, rank, suggestion, request.filters.role, request.as_of)
    code_view.show(suggestion_code(
        namespace.name, person, filters, limit=request.limit, diversity=request.diversity,
        as_of=request.as_of, weights=factors,
    ))  # fmt: skip
    counterfactual.show(namespace, person, filters, model, request.as_of)
    exposure.show(namespace, model, request.as_of, request.filters.active_since, roles)


def _subject(namespace: Namespace) -> str | None:
    """Draw the boxes to choose a person or project, and return the id in the address, if any."""
    network = namespace.network
    node_id = network.canonical_id(url_state.read("person"))
    kind = "Person"
    if node_id in network and network.kinds[network.index(node_id)] == "Project":
        kind = "Project"
    label = (
        words.say("Suggest people for this project")
        if kind == "Project"
        else words.say("Suggest partners for")
    )
    chosen = pickers.pick_node(
        namespace, name="person", label=label, placeholder=words.say("Type a name"), kinds=(kind,)
    )
    if chosen is None and not url_state.read("person"):
        with st.expander(words.say("Or for a project"), type="compact", key="for_project"):
            widgets.search_box(
                namespace,
                key="find_project",
                label=words.say("Which project? Type its title"),
                kinds=("Project",),
                on_pick=lambda picked: url_state.write(person=picked),
            )
    return chosen


@st.cache_data(max_entries=8, show_spinner=False)
def _choices(_network: Network, revision: str, namespace: str) -> dict[str, list[str]]:
    """Return roles, markets and project types, the most common first; schools and organisations, by
    name."""
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
    """Draw the filters and return the request that they make."""
    network = namespace.network
    choices = _choices(network, network.revision, namespace.name)
    role = choose(
        "role",
        words.say("Role wanted"),
        [ANY_ROLE, *choices["role"]],
        key="role",
        shown=words.label,
        placeholder=words.say("what complements them"),
    )
    market = choose("market", words.say("Market"), choices["market"], key="market",
                    shown=words.label)  # fmt: skip
    project_type = choose("form", words.say("Has made a"), choices["form"], key="form",
                          shown=words.label)  # fmt: skip
    school, not_at = (
        choose(name, label, choices[name], key=name, shown=network.name_of)
        if choices[name]
        else None
        for name, label in (("school", words.say("Went to")), ("not_at", words.say("Not with")))
    )
    newcomers = switch(
        "newcomers",
        words.say("Newcomers only"),
        key="newcomers",
        help=words.say(
            "People whose first known work is at most {n} years before the latest year in the data",
            n=NEWCOMER_YEARS,
        ),
    )
    active_since = time_fields.active_since(
        name="since", help=words.say("Only people active in this year or later")
    )
    as_of = time_fields.as_of()
    excluded = pickers.pick_nodes(
        namespace,
        name="without",
        label=words.say("Leave out"),
        placeholder=words.say("a person …"),
        kinds=("Person",),
    )
    limit = _limit()
    filters = SuggestionFilters(
        role=None if role == ANY_ROLE else role,
        main_roles=() if role else _wanted_roles(namespace, as_of),
        staff=_staff(),
        market=market,
        project_type=project_type,
        active_since=active_since,
        school=school,
        newcomers=newcomers,
        not_at=(not_at,) if not_at else (),
        exclude=excluded,
    )
    return Request(filters, as_of, _diversity(), limit)


def _wanted_roles(namespace: Namespace, as_of: str) -> tuple[str, ...]:
    """Return the roles that complement those of the person in the address on a date."""
    network = namespace.network
    node_id = network.canonical_id(url_state.read("person"))
    if node_id not in network:
        return ()
    return query.roles_wanted(network, namespace.name, node_id, as_of)


def _staff() -> bool:
    return switch(
        "staff",
        words.say("Programme staff too"),
        key="staff",
        help=words.say(
            "Also employees, officials and mentors of a programme that they take part in"
        ),
    )


def _looking_for(
    network: Network, person: str, wanted: tuple[str, ...], passed: tuple[str, ...]
) -> str:
    """Return a line with the roles wanted; those suggested ``passed`` none if nobody has them."""
    values = {"roles": words.listed(*map(words.label, wanted)), "name": network.name_of(person)}
    if passed:
        line = words.say(
            "Looking for: {roles}, to complement {name}. Change this under Role wanted.", **values
        )
    else:
        line = words.say(
            "Looking for: {roles}, to complement {name}: nobody like that is near, so these are "
            "people in any role.",
            **values,
        )
    return f'<div class="gm-quiet">{escape(line)}</div>'


def _limit() -> int:
    return one_of(
        "limit", words.say("How many"), LIMITS, key="limit", usual=LIMIT, width="stretch"
    )  # fmt: skip


def _diversity() -> float:
    text = url_state.read("diversity")
    diversity = float(text) if text in [f"{d:g}" for d in DIVERSITIES] else 0.0
    st.session_state["diversity"] = diversity
    st.select_slider(
        words.say("From several communities"),
        DIVERSITIES,
        key="diversity",
        format_func=lambda diversity: words.say(_SPREADS[diversity]),
        help=words.say(
            "Spreads the list over communities of people who work together. Each person already "
            "listed costs the rest of their community {some:g} points (some), {more:g} (more) "
            "or {many:g} (many) in the ranking",
            some=DIVERSITIES[1],
            more=DIVERSITIES[2],
            many=DIVERSITIES[3],
        ),
        on_change=lambda: url_state.write(
            diversity=f"{st.session_state['diversity']:g}"
            if st.session_state["diversity"]
            else None
        ),
    )
    return diversity


def _legend(suggestions: Suggestions, *, own_weights: bool) -> str:
    lines = [
        words.say(
            "Best first. The bar shows how much each reason counts; grey is what counts against."
        ),
        words.say("Weighted {how}.", how=card.model_words(suggestions)),
    ]
    if own_weights:
        how = card.model_words(suggestions)
        lines[1] = words.say("Weighted {how}, as changed by you.", how=how)
    if any(suggestion.community for suggestion in suggestions.items):
        lines.append(words.say(
            "The list is spread over several communities of people who work together, so somebody "
            "further down can have more in their favour."
        ))  # fmt: skip
    return f'<div class="gm-quiet">{escape(" ".join(lines))}</div>'


def _nobody(
    network: Network,
    person: str,
    suggestions: Suggestions,
    filters: SuggestionFilters,
    hidden: int,
) -> None:
    """Report why nobody is suggested, and what to try."""
    name = network.name_of(person)
    if suggestions.why_none == "nobody_fits" and hidden:
        widgets.show_notice(
            words.say(
                "No other suggestions for {name} with these filters: show again those you have "
                "hidden, or relax the filters.",
                name=name,
            )
        )
    elif suggestions.why_none == "nobody_fits" and not replace(filters, main_roles=()):
        widgets.show_notice(
            words.say(
                "For everybody within reach of {name}, the reasons against outweigh those for, "
                "given what is known and the current weights.",
                name=name,
            )
        )
    elif suggestions.why_none == "nobody_fits":
        widgets.show_notice(
            words.say(
                "There are people to suggest to {name}, but none of them passes all the "
                "filters: {filters}. Remove some filters.",
                name=name,
                filters=words.listed(*_filter_words(network, filters)),
            )
        )
        cleared = dict.fromkeys(
            ("role", "market", "form", "school", "not_at", "newcomers", "since", "without")
        )
        st.button(words.say("Remove all filters"), icon=":material/filter_alt_off:", key="anybody",
                  on_click=lambda: url_state.write(**cleared))  # fmt: skip
    else:
        widgets.show_notice(
            words.say(
                "Nothing is known that {name} shares with anybody: no credits, schools or events "
                "in common. Import more about them on the Data page.",
                name=name,
            )
        )
        navigation.link("data", words.say("Data"), {}, icon=navigation.PAGES["data"].icon)


def _filter_words(network: Network, filters: SuggestionFilters) -> list[str]:
    """Return each filter in words, named as in the sidebar."""
    labelled = {
        words.say("role wanted"): filters.role and words.label(filters.role),
        words.say("market"): filters.market and words.label(filters.market),
        words.say("has made a"): filters.project_type and words.label(filters.project_type),
        words.say("went to"): filters.school and network.name_of(filters.school),
        words.say("active since"): filters.active_since,
    }
    phrases = [f"{label} {text}" for label, text in labelled.items() if text]
    phrases += [words.say("newcomers only")] * filters.newcomers
    phrases += [words.say("not with {name}", name=network.name_of(x)) for x in filters.not_at]
    return phrases + [words.say("without {name}", name=network.name_of(x)) for x in filters.exclude]


main()
