"""Duplicate records of people: the features of a pair, from names, works, years, collaborators."""

from __future__ import annotations

import numpy as np
import polars as pl

from graphmodel.resolver.matching.name_similarity import NameSimilarity, compare_names
from graphmodel.resolver.matching.records import (
    RecordTables,
    with_both_ends,
    with_catalogue_ids,
    with_one_source,
)

LIFETIME = 65
"""Years of work beyond which one career is unlikely."""

CROWD = 60
"""Works with more people credited say nothing about who works with whom."""

FEATURES: dict[str, str] = {
    "least": "names",
    "mean": "names",
    "whole": "names",
    "extra": "names",
    "initials": "names",
    "nicknames": "names",
    "turned": "names",
    "generation": "names",
    "common_alone": "rarity",
    "common_shared": "rarity",
    "any_work": "works",
    "more_works": "works",
    "same_role": "roles",
    "collaborators": "collaborators",
    "gap": "years",
    "overlap": "years",
    "beyond": "years",
    "rival": "rival",
    "apart": "apart",
    "one_source": "source",
    "ids_differ": "ids",
    "ids_agree": "ids",
    "born_differ": "born",
    "born_agree": "born",
}
"""The features of a pair of people, and the kind of evidence that each counts towards."""

_SIMILARITY = ("least", "mean", "whole", "extra", "initials", "nicknames", "turned", "generation")


def with_name_similarity(pairs: pl.DataFrame) -> pl.DataFrame:
    """Add ``how`` and the numbers of a NameSimilarity, with least, mean and whole as distances from
    1. Pairs of unlike names are dropped."""
    different = pairs.filter(pl.col("name_left") != pl.col("name_right"))
    different = different.select("name_left", "name_right").unique(maintain_order=True)
    compared = [compare_names(*names) for names in different.iter_rows()]
    compared.append(NameSimilarity("same"))
    table = pl.DataFrame(
        {"how": [c.how for c in compared]}
        | {name: [float(getattr(c, name)) for c in compared] for name in _SIMILARITY}
    ).with_columns(pl.col("least", "mean", "whole").neg() + 1.0)
    names = pl.concat([different, pl.DataFrame({"name_left": [None], "name_right": [None]})])
    table = pl.concat([names, table], how="horizontal")
    same = table.tail(1).drop("name_left", "name_right")
    equal = pairs.filter(pl.col("name_left") == pl.col("name_right")).join(same, how="cross")
    similar = table.filter((pl.col("how") != "unlike") & pl.col("name_left").is_not_null())
    return pl.concat([equal, pairs.join(similar, on=["name_left", "name_right"])])


def people_features(
    tables: RecordTables, pairs: pl.DataFrame, groups: pl.DataFrame
) -> pl.DataFrame:
    """The pairs of ``with_name_similarity`` with a column for each of FEATURES and their facts.

    ``groups`` has ``project`` and ``group``, shared by projects treated as one. Facts: works (a
    list of pairs of projects), roles, shared_collaborators (a list of folded names), first, last,
    first_right, last_right, years_between, apart_on, rivals, born, born_right, catalogue_ids.
    """
    rows = features_without_collaborators(tables, pairs, groups)
    return with_collaborators(tables, rows, groups)


def features_without_collaborators(
    tables: RecordTables, pairs: pl.DataFrame, groups: pl.DataFrame
) -> pl.DataFrame:
    """Like ``people_features``, without the collaborators, which are the slowest to look up."""
    rows = pairs.with_row_index("pair")
    credits = tables.credits.join(groups, on="project")
    rows = _with_rivals(_with_works(rows, credits))
    rows = with_catalogue_ids(tables, _with_years(tables, rows), "Person")
    rows = with_one_source(rows, tables.nodes)
    return _with_rarity(tables, rows).sort("pair")


def _with_works(rows: pl.DataFrame, credits: pl.DataFrame) -> pl.DataFrame:
    ends = rows.select("pair", "left", "right")
    shared = ends.join(credits, left_on="left", right_on="person").join(
        credits, left_on=["right", "group"], right_on=["person", "group"], suffix="_right"
    )
    one_source = pl.col("sources").list.set_intersection("sources_right").list.len() > 0
    shared = shared.with_columns(
        apart=(pl.col("project") == pl.col("project_right")) & one_source,
        role=pl.when(pl.col("role") == pl.col("role_right")).then("role"),
    )
    separate = (
        shared.filter(pl.col("apart"))
        .group_by("pair")
        .agg(apart_on=pl.col("project").unique().sort())
    )
    works = (
        shared.filter(~pl.col("apart"))
        .group_by("pair")
        .agg(
            works=pl.struct("project", "project_right").unique(maintain_order=True),
            count=pl.col("group").n_unique(),
            roles=pl.col("role").drop_nulls().unique().sort(),
        )
    )
    rows = rows.join(works, on="pair", how="left").join(separate, on="pair", how="left")
    count = pl.col("count").fill_null(0)
    return rows.with_columns(
        count=count,
        any_work=(count > 0).cast(pl.Float64),
        more_works=count.clip(lower_bound=1).log(),
        same_role=(pl.col("roles").list.len().fill_null(0) > 0).cast(pl.Float64),
        apart=pl.col("apart_on").is_not_null().cast(pl.Float64),
    )


def _with_rivals(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``rivals``: people with closer names on a work that the pair seems to share."""
    distance = (
        pl.col("least") + pl.col("mean") + pl.col("whole")
        + 0.2 * (pl.col("extra") + pl.col("generation") + pl.col("initials") + pl.col("nicknames"))
    )  # fmt: skip
    shared = rows.filter((pl.col("count") > 0) & (pl.col("apart") == 0))
    works = shared.select("pair", "left", "right", "works", distance=distance)
    works = works.explode("works").unnest("works")
    beaten = []
    # One end's work and the other end: a closer match among the people of that work is the rival.
    for work, end, rival in (
        ("project", "right", "left"),
        ("project_right", "left", "right"),
    ):
        closest = (
            works.sort("distance", "pair")
            .group_by(work, end, maintain_order=True)
            .agg(closest=pl.first("distance"), rival=pl.first(rival))
        )
        farther = works.join(closest, on=[work, end]).filter(
            pl.col("distance") > pl.col("closest") + 0.05
        )
        beaten.append(farther.select("pair", "rival"))
    rivals = pl.concat(beaten).group_by("pair").agg(rivals=pl.col("rival").unique().sort())
    return rows.join(rivals, on="pair", how="left").with_columns(
        rival=pl.col("rivals").is_not_null().cast(pl.Float64)
    )


def with_collaborators(
    tables: RecordTables, rows: pl.DataFrame, groups: pl.DataFrame
) -> pl.DataFrame:
    """Add ``shared_collaborators``, the names of people both worked with, each on different works,
    and the feature that counts them."""
    credits = tables.credits.join(groups, on="project")
    ends = pl.concat([rows["left"], rows["right"]]).unique().rename("person").to_frame()
    first = tables.names.unique("node", keep="first", maintain_order=True)
    first = first.select(colleague="node", folded=pl.col("folded").cast(pl.Categorical))
    teams = credits.select("person", "group").unique()
    small = teams.group_by("group").len().filter(pl.col("len") <= CROWD).select("group")
    teams = teams.join(small, on="group", how="semi")
    own_teams = teams.join(ends, on="person", how="semi")
    colleagues = own_teams.join(teams.rename({"person": "colleague"}), on="group")
    colleagues = colleagues.filter(pl.col("person") != pl.col("colleague")).join(
        first, on="colleague"
    )
    colleagues = colleagues.select("person", "group", "folded").unique()
    pairs = rows.select("pair", "left", "right", "name_left", "name_right")
    shared = pairs.join(colleagues, left_on="left", right_on="person").join(
        colleagues, left_on=["right", "folded"], right_on=["person", "folded"], suffix="_right"
    )
    name = pl.col("folded").cast(pl.String)
    shared = shared.filter(
        (pl.col("group") != pl.col("group_right"))
        & (name != pl.col("name_left"))
        & (name != pl.col("name_right"))
    )
    by_pair = shared.group_by("pair").agg(shared_collaborators=name.unique().sort())
    rows = rows.join(by_pair, on="pair", how="left", maintain_order="left")
    count = pl.col("shared_collaborators").list.len().fill_null(0)
    return rows.with_columns(collaborators=count.log1p())


def _with_years(tables: RecordTables, rows: pl.DataFrame) -> pl.DataFrame:
    facts = tables.nodes.select("node", "first", "last", "born")
    rows = with_both_ends(rows, facts)
    between = pl.max_horizontal(
        pl.col("first_right") - pl.col("last"), pl.col("first") - pl.col("last_right"), pl.lit(0)
    )
    dated = pl.col("first").is_not_null() & pl.col("first_right").is_not_null()
    span = pl.max_horizontal("last", "last_right") - pl.min_horizontal("first", "first_right")
    births_apart = (pl.col("born") - pl.col("born_right")).abs()
    return rows.with_columns(
        years_between=pl.when(dated).then(between),
        gap=pl.when(dated).then(between.clip(upper_bound=60) / 10).otherwise(0.0),
        overlap=(dated & (between == 0)).cast(pl.Float64),
        beyond=pl.when(dated)
        .then((span - LIFETIME).clip(lower_bound=0) / 10)
        .otherwise(0.0)
        .cast(pl.Float64),
        born_differ=(births_apart > 1).fill_null(False).cast(pl.Float64),
        born_agree=(births_apart == 0).fill_null(False).cast(pl.Float64),
    )


def _with_rarity(tables: RecordTables, rows: pl.DataFrame) -> pl.DataFrame:
    """Add the log10 of the number of people expected to have the name if words combined at random:
    ``common_alone`` if the pair shares no work, ``common_shared`` if it does; and ``bearers``,
    how many have either name."""
    people = max(tables.names["node"].n_unique(), 1)
    split = tables.names.select("folded", word=pl.col("folded").str.split(" ")).explode("word")
    words = split.group_by("word").len("times")
    names = pl.concat([rows["name_left"], rows["name_right"]]).unique().rename("folded").to_frame()
    expected = (
        names.with_columns(word=pl.col("folded").str.split(" "))
        .explode("word")
        .join(words, on="word")
        .group_by("folded")
        .agg(common=(pl.col("times") / people).log10().sum())
        .with_columns((pl.col("common") + np.log10(people)).clip(-4.0, 2.0))
    )
    rows = rows.join(expected, left_on="name_left", right_on="folded", how="left").join(
        expected, left_on="name_right", right_on="folded", how="left", suffix="_right"
    )
    rows = _with_bearers(tables, rows)
    # The less informative name decides, such as the one with initials only.
    common = pl.max_horizontal("common", "common_right").fill_null(0.0)
    return rows.with_columns(
        common_alone=pl.when(pl.col("any_work") == 0).then(common).otherwise(0.0),
        common_shared=pl.when(pl.col("any_work") > 0).then(common).otherwise(0.0),
    )


def _with_bearers(tables: RecordTables, rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``bearers``: how many people have either name of the pair, each counted once."""
    held = tables.names.select("node", "folded").unique()
    number = held.group_by("folded").len("bearers")
    for end in ("left", "right"):
        named = number.rename({"folded": f"name_{end}", "bearers": f"bearers_{end}"})
        rows = rows.join(named, on=f"name_{end}", how="left")
    different = rows.filter(pl.col("name_left") != pl.col("name_right"))
    different = different.select("name_left", "name_right").unique()
    several = held.filter(pl.len().over("node") > 1)
    both = (
        different.join(several, left_on="name_left", right_on="folded")
        .join(several, left_on=["node", "name_right"], right_on=["node", "folded"])
        .group_by("name_left", "name_right")
        .len("bearers_of_both")
    )
    rows = rows.join(both, on=["name_left", "name_right"], how="left")
    either = (
        pl.col("bearers_left").fill_null(0).cast(pl.Int64)
        + pl.col("bearers_right").fill_null(0).cast(pl.Int64)
        - pl.col("bearers_of_both").fill_null(0).cast(pl.Int64)
    )
    same = pl.col("name_left") == pl.col("name_right")
    bearers = pl.when(same).then(pl.col("bearers_left").cast(pl.Int64)).otherwise(either)
    return rows.with_columns(bearers=bearers).drop(
        "bearers_left", "bearers_right", "bearers_of_both"
    )
