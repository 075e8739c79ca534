"""Review: who is told twice, judged side by side, and every judgement with the way back."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from graphmodel.errors import GraphmodelError
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.resolver.explain import contradiction, held_back, likely
from graphmodel.resolver.judgement import (
    SAME,
    Contradiction,
    Judgement,
    Queue,
    Standing,
    queue,
    standing,
)
from graphmodel.resolver.merge import judged, without_judgements
from graphmodel.ui.data import import_job
from graphmodel.ui.review import pair_view
from graphmodel.ui.shared import navigation, resources, url_state, widgets

QUEUE, LIST = "Queue", "Judgements"
SHOWN = 25
BY_PEOPLE, BY_RULE = "of people", "of the rule"
_COMPARED = "_compared"


@dataclass(frozen=True)
class Judged:
    """The judgements of one namespace in order of time, what they come to, and the records they are
    about, without judgements among their links."""

    records: Network
    all_of: tuple[Judgement, ...]
    held: Standing
    left: Queue


def main() -> None:
    """Draw the page that the address names."""
    namespace = resources.namespace()
    widgets.title("Review", "The same person told twice: see what speaks for it, and judge.")
    held = resources.records()
    found = _judged(held, held.revision, namespace.name)
    records = found.records
    pair_view.told()
    may_write = import_job.only_from_here()
    by = _bar(found)
    if not may_write:
        widgets.show_notice(
            "Other machines can reach this explorer, so it only shows. Judge on the "
            "command line: graphmodel match review"
        )
    can = bool(by) and may_write
    if may_write:
        _compare()
    for number, told in enumerate(found.held.contradictions):
        _contradiction(records, told, number, may_write)
    about = url_state.read("about")
    if about in namespace.network:
        _about(namespace, records, found, about, by, can)
    elif url_state.read("part") == "judgements":
        _list(records, found, may_write)
    else:
        _queue(namespace, records, found, by, can)


def _compare() -> None:
    """The button that compares everyone, and what that came to."""
    if _COMPARED in st.session_state:
        st.success(widgets.plain(st.session_state.pop(_COMPARED)), icon=":material/join_inner:")
    help_ = "After an import: finds who is told twice. What people judged stays."
    if not st.button("Compare everyone", key="compare", icon=":material/join_inner:", help=help_):
        return
    try:
        with st.spinner("Comparing everyone …"):
            done = pair_view.compare()
    except GraphmodelError as error:
        widgets.show_error(error)
        return
    back = f", {done.taken_back:,} no longer hold" if done.taken_back else ""
    st.session_state[_COMPARED] = (
        f"Compared everyone: {done.joined:,} pairs are joined by rule, {done.queued:,} wait for "
        f"somebody to look{back}."
    )
    st.rerun()


@st.cache_resource(max_entries=2, show_spinner=False)
def _judged(_records: Network, revision: str, namespace: str) -> Judged:
    spaces = _records.nodes["namespace"]
    all_of = [j for j in judged(_records) if spaces[_records.index(j.one)] == namespace]
    held = standing(all_of)
    return Judged(without_judgements(_records), tuple(all_of), held, queue(all_of, held))


def _bar(found: Judged) -> str:
    """The parts of the page, who judges, and how far the queue has come."""
    left, middle, right = st.columns([1.25, 0.8, 1.2], gap="medium", vertical_alignment="center")
    waiting = len(found.left.waiting)
    said = sum(not j.by_rule or j.verdict == SAME for j in found.all_of)
    names = {QUEUE: f"{QUEUE} ({waiting:,})", LIST: f"{LIST} ({said:,})"}
    about = url_state.read("about")
    now = None if about else LIST if url_state.read("part") == "judgements" else QUEUE
    st.session_state["part"] = now
    with left:
        st.segmented_control(
            "Part", (QUEUE, LIST), key="part", label_visibility="collapsed",
            format_func=names.__getitem__,
            on_change=lambda: url_state.write(
                part="judgements" if st.session_state["part"] == LIST else None, about=None),
        )  # fmt: skip
    with middle:
        by = pair_view.who()
    with right:
        total = found.left.total
        if total:
            st.progress(found.left.done / total,
                        text=f"{found.left.done:,} of {total:,} looked at")  # fmt: skip
    return by


def _queue(namespace: Namespace, records: Network, found: Judged, by: str, can: bool) -> None:
    waiting = found.left.waiting
    if not waiting:
        _nothing_waits(found)
        _undo_last(records, can)
        return
    keys = ["|".join(j.pair) for j in waiting]
    at = keys.index(url_state.read("at")) if url_state.read("at") in keys else 0
    pair = waiting[at]
    _verdicts(records, found.held, pair, keys, at, by, can)
    pair_view.sides(records, namespace.network, pair)


def _verdicts(
    records: Network, held: Standing, pair: Judgement, keys: list[str], at: int, by: str, can: bool
) -> None:
    """The evidence with the buttons that judge; each has a key."""
    after = keys[at + 1] if at + 1 < len(keys) else (keys[at - 1] if at else "")
    with st.container(border=True, key="judge", gap="small"):
        left, right = st.columns([1.6, 1], gap="medium")
        with left:
            st.html(f'<div class="gm-group">Pair {at + 1:,} of {len(keys):,} · probability that '
                    f"both are one: {likely(pair.probability or 0.0)}</div>"
                    + pair_view.evidence(records, pair))  # fmt: skip
            waits = held_back(held, pair, records.name_of)
            if waits:
                st.caption(widgets.plain(waits))
        with right:
            field = f"why_{keys[at]}"
            st.text_input("Why", key=field, placeholder="Why (may stay empty)",
                          label_visibility="collapsed", max_chars=500)  # fmt: skip
            with st.container(horizontal=True, gap="small", key="verdicts"):
                for verdict, label, key, sort in (
                    ("same", "Same", "Y", "primary"),
                    ("different", "Different", "N", "secondary"),
                    ("not sure", "Not sure", "S", "secondary"),
                ):
                    st.button(
                        label, key=f"say_{key}", shortcut=key, type=sort, disabled=not can,  # type: ignore[arg-type]
                        on_click=pair_view.say, args=(pair.one, pair.other, verdict),
                        kwargs={"field": field, "then": after},
                    )  # fmt: skip
            with st.container(horizontal=True, gap="small", key="leaf"):
                _leaf("Back", "Left", keys[at - 1] if at else "")
                _leaf("Next", "Right", keys[at + 1] if at + 1 < len(keys) else "")
                _undo_last(records, can)
            if not by:
                st.caption("Give your name above to judge: a judgement says whose it is.")


def _leaf(label: str, key: str, to: str) -> None:
    st.button(label, key=f"leaf_{key}", shortcut=key, type="tertiary", disabled=not to,
              on_click=lambda: url_state.write(at=to))  # fmt: skip


def _undo_last(records: Network, can: bool) -> None:
    last = pair_view.last()
    help_ = None
    if last is not None:
        names = " and ".join(records.name_of(node_id) for node_id in last.pair)
        help_ = widgets.plain(f"{names}: {last.verdict}")
    st.button("Undo the last", key="undo_last", shortcut="U", type="tertiary", help=help_,
              disabled=last is None or not can, on_click=pair_view.take_back, args=(last,),
              kwargs={"show": True})  # fmt: skip


def _nothing_waits(found: Judged) -> None:
    if not found.all_of:
        widgets.show_notice(
            "Nobody was compared yet. Compare everyone with the button above, or with: "
            "graphmodel match run"
        )
    else:
        widgets.show_notice(
            "Nothing waits to be judged. What was judged is under Judgements; compare "
            "everyone anew after an import."
        )


def _list(records: Network, found: Judged, may_write: bool) -> None:
    st.session_state["whose"] = BY_RULE if url_state.read("whose") == "rule" else BY_PEOPLE
    whose = st.segmented_control(
        "Whose", (BY_PEOPLE, BY_RULE), key="whose", required=True, label_visibility="collapsed",
        on_change=lambda: url_state.write(
            whose="rule" if st.session_state["whose"] == BY_RULE else None, shown=None),
    )  # fmt: skip
    of_rule = whose == BY_RULE
    wanted = [
        j for j in reversed(found.all_of)
        if j.by_rule == of_rule and (not of_rule or j.verdict == SAME)
    ]  # fmt: skip
    if not wanted:
        widgets.show_notice("The rule has joined nobody." if of_rule else "Nobody has judged yet.")
        return
    given = url_state.read("shown")
    most = int(given) if given.isascii() and given.isdigit() else SHOWN
    for number, judgement in enumerate(wanted[:most]):
        with st.container(border=True, key=f"judgement_{number}", horizontal=True,
                          vertical_alignment="center"):  # fmt: skip
            waits = held_back(found.held, judgement, records.name_of)
            st.markdown(pair_view.line(records, judgement)
                        + (f"  \n:gray[{widgets.plain(waits)}]" if waits else ""))  # fmt: skip
            if judgement.verdict == SAME:
                navigation.link("review", "Look", {"about": judgement.one, "part": "judgements"})
            if not of_rule:
                _undo(judgement, f"list_{number}", may_write)
    if len(wanted) > most:
        st.button(f"Show more of {len(wanted):,}", key="more_judgements",
                  on_click=lambda: url_state.write(shown=str(most + SHOWN)))  # fmt: skip


def _undo(judgement: Judgement, key: str, may_write: bool) -> None:
    st.button("Undo", key=f"undo_{key}", icon=":material/undo:", disabled=not may_write,
              on_click=pair_view.take_back, args=(judgement,))  # fmt: skip


def _contradiction(records: Network, told: Contradiction, number: int, may_write: bool) -> None:
    """What contradicts each other, in words, and the way out."""
    with st.container(border=True, key=f"contradiction_{number}", gap="small"):
        st.markdown(":material/warning: **Judgements that contradict each other**")
        *said, cure = contradiction(told, records.name_of)
        for place, (words, judgement) in enumerate(
            zip(said, (*told.same, told.different), strict=True)
        ):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(widgets.plain(words))
                _undo(judgement, f"contradiction_{number}_{place}", may_write)
        st.caption(widgets.plain(cure))


def _about(
    namespace: Namespace, records: Network, found: Judged, about: str, by: str, can: bool
) -> None:  # fmt: skip
    """One node shown from several records: each of them, what joined them, and how to part them."""
    network = namespace.network
    shown = network.merged_records(network.index(about))
    if not shown:
        widgets.show_notice(f"{network.name_of(about)} is one record, joined with none.")
        return
    ids = [record["id"] for record in shown]
    st.markdown(f"**{widgets.plain(network.name_of(about))}** is shown as one from "
                f"{len(ids)} records")  # fmt: skip
    if not by:
        st.caption("Give your name above to say that one of them is somebody else.")
    for start in range(0, len(ids), 2):
        columns = st.columns(2, gap="small")
        for column, node_id in zip(columns, ids[start : start + 2], strict=False):
            with column, st.container(border=True, key=f"side_{node_id}", gap=None,
                                      height="stretch"):  # fmt: skip
                rest = [other for other in ids if other != node_id]
                st.button(
                    "Not the same" if len(ids) == 2 else "Not the same as the others",
                    key=f"apart_{node_id}", icon=":material/call_split:", disabled=not can,
                    on_click=pair_view.say_apart, args=(node_id, rest),
                )  # fmt: skip
                pair_view.side(records, network, node_id, ())
    st.markdown("**What joined them**")
    for number, judgement in enumerate(sorted(found.all_of, key=lambda j: j.by_rule)):
        if set(judgement.pair) <= set(ids):
            with st.container(border=True, key=f"judgement_{number}"):
                st.markdown(pair_view.line(records, judgement))
                if judgement.evidence:
                    st.html(pair_view.evidence(records, judgement))
                if not judgement.by_rule:
                    _undo(judgement, f"about_{number}", can)


main()
