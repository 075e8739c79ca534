"""Tables of neo4j-admin, imported through a guessed mapping and directly."""

import tarfile
from pathlib import Path

import polars as pl
import pytest

from graphmodel.errors import InputError
from graphmodel.export.neo4j_admin import neo4j_files
from graphmodel.importers.neo4j_tables import IMPORTER
from graphmodel.importers.registry import importer_for
from graphmodel.ingest.pipeline import import_path
from graphmodel.network.network import Network
from graphmodel.store.base import Store
from tests.importers.test_inferred_mappings import guessed

PEOPLE = """personId:ID(Person),name,born:int,aliases:string[],height:float,:LABEL
1,Ann Ek,1970,A. Ek;Ännchen,1.7,Person;Actor
2,Bo Lind,,,,Person;Director
3,Rex,,,,Dog
"""
FILMS = """:ID(Movie);title;released:int;tags:string[];genres:string[];:LABEL
1;Dawn;2001;x|y;Drama,War;Movie
2;"Dusk; or Noon";;;;Movie
"""
ROLES = """:START_ID(Person),roles:string[],:END_ID(Movie),:TYPE
1,"Mia;Mia's Twin",1,ACTED_IN
2,,1,DIRECTED
2,,2,DIRECTED
1,,2,SANG_IN
"""
BY = ":START_ID(Movie)\tyear:int\t:END_ID(Person)\n1\t2001\t2\n"


def laid(folder: Path, **tables: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_nodes_are_of_the_kind_of_their_labels(tmp_path: Path) -> None:
    facts, text = guessed(laid(tmp_path, people=PEOPLE) / "people.csv", prefix="db")
    assert [(r["id"], r["name"], r.get("born")) for r in facts["Person"]] == [
        ("db:Person/1", "Ann Ek", 1970),
        ("db:Person/2", "Bo Lind", None),
    ]
    assert "# Not sure: which kind these labels are: Dog" in text
    assert "# Not used: aliases:string[], height:float" in text


def test_a_line_break_in_a_label_sets_no_namespace(tmp_path: Path) -> None:
    text = ':ID,name,:LABEL\n1,Ann Ek,Person\n2,Rex,"Dog\nnamespace: other"\n'
    _, mapping = guessed(laid(tmp_path, x=text) / "x.csv", prefix="db")
    assert "# Not sure: which kind these labels are: Dog namespace: other" in mapping
    assert "\nnamespace" not in mapping


def test_the_name_can_be_the_id(tmp_path: Path) -> None:
    text = "name:ID(Person),other_names:String[]\nAnn Ek,A. Ek;Ännchen\n"
    facts, _ = guessed(laid(tmp_path, x=text) / "x.csv", prefix="db")
    (ann,) = facts["Person"]
    assert (ann["id"], ann["name"], ann["other_names"]) == (
        "db:Person/Ann Ek", "Ann Ek", ["A. Ek", "Ännchen"],
    )  # fmt: skip


def test_relationships_lead_to_what_other_tables_describe(tmp_path: Path) -> None:
    facts, text = guessed(laid(tmp_path, roles=ROLES) / "roles.csv", prefix="db")
    assert set(facts) == {"Source", "WORKED_ON"}
    assert {(r["from_id"], r["to_id"], r["role"]) for r in facts["WORKED_ON"]} == {
        ("db:Person/1", "db:Movie/1", "actor"),
        ("db:Person/2", "db:Movie/1", "director"),
        ("db:Person/2", "db:Movie/2", "director"),
    }
    actor = next(r for r in facts["WORKED_ON"] if r["role"] == "actor")
    assert actor["characters"] == ["Mia", "Mia's Twin"]
    assert "# Not sure: what these relationships say: SANG_IN" in text


def test_the_file_name_and_the_groups_stand_in_for_a_type(tmp_path: Path) -> None:
    folder = laid(tmp_path, directed_by=BY)
    facts, _ = guessed(folder / "directed_by.csv", name="directed_by", prefix="db")
    (credit,) = facts["WORKED_ON"]
    assert (credit["from_id"], credit["to_id"], credit["role"], credit["year"]) == (
        "db:Person/2", "db:Movie/1", "director", 2001,
    )  # fmt: skip


@pytest.mark.parametrize("form", ["folder", "tgz"])
def test_a_folder_of_tables_is_one_graph(tmp_path: Path, store: Store, form: str) -> None:
    path = laid(tmp_path / "db", people=PEOPLE, films=FILMS, a_roles=ROLES)
    if form == "tgz":
        path = tmp_path / "db.tgz"
        with tarfile.open(path, "w:gz") as tar:
            tar.add(tmp_path / "db", arcname="db")
    assert importer_for(path) is IMPORTER
    report = import_path(store, IMPORTER, path)
    assert report.problems == []
    films = {row["id"]: row for row in store.nodes("Project").to_dicts()}
    assert films["db:Movie/1"]["year"] == 2001
    assert films["db:Movie/2"]["name"] == "Dusk; or Noon"
    assert store.links("WORKED_ON").height == 3
    assert any("dog" in note.text for note in report.notes)


def test_what_export_wrote_for_neo4j_is_read_back(tmp_path: Path, embedded_store: Store) -> None:
    sources = ["s"]
    network = Network.build(
        {
            "Source": pl.DataFrame({"id": ["s"], "name": ["S"]}),
            "Person": pl.DataFrame(
                {"id": ["x:a"], "name": ["Ann"], "other_names": [["A; B", "C"]], "born": [1970],
                 "sources": [sources]}
            ),
            "Project": pl.DataFrame({"id": ["x:f"], "name": ["Dawn"], "sources": [sources]}),
        },
        {
            "WORKED_ON": pl.DataFrame(
                {"from_id": ["x:a"], "to_id": ["x:f"], "role": ["director"], "sources": [sources]}
            )
        },
    )  # fmt: skip
    folder = tmp_path / "db"
    folder.mkdir()
    neo4j_files(network, folder)
    assert importer_for(folder) is IMPORTER
    report = import_path(embedded_store, IMPORTER, folder)
    assert [p.origin for p in report.problems] == ["db/Source.csv"], "a mapping has its own source"
    (ann,) = embedded_store.nodes("Person").to_dicts()
    assert (ann["id"], ann["other_names"], ann["born"]) == ("x:a", ["A; B", "C"], 1970)
    (credit,) = embedded_store.links("WORKED_ON").to_dicts()
    assert (credit["from_id"], credit["role"]) == ("x:a", "director")


def test_tables_of_no_known_kind_are_one_line(tmp_path: Path) -> None:
    folder = laid(tmp_path, x=":ID,:LABEL\n1,Dog\n", y=":START_ID,:END_ID,:TYPE\n1,2,BARKS_AT\n")
    for name in ("x", "y"):
        with pytest.raises(InputError, match="write a mapping by hand"):
            guessed(folder / f"{name}.csv")


def test_tables_of_keys_lead_to_what_others_describe(tmp_path: Path) -> None:
    text = "PERSON_ID,MOVIE_ID,ROLE\n1,7,Director\n2,7,Actor\n"
    facts, _ = guessed(laid(tmp_path, credits=text) / "credits.csv", prefix="db")
    assert {(r["from_id"], r["to_id"], r["role"]) for r in facts["WORKED_ON"]} == {
        ("db:person/1", "db:film/7", "director"),
        ("db:person/2", "db:film/7", "actor"),
    }
    people = laid(tmp_path, people="PERSON_ID,NAME\n1,Ann Ek\n2,Bo Lind\n") / "people.csv"
    facts, _ = guessed(people, prefix="db")
    assert {r["id"] for r in facts["Person"]} == {"db:person/1", "db:person/2"}
