"""The facts by which a person satisfies a description, in words and with their sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from graphmodel.analysis.people.columns import UNKNOWN, Mask
from graphmodel.analysis.people.facets import BY_NAME, CARRIERS, FACETS, ROLE, Facet
from graphmodel.analysis.people.search import Search
from graphmodel.analysis.ties.activity import ACTIVITY
from graphmodel.network.captions import link_years, year_span, year_there
from graphmodel.network.network import Network
from graphmodel.schema.model import LINK_KINDS, link_kinds

FACTS_EACH = 3
"""Maximum number of facts for each condition, latest first."""

_NOT_DETAILS = {"sources", "since", "until", "year", "result", "count", "no_longer_claimed_by"}


@dataclass(frozen=True)
class Evidence:
    """One fact by which a person satisfies a condition.

    ``facet`` is the name of the facet, empty for what shows when they were active, mostly a work.
    ``words`` state it, ``facts`` are the ids of the links and nodes behind it, ``sources`` the ids
    of their sources; ``work`` and ``year`` are None if there is none. ``more`` counts the facts of
    the same kind that were left out.
    """

    facet: str
    words: str
    work: str | None
    year: int | None
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    more: int = 0

    def sentence(self, network: Network) -> str:
        """The fact and its sources: "won at Cannes 2013 with X, according to Y"."""
        names = " and ".join(network.name_of(source) for source in self.sources)
        return f"{self.words}, according to {names}" if names else self.words


class EvidenceFinder:
    """Finds the evidence of one search."""

    def __init__(self, search: Search) -> None:
        self._search, self._network = search, search.network
        self._columns = search.columns
        self._chosen = {name for name, _ in search.description.chosen}
        self._same_work = [facet for facet in FACETS if facet.same_work and self._asked(facet)]
        self._same_work_fits = search.same_work_fits()
        self._role_fits = search.role_fits()
        self._allowed = {
            name: search.allowed_codes(name)
            for name, facets in CARRIERS.items()
            if not facets[0].same_work and any(self._asked(facet) for facet in facets)
        }

    def _asked(self, facet: Facet) -> bool:
        return facet.name in self._chosen

    def of(self, person: int) -> tuple[Evidence, ...]:
        """The evidence for one person; their latest work if no condition concerns works."""
        stated: list[Evidence] = []
        # Rare properties come first, countries last.
        for name, allowed in reversed(self._allowed.items()):
            stated += self._stated(BY_NAME[name], allowed, person)
        works: list[Evidence] = []
        # Each fact about a work already names the role.
        if self._same_work and (self._same_work != [BY_NAME[ROLE]] or not _by_work(stated)):
            works += self._works(person, self._same_work_fits, self._same_work[0].name)
        given = self._search.description
        if given.newcomers:
            works += self._dated(person, -1)
        if (given.active_since, given.active_until) != (None, None):
            works += self._active(person, given.active_since or 0, given.active_until)
        elif not (works or stated):
            works += self._dated(person, 0)
        return (*stated, *works)

    def _credits(self, person: int, fits: Mask) -> dict[int, list[int]]:
        """The credits of a person that fit by their work, latest first."""
        first, last = self._columns.credit_first[person : person + 2]
        rows = np.arange(first, last)[fits[first:last]]
        years = self._columns.credits["year"][rows]
        works: dict[int, list[int]] = {}
        for row in rows[np.argsort(-years, kind="stable")].tolist():
            works.setdefault(int(self._columns.credits["work"][row]), []).append(row)
        return works

    def _works(self, person: int, fits: Mask, facet: str) -> Iterator[Evidence]:
        works = self._credits(person, fits)
        more = max(len(works) - FACTS_EACH, 0)
        for n, (work, rows) in enumerate(list(works.items())[:FACTS_EACH]):
            values = [self._label(asked, work) for asked in self._same_work if asked.name != ROLE]
            words = ", ".join([self._work_words(work, rows), *filter(None, values)])
            yield self._evidence(facet, words, rows, more=more if n == FACTS_EACH - 1 else 0)

    def _dated(
        self, person: int, at: int, since: int = 0, until: int | None = None
    ) -> list[Evidence]:
        """The latest work of some years, by default of any known year, or the first one."""
        years = self._columns.credits["year"]
        dated = (years != UNKNOWN) & (years >= since)
        if until is not None:
            dated &= years <= until
        works = list(self._credits(person, dated).items())
        if not works:
            return []
        work, rows = works[at]
        return [self._evidence("", self._work_words(work, rows), rows)]

    def _active(self, person: int, since: int, until: int | None) -> list[Evidence]:
        """The latest work between two years; if there is none, whatever else a person did then, or
        the years stated for them."""
        if works := self._dated(person, 0, since, until):
            return works
        last = until if until is not None else self._network.year_asked
        first, stop = self._columns.credit_first[person : person + 2]
        present = self._columns.credits["link"][first:stop].tolist()
        of_credits = self._network.adjacency(*link_kinds("credit")).of(person)[1].tolist()
        absent = set(of_credits) - set(present)
        nodes, links = self._network.adjacency(*link_kinds(*ACTIVITY)).of(person)
        then = [
            (min(end, last), row, node)
            for node, row in zip(nodes.tolist(), links.tolist(), strict=True)
            if row not in absent
            and (begin := _year(self._network, row, "first_year", "last_year")) is not None
            and (end := _year(self._network, row, "last_year", "first_year")) is not None
            and begin <= last
            and end >= since
        ]
        if not then:
            stated = self._network.node(person)
            years = year_span(stated.get("first_year"), stated.get("last_year"))
            return [_evidence_of("", f"active {years}", [stated], 0)] if years else []
        _, row, node = max(then)
        link = self._network.link(row)
        return [_evidence_of("", self._link_words(link, person, node), [link], 0)]

    def _link_words(self, link: Mapping[str, Any], person: int, node: int) -> str:
        """A link of a person in words: "mentors Bo (since 2020)"."""
        kind = LINK_KINDS[link["kind"]]
        caption = kind.caption if link["source"] == person else kind.caption_back
        when = link_years(link) or year_there(self._network, link)
        return f"{caption} {self._network.names[node]}" + (f" ({when})" if when else "")

    def _label(self, facet: Facet, work: int) -> str:
        """Those of a facet's chosen values that a work has."""
        stated, labels = self._labels(facet.name, work), self._columns.values[facet.name].labels
        chosen = [labels[value] for value in self._search.chosen_values(facet.name)]
        return " and ".join(label for label in chosen if label in stated)

    def _stated(self, facet: Facet, allowed: Mask, person: int) -> list[Evidence]:
        """Statements about the person, then about their works, latest first."""
        if facet.most_often is not None:
            return self._most_often(facet, allowed, person)
        facts: list[tuple[list[int], int]] = [
            ([], statement) for statement in self._statements(facet, allowed, person)
        ]
        for work, rows in self._credits(person, self._role_fits).items():
            facts += [(rows, statement) for statement in self._statements(facet, allowed, work)]
        more = max(len(facts) - FACTS_EACH, 0)
        return [
            self._worded(facet, rows, statement, more if n == FACTS_EACH - 1 else 0)
            for n, (rows, statement) in enumerate(facts[:FACTS_EACH])
        ]

    def _most_often(self, facet: Facet, allowed: Mask, person: int) -> list[Evidence]:
        """How many of a person's works have the value that most of them have."""
        everything = np.ones(len(self._role_fits), dtype=bool)
        credits = self._credits(person, everything)
        evidence = []
        for statement in self._statements(facet, allowed, person):
            code = self._columns.carriers[facet.name].code[statement]
            value = self._columns.values[facet.name].of_code[code]
            label = self._columns.values[facet.name].labels[value]
            works = [work for work in credits if label in self._labels(str(facet.most_often), work)]
            if not works:
                evidence.append(self._worded(facet, [], statement, 0))
                continue
            nodes = [self._network.node(work) for work in works[:FACTS_EACH]]
            words = f"{len(works)} of {len(credits)} works are of {label}"
            evidence.append(_evidence_of(facet.name, words, nodes, len(works) - len(nodes)))
        return evidence

    def _labels(self, facet: str, node: int) -> set[str]:
        """The values of a facet stated for a node."""
        carrier, values = self._columns.carriers[facet], self._columns.values[facet]
        codes = carrier.code[carrier.first[node] : carrier.first[node + 1]]
        return {values.labels[value] for value in values.of_code[codes].tolist() if value >= 0}

    def _statements(self, facet: Facet, allowed: Mask, node: int) -> list[int]:
        carrier = self._columns.carriers[facet.name]
        rows = np.arange(carrier.first[node], carrier.first[node + 1])
        return [int(row) for row in rows[allowed[carrier.code[rows]]]]

    def _worded(self, facet: Facet, rows: list[int], statement: int, more: int) -> Evidence:
        carrier, values = self._columns.carriers[facet.name], self._columns.values[facet.name]
        link_row, unit = int(carrier.fact[statement]), int(carrier.unit[statement])
        stated = self._network.link(link_row) if link_row >= 0 else self._network.node(unit)
        when = link_years(stated) if link_row >= 0 else ""
        words = {
            "value": values.labels[int(values.of_code[carrier.code[statement]])],
            "when": f" {when}" if when else "",
            "details": _details(stated) if link_row >= 0 else "",
            "result": stated.get("result", "recognised"),
            "work": self._network.names[unit],
            "credit": self._credit(rows),
        }
        template = facet.worded_by_work if rows else facet.worded
        return self._evidence(facet.name, template.format(**words), rows, stated, more)

    def _evidence(
        self,
        facet: str,
        words: str,
        rows: Sequence[int],
        stated: Mapping[str, Any] | None = None,
        more: int = 0,
    ) -> Evidence:
        """Evidence based on credits on one work, and optionally on a link or node."""
        credits = self._columns.credits
        links = [self._network.link(int(credits["link"][row])) for row in rows]
        facts = [*([stated] if stated else []), *links]
        evidence = _evidence_of(facet, words, facts, more)
        if not rows:
            return evidence
        return replace(evidence, work=self._network.ids[int(credits["work"][rows[0]])])

    def _work_words(self, work: int, rows: Sequence[int]) -> str:
        return f"{self._network.names[work]} ({self._credit(rows)})"

    def _credit(self, rows: Sequence[int]) -> str:
        """When a work was made and in which roles: "2014, director and writer"."""
        if not rows:
            return ""
        labels = self._columns.values[ROLE].labels
        roles = [labels[role] for row in rows if (role := self._columns.credits["role"][row]) >= 0]
        years = [str(year) for row in rows if (year := self._columns.credits["year"][row]) >= 0]
        return ", ".join([*years[:1], " and ".join(dict.fromkeys(roles)) or "credited"])


def _year(network: Network, link: int, *columns: str) -> int | None:
    """The first known of some years of a link."""
    years = (network.links[column][link] for column in columns)
    return next((year for year in years if year is not None), None)


def _by_work(evidence: Sequence[Evidence]) -> bool:
    return any(fact.work is not None for fact in evidence)


def _evidence_of(facet: str, words: str, facts: Sequence[Mapping[str, Any]], more: int) -> Evidence:
    years = [fact["last_year"] for fact in facts if fact.get("last_year") is not None]
    sources = dict.fromkeys(source for fact in facts for source in fact.get("sources", ()))
    return Evidence(
        facet=facet,
        words=words,
        work=None,
        year=years[0] if years else None,
        facts=tuple(fact["id"] for fact in facts),
        sources=tuple(sources),
        more=more,
    )


def _details(link: Mapping[str, Any]) -> str:
    """The other properties of a link, in brackets: " (Competition, Best Film)"."""
    if not link:
        return ""
    declared = LINK_KINDS[link["kind"]].properties
    stated = [link[p.name] for p in declared if p.name in link and p.name not in _NOT_DETAILS]
    texts = [", ".join(value) if isinstance(value, list) else str(value) for value in stated]
    return f" ({', '.join(texts)})" if texts else ""
