"""Columns that descriptions are looked up in, over people, credits and facets, built once.

All are integer arrays over node indexes, cached with the network's files by revision, so that a
query reads only what it needs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.analysis.people.facets import CARRIERS, FACETS, HOME, ROLE, Facet
from graphmodel.analysis.people.statements import (
    counted_credits,
    most_often,
    statements,
)
from graphmodel.analysis.ties.activity import ACTIVITY, activity_spans
from graphmodel.analysis.ties.credit_presence import is_counted
from graphmodel.network.cache import open_arrays, write_arrays, write_folder
from graphmodel.network.network import Indexes, Network
from graphmodel.network.tables import folded, folded_text, means

VERSION = 2
"""Incremented when the file format changes: columns cached by an earlier version are rebuilt."""

UNKNOWN = -1

Numbers = NDArray[np.int32]
Mask = NDArray[np.bool_]

_PEOPLE = ("first_year", "last_year", "works", "role", HOME, "company", "name_rank")
_CREDITS = ("person", "work", "role", "link", "year", "nth_work")
_ACTIVITY = ("person", "begin", "end")
_STATEMENTS = ("unit", "code", "fact")


@dataclass(frozen=True, eq=False)
class Values:
    """The values of one facet: ``labels`` with ``nodes``, their node or UNKNOWN for a text, and
    ``of_code``, the value of each code of its carrier or UNKNOWN."""

    labels: Sequence[str]
    nodes: Numbers
    of_code: Numbers

    @cached_property
    def by_text(self) -> Mapping[str, int]:
        """The value for each folded text; values that are nodes are looked up by their node."""
        return {folded(label): n for n, label in enumerate(self.labels) if self.nodes[n] < 0}

    @cached_property
    def by_node(self) -> Mapping[int, int]:
        """The value for each node."""
        return {int(node): n for n, node in enumerate(self.nodes) if node >= 0}


@dataclass(frozen=True, eq=False)
class Carrier:
    """The statements about nodes by the same links or properties, sorted by node.

    Statement ``s`` says that ``unit[s]`` has ``code[s]``, by the link ``fact[s]``, or by the node
    itself if that is UNKNOWN. Those of node n are ``first[n]`` to before ``first[n + 1]``.
    """

    unit: Numbers
    code: Numbers
    fact: Numbers
    first: Indexes


@dataclass(frozen=True, eq=False)
class Columns:
    """The columns of a network whose latest year is ``now``.

    ``people`` has the node indexes of everybody who may be listed; ``listed`` marks them among all
    nodes. ``columns`` holds one entry for each node: ``first_year`` and ``last_year`` of activity,
    ``works``, the most frequent ``role`` and the ``home`` (values of these facets), the last
    ``company`` (a node) and ``name_rank``, all UNKNOWN for other nodes and for missing data.
    ``credits`` holds one entry for each credit that shows presence, by person and work, where
    ``nth_work`` is the same for all of one person on one work; ``activity`` the years in which
    people were active.
    """

    now: int
    people: Indexes
    listed: Mask
    columns: Mapping[str, Numbers]
    credits: Mapping[str, Numbers]
    credit_first: Indexes
    activity: Mapping[str, Numbers]
    carriers: Mapping[str, Carrier]
    values: Mapping[str, Values]


_CACHE: WeakKeyDictionary[Network, Columns] = WeakKeyDictionary()


def people_columns(network: Network) -> Columns:
    """Return the columns of a network, built once and cached with its files."""
    if network not in _CACHE:
        now = network.latest_year or 0
        _CACHE[network] = _kept(network, now) or _made(network, now)
    return _CACHE[network]


def _folder(network: Network, now: int) -> Path | None:
    if network.cache is None:
        return None
    key = hashlib.blake2b(
        repr((VERSION, FACETS, now, network.script)).encode(), digest_size=12
    ).hexdigest()
    return network.cache.folder / f"people-{key}"


def _kept(network: Network, now: int) -> Columns | None:
    folder = _folder(network, now)
    if folder is None:
        return None
    try:
        names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        arrays = dict(zip(names["arrays"], open_arrays(folder, names["arrays"]), strict=True))
    except OSError:
        return None
    return _columns(arrays, names["labels"], now)


def _made(network: Network, now: int) -> Columns:
    arrays, labels = _build(network, now)
    for array in arrays.values():
        # Read-only as when opened from a file, so that only one version is compiled.
        array.setflags(write=False)
    folder = _folder(network, now)
    if network.cache is not None and folder is not None:

        def write(draft: Path) -> None:
            write_arrays(draft, arrays)
            names = {"arrays": list(arrays), "labels": labels}
            text = json.dumps(names, ensure_ascii=False)
            (draft / "names.json").write_text(text, encoding="utf-8")

        write_folder(folder, write, network.cache.root)
    return _columns(arrays, labels, now)


def _columns(
    arrays: Mapping[str, NDArray[Any]], labels: Mapping[str, Sequence[str]], now: int
) -> Columns:
    listed = np.zeros(len(arrays["people.works"]), dtype=bool)
    listed[arrays["people"]] = True
    return Columns(
        now=now,
        people=arrays["people"],
        listed=listed,
        columns={name: arrays[f"people.{name}"] for name in _PEOPLE},
        credits={name: arrays[f"credits.{name}"] for name in _CREDITS},
        credit_first=arrays["credits.first"],
        activity={name: arrays[f"activity.{name}"] for name in _ACTIVITY},
        carriers={
            name: Carrier(*(arrays[f"{name}.{column}"] for column in (*_STATEMENTS, "first")))
            for name in CARRIERS
            if name != ROLE
        },
        values={
            facet.name: Values(
                labels[facet.name],
                arrays[f"{facet.name}.nodes"],
                arrays[f"{facet.name}.of_code"],
            )
            for facet in FACETS
        },
    )


def _build(network: Network, now: int) -> tuple[dict[str, NDArray[Any]], dict[str, list[str]]]:
    """All arrays by name, and the labels of each facet's values."""
    size = len(network)
    arrays: dict[str, NDArray[Any]] = {"people": _listed_people(network)}
    labels: dict[str, list[str]] = {}
    stated_by: dict[str, pl.DataFrame] = {}
    for name, facets in CARRIERS.items():
        if name == ROLE:
            stated = counted_credits(network)
        elif facets[0].most_often is not None:
            stated = most_often(facets[0], stated_by[facets[0].most_often], stated_by[ROLE])
        else:
            stated = statements(network, facets[0])
        stated_by[name] = stated
        stated, values = _encoded(network, stated, facets)
        for facet in facets:
            labels[facet.name], nodes, of_code = values[facet.name]
            arrays[f"{facet.name}.nodes"], arrays[f"{facet.name}.of_code"] = nodes, of_code
        if name == ROLE:
            # A credit stores its role as a value, so that a single column is compared.
            roles = values[ROLE][2][stated["code"].to_numpy()]
            stated = stated.with_columns(pl.Series(ROLE, roles, pl.Int32))
        prefix, columns = ("credits", _CREDITS) if name == ROLE else (name, _STATEMENTS)
        for column in columns:
            arrays[f"{prefix}.{column}"] = _numbers(stated[column])
        arrays[f"{prefix}.first"] = _first_rows(arrays[f"{prefix}.{columns[0]}"], size)
    arrays |= {f"activity.{name}": a for name, a in _activity(network).items()}
    arrays |= {f"people.{name}": a for name, a in _of_people(network, now, arrays).items()}
    return arrays, labels


def _numbers(column: pl.Series) -> Numbers:
    return column.fill_null(UNKNOWN).to_numpy().astype(np.int32)


def _listed_people(network: Network) -> Indexes:
    """Everybody except those who withdrew their consent to be listed."""
    people = network.of_kind("Person")
    withdrawn = network.nodes["consent"].gather(people).eq_missing("withdrawn").to_numpy()
    listed: Indexes = people[~withdrawn].copy()
    return listed


def _first_rows(sorted_units: Numbers, size: int) -> Indexes:
    first = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(sorted_units, minlength=size), out=first[1:])
    return first


def _encoded(
    network: Network, stated: pl.DataFrame, facets: Sequence[Facet]
) -> tuple[pl.DataFrame, dict[str, tuple[list[str], Numbers, Numbers]]]:
    """Statements with a ``code`` for each combination of their values, by unit, and for each facet
    the labels, nodes and values by code."""
    names = [facet.name for facet in facets]
    combination = ["node", *(f"{name} key" for name in names)]
    stated = stated.with_columns(folded_text(name).alias(f"{name} key") for name in names)
    codes = stated.select(pl.struct(combination).rank("dense") - 1).to_series().cast(pl.Int32)
    stated = stated.with_columns(codes.alias("code"))
    by_code = stated.group_by("code").agg(
        pl.col("node").first(),
        *(pl.col(name).drop_nulls().mode().sort().first() for name in names),
    ).sort("code")  # fmt: skip
    values = {facet.name: _values(network, by_code, facet) for facet in facets}
    if "unit" in stated.columns:
        stated = stated.sort("unit", "fact", maintain_order=True)
    return stated, values


def _values(
    network: Network, by_code: pl.DataFrame, facet: Facet
) -> tuple[list[str], Numbers, Numbers]:
    """The labels, the nodes and the value of each code of one facet."""
    if facet.by and facet.link_property is None:
        known, inverse = np.unique(
            by_code["node"].fill_null(UNKNOWN).to_numpy().astype(np.int32), return_inverse=True
        )
        names = [network.names[node] for node in known.tolist()]
        return names, known, inverse.astype(np.int32)
    table = by_code.select(folded_text(facet.name).alias("key"), label=facet.name)
    distinct = table.drop_nulls().group_by("key").agg(pl.col("label").first()).sort("key")
    number = distinct.select("key", pl.int_range(pl.len(), dtype=pl.Int32).alias("value"))
    of_code = table.join(number, on="key", how="left", maintain_order="left")["value"]
    labels = distinct["label"].to_list()
    nodes = np.full(len(labels), UNKNOWN, dtype=np.int32)
    return labels, nodes, of_code.fill_null(UNKNOWN).to_numpy().astype(np.int32)


def _activity(network: Network) -> dict[str, Numbers]:
    """The person, first and last year of each activity."""
    counted = pl.Series(is_counted(network))
    links = network.links.lazy().filter(counted & means(*ACTIVITY))
    ends = [
        links.select(
            pl.col(end).alias("person"),
            pl.coalesce("first_year", "last_year").alias("begin"),
            pl.coalesce("last_year", "first_year").alias("end"),
        )
        for end in ("source", "target")
    ]
    people = pl.LazyFrame({"person": network.of_kind("Person")}, schema={"person": pl.Int64})
    years = pl.concat(ends).drop_nulls().unique().join(people, on="person", how="semi")
    table = years.sort("person", "begin", "end").collect()
    return {name: table[name].to_numpy().astype(np.int32) for name in _ACTIVITY}


def _of_people(
    network: Network, now: int, arrays: Mapping[str, NDArray[Any]]
) -> dict[str, Numbers]:
    """The columns with one entry per node."""
    size = len(network)
    people = network.of_kind("Person")

    def column(values: NDArray[Any], at: Indexes = people) -> Numbers:
        filled = np.full(size, UNKNOWN, dtype=np.int32)
        filled[at] = np.where(np.isnan(values), UNKNOWN, values) if values.dtype.kind == "f" else (
            values
        )  # fmt: skip
        return filled

    spans = activity_spans(network, now)
    person, work = (arrays[f"credits.{name}"] for name in ("person", "work"))
    works = pl.DataFrame({"person": person, "work": work}).unique()["person"].to_numpy()
    names = network.nodes["name"].gather(people).str.to_lowercase()
    order = names.rank("ordinal").to_numpy()
    return {
        "first_year": column(spans.first),
        "last_year": column(spans.last),
        "works": column(np.bincount(works, minlength=size)[people]),
        "role": _most_frequent(person, arrays["credits.role"], size),
        HOME: _first_values(arrays, HOME),
        "company": _last_company(network, arrays),
        "name_rank": column(order),
    }


def _most_frequent(unit: Numbers, value: Numbers, size: int) -> Numbers:
    """Each unit's most frequent value, the first among equals."""
    table = pl.DataFrame({"unit": unit, "value": value}).filter(pl.col("value") >= 0)
    counted = table.group_by("unit", "value").len().sort(
        "unit", "len", "value", descending=[False, True, False]
    )  # fmt: skip
    top = counted.unique("unit", keep="first", maintain_order=True)
    filled = np.full(size, UNKNOWN, dtype=np.int32)
    filled[top["unit"].to_numpy()] = top["value"].to_numpy()
    return filled


def _first_values(arrays: Mapping[str, NDArray[Any]], name: str) -> Numbers:
    """The first value stated for each node by a facet."""
    first, size = arrays[f"{name}.first"], len(arrays[f"{name}.first"]) - 1
    stated = np.flatnonzero(np.diff(first))
    filled = np.full(size, UNKNOWN, dtype=np.int32)
    filled[stated] = arrays[f"{name}.of_code"][arrays[f"{name}.code"][first[stated]]]
    return filled


def _last_company(network: Network, arrays: Mapping[str, NDArray[Any]]) -> Numbers:
    """The company a person belongs to or belonged to last, else the one that made their latest
    work, as node indexes; the first if there are several."""
    kinds = network.nodes["kind"]
    units = pl.DataFrame({"unit": arrays["company.unit"], "code": arrays["company.code"],
                          "fact": arrays["company.fact"]})  # fmt: skip
    nodes = arrays["company.nodes"][arrays["company.of_code"]] if len(units) else np.empty(0)
    until = network.links["until"]
    stated = units.with_columns(
        pl.Series("company", nodes[units["code"].to_numpy()] if len(units) else [], pl.Int32),
        network.links["last_year"].gather(units["fact"]).alias("year"),
        until.is_null().gather(units["fact"]).alias("open"),
        (kinds == "Person").gather(units["unit"]).alias("of_person"),
    )
    member = stated.filter("of_person").sort(
        "unit", "open", "year", "company", descending=[False, False, False, True], nulls_last=False
    )
    made = stated.filter(~pl.col("of_person")).select("company", work="unit")
    credits = pl.DataFrame({name: arrays[f"credits.{name}"] for name in ("person", "work", "year")})
    latest = (
        credits.join(made, on="work")
        .sort("person", "year", "work", "company", descending=[False, False, False, True])
        .group_by("person", maintain_order=True)
        .agg(pl.col("company").last())
    )
    filled = np.full(len(network), UNKNOWN, dtype=np.int32)
    filled[latest["person"].to_numpy()] = latest["company"].to_numpy()
    filled[member["unit"].to_numpy()] = member["company"].to_numpy()
    return filled
