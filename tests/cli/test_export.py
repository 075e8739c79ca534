from pathlib import Path

import pytest

from tests.cli.conftest import Run, one_line


@pytest.mark.parametrize("target", ["imdb", ".", "imdb/../imdb"])
def test_the_files_read_are_never_replaced(run: Run, tmp_path: Path, target: str) -> None:
    files = tmp_path / "imdb"
    files.mkdir()
    (files / "Person.csv").write_text("id,name\na,Ann\n", encoding="utf-8")
    ran = run("export", tmp_path / target, "--neo4j-admin", "--from", files)
    assert one_line(ran)
    assert "holds the files that --from names" in ran.err
    assert (files / "Person.csv").exists()


@pytest.mark.parametrize("more", [(), ("--neo4j-admin",)])
def test_a_folder_with_other_files_is_refused_before_the_store_is_read(
    run: Run, tmp_path: Path, more: tuple[str, ...]
) -> None:
    folder = tmp_path / "work.csv"
    folder.mkdir()
    (folder / "notes.txt").write_text("kept", encoding="utf-8")
    ran = run("export", folder, *more, "--store", "bolt://127.0.0.1:1")
    assert one_line(ran)
    assert "holds other files, such as notes.txt" in ran.err
    assert (folder / "notes.txt").exists()
