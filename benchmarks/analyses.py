"""All analyses in one process at S: how much memory they take together, and how they grow.

    python benchmarks/make_scale.py FOLDER
    python benchmarks/analyses.py FOLDER                 memory at S, analysis by analysis
    python benchmarks/analyses.py FOLDER --growth        the same from S/8 to S, as analyses.png

The files are imported in a process of their own, which keeps the network as the explorer does.
Another one opens it and asks one thing after the other, letting nothing go; its memory counts the
kept files too, as far as they were looked at.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from typing import Any

from make_scale import PARTS, files_of
from measure import alone, draw_growth, machine, spread, table

ASKED = 50
AIM_GB = 4.0


def prepare(folder: Path) -> None:
    """Import the files and keep the network, and nothing that was found in it before."""
    from graphmodel.importers.imdb import IMPORTER
    from graphmodel.ingest.offline import read_network

    rmtree(folder / "analyses", ignore_errors=True)
    network = read_network(IMPORTER, folder)[0].save(_kept(folder))
    print(json.dumps({"rows": len(network) + network.links.height, "gb": _peak_gb()}))


def _kept(folder: Path) -> Any:
    from graphmodel.network.cache import MappedCache

    place = folder / "analyses"
    return MappedCache(place / "network", place / "lasting")


def _peak_gb() -> float:
    """Peak memory since it was asked last."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    Path("/proc/self/clear_refs").write_text("5")
    return int(status["VmHWM"].split()[0]) / 2**20


def ask(folder: Path, runs: int) -> None:
    """Every analysis on the kept network, with its seconds and the peak of memory meanwhile."""
    from graphmodel.analysis.communities.bridges import bridging_pairs
    from graphmodel.analysis.communities.communities import communities
    from graphmodel.analysis.communities.community_pairs import community_pairs
    from graphmodel.analysis.communities.graphs import PartitionOptions
    from graphmodel.analysis.routes.introductions import introduce
    from graphmodel.analysis.suggestions.recommender import Collaborators
    from graphmodel.analysis.ties.affiliations import affiliations
    from graphmodel.analysis.ties.ties import people_ties
    from graphmodel.network.network import Network
    from graphmodel.pictures.selection import Filters, Selector

    network = Network.open(_kept(folder), "")
    assert network is not None
    told: dict[str, dict[str, float]] = {}
    made: dict[str, Any] = {}

    def once(name: str, work: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        made[name] = work()
        told[name] = {"s": time.perf_counter() - began, "gb": _peak_gb()}
        return made[name]

    def each(name: str, work: Callable[[Any], Any], of: list[Any]) -> None:
        times = []
        for one in of:
            began = time.perf_counter()
            work(one)
            times.append(time.perf_counter() - began)
        told[name] = {"s": spread(times)[1], "gb": _peak_gb()}

    places = network.of_kind("Person").tolist()
    chance = random.Random(0)
    rows = [i for i in chance.sample(places, 4 * ASKED) if network.adjacency().degrees[i]]
    people = [network.ids[i] for i in rows]
    pairs = list(zip(people[:ASKED], people[ASKED : 2 * ASKED], strict=True))
    once("who was where", lambda: affiliations(network))
    each(
        f"a neighbourhood, p95 of {ASKED}",
        lambda i: Selector(network, Filters()).select([i], [], hops=2, first=300, batch=0),
        rows[:ASKED],
    )
    each(f"5 introductions, p95 of {ASKED}", lambda pair: introduce(network, *pair), pairs)
    of = once("ready to suggest", lambda: Collaborators(network))
    each(f"10 suggestions, p95 of {ASKED}", lambda i: of.suggest(i, limit=10), people[:ASKED])
    once("the ties of everybody", lambda: people_ties(network).matrix())
    found = once("communities, explained", lambda: communities(network))
    one, other = found.communities[:2]
    once("which should meet", lambda: community_pairs(network, found))
    once("whom to bring together", lambda: bridging_pairs(network, one, other))
    if runs > 1:
        name = f"communities of {runs} runs, explained"
        once(name, lambda: communities(network, PartitionOptions(runs=runs)))
    print(json.dumps({"rows": len(network) + network.links.height, "told": told}))


def measured(files: Path, runs: int) -> dict[str, Any]:
    """What a part takes: the import, and then the analyses."""
    imported = alone(__file__, files, "--step", "prepare")
    asked = alone(__file__, files, "--step", "ask", "--runs", runs)
    return {"import": imported["gb"], **asked}


def memory(folder: Path, runs: int) -> None:
    t = measured(folder, runs)
    rows = [(name, f"{m['s']:.2f}", f"{m['gb']:.2f}") for name, m in t["told"].items()]
    print(table(("one after the other at S", "seconds", "peak GB meanwhile"), rows))
    most = max(m["gb"] for m in t["told"].values())
    print(f"\nAt most {most:.2f} GB (aim {AIM_GB:g}); the import before it {t['import']:.2f} GB")


def growth(folder: Path, runs: int) -> None:
    parts = [(part, measured(files_of(folder, part), runs)) for part in PARTS]
    names = list(parts[0][1]["told"])
    head = ("seconds", *(f"S/{part}" for part, _ in parts))
    print(table(head, [
        (name, *(f"{t['told'][name]['s']:.3g}" for _, t in parts)) for name in names
    ]))  # fmt: skip
    drawn = {name: [t["told"][name]["s"] for _, t in parts] for name in names}
    drawn["peak GB"] = [max(m["gb"] for m in t["told"].values()) for _, t in parts]
    print(
        "\npeak GB: "
        + ", ".join(f"S/{p} {gb:.2f}" for (p, _), gb in zip(parts, drawn["peak GB"], strict=True))
    )
    picture = folder / "analyses.png"
    draw_growth(picture, [t["rows"] for _, t in parts], drawn)
    print(f"\n{picture}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--growth", action="store_true", help="from S/8 to S")
    parser.add_argument("--runs", type=int, default=1, help="communities of several runs too")
    parser.add_argument("--step", choices=("prepare", "ask"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.step == "prepare":
        prepare(arguments.folder)
    elif arguments.step:
        ask(arguments.folder, arguments.runs)
    else:
        print(machine())
        (growth if arguments.growth else memory)(arguments.folder, arguments.runs)


if __name__ == "__main__":
    main()
