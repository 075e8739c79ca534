"""Evidence for and against a match, and conflicting judgements, in plain words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphmodel.network.captions import year_span
from graphmodel.resolver.judgement import (
    DIFFERENT,
    NOT_SURE,
    SAME,
    Conflict,
    Judgement,
    Resolution,
)
from graphmodel.resolver.matching import Evidence

NameOf = Callable[[str], str]
"""The name of a node, by id."""

MOST_NAMED = 3
"""Works or names that a line lists before it gives the number of the rest."""

NEAR_CERTAIN = 0.999
"""Above this probability no number is shown."""

VERDICTS = {
    SAME: "the same",
    DIFFERENT: "different",
    NOT_SURE: "not sure",
}

_HOW = {
    "same": "the same name",
    "order": "the same name in another order",
    "spacing": "the same name, spaced differently",
    "initials": "matching initials",
    "nickname": "a nickname of the same name",
    "part": "one name is part of the other",
    "spelling": "similar spelling",
    "generation": "two generations with one name",
    "unlike": "dissimilar names",
}


def parse_evidence(judgement: Judgement) -> list[Evidence]:
    """The evidence of a judgement by rule, strongest first; empty for a person's judgement."""
    return [Evidence(**json.loads(text)) for text in judgement.evidence]


def evidence_line(evidence: Evidence, name_of: NameOf) -> str:
    """One piece of evidence as a line, such as "3 works in common: Hero, Ju Dou, To Live"."""
    kind = evidence.kind.replace("_", " ")
    line = _LINES.get(evidence.kind)
    try:
        return line(evidence.facts, name_of) if line else kind
    except (KeyError, IndexError, TypeError, ValueError):
        return kind  # stored by a release with other facts


def conflict_lines(conflict: Conflict, name_of: NameOf) -> list[str]:
    """Who judged what, one line each, and last what to do."""
    different = conflict.different

    def names(judgement: Judgement) -> str:
        left_id, right_id = judgement.pair
        return f"{name_of(left_id)} ({left_id}) and {name_of(right_id)} ({right_id})"

    lines = [f"{j.by} judged on {date_of(j)} that {names(j)} are the same." for j in conflict.same]
    lines.append(
        f"{different.by} judged on {date_of(different)} that {names(different)} are different."
    )
    lines.append(
        "These cannot all be true, so none of them merges anything. Undo the one that is wrong."
    )
    return lines


def held_back_reason(resolution: Resolution, judgement: Judgement, name_of: NameOf) -> str | None:
    """Why a merge by rule is held back, however likely it is; None where it is not."""
    if judgement not in resolution.held_back:
        return None
    pair = resolution.same_source_pair(judgement)
    if pair is None:
        return "Held back: it would merge two records that somebody judged to be different."
    first, second = (f"{name_of(node_id)} ({node_id})" for node_id in pair)
    return f"Held back: it would merge {first} and {second}, which one source lists separately."


def probability_text(probability: float) -> str:
    """A probability as text that never claims certainty."""
    if probability > NEAR_CERTAIN:
        return f"over {NEAR_CERTAIN:.1%}"
    certain_not = 1 - NEAR_CERTAIN
    return f"{probability:.1%}" if probability >= certain_not else f"under {certain_not:.1%}"


def date_of(judgement: Judgement) -> str:
    """The date of a judgement."""
    return judgement.on[:10]


def _listed(words: Sequence[str], count: int | None = None) -> str:
    shown = list(dict.fromkeys(words))[:MOST_NAMED]
    more = max(len(words), count or 0) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _number(count: int, singular: str, plural: str) -> str:
    return f"{count} {singular if count == 1 else plural}"


def _names(facts: Mapping[str, Any], _: NameOf) -> str:
    first, second = facts["names"]
    how = _HOW.get(facts["how"], str(facts["how"]))
    label = f"{how[0].upper()}{how[1:]}"
    return f"{label}: {first} / {second}" if first != second else f"{label}: {first}"


def _rarity(facts: Mapping[str, Any], _: NameOf) -> str:
    bearers = int(facts["bearers"])
    if bearers <= 2:
        return "A rare name: nobody else here has it"
    return f"A name shared by {bearers:,} people here"


def _works(facts: Mapping[str, Any], name_of: NameOf) -> str:
    count = int(facts["count"])
    titles = [name_of(pair[0]) for pair in facts["works"]]
    if not count:
        return "No work in common"
    return f"{_number(count, 'work', 'works')} in common: {_listed(titles, count)}"


def _roles(facts: Mapping[str, Any], _: NameOf) -> str:
    roles = facts["roles"]
    return f"In the same role: {_listed(roles)}" if roles else "In other roles on the same work"


def _collaborators(facts: Mapping[str, Any], _: NameOf) -> str:
    count = int(facts["count"])
    if not count:
        return "No collaborator in common"
    number = _number(count, "collaborator", "collaborators")
    return f"{number} in common: {_listed(facts['names'], count)}"


def _years(facts: Mapping[str, Any], _: NameOf) -> str:
    first, second = (year_span(*years) or "at unknown times" for years in facts["years"])
    gap = int(facts["gap"] or 0)
    distance = f", {_number(gap, 'year', 'years')} apart" if gap else ""
    return f"Worked {first} and {second}{distance}"


def _apart(facts: Mapping[str, Any], name_of: NameOf) -> str:
    titles = [name_of(work) for work in facts["works"]]
    return f"One source credits both, separately, on {_listed(titles)}"


def _rival(facts: Mapping[str, Any], name_of: NameOf) -> str:
    rivals = _listed([name_of(x) for x in facts["ids"]])
    return f"Somebody else on that work has a closer name: {rivals}"


def _competition(facts: Mapping[str, Any], name_of: NameOf) -> str:
    listed = _listed([f"{name_of(node_id)} ({node_id})" for node_id in facts["ids"]])
    return f"That source lists each once, and has others as like: {listed}"


def _ids(facts: Mapping[str, Any], _: NameOf) -> str:
    first, second = facts["ids"]
    if facts["agree"]:
        return f"The same id: {first}"
    return f"Different ids in one catalogue: {first}, {second}"


def _born(facts: Mapping[str, Any], _: NameOf) -> str:
    first, second = facts["years"]
    return f"Both born in {first}" if first == second else f"Born in {first} and in {second}"


def _year(facts: Mapping[str, Any], _: NameOf) -> str:
    first, second = facts["years"]
    dated = facts.get("dated", (True, True))
    if all(dated):
        return f"Both from {first}" if first == second else f"From {first} and {second}"
    phrases = [
        f"from {year}" if is_dated else f"first credited or shown in {year}"
        for year, is_dated in zip((first, second), dated, strict=True)
    ]
    return f"{phrases[0][0].upper()}{phrases[0][1:]}, and {phrases[1]}"


def _people(facts: Mapping[str, Any], _: NameOf) -> str:
    count, of = int(facts["count"]), int(facts["of"])
    if not count:
        return "Nobody is credited on both"
    return f"{count} of {_number(of, 'person', 'people')} credited on both: " + _listed(
        facts["names"], count
    )


def _sounds(facts: Mapping[str, Any], _: NameOf) -> str:
    first, second = facts["names"]
    return f"In the same role, in two scripts, names that sound alike: {first} / {second}"


def _parts(facts: Mapping[str, Any], _: NameOf) -> str:
    first, second = (", ".join(parts) for parts in facts["parts"])
    if first and second:
        return f"Two parts of a longer work: {first} and {second}"
    return f"Only one of the titles names a part: {first or second}"


def _episode(facts: Mapping[str, Any], _: NameOf) -> str:
    first, second = (
        f"episode {episode}" + (f" of season {season}" if season is not None else "")
        for season, episode in facts["numbers"]
    )
    if facts["agree"]:
        return f"Both are {first}"
    return f"{first[0].upper()}{first[1:]} and {second}"


def _series(facts: Mapping[str, Any], _: NameOf) -> str:
    first, second = (titles[0].title() for titles in facts["titles"])
    return f"Of one series: {first}" if facts["agree"] else f"Of two series: {first} and {second}"


_LINES: Mapping[str, Callable[[Mapping[str, Any], NameOf], str]] = {
    "base": lambda *_: "Two compared records are seldom the same",
    "names": _names,
    "titles": _names,
    "rarity": _rarity,
    "works": _works,
    "roles": _roles,
    "collaborators": _collaborators,
    "years": _years,
    "apart": _apart,
    "rival": _rival,
    "ids": _ids,
    "born": _born,
    "year": _year,
    "people": _people,
    "sounds": _sounds,
    "parts": _parts,
    "competition": _competition,
    "calibration": lambda *_: "Many people in these sources share a name",
    "episode": _episode,
    "series": _series,
    "source": lambda *_: "Both are in one source, which seldom has duplicates",
    "name_alone": lambda *_: "Only the names match, which is never enough",
}
