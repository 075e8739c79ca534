import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.analysis.ties.relations import Shared
from graphmodel.analysis.ties.stated_acquaintance import ACQUAINTANCE_WEIGHT, FAINTEST
from graphmodel.analysis.ties.ties import UNDATED_WEIGHT, people_ties
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.schema.node_kinds import FESTIVAL_WEIGHT
from tests.analysis.talent_networks import talent


def between(network: Network, source: str, target: str, **settings: object) -> tuple[Shared, ...]:
    ties = people_ties(network, **settings)  # type: ignore[arg-type]
    return ties.shared(network.index(source), network.index(target))


def credit(
    person: str, project: str, role: str = "actor", **properties: object
) -> dict[str, object]:
    return {"kind": "WORKED_ON", "from": person, "to": project, "role": role, **properties}


def test_a_shared_project_weighs_by_its_size_and_age() -> None:
    network = talent(
        {"film": {"kind": "Project", "year": 2000}},
        [credit("ann", "film", "director"), credit("bo", "film"), credit("cy", "film")],
    )
    (shared,) = between(network, "ann", "bo", now=2010, half_life=10)
    assert shared == Shared(
        kind="Project",
        id="film",
        name="film",
        year=2000,
        roles=("director", "actor"),
        links=("ann|WORKED_ON|film|0", "bo|WORKED_ON|film|1"),
        sources=("s0", "s1"),
        weight=pytest.approx(0.5 * (1 / 2) ** 0.5),  # one head among three
        relation="worked",
    )
    (actors,) = between(network, "bo", "cy", now=2010, half_life=10)
    assert actors.weight == 0.25
    (back,) = between(network, "bo", "ann", now=2010, half_life=10)
    assert (back.roles, back.links) == (("actor", "director"), shared.links[::-1])
    assert between(network, "ann", "bo")[0].weight == pytest.approx(
        0.5**0.5
    )  # now is the network's latest year


def test_several_credits_of_one_person_count_as_one() -> None:
    network = talent(
        {"film": {"kind": "Project", "year": 2000}},
        [credit("ann", "film", "actor"), credit("ann", "film", "writer"), credit("bo", "film")],
    )
    (shared,) = between(network, "ann", "bo")
    assert (shared.weight, shared.roles) == (1.0, ("writer", "actor"))


@pytest.mark.parametrize(("cast", "acquainted"), [(51, True), (52, False), (200, False)])
def test_being_in_a_crowd_is_not_knowing(cast: int, acquainted: bool) -> None:
    roles = ["director", "writer", *["actor"] * (cast - 2)]
    network = talent(
        {"epic": {"kind": "Project", "year": 2000}},
        [credit(f"p{i}", "epic", role) for i, role in enumerate(roles)],
    )
    assert bool(between(network, "p5", "p6")) == acquainted
    assert bool(between(network, "p0", "p6")) == acquainted
    (heads,) = between(network, "p0", "p1")
    assert heads.weight == 1.0


def test_those_who_head_a_project_know_each_other_better_than_two_of_its_cast() -> None:
    roles = ["director", "writer", "producer", *["actor"] * 8]
    network = talent(
        {"film": {"kind": "Project", "year": 2000}},
        [
            credit(f"p{i}", "film", role, billing=i - 2 if i > 2 else None)
            for i, role in enumerate(roles)
        ],
    )
    for source, target, share in (
        ("p0", "p1", 1 / 5),
        ("p2", "p5", 1 / 5),
        ("p0", "p6", (1 / 5 * 1 / 10) ** 0.5),
        ("p6", "p7", 1 / 10),
    ):
        assert between(network, source, target)[0].weight == pytest.approx(share)
    epic = talent(
        {"epic": {"kind": "Project", "year": 2000}},
        [credit(f"p{i}", "epic", "actor", billing=i + 1) for i in range(200)],
    )
    assert between(epic, "p0", "p2")[0].weight == pytest.approx(1 / 2)
    assert not between(epic, "p2", "p3")


def test_an_undated_project_counts_half_and_not_where_an_age_is_asked() -> None:
    network = talent({"film": {"kind": "Project"}}, [credit("ann", "film"), credit("bo", "film")])
    (shared,) = between(network, "ann", "bo", now=2020)
    assert (shared.year, shared.weight) == (None, UNDATED_WEIGHT)
    assert not between(network, "ann", "bo", now=2020, max_tie_age=50)


def study(person: str, since: str | None, until: str | None) -> dict[str, object]:
    return {"kind": "STUDIED_AT", "from": person, "to": "usc", "since": since, "until": until}


@pytest.mark.parametrize(
    ("first", "second", "year"),
    [
        (("1990", "1994"), ("1993", "1997"), 1994),
        (("1990", "1994"), ("2010", "2014"), None),
        (("1990-09", "1994-06"), ("1994-09", "1997"), None),
        ((None, None), ("1990", "1994"), None),
        (("1990", None), ("1990", "1994"), 1990),
        (("1990", None), ("1991", "1994"), None),
        (("1994", "1990"), ("1991", "1993"), None),
    ],
)
def test_a_school_ties_those_whose_known_years_overlap(
    first: tuple[str | None, str | None], second: tuple[str | None, str | None], year: int | None
) -> None:
    network = talent({"usc": {"kind": "School"}}, [study("ann", *first), study("bo", *second)])
    years = [shared.year for shared in between(network, "ann", "bo")]
    assert years == ([] if year is None else [year])


def test_only_schoolmates_of_the_same_years_share_the_school() -> None:
    network = talent(
        {"usc": {"kind": "School"}},
        [
            study("ann", "1990", "1994"),
            study("ann", "1994", "1996"),
            study("bo", "1992", "1995"),
            study("cy", "1995", "1999"),
            *[study(f"later{i}", "2005", "2009") for i in range(80)],
        ],
    )
    (pair,) = between(network, "ann", "bo", now=1994)
    assert (pair.year, pair.weight) == (1994, 1.0)
    (trio,) = between(network, "bo", "cy", now=1995)
    assert (trio.year, trio.weight) == (1995, 0.5)
    assert not between(network, "later1", "later2")


def selection(person: str, year: int | None) -> dict[str, object]:
    return {"kind": "SELECTED_AT", "from": person, "to": "cannes", "year": year}


def test_a_festival_ties_weakly_and_only_within_one_edition() -> None:
    network = talent(
        {
            "cannes": {"kind": "Festival"},
            "film": {"kind": "Project", "year": 2001},
        },
        [
            selection("ann", 2001),
            selection("film", 2001),
            selection("bo", 2002),
            selection("cy", None),
            credit("di", "film", "director"),
            credit("ed", "film", "actor"),
        ],
    )
    (shared,) = between(network, "ann", "di", now=2001)
    assert (shared.kind, shared.year, shared.weight) == ("Festival", 2001, FESTIVAL_WEIGHT)
    assert shared.links == (
        "ann|SELECTED_AT|cannes|0",
        "film|SELECTED_AT|cannes|1",
        "di|WORKED_ON|film|4",
    )
    for person in ("bo", "cy", "ed"):
        assert not between(network, "ann", person)


def test_a_programme_ties_unless_dates_exclude_each_other() -> None:
    participation = {"kind": "TAKES_PART_IN", "to": "lab", "role": "participant"}
    network = talent(
        {"lab": {"kind": "Programme"}},
        [
            participation | {"from": "early", "since": "2001", "until": "2002"},
            participation | {"from": "late", "since": "2010", "until": "2011"},
            participation | {"from": "cohort", "since": "2001"},
            participation | {"from": "someday"},
            {"kind": "MENTORS", "from": "guide", "to": "lab", "since": "2000"},
            {"kind": "RUNS", "from": "boss", "to": "lab"},
        ],
    )
    assert not between(network, "early", "late")
    assert not between(network, "cohort", "late")
    assert [s.year for s in between(network, "early", "cohort")] == [2001]
    assert [s.year for s in between(network, "guide", "late")] == [2010]
    assert [s.roles for s in between(network, "guide", "late")] == [("mentor", "participant")]
    for person in ("early", "late", "guide", "boss"):
        assert [s.kind for s in between(network, "someday", person)] == ["Programme"]
    assert between(network, "guide", "late", now=2012, max_tie_age=3)
    assert not between(network, "guide", "early", now=2012, max_tie_age=3)


def test_an_event_ties_those_who_came() -> None:
    network = talent(
        {"camp": {"kind": "Event", "starts": "2020-05-01", "ends": "2020-05-03"}},
        [
            {"kind": "TAKES_PART_IN", "from": person, "to": "camp", "role": role}
            for person, role in (("ann", "speaker"), ("bo", "participant"))
        ],
    )
    (shared,) = between(network, "ann", "bo")
    assert (shared.kind, shared.year, shared.weight) == ("Event", 2020, 1.0)


@pytest.mark.parametrize(
    ("first", "second", "years"),
    [
        ((None, None), (None, None), [None]),
        (("2001", None), (None, None), [2020]),
        (("2001", "2005"), ("2004", None), [2005]),
        (("2001", "2005"), ("2006", None), []),
        (("2001", "2005"), (None, None), []),
    ],
)
def test_an_organisation_ties_those_there_at_once_or_both_now(
    first: tuple[str | None, str | None],
    second: tuple[str | None, str | None],
    years: list[int | None],
) -> None:
    belongs = {"kind": "BELONGS_TO", "to": "studio"}
    network = talent(
        {"studio": {"kind": "Organisation"}},
        [
            belongs | {"from": "ann", "since": first[0], "until": first[1]},
            belongs | {"from": "bo", "since": second[0], "until": second[1]},
        ],
    )
    facts = between(network, "ann", "bo", now=2020)
    assert [shared.year for shared in facts] == years
    if years and years != [2005]:
        assert facts[0].weight == 1.0
        assert between(network, "ann", "bo", now=2020, max_tie_age=0)


def test_a_mentor_is_a_strong_tie_that_ages() -> None:
    mentors = {"kind": "MENTORS", "from": "ann", "to": "bo", "since": "2000"}
    (shared,) = between(talent({}, [mentors]), "ann", "bo", now=2020, half_life=10)
    assert (shared.kind, shared.weight, shared.year) == ("MENTORS", 0.25, 2000)
    assert shared.id == "ann|MENTORS|bo|0"
    assert shared.links == (shared.id,)
    assert shared.roles == ("mentor", "mentored")


def test_a_connection_is_a_weak_tie_that_counts_by_the_scale_of_its_source() -> None:
    def knows(source: str, target: str, **properties: object) -> dict[str, object]:
        return {"kind": "KNOWS", "from": source, "to": target, "until": "2020", **properties}

    network = talent(
        {},
        [
            knows("ann", "bo", weight=7.0, sources=["s1"]),
            knows("bo", "cy", weight=1.0, sources=["s1"]),
            knows("cy", "di", weight=0.0, sources=["s1"]),
            knows("di", "ed", weight=None, sources=["s2"]),
        ],
    )
    pairs = [("ann", "bo"), ("cy", "bo"), ("cy", "di"), ("ed", "di")]
    ties = [between(network, *pair, now=2020) for pair in pairs]
    shares = [shared.weight / ACQUAINTANCE_WEIGHT for (shared,) in ties]
    assert shares == pytest.approx([1, 1 / 3, FAINTEST, 1])
    assert {(s.kind, s.relation, s.year) for (s,) in ties} == {("KNOWS", "connected", 2020)}
    assert [s.name for s in ties[0]] == ["s1"]
    assert not between(network, "ann", "bo", relations=["worked", "mentored"])
    assert not between(network, "ann", "bo", now=2030, max_tie_age=5)


def test_kinds_and_settings_are_checked() -> None:
    network = talent(
        {"film": {"kind": "Project", "year": 2000}}, [credit("ann", "film"), credit("bo", "film")]
    )
    assert between(network, "ann", "bo", kinds=["Project"])
    assert not between(network, "ann", "bo", kinds=["School"])
    wrong: list[dict[str, object]] = [
        {"kinds": ["Source"]},
        {"relations": ["Project"]},
        {"half_life": 0},
        {"half_life": float("inf")},
        {"max_tie_age": -1},
    ]
    for options in wrong:
        with pytest.raises(InputError):
            between(network, "ann", "bo", **options)


def test_nobody_is_tied_where_there_is_nothing() -> None:
    ties = people_ties(talent({}, []))
    assert ties.matrix().shape == (0, 0)
    solo = people_ties(talent({"film": {"kind": "Project"}}, [credit("ann", "film")]))
    assert solo.matrix().nnz == 0
    assert len(solo.neighbours(solo.network.index("ann"))[0]) == 0


YEARS = st.one_of(st.none(), st.integers(1990, 2000))
FACTS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.integers(0, 3), YEARS, st.integers(0, 6)), max_size=25
)


def mixed_network(facts: list[tuple[str, int, int | None, int]]) -> Network:
    """Credits on two films, studies at a school and work at a studio, by the fact's number."""
    links = []
    for person, place_number, since, length in facts:
        span = {
            "since": None if since is None else str(since),
            "until": None if since is None or length == 6 else str(since + length),
        }
        if place_number < 2:
            links.append(credit(person, f"film{place_number}"))
        elif place_number == 2:
            links.append(study(person, span["since"], span["until"]))
        else:
            links.append({"kind": "BELONGS_TO", "from": person, "to": "studio", **span})
    nodes = {
        "film0": {"kind": "Project", "year": 1995},
        "film1": {"kind": "Project"},
        "usc": {"kind": "School"},
        "studio": {"kind": "Organisation"},
    }
    return talent(nodes, links)


@given(FACTS, st.one_of(st.none(), st.integers(0, 8)))
def test_matrix_neighbours_and_shared_say_the_same(
    facts: list[tuple[str, int, int | None, int]], max_tie_age: int | None
) -> None:
    network = mixed_network(facts)
    ties = people_ties(network, now=2001, max_tie_age=max_tie_age)
    dense = ties.matrix().toarray()
    assert np.array_equal(dense, dense.T)
    assert not dense.diagonal().any()
    for i, source in enumerate(ties.people):
        people, weights = ties.neighbours(int(source))
        assert people.tolist() == ties.people[dense[i] > 0].tolist()
        assert weights == pytest.approx(dense[i][dense[i] > 0])
        for j, target in enumerate(ties.people):
            if i != j:
                shared = ties.shared(int(source), int(target))
                assert sum(s.weight for s in shared) == pytest.approx(dense[i, j])


@given(FACTS)
def test_projects_alone_give_newmans_projection(
    facts: list[tuple[str, int, int | None, int]],
) -> None:
    network = mixed_network(facts)
    ties = people_ties(network, now=1995, kinds=["Project"])
    bipartite = nx.Graph((p, f) for p, number, *_ in facts if number < 2 for f in [f"film{number}"])
    people = sorted({fact[0] for fact in facts})
    bipartite.add_nodes_from(people)
    expected = nx.Graph()
    for film, age in (("film0", 1.0), ("film1", UNDATED_WEIGHT)):
        cast = sorted(bipartite[film]) if film in bipartite else []
        for first in cast:
            for second in cast:
                if first < second:
                    before = expected.get_edge_data(first, second, {"weight": 0})["weight"]
                    expected.add_edge(first, second, weight=before + age / (len(cast) - 1))
    expected.add_nodes_from(people)
    assert ties.matrix().toarray() == pytest.approx(
        nx.to_numpy_array(expected, nodelist=people) if people else np.zeros((0, 0))
    )
