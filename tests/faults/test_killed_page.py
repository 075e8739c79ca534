"""The explorer killed during an import from its page: the import is shown as unfinished, and the
same import resumes to the same graph."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from graphmodel.store.base import Store
from tests.faults.kill import Graph, KilledImport, graph_of, until

PAGE = Path(__file__).parents[2] / "graphmodel" / "ui" / "data" / "page.py"
EXPLORER = """
import sys
from streamlit import config
from streamlit.testing.v1 import AppTest

config.set_option("server.address", "127.0.0.1")
page = AppTest.from_file(sys.argv[1], default_timeout=300)
page.query_params["part"] = "import"
page.run()
page.text_input("path_text").set_value(sys.argv[2])
page.button("path_go").click().run()
print("ended")
"""


def people(store: Store) -> int:
    """The number of people that the import has written so far."""
    [row] = store.read("MATCH (p:Person) RETURN count(p) AS number")
    number: int = row["number"]
    return number


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, films: Path) -> Iterator[KilledImport]:
    target = KilledImport(tmp_path / "target")
    monkeypatch.setenv("GRAPHMODEL_STORE", target.address)
    monkeypatch.setenv("GRAPHMODEL_EXPLORE_PATHS", str(films.parent))
    yield target
    st.cache_resource.clear()
    target.close()


def test_an_import_from_the_page_outlives_the_explorer(
    target: KilledImport, films: Path, in_peace: tuple[Graph, float]
) -> None:
    explorer = subprocess.Popen(
        [sys.executable, "-c", EXPLORER, str(PAGE), str(films)],
        env={**os.environ, "GRAPHMODEL_STORE_IDLE_SECONDS": "60"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        with target.open() as store:
            assert until(lambda: bool(people(store)) or explorer.poll() is not None)
            explorer.kill()
            _, said = explorer.communicate()
            assert explorer.returncode < 0, said
            [record] = store.imports()
            assert record.state == "unfinished"
    finally:
        explorer.kill()

    page = AppTest.from_file(str(PAGE), default_timeout=300)
    page.run()
    assert not page.exception, page.exception
    [warning] = [each.value for each in page.warning]
    assert "has not finished" in warning
    assert "Import the same data again" in warning
    page.query_params["part"] = "import"
    page.run()
    page.text_input("path_text").set_value(str(films))
    page.button("path_go").click().run()
    assert not page.exception, page.exception
    with target.open() as store:
        assert [record.state for record in store.imports()] == ["finished"]
        assert graph_of(store) == in_peace[0]
