"""Accuracy of one-to-one matching between two duplicate-free sources, compared with splink.

    python benchmarks/matching_ccer.py FOLDER

FOLDER holds D5, D6 and D7 of AI-team-UoA/pyJedAI (data/ccer): films, series, episodes and people of
IMDb, TMDB and TVDB, with the true matches in gt.csv. Titles become projects, names people; no
credits are known. Both sources are declared free of duplicates. Pairs are chosen one to one, the
most probable first, down to the threshold with the best F1.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from measure import machine, table

from graphmodel.network.network import Network
from graphmodel.resolver.matching import MERGE_AT, Pair, find_candidates

SOURCES = {"D5": ("imdb", "tmdb"), "D6": ("imdb", "tvdb"), "D7": ("tmdb", "tvdb")}
YEARS = ("startYear", "release_year", "releaseDate")
BIRTHS = ("birthYear", "birthDate")
AIMS = {"D5": 0.922, "D6": 0.799, "D7": 0.705}
"""The better of splink's F1 and our earlier one, both measured by a third party."""

HEAD = ("data", "same", "F1", "from", "to beat", "merged by rule", "of these in gt.csv")

IdPairs = set[tuple[str, str]]


def records(path: Path) -> pl.DataFrame:
    """One file, with columns named by the last segment of their URIs."""
    frame = pl.read_csv(
        path, separator="|", infer_schema=False, quote_char=None, truncate_ragged_lines=True
    )
    return frame.rename(lambda name: name.rsplit("/", 1)[-1])


def network(folder: Path, name: str) -> Network:
    """Both sources of a data set as one network; episodes are parts of an unnamed series."""
    nodes: dict[str, list[dict[str, Any]]] = {"Person": [], "Project": [], "Source": []}
    links = []
    for source in SOURCES[name]:
        series = f"{source}:series"
        nodes["Source"].append({"id": source, "name": source})
        nodes["Project"].append({"id": series, "name": "", "sources": [source]})
        for row in records(folder / name / f"{source}.csv").iter_rows(named=True):
            node_id = f"{source}:{row['id']}/"
            node = {"id": node_id, "sources": [source]}
            if row["name"]:
                nodes["Person"].append({**node, "name": row["name"], "born": _year(row, BIRTHS)})
            elif row["title"]:
                nodes["Project"].append({**node, "name": row["title"], "year": _year(row, YEARS)})
                if row.get("episodeNumber"):
                    links.append(
                        {
                            "id": f"{node_id}|part", "from_id": node_id, "to_id": series,
                            "season": int(row["seasonNumber"]),
                            "episode": int(row["episodeNumber"]), "sources": [source],
                        }
                    )  # fmt: skip
    frames = {kind: pl.DataFrame(rows, infer_schema_length=None) for kind, rows in nodes.items()}
    return Network.build(frames, {"PART_OF": pl.DataFrame(links)})


def _year(row: dict[str, Any], names: Iterable[str]) -> int | None:
    """The year from the first of these columns that has one."""
    years = (row[name][:4] for name in names if row.get(name))
    return next((int(year) for year in years if year.isdecimal()), None)


def gold(folder: Path, name: str) -> IdPairs:
    """The true matches."""
    left, right = SOURCES[name]
    rows = records(folder / name / "gt.csv").select("D1", "D2").iter_rows()
    return {(f"{left}:{a}/", f"{right}:{b}/") for a, b in rows}


def one_to_one(pairs: Sequence[tuple[str, str, float]]) -> list[tuple[str, str, float]]:
    """The most probable pairs, no two of which share a record."""
    chosen, taken = [], set()
    for left_id, right_id, chance in sorted(pairs, key=lambda pair: (-pair[2], pair[:2])):
        if not {left_id, right_id} & taken:
            taken |= {left_id, right_id}
            chosen.append((left_id, right_id, chance))
    return chosen


def best(chosen: Sequence[tuple[str, str, float]], same: IdPairs) -> tuple[float, float]:
    """The best F1 at any threshold, and that threshold."""
    right, best_f1, threshold = 0, 0.0, 1.0
    for count, (left_id, right_id, chance) in enumerate(chosen, 1):
        right += (left_id, right_id) in same
        f1 = 2 * right / (count + len(same))
        if f1 > best_f1:
            best_f1, threshold = f1, chance
    return best_f1, threshold


def across(pairs: Iterable[Pair], name: str) -> list[tuple[str, str, float]]:
    """The pairs across both sources, with the first source on the left."""
    left, right = SOURCES[name]
    turned = []
    for pair in pairs:
        ends = pair.left_id, pair.right_id
        for left_id, right_id in (ends, ends[::-1]):
            if left_id.startswith(f"{left}:") and right_id.startswith(f"{right}:"):
                turned.append((left_id, right_id, pair.probability))
    return turned


def measured(folder: Path, name: str) -> list[object]:
    """The table row of one data set."""
    same = gold(folder, name)
    pairs = across(find_candidates(network(folder, name), duplicate_free=SOURCES[name]), name)
    chosen = one_to_one(pairs)
    f1, threshold = best(chosen, same)
    merged = [pair for pair in chosen if pair[2] >= MERGE_AT]
    right = sum((a, b) in same for a, b, _ in merged)
    return [name, len(same), f"{f1:.3f}", f"{threshold:.2f}", AIMS[name], len(merged), right]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="data/ccer of pyJedAI")
    folder = parser.parse_args().folder
    print(machine())
    print(table(HEAD, [measured(folder, name) for name in SOURCES]))


if __name__ == "__main__":
    main()
