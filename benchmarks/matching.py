"""Accuracy of matching people and projects of two sources, and speed of finding candidates.

    python benchmarks/matching.py [--learn] [--people 1403930] [--no-scale]

Compares the CC0 extract with Wikipedia's lists (../shared/data/wikipedia_films) on the pairs
judged by hand (benchmarks/labels), compares the pairs of names in ../shared/data/names, and finds
candidates among recombined names. ``--learn`` rewrites graphmodel/resolver/matching/model.json.
Figures are out of fold: each pair is scored by a model that saw neither of its nodes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import polars as pl
from matching_labels import FOLDS, Labelled, labelled, learn, out_of_fold, stratified
from matching_names import CASES, names_table
from matching_scale import AIM, PEOPLE, SOUGHT, measured, peak
from measure import machine, table
from numpy.typing import NDArray
from records import both_sources

from graphmodel.resolver.matching import MERGE_AT, films, people
from graphmodel.resolver.matching.candidates import NAME_ALONE, people_pairs, project_groups, scored
from graphmodel.resolver.matching.model import Model, Numbers, probability
from graphmodel.resolver.matching.records import RecordTables, record_tables

MODEL = Path(__file__).parents[1] / "graphmodel" / "resolver" / "matching" / "model.json"
ROUNDS = 1000
AIMED_PRECISION, AIMED_RECALL = 0.99, 0.95
Flags = NDArray[np.bool_]


def across_sources(tables: RecordTables, rows: pl.DataFrame) -> pl.DataFrame:
    """Pairs with one end in each source, with the ids of both."""
    ids = tables.nodes["id"]
    rows = rows.with_columns(id_left=ids.gather(rows["left"]), id_right=ids.gather(rows["right"]))
    left_wikipedia = pl.col("id_left").str.starts_with("wikipedia_films:")
    right_wikipedia = pl.col("id_right").str.starts_with("wikipedia_films:")
    return rows.filter(left_wikipedia != right_wikipedia)


def both_labelled() -> tuple[Labelled, Labelled]:
    """The labelled projects and people, with their computed features."""
    network = both_sources()
    tables = record_tables(network)
    wikipedia = tables.nodes.filter(pl.col("id").str.starts_with("wikipedia_films:")).select("node")
    pairs = films.film_features(tables, films.film_pairs(tables, wikipedia))
    projects = labelled("Project", stratified("Project", across_sources(tables, pairs)))
    model = learn("Project", projects, projects.subset(projects.fold == FOLDS - 1))
    groups = project_groups(tables, scored(pairs, model))
    similar = people.with_name_similarity(people_pairs(tables, wikipedia, groups))
    rows = people.people_features(tables, similar, groups)
    return projects, labelled("Person", stratified("Person", across_sources(tables, rows)))


def shipping(kind: str, labels: Labelled) -> Model:
    """The model that ships: learnt from four folds, calibrated on the fifth."""
    last = labels.fold == FOLDS - 1
    return learn(kind, labels.subset(~last), labels.subset(last))


def rates(chances: Flags, same: Flags, weights: Numbers) -> tuple[float, float, float]:
    """Precision, recall and F1, each pair weighted by the number of pairs it represents."""
    hit = float(weights[chances & same].sum())
    precision = hit / max(float(weights[chances].sum()), 1e-9)
    recall = hit / max(float(weights[same].sum()), 1e-9)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def with_intervals(
    figures: Callable[[NDArray[np.int64]], Sequence[float]], strata: Sequence[str]
) -> list[str]:
    """Each figure with its 95 % bootstrap interval, resampling the pairs of each stratum."""
    rng = np.random.default_rng(0)
    named = np.array(strata)
    members = [np.flatnonzero(named == name) for name in sorted(set(strata))]
    estimates = figures(np.arange(len(named)))
    drawn = np.array(
        [
            figures(np.concatenate([rng.choice(m, size=len(m)) for m in members]))
            for _ in range(ROUNDS)
        ]
    )
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    return [f"{x:.4f} ({a:.4f} to {b:.4f})" for x, a, b in zip(estimates, low, high, strict=True)]


def rates_table(labels: Labelled, score: Numbers, among: Flags, cuts: Sequence[float]) -> str:
    """Precision, recall and F1 at each probability, for some of the labelled pairs."""
    same, weights, chances = (
        labels.same[among],
        labels.weights[among],
        probability(score[among]),
    )
    strata = labels.rows.filter(pl.Series(among))["stratum"].to_list()
    rows = [
        (
            f"{cut:g}",
            *with_intervals(
                lambda at, cut=cut: rates(chances[at] >= cut, same[at], weights[at]),
                strata,
            ),
        )
        for cut in cuts
    ]
    return table(("probability at least", "precision", "recall", "F1"), rows)


def best_cut(labels: Labelled, score: Numbers, among: Flags) -> float:
    """The lowest probability at or above which the target precision holds."""
    chances = probability(score[among])
    for cut in np.round(np.arange(0.01, 1.0, 0.01), 2):
        if rates(chances >= cut, labels.same[among], labels.weights[among])[0] >= AIMED_PRECISION:
            return float(cut)
    return 1.0


def reliability(labels: Labelled, score: Numbers) -> str:
    """Ten bins of probability with the share of true matches in each, Brier score and ECE."""
    chances, weights = probability(score), labels.weights
    bins = np.minimum((chances * 10).astype(int), 9)
    rows = []
    for number in range(10):
        in_bin = bins == number
        if in_bin.any():
            mean = np.average(chances[in_bin], weights=weights[in_bin])
            actual = np.average(labels.same[in_bin], weights=weights[in_bin])
            span = f"{number / 10:.1f} to {number / 10 + 0.1:.1f}"
            rows.append((span, int(in_bin.sum()), f"{mean:.3f}", f"{actual:.3f}"))

    def figures(at: NDArray[np.int64]) -> tuple[float, float]:
        share = weights[at] / weights[at].sum()
        brier = float(share @ (chances[at] - labels.same[at]) ** 2)
        error = np.bincount(bins[at], share * (chances[at] - labels.same[at]), minlength=10)
        return brier, float(np.abs(error).sum())

    brier, ece = with_intervals(figures, labels.rows["stratum"].to_list())
    head = ("probability", "labelled pairs", "mean probability", "actually the same")
    return f"{table(head, rows)}\n\nBrier score {brier}, expected calibration error {ece}."


def capped(labels: Labelled, score: Numbers) -> Numbers:
    """Scores under the program's rule that names alone never merge."""
    tied = (labels.rows["any_work"] + labels.rows["collaborators"] > 0).to_numpy()
    return np.where(tied, score, np.minimum(score, NAME_ALONE))


def quality_tables(kind: str, labels: Labelled) -> str:
    """The matching quality for one kind, as tables."""
    score = (
        capped(labels, out_of_fold(kind, labels)) if kind == "Person" else out_of_fold(kind, labels)
    )
    subsets = {"all candidates": np.ones(len(score), dtype=bool)}
    if kind == "Person":
        subsets = {"on matched films": (labels.rows["any_work"] > 0).to_numpy(), **subsets}
    sections = [f"\n## {kind}: {len(score)} labelled pairs, {int(labels.same.sum())} the same\n"]
    for name, among in subsets.items():
        cut = best_cut(labels, score, among)
        cuts = sorted({0.5, 0.9, MERGE_AT, cut})
        sections.append(f"### {name}; precision {AIMED_PRECISION} holds from {cut:g} up\n")
        sections.append(rates_table(labels, score, among, cuts) + "\n")
    sections.append("### reliability\n\n" + reliability(labels, score))
    return "\n".join(sections)


def missed() -> str:
    """How many of the credits without a candidate turned out to have a counterpart."""
    judged = pl.read_csv(Path(__file__).parent / "labels" / "missed.csv")
    counterparts = judged.filter(pl.col("judgement").str.starts_with("the same")).height
    bound = 1 - 0.05 ** (1 / judged.height)
    return (
        f"\nOf {judged.height} credits on matched films without a candidate, {counterparts} had a "
        f"counterpart (at most {bound:.3f} of them at 95 % if none was seen)."
    )


def scale(people_count: int) -> str:
    """Time and recall at an eighth of full scale and at full scale."""
    rows = []
    for count in (people_count // 8, people_count):
        seconds, cpu, pairs, sought, shares = measured(count)
        recall = "; ".join(f"{name} {share:.3f}" for name, share in sorted(shares.items()))
        rows.append(
            (
                f"{count:,}",
                f"{sought:,}",
                f"{seconds:.1f}",
                f"{AIM:.0f}",
                f"{cpu:.1f}",
                f"{pairs:,}",
                recall,
            )
        )
    head = (
        "people",
        "sought",
        "seconds",
        "aim",
        "CPU seconds",
        "pairs",
        "share of changed names found",
    )
    return f"{table(head, rows)}\n\nPeak memory {peak():.1f} GiB."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--learn", action="store_true", help="rewrite model.json")
    parser.add_argument("--people", type=int, default=PEOPLE, help="number of people at full scale")
    parser.add_argument("--no-scale", action="store_true", help="skip the runs at scale")
    arguments = parser.parse_args()
    print(machine())
    projects, persons = both_labelled()
    kinds = {"Project": projects, "Person": persons}
    if arguments.learn:
        models = {kind: shipping(kind, labels) for kind, labels in kinds.items()}
        fields = {
            kind: {
                "learnt from": f"{len(kinds[kind].same)} pairs of benchmarks/labels",
                "base": model.base,
                "names": model.names,
                "weights": dict(model.weights),
            }
            for kind, model in models.items()
        }
        MODEL.write_text(json.dumps(fields, indent=1) + "\n", encoding="utf-8")
    for kind, labels in kinds.items():
        print(quality_tables(kind, labels))
    print(missed())
    if CASES.exists():
        print(f"\n## Names alone\n\n{names_table()}")
    if not arguments.no_scale:
        print(f"\n## Candidates for {SOUGHT:,} by name\n\n{scale(arguments.people)}")


if __name__ == "__main__":
    main()
