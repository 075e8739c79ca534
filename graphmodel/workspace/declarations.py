"""What people make that stands by itself, each with its own history: one line declares each."""

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
"""The types of such items, and the command that lists the changes of each."""

OWNED = frozenset({VERDICT, VIEW, WATCH})
"""The types that only their owner changes; the others everybody changes who sees them."""
