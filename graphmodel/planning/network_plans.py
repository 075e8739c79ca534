"""What can be planned from the network: mentors and second-unit slots, each declared once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from graphmodel import words
from graphmodel.analysis.effect.seats import TABLE
from graphmodel.analysis.plans.inputs import WAITED, Rules
from graphmodel.analysis.plans.results import Reason
from graphmodel.network.network import Network
from graphmodel.network.present import AsOf, asking_date, is_in_force
from graphmodel.network.tables import means
from graphmodel.planning.mentors import NetworkRequest, mentor_request
from graphmodel.planning.office_facts import OfficeFacts
from graphmodel.planning.saved import PlannedFacts
from graphmodel.planning.slots import (
    DEFAULT_RULES,
    OF_THE_KIND,
    RECOMMENDED,
    is_second_unit,
    slot_request,
    waiting_evidence,
)
from graphmodel.planning.wishes import RATHER_NOT, WANTS
from graphmodel.schema.declarations import Meaning


@dataclass(frozen=True)
class NetworkPlan:
    """A plan from the network: its word for a place, the ``tables`` that supply its data (a text
    that is translated when shown), its default rules, whether a person is guided by their place
    (``guided``), and whether its places have days (``dated``), which allows slots per year, travel
    days, and relaxations for slots that nobody takes."""

    noun: str
    tables: str
    rules: Rules
    guided: bool
    dated: bool

    def facts(self, given: NetworkRequest) -> PlannedFacts:
        """The facts that its pairs become once accepted."""
        return PlannedFacts(given.offered, guided=self.guided, held=given.held)


NETWORK_PLANS: Mapping[str, NetworkPlan] = {
    "mentors": NetworkPlan(
        "mentor",
        words.mark("people, the places that mentors offer (or mentor_places), and wishes"),
        Rules(), guided=True, dated=False,
    ),
    "slots": NetworkPlan(
        "slot",
        words.mark(
            "people, participants of programmes, and the second-unit slots that projects offer"
        ),
        DEFAULT_RULES, guided=False, dated=True,
    ),
}  # fmt: skip


def network_request(
    what: str,
    network: Network,
    *,
    people: Sequence[str] | None = None,
    programme: str | None = None,
    secret: pl.DataFrame | None = None,
    rules: Rules | None = None,
    as_of: AsOf = None,
) -> NetworkRequest:
    """Build the request of one of NETWORK_PLANS, as of a date, for these people, else for everybody
    or those of a programme.

    ``secret`` are confidential wishes, which count and are never shown. Raises InputError like
    ``mentor_request`` and ``slot_request``.
    """
    basis = _basis(what, network, as_of)
    if what == "slots":
        return slot_request(
            basis, people, programme=programme, secret=secret, rules=rules, as_of=as_of
        )
    return mentor_request(basis, people, programme=programme, secret=secret, rules=rules)


def _basis(what: str, network: Network, as_of: AsOf) -> Network:
    """The network to read a plan from: for mentors as of the date of asking; for slots with planned
    facts as well, since a person with a slot is busy on its days."""
    return network.present(as_of) if what == "mentors" else network


def programmes(network: Network) -> list[str]:
    """The programmes and events that have participants, or parts with some, sorted by name; without
    single tables."""
    facts = OfficeFacts(network)
    attended = {
        target for _, target, role in facts.links("attendance", "role") if role == "participant"
    }
    wholes = dict(facts.links("part"))
    for id_ in list(attended):
        above = wholes.get(id_)
        while above is not None and above not in attended:
            attended.add(above)
            above = wholes.get(above)
    whole = {id_ for id_ in attended if facts.node(id_).get("type") != TABLE}
    return sorted(whole, key=network.name_of)


_MEANINGS: Mapping[str, tuple[Meaning, ...]] = {
    "mentored before": ("guidance",),
    "worked together": ("credit",),
    OF_THE_KIND: ("credit",),
    RECOMMENDED: ("recommendation",),
}
"""The links behind a reason: between person and place, to the works it names, or from the people it
names."""
_WISHES = ("their wish", "the mentor's wish")


def evidence(
    what: str,
    network: Network,
    person: str,
    place: str,
    reason: Reason,
    *,
    as_of: AsOf = None,
) -> tuple[str, ...]:
    """Return the ids of the facts behind a reason of a pair in a plan as of a date: links if any;
    for what both state about themselves, such as languages, the two people. For how long a person
    has waited, only slots have evidence in the network."""
    if reason.kind == WAITED:
        return waiting_evidence(network, person, as_of) if what == "slots" else ()
    basis = _basis(what, network, as_of)
    if reason.kind in _WISHES:
        links = _wishes_of(what, OfficeFacts(basis, asking_date(as_of)), person, place, reason)
    else:
        links = _links_of(basis, person, place, reason)
    return links or tuple(id_ for id_ in (person, place) if id_ in network)


def _wishes_of(
    what: str, facts: OfficeFacts, person: str, place: str, reason: Reason
) -> tuple[str, ...]:
    """The wishes that count in points: also about a place that the mentor offers, and rather not to
    be with those who offer a slot."""
    stance = WANTS if reason.points > 0 else RATHER_NOT
    about = {place}
    if what == "mentors":
        about |= {offered for who, offered in facts.offers if who == place}
    elif stance == RATHER_NOT:
        about |= {who for who, offered in facts.offers if offered == place}
    who = {person}
    if reason.kind == "the mentor's wish":
        who, about = {place}, {person}
    stated = facts.links("wish", "stance", "id", where=is_in_force(facts.asked))
    return tuple(
        link
        for source, target, its_stance, link in stated
        if source in who and target in about and (its_stance or WANTS) == stance
    )


def _links_of(network: Network, person: str, place: str, reason: Reason) -> tuple[str, ...]:
    ends = [network.index(id_) for id_ in (person, place) if id_ in network]
    named = [network.index(fact) for fact in reason.facts if fact in network]
    meanings = _MEANINGS.get(reason.kind, ())
    links = pl.concat([network.links.filter(means(meaning)) for meaning in meanings] or [
        network.links.clear()
    ])  # fmt: skip
    source, target = pl.col("source"), pl.col("target")
    if reason.kind == RECOMMENDED:
        shown = links.filter(source.is_in(named), target.is_in(ends[:1]))
    elif reason.kind == OF_THE_KIND:
        shown = links.filter(
            source.is_in(ends[:1]), target.is_in(named),
            pl.col("role").map_elements(is_second_unit, pl.Boolean, skip_nulls=False),
        )  # fmt: skip
    elif named:
        shown = links.filter(source.is_in(ends), target.is_in(named))
    else:
        shown = links.filter(source.is_in(ends), target.is_in(ends))
    return tuple(shown["id"].to_list())
