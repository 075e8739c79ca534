"""Whom somebody should work with next, or whom a project should have, and why.

Suggested to a person are people with whom they share no project. What speaks for and against each
is weighed by a logistic model (``suggesting.model``) whose explanation is exactly additive: the
contributions of the reasons add up to the score, in log-odds. What is wanted (market, newcomers,
...) chooses among the candidates and changes no score; only where a role is wanted careers are
told of the credits in that role.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.analysis.suggestions.diversity import Scenes, spread_out
from graphmodel.analysis.suggestions.evidence import Evidence
from graphmodel.analysis.suggestions.features import Asker, Working, work_out
from graphmodel.analysis.suggestions.filters import Filters, SuggestionFilters
from graphmodel.analysis.suggestions.model import DEFAULT, Model
from graphmodel.analysis.suggestions.reasons import KINDS
from graphmodel.analysis.suggestions.results import Reason, Suggestion, Suggestions, WhyNone
from graphmodel.analysis.ties.ties import HALF_LIFE
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes, Network
from graphmodel.schema.model import JUDGEMENT

_ROLES_KEPT = 4

_TIES = np.array([kind.ties for kind in KINDS.values()])
_NAMES = tuple(KINDS)

Marks = NDArray[np.bool_]


class Weighed:
    """Candidates of one asker and what speaks for and against each, before anything is wanted.

    ``rows`` are the candidates whom anything ties to the asker, ``measures`` len(rows) x KINDS,
    ``working`` what careers were told by.
    """

    def __init__(
        self, asker: Asker, rows: Indexes, measures: NDArray[np.float64], working: Working
    ) -> None:
        tied = (measures[:, _TIES] > 0).any(axis=1)
        self.asker, self.rows, self.measures = asker, rows[tied], measures[tied]
        self.working = working

    def scores(self, model: Model) -> NDArray[np.float64]:
        """The score of each candidate."""
        scores: NDArray[np.float64] = self.measures @ model.weights
        return scores


class Collaborators:
    """Suggestions for the people and projects of a network, with what all need worked out once.

    What came after ``now``, by default the network's latest year, is left out. Building it takes
    about 2 s for 64,000 people and 234,000 credits, a suggestion then some tens of milliseconds.
    """

    def __init__(
        self, network: Network, *, now: int | None = None, half_life: float = HALF_LIFE
    ) -> None:
        latest = network.latest_year
        self.now = now if now is not None else (latest or 0)
        past = latest is not None and self.now < latest
        self.network = network.as_of(self.now) if past else network
        self.working: Working = work_out(self.network, now=self.now, half_life=half_life)
        self._namespaces: dict[str, Marks] = {}
        self._in_role: dict[str | None, Working] = {None: self.working}

    def suggest(
        self,
        asker_id: str,
        *,
        limit: int = 10,
        wishes: SuggestionFilters | None = None,
        model: Model = DEFAULT,
        diversity: float = 0.0,
    ) -> Suggestions:
        """At most ``limit`` people, best first, equals by id; see ``suggest`` below."""
        if limit < 1:
            raise InputError(f"limit is {limit}; ask for 1 suggestion or more")
        if not 0 <= diversity < float("inf"):
            raise InputError(f"diversity is {diversity:g}; give 0 or more, 1 spreads noticeably")
        asker, wishes = self.asker(asker_id), wishes or SuggestionFilters()
        found = self.weigh(asker, wishes)
        best = self.best(found, model, limit, diversity)
        why: WhyNone | None = None
        if not len(best):
            known = len(found.rows) or (wishes and len(self.weigh(asker, SuggestionFilters()).rows))
            why = "nobody_fits" if known else "nothing_known"
        told = _Told(self, found, model, named=bool(diversity))
        items = tuple(told.suggestion(int(at)) for at in best)
        return Suggestions(asker_id, items, why, told.base, model.says)

    def best(self, found: Weighed, model: Model, limit: int, diversity: float = 0.0) -> Indexes:
        """The places among the weighed of the first ``limit``, those with a score above 0."""
        scores = found.scores(model)
        good = np.flatnonzero(scores > 0)
        if diversity:
            return spread_out(scores, self.scenes.of(found.rows), good, limit, diversity)
        return good[np.argsort(-scores[good], kind="stable")[:limit]]

    def asker(self, asker_id: str) -> Asker:
        """Who asks; raises InputError for an id of neither a person nor a project."""
        w, node = self.working, self.network.index(asker_id)
        kind = self.network.kinds[node]
        if kind == "Person":
            return w.person(int(w.row[node]))
        if kind == "Project":
            return w.project(int(w.row[node]))
        raise InputError(f"{asker_id!r} is not a person or a project; suggestions are for those")

    def weigh(self, asker: Asker, wishes: SuggestionFilters) -> Weighed:
        """Everybody who fits and may be suggested, with what speaks for and against them."""
        return self.weigh_with(self.telling(wishes.role), asker, wishes)

    def weigh_with(
        self, w: Working, asker: Asker, wishes: SuggestionFilters, *, also: int | None = None
    ) -> Weighed:
        """The same by other arrays of the same network; ``also`` is weighed if they fit, however
        far off."""
        near = w.meetings.around(asker.people, asker.share)
        cohort = w.cohort(asker)
        allowed = self.may(asker) & self.filters.fitting(wishes)
        rows = w.candidates(asker, near, cohort, allowed)
        if also is not None and allowed[also]:
            rows = np.union1d(rows, [also])
        return Weighed(asker, rows, w.features(asker, rows, near, cohort), w)

    def telling(self, role: str | None) -> Working:
        """What careers are told by: all credits, or those in a role."""
        role = None if role is None else role.strip().lower()
        if role not in self._in_role:
            while len(self._in_role) > _ROLES_KEPT:
                self._in_role.pop(next(key for key in self._in_role if key is not None))
            self._in_role[role] = self.working.in_role(role or "")
        return self._in_role[role]

    def may(self, asker: Asker) -> Marks:
        """Everyone of the same namespace who may be shown, but the people asking, those they
        worked with and those judged to be the same person."""
        w = self.working
        node = int(w.projects[asker.project] if asker.project >= 0 else w.people[asker.people[0]])
        may: Marks = self._open & self._of_namespace(self.network.nodes["namespace"][node])
        may[w.known_to(asker)] = False
        if asker.project < 0:
            others, links = self.network.adjacency(JUDGEMENT).of(node)
            same = self.network.links["verdict"].gather(links).eq_missing("same").to_numpy()
            may[w.row[others[same]]] = False
        return may

    def _of_namespace(self, name: str) -> Marks:
        if name not in self._namespaces:
            inside = self.network.nodes["namespace"].gather(self.working.people) == name
            self._namespaces[name] = inside.to_numpy()
        return self._namespaces[name]

    @cached_property
    def _open(self) -> Marks:
        told = self.network.nodes.select("consent", "died")[self.working.people]
        gone = pl.col("died").is_not_null() & (pl.col("died") <= self.now)
        shut = told.select((pl.col("consent").eq_missing("withdrawn") | gone).alias("shut"))
        return ~shut["shut"].to_numpy()

    @cached_property
    def filters(self) -> Filters:
        """Who fits which wishes."""
        return Filters(self.working)

    @cached_property
    def scenes(self) -> Scenes:
        """The communities over which suggestions can be spread."""
        return Scenes(self.working)


class _Told:
    """Turns what was weighed into suggestions with their facts."""

    def __init__(self, of: Collaborators, found: Weighed, model: Model, *, named: bool) -> None:
        self._of, self._found, self._model, self._named = of, found, model, named
        self._evidence = Evidence(found.working, found.asker)
        self.base = model.base_of(found.asker.pace)

    def suggestion(self, at: int) -> Suggestion:
        """The suggestion of one of the weighed."""
        row, network = int(self._found.rows[at]), self._of.network
        measures = self._found.measures[at].tolist()
        reasons = []
        for kind, measure, weight in zip(
            _NAMES, measures, self._model.weights.tolist(), strict=True
        ):
            if measure * weight != 0:
                facts, values = self._evidence.of(kind, row)
                reasons.append(Reason(kind, measure * weight, facts, values, weight, measure))
        reasons.sort(key=lambda reason: -abs(reason.contribution))
        score = float(sum(reason.contribution for reason in reasons))
        node = self._of.working.people[row]
        return Suggestion(
            id=network.ids[node],
            name=network.names[node],
            score=score,
            reasons=tuple(reasons),
            probability=None if self.base is None else float(1 / (1 + np.exp(-self.base - score))),
            community=self._of.scenes.name(row) if self._named else None,
        )


@lru_cache(maxsize=2)
def collaborators(
    network: Network, now: int | None = None, half_life: float = HALF_LIFE
) -> Collaborators:
    """What suggestions need of a network; kept for the two networks last asked about."""
    return Collaborators(network, now=now, half_life=half_life)


def suggest(
    network: Network,
    asker_id: str,
    *,
    limit: int = 10,
    wishes: SuggestionFilters | None = None,
    model: Model = DEFAULT,
    weights: Mapping[str, float] | None = None,
    diversity: float = 0.0,
    now: int | None = None,
) -> Suggestions:
    """Whom a person should work with next, or whom a project should have.

    To a person nobody is suggested with whom they share a project; to a project, nobody who works
    on it. ``wishes`` choose among people, ``weights`` are factors for kinds of reasons (1 is
    usual), and ``diversity`` is what each earlier suggestion from the same community costs, in
    log-odds, 0 for nothing. Nobody who died or withdrew consent, is judged to be the same person,
    or belongs to another namespace is suggested, and nobody whom nothing ties to the asker.
    Raises InputError for an id that is neither a person's nor a project's, wishes that cannot be,
    or a limit below 1.
    """
    return collaborators(network, now).suggest(
        asker_id,
        limit=limit,
        wishes=wishes,
        model=model.weighted(weights or {}),
        diversity=diversity,
    )
