"""How each kind of reason is shown: its title, its colour, and a sentence about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from graphmodel.analysis.suggestions.results import Reason
from graphmodel.network.captions import link_years
from graphmodel.network.network import Network
from graphmodel.schema.model import joined_by, kinds_with, link_kinds
from graphmodel.ui.shared import facts

AGAINST_COLOUR = "#8c8f96"
"""The colour of all reasons against."""

MAX_NAMES = 3
"""Names that a sentence gives."""


@dataclass(frozen=True)
class Context:
    """A reason and whom it is about; ``as_role`` is " as ROLE" if a role is wanted, because works
    are then those in it."""

    network: Network
    person: str
    candidate: str
    reason: Reason
    as_role: str = ""

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
        """What people were in together, each with its year."""
        network, facts_shown = self.network, [f for f in self.reason.facts if f not in without]
        years: dict[str, str] = {}
        for index in facts.links_by_id(network, facts_shown).values():
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
    title = REASONS[context.reason.kind].title
    groups = (*kinds_with("school"), *kinds_with("programme"))
    names = listed(context.reason.values) or listed(context.names(groups))
    return f"{title}: {names}" if names else title


@dataclass(frozen=True)
class ReasonText:
    """What one kind of reason looks like."""

    title: str
    colour: str
    sentence: Callable[[Context], str] = _with_values


def _through(context: Context, text: str) -> str:
    names = listed(context.dated_names())
    return f"{text} — through {names}" if names else text


def _between(context: Context) -> str:
    return listed(context.names(("Person",), without=(context.person, context.candidate)))


def _common_collaborators(context: Context) -> str:
    both = "They and the team both know" if context.for_project else "Both know"
    return _through(context, f"{both} {_between(context)}")


def _paths_of_three(context: Context) -> str:
    near = "People near them and the team" if context.for_project else "People near them"
    return _through(context, f"{near} know each other: {_between(context)}")


def _worked_together(context: Context) -> str:
    shown = facts.links_by_id(context.network, context.reason.facts).values()
    kinds = {context.network.link(index)["kind"] for index in shown}
    # A festival or a company in common is no work together.
    how = "worked" if kinds <= set(link_kinds("credit")) else "been"
    return _through(context, f"Has {how} with {_between(context)} of the team")


def _walk(context: Context) -> str:
    return f"Close by in the whole network, by way of {_between(context)}"


def _activity(context: Context) -> str:
    works, since = int(context.reason.values[0]), (context.network.latest_year or 0) - 5
    if works:
        text = f"{_count(works, 'work')}{context.as_role} since {since}"
    else:
        text = f"Has worked{context.as_role}"
    names = listed(context.dated_names(without=(context.candidate,)))
    return f"{text}, such as {names}" if names else text


def _recognition(context: Context) -> str:
    festivals = list(dict.fromkeys(context.names(joined_by("selection"))))
    times = _count(int(context.reason.values[0]), "time")
    return f"Selected or honoured {times}, personally or for a work: {listed(festivals)}"


def _role(context: Context) -> str:
    role, counterpart = context.reason.values
    return f"{_article(counterpart).capitalize()} {counterpart} for {_article(role)} {role}"


def _article(word: str) -> str:
    return "an" if word[:1].lower() in "aeiou" else "a"


def _career(context: Context) -> str:
    network = context.network
    subject_works, works = map(int, context.reason.values)
    if context.for_project:
        subject = "on average in the team"
    else:
        subject = f"of {network.names[network.index(context.person)]}"
    text = f"{_count(works, 'work')}{context.as_role}, beside {subject_works} {subject}"
    return f"{REASONS[context.reason.kind].title}: {text}"


def _silent(context: Context) -> str:
    years, last = context.reason.values
    return f"No known work{context.as_role} after {last} ({_count(int(years), 'year')} apart)"


def _later(context: Context) -> str:
    years, first = context.reason.values
    name = context.network.name_of(context.person)
    last = name if context.for_project else f"the last of {name}"
    years_after = _count(int(years), "year")
    return f"First known work{context.as_role} in {first}, {years_after} after {last}"


def _same_partner(context: Context) -> str:
    partner, together, works = context.reason.values
    return f"Works mostly with {partner}: {together} of {works} works"


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number:,} {noun}s"


REASONS: Mapping[str, ReasonText] = {
    "worked_together": ReasonText("Know the team already", "#1d4f8c", _worked_together),
    "common_collaborators": ReasonText("Know the same people", "#2f6fbb", _common_collaborators),
    "paths_of_three": ReasonText("People near them know each other", "#6ea2dd", _paths_of_three),
    "walk": ReasonText("Close by in the whole network", "#0f8b8d", _walk),
    "school": ReasonText("Same school at the same time", "#8a5fb0"),
    "programme": ReasonText("Same programme or event", "#a884c9"),
    "festival": ReasonText("Same festival in the same year", "#6b3f94"),
    "organisation": ReasonText("Same organisation at the same time", "#c79adf"),
    "mentor": ReasonText("Mentor and mentee", "#c0487f"),
    "company": ReasonText("Same companies", "#c2452d"),
    "genre": ReasonText("Same genres", "#b98300"),
    "country": ReasonText("Same countries or markets", "#2e8b57"),
    "language": ReasonText("Same languages", "#57b07e"),
    "form": ReasonText("Same types of project", "#8f9e2f"),
    "role": ReasonText("Does what is needed", "#d0743c", _role),
    "career": ReasonText("Careers of similar length", "#94705a", _career),
    "activity": ReasonText("Recently active", "#3c7d3f", _activity),
    "recognition": ReasonText("Selected and honoured", "#d9a400", _recognition),
    "silent": ReasonText("No work for a long time", AGAINST_COLOUR, _silent),
    "later": ReasonText("Started much later", AGAINST_COLOUR, _later),
    "other_country": ReasonText("Only in other countries", AGAINST_COLOUR),
    "other_language": ReasonText("Only in another language", AGAINST_COLOUR),
    "career_apart": ReasonText("Careers of different length", AGAINST_COLOUR, _career),
    "same_partner": ReasonText("Mostly with the same partner", AGAINST_COLOUR, _same_partner),
}
"""What each of ``suggestions.reasons.KINDS`` looks like."""


def title(kind: str) -> str:
    """What a kind of reason is called."""
    return REASONS[kind].title


def colour(kind: str) -> str:
    """The colour of a kind of reason."""
    return REASONS[kind].colour


def sentence(
    network: Network, person: str, candidate: str, reason: Reason, role: str | None = None
) -> str:
    """One reason as a sentence, such as "Both know A, B — through Film (1999)"; if a role is
    wanted, works are those in it."""
    as_role = f" as {role}" if role else ""
    return REASONS[reason.kind].sentence(Context(network, person, candidate, reason, as_role))


def listed(words: Iterable[str], limit: int = MAX_NAMES) -> str:
    """Words joined by commas, and how many more there are."""
    shown = list(words)
    hidden = len(shown) - limit
    return ", ".join(shown[:limit]) + (f" and {hidden} more" if hidden > 0 else "")
