"""People who may be one: the features of a pair, from names, works, years and collaborators."""

from __future__ import annotations

import numpy as np
import polars as pl

from graphmodel.resolver.matching.name_similarity import Likeness, name_likeness
from graphmodel.resolver.matching.records import Told, with_one_source, with_outside_ids

LIFETIME = 65
"""Years of work beyond which one life of work is unlikely."""

CROWD = 60
"""Works with more people credited tell nothing of who works with whom."""

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
"""The features of a pair of people, and the evidence that each is part of."""

_LIKENESS = ("least", "mean", "whole", "extra", "initials", "nicknames", "turned", "generation")


def with_likeness(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs with how their names compare: ``how`` and the numbers of a Likeness, of which
    least, mean and whole are turned into what is missing to 1. Pairs of unlike names are out."""
    different = pairs.filter(pl.col("name_one") != pl.col("name_other"))
    different = different.select("name_one", "name_other").unique(maintain_order=True)
    rows = [name_likeness(a, b) for a, b in different.iter_rows()]
    rows.append(Likeness("same"))
    table = pl.DataFrame(
        {"how": [r.how for r in rows]}
        | {part: [float(getattr(r, part)) for r in rows] for part in _LIKENESS}
    ).with_columns(pl.col("least", "mean", "whole").neg() + 1.0)
    met = pl.concat([different, pl.DataFrame({"name_one": [None], "name_other": [None]})])
    table = pl.concat([met, table], how="horizontal")
    same = table.tail(1).drop("name_one", "name_other")
    alike = pairs.filter(pl.col("name_one") == pl.col("name_other")).join(same, how="cross")
    others = table.filter((pl.col("how") != "unlike") & pl.col("name_one").is_not_null())
    return pl.concat([alike, pairs.join(others, on=["name_one", "name_other"])])


def people_features(told: Told, pairs: pl.DataFrame, group: pl.DataFrame) -> pl.DataFrame:
    """The pairs of ``with_likeness`` with a column for each of FEATURES and the facts beside them.

    ``group`` has ``project`` and ``group``: projects that are one have one group. Facts: works (a
    list of pairs of projects), roles, together (a list of collaborators' folded names), first,
    last, first_there, last_there, years_between, apart_on, rivals, born, born_there, outside.
    """
    rows = own_features(told, pairs, group)
    return with_collaborators(told, rows, group)


def own_features(told: Told, pairs: pl.DataFrame, group: pl.DataFrame) -> pl.DataFrame:
    """As ``people_features``, without the collaborators, which take the longest to look up."""
    rows = pairs.with_row_index("pair")
    credits = told.credits.join(group, on="project")
    rows = _with_rivals(_with_works(rows, credits))
    rows = with_outside_ids(told, _with_years(told, rows), "Person")
    rows = with_one_source(rows, told.nodes)
    return _with_rarity(told, rows).sort("pair")


def _with_works(rows: pl.DataFrame, credits: pl.DataFrame) -> pl.DataFrame:
    ends = rows.select("pair", "one", "other")
    met = ends.join(credits, left_on="one", right_on="person").join(
        credits, left_on=["other", "group"], right_on=["person", "group"], suffix="_there"
    )
    one_source = pl.col("sources").list.set_intersection("sources_there").list.len() > 0
    met = met.with_columns(
        apart=(pl.col("project") == pl.col("project_there")) & one_source,
        role=pl.when(pl.col("role") == pl.col("role_there")).then("role"),
    )
    works = pl.struct("project", "project_there")
    shared = (
        met.filter(~pl.col("apart"))
        .group_by("pair")
        .agg(
            works=works.unique(maintain_order=True),
            count=pl.col("group").n_unique(),
            roles=pl.col("role").drop_nulls().unique().sort(),
        )
    )
    apart = (
        met.filter(pl.col("apart")).group_by("pair").agg(apart_on=pl.col("project").unique().sort())
    )
    rows = rows.join(shared, on="pair", how="left").join(apart, on="pair", how="left")
    count = pl.col("count").fill_null(0)
    return rows.with_columns(
        count=count,
        any_work=(count > 0).cast(pl.Float64),
        more_works=count.clip(lower_bound=1).log(),
        same_role=(pl.col("roles").list.len().fill_null(0) > 0).cast(pl.Float64),
        apart=pl.col("apart_on").is_not_null().cast(pl.Float64),
    )


def _with_rivals(rows: pl.DataFrame) -> pl.DataFrame:
    """Who bears the name more exactly on a work that the pair seems to share."""
    rank = (
        pl.col("least") + pl.col("mean") + pl.col("whole")
        + 0.2 * (pl.col("extra") + pl.col("generation") + pl.col("initials") + pl.col("nicknames"))
    )  # fmt: skip
    shared = rows.filter((pl.col("count") > 0) & (pl.col("apart") == 0))
    met = shared.select("pair", "one", "other", "works", rank=rank).explode("works").unnest("works")
    found = []
    # One end's work and the other end: whoever else of that work comes nearer is the rival.
    for work, end, rival in (
        ("project", "other", "one"),
        ("project_there", "one", "other"),
    ):
        best = (
            met.sort("rank", "pair")
            .group_by(work, end, maintain_order=True)
            .agg(best=pl.first("rank"), rival=pl.first(rival))
        )
        nearer = met.join(best, on=[work, end]).filter(pl.col("rank") > pl.col("best") + 0.05)
        found.append(nearer.select("pair", "rival"))
    rivals = pl.concat(found).group_by("pair").agg(rivals=pl.col("rival").unique().sort())
    return rows.join(rivals, on="pair", how="left").with_columns(
        rival=pl.col("rivals").is_not_null().cast(pl.Float64)
    )


def with_collaborators(told: Told, rows: pl.DataFrame, group: pl.DataFrame) -> pl.DataFrame:
    """With ``together``, the names of people that both worked with, each on works of its own, and
    the feature that counts them."""
    credits = told.credits.join(group, on="project")
    ends = pl.concat([rows["one"], rows["other"]]).unique().rename("person").to_frame()
    first = told.names.unique("node", keep="first", maintain_order=True)
    first = first.select(colleague="node", folded=pl.col("folded").cast(pl.Categorical))
    known = credits.select("person", "group").unique()
    small = known.group_by("group").len().filter(pl.col("len") <= CROWD).select("group")
    known = known.join(small, on="group", how="semi")
    mine = known.join(ends, on="person", how="semi")
    with_whom = mine.join(known.rename({"person": "colleague"}), on="group")
    with_whom = with_whom.filter(pl.col("person") != pl.col("colleague")).join(
        first, on="colleague"
    )
    with_whom = with_whom.select("person", "group", "folded").unique()
    both = rows.select("pair", "one", "other", "name_one", "name_other")
    met = both.join(with_whom, left_on="one", right_on="person").join(
        with_whom, left_on=["other", "folded"], right_on=["person", "folded"], suffix="_there"
    )
    name = pl.col("folded").cast(pl.String)
    met = met.filter(
        (pl.col("group") != pl.col("group_there"))
        & (name != pl.col("name_one"))
        & (name != pl.col("name_other"))
    )
    together = met.group_by("pair").agg(together=name.unique().sort())
    joined = rows.join(together, on="pair", how="left", maintain_order="left")
    return joined.with_columns(collaborators=pl.col("together").list.len().fill_null(0).log1p())


def _with_years(told: Told, rows: pl.DataFrame) -> pl.DataFrame:
    facts = told.nodes.select("node", "first", "last", "born")
    rows = rows.join(facts, left_on="one", right_on="node", maintain_order="left").join(
        facts, left_on="other", right_on="node", suffix="_there", maintain_order="left"
    )
    between = pl.max_horizontal(
        pl.col("first_there") - pl.col("last"), pl.col("first") - pl.col("last_there"), pl.lit(0)
    )
    known = pl.col("first").is_not_null() & pl.col("first_there").is_not_null()
    span = pl.max_horizontal("last", "last_there") - pl.min_horizontal("first", "first_there")
    apart = (pl.col("born") - pl.col("born_there")).abs()
    return rows.with_columns(
        years_between=pl.when(known).then(between),
        gap=pl.when(known).then(between.clip(upper_bound=60) / 10).otherwise(0.0),
        overlap=(known & (between == 0)).cast(pl.Float64),
        beyond=pl.when(known)
        .then((span - LIFETIME).clip(lower_bound=0) / 10)
        .otherwise(0.0)
        .cast(pl.Float64),
        born_differ=(apart > 1).fill_null(False).cast(pl.Float64),
        born_agree=(apart == 0).fill_null(False).cast(pl.Float64),
    )


def _with_rarity(told: Told, rows: pl.DataFrame) -> pl.DataFrame:
    """How many would bear the name if words met by chance, as a power of ten: ``common_alone``
    where the pair shares no work, ``common_shared`` where it does; and ``bearers`` in fact."""
    people = max(told.names["node"].n_unique(), 1)
    split = told.names.select("folded", word=pl.col("folded").str.split(" ")).explode("word")
    words = split.group_by("word").len("times")
    wanted = pl.concat([rows["name_one"], rows["name_other"]]).unique().rename("folded").to_frame()
    chances = (
        wanted.with_columns(word=pl.col("folded").str.split(" "))
        .explode("word")
        .join(words, on="word")
        .group_by("folded")
        .agg(common=(pl.col("times") / people).log10().sum())
        .with_columns((pl.col("common") + np.log10(people)).clip(-4.0, 2.0))
    )
    bearers = told.names.group_by("folded").agg(bearers=pl.col("node").n_unique())
    known = chances.join(bearers, on="folded", how="left")
    rows = rows.join(known, left_on="name_one", right_on="folded", how="left").join(
        known, left_on="name_other", right_on="folded", how="left", suffix="_there"
    )
    # The name that tells less decides, such as the one with initials only.
    common = pl.max_horizontal("common", "common_there").fill_null(0.0)
    return rows.with_columns(
        bearers=pl.max_horizontal("bearers", "bearers_there"),
        common_alone=pl.when(pl.col("any_work") == 0).then(common).otherwise(0.0),
        common_shared=pl.when(pl.col("any_work") > 0).then(common).otherwise(0.0),
    )
