"""From a network to its pairs: films first, since what people share rests on them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import numpy as np
import polars as pl

from graphmodel.network.network import Network
from graphmodel.resolver.matching import films, people
from graphmodel.resolver.matching.blocking import fellow_pairs, name_pairs
from graphmodel.resolver.matching.evidence import film_pair, person_pair
from graphmodel.resolver.matching.model import Model, Numbers, probability, shipped
from graphmodel.resolver.matching.pairs import JOIN_AT, LEAVE_BELOW, Pair
from graphmodel.resolver.matching.records import Told, groups, told, with_said

ONE_FILM = 0.5
"""Projects at least this likely to be one are taken as one when people are compared."""

NAME_ALONE = float(np.log(JOIN_AT / (1 - JOIN_AT))) - 0.5
"""The highest log-odds of people whom no work, collaborator or id ties: below JOIN_AT."""

MANY = 10.0
"""Collaborators that a pair is first credited with, to see whether looking them up is worth it."""

_CHUNK = 100_000


def find_pairs(network: Network, within: Collection[str] | None) -> list[Pair]:
    """Pairs of people and projects at or above LEAVE_BELOW, most probable first."""
    found = [pair for part in pairs_in_parts(network, within) for pair in part]
    return sorted(found, key=lambda pair: (-pair.score, pair.one, pair.other))


def pairs_in_parts(network: Network, within: Collection[str] | None) -> Iterator[list[Pair]]:
    """The same pairs in parts as they are found, projects before people, in no order."""
    tables = told(network)
    asked = _asked(tables, within)
    compared = compared_films(tables, _projects_of(tables, asked))
    kept = compared.filter(pl.col("probability") >= LEAVE_BELOW)
    if asked is not None:
        either = pl.col("one").is_in(asked["node"].implode()) | pl.col("other").is_in(
            asked["node"].implode()
        )
        kept = kept.filter(either)
    ids = network.ids
    model = shipped("Project")
    kept = with_said(kept, tables.titles)
    yield [film_pair(model, row, ids) for row in kept.iter_rows(named=True)]
    group = groups_of(tables, compared)
    pairs = met_people(tables, asked, group)
    person = shipped("Person")
    for part in compared_people(tables, pairs, group):
        likely = with_said(part.filter(pl.col("probability") >= LEAVE_BELOW), tables.names)
        yield [person_pair(person, row, ids) for row in likely.iter_rows(named=True)]


def _asked(tables: Told, within: Collection[str] | None) -> pl.DataFrame | None:
    if within is None:
        return None
    ids = pl.DataFrame({"id": list(within)}, schema={"id": pl.String()})
    return tables.nodes.join(ids, on="id", how="semi").select("node")


def _projects_of(tables: Told, asked: pl.DataFrame | None) -> pl.DataFrame | None:
    """The projects asked for and those of the people asked for: what they share rests on these."""
    if asked is None:
        return None
    theirs = tables.credits.join(asked, left_on="person", right_on="node", how="semi")
    return pl.concat([asked, theirs.select(node="project")]).unique()


def compared_films(tables: Told, asked: pl.DataFrame | None) -> pl.DataFrame:
    """Pairs of projects with their features, ``score`` and ``probability``."""
    rows = films.film_features(tables, films.film_pairs(tables, asked))
    return scored(rows, shipped("Project"))


def groups_of(tables: Told, compared: pl.DataFrame) -> pl.DataFrame:
    """``project`` and ``group``: projects that are taken as one have one group."""
    one = compared.filter(pl.col("probability") >= ONE_FILM)
    size = tables.nodes.height
    return pl.DataFrame({"project": np.arange(size, dtype=np.uint32), "group": groups(size, one)})


def met_people(tables: Told, asked: pl.DataFrame | None, group: pl.DataFrame) -> pl.DataFrame:
    """Pairs of people of one namespace worth comparing, by name or by a shared work."""
    names = tables.names.join(
        tables.nodes.filter(pl.col("kind") == "Person").select("node"), on="node", how="semi"
    )
    wanted = names if asked is None else names.join(asked, on="node", how="semi")
    by_name = name_pairs(names, wanted)
    by_work = fellow_pairs(names, wanted, tables.credits.join(group, on="project"))
    by_work = by_work.join(by_name, on=["one", "other"], how="anti")
    met = pl.concat([by_name, by_work.select(by_name.columns)])
    namespaces = tables.nodes["namespace"]
    return met.filter(namespaces.gather(met["one"]) == namespaces.gather(met["other"]))


def compared_people(
    tables: Told, pairs: pl.DataFrame, group: pl.DataFrame
) -> Iterator[pl.DataFrame]:
    """Pairs of people with their features, ``score`` and ``probability``, part by part.

    Left out are those whose names are unlike, and those that not even many collaborators in
    common would bring to LEAVE_BELOW.
    """
    model = shipped("Person")
    rows = people.own_features(tables, people.with_likeness(pairs), group)
    hopeful = rows.with_columns(collaborators=pl.lit(np.log1p(MANY)))
    best = pl.Series(probability(model.score(_columns(hopeful, people.FEATURES))))
    rows = rows.filter(best >= LEAVE_BELOW)
    for part in rows.iter_slices(_CHUNK):
        yield scored(people.with_collaborators(tables, part, group), model, capped=True)


def scored(rows: pl.DataFrame, model: Model, *, capped: bool = False) -> pl.DataFrame:
    """With ``score`` and ``probability``; ``capped`` holds people whom only names tie below
    JOIN_AT, with the part of the score that it took in ``held``."""
    score = model.score(_columns(rows, model.weights))
    held = np.zeros(len(rows))
    if capped and len(rows):
        tie = ("any_work", "collaborators", "ids_agree")
        alone = ~np.any([rows[name].to_numpy() > 0 for name in tie], axis=0)
        held = np.where(alone, np.minimum(NAME_ALONE - score, 0.0), 0.0)
    total = score + held
    return rows.with_columns(
        held=pl.Series(held), score=pl.Series(total), probability=pl.Series(probability(total))
    )


def _columns(rows: pl.DataFrame, names: Mapping[str, object]) -> dict[str, Numbers]:
    return {name: rows[name].cast(pl.Float64).to_numpy() for name in names}
