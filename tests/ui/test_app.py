"""Safeguards that keep the explorer on this machine, and alike however it is started."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import graphmodel.ui
from graphmodel.facts.html_text import escape, folded
from graphmodel.ui.shared import navigation
from graphmodel.ui.shared.widgets import option, plain

PACKAGE = Path(graphmodel.ui.__file__).parent
ROOT = Path(__file__).parents[2]


def test_both_ways_of_starting_have_the_same_settings() -> None:
    packaged = (PACKAGE / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8") == packaged
    assert tomllib.loads(packaged)["browser"]["gatherUsageStats"] is False
    assert tomllib.loads(packaged)["server"]["address"] == "127.0.0.1"


def test_every_page_of_the_menu_is_there() -> None:
    assert {name for name in navigation.PAGES if not navigation.exists(name)} == set()


def test_plain_text_stays_on_one_line_and_has_no_markup() -> None:
    assert plain("a\n# b") == r"a \# b"
    assert plain("<b>*x*</b>") == r"\<b\>\*x\*\<\/b\>"
    assert ":material/home:" not in plain(":material/home:").replace("\\", "")
    assert plain("张艺谋 Ónodi") == "张艺谋 Ónodi"


def test_an_option_of_a_select_box_is_the_text_itself() -> None:
    assert option("O'Shaunnery_[x](y) *z*") == "O'Shaunnery_[x](y) *z*"
    assert "\u202e" not in option("a\u202eb")
    assert option("two\nlines") == "two lines"


@pytest.mark.parametrize(
    "name", ["https://evil.example/x", "HTTP://evil.example", "www.evil.example", "a@evil.example"]
)
def test_an_address_in_a_name_is_no_link(name: str) -> None:
    # Texts that Streamlit turns into links once it has removed the escapes.
    live = re.compile(r"https?://\S|www\.\S|\S@[\w-]", re.IGNORECASE)
    assert live.search(name)
    assert not live.search(plain(f"see {name}").replace("\\", ""))


def test_text_as_html_obeys_nothing_and_folds() -> None:
    assert escape("<b>\u202egnp\x1b") == "&lt;b&gt;\ufffdgnp\ufffd"
    assert folded("short & sweet") == "short &amp; sweet"
    html = folded("<" * 10_000)
    assert html.count("&lt;") == 10_000
    assert "<summary>… 9,400 more characters</summary>" in html
