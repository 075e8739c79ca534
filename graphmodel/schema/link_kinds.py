"""The kinds of links that ship, each declared once, and the labels that links earn a node."""

from __future__ import annotations

from dataclasses import replace

from graphmodel.schema.declarations import DerivedLabel, LinkKind, Property
from graphmodel.schema.node_kinds import CONFLICTING, FESTIVAL_WEIGHT, NODES, UNCLAIMED

JUDGEMENT = "SAME_AS"
"""The one kind of link that says of two records whether they are one."""

_RESULTS = ("selected", "nominated", "won", "recognised")
_VERDICTS = ("same", "different", "not sure")
_SINCE = Property("since", "date", "when it began")
_UNTIL = Property("until", "date", "when it ended")
_SUBJECT = Property("subject", "text", "subject")
_TITLE = Property("title", "text", "title held")
LINK_PROPERTIES = (
    Property("sources", "texts", "ids of the sources that state it", required=True),
    UNCLAIMED,
    CONFLICTING,
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
        meaning="study",
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
        meaning="teaching",
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
        meaning="credit",
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
        meaning="guidance",
    ),
    LinkKind(
        "KNOWS",
        "a source connects the two, and says no more of it",
        "is connected with",
        "is connected with",
        "#5b7a8c",
        (("Person", "Person"),),
        ("relation", "since"),
        (
            Property("weight", "number", "how strong it is, on the scale of its source"),
            Property("since", "date", "first known date"),
            Property("until", "date", "last known date"),
            Property("relation", "text", "what joins them, in the words of the source"),
            Property("works", "texts", "titles of the works that join them"),
        ),
        meaning="acquaintance",
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
        meaning="attendance",
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
        meaning="selection",
        weight=FESTIVAL_WEIGHT,
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
        meaning="membership",
    ),
    LinkKind(
        "PART_OF",
        "is a part of the greater one",
        "is part of",
        "includes",
        "#94705a",
        (
            ("Organisation", "Organisation"),
            *(("Event", "Programme"), ("Event", "Event"), ("Project", "Project")),
        ),
        (),
        (
            _SINCE,
            _UNTIL,
            Property("season", "integer", "number of the season, of an episode"),
            Property("episode", "integer", "number of the episode in its season"),
        ),
        meaning="part",
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
        meaning="running",
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
        meaning="production",
    ),
    LinkKind(
        "BASED_ON",
        "takes its story from it",
        "is based on",
        "is the basis of",
        "#6f8f2f",
        (("Project", "Project"),),
        meaning="adaptation",
    ),
    LinkKind(
        JUDGEMENT,
        "somebody judged that both are one, or are not",
        "is the same as",
        "is the same as",
        "#6b7280",
        tuple((kind.name, kind.name) for kind in NODES if kind.name != "Source"),
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
        meaning="judgement",
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


def with_shared(kind: LinkKind) -> LinkKind:
    """The kind with the properties that every link has."""
    return replace(kind, properties=LINK_PROPERTIES + kind.properties)


LINKS = tuple(with_shared(kind) for kind in _LINKS)
