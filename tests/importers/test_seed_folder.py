"""Seed folders, valid and invalid."""

from pathlib import Path

import pytest

from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch, Problem
from graphmodel.facts.checks import check
from graphmodel.importers.registry import importer_for
from graphmodel.importers.seed_folder import IMPORTER, read_description, read_seed

SEED = """title = "T"
namespace = "real"
fictional = false
licence = "CC0-1.0"
says = "Says."
"""


def folder(tmp_path: Path, seed: str = SEED, **files: str | bytes) -> Path:
    path = tmp_path / "mine"
    path.mkdir()
    (path / "seed.toml").write_text(seed, encoding="utf-8")
    for kind, content in files.items():
        content = content if isinstance(content, bytes) else content.encode()
        (path / f"{kind}.csv").write_bytes(content)
    return path


def read(path: Path) -> tuple[dict[str, Batch], list[Problem]]:
    items = list(read_seed(path))
    batches = {item.kind: item for item in items if isinstance(item, Batch)}
    return batches, [item for item in items if isinstance(item, Problem)]


GOOD = {
    "Source": "id,name\ns:1,A source\n",
    "Person": "id,name,other_names,languages,sources\n"
    'm:a,"Li, Na",李娜 | Li Na,Mandarin |  English,s:1\n'
    "m:b,Bo,,,s:1\nm:c,Cy,,,s:1\n",
    "Project": "id,name,type,year,sources\nm:p,A film,film,2020,s:1\n",
    "WORKED_ON": "from_id,to_id,role,sources\nm:a,m:p,director,s:1\n",
    "MENTORS": "from_id,to_id,sources\nm:c,m:a,s:1\nm:a,m:b,s:1\n",
    "TAKES_PART_IN": "from_id,to_id,role,sources\nm:b,m:e,juror,s:1\n",
}


def test_kinds_come_sources_first_and_links_last(tmp_path: Path) -> None:
    kinds = [item.kind for item in read_seed(folder(tmp_path, **GOOD))]
    assert kinds[0] == "Source"
    assert set(kinds[:3]) == {"Source", "Person", "Project"}
    assert set(kinds[3:]) == {"WORKED_ON", "MENTORS", "TAKES_PART_IN"}


def test_rows_are_read_with_their_lines_lists_and_world(tmp_path: Path) -> None:
    batches, problems = read(folder(tmp_path, **GOOD))
    assert problems == []
    person = batches["Person"].rows.to_dicts()[0]
    assert batches["Person"].origin == "mine/Person.csv"
    assert person == {
        "line": 2,
        "id": "m:a",
        "name": "Li, Na",
        "other_names": ["李娜", "Li Na"],
        "languages": ["Mandarin", "English"],
        "sources": ["s:1"],
        "namespace": "real",
        "fictional": False,
        "labels": ["Creator", "Mentor"],
    }
    assert batches["Project"].rows["year"].to_list() == ["2020"]
    for batch in batches.values():
        assert check(batch)[1] == []


def test_labels_are_those_that_the_links_earn(tmp_path: Path) -> None:
    batches, _ = read(folder(tmp_path, **GOOD))
    labels = dict(batches["Person"].rows.select("id", "labels").iter_rows())
    assert labels == {"m:a": ["Creator", "Mentor"], "m:b": None, "m:c": ["Mentor"]}


def test_a_fictional_folder_marks_every_node(tmp_path: Path) -> None:
    seed = SEED.replace('"real"', '"tale"').replace("false", "true")
    batches, _ = read(folder(tmp_path, seed, **GOOD))
    for kind in ("Source", "Person", "Project"):
        rows = batches[kind].rows
        assert rows["namespace"].unique().to_list() == ["tale"]
        assert rows["fictional"].all()
    assert "namespace" not in batches["WORKED_ON"].rows.columns


def test_a_ragged_row_is_a_problem_and_the_others_go_on(tmp_path: Path) -> None:
    rows = "id,name,sources\nm:a,A,s:1\nm:b,B\n\nm:c,C,s:1,x\nm:d,D,s:1\n"
    batches, problems = read(folder(tmp_path, Person=rows))
    assert batches["Person"].rows.select("line", "id").rows() == [(2, "m:a"), (6, "m:d")]
    assert [(p.origin, p.line, p.problem) for p in problems] == [
        ("mine/Person.csv", 3, "wrong number of cells"),
        ("mine/Person.csv", 5, "wrong number of cells"),
    ]


def test_a_row_that_is_not_utf8_is_a_problem_and_the_others_go_on(tmp_path: Path) -> None:
    rows = "id,name,sources\nm:a,Zoë,s:1\n".encode("latin-1") + "m:b,Zoë,s:1\n".encode()
    batches, problems = read(folder(tmp_path, Person=rows))
    assert batches["Person"].rows["name"].to_list() == ["Zoë"]
    assert [(p.line, p.problem) for p in problems] == [(2, "not UTF-8")]
    assert str(problems[0]).endswith("; give the file saved as CSV in UTF-8")
    problems[0].value.encode()


def test_utf16_and_binary_files_are_problems(tmp_path: Path) -> None:
    rows = "id,name,sources\nm:a,A,s:1\n"
    batches, problems = read(
        folder(tmp_path, Person=rows.encode("utf-16"), School=bytes(range(256)) * 20)
    )
    assert {p.kind for p in problems} == {"Person", "School"}
    for batch in batches.values():
        check(batch)


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    batches, problems = read(
        folder(tmp_path, Person="id,name,sources\nm:a,A,s:1\n".encode("utf-8-sig"))
    )
    assert problems == []
    assert batches["Person"].rows["id"].to_list() == ["m:a"]


def test_unknown_and_repeated_columns_are_problems_and_left_out(tmp_path: Path) -> None:
    rows = "id,name,shoe size,name,namespace,labels,sources\nm:a,A,42,B,x,Mentor,s:1\n"
    batches, problems = read(folder(tmp_path, Person=rows))
    assert [(p.value, p.problem) for p in problems] == [
        ("shoe size", "unknown column"),
        ("name", "column given twice"),
        ("namespace", "column belongs in seed.toml"),
        ("labels", "unknown column"),
    ]
    (row,) = batches["Person"].rows.to_dicts()
    assert (row["name"], row["namespace"]) == ("A", "real")


def test_a_file_of_no_kind_is_a_problem(tmp_path: Path) -> None:
    _, problems = read(folder(tmp_path, Actor="id,name\nx,X\n", **GOOD))
    assert [(p.origin, p.problem) for p in problems] == [("mine/Actor.csv", "no such kind")]
    assert "Person" in problems[0].cure


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_file_is_a_problem(tmp_path: Path, content: str) -> None:
    _, problems = read(folder(tmp_path, Person=content))
    assert [p.problem for p in problems] == ["no columns"]


def test_cells_over_several_lines_keep_the_line_count(tmp_path: Path) -> None:
    rows = 'id,name,sources\r\nm:a,"A\r\nB",s:1\r\nm:b,B\u2028C,s:1\r\nm:c,C,s:1\r\n'
    batches, problems = read(folder(tmp_path, Person=rows))
    assert problems == []
    assert batches["Person"].rows["line"].to_list() == [2, 4, 5]


def test_an_oversize_cell_is_a_problem_and_the_others_go_on(tmp_path: Path) -> None:
    rows = f"id,name,sources\nm:a,{'x' * 200_000},s:1\nm:b,B,s:1\n"
    batches, problems = read(folder(tmp_path, Person=rows))
    assert [(p.line, p.problem) for p in problems] == [(2, "not CSV")]
    assert batches["Person"].rows["id"].to_list() == ["m:b"]


@pytest.mark.parametrize(
    ("seed", "message"),
    [
        ("title = ", "not TOML"),
        (SEED.replace('licence = "CC0-1.0"\n', ""), "licence is missing"),
        (SEED.replace("fictional = false", 'fictional = "no"'), "fictional is missing"),
        (SEED.replace("false", "true"), "contradicts fictional"),
        (SEED.replace('"real"', '"tale"'), "contradicts fictional"),
    ],
)
def test_a_wrong_description_is_one_line(tmp_path: Path, seed: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as raised:
        read_description(folder(tmp_path, seed, **GOOD))
    assert "\n" not in str(raised.value)


def test_a_folder_without_data_or_description_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no CSV file"):
        list(read_seed(folder(tmp_path)))
    with pytest.raises(InputError, match=r"seed\.toml"):
        list(read_seed(tmp_path))


def test_a_seed_folder_is_recognised(tmp_path: Path) -> None:
    assert importer_for(folder(tmp_path, **GOOD)) is IMPORTER
    assert not IMPORTER.recognises(tmp_path)
    assert not IMPORTER.recognises(tmp_path / "mine" / "seed.toml")
