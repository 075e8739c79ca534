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
from graphmodel.resolver.judgement_store import judge, judge_by_rule, judgements, undo
from graphmodel.resolver.matching import Evidence, Pair
from graphmodel.snapshot import load_network, load_records, read_network
from graphmodel.store.base import Store
from graphmodel.store.records import Facts

SAID = {"sources": ["s"]}
PEOPLE = ("a:1", "b:1", "b:2", "c:1")


@pytest.fixture
def people(store: Store) -> Store:
    rows = [{"id": i, "name": "Li Wei", "namespace": "real", **SAID} for i in PEOPLE]
    rows.append({"id": "demo:1", "name": "Li Wei", "namespace": "demo", **SAID})
    store.write(Facts("Source", pl.DataFrame([{"id": "s", "name": "A source"}])))
    store.write(Facts("Person", pl.DataFrame(rows)))
    store.write(Facts("School", pl.DataFrame([{"id": "sch", "name": "Li Wei", **SAID}])))
    return store


Say = Callable[..., str]


@pytest.fixture
def say(people: Store) -> Say:
    def say(one: str, other: str, verdict: str, by: str = "Ann", why: str = "") -> str:
        return judge(people, load_records(people), one, other, verdict, by=by, why=why).id

    return say


WORKS = Evidence("works", 6.0, {"works": [["x", "y"]], "count": 1})
NAMES = Evidence("names", 2.0, {"names": ["Li Wei", "Li Wei"], "how": "same"})


def pair(one: str, other: str, probability: float, *evidence: Evidence) -> Pair:
    return Pair(one, other, probability, evidence or (WORKS, NAMES))


def test_a_judgement_joins_and_comes_apart_when_it_is_undone(people: Store, say: Say) -> None:
    before = people.revision()
    key = say("b:1", "a:1", "same", why="the same films")
    assert people.revision() != before
    network = load_network(people)
    assert network.index("a:1") == network.index("b:1")
    [held] = judgements(people)
    assert (held.one, held.other, held.verdict) == ("a:1", "b:1", "same")
    assert (held.by, held.why, held.on[:2]) == ("Ann", "the same films", "20")
    source = next(iter(people.links("SAME_AS")["sources"]))
    assert people.kinds_of(source.to_list()) == {"judged:by/Ann": "Source"}
    assert undo(people, key).id == key
    network = load_network(people)
    assert network.index("a:1") != network.index("b:1")
    assert judgements(people) == []
    with pytest.raises(InputError, match="no judgement has the id"):
        undo(people, key)


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_is_exported_is_imported_with_its_judgements(
    people: Store, say: Say, suffix: str, tmp_path: Path
) -> None:
    say("a:1", "b:1", "same", by="Ann", why='the "same" films, | and more')
    say("b:1", "c:1", "different", by="Bo")
    judge_by_rule(people, load_records(people), [pair("a:1", "c:1", 0.995)], model="a test")
    records, said = load_records(people), judgements(people)
    place = tmp_path / f"out{suffix}"
    export_network(records, place)
    everything = {kind: people.nodes(kind)["id"].to_list() for kind in people.counts().nodes}
    people.erase("SAME_AS", [judgement.id for judgement in said])
    for kind, ids in everything.items():
        people.erase(kind, ids)
    assert people.counts().nodes == {}
    report = import_path(people, importer_for(place), place)
    assert report.problems == []
    assert judgements(people) == said
    again = load_records(people)
    assert again.nodes.equals(records.nodes)
    assert again.links.equals(records.links)


def test_who_judges_again_replaces_the_old_word(people: Store, say: Say) -> None:
    assert say("a:1", "b:1", "same", why="x") == say("a:1", "b:1", "different")
    [held] = judgements(people)
    assert (held.verdict, held.why) == ("different", "")
    say("a:1", "b:1", "same", by="Bo")
    assert len(judgements(people)) == 2


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("a:1", "demo:1", "same"), "never matched with what is real"),
        (("a:1", "sch", "same"), "a Person and 'sch' a School"),
        (("a:1", "a:1", "same"), "one record already"),
        (("a:1", "nobody", "same"), "nothing has the id 'nobody'"),
        (("a:1", "b:1", "maybe"), "no judgement"),
        (("a:1", "b:1", "same", " "), "needs a name"),
        (("a:1", "b:1", "same", "Rule"), "give your own name"),
        (("a:1", "b:1", "same", "Ann", "x" * 2001), "too long"),
    ],
)
def test_what_cannot_be_judged_is_one_line(
    people: Store, say: Say, given: tuple[str, ...], told: str
) -> None:
    with pytest.raises(InputError, match=told):
        say(*given)
    assert judgements(people) == []


def test_the_rule_joins_queues_and_takes_back(people: Store) -> None:
    def rule(*pairs: Pair, within: tuple[str, ...] | None = None) -> tuple[int, int, int]:
        ruled = judge_by_rule(people, load_records(people), pairs, model="m1", within=within)
        return ruled.joined, ruled.queued, ruled.taken_back

    pairs = (pair("a:1", "b:1", 0.999), pair("a:1", "b:2", 0.5), pair("b:1", "c:1", 0.01))
    assert rule(*pairs) == (1, 1, 0)
    held = {j.pair: j for j in judgements(people)}
    joined = held["a:1", "b:1"]
    assert (joined.verdict, joined.by, joined.probability) == ("same", "rule", 0.999)
    assert joined.model == "m1"
    assert '"kind": "works"' in joined.evidence[0]
    assert held["a:1", "b:2"].verdict == "not sure"
    revision = people.revision()
    assert rule(*pairs) == (1, 1, 0)
    assert people.revision() == revision  # nothing new was said
    assert rule(replace(pairs[0], probability=0.6), within=("b:1",)) == (0, 1, 0)
    assert rule(pair("a:1", "c:1", 0.7)) == (0, 1, 2)
    assert [j.pair for j in judgements(people)] == [("a:1", "c:1")]


def test_a_name_alone_never_joins(people: Store) -> None:
    by_name = pair("b:1", "b:2", 0.9999, NAMES, Evidence("ids", -3.0, {"agree": False}))
    ruled = judge_by_rule(people, load_records(people), [by_name], model="m1")
    assert (ruled.joined, ruled.queued) == (0, 1)


def test_a_person_outranks_the_rule_and_the_rule_leaves_people_be(people: Store, say: Say) -> None:
    key = say("a:1", "b:1", "different")
    judge_by_rule(people, load_records(people), [pair("a:1", "b:1", 0.9999)], model="m1")
    network = load_network(people)
    assert network.index("a:1") != network.index("b:1")
    judge_by_rule(people, load_records(people), [], model="m2")
    assert [j.id for j in judgements(people)] == [key]


def test_after_a_judgement_only_what_changed_is_read_again(
    people: Store, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_records(people)
    read: list[str] = []
    for name in ("nodes", "links"):
        whole = getattr(people, name)
        told = lambda kind, ids=None, f=whole: (read.append(kind), f(kind, ids))[1]  # noqa: E731
        monkeypatch.setattr(people, name, told)
    say("a:1", "b:1", "same")
    network = load_records(people)
    assert set(read) == {"Source", "SAME_AS"}
    fresh = read_network(people)
    assert network.nodes.equals(fresh.nodes)
    assert network.links.equals(fresh.links)
    read.clear()
    people.write(Facts("Person", pl.DataFrame([{"id": "a:1", "name": "Li Na", **SAID}])))
    assert "Li Na" in load_records(people).names
    assert read == ["Person"]


def test_judgements_outlive_the_next_import_of_the_same_data(store: Store) -> None:
    name = "roadshow_2025"
    import_path(store, *shipped_data_set(name))
    ids = store.nodes("Person")["id"].sort().to_list()[:2]
    judge(store, load_records(store), ids[0], ids[1], "different", by="Ann", why="a test")
    before = judgements(store)
    import_path(store, *shipped_data_set(name))
    assert judgements(store) == before
