"""Translates the problems of rows that an import refused, and their cures, for people to read.

Problems are stored and written to files in English, which commands use to name them. The cures
listed here are the forms that the checks use; any other is looked up as a label of the schema.
"""

from __future__ import annotations

import re
from functools import cache

from graphmodel import words

_PROBLEMS = (
    words.mark("missing value"), words.mark("malformed value"), words.mark("oversize value"),
    words.mark("control characters"), words.mark("not an allowed value"),
    words.mark("impossible year"), words.mark("impossible number"), words.mark("malformed date"),
    words.mark("malformed address"), words.mark("malformed period"),
    words.mark("ends before it begins"), words.mark("most below least"),
    words.mark("death before birth"), words.mark("worked before birth"),
    words.mark("differs from what lasts"), words.mark("no source"), words.mark("unknown source"),
    words.mark("id given twice"), words.mark("no id"), words.mark("link to itself"),
    words.mark("link to nothing"), words.mark("link between wrong kinds"),
    words.mark("link given twice"), words.mark("links not read"), words.mark("a cycle"),
    words.mark("not CSV"), words.mark("not UTF-8"), words.mark("not JSON"),
    words.mark("wrong number of cells"), words.mark("no such kind"), words.mark("unknown property"),
    words.mark("not a name"), words.mark("left out"), words.mark("file cannot be read"),
    words.mark("label not mapped"), words.mark("lists of different length"),
    words.mark("joins several kinds"), words.mark("no columns"), words.mark("line is not JSON"),
    words.mark("differs from an earlier row"), words.mark("not a date"),
    words.mark("does not match"), words.mark("not in the table of values"),
    words.mark("column given twice"), words.mark("mapping not used"), words.mark("not recognised"),
    words.mark("quote not closed"), words.mark("NUL byte"), words.mark("not a record"),
    words.mark("not an object"),
)  # fmt: skip

_CURES = (
    words.mark("the id of a node"),
    words.mark("the ids of two nodes"),
    words.mark("the id of a source that states it"),
    words.mark("the id of a Source in this data or in the store"),
    words.mark("the id of a node in this data or in the store"),
    words.mark("one row for each id, and an id for one kind only"),
    words.mark("one row for each {names}"),
    words.mark("a whole that is not a part of its own part"),
    words.mark("a year after the birth of the person"),
    words.mark("plain text"),
    words.mark("zero or more"),
    words.mark("a real date such as 2025, 2025-10 or 2025-10-30"),
    words.mark("2025, 2025-10 or 2025-10-30"),
    words.mark("an address that begins with https://"),
    words.mark("an end no earlier than its start"),
    words.mark("at most {n} characters each"),
    words.mark("at most {n} characters"),
    words.mark("an end no earlier than {column}"),
    words.mark("a number no lower than {column}"),
    words.mark("a year no earlier than {column}"),
    words.mark("a value of type {type}"),
    words.mark("{value}, which is nearest, or one of {others}"),
    words.mark("one of {values}"),
    words.mark("a label among {values}"),
    words.mark("{first_year} to {last_year}"),
    words.mark("LABEL START/END, such as script 2025-09-12/2026-01-07, without END while it lasts"),
    words.mark("the label of the ongoing period of {name}, or a corrected {same}"),
    words.mark("ends that {link} joins: {kinds}"),
    words.mark("cells between commas, in quotes where they hold a comma or a quote"),
    words.mark("the file saved as CSV in UTF-8"),
    words.mark("as many cells as the first line has columns"),
    words.mark("a file that you may read"),
    words.mark("a name or id at both ends"),
    words.mark("a first line of column names"),
    words.mark("a year, such as 1994"),
    words.mark("{value} as before, or keep: first in the mapping"),
    words.mark("text like {pattern}"),
    words.mark("as many values in {columns} as here"),
    words.mark("JSON as it was saved"),
    words.mark("each column once"),
    words.mark("a second quote at the end of the cell"),
    words.mark("text without NUL bytes"),
    words.mark("a JSON list or object in the cell, or leave the column out of json:"),
    words.mark("one JSON object in braces on each line"),
    words.mark("a JSON object in braces for each row"),
    words.mark("at most 16 MB in one line"),
    words.mark("a file that can be read"),
    words.mark("an answer as TMDB returns it"),
    words.mark("an object with an id"),
    words.mark("an object on one line"),
    words.mark("a film as an object"),
    words.mark("a title"),
)


_FILLINGS = {"n": r"\d+", "first_year": r"\d+", "last_year": r"\d+", "link": r"\w+"}
"""The patterns of placeholders that do not stand for arbitrary text."""


def problem_said(problem: str) -> str:
    """A problem in the reader's language."""
    return words.say(problem)


def cure_said(cure: str) -> str:
    """A cure in the reader's language."""
    for form in _CURES:
        if found := _pattern(form).fullmatch(cure):
            return words.say(form, **found.groupdict())
    return words.label(cure)  # what a property is described as


@cache
def _pattern(form: str) -> re.Pattern[str]:
    """A pattern that matches cures of this form and captures the values of its placeholders."""
    parts = re.split(r"\{(\w+)\}", form)
    return re.compile(
        "".join(
            f"(?P<{part}>{_FILLINGS.get(part, '.+?')})" if n % 2 else re.escape(part)
            for n, part in enumerate(parts)
        ),
        re.DOTALL,
    )
