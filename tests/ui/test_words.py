"""Every text of the pages is in the catalogue of each language, and no other is shown."""

from __future__ import annotations

import ast
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po

import graphmodel.ui
from graphmodel import words
from graphmodel.analysis.people.words import GROUPS
from graphmodel.errors import InputError, StatementError
from graphmodel.network.captions import count_caption
from graphmodel.schema import model
from graphmodel.schema.declarations import NodeKind
from graphmodel.schema.labels import labels
from graphmodel.ui.shared.graph_view import _SCRIPTS, asset, component_words
from scripts.catalogues import COMMANDS, is_error, wanted
from tests.ui.bare_english import bare_texts

PAGES = Path(graphmodel.ui.__file__).parent
PACKAGE = PAGES.parent
OTHERS = [language for language in words.LANGUAGES if language != words.ENGLISH]

NOT_SHOWN = {
    ("people/page.py", "people"),  # keys of buttons
    ("profile/page.py", "node"),
    ("lists/page.py", "list"),
    ("people/page.py", "last company"),  # names of columns
    ("lists/news.py", "according to"),
    ("team/teams.py", "new pairs"),
    ("review/page.py", "not sure"),  # a stored value
    ("review/pair_view.py", "separated from the others"),
    ("meetings/sheet.py", "record a sheet of"),  # for the log
    ("shared/consent.py", "erase a person with   records"),  # for the log
    ("communities/publishing.py", "publish communities"),
    ("communities/publishing.py", "take back communities"),
    ("data/import_history.py", "undo import   ( )"),
    ("data/page.py", "/data/my_seed"),
    ("data/source_order.py", "order of sources"),
    ("meetings/record.py", "record who came to"),
    ("meetings/record.py", "undo the record that is import"),
    ("meetings/talks.py", "record a talk at"),
    ("plans/acceptance.py", "accept plan"),
    ("plans/acceptance.py", "undo the acceptance that is import"),
    ("plans/seat_acceptance.py", "accept the seats of"),
    ("shared/resources.py", "sign in"),
    ("shared/resources.py", "with the provider"),
    ("shared/graph_view/__init__.py", "window.dispatchEvent(new Event('network-library'))"),
    ("shared/graph_view/__init__.py", "export default () => {  ; };"),
}
"""Texts that look like English but are never shown on a page."""


def catalogue(language: str) -> Catalog:
    with words.catalogue_file(language).open("rb") as file:
        return read_po(file, abort_invalid=True)


def texts_of(value: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def placeholders(text: str) -> set[tuple[str, str, str]]:
    return {
        (name, spec or "", conversion or "")
        for _, name, spec, conversion in Formatter().parse(text)
        if name is not None
    }


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_has_every_text_and_no_other(language: str) -> None:
    entries = {(m.id, m.context) for m in catalogue(language) if m.id}
    assert set(wanted()) - entries == set(), "run python scripts/catalogues.py"
    assert entries - set(wanted()) == set(), "run python scripts/catalogues.py"


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_for_certain(language: str) -> None:
    entries = [m for m in catalogue(language) if m.id]
    assert [m.id for m in entries if not all(texts_of(m.string))] == []
    assert [m.id for m in entries if m.fuzzy] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_placeholders_of_its_text(language: str) -> None:
    differing = [
        m.id
        for m in catalogue(language)
        if m.id
        and any(
            placeholders(said) != placeholders(texts_of(m.id)[-1]) for said in texts_of(m.string)
        )
    ]
    assert differing == []


def test_no_page_shows_english_that_is_not_said() -> None:
    bare = [
        f"{path.relative_to(PAGES)}:{line}: {text}"
        for path in sorted(PAGES.rglob("*.py"))
        for line, text in bare_texts(path)
        if (str(path.relative_to(PAGES)), text) not in NOT_SHOWN
    ]
    assert bare == []


def test_no_page_shows_a_note_on_its_constants() -> None:
    # Streamlit writes every bare string expression in the script of a page.
    alone = [
        f"{path.relative_to(PAGES)}:{node.lineno}"
        for path in sorted(PAGES.glob("*/page.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body[1:]
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    ]
    assert alone == []


def test_bare_english_is_seen_wherever_it_stands(tmp_path: Path) -> None:
    page = tmp_path / "page.py"
    page.write_text(
        "import streamlit as st\n"
        "from graphmodel import words\n"
        "st.button('Undo', key='undo')\n"
        "st.caption(words.say('Undo'))\n"
        "label = f'{1} of the rest'\n"
        "st.html(f'<b class=\"wide\">{label}</b>')\n"
        "st.text_input(words.say('Name'), placeholder='any' if label else 'all')\n"
        "navigation.link('explore', 'Back', {})\n"
    )
    assert [line for line, _ in bare_texts(page)] == [3, 5, 7, 7, 8]


def test_the_picture_is_given_every_text_of_its_script() -> None:
    page = asset("view.html")
    said = re.findall(r"\b(?:title|aria-label|aria-roledescription)=\"([^\"]+)\"", page)
    said += re.findall(r'class="(?:waiting|keys)"[^>]*>([^<]+)<', page)
    for script in map(asset, _SCRIPTS):
        joined = re.sub(r"'\s*\n\s*\+ '", "", script)
        said += re.findall(r"\b(?:say\(|label: |BLIND = )'([^']+)'", joined)
    assert set(said) == set(component_words.TEXTS)


def error_calls() -> Iterator[tuple[str, ast.Call]]:
    """Each place outside the commands that creates an error which a page may show."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if COMMANDS in path.parents:
            continue
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and call.args and is_error(call.func):
                yield f"{path.relative_to(PACKAGE)}:{call.lineno}", call


def test_no_error_has_its_values_in_its_text() -> None:
    mixed = [
        where
        for where, call in error_calls()
        if isinstance(call.args[0], ast.JoinedStr | ast.IfExp | ast.BinOp)
        or (isinstance(call.args[0], ast.Call) and "join" not in ast.unparse(call.args[0].func))
    ]
    assert mixed == []


def test_each_error_has_a_value_for_each_placeholder_and_no_other() -> None:
    differing = [
        where
        for where, call in error_calls()
        if isinstance(call.args[0], ast.Constant)
        and call.keywords
        and {name for name, _, _ in placeholders(call.args[0].value)}
        != {keyword.arg for keyword in call.keywords}
    ]
    assert differing == []


def test_an_error_is_said_in_the_language_of_who_reads_it() -> None:
    inner = InputError("{path}: no such file; correct the path", path="a{b}.csv")
    error = StatementError("the statement failed: {error}", (1, 2), error=inner)
    assert str(error) == "the statement failed: a{b}.csv: no such file; correct the path"
    with words.speaking(words.CHINESE):
        assert str(error) == "语句失败：a{b}.csv：没有此文件；请更正路径"
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.place) == (str(error), (1, 2))


def test_english_needs_no_catalogue_and_another_language_has_one() -> None:
    assert words.say("Add to picture") == "Add to picture"
    with words.speaking(words.CHINESE):
        assert words.say("Add to picture") == "加入图谱"
        assert words.count("The record", "All {n} records", 3) == "全部 3 条记录条目"
        assert words.listed("甲", "", "乙") == "甲、乙"
    assert words.count("The record", "All {n} records", 1) == "The record"
    assert words.spoken() == words.ENGLISH


def test_a_name_with_braces_is_only_a_name() -> None:
    name = "{0} {name} {{x}} %s"
    for language in words.LANGUAGES:
        with words.speaking(language):
            assert name in words.say("Only {name}", name=name)
            assert name in words.say("{first} and {second}", first=name, second="B")


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh-CN", "zh-Hans"), ("zh", "zh-Hans"), ("zh_TW", "zh-Hans"), ("en-US", "en"), ("fr", "en")],
)
def test_the_language_nearest_to_that_of_a_browser(locale: str, language: str) -> None:
    assert words.nearest(locale) == language


def test_what_a_user_adds_to_the_schema_stays_as_it_is() -> None:
    ship = NodeKind("Spaceship", "Space{ships}", "what flies", "#123456", "dot")
    nodes = {**model.SHIPPED.nodes, ship.name: ship}
    with (
        model.activated(model.Schema(nodes, model.SHIPPED.links)),
        words.speaking(words.CHINESE),
    ):
        assert {"Spaceship", "Space{ships}"} <= set(labels(model.active()))
        assert words.label("Spaceship") == "Spaceship"
        assert words.label("School") == "院校"
        assert words.label("Drama") == "剧情"
        assert count_caption("Spaceship", 2) == "2 space{ships}"
        assert count_caption("School", 2) == "2 所院校"


def test_values_are_said_by_a_name_that_the_search_of_people_knows() -> None:
    with words.speaking(words.CHINESE):
        unknown = [group[0] for groups in GROUPS.values() for group in groups
                   if words.label(group[0]).casefold() not in group]  # fmt: skip
    assert unknown == []
