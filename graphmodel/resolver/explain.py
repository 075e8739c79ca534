"""What speaks for and against two nodes being one, and what judgements come to, in plain words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphmodel.network.captions import span
from graphmodel.resolver.judgement import (
    DIFFERENT,
    NOT_SURE,
    SAME,
    Contradiction,
    Judgement,
    Standing,
)
from graphmodel.resolver.matching import Evidence

NameOf = Callable[[str], str]
"""What a node is called, by id."""

NAMED = 3
"""Works or names that a line tells before it says how many more."""

SURE = 0.999
"""The probability from which on its number is not told."""

VERDICTS = {
    SAME: "the same",
    DIFFERENT: "different",
    NOT_SURE: "not sure",
}

_HOW = {
    "same": "the same name",
    "order": "the same name in another order",
    "spacing": "the same name, spaced otherwise",
    "initials": "initials that fit",
    "nickname": "a nickname of the same name",
    "part": "one name is a part of the other",
    "spelling": "names spelt alike",
    "generation": "two generations of one name",
    "unlike": "names that are not alike",
}


def evidence_of(judgement: Judgement) -> list[Evidence]:
    """The evidence of a judgement by rule, strongest first; none of a person's."""
    return [Evidence(**json.loads(text)) for text in judgement.evidence]


def reason(evidence: Evidence, name_of: NameOf) -> str:
    """One piece of evidence as a line, such as "3 works in common: Hero, Ju Dou, To Live"."""
    kind = evidence.kind.replace("_", " ")
    told = _TELLING.get(evidence.kind)
    try:
        return told(evidence.facts, name_of) if told else kind
    except (KeyError, IndexError, TypeError, ValueError):
        return kind  # a release that tells other facts left it in the store


def contradiction(found: Contradiction, name_of: NameOf) -> list[str]:
    """Who said what, one line each, and last what to do."""
    no = found.different

    def both(judgement: Judgement) -> str:
        return f"{name_of(judgement.one)} ({judgement.one}) and {name_of(judgement.other)} " + (
            f"({judgement.other})"
        )

    lines = [f"{j.by} said on {day(j)} that {both(j)} are the same." for j in found.same]
    lines.append(f"{no.by} said on {day(no)} that {both(no)} are different.")
    lines.append(
        "These cannot all be true, so none of them joins anything. Undo the one that is wrong."
    )
    return lines


def held_back(held: Standing, judgement: Judgement, name_of: NameOf) -> str | None:
    """Why a join by rule waits, however likely it is; None where it is not held back."""
    if judgement not in held.held_back:
        return None
    apart = held.listed_apart(judgement)
    if apart is None:
        return "Held back: somebody judged that two of those whom it would join are different."
    one, other = (f"{name_of(node_id)} ({node_id})" for node_id in apart)
    return f"Held back: it would make one of {one} and {other}, whom one source lists apart."


def likely(probability: float) -> str:
    """A probability as text, which never claims to be sure."""
    if probability > SURE:
        return f"over {SURE:.1%}"
    return f"{probability:.1%}" if probability >= 1 - SURE else f"under {1 - SURE:.1%}"


def day(judgement: Judgement) -> str:
    """The date of a judgement."""
    return judgement.on[:10]


def _listed(words: Sequence[str], count: int | None = None) -> str:
    shown = list(dict.fromkeys(words))[:NAMED]
    more = max(len(words), count or 0) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _number(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _names(facts: Mapping[str, Any], _: NameOf) -> str:
    one, other = facts["names"]
    how = _HOW.get(facts["how"], str(facts["how"]))
    return (
        f"{how[0].upper()}{how[1:]}: {one} / {other}"
        if one != other
        else (f"{how[0].upper()}{how[1:]}: {one}")
    )


def _rarity(facts: Mapping[str, Any], _: NameOf) -> str:
    bearers = int(facts["bearers"])
    if bearers <= 2:
        return "A rare name: nobody else here bears it"
    return f"A name that {bearers:,} here bear"


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
        return "Nobody both worked with"
    both = _number(count, "person", "people")
    return f"{both} both worked with: {_listed(facts['names'], count)}"


def _years(facts: Mapping[str, Any], _: NameOf) -> str:
    one, other = (span(*years) for years in facts["years"])
    gap = int(facts["gap"] or 0)
    apart = f", {_number(gap, 'year', 'years')} apart" if gap else ""
    return f"Worked {one or 'at times unknown'} and {other or 'at times unknown'}{apart}"


def _apart(facts: Mapping[str, Any], name_of: NameOf) -> str:
    titles = [name_of(work) for work in facts["works"]]
    return f"One source credits both, each apart, on {_listed(titles)}"


def _rival(facts: Mapping[str, Any], name_of: NameOf) -> str:
    others = _listed([name_of(x) for x in facts["ids"]])
    return f"Somebody else there bears the name more exactly: {others}"


def _ids(facts: Mapping[str, Any], _: NameOf) -> str:
    one, other = facts["ids"]
    return f"The same id: {one}" if facts["agree"] else f"Different ids of one kind: {one}, {other}"


def _born(facts: Mapping[str, Any], _: NameOf) -> str:
    one, other = facts["years"]
    return f"Both born in {one}" if one == other else f"Born in {one} and in {other}"


def _year(facts: Mapping[str, Any], _: NameOf) -> str:
    one, other = facts["years"]
    dated = facts.get("dated", (True, True))
    if all(dated):
        return f"Both of {one}" if one == other else f"Of {one} and of {other}"
    said = [f"of {y}" if own else f"first credited or shown in {y}"
            for y, own in zip((one, other), dated, strict=True)]  # fmt: skip
    return f"{said[0][0].upper()}{said[0][1:]}, and {said[1]}"


def _people(facts: Mapping[str, Any], _: NameOf) -> str:
    count, of = int(facts["count"]), int(facts["of"])
    if not count:
        return "Nobody is credited on both"
    return f"{count} of {_number(of, 'person', 'people')} credited on both: " + _listed(
        facts["names"], count
    )


_TELLING: Mapping[str, Callable[[Mapping[str, Any], NameOf], str]] = {
    "base": lambda *_: "How seldom two that are compared are one",
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
    "source": lambda *_: "One source tells both, and it seldom tells one twice",
    "name_alone": lambda *_: "Only the name speaks for it, which is never enough",
}
