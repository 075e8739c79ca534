"""Plans compared with an enumeration of every plan: value, proof, cost of changes, rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings

from graphmodel import words
from graphmodel.analysis.plans.comparison import compare_plans, with_accepted
from graphmodel.analysis.plans.inputs import (
    Apart,
    FitReason,
    Forbid,
    Lock,
    Person,
    Place,
    Request,
    Rules,
    Share,
    Together,
)
from graphmodel.analysis.plans.linear import CONFIDENTIAL, RuleInForce
from graphmodel.analysis.plans.planner import Contradiction, make_plan, request_of
from graphmodel.analysis.plans.results import Plan
from graphmodel.analysis.plans.wordings import (
    ban_in_words,
    plan_in_words,
    reasons_in_words,
    why_unplaced,
)
from graphmodel.planning.saved import plan_document
from tests.analysis.plans.enumeration import (
    best_value,
    keeps_rules,
    requests,
    value,
    with_forbid,
    with_lock,
)


def positions(request: Request, plan: Plan) -> tuple[frozenset[int], ...]:
    column = {place.id: p for p, place in enumerate(request.places)}
    return tuple(
        frozenset(column[pair.place] for pair in plan.placements if pair.person == person.id)
        for person in request.people
    )


def compare_with_enumeration(request: Request) -> None:
    best = best_value(request)
    if best is None:
        with pytest.raises(Contradiction):
            make_plan(request)
        return
    plan = make_plan(request)
    chosen = positions(request, plan)
    assert keeps_rules(request, chosen)
    assert (plan.value, plan.bound, value(request, chosen)) == (best, best, best)
    for pair in plan.placements:
        assert sum(reason.points for reason in pair.reasons) == pair.points
    for left in {pair.person: pair for pair in plan.placements}.values():
        following = left.next_best
        if following:
            locked = best_value(with_lock(request, left.person, following.place))
            assert locked is not None
            assert (following.cost, following.exact) == (best - locked, True)
        without = best_value(with_forbid(request, left.person, left.place))
        if not left.locked:
            assert left.certain is (without is None or without < best)
    for p, filled in enumerate(plan.places):
        places = list(request.places)
        places[p] = replace(places[p], most=places[p].most + 1)
        more = best_value(replace(request, places=tuple(places)))
        assert filled.one_more is not None
        assert more is not None
        assert filled.one_more.gain == more - best


@settings(max_examples=100)
@given(requests(people=4, places=3, group_rules=False))
def test_plans_under_capacities_are_the_best_of_all(request: Request) -> None:
    compare_with_enumeration(request)


@settings(max_examples=100)
@given(requests(people=4, places=3))
def test_plans_under_rules_about_several_people_are_the_best_of_all(request: Request) -> None:
    compare_with_enumeration(request)


@settings(max_examples=50)
@given(requests(people=4, places=3, group_rules=False))
def test_the_next_best_costs_least_of_all(request: Request) -> None:
    try:
        plan = make_plan(request)
    except Contradiction:
        return
    for pair in plan.placements:
        if pair.locked:
            assert pair.next_best is None
            continue
        costs = [
            plan.value - locked
            for place in request.places
            if place.id != pair.place and request.fit.possible[
                [p.id for p in request.people].index(pair.person),
                [p.id for p in request.places].index(place.id),
            ]
            and (locked := _allowed_value(request, pair.person, place.id)) is not None
        ]  # fmt: skip
        assert (pair.next_best.cost if pair.next_best else None) == min(costs, default=None)


def _allowed_value(request: Request, person: str, place: str) -> int | None:
    i = [p.id for p in request.people].index(person)
    p = [p.id for p in request.places].index(place)
    points = int(request.fit.total[i, p])
    points += request.rules.waiting_points * request.people[i].waited
    least = request.rules.least_points
    if least is not None and points < least:
        return None
    return best_value(with_lock(request, person, place))


@settings(max_examples=60)
@given(requests(people=4, places=2))
def test_rules_named_contradict_each_other_and_all_are_needed(request: Request) -> None:
    if best_value(request) is not None:
        return
    with pytest.raises(Contradiction) as refused:
        make_plan(request)
    named = refused.value.rules
    assert best_value(under(request, named)) is None
    for n in range(len(named)):
        if named[n].kind not in ("per_person", "per_year", "everybody", "overlap"):
            assert best_value(under(request, named[:n] + named[n + 1 :])) is not None


def test_a_pair_too_weak_and_forbidden_is_no_way_out_of_a_contradiction() -> None:
    """Even without the ban, the only person who fits has too few points."""
    request = request_of(
        [Person("An")], [Place("Zhu", least=1)], [FitReason("An", "Zhu", "wish", 1)],
        Rules(forbids=(Forbid("An", "Zhu"),), least_points=2),
    )  # fmt: skip
    with pytest.raises(Contradiction) as refused:
        make_plan(request)
    assert [rule.kind for rule in refused.value.rules] == ["least"]


def under(request: Request, named: Sequence[RuleInForce]) -> Request:
    """The request with only these rules; rules about each person apply to all."""
    kinds = {rule.kind for rule in named}
    pairs = {(rule.kind, *rule.people, rule.place) for rule in named}
    rules, n = request.rules, len(request.people)
    places = [
        replace(
            place,
            least=place.least if ("least", place.id) in pairs else 0,
            most=place.most if ("most", place.id) in pairs else n,
            starts=place.starts if kinds & {"overlap", "per_year"} else None,
            ends=place.ends if "overlap" in kinds else None,
        )
        for place in request.places
    ]
    looser = replace(
        rules,
        forbids=tuple(r for r in rules.forbids if ("forbid", r.person, r.place) in pairs),
        locks=tuple(r for r in rules.locks if ("lock", r.person, r.place) in pairs),
        apart=rules.apart if "apart" in kinds else (),
        together=rules.together if "together" in kinds else (),
        shares=rules.shares if "share" in kinds else (),
        per_person=rules.per_person if "per_person" in kinds else len(places),
        per_year=rules.per_year if "per_year" in kinds else None,
        everybody="everybody" in kinds,
    )
    return replace(request, places=tuple(places), rules=looser)


def small_office() -> Request:
    """Bo and An want Zhu, who has one place; Kang has one, and Liu none."""
    reasons = [
        FitReason("An", "Zhu", "wish", 300),
        FitReason("An", "Kang", "wish", 250),
        FitReason("Bo", "Zhu", "wish", 400, ("f1",)),
        FitReason("Bo", "Kang", "language", -20),
        FitReason("Bo", "Kang", "wish", 320),
        FitReason("Chen", "Kang", "wish", 10),
    ]
    people = [Person(name, {"school": "BFA"}, 6) for name in ("An", "Bo", "Chen", "Du")]
    return request_of(people, [Place("Kang"), Place("Zhu"), Place("Liu", 0)], reasons)


def test_everybody_learns_why() -> None:
    plan = make_plan(small_office())
    assert [(p.person, p.place, p.points) for p in plan.placements] == [
        ("An", "Kang", 250), ("Bo", "Zhu", 400),
    ]  # fmt: skip
    assert plan.placements[1].reasons[0].facts == ("f1",)
    assert plan.placements[0].next_best is not None
    assert (plan.placements[0].next_best.place, plan.placements[0].next_best.cost) == ("Zhu", 50)
    assert [(left.person, left.obstacle) for left in plan.unplaced] == [
        ("Chen", "outbid"), ("Du", "no_fit"),
    ]  # fmt: skip
    assert plan.unplaced[0].holders == ("An",)
    assert plan.unplaced[0].nearest is not None
    assert plan.unplaced[0].nearest.cost == 240


def test_one_more_sets_off_a_chain() -> None:
    plan = make_plan(small_office())
    zhu = next(filled for filled in plan.places if filled.place == "Zhu")
    assert zhu.one_more is not None
    assert zhu.one_more.gain == 60
    steps = [(move.person, move.source, move.target) for move in zhu.one_more.chain]
    assert steps == [("An", "Kang", "Zhu"), ("Chen", None, "Kang")]


def test_a_confidential_reason_is_never_shown() -> None:
    request = small_office()
    secret = Forbid("Bo", "Zhu", "an old quarrel", confidential=True)
    apart = Apart("An", "Bo", "an old quarrel", confidential=True)
    locks = (Lock("An", "Kang"), Lock("Bo", "Kang"))
    people = [Person(name) for name in ("An", "Bo")]
    places = [Place("Kang", 2), Place("Zhu")]
    reasons = [FitReason(a, p, "wish", 1) for a in ("An", "Bo") for p in ("Kang", "Zhu")]
    with pytest.raises(Contradiction) as refused:
        make_plan(request_of(people, places, reasons, Rules(apart=(apart,), locks=locks)))
    told = str(refused.value)
    assert "quarrel" not in told
    assert "a rule kept confidential by the office" in told
    assert "kept apart" not in told
    assert [rule.people for rule in refused.value.rules if rule.kind == "apart"] == [()]
    plan = make_plan(replace(request, rules=Rules(forbids=(secret,), unplaced_cost=1)))
    assert "quarrel" not in repr(plan)


def test_who_is_left_for_a_confidential_rule_does_not_learn_whom_it_is_about() -> None:
    reasons = [FitReason("An", "Zhu", "wish", 9), FitReason("Bo", "Zhu", "wish", 5)]
    for rules in (
        Rules(apart=(Apart("An", "Bo", "an old quarrel", confidential=True),)),
        Rules(forbids=(Forbid("Bo", "Zhu", "an old quarrel", confidential=True),)),
    ):
        people = [Person("An"), Person("Bo")]
        plan = make_plan(request_of(people, [Place("Zhu", 2)], reasons, rules))
        [left] = plan.unplaced
        assert left.rule == RuleInForce(left.rule.kind, reason=CONFIDENTIAL)  # type: ignore[union-attr]
        assert why_unplaced(left).endswith("a rule kept confidential by the office")


def why_left(
    places: Sequence[Place], reasons: Sequence[FitReason], rules: Rules | None = None
) -> dict[str, str]:
    people = [Person(name) for name in sorted({reason.person for reason in reasons})]
    plan = make_plan(request_of(people, places, reasons, rules))
    return {left.person: why_unplaced(left) for left in plan.unplaced}


def test_who_is_left_because_others_are_locked_learns_that() -> None:
    reasons = [FitReason("An", "Zhu", "wish", 600), FitReason("Bo", "Zhu", "wish", 0)]
    rules = Rules(locks=(Lock("Bo", "Zhu"),))
    assert why_left([Place("Zhu")], reasons, rules) == {
        "An": "the only suitable place is filled by Bo, who is locked there"
    }
    reasons += [FitReason("An", "Kang", "wish", 5), FitReason("Chen", "Kang", "wish", 9)]
    assert why_left([Place("Zhu"), Place("Kang")], reasons, rules) == {
        "An": "all 2 suitable places are filled by Chen, who adds more to the plan, and by Bo, "
        "locked there"
    }


def test_who_is_left_because_a_place_takes_nobody_learns_that() -> None:
    reasons = [FitReason("An", "Zhu", "wish", 600)]
    assert why_left([Place("Zhu", 0)], reasons) == {"An": "the only suitable place takes nobody"}


@pytest.mark.parametrize("confidential", [False, True])
def test_no_full_place_is_said_to_have_room(confidential: bool) -> None:
    """Xi and Shao are kept apart; Zhu has one place."""
    rules = Rules(apart=(Apart("Xi", "Shao", confidential=confidential),))
    reasons = [FitReason("Xi", "Zhu", "wish", 9), FitReason("Shao", "Zhu", "wish", 5)]
    assert why_left([Place("Zhu")], reasons, rules) == {
        "Shao": "the only suitable place is filled by Xi, who adds more to the plan"
    }
    left = why_left([Place("Zhu", 2)], reasons, rules)["Shao"]
    assert left.startswith("a place has room" if confidential else "Zhu has room")


def test_a_place_with_room_is_named_and_not_the_one_that_costs_least() -> None:
    """Kang, where An would cost least, is full; Zhu has room, but An is kept apart from Xi."""
    rules = Rules(apart=(Apart("An", "Xi"),))
    reasons = [
        FitReason("An", "Zhu", "wish", 5), FitReason("Xi", "Zhu", "wish", 90),
        FitReason("An", "Kang", "wish", 5), FitReason("Bo", "Kang", "wish", 9),
    ]  # fmt: skip
    assert why_left([Place("Zhu", 2), Place("Kang")], reasons, rules) == {
        "An": "Zhu has room, but a rule keeps them out: An and Xi are kept apart"
    }


def test_a_plan_speaks_the_language_of_whoever_reads_it_and_its_file_english() -> None:
    people = [Person("An"), Person("Bo")]
    reasons = [FitReason("An", "Zhu", "their wish", 9), FitReason("Bo", "Zhu", "gut feeling", 5)]
    plan = make_plan(request_of(people, [Place("Zhu", 1)], reasons, Rules()))
    [left], [pair] = plan.unplaced, plan.placements
    with words.speaking(words.CHINESE):
        assert plan_in_words(plan).startswith("2 人中已安排 1 人，共 9 分；已证明")
        assert why_unplaced(left) == "1 个合适的位置全都给了An，对整体更有利"
        assert reasons_in_words(pair.reasons) == "本人志愿 +9"
        assert ban_in_words("does not speak French") == "不会说法语"
        assert ban_in_words("an old quarrel") == "an old quarrel"
        [row] = plan_document(plan)["unplaced"]
    assert row["why"] == "the only suitable place is filled by An, who adds more to the plan"


def test_rules_that_contradict_each_other_are_named_and_no_others() -> None:
    people = [Person(f"a{n}", {"school": "X"}) for n in range(6)]
    places = [Place("p", 2), Place("q", 3)]
    reasons = [FitReason(person.id, place.id, "wish", 5) for person in people for place in places]
    rules = Rules(
        locks=(Lock("a0", "p"), Lock("a1", "p"), Lock("a2", "p"), Lock("a5", "q")),
        apart=(Apart("a3", "a4"),),
        shares=(Share("school", 3),),
    )
    with pytest.raises(Contradiction) as refused:
        make_plan(request_of(people, places, reasons, rules))
    assert sorted(rule.kind for rule in refused.value.rules) == ["lock", "lock", "lock", "most"]


def test_people_kept_apart_who_all_need_a_place_are_named() -> None:
    people = [Person(name) for name in "abc"]
    places = [Place("p", 3), Place("q", 3)]
    reasons = [FitReason(person.id, place.id, "wish", 5) for person in people for place in places]
    apart = (Apart("a", "b"), Apart("b", "c"), Apart("a", "c"))
    with pytest.raises(Contradiction) as refused:
        make_plan(request_of(people, places, reasons, Rules(apart=apart, everybody=True)))
    kinds = sorted(rule.kind for rule in refused.value.rules)
    assert kinds == ["apart"] * 3 + ["everybody"] * 3


def test_who_is_left_because_of_a_rule_learns_which() -> None:
    people = [Person("a"), Person("b")]
    reasons = [FitReason("a", "p", "wish", 9), FitReason("b", "p", "wish", 5)]
    apart = Apart("a", "b", "competing projects")
    plan = make_plan(request_of(people, [Place("p", 2)], reasons, Rules(apart=(apart,))))
    assert [(left.person, left.obstacle) for left in plan.unplaced] == [("b", "rule")]
    assert plan.unplaced[0].rule is not None
    assert plan.unplaced[0].rule.reason == "competing projects"


def test_a_plan_is_the_same_each_time_and_seeds_draw_between_ties_alone() -> None:
    people = [Person(f"a{n}") for n in range(5)]
    places = [Place(f"p{n}") for n in range(4)]
    reasons = [FitReason(a.id, p.id, "wish", 7) for a in people for p in places]
    request = request_of(people, places, reasons)
    assert repr(make_plan(request)) == repr(make_plan(request))
    plans = [make_plan(request, seed=seed) for seed in range(6)]
    assert {plan.value for plan in plans} == {28}
    assert len({tuple((p.person, p.place) for p in plan.placements) for plan in plans}) > 1
    assert len({plan.digest for plan in plans}) == 1
    assert all(pair.certain is False for plan in plans for pair in plan.placements)


def test_two_plans_are_compared_and_accepted_placements_stay() -> None:
    request = small_office()
    before = make_plan(request)
    forbid = replace(request, rules=Rules(forbids=(Forbid("Bo", "Zhu"),)))
    after = make_plan(forbid)
    comparison = compare_plans(before, after, request.people)
    assert comparison.points == after.value - before.value == -50
    assert comparison.by_reason == {"language": -20, "wish": -30}
    assert [(m.person, m.source, m.target) for m in comparison.moves] == [
        ("An", "Kang", "Zhu"), ("Bo", "Zhu", "Kang"),
    ]  # fmt: skip
    assert [(s.value, s.people, s.before, s.after) for s in comparison.shares] == [("BFA", 4, 2, 2)]
    again = make_plan(with_accepted(request, after, ["An"]))
    assert [(p.person, p.place, p.locked) for p in again.placements] == [
        ("An", "Zhu", True), ("Bo", "Kang", False),
    ]  # fmt: skip


@pytest.mark.parametrize("people", [[], [Person("a")]])
def test_nothing_to_plan_is_an_empty_plan(people: list[Person]) -> None:
    plan = make_plan(request_of(people, [], []))
    assert (plan.value, plan.placements, len(plan.unplaced)) == (0, (), len(people))
    assert plan.to_polars().height == len(people)
    plan = make_plan(request_of([], [Place("p", 2)], []))
    assert plan.places[0].people == ()


def test_couples_take_places_for_two() -> None:
    people = [Person(name) for name in "abc"]
    reasons = [
        FitReason("a", "p", "wish", 5), FitReason("b", "p", "wish", 5),
        FitReason("c", "p", "wish", 9), FitReason("a", "q", "wish", 1),
        FitReason("b", "q", "wish", 1),
    ]  # fmt: skip
    rules = Rules(together=(Together("a", "b"),))
    plan = make_plan(request_of(people, [Place("p", 2), Place("q", 2)], reasons, rules))
    assert [(pair.person, pair.place) for pair in plan.placements] == [
        ("a", "q"), ("b", "q"), ("c", "p"),
    ]  # fmt: skip
