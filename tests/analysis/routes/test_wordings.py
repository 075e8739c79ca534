"""Every wording of what two people share, with the facts that it needs."""

import pytest

from graphmodel.analysis.routes.advice import introduction_advice
from graphmodel.analysis.routes.introductions import introduce
from graphmodel.analysis.routes.wordings import RELATION_NAMES, WORDINGS, describe_shared
from graphmodel.analysis.ties.relations import RELATIONS
from graphmodel.network.network import Network
from tests.analysis.talent_networks import talent

NODES = {
    "lab": {"kind": "Programme", "name": "Lab"},
    "week": {"kind": "Event", "name": "Week", "type": "summit"},
    "class": {"kind": "Event", "name": "Class", "type": "master class", "starts": "2020-05-01"},
    "past": {
        "kind": "Event",
        "name": "Past",
        "type": "camp",
        "starts": "2019-05-01",
        "ends": "2019-05-09",
    },
    "usc": {"kind": "School", "name": "USC"},
    "film": {"kind": "Project", "name": "Film", "year": 2010},
    "doc": {"kind": "Project", "name": "Doc", "year": 2010, "genres": ["Documentary"]},
    "near": {"kind": "Project", "name": "Near", "year": 2009},
    "fest": {"kind": "Festival", "name": "Fest"},
    "studio": {"kind": "Organisation", "name": "Studio"},
}
Link = dict[str, object]


def link(kind: str, source: str, target: str, **properties: object) -> Link:
    return {"kind": kind, "from": source, "to": target, **properties}


def came(person: str, to: str, role: str) -> Link:
    return link("TAKES_PART_IN", person, to, role=role)


CONNECTED = "a connection according to s0"

CASES: dict[str, tuple[list[Link], str, str]] = {
    "mentors somebody": ([link("MENTORS", "a", "b")], "mentored", "a mentored b"),
    "mentors the programme": (
        [link("MENTORS", "a", "lab"), came("b", "lab", "participant")],
        "programme",
        "a mentors Lab, in which b takes part",
    ),
    "comes to the programme as a mentor": (
        [came("a", "lab", "mentor"), came("b", "lab", "participant")],
        "programme",
        "a mentors Lab, in which b takes part",
    ),
    "mentors at an event": (
        [came("a", "week", "mentor"), came("b", "week", "participant")],
        "event",
        "a mentors Week, in which b takes part",
    ),
    "mentored a programme that is over for one of them": (
        [
            link("MENTORS", "a", "lab", since="2018", until="2020-06-30"),
            came("b", "lab", "participant") | {"since": "2018"},
        ],
        "programme",
        "a mentored Lab, in which b took part (2018)",
    ),
    "mentors a programme that goes on": (
        [
            link("MENTORS", "a", "lab", since="2018"),
            came("b", "lab", "participant") | {"since": "2019"},
            link("WORKED_ON", "a", "film", role="director", year=2020),
        ],
        "programme",
        "a mentors Lab, in which b takes part (2019)",
    ),
    "mentored at an event that is over": (
        [came("a", "past", "mentor"), came("b", "past", "participant")],
        "event",
        "a mentored Past, in which b took part (2019)",
    ),
    "two mentors": (
        [came("a", "lab", "mentor"), came("b", "lab", "mentor")],
        "programme",
        "Lab (both mentor)",
    ),
    "a coordinator and a participant": (
        [came("a", "lab", "coordinator"), came("b", "lab", "participant")],
        "programme",
        "Lab (coordinator and participant)",
    ),
    "speaks at a master class": (
        [came("a", "class", "speaker"), came("b", "class", "participant")],
        "taught",
        "a spoke at Class, in which b took part (2020)",
    ),
    "teaches while the other studies": (
        [
            link("TEACHES_AT", "a", "usc", since="1998"),
            link("STUDIED_AT", "b", "usc", since="1999", until="2002"),
        ],
        "taught",
        "a taught at USC while b studied there (2002)",
    ),
    "two students": (
        [link("STUDIED_AT", who, "usc", since="1999", until="2002") for who in ("a", "b")],
        "studied",
        "USC (2002)",
    ),
    "two credits": (
        [
            link("WORKED_ON", "a", "film", role="director"),
            link("WORKED_ON", "b", "film", role="actor"),
        ],
        "worked",
        "Film (2010, director and actor)",
    ),
    "shown in a documentary": (
        [
            link("WORKED_ON", "a", "doc", role="director"),
            link("WORKED_ON", "b", "doc", role="actor"),
            link("WORKED_ON", "b", "near", role="actor"),
        ],
        "worked",
        "Doc (2010, director and shown in it)",
    ),
    "a source connects the two": ([link("KNOWS", "b", "a")], "connected", CONNECTED),
    "a source connects the two by a work": (
        [link("KNOWS", "a", "b", until="2012", works=["Film", "Doc"])],
        "connected",
        "a connection according to s0 (Film, Doc, 2012)",
    ),
    "somebody noted that the two met": (
        [link("MET", "a", "b", dated="2019-05-01", event="week", how="talked")],
        "met",
        "a talk at Week (2019)",
    ),
    "one edition of a festival": (
        [link("SELECTED_AT", who, "fest", year=2012) for who in ("a", "b")],
        "festival",
        "Fest (2012)",
    ),
    "one company": (
        [link("BELONGS_TO", who, "studio", since="2012", until="2013") for who in ("a", "b")],
        "company",
        "Studio (2013)",
    ),
}


def described(network: Network, source: str, target: str) -> tuple[str, str]:
    (hop,) = introduce(network, source, target, k=1).routes[0].hops
    return hop.shared[0].relation, describe_shared(network, hop, hop.shared[0])


@pytest.mark.parametrize("case", CASES)
def test_a_wording_says_what_the_facts_say(case: str) -> None:
    links, relation, sentence = CASES[case]
    network = talent({**NODES, "a": {"kind": "Person"}, "b": {"kind": "Person"}}, links)
    assert described(network, "a", "b") == (relation, sentence)
    if sentence.startswith("a "):
        # The sentence is the same in both directions.
        assert described(network, "b", "a") == (relation, sentence)


@pytest.mark.parametrize("case", CASES)
def test_the_reason_of_a_tie_reads_as_a_sentence(case: str) -> None:
    links, _, sentence = CASES[case]
    network = talent({**NODES, "a": {"kind": "Person"}, "b": {"kind": "Person"}}, links)
    line, *_ = introduction_advice(network, introduce(network, "a", "b", k=1))
    has_verb = any(f" {verb} " in sentence for verb in ("mentored", "mentors", "spoke", "taught"))
    because = "because" if has_verb else "because of"
    assert line == f"b is tied directly, {because} {sentence}."


def test_every_relation_has_a_name_and_every_wording_is_tried() -> None:
    assert set(RELATION_NAMES) == set(RELATIONS)
    assert {relation for _, relation, _ in CASES.values()} == set(RELATIONS)
    for wording in WORDINGS:
        assert wording.facts
        text = wording.sentence.partition("{name}")[0].format(guide="a", learner="b")
        assert any(sentence.startswith(text) for _, _, sentence in CASES.values())


def test_what_ends_later_than_the_date_asked_is_not_over() -> None:
    links = [
        link("MENTORS", "a", "lab", since="2010", until="2020"),
        came("b", "lab", "participant") | {"since": "2012"},
        link("WORKED_ON", "a", "film", role="director"),
    ]
    network = talent({name: NODES[name] for name in ("lab", "film")}, links)
    for as_of, words in (
        (2015, "a mentors Lab, in which b takes part (2012)"),
        (2024, "a mentored Lab, in which b took part (2012)"),
    ):
        then = network.present(as_of)
        (hop,) = introduce(then, "a", "b").routes[0].hops
        assert describe_shared(then, hop, hop.shared[0]) == words
