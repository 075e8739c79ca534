"""The judgements that ship with the data, on both stores."""

from pathlib import Path

import polars as pl
import pytest

from graphmodel.errors import InputError
from graphmodel.ingest.datasets import SHIPPED, shipped_data_set
from graphmodel.ingest.ledger import undo as undo_import
from graphmodel.ingest.pipeline import import_path
from graphmodel.resolver.judgement import MAINTAINERS
from graphmodel.resolver.judgement_store import judge, load_judgements, undo
from graphmodel.resolver.shipped_judgements import apply_shipped_judgements, shipped_judgements
from graphmodel.snapshot import load_network, load_records
from graphmodel.store.base import Store
from graphmodel.store.records import Facts

HEADER = "left_id,right_id,verdict,judged_by,judged_on,reason\n"
NODES = {"a:wu": "Person", "b:wu": "Person", "a:fair": "Festival", "b:fair": "Festival"}


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    path = tmp_path / "judgements.csv"
    rows = [
        f"{left},{right},{verdict},{MAINTAINERS},2026-05-01,looked at both"
        for left, right, verdict in (
            ("b:wu", "a:wu", "same"),
            ("a:fair", "b:fair", "different"),
            ("a:wu", "c:absent", "same"),
        )
    ]
    path.write_text(HEADER + "\n".join(rows), encoding="utf-8")
    return path


def write(store: Store, *ids: str) -> None:
    store.write(Facts("Source", pl.DataFrame([{"id": "s", "name": "A source"}])))
    for node_id in ids:
        row = {"id": node_id, "name": node_id, "namespace": "real", "sources": ["s"]}
        store.write(Facts(NODES[node_id], pl.DataFrame([row])))


def test_a_judgement_is_stored_once_both_of_its_records_are(store: Store, judged: Path) -> None:
    write(store, "a:wu", "a:fair")
    assert apply_shipped_judgements(store, judged) == 0
    write(store, "b:wu", "b:fair")
    assert apply_shipped_judgements(store, judged) == 2
    assert apply_shipped_judgements(store, judged) == 0
    network = load_network(store)
    assert network.index("a:wu") == network.index("b:wu")
    assert network.index("a:fair") != network.index("b:fair")
    told = {j.pair: (j.verdict, j.by, j.on, j.why) for j in load_judgements(store)}
    assert told == {
        ("a:wu", "b:wu"): ("same", MAINTAINERS, "2026-05-01", "looked at both"),
        ("a:fair", "b:fair"): ("different", MAINTAINERS, "2026-05-01", "looked at both"),
    }


def test_what_was_undone_is_not_stored_again(store: Store, judged: Path) -> None:
    write(store, *NODES)
    apply_shipped_judgements(store, judged)
    for judgement in load_judgements(store):
        undo(store, judgement.id)
    assert apply_shipped_judgements(store, judged) == 0
    assert load_judgements(store) == []


def test_a_users_judgement_replaces_the_maintainers(store: Store, judged: Path) -> None:
    write(store, *NODES)
    apply_shipped_judgements(store, judged)
    key = judge(store, load_records(store), ("a:wu", "b:wu"), "different", by="Ann").id
    network = load_network(store)
    assert network.index("a:wu") != network.index("b:wu")
    undo(store, key)
    network = load_network(store)
    assert network.index("a:wu") == network.index("b:wu")
    with pytest.raises(InputError, match="reserved"):
        judge(store, load_records(store), ("a:wu", "b:wu"), "same", by="Graphmodel  Maintainers")


def test_records_that_come_back_come_with_their_judgements(store: Store) -> None:
    write(store, "a:wu")
    store.write(Facts("Person", pl.DataFrame([
        {"id": "films_cc0:person/Zhang Yimou", "name": "Zhang Yimou", "namespace": "real",
         "sources": ["s"]}
    ])))  # fmt: skip
    for _ in range(2):
        import_path(store, *shipped_data_set("roadshow_2025"))
        assert apply_shipped_judgements(store) == 1
        assert load_network(store).canonical_id("roadshow2025:zhang-yimou")
        newest = store.imports()[0]
        undo_import(store, newest.number)
        assert load_judgements(store) == []


def test_a_row_that_is_no_judgement_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "judgements.csv"
    path.write_text(HEADER + "a,b,same,x,2026-01-01,why\na,b,maybe,x,2026-01-01,why\n")
    with pytest.raises(InputError, match=r"judgements\.csv, line 3"):
        shipped_judgements(path)
    with pytest.raises(InputError, match="install graphmodel again"):
        shipped_judgements(tmp_path / "absent.csv")


def test_each_shipped_judgement_is_signed_dated_explained_and_about_shipped_records() -> None:
    ids: set[str] = set()
    for name in SHIPPED:
        importer, path = shipped_data_set(name)
        for batch in importer.read(path):
            rows = getattr(batch, "rows", pl.DataFrame())
            ids |= set(rows["id"]) if "id" in rows.columns else set()
    judgements = shipped_judgements()
    assert len({j.pair for j in judgements}) == len(judgements) >= 8
    for judgement in judgements:
        assert judgement.by == MAINTAINERS
        assert judgement.on >= "2026"
        assert len(judgement.why) > 40
        assert set(judgement.pair) <= ids, judgement
