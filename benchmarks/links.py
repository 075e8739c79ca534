"""Area under the curve of the link scorer on public graphs, 90 % of edges known.

    links.py FOLDER [--seeds 1] [--graphs USAir,Power]

FOLDER holds the graphs as .mat files with a matrix ``net``, as the authors of SEAL published them
(github.com/muhanzhang/SEAL, MATLAB/data).
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import scipy.io
from scipy import sparse
from scipy.stats import rankdata

from graphmodel.analysis.graph.link_prediction import LinkScorer, non_edges

SEAL = {
    "USAir": 96.62, "NS": 98.85, "PB": 94.72, "Yeast": 97.91,
    "Celegans": 90.30, "Power": 87.61, "Router": 96.38, "Ecoli": 97.64,
}  # fmt: skip


def area(scores: np.ndarray, linked: np.ndarray) -> float:
    """The share of pairs of a linked and an unlinked pair that are ranked correctly."""
    ranks, count = rankdata(scores), int(linked.sum())
    less = ranks[linked].sum() - count * (count + 1) / 2
    return float(less / (count * (len(linked) - count)))


def run(path: Path, seed: int, threads: int) -> tuple[float, float]:
    graph = sparse.coo_array(scipy.io.loadmat(path)["net"])
    upper = graph.row < graph.col
    edges = np.stack([graph.row[upper], graph.col[upper]], axis=1).astype(np.int64)
    rng = np.random.default_rng(seed + 1000)
    edges = edges[rng.permutation(len(edges))]
    hidden, visible = np.split(edges, [len(edges) // 10])
    unlinked = non_edges(edges, graph.shape[0], len(hidden), rng)
    started = time.perf_counter()
    scorer = LinkScorer(seed=seed, threads=threads).fit(visible, graph.shape[0])
    scores = scorer.score(np.concatenate([hidden, unlinked]))
    linked = np.arange(len(scores)) < len(hidden)
    return 100 * area(scores, linked), time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--graphs", default=",".join(SEAL))
    arguments = parser.parse_args()
    print(
        "| graph | area under the curve | SEAL | seconds |\n| --- | --- | --- | --- |", flush=True
    )
    means = []
    for name in arguments.graphs.split(","):
        runs = [
            run(arguments.folder / f"{name}.mat", seed, arguments.threads)
            for seed in range(arguments.seeds)
        ]
        mean = float(np.mean([score for score, _ in runs]))
        means.append((mean, SEAL[name]))
        took = np.mean([seconds for _, seconds in runs])
        print(f"| {name} | {mean:.2f} | {SEAL[name]:.2f} | {took:.1f} |", flush=True)
    mine, theirs = np.mean(means, axis=0)
    print(f"| mean | {mine:.2f} | {theirs:.2f} | |")


if __name__ == "__main__":
    main()
