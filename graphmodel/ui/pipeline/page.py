"""Pipeline: the stages of projects, which are stuck, who unblocked others, and who is attached."""

from __future__ import annotations

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.analysis.pipeline.formats import FORMATS
from graphmodel.analysis.pipeline.pipeline import Pipeline, PipelineProject, pipeline
from graphmodel.analysis.pipeline.wordings import (
    attached_in_words,
    beside_others,
    helped_by,
    overview,
    problem_in_words,
)
from graphmodel.errors import InputError
from graphmodel.export.as_code import pipeline_code
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.schema.model import kinds_at
from graphmodel.schema.node_kinds import FINAL_STAGES, STAGES
from graphmodel.ui.pipeline import slates
from graphmodel.ui.shared import (
    code_view,
    desk,
    facts,
    navigation,
    pickers,
    resources,
    starting,
    time_fields,
    url_state,
    widgets,
)
from graphmodel.ui.shared.choice_table import choose_row
from graphmodel.ui.shared.choices import choose, switch
from graphmodel.ui.shared.columns import labels
from graphmodel.ui.shared.tables import table_of
from graphmodel.ui.shared.waiting import waiting

UNKNOWN = words.mark("not known")
_FORMATS = tuple(form.name for form in FORMATS)
# The only format whose name is a word; the others are numbers of episodes.
FEATURE = words.mark("feature")
GOING_ON = tuple(stage for stage in STAGES if stage not in FINAL_STAGES)


def main() -> None:
    """Draw the page for the parameters in its address."""
    widgets.title(
        words.say("Pipeline"),
        words.say("How far along projects are, which are stuck, and who helped others move on."),
    )
    namespace = resources.namespace().claimed
    network = namespace.network
    with st.sidebar:
        stage = choose(
            "stage",
            words.say("Stage"),
            GOING_ON,
            key="pipeline_stage",
            shown=words.label,
            placeholder=words.say("any stage"),
        )
        fit = choose(
            "fits",
            words.say("Fits format"),
            _FORMATS,
            key="pipeline_fits",
            shown=words.say,
            placeholder=words.say("any format"),
        )
        stuck = switch("stuck", words.say("Only stuck projects"), key="pipeline_stuck")
        any_form = switch(
            "any_format", words.say("Compare across formats"), key="pipeline_any_format"
        )
        asked = time_fields.as_of()
        programme, platform = _pickers(namespace)
    try:
        with waiting(words.say("Comparing projects …")):
            answer = _answer(network, network.revision, namespace.name, programme, stage, fit,
                             0.1 if stuck else None, any_form, asked)  # fmt: skip
    except InputError as error:
        widgets.show_error(error)
        return
    for sentence in overview(answer):
        st.markdown(widgets.plain(sentence))
    for problem in answer.problems:
        st.warning(widgets.plain(problem_in_words(problem)))
    if platform is not None:
        slates.show(network, namespace.name, platform, asked)
    if answer.projects:
        _projects(network, answer)
    else:
        _say_why_none(namespace, asked_for=bool(programme or stage or fit or stuck))
    filters = {"programme": programme, "stage": stage, "format": fit,
               "stuck": 0.1 if stuck else None, "any_form": any_form or None}  # fmt: skip
    asked_for = {name: value for name, value in filters.items() if value is not None}
    code_view.show(pipeline_code(namespace.name, asked_for, asked))


def _say_why_none(namespace: Namespace, *, asked_for: bool) -> None:
    """Report why no project is listed, and what to do."""
    if asked_for:
        widgets.show_notice(words.say("No project fits all of this: remove a filter."))
        return
    widgets.show_notice(
        words.say("No project here has a stage: import projects with their stages on Data.")
    )
    starting.elsewhere(namespace, "pipeline")


def _pickers(namespace: Namespace) -> tuple[str | None, str | None]:
    """Draw the choices of the programme or event whose projects to list, and of the organisation
    whose slate to compare them with; returns both ids."""
    programme = pickers.pick_node(
        namespace, name="programme", label=words.say("Programme or event"),
        placeholder=words.say("any …"), kinds=kinds_at("attendance"),
    )  # fmt: skip
    platform = pickers.pick_node(
        namespace, name="slate", label=words.say("Compare with the slate of"),
        placeholder=words.say("a platform or studio …"), kinds=kinds_at("production"),
    )  # fmt: skip
    return programme, platform


@st.cache_data(max_entries=20, show_spinner=False)
def _answer(
    _network: Network,
    revision: str,
    namespace: str,
    programme: str | None,
    stage: str | None,
    fit: str | None,
    stuck: float | None,
    any_form: bool,
    asked: str,
) -> Pipeline:
    return pipeline(
        _network, programme=programme, stage=stage, format=fit, stuck=stuck, any_form=any_form,
        as_of=asked,
    )  # fmt: skip


def _projects(network: Network, answer: Pipeline) -> None:
    """Draw the projects as a table, longest wait first; the chosen row opens."""
    project = choose_row(
        _frame(answer), name="pipeline",
        invitation=words.say("Choose a row to see who is attached and who helped similar ones."),
        values={"stage": words.label, "format": words.say, UNKNOWN: labels},
        columns={"days": st.column_config.NumberColumn(words.say("days"), width="small")},
    )  # fmt: skip
    entry = next((p for p in answer.projects if p.id == project), None)
    if entry is not None:
        _project(network, entry)


def _frame(answer: Pipeline) -> pl.DataFrame:
    rows = [
        {words.mark("project"): p.name, words.mark("stage"): p.stage, words.mark("since"): p.since,
         words.mark("days"): p.days, words.mark("format"): p.form,
         words.mark("beside others"): beside_others(p),
         words.mark("attached"): "; ".join(attached_in_words(a) for a in p.leading),
         UNKNOWN: ", ".join(p.unknown_roles), "id": p.id}
        for p in answer.projects
    ]  # fmt: skip
    return table_of(rows, days=pl.Int64, since=pl.String)


def _project(network: Network, project: PipelineProject) -> None:
    """Draw a project: its state in words, what it fits, who is attached, and similar ones."""
    with st.container(border=True, key="pipeline_project"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            with widgets.compact_rows("pipeline_chosen"):
                widgets.node_link(network, project.id)
            namespace = network.nodes["namespace"][network.index(project.id)]
            navigation.link("suggest", words.say("Suggest people"),
                            {url_state.NAMESPACE: namespace, "person": project.id},
                            icon=navigation.PAGES["suggest"].icon)  # fmt: skip
            desk.star(network, project.id, key="pipeline", because=beside_others(project))
        st.markdown(widgets.plain(f"{words.label(project.stage or '')}: {beside_others(project)}."))
        if project.fits:
            formats = words.listed(*(words.say(each.format) for each in project.fits))
            st.markdown(widgets.plain(words.say("Fits {formats}.", formats=formats)))
        sources = facts.source_links_html(network, project.sources)
        st.html(f'<div class="gm-cite">{sources}</div>')
        _attached(network, project)
        _similar(network, project)


def _attached(network: Network, project: PipelineProject) -> None:
    widgets.group_heading(words.say("Attached"))
    if project.attached:
        facts.show(network, "pipeline_attached", [a.link for a in project.attached])
    if project.unknown_roles:
        st.caption(words.say("Not known: {names}.", names=labels(", ".join(project.unknown_roles))))
    with widgets.compact_rows("pipeline_open"):
        for place in project.open_places:
            widgets.node_link(network, place, note=words.say("open role"))


def _similar(network: Network, project: PipelineProject) -> None:
    widgets.group_heading(words.say("Similar projects that were long at this stage and moved on"))
    if not project.similar:
        st.caption(words.say("None is known."))
    with widgets.compact_rows("pipeline_similar"):
        for case in project.similar:
            help_ = "; ".join(helped_by(case)) or words.say("no help recorded")
            stage = words.label(case.next_stage) if case.next_stage else words.say("unknown")
            moved = words.say(
                "after {days} days, {until}, to {stage}",
                days=case.days, until=case.until, stage=stage,
            )  # fmt: skip
            widgets.node_link(network, case.id, note=f"{moved} · {help_}")


main()
