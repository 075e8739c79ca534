"""The weights of reasons: defaults, and those learned from a network's own past."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphmodel import words
from graphmodel.analysis.suggestions.lessons import Lessons
from graphmodel.analysis.suggestions.reasons import KINDS, REASONS
from graphmodel.errors import InputError
from graphmodel.network.network import Network

FORMAT = 3
WITNESSES = 64
"""Number of people listed in a model file, to detect a network of other people."""

_CURE = words.mark("train it again with: graphmodel train")

_IDLE_PACE = 0.1


def liveliness(pace: float) -> float:
    """The general propensity to new ties: the logarithm of the pace of work, bounded below so that
    it does not fall indefinitely for old work."""
    return math.log(_IDLE_PACE + pace)


@dataclass(frozen=True)
class TrainedOn:
    """The training data of a model: the network's revision, the numbers of its people, projects and
    credits, the year before which all of it was known, how many years ahead the model predicts, the
    number of people from whose new ties it learned, ids of some of the people, and the lessons from
    verdicts on suggestions, if any were given."""

    revision: str
    people: int
    projects: int
    credits: int
    until: int
    years: int
    learned_from: int
    witnesses: tuple[str, ...]
    lessons: Lessons | None = None

    @property
    def description(self) -> str:
        """A summary in one line."""
        judged = self.lessons
        verdicts = (
            f" and {judged.good + judged.against:,} verdicts" if judged and judged.used else ""
        )
        return (
            f"trained on {self.people:,} people and {self.credits:,} credits before {self.until}"
            f"{verdicts}, chances are for {self.years} years"
        )


@dataclass(frozen=True, eq=False)
class Model:
    """A logistic model with exactly additive explanations.

    ``weights`` has log-odds per unit of each of KINDS. The log-odds of a candidate about whom
    nothing is known are ``base + by_pace * liveliness`` of the subject; ``base`` and ``by_pace``
    are None for an uncalibrated model.
    """

    weights: NDArray[np.float64]
    base: float | None = None
    by_pace: float | None = None
    trained_on: TrainedOn | None = None

    @property
    def description(self) -> str:
        """A short description of the model."""
        return self.trained_on.description if self.trained_on else "default"

    def base_of(self, pace: float) -> float | None:
        """The base log-odds, to which scores are added, for a subject who works at a pace."""
        if self.base is None or self.by_pace is None:
            return None
        return self.base + self.by_pace * liveliness(pace)

    def weighted(self, factors: Mapping[str, float]) -> Model:
        """The model with the weights of some kinds multiplied by factors, which removes its
        calibration; raises InputError for an unknown kind or a factor below 0."""
        if not factors:
            return self
        weights = self.weights.copy()
        for kind, factor in factors.items():
            if kind not in KINDS:
                raise InputError(
                    "no reason is called {kind!r}; choose from {kinds}",
                    kind=kind,
                    kinds=", ".join(KINDS),
                )
            if not 0 <= factor < float("inf"):
                raise InputError(
                    "weight {kind}={factor:g} is impossible; give 0 or more, 1 is usual",
                    kind=kind,
                    factor=factor,
                )
            weights[list(KINDS).index(kind)] *= factor
        return Model(weights, trained_on=self.trained_on)


DEFAULT = Model(np.array([kind.weight for kind in REASONS]))
"""The untrained model; see ``suggestions.reasons``."""


def schema() -> dict[str, float]:
    """The kinds of reasons and their scales, which a model file must match."""
    return {kind.name: kind.scale for kind in REASONS}


def save_model(path: Path, model: Model) -> None:
    """Write a trained model, creating the folder if it is missing."""
    if model.trained_on is None:
        raise ValueError("only a trained model can be saved")
    document = {
        "format": FORMAT,
        "trained_on": asdict(model.trained_on),
        "kinds": schema(),
        "weights": dict(zip(KINDS, model.weights.tolist(), strict=True)),
        "base": model.base,
        "by_pace": model.by_pace,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    partial.write_text(json.dumps(document, indent=1), encoding="utf-8")
    partial.replace(path)


class _OtherVersion(Exception):
    """A file has another format version."""


def load_model(path: Path, network: Network) -> Model:
    """Read the model in a file; raises InputError if it does not exist, is not a model, is of
    another version, has other kinds of reasons or impossible weights, or was trained on a network
    of other people."""
    if not path.is_file():
        raise InputError("{path} does not exist; {cure}", path=path, cure=words.say(_CURE))
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        # Check the version first, since the rest of another version may have another layout.
        if int(document["format"]) != FORMAT:
            raise _OtherVersion
        trained_on = _trained_on(document["trained_on"])
        weights = None
        if document["kinds"] == schema():
            weights = np.array([float(document["weights"][kind]) for kind in KINDS])
        base, by_pace = float(document["base"]), float(document["by_pace"])
    except _OtherVersion:
        raise InputError(
            "{path} was trained by another version of graphmodel; {cure}",
            path=path,
            cure=words.say(_CURE),
        ) from None
    except (ValueError, KeyError, TypeError, OSError, UnicodeDecodeError) as error:
        raise InputError(
            "{path} is not a trained model ({error!r}); {cure}",
            path=path,
            error=error,
            cure=words.say(_CURE),
        ) from error
    if weights is None:
        raise InputError(
            "{path} was trained with other kinds of reasons; {cure}",
            path=path,
            cure=words.say(_CURE),
        )
    if not _plausible(weights) or not np.isfinite([base, by_pace]).all():
        raise InputError("{path} has impossible weights; {cure}", path=path, cure=words.say(_CURE))
    present = sum(person in network for person in trained_on.witnesses)
    if present * 2 < len(trained_on.witnesses):
        raise InputError(
            "{path} was trained on other people: {present} of the {n} that it names are in this "
            "network; {cure}",
            path=path,
            present=present,
            n=len(trained_on.witnesses),
            cure=words.say(_CURE),
        )
    return Model(weights, base, by_pace, trained_on)


def _trained_on(fields: Mapping[str, Any]) -> TrainedOn:
    """The training data as described in a model file."""
    lessons = fields["lessons"]
    if lessons is not None:
        pairs = {kind: (old, new) for kind, (old, new) in lessons["weights"].items()}
        ordered = lessons["ordered"] and tuple(lessons["ordered"])
        lessons = Lessons(**{**lessons, "weights": pairs, "ordered": ordered})
    return TrainedOn(**{**fields, "witnesses": tuple(fields["witnesses"]), "lessons": lessons})


def _plausible(weights: NDArray[np.float64]) -> bool:
    signs = np.array([kind.sign for kind in REASONS])
    return bool(np.isfinite(weights).all() and (weights * signs >= 0).all())
