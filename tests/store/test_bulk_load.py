"""Bulk loading of an empty embedded store by its host: the same store, or an empty one."""

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from graphmodel.errors import StoreError
from graphmodel.facts.batch import Batch
from graphmodel.ingest.pipeline import import_items
from graphmodel.snapshot import read_network
from graphmodel.store import embedded, host
from graphmodel.store.bulk_marker import MARKER_FILE
from graphmodel.store.embedded import EmbeddedStore, open_embedded
from graphmodel.store.records import Facts
from graphmodel.store.spool import FOLDER
from graphmodel.workspace.lists import create_list

HOSTILE = 'A "quoted" \\ name, 张艺谋 <b>'


def batches(people: int) -> list[Batch]:
    ids = [f"p{n}" for n in range(people)]
    rows = pl.DataFrame(
        {
            "id": ids, "name": [f"{HOSTILE} {n}" for n in range(people)],
            "sources": [["s"]] * people,
            "other_names": [[f"n{n}", "x"] if n % 3 else [] for n in range(people)],
            "first_year": [1950 if n % 2 else None for n in range(people)],
            "labels": [["Creator", "Mentor"] if n % 2 else [] for n in range(people)],
        }
    )  # fmt: skip
    credits = pl.DataFrame({"from_id": ids, "to_id": ["f"] * people, "sources": [["s"]] * people})
    credits = credits.with_columns(pl.lit("actor").alias("role"), pl.lit(1).alias("billing"))
    frames = {
        "Source": pl.DataFrame({"id": ["s"], "name": ["S"]}),
        "Project": pl.DataFrame({"id": ["f"], "name": ["F"], "sources": [["s"]]}),
        "Person": rows,
        "WORKED_ON": credits,
    }
    return [
        Batch(kind, frame.with_row_index("line").cast({"line": pl.Int64}), "made")
        for kind, frame in frames.items()
    ]


def facts_of(store: EmbeddedStore) -> tuple[pl.DataFrame, pl.DataFrame]:
    network = read_network(store)
    return network.nodes, network.links


def test_a_bulk_load_gives_the_same_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_embedded(tmp_path / "one") as store:
        import_items(store, "made", lambda: batches(300))
        expected = facts_of(store)
    monkeypatch.setattr(embedded, "BULK_ROWS", 1)
    with open_embedded(tmp_path / "two") as store:
        before = store.revision()
        report = import_items(store, "made", lambda: batches(300))
        assert report.total.written == 602
        assert store.revision() != before
        loaded = facts_of(store)
        assert "loaded 602 rows" in (tmp_path / "two" / host.LOG_FILE).read_text()
        assert not list((tmp_path / "two" / FOLDER).iterdir())
        assert not (tmp_path / "two" / MARKER_FILE).exists()
        second_report = import_items(store, "made", lambda: batches(300))
        assert (second_report.total.written, second_report.total.unchanged) == (0, 602)
        answer = store.query(
            "MATCH (m:Mentor {id: 'p1'})-[r]->(f) RETURN labels(m), r.role, f.name"
        )
        assert [(sorted(x[0]), *x[1:]) for x in answer.rows] == [
            (["Creator", "Mentor", "Person"], "actor", "F")
        ]
    assert loaded[0].equals(expected[0])
    assert loaded[1].equals(expected[1])


@pytest.mark.parametrize("meanwhile", [False, True])
def test_what_only_the_store_holds_is_not_risked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, meanwhile: bool
) -> None:
    monkeypatch.setattr(embedded, "BULK_ROWS", 1)
    with open_embedded(tmp_path / "store") as store:

        def made() -> Iterator[Batch]:
            yield from batches(5)
            if meanwhile:
                create_list(store, "Ann", "Shortlist")

        if not meanwhile:
            create_list(store, "Ann", "Shortlist")
        report = import_items(store, "made", made)
        assert report.total.written == 12
        assert store.counts().nodes == {"Source": 1, "Project": 1, "Person": 5}
        assert "loaded 12 rows" not in (tmp_path / "store" / host.LOG_FILE).read_text()
        assert [item.content["name"] for item in store.workspace.items("list")] == ["Shortlist"]


@pytest.mark.parametrize(("bulk_rows", "expected"), [(1, {}), (50, {"Source": 1})])
def test_an_error_while_batches_come_leaves_those_before_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bulk_rows: int, expected: dict[str, int]
) -> None:
    monkeypatch.setattr(embedded, "BULK_ROWS", bulk_rows)

    def held_back(store: EmbeddedStore) -> None:
        with store.bulk_load():
            store.write(Facts("Source", pl.DataFrame({"id": ["s"], "name": ["S"]})))
            raise RuntimeError("the file is cut off")

    with open_embedded(tmp_path / "store") as store:
        with pytest.raises(RuntimeError):
            held_back(store)
        assert store.counts().nodes == expected
        assert not list((tmp_path / "store" / FOLDER).iterdir())


def test_a_host_killed_while_it_loads_comes_back_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "BULK_ROWS", 1)
    folder = tmp_path / "store"

    def kill_when_loading(pid: int) -> None:
        until = time.monotonic() + 120
        while not (folder / MARKER_FILE).exists() and time.monotonic() < until:
            time.sleep(0.002)
        os.kill(pid, signal.SIGKILL)

    with open_embedded(folder) as store:
        identity = store.identity()
        pid = json.loads((folder / host.KEY_FILE).read_text())["pid"]
        thread = threading.Thread(target=kill_when_loading, args=(pid,))
        thread.start()
        with pytest.raises(StoreError, match="the store is empty again"):
            import_items(store, "made", lambda: batches(20_000))
        thread.join()
    with open_embedded(folder) as store:
        assert store.counts().nodes == {}
        assert store.identity() != identity
        import_items(store, "made", lambda: batches(300))
        assert store.counts().nodes == {"Person": 300, "Project": 1, "Source": 1}
