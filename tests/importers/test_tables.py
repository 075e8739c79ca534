import gzip
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import duckdb
import polars as pl
import pytest

from graphmodel.errors import InputError
from graphmodel.importers.input_files import members
from graphmodel.importers.tables import sql
from graphmodel.importers.tables.delimited import BLOCK, Dialect
from graphmodel.importers.tables.detect import TableFormat, open_table
from graphmodel.importers.tables.sql import _mysql_settings, open_query, without_password
from graphmodel.importers.tables.table import LINE, RefusedRow, Table


def opened(path: Path, dialect: Dialect | None = None, **table_format: str) -> Table:
    (member,) = members(path)
    return open_table(member, TableFormat(dialect=dialect or Dialect(), **table_format))


def rows(table: Table) -> tuple[list[tuple[object, ...]], list[tuple[int, str]]]:
    """The rows, line number first, and the refused lines with their problem."""
    accepted, refused = [], []
    for item in table.frames():
        if isinstance(item, RefusedRow):
            refused.append((item.line, item.problem))
        else:
            accepted += item.select(LINE, *table.columns).rows()
    return sorted(accepted), refused


def read(path: Path, data: bytes, dialect: Dialect | None = None, **table_format: str) -> object:
    path.write_bytes(data)
    return rows(opened(path, dialect, **table_format))


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_the_separator_is_found(tmp_path: Path, separator: str) -> None:
    data = "a,b\n1,2\n".replace(",", separator).encode()
    assert read(tmp_path / "x.csv", data) == ([(2, "1", "2")], [])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_kind(tmp_path: Path, end: str) -> None:
    data = "a,b\n1,2\n3,4".replace("\n", end).encode()
    assert read(tmp_path / "x.csv", data) == ([(2, "1", "2"), (3, "3", "4")], [])


def test_mixed_line_ends_and_blank_lines(tmp_path: Path) -> None:
    data = b"a,b\r\n1,2\n\n3,4\r5,6\r\n\r\n"
    assert read(tmp_path / "x.csv", data) == ([(2, "1", "2"), (4, "3", "4"), (5, "5", "6")], [])


def test_quoted_cells_hold_separators_quotes_and_line_ends(tmp_path: Path) -> None:
    data = b'a,b\n"x, y","say ""hi"""\n"two\nlines",z\nlast,row\n'
    assert read(tmp_path / "x.csv", data) == (
        [(2, "x, y", 'say "hi"'), (3, "two\nlines", "z"), (5, "last", "row")],
        [],
    )


def test_bad_rows_are_told_with_their_lines_and_cost_no_other(tmp_path: Path) -> None:
    data = b'a,b\n1,2\nshort\n1,2,3\nnul\x00,2\n"open,2\n3,4\n"x"y,2\n5,6\n'
    assert read(tmp_path / "x.csv", data) == (
        [(2, "1", "2"), (7, "3", "4"), (9, "5", "6")],
        [
            (3, "wrong number of cells"),
            (4, "wrong number of cells"),
            (5, "NUL byte"),
            (6, "quote not closed"),
            (8, "quote not closed"),
        ],
    )


def test_bytes_of_another_encoding_cost_their_row(tmp_path: Path) -> None:
    accepted = "Zoë,1\n".encode() * 30
    _, refused = read(tmp_path / "x.csv", b"a,b\n" + accepted + b"Jos\xe9,2\n")  # type: ignore[misc]
    assert refused == [(32, "not utf-8")]


def test_short_rows_where_the_table_has_them(tmp_path: Path) -> None:
    dialect = Dialect(short_rows=True)
    data = b"a,b,c\n1\n1,2\n1,2,3\n"
    assert read(tmp_path / "x.csv", data, dialect) == (
        [(2, "1", None, None), (3, "1", "2", None), (4, "1", "2", "3")],
        [],
    )


def test_no_quotes_and_an_escape(tmp_path: Path) -> None:
    dialect = Dialect(separator="\t", quote=None, escape="\\")
    data = b'a\tb\nBarney \\"Chick\\" McGill\t"open\n'
    assert read(tmp_path / "x.csv", data, dialect) == ([(2, 'Barney "Chick" McGill', '"open')], [])


def test_a_table_without_headers(tmp_path: Path) -> None:
    dialect = Dialect(headers=("x", "y"))
    assert read(tmp_path / "x.csv", b"1,2\n", dialect) == ([(1, "1", "2")], [])


def test_a_huge_cell_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    data = b"a,b\n1,2\n" + b"x" * (3 * BLOCK) + b",2\n3,4\n"
    assert read(tmp_path / "x.csv", data) == (
        [(2, "1", "2"), (4, "3", "4")],
        [(3, "oversize value")],
    )


def test_lines_are_right_in_a_table_of_several_blocks(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    lines = [f'{n},"said ""{n}"", twice"' if n % 7 else f'{n},"a\nb"' for n in range(500_000)]
    path.write_text("n,text\n" + "\n".join(lines) + "\n", encoding="utf-8")
    assert path.stat().st_size > BLOCK
    line, rows_seen = 2, 0
    for frame in opened(path).frames():
        assert isinstance(frame, pl.DataFrame)
        for line_read, n in frame.select(LINE, "n").iter_rows():
            assert (line_read, n) == (line, str(rows_seen))
            line += 2 if rows_seen % 7 == 0 else 1
            rows_seen += 1
    assert rows_seen == 500_000


def test_headers_that_repeat_or_lack_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"a,a,,b\n1,2,3,4\n")
    assert opened(path).columns == ("a", "a (2)", "column 3", "b")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b",,,\n1,2,3,4\n", "no column names"),
        (",".join(f"c{n}" for n in range(10_000)).encode(), "10,000 columns"),
        (b"x" * (2 << 20), "first line is over"),
        (b"PAR1 no parquet", "as Parquet"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[1, 2", "is not JSON"),
        (b'{"a": \n{"c"', "is not JSON"),
        (b'{"a": 1}' + b"{" * 100_000, "is not JSON"),
        (bytes(range(256)) * 40, "is not a table"),
    ],
)
def test_what_is_no_table_is_one_line(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "x.dat"
    path.write_bytes(data)
    with pytest.raises(InputError, match=why) as error:
        rows(opened(path))
    assert "\n" not in str(error.value)


def test_an_unknown_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"a\n1\n")
    with pytest.raises(InputError, match="unknown encoding 'latin-99'"):
        opened(path, Dialect(encoding="latin-99"))


def test_excel_by_sheet_with_dates_and_whole_numbers(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    frame = pl.DataFrame({"film": ["Zoë", None], "year": [1999, 2000]}).with_columns(
        day=pl.lit("2020-01-31").str.to_date()
    )
    frame.write_excel(path, worksheet="Films")
    assert rows(opened(path, sheet="Films")) == (
        [(2, "Zoë", "1999", "2020-01-31"), (3, None, "2000", "2020-01-31")],
        [],
    )
    with pytest.raises(InputError, match="no sheet 'Filme'; it has Films"):
        opened(path, sheet="Filme")
    path.write_bytes(b"no Excel")
    with pytest.raises(InputError, match="as Excel"):
        opened(path)


def test_parquet_keeps_lists_and_takes_structs_apart(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pl.DataFrame(
        {
            "year": [1999.0],
            "genres": [["a", "b"]],
            "film": [{"title": "T"}],
            "cast": [[{"name": "A", "id": 1}, {"name": "B", "id": 2}]],
        }
    ).write_parquet(path)
    table = opened(path)
    assert set(table.columns) == {"year", "genres", "film.title", "cast.name", "cast.id"}
    (frame,) = table.frames()
    assert isinstance(frame, pl.DataFrame)
    assert frame.to_dicts() == [
        {
            "year": "1999",
            "genres": ["a", "b"],
            "film.title": "T",
            "cast.name": ["A", "B"],
            "cast.id": ["1", "2"],
            LINE: 1,
        }
    ]


def test_json_lines_and_lists(tmp_path: Path) -> None:
    lines = b'{"t": "A", "cast": ["x", "y"], "year": 1999}\n[1]\n{"t": \n{"t": "B", "cast": "z"}\n'
    assert read(tmp_path / "x.jsonl", lines) == (
        [(1, "A", ["x", "y"], "1999"), (4, "B", ["z"], None)],
        [(2, "not a record"), (3, "not JSON")],
    )
    document = b'{"page": 1, "found": {"films": [{"t": "A"}, 7, {"t": "B"}]}}'
    assert read(tmp_path / "x.json", document, records="found.films") == (
        [(1, "A"), (3, "B")],
        [(2, "not a record")],
    )


def test_packed_tables(tmp_path: Path) -> None:
    path = tmp_path / "x.csv.gz"
    assert read(path, gzip.compress(b"a,b\n1,2\n")) == ([(2, "1", "2")], [])


def test_queries_of_sqlite_and_duckdb(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "x.db")) as database:
        database.execute("CREATE TABLE films (title, year)")
        database.execute("INSERT INTO films VALUES ('A', 1999.0), (NULL, 2000)")
        database.commit()
    with closing(duckdb.connect(str(tmp_path / "x.duckdb"))) as duck_database:
        duck_database.execute("CREATE TABLE films AS SELECT 'A' AS title, 1999 AS year")
    for scheme, expected in (("sqlite", [(1, "A", "1999"), (2, None, "2000")]), ("duckdb", [])):
        address = f"{scheme}:///x.{'db' if scheme == 'sqlite' else 'duckdb'}"
        table = open_query(address, "SELECT title, year FROM films", tmp_path)
        assert rows(table) == (expected or [(1, "A", "1999")], [])
        with pytest.raises(InputError, match="the query fails"):
            open_query(address, "SELECT nothing FROM nowhere", tmp_path)


def test_a_query_of_somebody_else_reads_only_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mappings, elsewhere = tmp_path / "mappings", tmp_path / "elsewhere"
    for folder in (mappings, elsewhere):
        folder.mkdir()
        (folder / "films.csv").write_text("title\nFog\n")
        with closing(sqlite3.connect(folder / "x.db")) as database:
            database.execute("CREATE TABLE films (title)")
            database.commit()
    with closing(duckdb.connect(str(mappings / "x.duckdb"))) as database:
        database.execute("CREATE TABLE films (title VARCHAR)")
    written = elsewhere / "written"
    own = f"SELECT title FROM '{mappings}/films.csv'"
    assert rows(open_query("duckdb://", own, mappings)) == ([(1, "Fog")], [])
    queries = [
        f"SELECT title FROM '{elsewhere}/films.csv'",
        f"SELECT * FROM read_text('{mappings}/../elsewhere/films.csv')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM 'http://127.0.0.1:9/films.csv'",
        f"COPY (SELECT 1) TO '{written}'",
        f"SELECT 1 AS a) LIMIT 0; COPY (SELECT 1) TO '{written}'; SELECT * FROM (SELECT 1 AS a",
        f"ATTACH '{elsewhere}/x.db' AS x (TYPE sqlite)",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SELECT 1; SELECT 2",
    ]
    for address in ("duckdb://", "duckdb:///x.duckdb"):
        for query in queries:
            with pytest.raises(InputError, match=r"the query fails|more than read"):
                open_query(address, query, mappings)
    for query in (
        f"ATTACH '{elsewhere}/x.db' AS x",
        f"ATTACH '{written}' AS x",
        f"VACUUM INTO '{written}'",
        "PRAGMA table_info(films)",
        "DELETE FROM films",
    ):
        with pytest.raises(InputError, match="the query fails"):
            open_query("sqlite:///x.db", query, mappings)
    assert not written.exists()
    monkeypatch.setenv("GRAPHMODEL_SQL_FOLDERS", str(elsewhere))
    assert rows(open_query("duckdb://", queries[0], mappings)) == ([(1, "Fog")], [])


def test_no_password_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FILMS_PASSWORD", "s3cret")
    for address in (
        "postgresql://ann:s3cret@127.0.0.1:1/films",
        "mysql://ann:${FILMS_PASSWORD}@127.0.0.1:1/films",
        "oracle://ann:s3cret@host/films",
        "postgresql://host/films?password=s3cret",
    ):
        with pytest.raises(InputError) as error:
            open_query(address, "SELECT 1", tmp_path)
        assert "s3cret" not in str(error.value)
        assert "\n" not in str(error.value)
    with pytest.raises(InputError, match="NOT_SET is not set"):
        open_query("mysql://ann:${NOT_SET}@host/films", "SELECT 1", tmp_path)


SECRETS = ("s3cret", "a@b/c d", 'pass"w\\rd', "it's")


@pytest.mark.parametrize("secret", SECRETS)
def test_a_database_that_repeats_its_settings_tells_no_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    def refuse(path: str, name: str, attach: tuple[str, str], folders: object) -> None:
        raise duckdb.IOException(f'Failed to connect to MySQL with "{attach[1]}" ({secret})')

    monkeypatch.setenv("FILMS_PASSWORD", secret)
    monkeypatch.setattr(sql, "_duckdb_reader", refuse)
    for address in ("mysql://ann:${FILMS_PASSWORD}@host/films", f"mysql://ann:{quote(secret)}@h/f"):
        with pytest.raises(InputError) as error:
            open_query(address, "SELECT 1", tmp_path)
        shown = str(error.value)
        assert "host=" in shown
        assert secret not in shown
        assert quote(secret, "") not in shown


def test_settings_for_mysql_are_those_of_the_address() -> None:
    settings = _mysql_settings("mysql://ann:a%40b%20c@host:3307/films", "x")
    assert settings == 'host=host port=3307 user=ann passwd="a@b c" database=films'
    assert without_password(settings) == "host=host port=3307 user=ann passwd=*** database=films"
    with pytest.raises(InputError, match="is not a database address"):
        _mysql_settings("mysql://ann:s3cret@host:port/films", "x")


def test_a_json_row_with_bytes_of_another_encoding_is_refused(tmp_path: Path) -> None:
    lines = b'{"name":"Ann"}\n{"name":"Jos\xe9"}\n' + '{"name":"Zoë"}\n'.encode()
    expected = ([(1, "Ann"), (3, "Zoë")], [(2, "not utf-8")])
    assert read(tmp_path / "x.jsonl", lines) == expected
    listed = b"[" + b",".join(lines.splitlines()) + b"]"
    assert read(tmp_path / "x.json", listed, Dialect(encoding="utf-8")) == expected


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("before", ["", "\n \n"])
def test_a_column_name_in_quotes_may_go_on_to_the_next_line(
    tmp_path: Path, end: str, before: str
) -> None:
    text = before + '"Name\n(original)",Year\nHero,2002\n"Ju\nDou",1990\nbad\n'
    first = 3 + before.count("\n")
    table = opened(written(tmp_path / "x.csv", text.replace("\n", end)))
    assert table.columns == ("Name (original)", "Year")
    assert rows(table) == (
        [(first, "Hero", "2002"), (first + 1, "Ju\nDou", "1990")],
        [(first + 3, "wrong number of cells")],
    )


COMMAS = Dialect(separator=",")


def test_a_mark_of_inches_in_a_column_name_opens_no_quote(tmp_path: Path) -> None:
    table = opened(written(tmp_path / "x.csv", 'Reel 9",Name\n5,Ann\n6",Bo\n'), COMMAS)
    assert table.columns == ('Reel 9"', "Name")
    assert rows(table)[0][0] == (2, "5", "Ann")


def written(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path
