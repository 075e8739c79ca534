"""Team: whom to add to a project, as whole teams from the closest to the newest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.analysis.pipeline.formats import FORMATS
from graphmodel.analysis.suggestions.model import Model
from graphmodel.analysis.suggestions.model_file import choose_model
from graphmodel.analysis.teams.demands import in_words
from graphmodel.analysis.teams.engagements import OPEN_MONTHS
from graphmodel.analysis.teams.team import CANDIDATES, TeamAnswer, team
from graphmodel.analysis.teams.wordings import overview
from graphmodel.errors import InputError
from graphmodel.export.as_code import team_code
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.network.tables import means
from graphmodel.planning.conflicts import conflicts
from graphmodel.schema.declarations import UNITS
from graphmodel.schema.node_kinds import FINAL_STAGES
from graphmodel.ui.shared import (
    code_view,
    confidential,
    desk,
    pickers,
    resources,
    starting,
    time_fields,
    url_state,
    verdicts,
    widgets,
)
from graphmodel.ui.shared.choices import one_of
from graphmodel.ui.shared.waiting import waiting
from graphmodel.ui.team import given, teams

LOOKED_AT = (10, 30, 60)
MONTHS_WITHOUT_END = (6, 12, 18, 24)


@dataclass(frozen=True)
class Question:
    """The question of a team: the project, its open roles, the people ``given`` with their roles,
    how many candidates to look at for each role, whom to exclude, the date, and the demands on
    days, format and activity."""

    project: str
    open_roles: tuple[str, ...]
    given: tuple[tuple[str, str], ...]
    candidates: int
    exclude: tuple[str, ...]
    as_of: str
    demands: tuple[tuple[str, str | int], ...]


def main() -> None:
    """Draw the page for the parameters in its address."""
    widgets.title(
        words.say("Team"),
        words.say("Whom to add to a project: from the most familiar team to the freshest."),
    )
    namespace = resources.namespace().claimed
    network = namespace.network
    with st.sidebar:
        asked = time_fields.as_of()
        candidates = one_of(
            "candidates",
            words.say("Candidates for each role"),
            LOOKED_AT,
            key="team_candidates",
            usual=CANDIDATES,
        )
        demands = _demands()
    project = pickers.pick_node(
        namespace,
        name="project",
        label=words.say("Project"),
        placeholder=words.say("Type a title"),
        kinds=(UNITS[1],),
    )
    if project is None:
        widgets.show_notice(words.say("Choose the project that needs people: type its title."))
        starting.offer(namespace, "team", "project", _projects(network))
        return
    roles = _roles(network, network.revision, namespace.name)
    open_roles = _open_roles(roles)
    people = given.people(namespace, roles)
    if not open_roles:
        widgets.show_notice(words.say("Choose the roles to fill."))
        return
    judged = verdicts.hidden(network, project)
    hidden = tuple(sorted(verdict.suggested for verdict in judged))
    _show(namespace, Question(project, open_roles, people, candidates, hidden, asked, demands))


def _show(namespace: Namespace, question: Question) -> None:
    network = namespace.network
    model, unfit = choose_model(network, None)
    if unfit:
        st.caption(
            widgets.plain(
                words.say("{unfit}; until then the default weights are used.", unfit=unfit)
            )
        )
    try:
        with waiting(words.say("Putting teams together …")):
            answer = _answer(network, network.revision, namespace.name, question,
                             tuple(model.weights.tolist()), words.spoken(), model)  # fmt: skip
    except InputError as error:
        widgets.show_error(error)
        return
    for sentence in overview(answer):
        st.markdown(widgets.plain(sentence))
    if question.exclude:
        st.caption(
            words.say("{n:,} hidden by you: see Suggest for this project.", n=len(question.exclude))
        )
    if answer.teams:
        teams.show(namespace, answer)
    code_view.show(team_code(
        namespace.name, question.project, question.open_roles, dict(question.given),
        exclude=question.exclude, candidates=question.candidates, as_of=question.as_of,
        by=desk.who(), demands=dict(question.demands),
    ))  # fmt: skip


@st.cache_data(max_entries=20, show_spinner=False)
def _answer(
    _network: Network,
    revision: str,
    namespace: str,
    question: Question,
    model_weights: tuple[float, ...],
    language: str,
    _model: Model,
) -> TeamAnswer:
    demands: dict[str, Any] = dict(question.demands)
    return team(
        _network,
        question.project,
        question.open_roles,
        given=dict(question.given),
        apart=conflicts(_network, confidential.wishes(revision), question.as_of),
        exclude=question.exclude,
        candidates=question.candidates,
        as_of=question.as_of,
        model=_model,
        **demands,
    )


@st.cache_data(max_entries=8, show_spinner=False)
def _roles(_network: Network, revision: str, namespace: str) -> list[str]:
    """Return the roles of credits, the most common first."""
    counts = _network.links.filter(means("credit"))["role"].drop_nulls().value_counts()
    return counts.sort(["count", "role"], descending=[True, False])["role"].to_list()


def _open_roles(roles: list[str]) -> tuple[str, ...]:
    """Draw the field for the roles to fill, kept in the address, and return them."""
    asked = tuple(dict.fromkeys(url_state.read_all("open")))
    unknown = [role for role in asked if role not in roles]
    if unknown:
        st.caption(
            widgets.plain(
                words.say(
                    "Nobody has the role {names}: it is ignored.", names=words.listed(*unknown)
                )
            )
        )
    chosen = [role for role in asked if role in roles]
    st.session_state["team_open"] = chosen
    st.multiselect(
        words.say("Roles to fill"), roles, key="team_open", placeholder=words.say("one or more"),
        format_func=lambda role: widgets.option(words.label(role)),
        on_change=lambda: url_state.write(open=st.session_state["team_open"], at=None),
    )  # fmt: skip
    return tuple(chosen)


def _projects(network: Network) -> list[str]:
    """Return the ids of some projects, those in the making before the latest works."""
    works = network.nodes.with_row_index("node").filter(pl.col("kind") == UNITS[1])
    making = pl.col("stage").is_not_null() & ~pl.col("stage").is_in(list(FINAL_STAGES))
    first = works.sort(making.fill_null(False), "year", descending=True, nulls_last=True)
    return [network.ids[node] for node in first["node"].head(starting.OFFERED)]


def _demands() -> tuple[tuple[str, str | int], ...]:
    """Draw the fields for the days, the format and the year, and return those in the address."""
    for name, label in (("starts", words.say("Work starts")), ("ends", words.say("Work ends"))):
        st.session_state[f"team_{name}"] = url_state.read(name)
        st.text_input(
            label,
            key=f"team_{name}",
            placeholder=words.say("any time"),
            help=words.say(
                "Such as 2027-03 or 2027-03-15: people known to be busy then are left out"
            ),
            on_change=partial(_write, name),
        )
    forms = [form.name for form in FORMATS]
    made = url_state.read("made")
    st.session_state["team_made"] = made if made in forms else None
    st.selectbox(
        words.say("Has made"),
        forms,
        key="team_made",
        index=None,
        placeholder=words.say("any format"),
        format_func=lambda form: words.label(in_words(form)),
        on_change=partial(_write, "made"),
        help=words.say(
            "People known to have made only other formats are left out; where nothing is known, "
            "nobody is left out"
        ),
    )
    asked = {name: url_state.read(name) for name in ("starts", "ends")}
    asked["made"] = made if made in forms else ""
    demands: dict[str, str | int] = {name: text for name, text in asked.items() if text}
    if "starts" in demands or "ends" in demands:
        demands["open_months"] = one_of(
            "open_months",
            words.say("Months to count for a production without an end date"),
            MONTHS_WITHOUT_END,
            key="team_open_months",
            usual=OPEN_MONTHS,
        )
    since = time_fields.active_since(
        name="since",
        help=words.say("Leaves out people last active before this year, and people who have died"),
    )
    return tuple((demands | ({"active_since": since} if since else {})).items())


def _write(name: str) -> None:
    text = st.session_state[f"team_{name}"]
    url_state.write(**{name: (text or "").strip() or None, "at": None})


main()
