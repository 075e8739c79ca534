"""Evidence for and against a match, and conflicting judgements, in plain words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphmodel import words
from graphmodel.network.captions import year_span
from graphmodel.resolver.judgement import Conflict, Judgement, Resolution
from graphmodel.resolver.matching import Evidence

NameOf = Callable[[str], str]
"""The name of a node, by id."""

MOST_NAMED = 3
"""Works or names that a line lists before it gives the number of the rest."""

NEAR_CERTAIN = 0.999
"""Probability above which no exact number is shown."""

_HOW = {
    "same": words.mark("The same name: {names}"),
    "order": words.mark("The same name in another order: {names}"),
    "spacing": words.mark("The same name, spaced differently: {names}"),
    "initials": words.mark("Matching initials: {names}"),
    "nickname": words.mark("A nickname of the same name: {names}"),
    "part": words.mark("One name is part of the other: {names}"),
    "spelling": words.mark("Similar spelling: {names}"),
    "generation": words.mark("Two generations with one name: {names}"),
    "unlike": words.mark("Dissimilar names: {names}"),
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
    """One line for each judgement, and a last line on what to do."""
    different = conflict.different

    def names(judgement: Judgement) -> str:
        return _both(*(_with_id(node_id, name_of) for node_id in judgement.pair))

    same = words.mark("{by} judged on {on} that {names} are the same.")
    lines = [words.say(same, by=j.by, on=date_of(j), names=names(j)) for j in conflict.same]
    lines.append(
        words.say(
            "{by} judged on {on} that {names} are different.",
            by=different.by, on=date_of(different), names=names(different),
        )
    )  # fmt: skip
    lines.append(
        words.say(
            "These cannot all be true, so none of them merges anything. Undo the one that is wrong."
        )
    )
    return lines


def held_back_reason(resolution: Resolution, judgement: Judgement, name_of: NameOf) -> str | None:
    """Why a merge by rule is held back despite its probability; None if it is not held back."""
    if judgement not in resolution.held_back:
        return None
    pair = resolution.same_source_pair(judgement)
    if pair is None:
        return words.say(
            "Held back: it would merge two records that somebody judged to be different."
        )
    return words.say(
        "Held back: it would merge {names}, which one source lists separately.",
        names=_both(*(_with_id(node_id, name_of) for node_id in pair)),
    )


def probability_text(probability: float) -> str:
    """A probability as text that never claims certainty."""
    if probability > NEAR_CERTAIN:
        return words.say("over {share}", share=f"{NEAR_CERTAIN:.1%}")
    certain_not = 1 - NEAR_CERTAIN
    if probability < certain_not:
        return words.say("under {share}", share=f"{certain_not:.1%}")
    return f"{probability:.1%}"


def date_of(judgement: Judgement) -> str:
    """The date of a judgement."""
    return judgement.on[:10]


def _listed(texts: Sequence[str], count: int | None = None) -> str:
    shown = list(dict.fromkeys(texts))[:MOST_NAMED]
    more = max(len(texts), count or 0) - len(shown)
    listed = words.listed(*shown)
    return words.say("{names} and {n} more", names=listed, n=more) if more > 0 else listed


def _both(first: str, second: str) -> str:
    return words.say("{first} and {second}", first=first, second=second)


def _with_id(node_id: str, name_of: NameOf) -> str:
    return f"{name_of(node_id)} ({node_id})"


def _names(facts: Mapping[str, Any], _: NameOf) -> str:
    first, second = facts["names"]
    names = f"{first} / {second}" if first != second else first
    how = _HOW.get(facts["how"])
    return words.say(how, names=names) if how else f"{facts['how']}: {names}"


def _rarity(facts: Mapping[str, Any], _: NameOf) -> str:
    bearers = int(facts["bearers"])
    if bearers <= 2:
        return words.say("A rare name: nobody else here has it")
    return words.say("A name shared by {n:,} people here", n=bearers)


def _works(facts: Mapping[str, Any], name_of: NameOf) -> str:
    count = int(facts["count"])
    titles = [name_of(pair[0]) for pair in facts["works"]]
    if not count:
        return words.say("No work in common")
    return words.count(
        "{n} work in common: {titles}", "{n} works in common: {titles}", count,
        titles=_listed(titles, count),
    )  # fmt: skip


def _roles(facts: Mapping[str, Any], _: NameOf) -> str:
    roles = [words.label(role) for role in facts["roles"]]
    if not roles:
        return words.say("In other roles on the same work")
    return words.say("In the same role: {roles}", roles=_listed(roles))


def _collaborators(facts: Mapping[str, Any], _: NameOf) -> str:
    count = int(facts["count"])
    if not count:
        return words.say("No collaborator in common")
    return words.count(
        "{n} collaborator in common: {names}", "{n} collaborators in common: {names}", count,
        names=_listed(facts["names"], count),
    )  # fmt: skip


def _years(facts: Mapping[str, Any], _: NameOf) -> str:
    unknown = words.say("at unknown times")
    first, second = (year_span(*years) or unknown for years in facts["years"])
    line = words.say("Worked {first} and {second}", first=first, second=second)
    gap = int(facts["gap"] or 0)
    apart = words.count("{n} year apart", "{n} years apart", gap) if gap else ""
    return words.listed(line, apart)


def _apart(facts: Mapping[str, Any], name_of: NameOf) -> str:
    titles = _listed([name_of(work) for work in facts["works"]])
    return words.say("One source credits both, separately, on {titles}", titles=titles)


def _rival(facts: Mapping[str, Any], name_of: NameOf) -> str:
    rivals = _listed([name_of(x) for x in facts["ids"]])
    return words.say("Somebody else on that work has a closer name: {names}", names=rivals)


def _competition(facts: Mapping[str, Any], name_of: NameOf) -> str:
    listed = _listed([_with_id(node_id, name_of) for node_id in facts["ids"]])
    return words.say(
        "That source lists each once, and has others that are just as similar: {names}",
        names=listed,
    )


def _ids(facts: Mapping[str, Any], _: NameOf) -> str:
    first, second = facts["ids"]
    if facts["agree"]:
        return words.say("The same id: {id}", id=first)
    ids = words.listed(first, second)
    return words.say("Different ids in one catalogue: {ids}", ids=ids)


def _born(facts: Mapping[str, Any], _: NameOf) -> str:
    first, second = facts["years"]
    if first == second:
        return words.say("Both born in {year}", year=first)
    return words.say("Born in {first} and in {second}", first=first, second=second)


def _year(facts: Mapping[str, Any], _: NameOf) -> str:
    first, second = facts["years"]
    is_dated = tuple(facts.get("dated", (True, True)))
    if first == second and all(is_dated):
        return words.say("Both from {first}", first=first)
    return words.say(_DATED[is_dated], first=first, second=second)


_DATED = {
    (True, True): words.mark("From {first} and {second}"),
    (True, False): words.mark("From {first}, and first credited or shown in {second}"),
    (False, True): words.mark("First credited or shown in {first}, and from {second}"),
    (False, False): words.mark(
        "First credited or shown in {first}, and first credited or shown in {second}"
    ),
}


def _people(facts: Mapping[str, Any], _: NameOf) -> str:
    count, of = int(facts["count"]), int(facts["of"])
    if not count:
        families = int(facts.get("families", 0))
        if families:
            return words.count(
                "Nobody is credited on both, but {n} family name is the same",
                "Nobody is credited on both, but {n} family names are the same",
                families,
            )
        return words.say("Nobody is credited on both")
    return words.count(
        "{k} of {n} person credited on both: {names}",
        "{k} of {n} people credited on both: {names}",
        of, k=count, names=_listed(facts["names"], count),
    )  # fmt: skip


def _sounds(facts: Mapping[str, Any], _: NameOf) -> str:
    first, second = facts["names"]
    return words.say(
        "In the same role, with names in two scripts that sound alike: {names}",
        names=f"{first} / {second}",
    )


def _parts(facts: Mapping[str, Any], _: NameOf) -> str:
    first, second = (words.listed(*parts) for parts in facts["parts"])
    if first and second:
        return words.say("Two parts of a longer work: {names}", names=_both(first, second))
    return words.say("Only one of the titles names a part: {names}", names=first or second)


def _episode(facts: Mapping[str, Any], _: NameOf) -> str:
    first, second = (_episode_text(*numbers) for numbers in facts["numbers"])
    if facts["agree"]:
        return words.say("Both are {episode}", episode=first)
    both = _both(first, second)
    return f"{both[0].upper()}{both[1:]}"


def _episode_text(season: int | None, episode: int) -> str:
    if season is None:
        return words.say("episode {episode}", episode=episode)
    return words.say("episode {episode} of season {season}", episode=episode, season=season)


def _series(facts: Mapping[str, Any], _: NameOf) -> str:
    first, second = (titles[0].title() for titles in facts["titles"])
    if facts["agree"]:
        return words.say("From the same series: {name}", name=first)
    return words.say("From two series: {names}", names=_both(first, second))


_LINES: Mapping[str, Callable[[Mapping[str, Any], NameOf], str]] = {
    "base": lambda *_: words.say("Two compared records are seldom the same"),
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
    "calibration": lambda *_: words.say("Many people in these sources share a name"),
    "episode": _episode,
    "series": _series,
    "source": lambda *_: words.say("Both are in one source, which seldom has duplicates"),
    "name_alone": lambda *_: words.say("No work, collaborator or id in common"),
}
