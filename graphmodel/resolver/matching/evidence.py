"""Evidence of a compared pair: feature weights summed by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from graphmodel.resolver.matching import films, people
from graphmodel.resolver.matching.model import Model, probability
from graphmodel.resolver.matching.pairs import MOST_LISTED, Evidence, Pair

Row = Mapping[str, Any]


def person_pair(model: Model, row: Row, ids: Sequence[str]) -> Pair:
    """The pair of one row of scored people."""
    weights = _by_kind(model, row, people.FEATURES)
    weights["names"] = weights.get("names", 0.0) + model.names
    names = (row["written_left"], row["written_right"])
    collaborators = row["shared_collaborators"] or []
    facts: dict[str, dict[str, Any]] = {
        "names": {"names": names, "how": row["how"]},
        "rarity": {"names": names, "bearers": row["bearers"]},
        "works": {
            "works": tuple(
                (ids[work["project"]], ids[work["project_right"]])
                for work in (row["works"] or [])[:MOST_LISTED]
            ),
            "count": row["count"],
        },
        "roles": {"roles": tuple(row["roles"] or [])},
        "collaborators": {
            "names": tuple(collaborators[:MOST_LISTED]),
            "count": len(collaborators),
        },
        "years": {
            "years": ((row["first"], row["last"]), (row["first_right"], row["last_right"])),
            "gap": row["years_between"],
        },
        "apart": {
            "works": tuple(ids[project] for project in (row["apart_on"] or [])[:MOST_LISTED])
        },
        "rival": {"ids": tuple(ids[node] for node in (row["rivals"] or [])[:MOST_LISTED])},
        "ids": _catalogue_ids(row["catalogue_ids"]),
        "born": {"years": (row["born"], row["born_right"])},
    }
    if row["cap"] < 0:
        weights["name_alone"] = row["cap"]
    return _pair(model, row, ids, weights, facts)


def film_pair(model: Model, row: Row, ids: Sequence[str]) -> Pair:
    """The pair of one row of scored projects."""
    weights = _by_kind(model, row, films.FEATURES)
    weights["titles"] = weights.get("titles", 0.0) + model.names
    shared = row["shared"]
    years = (row["year"], row["year_right"])
    facts: dict[str, dict[str, Any]] = {
        "titles": {
            "names": (row["written_left"], row["written_right"]),
            "how": films.title_how(row["title_differs"], row["title_part"]),
        },
        "year": {
            "years": years,
            "gap": None if None in years else abs(years[0] - years[1]),
            "dated": (row["dated"], row["dated_right"]),
        },
        "ids": _catalogue_ids(row["catalogue_ids"]),
        "sounds": {"names": tuple(row["sounds"] or ())},
        "parts": {"parts": (tuple(row["parts"]), tuple(row["parts_right"]))},
        "episode": {
            "numbers": tuple((row[f"season{end}"], row[f"episode{end}"]) for end in ("", "_right")),
            "agree": bool(row["episode_agree"]),
        },
        "series": {
            "titles": (row["series_titles"], row["series_titles_right"]),
            "agree": bool(row["series_agree"]),
        },
        "people": {
            "names": tuple(shared[:MOST_LISTED]),
            "count": len(shared),
            "of": row["credited"],
            "families": row["families"],
        },
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


def _catalogue_ids(ids: Row | None) -> dict[str, Any]:
    if ids is None:
        return {}
    values = (ids["catalogue_id"], ids["catalogue_id_right"])
    return {"ids": tuple(f"{ids['catalogue']}:{x}" for x in values), "agree": ids["agree"]}


def _pair(
    model: Model,
    row: Row,
    ids: Sequence[str],
    weights: Mapping[str, float],
    facts: Mapping[str, Mapping[str, Any]],
) -> Pair:
    for kind in ("calibration", "competition"):
        if row[kind] < 0:
            weights = {**weights, kind: row[kind]}
    competitors = (row["competitors"] or [])[:MOST_LISTED]
    facts = {**facts, "competition": {"ids": tuple(ids[node] for node in competitors)}}
    reasons = [Evidence(kind, weight, facts.get(kind, {})) for kind, weight in weights.items()]
    reasons.sort(key=lambda reason: (-abs(reason.weight), reason.kind))
    base = Evidence("base", model.base)
    score = sum(reason.weight for reason in reasons) + base.weight
    chance = float(probability(np.array([score]))[0])
    return Pair(ids[row["left"]], ids[row["right"]], chance, (*reasons, base))
