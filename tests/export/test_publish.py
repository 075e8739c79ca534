"""Communities and suggestions published to a store, on both stores: never among the facts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from graphmodel.consent.audit import audit
from graphmodel.consent.withdraw import find_person, withdraw
from graphmodel.errors import InputError, StoreError
from graphmodel.export import publish
from graphmodel.ingest.ledger import undo
from graphmodel.network.namespaces import Namespace, Namespaces
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store
from tests.consent.small_network import take_in

pytestmark = pytest.mark.usefixtures("own_folders")

CIRCLES = (("Una Vik", "Olav Moe", "Siv Berg"), ("Pia Roth", "Max Kern", "Eva Lind"))


def _id(name: str) -> str:
    return f"p:{name.split()[0].lower()}"


PEOPLE = [{"id": _id(name), "name": name} for circle in CIRCLES for name in circle]
FILMS = [{"id": f"p:film{n}", "name": f"Harbour {n}", "year": 2015 + n} for n in range(6)]
CREDITS = [
    {"from_id": _id(name), "to_id": f"p:film{3 * side + n}", "role": "director"}
    for side, circle in enumerate(CIRCLES)
    for n in range(3)
    for position, name in enumerate(circle)
    # The last two of each circle share no film, so that there is a suggestion.
    if position == 0 or position % 2 == n % 2
]
FACTS = {"Person": PEOPLE, "Project": FILMS, "WORKED_ON": CREDITS}


@pytest.fixture
def filled(store: Store) -> Store:
    take_in(store, "circles", FACTS)
    return store


def namespace(store: Store) -> Namespace:
    return Namespaces(load_network(store)).of("real").claimed


def members(store: Store) -> list[tuple[str, int, str]]:
    answer = store.query(
        "MATCH (p:Person)-[r:GRAPHMODEL_IN_COMMUNITY]->(c:GraphmodelCommunity) "
        "RETURN p.id, c.size, r.model ORDER BY p.id"
    )
    return [tuple(row) for row in answer.rows]


def facts(store: Store) -> tuple[Any, ...]:
    network = load_network(store)
    return store.revision(), store.counts(), len(network), network.links.height


def test_communities_stand_beside_the_facts_until_they_are_taken_back(filled: Store) -> None:
    before = facts(filled)
    published = publish.publish_communities(filled, namespace(filled))
    assert [row[0] for row in members(filled)] == sorted(p["id"] for p in PEOPLE)
    assert {row[1] for row in members(filled)} == {3}
    assert members(filled)[0][2] == "Leiden on people, resolution 1, seed 0, 1 run"
    assert publish.published(filled) == [published]
    assert (published.people, published.links, published.finished) == (6, 6, True)
    assert facts(filled) == before
    assert publish.take_back(filled) == [published]
    assert members(filled) == []
    assert publish.published(filled) == []
    left = filled.query("MATCH (c:GraphmodelCommunity) RETURN c.id")
    assert left.rows == ()
    assert facts(filled) == before


def test_published_again_they_replace_what_was(filled: Store) -> None:
    publish.publish_communities(filled, namespace(filled))
    publish.publish_communities(filled, namespace(filled))
    assert len(members(filled)) == 6
    assert len(publish.published(filled)) == 1


def test_suggestions_say_rank_score_reasons_date_and_model(filled: Store) -> None:
    network = namespace(filled)
    published = publish.publish_suggestions(filled, network, [_id("Olav Moe")], limit=1)
    answer = filled.query(
        "MATCH (p:Person)-[r:GRAPHMODEL_SUGGESTED]->(q:Person) "
        "RETURN p.id, q.id, r.rank, r.score, r.reasons, r.published, r.model, r.namespace"
    )
    ((subject, suggested, rank, score, reasons, on, model, of),) = answer.rows
    assert (subject, suggested, rank, of) == (_id("Olav Moe"), _id("Siv Berg"), 1, "real")
    assert score > 0
    assert reasons
    assert all(re.fullmatch(r"[a-z_]+ [+-]\d+\.\d\d", reason) for reason in reasons)
    assert (on, model) == (published.on, "default weights, 1 each")
    publish.publish_communities(filled, network)
    publish.take_back(filled, "suggestions")
    assert [p.what for p in publish.published(filled)] == ["communities"]


def test_who_withdraws_is_taken_away_and_not_published(filled: Store) -> None:
    old = namespace(filled)
    publish.publish_communities(filled, old)
    publish.publish_suggestions(filled, old)
    names = filled.published.names()
    assert any("Una Vik" in name for name in names)
    withdraw(filled, find_person(filled, _id("Una Vik")), by="Ann")
    assert _id("Una Vik") not in [row[0] for row in members(filled)]
    assert len(members(filled)) == 5
    assert audit(filled, [_id("Una Vik"), "Una Vik"]).passed
    with pytest.raises(StoreError, match="withdrawn meanwhile"):
        publish.publish_communities(filled, old)
    assert len(members(filled)) == 5  # the published ones stay
    publish.publish_communities(filled, namespace(filled))
    # Without her, nobody in her circle has worked with anybody.
    assert len(members(filled)) == 3


def test_an_import_is_undone_under_what_was_published(filled: Store) -> None:
    take_in(filled, "more", {"Person": [{"id": "p:new", "name": "Nina Holt"}],
            "WORKED_ON": [{"from_id": "p:new", "to_id": "p:film0", "role": "writer"}]})  # fmt: skip
    publish.publish_communities(filled, namespace(filled))
    publish.publish_suggestions(filled, namespace(filled))
    assert "p:new" in [row[0] for row in members(filled)]
    undo(filled, 2)
    assert [row[0] for row in members(filled)] == sorted(p["id"] for p in PEOPLE)
    assert "p:new" not in load_network(filled)


def test_bad_requests_are_refused(store: Store) -> None:
    take_in(store, "one", {"Person": [{"id": "p:lone", "name": "Lone Dahl"}]})
    with pytest.raises(InputError, match="nobody in real has any ties"):
        publish.publish_communities(store, namespace(store))
    with pytest.raises(InputError, match="nobody to suggest"):
        publish.publish_suggestions(store, namespace(store))
    with pytest.raises(InputError, match="'facts' is never published"):
        publish.take_back(store, "facts")
