"""Answers at S for scale.py: start again, find by name, see a change of 1,000 rows.

Stores are made from the files once and kept beside them, in ``FOLDER/store``.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from measuring import spread, table

ASKED = 200
CHANGED = 1_000
SEED = 7


def answers(folder: Path) -> None:
    """Start again with nothing changed; find; change 1,000 rows and see them."""
    from graphmodel.importers.imdb import IMPORTER
    from graphmodel.importing import import_path
    from graphmodel.snapshot import load_network
    from graphmodel.store.embedded import open_embedded

    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    os.environ["GRAPHMODEL_STORE_IDLE_SECONDS"] = "0"
    with open_embedded(folder / "store") as store:
        if not store.counts().nodes:
            import_path(store, IMPORTER, folder)
        names = _names(load_network(store))
    _ask(folder, names)  # makes what is kept
    told = _ask(folder, names)
    seen = _change(folder)
    print(table(("work", "seconds", "aim"), [
        ("start again: store, network, first name found", f"{told['first']:.1f}", 5),
        (f"a change of {CHANGED:,} rows, until a network shows it", f"{seen:.1f}", 5),
    ]))  # fmt: skip
    print()
    rows = [
        (kind, *(f"{ms:.1f}" for ms in spread(times)), 10) for kind, times in told["find"].items()
    ]
    print(table(("find", "median ms", "p95 ms", "max ms", "aim for p95"), rows))
    print(f"\nPeak memory of the process that answers: {told['gb']:.2f} GB")


def _ask(folder: Path, names: dict[str, list[str]]) -> dict[str, Any]:
    command = [sys.executable, str(Path(__file__).parent / "scale.py"), "asked", str(folder)]
    given = json.dumps(names)
    done = subprocess.run(command, input=given, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def asked(folder: Path) -> None:
    """In a process of its own: from the first import of the program to the first name found."""
    import resource

    given: dict[str, list[str]] = json.load(sys.stdin)
    began = time.perf_counter()
    from graphmodel.asking import Worlds
    from graphmodel.snapshot import load_network
    from graphmodel.store.embedded import open_embedded

    with open_embedded(folder / "store") as store:
        finder = Worlds(load_network(store)).default().finder
    finder.find(given["as written"][0])
    first = time.perf_counter() - began
    find = {kind: [_milliseconds(finder, text) for text in texts] for kind, texts in given.items()}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps({"first": first, "find": find, "gb": peak}))


def _milliseconds(finder: Any, text: str) -> float:
    began = time.perf_counter()
    finder.find(text)
    return (time.perf_counter() - began) * 1000


def _names(network: Any) -> dict[str, list[str]]:
    """What people may type for some of those whom the network holds."""
    import polars as pl
    from anyascii import anyascii

    some = random.Random(SEED)
    people = network.nodes.filter(pl.col("kind") == "Person").select("name")
    han = people.filter(pl.col("name").str.contains(r"^\p{Han}+$")).sample(ASKED, seed=SEED)
    names = people.sample(ASKED, seed=SEED)["name"].to_list()
    chinese = han["name"].to_list()
    return {
        "as written": names,
        "two letters changed over": [_swapped(name, some) for name in names],
        "first five letters": [name[:5] for name in names],
        "Han characters": chinese,
        "pinyin": [" ".join(re.findall("[A-Z][a-z]*", anyascii(name))) for name in chinese],
    }


def _swapped(name: str, some: random.Random) -> str:
    at = some.randrange(1, max(2, len(name) - 2))
    return name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]


def _change(folder: Path) -> float:
    """Seconds from an acknowledged change until a program that holds the network has the new
    one."""
    from graphmodel.snapshot import load_network
    from graphmodel.store.base import Facts
    from graphmodel.store.embedded import open_embedded

    with open_embedded(folder / "store") as store:
        held = load_network(store)
        rows = held.nodes.head(CHANGED).select("id", "name", "sources")
        kind = held.nodes["kind"][0]
        marked = str(time.time_ns())
        store.put(Facts(kind, rows.with_columns(rows["name"] + " " + marked)))
        began = time.perf_counter()
        changed = load_network(store)
        assert changed.nodes["name"].str.ends_with(marked).sum() == rows.height
        return time.perf_counter() - began
