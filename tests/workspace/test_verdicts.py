"""Verdicts on suggestions on both stores: given, changed, withdrawn, through merges and erasure."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphmodel.consent.audit import audit
from graphmodel.consent.withdraw import find_person, withdraw
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.resolver.judgement_store import judge
from graphmodel.snapshot import load_network, load_records
from graphmodel.store.base import Store
from graphmodel.store.embedded import EmbeddedStore
from graphmodel.workspace.exchange import export_workspace, import_workspace
from graphmodel.workspace.history import undo_verdict_change, verdict_changes
from graphmodel.workspace.verdicts import (
    GOOD,
    NOT_THIS_ONE,
    find_verdicts,
    give_verdict,
    read_verdicts,
    take_back,
)
from tests.consent.small_network import HERS, MARA, NAMES, TWIN, fill

KIT, ODO, ODO_TOO = "a:kit", "a:mara-venn-2", "b:1"

pytestmark = pytest.mark.usefixtures("own_folders")


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store)
    return store


@pytest.fixture
def network(filled: Store) -> Network:
    return load_network(filled)


def given(store: Store, network: Network, who: str = "Ann") -> list[tuple[str, str, str]]:
    own = read_verdicts(store, network, who).verdicts
    return [(verdict.asker_name, verdict.name, verdict.verdict) for verdict in own]


def test_a_verdict_hides_from_its_own_user_and_asker_alone(filled: Store, network: Network) -> None:
    counts, revision = filled.counts(), filled.revision()
    give_verdict(filled, network, "Ann", MARA, [KIT], NOT_THIS_ONE, ["Both made films", " "])
    give_verdict(filled, network, "Ann", "a:film0", [KIT], GOOD)
    own = read_verdicts(filled, network, "ann")
    mara = network.canonical_id(MARA)
    assert [v.suggested for v in own.hidden_from(mara)] == [KIT]
    assert own.hidden_from("a:film0") == own.hidden_from(ODO) == ()
    assert own.on_suggestions_for(mara)[0].reasons == ("Both made films",)
    assert read_verdicts(filled, network, "Bo").verdicts == ()
    assert (filled.counts(), filled.revision()) == (counts, revision)


def test_a_verdict_is_changed_taken_back_and_each_step_undone(
    filled: Store, network: Network
) -> None:
    give_verdict(filled, network, "Ann", MARA, [KIT, ODO], NOT_THIS_ONE)
    assert give_verdict(filled, network, "ann", TWIN, [KIT], NOT_THIS_ONE) is None
    give_verdict(filled, network, "Ann", TWIN, [KIT], GOOD)
    before = sorted(given(filled, network))
    assert [verdict for _, _, verdict in before] == [GOOD, NOT_THIS_ONE]
    own = read_verdicts(filled, network, "Ann")
    take_back(filled, "Ann", find_verdicts(own, NAMES[0].upper(), ["kit larsen"]))
    assert [name for _, name, _ in given(filled, network)] == ["Odo Brandt"]
    undo_verdict_change(filled, "Ann")
    assert sorted(given(filled, network)) == before
    undo_verdict_change(filled, "Ann", verdict_changes(filled, "Ann")[-1].number + 1)
    assert {verdict for _, _, verdict in given(filled, network)} == {NOT_THIS_ONE}
    assert verdict_changes(filled, "Bo") == []
    with pytest.raises(InputError, match="Bo has made no change"):
        undo_verdict_change(filled, "Bo")


def test_of_records_joined_since_the_latest_verdict_counts(filled: Store) -> None:
    apart = load_records(filled)
    give_verdict(filled, apart, "Ann", KIT, [ODO], NOT_THIS_ONE)
    give_verdict(filled, apart, "Ann", KIT, [ODO_TOO], GOOD)
    joined = load_network(filled)  # both records of Odo Brandt are judged the same
    [verdict] = read_verdicts(filled, joined, "Ann").verdicts
    assert (verdict.verdict, len(verdict.items)) == (GOOD, 2)
    judge(filled, load_records(filled), (ODO, ODO_TOO), "different", by="Ann", why="no")
    assert len(read_verdicts(filled, load_network(filled), "Ann").verdicts) == 2
    take_back(filled, "Ann", [verdict])
    assert read_verdicts(filled, load_network(filled), "Ann").verdicts == ()


def test_who_is_gone_is_marked_and_who_may_not_be_shown_is_counted(
    filled: Store, network: Network
) -> None:
    give_verdict(filled, network, "Ann", MARA, [KIT], GOOD)
    without = network.filter(nodes=~network.nodes["id"].is_in([KIT]))
    own = read_verdicts(filled, without, "Ann")
    assert (own.verdicts, own.withheld) == ((), 1)  # stored, but may not be shown
    rows = filled.links("WORKED_ON")
    filled.erase("WORKED_ON", rows.filter(rows["from_id"] == KIT)["id"].to_list())
    filled.erase("Person", [KIT])
    own = read_verdicts(filled, load_network(filled), "Ann")
    assert [(v.name, v.gone) for v in own.verdicts] == [("Kit Larsen", True)]
    assert own.hidden_from(network.canonical_id(MARA)) == ()
    take_back(filled, "Ann", find_verdicts(own, MARA, ["Kit Larsen"]))


def test_consent_withdraws_from_verdicts_for_and_on_somebody(
    filled: Store, network: Network, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if isinstance(filled, EmbeddedStore):
        monkeypatch.setattr(EmbeddedStore, "rewrite", lambda store: None)
    give_verdict(filled, network, "Ann", MARA, [KIT], GOOD, ["seen together"])
    give_verdict(filled, network, "Ann", KIT, [TWIN], NOT_THIS_ONE)
    give_verdict(filled, network, "Ann", KIT, [ODO], GOOD, [f"through {NAMES[0]}"])
    path = tmp_path / "desk.json"
    export_workspace(filled, path)
    withdraw(filled, find_person(filled, TWIN), by="Bo")
    assert not [m for m in audit(filled, HERS).matches if m.where.startswith("store")]
    [verdict] = read_verdicts(filled, load_network(filled), "Ann").verdicts
    assert (verdict.name, verdict.reasons) == ("Odo Brandt", ("through [withdrawn]",))
    take_back(filled, "Ann", [verdict])
    assert import_workspace(filled, path, "Ann").withdrawn == 2
    assert not [m for m in audit(filled, [MARA, TWIN]).matches if m.where.startswith("store")]


def test_verdicts_are_taken_along(filled: Store, network: Network, tmp_path: Path) -> None:
    give_verdict(filled, network, "Ann", MARA, [KIT], GOOD, ["a | b\n'\""])
    before = read_verdicts(filled, network, "Ann").verdicts
    export_workspace(filled, tmp_path / "desk.json")
    take_back(filled, "Ann", before)
    assert import_workspace(filled, tmp_path / "desk.json", "Bo").items == 1
    [verdict] = read_verdicts(filled, network, "Ann").verdicts
    assert verdict.reasons == before[0].reasons
    assert read_verdicts(filled, network, "Bo").verdicts == ()


@pytest.mark.parametrize(
    ("who", "asker", "suggested", "verdict", "words"),
    [
        ("Ann", KIT, ODO, "maybe", "'maybe' is not a verdict"),
        (" ", KIT, ODO, GOOD, "the name of whoever does this"),
        ("Ann", KIT, KIT, GOOD, "cannot be suggested to themselves"),
        ("Ann", KIT, "a:film0", GOOD, "only people are suggested"),
        ("Ann", "b:school", KIT, GOOD, "suggestions are for those"),
        ("Ann", KIT, "a:nobody", GOOD, "'a:nobody'"),
    ],
)
def test_what_is_no_suggestion_gets_one_line(
    filled: Store, network: Network, who: str, asker: str, suggested: str, verdict: str, words: str
) -> None:
    with pytest.raises(InputError, match=words) as error:
        give_verdict(filled, network, who, asker, [suggested], verdict)
    assert "\n" not in str(error.value)
    assert filled.workspace.items() == []
