"""Warnings about names from a mapping that do not look like names, and about variant spellings."""

from __future__ import annotations

import polars as pl

from graphmodel import words

_EXAMPLES = 3
NOBODY = (
    r"^(?i:unknown|anonymous|n\. ?n\.?|n\.a\.|no(?:t| one)? (?:known|credited|named)|various"
    r"(?: (?:artists|directors|people))?|several|diverse|verschiedene|unbekannt|inconnue?s?|divers"
    r"|desconocid[oa]|vari[eo]s|sconosciut[oa]|неизвест\p{L}+|佚名|不详|不詳|未知|无名氏|無名氏|不明|미상"
    r"|\?+|\.+|-+|–|—)$"
)
"""Text in place of an unnamed person, or of several."""
_ADDRESS = r"(?i:^(?:https?|ftp)://|^www\.)"
_ID = r"Q\d{3,}|(?:tt|nm)\d{5,}|t\d{4,}|[0-9a-f]{8}-[0-9a-f]{4}-.*|[0-9a-f]{24,}"
_SUSPECT = (
    (words.mark("JSON; name their column in json:"), r'^\s*[\[{]|[\]}]\s*$|"\s*:\s'),
    (words.mark("addresses"), _ADDRESS + r"|(?i)^[^\s@]+@[^\s@]+\.[a-z]{2,}$"),
    (words.mark("ids"), rf"^(?:{_ID}|Q\d\d)$"),
    (words.mark("HTML; add entities: true"), r"&(#\d+|#x[0-9A-Fa-f]+|[A-Za-z]{2,8});"),
)
_PEOPLE_SUSPECT = (
    (words.mark("numbers"), r"^[\d\s.,:/-]+$"),
    (
        words.mark(
            "numbered namesakes; keep the number in id: and take it off name: with replace:"
        ),
        r" \([IVXLC]+\)$",
    ),
    (
        words.mark("lists; give their separator in each:"),
        r"[;|、，]|\S/\S|\s/\s|,[^,]*,|\p{L} (?:and|with|&) \p{L}",
    ),
    (
        words.mark("names with others unnamed; take that off with replace:"),
        r"(?i)\bet al\b\.?$|\bothers$|\p{Han}等人?$|^[0-9]+ more$|…$|\.\.\.$",
    ),
    (words.mark("nobody's; take them off with replace:"), NOBODY),
    (words.mark("names with a character; take it off with replace:"), r"(?: |\()as \p{Lu}"),
    (
        words.mark("two names of one person; take one off with replace:"),
        r"^[\p{Han}\p{Hangul}\p{Katakana}·]+ +\p{Latin}",
    ),
    (
        words.mark("names with a role before them; take it off with replace:"),
        r"^[\p{L} ]+[:：]\s*\S|^(?:[Dd]ir|[Pp]rod)\. ",
    ),
    (
        words.mark("names with a note in brackets; take it off with replace:"),
        r"[(（][^()（）]+[)）]$",
    ),
    (
        words.mark(
            "family names first or two names; add family_first: true, or their separator in each:"
        ),
        r"^[^,]+,\s*[^,]+$",
    ),
)
_SUFFIX = r",\s*(Jr|Sr|I{2,3}|IV|M\.?D|Ph\.?D|Esq|Inc|Ltd|LLC|MBA|Prince|Duke|Earl)\b.*$"
_SPACES_AND_MARKS = r"[\s\u00a0\u200b\u3000'’‘`´.·・•‧‐‑-]+"


def is_no_name(name: pl.Expr) -> pl.Expr:
    """Whether a name is an address or only an id, as Wikidata gives for a missing label."""
    return name.str.contains(_ADDRESS) | name.str.contains(rf"^(?:{_ID})$")


def false_name_warnings(kind: str, names: pl.Series) -> list[words.Later]:
    """Warnings about addresses and ids that are left out as names, with examples."""
    is_address = names.str.contains(_ADDRESS)
    return [
        words.later(
            "names of {kind} that look like {what} are left out ({n:,}); what has no other name "
            "goes by its id: {examples}",
            kind=kind,
            what=words.later(what),
            n=matching.len(),
            examples=_quoted(matching),
        )
        for what, matching in (
            (words.mark("addresses"), names.filter(is_address)),
            (words.mark("ids"), names.filter(~is_address)),
        )
        if matching.len()
    ]


def name_warnings(kind: str, rows: pl.DataFrame) -> list[words.Later]:
    """Warnings about suspect names of these nodes, each a sentence with examples."""
    if "name" not in rows.columns or not rows.height:
        return []
    names = rows["name"].drop_nulls().unique(maintain_order=True)
    suspects = _SUSPECT + (_PEOPLE_SUSPECT if kind == "Person" else ())
    sentences: list[words.Later] = []
    for what, pattern in suspects:
        matching = names.filter(names.str.replace(_SUFFIX, "").str.contains(pattern))
        if matching.len():
            names = names.filter(~names.is_in(matching.implode()))
            sentences.append(
                words.later(
                    "names of {kind} that look like {what} ({n:,}): {examples}",
                    kind=kind,
                    what=words.later(what),
                    n=matching.len(),
                    examples=_quoted(matching),
                )
            )
    return sentences + _spellings(kind, rows)


def _spellings(kind: str, rows: pl.DataFrame) -> list[words.Later]:
    if kind != "Person":
        return []
    spelled = (
        rows.select("id", "name")
        .drop_nulls()
        .with_columns(
            pl.col("name")
            .str.normalize("NFKC")
            .str.replace_all(_SPACES_AND_MARKS, "")
            .str.to_lowercase()
            .alias("letters")
        )
    )
    groups = (
        spelled.group_by("letters", maintain_order=True)
        .agg(pl.col("id").n_unique().alias("ids"), pl.col("name").unique(maintain_order=True))
        .filter((pl.col("ids") > 1) & (pl.col("name").list.len() > 1))
    )
    if not groups.height:
        return []
    examples = "; ".join(
        " and ".join(map(repr, spellings)) for spellings in groups["name"].head(_EXAMPLES)
    )
    return [
        words.later(
            "names of {kind} spelled in ways that differ only by spaces, capitals or marks ({n:,}) "
            "stay separate people until you judge them the same: {examples}",
            kind=kind,
            n=groups.height,
            examples=examples,
        )
    ]


def _quoted(names: pl.Series) -> str:
    return ", ".join(repr(name[:60]) for name in names.head(_EXAMPLES))
