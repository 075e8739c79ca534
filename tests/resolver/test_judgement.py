"""Judgements resolved together."""

from __future__ import annotations

import random
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from graphmodel.resolver.judgement import DIFFERENT, NOT_SURE, RULE, SAME, Judgement, resolve


def judged(
    id_a: str, id_b: str, verdict: str, by: str = "ann", at: float | None = None
) -> Judgement:
    left_id, right_id = sorted((id_a, id_b))
    return Judgement(
        f"{left_id}{right_id}{by}", left_id, right_id, verdict, by, "2026-01-01", probability=at
    )


def ruled(id_a: str, id_b: str, at: float) -> Judgement:
    return judged(id_a, id_b, SAME, RULE, at)


def test_what_is_judged_the_same_is_one_through_others_too() -> None:
    resolution = resolve(
        [judged("a", "b", SAME), judged("b", "c", SAME, "bo"), ruled("c", "d", 0.99)]
    )
    assert resolution.groups == (("a", "b", "c", "d"),)
    assert resolution.conflicts == ()


def test_a_chain_that_joins_two_called_different_is_a_conflict_and_merges_nothing() -> None:
    chain = [judged("a", "b", SAME), judged("b", "c", SAME), judged("c", "d", SAME)]
    resolution = resolve([*chain, judged("a", "c", DIFFERENT, "bo")])
    assert resolution.groups == (("c", "d"),)
    [conflict] = resolution.conflicts
    assert conflict.different.by == "bo"
    assert conflict.same == (chain[0], chain[1])
    assert conflict.ids == ("a", "b", "c")


def test_every_chain_is_a_conflict() -> None:
    same = [judged(*pair, SAME) for pair in ("ab", "bd", "ac", "cd")]
    resolution = resolve([*same, judged("a", "d", DIFFERENT)])
    assert {c.ids for c in resolution.conflicts} == {("a", "b", "d"), ("a", "c", "d")}
    assert resolution.groups == ()


def test_two_people_who_disagree_on_one_pair_are_in_conflict() -> None:
    resolution = resolve([judged("a", "b", SAME), judged("a", "b", DIFFERENT, "bo")])
    assert [c.ids for c in resolution.conflicts] == [("a", "b")]
    assert resolution.groups == ()


def test_a_persons_word_outranks_the_rule() -> None:
    assert resolve([ruled("a", "b", 0.999), judged("a", "b", DIFFERENT)]).groups == ()
    assert resolve([ruled("a", "b", 0.999), judged("a", "b", NOT_SURE)]).groups == ()
    assert resolve([judged("a", "b", NOT_SURE, RULE), judged("a", "b", SAME)]).groups == (
        ("a", "b"),
    )


def test_different_splits_a_merge_by_rule_at_its_weakest() -> None:
    rule = [ruled("a", "b", 0.999), ruled("b", "c", 0.991)]
    resolution = resolve([*rule, judged("a", "c", DIFFERENT)])
    assert resolution.groups == (("a", "b"),)
    assert resolution.held_back == (rule[1],)
    assert resolution.same_source_pair(rule[1]) is None
    assert resolution.conflicts == ()


def test_the_rule_does_not_chain_two_ids_of_one_source() -> None:
    rule = [ruled("imdb:1", "wiki:x", 0.999), ruled("imdb:2", "wiki:x", 0.995)]
    resolution = resolve(rule)
    assert resolution.groups == (("imdb:1", "wiki:x"),)
    assert resolution.held_back == (rule[1],)
    assert resolution.same_source_pair(rule[1]) == ("imdb:2", "imdb:1")
    assert resolution.same_source_pair(rule[0]) is None
    people = [judged("imdb:1", "wiki:x", SAME), judged("imdb:2", "wiki:x", SAME)]
    assert resolve(people).groups == (("imdb:1", "imdb:2", "wiki:x"),)


_JUDGEMENTS = st.lists(
    st.builds(
        judged,
        st.sampled_from("abc"),
        st.sampled_from("defg"),
        st.sampled_from([SAME, DIFFERENT, NOT_SURE]),
        st.sampled_from(["ann", "bo", RULE]),
        st.floats(0.9, 1.0),
    )
    | st.builds(judged, st.sampled_from("abd"), st.sampled_from("ceg"), st.just(SAME)),
    max_size=14,
    unique_by=lambda j: j.id,
).map(lambda all_: [j for j in all_ if j.left_id != j.right_id])


@given(_JUDGEMENTS, st.integers(0, 10_000))
def test_never_one_and_called_different_whatever_the_order(
    judgements: list[Judgement], seed: int
) -> None:
    resolution = resolve(judgements)
    different = {j.pair for j in judgements if j.verdict == DIFFERENT and not j.by_rule}
    merged = {pair for group in resolution.groups for pair in combinations(group, 2)}
    assert not different & merged
    assert {c.different.pair for c in resolution.conflicts} <= different
    shuffled = list(judgements)
    random.Random(seed).shuffle(shuffled)
    remerged = {pair for group in resolve(shuffled).groups for pair in combinations(group, 2)}
    if not resolution.conflicts:
        assert remerged == merged
