"""Notes on the canvas: their form in an address, their size and their position."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.errors import InputError
from graphmodel.pictures.notes import LONGEST, Note, PlacedNote, notes_from, placed, with_note

HOSTILE = "<script>alert(1)</script> ~.%7E & \"x\" 'y'"

far = st.integers(-99_999, 99_999)
notes = st.builds(
    Note.of,
    st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True),
    st.tuples(far, far),
    st.text(min_size=1, max_size=40).filter(lambda text: bool(Note.of("a", (0, 0), text).text)),
    st.text("ab:.~*@ é张", max_size=8),
)


@given(notes)
def test_a_note_comes_back_from_its_value_in_an_address(note: Note) -> None:
    assert notes_from([note.value()]) == (note,)


def test_what_cannot_be_read_is_passed_over() -> None:
    good = Note("a", 1, -2, HOSTILE, "imdb:nm1")
    values = ["", "a", "A.1.2~x", "a.1~x", "a.1.x~y", "a.1.2~", "a.9999999.1~x", "a.1.2.b.c~x",
              "b.1.2~" + "x" * (LONGEST + 1), good.value()]  # fmt: skip
    assert notes_from(values) == (good,)


def test_controls_and_turned_lines_do_not_get_into_a_note() -> None:
    note = Note.of("a", (1e9, float("-7.6")), " one\r\ntwo\x1b[2J \u202eeno\n\n")
    assert note == Note("a", 99_999, -8, "one\ntwo\ufffd[2J \ufffdeno")


def test_an_empty_text_removes_a_note_and_the_same_key_replaces_it() -> None:
    first, second = Note("a", 0, 0, "first"), Note("b", 5, 5, "second")
    both = with_note(with_note((), first), second)
    assert both == (first, second)
    moved = Note("a", 9, 9, "first")
    assert with_note(both, moved) == (moved, second)
    assert with_note(both, Note("a", 0, 0, "")) == (second,)


def test_too_long_a_note_and_too_many_are_refused_in_one_line() -> None:
    with pytest.raises(InputError, match="300 at most"):
        with_note((), Note("a", 0, 0, "x" * (LONGEST + 1)))
    many: tuple[Note, ...] = ()
    for number in range(10):
        many = with_note(many, Note(f"n{number}", 0, 0, "张" * 60))
    with pytest.raises(InputError, match="no room for more notes"):
        with_note(many, Note("more", 0, 0, "张" * 60))
    assert len(with_note(many, Note("n0", 0, 0, ""))) == 9, "removing always has room"


def test_a_tied_note_lies_beside_its_node_and_nowhere_without_it() -> None:
    free, tied = Note("a", 3, 4, "free"), Note("b", 10, -20, "tied", "her")
    assert placed((free, tied), {"her": (100.0, 200.0)}) == (
        PlacedNote(3, 4, "free"),
        PlacedNote(110, 180, "tied"),
    )
    assert placed((free, tied), {}) == (PlacedNote(3, 4, "free"),)
