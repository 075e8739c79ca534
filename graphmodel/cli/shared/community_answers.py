"""Answers of ``graphmodel communities``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from graphmodel.analysis.communities.bridges import BridgingPairs, bridging_pairs
from graphmodel.analysis.communities.communities import communities as find_communities
from graphmodel.analysis.communities.community_pairs import community_pairs
from graphmodel.analysis.communities.evolution import Stage, community_evolution
from graphmodel.analysis.communities.options import PartitionOptions
from graphmodel.analysis.communities.resolution_scan import scan_resolutions
from graphmodel.analysis.communities.results import Communities, Community
from graphmodel.analysis.ties.relations import Shared
from graphmodel.analysis.ties.similarity import SharedTrait
from graphmodel.cli.shared.community_options import Report
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.errors import InputError
from graphmodel.network.namespaces import Namespace, resolve

Answer = tuple[list[dict[str, Any]], Any]
"""Rows for a table, and the object for JSON."""


def print_communities(
    namespace: Namespace,
    options: PartitionOptions,
    report: Report,
    *,
    within: str | None,
    levels: int,
    form: str,
) -> None:
    """Print the communities, or the report asked for instead."""
    network = namespace.network
    if report.scan:
        rows, answer = _resolution_scan(namespace, options)
    elif report.over_time is not None:
        rows, answer = _evolution(namespace, report.over_time, options)
    elif report.should_meet:
        partition = find_communities(network, options)
        rows, answer = _community_pairs(namespace, partition, report.limit, options)
    elif report.meet is not None:
        partition = find_communities(network, options)
        first, second = (_find(namespace, partition, text) for text in report.meet)
        pairs = bridging_pairs(
            network, first, second, limit=report.limit, as_of=options.as_of,
            active_since=options.active_since,
        )  # fmt: skip
        rows, answer = _bridging_pairs(namespace, pairs, (first.label, second.label), form=form)
    else:
        outer = None
        if within is not None:
            outer = _find_outer(namespace, find_communities(network, options), within)
        partition = find_communities(network, options, within=outer, levels=levels)
        rows, answer = _communities(namespace, partition, options.resolution)
        if form == "table":
            say(_summary(partition))
    print_answer(form, rows, answer, columns=tuple(rows[0]) if rows else ("id", "size", "label"))


def _summary(partition: Communities) -> str:
    who = "1 person has" if partition.unplaced == 1 else f"{partition.unplaced:,} people have"
    summary = f"Modularity {partition.modularity:.3f}; {who} no ties."
    if partition.agreement is not None:
        summary += (
            f" Two of the {partition.runs} runs have an adjusted Rand index of "
            f"{partition.agreement:.2f} on average (1 is identical)."
        )
    return summary


def _communities(namespace: Namespace, partition: Communities, resolution: float) -> Answer:
    name = namespace.network.name_of
    rows = [
        {
            "id": c.id,
            "size": c.size,
            "label": c.label,
            "central people": [name(i) for i in c.people[:3]],
            "bridges": [name(i) for i in c.bridges[:3]],
            **({"uncertain": len(c.uncertain)} if partition.agreement is not None else {}),
        }
        for c in partition.communities
    ]
    answer = {
        "modularity": partition.modularity,
        "communities": [_as_dict(c) for c in partition.communities],
        "unplaced": partition.unplaced,
        "resolution": resolution,
        "runs": partition.runs,
        "agreement": partition.agreement,
    }
    return rows, answer


def _labelled(named: Community | Stage) -> dict[str, Any]:
    """A community or stage as a dict, without the parts that its label is made of."""
    return {name: value for name, value in asdict(named).items() if name != "naming"}


def _as_dict(community: Community) -> dict[str, Any]:
    properties = _labelled(community)
    for bridge in properties["bridging"]:
        bridge["towards"] = [{"id": i, "share": share} for i, share in bridge["towards"]]
    return {**properties, "within": [_as_dict(inner) for inner in community.within]}


def _resolution_scan(namespace: Namespace, options: PartitionOptions) -> Answer:
    scan = scan_resolutions(
        namespace.network, graph=options.graph, seed=options.seed, as_of=options.as_of
    )
    steps = [asdict(step) for step in scan.steps]
    return [{**s, "plateau": "plateau" if s["plateau"] else ""} for s in steps], {"steps": steps}


def _evolution(namespace: Namespace, years: int, options: PartitionOptions) -> Answer:
    evolution = community_evolution(
        namespace.network,
        years=years,
        resolution=options.resolution,
        seed=options.seed,
        as_of=options.as_of,
    )
    labels = {stage.id: stage.label for stage in evolution.stages}
    rows = [
        {
            "years": f"{stage.first} to {stage.last}",
            "size": stage.size,
            "label": stage.label,
            "event": stage.event + (", ended" if stage.ended else ""),
            "from": [labels[t.source] for t in evolution.transitions if t.target == stage.id],
        }
        for stage in evolution.stages
    ]
    stages = [_labelled(stage) for stage in evolution.stages]
    return rows, {"stages": stages, "passages": [asdict(t) for t in evolution.transitions]}


def _community_pairs(
    namespace: Namespace, partition: Communities, limit: int, options: PartitionOptions
) -> Answer:
    pairs = community_pairs(
        namespace.network, partition, limit=limit, as_of=options.as_of,
        active_since=options.active_since,
    )  # fmt: skip
    rows = [
        {
            "one": partition.by_id(pair.one).label,
            "other": partition.by_id(pair.other).label,
            "score": pair.score,
            "likeness": pair.likeness,
            "ties": pair.ties,
            "common": _trait_names(pair.common),
        }
        for pair in pairs
    ]
    if not pairs:
        say("No two communities have enough in common and few enough ties.")
    return rows, {"scenes": [asdict(pair) for pair in pairs]}


def _bridging_pairs(
    namespace: Namespace, bridging: BridgingPairs, labels: tuple[str, str], *, form: str
) -> Answer:
    name = namespace.network.name_of
    rows = [
        {
            "one": name(pair.one),
            "other": name(pair.other),
            "score": pair.score,
            "both tied to": [
                f"{name(t.id)} ({_work(t.first)}; {_work(t.second)})" for t in pair.through
            ],
            "both have": _trait_names(pair.common),
        }
        for pair in bridging.pairs
    ]
    if form == "table":
        say(f"{labels[0]} and {labels[1]}.")
        ties = [f"{name(t.one)} and {name(t.other)} by {_work(t.shared)}" for t in bridging.ties]
        say(f"Tied already: {'; '.join(ties)}." if ties else "They have no ties yet.")
        if not rows:
            say("Nobody active in both has anything in common; try larger communities.")
    return rows, {**asdict(bridging), "labels": list(labels)}


def _work(shared: Shared) -> str:
    return f"{shared.name} {shared.year}" if shared.year else shared.name


def _trait_names(common: Sequence[SharedTrait]) -> list[str]:
    return [trait.value for trait in common]


def _find_outer(namespace: Namespace, partition: Communities, text: str) -> str:
    """The id of the community that a text names, which may be inside another."""
    if any(text.startswith(f"{community.id}|") for community in partition.communities):
        return text
    return _find(namespace, partition, text).id


def _find(namespace: Namespace, partition: Communities, text: str) -> Community:
    """Find the community with this id or label, with this text in its label, or with this
    person."""
    query = text.casefold().strip()
    for matches in (
        lambda c: c.id == text,
        lambda c: c.label.casefold() == query,
        lambda c: bool(query) and query in c.label.casefold().split(" · around ")[0],
    ):
        hits = [c for c in partition.communities if matches(c)]
        if len(hits) == 1:
            return hits[0]
        if hits:
            candidates = "; ".join(f"{c.id} ({c.label})" for c in hits[:5])
            raise InputError(f"{text!r} matches several communities, give an id: {candidates}")
    try:
        person = resolve(namespace, text)
    except InputError as error:
        raise InputError(
            f"no community matches {text!r}, and {error}; list them with: graphmodel communities"
        ) from None
    for community in partition.communities:
        if person in community.people:
            return community
    raise InputError(f"{text!r} has no ties, so is in no community")
