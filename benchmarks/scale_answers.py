"""Answers at S for scale.py: restart, find by name, see a change to 1,000 rows.

The store is created from the files once and kept next to them, in ``FOLDER-store``.
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

import polars as pl
from measure import spread, table

ASKED = 200
CHANGED = 1_000
SEED = 7


def answers(folder: Path) -> None:
    """Time an unchanged restart, finding names, and seeing a change to 1,000 rows."""
    from graphmodel.importers.imdb import IMPORTER
    from graphmodel.ingest.pipeline import import_path
    from graphmodel.snapshot import load_network
    from graphmodel.store.embedded import open_embedded

    os.environ["XDG_CACHE_HOME"] = f"{folder}-cache"
    os.environ["GRAPHMODEL_STORE_IDLE_SECONDS"] = "10"
    with open_embedded(_store(folder)) as store:
        if not store.counts().nodes:
            import_path(store, IMPORTER, folder)
        names = _names(load_network(store))
    _ask(folder, names)  # fills the caches
    measured = _ask(folder, names)
    change_seconds = _change(folder)
    print(table(("work", "seconds", "aim"), [
        ("start again: store, network, first name found", f"{measured['first']:.1f}", 5),
        (f"a change of {CHANGED:,} rows, until it is found and drawn", f"{change_seconds:.1f}", 5),
    ]))  # fmt: skip
    print()
    rows = [
        (kind, *(f"{ms:.1f}" for ms in spread(times)), 10)
        for kind, times in measured["find"].items()
    ]
    print(table(("find", "median ms", "p95 ms", "max ms", "aim for p95"), rows))
    print(f"\nPeak memory of the process that answers: {measured['gb']:.2f} GB")


def _store(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}-store")


def _ask(folder: Path, names: dict[str, list[str]]) -> dict[str, Any]:
    command = [sys.executable, str(Path(__file__).parent / "scale.py"), "asked", str(folder)]
    payload = json.dumps(names)
    completed = subprocess.run(
        command, input=payload, check=True, stdout=subprocess.PIPE, text=True
    )
    measured: dict[str, Any] = json.loads(completed.stdout.splitlines()[-1])
    return measured


def asked(folder: Path) -> None:
    """In its own process: from importing the program to the first name found."""
    import resource

    texts_by_kind: dict[str, list[str]] = json.load(sys.stdin)
    start = time.perf_counter()
    from graphmodel.network.namespaces import Namespaces
    from graphmodel.snapshot import load_network
    from graphmodel.store.embedded import open_embedded

    with open_embedded(_store(folder)) as store:
        finder = Namespaces(load_network(store)).default().finder
    finder.find(texts_by_kind["as written"][0])
    first = time.perf_counter() - start
    find = {
        kind: [_milliseconds(finder, text) for text in texts]
        for kind, texts in texts_by_kind.items()
    }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps({"first": first, "find": find, "gb": peak}))


def _milliseconds(finder: Any, text: str) -> float:
    began = time.perf_counter()
    finder.find(text)
    return (time.perf_counter() - began) * 1000


def _names(network: Any) -> dict[str, list[str]]:
    """What users may type for some of the people in the network."""
    from anyascii import anyascii

    generator = random.Random(SEED)
    people = network.nodes.filter(pl.col("kind") == "Person").select("name")
    han = people.filter(pl.col("name").str.contains(r"^\p{Han}+$")).sample(ASKED, seed=SEED)
    names = people.sample(ASKED, seed=SEED)["name"].to_list()
    chinese = han["name"].to_list()
    return {
        "as written": names,
        "two letters changed over": [_swapped(name, generator) for name in names],
        "first five letters": [name[:5] for name in names],
        "Han characters": chinese,
        "pinyin": [" ".join(re.findall("[A-Z][a-z]*", anyascii(name))) for name in chinese],
    }


def _swapped(name: str, generator: random.Random) -> str:
    position = generator.randrange(1, max(2, len(name) - 2))
    return (
        name[:position] + name[position + 1 : position + 2] + name[position] + name[position + 2 :]
    )


def _change(folder: Path) -> float:
    """Seconds from when another program has written changed rows until a program with the network
    open has updated it, found one of them by its new name and drawn it. An open page checks every
    second whether such an update is due."""
    from graphmodel.network.namespaces import Namespaces
    from graphmodel.pictures.picture import picture
    from graphmodel.snapshot import load_network
    from graphmodel.store.embedded import open_embedded
    from graphmodel.store.records import Facts

    with open_embedded(_store(folder)) as store, open_embedded(_store(folder)) as second_store:
        current = Namespaces(load_network(store)).default()
        current.finder.find("anybody")
        picture(current.network, [current.network.ids[0]], hops=2)
        people = current.network.nodes.filter(pl.col("kind") == "Person")
        rows = people.sample(CHANGED, seed=SEED).select("id", "name", "sources")
        marked = f"Changed{time.time_ns() % 10**9}"
        second_store.write(Facts("Person", rows.with_columns(rows["name"] + " " + marked)))
        start = time.perf_counter()
        updated = Namespaces(load_network(store)).default()
        matches = updated.finder.find(f"{rows['name'][0]} {marked}")
        assert matches[0].id == rows["id"][0], matches
        assert picture(updated.network, [matches[0].id], hops=2).nodes
        return time.perf_counter() - start
