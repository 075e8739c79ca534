"""Facts from a script, and the example in the README."""

import re
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from graphmodel import import_facts
from graphmodel.errors import GraphmodelError
from graphmodel.store.base import Store
from graphmodel.store.embedded import EmbeddedStore

SOURCE = {"id": "mine:source", "name": "My notes"}
PEOPLE = {"id": ["mine:ann", "mine:bo"], "name": ["Ann", "Bo"]}


@pytest.mark.parametrize("people", [
    pl.DataFrame(PEOPLE),
    pd.DataFrame(PEOPLE),
    [{"id": i, "name": n} for i, n in zip(*PEOPLE.values(), strict=True)],
], ids=["polars", "pandas", "dicts"])  # fmt: skip
def test_frames_and_dicts_are_equivalent(store: Store, people: Any) -> None:
    films = [{"id": "mine:dawn", "name": "Dawn", "type": "film", "year": 2024, "genres": "Drama"}]
    credits = {"from_id": PEOPLE["id"], "to_id": ["mine:dawn"] * 2, "role": ["director", "actor"]}
    facts = {"WORKED_ON": pl.DataFrame(credits), "Person": people, "Project": films}
    report = import_facts(facts, name="notes", source=SOURCE, store=store)
    assert (report.total.written, report.total.refused, report.problems) == (6, 0, [])
    assert store.nodes("Project")["genres"].to_list() == [["Drama"]]
    assert set(store.links("WORKED_ON")["role"]) == {"director", "actor"}
    assert store.nodes("Person")["sources"].to_list() == [["mine:source"]] * 2
    assert [record.name for record in store.imports()] == ["notes"]
    repeated = import_facts(facts, name="notes", source=SOURCE, store=store)
    assert (repeated.total.written, repeated.total.unchanged) == (0, 6)


def test_bad_rows_are_problems_with_their_number(embedded_store: EmbeddedStore) -> None:
    films = [
        {"id": "a", "name": "A", "year": 1700},
        {"id": "b", "name": "B", "color": "red"},
        {"id": "c", "name": "C", "year": 10**30},
        {"id": "d", "name": "D", "year": 2000.0, "web": None},
    ]
    report = import_facts({"Project": films}, name="x", source=SOURCE, store=embedded_store)
    assert {(p.line, p.column, p.problem) for p in report.problems} == {
        (1, "year", "impossible year"),
        (2, "color", "unknown property"),
        (3, "year", "malformed value"),
    }
    assert embedded_store.nodes("Project")["year"].to_list() == [2000]


def test_a_dry_run_writes_nothing(embedded_store: EmbeddedStore) -> None:
    facts = {"Person": pl.DataFrame(PEOPLE)}
    report = import_facts(facts, name="x", source=SOURCE, store=embedded_store, dry_run=True)
    assert report.total.written == 3
    assert embedded_store.counts().nodes == {}
    assert embedded_store.imports() == []


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"Persn": []}, "Persn"),
        ({"Person": "Ann"}, "holds no rows"),
        ({"Person": [1]}, "is not a row"),
        ({"Person": pl.DataFrame({"id": ["a"], "colour": ["b"]})}, "no property 'colour'"),
        ({}, "nothing to import"),
    ],
)
def test_bad_facts_are_a_one_line_error(
    embedded_store: EmbeddedStore, facts: Any, message: str
) -> None:
    with pytest.raises(GraphmodelError, match=message) as raised:
        import_facts(facts, name="x", store=embedded_store)
    assert "\n" not in str(raised.value)


def test_the_example_of_the_readme_runs(
    embedded_store: EmbeddedStore,
    embedded_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```python\n([^`]*import_facts[^`]*)```\n\n```console\n([^`]*)```", readme)
    assert example is not None
    monkeypatch.setenv("GRAPHMODEL_STORE", str(embedded_folder))
    exec(example.group(1), {})  # as a reader would run it
    assert capsys.readouterr().out == example.group(2)
    assert embedded_store.counts().links == {"WORKED_ON": 1}
