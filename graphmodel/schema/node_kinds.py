"""The shipped kinds of nodes, each declared once with its properties, colour and shape."""

from __future__ import annotations

from dataclasses import replace

from graphmodel.schema.declarations import Group, NodeKind, Property

STAGES = (
    *("concept", "treatment", "script", "development"),
    *("pre-production", "production", "post-production", "released"),
    *("rumoured", "abandoned"),
)
UNMADE_STAGES = ("rumoured", "abandoned")
"""Stages of projects that were never made, as far as is known: their credits are not work."""
FINAL_STAGES = ("released", "abandoned")
"""Stages that a project never leaves."""

IDEA = "idea"
"""The type of a project not made yet."""

PUBLICATIONS = (
    *("article", "preprint", "book", "chapter", "thesis", "report", "dataset", "publication"),
)
"""Types of projects that are published, not filmed; their authors worked together."""

PLACE = Property("place", "text", "city or district")
COUNTRY = Property("country", "text", "country")
TYPES_OF_PLACES = ("mentoring", "second unit", "seat", "open role", "representation")
UNCLAIMED = Property(
    "no_longer_claimed_by", "texts", "those of its sources whose newer release says it no more"
)
CONFLICTING = Property(
    "conflicting_values", "texts", "what its sources differ on: each value and its sources, as JSON"
)

FESTIVAL_WEIGHT = 0.1
"""The weight of one edition of a festival relative to a project with as many people."""

NODE_PROPERTIES = (
    Property("id", "text", "an id that stays the same, such as imdb:nm0000123", required=True),
    Property("name", "text", "the name it goes by", required=True),
    Property("other_names", "texts", "other scripts, stage names, transliterations"),
    Property("web", "texts", "addresses of pages about it"),
    Property(
        "external_ids",
        "texts",
        "its ids in other collections, such as imdb:nm0000123",
        tells_apart=1,
    ),
    Property("namespace", "text", "the data set view it belongs to: real, or a fictional one"),
    Property("fictional", "boolean", "made up, to show what the explorer does"),
    Property("sources", "texts", "ids of the sources that state it", required=True),
    UNCLAIMED,
    CONFLICTING,
)
_OF_SOURCES = ("sources", UNCLAIMED.name, CONFLICTING.name)
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
            Property("born", "integer", "year of birth", tells_apart=2),
            Property("died", "integer", "year of death", tells_apart=3),
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
            Property("busy", "periods", "when they cannot work, and what they do then"),
            Property("skills", "texts", "what they are good at, such as crowd scenes"),
            Property("lives_in", "text", "country they live in"),
            Property("genres", "texts", "genres they work in or want to"),
            Property("credits", "integer", "how many credits they have, where only that is known"),
        ),
    ),
    NodeKind(
        "School",
        "Schools",
        "a film school or department",
        "#8a5fb0",
        "square",
        (PLACE, COUNTRY),
        group=Group(("study", "teaching"), "studied", cohort="school"),
        trait="school",
    ),
    NodeKind(
        "Festival",
        "Festivals",
        "a festival or an award body",
        "#b98300",
        "star",
        (
            PLACE,
            COUNTRY,
            Property("first_year", "year", "year of the first edition"),
            Property("tier", "integer", "how much a selection there says, 3 the most, 0 nothing"),
        ),
        group=Group(("selection",), "festival", FESTIVAL_WEIGHT, "festival"),
        trait="festival",
    ),
    NodeKind(
        "Project",
        "Projects",
        "a film, series or short, an idea not made yet, or a publication",
        "#2e8b57",
        "diamond",
        (
            Property(
                "type",
                "text",
                "what it is",
                allowed=(
                    *("film", "series", "short", IDEA, "episode", "special", "video", "game"),
                    *PUBLICATIONS,
                ),
            ),
            Property("year", "year", "year of release, or planned"),
            Property("votes", "integer", "how many rated it"),
            Property("rating", "number", "their mean, from 1 to 10"),
            Property("genres", "texts", "genres"),
            Property("format", "text", "such as 8 to 12 episodes"),
            Property("market", "text", "market it is made for"),
            Property("countries", "texts", "countries of production"),
            Property("languages", "texts", "languages spoken in it"),
            Property("stage", "text", "how far it is", allowed=STAGES, latest_of="stages"),
            Property("stages", "periods", "the stages it went through, and when", allowed=STAGES),
            Property("episodes_from", "integer", "how many episodes it has, at least"),
            Property("episodes_to", "integer", "how many episodes it has, at most"),
            Property("minutes", "integer", "length in minutes, of an episode if it has several"),
            Property("logline", "text", "its story in a sentence"),
        ),
        group=Group(("credit",), "worked"),
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
                allowed=(
                    *("group", "company", "platform", "studio", "agency", "department"),
                    "institution",
                ),
            ),
            PLACE,
            Property("listing", "text", "stock exchange and code"),
        ),
        group=Group(("membership",), "company", cohort="organisation"),
        trait="company",
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
        group=Group(("attendance", "guidance", "running"), "programme", cohort="programme"),
        trait="programme",
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
                allowed=(
                    *("roadshow", "camp", "master class", "summit"),
                    *("session", "networking", "table"),
                ),
            ),
            Property("starts", "date", "first day"),
            Property("ends", "date", "last day"),
            PLACE,
            COUNTRY,
            Property("creators", "integer", "creators who came, on counted_on"),
            Property("counted_on", "date", "the date the count is of"),
        ),
        group=Group(("attendance", "guidance", "running"), "event", cohort="programme"),
        trait="event",
    ),
    NodeKind(
        "Place",
        "Places",
        "a place that somebody can fill: with a mentor, on a second unit, at a table, in a team",
        "#4f7d3a",
        "square",
        (
            Property(
                "type",
                "text",
                "what it is",
                allowed=TYPES_OF_PLACES,
            ),
            Property("least", "integer", "how many people have to fill it"),
            Property("most", "integer", "how many people can fill it"),
            Property("starts", "date", "first day"),
            Property("ends", "date", "last day"),
            COUNTRY,
            Property("languages", "texts", "languages needed"),
            Property("wants", "texts", "skills wanted"),
            Property(
                "state", "text", "how far it is", allowed=("open", "held", "filled", "closed")
            ),
            Property("notes", "text", "what else there is to know"),
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


def with_shared(kind: NodeKind) -> NodeKind:
    """The kind with the properties that every node has; a source has no sources of its own."""
    shared: tuple[Property, ...] = NODE_PROPERTIES
    if kind.name == "Source":
        shared = tuple(p for p in shared if p.name not in _OF_SOURCES)
    return replace(kind, properties=shared + kind.properties)


NODES = tuple(with_shared(kind) for kind in _NODES)
