"""Refused rows imported again from the problems file, corrected or not."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch, Problem, write_problems
from graphmodel.facts.checks import check
from graphmodel.importers.registry import importer_for

HOSTILE = ["=1+1", "-x", "a | b", "two\nlines", '"quoted"', "张艺谋", "'=x"]


def problems() -> list[Problem]:
    rows = pl.DataFrame(
        [
            {"id": f"p{n}", "name": name, "first_year": "soon", "last_year": "later",
             "other_names": [name, "plain"], "sources": ["s"], "line": n}
            for n, name in enumerate(HOSTILE, 2)
        ]
    )  # fmt: skip
    accepted, problems_found = check(Batch("Person", rows, "Person.csv"))
    assert accepted.is_empty()
    assert len(problems_found) == 2 * len(HOSTILE)
    return problems_found


def test_a_corrected_row_is_what_it_was_but_for_the_correction(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_problems(path, problems())
    text = path.read_bytes().decode()
    path.write_text(text.replace(",soon,later,", ",2001,2002,"), encoding="utf-8", newline="")
    importer = importer_for(path)
    assert (importer.name, importer.adds) == ("refused", True)
    (batch,) = importer.read(path)
    rows, remaining = check(batch)
    assert remaining == []
    assert rows["name"].to_list() == HOSTILE
    assert rows["other_names"].to_list() == [[name, "plain"] for name in HOSTILE]
    assert rows["first_year"].to_list() == [2001] * len(HOSTILE)


def test_a_row_that_was_not_corrected_is_refused_again(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_problems(path, problems())
    (batch,) = importer_for(path).read(path)
    rows, remaining = check(batch)
    assert rows.is_empty()
    assert len(remaining) == 2 * len(HOSTILE)


@pytest.mark.parametrize("mark", list("\x0b\x0c\x1c\x85\u2028"))
def test_a_row_with_a_line_break_of_another_kind_is_read_whole(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "out.csv"
    rows = pl.DataFrame(
        {"id": ["f"], "name": [f"A{mark}B"], "type": ["flim"], "sources": [["s"]], "line": [2]}
    )
    _, found = check(Batch("Project", rows, "Project.csv"))
    write_problems(path, found)
    text = path.read_bytes().decode()
    assert all(len(problem.value.splitlines()) == 1 for problem in found)
    corrected = text.replace("flim", "film").replace(f"A{mark}B", "A B\u2028")
    path.write_bytes(corrected.encode())
    (batch,) = importer_for(path).read(path)
    accepted, remaining = check(batch)
    assert remaining == []
    assert accepted["name"].to_list() == ["A B"]


def test_what_is_no_row_is_told(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_problems(path, problems()[:1])
    with path.open("a", encoding="utf-8") as file:
        file.write("too,few\nf,1,Ghost,,,,,p9,N,,,,\n")
    problems_found = [item for item in importer_for(path).read(path) if isinstance(item, Problem)]
    assert [p.problem for p in problems_found][:1] == ["wrong number of cells"]
    unrelated = tmp_path / "other.csv"
    unrelated.write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="not a problems file"):
        list(importer_for(path).read(unrelated))
