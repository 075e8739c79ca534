"""A small network with two records of one woman, her namesake, and judgements that name her."""

from __future__ import annotations

from typing import Any

from graphmodel.ingest.frames import import_facts
from graphmodel.resolver.judgement_store import judge, judge_by_rule
from graphmodel.resolver.matching import Evidence, Pair
from graphmodel.snapshot import load_records
from graphmodel.store.base import Store

MARA, TWIN = "a:mara-venn", "b:77"
NAMES = ("Mara Quillfeather", "M. Quillfeather", "马拉·奎尔")
IDS = (MARA, TWIN, "cat:mq9")
HERS = (*IDS, *NAMES)
FIRST, SECOND = "first list", "second list"

Facts = dict[str, list[dict[str, Any]]]


def first_list() -> Facts:
    """Mara, a colleague and their films."""
    return {
        "Person": [
            {"id": MARA, "name": NAMES[0], "other_names": [NAMES[2]], "external_ids": ["cat:mq9"]},
            {"id": "a:mara-venn-2", "name": "Odo Brandt"},
            {"id": "a:kit", "name": "Kit Larsen"},
        ],
        "Project": [{"id": f"a:film{n}", "name": f"The Orchard {n}", "year": 2010 + n}
                    for n in range(3)],
        "WORKED_ON": [
            {"from_id": person, "to_id": f"a:film{n}", "role": "director"}
            for n in range(3)
            for person in (MARA, "a:mara-venn-2", "a:kit")
        ],
    }  # fmt: skip


def second_list() -> Facts:
    """Mara under another id, with a school, and another record of her colleague."""
    return {
        "Person": [{"id": TWIN, "name": NAMES[1]}, {"id": "b:1", "name": "Odo Brandt"}],
        "School": [{"id": "b:school", "name": "Quarry School"}],
        "STUDIED_AT": [
            {"from_id": TWIN, "to_id": "b:school"}, {"from_id": "b:1", "to_id": "b:school"}
        ],
    }  # fmt: skip


def take_in(store: Store, name: str, facts: Facts) -> Any:
    """Import facts under a name; returns the report."""
    source = {"id": f"source:{name}", "name": name}
    return import_facts(facts, name=name, source=source, store=store)


def fill(store: Store) -> None:
    """Import both lists, merge Mara's records, and judge others for reasons that name her."""
    assert take_in(store, FIRST, first_list()).problems == []
    assert take_in(store, SECOND, second_list()).problems == []
    records = load_records(store)
    judge(store, records, (MARA, TWIN), "same", by="Ann")
    why = f"both studied with {NAMES[0]}"
    judge(store, records, ("a:mara-venn-2", "b:1"), "same", by="Ann", why=why)
    evidence = (
        Evidence("collaborators", 3.0, {"names": [NAMES[0].lower(), "kit larsen"], "count": 2}),
        Evidence("rival", 1.0, {"ids": [MARA, "b:1"]}),
    )
    pair = Pair("a:kit", "b:1", 0.5, evidence)
    judge_by_rule(store, load_records(store), [pair], model="test")
