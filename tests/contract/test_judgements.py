"""Judgements on both stores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from graphmodel.errors import InputError
from graphmodel.export.files import FORMATS, export_network
from graphmodel.importers.registry import importer_for
from graphmodel.ingest.datasets import shipped_data_set
from graphmodel.ingest.pipeline import import_path
from graphmodel.resolver.judgement_store import judge, judge_by_rule, load_judgements, undo
from graphmodel.resolver.matching import Evidence, Pair
from graphmodel.snapshot import load_network, load_records, read_network
from graphmodel.store.base import Store
from graphmodel.store.records import Facts

SOURCED = {"sources": ["s"]}
PEOPLE = ("a:1", "b:1", "b:2", "c:1")


@pytest.fixture
def people(store: Store) -> Store:
    rows = [{"id": i, "name": "Li Wei", "namespace": "real", **SOURCED} for i in PEOPLE]
    rows.append({"id": "demo:1", "name": "Li Wei", "namespace": "demo", **SOURCED})
    store.write(Facts("Source", pl.DataFrame([{"id": "s", "name": "A source"}])))
    store.write(Facts("Person", pl.DataFrame(rows)))
    store.write(Facts("School", pl.DataFrame([{"id": "sch", "name": "Li Wei", **SOURCED}])))
    return store


Say = Callable[..., str]


@pytest.fixture
def say(people: Store) -> Say:
    def say(id_a: str, id_b: str, verdict: str, by: str = "Ann", why: str = "") -> str:
        return judge(people, load_records(people), (id_a, id_b), verdict, by=by, why=why).id

    return say


WORKS = Evidence("works", 6.0, {"works": [["x", "y"]], "count": 1})
NAMES = Evidence("names", 2.0, {"names": ["Li Wei", "Li Wei"], "how": "same"})


def pair(left_id: str, right_id: str, probability: float, *evidence: Evidence) -> Pair:
    return Pair(left_id, right_id, probability, evidence or (WORKS, NAMES))


def test_a_judgement_merges_until_it_is_undone(people: Store, say: Say) -> None:
    before = people.revision()
    key = say("b:1", "a:1", "same", why="the same films")
    assert people.revision() != before
    network = load_network(people)
    assert network.index("a:1") == network.index("b:1")
    [judgement] = load_judgements(people)
    assert (judgement.left_id, judgement.right_id, judgement.verdict) == ("a:1", "b:1", "same")
    assert (judgement.by, judgement.why, judgement.on[:2]) == ("Ann", "the same films", "20")
    source = next(iter(people.links("SAME_AS")["sources"]))
    assert people.kinds_of(source.to_list()) == {"judged:by/Ann": "Source"}
    assert undo(people, key).id == key
    network = load_network(people)
    assert network.index("a:1") != network.index("b:1")
    assert load_judgements(people) == []
    with pytest.raises(InputError, match="no judgement has the id"):
        undo(people, key)


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_is_exported_is_imported_with_its_judgements(
    people: Store, say: Say, suffix: str, tmp_path: Path
) -> None:
    say("a:1", "b:1", "same", by="Ann", why='the "same" films, | and more')
    say("b:1", "c:1", "different", by="Bo")
    judge_by_rule(people, load_records(people), [pair("a:1", "c:1", 0.995)], model="a test")
    records, judged = load_records(people), load_judgements(people)
    path = tmp_path / f"out{suffix}"
    export_network(records, path)
    everything = {kind: people.nodes(kind)["id"].to_list() for kind in people.counts().nodes}
    people.erase("SAME_AS", [judgement.id for judgement in judged])
    for kind, ids in everything.items():
        people.erase(kind, ids)
    assert people.counts().nodes == {}
    report = import_path(people, importer_for(path), path)
    assert report.problems == []
    assert load_judgements(people) == judged
    imported = load_records(people)
    assert imported.nodes.equals(records.nodes)
    assert imported.links.equals(records.links)


def test_a_later_judgement_by_the_same_person_replaces_the_earlier(people: Store, say: Say) -> None:
    assert say("a:1", "b:1", "same", why="x") == say("a:1", "b:1", "different")
    [judgement] = load_judgements(people)
    assert (judgement.verdict, judgement.why) == ("different", "")
    say("a:1", "b:1", "same", by="Bo")
    assert len(load_judgements(people)) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("a:1", "demo:1", "same"), "never matched with real ones"),
        (("a:1", "sch", "same"), "a Person and 'sch' a School"),
        (("a:1", "a:1", "same"), "one record already"),
        (("a:1", "nobody", "same"), "there is no node 'nobody'"),
        (("a:1", "b:1", "maybe"), "not a verdict"),
        (("a:1", "b:1", "same", " "), "needs a name"),
        (("a:1", "b:1", "same", "Rule"), "give your own name"),
        (("a:1", "b:1", "same", "Ann", "x" * 2001), "too long"),
    ],
)
def test_what_cannot_be_judged_is_one_line(
    people: Store, say: Say, arguments: tuple[str, ...], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        say(*arguments)
    assert load_judgements(people) == []


def test_the_rule_merges_queues_and_withdraws(people: Store) -> None:
    def rule(*pairs: Pair, within: tuple[str, ...] | None = None) -> tuple[int, int, int]:
        counts = judge_by_rule(people, load_records(people), pairs, model="m1", within=within)
        return counts.merged, counts.queued, counts.withdrawn

    pairs = (pair("a:1", "b:1", 0.999), pair("a:1", "b:2", 0.5), pair("b:1", "c:1", 0.01))
    assert rule(*pairs) == (1, 1, 0)
    by_pair = {j.pair: j for j in load_judgements(people)}
    merged = by_pair["a:1", "b:1"]
    assert (merged.verdict, merged.by, merged.probability) == ("same", "rule", 0.999)
    assert merged.model == "m1"
    assert '"kind": "works"' in merged.evidence[0]
    assert by_pair["a:1", "b:2"].verdict == "not sure"
    revision = people.revision()
    assert rule(*pairs) == (1, 1, 0)
    assert people.revision() == revision  # nothing changed
    assert rule(replace(pairs[0], probability=0.6), within=("b:1",)) == (0, 1, 0)
    assert rule(pair("a:1", "c:1", 0.7)) == (0, 1, 2)
    assert [j.pair for j in load_judgements(people)] == [("a:1", "c:1")]


def test_a_name_alone_never_merges(people: Store) -> None:
    by_name = pair("b:1", "b:2", 0.9999, NAMES, Evidence("ids", -3.0, {"agree": False}))
    counts = judge_by_rule(people, load_records(people), [by_name], model="m1")
    assert (counts.merged, counts.queued) == (0, 1)


def test_a_person_outranks_the_rule_and_the_rule_leaves_people_be(people: Store, say: Say) -> None:
    key = say("a:1", "b:1", "different")
    judge_by_rule(people, load_records(people), [pair("a:1", "b:1", 0.9999)], model="m1")
    network = load_network(people)
    assert network.index("a:1") != network.index("b:1")
    judge_by_rule(people, load_records(people), [], model="m2")
    assert [j.id for j in load_judgements(people)] == [key]


def test_after_a_judgement_only_what_changed_is_read_again(
    people: Store, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_records(people)
    read: list[str] = []
    for name in ("nodes", "links"):
        original = getattr(people, name)
        spy = lambda kind, ids=None, f=original: (read.append(kind), f(kind, ids))[1]  # noqa: E731
        monkeypatch.setattr(people, name, spy)
    say("a:1", "b:1", "same")
    network = load_records(people)
    assert set(read) == {"Source", "SAME_AS"}
    fresh = read_network(people)
    assert network.nodes.equals(fresh.nodes)
    assert network.links.equals(fresh.links)
    read.clear()
    people.write(Facts("Person", pl.DataFrame([{"id": "a:1", "name": "Li Na", **SOURCED}])))
    assert "Li Na" in load_records(people).names
    assert read == ["Person"]


def test_judgements_outlive_the_next_import_of_the_same_data(store: Store) -> None:
    name = "roadshow_2025"
    import_path(store, *shipped_data_set(name))
    ids = store.nodes("Person")["id"].sort().to_list()[:2]
    judge(store, load_records(store), (ids[0], ids[1]), "different", by="Ann", why="a test")
    before = load_judgements(store)
    import_path(store, *shipped_data_set(name))
    assert load_judgements(store) == before
