"""Lists of names in one cell, separated by commas, although some commas belong to a name."""

from __future__ import annotations

import polars as pl

_SUFFIXES = (
    r"Jr\.?",
    r"Sr\.?",
    r"I{2,3}",
    r"IV",
    r"PhD",
    r"Ph\.D\.",
    r"M\.?D\.",
    r"Esq\.?",
    r"Inc\.?",
    r"Ltd\.?",
    r"LLC",
    r"L\.?L\.?C\.",
    r"L\.?P\.",
    r"\d+(?:st|nd|rd|th) (?:Prince|Duke|Marquess|Earl|Viscount|Baron|Baronet)\b[^,]*",
    r"(?:Prince|Princess|Duke|Duchess|Marquess|Earl|Count|Countess) (?:Consort )?of [^,]+",
    r"the Creator",
)
_NAME_SUFFIX = rf",\s*({'|'.join(_SUFFIXES)})\s*(,|$)"
_PROTECTED_COMMA = "\x1f"
_BLANKS = ("", "nan", "n/a", "none", "null")


def split_names(cells: pl.Expr) -> pl.Expr:
    """The names in each cell as a list of text, in the cell's order; an empty list if none.

    ``Ed Begley, Jr., Cher`` is two names: generations, degrees, peerages and legal forms of
    companies stay with the name before them. Empty names, ``nan`` and ``N/A`` are dropped.
    """
    protected = cells
    # A match consumes the comma after the suffix, so a second suffix in a row needs a second pass.
    for _ in range(2):
        protected = protected.str.replace_all(_NAME_SUFFIX, _PROTECTED_COMMA + "$1$2")
    names = protected.str.split(",").list.eval(
        pl.element().str.replace_all(_PROTECTED_COMMA, ", ", literal=True).str.strip_chars()
    )
    return names.list.eval(
        pl.element().filter(~pl.element().str.to_lowercase().is_in(_BLANKS))
    ).fill_null([])
