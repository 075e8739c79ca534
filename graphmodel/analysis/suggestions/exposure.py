"""Exposure: how often people are suggested across many subjects, and who never is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.analysis.forecast.concentration import gini
from graphmodel.analysis.suggestions.exposure_scope import people_in
from graphmodel.analysis.suggestions.filters import NEWCOMER_YEARS, SuggestionFilters
from graphmodel.analysis.suggestions.model import DEFAULT, Model
from graphmodel.analysis.suggestions.profiles import Profiles
from graphmodel.analysis.suggestions.recommender import Candidates, Recommender
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes, Network
from graphmodel.schema.declarations import UNITS

CAP_DEPTH = 4
"""With a cap, this many times the limit is ranked, so that others can move up."""

MAX_GROUPS = 12
"""Maximum number of groups listed of each kind, largest first."""


@dataclass(frozen=True)
class GroupShare:
    """One group of people.

    ``of_people`` is its share of all who may be suggested, ``suggested`` its share of all
    suggestions, ``never`` the share of the group that is never suggested.
    """

    kind: str
    group: str
    people: int
    of_people: float
    suggested: float
    never: float


@dataclass(frozen=True)
class Exposure:
    """Who is suggested when ``subjects`` people get ``limit`` suggestions each.

    ``shares`` are by school, country, cohort (decade of the first known year), number of works
    and newcomers. ``most_suggested`` has the ids and names of the people suggested most often, with
    the counts. ``gini`` is the coefficient of these counts, 0 if all are equal, 1 if they all go to
    one person. ``never`` is the share of people suggested to nobody, ``unreached`` the share of
    subjects to whom nobody could be suggested within the cap.
    """

    subjects: int
    limit: int
    cap: int | None
    suggestions: int
    shares: tuple[GroupShare, ...]
    most_suggested: tuple[tuple[str, str, int], ...]
    gini: float
    never: float
    unreached: float


class _Ranked(NamedTuple):
    """The suggestions to one subject: scores and rows, best first."""

    scores: NDArray[np.float64]
    rows: Indexes


def exposure(
    recommender: Recommender,
    *,
    limit: int = 10,
    cap: int | None = None,
    people: int = 500,
    seed: int = 0,
    model: Model = DEFAULT,
    active_since: int | None = None,
    who: str | None = None,
    role: str | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Exposure:
    """Count suggestions to a random sample of the people who have worked or taken part.

    With ``cap`` nobody is suggested more often than that; the greatest scores go first. With
    ``active_since``, only people active in that year or later are subjects and candidates; with
    ``who``, the id of a programme or event, and ``role``, only those of ``exposure_scope``.
    ``on_progress`` is called with the share done, 0 to 1. Raises InputError for a limit, cap or
    number of people below 1, and if nobody is in the scope of ``who`` and ``role`` or active since
    then.
    """
    for name, number in (("limit", limit), ("cap", cap), ("people", people)):
        if number is not None and number < 1:
            raise InputError("{name} is {number}; give 1 or more", name=name, number=number)
    features = recommender.features
    eligible = _eligible(recommender, active_since, who, role)
    narrowed = eligible if (who, role) != (None, None) else None
    filters = SuggestionFilters(active_since=active_since)
    rng = np.random.default_rng(seed)
    subjects = np.sort(rng.choice(eligible, min(people, len(eligible)), replace=False))
    depth = limit * CAP_DEPTH if cap is not None else limit
    lists: list[_Ranked] = []
    for number, row in enumerate(subjects):
        candidates = recommender.weigh(features.for_person(int(row)), filters)
        lists.append(_ranked(recommender, candidates, model, depth, narrowed))
        if on_progress is not None and number % 10 == 0:
            on_progress(number / len(subjects))
    counts, reached = _allocate(lists, len(features.people), limit, cap)
    eligible_counts = counts[eligible]
    return Exposure(
        subjects=len(subjects),
        limit=limit,
        cap=cap,
        suggestions=int(eligible_counts.sum()),
        shares=_group_shares(recommender, counts, eligible),
        most_suggested=_most_suggested(recommender, counts, eligible),
        gini=gini(eligible_counts),
        never=float((eligible_counts == 0).mean()) if len(eligible) else 0.0,
        unreached=float((~reached).mean()) if len(reached) else 0.0,
    )


def _eligible(
    recommender: Recommender, active_since: int | None, who: str | None, role: str | None
) -> Indexes:
    """The rows of those who may be drawn as subjects and are counted."""
    features = recommender.features
    spans = features.careers.activity_spans
    counted = ~np.isnan(spans.first) | (features.meetings.strength > 0)
    if active_since is not None:
        counted &= spans.last >= active_since
    if (who, role) != (None, None):
        counted &= people_in(recommender.network, who, role)[features.people]
    if active_since is not None and not counted.any():
        raise InputError("nobody here was active in {year} or later; give an earlier year",
                         year=active_since)  # fmt: skip
    return np.flatnonzero(counted)


def _ranked(
    recommender: Recommender,
    candidates: Candidates,
    model: Model,
    depth: int,
    only: Indexes | None,
) -> _Ranked:
    """The best candidates, restricted to the rows in ``only`` if given."""
    top = recommender.top(candidates, model, depth if only is None else len(candidates.rows))
    if only is not None:
        top = top[np.isin(candidates.rows[top], only)][:depth]
    return _Ranked(candidates.scores(model)[top], candidates.rows[top])


def exposure_in_plan(
    recommender: Recommender, people: Collection[str], placed: Collection[str]
) -> tuple[GroupShare, ...]:
    """The same shares for a plan: of all ``people`` it had to place (ids), and of those ``placed``,
    once for each place. Ids that are not people of the network, as in an office's own tables, are
    ignored."""
    network = recommender.network
    known = [id_ for id_ in people if is_person(network, id_)]
    rows = recommender.features.row[network.indexes(known)]
    row_of = dict(zip(known, rows.tolist(), strict=True))
    counts = np.zeros(len(recommender.features.people), dtype=np.int64)
    np.add.at(counts, [row_of[id_] for id_ in placed if id_ in row_of], 1)
    return _group_shares(recommender, counts, np.unique(rows))


def is_person(network: Network, id_: str) -> bool:
    """Whether an id is that of a person in the network."""
    return id_ in network and network.kinds[network.index(id_)] == UNITS[0]


def _allocate(
    lists: list[_Ranked], n: int, limit: int, cap: int | None
) -> tuple[Indexes, NDArray[np.bool_]]:
    """How often each of n people is suggested, and which subjects received any suggestion."""
    scores = np.concatenate([ranked.scores for ranked in lists] or [np.empty(0)])
    rows = np.concatenate([ranked.rows for ranked in lists] or [np.empty(0, dtype=np.int64)])
    lengths = np.array([len(ranked.rows) for ranked in lists], dtype=np.int64)
    subject_of = np.repeat(np.arange(len(lists)), lengths)
    counts, received = np.zeros(n, dtype=np.int64), np.zeros(len(lists), dtype=np.int64)
    for at in np.argsort(-scores, kind="stable"):
        row, subject = int(rows[at]), int(subject_of[at])
        if received[subject] < limit and (cap is None or counts[row] < cap):
            counts[row] += 1
            received[subject] += 1
    return counts, received > 0


def _most_suggested(
    recommender: Recommender, counts: Indexes, eligible: Indexes
) -> tuple[tuple[str, str, int], ...]:
    top = eligible[np.argsort(-counts[eligible], kind="stable")[:10]]
    network, nodes = recommender.network, recommender.features.people[top]
    return tuple(
        (network.ids[int(node)], network.names[int(node)], int(count))
        for node, count in zip(nodes, counts[top], strict=True)
        if count
    )


def _group_shares(
    recommender: Recommender, counts: Indexes, eligible: Indexes
) -> tuple[GroupShare, ...]:
    people = pl.DataFrame({"row": eligible, "count": counts[eligible]})
    total_people, total = max(len(eligible), 1), max(int(counts[eligible].sum()), 1)
    shares = []
    for kind, table in _groups(recommender).items():
        groups = people.join(table, on="row", how="inner").group_by("group").agg(
            pl.len().alias("people"),
            pl.col("count").sum(),
            (pl.col("count") == 0).mean().alias("never"),
        )  # fmt: skip
        largest = groups.sort(["people", "group"], descending=[True, False]).head(MAX_GROUPS)
        shares += [
            GroupShare(kind, group, size, size / total_people, count / total, never)
            for group, size, count, never in largest.iter_rows()
        ]
    return tuple(shares)


def _groups(recommender: Recommender) -> Mapping[str, pl.DataFrame]:
    """The groups of each kind, with columns row and group."""
    features, network = recommender.features, recommender.network
    rows = np.arange(len(features.people))
    links = network.links_of("study", "source", "target")
    names = network.nodes["name"]
    school = pl.DataFrame(
        {"row": features.row[links["source"].to_numpy()], "group": names.gather(links["target"])}
    ).unique()
    first = features.careers.activity_spans.first
    dated = ~np.isnan(first)
    decade = (first[dated] // 10 * 10).astype(np.int64)
    works = np.diff(features.meetings.credited.indptr)
    newcomer = first[dated] >= features.now - NEWCOMER_YEARS
    return {
        "school": school,
        "country": _main_values(features.profiles["country"]),
        "cohort": pl.DataFrame({"row": rows[dated], "group": [f"{d}s" for d in decade]}),
        "works": pl.DataFrame({"row": rows, "group": [_works_group(int(w)) for w in works]}),
        "newcomer": pl.DataFrame(
            {"row": rows[dated], "group": np.where(newcomer, "newcomers", "others")}
        ),
    }


def _main_values(profiles: Profiles) -> pl.DataFrame:
    """The weightiest value of a profile for each person."""
    table = profiles.vectors.tocoo()
    frame = pl.DataFrame({"row": table.row, "value": table.col, "weight": table.data})
    frame = frame.sort("weight", descending=True)
    main = frame.unique("row", keep="first", maintain_order=True)
    labels = {value: profiles.label(int(value)) for value in main["value"].unique()}
    return main.select(
        pl.col("row").cast(pl.Int64),
        pl.col("value").replace_strict(labels, return_dtype=pl.String).alias("group"),
    )


def _works_group(works: int) -> str:
    for most, group in ((0, "0 works"), (2, "1 to 2 works"), (5, "3 to 5 works"),
                        (20, "6 to 20 works")):  # fmt: skip
        if works <= most:
            return group
    return "over 20 works"
