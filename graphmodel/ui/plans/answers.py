"""The plan that the page shows: solved again after every step, and cached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import streamlit as st

from graphmodel import words
from graphmodel.analysis.plans.inputs import Forbid, Request, Rules
from graphmodel.analysis.plans.planner import make_plan
from graphmodel.analysis.plans.results import Plan
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.planning.decisions import Decisions, Step, decisions_of
from graphmodel.planning.empty_slots import EmptySlots, empty_slots
from graphmodel.planning.mentors import NetworkRequest
from graphmodel.planning.network_plans import NETWORK_PLANS, network_request
from graphmodel.planning.office_facts import OfficeFacts
from graphmodel.planning.plan_file import PlanInput
from graphmodel.planning.saved import PlannedFacts
from graphmodel.planning.waits import Waits, waits
from graphmodel.planning.wishes import FINAL
from graphmodel.ui.shared import confidential
from graphmodel.ui.shared.waiting import waiting

Pair = tuple[str, str]


@dataclass(frozen=True)
class Question:
    """What to plan, for whom, as of when, with which settings, and how to solve it."""

    what: str
    programme: str | None = None
    as_of: str | None = None
    stable: bool = False
    seed: int = 0
    per_year: int | None = None
    travel_days: int = 0

    def on(self, rules: Rules) -> Rules:
        """Return the rules with the question's settings."""
        return replace(rules, per_year=self.per_year, travel_days=self.travel_days)


@dataclass(frozen=True)
class Task:
    """The input of a plan before any decision: the request, the names, and the facts that accepted
    pairs become. For slots, also the input after decisions (``given``), what to relax for those
    that a plan leaves ``empty``, and who waits for one (``waits``)."""

    question: Question
    network: Network
    request: Request
    names: Mapping[str, str]
    noun: str
    facts: PlannedFacts | None
    solve: Callable[[Decisions], Plan]
    given: Callable[[Decisions], NetworkRequest] | None = None
    empty: Callable[[Decisions, Plan], EmptySlots] | None = None
    waits: Callable[[], Waits] | None = None

    def name(self, id_: str) -> str:
        """Return the name of a person or place, in the script that the page shows."""
        return self._facts.name(id_) if id_ in self.network else self.names.get(id_) or id_

    @cached_property
    def _facts(self) -> OfficeFacts:
        return OfficeFacts(self.network)

    @cached_property
    def people(self) -> list[str]:
        return [person.id for person in self.request.people]

    @cached_property
    def places(self) -> list[str]:
        return [place.id for place in self.request.places]

    def days(self, place: str) -> str:
        """Return the first and last day of a place, as exact as they are known; empty if it has no
        dates."""
        days = [day for day in self._dates(place) if day]
        return (
            words.say("{first} to {last}", first=days[0], last=days[1])
            if days[1:]
            else "".join(days)
        )

    def _dates(self, place: str) -> list[str]:
        if self.facts and place in self.network:
            node = self.network.node(self.network.index(place))
            return [str(node.get(name) or "") for name in ("starts", "ends")]
        return [day.isoformat() if day else "" for day in self._spans[place]]

    @cached_property
    def _spans(self) -> dict[str, tuple[date | None, date | None]]:
        return {each.id: (each.starts, each.ends) for each in self.request.places}

    @cached_property
    def bans(self) -> dict[Pair, Forbid]:
        """The pairs ruled out before any decision."""
        return {(ban.person, ban.place): ban for ban in self.request.rules.forbids}

    @cached_property
    def locks(self) -> set[Pair]:
        """The pairs locked before any decision."""
        return {(lock.person, lock.place) for lock in self.request.rules.locks}

    def closed(self, person: str, place: str) -> bool:
        """Whether a pair is ruled out and no decision can allow it."""
        ban = self.bans.get((person, place))
        return ban is not None and (ban.confidential or ban.reason in FINAL or not self.facts)

    def held(self, steps: tuple[Step, ...]) -> Decisions:
        """Return the decisions after these steps, including those on people and places that are not
        in the plan."""
        return decisions_of(steps, self.request.rules.per_person)

    def decisions(self, steps: tuple[Step, ...]) -> Decisions:
        """Return the decisions after these steps that concern this plan."""
        return self.held(steps).among(set(self.people), set(self.places))


def from_network(namespace: Namespace, question: Question) -> Task:
    """Return the task for a network; raises InputError if it has no people or no places for it."""
    network = namespace.claimed.network
    declared = NETWORK_PLANS[question.what]
    asked = replace(question, stable=False, seed=0)
    with waiting(words.say("Reading wishes, places and skills …")):
        given = _given(network, network.revision, namespace.name, asked, Decisions())

    def solve(decisions: Decisions) -> Plan:
        with waiting(words.say("Planning …")):
            return _plan(network, network.revision, namespace.name, question, decisions)

    def after(decisions: Decisions) -> NetworkRequest:
        return _given(network, network.revision, namespace.name, asked, decisions)

    def empty(decisions: Decisions, plan: Plan) -> EmptySlots:
        if all(place.people for place in plan.places):
            return EmptySlots(())
        with waiting(words.say("Looking for what to relax …")):
            return _empty(network, network.revision, namespace.name, question, decisions)

    def waiting_for_one() -> Waits:
        return _waits(network, network.revision, namespace.name, asked)

    task = Task(
        question, network, given.request, given.names, declared.noun, declared.facts(given), solve
    )
    if not declared.dated:
        return task
    return replace(task, given=after, empty=empty, waits=waiting_for_one)


def from_tables(namespace: Namespace, question: Question, given: PlanInput, digest: str) -> Task:
    """Return the task for an office's own tables."""

    def solve(decisions: Decisions) -> Plan:
        with waiting(words.say("Planning …")):
            return _plan_of(given, digest, question, decisions)

    network = namespace.network
    return Task(question, network, given.request, given.names, "place", None, solve)


@st.cache_resource(max_entries=40, show_spinner=False)
def _plan_of(_given: PlanInput, digest: str, question: Question, decisions: Decisions) -> Plan:
    request = replace(_given.request, rules=decisions.on(_given.request.rules))
    return make_plan(request, stable=question.stable, seed=question.seed)


@st.cache_resource(max_entries=20, show_spinner=False)
def _given(
    _network: Network, revision: str, namespace: str, question: Question, decisions: Decisions
) -> NetworkRequest:
    declared = NETWORK_PLANS[question.what]
    return network_request(
        question.what,
        _network,
        programme=question.programme,
        secret=confidential.wishes(revision),
        rules=decisions.on(question.on(declared.rules)),
        as_of=question.as_of,
    )


@st.cache_resource(max_entries=40, show_spinner=False)
def _plan(
    _network: Network, revision: str, namespace: str, question: Question, decisions: Decisions
) -> Plan:
    asked = replace(question, stable=False, seed=0)
    given = _given(_network, revision, namespace, asked, decisions)
    return make_plan(given.request, stable=question.stable, seed=question.seed, revision=revision)


@st.cache_resource(max_entries=20, show_spinner=False)
def _empty(
    _network: Network, revision: str, namespace: str, question: Question, decisions: Decisions
) -> EmptySlots:
    asked = replace(question, stable=False, seed=0)
    given = _given(_network, revision, namespace, asked, decisions)
    plan = _plan(_network, revision, namespace, question, decisions)
    return empty_slots(_network, given, plan, as_of=question.as_of)


@st.cache_resource(max_entries=20, show_spinner=False)
def _waits(_network: Network, revision: str, namespace: str, question: Question) -> Waits:
    given = _given(_network, revision, namespace, question, Decisions())
    people = [person.id for person in given.request.people]
    return waits(_network, people, as_of=question.as_of)
