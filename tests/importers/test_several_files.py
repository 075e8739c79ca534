"""Archives and folders of several files, each read as if it had been given alone."""

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from graphmodel.errors import InputError
from graphmodel.facts.batch import Problem
from graphmodel.importers import unpacking
from graphmodel.importers.mapped_table import table_at
from graphmodel.importers.registry import importer_for
from graphmodel.importers.several_files import IMPORTER, read_several
from graphmodel.importers.tables.detect import TableFormat
from graphmodel.ingest.pipeline import import_path
from graphmodel.store.base import Store
from tests.importers.importer_output import checked

MAPPING = """mapping: {name}
file: {name}.csv
source: {{name: {name}}}
nodes:
  film: {{kind: Project, id: "our:film/{{title}}", name: "{{title}}"}}
  maker: {{kind: Person, id: "our:person/{{who}}", name: "{{who}}"}}
links: [{{kind: WORKED_ON, from: maker, to: film, role: director}}]
"""
FILES = {
    "one.csv": "title,who\nDawn,Ann Ek\n",
    "one.yaml": MAPPING.format(name="one"),
    "two.csv": "title,who\nDusk,Ann Ek\nNoon,Bo Lind\n",
    "two.yaml": MAPPING.format(name="two"),
    "three.csv": "x,y\n1,2\n",
    "README.md": "Read me.",
}


def packed(path: Path, files: dict[str, str], *others: tarfile.TarInfo) -> Path:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in files.items():
                archive.writestr(name, text)
        return path
    with tarfile.open(path, "w:gz" if path.name.endswith("gz") else "w") as tar:
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text.encode())
            tar.addfile(entry, io.BytesIO(text.encode()))
        for entry in others:
            tar.addfile(entry)
    return path


def taken(path: Path) -> tuple[dict[str, list[str]], list[Problem], list[str]]:
    """The first column of each kind's rows, the problems and the notes."""
    facts, problems, notes = checked(read_several(path))
    return (
        {k: rows[rows.columns[0]].cast(str).to_list() for k, rows in facts.items()},
        problems,
        notes,
    )


@pytest.mark.parametrize("name", ["t.zip", "t.tar", "t.tar.gz", "t.tgz", "folder", "nested.tar"])
def test_each_file_is_read_by_its_own_importer(
    tmp_path: Path, embedded_store: Store, name: str
) -> None:
    path = tmp_path / name
    if name == "folder":
        path.mkdir()
        for file, text in FILES.items():
            (path / file).write_text(text, encoding="utf-8")
    else:
        inside = "set/" if name == "nested.tar" else ""
        packed(path, {inside + file: text for file, text in FILES.items()})
    assert importer_for(path) is IMPORTER
    report = import_path(embedded_store, IMPORTER, path)
    assert [(p.value, p.problem) for p in report.problems] == [("three.csv", "not recognised")]
    films = embedded_store.nodes("Project")["name"].to_list()
    assert sorted(films) == ["Dawn", "Dusk", "Noon"]
    assert embedded_store.links("WORKED_ON").height == 3
    assert any("1 Person are in several of its tables" in note.text for note in report.notes)


def test_what_leads_out_of_an_archive_stays_out(tmp_path: Path) -> None:
    link, device = tarfile.TarInfo("link.csv"), tarfile.TarInfo("null")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    device.type = tarfile.CHRTYPE
    names = ("../../out.csv", "/etc/out.csv", "C:\\out.csv", "a/../../out.csv")
    path = packed(tmp_path / "t.tar", {**FILES, **dict.fromkeys(names, "x,y\n")}, link, device)
    facts, problems, _ = taken(path)
    assert len(facts["Project"]) == 3
    assert {(p.value, p.problem) for p in problems} == {
        ("three.csv", "not recognised"),
        ("link.csv", "left out: a link"),
        ("null", "left out: a device or pipe"),
        *((name, "left out: a path that leads out of the archive") for name in names),
    }
    assert not list(tmp_path.parent.glob("out.csv"))


@pytest.mark.parametrize(
    "line", ["file: /etc/passwd", "file: ../other/one.csv", "database: 'sqlite:///x.db'\nquery: S"]
)
def test_a_packed_mapping_reads_nothing_but_the_table_beside_it(tmp_path: Path, line: str) -> None:
    mapping = MAPPING.format(name="one").replace("file: one.csv", line)
    path = packed(tmp_path / "t.zip", {**FILES, "one.yaml": mapping})
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "one.csv").write_text("title,who\nSecret,Ann\n", encoding="utf-8")
    facts, problems, _ = taken(path)
    assert "Secret" not in str(facts)
    if "other" not in line:
        assert ("one.yaml", "mapping not used") in {(p.value, p.problem) for p in problems}


def test_an_archive_built_to_do_harm_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "RATIO_EXEMPT", 1_000_000)
    path = tmp_path / "t.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(3):
            archive.writestr(f"{n}.csv", b"0" * 5_000_000)
    with pytest.raises(InputError, match="as malicious archives do"):
        list(read_several(path))


def test_an_archive_in_which_nothing_is_recognised_is_one_line(tmp_path: Path) -> None:
    path = packed(tmp_path / "t.zip", {"a.csv": "x,y\n1,2\n", "b.csv": "x,y\n1,2\n"})
    with pytest.raises(InputError, match="nothing in it is recognised"):
        list(read_several(path))


def test_a_table_is_named_by_its_path_in_an_archive(tmp_path: Path) -> None:
    path = packed(tmp_path / "t.tar.gz", {f"set/{name}": text for name, text in FILES.items()})
    assert table_at(path / "set" / "two.csv", TableFormat()).columns == ("title", "who")
    with pytest.raises(InputError, match=r"holds no 'four\.csv'; it holds set/README\.md"):
        table_at(path / "four.csv", TableFormat())
    with pytest.raises(InputError, match=r"as t\.tar\.gz/NAME"):
        table_at(path, TableFormat())
    with pytest.raises(InputError, match="no such file"):
        table_at(tmp_path / "none" / "a.csv", TableFormat())
