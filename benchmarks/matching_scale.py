"""Candidates by name at the scale of a whole industry: how long, how many, and which are missed."""

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
ASKED = 60_000
AIM = 180.0


def recombined(names: list[str], count: int, seed: int = 0) -> list[str]:
    """``count`` names whose first words come from one name and the rest from another."""
    split = [name.rsplit(" ", 1) for name in names if " " in name]
    chance = np.random.default_rng(seed)
    first = chance.integers(len(split), size=count)
    last = chance.integers(len(split), size=count)
    return [f"{split[f][0]} {split[g][1]}" for f, g in zip(first, last, strict=True)]


def misspelt(name: str, chance: random.Random) -> str:
    """One letter inside a word of the name left out, doubled, or changed over with the next."""
    at = chance.randrange(1, max(2, len(name) - 2))
    return chance.choice(
        [
            name[:at] + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
        ]
    )


def turned(name: str, chance: random.Random) -> str:
    """The last word first."""
    del chance
    first, _, last = name.rpartition(" ")
    return f"{last}, {first}"


def shortened(name: str, chance: random.Random) -> str:
    """The first word as its letter."""
    del chance
    first, _, rest = name.partition(" ")
    return f"{first[0]}. {rest}"


def run_together(name: str, chance: random.Random) -> str:
    """Without the first space."""
    del chance
    return name.replace(" ", "", 1)


def as_written(name: str, chance: random.Random) -> str:
    """The name itself."""
    del chance
    return name


CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    as_written,
    turned,
    misspelt,
    shortened,
    run_together,
)


def measured(people: int, asked: int = ASKED) -> tuple[float, float, int, int, dict[str, float]]:
    """Seconds, seconds of the processors, pairs, names asked for, and by change the share found.

    Half of those asked for are changed names of people who are there, half are others.
    """
    known = films_cc0()["Person"]["name"].to_list()
    chance = random.Random(1)
    there = recombined(known, people, seed=people)
    chosen = chance.sample(range(people), min(asked // 2, people))
    changes = [CHANGES[i % len(CHANGES)] for i in range(len(chosen))]
    changed = [change(there[i], chance) for i, change in zip(chosen, changes, strict=True)]
    others = recombined(known, asked - len(changed), seed=2)
    names = pl.Series(there + changed + others)
    start, worked = time.perf_counter(), time.process_time()
    table = pl.DataFrame({"folded": fold(names)}).with_row_index("node")
    pairs = name_pairs(table, table.slice(people))
    taken, cpu = time.perf_counter() - start, time.process_time() - worked
    wanted = pl.DataFrame(
        {
            "one": pl.Series(chosen, dtype=pl.UInt32),
            "other": pl.Series(range(people, people + len(chosen)), dtype=pl.UInt32),
            "change": [change.__name__ for change in changes],
        }
    )
    found = wanted.join(pairs, on=["one", "other"], how="left")
    shares = found.group_by("change").agg(share=pl.col("name_one").is_not_null().mean())
    return taken, cpu, len(pairs), asked, dict(shares.iter_rows())


def peak() -> float:
    """The most memory that this process has held, in GiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
