"""Who is suggested how often, to everybody together, and who never is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.analysis.suggestions.filters import NEWCOMER_YEARS, SuggestionFilters
from graphmodel.analysis.suggestions.model import DEFAULT, Model
from graphmodel.analysis.suggestions.recommender import Collaborators
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes

BEYOND = 4
"""With a cap so many times as many are looked at as are wanted, to have others at hand."""

GROUPS_SHOWN = 12
"""Groups of a kind that are told apart; the rest are told together."""


@dataclass(frozen=True)
class Share:
    """One group of people: ``of_people`` is its share of all who may be suggested, ``suggested``
    its share of all suggestions, ``never`` the share of the group that is never suggested."""

    kind: str
    group: str
    people: int
    of_people: float
    suggested: float
    never: float


@dataclass(frozen=True)
class Exposure:
    """What suggesting ``limit`` people to each of ``asked`` comes to.

    ``shares`` by school, country, cohort (decade of the first known year), degree (how many
    people somebody has worked with) and newcomers; ``most`` the people suggested most often with
    how often, by id; ``gini`` of how often each is suggested, 0 for all alike, 1 for one alone;
    ``never`` the share of people who are suggested to nobody, ``unreached`` of those asked for
    whom nobody could be suggested within the cap.
    """

    asked: int
    limit: int
    cap: int | None
    suggestions: int
    shares: tuple[Share, ...]
    most: tuple[tuple[str, str, int], ...]
    gini: float
    never: float
    unreached: float


def exposure(
    of: Collaborators,
    *,
    limit: int = 10,
    cap: int | None = None,
    people: int = 500,
    seed: int = 0,
    model: Model = DEFAULT,
    tell: Callable[[float], None] | None = None,
) -> Exposure:
    """Suggest to people drawn at random among those who have worked or taken part, and count.

    With ``cap`` nobody is suggested more often than that: places go to the greatest scores first.
    Raises InputError for a limit, cap or number of people below 1.
    """
    for name, value in (("limit", limit), ("cap", cap), ("people", people)):
        if value is not None and value < 1:
            raise InputError(f"{name} is {value}; give 1 or more")
    w = of.working
    may = np.flatnonzero(~np.isnan(w.careers.activity_spans.first) | (w.meetings.strength > 0))
    drawn = np.sort(np.random.default_rng(seed).choice(may, min(people, len(may)), replace=False))
    depth = limit * BEYOND if cap is not None else limit
    found: list[tuple[NDArray[np.float64], Indexes, int]] = []
    for number, row in enumerate(drawn):
        weighed = of.weigh(w.person(int(row)), SuggestionFilters())
        best = of.best(weighed, model, depth)
        found.append((weighed.scores(model)[best], weighed.rows[best], number))
        if tell is not None and number % 10 == 0:
            tell(number / len(drawn))
    times, reached = _given(found, len(w.people), limit, cap)
    return _told(of, times, may, limit, cap, len(drawn), reached)


def _given(
    found: list[tuple[NDArray[np.float64], Indexes, int]], n: int, limit: int, cap: int | None
) -> tuple[Indexes, NDArray[np.bool_]]:
    """How often each person is suggested, and which askers got anybody."""
    scores = np.concatenate([part[0] for part in found] or [np.empty(0)])
    rows = np.concatenate([part[1] for part in found] or [np.empty(0, dtype=np.int64)])
    asker = np.concatenate([np.full(len(part[0]), part[2]) for part in found] or [np.empty(0)])
    times, got = np.zeros(n, dtype=np.int64), np.zeros(len(found), dtype=np.int64)
    for at in np.argsort(-scores, kind="stable"):
        row, one = int(rows[at]), int(asker[at])
        if got[one] < limit and (cap is None or times[row] < cap):
            times[row] += 1
            got[one] += 1
    return times, got > 0


def _told(
    of: Collaborators,
    times: Indexes,
    may: Indexes,
    limit: int,
    cap: int | None,
    asked: int,
    reached: NDArray[np.bool_],
) -> Exposure:
    w, counts = of.working, times[may]
    order = np.argsort(-counts, kind="stable")[:10]
    ids, names = w.network.ids, w.network.names
    nodes = [int(node) for node in w.people[may[order]]]
    shares = []
    for kind, table in _groups(of).items():
        shares += _shares(kind, table, times, may)
    return Exposure(
        asked=asked,
        limit=limit,
        cap=cap,
        suggestions=int(counts.sum()),
        shares=tuple(shares),
        most=tuple(
            (ids[node], names[node], int(n))
            for node, n in zip(nodes, counts[order], strict=True)
            if n
        ),
        gini=gini(counts),
        never=float((counts == 0).mean()) if len(counts) else 0.0,
        unreached=float((~reached).mean()) if len(reached) else 0.0,
    )


def _shares(kind: str, table: pl.DataFrame, times: Indexes, may: Indexes) -> list[Share]:
    """Shares of the groups of one kind; ``table`` has columns row and group."""
    held = pl.DataFrame({"row": may, "times": times[may]})
    joined = held.join(table, on="row", how="inner")
    many, all_times = max(len(may), 1), max(int(times[may].sum()), 1)
    found = (
        joined.group_by("group")
        .agg(
            pl.len().alias("people"),
            pl.col("times").sum(),
            (pl.col("times") == 0).mean().alias("never"),
        )
        .sort(["people", "group"], descending=[True, False])
        .head(GROUPS_SHOWN)
    )  # fmt: skip
    return [
        Share(kind, group, n, n / many, got / all_times, never)
        for group, n, got, never in found.iter_rows()
    ]


def _groups(of: Collaborators) -> Mapping[str, pl.DataFrame]:
    w = of.working
    rows = np.arange(len(w.people))
    links = w.network.links_of("study", "source", "target")
    names = w.network.nodes["name"]
    school = pl.DataFrame(
        {"row": w.row[links["source"].to_numpy()], "group": names.gather(links["target"])}
    ).unique()
    first = w.careers.activity_spans.first
    known = ~np.isnan(first)
    decade = (first[known] // 10 * 10).astype(np.int64)
    degree = np.diff(w.meetings.there.indptr)
    return {
        "school": school,
        "country": _values(of, "country"),
        "cohort": pl.DataFrame({"row": rows[known], "group": [f"{d}s" for d in decade]}),
        "works": pl.DataFrame({"row": rows, "group": [_step(int(d)) for d in degree]}),
        "newcomer": pl.DataFrame(
            {"row": rows[known], "group": np.where(
                first[known] >= w.now - NEWCOMER_YEARS, "newcomers", "others")}
        ),
    }  # fmt: skip


def _values(of: Collaborators, kind: str) -> pl.DataFrame:
    """The value of a kind that counts most for each person."""
    p = of.working.profiles[kind]
    table = p.people.tocoo()
    frame = pl.DataFrame({"row": table.row, "value": table.col, "weight": table.data})
    best = frame.sort("weight", descending=True).unique("row", keep="first", maintain_order=True)
    words = {value: p.words(int(value)) for value in best["value"].unique()}
    return best.select(
        pl.col("row").cast(pl.Int64),
        pl.col("value").replace_strict(words, return_dtype=pl.String).alias("group"),
    )


def _step(works: int) -> str:
    for most, name in ((0, "0 works"), (2, "1 to 2 works"), (5, "3 to 5 works"),
                       (20, "6 to 20 works")):  # fmt: skip
        if works <= most:
            return name
    return "over 20 works"


def gini(counts: NDArray[np.generic]) -> float:
    """How unequally something is spread, 0 for equally (Gini 1912)."""
    values = np.sort(counts.astype(np.float64))
    total = float(values.sum())
    if not total:
        return 0.0
    n = len(values)
    return float((2 * np.arange(1, n + 1) - n - 1) @ values / (n * total))
