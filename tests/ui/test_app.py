"""What keeps the explorer on this machine and the same however it is started."""

from __future__ import annotations

import tomllib
from pathlib import Path

import graphmodel.ui
from graphmodel.ui.shared import navigation
from graphmodel.ui.shared.widgets import plain

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
