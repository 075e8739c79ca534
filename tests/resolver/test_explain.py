"""Evidence and contradictions in plain words."""

from __future__ import annotations

import pytest

from graphmodel.resolver.explain import contradiction, held_back, reason
from graphmodel.resolver.judgement import RULE, Contradiction, Judgement, standing
from graphmodel.resolver.matching import EVIDENCE_KINDS, Evidence

FACTS: dict[str, tuple[dict[str, object], str]] = {
    "base": ({}, "How seldom two that are compared are one"),
    "names": (
        {"names": ["Zhang Yimou", "Yimou Zhang"], "how": "order"},
        "The same name in another order: Zhang Yimou / Yimou Zhang",
    ),
    "rarity": ({"names": ["A", "A"], "bearers": 1200}, "A name that 1,200 here bear"),
    "works": (
        {"works": [["h", "h2"], ["j", "j2"]], "count": 12},
        "12 works in common: Hero, Ju Dou and 10 more",
    ),
    "roles": ({"roles": ["director"]}, "In the same role: director"),
    "collaborators": ({"names": ["Gong Li"], "count": 1}, "1 person both worked with: Gong Li"),
    "years": (
        {"years": [[1990, 1999], [2020, 2024]], "gap": 21},
        "Worked 1990–1999 and 2020–2024, 21 years apart",
    ),
    "apart": ({"works": ["h"]}, "One source credits both, each apart, on Hero"),
    "rival": ({"ids": ["h"]}, "Somebody else there bears the name more exactly: Hero"),
    "source": ({}, "One source tells both, and it seldom tells one twice"),
    "ids": (
        {"ids": ["imdb:1", "imdb:2"], "agree": False},
        "Different ids of one kind: imdb:1, imdb:2",
    ),
    "born": ({"years": [1950, 1950]}, "Both born in 1950"),
    "titles": (
        {"names": ["Hero", "Heroes"], "how": "part"},
        "One name is a part of the other: Hero / Heroes",
    ),
    "year": ({"years": [2002, 2003], "gap": 1}, "Of 2002 and of 2003"),
    "people": (
        {"names": ["Gong Li"], "count": 1, "of": 4},
        "1 of 4 people credited on both: Gong Li",
    ),
    "name_alone": ({}, "Only the name speaks for it, which is never enough"),
}


def name_of(node_id: str) -> str:
    return {"h": "Hero", "j": "Ju Dou"}.get(node_id, node_id)


@pytest.mark.parametrize("kind", EVIDENCE_KINDS)
def test_every_kind_of_evidence_has_its_words(kind: str) -> None:
    facts, words = FACTS[kind]
    assert reason(Evidence(kind, 1.0, facts), name_of) == words


def test_a_year_that_is_no_word_of_the_work_is_told_as_such() -> None:
    facts = {"years": [2002, 2003], "gap": 1, "dated": [False, True]}
    said = reason(Evidence("year", -1.0, facts), name_of)
    assert said == "First credited or shown in 2002, and of 2003"


def test_evidence_of_another_release_is_told_by_its_kind() -> None:
    assert reason(Evidence("works", 1.0, {"shared": 3}), name_of) == "works"
    assert reason(Evidence("some_new_kind", 1.0, {}), name_of) == "some new kind"


def test_a_contradiction_says_who_said_what_and_what_to_do() -> None:
    def said(one: str, other: str, verdict: str, by: str) -> Judgement:
        return Judgement(by, one, other, verdict, by, "2026-11-22T10:00:00+00:00")

    same = (said("a", "j", "same", "Ann"), said("h", "j", "same", "Bo"))
    lines = contradiction(Contradiction(said("a", "h", "different", "Cy"), same), name_of)
    assert lines[0] == "Ann said on 2026-11-22 that a (a) and Ju Dou (j) are the same."
    assert lines[2] == "Cy said on 2026-11-22 that a (a) and Hero (h) are different."
    assert "Undo the one that is wrong" in lines[3]


def test_a_join_that_waits_says_what_speaks_against_it() -> None:
    def ruled(one: str, other: str, at: float) -> Judgement:
        return Judgement(one + other, one, other, "same", RULE, "2026-11-22", probability=at)

    rule = [ruled("films:h", "wiki:1", 0.999), ruled("films:h", "wiki:2", 0.995)]
    held = standing(rule)
    assert held_back(held, rule[0], name_of) is None
    waits = held_back(held, rule[1], name_of)
    assert waits is not None
    assert "wiki:1" in waits
    assert "wiki:2" in waits
    assert "one source lists apart" in waits
    no = Judgement("n", "films:h", "wiki:1", "different", "Cy", "2026-11-22")
    chained = [ruled("films:h", "b", 0.999), ruled("b", "wiki:1", 0.995)]
    assert "somebody judged" in str(held_back(standing([*chained, no]), chained[1], name_of))
