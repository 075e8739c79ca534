"""A network updated from an earlier one equals one built from all facts."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.errors import InputError
from graphmodel.network import splice
from graphmodel.network.cache import MappedCache
from graphmodel.network.name_index import Finder
from graphmodel.network.network import Network
from graphmodel.network.update import updated_network
from graphmodel.resolver.merge import merge_to_canonical
from graphmodel.resolver.merge_update import update_merged
from graphmodel.schema.columns import column_types
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS, is_link, kind_of

Row = dict[str, Any]
Facts = dict[tuple[str, str], Row]
"""Facts by kind and id."""

SAID = {"sources": ["s"]}

WORLDS = ("real", "demo")
PEOPLE = [f"x:p{n}" for n in range(4)] + [f"y:p{n}" for n in range(3)]
FILMS = ["x:f0", "x:f1", "y:f0"]


@st.composite
def node(draw: st.DrawFn) -> tuple[str, Row]:
    kind = draw(st.sampled_from(["Person", "Project", "Event"]))
    ids = {"Person": PEOPLE, "Project": FILMS, "Event": ["e0"]}[kind]
    row: Row = {"id": draw(st.sampled_from(ids)), "sources": ["s"]}
    row["name"] = draw(st.sampled_from(["Ann Ek", "Bo Lind", "Li Na", "张艺谋"]))
    row["namespace"] = draw(st.sampled_from([None, "real", "real", "demo"]))
    if kind == "Project":
        row["year"] = draw(st.sampled_from([None, 1999, 2004]))
    if kind == "Event":
        row["starts"] = draw(st.sampled_from(["2001-05", "2010"]))
    return kind, row


@st.composite
def link(draw: st.DrawFn) -> tuple[str, Row]:
    kind = draw(st.sampled_from(["WORKED_ON", "WORKED_ON", "MENTORS", "TAKES_PART_IN", "SAME_AS"]))
    row: Row = {"from_id": draw(st.sampled_from(PEOPLE)), "sources": [draw(st.sampled_from("st"))]}
    if kind == "WORKED_ON":
        row |= {"to_id": draw(st.sampled_from(FILMS)), "role": draw(st.sampled_from("ad"))}
        row["year"] = draw(st.sampled_from([None, 1990]))
    elif kind == "TAKES_PART_IN":
        row["to_id"] = "e0"
    else:
        row["to_id"] = draw(st.sampled_from(PEOPLE[::-1]))
    if kind == "SAME_AS":
        row |= {
            "verdict": draw(st.sampled_from(["same", "same", "different", "not sure"])),
            "judged_on": "2026",
        }
        row["judged_by"] = draw(st.sampled_from(["ann", "rule"]))
    keys = (kind, row["from_id"], row["to_id"], row.get("role"), row.get("judged_by"))
    return kind, {"id": "|".join(map(str, keys)), **row}


def start() -> Facts:
    """The initial facts: people and films of two sources, with credits."""
    nodes = [("Person", i, {"name": "Ann Ek"}) for i in PEOPLE]
    nodes += [("Project", i, {"name": "Dawn", "year": 1999}) for i in FILMS]
    nodes.append(("Event", "e0", {"name": "E", "starts": "2001"}))
    facts: Facts = {(kind, i): {"id": i, **SAID, **row} for kind, i, row in nodes}
    for n, person in enumerate(PEOPLE):
        for film in (FILMS[n % 3], FILMS[0]):
            key = f"WORKED_ON|{person}|{film}|a|None"
            ends = {"from_id": person, "to_id": film, "role": "a"}
            facts["WORKED_ON", key] = {"id": key, **ends, **SAID}
    return facts


steps = st.lists(
    st.tuples(st.sampled_from(["write", "write", "erase"]), st.one_of(node(), link(), link())),
    max_size=12,
)


def done(
    facts: Facts, changes: list[tuple[str, tuple[str, Row]]]
) -> tuple[Facts, set[tuple[str, str]]]:
    """The facts after some steps, as a store applies them, and the keys that changed."""
    current, touched = dict(facts), set()
    for action, (kind, row) in changes:
        key = (kind, row["id"])
        ends = (
            {i for _, i in current}
            if not is_link(kind)
            else {i for k, i in current if not is_link(k)}
        )
        if action == "write" and (not is_link(kind) or {row["from_id"], row["to_id"]} <= ends):
            current[key] = row
            touched.add(key)
        elif action == "erase" and key in current:
            loose = [
                k for k, r in current.items() if row["id"] in (r.get("from_id"), r.get("to_id"))
            ]
            for fact_key in [key, *loose]:
                del current[fact_key]
                touched.add(fact_key)
    return current, touched


def frames(facts: Facts) -> dict[str, pl.DataFrame]:
    """Facts by kind, as a store returns them."""
    tables = {}
    for kind in (*NODE_KINDS, *LINK_KINDS):
        rows = [row for (k, _), row in facts.items() if k == kind]
        ends = dict.fromkeys(("from_id", "to_id", "id"), pl.String()) if is_link(kind) else {}
        types = {**ends, **column_types([kind_of(kind)])}
        tables[kind] = pl.DataFrame(rows, types) if rows else pl.DataFrame(schema=types)
    return tables


def built(facts: Facts, revision: str) -> Network:
    tables = frames(facts)
    nodes = {k: f for k, f in tables.items() if k in NODE_KINDS}
    return Network.build(nodes, {k: f for k, f in tables.items() if k in LINK_KINDS}, revision)


def updated_from(before: Network, facts: Facts, touched: set[tuple[str, str]]) -> Network:
    ids: dict[str, list[str]] = {}
    for kind, fact_id in sorted(touched):
        ids.setdefault(kind, []).append(fact_id)
    changed_facts = frames({key: row for key, row in facts.items() if key in touched})
    return updated_network(before, ids, changed_facts, "r2")


def same(actual: Network, expected: Network) -> None:
    for table in ("nodes", "links", "records", "waiting"):
        actual_table, expected_table = getattr(actual, table), getattr(expected, table)
        assert actual_table.schema == expected_table.schema
        assert actual_table.equals(expected_table), (
            f"{actual_table.to_dicts()}\n{expected_table.to_dicts()}"
        )
    actual_table, expected_table = actual.adjacency(), expected.adjacency()
    for array in ("indptr", "neighbours", "links"):
        assert getattr(actual_table, array).tolist() == getattr(expected_table, array).tolist()
    assert actual.revision == expected.revision


@given(steps, steps, st.sampled_from([0, splice.MAX_SLICES]))
@settings(max_examples=60)
def test_what_changed_is_all_that_need_be_known(first: Any, then: Any, pieces: int) -> None:
    facts, _ = done(start(), first)
    current, touched = done(facts, then)
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(splice, "MAX_SLICES", pieces)
        cache = MappedCache(Path(folder) / "r1", Path(folder) / "lasting")
        before = built(facts, "r1").save(cache)
        updated, rebuilt = updated_from(before, current, touched), built(current, "r2")
        same(updated, rebuilt)
        merged, expected = (
            updated.derived("joined", merge_to_canonical, update_merged),
            merge_to_canonical(rebuilt),
        )
        same(merged, expected)
        for namespace in WORLDS:
            same(updated.within(namespace), rebuilt.within(namespace))
            same(merged.within(namespace), expected.within(namespace))


def small(*names: str) -> Facts:
    people = {("Person", f"p{n}"): {"id": f"p{n}", "name": name, "sources": ["s"]}
              for n, name in enumerate(names)}  # fmt: skip
    film = {("Project", "f"): {"id": "f", "name": "Dawn", "sources": ["s"], "year": 1990}}
    credits = {("WORKED_ON", f"c{n}"): {"id": f"c{n}", "from_id": f"p{n}", "to_id": "f"}
               for n in range(len(names))}  # fmt: skip
    return {**people, **film, **credits}


def test_names_of_what_changed_are_found_and_the_old_ones_are_not(tmp_path: Path) -> None:
    facts = small("Ann Ek", "Bo Lind", "Cy Young")
    before = built(facts, "r1").save(MappedCache(tmp_path / "r1", tmp_path / "lasting"))
    now = {**facts, ("Person", "p0"): {"id": "p0", "name": "Eva Ask", "sources": ["s"]}}
    del now["WORKED_ON", "c1"], now["Person", "p1"]
    network = updated_from(before, now, {("Person", "p0"), ("WORKED_ON", "c1"), ("Person", "p1")})
    finder, anew = Finder(network), Finder(built(now, "r2"))
    for name in ("Eva Ask", "Ann Ek", "Bo Lind", "cy yuong"):
        assert finder.find(name) == anew.find(name)
    assert [match.id for match in finder.find("Eva Ask")] == ["p0"]


def test_an_id_that_comes_to_stand_for_two_nodes_is_refused(tmp_path: Path) -> None:
    facts = small("Ann Ek")
    before = built(facts, "r1").save(MappedCache(tmp_path / "r1", tmp_path / "lasting"))
    school = ("School", "p0")
    with pytest.raises(InputError, match="'p0' is used by two nodes"):
        updated_from(
            before, {**facts, school: {"id": "p0", "name": "S", "sources": ["s"]}}, {school}
        )


def test_years_follow_the_film_that_moved(tmp_path: Path) -> None:
    facts = small("Ann Ek", "Bo Lind")
    before = built(facts, "r1").save(MappedCache(tmp_path / "r1", tmp_path / "lasting"))
    moved = {"id": "f", "name": "Dawn", "sources": ["s"], "year": 2001}
    network = updated_from(before, {**facts, ("Project", "f"): moved}, {("Project", "f")})
    assert network.links["first_year"].to_list() == [2001, 2001]
