"""Display of text from data, in commands and on pages."""

from __future__ import annotations

import json

import pytest

from graphmodel.facts.shown_text import cut, escaped_in_json, shown

OVERRIDE, EMBEDDING, END, ISOLATE = "\u202e", "\u202b", "\u202c", "\u2067"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana\nde\tArmas\u2028x\x85y", "Ana de Armas x y"),
        (f"{OVERRIDE}gnp.exe{END}", "\ufffdgnp.exe"),
        (f"{EMBEDDING}שלום{END} {ISOLATE}x\u2069", "שלום x"),
        ("\x1b[31mred\x1b]0;title\x07", "\ufffd[31mred\ufffd]0;title\ufffd"),
        ("a\x00b\x7fc\x9bd", "a\ufffdb\ufffdc\ufffdd"),
        ("می\u200cخواهم 👩\u200d🎨 Dvořák 张艺谋", "می\u200cخواهم 👩\u200d🎨 Dvořák 张艺谋"),
    ],
)
def test_controls_and_overrides_are_shown_and_not_obeyed(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_json_says_the_same_in_escapes() -> None:
    value = {"name": f"{OVERRIDE}x{END}\x9b\u2028 é"}
    text = escaped_in_json(json.dumps(value, ensure_ascii=False))
    assert json.loads(text) == value
    assert text.isprintable()
    assert "é" in text


def test_a_long_text_is_cut() -> None:
    assert cut("short") == ("short", "")
    beginning, rest = cut("x" * 10_000)
    assert (len(beginning), len(rest)) == (600, 9400)
