"""From a compared pair to the evidence that is told: the weights of features, summed by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from graphmodel.resolver.matching import films, people
from graphmodel.resolver.matching.model import Model, probability
from graphmodel.resolver.matching.pairs import TOLD, Evidence, Pair

Row = Mapping[str, Any]


def person_pair(model: Model, row: Row, ids: Sequence[str]) -> Pair:
    """The pair of one row of compared people."""
    weights = _by_kind(model, row, people.FEATURES)
    weights["names"] = weights.get("names", 0.0) + model.names
    facts: dict[str, dict[str, Any]] = {
        "names": {"names": (row["said_one"], row["said_other"]), "how": row["how"]},
        "rarity": {"names": (row["said_one"], row["said_other"]), "bearers": row["bearers"]},
        "works": {
            "works": tuple(
                (ids[work["project"]], ids[work["project_there"]])
                for work in (row["works"] or [])[:TOLD]
            ),
            "count": row["count"],
        },
        "roles": {"roles": tuple(row["roles"] or [])},
        "collaborators": {
            "names": tuple((row["together"] or [])[:TOLD]),
            "count": len(row["together"] or []),
        },
        "years": {
            "years": ((row["first"], row["last"]), (row["first_there"], row["last_there"])),
            "gap": row["years_between"],
        },
        "apart": {"works": tuple(ids[project] for project in (row["apart_on"] or [])[:TOLD])},
        "rival": {"ids": tuple(ids[node] for node in (row["rivals"] or [])[:TOLD])},
        "ids": _outside(row["outside"]),
        "born": {"years": (row["born"], row["born_there"])},
    }
    if row["held"] < 0:
        weights["name_alone"] = row["held"]
    return _pair(model, row, ids, weights, facts)


def film_pair(model: Model, row: Row, ids: Sequence[str]) -> Pair:
    """The pair of one row of compared projects."""
    weights = _by_kind(model, row, films.FEATURES)
    weights["titles"] = weights.get("titles", 0.0) + model.names
    shared = row["shared"]
    years = (row["year"], row["year_there"])
    facts: dict[str, dict[str, Any]] = {
        "titles": {
            "names": (row["said_one"], row["said_other"]),
            "how": films.title_how(row["title_differs"], row["title_part"]),
        },
        "year": {
            "years": years,
            "gap": None if None in years else abs(years[0] - years[1]),
            "dated": (row["dated"], row["dated_there"]),
        },
        "ids": _outside(row["outside"]),
        "people": {"names": tuple(shared[:TOLD]), "count": len(shared), "of": row["least"]},
    }
    return _pair(model, row, ids, weights, facts)


def _by_kind(model: Model, row: Row, kinds: Mapping[str, str]) -> dict[str, float]:
    """The weight of each kind of evidence; kinds whose features are all 0 are left out."""
    weights: dict[str, float] = {}
    for feature, weight in model.weights.items():
        if row[feature] and weight:
            kind = kinds[feature]
            weights[kind] = weights.get(kind, 0.0) + weight * float(row[feature])
    return weights


def _outside(said: Row | None) -> dict[str, Any]:
    if said is None:
        return {}
    own = (said["outside"], said["outside_there"])
    return {"ids": tuple(f"{said['catalogue']}:{x}" for x in own), "agree": said["agree"]}


def _pair(
    model: Model,
    row: Row,
    ids: Sequence[str],
    weights: Mapping[str, float],
    facts: Mapping[str, Mapping[str, Any]],
) -> Pair:
    reasons = [Evidence(kind, weight, facts.get(kind, {})) for kind, weight in weights.items()]
    reasons.sort(key=lambda reason: (-abs(reason.weight), reason.kind))
    base = Evidence("base", model.base)
    score = sum(reason.weight for reason in reasons) + base.weight
    likely = float(probability(np.array([score]))[0])
    return Pair(ids[row["one"]], ids[row["other"]], likely, (*reasons, base))
