"""Two records side by side, the evidence for and against a match, and the reviewer's name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import streamlit as st

from graphmodel import words
from graphmodel.access.sessions import required
from graphmodel.errors import GraphmodelError
from graphmodel.facts.conflicts import Alternative, ValueConflict
from graphmodel.facts.html_text import escape
from graphmodel.network.captions import link_details, summary
from graphmodel.network.network import Network
from graphmodel.resolver.explain import (
    date_of,
    evidence_line,
    parse_evidence,
    probability_text,
)
from graphmodel.resolver.judgement import DIFFERENT, NOT_SURE, SAME, IdPair, Judgement
from graphmodel.resolver.judgement_store import RuleCounts, judge, judge_by_rule, rule_model, undo
from graphmodel.resolver.matching import Evidence, find_candidates
from graphmodel.resolver.value_choice import judge_value, undo_value_judgement
from graphmodel.ui.shared import (
    details,
    navigation,
    outcomes,
    resources,
    session,
    url_state,
    widgets,
)

ROWS = 9
"""Number of links in one group that one side shows."""

VERDICT_NAMES = {
    SAME: words.mark("the same"),
    DIFFERENT: words.mark("different"),
    NOT_SURE: words.mark("not sure"),
}

_REVIEWER = "reviewer"
_BY = "by"
_SAVED_BY = "_by"
_FAULT = "_judging_fault"
_DONE = "_judged"


def reviewer_field() -> str:
    """Draw the field for the reviewer's name, kept from page to page, and return the name: of a
    visitor who has signed in always their own."""
    if required() is not None:
        st.session_state[_REVIEWER] = reviewer()
    name = url_state.read(_BY) or st.session_state.get(_SAVED_BY, "")
    st.session_state.setdefault(_REVIEWER, name)

    def save() -> None:
        st.session_state[_SAVED_BY] = _typed(_REVIEWER)
        url_state.write(**{_BY: st.session_state[_SAVED_BY]})

    st.text_input(
        words.say("Reviewer"), key=_REVIEWER, placeholder=words.say("Your name"), on_change=save,
        label_visibility="collapsed", max_chars=80, disabled=required() is not None,
    )  # fmt: skip
    return reviewer()


def reviewer() -> str:
    """Return the name with which judgements are signed."""
    return _typed(_REVIEWER) if required() is None else resources.actor().name


def _typed(field: str) -> str:
    """Return the current content of a field. A button reads it when pressed, since the last words
    typed reach the server together with the press."""
    return str(st.session_state.get(field) or "").strip()


def record(pair: IdPair, verdict: str, *, field: str = "", then: str = "") -> None:
    """Store the reviewer's judgement, for a button, with the text of the field as its reason.
    ``show_fault`` shows an error on the next run."""
    _record(pair, verdict, _typed(field), then)


def _record(pair: IdPair, verdict: str, why: str, then: str = "") -> None:
    try:
        by = reviewer()
        judgement = judge(resources.store(), resources.records(), pair, verdict, by=by, why=why)
    except GraphmodelError as error:
        outcomes.leave(_FAULT, error)
        return
    st.session_state.setdefault(_DONE, []).append(judgement)
    url_state.write(at=then or None)


def separate(node_id: str, other_ids: Collection[str]) -> None:
    """Record the judgement that one record is different from each of the others."""
    for other_id in other_ids:
        _record((node_id, other_id), "different", "separated from the others")


def undo_judgement(judgement: Judgement, *, show: bool = False) -> None:
    """Undo a judgement, for a button; with ``show`` its pair is shown again."""
    try:
        undo(resources.store(), judgement.id)
    except GraphmodelError as error:
        outcomes.leave(_FAULT, error)
    judgements: list[Judgement] = st.session_state.get(_DONE, [])
    st.session_state[_DONE] = [j for j in judgements if j.id != judgement.id]
    if show:
        url_state.write(at="|".join(judgement.pair))


def record_value(conflict: ValueConflict, text: str, field: str) -> None:
    """Store the reviewer's judgement of which value is right, for a button, with the text of the
    field as its reason."""
    network, why = resources.namespaces().network, _typed(field)
    try:
        by = reviewer()
        judge_value(
            resources.store(), network, conflict.id, conflict.property_name, text, by=by, why=why
        )
    except GraphmodelError as error:
        outcomes.leave(_FAULT, error)


def undo_value(conflict: ValueConflict, alternative: Alternative) -> None:
    """Undo the judgement of a value, for a button."""
    about = (conflict.property_name, alternative.by, alternative.on)
    try:
        for judgement in resources.store().values.judgements():
            if (judgement.property_name, judgement.by, judgement.on) == about:
                undo_value_judgement(resources.store(), judgement.id)
    except GraphmodelError as error:
        outcomes.leave(_FAULT, error)


def last_judgement() -> Judgement | None:
    """Return the last judgement of this session that was not undone, if any."""
    judgements: list[Judgement] = st.session_state.get(_DONE, [])
    return judgements[-1] if judgements else None


def compare() -> RuleCounts:
    """Compare everyone: merge certain duplicates by rule and queue possible ones."""
    records = resources.records()
    return judge_by_rule(resources.store(), records, find_candidates(records), model=rule_model())


def show_fault() -> None:
    """Show the error of the last button pressed, if it had one."""
    fault = outcomes.take(_FAULT)
    if fault is not None:
        widgets.show_error(fault)


def both_sides(records: Network, merged: Network, pair: Judgement) -> None:
    """Draw both records side by side, each starting with what they have in common."""
    indexes = [records.index(x) for x in pair.pair]
    groups = [details.link_groups(records, index) for index in indexes]
    neighbours = [
        {merged.canonical_id(records.ids[row]) for rows in group.values() for row in rows}
        for group in groups
    ]
    shared = neighbours[0] & neighbours[1] | _shared_works(pair)
    for column, node_id in zip(st.columns(2, gap="small"), pair.pair, strict=True):
        with column, st.container(border=True, key=f"side_{node_id}", gap=None, height="stretch"):
            side(records, merged, node_id, shared)


def _shared_works(pair: Judgement) -> set[str]:
    shared: set[str] = set()
    for evidence in parse_evidence(pair):
        for works in evidence.facts.get("works", []):
            shared |= {works} if isinstance(works, str) else set(works)
    return shared


def side(records: Network, merged: Network, node_id: str, shared: Collection[str]) -> None:
    """Draw one record: its names, years, roles, links and sources."""
    index = records.index(node_id)
    node = records.node(index)
    widgets.node_heading(records, node_id)
    pairs = (
        [(words.say("also"), escape(widgets.property_text(node, "other_names")))]
        if "other_names" in node
        else []
    )
    pairs += [(words.label(name), escape(words.label(str(node[name])))) for name in ("type", "year")
              if name in node and node["kind"] == "Project"]  # fmt: skip
    pairs.append((words.say("id"), escape(node_id)))
    widgets.property_list(pairs)
    html = [
        _group(records, merged, caption, rows, shared)
        for caption, rows in details.link_groups(records, index).items()
    ]
    sources = "".join(
        f'<div class="gm-source">{widgets.source_html(records, x)}</div>'
        for x in node.get("sources", [])
    )
    heading = escape(words.say("Sources"))
    st.html("".join(html) + f'<div class="gm-group">{heading}</div>{sources}')
    with st.container(key=f"elsewhere_{node_id}"):
        navigation.link("explore", words.say("Open in Explore"), _explore(node))


def _explore(node: dict[str, Any]) -> session.Parameters:
    return widgets.explore_parameters(node["id"], node["namespace"])


def _group(
    records: Network, merged: Network, caption: str, rows: dict[int, list[dict[str, Any]]],
    shared: Collection[str],
) -> str:  # fmt: skip
    def in_both(neighbour: int) -> bool:
        node_id = records.ids[neighbour]
        return node_id in shared or merged.canonical_id(node_id) in shared

    order = sorted(rows, key=lambda neighbour: not in_both(neighbour))
    lines = []
    for neighbour in order[:ROWS]:
        links = "; ".join(dict.fromkeys(link_details(records, link) for link in rows[neighbour]))
        shown = f'<b title="{escape(words.say("in both"))}">=</b> '
        mark = shown if in_both(neighbour) else ""
        css = ' class="gm-both"' if mark else ""
        lines.append(
            f"<li{css}>{mark}{escape(records.names[neighbour])}"
            f' <span class="gm-quiet">{escape(links)}</span></li>'
        )
    if len(order) > ROWS:
        more = escape(words.say("and {n:,} more", n=len(order) - ROWS))
        lines.append(f'<li class="gm-quiet">{more}</li>')
    return (
        f'<div class="gm-group">{escape(words.label(caption))} <span>{len(rows):,}</span></div>'
        f'<ul class="gm-ties">{"".join(lines)}</ul>'
    )


def evidence_html(records: Network, pair: Judgement) -> str:
    """Return HTML of the evidence for and against, each with a bar in proportion to its weight."""
    evidence = parse_evidence(pair)
    heaviest = max((abs(e.weight) for e in evidence), default=1.0) or 1.0
    in_favour = [e for e in evidence if e.weight > 0]
    against = [e for e in evidence if e.weight <= 0]

    return (
        '<div class="gm-evidence">'
        + _weighed(words.say("Evidence for"), "for", in_favour, heaviest, records.name_of)
        + _weighed(words.say("Evidence against"), "against", against, heaviest, records.name_of)
        + "</div>"
    )


def _weighed(
    heading: str, css: str, evidence: Iterable[Evidence], heaviest: float, name_of: Any
) -> str:
    rows = "".join(
        f'<li><span class="gm-weight"><i class="gm-{css}" style="width:'
        f'{abs(e.weight) / heaviest:.0%}"></i></span><span>{e.weight:+.1f}</span>'
        f"<div>{escape(evidence_line(e, name_of))}</div></li>"
        for e in evidence
    )
    nothing = f"<li><span></span><span></span><div>{escape(words.say('nothing'))}</div></li>"
    return f'<div><div class="gm-group">{escape(heading)}</div><ul>{rows or nothing}</ul></div>'


def judgement_line(records: Network, judgement: Judgement) -> str:
    """Return Markdown of one judgement: the two records, the verdict, by whom, when and why."""

    def name(node_id: str) -> str:
        note = summary(records, records.index(node_id)) if node_id in records else ""
        title = records.name_of(node_id)
        small = " · ".join(text for text in (node_id, note) if text)
        return f"**{widgets.plain(title)}** :gray[{widgets.plain(small)}]"

    by = words.say("by {name}", name=judgement.by)
    if judgement.by_rule:
        by = words.say("by rule")
    verdict = words.say(VERDICT_NAMES[judgement.verdict])
    line = words.say(
        "{verdict}, {by}, {date}", verdict=verdict, by=by, date=date_of(judgement)
    )  # fmt: skip
    if judgement.probability is not None:
        chance = probability_text(judgement.probability)
        line = words.say("{line}, probability {probability}", line=line, probability=chance)
    if judgement.why:
        line += f": {judgement.why}"
    return f"{name(judgement.left_id)}  \n{name(judgement.right_id)}  \n{widgets.plain(line)}"
