"""Blocking: finding the pairs worth comparing by joins on shared keys.

Each name gives a handful of keys: its words in any order, its letters without spaces, how it
sounds, the given name's formal forms, and one whole word with part of the other, for misspellings
and initials. A key shared by too many names carries no information and is skipped; the pair must
then be found by a rarer key. The work thus grows with the number of names, not with its square.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import polars as pl
from rapidfuzz import fuzz, process

from graphmodel.resolver.matching.names import GENERATIONS, PARTICLES, formal, skeleton

MOST_SAME = 10_000
"""The most pairs that one exact name may give; with more bearers it carries no information."""

EXACT = ("same", "spacing")
"""Kinds of key that cover the whole name: names that share one need no further comparison."""

MOST_SIMILAR = 400
"""The most pairs that any other key may give."""

LEAST_RATIO = 55.0
"""Names whose sorted words are less similar than this (0 to 100) are not compared."""

_CHUNK = 500_000


def name_words(folded: pl.Series) -> pl.DataFrame:
    """One row for each distinct folded name: ``folded``, ``words`` (its core words in order,
    without particles and generations unless nothing else remains), ``first`` and ``last``."""
    names = folded.unique().rename("folded").to_frame().filter(pl.col("folded") != "")
    all_words = names.with_columns(word=pl.col("folded").str.split(" "))
    light = sorted(PARTICLES | GENERATIONS)
    core = (
        all_words.explode("word")
        .filter(~pl.col("word").is_in(light))
        .group_by("folded", maintain_order=True)
        .agg(words="word")
    )
    with_core = all_words.join(core, on="folded", how="left").with_columns(
        words=pl.coalesce("words", "word").cast(pl.List(pl.String))
    )
    return with_core.select(
        "folded",
        "words",
        first=pl.col("words").list.first(),
        last=pl.col("words").list.last(),
    )


def blocking_keys(words: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield each kind of key as its name and a frame of ``folded`` and ``key`` (a hash)."""
    phonetic = _word_table(words)
    sounds = words.select("folded", "first", "last")
    for end in ("first", "last"):
        names = {"word": end, "sound": f"{end}_sound", "formal": f"{end}_formal"}
        sounds = sounds.join(phonetic.rename(names), on=end, how="left", maintain_order="left")
    first, last = pl.col("first"), pl.col("last")
    yield "same", _hashed(words, pl.col("words").list.sort().list.join(" "))
    yield "spacing", _hashed(words, pl.col("folded").str.replace_all(" ", ""))
    two_words = first != last
    both_sounds = pl.concat_list("first_sound", "last_sound").list.sort().list.join(" ")
    yield "sound", _hashed(sounds.filter(two_words), both_sounds)
    for given_name, family_name in (("first", "last"), ("last", "first")):
        nicknamed = sounds.filter(two_words).explode(f"{given_name}_formal")
        # Either word may be the nickname: the order of the words is not known.
        key = pl.concat_str(f"{given_name}_formal", pl.lit("/"), f"{family_name}_sound")
        yield f"formal {given_name}", _hashed(nicknamed, key)
    for full_word, cut_word in ((last, first), (first, last)):
        name = "last" if full_word is last else "first"
        rows = sounds.filter(two_words)
        for cut, letters in (
            ("initial", cut_word.str.slice(0, 1)),
            ("beginning", cut_word.str.slice(0, 3)),
            ("end", cut_word.str.slice(-3)),
        ):
            key = pl.concat_str(full_word, pl.lit("/"), letters)
            yield f"{name} and {cut}", _hashed(rows, key)


def _word_table(words: pl.DataFrame) -> pl.DataFrame:
    ends = pl.concat([words["first"], words["last"]]).drop_nulls().unique()
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


def name_pairs(names: pl.DataFrame, subset: pl.DataFrame) -> pl.DataFrame:
    """Pairs of nodes whose names share a sufficiently rare key and are not too dissimilar.

    ``names`` and ``subset`` have ``node`` and ``folded``, one row per name; ``subset`` may be the
    same frame or a part of it. Returns ``left`` < ``right`` (nodes) with ``name_left`` and
    ``name_right``, the most similar folded names of the pair.
    """
    return pairs_by_keys(blocking_keys(name_words(names["folded"])), names, subset)


def pairs_by_keys(
    keys: Iterable[tuple[str, pl.DataFrame]], names: pl.DataFrame, subset: pl.DataFrame
) -> pl.DataFrame:
    """Like ``name_pairs``, by any kinds of key, each with a frame of ``folded`` and ``key``."""
    # Renumbered, so that the joins carry small numbers instead of text.
    codes = names.select("folded").unique(maintain_order=True).with_row_index("code")
    all_codes = names.select("node", "folded").join(codes, on="folded").drop("folded")
    subset_codes = subset.select("node", "folded").join(codes, on="folded").drop("folded")
    pairs = [
        _pairs_of_key(frame.join(codes, on="folded").drop("folded"), all_codes, subset_codes, sort)
        for sort, frame in keys
    ]
    return _most_similar(pl.concat(pairs).unique(), codes)


def _pairs_of_key(
    keyed: pl.DataFrame, all_codes: pl.DataFrame, subset_codes: pl.DataFrame, sort: str
) -> pl.DataFrame:
    """The pairs found by one kind of key, each with the codes of the two names."""
    sought = subset_codes.join(keyed, on="code")
    far_keys = keyed.join(sought.select("key").unique(), on="key", how="semi")
    bearers = all_codes.join(far_keys, on="code")
    sizes = (
        sought.group_by("key")
        .len("sought")
        .join(bearers.group_by("key").len("bearers"), on="key")
        .filter(pl.col("bearers") > 1)
        .with_columns(pairs=pl.col("sought").cast(pl.Int64) * pl.col("bearers"))
    )
    limit = MOST_SAME if sort == "same" else MOST_SIMILAR
    rare = sizes.filter(pl.col("pairs") <= limit).select("key")
    sought, bearers = (
        sought.join(rare, on="key", how="semi"),
        bearers.join(rare, on="key", how="semi"),
    )
    pairs = sought.join(bearers, on="key", suffix="_right").filter(
        pl.col("node") != pl.col("node_right")
    )
    swapped = pl.col("node") > pl.col("node_right")
    return pairs.select(
        left=pl.min_horizontal("node", "node_right"),
        right=pl.max_horizontal("node", "node_right"),
        code_left=pl.when(swapped).then("code_right").otherwise("code"),
        code_right=pl.when(swapped).then("code").otherwise("code_right"),
        exact=pl.lit(sort in EXACT),
    ).unique()


def coworker_pairs(
    names: pl.DataFrame, subset: pl.DataFrame, credits: pl.DataFrame
) -> pl.DataFrame:
    """Pairs of people credited on one work whose names share the sound of a word.

    ``credits`` has person, project, group (shared by projects treated as one) and sources. Two
    people credited separately on a project by one source are not paired. Columns as in
    ``name_pairs``.
    """
    words = name_words(names["folded"]).select("folded", word="words").explode("word")
    sounds = words.select("word").unique().filter(pl.col("word").str.len_chars() > 1)
    sounds = sounds.with_columns(
        sound=pl.Series([skeleton(word) for word in sounds["word"]], dtype=pl.String())
    )
    named = names.select("node", "folded").join(words, on="folded").join(sounds, on="word")
    named = named.select(pl.exclude("word")).unique()
    credited = (
        credits.select("project", "group", "sources", node="person")
        .unique(["project", "node"])
        .join(named, on="node")
    )
    sought = credited.join(subset.select("node").unique(), on="node", how="semi")
    pairs = sought.join(credited, on=["group", "sound"], suffix="_right")
    one_source = pl.col("sources").list.set_intersection("sources_right").list.len() > 0
    pairs = pairs.filter(
        (pl.col("node") != pl.col("node_right"))
        & ~((pl.col("project") == pl.col("project_right")) & one_source)
    )
    return _best_ratio(_lower_first(pairs, "folded"))


def _lower_first(pairs: pl.DataFrame, name: str) -> pl.DataFrame:
    """Pairs with the lower node left, and each name on the side of its node."""
    swapped = pl.col("node") > pl.col("node_right")
    return pairs.select(
        left=pl.min_horizontal("node", "node_right"),
        right=pl.max_horizontal("node", "node_right"),
        name_left=pl.when(swapped).then(f"{name}_right").otherwise(name),
        name_right=pl.when(swapped).then(name).otherwise(f"{name}_right"),
    ).unique()


def _best_ratio(pairs: pl.DataFrame) -> pl.DataFrame:
    """One row per pair, with its most similar names."""
    names, names_right = pairs["name_left"].to_list(), pairs["name_right"].to_list()
    ratios = process.cpdist(names, names_right, scorer=fuzz.token_sort_ratio, workers=2)
    ranked = pairs.with_columns(ratio=pl.Series(ratios, dtype=pl.Float64)).sort(
        "ratio", "name_left", "name_right", descending=[True, False, False]
    )
    return ranked.unique(["left", "right"], keep="first", maintain_order=True).drop("ratio")


def _most_similar(pairs: pl.DataFrame, codes: pl.DataFrame) -> pl.DataFrame:
    """One row per pair, with its most similar names; too dissimilar names are left out."""
    exact = pl.col("exact") | (pl.col("code_left") == pl.col("code_right"))
    same = pairs.filter(exact).with_columns(ratio=pl.lit(100.0))
    inexact = pairs.filter(~exact)
    names = codes["folded"].to_list()
    inexact = inexact.with_columns(ratio=pl.Series(_ratios(inexact, names), dtype=pl.Float64))
    similar = pl.concat([same, inexact.filter(pl.col("ratio") >= LEAST_RATIO)])
    ranked = similar.sort("ratio", "code_left", "code_right", descending=[True, False, False])
    first = ranked.unique(["left", "right"], keep="first", maintain_order=True)
    folded = codes["folded"]
    return first.select(
        "left",
        "right",
        name_left=folded.gather(first["code_left"]),
        name_right=folded.gather(first["code_right"]),
    )


def _ratios(pairs: pl.DataFrame, names: list[str]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The similarity of the names of each pair, 0 to 100, ignoring word order."""
    ratios = [np.zeros(0)]
    for chunk in pairs.select("code_left", "code_right").iter_slices(_CHUNK):
        columns = (
            [names[i] for i in chunk[code].to_list()] for code in ("code_left", "code_right")
        )
        ratios.append(process.cpdist(*columns, scorer=fuzz.token_sort_ratio, workers=2))
    return np.concatenate(ratios).astype(np.float64)
