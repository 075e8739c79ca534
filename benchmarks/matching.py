"""How well people and projects of two sources are matched, and how fast candidates are found.

    python benchmarks/matching.py [--learn] [--people 1403930] [--no-scale]

Compares the CC0 extract with Wikipedia's lists (../shared/data/wikipedia_films) on the pairs that
were judged by hand (benchmarks/labels), the pairs of names in ../shared/data/names, and finds
candidates among recombined names. ``--learn`` writes graphmodel/matching/model.json anew. Figures
are of log-odds out of fold: each pair by a model that saw neither of its nodes.
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
from matching_scale import AIM, ASKED, PEOPLE, measured, peak
from measure import machine, table
from numpy.typing import NDArray
from records import both_tellings

from graphmodel.resolver.matching import JOIN_AT, films, people
from graphmodel.resolver.matching.candidates import NAME_ALONE, groups_of, met_people, scored
from graphmodel.resolver.matching.model import Model, Numbers, probability
from graphmodel.resolver.matching.records import Told, told

MODEL = Path(__file__).parents[1] / "graphmodel" / "matching" / "model.json"
ROUNDS = 1000
AIMED_PRECISION, AIMED_RECALL = 0.99, 0.95
Flags = NDArray[np.bool_]


def compared(tables: Told, rows: pl.DataFrame) -> pl.DataFrame:
    """Pairs between the two tellings, with the ids of both."""
    ids = tables.nodes["id"]
    rows = rows.with_columns(id_one=ids.gather(rows["one"]), id_other=ids.gather(rows["other"]))
    ours = pl.col("id_one").str.starts_with("wikipedia_films:")
    theirs = pl.col("id_other").str.starts_with("wikipedia_films:")
    return rows.filter(ours != theirs)


def both_labelled() -> tuple[Labelled, Labelled]:
    """The labelled projects and the labelled people, with features as the program makes them."""
    network = both_tellings()
    tables = told(network)
    theirs = tables.nodes.filter(pl.col("id").str.starts_with("wikipedia_films:")).select("node")
    pairs = films.film_features(tables, films.film_pairs(tables, theirs))
    projects = labelled("Project", stratified("Project", compared(tables, pairs)))
    model = learn("Project", projects, projects.part(projects.fold == FOLDS - 1))
    group = groups_of(tables, scored(pairs, model))
    met = people.with_likeness(met_people(tables, theirs, group))
    rows = people.people_features(tables, met, group)
    return projects, labelled("Person", stratified("Person", compared(tables, rows)))


def shipping(kind: str, labels: Labelled) -> Model:
    """The model that ships: learnt from four folds, calibrated on the fifth."""
    last = labels.fold == FOLDS - 1
    return learn(kind, labels.part(~last), labels.part(last))


def rates(likely: Flags, same: Flags, weights: Numbers) -> tuple[float, float, float]:
    """Precision, recall and F1, each pair counted as often as it stands for others."""
    hit = float(weights[likely & same].sum())
    precision = hit / max(float(weights[likely].sum()), 1e-9)
    recall = hit / max(float(weights[same].sum()), 1e-9)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def with_intervals(
    figures: Callable[[NDArray[np.int64]], Sequence[float]], strata: Sequence[str]
) -> list[str]:
    """Each figure with the middle 95 % of it when the pairs of each stratum are drawn anew."""
    chance = np.random.default_rng(0)
    named = np.array(strata)
    members = [np.flatnonzero(named == name) for name in sorted(set(strata))]
    own = figures(np.arange(len(named)))
    drawn = np.array(
        [
            figures(np.concatenate([chance.choice(m, size=len(m)) for m in members]))
            for _ in range(ROUNDS)
        ]
    )
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    return [f"{x:.4f} ({a:.4f} to {b:.4f})" for x, a, b in zip(own, low, high, strict=True)]


def rates_table(labels: Labelled, score: Numbers, among: Flags, cuts: Sequence[float]) -> str:
    """Precision, recall and F1 at each probability, among some of the labelled pairs."""
    same, weights, likely = labels.same[among], labels.weights[among], probability(score[among])
    strata = labels.rows.filter(pl.Series(among))["stratum"].to_list()
    rows = [
        (
            f"{cut:g}",
            *with_intervals(
                lambda at, cut=cut: rates(likely[at] >= cut, same[at], weights[at]), strata
            ),
        )
        for cut in cuts
    ]
    return table(("probability at least", "precision", "recall", "F1"), rows)


def best_cut(labels: Labelled, score: Numbers, among: Flags) -> float:
    """The lowest probability from which on the precision aimed for is kept."""
    likely = probability(score[among])
    for cut in np.round(np.arange(0.01, 1.0, 0.01), 2):
        if rates(likely >= cut, labels.same[among], labels.weights[among])[0] >= AIMED_PRECISION:
            return float(cut)
    return 1.0


def reliability(labels: Labelled, score: Numbers) -> str:
    """Ten bins of probability, what share of each is the same in fact, Brier score and ECE."""
    likely, weights = probability(score), labels.weights
    place = np.minimum((likely * 10).astype(int), 9)
    rows = []
    for at in range(10):
        here = place == at
        if here.any():
            said = np.average(likely[here], weights=weights[here])
            fact = np.average(labels.same[here], weights=weights[here])
            span = f"{at / 10:.1f} to {at / 10 + 0.1:.1f}"
            rows.append((span, int(here.sum()), f"{said:.3f}", f"{fact:.3f}"))

    def figures(at: NDArray[np.int64]) -> tuple[float, float]:
        share = weights[at] / weights[at].sum()
        brier = float(share @ (likely[at] - labels.same[at]) ** 2)
        off = np.bincount(place[at], share * (likely[at] - labels.same[at]), minlength=10)
        return brier, float(np.abs(off).sum())

    brier, ece = with_intervals(figures, labels.rows["stratum"].to_list())
    head = ("probability", "labelled pairs", "said on average", "the same in fact")
    return f"{table(head, rows)}\n\nBrier score {brier}, expected calibration error {ece}."


def held(labels: Labelled, score: Numbers) -> Numbers:
    """With the rule that names alone never join, as the program has it."""
    tied = (labels.rows["any_work"] + labels.rows["collaborators"] > 0).to_numpy()
    return np.where(tied, score, np.minimum(score, NAME_ALONE))


def told_of(kind: str, labels: Labelled) -> str:
    """How well one kind is matched, as tables."""
    score = (
        held(labels, out_of_fold(kind, labels)) if kind == "Person" else out_of_fold(kind, labels)
    )
    every = np.ones(len(score), dtype=bool)
    named = {"all candidates": every}
    if kind == "Person":
        named = {"on matched films": (labels.rows["any_work"] > 0).to_numpy(), **named}
    parts = [f"\n## {kind}: {len(score)} labelled pairs, {int(labels.same.sum())} the same\n"]
    for name, among in named.items():
        cut = best_cut(labels, score, among)
        cuts = sorted({0.5, 0.9, JOIN_AT, cut})
        parts.append(f"### {name}; precision {AIMED_PRECISION} is kept from {cut:g} on\n")
        parts.append(rates_table(labels, score, among, cuts) + "\n")
    parts.append("### reliability\n\n" + reliability(labels, score))
    return "\n".join(parts)


def missed() -> str:
    """How many of the credits without any candidate were judged to have one after all."""
    judged = pl.read_csv(Path(__file__).parent / "labels" / "missed.csv")
    found = judged.filter(pl.col("judgement").str.starts_with("the same")).height
    bound = 1 - 0.05 ** (1 / judged.height)
    return (
        f"\nOf {judged.height} credits on matched films for which there is no candidate, {found} "
        f"had a counterpart in fact (at most {bound:.3f} of them at 95 % if none was seen)."
    )


def scale(people_there: int) -> str:
    """Time and finds at an eighth of the scale and at the whole."""
    rows = []
    for count in (people_there // 8, people_there):
        taken, cpu, pairs, asked, shares = measured(count)
        found = "; ".join(f"{name} {share:.3f}" for name, share in sorted(shares.items()))
        rows.append(
            (
                f"{count:,}",
                f"{asked:,}",
                f"{taken:.1f}",
                f"{AIM:.0f}",
                f"{cpu:.1f}",
                f"{pairs:,}",
                found,
            )
        )
    head = (
        "people",
        "asked for",
        "seconds",
        "aim",
        "CPU seconds",
        "pairs",
        "share of changed names found",
    )
    return f"{table(head, rows)}\n\nPeak memory {peak():.1f} GiB."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--learn", action="store_true", help="write model.json anew")
    parser.add_argument("--people", type=int, default=PEOPLE, help="how many for the scale")
    parser.add_argument("--no-scale", action="store_true", help="leave the scale out")
    arguments = parser.parse_args()
    print(machine())
    projects, persons = both_labelled()
    kinds = {"Project": projects, "Person": persons}
    if arguments.learn:
        models = {kind: shipping(kind, labels) for kind, labels in kinds.items()}
        said = {
            kind: {
                "learnt from": f"{len(kinds[kind].same)} pairs of benchmarks/labels",
                "base": model.base,
                "names": model.names,
                "weights": dict(model.weights),
            }
            for kind, model in models.items()
        }
        MODEL.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    for kind, labels in kinds.items():
        print(told_of(kind, labels))
    print(missed())
    if CASES.exists():
        print(f"\n## Names alone\n\n{names_table()}")
    if not arguments.no_scale:
        print(f"\n## Candidates for {ASKED:,} by name\n\n{scale(arguments.people)}")


if __name__ == "__main__":
    main()
