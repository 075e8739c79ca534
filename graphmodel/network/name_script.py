"""Names in one script: selects which of a node's names to show."""

from __future__ import annotations

import polars as pl

from graphmodel.errors import InputError

ORIGINAL = "original"

_IN_SCRIPT = {
    "latin": (r"\p{Latin}", r"[\p{L}--\p{Latin}]"),
    # Chinese titles may contain Latin letters, and so may names of groups.
    "han": (r"\p{Han}", r"[\p{L}--\p{Han}--\p{Latin}]"),
}
"""For each script, a letter that its names contain, and the letters that they do not."""

SCRIPTS = (ORIGINAL, *_IN_SCRIPT)


def renamed(nodes: pl.DataFrame, script: str) -> pl.DataFrame:
    """The nodes named by their first name in a script; the replaced name comes first among their
    other names. A node without such a name, or whose name has no letters, is unchanged.

    ``nodes`` has ``name`` and ``other_names``. Raises InputError for an unknown script.
    """
    if script == ORIGINAL:
        return nodes
    if script not in _IN_SCRIPT:
        raise InputError(
            "there is no script {script!r}; give one of {scripts}",
            script=script,
            scripts=", ".join(SCRIPTS),
        )
    name, others = pl.col("name"), pl.col("other_names")
    rows = nodes.select("name", "other_names").with_row_index("row")
    rows = rows.filter(~_is_in(name, script), name.str.contains(r"\p{L}"), others.list.len() > 0)
    listed = rows.select("row", others.alias("chosen")).explode("chosen")
    chosen = listed.filter(_is_in(pl.col("chosen"), script)).unique(
        "row", keep="first", maintain_order=True
    )
    if chosen.is_empty():
        return nodes
    numbered = nodes.with_row_index("row").join(chosen, on="row", how="left", maintain_order="left")
    rest = pl.concat_list(name, others.list.set_difference(pl.concat_list("chosen")))
    known = pl.col("chosen").is_not_null()
    return numbered.with_columns(
        pl.when(known).then("chosen").otherwise(name).alias("name"),
        pl.when(known).then(rest).otherwise(others).alias("other_names"),
    ).select(nodes.columns)


def _is_in(name: pl.Expr, script: str) -> pl.Expr:
    has, lacks = _IN_SCRIPT[script]
    return name.str.contains(has) & ~name.str.contains(lacks)
