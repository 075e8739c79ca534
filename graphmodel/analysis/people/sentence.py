"""Parsing of a description from a sentence, in English or Chinese, by plain rules.

The sentence is read from the left: at each position, the longest phrase known to a rule or as a
value of a facet is taken. Everything not understood is reported, so that nothing is guessed
silently.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace

from graphmodel.analysis.people.columns import people_columns
from graphmodel.analysis.people.description import Description
from graphmodel.analysis.people.facets import BY_NAME, FACETS, HOME
from graphmodel.analysis.people.sentence_rules import (
    CLAUSE,
    HAN_CLAUSE,
    NAME_RULES,
    NEGATED_AFTER,
    NEGATION,
    NEGATIVE_PREFIX,
    NEWCOMERS,
    YEAR_RULES,
    steps_of,
)
from graphmodel.analysis.people.vocabulary import TOKEN, Meaning, Vocabulary, vocabulary
from graphmodel.analysis.people.words import FILLERS
from graphmodel.errors import InputError
from graphmodel.network.name_folding import fold_name
from graphmodel.network.namespaces import Namespace
from graphmodel.network.present import AsOf


@dataclass(frozen=True)
class Phrase:
    """A phrase understood: its ``text`` in the sentence, and in ``words`` how it was
    interpreted."""

    text: str
    words: str


@dataclass(frozen=True)
class Reading:
    """The description in a sentence, the phrases it came from, and the parts not understood."""

    description: Description
    understood: tuple[Phrase, ...]
    ignored: tuple[str, ...]


def read_sentence(namespace: Namespace, text: str, as_of: AsOf = None) -> Reading:
    """Parse the description in a sentence asked on a date, by default today."""
    network = namespace.network.present(as_of)
    columns = people_columns(network)
    return _Reader(namespace, vocabulary(network, columns), columns.now).read(text)


@dataclass
class _Reader:
    """Parser of one sentence."""

    namespace: Namespace
    vocabulary: Vocabulary
    now: int
    description: Description = field(default_factory=Description)
    understood: list[Phrase] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    ignored_until: int = -1

    def read(self, text: str) -> Reading:
        text = " ".join(unicodedata.normalize("NFKC", text).split())
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        at = 0
        while at < len(text):
            token = TOKEN.match(lower, at)
            if token is None:
                at += 1
                continue
            at = self._rule(text, lower, at) or self._negated(text, lower, at) or (
                self._value(text, lower, at) or self._word(text, lower, token)
            )  # fmt: skip
        return Reading(self.description, tuple(self.understood), tuple(self.ignored))

    def _take(self, text: str, words: str, **changes: object) -> None:
        self.description = replace(self.description, **changes)  # type: ignore[arg-type]
        self.understood.append(Phrase(text, words))

    def _rule(self, text: str, lower: str, at: int) -> int:
        """Position after a phrase matched by a rule; 0 if none matches."""
        return self._years(text, lower, at) or self._newcomers(text, lower, at) or (
            self._people(text, lower, at)
        )  # fmt: skip

    def _years(self, text: str, lower: str, at: int) -> int:
        for pattern, bounds in YEAR_RULES:
            if (match := pattern.match(lower, at)) is None:
                continue
            if NEGATED_AFTER.match(lower, match.end()):
                self._ignore(text, at, match.end())
                return match.end()
            since, until = bounds(match, self.now)
            both = {"active_since": since, "active_until": until}
            both = {name: year for name, year in both.items() if year is not None}
            try:
                replace(self.description, **both)  # type: ignore[arg-type]
            except InputError:
                self._ignore(text, at, match.end())
                return match.end()
            words = "active" + (f" since {since}" if since else "")
            words += f" until {until}" if until else ""
            self._take(text[at : match.end()], words, **both)
            return match.end()
        return 0

    def _newcomers(self, text: str, lower: str, at: int) -> int:
        match = NEWCOMERS.match(lower, at)
        if match is None:
            return 0
        self._take(text[at : match.end()], "newcomers", newcomers=True)
        # In "first-time directors" the role follows.
        return match.end()

    def _people(self, text: str, lower: str, at: int) -> int:
        """Phrases that contain a name: near, not with, in the community of."""
        for pattern, name in NAME_RULES:
            match = pattern.match(lower, at)
            if match is None:
                continue
            start, end = match.span("name") if "name" in match.groupdict() else (match.end(), 0)
            known = self._name_at(text, start, end or None, anything=name == "not_with")
            if known is None:
                continue
            node, stop = known
            steps = steps_of(match)
            called = self.namespace.network.name_of(node)
            if name == "near":
                words = f"within {steps} steps of {called}" if steps > 1 else f"tied to {called}"
                self._take(text[at : max(stop, match.end())], words, near=node, steps=steps)
            elif name == "not_with":
                excluded = (*self.description.not_with, node)
                self._take(
                    text[at : max(stop, match.end())], f"not with {called}", not_with=excluded
                )
            else:
                self._take(text[at : max(stop, match.end())], f"in the community of {called}",
                           community=node)  # fmt: skip
            return max(stop, match.end()) if end else stop
        return 0

    def _name_at(
        self, text: str, start: int, end: int | None, *, anything: bool
    ) -> tuple[str, int] | None:
        """The id of the only node whose name begins here, trying the longest name first, and the
        end of the name; only people, unless ``anything``."""
        tokens = list(TOKEN.finditer(text, start))
        limit = end if end is not None else next(
            (m.start() for m in re.finditer(r"[,;，；。]", text[start:])), len(text) - start
        ) + start  # fmt: skip
        ends = [token.end() for token in tokens if token.end() <= limit][:_LONGEST_NAME]
        for stop in reversed(ends):
            name = text[start:stop].strip()
            nodes = self._named(name, anything=anything)
            if len(nodes) == 1:
                return nodes[0], stop
        return None

    def _named(self, name: str, *, anything: bool) -> list[str]:
        if name in self.namespace.network:
            return [self.namespace.network.canonical_id(name)]
        if not fold_name(name).strip():
            return []
        kind = None if anything else "Person"
        matches = self.namespace.finder.find(name, kind, 20)
        return [match.id for match in matches if match.score == 1.0]

    def _negated(self, text: str, lower: str, at: int) -> int:
        """Report a negated clause as not understood, so that nothing in it is taken for its
        opposite."""
        if (prefix := NEGATIVE_PREFIX.match(lower, at)) is not None:
            start = prefix.end()
            known = self.vocabulary.longest(lower, start)
            end = known[0] if known else (m.end() if (m := TOKEN.match(lower, start)) else start)
        elif (negation := NEGATION.match(lower, at)) is not None:
            clause = CLAUSE if negation.group().isascii() else HAN_CLAUSE
            rest = clause.match(lower, negation.end())
            end = at + len(text[at : rest.end() if rest else negation.end()].rstrip())
        else:
            return 0
        self._ignore(text, at, end)
        return end

    def _value(self, text: str, lower: str, at: int) -> int:
        """Position after a phrase that names values of a facet; 0 if there is none."""
        known = self.vocabulary.longest(lower, at)
        if known is None:
            return 0
        end, meanings = known
        meaning = _fitting(meanings, lower, at, end, self.vocabulary)
        if meaning is None:
            return 0
        chosen = (*self.description.values(meaning.facet), *meaning.values)
        if meaning.unknown:
            self.ignored.append(f"{text[at:end]} (nobody here has this)")
            return end
        self.description = self.description.choosing(meaning.facet, chosen)
        label = BY_NAME[meaning.facet].label
        words = f"{label.lower()}: {' or '.join(meaning.labels)}"
        self.understood.append(Phrase(text[at:end], words))
        return end

    def _word(self, text: str, lower: str, token: re.Match[str]) -> int:
        """Position after an unknown word."""
        filler = self.vocabulary.filler(lower, token.start())
        if filler:
            return filler
        if token.group().rstrip(".") not in FILLERS:
            self._ignore(text, token.start(), token.end())
        return token.end()

    def _ignore(self, text: str, start: int, end: int) -> None:
        """Record a part not understood; adjacent parts are merged."""
        adjoining = self.ignored and self.ignored_until >= 0
        between = text[self.ignored_until : start] if adjoining else "."
        if between in ("", " ", "-"):
            self.ignored[-1] += between + text[start:end]
        else:
            self.ignored.append(text[start:end].strip())
        self.ignored_until = end


_LONGEST_NAME = 8
"""Number of tokens in the longest name looked for in a sentence."""


def _fitting(
    meanings: tuple[Meaning, ...], lower: str, at: int, end: int, known: Vocabulary
) -> Meaning | None:
    """Choose among several meanings of a phrase by its context: "Chinese-speaking" is a language,
    "Chinese comedies" are works of a country, "from China" is a home country, and companies follow
    "at", "by", "for" or "with"."""
    before = lower[:at].rstrip()
    by_facet = {meaning.facet: meaning for meaning in meanings}
    speaks = re.match(r"[ -]?(?:speaking|speakers?|language)\b|语", lower[end:])
    speaks = speaks or re.search(r"\bspeak\w*$|会说$|讲$", before)
    if "language" in by_facet and (speaks or HOME not in by_facet):
        return by_facet["language"]
    if "country" in by_facet:
        following = known.longest(lower, end + (lower[end : end + 1] == " "))
        of_works = following is not None and {m.facet for m in following[1]} & {"genre", "form"}
        market = re.match(r"\s*(?:market|市场)", lower[end:])
        if of_works or market or re.search(r"\bin(?: the)?$", before):
            return by_facet["country"]
    named = re.search(r"(?:\b(?:at|by|for|with|of)(?: the)?|在|为)$", before)
    if set(by_facet) == {"company"} and not named:
        return None
    order = [facet.name for facet in FACETS]
    order.remove("country")
    order.append("country")
    return min(meanings, key=lambda meaning: order.index(meaning.facet))
