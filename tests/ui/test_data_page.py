"""The Data page, run without a browser on a writable store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.runtime.context import StreamlitHeaders
from streamlit.testing.v1 import AppTest

from graphmodel.access.roles import Right, Role
from graphmodel.errors import InputError
from graphmodel.planning.decided import write_decided
from graphmodel.store.embedded import EmbeddedStore
from graphmodel.ui.data import import_job
from graphmodel.ui.shared import resources
from tests.ui.page_text import button_of, html, labels, letters

SEED = {
    "seed.toml": 'title = "A few"\nnamespace = "real"\nfictional = false\nlicence = "CC0-1.0"\n'
    'says = "People."\n',
    "Source.csv": "id,name,publisher,address,licence,published\n"
    "t:s,A paper,Testers,https://example.org/paper,CC0-1.0,2025-01-02\n",
    "Person.csv": "id,name,first_year,sources\n"
    "t:a,Ada,2001,t:s\nt:b,Bo,soon,t:s\nt:c,Cy,2003,t:s\n",
}

TABLE = """mapping: films
source: {name: A source, publisher: Testers}
nodes:
  person: {kind: Person, id: "{name}", name: "{name}"}
"""


GRAPH = """source: {name: A source, publisher: Testers}
nodes:
  Actor: {kind: Person, properties: {name: fullName}}
"""


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    """A folder of three people, one of them with an invalid year."""
    folder = tmp_path / "few"
    folder.mkdir()
    for name, text in SEED.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def page(data_page: AppTest) -> AppTest:
    return data_page


def importing(page: AppTest, seed: Path, *, dry_run: bool = False) -> AppTest:
    page.query_params["part"] = "import"
    page.run()
    page.checkbox("dry_run").set_value(dry_run).run()
    page.text_input("path_text").set_value(str(seed))
    page.button("path_go").click().run()
    assert not page.exception, page.exception
    return page


def test_an_empty_store_says_what_to_do(page: AppTest, embedded_folder: Path) -> None:
    page.run()
    assert "in a folder on the explorer" in html(page)
    assert str(embedded_folder) not in html(page)
    assert "Nothing is loaded yet" in page.info[0].value


def test_good_rows_are_written_and_bad_ones_reported(page: AppTest, seed: Path) -> None:
    importing(page, seed)
    assert "4 rows read, 3 written, 0 unchanged, 1 refused" in letters(page.warning[0].value)
    counts, problems = (table.value for table in page.dataframe)
    assert dict(zip(counts["kind"], counts["refused"], strict=True)) == {"Source": 0, "Person": 1}
    assert list(problems["value"]) == ["soon"]
    assert list(problems["column"]) == ["first_year"]
    importing(page, seed)
    assert "0 written, 3 unchanged" in letters(page.warning[0].value)


def test_a_wrong_column_taken_for_consent_erases_nobody(
    page: AppTest, seed: Path, embedded_store: EmbeddedStore
) -> None:
    rows = [f"t:{n},Ada {n},withdrawn,t:s\n" for n in range(21)]
    table = "id,name,consent,sources\n" + "".join(rows)
    (seed / "Person.csv").write_text(table, encoding="utf-8")
    importing(page, seed)
    (error,) = page.error
    assert "refused, and nobody was erased: 21 of its 21 people" in letters(error.value)
    assert "graphmodel import with --withdraw-many" in letters(error.value)
    assert embedded_store.withdrawals.records() == []


def test_what_is_loaded_is_shown_after_an_import(page: AppTest, seed: Path) -> None:
    (seed / "Person.csv").write_text("id,name,sources\nt:a,Ada,t:s\n", encoding="utf-8")
    importing(page, seed)
    assert "2 rows read, 2 written" in letters(page.success[0].value)
    page.query_params["part"] = ""
    page.run()
    assert "<b>1</b>" in html(page)
    assert "A paper" in labels(page)
    assert 'href="https://example.org/paper"' in html(page)
    assert list(page.dataframe[0].value["data set"]) == ["few"]


def test_a_dry_run_writes_nothing(page: AppTest, seed: Path, embedded_store: EmbeddedStore) -> None:
    importing(page, seed, dry_run=True)
    assert "3 would be written" in letters(page.warning[0].value)
    assert embedded_store.counts().nodes == {}


def test_a_shipped_data_set_takes_one_click(page: AppTest) -> None:
    page.query_params["part"] = "import"
    page.run()
    page.button("load_roadshow_2025").click().run()
    assert "0 refused" in letters(page.success[0].value)
    assert page.button("load_roadshow_2025").label == "Load again"
    assert page.button("load_demo_programme").label == "Load"


def test_a_path_that_is_not_there_is_one_clear_line(page: AppTest, tmp_path: Path) -> None:
    importing(page, tmp_path / "nowhere")
    assert "no such file or folder" in letters(page.error[0].value)
    importing(page, Path("/dev/null"))
    assert "is a pipe, socket or device" in letters(page.error[0].value)


def test_a_path_that_pages_may_not_read_is_refused(
    page: AppTest, seed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed = tmp_path / "allowed"
    allowed.mkdir()
    (allowed / "link").symlink_to(seed)
    monkeypatch.setenv("GRAPHMODEL_EXPLORE_PATHS", str(allowed))
    for path in (seed, allowed / ".." / "few", allowed / "link", Path("/etc/passwd")):
        importing(page, path)
        assert "is not in a folder that pages may read" in letters(page.error[0].value)
    monkeypatch.delenv("GRAPHMODEL_EXPLORE_PATHS")
    page.run()
    assert "path_text" not in {field.key for field in page.text_input}


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("database: sqlite:///x.db\nquery: SELECT 1", "names a database"),
        ("neo4j: bolt://127.0.0.1:7687\nprefix: x\n", "names a database"),
        ("file: /etc/passwd", "is not in a folder that pages may read"),
        ("file: ../elsewhere.csv", "is not in a folder that pages may read"),
        ("graph: ../elsewhere.graphml\nprefix: x\n", "is not in a folder"),
    ],
)
def test_a_mapping_does_not_lead_pages_out_of_what_they_may_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, refusal: str
) -> None:
    allowed = tmp_path / "allowed"
    allowed.mkdir()
    monkeypatch.setenv("GRAPHMODEL_EXPLORE_PATHS", str(allowed))
    mapping = allowed / "films.yaml"
    table = GRAPH if "prefix" in text else TABLE
    mapping.write_text(f"{text}\n{table}", encoding="utf-8")
    with pytest.raises(InputError, match=refusal):
        import_job.start_path_import(str(mapping), import_job.RECOGNISED, dry_run=True)


def test_a_server_that_others_can_reach_is_read_only(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHMODEL_EXPLORE_READ_ONLY", "1")
    page.query_params["part"] = "import"
    page.run()
    assert "read\\-only" in page.info[0].value
    assert not page.button


@pytest.mark.parametrize(
    ("bound", "alone"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("", False)],
)
def test_only_a_loopback_address_may_write(
    monkeypatch: pytest.MonkeyPatch, bound: str, alone: bool
) -> None:
    monkeypatch.setattr(st, "get_option", lambda name: bound if name == "server.address" else None)
    assert resources.may(Right.IMPORT) is alone


CHANGES = (Right.KEEP, Right.JUDGE, Right.PLAN, Right.IMPORT, Right.ERASE)


@pytest.mark.usefixtures("on_loopback")
def test_what_a_proxy_passes_on_and_what_is_read_only_may_not_write(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert all(map(resources.may, CHANGES))
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"):
        with monkeypatch.context() as patch:
            visitor = SimpleNamespace(headers=StreamlitHeaders([(header, "192.0.2.1")]))
            patch.setattr(st, "context", visitor)
            assert not any(map(resources.may, CHANGES))
    monkeypatch.setenv("GRAPHMODEL_EXPLORE_READ_ONLY", "1")
    assert not any(map(resources.may, CHANGES))


def test_an_import_is_shown_and_undone_after_a_confirmation(
    page: AppTest, seed: Path, embedded_store: EmbeddedStore
) -> None:
    importing(page, seed)
    assert embedded_store.counts().nodes == {"Source": 1, "Person": 2}
    page.query_params["part"] = ""
    page.run()
    page.selectbox("import_shown").set_value(1).run()
    assert str(seed) in html(page)
    button_of(page, "undo_ask_").click().run()
    assert "3 facts that come only from this import" in page.warning[0].value
    page.button("undo_no").click().run()
    assert embedded_store.counts().nodes == {"Source": 1, "Person": 2}
    button_of(page, "undo_ask_").click().run()
    button_of(page, "undo_yes_").click().run()
    assert not page.exception, page.exception
    assert "was undone: 3 facts erased" in letters(page.success[0].value)
    assert embedded_store.counts().nodes == {}
    assert embedded_store.imports()[0].state == "undone"


def test_who_may_accept_plans_undoes_an_acceptance_here_and_no_other_import(
    page: AppTest,
    seed: Path,
    embedded_store: EmbeddedStore,
    signed_in: Callable[[str, Role], None],
) -> None:
    importing(page, seed)
    facts = {"Person": [{"id": "t:d", "name": "Di"}]}
    moment = "2026-03-01T09:30:00"
    source = {"id": "t:plan", "name": "Plan accepted by Bo"}
    number = write_decided(
        embedded_store, facts, name=f"plan 1a2b, accepted {moment}", source=source
    )
    signed_in("Bo", Role.EDITOR)
    page.query_params["part"] = ""
    page.run()
    page.selectbox("import_shown").set_value(1).run()
    assert not [b for b in page.button if str(b.key).startswith("undo_ask_")]
    page.selectbox("import_shown").set_value(number).run()
    button_of(page, "undo_ask_").click().run()
    button_of(page, "undo_yes_").click().run()
    assert not page.exception, page.exception
    assert {r.number: r.state for r in embedded_store.imports()} == {1: "finished", 2: "undone"}
