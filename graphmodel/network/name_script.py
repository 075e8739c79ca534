"""Names in one script: of the names that sources give a node, the one to show."""

from __future__ import annotations

import polars as pl

from graphmodel.errors import InputError

ORIGINAL = "original"

_IN_SCRIPT = {
    "latin": (r"\p{Latin}", r"[\p{L}--\p{Latin}]"),
    # Titles in Chinese have Latin letters in them, and so have names of groups.
    "han": (r"\p{Han}", r"[\p{L}--\p{Han}--\p{Latin}]"),
}
"""For each script, a letter that a name in it has, and the letters that it does not have."""

SCRIPTS = (ORIGINAL, *_IN_SCRIPT)


def renamed(nodes: pl.DataFrame, script: str) -> pl.DataFrame:
    """The nodes by their first name in a script, with the name that it replaces first among their
    other names. A node without such a name, or whose name has no letters, stays as it is.

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
