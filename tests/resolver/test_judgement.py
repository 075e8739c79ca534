"""What judgements come to when they are taken together."""

from __future__ import annotations

import random
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from graphmodel.resolver.judgement import DIFFERENT, NOT_SURE, RULE, SAME, Judgement, standing


def said(one: str, other: str, verdict: str, by: str = "ann", at: float | None = None) -> Judgement:
    one, other = sorted((one, other))
    return Judgement(f"{one}{other}{by}", one, other, verdict, by, "2026-01-01", probability=at)


def ruled(one: str, other: str, at: float) -> Judgement:
    return said(one, other, SAME, RULE, at)


def test_what_is_judged_the_same_is_one_through_others_too() -> None:
    held = standing([said("a", "b", SAME), said("b", "c", SAME, "bo"), ruled("c", "d", 0.99)])
    assert held.groups == (("a", "b", "c", "d"),)
    assert held.contradictions == ()


def test_a_chain_that_joins_two_who_are_called_different_is_told_and_joins_nothing() -> None:
    chain = [said("a", "b", SAME), said("b", "c", SAME), said("c", "d", SAME)]
    held = standing([*chain, said("a", "c", DIFFERENT, "bo")])
    assert held.groups == (("c", "d"),)
    [found] = held.contradictions
    assert found.different.by == "bo"
    assert found.same == (chain[0], chain[1])
    assert found.ids == ("a", "b", "c")


def test_every_chain_is_told() -> None:
    same = [said(*pair, SAME) for pair in ("ab", "bd", "ac", "cd")]
    held = standing([*same, said("a", "d", DIFFERENT)])
    assert {c.ids for c in held.contradictions} == {("a", "b", "d"), ("a", "c", "d")}
    assert held.groups == ()


def test_two_people_who_disagree_on_one_pair_contradict_each_other() -> None:
    held = standing([said("a", "b", SAME), said("a", "b", DIFFERENT, "bo")])
    assert [c.ids for c in held.contradictions] == [("a", "b")]
    assert held.groups == ()


def test_a_persons_word_outranks_the_rule() -> None:
    assert standing([ruled("a", "b", 0.999), said("a", "b", DIFFERENT)]).groups == ()
    assert standing([ruled("a", "b", 0.999), said("a", "b", NOT_SURE)]).groups == ()
    assert standing([said("a", "b", NOT_SURE, RULE), said("a", "b", SAME)]).groups == (("a", "b"),)


def test_different_splits_a_join_by_rule_at_its_weakest() -> None:
    rule = [ruled("a", "b", 0.999), ruled("b", "c", 0.991)]
    held = standing([*rule, said("a", "c", DIFFERENT)])
    assert held.groups == (("a", "b"),)
    assert held.held_back == (rule[1],)
    assert held.listed_apart(rule[1]) is None
    assert held.contradictions == ()


def test_the_rule_does_not_chain_two_ids_of_one_source() -> None:
    rule = [ruled("imdb:1", "wiki:x", 0.999), ruled("imdb:2", "wiki:x", 0.995)]
    held = standing(rule)
    assert held.groups == (("imdb:1", "wiki:x"),)
    assert held.held_back == (rule[1],)
    assert held.listed_apart(rule[1]) == ("imdb:2", "imdb:1")
    assert held.listed_apart(rule[0]) is None
    people = [said("imdb:1", "wiki:x", SAME), said("imdb:2", "wiki:x", SAME)]
    assert standing(people).groups == (("imdb:1", "imdb:2", "wiki:x"),)


_WORDS = st.lists(
    st.builds(
        said,
        st.sampled_from("abc"),
        st.sampled_from("defg"),
        st.sampled_from([SAME, DIFFERENT, NOT_SURE]),
        st.sampled_from(["ann", "bo", RULE]),
        st.floats(0.9, 1.0),
    )
    | st.builds(said, st.sampled_from("abd"), st.sampled_from("ceg"), st.just(SAME)),
    max_size=14,
    unique_by=lambda j: j.id,
).map(lambda all_: [j for j in all_ if j.one != j.other])


@given(_WORDS, st.integers(0, 10_000))
def test_never_one_and_called_different_whatever_the_order(
    words: list[Judgement], seed: int
) -> None:
    held = standing(words)
    apart = {j.pair for j in words if j.verdict == DIFFERENT and not j.by_rule}
    one = {pair for group in held.groups for pair in combinations(group, 2)}
    assert not apart & one
    assert {c.different.pair for c in held.contradictions} <= apart
    shuffled = list(words)
    random.Random(seed).shuffle(shuffled)
    joined = {pair for group in standing(shuffled).groups for pair in combinations(group, 2)}
    if not held.contradictions:
        assert joined == one
