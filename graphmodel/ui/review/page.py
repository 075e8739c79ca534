"""Review: duplicate records judged side by side, and every judgement with a way to undo it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.access.sessions import required
from graphmodel.errors import GraphmodelError, NotAllowed
from graphmodel.facts.html_text import escape
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.resolver.explain import conflict_lines, held_back_reason, probability_text
from graphmodel.resolver.judgement import (
    SAME,
    Conflict,
    Judgement,
    Queue,
    Resolution,
    queue,
    resolve,
)
from graphmodel.resolver.merge import judgements_of, without_judgements
from graphmodel.settings import pages_are_read_only
from graphmodel.ui.review import pair_view, values
from graphmodel.ui.shared import navigation, outcomes, resources, session, url_state, widgets
from graphmodel.ui.shared.waiting import waiting

QUEUE, LIST, VALUES = words.mark("Queue"), words.mark("Judgements"), words.mark("Values")
_PARTS = {LIST: "judgements", VALUES: "values"}
SHOWN = 25
BY_PEOPLE, BY_RULE = words.mark("by people"), words.mark("by the rule")
_COMPARING, _COMPARED = "_comparing", "_compared"


@dataclass(frozen=True)
class Review:
    """The judgements of one namespace in chronological order, their resolution and queue, and the
    records that they are about, without judgements as links."""

    records: Network
    judgements: tuple[Judgement, ...]
    resolution: Resolution
    queue: Queue


def main() -> None:
    """Draw the page for the parameters in its address."""
    namespace = resources.namespace()
    widgets.title(
        words.say("Review"),
        words.say("Decide on possible duplicates and on values that sources differ on."),
    )
    with_judgements = resources.records()
    review = _review(with_judgements, with_judgements.revision, namespace.name)
    records = review.records
    pair_view.show_fault()
    may_write = resources.may(Right.JUDGE)
    network = namespace.network
    differing = resources.conflicts(namespace)
    by = _bar(review, len(differing))
    if not may_write:
        widgets.show_notice(_why_not())
    can = bool(by) and may_write
    if may_write:
        _compare()
    for number, conflict in enumerate(review.resolution.conflicts):
        _conflict(records, conflict, number, may_write)
    about = url_state.read("about")
    if about in namespace.network:
        _about(namespace, review, about, by, can)
    elif url_state.read("part") == _PARTS[VALUES]:
        values.show(network, differing, can)
    elif url_state.read("part") == _PARTS[LIST]:
        _list(review, may_write)
    else:
        _queue(namespace, review, by, can)


def _why_not() -> str:
    """The reason why the visitor may not judge."""
    if required() is not None and not pages_are_read_only():
        try:
            resources.actor().check(Right.JUDGE)
        except NotAllowed as error:
            return str(error)
    return words.say(
        "This explorer is read-only: it was started so, or other machines can reach it. Judge on "
        "the command line: graphmodel match review"
    )


def _compare() -> None:
    """Draw the button that compares everyone, and the outcome."""
    compared = outcomes.take(_COMPARED)
    if isinstance(compared, GraphmodelError):
        widgets.show_error(compared)
    elif compared:
        st.success(widgets.plain(compared), icon=":material/join_inner:")
    help_ = words.say(
        "Finds duplicate records; run it after an import. People's judgements are kept."
    )
    st.button(words.say("Compare everyone"), key="compare", icon=":material/join_inner:",
              help=help_, on_click=_ask_to_compare)  # fmt: skip
    if not st.session_state.get(_COMPARING):
        return
    try:
        with waiting(words.say("Comparing everyone …")):
            counts = pair_view.compare()
    except GraphmodelError as error:
        del st.session_state[_COMPARING]
        outcomes.leave(_COMPARED, error)
        st.rerun()
    outcome = words.say(
        "Compared everyone: {merged:,} pairs merged by rule, {queued:,} waiting for review.",
        merged=counts.merged, queued=counts.queued,
    )  # fmt: skip
    if counts.withdrawn:
        outcome += " " + words.say("{n:,} no longer hold.", n=counts.withdrawn)
    outcomes.leave(_COMPARED, outcome)
    del st.session_state[_COMPARING]
    st.rerun()


def _ask_to_compare() -> None:
    """Record the press, so that a newer step, which ends the drawing, restarts the comparison."""
    session.reassert()
    st.session_state[_COMPARING] = True


@st.cache_resource(max_entries=2, show_spinner=False)
def _review(_records: Network, revision: str, namespace: str) -> Review:
    namespaces = _records.nodes["namespace"]
    judgements = [
        j for j in judgements_of(_records)
        if namespaces[_records.index(j.left_id)] == namespace
    ]  # fmt: skip
    resolution = resolve(judgements)
    return Review(
        without_judgements(_records), tuple(judgements), resolution, queue(judgements, resolution)
    )


def _bar(review: Review, differing: int) -> str:
    """Draw the tabs of the page, the reviewer's name and the progress; returns the name."""
    tabs, reviewer, progress = st.columns(
        [1.25, 0.8, 1.2], gap="medium", vertical_alignment="center"
    )
    pairs = len(review.queue.waiting)
    listed = sum(not j.by_rule or j.verdict == SAME for j in review.judgements)
    names = {part: f"{words.say(part)} ({number:,})" for part, number in
             ((QUEUE, pairs), (LIST, listed), (VALUES, differing))}  # fmt: skip
    about = url_state.read("about")
    shown = {name: part for part, name in _PARTS.items()}.get(url_state.read("part"), QUEUE)
    now = None if about else shown
    st.session_state["part"] = now
    with tabs:
        st.segmented_control(
            words.say("Part"), (QUEUE, LIST, VALUES), key="part", label_visibility="collapsed",
            format_func=names.__getitem__,
            on_change=lambda: url_state.write(
                part=_PARTS.get(st.session_state["part"]), about=None, shown=None),
        )  # fmt: skip
    with reviewer:
        by = pair_view.reviewer_field()
    with progress:
        total = review.queue.total
        if total:
            st.progress(review.queue.reviewed / total,
                        text=words.say("{n:,} of {all:,} reviewed",
                                       n=review.queue.reviewed, all=total))  # fmt: skip
    return by


def _queue(namespace: Namespace, review: Review, by: str, can: bool) -> None:
    pairs = review.queue.waiting
    if not pairs:
        _queue_empty(review)
        _undo_last(review.records, can)
        return
    keys = ["|".join(j.pair) for j in pairs]
    at = keys.index(url_state.read("at")) if url_state.read("at") in keys else 0
    _verdicts(review, keys, at, by, can)
    pair_view.both_sides(review.records, namespace.network, pairs[at])


def _verdicts(review: Review, keys: list[str], at: int, by: str, can: bool) -> None:
    """Draw the evidence for one pair of the queue and the buttons that judge it, each with a
    keyboard shortcut."""
    records, pair = review.records, review.queue.waiting[at]
    following = keys[at + 1] if at + 1 < len(keys) else (keys[at - 1] if at else "")
    with st.container(border=True, key="judge", gap="small"):
        reasons, verdicts = st.columns([1.6, 1], gap="medium")
        with reasons:
            heading = words.say(
                "Pair {n:,} of {all:,} · probability that both are the same: {probability}",
                n=at + 1, all=len(keys), probability=probability_text(pair.probability or 0.0),
            )  # fmt: skip
            st.html(f'<div class="gm-group">{escape(heading)}</div>'
                    + pair_view.evidence_html(records, pair))  # fmt: skip
            held_back = held_back_reason(review.resolution, pair, records.name_of)
            if held_back:
                st.caption(widgets.plain(held_back))
        with verdicts:
            field = f"why_{keys[at]}"
            st.text_input(words.say("Why"), key=field, placeholder=words.say("Why (optional)"),
                          label_visibility="collapsed", max_chars=500)  # fmt: skip
            with st.container(horizontal=True, gap="small", key="verdicts"):
                for verdict, label, key, style in (
                    ("same", words.say("Same"), "Y", "primary"),
                    ("different", words.say("Different"), "N", "secondary"),
                    ("not sure", words.say("Not sure"), "S", "secondary"),
                ):
                    st.button(
                        label, key=f"say_{key}_{keys[at]}", shortcut=key, disabled=not can,
                        type=style,  # type: ignore[arg-type]
                        on_click=pair_view.record, args=(pair.pair, verdict),
                        kwargs={"field": field, "then": following},
                    )  # fmt: skip
            with st.container(horizontal=True, gap="small", key="leaf"):
                _leaf(words.say("Back"), "Left", keys[at - 1] if at else "")
                _leaf(words.say("Next"), "Right", keys[at + 1] if at + 1 < len(keys) else "")
                _undo_last(records, can)
            if not by:
                st.caption(words.say("Enter your name above to judge: every judgement is signed."))


def _leaf(label: str, key: str, pair: str) -> None:
    st.button(label, key=f"leaf_{key}", shortcut=key, type="tertiary", disabled=not pair,
              on_click=lambda: url_state.write(at=pair))  # fmt: skip


def _undo_last(records: Network, can: bool) -> None:
    last = pair_view.last_judgement()
    help_ = None
    if last is not None:
        first, second = map(records.name_of, last.pair)
        names = words.say("{first} and {second}", first=first, second=second)
        help_ = widgets.plain(f"{names}: {words.label(last.verdict)}")
    st.button(
        words.say("Undo last"),
        key="undo_last",
        shortcut="U",
        type="tertiary",
        help=help_,
        disabled=last is None or not can,
        on_click=pair_view.undo_judgement,
        args=(last,),
        kwargs={"show": True},
    )


def _queue_empty(review: Review) -> None:
    if not review.judgements:
        widgets.show_notice(
            words.say(
                "No possible duplicates are known. To look for them, use the button above, "
                "or: graphmodel match run"
            )
        )
    else:
        widgets.show_notice(
            words.say(
                "Nothing is waiting for review. Past judgements are under Judgements; after an "
                "import, compare everyone again."
            )
        )


def _list(review: Review, may_write: bool) -> None:
    records = review.records
    st.session_state["whose"] = BY_RULE if url_state.read("whose") == "rule" else BY_PEOPLE
    whose = st.segmented_control(
        words.say("Whose"),
        (BY_PEOPLE, BY_RULE),
        key="whose",
        required=True,
        label_visibility="collapsed",
        format_func=words.say,
        on_change=lambda: url_state.write(
            whose="rule" if st.session_state["whose"] == BY_RULE else None, shown=None
        ),
    )
    of_rule = whose == BY_RULE
    listed = [
        j for j in reversed(review.judgements)
        if j.by_rule == of_rule and (not of_rule or j.verdict == SAME)
    ]  # fmt: skip
    if not listed:
        widgets.show_notice(
            words.say("The rule has merged nobody.")
            if of_rule
            else words.say("Nobody has judged yet.")
        )
        return
    limit = url_state.number("shown") or SHOWN
    for number, judgement in enumerate(listed[:limit]):
        with st.container(border=True, key=f"judgement_{number}", horizontal=True,
                          vertical_alignment="center"):  # fmt: skip
            held_back = held_back_reason(review.resolution, judgement, records.name_of)
            note = f"  \n:gray[{widgets.plain(held_back)}]" if held_back else ""
            st.markdown(pair_view.judgement_line(records, judgement) + note)
            if judgement.verdict == SAME:
                navigation.link(
                    "review", words.say("Look"), {"about": judgement.left_id, "part": "judgements"}
                )
            if not of_rule:
                _undo(judgement, "list", may_write)
    if len(listed) > limit:
        st.button(words.say("Show more of {n:,}", n=len(listed)), key="more_judgements",
                  on_click=lambda: url_state.write(shown=str(limit + SHOWN)))  # fmt: skip


def _undo(judgement: Judgement, section: str, may_write: bool) -> None:
    st.button(words.say("Undo"), key=f"undo_{section}_{judgement.id}",
              icon=":material/undo:", disabled=not may_write,
              on_click=pair_view.undo_judgement, args=(judgement,))  # fmt: skip


def _conflict(records: Network, conflict: Conflict, number: int, may_write: bool) -> None:
    """Draw the judgements of a conflict in words, each with a button to undo it."""
    with st.container(border=True, key=f"conflict_{number}", gap="small"):
        st.markdown(f":material/warning: **{words.say('Conflicting judgements')}**")
        *lines, cure = conflict_lines(conflict, records.name_of)
        judgements = (*conflict.same, conflict.different)
        for line, judgement in zip(lines, judgements, strict=True):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(widgets.plain(line))
                _undo(judgement, f"conflict_{number}", may_write)
        st.caption(widgets.plain(cure))


def _about(namespace: Namespace, review: Review, about: str, by: str, can: bool) -> None:
    """Draw the records merged into one node, why they were merged, and buttons to separate them."""
    network, records = namespace.network, review.records
    merged = network.merged_records(network.index(about))
    if not merged:
        widgets.show_notice(
            words.say(
                "{name} is a single record, merged with no other.", name=network.name_of(about)
            )
        )
        return
    ids = [record["id"] for record in merged]
    st.markdown(
        words.say(
            "{name} is merged from {n} records",
            name=f"**{widgets.plain(network.name_of(about))}**",
            n=len(ids),
        )
    )
    if not by:
        st.caption(words.say("Enter your name above to say that one of them is somebody else."))
    for start in range(0, len(ids), 2):
        columns = st.columns(2, gap="small")
        for column, node_id in zip(columns, ids[start : start + 2], strict=False):
            with column, st.container(border=True, key=f"side_{node_id}", gap=None,
                                      height="stretch"):  # fmt: skip
                other_ids = [other_id for other_id in ids if other_id != node_id]
                st.button(
                    words.say("Not the same")
                    if len(ids) == 2
                    else words.say("Not the same as the others"),
                    key=f"apart_{node_id}",
                    icon=":material/call_split:",
                    disabled=not can,
                    on_click=pair_view.separate,
                    args=(node_id, other_ids),
                )
                pair_view.side(records, network, node_id, ())
    st.markdown(f"**{words.say('Why they are merged')}**")
    for number, judgement in enumerate(sorted(review.judgements, key=lambda j: j.by_rule)):
        if set(judgement.pair) <= set(ids):
            with st.container(border=True, key=f"judgement_{number}"):
                st.markdown(pair_view.judgement_line(records, judgement))
                if judgement.evidence:
                    st.html(pair_view.evidence_html(records, judgement))
                if not judgement.by_rule:
                    _undo(judgement, "about", can)


main()
