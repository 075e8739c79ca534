"""Withdrawal of consent on both stores: nothing is left, and nothing brings the person back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from filelock import FileLock, Timeout

from graphmodel import settings
from graphmodel.consent import withdraw as withdrawing
from graphmodel.consent.audit import Match, audit
from graphmodel.consent.withdraw import find_person, withdraw
from graphmodel.errors import InputError
from graphmodel.export.files import FORMATS, export_network
from graphmodel.facts.batch import Batch
from graphmodel.facts.conflicts import value_conflicts
from graphmodel.ingest.ledger import undo
from graphmodel.ingest.pipeline import import_items
from graphmodel.network.namespaces import Namespaces
from graphmodel.resolver.judgement_store import load_judgements
from graphmodel.snapshot import load_network, load_records
from graphmodel.store.base import Store
from graphmodel.store.embedded import EmbeddedStore
from graphmodel.store.records import Facts, ImportRecord
from graphmodel.store.value_log import ValueJudgement
from tests.consent.small_network import (
    FIRST,
    HERS,
    IDS,
    MARA,
    NAMES,
    SECOND,
    TWIN,
    fill,
    first_list,
    second_list,
    take_in,
)

# An audit searches these folders completely.
pytestmark = pytest.mark.usefixtures("own_folders")


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store)
    return store


def leave(store: Store, node_id: str = MARA) -> Any:
    return withdraw(store, find_person(store, node_id), by="Ann Lee", reason="asked by letter")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip the rewrite of the embedded store's files, for tests of other things."""
    monkeypatch.setattr(EmbeddedStore, "rewrite", lambda store: None)


def in_store(store: Store) -> list[Match]:
    """The places in the store, apart from its files, that name the person."""
    return [match for match in audit(store, HERS).matches if match.where.startswith("store")]


def test_everything_that_names_the_person_is_erased(filled: Store, tmp_path: Path) -> None:
    Namespaces(load_network(filled)).find("Mara")
    before = audit(filled, HERS)
    assert {match.text for match in before.matches} >= set(HERS)
    assert any("networks" in match.where for match in before.matches)
    person = find_person(filled, TWIN)
    assert set(person.ids) == {MARA, TWIN}
    assert set(person.names) == set(NAMES)
    withdrawal = leave(filled, TWIN)
    assert withdrawal.counts == {"records": 2, "links": 5, "claims": 6}
    assert withdrawal.finished
    after = audit(filled, HERS)
    assert (after.matches, after.unread) == ((), {})
    assert after.borne == {MARA: after.borne[MARA]}  # "a:mara-venn-2" is another person's id
    network = load_network(filled)
    Namespaces(network).find("Mara")
    for form in FORMATS:
        export_network(network, tmp_path / "data" / f"exported{form}")
    assert audit(filled, HERS).matches == ()


@pytest.mark.usefixtures("quick")
def test_the_record_names_nobody_and_tells_when_who_and_how_much(filled: Store) -> None:
    withdrawal = leave(filled)
    assert filled.withdrawals.records() == [withdrawal]
    assert (withdrawal.by, withdrawal.reason) == ("Ann Lee", "asked by letter")
    assert len(withdrawal.hashes) == len(IDS)
    text = str(vars(withdrawal))
    assert not any(word in text for word in HERS)


@pytest.mark.usefixtures("quick")
def test_who_has_withdrawn_was_never_there(filled: Store) -> None:
    leave(filled)
    network = load_network(filled)
    for ask in (network.index, lambda node_id: find_person(filled, node_id)):
        with pytest.raises(InputError) as unknown:
            ask("never:was")
        with pytest.raises(InputError) as withdrawn:
            ask(MARA)
        assert str(withdrawn.value) == str(unknown.value).replace("never:was", MARA)
    assert "a:kit" in network
    assert len(network.adjacency().of(network.index("a:film0"))[0]) == 2


@pytest.mark.usefixtures("quick")
def test_judgements_on_others_stay_without_the_name(filled: Store) -> None:
    leave(filled)
    judgements = {j.pair: j for j in load_judgements(filled)}
    assert set(judgements) == {("a:mara-venn-2", "b:1"), ("a:kit", "b:1")}
    assert judgements["a:mara-venn-2", "b:1"].why == "both studied with [withdrawn]"
    evidence = " ".join(judgements["a:kit", "b:1"].evidence)
    assert "kit larsen" in evidence
    assert not any(word.lower() in evidence.lower() for word in HERS if word != MARA)


@pytest.mark.usefixtures("quick")
def test_judgements_of_the_persons_values_go_and_others_stay_without_the_name(
    filled: Store,
) -> None:
    credit = {"from_id": MARA, "to_id": "a:film0", "role": "director"}
    for name, number in (("list three", 1), ("list four", 2)):
        facts = {
            "Person": [{"id": MARA, "name": NAMES[0], "born": 1970 + number}],
            "Project": [{"id": "a:film0", "name": "The Orchard 0", "year": 2000 + number}],
            "WORKED_ON": [{**credit, "billing": number}],
        }
        assert take_in(filled, name, facts).problems == []
    (credit_id,) = filled.links("WORKED_ON").filter(
        pl.col("from_id") == MARA, pl.col("to_id") == "a:film0"
    )["id"]
    for kind, fact_id, name, value in (
        ("Person", MARA, "born", 1972),
        ("WORKED_ON", credit_id, "billing", 2),
        ("Project", "a:film0", "year", 2002),
    ):
        on = "2026-01-02T00:00:00"
        why = f"as {NAMES[0].upper()} ({MARA}) told"
        filled.values.judge(ValueJudgement(kind, fact_id, name, value, "Ann", on, why))
    leave(filled)
    (judgement,) = filled.values.judgements()
    assert (judgement.fact_id, judgement.value) == ("a:film0", 2002)
    assert judgement.why == "as [withdrawn] ([withdrawn]) told"
    film = filled.nodes("Project", ["a:film0"]).row(0, named=True)
    assert film["year"] == 2002
    (year,) = value_conflicts("Project", film)
    assert "as Ann judged on 2026-01-02: as [withdrawn] ([withdrawn]) told" in str(year)
    assert in_store(filled) == []


@pytest.mark.usefixtures("quick")
def test_the_latest_judgement_still_decides_when_the_name_leaves_an_earlier_one(
    filled: Store,
) -> None:
    for name, year in (("list three", 2001), ("list four", 2002)):
        take_in(
            filled, name, {"Project": [{"id": "a:film0", "name": "The Orchard 0", "year": year}]}
        )
    monday, tuesday = "2026-01-05T10:00:00", "2026-01-06T10:00:00"
    told = f"{NAMES[0]} told me"
    for year, by, on, why in ((2001, "Ann", monday, told), (2002, "Bo", tuesday, "the poster")):
        filled.values.judge(ValueJudgement("Project", "a:film0", "year", year, by, on, why))
    leave(filled)
    assert [(j.by, j.on, j.why) for j in filled.values.judgements()] == [
        ("Ann", monday, "[withdrawn] told me"),
        ("Bo", tuesday, "the poster"),
    ]
    film = filled.nodes("Project", ["a:film0"]).row(0, named=True)
    assert film["year"] == 2002
    (year_conflict,) = value_conflicts("Project", film)
    assert "as Bo judged on 2026-01-06: the poster" in str(year_conflict)


@pytest.mark.usefixtures("quick")
def test_a_list_of_the_person_alone_claims_nothing_any_more(filled: Store) -> None:
    take_in(filled, "her own list", {"Person": [{"id": MARA, "name": NAMES[0]}]})
    leave(filled)
    claimed = [header for header in filled.import_log.parts() if 3 in header.imports]
    assert {header.kind for header in claimed} == {"Source"}
    assert in_store(filled) == []


@pytest.mark.usefixtures("quick")
def test_the_name_and_path_of_a_file_lose_the_person(filled: Store) -> None:
    rows = pl.DataFrame([{"id": MARA, "name": NAMES[0], "sources": [f"source:{FIRST}"], "line": 2}])
    record = ImportRecord(f"{NAMES[0]}.csv", "sum", place=f"/lists/{NAMES[0].lower()}.csv")
    import_items(filled, record, lambda: [Batch("Person", rows, "f.csv")])
    assert "store: imports" in {match.where for match in in_store(filled)}
    leave(filled)
    assert in_store(filled) == []
    latest, *others = filled.imports()
    assert (latest.name, latest.place) == ("[withdrawn].csv", "/lists/[withdrawn].csv")
    assert [other.name for other in others] == [SECOND, FIRST]


@pytest.mark.usefixtures("quick")
def test_no_import_brings_the_person_back(filled: Store) -> None:
    leave(filled)
    report = take_in(filled, FIRST, first_list())
    assert (report.total.withdrawn, report.total.refused, report.total.written) == (4, 0, 0)
    assert [record.number for record in filled.imports()] == [2, 1]
    again = second_list()
    again["Person"] += [
        {"id": "c:new", "name": NAMES[0], "external_ids": ["cat:mq9"]},
        {"id": MARA, "name": NAMES[0], "born": 99999},
    ]
    again["STUDIED_AT"] += [{"from_id": "c:new", "to_id": "b:school"}]
    report = take_in(filled, "another list", again)
    assert (report.problems, report.total.withdrawn) == ([], 5)
    assert report.kind("Person").as_dict()["withdrawn"] == 3
    assert report.total.read == report.total.written + report.total.unchanged + 5
    assert in_store(filled) == []


@pytest.mark.usefixtures("quick")
def test_a_link_to_the_person_is_counted_and_not_quoted(filled: Store) -> None:
    leave(filled)
    links = [{"from_id": MARA, "to_id": "b:school"}, {"from_id": "no:body", "to_id": "b:school"}]
    report = take_in(filled, "links", {"STUDIED_AT": links})
    assert (report.total.withdrawn, report.total.refused) == (1, 1)
    assert [problem.value for problem in report.problems] == ["no:body"]


@pytest.mark.usefixtures("quick")
def test_a_film_of_the_same_catalogue_number_is_no_person(filled: Store) -> None:
    leave(filled)
    film = {"id": "d:film", "name": "Quarry", "external_ids": ["cat:mq9"]}
    credit = {"from_id": "a:kit", "to_id": "d:film", "role": "writer"}
    report = take_in(filled, "films", {"Project": [film], "WORKED_ON": [credit]})
    assert (report.total.withdrawn, report.problems) == (0, [])
    assert filled.kinds_of(["d:film"]) == {"d:film": "Project"}


@pytest.mark.usefixtures("quick")
def test_undoing_an_import_brings_nobody_back(filled: Store) -> None:
    leave(filled)
    undo(filled, 2)
    assert not any(node_id in load_network(filled) for node_id in IDS)
    undo(filled, 1)
    assert filled.counts().nodes.get("Person", 0) == 0
    assert in_store(filled) == []


@pytest.mark.parametrize("step", ["scrub_judgements", "reduce", "erase", "rewrite", "files"])
def test_whoever_reads_next_finishes_what_was_cut_short(
    filled: Store, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_network(filled)

    class Killed(BaseException):
        pass

    def killed(*_: Any, **__: Any) -> None:
        raise Killed

    target: Any = {"reduce": filled.import_log, "erase": filled.withdrawals,
                   "rewrite": filled}.get(step, withdrawing)  # fmt: skip
    with monkeypatch.context() as patch:
        patch.setattr(target, "erase_from_files" if step == "files" else step, killed)
        with pytest.raises(Killed):
            leave(filled)
    assert [w.finished for w in filled.withdrawals.records()] == [False]
    assert MARA not in load_network(filled)
    assert [w.finished for w in filled.withdrawals.records()] == [True]
    assert audit(filled, HERS).matches == ()


@pytest.mark.usefixtures("quick")
def test_a_withdrawal_is_recorded_only_once_no_other_copies_the_store(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = filled.withdrawals.add

    def locked(*arguments: Any, **options: Any) -> Any:
        with pytest.raises(Timeout):
            FileLock(settings.data_folder() / "consent.lock", timeout=0).acquire()
        return add(*arguments, **options)

    monkeypatch.setattr(filled.withdrawals, "add", locked)
    assert leave(filled).finished


def test_whom_another_program_brings_back_is_erased_again(filled: Store) -> None:
    leave(filled)
    load_network(filled)

    row = {"id": MARA, "name": NAMES[0], "sources": ["source:first list"]}
    filled.write(Facts("Person", pl.DataFrame([row])))
    assert audit(filled, ()).passed is False
    assert MARA not in load_records(filled)
    assert audit(filled, HERS).passed


@pytest.mark.usefixtures("quick")
def test_saved_models_forget_the_person(filled: Store) -> None:
    path = settings.data_folder() / "suggestions.json"
    path.parent.mkdir(parents=True)
    path.write_text('{"trained_on": {"witnesses": ["a:kit", "a:mara-venn"]}, "base": 1.5}')
    leave(filled)
    assert path.read_text().split() == [
        *('{', '"trained_on":', '{', '"witnesses":', '[', '"a:kit"', ']', '},', '"base":', '1.5'),
        '}',
    ]  # fmt: skip


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("node_id", "by", "reason", "message"),
    [
        ("a:film0", "Ann", "", "'a:film0' is a Project; only a Person can withdraw consent"),
        (MARA, " ", "", "say who carries it out"),
        (MARA, "Ann", f"about {NAMES[0].upper()}", "the reason contains the name of the person"),
        (MARA, NAMES[1], "", "the name of who carries it out contains the name of the person"),
        (MARA, "A" * 201, "", "at most 200 characters"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_erased(
    filled: Store, node_id: str, by: str, reason: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        withdraw(filled, find_person(filled, node_id), by=by, reason=reason)
    assert filled.withdrawals.records() == []
    assert MARA in load_network(filled)
