"""Candidate pairs of a network: films first, because shared works depend on them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import numpy as np
import polars as pl

from graphmodel.network.network import Network
from graphmodel.resolver.matching import films, people
from graphmodel.resolver.matching.blocking import coworker_pairs, name_pairs
from graphmodel.resolver.matching.calibration import recalibrated
from graphmodel.resolver.matching.evidence import film_pair, person_pair
from graphmodel.resolver.matching.model import Model, Numbers, probability, shipped_model
from graphmodel.resolver.matching.pairs import LEAVE_BELOW, MERGE_AT, Pair
from graphmodel.resolver.matching.records import (
    RecordTables,
    components,
    record_tables,
    with_written_names,
)

SAME_FILM_AT = 0.5
"""Projects at least this likely to be the same are treated as one when people are compared."""

NAME_ALONE = float(np.log(MERGE_AT / (1 - MERGE_AT))) - 0.5
"""The highest log-odds for people with no work, collaborator or id in common: below MERGE_AT."""

GENEROUS = 10.0
"""Collaborators assumed at first, to decide whether counting a pair's real ones is worthwhile."""

_CHUNK = 100_000


def find_pairs(
    network: Network, within: Collection[str] | None, duplicate_free: Collection[str] = ()
) -> list[Pair]:
    """Pairs of people and projects at or above LEAVE_BELOW, most probable first."""
    batches = pairs_in_batches(network, within, duplicate_free)
    pairs = [pair for batch in batches for pair in batch]
    return sorted(pairs, key=lambda pair: (-pair.score, pair.left_id, pair.right_id))


def pairs_in_batches(
    network: Network, within: Collection[str] | None, duplicate_free: Collection[str] = ()
) -> Iterator[list[Pair]]:
    """The pairs of ``find_pairs`` in unsorted batches, projects before people."""
    tables = record_tables(network)
    subset = _nodes_within(tables, within)
    film_pairs = scored_film_pairs(tables, _projects_of(tables, subset))
    film_pairs = _likely(tables, film_pairs, "Project", duplicate_free)
    chosen = film_pairs
    if subset is not None:
        inside = (pl.col(end).is_in(subset["node"].implode()) for end in ("left", "right"))
        chosen = film_pairs.filter(pl.any_horizontal(*inside))
    model, ids = shipped_model("Project"), network.ids
    chosen = with_written_names(chosen, tables.titles)
    yield [film_pair(model, row, ids) for row in chosen.iter_rows(named=True)]
    groups = project_groups(tables, film_pairs)
    pairs = people_pairs(tables, subset, groups)
    batches = [
        batch.filter(pl.col("probability") >= LEAVE_BELOW)
        for batch in scored_people_pairs(tables, pairs, groups)
    ]
    if not batches:
        return
    likely = _likely(tables, pl.concat(batches), "Person", duplicate_free)
    model = shipped_model("Person")
    for batch in likely.iter_slices(_CHUNK):
        named = with_written_names(batch, tables.names)
        yield [person_pair(model, row, ids) for row in named.iter_rows(named=True)]


def _likely(
    tables: RecordTables, pairs: pl.DataFrame, kind: str, duplicate_free: Collection[str]
) -> pl.DataFrame:
    """The scored pairs of a kind that stay at or above LEAVE_BELOW after recalibration."""
    likely = pl.col("probability") >= LEAVE_BELOW
    return recalibrated(pairs.filter(likely), tables, kind, duplicate_free).filter(likely)


def _nodes_within(tables: RecordTables, within: Collection[str] | None) -> pl.DataFrame | None:
    if within is None:
        return None
    ids = pl.DataFrame({"id": list(within)}, schema={"id": pl.String()})
    return tables.nodes.join(ids, on="id", how="semi").select("node")


def _projects_of(tables: RecordTables, subset: pl.DataFrame | None) -> pl.DataFrame | None:
    """The projects in the subset and those of its people, on which shared works depend."""
    if subset is None:
        return None
    credits = tables.credits.join(subset, left_on="person", right_on="node", how="semi")
    return pl.concat([subset, credits.select(node="project")]).unique()


def scored_film_pairs(tables: RecordTables, subset: pl.DataFrame | None) -> pl.DataFrame:
    """Pairs of projects with their features, ``score`` and ``probability``."""
    rows = films.film_features(tables, films.film_pairs(tables, subset))
    return scored(rows, shipped_model("Project"))


def project_groups(tables: RecordTables, film_pairs: pl.DataFrame) -> pl.DataFrame:
    """``project`` and ``group``: projects treated as one share a group."""
    same = film_pairs.filter(pl.col("probability") >= SAME_FILM_AT)
    size = tables.nodes.height
    return pl.DataFrame(
        {"project": np.arange(size, dtype=np.uint32), "group": components(size, same)}
    )


def people_pairs(
    tables: RecordTables, subset: pl.DataFrame | None, groups: pl.DataFrame
) -> pl.DataFrame:
    """Pairs of people of one namespace worth comparing, by name or by a shared work."""
    names = tables.names.join(
        tables.nodes.filter(pl.col("kind") == "Person").select("node"), on="node", how="semi"
    )
    sought = names if subset is None else names.join(subset, on="node", how="semi")
    by_name = name_pairs(names, sought)
    by_work = coworker_pairs(names, sought, tables.credits.join(groups, on="project"))
    by_work = by_work.join(by_name, on=["left", "right"], how="anti")
    pairs = pl.concat([by_name, by_work.select(by_name.columns)])
    namespaces = tables.nodes["namespace"]
    return pairs.filter(namespaces.gather(pairs["left"]) == namespaces.gather(pairs["right"]))


def scored_people_pairs(
    tables: RecordTables, pairs: pl.DataFrame, groups: pl.DataFrame
) -> Iterator[pl.DataFrame]:
    """Pairs of people with their features, ``score`` and ``probability``, batch by batch.

    Pairs with unlike names are left out, and those that not even a generous number of shared
    collaborators would lift to LEAVE_BELOW.
    """
    model = shipped_model("Person")
    compared = people.with_name_similarity(pairs)
    rows = people.features_without_collaborators(tables, compared, groups)
    hopeful = rows.with_columns(collaborators=pl.lit(np.log1p(GENEROUS)))
    highest = pl.Series(probability(model.score(_columns(hopeful, people.FEATURES))))
    rows = rows.filter(highest >= LEAVE_BELOW)
    for batch in rows.iter_slices(_CHUNK):
        yield scored(people.with_collaborators(tables, batch, groups), model, capped=True)


def scored(rows: pl.DataFrame, model: Model, *, capped: bool = False) -> pl.DataFrame:
    """Add ``score``, ``probability`` and ``cap``. ``capped`` keeps people with only their names in
    common below MERGE_AT; ``cap`` is what that takes off the score."""
    score = model.score(_columns(rows, model.weights))
    cap = np.zeros(len(rows))
    if capped and len(rows):
        ties = ("any_work", "collaborators", "ids_agree")
        name_alone = ~np.any([rows[name].to_numpy() > 0 for name in ties], axis=0)
        cap = np.where(name_alone, np.minimum(NAME_ALONE - score, 0.0), 0.0)
    total = score + cap
    return rows.with_columns(
        cap=pl.Series(cap), score=pl.Series(total), probability=pl.Series(probability(total))
    )


def _columns(rows: pl.DataFrame, names: Mapping[str, object]) -> dict[str, Numbers]:
    return {name: rows[name].cast(pl.Float64).to_numpy() for name in names}
