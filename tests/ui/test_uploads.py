"""Uploaded files, saved for an importer."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch
from graphmodel.importers.registry import importer_for
from graphmodel.ui.data import uploads


def upload(name: str, data: bytes) -> io.BytesIO:
    file = io.BytesIO(data)
    file.name = name  # type: ignore[misc]
    return file


def zipped(name: str, members: dict[str, bytes]) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, data in members.items():
            packed.writestr(path, data)
    return upload(name, file.getvalue())


def test_several_files_are_one_temporary_folder() -> None:
    with uploads.saved_uploads([upload("seed.toml", b"x"), upload("Person.csv", b"id\n")]) as path:
        assert sorted(p.name for p in path.iterdir()) == ["Person.csv", "seed.toml"]
    assert not path.exists()


def test_a_zip_of_a_folder_is_that_folder() -> None:
    members = {"few/seed.toml": b"x", "few/Person.csv": b"id\n", "__MACOSX/few/._seed.toml": b"?",
               "few/run.py": b"evil"}  # fmt: skip
    with uploads.saved_uploads([zipped("few.zip", members)]) as path:
        assert sorted(p.name for p in path.iterdir()) == ["Person.csv", "seed.toml"]


@pytest.mark.parametrize(
    ("names", "folder"),
    [(["few.zip"], "few"), (["../x/few.zip"], "few"), ([".zip"], "upload"),
     (["...zip"], "upload"),     (["seed.toml", "Person.csv"], "upload")],
)  # fmt: skip
def test_what_is_wrong_in_a_folder_names_it_as_it_came(names: list[str], folder: str) -> None:
    members = {"seed.toml": b"x", "Person.csv": b"id\n"}
    files = [zipped(name, members) if name.endswith(".zip") else upload(name, b"x")
             for name in names]  # fmt: skip
    with uploads.saved_uploads(files) as path:
        assert path.name == folder
        assert sorted(each.name for each in path.iterdir()) == ["Person.csv", "seed.toml"]


def test_a_database_is_a_file_on_its_own() -> None:
    with uploads.saved_uploads([upload("movies.db", b"SQLite format 3\x00")]) as path:
        assert path.name == "movies.db"
        assert path.is_file()


def test_an_error_names_the_file_as_uploaded() -> None:
    with (
        pytest.raises(InputError, match=r"^people\.csv: no importer recognises"),
        uploads.saved_uploads([upload("people.csv", b"name\nAnn\n")]) as path,
    ):
        importer_for(path)


def test_no_name_escapes_the_folder(tmp_path: Path) -> None:
    names = ["../../out.csv", "/etc/out.csv", "..\\..\\out.csv"]
    for name in names:
        with uploads.saved_uploads([upload(name, b"x")]) as path:
            assert path.name == "out.csv"
            assert list(path.parent.iterdir()) == [path]
    with uploads.saved_uploads([zipped("a.zip", {"../../up.csv": b"x"})]) as path:
        assert path.name == "up.csv"
    for name in ("..", "a/.."):
        refused(upload(name, b""), "needs a name")


def refused(file: io.BytesIO, message: str) -> None:
    with pytest.raises(InputError, match=message), uploads.saved_uploads([file]):
        pytest.fail("it was accepted")


def test_what_cannot_be_unpacked_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    refused(upload("a.zip", b"no zip"), "cannot be unpacked")
    packed = bytearray(zipped("a.zip", {"x.csv": bytes(range(256)) * 9}).getvalue())
    packed[45:60] = b"\xff" * 15
    refused(upload("a.zip", bytes(packed)), "a.zip: cannot be unpacked")
    refused(zipped("a.zip", {"a/x.csv": b"", "b/y.csv": b""}), "several folders")
    refused(zipped("a.zip", {"run.py": b"hello"}), "nothing to import")
    monkeypatch.setattr(uploads, "MOST_BYTES", 5)
    refused(zipped("a.zip", {"x.csv": b"123456"}), "over 2 GB")


def test_no_file_takes_the_place_of_another_of_its_name() -> None:
    files = [upload("x.csv", b"1"), upload("x.csv", b"2")]
    with (
        pytest.raises(InputError, match=r"x\.csv: two files have this name"),
        uploads.saved_uploads(files),
    ):
        pytest.fail("it was accepted")


MAPPING = (
    b"mapping: mine\nsource: {name: Mine}\nnodes:\n"
    b'  person: {kind: Person, id: "mine:{Name}", name: "{Name}"}\n'
)


def through_mapping(*files: io.BytesIO) -> list[str]:
    with uploads.saved_uploads(list(files)) as path:
        mapped = uploads.mapped_upload(path)
        assert mapped is not None
        importer, table = mapped
        return [
            name
            for item in importer.read(table)
            if isinstance(item, Batch) and item.kind == "Person"
            for name in item.rows["name"]
        ]


def test_a_mapping_reads_the_table_uploaded_with_it() -> None:
    table = upload("people.csv", b"Name\nAda\nBo\n")
    assert through_mapping(table, upload("mine.yaml", MAPPING)) == ["Ada", "Bo"]
    with_file = MAPPING + b"file: any/folder/people.csv\n"
    assert through_mapping(table, upload("mine.yml", with_file)) == ["Ada", "Bo"]
    with uploads.saved_uploads([table]) as path:
        assert uploads.mapped_upload(path) is None


GRAPH = b'{"nodes": [{"id": "1", "n": "Ada"}], "links": []}'
GRAPH_MAPPING = (
    b"graph: who.json\nprefix: w\nsource: {name: Mine}\n"
    b'nodes: {"*": {kind: Person, properties: {name: n}}}\n'
)


def test_a_mapping_reads_the_graph_uploaded_with_it() -> None:
    graph = upload("who.json", GRAPH)
    assert through_mapping(graph, upload("mine.yaml", GRAPH_MAPPING)) == ["Ada"]
    for mapping, message in (
        (GRAPH_MAPPING.replace(b"who.json", b"../other.json"), "is for ../other.json"),
        (GRAPH_MAPPING.replace(b"graph: who.json", b"neo4j: bolt://h:1"), "names a database"),
    ):
        with pytest.raises(InputError, match=message):
            through_mapping(graph, upload("mine.yaml", mapping))


@pytest.mark.parametrize(
    ("message", "mapping"),
    [
        ("names a database", MAPPING + b"database: sqlite:////etc/x.db\nquery: SELECT 1\n"),
        ("names a database", MAPPING + b"database: duckdb://\nquery: FROM '/etc/passwd'\n"),
        ("names a database", MAPPING + b"database: postgresql://x/${HOME}\nquery: SELECT 1\n"),
        ("is for /etc/passwd", MAPPING + b"file: /etc/passwd\n"),
    ],
)
def test_an_uploaded_mapping_reads_nothing_of_the_machine(message: str, mapping: bytes) -> None:
    with pytest.raises(InputError, match=message):
        through_mapping(upload("people.csv", b"Name\nAda\n"), upload("mine.yaml", mapping))


def test_a_mapping_is_uploaded_with_one_table() -> None:
    mapping, table = upload("mine.yaml", MAPPING), upload("people.csv", b"Name\nAda\n")
    for files in ([mapping], [mapping, table, upload("more.csv", b"Name\n")],
                  [mapping, upload("other.yaml", MAPPING), table]):  # fmt: skip
        with pytest.raises(InputError, match="upload both together, and nothing else"):
            through_mapping(*files)


def test_uploads_are_told_apart_by_name_and_content_while_they_are_read() -> None:
    table = upload("films.csv", b"title\nOne\n")
    table.seek(4)
    told = uploads.digest_of([table])
    assert table.tell() == 4
    assert told == uploads.digest_of([upload("films.csv", b"title\nOne\n")])
    others = [upload("film.csv", b"title\nOne\n"), upload("films.csv", b"title\nTwo\n")]
    assert told not in {uploads.digest_of([other]) for other in others}
    assert told != uploads.digest_of([table, table])
