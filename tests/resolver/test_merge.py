"""Records judged to be the same become one node that keeps all ids, names and sources."""

from __future__ import annotations

from typing import Any

import polars as pl

from graphmodel.analysis.routes.introductions import introduce
from graphmodel.network.namespaces import Namespaces, resolve
from graphmodel.network.network import Network
from graphmodel.resolver.merge import merge_to_canonical

ZHANG = ("films:zhang", "roadshow:zhang")


def same(left_id: str, right_id: str, verdict: str = "same", by: str = "ann") -> dict[str, Any]:
    return {
        "from_id": left_id, "to_id": right_id, "id": f"{left_id}|{right_id}|{by}",
        "verdict": verdict,
        "judged_by": by, "judged_on": "2026-01-01", "sources": ["judged"],
    }  # fmt: skip


def network(*judged: dict[str, Any]) -> Network:
    people = [
        {"id": "films:zhang", "name": "Yimou Zhang", "sources": ["f"], "first_year": 1984,
         "consent": "given"},
        {"id": "roadshow:zhang", "name": "Zhang Yimou", "other_names": ["张艺谋"],
         "sources": ["r"], "first_year": 1982, "consent": "withdrawn"},
        {"id": "films:gong", "name": "Gong Li", "sources": ["f"]},
        {"id": "roadshow:new", "name": "A Newcomer", "sources": ["r"]},
        {"id": "demo:zhang", "name": "Zhang Yimou", "sources": ["d"], "namespace": "demo"},
    ]  # fmt: skip
    projects = [
        {"id": "films:hero", "name": "Hero", "year": 2002, "sources": ["f"]},
        {"id": "wiki:hero", "name": "英雄", "year": 2002, "sources": ["w"]},
    ]
    credits = [
        ("films:zhang", "films:hero", "director", ["f"]),
        ("films:gong", "films:hero", "actor", ["f"]),
        ("roadshow:zhang", "wiki:hero", "director", ["w"]),
        ("roadshow:zhang", "wiki:hero", "writer", ["w"]),
    ]
    mentors = [
        {"id": "m1", "from_id": "roadshow:zhang", "to_id": "roadshow:new", "sources": ["r"]},
        {"id": "m2", "from_id": "roadshow:zhang", "to_id": "films:zhang", "sources": ["r"]},
    ]
    links = {
        "WORKED_ON": pl.DataFrame(
            [
                {
                    "id": f"{a}|WORKED_ON|{b}|{role}",
                    "from_id": a,
                    "to_id": b,
                    "role": role,
                    "sources": sources,
                }
                for a, b, role, sources in credits
            ]
        ),
        "MENTORS": pl.DataFrame(mentors),
    }
    if judged:
        links["SAME_AS"] = pl.DataFrame(list(judged))
    frames = {
        "Person": pl.DataFrame(people, infer_schema_length=None),
        "Project": pl.DataFrame(projects),
    }
    return Network.build(frames, links)


def test_nothing_judged_leaves_the_network_as_it_is() -> None:
    unjudged = network()
    assert merge_to_canonical(unjudged) is unjudged


def test_all_names_sources_and_the_widest_years_are_kept() -> None:
    merged = merge_to_canonical(network(same(*ZHANG)))
    node = merged.node(merged.index("roadshow:zhang"))
    assert node["id"] == "roadshow:zhang"  # it has the most links
    assert {node["name"], *node["other_names"]} == {"Zhang Yimou", "张艺谋", "Yimou Zhang"}
    assert sorted(node["sources"]) == ["f", "r"]
    assert node["first_year"] == 1982
    assert node["consent"] == "withdrawn"
    records = merged.merged_records(merged.index("films:zhang"))
    assert [(r["id"], r["sources"], r["links"]) for r in records] == [
        ("roadshow:zhang", ["r"], 4),
        ("films:zhang", ["f"], 2),
    ]
    assert merged.merged_records(merged.index("films:gong")) == []


def test_every_merged_id_leads_to_the_canonical_node() -> None:
    merged = merge_to_canonical(network(same(*ZHANG)))
    assert merged.index("films:zhang") == merged.index("roadshow:zhang")
    assert merged.canonical_id("films:zhang") == "roadshow:zhang"
    assert merged.canonical_id("nobody") == "nobody"
    assert len(merged) == len(network()) - 1
    for filtered in (
        merged.within("real"),
        merged.as_of(2010),
        merged.with_link_kinds(["WORKED_ON"]),
    ):
        assert filtered.index("films:zhang") == filtered.index("roadshow:zhang")
    assert "films:zhang" not in merged.within("demo")


def test_equal_links_are_one_with_both_sources() -> None:
    merged = merge_to_canonical(network(same(*ZHANG), same("films:hero", "wiki:hero")))
    credits = merged.links.filter(pl.col("kind") == "WORKED_ON").sort("role", "source")
    listed = [(merged.names[s], role, sorted(sources)) for s, role, sources in
            credits.select("source", "role", "sources").iter_rows()]  # fmt: skip
    assert listed == [
        ("Gong Li", "actor", ["f"]),
        ("Zhang Yimou", "director", ["f", "w"]),
        ("Zhang Yimou", "writer", ["w"]),
    ]
    assert merged.links["kind"].to_list().count("MENTORS") == 1  # nobody mentors themselves
    assert "SAME_AS" not in merged.links["kind"]


def test_analyses_and_searches_see_one_node() -> None:
    pair = ("films:gong", "roadshow:new")
    assert len(introduce(network(), *pair).routes[0].people) == 4
    judged = merge_to_canonical(network(same(*ZHANG)))
    assert introduce(judged, *pair).routes[0].people == (pair[0], "roadshow:zhang", pair[1])
    namespace = Namespaces(judged).named("real")
    assert (
        resolve(namespace, "films:zhang") == resolve(namespace, "Yimou Zhang") == "roadshow:zhang"
    )
    assert next(m.id for m in namespace.finder.find("zhang yimou")) == "roadshow:zhang"


def test_namespaces_are_never_merged() -> None:
    merged = merge_to_canonical(network(same("demo:zhang", "roadshow:zhang")))
    assert merged.index("demo:zhang") != merged.index("roadshow:zhang")
    assert merged.records.is_empty()


def test_records_judged_different_or_not_sure_stay_two() -> None:
    for verdict in ("different", "not sure"):
        unmerged = merge_to_canonical(network(same(*ZHANG, verdict)))
        assert unmerged.index("films:zhang") != unmerged.index("roadshow:zhang")
        assert unmerged.links.height == network().links.height
