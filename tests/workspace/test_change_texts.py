"""The texts of changes in the reader's language."""

from __future__ import annotations

from string import Formatter

import pytest

from graphmodel import words
from graphmodel.workspace.change_texts import ChangeText, in_words, names_in

NAMES = ("Ang Lee", 'O\'Neil "Tip"', "{name!r}, nobody", "a\nb \\ c", "An - Bo", "陈晓雨")
OTHERS = {
    "number": "7",
    "stage": "met",
    "stages": "found, met",
    "tags": "one, two",
    "signed_tags": "+keep -drop it",
}
"""Values of placeholders that are not names."""


@pytest.mark.parametrize("template", ChangeText)
def test_the_text_of_a_change_is_read_in_the_readers_language(template: ChangeText) -> None:
    placeholders = {placeholder or "" for _, placeholder, _, _ in Formatter().parse(template)}
    with words.speaking(words.CHINESE):
        translated = {
            "stage": words.label("met"),
            "stages": words.listed(words.label("found"), words.label("met")),
            "change": words.say(ChangeText.NOTE_CHANGED),
        }
    for name in NAMES:
        values = dict.fromkeys(placeholders, name) | OTHERS
        stored = template.format(**values | {"change": ChangeText.NOTE_CHANGED})
        assert in_words(stored) == stored
        with words.speaking(words.CHINESE):
            assert in_words(stored) == words.say(template, **values | translated)


def test_a_text_that_can_be_read_in_two_ways_is_shown_as_stored() -> None:
    texts = ("moved A Farewell to Arms to met", "good: A, for B, for C")
    with words.speaking(words.CHINESE):
        assert [in_words(text) for text in texts] == list(texts)


def test_names_beyond_three_are_counted_in_the_readers_language() -> None:
    stored = ChangeText.ENTRIES_MOVED.format(
        names=names_in([f"Person {n}" for n in range(1_203)]), stage="met"
    )
    assert stored == "moved Person 0, Person 1, Person 2 and 1,200 more to met"
    with words.speaking(words.CHINESE):
        shown = in_words(stored)
    assert "Person 0, Person 1, Person 2 以及另外 1,200 个" in shown
    assert " to " not in shown


def test_a_text_that_no_template_made_is_shown_as_stored() -> None:
    with words.speaking(words.CHINESE):
        assert in_words("put it on the moon") == "put it on the moon"
