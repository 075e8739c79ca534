"""Two records side by side, what speaks for and against their being one, and who judges."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from html import escape
from typing import Any

import streamlit as st

from graphmodel.errors import GraphmodelError
from graphmodel.network.captions import link_details, summary
from graphmodel.network.network import Network
from graphmodel.resolver.explain import VERDICTS, day, evidence_of, likely, reason
from graphmodel.resolver.judgement import Judgement
from graphmodel.resolver.judgement_store import Ruled, judge, judge_by_rule, rule_model, undo
from graphmodel.resolver.matching import Evidence, candidates
from graphmodel.ui.shared import (
    details,
    navigation,
    resources,
    url_state,
    widgets,
)

ROWS = 9
"""Links of one group that a side shows."""

_REVIEWER = "reviewer"
_BY = "by"
_BY_KEPT = "_by"
_FAULT = "_judging_fault"
_DONE = "_judged"


def who() -> str:
    """Who judges, asked for in a field and kept from page to page."""
    kept = url_state.read(_BY) or st.session_state.get(_BY_KEPT, "")
    st.session_state.setdefault(_REVIEWER, kept)

    def named() -> None:
        st.session_state[_BY_KEPT] = _typed(_REVIEWER)
        url_state.write(**{_BY: st.session_state[_BY_KEPT]})

    st.text_input(
        "Who judges", key=_REVIEWER, placeholder="Your name", on_change=named,
        label_visibility="collapsed", max_chars=80,
    )  # fmt: skip
    return _typed(_REVIEWER)


def _typed(field: str) -> str:
    """What a field holds now. A button asks when it is pressed: what it was drawn with may be
    older than the last words, which come to the server together with the press."""
    return str(st.session_state.get(field) or "").strip()


def say(one: str, other: str, verdict: str, *, field: str = "", then: str = "") -> None:
    """Keep a judgement of who is named, for a button, with the words in the field as its reason;
    a fault is shown by ``told`` on the run that follows."""
    _keep(one, other, verdict, _typed(field), then)


def _keep(one: str, other: str, verdict: str, why: str, then: str = "") -> None:
    by = _typed(_REVIEWER)
    try:
        kept = judge(resources.store(), resources.records(), one, other, verdict, by=by, why=why)
    except GraphmodelError as error:
        st.session_state[_FAULT] = error
        return
    st.session_state.setdefault(_DONE, []).append(kept)
    url_state.write(at=then or None)


def say_apart(node_id: str, others: Collection[str]) -> None:
    """Say of one record that it is none of the others."""
    for other in others:
        _keep(node_id, other, "different", "taken out of the others")


def take_back(judgement: Judgement, *, show: bool = False) -> None:
    """Undo a judgement, for a button; with ``show`` its pair is looked at again."""
    try:
        undo(resources.store(), judgement.id)
    except GraphmodelError as error:
        st.session_state[_FAULT] = error
    done: list[Judgement] = st.session_state.get(_DONE, [])
    st.session_state[_DONE] = [j for j in done if j.id != judgement.id]
    if show:
        url_state.write(at="|".join(judgement.pair))


def last() -> Judgement | None:
    """What this session judged last and did not undo."""
    done: list[Judgement] = st.session_state.get(_DONE, [])
    return done[-1] if done else None


def compare() -> Ruled:
    """Compare everyone: join by rule who is surely one, and queue who may be."""
    records = resources.records()
    return judge_by_rule(resources.store(), records, candidates(records), model=rule_model())


def told() -> None:
    """Show the fault of what was last asked for, if it had one."""
    fault = st.session_state.pop(_FAULT, None)
    if fault is not None:
        widgets.show_error(fault)


def sides(records: Network, joined: Network, pair: Judgement) -> None:
    """Both records beside each other: what both have in common stands first in each."""
    indexes = [records.index(x) for x in pair.pair]
    groups = [details.link_groups(records, index) for index in indexes]
    near = [
        {joined.canonical_id(records.ids[other]) for rows in group.values() for other in rows}
        for group in groups
    ]
    shared = near[0] & near[1] | _shared_works(pair)
    for column, node_id in zip(st.columns(2, gap="small"), pair.pair, strict=True):
        with column, st.container(border=True, key=f"side_{node_id}", gap=None, height="stretch"):
            side(records, joined, node_id, shared)


def _shared_works(pair: Judgement) -> set[str]:
    found: set[str] = set()
    for evidence in evidence_of(pair):
        for works in evidence.facts.get("works", []):
            found |= {works} if isinstance(works, str) else set(works)
    return found


def side(records: Network, joined: Network, node_id: str, shared: Collection[str]) -> None:
    """One record: names, years, roles, what it is tied to, and its sources."""
    index = records.index(node_id)
    node = records.node(index)
    widgets.node_heading(records, node_id)
    pairs = (
        [("also", escape(widgets.property_text(node, "other_names")))]
        if "other_names" in node
        else []
    )
    pairs += [(n, escape(str(node[k]))) for n, k in (("type", "type"), ("year", "year"))
              if k in node and node["kind"] == "Project"]  # fmt: skip
    pairs.append(("id", escape(node_id)))
    widgets.property_list(pairs)
    html = [
        _group(records, joined, caption, rows, shared)
        for caption, rows in details.link_groups(records, index).items()
    ]
    sources = "".join(
        f'<div class="gm-source">{widgets.source_html(records, x)}</div>'
        for x in node.get("sources", [])
    )
    st.html("".join(html) + f'<div class="gm-group">Sources</div>{sources}')
    with st.container(key=f"elsewhere_{node_id}"):
        navigation.link("explore", "Open in Explore", _explore(node))


def _explore(node: dict[str, Any]) -> url_state.Parameters:
    return widgets.explore_parameters(node["id"], node["namespace"])


def _group(
    records: Network, joined: Network, caption: str, rows: dict[int, list[dict[str, Any]]],
    shared: Collection[str],
) -> str:  # fmt: skip
    def in_both(other: int) -> bool:
        node_id = records.ids[other]
        return node_id in shared or joined.canonical_id(node_id) in shared

    order = sorted(rows, key=lambda other: not in_both(other))
    lines = []
    for other in order[:ROWS]:
        said = "; ".join(dict.fromkeys(link_details(link) for link in rows[other]))
        mark = '<b title="in both">=</b> ' if in_both(other) else ""
        css = ' class="gm-both"' if mark else ""
        lines.append(
            f"<li{css}>{mark}{escape(records.names[other])}"
            f' <span class="gm-quiet">{escape(said)}</span></li>'
        )
    if len(order) > ROWS:
        lines.append(f'<li class="gm-quiet">and {len(order) - ROWS:,} more</li>')
    return (
        f'<div class="gm-group">{escape(caption)} <span>{len(rows):,}</span></div>'
        f'<ul class="gm-ties">{"".join(lines)}</ul>'
    )


def evidence(records: Network, pair: Judgement) -> str:
    """HTML of what speaks for and against, each with a bar as long as it weighs."""
    said = evidence_of(pair)
    most = max((abs(e.weight) for e in said), default=1.0) or 1.0

    return (
        '<div class="gm-evidence">'
        + _weighed("Speaks for", [e for e in said if e.weight > 0], most, records.name_of)
        + _weighed("Speaks against", [e for e in said if e.weight <= 0], most, records.name_of)
        + "</div>"
    )


def _weighed(heading: str, said: Iterable[Evidence], most: float, name_of: Any) -> str:
    css = "for" if heading == "Speaks for" else "against"
    rows = "".join(
        f'<li><span class="gm-weight"><i class="gm-{css}" style="width:{abs(e.weight) / most:.0%}">'
        f"</i></span><span>{e.weight:+.1f}</span><div>{escape(reason(e, name_of))}</div></li>"
        for e in said
    )
    return (
        f'<div><div class="gm-group">{heading}</div>'
        f"<ul>{rows or '<li><span></span><span></span><div>nothing</div></li>'}</ul></div>"
    )


def line(records: Network, judgement: Judgement) -> str:
    """Markdown of one judgement: whom, what, by whom, when and why."""

    def name(node_id: str) -> str:
        known = node_id in records
        note = summary(records, records.index(node_id)) if known else ""
        title = records.name_of(node_id)
        small = " · ".join(part for part in (node_id, note) if part)
        return f"**{widgets.plain(title)}** :gray[{widgets.plain(small)}]"

    by = "by rule" if judgement.by_rule else f"by {judgement.by}"
    said = f"{VERDICTS[judgement.verdict]}, {by}, {day(judgement)}"
    if judgement.probability is not None:
        said += f", probability {likely(judgement.probability)}"
    if judgement.why:
        said += f": {judgement.why}"
    return f"{name(judgement.one)}  \n{name(judgement.other)}  \n{widgets.plain(said)}"
