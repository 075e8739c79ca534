"""Answers at S for scale.py: start again, find by name, see a change of 1,000 rows.

The store is made from the files once and kept beside them, in ``FOLDER-store``.
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
    """Start again with nothing changed; find; change 1,000 rows and see them."""
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
    _ask(folder, names)  # makes what is kept
    told = _ask(folder, names)
    seen = _change(folder)
    print(table(("work", "seconds", "aim"), [
        ("start again: store, network, first name found", f"{told['first']:.1f}", 5),
        (f"a change of {CHANGED:,} rows, until it is found and drawn", f"{seen:.1f}", 5),
    ]))  # fmt: skip
    print()
    rows = [
        (kind, *(f"{ms:.1f}" for ms in spread(times)), 10) for kind, times in told["find"].items()
    ]
    print(table(("find", "median ms", "p95 ms", "max ms", "aim for p95"), rows))
    print(f"\nPeak memory of the process that answers: {told['gb']:.2f} GB")


def _store(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}-store")


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
    from graphmodel.network.namespaces import Namespaces
    from graphmodel.snapshot import load_network
    from graphmodel.store.embedded import open_embedded

    with open_embedded(_store(folder)) as store:
        finder = Namespaces(load_network(store)).default().finder
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
    """Seconds from the moment in which another program has written changed rows until a program
    that has the network open has it anew, finds one of them by its new name and draws it. An open
    page looks every second whether to begin with that."""
    from graphmodel.network.namespaces import Namespaces
    from graphmodel.pictures.picture import picture
    from graphmodel.snapshot import load_network
    from graphmodel.store.embedded import open_embedded
    from graphmodel.store.records import Facts

    with open_embedded(_store(folder)) as store, open_embedded(_store(folder)) as other:
        held = Namespaces(load_network(store)).default()
        held.finder.find("anybody")
        picture(held.network, [held.network.ids[0]], hops=2)
        people = held.network.nodes.filter(pl.col("kind") == "Person")
        rows = people.sample(CHANGED, seed=SEED).select("id", "name", "sources")
        marked = f"Changed{time.time_ns() % 10**9}"
        other.write(Facts("Person", rows.with_columns(rows["name"] + " " + marked)))
        began = time.perf_counter()
        shown = Namespaces(load_network(store)).default()
        found = shown.finder.find(f"{rows['name'][0]} {marked}")
        assert found[0].id == rows["id"][0], found
        assert picture(shown.network, [found[0].id], hops=2).nodes
        return time.perf_counter() - began
