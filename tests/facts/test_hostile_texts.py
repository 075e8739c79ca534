"""Hostile texts, meant to act as more than letters, wherever data is shown or written."""

from __future__ import annotations

import json
import re
import unicodedata
from html.parser import HTMLParser

import pytest

from graphmodel.facts.batch import escape_formula, unescape_formula
from graphmodel.facts.html_text import escape, folded
from graphmodel.facts.shown_text import cut, escaped_in_json, shown

TEXTS = {
    "a script": "<script>alert(1)</script>",
    "an image that fails": "<img src=x onerror=alert(1)>",
    "a drawing that loads": "<svg/onload=alert(1)>",
    "a frame": "<iframe srcdoc='<script>alert(1)</script>'>",
    "an end of an attribute": '"><script>alert(1)</script>',
    "an end in single quotes": "' onmouseover='alert(1)",
    "an end of a style": "</style><script>alert(1)</script>",
    "an end of a title": "</title><script>alert(1)</script>",
    "an open comment": "<!--",
    "a condition for old browsers": "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "letters by their number": "&#x3c;script&#x3e;alert(1)&#x3c;/script&#x3e;",
    "markup in wide letters": "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "a script as an address": "javascript:alert(1)",
    "data as an address": "data:text/html,<script>alert(1)</script>",
    "bold and a link": "**bold** [link](javascript:alert(1))",
    "an image in markdown": "![x](https://evil.example/x.png)",
    "an address": "https://evil.example/login",
    "an address of mail": "root@evil.example",
    "an icon and a colour": ":material/home: :red[x]",
    "a formula for the page": "$\\href{javascript:alert(1)}{x}$",
    "a heading and a rule": "# heading\n---\n> quote",
    "a table": "| a | b |\n|---|---|",
    "a formula": "=1+1",
    "a formula that runs": "=cmd|' /C calc'!A0",
    "a formula with a sign": "+SUM(1,1)",
    "a formula with a minus": "-2+3+cmd|' /C calc'!A0",
    "a formula with an at": "@SUM(1,1)",
    "a formula behind a tab": "\t=1+1",
    "a formula behind a return": "\r=1+1",
    "a formula in quotes": '"=1+1"',
    "an override of direction": "\u202egpj.exe",
    "an embedding that stays open": "\u202bx",
    "an isolate that stays open": "\u2067x\u2066y",
    "colours of a terminal": "\x1b[31mred\x1b[0m",
    "a title of a terminal": "\x1b]0;owned\x07",
    "a clipboard of a terminal": "\x1b]52;c;cm0gLXJmIH4=\x07",
    "controls of eight bits": "\x9b31mred\x90x\x9c",
    "nulls and bells": "a\x00b\x07c\x08\x08\x7f",
    "lines of other kinds": "a\u2028b\u2029c\x85d\x0be\x0cf",
    "a line over the last": "safe\rEVIL",
    "a thousand marks on a letter": "a" + "\u0301" * 1_000,
    "an end of Cypher": "'}) DETACH DELETE n //",
    "an end of SQL": "'; DROP TABLE Person; --",
    "a template": "{{7*7}} ${7*7} #{7*7} %(x)s {0} {name!r}",
    "half a pair": "\ud83d",
    "ten thousand letters": "x" * 10_000,
    "a path": "../../etc/passwd\x00.csv",
    "an end of JSON": '"}],"owned":true',
}


class Parts(HTMLParser):
    """The elements and the text of some HTML, as a browser would parse it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(params=TEXTS.values(), ids=TEXTS)
def text(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_terminal_gets_one_line_of_letters(text: str) -> None:
    line = shown(text)
    assert len(line.splitlines()) <= 1
    assert not [c for c in line if unicodedata.category(c) in ("Cc", "Zl", "Zp")]
    opened = sum(line.count(c) for c in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
    closed = sum(line.count(c) for c in "\u202c\u2069")
    assert opened <= closed


def test_a_page_shows_its_letters_and_no_markup(text: str) -> None:
    parts = Parts(f"<p>{escape(text)}</p>")
    assert parts.elements == ["p"]
    assert parts.text == shown(text)
    assert Parts(f'<p title="{escape(text)}">x</p>').elements == ["p"]
    assert set(Parts(folded(text)).elements) <= {"details", "summary"}


def test_a_panel_is_not_filled_by_one_value(text: str) -> None:
    assert len(cut(text)[0]) <= 600


def test_a_spreadsheet_runs_no_cell_and_the_text_comes_back(text: str) -> None:
    cell = str(escape_formula(text))
    assert not re.match(r"[=+\-@\t\r]", cell)
    assert unescape_formula(cell) == text


def test_json_has_the_same_text_in_printable_letters(text: str) -> None:
    written = escaped_in_json(json.dumps({"name": text}, ensure_ascii=False))
    assert json.loads(written) == {"name": text}
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", written)
