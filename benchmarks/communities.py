"""Communities at S, compared with other programs, each in its own process.

    python benchmarks/make_scale.py FOLDER
    pip install networkit igraph scikit-network    (igraph is under the GPL: for comparison only)
    python benchmarks/communities.py FOLDER
    python benchmarks/communities.py FOLDER --films      (the shipped film extract)

The network and the ties among its people are computed once and kept in FOLDER/communities. All
programs partition the same ties: a run is timed from the matrix of ties to the community of each
person, including the graph that NetworKit and igraph build from it. "Explained" adds what
distinguishes each community, who is central and who bridges. The modularity of every partition is
computed by the same code.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from measure import machine, table
from scipy import sparse

AIM, AIM_EXPLAINED, AIM_APART, AIM_GB = 1.2, 2.0, 0.001, 4.0
RIVALS = ("networkit", "networkit, one thread", "igraph", "scikit-network Leiden",
          "scikit-network Louvain")  # fmt: skip


def run_step(step: str, folder: Path, *arguments: str) -> dict[str, Any]:
    """The figures for a step, run in its own process."""
    command = [sys.executable, __file__, str(folder), "--step", step, *arguments]
    completed = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    if completed.returncode:
        return {"failed": f"ended with {completed.returncode}"}
    measured: dict[str, Any] = json.loads(completed.stdout.splitlines()[-1])
    return measured


def report_step(**figures: object) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps({"gb": peak, **figures}))


def prepare(folder: Path, films: bool) -> None:
    """The network and the matrix of ties, kept as files."""
    from graphmodel.analysis.ties.ties import people_ties
    from graphmodel.importers.imdb import IMPORTER
    from graphmodel.ingest.datasets import shipped_data_set
    from graphmodel.ingest.offline import read_network
    from graphmodel.network.cache import MappedCache, write_arrays

    target = folder / "communities"
    cache = MappedCache(target / "network", target / "lasting")
    importer, files = shipped_data_set("films_cc0") if films else (IMPORTER, folder)
    network = read_network(importer, files)[0].save(cache)
    ties = people_ties(network).matrix()
    (target / "ties").mkdir(parents=True, exist_ok=True)
    arrays = {"data": ties.data, "indices": ties.indices, "indptr": ties.indptr}
    write_arrays(target / "ties", arrays)
    report_step(people=ties.shape[0], ties=ties.nnz // 2)


def matrix(folder: Path) -> sparse.csr_array:
    from graphmodel.network.cache import open_arrays

    data, indices, indptr = open_arrays(
        folder / "communities" / "ties", ("data", "indices", "indptr")
    )
    shape = (len(indptr) - 1, len(indptr) - 1)
    return sparse.csr_array((np.array(data), np.array(indices), np.array(indptr)), shape=shape)


def run(folder: Path, name: str) -> None:
    """One partition by one program: its time, modularity and memory."""
    from graphmodel.analysis.graph.leiden import leiden, modularity

    weights = matrix(folder)
    began, processor = time.perf_counter(), time.process_time()
    if name == "graphmodel":
        membership = leiden(weights)
    elif name.startswith("networkit"):
        membership = _networkit(weights, 1 if "one" in name else None)
    elif name == "igraph":
        membership = _igraph(weights)
    else:
        membership = _scikit_network(weights, name.split()[-1])
    seconds, cpu = time.perf_counter() - began, time.process_time() - processor
    report_step(
        s=seconds, cpu=cpu, modularity=modularity(weights, np.asarray(membership, dtype=np.int64))
    )


def _networkit(weights: sparse.csr_array, threads: int | None) -> Any:
    import networkit

    if threads:
        networkit.setNumberOfThreads(threads)
    upper = sparse.triu(weights, 1).tocoo()
    ends = (upper.row.astype(np.uint64), upper.col.astype(np.uint64))
    graph = networkit.GraphFromCoo(
        (upper.data.astype(np.float64), ends), n=weights.shape[0], weighted=True, directed=False
    )
    algorithm = networkit.community.ParallelLeiden(graph)
    algorithm.run()
    partition = algorithm.getPartition()
    return partition.getVector()


def _igraph(weights: sparse.csr_array) -> Any:
    import igraph

    upper = sparse.triu(weights, 1).tocoo()
    graph = igraph.Graph(n=weights.shape[0], edges=np.column_stack([upper.row, upper.col]))
    return graph.community_leiden("modularity", weights=upper.data).membership


def _scikit_network(weights: sparse.csr_array, algorithm: str) -> Any:
    from sknetwork import clustering

    chosen = getattr(clustering, algorithm)(shuffle_nodes=True, random_state=0)
    return chosen.fit_predict(sparse.csr_matrix(weights))


def opened(folder: Path) -> Any:
    from graphmodel.network.cache import MappedCache
    from graphmodel.network.network import Network

    target = folder / "communities"
    network = Network.open(MappedCache(target / "network", target / "lasting"), "")
    assert network is not None
    return network


def more(folder: Path) -> None:
    """Every other analysis of communities, each run once, in CPU seconds."""
    from graphmodel.analysis.communities.bridges import bridging_pairs
    from graphmodel.analysis.communities.communities import communities
    from graphmodel.analysis.communities.community_pairs import community_pairs
    from graphmodel.analysis.communities.evolution import community_evolution
    from graphmodel.analysis.communities.options import PartitionOptions
    from graphmodel.analysis.communities.resolution_scan import scan_resolutions
    from graphmodel.analysis.ties.ties import people_ties

    network = opened(folder)
    people_ties(network).matrix()
    partition = communities(network)
    first, second = partition.communities[:2]
    everything = PartitionOptions(graph="everything")
    works = {
        "20 runs, explained": lambda: communities(network, PartitionOptions(runs=20)),
        "the same, kept": lambda: communities(network, PartitionOptions(runs=20)),
        "the graph of everything": lambda: communities(network, everything),
        "11 resolutions": lambda: scan_resolutions(network),
        "windows of 10 years": lambda: community_evolution(network),
        "communities within the largest": lambda: communities(network, within=first.id),
        "which should meet": lambda: community_pairs(network, partition),
        "whom to bring together": lambda: bridging_pairs(network, first, second),
    }
    times = {}
    for name, work in works.items():
        began = time.process_time()
        work()
        times[name] = time.process_time() - began
    report_step(times=times)


def explained(folder: Path) -> None:
    """From the cached network to explained communities, step by step."""
    from graphmodel.analysis.communities.communities import communities
    from graphmodel.analysis.graph.leiden import leiden
    from graphmodel.analysis.ties.ties import people_ties

    network = opened(folder)
    times = [time.process_time()]
    weights = people_ties(network).matrix()
    times.append(time.process_time())
    leiden(weights)
    times.append(time.process_time())
    partition = communities(network)
    times.append(time.process_time())
    ties, single, described = np.diff(times)
    report_step(ties=ties, run=single, explained=described, communities=len(partition.communities))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--step", help=argparse.SUPPRESS)
    parser.add_argument("--films", action="store_true", help="use the film extract instead of S")
    parser.add_argument("--only", nargs="*", help="compare with these programs only")
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    if arguments.step == "prepare":
        prepare(folder, arguments.films)
    elif arguments.step == "more":
        more(folder)
    elif arguments.step == "explained":
        explained(folder)
    elif arguments.step:
        run(folder, arguments.step)
    else:
        report(folder, arguments.only if arguments.only is not None else RIVALS, arguments.films)


def report(folder: Path, rivals: tuple[str, ...] | list[str], films: bool) -> None:
    print(machine())
    if not (folder / "communities" / "ties").exists():
        prepared = run_step("prepare", folder, *(["--films"] if films else []))
        people, ties = prepared["people"], prepared["ties"]
        print(f"{people:,} people, {ties:,} ties, peak {prepared['gb']:.2f} GB")
    measured = {name: run_step(name, folder) for name in ("graphmodel", *rivals)}
    rows = [
        (name, t["failed"], "", "", "") if "failed" in t else
        (name, f"{t['s']:.1f}", f"{t['cpu']:.1f}", f"{t['modularity']:.4f}", f"{t['gb']:.2f}")
        for name, t in measured.items()
    ]  # fmt: skip
    print(table(("one run", "seconds", "processor s", "modularity", "peak GB"), rows))
    succeeded = {name: t for name, t in measured.items() if "failed" not in t}
    highest = max(t["modularity"] for t in succeeded.values())
    ours = succeeded["graphmodel"]
    for name in [name for name in succeeded if name.startswith("networkit")]:
        ratio = ours["cpu"] / succeeded[name]["cpu"]
        clock = ours["s"] / succeeded[name]["s"]
        print(f"{ratio:.2f} times {name} in processor time, {clock:.2f} by the clock (aim {AIM})")
    print(f"modularity {highest - ours['modularity']:.4f} below the best (aim {AIM_APART})")
    described = run_step("explained", folder)
    if "failed" in described:
        print(f"explained: {described['failed']}")
        return
    times = described["explained"] / described["run"]
    print(
        f"ties {described['ties']:.1f} s, run {described['run']:.1f} s, with it all explained "
        f"{described['explained']:.1f} s of processor: {times:.2f} times the run "
        f"(aim {AIM_EXPLAINED}); {described['communities']:,} communities, "
        f"peak {described['gb']:.2f} GB (aim {AIM_GB:g})"
    )
    if films:
        extras = run_step("more", folder)
        rows = [(name, f"{took:.1f}") for name, took in extras["times"].items()]
        print(table(("asked once", "processor s"), rows))


if __name__ == "__main__":
    main()
