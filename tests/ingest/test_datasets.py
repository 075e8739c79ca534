"""Names, paths and checksums of the shipped data sets."""

from pathlib import Path

import pytest

from graphmodel.errors import InputError
from graphmodel.ingest import datasets as module
from graphmodel.ingest.datasets import SHIPPED, checksum, seeds_folder, shipped_data_set


def test_every_shipped_data_set_is_there_and_its_importer_knows_it() -> None:
    assert list(SHIPPED) == ["films_cc0", "remakes", "roadshow_2025", "demo_programme"]
    for name in SHIPPED:
        importer, path = shipped_data_set(name)
        assert importer.recognises(path)


def test_an_unknown_name_lists_those_there_are() -> None:
    with pytest.raises(InputError, match="films_cc0, remakes, roadshow_2025, demo_programme"):
        shipped_data_set("films")


def test_an_installed_package_has_its_own_seeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (seeds_folder() / "README.md").is_file()
    package = tmp_path / "graphmodel"
    monkeypatch.setattr(module, "_PACKAGE", package)
    package.mkdir()
    with pytest.raises(InputError, match="install graphmodel again"):
        seeds_folder()
    (tmp_path / "seeds").mkdir()
    assert seeds_folder() == tmp_path / "seeds"
    (package / "_seeds").mkdir()
    assert seeds_folder() == package / "_seeds"
    with pytest.raises(InputError, match="roadshow_2025 is missing"):
        shipped_data_set("roadshow_2025")


def test_the_checksum_changes_with_a_name_or_a_byte_and_with_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "a.csv").write_text("x", encoding="utf-8")
    (folder / "b.csv").write_text("y", encoding="utf-8")
    first = checksum(folder)
    (folder / ".hidden").write_text("z", encoding="utf-8")
    (folder / "make.py").write_text("z", encoding="utf-8")
    assert checksum(folder) == first
    assert checksum(folder.rename(tmp_path / "moved")) == first
    folder = tmp_path / "moved"
    (folder / "b.csv").rename(folder / "c.csv")
    assert checksum(folder) != first
    (folder / "c.csv").rename(folder / "b.csv")
    assert checksum(folder) == first
    (folder / "b.csv").write_text("Y", encoding="utf-8")
    assert checksum(folder) != first
    assert checksum(folder / "a.csv") != checksum(folder / "b.csv")
