"""Drafts for tables and graphs in other languages and layouts, used without edits."""

import json
from pathlib import Path
from typing import Any

import pytest

from graphmodel.errors import InputError
from graphmodel.importers.mappings.header_words import (
    MEANINGS,
    letters,
    name_piece_of,
    role_of,
    word_for,
)
from graphmodel.importers.mappings.label_kinds import kind_of_label
from tests.importers.test_inferred_graphs import drafted
from tests.importers.test_inferred_mappings import guessed, guessed_text, values
from tests.importers.test_reshaped_tables import workbook

GERMAN = [
    ["7. Filmfest Talheim"],
    ["Stand 3.5.2026"],
    ["Filmtitel", "Jahr", "Land", "Regie", "Drehbuch"],
    ["WETTBEWERB", "", "", "", ""],
    ["Der Damm", "2025", "Schweiz / Italien", "Ute Maar & Bo Lind", "Ute Maar und Cy Oh"],
    ["Nebel", "2024", "Irland", "Cy Oh", ""],
    ["KURZFILME", "", "", "", ""],
    ["Mittag", "2026", "Schweiz", "Di Ra", ""],
    ["Salz", "2025", "Peru", "Di Ra", ""],
    ["Abend", "2026", "Schweiz", "Di Ra", ""],
    ["Gesamt: 5 Filme", "", "", "", ""],
    ["Änderungen vorbehalten", "", "", "", ""],
]
CHINESE = [
    ["第三届白鹭电影节 展映影片一览 2026", "", "", "", ""],
    ["單元", "影片", "", "主創", ""],
    ["", "片名", "英文名", "導演", "編劇"],
    ["競賽", "長橋", "The Long Bridge", "王曉", "李青、周雪"],
    ["", "鹽路", "Salt Way", "趙寧", ""],
    ["短片", "午後", "Noon", "林一", ""],
    ["合計", "3部", "", "", ""],
]


def test_a_programme_in_german_has_headings_totals_and_notes(tmp_path: Path) -> None:
    facts, text = guessed(workbook(tmp_path / "t.xlsx", GERMAN))
    assert values(facts, "Project") == ["Der Damm", "Nebel", "Mittag", "Salz", "Abend"]
    assert facts["Project"][0]["countries"] == ["Schweiz", "Italien"]
    assert values(facts, "SELECTED_AT", "section") == ["WETTBEWERB"] * 2 + ["KURZFILME"] * 3
    assert values(facts, "Festival") == ["Filmfest Talheim"]
    assert set(values(facts, "Person")) == {"Ute Maar", "Bo Lind", "Cy Oh", "Di Ra"}
    assert {r["role"] for r in facts["WORKED_ON"]} == {"director", "writer"}
    assert "Änderungen" in text.split("leave_out:")[1].split("\n")[0]


def test_a_programme_in_chinese_has_two_rows_of_headers(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", CHINESE, "A2:A3", "B2:C2", "D2:E2", "A4:A5")
    facts, _ = guessed(path)
    assert values(facts, "Project") == ["長橋", "鹽路", "午後"]
    assert values(facts, "SELECTED_AT", "section") == ["競賽", "競賽", "短片"]
    assert values(facts, "Festival") == ["第三届白鹭电影节"]
    assert set(values(facts, "Person")) == {"王曉", "趙寧", "林一", "李青", "周雪"}


def test_names_in_two_columns_below_a_role_are_of_one_person(tmp_path: Path) -> None:
    rows = [
        ["Titre", "Réalisation", "", "Année"],
        ["", "Nom", "Prénom", ""],
        ["Le Quai", "Dumas", "Claire", "2025"],
        ["Midi", "Le Goff", "Anne", "2026"],
    ]
    facts, _ = guessed(workbook(tmp_path / "t.xlsx", rows, "B1:C1"))
    assert values(facts, "Person") == ["Claire Dumas", "Anne Le Goff"]
    assert values(facts, "WORKED_ON", "role") == ["director", "director"]


@pytest.mark.parametrize(
    ("table", "people"),
    [
        ("Name;Vorname;Beruf;Filmtitel\nMaar;Ute;Regisseurin;Der Damm\nEk;Bo;Kamera;Der Damm\n",
         ["Ute Maar", "Bo Ek"]),
        ("Nom,Fonction,Titre\nUte Maar,Réalisatrice,Le Quai\nBo Ek,Chef opérateur,Le Quai\n",
         ["Ute Maar", "Bo Ek"]),
        ("Name,Surname,Role,Title\nUte,Maar,Director,Dawn\nBo,Ek,Gaffer,Dawn\n",
         ["Ute Maar", "Bo Ek"]),
        ("Name,Last name,Role,Title\nUte Maar,Maar,Director,Dawn\nBo Ek,Ek,Gaffer,Dawn\n",
         ["Ute Maar", "Bo Ek"]),
        ("이름,직책,제목\n마루,감독,새벽\n보라,촬영,새벽\n", ["마루", "보라"]),
    ],
)  # fmt: skip
def test_people_and_what_they_did_in_other_languages(
    tmp_path: Path, table: str, people: list[str]
) -> None:
    facts, _ = guessed_text(tmp_path, table)
    assert values(facts, "Person") == people
    assert values(facts, "WORKED_ON", "role")[0] == "director"


def test_directors_in_two_columns_of_names(tmp_path: Path) -> None:
    facts, _ = guessed_text(
        tmp_path,
        "Title,Director First Name,Director Last Name,Writer Name,Writer Surname\n"
        "Dawn,Ute,Maar,Bo,Ek\nDusk,Cy,Oh,Di,Ra\n",
    )
    assert values(facts, "Person") == ["Ute Maar", "Cy Oh", "Bo Ek", "Di Ra"]


@pytest.mark.parametrize("word", ["und", "et", "y", "и"])
def test_a_word_between_two_people_parts_them_in_other_languages(tmp_path: Path, word: str) -> None:
    facts, text = guessed_text(
        tmp_path, f"Title,Director\nDawn,Ute Maar {word} Bo Ek\nDusk,Cy Oh\n"
    )
    assert values(facts, "Person") == ["Ute Maar", "Bo Ek", "Cy Oh"]
    assert "read as separating two people" in text
    facts, _ = guessed_text(
        tmp_path, "Title,Director\nDawn,Ana Gil y Luz Mar\nDusk,Luis Ruiz y Gil\n"
    )
    assert values(facts, "Person") == ["Ana Gil y Luz Mar", "Luis Ruiz y Gil"]


@pytest.mark.parametrize(
    ("header", "role"),
    [("監督", "director"), ("감독", "director"), ("Режиссёр", "director"), ("Guión", "writer"),
     ("キャスト", "actor"), ("Realizador", "director"), ("Schnitt", "editor"),
     ("Reżyser", "director"), ("Skådespelare", "actor"), ("Yönetmen", "director")],
)  # fmt: skip
def test_roles_are_known_in_other_languages(header: str, role: str) -> None:
    assert role_of(header) == role


def test_words_that_only_look_like_another_are_not_taken_for_it() -> None:
    assert role_of("Distribution") is None
    assert name_piece_of("Director name") is None
    assert word_for(letters("Debut"), MEANINGS) is None
    assert kind_of_label("Schulen") is None
    assert kind_of_label("Filmhochschule") == "School"


GEXF = """<gexf xmlns="http://gexf.net/1.3" version="1.3"><graph defaultedgetype="directed"
timeformat="double" timerepresentation="timestamp" mode="dynamic">
<attributes class="node" mode="static"><attribute id="t" title="Typ" type="string"/></attributes>
<attributes class="edge" mode="dynamic"><attribute id="f" title="Funktion" type="string"/>
</attributes><nodes>
<node id="1" label="Ute Maar"><attvalues><attvalue for="t" value="Person"/></attvalues></node>
<node id="2" label="Der Damm" timestamp="2008.0"><attvalues><attvalue for="t" value="Film"/>
</attvalues></node>
<node id="3" label="Talheim"><attvalues><attvalue for="t" value="Filmschule"/></attvalues></node>
</nodes><edges>
<edge id="9" source="1" target="2" type="directed"><attvalues>
<attvalue for="f" value="Drehbuch" timestamp="2007.0"/>
<attvalue for="f" value="Regie" timestamp="2008.0"/></attvalues></edge>
<edge id="8" source="1" target="3" type="directed"/></edges></graph></gexf>"""


def test_how_a_link_is_drawn_is_no_role(tmp_path: Path) -> None:
    """Gephi writes ``type="directed"`` on links."""
    facts, text = drafted(tmp_path, "t.gexf", GEXF)
    assert facts.problems == []
    assert facts.rows("WORKED_ON", "to_id", "role") == [("g:2", "director"), ("g:2", "writer")]
    assert facts.rows("STUDIED_AT", "to_id") == [("g:3",)]
    assert facts.rows("Project", "year") == [(2008,)]
    assert "# Not used" not in text


def test_words_of_labels_and_roles_may_be_chinese(tmp_path: Path) -> None:
    text = GEXF.replace("Typ", "类别").replace('"Person"', '"人物"').replace('"Film"', '"電影"')
    text = text.replace("Drehbuch", "编剧").replace("Regie", "導演").replace("Funktion", "职务")
    facts, draft = drafted(tmp_path, "t.gexf", text)
    assert facts.rows("WORKED_ON", "role") == [("director",), ("writer",)]
    assert "# Not used" not in draft


def test_a_table_of_ids_alone_joins_what_others_describe(tmp_path: Path) -> None:
    facts, text = guessed_text(
        tmp_path,
        "tconst,ordering,nconst,category,characters\n"
        'tt90000001,1,nm90000001,actress,"[""Tess"",""Uncle""]"\n'
        "tt90000001,2,nm90000002,director,\n",
    )
    assert [(r["from_id"], r["to_id"], r["role"]) for r in facts["WORKED_ON"]] == [
        ("imdb:nm90000001", "imdb:tt90000001", "actor"),
        ("imdb:nm90000002", "imdb:tt90000001", "director"),
    ]
    assert values(facts, "Person") == []
    assert "# Not used: ordering, characters" in text


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        (["FERRO Ana", "WANG Xiaoyu, O'DEA Sean"], ["Ana FERRO", "Xiaoyu WANG", "Sean O'DEA"]),
        (["王晓雨 李青", "陈默"], ["王晓雨", "李青", "陈默"]),
        (["林一，이영애", "卡利尔·布鲁诺 林一"], ["林一", "이영애", "卡利尔·布鲁诺"]),
        (["黒澤 明", "山田 太郎"], ["黒澤 明", "山田 太郎"]),
        (["安娜·费罗 Ana Ferro / 林一", "王晓雨"], ["安娜·费罗", "林一", "王晓雨"]),
        (["Sammy Dee, Jr.", "Bo Ek"], ["Sammy Dee, Jr.", "Bo Ek"]),
        (['["Ute Maar", "Bo Ek"]', "['Cy O\\'Hara']"], ["Ute Maar", "Bo Ek", "Cy O'Hara"]),
        (["TBA", "Bo Ek"], ["Bo Ek"]),
    ],
)
def test_people_in_a_cell(tmp_path: Path, cells: list[str], names: list[str]) -> None:
    rows = "".join(f"Film {n}\t{cell}\n" for n, cell in enumerate(cells))
    path = tmp_path / "t.tsv"
    path.write_text(f"title\tdirector\n{rows}", encoding="utf-8")
    facts, _ = guessed(path)
    assert values(facts, "Person") == names


def test_names_in_two_scripts_side_by_side_are_two_names_of_one_person(tmp_path: Path) -> None:
    facts, text = guessed_text(
        tmp_path, "片名,又名,导演\n低潮,退潮 / Ebb,安娜 Ana Ferro\n雾,,林一\n"
    )
    assert values(facts, "Person", "other_names") == [["Ana Ferro"], []]
    assert values(facts, "Project", "other_names") == [["退潮", "Ebb"], None]
    assert "read as two names of one person" in text


@pytest.mark.parametrize(
    ("table", "titles"),
    [
        ("Date,Name,Year,Letterboxd URI\n2023-01-05,Low Tide,2004,https://boxd.it/a\n"
         '2023-02-07,"Salt, Road",2011,https://boxd.it/b\n', ["Low Tide", "Salt, Road"]),
        ("imdb_id,original_title,cast\ntt90000001,Dawn,Ute Maar|Bo Ek\n", ["Dawn"]),
        ("Name,Genre,Year\nDawn,Drama,2001\n", ["Dawn"]),
        ("Name,Year\nUte Maar,2001\n", []),
        ("标题,链接\n低潮,https://movie.douban.com/subject/1/\n", ["低潮"]),
    ],
)  # fmt: skip
def test_titles_under_other_headers(tmp_path: Path, table: str, titles: list[str]) -> None:
    facts, _ = guessed_text(tmp_path, table)
    assert values(facts, "Project") == titles
    assert bool(values(facts, "WORKED_ON")) == ("cast" in table)


def test_a_list_of_people_keeps_their_ids_where_a_name_has_a_suffix(tmp_path: Path) -> None:
    facts, _ = guessed_text(
        tmp_path,
        'Const,Name,Birth Date\nnm90000001,Ana Ferro,1971-03-01\nnm90000002,"Sammy Dee, Jr.",\n',
    )
    assert values(facts, "Person", "id") == ["imdb:nm90000001", "imdb:nm90000002"]
    assert values(facts, "Person", "born") == [1971, None]


def test_ids_at_imdb_beside_those_of_wikidata_are_kept(tmp_path: Path) -> None:
    facts, _ = guessed_text(
        tmp_path,
        "person,personLabel,imdb\nhttp://www.wikidata.org/entity/Q880001,Ana Ferro,nm90000001\n",
    )
    assert values(facts, "Person", "external_ids") == [["imdb:nm90000001"]]


@pytest.mark.parametrize(
    ("headers", "days", "since"),
    [
        ("Vorname,Nachname,Unternehmen,Position,Vernetzt am",
         ["17 Jan. 2023", "3 Mai 2021"], ["2023-01-17", "2021-05-03"]),
        ("Prénom,Nom,Entreprise,Poste,Connecté(e) le",
         ["17 janv. 2023", "03 févr. 2021"], ["2023-01-17", "2021-02-03"]),
        ("Nombre,Apellidos,Empresa,Cargo,Conectado el",
         ["17 de enero de 2023", "3 de mayo de 2021"], ["2023-01-17", "2021-05-03"]),
        ("名字,姓氏,公司,职位,联系日期",
         ["2023年1月17日", "2021年5月3日"], ["2023-01-17", "2021-05-03"]),
        ("First Name,Last Name,Company,Position,Connected On",
         ["last week", "Sept 5, 2020"], [None, "2020-09-05"]),
    ],
)  # fmt: skip
def test_connections_of_other_languages(
    tmp_path: Path, headers: str, days: list[str], since: list[str | None]
) -> None:
    path = tmp_path / "t.csv"
    rows = f'Ute,Maar,Reed,Director,"{days[0]}"\nBo,"Ek, Dr.",,,"{days[1]}"\n'
    path.write_text(f"Notes:\n\n{headers}\n{rows}", encoding="utf-8")
    if since[0] is None:
        path.write_text(path.read_text().replace("last week", ""), encoding="utf-8")
    facts, _ = guessed(path, owner="Zoe Lin")
    assert values(facts, "Person") == ["Ute Maar", "Bo Ek", "Zoe Lin"]
    assert sorted(map(str, values(facts, "KNOWS", "since"))) == sorted(map(str, since))
    assert values(facts, "BELONGS_TO", "title") == ["Director"]


def test_connections_whose_days_nobody_can_read_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "First Name,Last Name,Company,Position,Connected On\nUte,Maar,Reed,Director,recently\n",
        encoding="utf-8",
    )
    facts, text = guessed(path, owner="Zoe Lin")
    assert values(facts, "KNOWS", "since") == [None]
    assert "# Not sure: how the days in Connected On are written" in text


YED_PLAIN = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
xmlns:y="http://www.yworks.com/xml/graphml"><key for="node" id="d6" yfiles.type="nodegraphics"/>
<key for="edge" id="d10" yfiles.type="edgegraphics"/><graph edgedefault="directed" id="G">{}</graph>
</graphml>"""
DRAWN = {"n0": "Ute Maar", "n1": "Ebb: A Film", "n2": "Reed Pictures", "n3": "Bo Ek"}
SAID = [("n0", "n1", "directed"), ("n3", "n1", "played in"), ("n2", "n1", "produced"),
        ("n0", "n2", "works for")]  # fmt: skip


def test_a_drawing_without_kinds_is_told_by_what_its_links_say(tmp_path: Path) -> None:
    nodes = "".join(
        f'<node id="{i}"><data key="d6"><y:ShapeNode><y:NodeLabel>{name}</y:NodeLabel>'
        "</y:ShapeNode></data></node>"
        for i, name in DRAWN.items()
    )
    edges = "".join(
        f'<edge source="{a}" target="{b}"><data key="d10"><y:PolyLineEdge><y:EdgeLabel>{text}'
        "</y:EdgeLabel></y:PolyLineEdge></data></edge>"
        for a, b, text in SAID
    )
    facts, text = drafted(tmp_path, "t.graphml", YED_PLAIN.format(nodes + edges))
    assert facts.problems == []
    assert facts.rows("Person", "name") == [("Bo Ek",), ("Ute Maar",)]
    assert facts.rows("Project", "name") == [("Ebb: A Film",)]
    assert facts.rows("Organisation", "name") == [("Reed Pictures",)]
    assert facts.rows("WORKED_ON", "from_id", "role") == [
        ("g:n0", "director"), ("g:n3", "actor"),
    ]  # fmt: skip
    assert facts.rows("BELONGS_TO", "from_id", "to_id") == [("g:n0", "g:n2")]
    assert facts.rows("MADE", "from_id", "role") == [("g:n2", "producer")]
    assert "# Not sure: what each node is" in text


PERSON = {"labels": ["Person"], "properties": {"name": "Ute Maar", "born": 1970}}
FILM = {"labels": ["Movie"], "properties": {"title": "Ebb", "released": 2004}}
NEO4J: dict[str, Any] = {
    "browser": [
        {
            "p": {"identity": 10, "elementId": "4:x:10", **PERSON},
            "r": {"identity": 5, "start": 10, "end": 11, "type": "DIRECTED", "properties": {}},
            "m": {"identity": 11, "elementId": "4:x:11", **FILM},
        },
        {"p": {"identity": 10, "elementId": "4:x:10", **PERSON}, "r": None, "m": None},
    ],
    "driver": [
        {"path": {"segments": [{
            "start": {"identity": {"low": 10, "high": 0}, **PERSON},
            "relationship": {"identity": {"low": 5, "high": 0}, "start": {"low": 10, "high": 0},
                             "end": {"low": 11, "high": 0}, "type": "DIRECTED", "properties": {}},
            "end": {"identity": {"low": 11, "high": 0}, **FILM}}]}},
    ],
    "http": {"results": [{"columns": ["p"], "data": [{"graph": {
        "nodes": [{"id": "10", **PERSON}, {"id": "11", **FILM}],
        "relationships": [{"id": "5", "type": "DIRECTED", "startNode": "10", "endNode": "11",
                           "properties": {}}]}}]}], "errors": []},
    "subgraph": [{
        "nodes": [{"type": "node", "id": "10", **PERSON}, {"type": "node", "id": "11", **FILM}],
        "relationships": [{"type": "relationship", "id": "5", "label": "DIRECTED",
                           "start": {"id": "10", "labels": ["Person"]}, "end": {"id": "11"}}]}],
}  # fmt: skip


@pytest.mark.parametrize("form", list(NEO4J))
def test_answers_of_neo4j_are_graphs(tmp_path: Path, form: str) -> None:
    facts, _ = drafted(tmp_path, "t.json", json.dumps(NEO4J[form]))
    assert facts.problems == []
    assert facts.rows("Person", "id", "name", "born") == [("g:10", "Ute Maar", 1970)]
    assert facts.rows("Project", "id", "name", "year") == [("g:11", "Ebb", 2004)]
    assert facts.rows("WORKED_ON", "from_id", "to_id", "role") == [("g:10", "g:11", "director")]


def test_apoc_in_chinese(tmp_path: Path) -> None:
    lines = [
        {"type": "node", "id": "0", "labels": ["人物"], "properties": {"姓名": "王晓"}},
        {"type": "node", "id": "2", "labels": ["公司"], "properties": {"名称": "海港影业"}},
        {"type": "relationship", "id": "1", "label": "任职", "properties": {"自": "2001-02-01"},
         "start": {"id": "0"}, "end": {"id": "2"}},
    ]  # fmt: skip
    facts, _ = drafted(tmp_path, "t.json", "\n".join(map(json.dumps, lines)))
    assert facts.rows("Organisation", "name") == [("海港影业",)]
    assert facts.rows("BELONGS_TO", "since") == [("2001-02-01",)]


@pytest.mark.parametrize(
    ("header", "ids"),
    [("director_imdb", ["nm90000001", "nm90000002"]), ("Director ID", ["17", "18"]),
     ("nconst", ["nm90000001", "nm90000002"])],
)  # fmt: skip
def test_ids_beside_a_role_tell_namesakes_apart(
    tmp_path: Path, header: str, ids: list[str]
) -> None:
    facts, text = guessed_text(
        tmp_path,
        f"title,year,director,{header}\nNight,1987,Li Jing,{ids[0]}\nDay,2022,Li Jing,{ids[1]}\n"
        "Eve,2020,Bo Ek,\n",
    )
    prefix = "imdb:" if ids[0].startswith("nm") else "t:person/"
    assert values(facts, "Person", "id") == [prefix + ids[0], prefix + ids[1], "t:person/Bo Ek"]
    assert "people of one name are one person" not in text
    assert "# Not used" not in text


def test_a_list_of_links_says_how_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--as edge_list"):
        guessed_text(tmp_path, "Source,Target,Mood\np1,p2,calm\n")
