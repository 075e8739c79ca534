"""Mappings that ``guess`` drafts for festivals: programmes, sections, awards and results."""

from pathlib import Path

import pytest

from tests.importers.test_inferred_mappings import guessed, guessed_text, values
from tests.importers.test_reshaped_tables import workbook


def test_a_programme_has_its_festival_sections_and_no_total(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "t.xlsx",
        [
            ["Gull Bay Film Festival, 12th edition 2024"],
            ["Strand", "Film", "Directed by", "Minutes"],
            ["Panorama", "Total Recall", "Ann Ek", "90"],
            ["", "Dusk", "Bo Lind", "80"],
            ["Subtotal", "", "", "170"],
            ["Shorts", "", "", ""],
            ["", "Noon", "Cy Oh", "9"],
            ["Total films:", "3", "", "179"],
        ],
    )
    facts, text = guessed(path)
    assert values(facts, "Project") == ["Total Recall", "Dusk", "Noon"]
    assert values(facts, "Festival") == ["Gull Bay Film Festival"]
    assert [(r["section"], r["year"], r["result"]) for r in facts["SELECTED_AT"]] == [
        ("Panorama", 2024, "selected"),
        ("Panorama", 2024, "selected"),
        ("Shorts", 2024, "selected"),
    ]
    assert "header: 2" in text
    assert 'leave_out: {Strand: "^\\\\s*(Subtotal|Total\\\\ films:)\\\\s*$"}' in text


def test_headings_between_the_rows_are_sections(tmp_path: Path) -> None:
    facts, text = guessed_text(
        tmp_path,
        "Title,Director,Festival\nCOMPETITION,,\nDawn,Ann Ek,Gull Bay\nDusk,Bo Lind,Gull Bay\n"
        "Noon,Di Ra,Gull Bay\nSHORTS,,\nEve,Cy Oh,Gull Bay\nNight,Cy Oh,Gull Bay\n",
    )
    assert "headings: section" in text
    assert values(facts, "Project") == ["Dawn", "Dusk", "Noon", "Eve", "Night"]
    assert values(facts, "SELECTED_AT", "section") == ["COMPETITION"] * 3 + ["SHORTS"] * 2
    assert {r["to_id"] for r in facts["SELECTED_AT"]} == {"t:festival/Gull Bay"}


def test_a_list_of_films_has_their_festivals_and_results(tmp_path: Path) -> None:
    facts, text = guessed_text(
        tmp_path,
        "Title,Year,Director,Festival,Result,Festival Year\n"
        "Dawn,2019,Ann Ek,Gull Bay; Talheim,Won; Official Selection,2020\n"
        "Dusk,2021,Bo Lind,Gull Bay,nominated,2021\n"
        "Noon,2022,Cy Roe,Talheim,submitted,\n"
        "Fog,2022,Di Orr,Talheim,,\n",
    )
    assert "Not used" not in text
    assert "# Not sure: which result these are, whose films are at no festival here: submit" in text
    recognised = {
        (row["from_id"], row["to_id"], row.get("result"), row.get("year"))
        for row in facts["SELECTED_AT"]
    }
    assert recognised == {
        ("t:film/Dawn (2019)", "t:festival/Gull Bay", "won", 2020),
        ("t:film/Dawn (2019)", "t:festival/Talheim", "selected", 2020),
        ("t:film/Dusk (2021)", "t:festival/Gull Bay", "nominated", 2021),
        ("t:film/Fog (2022)", "t:festival/Talheim", None, None),
    }


@pytest.mark.parametrize(
    ("header", "row", "value"),
    [
        ("Festival", "Gull Bay", {"result": "selected"}),
        ("Festival,Award", "Gull Bay,Best Film", {"award": "Best Film"}),
        ("Award,Result", "Gull Bay Prize,won", {"result": "won"}),
    ],
)
def test_festivals_without_results_or_with_awards(
    header: str, row: str, value: dict[str, str], tmp_path: Path
) -> None:
    facts, _ = guessed_text(tmp_path, f"Title,Director,{header}\nDawn,Ann Ek,{row}\n")
    [link] = facts["SELECTED_AT"]
    assert {k: link.get(k) for k in ("award", "result") if link.get(k)} == value


def test_results_in_words_of_their_own_are_said_and_left_out(tmp_path: Path) -> None:
    facts, text = guessed_text(
        tmp_path, "Title,Director,Festival,Result\nDawn,Ann Ek,Gull Bay,on the jury's mind\n"
    )
    assert "SELECTED_AT" not in facts
    assert "# Not sure: what Result says of Festival: name it below links:" in text
    assert "# Not used: Festival, Result" in text


def test_sections_of_a_festival_that_nothing_names_are_comments(tmp_path: Path) -> None:
    facts, text = guessed_text(
        tmp_path, "Section,Title,Director\nPanorama,Dawn,Ann Ek\nShorts,Noon,Bo Lind\n"
    )
    assert "SELECTED_AT" not in facts
    assert "# - {kind: SELECTED_AT" in text
    assert "# Not sure: which festival the sections are of" in text


def test_a_first_row_that_misses_a_cell_is_no_heading_of_a_table_of_two_columns(
    tmp_path: Path,
) -> None:
    facts, text = guessed_text(
        tmp_path, "Title,Director\nDawn,\nDusk,Bo Lind\nNoon,Di Ra\nEve,Cy Oh\n"
    )
    assert values(facts, "Project") == ["Dawn", "Dusk", "Noon", "Eve"]
    assert "headings:" not in text
    assert "# Not sure: 'Dawn' stands alone and is read as a row, not a heading" in text


@pytest.mark.parametrize("heading", ["SHORTS", "Kurzfilme:", "短片："])
def test_a_heading_of_a_table_of_two_columns_is_written_as_one(
    tmp_path: Path, heading: str
) -> None:
    facts, text = guessed_text(
        tmp_path, f"Title,Director\n{heading},\nDusk,Bo Lind\nNoon,Di Ra\nEve,Cy Oh\n"
    )
    assert values(facts, "Project") == ["Dusk", "Noon", "Eve"]
    assert "headings: section" in text
    assert "stands alone" not in text


def test_of_a_heading_that_is_written_like_a_row_it_is_said_that_it_is_not_sure(
    tmp_path: Path,
) -> None:
    facts, text = guessed_text(
        tmp_path,
        "Title,Director,Festival\nShorts,,\nDusk,Bo Lind,Gull Bay\nNoon,Di Ra,Gull Bay\n"
        "Eve,Cy Oh,Gull Bay\n",
    )
    assert values(facts, "SELECTED_AT", "section") == ["Shorts"] * 3
    assert (
        "# Not sure: 'Shorts' stands alone and is read as a heading of the rows below, not a row"
        in text
    )
