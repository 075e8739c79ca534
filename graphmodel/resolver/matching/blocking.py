"""Which pairs are worth comparing: those that share a key, found by joins and not by trying all.

Each name gives a handful of keys: its words in any order, its letters without spaces, how it
sounds, with the given name's formal forms, and parts of it beside a whole word, for misspellings
and initials. A key that too many bear tells nothing and is skipped; a rarer key then has to find
the pair. So the work grows with the names and not with their square.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import polars as pl
from rapidfuzz import fuzz, process

from graphmodel.resolver.matching.names import GENERATIONS, PARTICLES, formal, skeleton

MOST_SAME = 10_000
"""The most pairs that one name written alike may give: more bearers tell nothing."""

SURE = ("same", "spacing")
"""Sorts of key that tell the whole name: what shares one needs no further likeness."""

MOST_ALIKE = 400
"""The most pairs that any other key may give."""

LEAST_RATIO = 55.0
"""Names whose words in order are less alike than this (0 to 100) are not compared."""

_CHUNK = 500_000


def name_parts(folded: pl.Series) -> pl.DataFrame:
    """One row for each different folded name: ``folded``, ``words`` (its core words in their
    order, without particles and generations where others remain), ``first`` and ``last``."""
    names = folded.unique().rename("folded").to_frame().filter(pl.col("folded") != "")
    every = names.with_columns(word=pl.col("folded").str.split(" "))
    light = sorted(PARTICLES | GENERATIONS)
    core = (
        every.explode("word")
        .filter(~pl.col("word").is_in(light))
        .group_by("folded", maintain_order=True)
        .agg(words="word")
    )
    joined = every.join(core, on="folded", how="left").with_columns(
        words=pl.coalesce("words", "word").cast(pl.List(pl.String))
    )
    return joined.select(
        "folded",
        "words",
        first=pl.col("words").list.first(),
        last=pl.col("words").list.last(),
    )


def keys(parts: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Each sort of key in turn, as its name and a frame of ``folded`` and ``key`` (a hash)."""
    heard = _word_table(parts)
    sounded = parts.select("folded", "first", "last")
    for end in ("first", "last"):
        names = {"word": end, "sound": f"{end}_sound", "formal": f"{end}_formal"}
        sounded = sounded.join(heard.rename(names), on=end, how="left", maintain_order="left")
    first, last = pl.col("first"), pl.col("last")
    yield "same", _hashed(parts, pl.col("words").list.sort().list.join(" "))
    yield "spacing", _hashed(parts, pl.col("folded").str.replace_all(" ", ""))
    two = first != last
    sounds = pl.concat_list("first_sound", "last_sound").list.sort().list.join(" ")
    yield "sound", _hashed(sounded.filter(two), sounds)
    for given, family in (("first", "last"), ("last", "first")):
        nicknamed = sounded.filter(two).explode(f"{given}_formal")
        # A nickname in either place: the order of the words is not known.
        key = pl.concat_str(f"{given}_formal", pl.lit("/"), f"{family}_sound")
        yield f"formal {given}", _hashed(nicknamed, key)
    for whole, part in ((last, first), (first, last)):
        name = "last" if whole is last else "first"
        rows = sounded.filter(two)
        for how, piece in (
            ("initial", part.str.slice(0, 1)),
            ("beginning", part.str.slice(0, 3)),
            ("end", part.str.slice(-3)),
        ):
            key = pl.concat_str(whole, pl.lit("/"), piece)
            yield f"{name} and {how}", _hashed(rows, key)


def _word_table(parts: pl.DataFrame) -> pl.DataFrame:
    ends = pl.concat([parts["first"], parts["last"]]).drop_nulls().unique()
    listed = ends.to_list()
    return pl.DataFrame(
        {
            "word": ends,
            "sound": [skeleton(word) for word in listed],
            "formal": [sorted(formal(word)) for word in listed],
        },
        schema_overrides={"sound": pl.String(), "formal": pl.List(pl.String())},
    )


def _hashed(rows: pl.DataFrame, key: pl.Expr) -> pl.DataFrame:
    return rows.select("folded", key=key.hash(seed=0)).unique()


def name_pairs(names: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """Pairs of nodes whose names share a key that is rare enough and are not too unlike.

    ``names`` and ``asked`` have ``node`` and ``folded``, one row a name; ``asked`` may be the
    same frame or a part of it. The result has ``one`` < ``other`` (nodes) and ``name_one``,
    ``name_other`` (the folded names that met), the pair's likest names where several meet.
    """
    return keyed_pairs(keys(name_parts(names["folded"])), names, asked)


def keyed_pairs(
    keyed: Iterable[tuple[str, pl.DataFrame]], names: pl.DataFrame, asked: pl.DataFrame
) -> pl.DataFrame:
    """``name_pairs`` by any keys: sorts of key, each with a frame of ``folded`` and ``key``."""
    # Renumbered, so that the joins carry small numbers instead of text.
    code = names.select("folded").unique(maintain_order=True).with_row_index("code")
    here = names.select("node", "folded").join(code, on="folded").drop("folded")
    wanted = asked.select("node", "folded").join(code, on="folded").drop("folded")
    found = [
        _met(made.join(code, on="folded").drop("folded"), here, wanted, sort)
        for sort, made in keyed
    ]
    met = pl.concat(found).unique()
    return _likest(met, code)


def _met(keyed: pl.DataFrame, here: pl.DataFrame, wanted: pl.DataFrame, sort: str) -> pl.DataFrame:
    """The pairs that one sort of key gives, each with the codes of the names that met."""
    mine = wanted.join(keyed, on="code")
    theirs = here.join(keyed.join(mine.select("key").unique(), on="key", how="semi"), on="code")
    sizes = (
        mine.group_by("key")
        .len("asked")
        .join(theirs.group_by("key").len("bearers"), on="key")
        .filter(pl.col("bearers") > 1)
        .with_columns(pairs=pl.col("asked").cast(pl.Int64) * pl.col("bearers"))
    )
    most = MOST_SAME if sort == "same" else MOST_ALIKE
    rare = sizes.filter(pl.col("pairs") <= most).select("key")
    mine, theirs = mine.join(rare, on="key", how="semi"), theirs.join(rare, on="key", how="semi")
    pairs = mine.join(theirs, on="key", suffix="_there").filter(
        pl.col("node") != pl.col("node_there")
    )
    turned = pl.col("node") > pl.col("node_there")
    return pairs.select(
        one=pl.min_horizontal("node", "node_there"),
        other=pl.max_horizontal("node", "node_there"),
        code_one=pl.when(turned).then("code_there").otherwise("code"),
        code_other=pl.when(turned).then("code").otherwise("code_there"),
        sure=pl.lit(sort in SURE),
    ).unique()


def fellow_pairs(names: pl.DataFrame, asked: pl.DataFrame, credits: pl.DataFrame) -> pl.DataFrame:
    """Pairs of people credited on one work whose names share the sound of a word, as name_pairs.

    ``credits`` has person, project, group (projects that are one have one) and sources; whom one
    source credits apart on a project is no pair here.
    """
    parts = name_parts(names["folded"]).select("folded", word="words").explode("word")
    heard = parts.select("word").unique().filter(pl.col("word").str.len_chars() > 1)
    heard = heard.with_columns(
        sound=pl.Series([skeleton(word) for word in heard["word"]], dtype=pl.String())
    )
    said = names.select("node", "folded").join(parts, on="folded").join(heard, on="word")
    said = said.select(pl.exclude("word")).unique()
    said = (
        credits.select("project", "group", "sources", node="person")
        .unique(["project", "node"])
        .join(said, on="node")
    )
    mine = said.join(asked.select("node").unique(), on="node", how="semi")
    met = mine.join(said, on=["group", "sound"], suffix="_there")
    together = pl.col("sources").list.set_intersection("sources_there").list.len() > 0
    met = met.filter(
        (pl.col("node") != pl.col("node_there"))
        & ~((pl.col("project") == pl.col("project_there")) & together)
    )
    return _with_ratio(_turned(met, "folded"))


def _turned(met: pl.DataFrame, name: str) -> pl.DataFrame:
    """Pairs with the lower node first, and the names on the sides of their nodes."""
    turned = pl.col("node") > pl.col("node_there")
    return met.select(
        one=pl.min_horizontal("node", "node_there"),
        other=pl.max_horizontal("node", "node_there"),
        name_one=pl.when(turned).then(f"{name}_there").otherwise(name),
        name_other=pl.when(turned).then(name).otherwise(f"{name}_there"),
    ).unique()


def _with_ratio(met: pl.DataFrame) -> pl.DataFrame:
    """One row a pair, with its likest names."""
    one, other = met["name_one"].to_list(), met["name_other"].to_list()
    ratios = process.cpdist(one, other, scorer=fuzz.token_sort_ratio, workers=2)
    ranked = met.with_columns(ratio=pl.Series(ratios, dtype=pl.Float64)).sort(
        "ratio", "name_one", "name_other", descending=[True, False, False]
    )
    return ranked.unique(["one", "other"], keep="first", maintain_order=True).drop("ratio")


def _likest(met: pl.DataFrame, code: pl.DataFrame) -> pl.DataFrame:
    """One row a pair, with its likest names; names that are too unlike are left out."""
    sure = pl.col("sure") | (pl.col("code_one") == pl.col("code_other"))
    same = met.filter(sure).with_columns(ratio=pl.lit(100.0))
    rest = met.filter(~sure)
    words = code["folded"].to_list()
    rest = rest.with_columns(ratio=pl.Series(_ratios(rest, words), dtype=pl.Float64))
    kept = pl.concat([same, rest.filter(pl.col("ratio") >= LEAST_RATIO)])
    best = kept.sort("ratio", "code_one", "code_other", descending=[True, False, False]).unique(
        ["one", "other"], keep="first", maintain_order=True
    )
    said = code["folded"]
    return best.select(
        "one",
        "other",
        name_one=said.gather(best["code_one"]),
        name_other=said.gather(best["code_other"]),
    )


def _ratios(pairs: pl.DataFrame, words: list[str]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """How alike the names of each pair are, 0 to 100, whatever the order of their words."""
    parts = [np.zeros(0)]
    for chunk in pairs.select("code_one", "code_other").iter_slices(_CHUNK):
        one = [words[i] for i in chunk["code_one"].to_list()]
        other = [words[i] for i in chunk["code_other"].to_list()]
        parts.append(process.cpdist(one, other, scorer=fuzz.token_sort_ratio, workers=2))
    return np.concatenate(parts).astype(np.float64)
