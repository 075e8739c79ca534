"""IMDb's tables, including their known faults."""

import gzip
import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.errors import InputError
from graphmodel.facts.batch import Problem
from graphmodel.importers import tsv
from graphmodel.importers.imdb import IMPORTER, read_imdb
from graphmodel.importers.numbered_ids import RangePartitions
from graphmodel.importers.registry import importer_for
from tests.importers.importer_output import checked

N = r"\N"
TABLES = {
    "name.basics": [
        "nconst primaryName birthYear deathYear primaryProfession knownForTitles",
        f"nm0000001 Ann 1950 {N} actress tt0000001",
        f"nm0000002 Bo {N} {N} {N} {N}",
        f"nm10000003 Cy 1564 1616 writer {N}",
    ],
    "title.basics": [
        "tconst titleType primaryTitle originalTitle isAdult startYear endYear "
        "runtimeMinutes genres",
        f"tt0000001 movie Dawn Aube 0 1990 {N} 90 Drama,War",
        f"tt0000002 tvSeries Dusk Dusk 0 {N} {N} {N} {N}",
        f"tt10000003 tvEpisode Noon Noon 0 2001 {N} {N} Comedy",
    ],
    "title.principals": [
        "tconst ordering nconst category job characters",
        f'tt0000001 1 nm0000001 actress {N} ["Her;self","The_\\"Boss\\""]',
        f"tt0000001 2 nm0000002 director {N} {N}",
        f"tt0000001 3 nm10000003 production_designer sets {N}",
        f"tt0000002 1 nm0000001 self {N} {N}",
        f"tt9999999 1 nm0000001 writer {N} {N}",
    ],
}
LATER = {
    "title.crew": [
        "tconst directors writers",
        f"tt0000001 nm0000002,nm0000001 {N}",
        "tt0000002 nm0000002 nm10000003",
    ],
    "title.ratings": ["tconst averageRating numVotes", "tt0000001 7.5 123"],
    "title.akas": [
        "titleId ordering title region language types attributes isOriginalTitle",
        f"tt0000001 1 Rassvet RU {N} {N} {N} 0",
        f"tt0000001 2 Dawn US {N} {N} {N} 0",
    ],
}


def lay(folder: Path, tables: dict[str, list[str]], *, packed: bool = False) -> Path:
    folder.mkdir(exist_ok=True)
    for name, lines in tables.items():
        data = "".join(
            line.replace(" ", "\t").replace("_\\", " \\").replace('_"', ' "') + "\n"
            for line in lines
        )
        if packed:
            (folder / f"{name}.tsv.gz").write_bytes(gzip.compress(data.encode()))
        else:
            (folder / f"{name}.tsv").write_bytes(data.encode())
    return folder


def taken(path: Path) -> tuple[dict[str, pl.DataFrame], list[Problem]]:
    facts, problems, _ = checked(read_imdb(path))
    return facts, problems


@pytest.mark.parametrize("packed", [False, True])
def test_the_three_tables(tmp_path: Path, packed: bool) -> None:
    folder = lay(tmp_path / "imdb", TABLES, packed=packed)
    assert importer_for(folder) is IMPORTER
    facts, problems = taken(folder)
    assert problems == []
    films = {row["id"]: row for row in facts["Project"].to_dicts()}
    assert films["imdb:tt0000001"]["type"] == "film"
    assert films["imdb:tt0000001"]["other_names"] == ["Aube"]
    assert films["imdb:tt0000001"]["genres"] == ["Drama", "War"]
    assert films["imdb:tt0000002"]["year"] is None
    assert films["imdb:tt10000003"]["type"] == "episode"
    people = {row["id"]: row for row in facts["Person"].to_dicts()}
    assert people["imdb:nm0000001"]["born"] == 1950
    assert people["imdb:nm0000001"]["first_year"] == people["imdb:nm0000001"]["last_year"] == 1990
    assert people["imdb:nm10000003"]["born"] == 1564
    assert people["imdb:nm10000003"]["labels"] == ["Creator"]
    credits = {
        (r["from_id"][5:], r["to_id"][5:], r["role"]): r for r in facts["WORKED_ON"].to_dicts()
    }
    ann = credits["nm0000001", "tt0000001", "actor"]
    assert ann["characters"] == ["Her;self", 'The "Boss"']
    assert (ann["billing"], ann["year"], ann["line"]) == (1, 1990, 2)
    assert credits["nm10000003", "tt0000001", "production designer"]["job"] == "sets"
    assert ("nm0000001", "tt9999999", "writer") in credits, "the import says that it dangles"


def test_crew_ratings_and_akas_add_to_them(tmp_path: Path) -> None:
    facts, problems = taken(lay(tmp_path / "imdb", TABLES | LATER, packed=True))
    assert problems == []
    film = facts["Project"].row(by_predicate=pl.col("id") == "imdb:tt0000001", named=True)
    assert film["other_names"] == ["Aube", "Rassvet"]
    assert (str(film["rating"]), film["votes"]) == ("7.5", 123)
    credits = facts["WORKED_ON"]
    assert credits.select("from_id", "to_id", "role").is_unique().all()
    directors = credits.filter(pl.col("role") == "director")
    assert sorted(directors["from_id"] + directors["to_id"].str.slice(4)) == [
        "imdb:nm0000001:tt0000001",
        "imdb:nm0000002:tt0000001",
        "imdb:nm0000002:tt0000002",
    ]
    assert directors.filter(pl.col("billing").is_not_null()).height == 1, "the principal's stays"


def test_one_role_told_twice_is_one_credit_with_every_character(tmp_path: Path) -> None:
    lines = [
        TABLES["title.principals"][0],
        'tt0000001 1 nm0000001 actor a ["x"]',
        'tt0000001 4 nm0000001 actress b ["y",_"x"]',
    ]
    facts, problems = taken(lay(tmp_path / "imdb", {"title.principals": lines}))
    (credit,) = facts["WORKED_ON"].to_dicts()
    assert problems == []
    assert (credit["billing"], credit["job"], credit["characters"]) == (1, "a; b", ["x", "y"])


def test_bad_lines_are_problems_and_the_others_are_taken(tmp_path: Path) -> None:
    lay(tmp_path, TABLES)
    path = tmp_path / "name.basics.tsv"
    path.write_bytes(
        b"nconst\tprimaryName\tbirthYear\tdeathYear\r\n"
        b'nm1\t"Quo\t1950\t\\N\r\n'
        b"nm2\tshort\n"
        b"\n"
        b"nm3\t\xff\xfe\t1\t2\n"
        b"nm4\tNul\0\t1\t2\n"
        b"nm5\tLate\tsoon\t2\n"
        b"nm6\tLast\t\\N\t\\N"
    )
    facts, problems = taken(path)
    assert facts["Person"]["name"].to_list() == ['"Quo', "Last"]
    assert [(p.line, p.problem) for p in problems] == [
        (3, "wrong number of cells"),
        (5, "not UTF-8"),
        (7, "malformed value"),
        (6, "control characters"),
    ]


def test_characters_that_are_no_list_are_a_problem(tmp_path: Path) -> None:
    rows = [f"tt1 1 nm{n} actor {N} {cell}" for n, cell in enumerate(['["a"', '["a","b\\u00e9"]'])]
    facts, problems = taken(
        lay(tmp_path / "x", {"title.principals": [TABLES["title.principals"][0], *rows]})
    )
    assert facts["WORKED_ON"]["characters"].to_list() == [["a", "bé"]]
    assert [(p.line, p.column, p.problem) for p in problems] == [
        (2, "characters", "malformed value")
    ]


def test_a_small_block_gives_the_same_as_a_large_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = lay(tmp_path / "imdb", TABLES | LATER)
    unsplit, _ = taken(folder)
    monkeypatch.setattr(tsv, "BLOCK", 130)
    split_blocks, problems = taken(folder)
    assert problems == []
    for kind, frame in unsplit.items():
        assert split_blocks[kind].drop("line").equals(frame.drop("line")), kind


def test_a_line_longer_than_a_block_is_one_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tsv, "BLOCK", 64)
    path = tmp_path / "name.basics.tsv"
    path.write_text(
        "nconst\tprimaryName\nnm1\tAnn\nnm2\t" + "x" * 500 + "\nnm3\tCy\n", encoding="utf-8"
    )
    facts, problems = taken(path)
    assert facts["Person"]["line"].to_list() == [2, 4]
    assert [(p.line, p.problem) for p in problems] == [(3, "oversize value")]


def test_a_table_given_twice_and_no_table_are_refused(tmp_path: Path) -> None:
    folder = lay(tmp_path / "imdb", TABLES)
    lay(folder, {"name.basics": TABLES["name.basics"]}, packed=True)
    with pytest.raises(InputError, match="twice"):
        taken(folder)
    (tmp_path / "other.tsv").write_text("a\tb\n1\t2\n", encoding="utf-8")
    with pytest.raises(InputError, match="none of IMDb's tables"):
        taken(tmp_path / "other.tsv")


def test_a_shelf_gives_back_the_rows_of_a_number(tmp_path: Path) -> None:
    partitions = RangePartitions(tmp_path / "shelf")
    for start in (0, 10):
        numbers = [start, 3_000_000 + start, None]
        partitions.add(pl.DataFrame({"number": numbers, "of": numbers}))
    nearby = partitions.covering(pl.Series([3_000_010]))
    assert nearby is not None
    assert sorted(nearby["number"]) == [3_000_000, 3_000_010]
    assert partitions.covering(pl.Series([9_000_000])) is None


@given(st.lists(st.one_of(st.text(), st.sampled_from(TABLES["title.principals"])), max_size=8),
       st.sampled_from(sorted(TABLES | LATER)))  # fmt: skip
def test_no_text_makes_a_traceback(lines: list[str], name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.tsv"
        head = (TABLES | LATER)[name][0].replace(" ", "\t")
        data = "\n".join([head, *(line.replace(" ", "\t") for line in lines)])
        path.write_bytes(data.encode("utf-8", errors="surrogatepass"))
        facts, problems = taken(path)
        rows = sum(frame.height for kind, frame in facts.items() if kind != "Source")
        assert rows + len(problems) <= 3 * (data.count("\n") + 1)


def test_episodes_are_parts_of_their_series(tmp_path: Path) -> None:
    episodes = {
        "title.episode": [
            "tconst parentTconst seasonNumber episodeNumber",
            "tt10000003 tt0000002 2 7",
            f"tt10000003 {N} {N} {N}",
            f"tt0000001 tt0000002 {N} {N}",
        ]
    }
    folder = lay(tmp_path / "imdb", TABLES | episodes, packed=True)
    facts, problems = taken(folder)
    assert problems == []
    parts = facts["PART_OF"].select("from_id", "to_id", "season", "episode", "line").rows()
    assert parts == [
        ("imdb:tt10000003", "imdb:tt0000002", 2, 7, 2),
        ("imdb:tt0000001", "imdb:tt0000002", None, None, 4),
    ]
    alone = lay(tmp_path / "alone", episodes)
    assert importer_for(alone / "title.episode.tsv") is IMPORTER


def test_films_are_from_1874_on(tmp_path: Path) -> None:
    lines = [
        TABLES["title.basics"][0],
        f"tt0000021 short Passage Passage 0 1874 {N} 1 {N}",
        f"tt0000022 short Before Before 0 1873 {N} 1 {N}",
    ]
    facts, problems = taken(lay(tmp_path / "imdb", {"title.basics": lines}))
    assert facts["Project"]["name"].to_list() == ["Passage"]
    assert [(p.value, p.cure) for p in problems] == [("1873", "1874 to 2100")]


def test_each_table_may_lie_in_a_folder_of_its_own(tmp_path: Path) -> None:
    """As some programs unpack them: ``title.basics.tsv/data.tsv``."""
    flat = lay(tmp_path / "flat", TABLES)
    for name in TABLES:
        folder = tmp_path / "imdb" / f"{name}.tsv"
        folder.mkdir(parents=True)
        (flat / f"{name}.tsv").rename(folder / "data.tsv")
    (tmp_path / "imdb" / ".trash").mkdir()
    (tmp_path / "imdb" / ".trash" / "data.tsv").write_text("tconst\ttitleType\tprimaryTitle\n")
    assert importer_for(tmp_path / "imdb") is IMPORTER
    facts, problems = taken(tmp_path / "imdb")
    assert problems == []
    assert [facts[kind].height for kind in ("Project", "Person", "WORKED_ON")] == [3, 3, 5]


@pytest.mark.parametrize(("type_", "ours"), [("radioSeries", "series"), ("tvPilot", "episode")])
def test_rare_types_are_among_ours(tmp_path: Path, type_: str, ours: str) -> None:
    line = f"tt0000001 {type_} Dawn Dawn 0 1950 {N} {N} {N}"
    folder = lay(tmp_path / "imdb", {"title.basics": [TABLES["title.basics"][0], line]})
    facts, problems = taken(folder)
    assert (facts["Project"]["type"].to_list(), problems) == ([ours], [])
