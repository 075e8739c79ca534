"""A trained ranker as a file that says what it was trained on."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import lightgbm

from graphmodel.analysis.ranking.calibration import Curve
from graphmodel.analysis.ranking.ranker import OBJECTIVES, Blend, Ranker
from graphmodel.errors import InputError

FORMAT = 2


@dataclass(frozen=True)
class TrainedOn:
    """What a ranker was trained on: the store's revision, its people, projects and credits, the
    year before which all of it was known, and how many years ahead it foretells."""

    revision: str
    people: int
    projects: int
    credits: int
    until: int
    years: int


def save_ranker(path: Path, ranker: Ranker, told: TrainedOn) -> None:
    """Write a ranker; the folder is made where it is not there."""
    value = {
        "format": FORMAT,
        "trained_on": asdict(told),
        "features": ranker.names,
        "kinds": ranker.kinds,
        "scales": ranker.scales,
        "blend": asdict(ranker.blend),
        "curve": asdict(ranker.curve) if ranker.curve else None,
        "models": [model.model_to_string() for model in ranker.models],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    beside.write_text(json.dumps(value), encoding="utf-8")
    beside.replace(path)


def load_ranker(path: Path, names: tuple[str, ...]) -> tuple[Ranker, TrainedOn]:
    """The ranker of a file; raises InputError for one whose features are not ``names``."""
    cure = "train it again with: graphmodel train"
    if not path.is_file():
        raise InputError(f"{path} is not there; {cure}")
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        told = TrainedOn(**value["trained_on"])
        fits = value["format"] == FORMAT and tuple(value["features"]) == names
        if fits:
            models = tuple(lightgbm.Booster(model_str=text) for text in value["models"])
            ranker = Ranker(
                names,
                models,
                tuple(OBJECTIVES[OBJECTIVES.index(kind)] for kind in value["kinds"]),
                tuple((float(centre), float(spread)) for centre, spread in value["scales"]),
                Blend(**value["blend"]),
                Curve(**value["curve"]) if value["curve"] else None,
            )
    except (ValueError, KeyError, TypeError, lightgbm.basic.LightGBMError) as error:
        raise InputError(f"{path} is no trained ranker: {error}; {cure}") from error
    if not fits:
        raise InputError(f"{path} was trained with other features than these; {cure}")
    return ranker, told
