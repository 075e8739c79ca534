"""Newcomers and the outcomes of earlier ones, in small synthetic worlds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from graphmodel.analysis.newcomers.backtest import CHOSEN, Pasts, Question, chosen, cut_year
from graphmodel.analysis.newcomers.careers import Careers
from graphmodel.analysis.newcomers.learning import learn
from graphmodel.analysis.newcomers.newcomers import Newcomers, newcomers
from graphmodel.analysis.newcomers.standing import risen, standing
from graphmodel.analysis.newcomers.wordings import overview
from graphmodel.errors import InputError
from tests.analysis.talent_networks import talent

NODES: dict[str, dict[str, Any]] = {
    "good": {"kind": "School", "name": "Good School"},
    "other": {"kind": "School", "name": "Other School"},
    "real": {"kind": "Festival", "name": "Real Festival", "tier": 3},
    "paid": {"kind": "Festival", "name": "Paid Festival", "tier": 0},
}


class World:
    """Builder of facts about people, one call each."""

    def __init__(self) -> None:
        self.nodes, self.links = dict(NODES), list[dict[str, Any]]()

    def work(self, who: str, year: int, type: str = "film", role: str = "director") -> str:
        name = f"{who}-{type}-{year}-{len(self.links)}"
        self.nodes[name] = {"kind": "Project", "type": type, "year": year, "name": name}
        self.links.append({"kind": "WORKED_ON", "from": who, "to": name, "role": role,
                           "year": year})  # fmt: skip
        return name

    def at(self, what: str, festival: str, year: int) -> None:
        self.links.append({"kind": "SELECTED_AT", "from": what, "to": festival, "year": year,
                           "result": "selected"})  # fmt: skip

    def study(self, who: str, school: str, **dates: Any) -> None:
        self.links.append({"kind": "STUDIED_AT", "from": who, "to": school, **dates})

    def ask(self, **options: Any) -> Newcomers:
        network = talent(self.nodes, self.links)
        return newcomers(network, as_of=options.pop("as_of", 2020), **options)

    @property
    def careers(self) -> Careers:
        return Careers(talent(self.nodes, self.links).present("2020"))


def history(years: tuple[int, ...] = (2004, 2009, 2014), each: int = 40) -> World:
    """``each`` people begin with a short in each year. Half went to Good School; three in four of
    them have three films five years on, against one in eight of the others. Every other person
    paid for a festival."""
    world = World()
    for year in years:
        for number in range(each):
            who, good = f"p{year}-{number:02}", number < each // 2
            world.study(who, "good" if good else "other", until=f"{year}")
            short = world.work(who, year, "short")
            if number % 2:
                world.at(short, "paid", year)
            rises = number % 4 != 0 if good else number % 8 == 0
            for film in range(3 if rises else 0):
                world.work(who, year + 2 + film)
    return world


def test_who_is_a_newcomer_and_who_rose() -> None:
    world = World()
    world.work("shorts", 2012, "short")
    for year in (2011, 2012, 2013):
        world.work("two", year, "short" if year == 2011 else "film")
        world.work("three", year)
    world.work("old", 1999)
    world.work("later", 2016)
    world.work("undated-later", 2012)
    for _ in range(3):
        world.work("two", 2018)
    world.at("shorts", "real", 2019)
    careers = world.careers
    then = standing(careers, 2014, 2)
    names = [careers.network.ids[p] for p in then.people]
    assert names == ["shorts", "two", "undated-later"]
    assert then.credits.tolist() == [0, 2, 1]
    assert risen(careers, then, 2, 5).tolist() == [True, True, False]
    assert risen(careers, then, 2, 3).tolist() == [False, False, False]
    assert [careers.network.ids[p] for p in standing(careers, 2014, 1).people] == [
        "shorts", "undated-later",
    ]  # fmt: skip


def test_who_guides_others_or_is_dead_is_no_newcomer() -> None:
    world = World()
    for who in ("guide", "dead", "alive"):
        world.work(who, 2018)
    world.nodes["dead"] = {"died": 2019}
    world.links.append({"kind": "MENTORS", "from": "guide", "to": "alive", "since": "2019"})
    assert [p.id for p in world.ask().people] == ["alive"]
    assert [p.id for p in world.ask(as_of=2018).people] == ["alive", "dead", "guide"]


def test_a_school_counts_by_what_became_of_its_people_and_a_paid_festival_by_nothing() -> None:
    world = history()
    for who, school in (("ann", "good"), ("bob", "other")):
        world.study(who, school, until="2019")
        world.work(who, 2019, "short")
    answer = world.ask()
    assert answer.refusal is None
    # 40 begin in each year, of whom 17 rise; the 23 others are still newcomers five years on.
    assert answer.learned_from == (40 + 63 + 63, 3 * 17)
    assert [p.id for p in answer.people[:2]] == ["ann", "bob"]
    ann, bob = answer.people[:2]
    assert ann.chance is not None
    assert bob.chance is not None
    assert 0.5 < ann.chance < 0.9
    assert bob.chance < 0.3
    signals = {s.id: s for s in answer.signals if s.id}
    # By hand: 20 each year plus 5 left from the year before; and 20 plus 18.
    assert (signals["good"].people, signals["good"].rose) == (70, 45)
    assert (signals["other"].people, signals["other"].rose) == (96, 6)
    assert signals["good"].lowest > 0 > signals["other"].highest
    assert signals["paid"].lowest <= 0 <= signals["paid"].highest
    assert abs(signals["paid"].weight) < 0.15 < signals["good"].weight


def test_a_reason_says_what_became_of_others_with_date_and_source() -> None:
    world = history()
    world.study("ann", "good", until="2019")
    short = world.work("ann", 2019, "short")
    world.at(short, "paid", 2020)
    (ann,) = (p for p in world.ask().people if p.id == "ann")
    school, festival, made = (
        next(r for r in ann.reasons if r.kind == kind) for kind in ("school", "festival", "short")
    )
    assert ann.reasons[0] == school
    assert (school.words, school.people, school.rose) == ("studied at Good School", 70, 45)
    assert school.facts
    assert school.sources
    assert festival.words == f"selected at Paid Festival 2020 with {short}"
    assert festival.dated == 2020
    assert made.words == f"1 short: {short}"


def test_nothing_later_than_the_date_of_asking_is_used() -> None:
    world = history()
    world.study("ann", "good", until="2013")
    world.work("ann", 2013, "short")
    before = world.ask(as_of=2014)
    for year in (2015, 2016, 2017, 2018):
        world.work("ann", year)
        world.at("ann", "real", year)
    world.links.append({"kind": "MENTORS", "from": "m", "to": "ann", "since": "2016"})
    world.nodes["ann"] = {"died": 2018, "credits": 9}
    assert world.ask(as_of=2014) == before


def test_a_year_that_has_only_begun_is_not_over() -> None:
    world = history((2003, 2008, 2013))
    for who in range(9):
        world.work(f"old{who}", 2019)
        world.work(f"new{who}", 2020)
    over = {day: world.ask(as_of=day) for day in ("2019", "2020-01-15", "2020-12-31", "2020")}
    cuts = {day: [year.year for year in answer.backtest] for day, answer in over.items()}
    assert cuts["2020-01-15"] == cuts["2019"] == [2014, 2009]
    assert cuts["2020-12-31"] == cuts["2020"] == [2015, 2010]
    assert over["2020-01-15"].signals == over["2019"].signals


def test_the_backtest_learns_from_years_before_alone() -> None:
    world = history((1999, 2004, 2009))
    pasts = Pasts(world.careers, Question())
    entry = cut_year(pasts, 2009)
    assert entry is not None
    # The 20 from Good School come first, of whom 15 rose.
    assert (entry.people, entry.rose, entry.hits, entry.best_signal) == (63, 17, 15.0, "school")
    assert entry.at_random == pytest.approx(CHOSEN * 17 / 63)
    assert learn(pasts.before(1999)) is None
    assert cut_year(pasts, 1999) is None


def test_ties_at_the_end_of_the_first_twenty_count_by_their_mean() -> None:
    scores = np.array([3.0, 2.0, 1.0, 1.0, 1.0, 1.0])
    rose = np.array([True, False, True, False, False, False])
    assert chosen(scores, rose, 4) == pytest.approx(1 + 2 * 1 / 4)
    assert chosen(scores, rose, 10) == 2.0


def test_too_few_are_not_learned_from_and_nobody_is_ranked() -> None:
    world = history((2014,), each=20)
    world.work("new", 2020, "short")
    answer = world.ask()
    assert answer.refusal is not None
    assert "of 20 newcomers of earlier years, 8 rose" in answer.refusal
    assert answer.people[0].id == "new"
    assert {p.chance for p in answer.people} == {None}
    assert answer.signals == ()


def test_signals_that_tell_nothing_are_said_to() -> None:
    said = "No signal predicted who would rise"
    world = history()
    world.work("ann", 2019)
    told = world.ask()
    assert told.tells_apart
    assert said not in " ".join(overview(told))
    alike = replace(told, signals=tuple(replace(s, weight=0.0) for s in told.signals))
    assert not alike.tells_apart
    assert said in " ".join(overview(alike))


def test_those_of_whom_only_a_school_is_known_stand_apart() -> None:
    world = history()
    world.study("blank", "good", until="2020")
    world.study("undated", "good")
    answer = world.ask()
    assert [p.id for p in answer.nothing_known] == ["blank", "undated"]
    assert "blank" not in {p.id for p in answer.people}


def test_a_school_and_a_role_narrow_it() -> None:
    world = history()
    world.study("ann", "good", until="2019")
    world.work("ann", 2019, "short", role="writer")
    assert {p.id for p in world.ask(role="writer").people} == {"ann"}
    answer = world.ask(school="other")
    assert answer.people
    assert "ann" not in {p.id for p in answer.people}


def test_how_many_credits_somebody_is_said_to_have_counts_today() -> None:
    world = World()
    world.nodes |= {"many": {"credits": 5}, "few": {"credits": 1}}
    for who in ("many", "few"):
        world.work(who, 2019, "short")
    (few,) = world.ask().people
    assert (few.id, few.credits) == ("few", 1)


def test_roles_are_the_same_in_any_case() -> None:
    world = history()
    world.at(world.work("ann", 2019, role="Director "), "real", 2020)
    world.work("bob", 2019, role="WRITER")
    assert "ann" in {p.id for p in world.ask(role="director").people}
    assert {p.id for p in world.ask(role="Writer").people} == {"bob"}
    (ann,) = (p for p in world.ask().people if p.id == "ann")
    assert any(r.words.startswith("selected at Real Festival 2020") for r in ann.reasons)
    assert any(r.words == "mostly director" for r in ann.reasons)
    with pytest.raises(InputError, match=r"nobody has the role 'Juggler'; .* director, writer"):
        world.ask(role="Juggler")


def test_what_speaks_against_somebody_is_no_reason_for_them() -> None:
    world = history()
    world.study("bob", "other", until="2019")
    world.work("bob", 2019, "short")
    (bob,) = (p for p in world.ask().people if p.id == "bob")
    assert "studied at Other School" in {r.words for r in bob.against}
    assert all(r.points >= 0 for r in bob.in_favour)
    assert all(r.points < 0 for r in bob.against)
    assert "no credit known" in {r.words for r in bob.reasons}


def test_what_is_wrong_is_said() -> None:
    world = history()
    with pytest.raises(InputError, match="credits cannot be -1; give 0 or more"):
        world.ask(most=-1)
    with pytest.raises(InputError, match="nobody is known to have studied at real"):
        world.ask(school="real")
