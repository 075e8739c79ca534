"""Wordings of what two people share, and the facts that each wording requires.

No wording claims more than its facts support: a mentor of a programme has not mentored each
participant, and a teacher at a school has not taught each student. The first of WORDINGS that fits
is used; if none does, the text names the thing shared with its year and the capacity of each
person, which requires only the two links.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from graphmodel import words
from graphmodel.analysis.routes.route import Hop
from graphmodel.analysis.ties.archive_credits import is_documentary_node
from graphmodel.analysis.ties.plans import Plan
from graphmodel.analysis.ties.relations import Shared
from graphmodel.network.network import Network
from graphmodel.network.present import asking_date
from graphmodel.schema.declarations import Relation
from graphmodel.schema.model import guidance_kind


@dataclass(frozen=True)
class Wording:
    """A sentence about two people, and when it applies.

    ``relations`` are those of ``declarations.Relation`` that it covers, ``guide`` and ``learner``
    the capacities required of the first and the second person named, None for any. ``sentence``
    has the placeholders {guide}, {learner} and {name}, that of the thing shared; ``past`` is the
    version for what is over; ``facts`` describes what the facts must state.
    """

    relations: tuple[Relation, ...]
    guide: str | None
    learner: str | None
    sentence: str
    facts: str
    past: str = ""

    @property
    def is_clause(self) -> bool:
        """Whether it is a clause, which takes "because" rather than "because of"."""
        return self.sentence.startswith("{guide}")


WORDINGS = (
    Wording(
        ("mentored",),
        "mentor",
        "mentored",
        words.mark("{guide} mentored {learner}"),
        "a link that says that the one mentors the other, by name",
    ),
    Wording(
        ("programme", "event"),
        "mentor",
        "participant",
        words.mark("{guide} mentors {name}, in which {learner} takes part"),
        "the one is a mentor of the programme or event, the other takes part in it",
        past=words.mark("{guide} mentored {name}, in which {learner} took part"),
    ),
    Wording(
        ("taught",),
        "teacher",
        None,
        words.mark("{guide} taught at {name} while {learner} studied there"),
        "the one teaches at the school and the other studies there, in years that overlap",
    ),
    Wording(
        ("taught",),
        "speaker",
        "participant",
        words.mark("{guide} spoke at {name}, in which {learner} took part"),
        "the one is a speaker of the master class, the other takes part in it",
    ),
    Wording(
        ("connected",),
        None,
        None,
        words.mark("a connection according to {name}"),
        "a source connects the two, and says no more",
    ),
    Wording(
        ("met",),
        None,
        None,
        "{name}",
        "somebody noted that the two met",
    ),
)

RELATION_NAMES: dict[str, str] = {
    "worked": words.mark("worked together"),
    "studied": words.mark("studied together"),
    "festival": words.mark("same festival, same year"),
    "programme": words.mark("same programme"),
    "event": words.mark("same event"),
    "company": words.mark("same company"),
    "mentored": words.mark("one mentored the other"),
    "taught": words.mark("one taught where the other learned"),
    "connected": words.mark("connected according to a source"),
    "met": words.mark("met"),
}
"""The name of each relation on pages."""

SHOWN = words.mark("shown in it")
"""Shown for the cast of a documentary, in place of the role of actor."""


def wording(shared: Shared) -> tuple[Wording, bool] | None:
    """The wording that fits, and whether the second person is the guide; None if none fits."""
    for candidate in WORDINGS:
        if shared.relation not in candidate.relations:
            continue
        for is_reversed in (False, True):
            guide, learner = shared.roles[::-1] if is_reversed else shared.roles
            if candidate.guide in (None, guide) and candidate.learner in (None, learner):
                return candidate, is_reversed
    return None


def because(shared: Shared, described: str) -> str:
    """Word what two people share as a reason; ``shared`` is the first thing in ``described``."""
    fitting = wording(shared)
    if fitting is not None and fitting[0].is_clause:
        return words.say("because {shared}", shared=described)
    return words.say("because of {shared}", shared=described)


def describe_shared(network: Network, hop: Hop, shared: Shared) -> str:
    """One thing that two people share: "Snowpiercer (2013, director and actor)"."""
    year = [str(shared.year)] if shared.year else []
    fitting = wording(shared)
    if fitting is None:
        return _with_details(shared.name, [*year, *_roles(network, shared)])
    guide, learner = (hop.target, hop.source) if fitting[1] else (hop.source, hop.target)
    is_over = bool(fitting[0].past) and _is_over(network, shared)
    sentence = words.say(
        fitting[0].past if is_over else fitting[0].sentence,
        guide=network.name_of(guide), learner=network.name_of(learner), name=shared.name,
    )  # fmt: skip
    return _with_details(sentence, [*shared.works, *year])


def _with_details(text: str, details: Sequence[str]) -> str:
    """A text with details, if any, in brackets."""
    if not details:
        return text
    return words.say("{text} ({details})", text=text, details=words.listed(*details))


def _is_over(network: Network, shared: Shared) -> bool:
    """Whether what two people share had ended by the date of asking, for one of them or as the
    event itself. If no end is known, anything with a start date is ongoing, and anything with only
    a year is over if the data extend beyond that year."""
    network = network.present()
    links = network.links.filter(pl.col("id").is_in(shared.links)).select("since", "until")
    ends = links["until"].drop_nulls().to_list()
    if "ends" in network.nodes.columns:
        ends += [end for end in (network.nodes["ends"][network.index(shared.id)],) if end]
    if ends:
        first, asked = min(map(str, ends)), asking_date(network.asked)
        return first < asked[: len(first)]
    if links["since"].drop_nulls().len():
        return False
    return shared.year is not None and shared.year < (network.latest_year or shared.year)


def describe_plan(network: Network, hop_source: str, hop_target: str, plan: Plan) -> str:
    """One thing that two people plan: "Low Tide (in preparation, 2027, director and writer)"."""
    if plan.kind == guidance_kind():
        learner = hop_target if plan.roles[0] == "mentor" else hop_source
        sentence = words.say(
            "{name} is to mentor {learner}", name=plan.name, learner=network.name_of(learner)
        )
        start = [words.say("from {year}", year=plan.year)] if plan.year else []
        return _with_details(sentence, start)
    stage = words.say("in preparation") if plan.kind == "Project" else words.say("planned")
    year = [str(plan.year)] if plan.year else []
    return _with_details(plan.name, [stage, *year, *_both(*plan.roles)])


def _both(first: str | None, second: str | None) -> list[str]:
    """The wording of two people's capacities; an empty list if neither is known."""
    if first == second:
        return [words.say("both {role}", role=words.label(first))] if first else []
    roles = [words.label(role) for role in (first, second) if role]
    if len(roles) < 2:
        return roles
    return [words.say("{first} and {second}", first=roles[0], second=roles[1])]


def _roles(network: Network, shared: Shared) -> list[str]:
    roles = [role or "" for role in shared.roles]
    if shared.relation == "worked" and is_documentary_node(network, shared.id):
        roles = [words.say(SHOWN) if role in ("actor", "self") else role for role in roles]
    return _both(*roles)
