"""Find communities, how certain they are, how they developed and which should meet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import click

from graphmodel.analysis.communities.bridges import bridging_pairs
from graphmodel.analysis.communities.communities import Communities, Community
from graphmodel.analysis.communities.communities import communities as find_communities
from graphmodel.analysis.communities.community_pairs import community_pairs
from graphmodel.analysis.communities.consensus import RUNS
from graphmodel.analysis.communities.evolution import community_evolution
from graphmodel.analysis.communities.graphs import GRAPHS, PEOPLE
from graphmodel.analysis.communities.resolution_scan import scan_resolutions
from graphmodel.analysis.ties.relations import Shared
from graphmodel.analysis.ties.similarity import SharedTrait
from graphmodel.cli.options import common, namespaced, open_namespaces, tell_fiction
from graphmodel.cli.output import print_answer, say
from graphmodel.errors import InputError
from graphmodel.network.namespaces import Namespace, resolve

Answer = tuple[list[dict[str, Any]], Any]
"""Rows for a table, and the value for JSON."""


@click.command()
@click.option(
    "--graph",
    type=click.Choice(GRAPHS),
    default=PEOPLE,
    show_default=True,
    help="What is split: ties between people, or links between everything there is.",
)
@click.option(
    "--resolution",
    type=click.FloatRange(0.01, 100),
    default=1.0,
    show_default=True,
    help="Higher makes more and smaller communities.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the draw.")
@click.option(
    "--runs",
    type=click.IntRange(1, 100),
    default=1,
    show_default=True,
    help=f"What so many runs agree on, and who is uncertain; {RUNS} is a good number.",
)
@click.option("--within", metavar="COMMUNITY", help="The communities within this one.")
@click.option(
    "--levels",
    type=click.IntRange(1, 4),
    default=1,
    show_default=True,
    help="Communities within communities, so many levels deep (in JSON).",
)
@click.option("--scan", is_flag=True, help="What coarser and finer resolutions would give.")
@click.option(
    "--over-time",
    type=click.IntRange(1, 100),
    metavar="YEARS",
    help="How communities began, grew, merged and split, in windows of so many years.",
)
@click.option("--should-meet", is_flag=True, help="Which have much in common and few ties.")
@click.option(
    "--meet",
    nargs=2,
    metavar="A B",
    help="Whom to bring together so that communities A and B meet.",
)
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True,
              help="Of pairs to meet.")  # fmt: skip
@namespaced
@common
def communities(
    graph: str,
    resolution: float,
    seed: int,
    runs: int,
    within: str | None,
    levels: int,
    scan: bool,
    over_time: int | None,
    should_meet: bool,
    meet: tuple[str, str] | None,
    limit: int,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Find the communities of people who work together, and say what each is known by.

    A community is named by its id, its label or a part of it, or somebody who is in it.

    \b
    graphmodel communities --runs 20
    graphmodel communities --within "Johnnie To"
    graphmodel communities --over-time 10
    graphmodel communities --meet "Park Chan-wook" "Johnnie To"
    """
    asked = (scan, over_time is not None, should_meet, meet is not None)
    if sum(asked) > 1:
        raise click.UsageError("Give one of --scan, --over-time, --should-meet and --meet.")
    namespace = open_namespaces(store_address).of(namespace_name).claimed
    tell_fiction(namespace)
    found: Callable[..., Communities] = lambda **more: find_communities(  # noqa: E731
        namespace.network, graph=graph, resolution=resolution, seed=seed, runs=runs, **more
    )
    if scan:
        rows, value = _scanned(namespace, graph, seed)
    elif over_time is not None:
        rows, value = _over_time(namespace, over_time, resolution, seed)
    elif should_meet:
        rows, value = _should_meet(namespace, found(), limit)
    elif meet is not None:
        rows, value = _meeting(namespace, found(), meet, limit, form)
    else:
        inside = None if within is None else _path(namespace, found(), within).id
        answer = found(within=inside, levels=levels)
        rows, value = _communities(namespace, answer, resolution)
        if form == "table":
            say(_says(answer))
    print_answer(form, rows, value, columns=tuple(rows[0]) if rows else ("id", "size", "label"))


def _says(answer: Communities) -> str:
    said = f"Modularity {answer.modularity:.3f}; {answer.unplaced:,} people have no ties."
    if answer.agreement is not None:
        said += f" Two of the {answer.runs} runs agree to {answer.agreement:.2f} (1 is wholly)."
    return said


def _communities(namespace: Namespace, answer: Communities, resolution: float) -> Answer:
    name = namespace.network.name_of
    rows = [
        {
            "id": c.id,
            "size": c.size,
            "label": c.label,
            "central people": [name(i) for i in c.people[:3]],
            "bridges": [name(i) for i in c.bridges[:3]],
            **({"uncertain": len(c.uncertain)} if answer.agreement is not None else {}),
        }
        for c in answer.communities
    ]
    value = {
        "modularity": answer.modularity,
        "communities": [_community(c) for c in answer.communities],
        "unplaced": answer.unplaced,
        "resolution": resolution,
        "runs": answer.runs,
        "agreement": answer.agreement,
    }
    return rows, value


def _community(community: Community) -> dict[str, Any]:
    told = asdict(community)
    for bridge in told["bridging"]:
        bridge["towards"] = [{"id": i, "share": share} for i, share in bridge["towards"]]
    return {**told, "within": [_community(one) for one in community.within]}


def _scanned(namespace: Namespace, graph: str, seed: int) -> Answer:
    steps = [
        asdict(step) for step in scan_resolutions(namespace.network, graph=graph, seed=seed).steps
    ]
    return [{**s, "plateau": "plateau" if s["plateau"] else ""} for s in steps], {"steps": steps}


def _over_time(namespace: Namespace, years: int, resolution: float, seed: int) -> Answer:
    found = community_evolution(namespace.network, years=years, resolution=resolution, seed=seed)
    labels = {stage.id: stage.label for stage in found.stages}
    rows = [
        {
            "years": f"{stage.first} to {stage.last}",
            "size": stage.size,
            "label": stage.label,
            "event": stage.event + (", ended" if stage.ended else ""),
            "from": [labels[p.source] for p in found.transitions if p.target == stage.id],
        }
        for stage in found.stages
    ]
    stages = [asdict(stage) for stage in found.stages]
    return rows, {"stages": stages, "passages": [asdict(one) for one in found.transitions]}


def _should_meet(namespace: Namespace, found: Communities, limit: int) -> Answer:
    scenes = community_pairs(namespace.network, found, limit=limit)
    rows = [
        {
            "one": found.by_id(scene.one).label,
            "other": found.by_id(scene.other).label,
            "score": scene.score,
            "likeness": scene.likeness,
            "ties": scene.ties,
            "common": _commons(scene.common),
        }
        for scene in scenes
    ]
    if not scenes:
        say("No two communities have enough in common, and few enough ties.")
    return rows, {"scenes": [asdict(scene) for scene in scenes]}


def _meeting(
    namespace: Namespace, found: Communities, both: tuple[str, str], limit: int, form: str
) -> Answer:
    one, other = (_named(namespace, found, text) for text in both)
    meeting, name = (
        bridging_pairs(namespace.network, one, other, limit=limit),
        namespace.network.name_of,
    )
    rows = [
        {
            "one": name(pair.one),
            "other": name(pair.other),
            "score": pair.score,
            "both know": [
                f"{name(t.id)} ({_work(t.first)}; {_work(t.second)})" for t in pair.through
            ],
            "both have": _commons(pair.common),
        }
        for pair in meeting.pairs
    ]
    if form == "table":
        say(f"{one.label} and {other.label}.")
        tied = [f"{name(t.one)} and {name(t.other)} by {_work(t.shared)}" for t in meeting.ties]
        say(f"Tied already: {'; '.join(tied)}." if tied else "They have no ties yet.")
        if not rows:
            say("Nobody active in both has anything in common; try larger communities.")
    return rows, {**asdict(meeting), "labels": [one.label, other.label]}


def _work(shared: Shared) -> str:
    return f"{shared.name} {shared.year}" if shared.year else shared.name


def _commons(common: Sequence[SharedTrait]) -> list[str]:
    return [one.value for one in common]


def _path(namespace: Namespace, found: Communities, text: str) -> Community:
    """The community meant, which may be one within another."""
    if any(text.startswith(f"{community.id}|") for community in found.communities):
        outer = next(c for c in found.communities if text.startswith(f"{c.id}|"))
        return Community(text, outer.size, outer.label, (), (), ())
    return _named(namespace, found, text)


def _named(namespace: Namespace, found: Communities, text: str) -> Community:
    """The community that an id, a label or a part of one, or the name of somebody in it means."""
    wanted = text.casefold().strip()
    for same in (
        lambda c: c.id == text,
        lambda c: c.label.casefold() == wanted,
        lambda c: bool(wanted) and wanted in c.label.casefold().split(" · around ")[0],
    ):
        hits = [c for c in found.communities if same(c)]
        if len(hits) == 1:
            return hits[0]
        if hits:
            listed = "; ".join(f"{c.id} ({c.label})" for c in hits[:5])
            raise InputError(f"{text!r} can be any of these, give the id: {listed}")
    try:
        person = resolve(namespace, text)
    except InputError as error:
        raise InputError(
            f"no community is called {text!r}, and {error}; list them with: graphmodel communities"
        ) from None
    for community in found.communities:
        if person in community.people:
            return community
    raise InputError(f"{text!r} has no ties and is in no community")


COMMAND = communities
