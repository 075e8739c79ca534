"""The features of mapping files, and the messages for wrong ones."""

import importlib.resources
from pathlib import Path

import polars as pl
import pytest

from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch, Problem
from graphmodel.facts.checks import check
from graphmodel.importers.mapped_table import mapped_table, mapping_importer, shipped_mappings
from graphmodel.importers.mappings import aggregate
from graphmodel.importers.mappings.parse import parse_mapping
from graphmodel.importers.mappings.run import read_mapped
from graphmodel.importers.registry import importer_for
from graphmodel.importers.tables import delimited
from tests.importers.importer_output import checked

SOURCE = "source: {name: A table}\n"
FILM = """
  film: {kind: Project, id: "t:film/{title}", name: "{title}"}
"""
PERSON = """
  person: {kind: Person, id: "t:person/{who}", name: "{who}"}
"""


def facts(
    folder: Path, mapping: str, table: str, name: str = "t.csv"
) -> tuple[dict[str, list[dict[str, object]]], list[Problem]]:
    """The checked facts of a table read through a mapping, and all problems."""
    (folder / name).write_text(table, encoding="utf-8")
    spec = parse_mapping(mapping, folder / "t.yaml")
    facts, problems, _ = checked(read_mapped(spec, mapped_table(spec, folder / name)))
    rows = {kind: rows.drop("sources", strict=False).to_dicts() for kind, rows in facts.items()}
    return rows, problems


def ids(rows: list[dict[str, object]]) -> list[object]:
    return [row["id"] for row in rows]


def pairs(rows: list[dict[str, object]]) -> list[tuple[object, object]]:
    return [(row["from_id"], row["to_id"]) for row in rows]


def test_one_row_gives_several_nodes_and_links(tmp_path: Path) -> None:
    mapping = (
        SOURCE
        + "nodes:"
        + FILM
        + """
  director:
    kind: Person
    each: {director: {split: ",", names: true}}
    id: "t:{director}"
    name: "{director}"
  company: {kind: Organisation, id: "t:{company}", name: "{company}"}
links:
  - {kind: WORKED_ON, from: director, to: film, role: director, year: "{year}"}
  - {kind: MADE, from: company, to: film, role: producer}
"""
    )
    table = 'title,year,director,company\nA,1999,"Ed Begley, Jr., Cher",X\nB,2001,Cher,X\n'
    rows_by_kind, problems = facts(tmp_path, mapping, table)
    assert problems == []
    assert ids(rows_by_kind["Person"]) == ["t:Ed Begley, Jr.", "t:Cher"]
    assert pairs(rows_by_kind["WORKED_ON"]) == [
        ("t:Ed Begley, Jr.", "t:film/A"),
        ("t:Cher", "t:film/A"),
        ("t:Cher", "t:film/B"),
    ]
    assert [row["year"] for row in rows_by_kind["WORKED_ON"]] == [1999, 1999, 2001]
    assert pairs(rows_by_kind["MADE"]) == [("t:X", "t:film/A"), ("t:X", "t:film/B")]
    assert [row["labels"] for row in rows_by_kind["Person"]] == [["Creator"], ["Creator"]]


def test_lists_side_by_side_pair_up_and_others_cross(tmp_path: Path) -> None:
    mapping = (
        SOURCE
        + """
nodes:
  film: {kind: Project, each: {films: "|", film_ids: "|"}, id: "imdb:{film_ids}", name: "{films}"}
  person:
    kind: Person
    each: {people: "|", ids: "|"}
    id: ["imdb:{ids}", "t:{people}"]
    name: "{people}"
links:
  - {kind: WORKED_ON, from: person, to: film, role: writer}
"""
    )
    table = "films;film_ids;people;ids\nA|B;tt1|tt2;X|Y;nm1|\nC|D;tt3;Z;nm3\n"
    rows_by_kind, problems = facts(tmp_path, mapping, table)
    assert ids(rows_by_kind["Project"]) == ["imdb:tt1", "imdb:tt2"]
    assert ids(rows_by_kind["Person"]) == ["imdb:nm1", "t:Y", "imdb:nm3"]
    assert set(pairs(rows_by_kind["WORKED_ON"])) == {
        (p, f) for p in ("imdb:nm1", "t:Y") for f in ("imdb:tt1", "imdb:tt2")
    }
    assert [(p.line, p.column, p.problem) for p in problems] == [
        (3, "films", "lists of different length")
    ]


def test_steps_conditions_and_constants(tmp_path: Path) -> None:
    mapping = (
        SOURCE
        + r"""
missing: ["?"]
tables:
  roles: {Directed by: director, Thanks: ""}
columns:
  name: {from: "{film}", extract: '^(.*) \('}
  year: {from: "{film}", extract: '\((\d{4})\)$'}
  work: {from: "{dept}", replace: {'_+$': ""}}
nodes:
  film: {kind: Project, id: "t:{name} {year}", name: "{name}", year: "{year}", type: film}
  person:
    kind: Person
    when: {work: {not: [Catering]}, who: {not_matches: '^The '}}
    id: "t:{who}"
    name: {from: "{who}", case: title}
links:
  - {kind: WORKED_ON, from: person, to: film, role: {from: "{work}", table: roles}}
"""
    )
    table = (
        "film,dept,who\nA (1999),Directed by_,ann\nA (1999),Catering,bob\n"
        "A (1999),Directed by,The X\n"
        "B,Directed by,cyd\nA (1999),Stunts,dan\nA (1999),Directed by,?\n"
    )
    rows_by_kind, problems = facts(tmp_path, mapping, table)
    assert [(row["id"], row["name"]) for row in rows_by_kind["Person"]] == [
        ("t:ann", "Ann"),
        ("t:cyd", "Cyd"),
        ("t:dan", "Dan"),
    ]
    assert pairs(rows_by_kind["WORKED_ON"]) == [("t:ann", "t:A 1999")]
    reported = {(p.line, p.kind, p.problem, p.value) for p in problems}
    assert (5, "Project", "does not match", "B") in reported
    assert (6, "WORKED_ON", "not in the table of values", "Stunts") in reported


def test_rows_of_one_id_complete_each_other_and_contradictions_are_told(tmp_path: Path) -> None:
    mapping = (
        SOURCE
        + """
nodes:
  person:
    kind: Person
    id: "imdb:{id}"
    name: "{name}"
    first_year: "{year}"
    last_year: "{year}"
    languages: {from: "{lang}", split: "/"}
    consent: "{consent}"
"""
    )
    table = (
        "id,name,year,lang,consent\n1,Ann,2001,fr,given\n1,Ann Lee,1999,en/fr,\n"
        "1,Ann,2005,,withdrawn\n2,Bob,2000,de,\n"
    )
    rows_by_kind, problems = facts(tmp_path, mapping, table)
    ann, bob = rows_by_kind["Person"]
    assert (ann["name"], ann["other_names"]) == ("Ann", ["Ann Lee"])
    assert (ann["first_year"], ann["last_year"]) == (1999, 2005)
    assert (ann["languages"], ann["consent"]) == (["fr", "en"], "withdrawn")
    assert bob["other_names"] is None
    assert problems == []


def test_links_with_lists_are_united_and_others_come_once(tmp_path: Path) -> None:
    mapping = (
        SOURCE
        + "nodes:"
        + PERSON
        + """
  oscars: {kind: Festival, id: "t:oscars", name: Oscars}
  film: {kind: Project, id: "t:{film}", name: "{film}"}
links:
  - kind: SELECTED_AT
    from: person
    to: oscars
    year: "{year}"
    result: won
    works: {from: "{film}", split: "|"}
  - {kind: WORKED_ON, from: person, to: film, role: composer}
"""
    )
    table = "who,year,film\nAnn,1999,A\nAnn,1999,B\nAnn,1999,A\n"
    rows_by_kind, problems = facts(tmp_path, mapping, table)
    assert problems == []
    assert [(row["year"], row["works"]) for row in rows_by_kind["SELECTED_AT"]] == [
        (1999, ["A", "B"])
    ]
    assert pairs(rows_by_kind["WORKED_ON"]) == [("t:person/Ann", "t:A"), ("t:person/Ann", "t:B")]


def test_links_with_lists_and_links_of_their_kind_without_are_all_there(tmp_path: Path) -> None:
    mapping = (
        SOURCE
        + "nodes:"
        + PERSON
        + """
  film: {kind: Project, id: "t:{film}", name: "{film}"}
  maker: {kind: Person, id: "t:person/{maker}", name: "{maker}"}
links:
  - {kind: WORKED_ON, from: maker, to: film, role: director}
  - kind: WORKED_ON
    from: person
    to: film
    role: actor
    characters: {from: "{as}", split: "|"}
"""
    )
    rows_by_kind, problems = facts(tmp_path, mapping, "who,year,film,maker,as\nAnn,1999,A,Bo,Eve\n")
    assert problems == []
    credits = {(row["role"], row["from_id"]) for row in rows_by_kind["WORKED_ON"]}
    assert credits == {("director", "t:person/Bo"), ("actor", "t:person/Ann")}


def test_rows_that_cannot_be_read_are_told_with_their_lines(tmp_path: Path) -> None:
    _, problems = facts(tmp_path, SOURCE + "nodes:" + PERSON, "who,x\nAnn,1\nBob\nCyd,1,2\n")
    assert [(p.origin, p.line, p.problem) for p in problems] == [
        ("t.csv", 3, "wrong number of cells"),
        ("t.csv", 4, "wrong number of cells"),
    ]


def test_json_lists_need_no_splitting(tmp_path: Path) -> None:
    mapping = (
        SOURCE
        + """
nodes:
  film: {kind: Project, id: "t:{title}", name: "{title}", genres: "{genres}"}
  actor: {kind: Person, each: [cast.name, cast.id], id: "t:{cast.id}", name: "{cast.name}"}
links: [{kind: WORKED_ON, from: actor, to: film, role: actor}]
"""
    )
    cast = '[{"id": 1, "name": "P"}, {"id": 2, "name": "Q"}]'
    table = f'[{{"title": "A", "genres": ["x", "y"], "cast": {cast}}}]'
    rows_by_kind, problems = facts(tmp_path, mapping, table, "t.json")
    assert problems == []
    assert rows_by_kind["Project"][0]["genres"] == ["x", "y"]
    assert pairs(rows_by_kind["WORKED_ON"]) == [("t:1", "t:A"), ("t:2", "t:A")]


def test_the_same_facts_from_many_small_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapping = (
        SOURCE
        + "nodes:"
        + FILM
        + PERSON
        + "links: [{kind: WORKED_ON, from: person, to: film, role: actor}]\n"
    )
    table = "title,who\n" + "".join(f"F{n % 500},P{n % 700}\n" for n in range(20_000))
    unlimited = facts(tmp_path, mapping, table)
    monkeypatch.setattr(delimited, "BLOCK", 5_000)
    monkeypatch.setattr(aggregate, "MAX_HELD_ROWS", 1_000)
    limited = facts(tmp_path, mapping, table)
    assert [len(rows) for rows in unlimited[0].values()] == [1, 700, 500, 3500]
    for kind, rows in unlimited[0].items():
        assert pl.DataFrame(rows).equals(pl.DataFrame(limited[0][kind])), kind


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("sauce: {name: x}\n", 1, "did you mean 'source'?"),
        ("nodes: {}\n", 1, "source: is missing"),
        ("source: {title: x}\nnodes: {}\n", 1, "no 'title'"),
        ("source: {publisher: x}\nnodes: {}\n", 1, "needs a name:"),
        (SOURCE + "nodes:\n  f: {kind: Projekt, id: x}\n", 3, "did you mean 'Project'?"),
        (SOURCE + "nodes:\n  f: {kind: Project, name: x}\n", 3, "needs an id:"),
        (SOURCE + "nodes:\n  f:\n    kind: Project\n    id: x\n    yaer: x\n", 6, "mean 'year'?"),
        (SOURCE + "nodes:\n  f: {kind: Project, id: x, type: fim}\n", 3, "mean 'film'?"),
        (SOURCE + "nodes:\n  f: {kind: Project, id: {A}}\n", 3, 'put quotes around "{A}"'),
        (SOURCE + "nodes:\n  f: {kind: Project, id: '{titel}'}\n", 3, "did you mean 'title'?"),
        (SOURCE + "nodes:\n  f: {kind: Project, id: x, when: {titel: a}}\n", 3, "mean 'title'?"),
        (SOURCE + "nodes:\n  f: {kind: Project, id: x, each: {titel: '|'}}\n", 3, "'title'?"),
        (SOURCE + "nodes:\n  f: {kind: Project, id: x, each: [title]}\n", 3, "holds no lists"),
        (SOURCE + "nodes:\n  f: {kind: Project, id: {from: x, extract: '('}}\n", 3, "regular"),
        (SOURCE + "nodes:\n  f: {kind: Project, id: {from: x, table: t}}\n", 3, "no table 't'"),
        (SOURCE + "nodes:\n  f: {kind: Project, id: {split: x}}\n", 3, "needs from: or first:"),
        (SOURCE + "nodes: {}\nlinks: [{kind: WORKED_ON, from: a, to: b}]\n", 3, "cannot be 'a'"),
        (
            SOURCE
            + "nodes:\n  f: {kind: Project, id: x}\nlinks: [{kind: MENTORS, from: f, to: f}]",
            4,
            "MENTORS joins Person to Person",
        ),
        (SOURCE + "nodes: {}\nnodes: {}\n", 3, "nodes is given twice"),
        (SOURCE + "nodes: {}\nseparator: tab\n", 3, "one character"),
        (SOURCE + "nodes: {}\nfictional: yes\n", 3, "cannot be 'yes'"),
        (SOURCE + "nodes: {}\nquery: SELECT 1\n", 1, "go together"),
        (SOURCE + "nodes: &a {}\n", 2, "has no & or *"),
        (SOURCE + "nodes: [\n", 3, "is not YAML"),
        (SOURCE + "\tnodes: {}\n", 2, "is not YAML"),
    ],
)
def test_a_wrong_mapping_says_where_and_what_to_do(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    with pytest.raises(InputError) as error:
        facts(tmp_path, text, "title,who\nA,B\n")
    assert f"t.yaml, line {line}: " in str(error.value)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "[" * 5000, "{a: " * 3000, "\x00", "? [a]\n: b"]
)
def test_what_is_no_mapping_is_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError) as error:
        parse_mapping(text, tmp_path / "t.yaml")
    assert "\n" not in str(error.value)


def test_a_mapping_that_names_no_table(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(SOURCE + "nodes: {}\n")
    with pytest.raises(InputError, match="names no table; add file:"):
        list(mapping_importer(path).read(path))


def test_every_shipped_mapping_is_good_and_known_by_its_columns(tmp_path: Path) -> None:
    names = {mapping.name for mapping in shipped_mappings()}
    assert names == {"oscars", "cannes", "crew_2016"}
    for mapping in shipped_mappings():
        between = mapping.table_format.dialect.separator or ","
        table = tmp_path / f"{mapping.name}_copy.csv"
        table.write_text(between.join(mapping.recognise) + "\n")
        assert importer_for(table).name == "mapping"


def test_the_cannes_table_of_great_tables_is_taken_whole() -> None:
    table = importlib.resources.files("great_tables") / "data" / "09-films.csv"
    path = Path(str(table))
    kinds: dict[str, int] = {}
    problems = []
    for item in importer_for(path).read(path):
        if isinstance(item, Problem):
            problems.append(item)
        elif isinstance(item, Batch):
            rows, wrong = check(item)
            problems += wrong
            kinds[item.kind] = kinds.get(item.kind, 0) + rows.height
    assert problems == []
    assert kinds["Project"] == pl.read_csv(path).height == kinds["SELECTED_AT"]
    assert kinds["WORKED_ON"] > kinds["Project"] > kinds["Person"] > 1000


def test_a_folder_is_read_as_the_tables_in_it(tmp_path: Path) -> None:
    table = Path(str(importlib.resources.files("great_tables") / "data" / "09-films.csv"))
    (tmp_path / "films.csv").write_bytes(table.read_bytes())
    (tmp_path / "LICENSE").write_text("MIT")
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    (tmp_path / "more").mkdir()
    importer = importer_for(tmp_path)
    assert importer.name == "mapping"

    def rows(path: Path) -> list[tuple[str, int]]:
        return [(b.kind, b.rows.height) for b in importer.read(path) if isinstance(b, Batch)]

    assert rows(tmp_path) == rows(table)
    (tmp_path / "films.csv").unlink()
    with pytest.raises(InputError, match="no importer recognises this format"):
        importer_for(tmp_path)
    (tmp_path / "empty.csv").touch()
    with pytest.raises(InputError, match="the file is empty; give one with content"):
        importer_for(tmp_path / "empty.csv")


LISTED = """
nodes:
  film:
    kind: Project
    id: "t:film/{title}"
    name: "{title}"
    genres: {from: "{genres}", split: ",", STEPS}
"""


def test_an_item_of_a_list_that_nothing_matches_is_a_problem(tmp_path: Path) -> None:
    table = 'title,genres\nA,"Komödie,Drama"\nB,Komödie\nC,\n'
    for steps, problem in (
        ("table: {Komödie: Comedy}", "not in the table of values"),
        ("extract: '^(K.+)$'", "does not match"),
    ):
        rows, problems = facts(tmp_path, SOURCE + LISTED.replace("STEPS", steps), table)
        assert [(p.line, p.column, p.value, p.problem) for p in problems] == [
            (2, "genres", "Drama", problem)
        ]
        assert ids(rows["Project"]) == ["t:film/B", "t:film/C"]


def test_an_item_of_a_list_that_nothing_matches_is_kept_replaced_or_noted(tmp_path: Path) -> None:
    table = 'title,genres\nA,"Komödie,Drama"\nB,Oper\n'
    read_as = {}
    for otherwise in ("keep", "empty", "Other"):
        steps = f"table: {{Komödie: Comedy}}, otherwise: {otherwise}"
        rows, problems = facts(tmp_path, SOURCE + LISTED.replace("STEPS", steps), table)
        assert problems == []
        read_as[otherwise] = [row["genres"] for row in rows["Project"]]
    assert read_as["keep"] == [["Comedy", "Drama"], ["Oper"]]
    assert read_as["empty"][0] == ["Comedy"]
    assert read_as["Other"] == [["Comedy", "Other"], ["Other"]]
    spec = parse_mapping(
        SOURCE + LISTED.replace("STEPS", "table: {Komödie: Comedy}, otherwise: empty"),
        tmp_path / "t.yaml",
    )
    _, _, notes = checked(read_mapped(spec, mapped_table(spec, tmp_path / "t.csv")))
    assert any("Project.genres lacks (2)" in str(note) and "Oper" in str(note) for note in notes)


def test_a_value_of_a_link_that_an_earlier_row_gives_otherwise_is_noted(tmp_path: Path) -> None:
    mapping = (
        SOURCE
        + "nodes:"
        + FILM
        + PERSON
        + """
links:
  - kind: WORKED_ON
    from: person
    to: film
    role: "{role}"
    job: "{job}"
    characters: {from: "{part}", split: "|"}
"""
    )
    (tmp_path / "t.csv").write_text(
        "title,who,role,job,part\nA,Ann,writer,story,X\nA,Ann,writer,screenplay,Y\n"
        "A,Ann,writer,,X\nA,Bo,writer,story,\n",
        encoding="utf-8",
    )
    spec = parse_mapping(mapping, tmp_path / "t.yaml")
    frames, problems, notes = checked(read_mapped(spec, mapped_table(spec, tmp_path / "t.csv")))
    assert problems == []
    assert frames["WORKED_ON"].select("job", "characters").rows() == [
        ("story", ["X", "Y"]), ("story", None),
    ]  # fmt: skip
    text = "WORKED_ON.job are left out (1), as an earlier row with both ends, role in common has"
    assert notes[-1] == f"values of {text} another: line 3 is the first"
