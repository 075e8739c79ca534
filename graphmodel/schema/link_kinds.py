"""The shipped kinds of links, each declared once, and the labels that links earn for nodes."""

from __future__ import annotations

from dataclasses import replace

from graphmodel.schema.declarations import DerivedLabel, LinkKind, Property
from graphmodel.schema.node_kinds import (
    CONFLICTING,
    FESTIVAL_WEIGHT,
    NODES,
    STAGES,
    TYPES_OF_PLACES,
    UNCLAIMED,
)

JUDGEMENT = "SAME_AS"
"""The only kind of link that states whether two records are the same."""

_RESULTS = ("selected", "nominated", "won", "recognised")
_VERDICTS = ("same", "different", "not sure")
_SINCE = Property("since", "date", "when it began")
_UNTIL = Property("until", "date", "when it ended")
_SUBJECT = Property("subject", "text", "subject")
_TITLE = Property("title", "text", "title held")
_DATED = Property("dated", "date", "the day it happened")
TIMES = Property("count", "integer", "how many such, where the source gives only a number")
_NOT_THERE = ("applicant", "alternate")
_NOT_TAKEN_IN = ("not taken in", "declined")
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
                    *_NOT_THERE,
                ),
            ),
            Property("title", "text", "title held"),
            _SINCE,
            _UNTIL,
            Property(
                "outcome",
                "text",
                "what came of an application",
                allowed=("taken in", *_NOT_TAKEN_IN, "left"),
            ),
        ),
        meaning="attendance",
        no_presence=(("role", _NOT_THERE), ("outcome", _NOT_TAKEN_IN)),
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
            TIMES,
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
        "MET",
        "the two met, and somebody noted it",
        "met",
        "met",
        "#c0487f",
        (("Person", "Person"),),
        ("event", "dated"),
        (
            Property("event", "text", "id of the event at which they met", refers=True),
            _DATED,
            Property(
                "how",
                "text",
                "what came of it there",
                allowed=("seated together", "talked", "swapped work", "agreed"),
            ),
            Property("said", "text", "what was said of it"),
            Property("recorded_by", "text", "who noted it"),
        ),
        meaning="meeting",
    ),
    LinkKind(
        "OFFERS",
        "has this place for somebody",
        "offers",
        "is offered by",
        "#4f7d3a",
        tuple((who, "Place") for who in ("Person", "Project", "Event", "Organisation")),
        (),
        (_SINCE, _UNTIL),
        meaning="offer",
    ),
    LinkKind(
        "FILLS",
        "has this place, or is to have it",
        "fills",
        "is filled by",
        "#4f7d3a",
        (("Person", "Place"),),
        ("since",),
        (
            _SINCE,
            _UNTIL,
            Property(
                "state",
                "text",
                "how far it is",
                allowed=("proposed", "held", "accepted", "declined", "done"),
            ),
            Property("plan", "text", "the plan that it comes from"),
            Property("decided_by", "text", "who decided it"),
            Property("decided_on", "date", "when it was decided"),
            Property("reason", "text", "why"),
        ),
        meaning="filling",
    ),
    LinkKind(
        "WISHES",
        "wants this, or does not",
        "has a wish about",
        "is wished for by",
        "#8a8f3c",
        tuple(("Person", what) for what in ("Person", "Place", "Project", "Programme")),
        ("stance",),
        (
            Property(
                "stance",
                "text",
                "what is wished",
                allowed=("wants", "would rather not", "must not"),
            ),
            Property("rank", "integer", "how strongly, 1 for the first choice"),
            Property("why", "text", "why"),
            Property("confidential", "boolean", "known to the office alone: it is never shown"),
            _SINCE,
            _UNTIL,
        ),
        meaning="wish",
        weight=0.0,
        confidential="confidential",
    ),
    LinkKind(
        "REPRESENTS",
        "acts for this person",
        "represents",
        "is represented by",
        "#7a4f9e",
        (("Organisation", "Person"), ("Person", "Person")),
        ("role",),
        (
            Property("role", "text", "in what capacity", allowed=("agent", "manager", "lawyer")),
            Property("markets", "texts", "the markets in which it holds"),
            Property("exclusive", "boolean", "whether nobody else may act for them there"),
            _SINCE,
            _UNTIL,
        ),
        meaning="representation",
    ),
    LinkKind(
        "SPEAKS_FOR",
        "speaks for it in public",
        "speaks for",
        "is spoken for by",
        "#c2452d",
        tuple(("Person", what) for what in ("Organisation", "Programme")),
        ("title",),
        (
            _TITLE,
            _SINCE,
            _UNTIL,
            _DATED,
            Property("about", "text", "what about"),
        ),
        meaning="spokesperson",
    ),
    LinkKind(
        "RECOMMENDS",
        "speaks up for this person",
        "recommends",
        "is recommended by",
        "#b7791f",
        tuple((who, "Person") for who in ("Person", "School", "Organisation", "Programme")),
        ("purpose",),
        (
            Property("purpose", "text", "for what, anything if empty", allowed=TYPES_OF_PLACES),
            _DATED,
            _UNTIL,
            Property("said", "text", "in what words"),
        ),
        meaning="recommendation",
        weight=0.0,
    ),
    LinkKind(
        "HELPED",
        "helped it out of a stage",
        "helped",
        "was helped by",
        "#2e8b57",
        (("Person", "Project"),),
        ("stage",),
        (
            Property("stage", "text", "the stage that it was in", allowed=STAGES),
            _DATED,
            Property("how", "text", "what was done"),
        ),
        meaning="help",
    ),
    LinkKind(
        "CONSENTS",
        "agreed to something with it",
        "gave consent to",
        "has the consent of",
        "#6b7280",
        tuple(("Person", what) for what in ("Programme", "Organisation")),
        ("scope",),
        (
            Property(
                "scope",
                "text",
                "to what",
                allowed=("listed", "suggested", "contacted", "exported"),
            ),
            Property("given_on", "date", "when it was given"),
            Property("withdrawn_on", "date", "when it was taken back"),
            _UNTIL,
            Property("how", "text", "how it was given, such as by letter"),
        ),
        meaning="permission",
        weight=0.0,
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
