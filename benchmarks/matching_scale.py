"""Candidates by name at the scale of a whole industry: time, number of pairs and recall."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Callable

import numpy as np
import polars as pl
from records import films_cc0

from graphmodel.resolver.matching.blocking import name_pairs
from graphmodel.resolver.matching.names import fold

PEOPLE = 1_403_930
SOUGHT = 60_000
AIM = 180.0


def recombined(names: list[str], count: int, seed: int = 0) -> list[str]:
    """``count`` names with the first words of one name and the last word of another."""
    split = [name.rsplit(" ", 1) for name in names if " " in name]
    chance = np.random.default_rng(seed)
    first = chance.integers(len(split), size=count)
    last = chance.integers(len(split), size=count)
    return [f"{split[f][0]} {split[g][1]}" for f, g in zip(first, last, strict=True)]


def misspelt(name: str, chance: random.Random) -> str:
    """The name with one letter dropped, doubled, or swapped with the next."""
    at = chance.randrange(1, max(2, len(name) - 2))
    return chance.choice(
        [
            name[:at] + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
        ]
    )


def turned(name: str, chance: random.Random) -> str:
    """The name with its last word first."""
    del chance
    first, _, last = name.rpartition(" ")
    return f"{last}, {first}"


def shortened(name: str, chance: random.Random) -> str:
    """The name with its first word abbreviated to a letter."""
    del chance
    first, _, surname = name.partition(" ")
    return f"{first[0]}. {surname}"


def run_together(name: str, chance: random.Random) -> str:
    """The name without its first space."""
    del chance
    return name.replace(" ", "", 1)


def unchanged(name: str, chance: random.Random) -> str:
    """The name unchanged."""
    del chance
    return name


CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    unchanged,
    turned,
    misspelt,
    shortened,
    run_together,
)


def measured(people: int, sought: int = SOUGHT) -> tuple[float, float, int, int, dict[str, float]]:
    """Seconds, CPU seconds, pairs, names searched for, and the share found by kind of change.

    Half of the names are changed names of people in the table, half belong to nobody in it.
    """
    film_names = films_cc0()["Person"]["name"].to_list()
    chance = random.Random(1)
    existing = recombined(film_names, people, seed=people)
    chosen = chance.sample(range(people), min(sought // 2, people))
    changes = [CHANGES[i % len(CHANGES)] for i in range(len(chosen))]
    changed = [change(existing[i], chance) for i, change in zip(chosen, changes, strict=True)]
    unknown = recombined(film_names, sought - len(changed), seed=2)
    names = pl.Series(existing + changed + unknown)
    start, worked = time.perf_counter(), time.process_time()
    table = pl.DataFrame({"folded": fold(names)}).with_row_index("node")
    pairs = name_pairs(table, table.slice(people))
    seconds, cpu = time.perf_counter() - start, time.process_time() - worked
    expected = pl.DataFrame(
        {
            "left": pl.Series(chosen, dtype=pl.UInt32),
            "right": pl.Series(range(people, people + len(chosen)), dtype=pl.UInt32),
            "change": [change.__name__ for change in changes],
        }
    )
    matched = expected.join(pairs, on=["left", "right"], how="left")
    shares = matched.group_by("change").agg(share=pl.col("name_left").is_not_null().mean())
    return seconds, cpu, len(pairs), sought, dict(shares.iter_rows())


def peak() -> float:
    """Peak memory of this process, in GiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
