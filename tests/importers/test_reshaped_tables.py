"""Mapping options for the form of a table: its header, JSON in cells, numbered columns."""

import json
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from graphmodel.errors import InputError
from graphmodel.facts.batch import Problem
from graphmodel.importers.input_files import Member, find_encoding
from graphmodel.importers.mapped_table import mapped_table
from graphmodel.importers.mappings.name_warnings import name_warnings
from graphmodel.importers.mappings.parse import parse_mapping
from graphmodel.importers.mappings.run import read_mapped
from graphmodel.importers.tables.detect import open_table
from graphmodel.importers.tables.reshape import Reshaping, reshape
from graphmodel.importers.tables.table import LINE, Table
from tests.importers.importer_output import checked

SOURCE = "source: {name: A table}\n"
FILM = '\n  film: {kind: Project, id: "t:film/{title}", name: "{title}"}\n'


def read(
    path: Path, mapping: str
) -> tuple[dict[str, list[dict[str, object]]], list[Problem], list[str]]:
    """The checked facts by kind, the problems, and the notes after the first."""
    spec = parse_mapping(mapping, path.parent / "t.yaml")
    facts, problems, notes = checked(read_mapped(spec, mapped_table(spec, path)))
    return {kind: rows.to_dicts() for kind, rows in facts.items()}, problems, notes[1:]


def names(facts: dict[str, list[dict[str, object]]], kind: str) -> list[object]:
    return [row["name"] for row in facts.get(kind, [])]


def written(folder: Path, text: str) -> Path:
    path = folder / "t.csv"
    path.write_text(text, encoding="utf-8")
    return path


def workbook(path: Path, rows: list[list[str]], *merged: str) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Films")
    for n, row in enumerate(rows):
        for column, text in enumerate(row):
            if text:
                sheet.write_string(n, column, text)
    for cells in merged:
        row, column = int(cells.split(":")[0][1:]) - 1, ord(cells[0]) - 65
        sheet.merge_range(cells, rows[row][column])
    book.close()
    return path


def test_json_in_cells_becomes_lists_side_by_side(tmp_path: Path) -> None:
    table = written(
        tmp_path,
        "title,crew,genres\n"
        'Dawn,"[{""id"": 1, ""name"": ""Ann \\""A\\"" Ek"", ""job"": ""Director""}, '
        '{""id"": 2, ""name"": ""Bo, Lind"", ""job"": ""Writer""}]","[{""name"": ""Drama""}]"\n'
        "Dusk,\"[{'id': 3, 'name': \"\"Cy O'Hara\"\", 'job': 'Director'}]\",[]\n"
        "Noon,[],\n"
        "Night,{broken,\n",
    )
    mapping = (
        SOURCE
        + "json: [crew, genres]\nnodes:\n"
        + FILM.strip("\n").removesuffix("}")
        + ', genres: "{genres.name}"}\n'
        + "  crew: {kind: Person, each: [crew.id, crew.name, crew.job], "
        + 'id: "t:{crew.id}", name: "{crew.name}"}\n'
        + 'links:\n  - {kind: WORKED_ON, from: crew, to: film, role: "{crew.job}"}\n'
    )
    facts, problems, _ = read(table, mapping)
    assert names(facts, "Person") == ['Ann "A" Ek', "Bo, Lind", "Cy O'Hara"]
    assert [row["role"] for row in facts["WORKED_ON"]] == ["Director", "Writer", "Director"]
    assert names(facts, "Project") == ["Dawn", "Dusk", "Noon"]
    assert facts["Project"][0]["genres"] == ["Drama"]
    assert [(p.line, p.problem) for p in problems] == [(5, "not JSON")]


def test_numbered_columns_are_one_line(tmp_path: Path) -> None:
    header = "title," + ",".join(f"director.{n}" for n in (1, 2, 10))
    table = written(tmp_path, f"{header}\nDawn,Ann Ek,,Bo Lind\nDusk,,,\n")
    mapping = (
        SOURCE
        + "lists: {directors: director.#}\nnodes:"
        + FILM
        + '  who: {kind: Person, each: [directors], id: "t:{directors}", name: "{directors}"}\n'
        + "links:\n  - {kind: WORKED_ON, from: who, to: film, role: director}\n"
    )
    facts, problems, _ = read(table, mapping)
    assert names(facts, "Person") == ["Ann Ek", "Bo Lind"]
    assert (len(facts["WORKED_ON"]), problems) == (2, [])
    with pytest.raises(InputError, match=r"no columns like 'writer\.#'"):
        read(table, mapping.replace("director.#", "writer.#"))


def test_the_header_can_stand_lower_and_in_several_rows(tmp_path: Path) -> None:
    table = written(
        tmp_path,
        'About:\n"Some, notes"\n\n,Film,,Team\ntitle,year,place,name\nDawn,2020,Oslo,Ann\n',
    )
    facts, problems, _ = read(table, SOURCE + "header: 5\nnodes:" + FILM)
    assert (names(facts, "Project"), problems) == (["Dawn"], [])
    both = 'header: [4, 5]\nnodes:\n  p: {kind: Person, id: "t:{Team name}", name: "{Team name}"}\n'
    facts, problems, _ = read(table, SOURCE + both)
    assert (names(facts, "Person"), problems) == (["Ann"], [])
    with pytest.raises(InputError, match="has no line 50; correct header"):
        read(table, SOURCE + "header: 50\nnodes:" + FILM)


ROWS = [
    ["Our festival", "", ""],
    ["Section", "title", "name"],
    ["Main", "Dawn", "Ann Ek"],
    ["", "Dusk", "Bo Lind"],
    ["Shorts", "", ""],
    ["", "Noon", "Cy"],
]
SELECTED = (
    '\n  fest: {kind: Festival, id: "t:fest", name: Fest}\n'
    + 'links:\n  - {kind: SELECTED_AT, from: film, to: fest, section: "{Section}"}\n'
)


@pytest.mark.parametrize(
    "form", ["header: 2\n", "headers: [Section, title, name]\nheader: 2\n"], ids=["row", "names"]
)
def test_merged_cells_hold_for_all_their_rows_and_empty_ones_can_be_filled(
    tmp_path: Path, form: str
) -> None:
    table = workbook(tmp_path / "t.xlsx", ROWS, "A1:C1", "A3:A4")
    facts, problems, _ = read(table, SOURCE + form + "nodes:" + FILM.rstrip() + SELECTED)
    sections = {row["from_id"]: row["section"] for row in facts["SELECTED_AT"]}
    assert sections == {"t:film/Dawn": "Main", "t:film/Dusk": "Main", "t:film/Noon": None}
    filled = SOURCE + form + "fill: [Section]\nnodes:" + FILM.rstrip() + SELECTED
    facts, problems, _ = read(table, filled)
    assert [row["section"] for row in facts["SELECTED_AT"]] == ["Main", "Main", "Shorts"]
    assert problems == []


def test_a_node_only_referred_to_needs_no_name(tmp_path: Path) -> None:
    table = written(tmp_path, "title,who\nDawn,p1\n,p2\n")
    mapping = (
        SOURCE
        + "nodes:"
        + FILM
        + '  who: {kind: Person, reference: true, id: "t:{who}"}\n'
        + "links:\n  - {kind: WORKED_ON, from: who, to: film, role: director}\n"
    )
    facts, problems, _ = read(table, mapping)
    assert ("Person" in facts, problems) == (False, [])
    assert [row["from_id"] for row in facts["WORKED_ON"]] == ["t:p1"]
    with pytest.raises(InputError, match="leave all but its id out"):
        read(table, mapping.replace("reference: true,", 'reference: true, name: "{who}",'))


def test_dates_family_names_first_and_entities(tmp_path: Path) -> None:
    table = written(
        tmp_path,
        "who,since\n"
        '"Ek, Ann",17 Jan 2023\n"King, Martin Luther, III",2 Feb 2021\n"Sammy Davis, Jr.",\n'
        '"张, 艺谋",soon\nTom &amp; Co,\n',
    )
    mapping = (
        SOURCE
        + "entities: true\n"
        + 'columns: {name: {from: "{who}", family_first: true}}\nnodes:\n'
        + '  who: {kind: Person, id: "t:{name}", name: "{name}"}\n'
        + '  org: {kind: Organisation, id: "t:org", name: Org}\n'
        + "links:\n  - kind: BELONGS_TO\n    from: who\n    to: org\n"
        + '    since: {from: "{since}", date: "%d %b %Y"}\n'
    )
    facts, problems, _ = read(table, mapping)
    people = names(facts, "Person")
    assert people == ["Ann Ek", "Martin Luther King III", "Sammy Davis, Jr.", "张艺谋", "Tom & Co"]
    assert [row["since"] for row in facts["BELONGS_TO"][:2]] == ["2023-01-17", "2021-02-02"]
    assert [(p.line, p.problem, p.value) for p in problems] == [(5, "not a date", "soon")]
    with pytest.raises(InputError, match="is not how a day is written"):
        read(table, mapping.replace("%d %b %Y", "%Y"))


def test_spellings_that_differ_by_spaces_are_one_or_are_said(tmp_path: Path) -> None:
    table = written(tmp_path, "who\nAnn Ek\nAnn  Ek\nAnn\u00a0Ek\nAnnEk\n")
    mapping = SOURCE + 'nodes:\n  who: {kind: Person, id: "t:{who}", name: "{who}"}\n'
    facts, _, notes = read(table, mapping)
    assert names(facts, "Person") == ["Ann Ek", "AnnEk"]
    assert "differ only by spaces" in notes[0]
    assert "'Ann Ek' and 'AnnEk'" in notes[0]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("\"[{'id': 1\"", "look like JSON"),
        ("https://example.org/Q1", "look like addresses"),
        ("Q12345", "look like ids"),
        ("Ann Ek; Bo Lind", "look like lists"),
        ("Ann Ek/Bo Lind", "look like lists"),
        ('"Ek, Ann"', "family names first"),
        ("Ann &amp; Bo", "look like HTML"),
    ],
)
def test_names_that_are_none_are_said(tmp_path: Path, name: str, words: str) -> None:
    table = written(tmp_path, f"who\n{name}\nCy Ek\n")
    mapping = SOURCE + 'nodes:\n  who: {kind: Person, id: "t:{who}", name: "{who}"}\n'
    _, _, notes = read(table, mapping)
    assert len(notes) == 1
    assert notes[0].startswith("names of Person")
    assert words in notes[0]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ann Ek (Mira)", "names with a note in brackets"),
        ("Director: Ann Ek", "names with a role before them"),
        ("导演：张艺谋", "names with a role before them"),
        ("Ann Ek et al.", "names with others unnamed"),
        ("Ann Ek with Bo Lind", "lists"),
        ("张艺谋等", "names with others unnamed"),
        ("Unknown", "nobody's"),
        ("N.N.", "nobody's"),
        ("佚名", "nobody's"),
        ("Ann Ek as Mrs. Roe", "names with a character"),
        ("梁朝伟 Tony Leung", "two names of one person"),
    ],
)
def test_what_stands_beside_a_name_is_said(name: str, said: str) -> None:
    rows = pl.DataFrame({"id": ["t:1", "t:2"], "name": [name, "Dr. Cy Oh"]})
    (sentence,) = map(str, name_warnings("Person", rows))
    assert sentence.startswith(f"names of Person that look like {said}")
    assert sentence.endswith(f": {name!r}")


def test_utf8_with_replacement_characters_is_utf8(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("name\n" + "Caf\ufffd Zo\ufffd\n" * 50 + "Zoë\n", encoding="utf-8")
    assert find_encoding(path) == "utf-8"


def test_keys_of_json_that_come_late_are_columns_too() -> None:
    cells = ['[{"name": "Ann"}]', '[{"name": "Bo", "nick": "B"}]']
    frames = [pl.DataFrame({LINE: [n], "cast": [cell]}) for n, cell in enumerate(cells, 2)]
    table = reshape(
        Table("t", ("cast",), "a table in two blocks", lambda: iter(frames)),
        Reshaping(json=("cast",)),
    )
    assert table.columns == ("cast.name", "cast.nick")
    rows = pl.concat([frame for frame in table.frames() if isinstance(frame, pl.DataFrame)])
    assert rows["cast.nick"].to_list() == [None, ["B"]]


def test_columns_of_json_lines_that_come_late_are_columns_too(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    lines = [json.dumps({"name": f"P{n}"}) for n in range(1200)]
    lines.append(json.dumps({"name": "Last", "nick": ["L", "Z"]}))
    path.write_text("\n".join(lines), encoding="utf-8")
    table = open_table(Member(path.name, path))
    assert table.columns == ("name", "nick")
    rows = pl.concat([f for f in table.frames() if isinstance(f, pl.DataFrame)])
    assert rows["nick"].to_list()[-1] == ["L", "Z"]
