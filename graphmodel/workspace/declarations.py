"""Workspace items that stand alone, each with its own history; one line declares each type."""

from __future__ import annotations

from graphmodel import words

LIST, QUESTION = words.mark("list"), words.mark("question")
VERDICT, VIEW, WATCH = words.mark("verdict"), words.mark("view"), words.mark("watch")

LOG_COMMANDS = {
    LIST: "graphmodel list log",
    QUESTION: "graphmodel ask --log",
    VERDICT: "graphmodel verdicts log",
    VIEW: "graphmodel views log",
    WATCH: "graphmodel watches log",
}
"""The types of these items, with the command that lists the changes to each."""

OWNED = frozenset({VERDICT, VIEW, WATCH})
"""Types that only the owner may change; the others may be changed by anybody who sees the item."""
