"""Measures of how close one person is to all others, from what was known before a year.

Path measures go through projects and need no projection: with B the n x m incidence and ``w_p =
decay / (people_p - 1)`` the ties are ``P = B W B' - diag``, Newman's weighting with age (Newman
2001), and a step over them costs two products with B.
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
_DIMENSIONS = 48


@dataclass(frozen=True, eq=False)
class Paths:
    """Paths over ties of one half-life; the columns of n x b arrays are the b people asked for."""

    incidence: Matrix
    weight: Floats

    @cached_property
    def _transpose(self) -> Matrix:
        return Matrix(self.incidence.T)

    @cached_property
    def _diagonal(self) -> Floats:
        return np.asarray(self.incidence @ self.weight, dtype=np.float32)

    @cached_property
    def strength(self) -> Floats:
        """The total weight of each person's ties, n."""
        ones = np.ones((self.incidence.shape[0], 1), dtype=np.float32)
        return np.maximum(self.step(ones).ravel(), 0)

    @cached_property
    def inverse(self) -> Floats:
        """1 over the strength, 0 for a person without ties."""
        least = 1e-6
        return np.where(self.strength > least, 1 / np.maximum(self.strength, least), 0).astype(
            np.float32
        )

    def step(self, scores: Floats) -> Floats:
        """``P @ scores``, n x b."""
        shared = self._transpose @ scores
        shared *= self.weight[:, None]
        reached: Floats = self.incidence @ shared
        reached -= self._diagonal[:, None] * scores
        return reached

    def measures(self, people: Indexes) -> Scores:
        """Resource allocation, paths of three and personalised PageRank, each n x b."""
        start = np.zeros((self.incidence.shape[0], len(people)), dtype=np.float32)
        start[people, np.arange(len(people))] = 1
        inverse, root = self.inverse[:, None], np.sqrt(self.inverse)[:, None]
        direct = self.step(start)
        three = self.step(self.step(direct * root) * root)
        rank = RESTART * start
        for _ in range(_STEPS):
            rank = (1 - RESTART) * self.step(rank * inverse) + RESTART * start
        return {"two": self.step(direct * inverse), "three": three, "rank": rank}


def _unit_rows(table: Matrix) -> Matrix:
    lengths = np.sqrt(np.asarray(table.power(2).sum(axis=1)).ravel())
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return Matrix(sparse.diags_array(scale.astype(np.float32)) @ table)


def _embedding(basis: Floats, image: Floats) -> Floats:
    """Coordinates along the strongest eigenvectors of a symmetric map, given a basis and its
    image; rows of length 1."""
    small = basis.T @ image
    eigenvalues, eigenvectors = np.linalg.eigh((small + small.T) / 2)
    strongest = np.argsort(-eigenvalues)[:_DIMENSIONS]
    coordinates = basis @ eigenvectors[:, strongest] * np.maximum(eigenvalues[strongest], 0)
    length = np.linalg.norm(coordinates, axis=1, keepdims=True)
    scale = np.divide(1, length, out=np.zeros_like(length), where=length > 1e-9)
    unit: Floats = (coordinates * scale).astype(np.float32)
    return unit


class PairFeatures:
    """What was known about each pair of people before ``until``.

    ``history`` may extend further: it is cut first, so that nothing later is visible.
    """

    def __init__(self, history: History, until: int) -> None:
        self.until = until
        self.history = history.before(until)

    def decay(self, half_life: float | None) -> Floats:
        """The weight of each project by age, m; 1 without a half-life."""
        if half_life is None:
            return np.ones(len(self.history.year), dtype=np.float32)
        age = self.until - 1 - self.history.year
        return np.exp2(-age / half_life).astype(np.float32)

    @cached_property
    def crew_sizes(self) -> Floats:
        """The number of people on each project, m."""
        return np.asarray(self.history.incidence.sum(axis=0), dtype=np.float32).ravel()

    @cached_property
    def paths(self) -> dict[str, Paths]:
        """The paths of each of HALF_LIVES."""
        crews = self.crew_sizes
        share = np.where(crews > 1, 1 / np.maximum(crews - 1, 1), 0)
        return {
            name: Paths(self.history.incidence, (share * self.decay(years)).astype(np.float32))
            for name, years in HALF_LIVES.items()
        }

    @cached_property
    def profiles(self) -> dict[str, Matrix]:
        """For each of ATTRIBUTES how much of each value a person's work has, rows of length 1."""
        aged = self.history.incidence @ sparse.diags_array(self.decay(10.0))
        profiles = {}
        for name in ATTRIBUTES:
            table = self.history.attributes[name]
            counts = np.asarray(table.sum(axis=0), dtype=np.float32).ravel()
            rarity = np.log1p(max(float(counts.max(initial=0)), 1.0) / np.maximum(counts, 1))
            profiles[name] = _unit_rows(Matrix(aged @ table @ sparse.diags_array(rarity)))
        return profiles

    @cached_property
    def meeting_places(self) -> dict[str, tuple[Matrix, Matrix]]:
        """Where two people may meet: n x places, how much each person was at each place, and places
        x n, the way back.

        A place is a company or a series of films, or a director or writer of projects; its weight
        falls with the number of people it has, and with age.
        """
        history = self.history
        aged = Matrix(history.incidence @ sparse.diags_array(self.decay(4.0)))
        tables = {f"met_{name}": history.attributes[name] for name in ("company", "series")}
        for role, name in enumerate(("director", "writer")):
            tables[f"met_{name}"] = self._makers(role)
        matrices = {}
        for name, table in tables.items():
            presence = Matrix(aged @ table)
            presence.data = np.minimum(presence.data, 3)
            size = np.asarray(presence.sum(axis=0), dtype=np.float32).ravel()
            share = np.where(size > 0, 1 / np.sqrt(np.maximum(size, 0.5)), 0).astype(np.float32)
            matrices[name] = (presence, Matrix((presence @ sparse.diags_array(share)).T))
        return matrices

    @cached_property
    def tie_embedding(self) -> Floats:
        """Each person's coordinates along the strongest eigenvectors of the ties, n x 48.

        Normalised ties by randomised subspace iteration (Halko, Martinsson, Tropp 2011), rows of
        length 1.
        """
        paths = self.paths["long"]
        root = np.sqrt(paths.inverse)[:, None]
        rng = np.random.default_rng(0)
        draw = rng.normal(size=(len(self.history.people), _DIMENSIONS + 8))
        basis: Floats = (draw * (root > 0)).astype(np.float32)
        for _ in range(8):
            basis = np.linalg.qr(basis)[0].astype(np.float32)
            # Half a step in place separates the eigenvectors of opposite sign.
            basis = ((basis + root * paths.step(root * basis)) / 2).astype(np.float32)
        basis = np.linalg.qr(basis)[0].astype(np.float32)
        return _embedding(basis, root * paths.step(root * basis))

    @cached_property
    def work_embedding(self) -> Floats:
        """Each person's coordinates by what they made recently and with whom, n x 48.

        The strongest singular vectors of the matrix of people by attributes, directors and writers
        of their work.
        """
        _, tables = self._attributes_and_makers
        aged = Matrix(self.history.incidence @ sparse.diags_array(self.decay(5.0)))
        table = Matrix(aged @ tables)
        counts = np.asarray((table > 0).sum(axis=0), dtype=np.float32).ravel()
        rarity = np.log1p(table.shape[0] / np.maximum(counts, 1)) * (counts > 1)
        table = _unit_rows(Matrix(table @ sparse.diags_array(rarity.astype(np.float32))))
        transpose = Matrix(table.T)
        draw = np.random.default_rng(1).normal(size=(table.shape[0], _DIMENSIONS + 8))
        basis: Floats = np.linalg.qr(draw.astype(np.float32))[0]
        for _ in range(5):
            basis = np.linalg.qr(table @ (transpose @ basis))[0].astype(np.float32)
        return _embedding(basis, table @ (transpose @ basis))

    @cached_property
    def _attributes_and_makers(self) -> tuple[Matrix, Matrix]:
        attributes = self.history.attributes
        table = Matrix(sparse.hstack([attributes[name] for name in ATTRIBUTES]).tocsr())
        makers = [self._makers(role) for role in range(2)]
        return table, Matrix(sparse.hstack([table, *makers]).tocsr())

    def _makers(self, role: int) -> Matrix:
        """m x n, 1 for people with a role on a project."""
        history = self.history
        in_role = history.role == role
        ones = np.ones(int(in_role.sum()), dtype=np.float32)
        ends = history.project[in_role], history.person[in_role]
        return Matrix((ones, ends), shape=history.incidence.shape[::-1])

    @cached_property
    def recent_profile(self) -> Matrix:
        """What each person made recently, over all ATTRIBUTES combined; rows of length 1."""
        history = self.history
        table, _ = self._attributes_and_makers
        counts = np.asarray(table.sum(axis=0), dtype=np.float32).ravel()
        rarity = np.log1p(len(history.year) / np.maximum(counts, 1)).astype(np.float32)
        aged = history.incidence @ sparse.diags_array(self.decay(3.0))
        return _unit_rows(Matrix(aged @ table @ sparse.diags_array(rarity)))

    def through_active(self, people: Indexes, activity: Floats) -> Floats:
        """Resource allocation with intermediaries weighted by their activity, n x b.

        ``activity`` has a number of at least 0 for each of n people.
        """
        paths = self.paths["long"]
        start = np.zeros((len(activity), len(people)), dtype=np.float32)
        start[people, np.arange(len(people))] = 1
        return paths.step(paths.step(start) * (paths.inverse * activity)[:, None])

    def measures(self, people: Indexes) -> Scores:
        """All measures from each of b people to everybody, each n x b, by name."""
        measures: Scores = {}
        for name, paths in self.paths.items():
            for kind, scores in paths.measures(people).items():
                measures[f"{kind}_{name}"] = scores
        for name, table in self.profiles.items():
            measures[f"similarity_{name}"] = np.asarray(
                table @ table[people].T.toarray(), np.float32
            )
        for name, (presence, way_back) in self.meeting_places.items():
            measures[name] = np.asarray(way_back.T @ presence[people].T.toarray(), np.float32)
        recent = self.recent_profile
        measures["similarity_late"] = np.asarray(recent @ recent[people].T.toarray(), np.float32)
        measures["tie_embedding"] = self.tie_embedding @ self.tie_embedding[people].T
        measures["work_embedding"] = self.work_embedding @ self.work_embedding[people].T
        paths = self.paths["long"]
        # The walk back from the candidate: symmetric except for the strength of both.
        measures["rank_back"] = measures["rank_long"] * (
            paths.strength[people] * paths.inverse[:, None]
        ).astype(np.float32)
        measures |= self.classic(people)
        return measures

    def classic(self, people: Indexes) -> Scores:
        """Common neighbours, Adamic-Adar (2003) and resource allocation (Zhou, Lü, Zhang 2009) over
        unweighted ties, each n x b."""
        rows, weights = self._unweighted_ties[people], self._classic_weights
        measures: Scores = {}
        for name, weight in weights.items():
            scaled = Matrix(rows @ sparse.diags_array(weight))
            measures[name] = np.ascontiguousarray((scaled @ self._unweighted_ties).toarray().T)
        return measures

    def katz(self, people: Indexes) -> Floats:
        """Paths of up to three ties, each tie worth .005 (Katz 1953), n x b."""
        beta = 0.005
        ties = self._unweighted_ties
        first = np.asarray(ties[people].T.toarray(), dtype=np.float32)
        second = ties @ first
        total: Floats = beta * first + beta**2 * second + beta**3 * (ties @ second)
        return total

    @cached_property
    def last_years(self) -> Indexes:
        """The year of each person's last project, 0 if unknown."""
        incidence = self.history.incidence
        last = np.zeros(incidence.shape[0], dtype=np.int64)
        rows = np.repeat(np.arange(incidence.shape[0]), np.diff(incidence.indptr))
        np.maximum.at(last, rows, self.history.year[incidence.indices])
        return last

    @cached_property
    def _unweighted_ties(self) -> Matrix:
        ties = self.history.ties
        return Matrix((np.ones_like(ties.data), ties.indices, ties.indptr), shape=ties.shape)

    @cached_property
    def degrees(self) -> NDArray[np.int64]:
        """The number of people each person has a tie with."""
        return np.diff(self.history.ties.indptr).astype(np.int64)

    @cached_property
    def _classic_weights(self) -> dict[str, Floats]:
        degrees = np.maximum(self.degrees, 1).astype(np.float32)
        return {
            "common": np.ones_like(degrees),
            "adamic_adar": (1 / np.log(np.maximum(degrees, 2))).astype(np.float32),
            "resource": (1 / degrees).astype(np.float32),
        }
