"""Wording of each kind of reason: its title, its colour, and a sentence about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from graphmodel import words
from graphmodel.analysis.suggestions.results import Reason
from graphmodel.network.captions import link_years
from graphmodel.network.network import Network
from graphmodel.schema.model import joined_by, kinds_with, link_kinds

AGAINST_COLOUR = "#8c8f96"
"""The colour of all reasons against."""

MAX_NAMES = 3
"""Maximum number of names in a sentence."""


@dataclass(frozen=True)
class Context:
    """A reason and the people it concerns; ``role`` is the one wanted, if any, to which works are
    then limited."""

    network: Network
    person: str
    candidate: str
    reason: Reason
    role: str = ""

    @property
    def for_project(self) -> bool:
        """Whether people are suggested for a project."""
        return self.network.kinds[self.network.index(self.person)] == "Project"

    def names(self, kinds: Sequence[str], without: Sequence[str] = ()) -> list[str]:
        """The names of the nodes of some kinds among the facts."""
        network = self.network
        return [
            network.name_of(fact)
            for fact in self.reason.facts
            if fact in network
            and network.kinds[network.index(fact)] in kinds
            and fact not in without
        ]

    def dated_names(self, without: Sequence[str] = ()) -> list[str]:
        """The names of the nodes among the facts that are not people, each with its year."""
        network = self.network
        facts_shown = [fact for fact in self.reason.facts if fact not in without]
        years: dict[str, str] = {}
        for index in network.link_rows(facts_shown).values():
            link = network.link(index)
            year = str(link.get("last_year") or "") or link_years(link)
            years.setdefault(network.ids[link["target"]], year)
        names = []
        for node_id in facts_shown:
            if node_id in network and network.kinds[network.index(node_id)] != "Person":
                name = network.name_of(node_id)
                names.append(f"{name} ({years[node_id]})" if years.get(node_id) else name)
        return names


def _with_values(context: Context) -> str:
    heading = title(context.reason.kind)
    groups = (*kinds_with("school"), *kinds_with("programme"))
    values = map(words.label, context.reason.values)
    names = listed(values) or listed(context.names(groups))
    return words.say("{title}: {names}", title=heading, names=names) if names else heading


@dataclass(frozen=True)
class ReasonText:
    """The text and colour of one kind of reason."""

    title: str
    colour: str
    sentence: Callable[[Context], str] = _with_values


def _through(context: Context, text: str) -> str:
    names = listed(context.dated_names())
    return words.say("{text}, through {names}", text=text, names=names) if names else text


def _between(context: Context) -> str:
    return listed(context.names(("Person",), without=(context.person, context.candidate)))


def _common_collaborators(context: Context) -> str:
    text = words.say("Both are tied to {names}", names=_between(context))
    if context.for_project:
        text = words.say("They and the team are both tied to {names}", names=_between(context))
    return _through(context, text)


def _paths_of_three(context: Context) -> str:
    text = words.say("People near them are tied: {names}", names=_between(context))
    if context.for_project:
        text = words.say("People near them and the team are tied: {names}", names=_between(context))
    return _through(context, text)


def _worked_together(context: Context) -> str:
    links = context.network.link_rows(context.reason.facts).values()
    kinds = {context.network.link(index)["kind"] for index in links}
    # A shared festival or company does not mean that they worked together.
    if kinds <= set(link_kinds("credit")):
        text = words.say("Has worked with {names} of the team", names=_between(context))
    else:
        text = words.say("Has crossed paths with {names} of the team", names=_between(context))
    return _through(context, text)


def _walk(context: Context) -> str:
    # Two people who share a company may have nobody in between.
    names = _between(context) or listed(context.dated_names())
    if not names:
        return title(context.reason.kind)
    return words.say("Close in the wider network, by way of {names}", names=names)


def _works(context: Context, number: int) -> str:
    """A number of works, in the role wanted if any."""
    if not context.role:
        return words.count("{n:,} work", "{n:,} works", number)
    role = words.label(context.role)
    return words.count("{n:,} work as {role}", "{n:,} works as {role}", number, role=role)


def _activity(context: Context) -> str:
    number, since = map(int, context.reason.values)
    text = words.say("Has worked")
    if number:
        text = words.say("{works} since {year}", works=_works(context, number), year=since)
    elif context.role:
        text = words.say("Has worked as {role}", role=words.label(context.role))
    names = listed(context.dated_names(without=(context.candidate,)))
    return words.say("{text}, such as {names}", text=text, names=names) if names else text


def _recognition(context: Context) -> str:
    festivals = list(dict.fromkeys(context.names(joined_by("selection"))))
    return words.count(
        "Selected or honoured {n:,} time, personally or for a work: {names}",
        "Selected or honoured {n:,} times, personally or for a work: {names}",
        int(context.reason.values[0]),
        names=listed(festivals),
    )


def _role(context: Context) -> str:
    role, counterpart = context.reason.values
    return words.say(
        "{Partner} for {role}", Partner=_with_article(counterpart).capitalize(),
        role=_with_article(role),
    )  # fmt: skip


def _with_article(role: str) -> str:
    """The name of a role with its article: "an actor"."""
    name = words.label(role)
    if role[:1].lower() in "aeiou":
        return words.say("an {role}", role=name)
    return words.say("a {role}", role=name)


def _career(context: Context) -> str:
    network = context.network
    subject_works, works = map(int, context.reason.values)
    counted = _works(context, works)
    if context.for_project:
        text = words.say("{works}, against a team average of {n}", works=counted, n=subject_works)
    else:
        name = network.names[network.index(context.person)]
        text = words.say(
            "{works}, against {n} for {name}", works=counted, n=subject_works, name=name
        )
    return words.say("{title}: {names}", title=title(context.reason.kind), names=text)


def _silent(context: Context) -> str:
    years, last = context.reason.values
    apart = words.count("{n:,} year", "{n:,} years", int(years))
    if context.role:
        role = words.label(context.role)
        return words.say(
            "No known work as {role} after {last} (a gap of {years})",
            role=role, last=last, years=apart,
        )  # fmt: skip
    return words.say("No known work after {last} (a gap of {years})", last=last, years=apart)


def _later(context: Context) -> str:
    years, first = context.reason.values
    name = context.network.name_of(context.person)
    last = name if context.for_project else words.say("the last of {name}", name=name)
    values = {"first": first, "years": words.count("{n:,} year", "{n:,} years", int(years)),
              "last": last}  # fmt: skip
    if context.role:
        return words.say(
            "First known work as {role} in {first}, {years} after {last}",
            role=words.label(context.role), **values,
        )  # fmt: skip
    return words.say("First known work in {first}, {years} after {last}", **values)


def _same_partner(context: Context) -> str:
    partner, together, works = context.reason.values
    return words.say(
        "Works mostly with {partner}: {together} of {works} works",
        partner=partner,
        together=together,
        works=works,
    )


REASONS: Mapping[str, ReasonText] = {
    "worked_together": ReasonText(words.mark("Know the team already"), "#1d4f8c", _worked_together),
    "common_collaborators": ReasonText(
        words.mark("Tied to the same people"), "#2f6fbb", _common_collaborators
    ),
    "paths_of_three": ReasonText(
        words.mark("People near them are tied"), "#6ea2dd", _paths_of_three
    ),
    "walk": ReasonText(words.mark("Close in the wider network"), "#0f8b8d", _walk),
    "school": ReasonText(words.mark("Same school at the same time"), "#8a5fb0"),
    "programme": ReasonText(words.mark("Same programme or event"), "#a884c9"),
    "festival": ReasonText(words.mark("Same festival in the same year"), "#6b3f94"),
    "organisation": ReasonText(words.mark("Same organisation at the same time"), "#c79adf"),
    "mentor": ReasonText(words.mark("Mentor and mentee"), "#c0487f"),
    "company": ReasonText(words.mark("Same companies"), "#c2452d"),
    "genre": ReasonText(words.mark("Same genres"), "#b98300"),
    "country": ReasonText(words.mark("Same countries or markets"), "#2e8b57"),
    "language": ReasonText(words.mark("Same languages"), "#57b07e"),
    "form": ReasonText(words.mark("Same types of project"), "#8f9e2f"),
    "role": ReasonText(words.mark("Has the role that is needed"), "#d0743c", _role),
    "career": ReasonText(words.mark("Careers of similar length"), "#94705a", _career),
    "activity": ReasonText(words.mark("Recently active"), "#3c7d3f", _activity),
    "recognition": ReasonText(words.mark("Selected and honoured"), "#d9a400", _recognition),
    "silent": ReasonText(words.mark("No work for a long time"), AGAINST_COLOUR, _silent),
    "later": ReasonText(words.mark("Started much later"), AGAINST_COLOUR, _later),
    "other_country": ReasonText(words.mark("Only in other countries"), AGAINST_COLOUR),
    "other_language": ReasonText(words.mark("Only in another language"), AGAINST_COLOUR),
    "career_apart": ReasonText(words.mark("Careers of different length"), AGAINST_COLOUR, _career),
    "same_partner": ReasonText(
        words.mark("Mostly with the same partner"), AGAINST_COLOUR, _same_partner
    ),
}
"""The text and colour of each of ``suggestions.reasons.KINDS``."""


def title(kind: str) -> str:
    """The title of a kind of reason."""
    return words.say(REASONS[kind].title)


def colour(kind: str) -> str:
    """The colour of a kind of reason."""
    return REASONS[kind].colour


def sentence(
    network: Network, person: str, candidate: str, reason: Reason, role: str | None = None
) -> str:
    """One reason as a sentence, such as "Both are tied to A, B — through Film (1999)"; with a
    ``role``, works are those in it. The network is as of the date asked, by default today."""
    context = Context(network.present(), person, candidate, reason, role or "")
    return REASONS[reason.kind].sentence(context)


def listed(names: Iterable[str], limit: int = MAX_NAMES) -> str:
    """Join up to ``limit`` names, with the number of remaining ones."""
    shown = list(names)
    hidden = len(shown) - limit
    text = words.listed(*shown[:limit])
    return words.say("{names} and {n} more", names=text, n=hidden) if hidden > 0 else text
