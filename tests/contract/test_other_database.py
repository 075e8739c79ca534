"""Facts from a Neo4j database with other labels, which is only read."""

from pathlib import Path

import polars as pl
import pytest

from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch, Problem
from graphmodel.facts.checks import check
from graphmodel.importers.mapped_graph import IMPORTER
from graphmodel.importers.registry import importer_for
from graphmodel.ingest.pipeline import import_path
from graphmodel.store.embedded import EmbeddedStore
from graphmodel.store.server import ServerStore
from tests.neo4j_server import Server

RULES = """
neo4j: {address}
prefix: casting
source: {{name: Our casting database}}
nodes:
  Actor` OR 1=1 //: {{kind: Person, id: key, properties: {{name: full name, born: born}}}}
  Human: {{kind: Person, id: key, properties: {{name: full name, external_ids: imdb}}}}
  Film: {{kind: Project, properties: {{name: title, year: made}}, constants: {{type: film}}}}
links:
  PLAYED: {{kind: WORKED_ON, constants: {{role: actor}}, properties: {{characters: parts}}}}
  SHOT BY: {{kind: WORKED_ON, constants: {{role: cinematographer}}, reverse: true}}
leave_out: [GraphmodelTestDatabase]
"""
DATA = """
CREATE (a:Human:`Actor`` OR 1=1 //` {key: 1, `full name`: 'Ann', born: 1950}),
  (b:Human {key: 2, `full name`: 'Bo', imdb: ['imdb:nm2']}), (c:Human {`full name`: 'Nobody'}),
  (f:Film {title: 'Dawn', made: 1990, opened: date('1990-05-01'), at: point({x: 1, y: 2})}),
  (s:Studio {title: 'S'}),
  (a)-[:PLAYED {parts: ['Her', 'She']}]->(f), (f)-[:`SHOT BY`]->(b), (s)-[:PAID]->(f)
"""


@pytest.fixture
def rules(neo4j: Server, neo4j_store: ServerStore, tmp_path: Path,
          monkeypatch: pytest.MonkeyPatch) -> Path:  # fmt: skip
    with neo4j_store.write_session() as session:
        session.run(DATA).consume()
    if neo4j.login is not None:
        monkeypatch.setenv("GRAPHMODEL_IMPORT_USER", neo4j.login.user)
        monkeypatch.setenv("GRAPHMODEL_IMPORT_PASSWORD", neo4j.login.password)
    path = tmp_path / "casting.yaml"
    path.write_text(RULES.format(address=neo4j.address), encoding="utf-8")
    return path


def everything(store: ServerStore) -> list[object]:
    statement = """
    MATCH (n) OPTIONAL MATCH (n)-[r]->()
    RETURN labels(n), properties(n), type(r) ORDER BY elementId(n), type(r)
    """
    answer = store.query(statement)
    return [str(row) for row in answer.rows]


def test_other_labels_become_kinds_and_nothing_is_written(
    rules: Path, neo4j_store: ServerStore
) -> None:
    before = everything(neo4j_store)
    assert importer_for(rules) is IMPORTER
    facts: dict[str, list[pl.DataFrame]] = {}
    problems = []
    for item in IMPORTER.read(rules):
        if isinstance(item, Batch):
            rows, wrong = check(item)
            facts.setdefault(item.kind, []).append(rows)
            problems += wrong
        else:
            assert isinstance(item, Problem)
            problems.append(item)
    people = pl.concat(facts["Person"], how="diagonal_relaxed").sort("id")
    assert people["id"].to_list() == ["casting:1", "casting:2"]
    assert people["name"].to_list() == ["Ann", "Bo"]
    assert people["external_ids"].to_list() == [None, ["imdb:nm2"]]
    (film,) = facts["Project"][0].to_dicts()
    assert (film["name"], film["year"], film["type"]) == ("Dawn", 1990, "film")
    credits = pl.concat(facts["WORKED_ON"], how="diagonal_relaxed").sort("role")
    assert credits["from_id"].to_list() == ["casting:1", "casting:2"]
    assert set(credits["to_id"]) == {film["id"]}
    assert credits["characters"].to_list() == [["Her", "She"], None]
    reported = {(p.problem, p.value.split(" (")[0]) for p in problems}
    assert ("missing value", "") in reported, "a node without the property that is its id"
    assert {("label not mapped", "Studio"), ("label not mapped", "PAID")} <= reported
    assert everything(neo4j_store) == before


def test_what_changed_there_is_taken_the_next_time(
    rules: Path, neo4j_store: ServerStore, embedded_store: EmbeddedStore
) -> None:
    import_path(embedded_store, IMPORTER, rules)
    with neo4j_store.write_session() as session:
        session.run("MATCH (h:Human {key: 2}) SET h.`full name` = 'Bea'").consume()
    import_path(embedded_store, IMPORTER, rules)
    assert set(embedded_store.nodes("Person")["name"]) == {"Ann", "Bea"}


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("bolt://neo4j:hunter2@127.0.0.1", "GRAPHMODEL_IMPORT_USER"),
        ("http://127.0.0.1", "must begin with"),
        ("bolt://127.0.0.1:1", "cannot be read"),
    ],
)
def test_an_address_that_cannot_be_is_one_line(tmp_path: Path, address: str, message: str) -> None:
    path = tmp_path / "casting.yaml"
    path.write_text(RULES.format(address=address), encoding="utf-8")
    with pytest.raises(InputError, match=message) as raised:
        list(IMPORTER.read(path))
    assert "hunter2" not in str(raised.value)
    assert "\n" not in str(raised.value)
