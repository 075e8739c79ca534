"""Whom somebody should work with next, and why.

Suggested are people with whom the person shares no project. Each kind of reason has a measure;
its contribution is the kind's weight in WEIGHTS times the measure, faded by how far apart in time
the two were active (``Eras.reach``), as a share of the greatest among all candidates. What is
asked for (role, market, newcomers) chooses among the candidates and changes no score.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.eras import Eras, eras
from graphmodel.analysis.evidence import Evidence
from graphmodel.analysis.likeness import likenesses
from graphmodel.analysis.memberships import SHARED_KINDS
from graphmodel.analysis.nearness import Nearness
from graphmodel.analysis.suggestions import WEIGHTS, Reason, Suggestion, Suggestions, WhyNone
from graphmodel.analysis.ties import people_ties
from graphmodel.errors import InputError
from graphmodel.network import Indexes, Network

NEWCOMER_YEARS = 3
"""Newcomers are those whose first known credit or participation is at most so many years old."""

ROLES_NAMED = 12
"""Roles named when somebody asks for one that nobody has."""

_LEAST = 1e-9
_COHORTS = tuple(kind for kind in SHARED_KINDS if kind != "Project")

Measures = dict[str, NDArray[np.float64]]


class Collaborators:
    """Suggestions for the people of a network, with what all of them need worked out once.

    What came after ``now``, by default the network's latest year, is left out. Building it takes
    about 2 s for 64,000 people and 234,000 credits, a suggestion then some tens of milliseconds.
    """

    def __init__(
        self, network: Network, *, now: int | None = None, half_life: float = 10.0
    ) -> None:
        latest = network.latest_year
        self.now = now if now is not None else (latest or 0)
        past = latest is not None and self.now < latest
        self.network = network.as_of(self.now) if past else network
        self._ties = people_ties(self.network, now=self.now, half_life=half_life)
        self._cohorts = people_ties(self.network, now=self.now, half_life=half_life, kinds=_COHORTS)
        self._nearness = Nearness(_slim(self._ties.matrix()))
        self._likenesses = likenesses(self.network, now=self.now, half_life=half_life)
        self._people = self._ties.people
        self._row = np.full(len(self.network), -1, dtype=np.int64)
        self._row[self._people] = np.arange(len(self._people))

    def suggest(
        self,
        person_id: str,
        *,
        limit: int = 10,
        role: str | None = None,
        market: str | None = None,
        newcomers: bool = False,
    ) -> Suggestions:
        """At most ``limit`` people, best first, equals by id; see ``suggest`` below."""
        if limit < 1:
            raise InputError(f"limit is {limit}; ask for 1 suggestion or more")
        node = self.network.index(person_id)
        if self.network.kinds[node] != "Person":
            raise InputError(f"{person_id!r} is not a person; suggestions are for people")
        fits = self._fitting(role, market, newcomers)
        one = int(self._row[node])
        candidates = self._candidates(node)
        parts = self._contributions(one, candidates)
        score = np.sum(list(parts.values()), axis=0)
        best = _greatest(np.where(fits, score, 0.0), limit)
        evidence = Evidence(
            self.network, self._ties, self._cohorts, self._nearness, self._likenesses, one
        )
        items = [self._suggestion(int(row), parts, evidence) for row in best]
        why: WhyNone | None = None
        if not items:
            why = "nobody_fits" if np.any(score > 0) else "nothing_known"
        return Suggestions(person_id, tuple(sorted(items, key=lambda s: (-s.score, s.id))), why)

    def _suggestion(self, row: int, parts: Measures, evidence: Evidence) -> Suggestion:
        reasons = []
        for kind, part in parts.items():
            if part[row] > 0:
                facts, values = evidence.of(kind, row)
                reasons.append(Reason(kind, float(part[row]), facts, values))
        reasons.sort(key=lambda reason: -reason.contribution)
        node = self._people[row]
        return Suggestion(
            id=self.network.ids[node],
            name=self.network.names[node],
            score=sum(reason.contribution for reason in reasons),
            reasons=tuple(reasons),
        )

    def _contributions(self, one: int, candidates: NDArray[np.bool_]) -> Measures:
        """For each kind of reason what it contributes to each candidate, in the order of rows."""
        reach = np.where(candidates, self._eras.reach(one), 0.0)
        near = self._nearness
        common, paths = near.resource_allocation(one), near.paths_of_three(one)
        measures = {
            "common_collaborators": common,
            "paths_of_three": paths,
            # Further off there is no path short enough to show.
            "walk": np.where((common > 0) | (paths > 0), near.walk(one), 0.0),
            "cohort": self._cohort(one),
            **{likeness.kind: likeness.to(one) for likeness in self._likenesses},
        }
        return {kind: _share(measures[kind] * reach, most) for kind, most in WEIGHTS.items()}

    def _cohort(self, one: int) -> NDArray[np.float64]:
        beside, weight = self._cohorts.neighbours(int(self._people[one]))
        scores = np.zeros(len(self._people))
        scores[self._row[beside]] = weight
        return scores

    def _candidates(self, node: int) -> NDArray[np.bool_]:
        """Everyone of the same namespace who may be shown, but the person and co-workers."""
        candidates: NDArray[np.bool_] = self._open & (
            self._namespaces == self._namespaces[self._row[node]]
        )
        out = [node, *self._co_workers(node), *self._same_person(node)]
        candidates[self._row[out]] = False
        return candidates

    def _co_workers(self, node: int) -> Indexes:
        credits = self.network.adjacency("WORKED_ON")
        projects = np.unique(credits.of(node)[0])
        crews = [credits.of(int(project))[0] for project in projects]
        return np.unique(np.concatenate(crews)) if crews else np.empty(0, dtype=np.int64)

    def _same_person(self, node: int) -> Indexes:
        others, links = self.network.adjacency("SAME_AS").of(node)
        verdicts = self.network.links["verdict"].gather(links).eq_missing("same")
        same: Indexes = others[verdicts.to_numpy()]
        return same

    @cached_property
    def _eras(self) -> Eras:
        return eras(self.network, self.now)

    @cached_property
    def _namespaces(self) -> NDArray[np.int64]:
        names = self.network.nodes["namespace"].gather(self._people)
        return names.rank("dense").cast(pl.Int64).to_numpy()

    @cached_property
    def _open(self) -> NDArray[np.bool_]:
        consent = self.network.nodes["consent"].gather(self._people)
        return ~(consent.eq_missing("withdrawn").to_numpy())

    @cached_property
    def _roles(self) -> Mapping[str, tuple[str, Indexes]]:
        """By role in lower case: how it is written, and the rows of those who have it."""
        credits = self.network.links.filter(pl.col("kind") == "WORKED_ON")
        found: dict[str, tuple[str, list[Indexes]]] = {}
        by_role = credits.group_by("role").agg(pl.col("source").unique()).sort("role")
        for role, people in by_role.iter_rows():
            if role is not None:
                written = found.setdefault(role.casefold().strip(), (role, []))
                written[1].append(self._row[people])
        return {key: (name, np.unique(np.concatenate(rows))) for key, (name, rows) in found.items()}

    @cached_property
    def _markets(self) -> Mapping[str, NDArray[np.int64]]:
        """By market in lower case: the rows of those who work there or want to."""
        projects = self.network.nodes.with_row_index("target").select(
            pl.col("target").cast(pl.Int64),
            pl.concat_list(pl.col("countries").fill_null([]), "market").alias("place"),
        )
        worked = self.network.links.filter(pl.col("kind") == "WORKED_ON").join(
            projects, on="target"
        )
        own = self.network.nodes.with_row_index("source").filter(pl.col("kind") == "Person")
        own = own.select(pl.col("source").cast(pl.Int64), pl.col("markets").alias("place"))
        places = pl.concat([worked.select("source", "place"), own]).explode("place")
        by_place = (
            places.filter(pl.col("place").is_not_null())
            .with_columns(pl.col("place").str.strip_chars().str.to_lowercase())
            .group_by("place")
            .agg(pl.col("source").unique().sort())
        )
        return {place: self._row[people] for place, people in by_place.iter_rows()}

    def _fitting(self, role: str | None, market: str | None, newcomers: bool) -> NDArray[np.bool_]:
        fits = np.ones(len(self._people), dtype=bool)
        if role is not None:
            if role.casefold().strip() not in self._roles:
                raise InputError(self._unknown_role(role))
            fits &= self._marked(self._roles[role.casefold().strip()][1])
        if market is not None:
            nobody = np.empty(0, dtype=np.int64)
            fits &= self._marked(self._markets.get(market.strip().lower(), nobody))
        if newcomers:
            fits &= self._eras.first >= self.now - NEWCOMER_YEARS
        return fits

    def _marked(self, rows: Indexes) -> NDArray[np.bool_]:
        marked = np.zeros(len(self._people), dtype=bool)
        marked[rows] = True
        return marked

    def _unknown_role(self, role: str) -> str:
        commonest = sorted(self._roles.values(), key=lambda known: (-len(known[1]), known[0]))
        names = ", ".join(name for name, _ in commonest[:ROLES_NAMED])
        more = len(commonest) - ROLES_NAMED
        rest = f" and {more} more" if more > 0 else ""
        return f"nobody has the role {role!r}; roles here are {names or 'none'}{rest}"


def _slim(matrix: sparse.csr_array) -> sparse.csr_array:
    """With short indexes where they do, which a product of the matrix reads faster."""
    if matrix.nnz >= np.iinfo(np.int32).max:
        return matrix
    short = (matrix.data, matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32))
    return sparse.csr_array(short, shape=matrix.shape)


def _greatest(score: NDArray[np.float64], limit: int) -> Indexes:
    """The places of the greatest scores above 0, equals in order of place, which is that of ids."""
    least = np.partition(score, -limit)[-limit] if limit < len(score) else 0.0
    places = np.flatnonzero((score > 0) & (score >= least))
    return places[np.argsort(-score[places], kind="stable")[:limit]]


def _share(measure: NDArray[np.float64], most: float) -> NDArray[np.float64]:
    """Shares of the greatest, times ``most``; next to nothing becomes nothing."""
    greatest = measure.max(initial=0.0)
    if greatest <= 0:
        return np.zeros_like(measure)
    shares: NDArray[np.float64] = most * measure / greatest
    shares[shares < _LEAST] = 0.0
    return shares


@lru_cache(maxsize=2)
def collaborators(
    network: Network, now: int | None = None, half_life: float = 10.0
) -> Collaborators:
    """What suggestions need of a network; kept for the two networks last asked about."""
    return Collaborators(network, now=now, half_life=half_life)


def suggest(
    network: Network,
    person_id: str,
    *,
    limit: int = 10,
    role: str | None = None,
    market: str | None = None,
    newcomers: bool = False,
    now: int | None = None,
) -> Suggestions:
    """Whom a person should work with next, among those with whom they share no project.

    ``role`` keeps those who have a credit in it, ``market`` those who have it among their markets
    or worked on a project of it, both whatever the case of the letters; ``newcomers`` those whose
    first known credit or participation is at most NEWCOMER_YEARS before ``now``, by default the
    network's latest year. Nobody who withdrew consent, is judged to be the same person, or
    belongs to another namespace is suggested. Raises InputError for an id that is not a person's,
    a role that nobody has, or a limit below 1.
    """
    return collaborators(network, now).suggest(
        person_id, limit=limit, role=role, market=market, newcomers=newcomers
    )
