"""Mappings that ``guess`` drafts for tables laid out by hand."""

from pathlib import Path

import pytest

from tests.importers.test_inferred_mappings import guessed_text, values


@pytest.mark.parametrize(
    "header",
    ["导演/编剧", "Written and Directed by", "Director & Writer", "Director/Writer", "编导"],
)
def test_a_header_of_two_roles_gives_both(tmp_path: Path, header: str) -> None:
    facts, text = guessed_text(tmp_path, f"项目名称,{header},主要演员\n归途,王晓雨/陈默,李青\n")
    credits = {(row["from_id"], row["role"]) for row in facts["WORKED_ON"]}
    assert credits == {
        *(
            (f"t:person/{name}", role)
            for name in ("王晓雨", "陈默")
            for role in ("director", "writer")
        ),
        ("t:person/李青", "actor"),
    }
    assert "# Not used" not in text


@pytest.mark.parametrize("end", ["\n", "<br>", "<br />\n", "</p><p>"])
def test_the_ends_of_lines_in_cells_part_people(tmp_path: Path, end: str) -> None:
    facts, _ = guessed_text(
        tmp_path,
        f'Title,Director,Cast\nSalt,"Ann  Ek{end}Bo Lind",Cy <i>Oh</i>\nSand,Ann Ek,Cy Oh\n',
    )
    assert values(facts, "Person") == ["Ann Ek", "Bo Lind", "Cy Oh"]


def test_footnotes_and_others_unnamed_are_no_part_of_names(tmp_path: Path) -> None:
    facts, text = guessed_text(
        tmp_path,
        'Title,Director,Cast\nSalt,Ann Ek[1],"Bo Lind, Cy Oh and 3 more"\n'
        'Sand,Ann Ek[note 2],"Bo Lind, & others"\nSurf,Ann Ek + Di Ra,"Bo Lind, ..."\n',
    )
    assert values(facts, "Person") == ["Ann Ek", "Di Ra", "Bo Lind", "Cy Oh"]
    assert "# Not sure: Director: '[1]' in a name is read as a footnote and left out" in text


def test_one_name_in_two_encodings_of_its_accents_is_one_person(tmp_path: Path) -> None:
    facts, _ = guessed_text(tmp_path, "title,director\nSalt,Agn\u00e8s Ek\nSand,Agne\u0300s Ek\n")
    assert values(facts, "Person") == ["Agn\u00e8s Ek"]


def test_a_column_of_producers_may_hold_companies(tmp_path: Path) -> None:
    facts, _ = guessed_text(
        tmp_path,
        "title,produced by,created by\nSalt,Harbour Pictures,Ann Ek\n"
        "Sand,Sand Films Ltd.,Bo Lind\n",
    )
    assert values(facts, "Organisation") == ["Harbour Pictures", "Sand Films Ltd."]
    assert values(facts, "WORKED_ON", "role") == ["creator", "creator"]
    facts, _ = guessed_text(tmp_path, "title,produced by\nSalt,Ann Ek\nSand,Bo Lind\n")
    assert values(facts, "WORKED_ON", "role") == ["producer", "producer"]


@pytest.mark.parametrize(
    "table",
    [
        "Series,Season,Episode,Episode Title,Director\nHarbour,2,3,Low Tide,Ann Ek\n",
        "Show,Episode,Title,Director\nHarbour,S02E03,Low Tide,Ann Ek\n",
        "剧名,季,集,分集标题,导演\nHarbour,第2季,第3集,Low Tide,Ann Ek\n",
    ],
)
def test_episodes_are_tied_to_their_series(tmp_path: Path, table: str) -> None:
    facts, text = guessed_text(tmp_path, table)
    works = {row["name"]: row["type"] for row in facts["Project"]}
    assert works == {"Harbour": "series", "Low Tide": "episode"}
    ids = {row["name"]: row["id"] for row in facts["Project"]}
    (part,) = facts["PART_OF"]
    assert (part["from_id"], part["to_id"]) == (ids["Low Tide"], ids["Harbour"])
    assert (part["season"], part["episode"]) == (2, 3)
    assert facts["WORKED_ON"][0]["to_id"] == ids["Low Tide"]
    assert "# Not used" not in text


def test_several_roles_in_a_cell_are_as_many_credits(tmp_path: Path) -> None:
    facts, _ = guessed_text(
        tmp_path,
        "Person,Film,Job\nAnn Ek,Salt,Director/Writer\n"
        'Ann Ek,Sand,"Director, Producer"\nBo Lind,Salt,Gaffer\n',
    )
    assert {(row["from_id"], row["to_id"], row["role"]) for row in facts["WORKED_ON"]} == {
        ("t:person/Ann Ek", "t:film/Salt", "director"),
        ("t:person/Ann Ek", "t:film/Salt", "writer"),
        ("t:person/Ann Ek", "t:film/Sand", "director"),
        ("t:person/Ann Ek", "t:film/Sand", "producer"),
        ("t:person/Bo Lind", "t:film/Salt", "gaffer"),
    }
    assert values(facts, "Person") == ["Ann Ek", "Bo Lind"]


def test_numbered_columns_that_are_read_as_lists_are_used(tmp_path: Path) -> None:
    facts, text = guessed_text(tmp_path, "Film,Director 1,Director 2\nSalt,Ann Ek,Bo Lind\n")
    assert values(facts, "Person") == ["Ann Ek", "Bo Lind"]
    assert "# Not used" not in text


def test_ids_beside_the_names_in_one_role_are_of_them(tmp_path: Path) -> None:
    facts, text = guessed_text(
        tmp_path,
        "tconst,primaryTitle,directors,directorNames\n"
        'tt0000001,Salt,"nm0000001,nm0000002","Li Jing,Bo Lind"\n'
        'tt0000002,Sand,"nm0000003,nm0000002","Li Jing,Bo Lind"\n',
    )
    assert {(row["id"], row["name"]) for row in facts["Person"]} == {
        ("imdb:nm0000001", "Li Jing"),
        ("imdb:nm0000002", "Bo Lind"),
        ("imdb:nm0000003", "Li Jing"),
    }
    assert "people of one name are one person" not in text


@pytest.mark.parametrize(
    ("header", "cells", "consents"),
    [
        ("Consent", ("given", "Withdrawn", ""), ["given", "withdrawn", None]),
        ("consent withdrawn", ("yes", "", "no"), ["withdrawn", None, None]),
        ("同意", ("是", "已撤回", "未询问"), ["given", "withdrawn", "not asked"]),
    ],
)
def test_who_has_withdrawn_consent_is_read(
    tmp_path: Path, header: str, cells: tuple[str, ...], consents: list[str | None]
) -> None:
    rows = "".join(f"{name},{cell}\n" for name, cell in zip("ABC", cells, strict=True))
    facts, text = guessed_text(tmp_path, f"name,{header}\n{rows}")
    assert values(facts, "Person", "consent") == consents
    assert "is read as consent withdrawn" in text
