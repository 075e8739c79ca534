"""Parts of a longer work: from their titles, and as evidence."""

import polars as pl
import pytest

from graphmodel.network.network import Network
from graphmodel.resolver.matching import MERGE_AT, find_candidates
from graphmodel.resolver.matching.parts import part_of, parts_differ
from tests.resolver.matching.synthetic_records import SyntheticRecords


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("The Long Winter: Part 1", "1"),
        ("The Long Winter – Part Two", "2"),
        ("The Long Winter, Pt. II", "2"),
        ("The Second Part", "2"),
        ("Salt Vol. 2", "2"),
        ("Salt III: The Return", "3"),
        ("Salt 4: Home", "4"),
        ("Long Winter 7a", "1"),
        ("Long Winter 7b", "2"),
        ("Ⅱ号房间 Ⅱ", "2"),
        ("长冬(上)", "1"),
        ("长冬（下）", "last"),
        ("长冬 下部", "last"),
        ("长冬第二部", "2"),
        ("长冬3", "3"),
        ("长冬：决战天下", ""),
        ("2001: The Harbour", ""),
        ("Harbour 2049", ""),
        ("I, Sailor", ""),
        ("Part-Time Lover", ""),
        ("Twelve Sailors", ""),
        ("", ""),
    ],
)
def test_a_title_names_its_part(title: str, part: str) -> None:
    assert part_of(title) == part


@pytest.mark.parametrize(
    ("parts", "other_parts", "differ"),
    [
        (["1"], ["2"], True),
        (["1"], ["1"], False),
        (["1"], [], False),
        (["1", "7"], ["7"], False),
        (["1"], ["last"], True),
        (["2"], ["last"], False),
        (["last"], ["last"], False),
    ],
)
def test_parts_differ(parts: list[str], other_parts: list[str], differ: bool) -> None:
    assert parts_differ(parts, other_parts) is differ
    assert parts_differ(other_parts, parts) is differ


def chance(titles: tuple[str, str], years: tuple[int, int] = (2010, 2010)) -> float:
    """The match probability of two films by the same crew."""
    records = SyntheticRecords()
    for source, title, year in zip("ab", titles, years, strict=True):
        film = records.film(f"{source}:film/1", title, year, source)
        for name in ("Henrik Wallander", "Greta Lindqvist", "Oskar Blom", "Bela Kovacs"):
            node = records.person(f"{source}:person/{name}", name, source)
            records.credit(node, film, source)
    pairs = find_candidates(records.network())
    chances = {(p.left_id, p.right_id): p.probability for p in pairs}
    return chances.get(("a:film/1", "b:film/1"), 0.0)


@pytest.mark.parametrize(
    "titles",
    [
        ("The Long Winter: Part 1", "The Long Winter: Part 2"),
        ("The Long Winter Part One", "The Long Winter, Part II"),
        ("Long Winter 7a", "Long Winter 7b"),
        ("Salt 2", "Salt 3"),
        ("Salt", "Salt II"),
        ("长冬(上)", "长冬(下)"),
        ("The Salt Reloaded", "The Salt Revolutions"),
    ],
)
def test_two_parts_of_one_film_by_one_crew_are_not_merged(titles: tuple[str, str]) -> None:
    assert chance(titles) < 0.5
    assert chance((titles[0], titles[0])) >= MERGE_AT


@pytest.mark.parametrize(
    "titles",
    [
        ("The Long Winter: Part 2", "The Long Winter Part II"),
        ("Salt Vol. 2", "Salt: Volume Two"),
        ("长冬(上)", "长冬 上部"),
    ],
)
def test_one_part_written_in_two_ways_stays_one(titles: tuple[str, str]) -> None:
    assert chance(titles) > 0.9


def episodes(
    numbers: tuple[int, int], title: str = "The Harbour", series: tuple[str, str] = ("", "")
) -> float:
    """The match probability of two episodes with the same title, given their numbers and series."""
    rows, links = [], []
    for at, source in enumerate("ab"):
        ids = f"{source}:show", f"{source}:episode"
        rows.append({"id": ids[0], "name": series[at], "year": None, "sources": [source]})
        rows.append({"id": ids[1], "name": title, "year": 1999, "sources": [source]})
        links.append({"id": ids[1], "from_id": ids[1], "to_id": ids[0], "season": 1,
                      "episode": numbers[at], "sources": [source]})  # fmt: skip
    network = Network.build(
        {"Project": pl.DataFrame(rows, infer_schema_length=None)},
        {"PART_OF": pl.DataFrame(links)},
    )
    chances = {(p.left_id, p.right_id): p.probability for p in find_candidates(network)}
    return chances.get(("a:episode", "b:episode"), 0.0)


def test_numbers_and_series_of_episodes_are_evidence() -> None:
    assert episodes((3, 3)) > episodes((3, 4)) > 0
    assert episodes((3, 3), series=("Salt Road", "The Salt Road")) >= MERGE_AT
    assert episodes((3, 3), series=("Salt Road", "Dawn Patrol")) < 0.5
    assert episodes((3, 3), "Episode 3") < MERGE_AT
    assert episodes((3, 4), "Pilot") < 0.5
