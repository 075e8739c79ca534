"""A suggestion as a card: the strongest reasons in words, how to reach the person, and the facts
and scores behind it."""

from __future__ import annotations

import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from graphmodel import words
from graphmodel.analysis.routes.advice import introduction_advice
from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.introductions import introduce
from graphmodel.analysis.suggestions import sentences
from graphmodel.analysis.suggestions.results import Reason, Suggestion, Suggestions
from graphmodel.facts.html_text import escape
from graphmodel.network.captions import summary
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.ui.shared import desk, drawing, facts, navigation, url_state, widgets
from graphmodel.ui.shared.tables import show_table, table_of
from graphmodel.ui.suggest import verdicts

STRONGEST = 3
"""Number of reasons for a person given in words on a card; the table of scores has all."""

SHOWN_FROM = 0.005
"""The fewest points, in absolute value, at which a reason is shown in words."""


def show(
    namespace: Namespace,
    suggestions: Suggestions,
    rank: int,
    suggestion: Suggestion,
    role: str | None,
    as_of: str,
) -> None:
    """Draw the card of one suggestion; ``role`` is the wanted role, if any."""
    network, asker = namespace.network, suggestions.person
    then = network.present(as_of or None)
    with st.container(border=True, key=f"suggestion_{rank}", gap=None):
        _head(namespace, then, asker, rank, suggestion, role)
        longest = max(_points(item) for item in suggestions.items)
        st.html(_bar(suggestion, longest) + _strongest(then, asker, suggestion, role))
        with st.container(horizontal=True, gap="small", key=f"behind_{rank}"):
            if _is_person(network, asker):
                reach = _section(words.say("How to reach them"), f"reach_{rank}")
                if reach.open:
                    with reach:
                        _reach(then, asker, suggestion.id)
            evidence = _section(words.say("The facts behind it"), f"facts_{rank}")
            if evidence.open:
                with evidence:
                    for number, reason in enumerate(suggestion.reasons):
                        widgets.group_heading(sentences.title(reason.kind))
                        facts.show(network, f"facts_{rank}_{number}", reason.facts)
            scoring = _section(words.say("How this was scored"), f"scored_{rank}")
            if scoring.open:
                with scoring:
                    _scoring(then, suggestion, suggestions, role)


def model_words(suggestions: Suggestions) -> str:
    """Return in words which model weighed the reasons."""
    if suggestions.model == "default":
        return words.say("by the default model")
    return words.say("by the model {model}", model=suggestions.model)


def _section(label: str, key: str) -> ExpanderContainer:
    return st.expander(label, type="compact", key=key, on_change="rerun")


def _is_person(network: Network, node_id: str) -> bool:
    return network.kinds[network.index(node_id)] == "Person"


def _head(
    namespace: Namespace,
    then: Network,
    asker: str,
    rank: int,
    suggestion: Suggestion,
    role: str | None,
) -> None:
    """Draw who is suggested; ``then`` is the network as of the date asked."""
    network = namespace.network
    note = summary(network, network.index(suggestion.id))
    if suggestion.activity is not None:
        note += f" · {suggestion.activity.words()}"
    if not suggestion.reachable:
        note += f" · {words.say('no chain of ties leads there')}"
    if suggestion.community is not None:
        leader = network.name_of(suggestion.community)
        note += f" · {words.say('community around {name}', name=leader)}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with widgets.compact_rows(f"person_{rank}"):
            widgets.node_link(network, suggestion.id, note=note)
        if suggestion.probability is not None:
            chance = words.say("chance {chance:.1%}", chance=suggestion.probability)
            st.html(f'<span class="gm-score">{escape(chance)}</span>', width="content")
        _page_links(namespace, asker, suggestion.id)
        because = _because(then, asker, suggestion, role)
        desk.star(network, suggestion.id, key=f"suggested_{rank}", because=because)
        shown = _sentences(then, asker, suggestion, role)
        verdicts.buttons(network, asker, suggestion.id, rank, shown)


def _page_links(namespace: Namespace, asker: str, candidate: str) -> None:
    ends = {url_state.NAMESPACE: namespace.name, "from": asker, "to": candidate}
    explore = widgets.explore_parameters(candidate, namespace.name)
    icons = {name: navigation.PAGES[name].icon for name in ("explore", "introduce")}
    navigation.link("explore", words.say("Open in Explore"), explore, icon=icons["explore"])
    widgets.add_link(namespace.name, [candidate])
    if _is_person(namespace.network, asker):
        navigation.link("introduce", words.say("Introduce me to"), ends, icon=icons["introduce"])


def why_each(network: Network, suggestions: Suggestions, role: str | None) -> dict[str, str]:
    """Return why each person was suggested, by id, for the list to which they are added."""
    asker = suggestions.person
    return {each.id: _because(network, asker, each, role) for each in suggestions.items}


def _because(network: Network, asker: str, suggestion: Suggestion, role: str | None) -> str:
    """Return in words why a person was suggested, for the list to which they are added."""
    strongest = _for(suggestion)[:2]
    sentences = [_sentence(network, asker, suggestion.id, reason, role) for reason in strongest]
    return " ".join([words.say("Suggested for {name}:", name=network.name_of(asker)), *sentences])


def _sentences(network: Network, asker: str, suggestion: Suggestion, role: str | None) -> list[str]:
    """Return the reasons that a card gives in words."""
    shown = [*_for(suggestion)[:STRONGEST], *_against(suggestion)]
    return [_sentence(network, asker, suggestion.id, reason, role) for reason in shown]


def _sentence(
    network: Network, asker: str, candidate: str, reason: Reason, role: str | None
) -> str:
    """Return a reason in words, computed once for the card, its star and its verdicts."""
    key = ("sentence", network.revision, network.asked, asker, candidate, reason.kind, role)
    return drawing.once(key, lambda: sentences.sentence(network, asker, candidate, reason, role))


def _points(suggestion: Suggestion) -> float:
    """Return the absolute points of all reasons, for and against: the length of the bar."""
    return sum(abs(reason.contribution) for reason in suggestion.reasons)


def _for(suggestion: Suggestion) -> list[Reason]:
    """Return the reasons for a person, the strongest first."""
    shown = [reason for reason in suggestion.reasons if reason.contribution >= SHOWN_FROM]
    return sorted(shown, key=lambda reason: -reason.contribution)


def _against(suggestion: Suggestion) -> list[Reason]:
    """Return the reasons against a person, the strongest first."""
    shown = [reason for reason in suggestion.reasons if reason.contribution <= -SHOWN_FROM]
    return sorted(shown, key=lambda reason: reason.contribution)


def _bar(suggestion: Suggestion, longest: float) -> str:
    """Return a bar of the reasons for a person, then those against."""
    segments = "".join(
        f'<i style="width:{0.94 * abs(reason.contribution) / longest:.2%};'
        f'background:{sentences.colour(reason.kind)}" '
        f'title="{escape(sentences.title(reason.kind))}: {reason.contribution:+.3f}"></i>'
        for reason in [*_for(suggestion), *reversed(_against(suggestion))]
    )
    counted = words.say(
        "{n} reasons for, {against} against",
        n=len(_for(suggestion)),
        against=len(_against(suggestion)),
    )
    return f'<div class="gm-bar" role="img" aria-label="{escape(counted)}">{segments}</div>'


def _strongest(network: Network, asker: str, suggestion: Suggestion, role: str | None) -> str:
    """Return the strongest reasons for and all against in words, and how many more there are."""
    favourable, contrary = _for(suggestion), _against(suggestion)

    def item(reason: Reason) -> str:
        sentence = _sentence(network, asker, suggestion.id, reason, role)
        lead = "" if reason.contribution > 0 else f"<b>{escape(words.say('Against'))}</b> "
        return (
            f'<li><i style="background:{sentences.colour(reason.kind)}"></i>'
            f"<div>{lead}{escape(sentence)}</div></li>"
        )

    rows = "".join(map(item, [*favourable[:STRONGEST], *contrary]))
    hidden = len(favourable) - STRONGEST
    more = words.count("{n} more reason for", "{n} more reasons for", hidden)
    last = f'<li><i></i><div class="gm-quiet">{escape(more)}</div></li>'
    return f'<ul class="gm-why">{rows}{last if hidden > 0 else ""}</ul>'


def _reach(network: Network, asker: str, candidate: str) -> None:
    """Draw whom to ask first, by the best route."""
    answer = introduce(network, asker, candidate, RouteConstraints(as_of=network.asked), k=1)
    if answer.no_route is not None:
        st.caption(widgets.plain(answer.no_route.sentence()))
        return
    lines = "".join(f"<li>{escape(line)}</li>" for line in introduction_advice(network, answer))
    st.html(f'<ul class="gm-reach">{lines}</ul>')
    st.caption(
        words.say("“Introduce me to” has more routes, with the facts and sources of each step.")
    )


def _scoring(
    network: Network, suggestion: Suggestion, suggestions: Suggestions, role: str | None
) -> None:
    st.html(
        f'<span class="gm-score">{escape(words.say("score {score:.2f}", score=suggestion.score))}'
        "</span>" + _all_reasons(network, suggestions.person, suggestion, role)
    )
    rows = [
        {
            "reason": sentences.title(reason.kind),
            "amount": round(reason.measure, 3),
            "times weight": round(reason.weight, 3),
            "makes points": round(reason.contribution, 3),
        }
        for reason in suggestion.reasons
    ]
    frame = table_of(rows)
    show_table(frame, key=f"scores_{suggestion.id}")
    st.caption(_how_points_count(suggestion, suggestions))


def _all_reasons(network: Network, asker: str, suggestion: Suggestion, role: str | None) -> str:
    rows = "".join(
        f'<li><i style="background:{sentences.colour(reason.kind)}"></i>'
        f"<span>{reason.contribution:+.2f}</span>"
        f"<div>{escape(sentences.sentence(network, asker, suggestion.id, reason, role))}</div></li>"
        for reason in [*_for(suggestion), *_against(suggestion)]
    )
    return f'<ul class="gm-reasons">{rows}</ul>'


def _how_points_count(suggestion: Suggestion, suggestions: Suggestions) -> str:
    score, base = suggestion.score, suggestions.base
    text = words.say(
        "In total {score:.3f} points, weighted {weighed}. One more point means about 2.7 times "
        "better odds of a first project together. The more there already is of something, the "
        "less each addition counts.",
        score=score, weighed=model_words(suggestions),
    )  # fmt: skip
    if base is None or suggestion.probability is None:
        order = words.say(
            "Points only rank people and are not a probability: the command `graphmodel train` "
            "learns chances from your own network's past."
        )
        return f"{text} {order}"
    chance = words.say(
        "Somebody about whom nothing is known here starts at {base:.2f} points; {base:.2f} plus "
        "{score:.2f} gives a {chance:.2%} chance of a first project together within the years "
        "that the model was trained for (points are log-odds, the logarithm of the odds).",
        base=base, score=score, chance=suggestion.probability,
    )  # fmt: skip
    return f"{text} {chance}"
