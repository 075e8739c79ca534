"""Mentoring plans from the facts of a store, and accepted plans as facts that can be undone."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from graphmodel import words
from graphmodel.analysis.plans.inputs import FitReason, Lock, Person, Place, Rules
from graphmodel.analysis.plans.planner import make_plan, request_of
from graphmodel.analysis.plans.results import Plan, Reason
from graphmodel.cli import cli
from graphmodel.errors import InputError
from graphmodel.ingest.frames import import_facts
from graphmodel.ingest.ledger.confidential import confidential_links
from graphmodel.ingest.ledger.undo import undo
from graphmodel.planning.accept import accept_plan
from graphmodel.planning.conflicts import conflicts
from graphmodel.planning.letters import letters, write_letters
from graphmodel.planning.mentors import NetworkRequest, mentor_request
from graphmodel.planning.network_plans import NETWORK_PLANS, evidence
from graphmodel.planning.saved import (
    PlannedFacts,
    plan_document,
    read_saved,
    save_plan,
    saved_text,
)
from graphmodel.planning.wishes import FINAL
from graphmodel.resolver.judgement_store import judge
from graphmodel.snapshot import load_network, load_records
from graphmodel.store.base import Store
from graphmodel.store.embedded import EmbeddedStore

DAY = datetime(2026, 11, 10)
ROUND = {"id": "x:round", "name": "A mentor", "type": "mentoring"}


def office(**changes: Any) -> dict[str, list[dict[str, Any]]]:
    """An and Bo want a mentor; Zhu offers one place and Kang two; Bo must not go to Kang."""
    people = [
        {"id": "x:an", "name": "An", "languages": ["Mandarin"], "skills": ["period"]},
        {"id": "x:bo", "name": "Bo", "languages": ["Mandarin", "English"], "genres": ["Drama"]},
        {"id": "x:zhu", "name": "Zhu", "languages": ["Mandarin"], "genres": ["Drama"]},
        {"id": "x:kang", "name": "Kang", "languages": ["Mandarin"], "skills": ["crowd", "period"]},
        {"id": "x:lee", "name": "Lee", "languages": ["Korean"]},
    ]
    places = [
        {"id": f"{who}/place", "name": f"Mentoring with {who}", "type": "mentoring", "most": most}
        for who, most in (("x:zhu", 1), ("x:kang", 2), ("x:lee", 5))
    ]
    wishes = [
        {"from_id": "x:an", "to_id": "x:round", "stance": "wants"},
        {"from_id": "x:bo", "to_id": "x:round", "stance": "wants"},
        {"from_id": "x:an", "to_id": "x:zhu", "stance": "wants", "rank": 1},
        {"from_id": "x:zhu", "to_id": "x:bo", "stance": "wants", "rank": 2},
        {"from_id": "x:kang", "to_id": "x:bo", "stance": "must not", "why": "an old quarrel",
         "confidential": True},
    ]  # fmt: skip
    facts = {
        "Person": people,
        "Place": [*places, ROUND],
        "OFFERS": [{"from_id": place["id"][:-6], "to_id": place["id"]} for place in places],
        "WISHES": wishes,
    }
    return {**facts, **changes}


def brought(store: Store, facts: Mapping[str, Any]) -> Store:
    report = import_facts(facts, name="office", source={"id": "x:s", "name": "s"}, store=store)
    assert report.problems == []
    return store


def asked(
    store: Store, people: list[str] | None = None, *, as_of: str = "2026-11-15", **rules: Any
) -> NetworkRequest:
    network = load_network(store).present(as_of)
    secret = confidential_links(store, "wish")
    return mentor_request(network, people, secret=secret, rules=Rules(**rules))


def pairs(plan: Plan) -> dict[str, str]:
    return {pair.person: pair.place for pair in plan.placements}


def test_wishes_languages_and_conflicts_make_the_plan(store: Store) -> None:
    given = asked(brought(store, office()))
    assert [place.id for place in given.request.places] == ["x:kang", "x:lee", "x:zhu"]
    plan = make_plan(given.request)
    assert (pairs(plan), plan.value) == ({"x:an": "x:zhu"}, 620)
    assert [(left.person, left.obstacle) for left in plan.unplaced] == [("x:bo", "outbid")]
    assert plan.unplaced[0].nearest is not None
    assert plan.unplaced[0].nearest.cost == 620 - (80 + 510)
    assert "quarrel" not in json.dumps(plan_document(plan, given.name))
    locked = asked(store, locks=(Lock("x:bo", "x:zhu"),))
    plan = make_plan(locked.request)
    assert pairs(plan) == {"x:an": "x:kang", "x:bo": "x:zhu"}
    an = plan.placements[0]
    assert {(r.kind, r.points) for r in an.reasons} == {
        ("shared languages", 20), ("skills to learn", 60),
    }  # fmt: skip
    assert an.reasons[0].facts == ("crowd",)


def test_a_mentor_from_another_community_is_worth_more(store: Store) -> None:
    """An and Kang worked with the same people, Zhu with others; Bo and Lee have no known ties."""
    base = office()
    crews = {"x:one": ["x:an", "x:kang", "x:p1", "x:p2"], "x:two": ["x:zhu", "x:p3", "x:p4"]}
    facts = office(
        Person=[*base["Person"], *({"id": f"x:p{n}", "name": f"P{n}"} for n in range(1, 5))],
        Project=[{"id": film, "name": film[2:].title()} for film in crews],
        WORKED_ON=[
            {"from_id": who, "to_id": film, "role": "editor"}
            for film, crew in crews.items() for who in crew
        ],
    )  # fmt: skip
    request = mentor_request(load_network(brought(store, facts))).request
    points = request.fit.points["another community"]
    people, places = [p.id for p in request.people], [p.id for p in request.places]
    worth = {
        (people[i], places[p]): int(points[i, p]) for i, p in zip(*points.nonzero(), strict=True)
    }
    assert worth == {("x:an", "x:zhu"): 30}
    (named,) = [
        facts for (kind, _, _), facts in request.fit.facts.items() if kind == "another community"
    ]
    assert len(named) == 2
    assert all(label[0] + label[-1] == "“”" for label in named)


def test_what_has_ended_or_not_begun_is_no_wish(store: Store) -> None:
    """Kang's ban of Bo ended in 2025, An's wish for Zhu in 2024; Zhu wants Bo from 2030 on."""
    ends = {"x:kang": {"until": "2025-03"}, "x:an": {"until": "2024"}, "x:zhu": {"since": "2030"}}
    wishes = [
        wish if wish["to_id"] == "x:round" else {**wish, **ends[wish["from_id"]]}
        for wish in office()["WISHES"]
    ]
    given = asked(brought(store, office(WISHES=wishes)))
    assert not any(ban.confidential for ban in given.request.rules.forbids)
    assert given.request.ranks == ()
    plan = make_plan(given.request)
    kinds = {reason.kind for pair in plan.placements for reason in pair.reasons}
    assert not kinds & {"their wish", "the mentor's wish"}


@pytest.mark.parametrize(("until", "pairs"), [("2025-03", 0), ("2026-11", 1), (None, 1)])
def test_confidential_conflicts_end(store: Store, until: str | None, pairs: int) -> None:
    wish = {**office()["WISHES"][-1], "until": until}
    brought(store, office(WISHES=[wish]))
    secret = confidential_links(store, "wish")
    assert len(conflicts(load_network(store), secret, "2026-11-15")) == pairs


def test_whom_no_mentor_can_have_learns_that_it_is_confidential(store: Store) -> None:
    given = asked(brought(store, office()), ["x:bo"], locks=())
    rules = given.request.rules
    closed = replace(given.request, places=tuple(
        replace(place, most=0) if place.id == "x:zhu" else place for place in given.request.places
    ))  # fmt: skip
    assert {(f.place, f.confidential) for f in rules.forbids} == {
        ("x:kang", True), ("x:lee", False),
    }  # fmt: skip
    left = make_plan(closed).unplaced[0]
    assert left.person == "x:bo"
    assert "quarrel" not in repr(left)


def test_an_accepted_plan_is_facts_and_is_undone(store: Store) -> None:
    given = asked(brought(store, office()))
    before = _facts(store)
    plan = make_plan(given.request)
    accepted = accept_plan(
        store, plan, PlannedFacts(given.offered, guided=True), by="Kang Min", only=["x:an"], at=DAY
    )
    assert accepted.pairs == ((pairs(plan)["x:an"], "x:an"),)
    network = load_network(store)
    links = network.links.filter(network.links["kind"].is_in(["MENTORS", "FILLS"]))
    assert links.height == 2
    filled = links.filter(links["kind"] == "FILLS").row(0, named=True)
    assert (filled["state"], filled["decided_by"]) == ("accepted", "Kang Min")
    # Even as of a date before the decision, the place is taken.
    for day in ("2026-11-15", "2026-11-01"):
        again = asked(store, as_of=day)
        assert [person.id for person in again.request.people] == ["x:bo"]
        assert pairs(plan)["x:an"] == "x:zhu"
        assert "x:zhu" not in [place.id for place in again.request.places]
    with pytest.raises(InputError, match="already"):
        accept_plan(store, plan, PlannedFacts(given.offered, guided=True), by="Kang Min")
    undo(store, accepted.number)
    assert _facts(store) == before


def _facts(store: Store) -> tuple[list[Any], list[Any]]:
    network = load_network(store)
    columns = [c for c in network.links.columns if c not in ("source", "target")]
    return network.nodes.sort("id").rows(), network.links.select(columns).sort("id").rows()


def test_letters_are_of_accepted_pairs_and_say_no_wish(store: Store, tmp_path: Path) -> None:
    given = asked(brought(store, office()), locks=(Lock("x:bo", "x:zhu"),))
    plan, planned = make_plan(given.request), PlannedFacts(given.offered, guided=True)
    with pytest.raises(InputError, match="none of these pairs is accepted"):
        letters(load_network(store), plan, planned)
    accept_plan(store, plan, planned, by="Kang Min", only=["x:an"], at=DAY)
    (letter,) = written = letters(load_network(store), plan, planned)
    assert (letter.person, letter.place) == ("x:an", "x:kang")
    assert "you can learn crowd" in letter.text
    assert letter.text.endswith("Kang Min\n")
    assert not re.search(r"quarrel|wish|choice|points|[+-]\d\d", letter.text.split("\n", 4)[-1])
    with words.speaking(words.CHINESE):
        (chinese,) = letters(load_network(store), plan, planned)
    assert chinese.text.startswith("尊敬的An、尊敬的Kang：\n")
    assert not re.search(r"[a-z]+ [a-z]+ [a-z]", chinese.text)
    write_letters(written, tmp_path / "out")
    (file,) = (tmp_path / "out").iterdir()
    assert file.read_text(encoding="utf-8") == letter.text
    with pytest.raises(InputError, match="already exists; give another folder"):
        write_letters(written, tmp_path / "out")


def test_letters_are_written_in_the_language_asked_for(
    embedded_store: EmbeddedStore, tmp_path: Path
) -> None:
    store = embedded_store
    given = asked(brought(store, office()), locks=(Lock("x:bo", "x:zhu"),))
    plan, planned = make_plan(given.request), PlannedFacts(given.offered, guided=True)
    accept_plan(store, plan, planned, by="Kang Min", only=["x:an"], at=DAY)
    saved = tmp_path / "mentors.json"
    save_plan(plan, saved, facts=planned)
    for language, greeting in (("en", "Dear An and Kang,"), ("zh", "尊敬的An、尊敬的Kang：")):
        options = ["--language", language, "--store", str(store.folder)]
        folder = tmp_path / language
        ran = CliRunner().invoke(cli, ["plan", "letters", str(saved), str(folder), *options])
        assert ran.exit_code == 0, ran.output
        (file,) = folder.iterdir()
        assert file.read_text(encoding="utf-8").startswith(greeting)


def test_names_in_letters_and_their_files_drive_nothing(embedded_store: Store) -> None:
    store, facts = embedded_store, office()
    for person in facts["Person"]:
        if person["id"] == "x:an":
            person["name"] = "../../An\u202eeE"
    given = asked(brought(store, facts))
    plan, planned = make_plan(given.request), PlannedFacts(given.offered, guided=True)
    accept_plan(store, plan, planned, by="Kang Min", only=["x:an"], at=DAY)
    (letter,) = letters(load_network(store), plan, planned, sender="The\noffice")
    assert re.fullmatch(r"[\w.-]+", letter.file)
    assert "/" not in letter.file
    assert "\u202e" not in letter.text
    assert letter.text.endswith("The office\n")


def test_what_cannot_be_accepted_is_named(store: Store) -> None:
    given = asked(brought(store, office()))
    plan = make_plan(given.request)
    planned = PlannedFacts(given.offered, guided=True)
    for facts, by, only, message in (
        (None, "Kim", None, "not from the network"),
        (planned, " ", None, "--by"),
        (planned, "Kim", ["x:lee"], "has no place in this plan"),
    ):
        with pytest.raises(InputError, match=message):
            accept_plan(store, plan, facts, by=by, only=only)


@pytest.mark.parametrize(
    ("dates", "room"),
    [
        ({"since": "2025-09"}, {"x:kang": 2}),
        ({"since": "2025-09", "until": "2027-06"}, {"x:kang": 2}),
        ({"since": "2027-01"}, {"x:kang": 2}),
        ({"since": "2025-09", "until": "2026-06"}, {"x:kang": 2, "x:zhu": 1}),
    ],
)
def test_places_are_those_of_mentors_less_whom_they_guide(
    embedded_store: Store, dates: dict[str, str], room: dict[str, int]
) -> None:
    facts = office(
        OFFERS=[],
        MENTORS=[{"from_id": "x:zhu", "to_id": "x:lee", **dates}],
    )
    facts["Person"][2]["mentor_places"] = 1
    facts["Person"][3]["mentor_places"] = 2
    given = asked(brought(embedded_store, facts), ["x:an"])
    assert {place.id: place.most for place in given.request.places} == room


def test_nobody_to_mentor_and_no_mentors_are_named(embedded_store: Store) -> None:
    facts = office(WISHES=[], OFFERS=[])
    brought(embedded_store, facts)
    with pytest.raises(InputError, match="nobody has a wish for a mentor"):
        asked(embedded_store)
    with pytest.raises(InputError, match="no mentor has a free place"):
        asked(embedded_store, ["x:an"])


def wish(who: str, about: str, stance: str, **more: Any) -> dict[str, Any]:
    return {"from_id": f"x:{who}", "to_id": f"x:{about}", "stance": stance, **more}


def banned(given: NetworkRequest) -> dict[tuple[str, str], bool]:
    """The pairs ruled out by a wish, with whether that is confidential."""
    forbids = given.request.rules.forbids
    return {(ban.person, ban.place): ban.confidential for ban in forbids if ban.reason in FINAL}


def points(given: NetworkRequest, kind: str) -> dict[tuple[str, str], int]:
    people, places = given.request.people, given.request.places
    added = given.request.fit.points.get(kind)
    if added is None:
        return {}
    rows = zip(*added.nonzero(), strict=True)
    return {(people[i].id, places[p].id): int(added[i, p]) for i, p in rows}


def test_a_confidential_wish_about_a_merged_record_counts(embedded_store: Store) -> None:
    films = [f"x:film-{n}" for n in range(4)]
    facts = office(
        Project=[{"id": film, "name": film} for film in films],
        WORKED_ON=[{"from_id": "imdb:nm4", "to_id": film, "role": "editor"} for film in films],
    )
    facts["Person"].append({"id": "imdb:nm4", "name": "Kang"})
    brought(embedded_store, facts)
    judge(embedded_store, load_records(embedded_store), ("imdb:nm4", "x:kang"), "same", by="Kim")
    assert load_network(embedded_store).canonical_id("x:kang") == "imdb:nm4"
    assert banned(asked(embedded_store)) == {("x:bo", "imdb:nm4"): True}


@pytest.mark.parametrize("confidential", [False, True])
def test_a_ban_counts_whatever_else_is_wished_of_the_same_pair(
    embedded_store: Store, confidential: bool
) -> None:
    wishes = [
        wish("bo", "zhu", "must not", since="2026-09"),
        wish("bo", "zhu", "would rather not", since="2026-06"),
        wish("bo", "zhu", "wants", rank=1, since="2026-03", confidential=confidential),
        wish("an", "kang", "wants", rank=2),
        wish("an", "kang", "would rather not", confidential=True),
    ]
    given = asked(brought(embedded_store, office(WISHES=wishes)), ["x:an", "x:bo"])
    assert banned(given) == {("x:bo", "x:zhu"): False}
    assert points(given, "their wish") == {("x:an", "x:kang"): 450, ("x:bo", "x:zhu"): -400}
    assert [(rank.person, rank.place, rank.rank) for rank in given.request.ranks] == [
        ("x:an", "x:kang", 2)
    ]


def test_a_wish_about_a_mentors_place_is_about_the_mentor(embedded_store: Store) -> None:
    wishes = [
        wish("an", "zhu/place", "wants", rank=1),
        wish("bo", "zhu/place", "must not"),
        wish("bo", "kang/place", "would rather not"),
    ]
    brought(embedded_store, office(WISHES=wishes))
    given = asked(embedded_store, ["x:an", "x:bo"])
    assert banned(given) == {("x:bo", "x:zhu"): False}
    assert points(given, "their wish") == {("x:an", "x:zhu"): 600, ("x:bo", "x:kang"): -400}
    assert [(rank.person, rank.place) for rank in given.request.ranks] == [("x:an", "x:zhu")]
    shown = evidence(
        "mentors", load_network(embedded_store), "x:an", "x:zhu",
        Reason("their wish", 600, ("choice 1",)), as_of="2026-11-15",
    )  # fmt: skip
    assert shown == ("x:an|WISHES|x:zhu/place|wants",)


def test_nobody_joins_a_mentor_whom_they_would_meet_others_with(embedded_store: Store) -> None:
    """Lee has one of Kang's two places, and An must not be put with Lee."""
    fills = [{"from_id": "x:lee", "to_id": "x:kang/place", "state": "accepted"}]
    wishes = [wish("an", "lee", "must not", confidential=True)]
    given = asked(brought(embedded_store, office(WISHES=wishes, FILLS=fills)), ["x:an", "x:bo"])
    assert banned(given) == {("x:an", "x:kang"): True, ("x:an", "x:lee"): True}


def test_who_wishes_for_a_mentor_by_name_is_in_the_plan_with_all_others(
    embedded_store: Store,
) -> None:
    wishes = [wish("an", "round", "wants"), wish("bo", "zhu", "wants", rank=1)]
    given = asked(brought(embedded_store, office(WISHES=wishes)))
    assert [person.id for person in given.request.people] == ["x:an", "x:bo"]


@pytest.mark.parametrize(
    ("place", "offer", "room"),
    [
        ({}, {"until": "2025-06"}, {"x:kang": 2, "x:lee": 5}),
        ({"ends": "2025"}, {}, {"x:kang": 2, "x:lee": 5}),
        ({"starts": "2027-01"}, {}, {"x:kang": 2, "x:lee": 5, "x:zhu": 1}),
        ({"ends": "2026"}, {"until": "2026-11"}, {"x:kang": 2, "x:lee": 5, "x:zhu": 1}),
    ],
)
def test_places_are_offered_until_they_or_their_offers_end(
    embedded_store: Store, place: dict[str, str], offer: dict[str, str], room: dict[str, int]
) -> None:
    facts = office()
    facts["Place"][0] |= place
    facts["OFFERS"][0] |= offer
    given = asked(brought(embedded_store, facts), ["x:an"])
    assert {each.id: each.most for each in given.request.places} == room


def test_participants_of_an_intake_to_come_are_planned_for(embedded_store: Store) -> None:
    facts = office(
        Programme=[{"id": "x:lab", "name": "Lab"}],
        TAKES_PART_IN=[
            {"from_id": "x:bo", "to_id": "x:lab", "role": "participant", "since": "2027-01"}
        ],
    )
    network = load_network(brought(embedded_store, facts)).present("2026-11-15")
    request = mentor_request(network, programme="x:lab").request
    assert [person.id for person in request.people] == ["x:bo"]


def planned(given: NetworkRequest) -> PlannedFacts:
    return NETWORK_PLANS["mentors"].facts(given)


def accepted_places(store: Store) -> dict[str, str]:
    network = load_network(store)
    links = network.links.filter(network.links["kind"] == "FILLS")
    rows = links.select("source", "target").rows()
    return {network.ids[person]: network.ids[place] for person, place in rows}


def test_acceptances_take_the_next_free_place_of_a_mentor(embedded_store: Store) -> None:
    facts = office(WISHES=[])
    facts["Place"].append({"id": "x:zhu/second", "name": "Second", "type": "mentoring", "most": 1})
    facts["OFFERS"].append({"from_id": "x:zhu", "to_id": "x:zhu/second"})
    brought(embedded_store, facts)
    for person in ("x:an", "x:bo"):
        given = asked(embedded_store, [person], locks=(Lock(person, "x:zhu"),))
        plan = make_plan(given.request)
        accept_plan(embedded_store, plan, planned(given), by="Kim", at=DAY)
    assert accepted_places(embedded_store) == {"x:an": "x:zhu/place", "x:bo": "x:zhu/second"}
    given = asked(embedded_store, ["x:lee"])
    assert "x:zhu" not in {place.id for place in given.request.places}


def test_an_old_plan_overfills_no_place_and_gives_nobody_a_second(embedded_store: Store) -> None:
    store = brought(embedded_store, office(WISHES=[]))
    plans = {
        (person, mentor): (make_plan(given.request), planned(given))
        for person, mentor in (("x:an", "x:zhu"), ("x:bo", "x:zhu"), ("x:an", "x:kang"))
        for given in [asked(store, [person], locks=(Lock(person, mentor),))]
    }
    accept_plan(store, *plans["x:an", "x:zhu"], by="Kim", at=DAY)
    with pytest.raises(InputError, match="Zhu has no room left for Bo"):
        accept_plan(store, *plans["x:bo", "x:zhu"], by="Kim", at=DAY)
    with pytest.raises(InputError, match=r"An was given .*Zhu.* after this plan was made"):
        accept_plan(store, *plans["x:an", "x:kang"], by="Kim", at=DAY)
    assert accepted_places(store) == {"x:an": "x:zhu/place"}


def test_a_ban_newer_than_the_plan_is_kept(embedded_store: Store) -> None:
    store = brought(embedded_store, office(WISHES=[]))
    given = asked(store, ["x:bo"], locks=(Lock("x:bo", "x:kang"),))
    source = {"id": "x:s", "name": "s"}
    later = {"WISHES": [wish("kang", "bo", "must not", why="a quarrel", confidential=True)]}
    assert import_facts(later, name="wishes", source=source, store=store).problems == []
    with pytest.raises(InputError, match=r"Bo cannot have Kang \(kept confidential") as refused:
        accept_plan(store, make_plan(given.request), planned(given), by="Kim", at=DAY)
    assert "quarrel" not in str(refused.value)


def test_who_declined_a_place_does_not_have_it(embedded_store: Store) -> None:
    fills = [{"from_id": "x:an", "to_id": "x:zhu/place", "state": "declined", "since": "2026-10"}]
    store = brought(embedded_store, office(WISHES=[], FILLS=fills))
    given = asked(store, ["x:an"], locks=(Lock("x:an", "x:zhu"),))
    plan = make_plan(given.request)
    with pytest.raises(InputError, match="none of these pairs is accepted"):
        letters(load_network(store), plan, planned(given))
    accept_plan(store, plan, planned(given), by="Kim", at=DAY)
    (letter,) = letters(load_network(store), plan, planned(given))
    assert "From 2026-11-10, Zhu is the mentor of An." in letter.text


def test_a_plan_saved_when_a_mentor_had_one_place_is_still_read(tmp_path: Path) -> None:
    people, places = [Person("an")], [Place("zhu")]
    plan = make_plan(request_of(people, places, [FitReason("an", "zhu", "drama", 5)]))
    saved = json.loads(saved_text(plan, facts=PlannedFacts({"zhu": ("zhu/place",)}, guided=True)))
    facts = PlannedFacts({"zhu": ("zhu/place",)}, guided=True)
    file = tmp_path / "plan.json"
    for held, places_of in ((True, ["zhu/place"]), (False, "zhu/place")):
        saved["facts"]["places"]["zhu"] = places_of
        if not held:
            del saved["facts"]["held"]
        file.write_text(json.dumps(saved), encoding="utf-8")
        assert read_saved(file) == (plan, facts)
