"""The graph model, declared once.

Each node and link kind stands here with its properties, captions and colour. Checks, constraints,
forms, legends, exports and the model page are drawn from these declarations, so that a new kind or
property is one edit in this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from graphmodel.errors import SchemaError
from graphmodel.schema.declarations import (
    DerivedLabel,
    LinkKind,
    NodeKind,
    Property,
    check_declarations,
)

REAL = "real"
"""The namespace of facts about the world; every other namespace is shown apart from it."""


STAGES = (
    *("concept", "treatment", "script", "development"),
    *("pre-production", "production", "post-production", "released"),
)

_RESULTS = ("selected", "nominated", "won", "recognised")
_VERDICTS = ("same", "different", "not sure")
_SINCE = Property("since", "date", "when it began")
_UNTIL = Property("until", "date", "when it ended")
_SUBJECT = Property("subject", "text", "subject")
_TITLE = Property("title", "text", "title held")
_PLACE = Property("place", "text", "city or district")
_COUNTRY = Property("country", "text", "country")
_UNCLAIMED = Property(
    "no_longer_claimed_by", "texts", "those of its sources whose newer release says it no more"
)

NODE_PROPERTIES = (
    Property("id", "text", "an id that stays the same, such as imdb:nm0000123", required=True),
    Property("name", "text", "the name it goes by", required=True),
    Property("other_names", "texts", "other scripts, stage names, transliterations"),
    Property("web", "texts", "addresses of pages about it"),
    Property("external_ids", "texts", "its ids in other collections, such as imdb:nm0000123"),
    Property("namespace", "text", "the data set view it belongs to: real, or a fictional one"),
    Property("fictional", "boolean", "made up, to show what the explorer does"),
    Property("sources", "texts", "ids of the sources that state it", required=True),
    _UNCLAIMED,
)
LINK_PROPERTIES = (
    Property("sources", "texts", "ids of the sources that state it", required=True),
    _UNCLAIMED,
)

_NODES = (
    NodeKind(
        "Person",
        "People",
        "who makes, teaches, advises or speaks",
        "#2f6fbb",
        "dot",
        (
            Property("first_year", "year", "first year of work that is known"),
            Property("last_year", "year", "last year of work that is known"),
            Property("born", "integer", "year of birth"),
            Property("died", "integer", "year of death"),
            Property("markets", "texts", "countries or regions worked in or wanted"),
            Property("languages", "texts", "working languages"),
            Property("honours", "texts", "distinctions the source names without a year"),
            Property(
                "consent",
                "text",
                "whether they agreed to be listed",
                allowed=("given", "not asked", "withdrawn"),
            ),
            Property("mentor_places", "integer", "how many people they can mentor at once"),
        ),
    ),
    NodeKind(
        "School",
        "Schools",
        "a film school or department",
        "#8a5fb0",
        "square",
        (_PLACE, _COUNTRY),
    ),
    NodeKind(
        "Festival",
        "Festivals",
        "a festival or an award body",
        "#b98300",
        "star",
        (_PLACE, _COUNTRY, Property("first_year", "year", "year of the first edition")),
    ),
    NodeKind(
        "Project",
        "Projects",
        "a film, series or short, or an idea not made yet",
        "#2e8b57",
        "diamond",
        (
            Property(
                "type",
                "text",
                "what it is",
                allowed=("film", "series", "short", "idea", "episode", "special", "video", "game"),
            ),
            Property("year", "year", "year of release, or planned"),
            Property("votes", "integer", "how many rated it"),
            Property("rating", "number", "their mean, from 1 to 10"),
            Property("genres", "texts", "genres"),
            Property("format", "text", "such as 8 to 12 episodes"),
            Property("market", "text", "market it is made for"),
            Property("countries", "texts", "countries of production"),
            Property("languages", "texts", "languages spoken in it"),
            Property("stage", "text", "how far it is", allowed=STAGES),
        ),
    ),
    NodeKind(
        "Organisation",
        "Organisations",
        "a studio, platform, agency or group",
        "#c2452d",
        "triangle",
        (
            Property(
                "type",
                "text",
                "what it is",
                allowed=("group", "company", "platform", "studio", "agency", "department"),
            ),
            _PLACE,
            Property("listing", "text", "stock exchange and code"),
        ),
    ),
    NodeKind(
        "Programme",
        "Programmes",
        "a scheme that finds and raises talent",
        "#0f8b8d",
        "hexagon",
        (
            Property("type", "text", "for whom", allowed=("directors", "writers", "creators")),
            Property("offers", "texts", "what those taken in are offered"),
            Property("directors", "integer", "directors taken in, on counted_on"),
            Property("writers", "integer", "writers supported, on counted_on"),
            Property("projects", "integer", "projects supported, on counted_on"),
            Property("in_development", "integer", "of those in development, on counted_on"),
            Property("counted_on", "date", "the date the counts are of"),
        ),
    ),
    NodeKind(
        "Event",
        "Events",
        "one dated meeting: a roadshow, camp, master class or summit",
        "#c0487f",
        "triangleDown",
        (
            Property(
                "type",
                "text",
                "what it is",
                allowed=("roadshow", "camp", "master class", "summit", "session", "networking"),
            ),
            Property("starts", "date", "first day"),
            Property("ends", "date", "last day"),
            _PLACE,
            _COUNTRY,
            Property("creators", "integer", "creators who came, on counted_on"),
            Property("counted_on", "date", "the date the count is of"),
        ),
    ),
    NodeKind(
        "Source",
        "Sources",
        "where facts come from",
        "#6b7280",
        "box",
        (
            Property("publisher", "text", "who published it"),
            Property("address", "address", "where it can be read"),
            Property("licence", "text", "terms it is given under"),
            Property("published", "date", "when it was published"),
            Property("retrieved", "date", "when it was fetched"),
        ),
    ),
)

_LINKS = (
    LinkKind(
        "STUDIED_AT",
        "went to this school",
        "studied at",
        "taught",
        "#8a5fb0",
        (("Person", "School"),),
        ("degree", "subject", "since"),
        (Property("degree", "text", "degree or course"), _SUBJECT, _SINCE, _UNTIL),
    ),
    LinkKind(
        "TEACHES_AT",
        "teaches at this school",
        "teaches at",
        "has as a teacher",
        "#6c5fb0",
        (("Person", "School"),),
        ("title", "since"),
        (_TITLE, _SUBJECT, _SINCE, _UNTIL),
    ),
    LinkKind(
        "WORKED_ON",
        "has a credit on it",
        "worked on",
        "was made with",
        "#2e8b57",
        (("Person", "Project"),),
        ("role",),
        (
            Property("role", "text", "director, writer, actor, ...", required=True),
            Property("department", "text", "department"),
            Property("billing", "integer", "place in the credits, from 1"),
            Property("job", "text", "the work in the source's own words"),
            Property("characters", "texts", "characters played"),
            Property("year", "year", "year of the work"),
        ),
    ),
    LinkKind(
        "MENTORS",
        "guides a person, or the people of a programme",
        "mentors",
        "is mentored by",
        "#2f6fbb",
        (("Person", "Person"), ("Person", "Programme")),
        ("since",),
        (_SINCE, _UNTIL),
    ),
    LinkKind(
        "TAKES_PART_IN",
        "is part of a programme or comes to an event",
        "takes part in",
        "is attended by",
        "#c0487f",
        tuple((who, to) for who in ("Person", "Project") for to in ("Programme", "Event")),
        ("role",),
        (
            Property(
                "role",
                "text",
                "in what capacity",
                required=True,
                allowed=(
                    *("participant", "mentor", "speaker", "moderator"),
                    *("coordinator", "consultant", "founder", "juror"),
                ),
            ),
            Property("title", "text", "title held"),
            _SINCE,
            _UNTIL,
        ),
    ),
    LinkKind(
        "SELECTED_AT",
        "was selected, nominated or awarded there",
        "was recognised by",
        "recognised",
        "#b98300",
        tuple((who, "Festival") for who in ("Person", "Project", "Organisation")),
        ("year", "section", "award", "category", "result"),
        (
            Property("year", "year", "year of the edition"),
            Property("section", "text", "section of the festival"),
            Property("award", "text", "name of the award"),
            Property("category", "text", "category"),
            Property("result", "text", "how far it came", allowed=_RESULTS),
            Property("count", "integer", "how many such, where the source gives only a number"),
            Property("works", "texts", "titles of the works it was for"),
        ),
    ),
    LinkKind(
        "BELONGS_TO",
        "works at this organisation",
        "belongs to",
        "employs",
        "#c2452d",
        (("Person", "Organisation"),),
        ("title", "since"),
        (_TITLE, _SINCE, _UNTIL),
    ),
    LinkKind(
        "PART_OF",
        "is a part of the greater one",
        "is part of",
        "includes",
        "#94705a",
        (("Organisation", "Organisation"), ("Event", "Programme"), ("Event", "Event")),
        (),
        (_SINCE, _UNTIL),
    ),
    LinkKind(
        "RUNS",
        "sets up and leads it",
        "runs",
        "is run by",
        "#0f8b8d",
        tuple(
            (who, what)
            for who in ("Organisation", "Person")
            for what in ("Programme", "Event", "Festival")
        ),
        (),
        (_SINCE, _UNTIL),
    ),
    LinkKind(
        "MADE",
        "produced, distributed, commissioned or developed it",
        "made",
        "was made by",
        "#d0743c",
        (("Organisation", "Project"),),
        ("role",),
        (
            Property(
                "role",
                "text",
                "in what capacity",
                allowed=("producer", "distributor", "commissioner", "developer"),
            ),
            Property("year", "year", "year"),
        ),
    ),
    LinkKind(
        "BASED_ON",
        "takes its story from it",
        "is based on",
        "is the basis of",
        "#6f8f2f",
        (("Project", "Project"),),
    ),
    LinkKind(
        "SAME_AS",
        "somebody judged that both are one, or are not",
        "is the same as",
        "is the same as",
        "#6b7280",
        tuple((kind.name, kind.name) for kind in _NODES if kind.name != "Source"),
        ("judged_by",),
        (
            Property("verdict", "text", "the judgement", required=True, allowed=_VERDICTS),
            Property("judged_by", "text", "by whom", required=True),
            Property("judged_on", "text", "when: an ISO date and time", required=True),
            Property("reason", "text", "why"),
            Property("probability", "number", "that both are one, from 0 to 1"),
            Property("model", "text", "what the probability is from"),
            Property("evidence", "texts", "what speaks for and against, each as JSON"),
        ),
    ),
)

DERIVED_LABELS = (
    DerivedLabel(
        "Creator",
        "Person",
        "has a credit, or takes part in a programme or event as participant",
        (("WORKED_ON", ()), ("TAKES_PART_IN", ("participant",))),
    ),
    DerivedLabel(
        "Mentor",
        "Person",
        "guides a person or the people of a programme",
        (("MENTORS", ()), ("TAKES_PART_IN", ("mentor",))),
    ),
)


def _shared(kind: NodeKind) -> tuple[Property, ...]:
    """A source speaks for itself; every other node names its sources."""
    if kind.name == "Source":
        return tuple(p for p in NODE_PROPERTIES if p.name not in ("sources", _UNCLAIMED.name))
    return NODE_PROPERTIES


NODE_KINDS: Mapping[str, NodeKind] = {
    kind.name: replace(kind, properties=_shared(kind) + kind.properties) for kind in _NODES
}
LINK_KINDS: Mapping[str, LinkKind] = {
    kind.name: replace(kind, properties=LINK_PROPERTIES + kind.properties) for kind in _LINKS
}
check_declarations(NODE_KINDS.values(), LINK_KINDS.values())


def is_link(kind: str) -> bool:
    """Whether a declared kind is a link; raises SchemaError for a kind that is not declared."""
    if kind in LINK_KINDS:
        return True
    if kind in NODE_KINDS:
        return False
    raise SchemaError(f"no kind {kind!r}; the kinds are {', '.join([*NODE_KINDS, *LINK_KINDS])}")


def kind_of(name: str) -> NodeKind | LinkKind:
    """The declaration of a kind by its name; raises SchemaError where there is none."""
    return LINK_KINDS[name] if is_link(name) else NODE_KINDS[name]
