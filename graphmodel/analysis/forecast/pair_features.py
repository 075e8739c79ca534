"""Measures of nearness from one person to all others, of what was known before a year.

Those of paths go through projects and need no projection: with B the n x m incidence and
``w_p = decay / (people_p - 1)`` the ties are ``P = B W B' - diag``, Newman's weighting with age
(Newman 2001), and a step over them costs two products with B.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.forecast.history import ATTRIBUTES, Floats, History, Matrix
from graphmodel.network.network import Indexes

Scores = dict[str, Floats]

HALF_LIVES: Mapping[str, float | None] = {"ever": None, "long": 8.0, "short": 2.5}
"""Half-lives in years of the ties that paths go over; ``ever`` has no decay."""

RESTART = 0.15
_STEPS = 7
_WIDTH = 48


@dataclass(frozen=True, eq=False)
class Paths:
    """Paths over ties of one half-life; columns of n x b arrays are people asked for."""

    incidence: Matrix
    weight: Floats

    @cached_property
    def _back(self) -> Matrix:
        return Matrix(self.incidence.T)

    @cached_property
    def _own(self) -> Floats:
        return np.asarray(self.incidence @ self.weight, dtype=np.float32)

    @cached_property
    def strength(self) -> Floats:
        """The weight of all ties of each person, n."""
        ones = np.ones((self.incidence.shape[0], 1), dtype=np.float32)
        return np.maximum(self.step(ones).ravel(), 0)

    @cached_property
    def inverse(self) -> Floats:
        """1 over the strength, 0 where there is none."""
        least = 1e-6
        return np.where(self.strength > least, 1 / np.maximum(self.strength, least), 0).astype(
            np.float32
        )

    def step(self, scores: Floats) -> Floats:
        """``P @ scores``, n x b."""
        shared = self._back @ scores
        shared *= self.weight[:, None]
        result: Floats = self.incidence @ shared
        result -= self._own[:, None] * scores
        return result

    def measures(self, people: Indexes) -> Scores:
        """Resource allocation, paths of three and personalised PageRank, each n x b."""
        start = np.zeros((self.incidence.shape[0], len(people)), dtype=np.float32)
        start[people, np.arange(len(people))] = 1
        inverse, root = self.inverse[:, None], np.sqrt(self.inverse)[:, None]
        one = self.step(start)
        three = self.step(self.step(one * root) * root)
        rank = RESTART * start
        for _ in range(_STEPS):
            rank = (1 - RESTART) * self.step(rank * inverse) + RESTART * start
        return {"two": self.step(one * inverse), "three": three, "rank": rank}


def _row_normal(table: Matrix) -> Matrix:
    lengths = np.sqrt(np.asarray(table.power(2).sum(axis=1)).ravel())
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return Matrix(sparse.diags_array(scale.astype(np.float32)) @ table)


def _turned(basis: Floats, image: Floats) -> Floats:
    """Places along the strongest directions of a symmetric map, of a basis and its image; rows
    of length 1."""
    small = basis.T @ image
    values, turn = np.linalg.eigh((small + small.T) / 2)
    best = np.argsort(-values)[:_WIDTH]
    found = (basis @ turn[:, best]) * np.maximum(values[best], 0)
    length = np.linalg.norm(found, axis=1, keepdims=True)
    scale = np.divide(1, length, out=np.zeros_like(length), where=length > 1e-9)
    places: Floats = (found * scale).astype(np.float32)
    return places


class PairFeatures:
    """What was known before ``until``, ready for questions about people.

    ``history`` may know more: it is cut first, so that nothing later can be seen.
    """

    def __init__(self, history: History, until: int) -> None:
        self.until = until
        self.history = history.before(until)

    def decay(self, half_life: float | None) -> Floats:
        """The weight by age of each project, m; 1 without a half-life."""
        if half_life is None:
            return np.ones(len(self.history.year), dtype=np.float32)
        age = self.until - 1 - self.history.year
        return np.exp2(-age / half_life).astype(np.float32)

    @cached_property
    def crew(self) -> Floats:
        """How many people each project has, m."""
        return np.asarray(self.history.incidence.sum(axis=0), dtype=np.float32).ravel()

    @cached_property
    def paths(self) -> dict[str, Paths]:
        """The paths of each of HALF_LIVES."""
        share = np.where(self.crew > 1, 1 / np.maximum(self.crew - 1, 1), 0)
        return {
            name: Paths(self.history.incidence, (share * self.decay(years)).astype(np.float32))
            for name, years in HALF_LIVES.items()
        }

    @cached_property
    def profiles(self) -> dict[str, Matrix]:
        """Of each of ATTRIBUTES what each person's work has of each value, rows of length 1."""
        aged = self.history.incidence @ sparse.diags_array(self.decay(10.0))
        found = {}
        for name in ATTRIBUTES:
            table = self.history.attributes[name]
            many = np.asarray(table.sum(axis=0), dtype=np.float32).ravel()
            rare = np.log1p(max(float(many.max(initial=0)), 1.0) / np.maximum(many, 1))
            found[name] = _row_normal(Matrix(aged @ table @ sparse.diags_array(rare)))
        return found

    @cached_property
    def meeting_places(self) -> dict[str, tuple[Matrix, Matrix]]:
        """Where two may meet: what each person has of each place, and the way back from it.

        A place is a company or a series of films, or a director or writer of projects; each is
        worth less the more people it has, and less with age.
        """
        h = self.history
        aged = Matrix(h.incidence @ sparse.diags_array(self.decay(4.0)))
        tables = {f"met_{name}": h.attributes[name] for name in ("company", "series")}
        for number, name in enumerate(("director", "writer")):
            tables[f"met_{name}"] = self._makers(number)
        found = {}
        for name, table in tables.items():
            there = Matrix(aged @ table)
            there.data = np.minimum(there.data, 3)
            size = np.asarray(there.sum(axis=0), dtype=np.float32).ravel()
            share = np.where(size > 0, 1 / np.sqrt(np.maximum(size, 0.5)), 0).astype(np.float32)
            found[name] = (there, Matrix((there @ sparse.diags_array(share)).T))
        return found

    @cached_property
    def places(self) -> Floats:
        """Where each person is in the space of the strongest directions of the ties, n x 48.

        Normalised ties by randomised subspace iteration (Halko, Martinsson, Tropp 2011), rows of
        length 1.
        """
        paths = self.paths["long"]
        root = np.sqrt(paths.inverse)[:, None]
        draw = np.random.default_rng(0).normal(size=(len(self.history.people), _WIDTH + 8))
        basis: Floats = (draw * (root > 0)).astype(np.float32)
        for _ in range(8):
            basis = np.linalg.qr(basis)[0].astype(np.float32)
            # Half a step in place keeps apart the directions of opposite sign.
            basis = ((basis + root * paths.step(root * basis)) / 2).astype(np.float32)
        basis = np.linalg.qr(basis)[0].astype(np.float32)
        return _turned(basis, root * paths.step(root * basis))

    @cached_property
    def scenes(self) -> Floats:
        """Where each person is in the space of what is made by the same people lately, n x 48.

        The strongest directions of people by attributes, directors and writers of their work.
        """
        _, tables = self._attributes_and_makers
        aged = Matrix(self.history.incidence @ sparse.diags_array(self.decay(5.0)))
        there = Matrix(aged @ tables)
        many = np.asarray((there > 0).sum(axis=0), dtype=np.float32).ravel()
        rare = np.log1p(there.shape[0] / np.maximum(many, 1)) * (many > 1)
        there = _row_normal(Matrix(there @ sparse.diags_array(rare.astype(np.float32))))
        back = Matrix(there.T)
        draw = np.random.default_rng(1).normal(size=(there.shape[0], _WIDTH + 8))
        basis: Floats = np.linalg.qr(draw.astype(np.float32))[0]
        for _ in range(5):
            basis = np.linalg.qr(there @ (back @ basis))[0].astype(np.float32)
        return _turned(basis, there @ (back @ basis))

    @cached_property
    def _attributes_and_makers(self) -> tuple[Matrix, Matrix]:
        h = self.history
        plain = Matrix(sparse.hstack([h.attributes[name] for name in ATTRIBUTES]).tocsr())
        makers = [self._makers(number) for number in range(2)]
        return plain, Matrix(sparse.hstack([plain, *makers]).tocsr())

    def _makers(self, role: int) -> Matrix:
        """m x n, 1 for who had a role on a project."""
        h = self.history
        these = h.role == role
        values = np.ones(int(these.sum()), dtype=np.float32)
        return Matrix((values, (h.project[these], h.person[these])), shape=h.incidence.shape[::-1])

    @cached_property
    def late_profile(self) -> Matrix:
        """What each person made lately, of all ATTRIBUTES at once, rows of length 1."""
        h = self.history
        table, _ = self._attributes_and_makers
        many = np.asarray(table.sum(axis=0), dtype=np.float32).ravel()
        rare = np.log1p(len(h.year) / np.maximum(many, 1)).astype(np.float32)
        aged = h.incidence @ sparse.diags_array(self.decay(3.0))
        return _row_normal(Matrix(aged @ table @ sparse.diags_array(rare)))

    def through(self, people: Indexes, lively: Floats) -> Floats:
        """Resource allocation in which those between count by how lively they are, n x b.

        ``lively`` has a number from 0 for each of n people.
        """
        paths = self.paths["long"]
        start = np.zeros((len(lively), len(people)), dtype=np.float32)
        start[people, np.arange(len(people))] = 1
        return paths.step(paths.step(start) * (paths.inverse * lively)[:, None])

    def measures(self, people: Indexes) -> Scores:
        """All measures from each of b people to everybody, each n x b, by name."""
        found: Scores = {}
        for name, paths in self.paths.items():
            for kind, scores in paths.measures(people).items():
                found[f"{kind}_{name}"] = scores
        for name, table in self.profiles.items():
            found[f"like_{name}"] = np.asarray(table @ table[people].T.toarray(), np.float32)
        for name, (there, back) in self.meeting_places.items():
            found[name] = np.asarray(back.T @ there[people].T.toarray(), np.float32)
        late = self.late_profile
        found["like_late"] = np.asarray(late @ late[people].T.toarray(), np.float32)
        found["near"] = self.places @ self.places[people].T
        found["scene"] = self.scenes @ self.scenes[people].T
        paths = self.paths["long"]
        # The walk back from the other: it is symmetric but for the strength of both.
        found["rank_back"] = found["rank_long"] * (
            paths.strength[people] * paths.inverse[:, None]
        ).astype(np.float32)
        found |= self.classic(people)
        return found

    def classic(self, people: Indexes) -> Scores:
        """Common neighbours, Adamic-Adar (2003) and resource allocation (Zhou, Lü, Zhang 2009)
        over ties that count once, each n x b."""
        rows, weights = self._once[people], self._classic_weights
        found: Scores = {}
        for name, weight in weights.items():
            scaled = Matrix(rows @ sparse.diags_array(weight))
            found[name] = np.ascontiguousarray((scaled @ self._once).toarray().T)
        return found

    def katz(self, people: Indexes) -> Floats:
        """Paths of up to three ties, each tie worth .005 (Katz 1953), n x b."""
        beta = 0.005
        one = np.asarray(self._once[people].T.toarray(), dtype=np.float32)
        two = self._once @ one
        total: Floats = beta * one + beta**2 * two + beta**3 * (self._once @ two)
        return total

    @cached_property
    def history_last(self) -> Indexes:
        """The year of each person's last project, 0 for nobody known."""
        b = self.history.incidence
        last = np.zeros(b.shape[0], dtype=np.int64)
        rows = np.repeat(np.arange(b.shape[0]), np.diff(b.indptr))
        np.maximum.at(last, rows, self.history.year[b.indices])
        return last

    @cached_property
    def _once(self) -> Matrix:
        ties = self.history.ties
        return Matrix((np.ones_like(ties.data), ties.indices, ties.indptr), shape=ties.shape)

    @cached_property
    def degrees(self) -> NDArray[np.int64]:
        """With how many people each person has a tie."""
        return np.diff(self.history.ties.indptr).astype(np.int64)

    @cached_property
    def _classic_weights(self) -> dict[str, Floats]:
        many = np.maximum(self.degrees, 1).astype(np.float32)
        return {
            "common": np.ones_like(many),
            "adamic_adar": (1 / np.log(np.maximum(many, 2))).astype(np.float32),
            "resource": (1 / many).astype(np.float32),
        }
