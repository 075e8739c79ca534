"""Plain edge lists: connections between people, with weights and words from the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphmodel.errors import InputError
from graphmodel.importers.edge_list import IMPORTER, read_edges
from graphmodel.importers.registry import importer_for, recognised_by
from graphmodel.ingest.pipeline import import_path
from graphmodel.store.base import Store
from tests.importers.importer_output import Checked, checked

EDGES = (
    "Source,Target,Type,Weight,Films\n"
    "Ana Ferro,Bo Lind,friends,2.5,Low Tide;Salt Road\n"
    "Bo Lind,Ana Ferro,friends,1,Salt Road; Gull\n"
    "Bo Lind,Cy Oh,Undirected,3,\n"
)


def table(folder: Path, text: str, name: str = "who.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def read(path: Path) -> Checked:
    return checked(read_edges(path))


def links(facts: Checked, *columns: str, kind: str = "KNOWS") -> set[tuple[object, ...]]:
    names = dict(
        row for frame in facts.frames.values() if {"id", "name"} <= set(frame.columns)
        for row in frame.select("id", "name").iter_rows()
    )  # fmt: skip
    return {
        (names[row["from_id"]], names[row["to_id"]], *(row.get(name) for name in columns))
        for row in facts.frames[kind].to_dicts()
    }


def test_people_are_connected_with_weight_and_words(tmp_path: Path) -> None:
    path = table(tmp_path, EDGES)
    assert importer_for(path) is IMPORTER
    facts = read(path)
    assert facts.problems == []
    assert links(facts, "weight", "relation") == {
        ("Ana Ferro", "Bo Lind", 3.5, "friends"),
        ("Bo Lind", "Cy Oh", 3.0, None),
    }
    works = {tuple(row or ()) for row in facts.frames["KNOWS"]["works"].to_list()}
    assert works == {("Low Tide", "Salt Road", "Gull"), ()}
    assert facts.notes == [
        "1 pair of people is joined by several links; their weights are added up"
    ]
    assert set(facts.frames["Person"]["id"]) == {
        "who:person/Ana Ferro", "who:person/Bo Lind", "who:person/Cy Oh",
    }  # fmt: skip


@pytest.mark.parametrize(
    "header",
    [
        "from;to;strength",
        "node1\tnode2\tcount",
        "Person A,Person B,times",
        "人物1,人物2,合作次数",
        "Quelle;Ziel;Gewicht",
    ],
)
def test_both_ends_are_known_by_many_headers(tmp_path: Path, header: str) -> None:
    separator = next(s for s in ";\t," if s in header)
    path = table(tmp_path, f"{header}\n{separator.join(('Ana', 'Bo', '4'))}\n")
    assert importer_for(path) is IMPORTER
    assert links(read(path), "weight") == {("Ana", "Bo", 4.0)}


def test_a_year_in_which_people_knew_each_other_is_its_beginning_and_end(tmp_path: Path) -> None:
    text = (
        "source,target,weight,year,since\n"
        "Ann,Bo,2,2019,\nAnn,Bo,1,2030,\nBo,Cy,1,2019,2011\nCy,Dee,1,,\n"
    )
    facts = read(table(tmp_path, text))
    assert links(facts, "weight", "since", "until") == {
        ("Ann", "Bo", 2.0, "2019", "2019"), ("Ann", "Bo", 1.0, "2030", "2030"),
        ("Bo", "Cy", 1.0, "2011", None), ("Cy", "Dee", 1.0, None, None),
    }  # fmt: skip
    assert facts.notes == ["columns not used in some rows of KNOWS: year"]


def test_a_label_is_words_and_no_kind(tmp_path: Path) -> None:
    text = "Source,Target,Weight,Label\nAnn,Bo,2,Met\nBo,Cy,1,runs\n"
    facts = read(table(tmp_path, text))
    assert facts.problems == []
    assert links(facts, "weight", "relation") == {
        ("Ann", "Bo", 2.0, "Met"),
        ("Bo", "Cy", 1.0, "runs"),
    }
    assert facts.notes == []


def test_what_a_kind_has_nothing_for_is_said(tmp_path: Path) -> None:
    text = (
        "Source,Target,Type,Weight,Label,timeset,role\n"
        "Ann,Bo,Met,2,dinner,,\nAnn,Cy,friends,1,since school,,\nBo,Cy,,1,,2019,writer\n"
        "Ann,Gull,worked on,,,,writer\n"
    )
    facts = read(table(tmp_path, text))
    assert links(facts, kind="MET") == {("Ann", "Bo")}
    assert facts.notes == [
        "columns not used in some rows of MET: Weight, Label",
        "columns not used in some rows of KNOWS: Label, timeset, role",
    ]


def test_a_type_that_is_a_kind_says_what_the_ends_are(tmp_path: Path) -> None:
    text = (
        "source,target,type,role,year,source_kind,target_kind\n"
        "Ana Ferro,Low Tide,worked on,director,2004,,\n"
        "Ana Ferro,Bo Lind,MENTORS,,,person,Person\n"
        "Ana Ferro,Harbour,MENTORS,,,,\n"
    )
    facts = read(table(tmp_path, text))
    assert links(facts, "role", "year", kind="WORKED_ON") == {
        ("Ana Ferro", "Low Tide", "director", 2004)
    }
    assert links(facts, kind="MENTORS") == {("Ana Ferro", "Bo Lind")}
    (problem,) = facts.problems
    assert (problem.line, problem.problem) == (4, "joins several kinds")
    assert "Person to Programme" in problem.cure


def test_a_table_of_nodes_beside_it_has_the_names(tmp_path: Path) -> None:
    folder = tmp_path / "gephi"
    folder.mkdir()
    table(folder, "Id,Label,timeset\n7,Ana Ferro,\n8,Bo Lind,\n", "nodes.csv")
    table(folder, "Source,Target,Type,Id,Label,timeset,Weight\n7,8,Directed,0,,,2\n", "edges.csv")
    assert recognised_by(folder, last=True) is IMPORTER
    facts = read(folder)
    assert links(facts, "weight", "relation") == {("Ana Ferro", "Bo Lind", 2.0, None)}
    assert facts.notes == []
    alone = read(folder / "edges.csv")
    assert any("put the table of nodes" in note for note in alone.notes)


def test_bad_rows_are_told_and_cost_no_good_one(tmp_path: Path, store: Store) -> None:
    path = table(tmp_path, "source,target,weight\nAna,,1\nBo,Bo,2\nAna,Bo,much\nAna,Cy,2\n")
    report = import_path(store, IMPORTER, path)
    assert {(p.line, p.problem) for p in report.problems} == {
        (2, "missing value"), (3, "link to itself"), (4, "malformed value"),
    }  # fmt: skip
    assert store.links("KNOWS").select("from_id", "to_id", "weight").rows() == [
        ("who:person/Ana", "who:person/Cy", 2.0)
    ]


def test_an_end_that_is_an_id_leads_to_who_is_there(tmp_path: Path, store: Store) -> None:
    import_path(store, IMPORTER, table(tmp_path, "source,target\nAna,Bo\n", "old.csv"))
    path = table(tmp_path, "source,target\nold:person/Ana,Cy\nold:person/Dee,Cy\n")
    report = import_path(store, IMPORTER, path)
    assert [(p.line, p.value) for p in report.problems] == [(3, "old:person/Dee")]
    assert ("old:person/Ana", "who:person/Cy") in store.links("KNOWS").select(
        "from_id", "to_id"
    ).rows()


def test_other_tables_are_left_to_a_mapping(tmp_path: Path) -> None:
    path = table(tmp_path, "from,to,departure,airline\nOslo,Rome,09:10,XY\n")
    assert not IMPORTER.recognises(path)
    facts = read(path)
    assert facts.notes == ["columns not used: departure, airline"]
    with pytest.raises(InputError, match="no columns for both ends"):
        read(table(tmp_path, "title,year\nGull,1990\n"))
