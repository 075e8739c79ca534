"""Files that a browser sent, laid down for an importer."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch
from graphmodel.importers.registry import importer_for
from graphmodel.ui.data import uploads


def sent(name: str, data: bytes) -> io.BytesIO:
    file = io.BytesIO(data)
    file.name = name  # type: ignore[misc]
    return file


def zipped(name: str, members: dict[str, bytes]) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, data in members.items():
            packed.writestr(path, data)
    return sent(name, file.getvalue())


def test_several_files_are_one_folder_that_goes_afterwards() -> None:
    with uploads.laid_down([sent("seed.toml", b"x"), sent("Person.csv", b"id\n")]) as place:
        assert sorted(p.name for p in place.iterdir()) == ["Person.csv", "seed.toml"]
    assert not place.exists()


def test_a_zip_of_a_folder_is_that_folder() -> None:
    members = {"few/seed.toml": b"x", "few/Person.csv": b"id\n", "__MACOSX/few/._seed.toml": b"?",
               "few/run.py": b"evil"}  # fmt: skip
    with uploads.laid_down([zipped("few.zip", members)]) as place:
        assert sorted(p.name for p in place.iterdir()) == ["Person.csv", "seed.toml"]


def test_a_database_is_a_file_on_its_own() -> None:
    with uploads.laid_down([sent("movies.db", b"SQLite format 3\x00")]) as place:
        assert place.name == "movies.db"
        assert place.is_file()


def test_what_is_wrong_with_a_file_names_it_as_it_was_sent() -> None:
    with (
        pytest.raises(InputError, match=r"^people\.csv: no importer knows"),
        uploads.laid_down([sent("people.csv", b"name\nAnn\n")]) as place,
    ):
        importer_for(place)


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    names = ["../../out.csv", "/etc/out.csv", "..\\..\\out.csv"]
    for name in names:
        with uploads.laid_down([sent(name, b"x")]) as place:
            assert place.name == "out.csv"
            assert list(place.parent.iterdir()) == [place]
    with uploads.laid_down([zipped("a.zip", {"../../up.csv": b"x"})]) as place:
        assert place.name == "up.csv"
    for name in ("..", "a/.."):
        refused(sent(name, b""), "needs a name")


def refused(file: io.BytesIO, says: str) -> None:
    with pytest.raises(InputError, match=says), uploads.laid_down([file]):
        pytest.fail("it was taken")


def test_what_cannot_be_unpacked_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    refused(sent("a.zip", b"no zip"), "cannot be unpacked")
    refused(zipped("a.zip", {"a/x.csv": b"", "b/y.csv": b""}), "several folders")
    refused(zipped("a.zip", {"run.py": b"hello"}), "nothing to import")
    monkeypatch.setattr(uploads, "MOST_BYTES", 5)
    refused(zipped("a.zip", {"x.csv": b"123456"}), "over 2 GB")


MAPPING = (
    b"mapping: mine\nsource: {name: Mine}\nnodes:\n"
    b'  person: {kind: Person, id: "mine:{Name}", name: "{Name}"}\n'
)


def through_mapping(*files: io.BytesIO) -> list[str]:
    with uploads.laid_down(list(files)) as place:
        found = uploads.sent_with_mapping(place)
        assert found is not None
        importer, table = found
        return [
            name
            for item in importer.read(table)
            if isinstance(item, Batch) and item.kind == "Person"
            for name in item.rows["name"]
        ]


def test_a_mapping_reads_the_table_that_is_sent_with_it() -> None:
    table = sent("people.csv", b"Name\nAda\nBo\n")
    assert through_mapping(table, sent("mine.yaml", MAPPING)) == ["Ada", "Bo"]
    own = MAPPING + b"file: any/folder/people.csv\n"
    assert through_mapping(table, sent("mine.yml", own)) == ["Ada", "Bo"]
    with uploads.laid_down([table]) as place:
        assert uploads.sent_with_mapping(place) is None


@pytest.mark.parametrize(
    ("says", "mapping"),
    [
        ("names a database", MAPPING + b"database: sqlite:////etc/x.db\nquery: SELECT 1\n"),
        ("names a database", MAPPING + b"database: duckdb://\nquery: FROM '/etc/passwd'\n"),
        ("names a database", MAPPING + b"database: postgresql://x/${HOME}\nquery: SELECT 1\n"),
        ("is for /etc/passwd", MAPPING + b"file: /etc/passwd\n"),
    ],
)
def test_a_mapping_that_is_sent_reads_nothing_of_the_machine(says: str, mapping: bytes) -> None:
    with pytest.raises(InputError, match=says):
        through_mapping(sent("people.csv", b"Name\nAda\n"), sent("mine.yaml", mapping))


def test_a_mapping_is_sent_with_one_table() -> None:
    mapping, table = sent("mine.yaml", MAPPING), sent("people.csv", b"Name\nAda\n")
    for files in ([mapping], [mapping, table, sent("more.csv", b"Name\n")],
                  [mapping, sent("other.yaml", MAPPING), table]):  # fmt: skip
        with pytest.raises(InputError, match="send both together, and nothing else"):
            through_mapping(*files)
