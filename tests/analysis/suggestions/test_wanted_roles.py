"""Suggestions seek roles that complement the asker's, and leave out people who run programmes."""

import gc
import weakref

import numpy as np
import pytest

from graphmodel.analysis.suggestions.filters import SuggestionFilters
from graphmodel.analysis.suggestions.programme_staff import programme_staff
from graphmodel.analysis.suggestions.recommender import recommender, suggest
from graphmodel.analysis.suggestions.sentences import sentence
from graphmodel.analysis.suggestions.wanted_roles import wanted_roles, with_main_role
from graphmodel.network.network import Network
from tests.analysis.talent_networks import talent


def credit(person: str, film: str, role: str) -> dict[str, object]:
    return {"kind": "WORKED_ON", "from": person, "to": film, "role": role}


def studio() -> Network:
    """Dora directs with Abe in f1; f2 ties Abe to Wim (writes), Stan (a star) and Dee (directs)."""
    films = {f"f{n}": {"kind": "Project", "year": 2010 + n} for n in range(1, 7)}
    links = [
        credit("dora", "f1", "director"), credit("abe", "f1", "actor"),
        credit("abe", "f2", "actor"), credit("wim", "f2", "writer"),
        credit("stan", "f2", "actor"), credit("dee", "f2", "director"),
        credit("stan", "f3", "actor"), credit("stan", "f4", "actor"),
        credit("stan", "f5", "actor"), credit("stan", "f6", "writer"),
        credit("wim", "f6", "writer"), credit("pam", "f6", "producer"),
    ]  # fmt: skip
    return talent(films, links)


@pytest.mark.parametrize(
    ("subject", "roles"),
    [
        ("dora", ("writer", "producer")),
        ("wim", ("director", "producer")),
        ("stan", ("director", "writer", "producer")),
        ("pam", ("director", "writer")),
        # A project wants the roles that its team lacks.
        ("f1", ("writer", "producer")),
        ("f2", ("producer",)),
    ],
)
def test_wanted_is_what_complements_the_asker(subject: str, roles: tuple[str, ...]) -> None:
    assert wanted_roles(studio(), subject) == roles


def test_where_nobody_has_a_wanted_role_anybody_is_suggested() -> None:
    asking = recommender(studio())
    wanted = SuggestionFilters(main_roles=("writer",))
    passed, suggestions = asking.suggest_widening("dora", wanted)
    assert (passed, [each.id for each in suggestions.items]) == (wanted, ["wim"])
    # There is no composer nearby.
    passed, suggestions = asking.suggest_widening(
        "dora", SuggestionFilters(main_roles=("composer",))
    )
    anybody = asking.suggest("dora").items
    assert passed == SuggestionFilters()
    assert [each.id for each in suggestions.items] == [each.id for each in anybody] != []


def test_roles_that_nobody_has_are_not_wanted_and_a_programme_says_whom_it_takes_in() -> None:
    network = talent(
        {"film": {"kind": "Project", "year": 2020},
         "lab": {"kind": "Programme", "type": "directors"}},
        [credit("ann", "film", "writer"),
         {"kind": "TAKES_PART_IN", "from": "new", "to": "lab", "role": "participant"}],
    )  # fmt: skip
    assert wanted_roles(network, "new") == ("writer",)
    assert wanted_roles(network, "ann") == ()


def test_a_star_who_wrote_once_is_no_writer() -> None:
    network = studio()
    writers = with_main_role(network, ("writer",))
    assert {network.ids[i] for i in writers.nonzero()[0]} == {"wim"}
    every = {s.id for s in suggest(network, "dora")}
    wanted = SuggestionFilters(main_roles=wanted_roles(network, "dora"))
    assert every >= {"wim", "stan", "dee"}
    assert {s.id for s in suggest(network, "dora", filters=wanted)} == {"wim", "pam"}


def programme() -> Network:
    links: list[dict[str, object]] = [
        {"kind": "TAKES_PART_IN", "from": who, "to": "lab", "role": "participant"}
        for who in ("new", "fellow")
    ]
    links += [
        {"kind": "MENTORS", "from": "guide", "to": "lab"},
        {"kind": "TAKES_PART_IN", "from": "host", "to": "day", "role": "moderator"},
        {"kind": "TAKES_PART_IN", "from": "new", "to": "day", "role": "participant"},
        {"kind": "PART_OF", "from": "day", "to": "lab"},
        {"kind": "RUNS", "from": "group", "to": "lab"},
        {"kind": "PART_OF", "from": "arm", "to": "group"},
        {"kind": "BELONGS_TO", "from": "boss", "to": "arm", "title": "President"},
        {"kind": "TAKES_PART_IN", "from": "boss", "to": "day", "role": "speaker"},
        {"kind": "BELONGS_TO", "from": "cam", "to": "arm", "since": "1999", "until": "2001"},
        {"kind": "BELONGS_TO", "from": "clerk", "to": "arm", "until": "2001"},
        credit("guide", "film", "director"), credit("new", "short", "director"),
        credit("fellow", "short2", "writer"), credit("cam", "film", "writer"),
        credit("guest", "film", "writer"),
        {"kind": "MENTORS", "from": "guest", "to": "elsewhere"},
    ]  # fmt: skip
    return talent(
        {
            "lab": {"kind": "Programme"}, "elsewhere": {"kind": "Programme"},
            "day": {"kind": "Event"}, "group": {"kind": "Organisation"},
            "arm": {"kind": "Organisation"},
            **{film: {"kind": "Project", "year": 2020} for film in ("film", "short", "short2")},
        },
        links,
    )  # fmt: skip


def test_who_works_for_ones_programme_is_not_suggested_unless_asked() -> None:
    network = programme()
    assert {s.id for s in suggest(network, "new")} == {"fellow", "cam", "guest"}
    with_staff = {s.id for s in suggest(network, "new", filters=SuggestionFilters(staff=True))}
    assert with_staff >= {"guide", "host", "boss"}
    # Its mentor may be suggested to somebody who does not take part in it.
    assert "guide" in {s.id for s in suggest(talent_without_lab(), "cy")}


def test_who_works_for_programmes_is_forgotten_with_the_network() -> None:
    network = programme()
    staff = programme_staff(network, np.array([network.index("new")]))
    assert {network.ids[node] for node in staff.nonzero()[0]} == {
        *("guide", "host", "boss", "clerk")
    }
    held = weakref.ref(network)
    del network
    gc.collect()
    assert held() is None


def talent_without_lab() -> Network:
    return talent(
        {"lab": {"kind": "Programme"},
         **{film: {"kind": "Project", "year": 2020} for film in ("one", "two")}},
        [credit("cy", "one", "writer"), credit("di", "one", "actor"),
         credit("di", "two", "actor"), credit("guide", "two", "director"),
         {"kind": "MENTORS", "from": "guide", "to": "lab"}],
    )  # fmt: skip


def test_a_suggestion_says_when_they_were_last_active() -> None:
    (writer,) = suggest(studio(), "dora", filters=SuggestionFilters(main_roles=("writer",)))
    assert writer.activity is not None
    assert writer.activity.words() == "last active 2016, the year these data end"


def test_the_sentence_of_a_reason_is_that_of_the_date_asked() -> None:
    network = talent(
        {"studio": {"kind": "Organisation"}, "film": {"kind": "Project", "year": 2010}},
        [{"kind": "BELONGS_TO", "from": who, "to": "studio", "since": "2005", "until": "2019"}
         for who in ("a", "c")] + [credit("a", "film", "director"), credit("b", "film", "writer")],
    )  # fmt: skip
    for as_of, later in ((2012, False), (2024, True)):
        then = network.present(as_of)
        (c,) = (s for s in suggest(then, "a") if s.id == "c")
        text = " ".join(sentence(then, "a", "c", reason) for reason in c.reasons)
        assert ("2019" in text) is later
