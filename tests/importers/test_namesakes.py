"""People with the same name in a table without ids: what distinguishes them, and the notes."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from graphmodel.importers.mapped_table import mapped_table
from graphmodel.importers.mappings import namesakes
from graphmodel.importers.mappings.parse import parse_mapping
from graphmodel.importers.mappings.run import read_mapped
from graphmodel.importers.tables import delimited
from tests.importers.importer_output import Checked, checked
from tests.importers.test_inferred_mappings import guessed_text, values

MAPPING = """
source: {name: A table}
nodes:
  film: {kind: Project, id: "t:film/{title}", name: "{title}"}
  person:
    kind: Person
    id: "t:{who}"
    name: "{who}"
    born: "{born}"
    died: "{died}"
    external_ids: {from: "{ids}", split: " "}
links:
  - {kind: WORKED_ON, from: person, to: film, role: actor}
"""


def read(folder: Path, rows: str, mapping: str = MAPPING, header: str = "") -> Checked:
    (folder / "t.csv").write_text((header or "title,who,born,died,ids\n") + rows, encoding="utf-8")
    spec = parse_mapping(mapping, folder / "t.yaml")
    return checked(read_mapped(spec, mapped_table(spec, folder / "t.csv")))


def people(facts: Checked) -> dict[str, int | None]:
    return dict(facts.frames["Person"].select("id", "born").iter_rows())


def credits_of(facts: Checked) -> set[tuple[str, str]]:
    return set(facts.frames["WORKED_ON"].select("from_id", "to_id").iter_rows())


def test_one_name_and_two_years_of_birth_are_two_people(tmp_path: Path) -> None:
    rows = "A,Bo Li,1960,,\nB,Bo Li,1985,,\nC,Bo Li,1960,,\nB,Ann Ray,1970,,\n"
    facts = read(tmp_path, rows)
    assert facts.problems == []
    assert people(facts) == {
        "t:Bo Li (born 1960)": 1960,
        "t:Bo Li (born 1985)": 1985,
        "t:Ann Ray": 1970,
    }
    assert credits_of(facts) == {
        ("t:Bo Li (born 1960)", "t:film/A"),
        ("t:Bo Li (born 1985)", "t:film/B"),
        ("t:Bo Li (born 1960)", "t:film/C"),
        ("t:Ann Ray", "t:film/B"),
    }
    assert facts.frames["Person"]["name"].to_list() == ["Bo Li", "Bo Li", "Ann Ray"]
    (told,) = [note for note in facts.notes if "borne by several" in note]
    assert told == (
        "1 name is borne by several people, told apart by what their rows say: "
        "'t:Bo Li' (born 1960, born 1985)"
    )
    assert not any("do not say which" in note for note in facts.notes)


def test_namesakes_on_one_film_have_a_credit_each(tmp_path: Path) -> None:
    facts = read(tmp_path, "A,Bo Li,1960,,\nA,Bo Li,1985,,\n")
    assert len(credits_of(facts)) == 2


def test_one_name_and_one_year_are_one_person(tmp_path: Path) -> None:
    facts = read(tmp_path, "A,Bo Li,1960,,\nB,Bo Li,1960,,\nC,Bo Li,,,\n")
    assert people(facts) == {"t:Bo Li": 1960}
    assert not any("borne by" in note for note in facts.notes)


def test_a_row_without_a_year_is_of_neither_and_said(tmp_path: Path) -> None:
    facts = read(tmp_path, "A,Bo Li,1960,,\nB,Bo Li,,,\nC,Bo Li,1985,,\n")
    assert people(facts) == {
        "t:Bo Li (born 1960)": 1960,
        "t:Bo Li": None,
        "t:Bo Li (born 1985)": 1985,
    }
    assert ("t:Bo Li", "t:film/B") in credits_of(facts)
    (told,) = [note for note in facts.notes if "do not say which" in note]
    assert told.endswith("until you judge which it is the same as: line 3 ('t:Bo Li')")


@pytest.mark.parametrize(
    ("rows", "ids"),
    [
        # Different ids in one collection, whatever the year of birth.
        ("A,Bo,1960,,x:1\nB,Bo,1960,,x:2\n", ["t:Bo (x:1)", "t:Bo (x:2)"]),
        # Ids in different collections do not conflict.
        ("A,Bo,,,x:1\nB,Bo,,,y:2\n", ["t:Bo"]),
        ("A,Bo,,,x:1\nB,Bo,,,x:1 y:2\nC,Bo,,,y:3\n", ["t:Bo (x:1)", "t:Bo (y:3)"]),
        # Values that are not ids of a collection distinguish nobody.
        ("A,Bo,,,none\nB,Bo,,,unknown\n", ["t:Bo"]),
        # Different years of death, without years of birth.
        ("A,Bo,,1990,\nB,Bo,,2015,\n", ["t:Bo (died 1990)", "t:Bo (died 2015)"]),
        # A row joins the person with whom it shares a value.
        (
            "A,Bo,1960,,x:1\nB,Bo,,,x:1\nC,Bo,1985,,\nD,Bo,1985,2020,\n",
            ["t:Bo (x:1)", "t:Bo (born 1985)"],
        ),
        # A row that shares a value with two people joins neither.
        (
            "A,Bo,1960,,x:1\nB,Bo,1960,,x:2\nC,Bo,1960,,\n",
            ["t:Bo (x:1)", "t:Bo (x:2)", "t:Bo (born 1960)"],
        ),
    ],
)
def test_what_tells_namesakes_apart(tmp_path: Path, rows: str, ids: list[str]) -> None:
    facts = read(tmp_path, rows)
    assert facts.frames["Person"]["id"].to_list() == ids
    assert facts.problems == []


def test_years_that_differ_for_one_id_elsewhere_are_a_problem_of_one_person(tmp_path: Path) -> None:
    facts = read(tmp_path, "A,Bo,1960,,x:1\nB,Bo,1961,,x:1\nC,Bo,1960,1990,x:1\nD,Bo,,1991,x:1\n")
    assert people(facts) == {"t:Bo": 1960}
    assert [(p.column, p.problem) for p in facts.problems] == [
        ("born", "differs from an earlier row"),
        ("died", "differs from an earlier row"),
    ]


def test_an_id_that_a_column_gives_is_one_person_whatever_differs(tmp_path: Path) -> None:
    mapping = MAPPING.replace('id: "t:{who}"', 'id: ["t:{ids}", "t:{who}"]')
    facts = read(tmp_path, "A,Bo,1960,,7\nB,Bo,1961,,7\nC,Bo,1960,,\nD,Bo,1985,,\n", mapping)
    assert people(facts) == {
        "t:7": 1960,
        "t:Bo (born 1960)": 1960,
        "t:Bo (born 1985)": 1985,
    }
    assert [p.problem for p in facts.problems] == ["differs from an earlier row"]


def test_a_mapping_that_says_which_year_to_keep_makes_one_person(tmp_path: Path) -> None:
    mapping = MAPPING.replace('born: "{born}"', 'born: {from: "{born}", keep: first}')
    facts = read(tmp_path, "A,Bo,1960,,\nB,Bo,1985,,\n", mapping)
    assert people(facts) == {"t:Bo": 1960}
    assert facts.problems == []


def test_lists_side_by_side_tell_each_of_them_apart(tmp_path: Path) -> None:
    mapping = MAPPING.replace('id: "t:{who}"', 'each: {who: "|", born: "|"}\n    id: "t:{who}"')
    facts = read(tmp_path, "A,Bo|Cy,1960|1970,,\nB,Bo|Cy,1985|,,\n", mapping)
    assert people(facts) == {
        "t:Bo (born 1960)": 1960,
        "t:Cy": 1970,
        "t:Bo (born 1985)": 1985,
    }
    assert ("t:Bo (born 1985)", "t:film/B") in credits_of(facts)


def test_somebody_named_in_another_column_alone_is_of_neither(tmp_path: Path) -> None:
    mapping = MAPPING.replace(
        "links:",
        '  writer: {kind: Person, id: "t:{by}", name: "{by}"}\nlinks:\n'
        "  - {kind: WORKED_ON, from: writer, to: film, role: writer}",
    )
    header = "title,who,born,died,ids,by\n"
    facts = read(tmp_path, "A,Bo,1960,,,Cy\nB,Bo,1985,,,Bo\n", mapping, header)
    assert set(people(facts)) == {"t:Bo (born 1960)", "t:Bo (born 1985)", "t:Cy", "t:Bo"}
    assert ("t:Bo", "t:film/B") in credits_of(facts)
    assert any("line 3 ('t:Bo')" in note for note in facts.notes)


def test_films_of_one_title_are_told_apart_by_their_ids_elsewhere(tmp_path: Path) -> None:
    mapping = MAPPING.replace('name: "{title}"', 'name: "{title}", external_ids: "tt:{film}"')
    header = "title,who,born,died,ids,film\n"
    facts = read(tmp_path, "A,Bo,,,,1\nA,Bo,,,,2\n", mapping, header)
    assert facts.frames["Project"]["id"].to_list() == ["t:film/A (tt:1)", "t:film/A (tt:2)"]
    assert len(credits_of(facts)) == 2


def test_namesakes_far_apart_in_a_table_of_many_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "BLOCK", 5_000)
    rows = [f"F{n},P{n % 90},{1900 + n % 90}," for n in range(900)]
    rows[3], rows[890] = "F3,Bo,1960,", "F890,Bo,1985,"
    facts = read(tmp_path, "".join(row + ",\n" for row in rows))
    assert [i for i in people(facts) if "Bo" in i] == ["t:Bo (born 1960)", "t:Bo (born 1985)"]
    assert facts.frames["WORKED_ON"].height == 900


def test_thousands_of_one_name_are_told_apart() -> None:
    properties = namesakes._telling_properties("Person")
    rows = [(frozenset([f"x:{n}"]), frozenset[str](), frozenset[str]()) for n in range(5_000)]
    assert len(namesakes._people(rows, properties)) == 5_000


@pytest.mark.parametrize(
    "table",
    [
        "title,year,director,birth year\nA,2004,Bo Li,1960\nB,2022,Bo Li,1985\n",
        "Title,Director,Director Born,Writer\nA,Bo Li,4 May 1960,Cy\nB,Bo Li,1985,Cy\n",
        "片名,导演,出生年份\nA,Bo Li,1960年\nB,Bo Li,1985年\n",
        "Name,Date of birth,Role,Film\nBo Li,1960-05-04,Director,A\nBo Li,1985-01-01,Writer,B\n",
    ],
)
def test_a_guessed_mapping_takes_years_of_birth(tmp_path: Path, table: str) -> None:
    facts, text = guessed_text(tmp_path, table)
    born = pl.DataFrame(facts["Person"]).filter(pl.col("name") == "Bo Li")["born"]
    assert born.to_list() == [1960, 1985]
    assert "people of one name are one person here, unless they were born in different" in text
    assert len(values(facts, "WORKED_ON", "from_id")) == len(set(map(str, facts["WORKED_ON"])))


def test_namesakes_on_lines_of_a_cell_are_told_apart(tmp_path: Path) -> None:
    mapping = """
source: {name: A table}
nodes:
  film: {kind: Project, id: "t:film/{title}", name: "{title}"}
  person:
    kind: Person
    each: {who: "\\n", born: "\\n"}
    id: "t:{who}"
    name: "{who}"
    born: "{born}"
links:
  - {kind: WORKED_ON, from: person, to: film, role: actor}
"""
    rows = 'A,"Anna Lee\nBo Li","1950\n1960",,\nB,"Anna Lee\nCy Ek","1970\n1980",,\n'
    facts = read(tmp_path, rows, mapping)
    assert facts.problems == []
    assert people(facts) == {
        "t:Anna Lee (born 1950)": 1950,
        "t:Bo Li": 1960,
        "t:Anna Lee (born 1970)": 1970,
        "t:Cy Ek": 1980,
    }
