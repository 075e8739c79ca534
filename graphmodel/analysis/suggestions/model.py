"""The weights of reasons: the default ones, and those learned from a network's own past."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.suggestions.reasons import KINDS
from graphmodel.errors import InputError
from graphmodel.network.network import Network

FORMAT = 2
WITNESSES = 64
"""People named in a model's file, by whom another network is told from its own."""

_CURE = "train it again with: graphmodel train"


_AT_REST = 0.1


def liveliness(pace: float) -> float:
    """By what the chances of all somebody's new ties go up with the pace of their work: its
    logarithm, which for work of long ago does not fall without end."""
    return math.log(_AT_REST + pace)


@dataclass(frozen=True)
class TrainedOn:
    """What a model was trained on: the network's revision, its people, projects and credits, the
    year before which all of it was known, how many years ahead it foretells, from how many
    people's new ties it learned, and ids of some of the people."""

    revision: str
    people: int
    projects: int
    credits: int
    until: int
    years: int
    learned_from: int
    witnesses: tuple[str, ...]

    def says(self) -> str:
        """One line about it."""
        return (
            f"trained on {self.people:,} people and {self.credits:,} credits before {self.until}, "
            f"chances are for {self.years} years"
        )


@dataclass(frozen=True, eq=False)
class Model:
    """A logistic model whose explanation is exactly additive.

    ``weights`` has log-odds for each unit of each of KINDS. ``base`` and ``by_pace`` make the
    log-odds of somebody of whom nothing is known to the asker: ``base + by_pace * liveliness``
    of the asker; both None where the model is not calibrated.
    """

    weights: NDArray[np.float64]
    base: float | None = None
    by_pace: float | None = None
    trained_on: TrainedOn | None = None

    @property
    def says(self) -> str:
        """Which model it is, in a few words."""
        return self.trained_on.says() if self.trained_on else "default"

    def base_of(self, pace: float) -> float | None:
        """The log-odds to which scores add for somebody who works at a pace."""
        if self.base is None or self.by_pace is None:
            return None
        return self.base + self.by_pace * liveliness(pace)

    def weighted(self, own: Mapping[str, float]) -> Model:
        """With the weights of some kinds multiplied by the caller's own, which ends calibration;
        raises InputError for a kind that is not there or a factor below 0."""
        if not own:
            return self
        weights = self.weights.copy()
        for kind, factor in own.items():
            if kind not in KINDS:
                raise InputError(f"no reason is of the kind {kind!r}; take from {', '.join(KINDS)}")
            if not 0 <= factor < float("inf"):
                raise InputError(f"weight {kind}={factor:g} cannot be; give 0 or more, 1 is usual")
            weights[list(KINDS).index(kind)] *= factor
        return Model(weights, trained_on=self.trained_on)


DEFAULT = Model(np.array([kind.weight for kind in KINDS.values()]))
"""Without training; see ``kinds``."""


def schema() -> dict[str, float]:
    """What a model's file must agree on: the kinds and what is usual of each."""
    return {kind.name: kind.scale for kind in KINDS.values()}


def save_model(path: Path, model: Model) -> None:
    """Write a trained model; the folder is made where it is not there."""
    if model.trained_on is None:
        raise ValueError("only a trained model is kept")
    value = {
        "format": FORMAT,
        "trained_on": asdict(model.trained_on),
        "kinds": schema(),
        "weights": dict(zip(KINDS, model.weights.tolist(), strict=True)),
        "base": model.base,
        "by_pace": model.by_pace,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".part")
    beside.write_text(json.dumps(value, indent=1), encoding="utf-8")
    beside.replace(path)


def load_model(path: Path, network: Network) -> Model:
    """The model of a file; raises InputError for one that is no model, is of another version, has
    other kinds of reasons, or was trained on a network of other people."""
    if not path.is_file():
        raise InputError(f"{path} is not there; {_CURE}")
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        told = TrainedOn(**{**value["trained_on"],
                            "witnesses": tuple(value["trained_on"]["witnesses"])})  # fmt: skip
        same, fits = value["format"] == FORMAT, value["kinds"] == schema()
        weights = np.array([float(value["weights"][kind]) for kind in KINDS]) if fits else None
        base, by_pace = float(value["base"]), float(value["by_pace"])
        wrong = weights is not None and not _in_order(weights)
    except (ValueError, KeyError, TypeError, OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is no trained model ({error!r}); {_CURE}") from error
    if not same:
        raise InputError(f"{path} was trained by another version of graphmodel; {_CURE}")
    if weights is None:
        raise InputError(f"{path} was trained with other kinds of reasons than these; {_CURE}")
    if wrong or not np.isfinite([base, by_pace]).all():
        raise InputError(f"{path} has weights that cannot be; {_CURE}")
    known = sum(person in network for person in told.witnesses)
    if known * 2 < len(told.witnesses):
        raise InputError(
            f"{path} was trained on other people: {known} of {len(told.witnesses)} it names are "
            f"in this network; {_CURE}"
        )
    return Model(weights, base, by_pace, told)


def _in_order(weights: NDArray[np.float64]) -> bool:
    signs = np.array([kind.sign for kind in KINDS.values()])
    return bool(np.isfinite(weights).all() and (weights * signs >= 0).all())
