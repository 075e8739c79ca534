"""Evidence and conflicts, explained in plain words."""

from __future__ import annotations

import re

import pytest

from graphmodel import words
from graphmodel.resolver.explain import conflict_lines, evidence_line, held_back_reason
from graphmodel.resolver.judgement import RULE, Conflict, Judgement, resolve
from graphmodel.resolver.matching import EVIDENCE_KINDS, Evidence

FACTS: dict[str, tuple[dict[str, object], str]] = {
    "base": ({}, "Two compared records are seldom the same"),
    "names": (
        {"names": ["Zhang Yimou", "Yimou Zhang"], "how": "order"},
        "The same name in another order: Zhang Yimou / Yimou Zhang",
    ),
    "rarity": ({"names": ["A", "A"], "bearers": 1200}, "A name shared by 1,200 people here"),
    "works": (
        {"works": [["h", "h2"], ["j", "j2"]], "count": 12},
        "12 works in common: Hero, Ju Dou and 10 more",
    ),
    "roles": ({"roles": ["director"]}, "In the same role: director"),
    "collaborators": ({"names": ["Gong Li"], "count": 1}, "1 collaborator in common: Gong Li"),
    "years": (
        {"years": [[1990, 1999], [2020, 2024]], "gap": 21},
        "Worked 1990–1999 and 2020–2024, 21 years apart",
    ),
    "apart": ({"works": ["h"]}, "One source credits both, separately, on Hero"),
    "rival": ({"ids": ["h"]}, "Somebody else on that work has a closer name: Hero"),
    "source": ({}, "Both are in one source, which seldom has duplicates"),
    "ids": (
        {"ids": ["imdb:1", "imdb:2"], "agree": False},
        "Different ids in one catalogue: imdb:1, imdb:2",
    ),
    "born": ({"years": [1950, 1950]}, "Both born in 1950"),
    "titles": (
        {"names": ["Hero", "Heroes"], "how": "part"},
        "One name is part of the other: Hero / Heroes",
    ),
    "year": ({"years": [2002, 2003], "gap": 1}, "From 2002 and 2003"),
    "people": (
        {"names": ["Gong Li"], "count": 1, "of": 4},
        "1 of 4 people credited on both: Gong Li",
    ),
    "sounds": (
        {"names": ["张艺谋", "Yimou Zhang"]},
        "In the same role, with names in two scripts that sound alike: 张艺谋 / Yimou Zhang",
    ),
    "parts": ({"parts": [["1"], ["2"]]}, "Two parts of a longer work: 1 and 2"),
    "episode": (
        {"numbers": [[1, 8], [None, 9]], "agree": False},
        "Episode 8 of season 1 and episode 9",
    ),
    "series": (
        {"titles": [["salt road"], ["dawn"]], "agree": False},
        "From two series: Salt Road and Dawn",
    ),
    "calibration": ({}, "Many people in these sources share a name"),
    "competition": (
        {"ids": ["h", "j"]},
        "That source lists each once, and has others that are just as similar: Hero (h), "
        "Ju Dou (j)",
    ),
    "name_alone": ({}, "No work, collaborator or id in common"),
}


def name_of(node_id: str) -> str:
    return {"h": "Hero", "j": "Ju Dou"}.get(node_id, node_id)


@pytest.mark.parametrize("kind", EVIDENCE_KINDS)
def test_every_kind_of_evidence_has_its_words(kind: str) -> None:
    facts, line = FACTS[kind]
    assert evidence_line(Evidence(kind, 1.0, facts), name_of) == line


@pytest.mark.parametrize("kind", EVIDENCE_KINDS)
def test_every_kind_of_evidence_is_said_in_chinese(kind: str) -> None:
    facts, english = FACTS[kind]
    with words.speaking(words.CHINESE):
        line = evidence_line(Evidence(kind, 1.0, facts), name_of)
    assert re.search(r"[\u4e00-\u9fff]", line)
    names = " ".join(re.findall(r"[A-Z][a-z]+|imdb|[hj]", english))
    assert set(re.findall("[A-Za-z]+", line)) <= set(names.split()), line


def test_people_of_one_family_name_on_two_works_are_not_the_same_people() -> None:
    facts = {"names": [], "count": 0, "of": 3}
    for families, line in (
        (0, "Nobody is credited on both"),
        (1, "Nobody is credited on both, but 1 family name is the same"),
        (2, "Nobody is credited on both, but 2 family names are the same"),
    ):
        evidence = Evidence("people", 0.2, {**facts, "families": families})
        assert evidence_line(evidence, name_of) == line
    assert evidence_line(Evidence("people", 0.2, facts), name_of) == "Nobody is credited on both"


def test_a_year_of_a_credit_is_not_given_as_that_of_the_work() -> None:
    facts = {"years": [2002, 2003], "gap": 1, "dated": [False, True]}
    line = evidence_line(Evidence("year", -1.0, facts), name_of)
    assert line == "First credited or shown in 2002, and from 2003"


def test_evidence_of_another_release_shows_its_kind() -> None:
    assert evidence_line(Evidence("works", 1.0, {"shared": 3}), name_of) == "works"
    assert evidence_line(Evidence("some_new_kind", 1.0, {}), name_of) == "some new kind"


def test_a_conflict_says_who_judged_what_and_what_to_do() -> None:
    def judged(left_id: str, right_id: str, verdict: str, by: str) -> Judgement:
        return Judgement(by, left_id, right_id, verdict, by, "2026-11-22T10:00:00+00:00")

    same = (judged("a", "j", "same", "Ann"), judged("h", "j", "same", "Bo"))
    lines = conflict_lines(Conflict(judged("a", "h", "different", "Cy"), same), name_of)
    assert lines[0] == "Ann judged on 2026-11-22 that a (a) and Ju Dou (j) are the same."
    assert lines[2] == "Cy judged on 2026-11-22 that a (a) and Hero (h) are different."
    assert "Undo the one that is wrong" in lines[3]


def test_a_held_back_merge_says_why() -> None:
    def ruled(left_id: str, right_id: str, at: float) -> Judgement:
        return Judgement(
            left_id + right_id, left_id, right_id, "same", RULE, "2026-11-22", probability=at
        )

    rule = [ruled("films:h", "wiki:1", 0.999), ruled("films:h", "wiki:2", 0.995)]
    resolution = resolve(rule)
    assert held_back_reason(resolution, rule[0], name_of) is None
    held_back = held_back_reason(resolution, rule[1], name_of)
    assert held_back is not None
    assert "wiki:1" in held_back
    assert "wiki:2" in held_back
    assert "one source lists separately" in held_back
    different = Judgement("n", "films:h", "wiki:1", "different", "Cy", "2026-11-22")
    chained = [ruled("films:h", "b", 0.999), ruled("b", "wiki:1", 0.995)]
    assert "somebody judged" in str(
        held_back_reason(resolve([*chained, different]), chained[1], name_of)
    )
