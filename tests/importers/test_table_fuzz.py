"""Files meant to break the table readers: they give problems or a one-line error, no traceback."""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch
from graphmodel.facts.checks import check
from graphmodel.importers.mapped_table import mapping_for, table_at
from graphmodel.importers.mappings.infer import infer_mapping
from graphmodel.importers.mappings.parse import parse_mapping
from graphmodel.importers.mappings.run import read_mapped
from graphmodel.importers.registry import importer_for
from graphmodel.importers.tables import delimited, structured
from graphmodel.importers.tables.delimited import Dialect
from graphmodel.importers.tables.detect import TableFormat
from graphmodel.importers.tables.table import LINE, RefusedRow

HOSTILE = ["", "\0", '"', '""', ",", "\t", "\n", "\r", "\r\n", "\ufeff", "=1+1", "../../x", "{a}"]
HOSTILE += ["'", "\\", "\u2028", "\u202e", "nm0000001", "tt0000001", "1999", "a" * 3000, "🎬", "张"]
PIECES = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=8)).map(
    lambda text: text.encode("utf-8", "surrogatepass")
)
BYTES = st.one_of(
    st.binary(max_size=400),
    st.lists(st.one_of(PIECES, st.binary(max_size=4)), max_size=60).map(b"".join),
    st.lists(PIECES, min_size=1, max_size=30).map(lambda p: b"title,name\n" + b",".join(p)),
)
MAPPING = """
source: {name: t}
nodes:
  film: {kind: Project, id: "t:film/{title}", name: "{title}", year: "{name}"}
  person: {kind: Person, each: {name: {split: ",", names: true}}, id: "t:{name}", name: "{name}"}
links: [{kind: WORKED_ON, from: person, to: film, role: actor}]
"""


@contextmanager
def one_line() -> Iterator[None]:
    """Allow only an InputError of one line."""
    try:
        yield
    except InputError as error:
        if len(str(error).splitlines()) != 1:
            pytest.fail(f"not one line: {error}")


def read_all(path: Path) -> None:
    """Run every step of reading an unknown table."""
    mapping_for(path)
    with one_line():
        table = table_at(path, TableFormat())
        for frame in table.frames():
            if isinstance(frame, RefusedRow):
                assert frame.problem
                assert frame.line >= 1
            else:
                assert set(frame.columns) == {LINE, *table.columns}
        text = infer_mapping(
            lambda dialect: table_at(path, TableFormat(dialect=dialect)), Dialect(), "t", path.name
        )
        spec = parse_mapping(text, path.with_suffix(".yaml"))
        for item in read_mapped(spec, table):
            if isinstance(item, Batch):
                check(item)


@given(data=BYTES)
@example(b"title,name\n" + b'"' * 9 + b"\n")
@example(b'title,name\n"a\nb,c\n"d",e\n')
@example(b"\xff\xfet\x00")
@example(b"title,name\r\r\n\r1,2\r")
@example(b"\xef\xbb\xbf")
@example(b'{"title": "\\ud800", "name": [[["x"]]]}')
@example(b"PK\x03\x04")
@example(b"\x1f\x8b\x08")
@example(b"BZh9")
@example(b"\xd0\xcf\x11\xe0")
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    for name in ("x.csv", "x.xlsx", "x.tar.gz"):
        (tmp_path / name).write_bytes(data)
        read_all(tmp_path / name)


@given(data=BYTES)
def test_any_bytes_in_archives(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.csv.gz").write_bytes(gzip.compress(data))
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("../x.csv", data)
    for path in list(tmp_path.iterdir()):
        read_all(path)
        path.unlink()


@given(data=BYTES, quote=st.sampled_from(['"', None]), short=st.booleans())
def test_a_mapping_with_any_rows(
    tmp_path: Path, data: bytes, quote: str | None, short: bool
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"title,name\n" + data)
    table = table_at(
        path, TableFormat("csv", Dialect(quote=quote, short_rows=short, encoding="utf-8"))
    )
    for item in read_mapped(parse_mapping(MAPPING, path), table):
        if isinstance(item, Batch):
            rows, problems = check(item)
            refused = {problem.line for problem in problems}
            assert refused.isdisjoint(set() if "line" not in rows.columns else rows["line"]) or (
                item.kind == "Person"  # lists give several people per line
            )


CELLS = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), min_size=0, max_size=12
)


@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=30), small=st.booleans())
@example(rows=[('"', "\n", ","), ("", "", ""), ("a\n\nb", '""', "")], small=True)
def test_what_is_written_as_csv_is_read(
    tmp_path: Path, rows: list[tuple[str, str, str]], small: bool
) -> None:
    csv_text = io.StringIO()
    csv.writer(csv_text, lineterminator="\n").writerows([("a", "b", "c"), *rows])
    (tmp_path / "x.csv").write_text(csv_text.getvalue(), encoding="utf-8", newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "BLOCK", 16 if small else 8 << 20)
        table = table_at(tmp_path / "x.csv", TableFormat("csv", Dialect(separator=",")))
        rows_read = []
        for frame in table.frames():
            assert not isinstance(frame, RefusedRow), frame
            rows_read += frame.select(table.columns).rows()
    assert rows_read == [tuple(c or None for c in row) for row in rows if any(row)]


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


@given(records=st.lists(VALUES, max_size=8), lines=st.booleans())
def test_any_json(tmp_path: Path, records: list[object], lines: bool) -> None:
    path = tmp_path / "x.json"
    text = "\n".join(map(json.dumps, records)) if lines else json.dumps(records)
    path.write_text(text, encoding="utf-8")
    read_all(path)


WORDS = st.sampled_from(
    [
        "nodes",
        "links",
        "source",
        "name",
        "kind",
        "id",
        "each",
        "when",
        "from",
        "to",
        "tables",
        "columns",
        "split",
        "extract",
        "Person",
        "WORKED_ON",
        "{title}",
        "film",
        "(",
        "|",
        ": ",
        "\n  ",
        "\n",
        "[",
        "]",
        "{",
        "}",
        "&a",
        "*a",
        "!!python/object",
        "- ",
        '"',
        "'",
        "#",
        "\t",
        "true",
        "\x00",
        "? ",
    ]
)


@given(text=st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=40).map("".join)))
def test_any_mapping(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text("title,name\na,b\n")
    for given_text in (text, MAPPING + text):
        with one_line():
            spec = parse_mapping(given_text, tmp_path / "x.yaml")
            list(read_mapped(spec, table_at(path, spec.table_format)))


def test_a_folder_and_a_file_without_right_to_read(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        table_at(tmp_path, TableFormat())
    path = tmp_path / "x.csv"
    path.write_text("title,name\n")
    path.chmod(0)
    with one_line():
        list(table_at(path, TableFormat()).frames())  # root may still read it


def test_an_excel_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(structured, "MAX_EXCEL", 10 << 20)
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(20 << 20))
    with pytest.raises(InputError, match="unpacks to"):
        table_at(path, TableFormat())


def test_a_table_that_nobody_knows_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "x.dat"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="no importer recognises"):
        importer_for(path)
