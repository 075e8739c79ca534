"""Lists of names in one cell, joined by commas, where some commas belong to a name."""

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
_BELONGS = rf",\s*({'|'.join(_SUFFIXES)})\s*(,|$)"
_KEPT = "\x1f"
_NOTHING = ("", "nan", "n/a", "none", "null")


def split_names(cells: pl.Expr) -> pl.Expr:
    """The names of each cell as a list of text, in the cell's order; none where it holds none.

    ``Ed Begley, Jr., Cher`` is two names: generations, degrees, peerages and the forms of companies
    stay with the name before them. Empty names, ``nan`` and ``N/A`` are left out.
    """
    kept = cells
    # A suffix takes the comma behind it along, so that one behind another needs a second look.
    for _ in range(2):
        kept = kept.str.replace_all(_BELONGS, _KEPT + "$1$2")
    parts = kept.str.split(",").list.eval(
        pl.element().str.replace_all(_KEPT, ", ", literal=True).str.strip_chars()
    )
    return parts.list.eval(
        pl.element().filter(~pl.element().str.to_lowercase().is_in(_NOTHING))
    ).fill_null([])
