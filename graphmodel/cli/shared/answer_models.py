"""Models of the JSON answers of the commands that programs may call, for the OpenAPI description.

A model here describes what ``--format json`` prints and produces nothing itself: the tests check
every answer against its model. An answer that is the plain result of an analysis is described by
its own class.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, RootModel, TypeAdapter

from graphmodel.analysis.communities.bridges import BridgingPair, ExistingTie
from graphmodel.analysis.communities.community_pairs import CommunityPair
from graphmodel.analysis.communities.evolution import Stage, Transition
from graphmodel.analysis.communities.resolution_scan import ResolutionStep
from graphmodel.analysis.communities.results import UncertainMember
from graphmodel.analysis.graph.log_odds import DistinctiveTerm
from graphmodel.analysis.people.sentence import Phrase
from graphmodel.analysis.suggestions.counterfactual import HypotheticalFact
from graphmodel.analysis.ties.plans import Plan

Chance = Annotated[float, Field(ge=0, le=1)]
Ids = list[str]


class _Part(BaseModel):
    """A part of an answer, which has these fields and no others."""

    model_config = ConfigDict(extra="forbid")


class NodeName(_Part):
    """A node by its id."""

    id: str
    kind: str
    name: str


class FoundNode(NodeName):
    """A match of a search; the best come first."""

    score: Annotated[
        float, Field(description="How similar the name is, up to 1; higher is better.")
    ]
    maybe_same: Annotated[Ids, Field(description="Records that may be the same; judge them.")]


class MaybeSame(_Part):
    """Another record that may be the same and waits for a judgement."""

    id: str
    pair: Annotated[Ids, Field(description="The two records to judge.")]
    probability: Chance


class ShownLink(_Part):
    """A link of the node shown."""

    kind: str
    direction: Annotated[str, Field(pattern="^(in|out)$")]
    other: NodeName
    properties: dict[str, Any]
    conflicts: Annotated[dict[str, str], Field(description="What sources differ on, in words.")]
    sources: Annotated[Ids, Field(description="Nodes of kind Source.")]


class ShownNode(NodeName):
    """A node or a link with its facts and their sources."""

    properties: dict[str, Any]
    maybe_same: list[MaybeSame] = []
    conflicts: dict[str, str]
    links: list[ShownLink]
    sources: Ids


class Evidence(_Part):
    """Why a person fits: a fact, and how many more facts show the same."""

    facet: str | None
    says: str
    work: str | None
    year: int | None
    facts: Ids
    sources: Ids
    more: int


class FittingPerson(_Part):
    """A person who fits a description."""

    id: str
    name: str
    roles: list[str]
    first_year: int | None
    last_year: int | None
    works: int
    fitting: Annotated[int, Field(description="How many of the works fit.")]
    countries: list[str]
    company: str | None
    steps: Annotated[int | None, Field(description="Steps from the person asked for with near.")]
    died: int | None
    why: list[Evidence]


class FacetValue(_Part):
    """A value to filter by, and the number of people who have it."""

    value: str
    name: str
    people: int


class Facet(_Part):
    """The values of a facet, and the number of people without a known value."""

    values: list[FacetValue]
    unknown: int


class FittingPeople(_Part):
    """People who fit a description, or with counts the number with each value."""

    total: int
    newcomers: int
    people: list[FittingPerson] | None = None
    understood: list[Phrase] | None = None
    not_understood: list[str] | None = None
    facets: dict[str, Facet] | None = None


class Activity(_Part):
    """When somebody was last active, in years and in words."""

    id: str
    last: int | None
    died: int | None
    data_end: int | None
    planned: int | None
    words: str


class SharedFact(_Part):
    """Something that two people share."""

    kind: str
    id: str
    name: str
    year: int | None
    relation: str
    roles: Annotated[list[str | None], Field(description="Of the two, in their order.")]
    weight: float
    facts: Ids
    sources: Ids


class RouteHop(_Part):
    """Two people of a route, and all that they share."""

    source: Annotated[str, Field(alias="from")]
    to: str
    strength: float
    chance: Annotated[Chance, Field(description="How likely a request is passed on.")]
    shared: list[SharedFact]
    planned: list[Plan]


class Differs(_Part):
    """How a route differs from the first."""

    instead: Ids
    same: Ids
    hops: int
    odds: float
    says: str


class Route(_Part):
    """A route to a person, including both ends."""

    people: Ids
    score: Annotated[Chance, Field(description="1 is best.")]
    hops: list[RouteHop]
    weakest: Annotated[int, Field(description="The position of the weakest hop, from 0.")]
    met: Annotated[list[int], Field(description="How many people each in between has met.")]
    differs: Differs | None = None


class Shorter(_Part):
    """The result of asking for less."""

    what: str
    ids: Ids
    route: Route | None
    hop: RouteHop | None


class WaitingPair(_Part):
    """Two records that may be the same, and the command that judges them."""

    ids: Ids
    probability: Chance
    judge: str


class Waiting(_Part):
    """Pairs whose judgement would give a route."""

    pairs: list[WaitingPair]
    route: Route | None
    says: str


class Introductions(_Part):
    """The best routes, or why there is none."""

    routes: list[Route]
    why_none: str | None
    advice: list[str]
    planned: list[Plan]
    activity: list[Activity]
    shorter: list[Shorter]
    waiting: list[Waiting]
    fitting: Annotated[int | None, Field(description="How many fit a description.")] = None


class SuggestionReason(_Part):
    """A reason for or against a suggested person."""

    kind: str
    sentence: str
    contribution: float
    facts: Ids
    values: list[str]
    weight: float
    measure: float


class Suggestion(_Part):
    """A suggested person, with the reasons."""

    id: str
    name: str
    score: float
    reasons: list[SuggestionReason]
    probability: Chance | None
    community: str | None
    activity: Activity | None
    reachable: bool
    scale: str
    model: str


class WouldChange(_Part):
    """The smallest fact that would move a person into the first ten."""

    id: str
    name: str
    rank: int | None
    becomes: int | None
    fact: HypotheticalFact | None
    tried: int


class Towards(_Part):
    """The share of somebody's ties that lead into another community."""

    id: str
    share: Chance


class CommunityBridge(_Part):
    """Somebody with strong ties into other communities."""

    id: str
    participation: float
    towards: list[Towards]
    betweenness: float | None


class Community(_Part):
    """People with more ties among themselves than by chance, the most central first."""

    id: str
    size: int
    label: str
    people: Ids
    bridges: Ids
    reasons: list[DistinctiveTerm]
    untypical: list[DistinctiveTerm]
    bridging: list[CommunityBridge]
    shares: list[Chance]
    uncertain: list[UncertainMember]
    others: Ids
    within: list[Community]


class Communities(_Part):
    """All communities."""

    modularity: float
    communities: list[Community]
    unplaced: int
    resolution: float
    runs: int
    agreement: float | None


class Resolutions(_Part):
    """The result of each resolution."""

    steps: list[ResolutionStep]


class Evolution(_Part):
    """How communities developed from one window of years to the next."""

    stages: list[Stage]
    passages: list[Transition]


class Scenes(_Part):
    """Communities that should meet."""

    scenes: list[CommunityPair]


class Bridging(_Part):
    """People of two communities who should meet, and the ties that there are."""

    one: str
    other: str
    pairs: list[BridgingPair]
    ties: list[ExistingTie]
    labels: list[str]


class Row(RootModel[dict[str, Any]]):
    """A row of an answer in Cypher: each column with its value."""


ANSWERS: Mapping[str, Any] = {
    "find": list[FoundNode],
    "show": ShownNode,
    "people": FittingPeople,
    "introduce": Introductions,
    "suggest": list[Suggestion] | WouldChange,
    "communities": Communities | Resolutions | Evolution | Scenes | Bridging,
    "query": list[Row],
    "ask": list[Row] | Row,
}
"""The type of each command's answer; ``ask`` can return a saved question instead of rows."""


def answer_type(command: str) -> TypeAdapter[Any]:
    """The type of a command's answer."""
    return TypeAdapter(ANSWERS[command])


def answer_schemas(reference: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The JSON Schema of each command's answer, and the schemas they refer to, each at
    ``reference`` with {model} replaced by its name."""
    by_command, shared = TypeAdapter.json_schemas(
        [(command, "validation", answer_type(command)) for command in ANSWERS],
        ref_template=reference,
    )
    schemas = {command: schema for (command, _), schema in by_command.items()}
    return schemas, shared.get("$defs", {})
