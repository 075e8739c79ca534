"""Drafts for tables and graphs of other languages and layouts, used as they are."""

from pathlib import Path

import pytest

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
    assert "taken to part two people" in text
    facts, _ = guessed_text(
        tmp_path, "Title,Director\nDawn,Ana Gil y Luz Mar\nDusk,Luis Ruiz y Gil\n"
    )
    assert values(facts, "Person") == ["Ana Gil y Luz Mar", "Luis Ruiz y Gil"]


@pytest.mark.parametrize(
    ("header", "role"),
    [("監督", "director"), ("감독", "director"), ("Режиссёр", "director"), ("Guión", "writer"),
     ("キャスト", "actor"), ("Realizador", "director"), ("Schnitt", "editor")],
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
    """``type="directed"`` stands on the links that Gephi saves."""
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
