"""Content of a briefing on people as a plain structure, the source of both the HTML and the PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from graphmodel import words
from graphmodel.analysis.people.shared import credited
from graphmodel.analysis.routes.advice import describe_hop
from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.introductions import introduce
from graphmodel.analysis.ties.credit_presence import is_counted
from graphmodel.facts.conflicts import CONFLICTING
from graphmodel.network.captions import conflict_texts, link_details, summary
from graphmodel.network.network import Network
from graphmodel.network.present import asking_date, has_ended, is_later
from graphmodel.network.tables import means
from graphmodel.schema.declarations import UNITS
from graphmodel.schema.labels import property_label
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS, link_kinds
from graphmodel.workspace.contents import ListContents

MOST_LINKS = 12
"""Most links of one kind that a briefing lists, latest first; the others are counted."""

_CONTACTED, _GIVEN = "contacted", "given"
_LABELS = {"first_year": words.mark("first work"), "last_year": words.mark("latest work")}
_SHOWN_BY_WORKS = ("first_year", "last_year", "credits")
_APART = {"id", "name", "namespace", "fictional", "sources", "web", "consent", "external_ids",
          "other_names", "no_longer_claimed_by", CONFLICTING}  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """A node that a briefing covers: its id, its stage and why it is there, and notes to print."""

    id: str
    stage: str = ""
    because: str = ""
    notes: tuple[str, ...] = ()


def subjects_of(contents: ListContents, *, with_notes: bool) -> list[Subject]:
    """The subjects of a briefing on a list: all entries still in the network, with their notes if
    these are to be printed."""
    return [
        Subject(
            entry.id, entry.stage, entry.because,
            tuple(note.text for note in entry.notes) if with_notes else (),
        )
        for entry in contents.entries
        if not entry.gone
    ]  # fmt: skip


@dataclass(frozen=True)
class Cited:
    """A text with the numbers of its sources."""

    text: str
    sources: tuple[int, ...] = ()


@dataclass(frozen=True)
class Group:
    """A subject's links of one kind: the latest lines, and how many more there are."""

    caption: str
    lines: tuple[Cited, ...]
    more: int = 0


@dataclass(frozen=True)
class RouteDrawn:
    """A route to draw: the names on it, and what each adjacent pair shares."""

    names: tuple[str, ...]
    ties: tuple[Cited, ...]


@dataclass(frozen=True)
class RoutesFrom:
    """The id of the person with whom routes begin, and the network to find them in: one namespace,
    without links that no source claims any longer."""

    person: str
    network: Network


@dataclass(frozen=True)
class Section:
    """One subject: its name and what tells it from namesakes, other names, stage and reason, notes,
    consent to be contacted, a route to it or why there is none, properties by label, the numbers of
    their sources, links in groups, and what no source states."""

    name: str
    line: str
    other_names: tuple[str, ...]
    stage: str
    because: str
    notes: tuple[str, ...]
    consent: str
    route: RouteDrawn | None
    no_route: str
    properties: tuple[tuple[str, str], ...]
    sources: tuple[int, ...]
    groups: tuple[Group, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class SourceLine:
    """A source: its name with publisher, dates and licence, and its URL if it has one."""

    text: str
    address: str


@dataclass(frozen=True)
class Briefing:
    """A whole briefing: ``sources`` are numbered from 1 in order, ``language`` is that of its
    sentences."""

    title: str
    by: str
    date: str
    fictional: bool
    sections: tuple[Section, ...]
    sources: tuple[SourceLine, ...]
    language: str = words.ENGLISH

    @property
    def opening(self) -> str:
        """Who put it together, when and from what, as a sentence."""
        return words.say(
            "Compiled by {name} on {date} from the sources listed at the end.",
            name=self.by,
            date=self.date,
        )


def briefing_content(
    network: Network,
    title: str,
    subjects: Sequence[Subject],
    *,
    by: str,
    date: str,
    routes_from: RoutesFrom | None = None,
) -> Briefing:
    """Collect what there is to say of each subject, with the best route to each person if routes
    are asked for, in the current language. It holds nothing withheld from readers of the network.
    Raises InputError for the id of a node that is not in the network."""
    cited: list[str] = []
    sections = [_section(network, subject, cited, routes_from) for subject in subjects]
    fictional = any(network.node(network.index(s.id)).get("fictional") for s in subjects)
    sources = tuple(_source(network, source) for source in cited)
    return Briefing(title, by, date, fictional, tuple(sections), sources, words.spoken())


def _section(
    network: Network, subject: Subject, cited: list[str], routes_from: RoutesFrom | None
) -> Section:
    index = network.index(subject.id)
    node = network.node(index)
    properties = tuple(_properties(network, node))
    sources = _numbers(cited, node.get("sources", []))
    route, no_route = None, ""
    if routes_from is not None and node["kind"] == UNITS[0]:
        route, no_route = _route(routes_from, network.ids[index], cited)
    return Section(
        name=node["name"],
        line=summary(network, index),
        other_names=tuple(node.get("other_names", [])),
        stage=words.label(subject.stage),
        because=subject.because,
        notes=subject.notes,
        consent=_consent(network, index),
        route=route,
        no_route=no_route,
        properties=properties,
        sources=sources,
        groups=(
            *_groups(network, index, cited),
            *(_recognitions(network, index, cited) if node["kind"] == UNITS[0] else ()),
        ),
        unknown=tuple(_unknown(network, index, node)),
    )


def _consent(network: Network, index: int) -> str:
    """Whether a person agreed to be contacted; empty if the data hold no permissions of anybody and
    no consent of theirs."""
    node = network.node(index)
    asked = asking_date(None)
    covers = means("permission") & (pl.col("scope") == _CONTACTED)
    permissions = network.links.filter(covers)
    # Nobody is contacted because of what no source claims any longer or is only to be given.
    own = network.claimed.links.filter(
        covers & (pl.col("source") == index) & ~is_later("given_on", asked)
    )
    back = has_ended("withdrawn_on", asked) | (pl.col("withdrawn_on") == asked).fill_null(False)
    ended = back | has_ended("until", asked)
    for target, given_on in own.filter(~ended).select("target", "given_on").iter_rows():
        name = network.names[target]
        if given_on:
            return words.say(
                "May be contacted: consented to this on {day}, to {name}.", day=given_on, name=name
            )
        return words.say("May be contacted: consented to this, to {name}.", name=name)
    if own.height:
        return words.say("Must not be contacted: they withdrew their consent, or it has expired.")
    if permissions.is_empty() and node.get("consent") is None:
        return ""
    if permissions.is_empty() and node["consent"] == _GIVEN:
        return words.say("Gave their consent; whether it covers being contacted is not recorded.")
    return words.say("Ask before you contact them: no consent to being contacted is recorded.")


def _numbers(cited: list[str], ids: Iterable[str]) -> tuple[int, ...]:
    """The numbers of sources; newly cited ones get the next numbers."""
    for source in dict.fromkeys(ids):
        if source not in cited:
            cited.append(source)
    return tuple(cited.index(source) + 1 for source in dict.fromkeys(ids))


def _route(start: RoutesFrom, node_id: str, cited: list[str]) -> tuple[RouteDrawn | None, str]:
    """The best route to a person, or why there is none; neither to the person with whom it
    begins."""
    network = start.network
    if start.person == node_id:
        return None, ""
    answer = introduce(network, start.person, node_id, RouteConstraints(), k=1)
    if answer.no_route is not None:
        return None, answer.no_route.sentence()
    route = answer.routes[0]
    names = tuple(network.name_of(person) for person in route.people)
    ties = tuple(
        Cited(
            describe_hop(network, hop),
            _numbers(cited, [source for shared in hop.shared for source in shared.sources]),
        )
        for hop in route.hops
    )
    return RouteDrawn(names, ties), ""


def _properties(network: Network, node: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    conflicts = conflict_texts(network, node)
    for declared in NODE_KINDS[node["kind"]].properties:
        value = node.get(declared.name)
        if declared.name in _APART or value in (None, []):
            continue
        values = map(str, value) if isinstance(value, list) else [str(value)]
        text = words.listed(*map(words.label, values))
        if declared.name in conflicts:
            text = words.say("{text} ({details})", text=text, details=conflicts[declared.name])
        yield _label(declared.name), text


def _label(name: str) -> str:
    special = _LABELS.get(name)
    return words.say(special) if special else words.label(property_label(name))


def _groups(network: Network, index: int, cited: list[str]) -> Iterator[Group]:
    """The links by caption, latest first."""
    neighbours, links = network.adjacency().of(index)
    groups: dict[str, list[tuple[int, str, str, Sequence[str]]]] = {}
    for neighbour, number in zip(neighbours.tolist(), links.tolist(), strict=True):
        link = network.link(number)
        kind = LINK_KINDS[link["kind"]]
        caption = words.label(kind.caption if link["source"] == index else kind.caption_back)
        row = (-(link.get("last_year") or 0), network.names[neighbour], link_details(network, link))
        groups.setdefault(caption, []).append((*row, link.get("sources", [])))
    for caption, rows in groups.items():
        yield _group(caption, rows, cited)


def _recognitions(network: Network, person: int, cited: list[str]) -> Iterator[Group]:
    """How festivals recognised a person's works, latest first, each with what they did on the work;
    without works on which they were not present."""
    works, credits = network.adjacency(*link_kinds("credit")).of(person)
    counted = is_counted(network)[credits]
    credits_by_work: dict[int, list[Mapping[str, Any]]] = {}
    for work, number in zip(works[counted].tolist(), credits[counted].tolist(), strict=True):
        credits_by_work.setdefault(work, []).append(network.link(number))
    selections = network.adjacency(*link_kinds("selection"))
    rows: list[tuple[int, str, str, Sequence[str]]] = []
    for work, credit in credits_by_work.items():
        for festival, number in zip(*(row.tolist() for row in selections.of(work)), strict=True):
            link = network.link(number)
            text = " · ".join(
                filter(None, (link_details(network, link), credited(network, work, credit)))
            )
            sources = [s for each in (link, *credit) for s in each.get("sources", [])]
            rows.append((-(link.get("last_year") or 0), network.names[festival], text, sources))
    if rows:
        yield _group(words.say("their works were recognised by"), rows, cited)


def _group(
    caption: str, rows: list[tuple[int, str, str, Sequence[str]]], cited: list[str]
) -> Group:
    """Sort rows by their first fields and turn them into lines with sources."""
    rows.sort(key=lambda row: row[:3])
    lines = tuple(
        Cited(" · ".join(filter(None, (name, details))), _numbers(cited, sources))
        for _, name, details, sources in rows[:MOST_LINKS]
    )
    return Group(caption, lines, max(len(rows) - MOST_LINKS, 0))


def _unknown(network: Network, index: int, node: Mapping[str, Any]) -> Iterator[str]:
    """Properties that such a node could have and no source states, except those that its works
    show."""
    shown = _SHOWN_BY_WORKS if network.adjacency(*link_kinds("credit")).degrees[index] else ()
    for declared in NODE_KINDS[node["kind"]].properties:
        name = declared.name
        if name not in _APART and name not in shown and node.get(name) in (None, []):
            yield _label(name)


def _source(network: Network, source_id: str) -> SourceLine:
    node = network.node(network.index(source_id)) if source_id in network else {}
    details = [node.get(name) for name in ("publisher", "published", "retrieved", "licence")]
    text = " · ".join([network.name_of(source_id), *(str(each) for each in details if each)])
    address = str(node.get("address") or "")
    return SourceLine(text, address if address.startswith(("http://", "https://")) else "")
