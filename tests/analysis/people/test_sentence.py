"""Descriptions read from sentences: what is understood, how, and what is not."""

from __future__ import annotations

import pytest

from graphmodel.analysis.people.description import Description
from graphmodel.analysis.people.sentence import Reading, read_sentence
from graphmodel.network.namespaces import ALL, Namespace
from tests.analysis.small_networks import credits_network


@pytest.fixture(scope="module")
def namespace() -> Namespace:
    """Works from China, France and Japan, a festival, a school, a studio and two namesakes."""
    network = credits_network(
        {"fog": ["ann stone", "li wei"], "ash": ["bo lind"], "ice": ["dee", "kim a", "kim b"]},
        years={"fog": 2012, "ash": 2018, "ice": 2020},
        projects={
            "fog": {"countries": ["People's Republic of China"], "genres": ["Drama", "Sci-Fi"],
                    "type": "film", "languages": ["Mandarin"]},
            "ash": {"countries": ["France"], "genres": ["Comedy"], "type": "series",
                    "languages": ["French"]},
            "ice": {"countries": ["Japan"], "type": "short"},
        },
        people={"kim a": {"name": "Kim Ha"}, "kim b": {"name": "Kim Ha"}},
        roles={("li wei", "fog"): "writer", ("bo lind", "ash"): "actor"},
        nodes={
            "Festival": [{"id": "cannes", "name": "Cannes"},
                         {"id": "oscars", "name": "Academy Awards"}],
            "School": [{"id": "lanhe", "name": "Lanhe Film Academy"}],
            "Organisation": [{"id": "tide", "name": "Tidemark"}],
        },
        links={
            "SELECTED_AT": [
                {"from_id": "fog", "to_id": "cannes", "year": 2013, "result": "selected"},
                {"from_id": "ash", "to_id": "oscars", "year": 2019, "result": "won"},
            ],
            "STUDIED_AT": [{"from_id": "dee", "to_id": "lanhe"}],
            "MADE": [{"from_id": "tide", "to_id": "ash"}],
        },
    )  # fmt: skip
    return Namespace(network, ALL)


CHINA = "People's Republic of China"

READ: list[tuple[str, dict[str, object]]] = [
    ("directors from China active since 2010, shown at Cannes",
     {"role": "director", "home": CHINA, "active_since": 2010, "festival": "cannes"}),
    ("Chinese film-makers", {"role": "director", "home": CHINA}),
    ("writers of Chinese dramas", {"role": "writer", "country": CHINA, "genre": "Drama"}),
    ("screenwriters in the Chinese market", {"role": "writer", "country": CHINA}),
    ("Mandarin-speaking directors", {"role": "director", "language": "Mandarin"}),
    ("actresses who speak French", {"role": "actor", "language": "French"}),
    ("science fiction writers or directors", {"role": ("writer", "director"), "genre": "Sci-Fi"}),
    ("people who won an Oscar", {"result": "won", "festival": "oscars"}),
    ("Oscar-winning actors before 2019",
     {"result": "won", "festival": "oscars", "role": "actor", "active_until": 2018}),
    ("graduates of Lanhe", {"school": "lanhe"}),
    ("directors in the 2010s", {"role": "director", "active_since": 2010, "active_until": 2019}),
    ("directors in the 90s", {"role": "director", "active_since": 1990, "active_until": 1999}),
    ("from 2001 to 2005", {"active_since": 2001, "active_until": 2005}),
    ("writers in the last 3 years", {"role": "writer", "active_since": 2018}),
    ("first-time directors of shorts", {"newcomers": True, "role": "director", "form": "short"}),
    ("within two steps of Ann Stone", {"near": "ann stone", "steps": 2}),
    ("actors who have worked with Bo Lind", {"role": "actor", "near": "bo lind", "steps": 1}),
    ("directors not with Tidemark", {"role": "director", "not_with": ("tide",)}),
    ("writers who have never worked with Ann Stone",
     {"role": "writer", "not_with": ("ann stone",)}),
    ("actors at Tidemark", {"role": "actor", "company": "tide"}),
    ("directors in the community of Ann Stone", {"role": "director", "community": "ann stone"}),
    ("2010年以来活跃的中国导演，入围戛纳",
     {"role": "director", "home": CHINA, "active_since": 2010, "festival": "cannes",
      "result": "selected"}),
    ("会说法语的演员", {"role": "actor", "language": "French"}),
    ("近三年的编剧", {"role": "writer", "active_since": 2018}),
    ("没有与Ann Stone合作过的编剧", {"role": "writer", "not_with": ("ann stone",)}),
    ("中国科幻电影的导演",
     {"role": "director", "country": CHINA, "genre": "Sci-Fi", "form": "film"}),
    ("新人导演", {"newcomers": True, "role": "director"}),
    ("ＤＩＲＥＣＴＯＲＳ since ２０１０", {"role": "director", "active_since": 2010}),
]  # fmt: skip


def read(namespace: Namespace, text: str) -> Reading:
    return read_sentence(namespace, text)


@pytest.mark.parametrize(("text", "facets"), READ, ids=[text for text, _ in READ])
def test_a_sentence_is_read_into_the_same_facets(
    namespace: Namespace, text: str, facets: dict[str, object]
) -> None:
    reading = read(namespace, text)
    expected = Description.of(**facets)
    assert sorted_values(reading.description) == sorted_values(expected)
    assert reading.ignored == ()


def sorted_values(description: Description) -> tuple[object, ...]:
    chosen = {name: sorted(values) for name, values in description.chosen}
    return (chosen, description.active_since, description.active_until, description.newcomers,
            description.not_with, description.near, description.steps,
            description.community)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "ignored"),
    [
        ("tall blue-eyed directors", ("tall blue-eyed",)),
        ("directors, not actors", ("not actors",)),
        ("directors without comedies", ("without comedies",)),
        ("不是演员的导演", ("不是演员",)),
        ("directors not active since 2010", ("not active since 2010",)),
        ("directors with no film since 2015", ("no film since 2015",)),
        ("directors not in the last 5 years", ("not in the last 5 years",)),
        ("directors inactive since 2010", ("inactive since 2010",)),
        ("directors who since 2010 have made no film", ("since 2010", "no film")),
        ("2010年以后没有作品的导演", ("2010年以后没有作品",)),
        ("近三年没有作品的导演", ("近三年没有作品",)),
        ("directors not from China", ("not from China",)),
        ("directors who never won an Oscar", ("never won an Oscar",)),
        ("directors who haven't been shown at Cannes", ("haven't been shown at Cannes",)),
        ("未入围戛纳的导演", ("未入围戛纳",)),
        ("不会说法语的导演", ("不会说法语",)),
        ("non-French directors", ("non-French",)),
        ("非中国导演", ("非中国",)),
        ("directors near Kim Ha", ("near Kim Ha",)),
        ("directors near Nobody Known", ("near Nobody Known",)),
        ("Swedish directors", ("Swedish (nobody here has this)",)),
        ("cinematographers from France", ("cinematographers (nobody here has this)",)),
        ("directors since 2020 until 2010", ("until 2010",)),
        ("directors shown at Locarno", ("Locarno (nobody here has this)",)),
        # The lower case of the first letter is two characters long.
        ("İİ 来自法国的人", ("İİ",)),
    ],
)
def test_what_is_not_understood_is_said_and_not_guessed(
    namespace: Namespace, text: str, ignored: tuple[str, ...]
) -> None:
    reading = read(namespace, text)
    assert reading.ignored == ignored
    assert reading.description.near is None


@pytest.mark.parametrize(
    ("text", "facets"),
    [
        ("directors not active since 2010", {"role": "director"}),
        ("directors who since 2010 have made no film", {"role": "director"}),
        ("2010年以后没有作品的导演", {"role": "director"}),
        ("directors who haven't been shown at Cannes", {"role": "director"}),
        ("未入围戛纳的导演", {"role": "director"}),
        ("directors not from China, active since 2010", {"role": "director", "active_since": 2010}),
        ("directors not in the 1990s but since 2010", {"role": "director", "active_since": 2010}),
        ("2010年以后活跃的不会说法语的导演", {"role": "director", "active_since": 2010}),
        ("2010年以后入围不少次的导演",
         {"role": "director", "active_since": 2010, "result": "selected"}),
    ],
)  # fmt: skip
def test_what_is_negated_is_never_taken_for_its_opposite(
    namespace: Namespace, text: str, facets: dict[str, object]
) -> None:
    assert sorted_values(read(namespace, text).description) == sorted_values(
        Description.of(**facets)
    )


def test_phrases_are_quoted_as_they_were_written(namespace: Namespace) -> None:
    (phrase,) = read(namespace, "Emerging").understood
    assert (phrase.text, phrase.words) == ("Emerging", "newcomers")


def test_what_was_understood_is_said_phrase_by_phrase(namespace: Namespace) -> None:
    reading = read(namespace, "Directors from China active since 2010, shown at Cannes")
    assert [(phrase.text, phrase.words) for phrase in reading.understood] == [
        ("Directors", "role: director"),
        ("China", "home country: People's Republic of China"),
        ("active since 2010", "active since 2010"),
        ("Cannes", "festival or award: Cannes"),
    ]


@pytest.mark.parametrize("text", ["", "  ,;", "xyzzy", "的" * 50, "not " * 40, "(((", "\u0000"])
def test_any_text_is_read_without_a_fault(namespace: Namespace, text: str) -> None:
    assert read(namespace, text).description == Description()
