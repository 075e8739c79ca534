"""Mappings that ``guess`` drafts, used without edits: the people and facts that they give."""

import json
from pathlib import Path

import pytest
import xlsxwriter
import yaml

from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch, Note, Problem
from graphmodel.facts.checks import check
from graphmodel.importers.mapped_table import mapped_table, table_at
from graphmodel.importers.mappings.infer import infer_mapping
from graphmodel.importers.mappings.parse import parse_mapping
from graphmodel.importers.mappings.run import read_mapped
from graphmodel.importers.mappings.yaml_text import single_quoted, yaml_text
from graphmodel.importers.tables.delimited import Dialect
from graphmodel.importers.tables.detect import TableFormat
from tests.importers.test_reshaped_tables import workbook

Facts = dict[str, list[dict[str, object]]]


def guessed(
    path: Path,
    sheet: str | None = None,
    owner: str | None = None,
    prefix: str | None = None,
    name: str = "t",
) -> tuple[Facts, str]:
    """The facts read through a guessed mapping, none of them refused, and the mapping."""
    text = infer_mapping(
        lambda dialect: table_at(path, TableFormat(dialect=dialect, sheet=sheet)),
        Dialect(),
        name,
        path.name,
        sheet,
        owner,
        prefix,
    )
    spec = parse_mapping(text, path.parent / "t.yaml")
    facts: Facts = {}
    for output in read_mapped(spec, mapped_table(spec)):
        assert not isinstance(output, Problem), output
        if isinstance(output, Batch):
            rows, problems = check(output)
            assert problems == []
            facts.setdefault(output.kind, []).extend(rows.to_dicts())
    return facts, text


def guessed_text(folder: Path, table: str) -> tuple[Facts, str]:
    path = folder / "t.csv"
    path.write_text(table, encoding="utf-8")
    return guessed(path)


def values(facts: Facts, kind: str, name: str = "name") -> list[object]:
    return [row.get(name) for row in facts.get(kind, [])]


@pytest.mark.parametrize(
    ("cells", "people"),
    [
        (['"Ek, Ann"', "张艺谋", '"van Lind, Bo"'], ["Ann Ek", "张艺谋", "Bo van Lind"]),
        (['"Ann Ek, Bo Lind"', '"Cy Oh, Di Ra"'], ["Ann Ek", "Bo Lind", "Cy Oh", "Di Ra"]),
        (['"Ann Ek, Bo Lind, Jr."', "Cy Oh"], ["Ann Ek", "Bo Lind, Jr.", "Cy Oh"]),
        (['"Ek, Ann; Lind, Bo"', "Cy"], ["Ann Ek", "Bo Lind", "Cy"]),
        (["张艺谋/陈凯歌", "田壮壮"], ["张艺谋", "陈凯歌", "田壮壮"]),
        (["张艺谋、陈凯歌", "田壮壮"], ["张艺谋", "陈凯歌", "田壮壮"]),
        (['"张艺谋, 陈凯歌"', "田壮壮"], ["张艺谋", "陈凯歌", "田壮壮"]),
        (['"Ann Ek and Bo Lind, Cher"', "Cy"], ["Ann Ek", "Bo Lind", "Cher", "Cy"]),
        (["Tom &amp; Jo", "Cy"], ["Tom & Jo", "Cy"]),
        (["Ann Ek & Bo Lind", "Cy", "Bo Lind and Di Fox"], ["Ann Ek", "Bo Lind", "Cy", "Di Fox"]),
        (["Ann Ek and Bo Lind", "Cy"], ["Ann Ek", "Bo Lind", "Cy"]),
        (["Ann Ek (as Mrs. Roe)", "Cy", "Ann Ek"], ["Ann Ek", "Cy"]),
    ],
)
def test_names_are_read_as_they_are_written(
    tmp_path: Path, cells: list[str], people: list[str]
) -> None:
    rows = "".join(f"Film {n},2001,{cell}\n" for n, cell in enumerate(cells))
    facts, text = guessed_text(tmp_path, f"title,year,director\n{rows}")
    assert values(facts, "Person") == people
    assert "# Not sure: people of one name are one person" in text


def test_types_are_those_of_the_table(tmp_path: Path) -> None:
    facts, text = guessed_text(
        tmp_path,
        "Const,Title,Original Title,Title Type,Year\ntt1000001,Dawn,Dawn,Movie,2001\n"
        "tt1000002,Dusk,Skymning,TV Mini Series,2002\ntt1000003,Noon,Noon,TV Episode,2003\n"
        "tt1000004,Eve,Eve,Opera,2003\n",
    )
    assert values(facts, "Project", "type") == ["film", "series", "episode", None]
    assert [names or [] for names in values(facts, "Project", "other_names")] == [
        [],
        ["Skymning"],
        [],
        [],
    ]
    assert "# Not sure: which type these are: Opera" in text


def test_films_of_a_type_that_says_documentary_are_documentaries(tmp_path: Path) -> None:
    facts, _ = guessed_text(
        tmp_path,
        "Title,Type,Genre,Director\nDawn,Documentary,Music,Ann Ek\nDusk,TV Show,Drama,Ann Ek\n"
        "Noon,Documentary,,Ann Ek\n",
    )
    assert values(facts, "Project", "type") == ["film", "series", "film"]
    genres = [["Music", "Documentary"], ["Drama"], ["Documentary"]]
    assert values(facts, "Project", "genres") == genres


def test_what_comes_after_the_sample_is_said_where_the_mapping_does_not_foresee_it(
    tmp_path: Path,
) -> None:
    rows = "".join(f"Film {n},Movie,Ann Ek{n % 9}\n" for n in range(2_000))
    path = tmp_path / "t.csv"
    path.write_text(f"title,type,director\n{rows}Late,Oratorio,Bo Lind (novel)\n", "utf-8")
    _, text = guessed(path)
    spec = parse_mapping(text, tmp_path / "t.yaml")
    notes = [o.text for o in read_mapped(spec, mapped_table(spec)) if isinstance(o, Note)]
    assert notes[1:] == [
        "texts that the table of values for Project.type lacks (1) leave it empty: 'Oratorio'",
        "names of Person that look like names with a note in brackets; take it off with replace: "
        "(1): 'Bo Lind (novel)'",
    ]


def test_json_cells_give_people_and_not_pieces_of_json(tmp_path: Path) -> None:
    facts, _ = guessed_text(
        tmp_path,
        "movie_id,title,cast,crew\n"
        '71,Dawn,"[{""credit_id"": ""x"", ""id"": 1, ""name"": ""Ann Ek""}]",'
        '"[{""credit_id"": ""y"", ""id"": 2, ""name"": ""Bo Lind"", ""job"": ""Screenplay""}]"\n'
        "72,Dusk,[],[]\n",
    )
    assert values(facts, "Person") == ["Ann Ek", "Bo Lind"]
    assert values(facts, "Person", "id") == ["tmdb:person/1", "tmdb:person/2"]
    assert values(facts, "Project", "id") == ["tmdb:movie/71", "tmdb:movie/72"]
    assert values(facts, "WORKED_ON", "role") == ["actor", "writer"]


def test_json_cells_say_who_is_shown_from_an_archive_and_whose_story_it_is(tmp_path: Path) -> None:
    facts, _ = guessed_text(
        tmp_path,
        "movie_id,title,cast,crew\n"
        "71,Dawn,\"[{'credit_id': 'x', 'id': 1, 'name': 'Ann Ek', 'character': 'Self (archive "
        "footage)'}, {'credit_id': 'z', 'id': 3, 'name': 'Cy Oh', 'character': ''}]\","
        "\"[{'credit_id': 'y', 'id': 2, 'name': 'Bo Lind', 'job': 'Story'}, "
        "{'credit_id': 'w', 'id': 2, 'name': 'Bo Lind', 'job': 'Original Music Composer'}]\"\n",
    )
    credits = [(r["from_id"], r["role"], r.get("characters")) for r in facts["WORKED_ON"]]
    assert credits == [
        ("tmdb:person/1", "actor", ["Self (archive footage)"]),
        ("tmdb:person/3", "actor", None),
        ("tmdb:person/2", "story", None),
        ("tmdb:person/2", "composer", None),
    ]


CAST = "[{'cast_id': 4, 'character': 'Tess', 'credit_id': 'a1', 'id': 501, 'name': 'Bo Li'}]"
CREW = "[{'credit_id': 'b1', 'id': 503, 'job': 'Director', 'name': 'Di Fox'}]"


def test_credits_of_tmdb_without_titles_are_of_the_films_of_another_table(tmp_path: Path) -> None:
    """The two tables of "The Movies Dataset": films, and their credits by id alone."""
    facts, _ = guessed_text(tmp_path, f'cast,crew,id\n"{CAST}","{CREW}",7\n[],[],8\n')
    credits = [(r["from_id"], r["to_id"], r["role"]) for r in facts["WORKED_ON"]]
    assert credits == [
        ("tmdb:person/501", "tmdb:movie/7", "actor"),
        ("tmdb:person/503", "tmdb:movie/7", "director"),
    ]
    genres, companies = "[{'id': 18, 'name': 'Drama'}]", "[{'id': 3, 'name': 'Harbour'}]"
    table = "adult,id,imdb_id,genres,production_companies,popularity,vote_average,title,keywords\n"
    row = f'False,7,tt7000001,"{genres}","{companies}",1.5,6,Low Tide,"{genres}"\n'
    facts, text = guessed_text(tmp_path, table + row)
    (film,) = facts["Project"]
    assert (film["id"], film["external_ids"]) == ("tmdb:movie/7", ["imdb:tt7000001"])
    assert film["genres"] == ["Drama"]
    assert [(r["from_id"], r["to_id"]) for r in facts["MADE"]] == [
        ("t:company/Harbour", "tmdb:movie/7")
    ]
    (unused,) = [line for line in text.splitlines() if line.startswith("# Not used: ")]
    assert "keywords.name" in unused
    assert "production_companies" not in unused


def test_labels_of_sparql_are_names_and_addresses_ids(tmp_path: Path) -> None:
    entity = "http://www.wikidata.org/entity/"
    facts, _ = guessed_text(
        tmp_path,
        "film,filmLabel,director,directorLabel,dob,pubdate\n"
        f"{entity}Q11,Dawn,{entity}Q21,Ann Ek,1970-01-01T00:00:00Z,2002-01-01\n"
        f"{entity}Q11,Dawn,{entity}Q21,Ann Ek,1970-01-01T00:00:00Z,2001-09-01\n"
        f"{entity}Q12,Dusk,http://www.wikidata.org/.well-known/genid/7f,t7f,,2003-01-01\n",
    )
    assert values(facts, "Person", "id") == ["wikidata:Q21"]
    assert [(row["name"], row["born"]) for row in facts["Person"]] == [("Ann Ek", 1970)]
    assert values(facts, "Project", "id") == ["wikidata:Q11", "wikidata:Q12"]
    assert values(facts, "Project", "year") == [2001, 2003]


def test_connections_below_notes_are_people_with_employers(tmp_path: Path) -> None:
    facts, text = guessed_text(
        tmp_path,
        'Notes:\n"Some, words"\n\nFirst Name,Last Name,Company,Position\n'
        '敏,王,"Salt, Road & Sons",导演\nAnn,Ek (She/Her),Fox,"Head of Drama, Series"\nBo,,,\n',
    )
    assert "header: 4" in text
    assert values(facts, "Person") == ["王敏", "Ann Ek", "Bo"]
    assert values(facts, "Organisation") == ["Salt, Road & Sons", "Fox"]
    assert values(facts, "BELONGS_TO", "title") == ["导演", "Head of Drama, Series"]


def test_job_titles_are_no_films(tmp_path: Path) -> None:
    facts, text = guessed_text(
        tmp_path,
        "Name,Title,Company\nAnn Ek,Chief Executive Officer,Fox\nBo Lind,Head of Drama,Fox\n",
    )
    assert "Project" not in facts
    assert values(facts, "BELONGS_TO", "title") == ["Chief Executive Officer", "Head of Drama"]
    assert "# Not sure: Title is read as people's positions" in text


def test_chinese_headers_are_known(tmp_path: Path) -> None:
    facts, _ = guessed_text(
        tmp_path,
        "片名,导演,编剧,主演,类型,上映日期\n活着,张艺谋,余华/芦苇,葛优/巩俐,剧情/历史,1994-05-18\n",
    )
    assert values(facts, "Project", "year") == [1994]
    assert values(facts, "Project", "genres") == [["剧情", "历史"]]
    assert values(facts, "WORKED_ON", "role") == ["director", "writer", "writer", "actor", "actor"]


def test_numbered_columns_are_all_read(tmp_path: Path) -> None:
    facts, text = guessed_text(
        tmp_path, "title,director.1,director.2\nDawn,Ann Ek,Bo Lind\nDusk,Cy,\n"
    )
    assert values(facts, "Person") == ["Ann Ek", "Bo Lind", "Cy"]
    assert 'lists: {director: "director.#"}' in text


def test_the_sheet_and_the_row_of_its_header_go_into_the_mapping(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Other").write_row(0, 0, ["a", "b"])
    sheet = book.add_worksheet("Films")
    sheet.write(0, 0, "Our festival")
    sheet.write_row(2, 0, ["Title", "Year", "Director"])
    sheet.write_row(3, 0, ["Dawn", 2001, "Ann Ek"])
    book.close()
    facts, text = guessed(path, "Films")
    assert "sheet: Films" in text
    assert "header: 3" in text
    assert values(facts, "Person") == ["Ann Ek"]
    assert values(facts, "Project", "year") == [2001]


SPARQL_JSON = {
    "head": {"vars": ["film", "filmLabel", "director", "directorLabel", "dob"]},
    "results": {
        "bindings": [
            {
                "film": {"type": "uri", "value": "http://www.wikidata.org/entity/Q7001"},
                "filmLabel": {"xml:lang": "en", "type": "literal", "value": "Gull"},
                "director": {"type": "uri", "value": "http://www.wikidata.org/entity/Q8001"},
                "directorLabel": {"xml:lang": "en", "type": "literal", "value": "Ann Ek"},
            },
            {
                "film": {"type": "uri", "value": "http://www.wikidata.org/entity/Q7002"},
                "filmLabel": {"type": "literal", "value": "Q7002"},
                "director": {"type": "uri", "value": "http://www.wikidata.org/entity/Q8001"},
                "directorLabel": {"type": "literal", "value": "Ann Ek"},
                "dob": {
                    "datatype": "http://www.w3.org/2001/XMLSchema#dateTime",
                    "type": "literal",
                    "value": "1970-05-06T00:00:00Z",
                },
            },
            {
                "film": {"type": "uri", "value": "http://www.wikidata.org/entity/Q7003"},
                "filmLabel": {"type": "literal", "value": "Tern"},
                "director": {"type": "bnode", "value": "t123"},
                "directorLabel": {"type": "literal", "value": "t123"},
            },
        ]
    },
}


@pytest.mark.parametrize("form", ["one line", "indented", "bindings"])
def test_an_answer_to_sparql_in_json_is_read_like_its_csv(tmp_path: Path, form: str) -> None:
    answer = SPARQL_JSON["results"]["bindings"] if form == "bindings" else SPARQL_JSON  # type: ignore[index]
    path = tmp_path / "query.json"
    path.write_text(json.dumps(answer, indent=1 if form == "indented" else None), encoding="utf-8")
    facts, _ = guessed(path)
    films = {row["id"]: row["name"] for row in facts["Project"]}
    assert films == {
        "wikidata:Q7001": "Gull",
        "wikidata:Q7002": "wikidata:Q7002",
        "wikidata:Q7003": "Tern",
    }
    (person,) = facts["Person"]
    assert (person["id"], person["name"], person["born"]) == ("wikidata:Q8001", "Ann Ek", 1970)
    assert len(facts["WORKED_ON"]) == 2


SPARQL_TSV = (
    "?film\t?filmLabel\t?director\t?directorLabel\t?dob\n"
    '<http://www.wikidata.org/entity/Q7001>\t"Gull \\"of\\" Kent\\u00e9"@en\t'
    '<http://www.wikidata.org/entity/Q8001>\t"Ann Ek"@en\t\n'
    '<http://www.wikidata.org/entity/Q7002>\t"Q7002"\t<http://www.wikidata.org/entity/Q8001>\t'
    "'Ann Ek'@sv\t"
    '"1970-05-06T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>\n'
    '<http://www.wikidata.org/entity/Q7003>\t"Tern"\t_:t123\t"t123"\t\n'
)


def test_an_answer_to_sparql_in_tsv_is_read_like_its_csv(tmp_path: Path) -> None:
    path = tmp_path / "query.tsv"
    path.write_text(SPARQL_TSV, encoding="utf-8")
    facts, _ = guessed(path)
    films = {row["id"]: row["name"] for row in facts["Project"]}
    assert films == {
        "wikidata:Q7001": 'Gull "of" Kenté',
        "wikidata:Q7002": "wikidata:Q7002",
        "wikidata:Q7003": "Tern",
    }
    (person,) = facts["Person"]
    assert (person["id"], person["name"], person["born"]) == ("wikidata:Q8001", "Ann Ek", 1970)
    assert len(facts["WORKED_ON"]) == 2


def test_items_beside_people_in_an_answer_to_sparql_are_films(tmp_path: Path) -> None:
    facts, text = guessed_text(
        tmp_path,
        "item,itemLabel,castMember,castMemberLabel,publicationDate\n"
        "http://www.wikidata.org/entity/Q7001,Gull,http://www.wikidata.org/entity/Q8001,Ann Ek,"
        "2001-02-03T00:00:00Z\n"
        "http://www.wikidata.org/entity/Q7001,Gull,http://www.wikidata.org/entity/Q8002,Cy Oh,"
        "2001-00-00T00:00:00Z\n"
        "http://www.wikidata.org/entity/Q7002,Tern,http://www.wikidata.org/.well-known/genid/a,,\n",
    )
    assert {(row["id"], row["name"]) for row in facts["Project"]} == {
        ("wikidata:Q7001", "Gull"), ("wikidata:Q7002", "Tern"),
    }  # fmt: skip
    assert values(facts, "Person", "id") == ["wikidata:Q8001", "wikidata:Q8002"]
    assert values(facts, "WORKED_ON", "role") == ["actor", "actor"]
    assert "itemLabel is read as the titles of films" in text


def test_a_total_that_counts_something_is_no_film(tmp_path: Path) -> None:
    facts, _ = guessed_text(
        tmp_path,
        "Title,Director,Year\nGull,Ann Ek,2024\nTern,Cy Oh,2025\nTotal,2 films,\n",
    )
    assert values(facts, "Project") == ["Gull", "Tern"]
    assert values(facts, "Person") == ["Ann Ek", "Cy Oh"]


def test_a_column_may_part_names_by_several_marks(tmp_path: Path) -> None:
    facts, _ = guessed_text(
        tmp_path,
        '片名,导演,主演\n海,张艺谋,巩俐、葛优\n山,陈凯歌/张艺谋,"葛优，巩俐"\n江,李安，张艺谋,巩俐\n',
    )
    assert sorted(map(str, values(facts, "Person"))) == sorted(
        ["张艺谋", "陈凯歌", "李安", "巩俐", "葛优"]
    )


@pytest.mark.parametrize(
    "cells",
    [
        ["梁朝伟/Tony Leung、张曼玉", "Maggie Q/李美琪、王菲"],
        ["梁朝伟/Tony Leung", "张曼玉", "Maggie Q / 李美琪", "王菲"],
        ['"梁朝伟 / Tony Leung, 张曼玉"', '"Maggie Q/李美琪, 王菲"'],
    ],
)
def test_names_in_two_scripts_are_of_one_person(tmp_path: Path, cells: list[str]) -> None:
    rows = "".join(f"片{n},2001,{cell}\n" for n, cell in enumerate(cells))
    facts, text = guessed_text(tmp_path, f"片名,年份,主演\n{rows}")
    named = {str(r["name"]): r["other_names"] for r in facts["Person"]}
    assert {name: other or [] for name, other in named.items()} == {
        "梁朝伟": ["Tony Leung"], "张曼玉": [], "李美琪": ["Maggie Q"], "王菲": [],
    }  # fmt: skip
    assert "# Not sure: 主演: names in two scripts around a '/' are read as two names" in text


def test_marks_that_part_people_too_are_said(tmp_path: Path) -> None:
    _, text = guessed_text(tmp_path, "片名,年份,主演\n海,2001,张艺谋、巩俐\n山,2002,陈凯歌/葛优\n")
    assert "# Not sure: 主演: '/' is read as separating two people" in text


def test_a_name_in_brackets_that_begins_like_a_pronoun_stays(tmp_path: Path) -> None:
    facts, _ = guessed_text(
        tmp_path,
        "First Name,Last Name,Company,Connected On\n"
        "炅 (He Jiong),何,Gull Films,01 Mar 2020\nCharmaine,佘 (She Shiman),,02 Mar 2020\n"
        "Cy (they / them),Oh,,03 Mar 2020\n",
    )
    names = list(map(str, values(facts, "Person")))
    assert "He Jiong" in names[0]
    assert "She Shiman" in names[1]
    assert names[2] == "Cy Oh"


def test_pronouns_are_no_part_of_a_name_wherever_they_stand(tmp_path: Path) -> None:
    facts, _ = guessed_text(
        tmp_path,
        "First Name,Last Name,Company,Connected On\n"
        "Cy (He/Him),Oh,Gull Films,01 Mar 2020\nAnn,Ek (she/her),,02 Mar 2020\n",
    )
    assert values(facts, "Person") == ["Cy Oh", "Ann Ek"]


def test_what_is_an_address_or_an_id_is_no_name(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "key,who\n1,Q8001\n1,Ann Ek\n2,Q8002\n3,http://example.org/bo\n4,Cy Oh\n", encoding="utf-8"
    )
    spec = parse_mapping(
        "file: t.csv\nsource: {name: T}\n"
        "nodes: {person: {kind: Person, id: 't:{key}', name: '{who}'}}\n",
        tmp_path / "t.yaml",
    )
    outputs = list(read_mapped(spec, mapped_table(spec)))
    rows = next(o.rows for o in outputs if isinstance(o, Batch) and o.kind == "Person")
    assert dict(rows.select("id", "name").iter_rows()) == {
        "t:1": "Ann Ek",
        "t:2": "t:2",
        "t:3": "t:3",
        "t:4": "Cy Oh",
    }
    notes = [o.text for o in outputs if isinstance(o, Note)][1:]
    assert [note.split(";")[0] for note in notes] == [
        "names of Person that look like addresses are left out (1)",
        "names of Person that look like ids are left out (2)",
    ]


def test_numbers_that_tell_namesakes_apart_stay_in_ids_alone(tmp_path: Path) -> None:
    facts, text = guessed_text(
        tmp_path,
        'title,year,director,cast\nDawn,2001,Wei Wang (I),"Ann Ek, Wei Wang (II)"\n'
        'Dusk,2002,Wei Wang (I),"Bo Lind, Ann Ek"\n',
    )
    people = {str(row["id"]): row["name"] for row in facts["Person"]}
    assert people == {
        "t:person/Wei Wang (I)": "Wei Wang",
        "t:person/Wei Wang (II)": "Wei Wang",
        "t:person/Ann Ek": "Ann Ek",
        "t:person/Bo Lind": "Bo Lind",
    }
    assert "tell namesakes apart" in text


CONNECTIONS = """Notes:
"Some addresses are missing."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Ann,Ek,https://www.linkedin.com/in/ann-ek,,"Tern, Gull & Co",Editor,04 Nov 2024
Bo,,https://www.linkedin.com/in/bo-1/,,Freelance,Writer,9 Mar 2021
Cy,Oh,,cy@example.org,,,"17 Jan 2023"
,,,,,,02 Feb 2022
"""


@pytest.mark.parametrize("owner", ["Zoe Lin", "imdb:nm0000009"])
def test_connections_lead_from_their_owner(tmp_path: Path, owner: str) -> None:
    path = tmp_path / "Connections.csv"
    path.write_text(CONNECTIONS, encoding="utf-8")
    facts, text = guessed(path, owner=owner)
    known = {row["to_id"]: row["since"] for row in facts["KNOWS"]}
    assert known == {
        "linkedin:ann-ek": "2024-11-04",
        "linkedin:bo-1": "2021-03-09",
        "t:person/Cy Oh": "2023-01-17",
    }
    (start,) = {row["from_id"] for row in facts["KNOWS"]}
    assert start == (owner if ":" in owner else f"t:person/{owner}")
    assert ("Zoe Lin" in values(facts, "Person")) == (owner == "Zoe Lin")
    jobs = {(r["from_id"], r["to_id"], r["title"]) for r in facts["BELONGS_TO"]}
    assert jobs == {
        ("linkedin:ann-ek", "t:company/Tern, Gull & Co", "Editor"),
        ("linkedin:bo-1", "t:company/Freelance", "Writer"),
    }
    assert "Not sure: Freelance in Company" in text
    assert "Not sure: people of one name" not in text


def test_connections_without_an_owner_say_so(tmp_path: Path) -> None:
    path = tmp_path / "Connections.csv"
    path.write_text(CONNECTIONS, encoding="utf-8")
    facts, text = guessed(path)
    assert "KNOWS" not in facts
    assert "# Not sure: whose connections these are" in text
    assert "# owner: {kind: Person" in text
    assert "# - {kind: KNOWS" in text
    path.write_text("title,director\nDawn,Ann Ek\n", encoding="utf-8")
    with pytest.raises(InputError, match="takes no owner"):
        guessed(path, owner="Zoe Lin")


@pytest.mark.parametrize("notes", [[], ["Letterhead", "", "", ""]])
def test_two_rows_of_headers_are_joined(tmp_path: Path, notes: list[str]) -> None:
    rows = [
        ["Film", "", "Director", "", "Writer"],
        ["Title", "Year", "Name", "Nation", "Name"],
        ["Dawn", "2001", "Ann Ek", "Norway", "Bo Lind"],
        ["Dusk", "2002", "Cy Oh", "Korea", "Ann Ek"],
    ]
    path = workbook(tmp_path / "t.xlsx", [notes, *rows] if notes else rows)
    facts, text = guessed(path)
    assert ("header: [2, 3]" if notes else "header: [1, 2]") in text
    assert values(facts, "Project") == ["Dawn", "Dusk"]
    assert values(facts, "Project", "year") == [2001, 2002]
    credits = {(str(r["from_id"]).split("/")[-1], r["role"]) for r in facts["WORKED_ON"]}
    assert credits == {
        ("Ann Ek", "director"), ("Bo Lind", "writer"), ("Cy Oh", "director"), ("Ann Ek", "writer"),
    }  # fmt: skip


def test_of_values_that_hold_for_a_time_the_latest_that_has_begun_stands(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "Title,Director,Stage,From,To\n"
        "Dawn,Ann Ek,Shooting,3 Mar 2021,1 May 2021\n"
        "Dawn,Ann Ek,Script,9 Jan 2020,\n"
        "Dawn,Ann Ek,Released,1 Jan 2999,\n"
        "Dusk,Bo Lind,In development,1 Feb 2998,\n"
        "Dusk,Bo Lind,Casting,1 Feb 2999,\n"
        "Noon,Bo Lind,Post-production,2 Feb 2020,\n",
        encoding="utf-8",
    )
    facts, text = guessed(path)
    stages = {row["name"]: row["stage"] for row in facts["Project"]}
    assert stages == {"Dawn": "production", "Dusk": "development", "Noon": "post-production"}
    assert 'since: "{the_since}"' in text
    spec = parse_mapping(text, tmp_path / "t.yaml")
    notes = [o.text for o in read_mapped(spec, mapped_table(spec)) if isinstance(o, Note)]
    start = "values of Project.stage of other times are left out (3)"
    assert any(note.startswith(start) for note in notes)


def test_memberships_have_their_times(tmp_path: Path) -> None:
    facts, _ = guessed_text(
        tmp_path,
        "Name,Company,Position,Start,End\nAnn Ek,Tern,Editor,2001,2004-05\n"
        "Ann Ek,Tern,Editor,2010,\nBo Lind,Gull,Head of Drama,2002,\n",
    )
    jobs = {(r["from_id"], r["title"], r["since"], r["until"]) for r in facts["BELONGS_TO"]}
    assert jobs == {
        ("t:person/Ann Ek", "Editor", "2001", "2004-05"),
        ("t:person/Ann Ek", "Editor", "2010", None),
        ("t:person/Bo Lind", "Head of Drama", "2002", None),
    }


def test_years_in_brackets_are_taken_off_titles(tmp_path: Path) -> None:
    facts, text = guessed_text(
        tmp_path,
        "movieId,title,genres,director\n1,2001: A Tern (1968),Drama|War,Ann Ek\n"
        '2,"Gull, The (1995)",Comedy,Bo Lind\n3,Dusk,Comedy,Bo Lind\n',
    )
    films = [(r["id"], r["name"], r["year"]) for r in facts["Project"]]
    assert films == [
        ("t:film/1", "2001: A Tern", 1968),
        ("t:film/2", "Gull, The", 1995),
        ("t:film/3", "Dusk", None),
    ]
    assert "# Not sure: the years in brackets" in text


@pytest.mark.parametrize(
    "text",
    ["Low Tide", "a/b.csv", "No", "on", "null", "1984", "{name}", "a: b", "- a", "", "'", "é"],
)
def test_a_text_is_read_back_from_yaml_as_it_is(text: str) -> None:
    assert yaml.safe_load(f"x: {yaml_text(text)}") == {"x": text}


_BREAKS = ("\n", "\r\n", "\x85", "\u2028")


@pytest.mark.parametrize("line_break", _BREAKS)
def test_a_line_break_in_a_cell_adds_no_line_to_the_mapping(
    tmp_path: Path, line_break: str
) -> None:
    note = f"Live{line_break}database: sqlite:///others.db"
    facts, text = guessed_text(
        tmp_path,
        f'title,year,type,director\nSalt,2001,film,Ann Ek\nSand,2002,"{note}",Bo Lind\n',
    )
    assert values(facts, "Project") == ["Salt", "Sand"]
    assert "database" not in yaml.safe_load(text)
    assert "# Not sure: which type these are: Live database: sqlite:///others.db" in text


@pytest.mark.parametrize("line_break", _BREAKS)
def test_quoted_texts_stay_on_one_line_and_are_read_unchanged(line_break: str) -> None:
    text = f"it's{line_break}\x7f\ufeff\\d"
    for scalar in (yaml_text(text), single_quoted(text)):
        assert len(scalar.splitlines()) == 1
        assert yaml.safe_load(f"{{a: {scalar}}}") == {"a": text}
    assert single_quoted("it's \\d") == "'it''s \\d'"
