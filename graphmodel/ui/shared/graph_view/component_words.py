"""The texts of the picture's script, sent to the page in the visitor's language."""

from __future__ import annotations

from graphmodel import words

TEXTS = (
    words.mark("network picture"),
    words.mark("Drawing the picture …"),
    words.mark("Colours and shapes"),
    words.mark("What to do with the selection"),
    words.mark("Steps and zoom"),
    words.mark("Undo (Ctrl+Z)"),
    words.mark("Undo"),
    words.mark("Redo (Ctrl+Shift+Z)"),
    words.mark("Redo"),
    words.mark("Draw a ring around nodes (Shift+drag)"),
    words.mark("Draw a ring around nodes"),
    words.mark("Notes"),
    words.mark("Write a note (T)"),
    words.mark("Write a note"),
    words.mark("Write a note …"),
    words.mark("Note: {text}"),
    words.mark("Note on {name}: {text}"),
    words.mark("Enter edits, arrows move, Delete removes"),
    words.mark("Enter saves, Shift+Enter starts a new line, Esc cancels"),
    words.mark("Note saved"),
    words.mark("Note removed"),
    words.mark("Not enough room: shorten this note or another one"),
    words.mark("Save as PNG at print size"),
    words.mark("Save as PNG"),
    words.mark("Save as SVG, to edit or print"),
    words.mark("Save as SVG"),
    words.mark("Full screen (F)"),
    words.mark("Full screen"),
    words.mark("Zoom in (+)"),
    words.mark("Zoom in"),
    words.mark("Zoom out (−)"),
    words.mark("Zoom out"),
    words.mark("Fit everything in (0)"),
    words.mark("Fit everything in"),
    words.mark("Years of the ties"),
    words.mark("Play the years"),
    words.mark("Stop"),
    words.mark("First year"),
    words.mark("Last year"),
    words.mark(
        "arrows move · + − zoom · 0 fit · N P next, previous · Enter expand · T note · "
        "Ctrl+A all · Shift+drag ring · / search"
    ),
    words.mark("Show {name}; Ctrl+click selects them"),
    words.mark("Hide {name}; Ctrl+click selects them"),
    words.mark("Select {name}"),
    words.mark("{name} shown"),
    words.mark("{name} hidden"),
    words.mark("Expand"),
    words.mark("Expand …"),
    words.mark("Collapse"),
    words.mark("Select neighbours"),
    words.mark("Keep only"),
    words.mark("Hide"),
    words.mark("Pin"),
    words.mark("Unpin"),
    words.mark("Show routes"),
    words.mark("Introduce"),
    words.mark("Suggest"),
    words.mark("Ask …"),
    words.mark("Copy names"),
    words.mark("{n} selected"),
    words.mark("{n} names copied"),
    words.mark("{first} to {last}"),
    words.mark("Nothing selected"),
    words.mark("{n} selected: {names}"),
    words.mark("{n} selected: {names} and others"),
    words.mark("Undone"),
    words.mark("Redone"),
    words.mark(
        "The picture cannot be drawn: WebGL is missing or switched off in this browser. Switch on "
        "hardware acceleration in its settings, or use another browser. The lists on this page "
        "show the same facts."
    ),
)
"""Every English text in the scripts and in ``view.html``."""


def table() -> dict[str, str]:
    """Return the translation of each text, without those that stay the same."""
    translations = {text: words.say(text) for text in TEXTS}
    return {text: translation for text, translation in translations.items() if translation != text}
