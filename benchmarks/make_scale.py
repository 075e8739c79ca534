"""Makes S: the CC0 film extract replicated 22 times with recombined names, as IMDb's TSV files.

    python benchmarks/make_scale.py FOLDER [--part 8]

S is 1,403,930 people, 384,384 films and 5,156,184 credits in name.basics.tsv.gz,
title.basics.tsv.gz and title.principals.tsv.gz. The figures arise from the extract of the package
bokeh-sampledata read in the plainest way: 17,472 rows of films (two ids come twice, and each row
counts), and, with cells split at every comma, 63,815 names (such as "Jr.") in 234,372 credits;
each times 22. ``--part 8`` makes S/8: whole replicas first, then films of one more.

Nothing in these files is a fact: SAYS stands in README.txt beside them.
"""

from __future__ import annotations

import argparse
import gzip
import sqlite3
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import bokeh_sampledata
import numpy as np
import polars as pl

COPIES = 22
SEED = 20251

PARTS = (8, 4, 2, 1)
"""What growth is measured on: an eighth of S to the whole."""

ROLES = {"Director": "director", "Writer": "writer", "Cast": "actor"}
CROSSING = 50
"""Every so many credits, one goes to the double in the copy before: S hangs together."""

HAN = 40
"""Every so many people, one bears a Chinese name."""

FILES = ("name.basics.tsv.gz", "title.basics.tsv.gz", "title.principals.tsv.gz")
SAYS = """Replicated, not real: made by benchmarks/make_scale.py (seed {seed}).

The CC0 film extract of the package bokeh-sampledata, {copies:g} times over, with first and last
names, and halves of titles, put together anew; one name in {han} is Chinese, one credit in
{crossing} leads into the copy before.
{people:,} people, {films:,} films, {credits:,} credits, in the layout of IMDb's TSV files; none
of it comes from IMDb and none of it is a fact.
"""

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅文云飞艺谋凯歌家卫佳琳"


@dataclass(frozen=True)
class Extract:
    """Films with title and year, the distinct names, and credits as row numbers of both."""

    films: pl.DataFrame
    names: list[str]
    credits: pl.DataFrame


def extract() -> Extract:
    """The film extract, its cells split at every comma."""
    query = 'SELECT Title, Year, Genre, Director, Writer, "Cast" FROM omdb ORDER BY rowid'
    with closing(sqlite3.connect(bokeh_sampledata.package_path("movies.db"))) as database:
        # The file says its text is UTF-8; a few cells are not.
        database.text_factory = lambda value: value.decode("utf-8", "replace")
        films = pl.DataFrame(
            database.execute(query).fetchall(),
            {name: pl.String() for name in ("Title", "Year", "Genre", *ROLES)},
            orient="row",
            strict=False,
        ).with_row_index("film")
    credits = pl.concat(
        films.select(
            "film",
            pl.lit(role).alias("category"),
            pl.col(column).str.split(",").alias("name"),
        )
        .explode("name")
        .with_columns(pl.col("name").str.strip_chars())
        .filter(pl.col("name") != "")
        for column, role in ROLES.items()
    )
    names = credits["name"].unique().sort()
    numbered = pl.DataFrame({"name": names}).with_row_index("person")
    credits = credits.join(numbered, on="name", maintain_order="left").drop("name")
    return Extract(films.drop(*ROLES), names.to_list(), credits)


class Maker:
    """Writes copies of the extract, one after the other, so that memory holds but one."""

    def __init__(self, folder: Path, seed: int = SEED) -> None:
        self.folder = folder
        self.extract = extract()
        self._seed = seed
        words = [name.split() for name in self.extract.names]
        self._firsts = np.array([" ".join(w[:-1]) or w[0] for w in words], dtype=object)
        self._lasts = np.array([w[-1] for w in words], dtype=object)

    def write(self, part: int = 1) -> tuple[int, int, int]:
        """Write S divided by ``part``; how many people, films and credits it holds."""
        self.folder.mkdir(parents=True, exist_ok=True)
        copies = COPIES / part
        heads = {
            FILES[0]: "nconst primaryName birthYear deathYear primaryProfession knownForTitles",
            FILES[1]: "tconst titleType primaryTitle originalTitle isAdult startYear endYear "
            "runtimeMinutes genres",
            FILES[2]: "tconst ordering nconst category job characters",
        }
        counts = [0, 0, 0]
        with ExitStack() as stack:
            files = {
                name: stack.enter_context(gzip.open(self.folder / name, "wb", compresslevel=4))
                for name in FILES
            }
            for name, head in heads.items():
                files[name].write(head.replace(" ", "\t").encode() + b"\n")
            for copy in range(int(np.ceil(copies))):
                made = self._copy(copy, min(1.0, copies - copy))
                for place, (name, frame) in enumerate(zip(FILES, made, strict=True)):
                    counts[place] += frame.height
                    text = frame.write_csv(
                        separator="\t", include_header=False, null_value="\\N", quote_style="never"
                    )
                    files[name].write(text.encode())
        people, films, credits = counts
        (self.folder / "README.txt").write_text(
            SAYS.format(
                seed=self._seed, copies=copies, han=HAN, crossing=CROSSING,
                people=people, films=films, credits=credits,
            ),
            encoding="utf-8",
        )  # fmt: skip
        return people, films, credits

    def _copy(self, copy: int, share: float) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        random = np.random.default_rng((self._seed, copy))
        films, people = self.extract.films.height, len(self.extract.names)
        kept_people, kept_films = round(people * share), round(films * share)
        credits = self.extract.credits.filter(
            (pl.col("person") < kept_people) & (pl.col("film") < kept_films)
        )
        names = self._names(copy, random)[:kept_people]
        return (
            self._people(copy, names, credits),
            self._films(copy, kept_films, random),
            self._credits(copy, credits),
        )

    def _names(self, copy: int, random: np.random.Generator) -> list[str]:
        """As in the extract in the first copy; then first and last names of different people."""
        count = len(self.extract.names)
        if copy:
            lasts = self._lasts[random.permutation(count)]
            names = (self._firsts + " " + lasts).tolist()
        else:
            names = list(self.extract.names)
        for n in range(copy % HAN, count, HAN):
            given = random.integers(len(_GIVEN), size=2)
            surname = _SURNAMES[random.integers(len(_SURNAMES))]
            names[n] = surname + _GIVEN[given[0]] + _GIVEN[given[1]]
        return names

    def _people(self, copy: int, names: list[str], credits: pl.DataFrame) -> pl.DataFrame:
        known = credits.group_by("person").agg(
            pl.col("category").unique(maintain_order=True).str.join(",").alias("roles"),
            _id("tt", copy * self.extract.films.height + pl.col("film"))
            .unique(maintain_order=True)
            .head(4)
            .str.join(",")
            .alias("films"),
        )
        base = copy * len(self.extract.names)
        frame = pl.DataFrame({"name": names}).with_row_index("person")
        return frame.join(known, on="person", how="left", maintain_order="left").select(
            _id("nm", base + pl.col("person")), "name", pl.lit(None, pl.String).alias("birth"),
            pl.lit(None, pl.String).alias("death"), "roles", "films",
        )  # fmt: skip

    def _films(self, copy: int, kept: int, random: np.random.Generator) -> pl.DataFrame:
        films = self.extract.films.with_columns(
            pl.col("Title").str.replace_all(r"[\t\r\n]", " ").str.strip_chars()
        )
        if copy:
            words = [title.split() for title in films["Title"]]
            halves = random.permutation(len(words))
            titles = [
                " ".join(w[: (len(w) + 1) // 2] + words[o][len(words[o]) // 2 :])
                for w, o in zip(words, halves, strict=True)
            ]
            films = films.with_columns(pl.Series("Title", titles))
        none = pl.lit(None, pl.String)
        genres = pl.col("Genre").str.replace_all(", ", ",").replace(["", "N/A"], None)
        return films.head(kept).select(
            _id("tt", copy * films.height + pl.col("film")), pl.lit("movie").alias("type"),
            pl.col("Title").alias("primary"), pl.col("Title").alias("original"),
            pl.lit("0").alias("adult"), pl.col("Year").str.extract(r"(\d{4})"),
            none.alias("end"), none.alias("minutes"),
            genres.str.split(",").list.head(3).list.join(",").alias("genres"),
        )  # fmt: skip

    def _credits(self, copy: int, credits: pl.DataFrame) -> pl.DataFrame:
        people = len(self.extract.names)
        before = pl.lit((copy - 1 if copy else 0) * people)
        base = pl.when(pl.int_range(pl.len()) % CROSSING == 0).then(before).otherwise(copy * people)
        none = pl.lit(None, pl.String)
        rows = credits.with_columns((base + pl.col("person")).alias("who")).sort(
            "film", maintain_order=True
        )
        return rows.select(
            _id("tt", copy * self.extract.films.height + pl.col("film")),
            (pl.int_range(pl.len()).over("film") + 1).alias("ordering"),
            _id("nm", pl.col("who")).alias("nconst"), "category",
            none.alias("job"), none.alias("characters"),
        )  # fmt: skip


def _id(prefix: str, number: pl.Expr) -> pl.Expr:
    digits = (number + 1).cast(pl.Int64).cast(pl.String).str.zfill(7)
    return (pl.lit(prefix) + digits).alias(f"{prefix[0]}const")


def files_of(folder: Path, part: int) -> Path:
    """The files of a part of S, made where they are not there."""
    files = folder if part == 1 else folder / f"part-{part}"
    if part != 1 and not files.exists():
        Maker(files).write(part)
    return files


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", type=int, default=1, help="S divided by this")
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    Maker(arguments.folder, arguments.seed).write(arguments.part)
    print((arguments.folder / "README.txt").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
