"""Memory used by all analyses in one process at S, and how it grows.

    python benchmarks/make_scale.py FOLDER
    python benchmarks/analyses.py FOLDER                 memory at S, analysis by analysis
    python benchmarks/analyses.py FOLDER --growth        the same from S/8 to S, as analyses.png

A separate process imports the files and caches the network as the explorer does. Another opens it
and runs one analysis after another without releasing anything; its memory includes the parts of the
cached files it has read.
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

QUESTIONS = 50
AIM_GB = 4.0


def prepare(folder: Path) -> None:
    """Import the files and cache the network, without results of earlier analyses."""
    from graphmodel.importers.imdb import IMPORTER
    from graphmodel.ingest.offline import read_network

    rmtree(folder / "analyses", ignore_errors=True)
    network = read_network(IMPORTER, folder)[0].save(_cache(folder))
    print(json.dumps({"rows": len(network) + network.links.height, "gb": _peak_gb()}))


def _cache(folder: Path) -> Any:
    from graphmodel.network.cache import MappedCache

    target = folder / "analyses"
    return MappedCache(target / "network", target / "lasting")


def _peak_gb() -> float:
    """Peak memory since the last call."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    Path("/proc/self/clear_refs").write_text("5")
    return int(status["VmHWM"].split()[0]) / 2**20


def ask(folder: Path, runs: int) -> None:
    """Run every analysis on the cached network, with its seconds and peak memory."""
    from graphmodel.analysis.communities.bridges import bridging_pairs
    from graphmodel.analysis.communities.communities import communities
    from graphmodel.analysis.communities.community_pairs import community_pairs
    from graphmodel.analysis.communities.options import PartitionOptions
    from graphmodel.analysis.routes.introductions import introduce
    from graphmodel.analysis.suggestions.recommender import Recommender
    from graphmodel.analysis.ties.affiliations import affiliations
    from graphmodel.analysis.ties.ties import people_ties
    from graphmodel.network.network import Network
    from graphmodel.pictures.selection import Filters, Selector

    network = Network.open(_cache(folder), "")
    assert network is not None
    figures: dict[str, dict[str, float]] = {}
    answers: dict[str, Any] = {}

    def once(name: str, work: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        answers[name] = work()
        figures[name] = {"s": time.perf_counter() - began, "gb": _peak_gb()}
        return answers[name]

    def each(name: str, work: Callable[[Any], Any], questions: list[Any]) -> None:
        times = []
        for question in questions:
            began = time.perf_counter()
            work(question)
            times.append(time.perf_counter() - began)
        figures[name] = {"s": spread(times)[1], "gb": _peak_gb()}

    degrees, everybody = network.adjacency().degrees, network.of_kind("Person").tolist()
    rows = [i for i in random.Random(0).sample(everybody, 4 * QUESTIONS) if degrees[i]]
    people = [network.ids[i] for i in rows]
    pairs = list(zip(people[:QUESTIONS], people[QUESTIONS : 2 * QUESTIONS], strict=True))
    once("who was where", lambda: affiliations(network))
    each(
        f"a neighbourhood, p95 of {QUESTIONS}",
        lambda i: Selector(network, Filters()).select([i], [], hops=2, first=300, batch=0),
        rows[:QUESTIONS],
    )
    each(f"5 introductions, p95 of {QUESTIONS}", lambda pair: introduce(network, *pair), pairs)
    recommender = once("ready to suggest", lambda: Recommender(network))
    name = f"10 suggestions, p95 of {QUESTIONS}"
    each(name, lambda i: recommender.suggest(i, limit=10), people[:QUESTIONS])
    once("the ties of everybody", lambda: people_ties(network).matrix())
    partition = once("communities, explained", lambda: communities(network))
    first, second = partition.communities[:2]
    once("which should meet", lambda: community_pairs(network, partition))
    once("whom to bring together", lambda: bridging_pairs(network, first, second))
    if runs > 1:
        name = f"communities of {runs} runs, explained"
        once(name, lambda: communities(network, PartitionOptions(runs=runs)))
    print(json.dumps({"rows": len(network) + network.links.height, "figures": figures}))


def measure_part(files: Path, runs: int) -> dict[str, Any]:
    """The figures for one part: the import, then the analyses."""
    imported = alone(__file__, files, "--step", "prepare")
    analyses = alone(__file__, files, "--step", "ask", "--runs", runs)
    return {"import": imported["gb"], **analyses}


def memory(folder: Path, runs: int) -> None:
    t = measure_part(folder, runs)
    rows = [(name, f"{m['s']:.2f}", f"{m['gb']:.2f}") for name, m in t["figures"].items()]
    print(table(("one after the other at S", "seconds", "peak GB meanwhile"), rows))
    peak = max(m["gb"] for m in t["figures"].values())
    print(f"\nAt most {peak:.2f} GB (aim {AIM_GB:g}); the import before it {t['import']:.2f} GB")


def growth(folder: Path, runs: int) -> None:
    measured = [(divisor, measure_part(files_of(folder, divisor), runs)) for divisor in PARTS]
    names = list(measured[0][1]["figures"])
    head = ("seconds", *(f"S/{divisor}" for divisor, _ in measured))
    print(table(head, [
        (name, *(f"{t['figures'][name]['s']:.3g}" for _, t in measured)) for name in names
    ]))  # fmt: skip
    drawn = {name: [t["figures"][name]["s"] for _, t in measured] for name in names}
    drawn["peak GB"] = [max(m["gb"] for m in t["figures"].values()) for _, t in measured]
    print(
        "\npeak GB: "
        + ", ".join(
            f"S/{p} {gb:.2f}" for (p, _), gb in zip(measured, drawn["peak GB"], strict=True)
        )
    )
    picture = folder / "analyses.png"
    draw_growth(picture, [t["rows"] for _, t in measured], drawn)
    print(f"\n{picture}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--growth", action="store_true", help="from S/8 to S")
    parser.add_argument("--runs", type=int, default=1, help="also communities in this many runs")
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
