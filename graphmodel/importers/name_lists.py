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
_GENERATION = r"Jr\.?|Sr\.?|I{2,3}|IV"
_NAME_SUFFIX = rf",\s*({'|'.join(_SUFFIXES)})\s*(,|$)"
_PROTECTED_COMMA = "\x1f"
_COMMA_IN_BRACKETS = r"([(（][^,()（）]*),\s*"
_MOST_IN_BRACKETS = 4
_BLANKS = ("", "nan", "n/a", "none", "null")


def given_name_first(names: pl.Expr) -> pl.Expr:
    """``Varda, Agnès`` as ``Agnès Varda`` and ``King, Martin Luther, III`` as ``Martin Luther
    King III``; Han names, ``张, 艺谋``, as ``张艺谋``. Names without a comma are unchanged."""
    han = r"^(\p{Han}{1,3}),\s*(\p{Han}{1,3})$"
    with_suffix = rf"^([^,]+),\s*([^,]+?),\s*({_GENERATION})$"
    suffix_within = rf"^([^,]+),\s*({_GENERATION}),\s*([^,]+?)$"
    only_suffix = rf"^[^,]+,\s*({'|'.join(_SUFFIXES)})$"
    turned = (
        names.str.replace(han, "${1}${2}")
        .str.replace(suffix_within, "${3} ${1} ${2}")
        .str.replace(with_suffix, "${2} ${1} ${3}")
        .str.replace(r"^([^,]+),\s*([^,]+?)$", "${2} ${1}")
    )
    return pl.when(names.str.contains(only_suffix)).then(names).otherwise(turned)


def split_names(cells: pl.Expr) -> pl.Expr:
    """The names in each cell as a list of text, in the cell's order; an empty list if none.

    ``Ed Begley, Jr., Cher`` is two names: generations, degrees, peerages and legal forms of
    companies stay with the name before them, and commas in brackets are kept. Empty names, ``nan``
    and ``N/A`` are dropped.
    """
    protected = cells
    # A match consumes the comma after the suffix, so a second suffix in a row needs a second pass.
    for _ in range(2):
        protected = protected.str.replace_all(_NAME_SUFFIX, _PROTECTED_COMMA + "$1$2")
    for _ in range(_MOST_IN_BRACKETS):
        protected = protected.str.replace_all(_COMMA_IN_BRACKETS, "${1}" + _PROTECTED_COMMA)
    names = protected.str.split(",").list.eval(
        pl.element().str.replace_all(_PROTECTED_COMMA, ", ", literal=True).str.strip_chars()
    )
    return names.list.eval(
        pl.element().filter(~pl.element().str.to_lowercase().is_in(_BLANKS))
    ).fill_null([])
