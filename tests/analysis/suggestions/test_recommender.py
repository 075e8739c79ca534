import math
import random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graphmodel.analysis.suggestions.features import COHORTS
from graphmodel.analysis.suggestions.filters import NEWCOMER_YEARS, SuggestionFilters
from graphmodel.analysis.suggestions.reasons import KINDS
from graphmodel.analysis.suggestions.recommender import recommender, suggest
from graphmodel.analysis.suggestions.results import Suggestions
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from tests.analysis.small_networks import credits_network

PEOPLE = [f"p{i:02}" for i in range(18)]
ROLES = ("director", "writer", "Second Unit Director")
GENRES = ("Comedy", "Horror", "Drama")


def random_network(seed: int, shuffled: int | None = None) -> Network:
    """Projects, two schools, a programme and companies of some of 18 people."""
    draw = random.Random(seed)
    crews = {f"f{i:02}": draw.sample(PEOPLE, draw.randint(1, 5)) for i in range(14)}
    since = {p: draw.randint(1990, 2015) for p in PEOPLE}
    links: dict[str, list[dict[str, Any]]] = {
        "STUDIED_AT": [
            {"from_id": p, "to_id": draw.choice(["s1", "s2"]), "since": str(since[p])}
            for p in PEOPLE[::2]
        ],
        "TAKES_PART_IN": [
            {"from_id": p, "to_id": "camp", "role": "participant", "since": "2019-05"}
            for p in draw.sample(PEOPLE, 4)
        ],
        "MADE": [
            {"from_id": draw.choice(["o1", "o2"]), "to_id": f, "role": "producer"} for f in crews
        ],
    }
    return credits_network(
        crews,
        years={f: draw.randint(1985, 2020) for f in crews},
        projects={
            f: {"genres": draw.sample(GENRES, 2), "countries": [draw.choice(["UK", "Japan"])]}
            for f in crews
        },
        people={p: {} for p in PEOPLE},
        roles={(p, f): draw.choice(ROLES) for f, crew in crews.items() for p in crew},
        nodes={
            "School": [{"id": "s1"}, {"id": "s2"}],
            "Programme": [{"id": "camp"}],
            "Organisation": [{"id": "o1"}, {"id": "o2"}],
        },
        links=links,
        shuffled=shuffled,
    )


def worked_with(network: Network, person: str) -> set[str]:
    credits = network.links.filter(network.links["kind"] == "WORKED_ON")
    by_project: dict[int, set[str]] = {}
    for source, target in credits.select("source", "target").iter_rows():
        by_project.setdefault(target, set()).add(network.ids[source])
    return {p for crew in by_project.values() if person in crew for p in crew}


@settings(max_examples=8)
@given(st.integers(0, 10_000), st.sampled_from(PEOPLE))
@example(4326, "p00")  # tied to one person only, by a school: no intermediary
def test_scores_add_up_and_facts_exist(seed: int, person: str) -> None:
    network = random_network(seed)
    known = set(network.ids) | set(network.links["id"])
    suggestions = suggest(network, person, limit=50)
    assert (suggestions.why_none is None) == bool(suggestions.items)
    for item in suggestions:
        assert abs(item.score - sum(r.contribution for r in item.reasons)) < 1e-9
        assert item.score > 0
        assert item.probability is None
        assert len({r.kind for r in item.reasons}) == len(item.reasons)
        for reason in item.reasons:
            assert reason.contribution * KINDS[reason.kind].sign > 0
            assert math.isclose(reason.contribution, reason.weight * reason.measure)
            assert reason.facts
            assert set(reason.facts) <= known
            mentioned = " ".join(reason.facts)
            assert item.id in mentioned
            if KINDS[reason.kind].ties:
                assert person in mentioned
    assert [s.score for s in suggestions] == sorted((s.score for s in suggestions), reverse=True)


@settings(max_examples=8)
@given(st.integers(0, 10_000), st.sampled_from(PEOPLE))
def test_nobody_who_worked_with_the_person_is_suggested(seed: int, person: str) -> None:
    network = random_network(seed)
    suggested = {s.id for s in suggest(network, person, limit=50)}
    assert not suggested & (worked_with(network, person) | {person})


@settings(max_examples=8)
@given(
    st.integers(0, 10_000),
    st.sampled_from(PEOPLE),
    st.sampled_from([None, *ROLES, "SECOND unit director"]),
    st.sampled_from([None, "uk", "Japan"]),
    st.booleans(),
)
def test_filters_hold_and_change_no_score(
    seed: int, person: str, role: str | None, market: str | None, newcomers: bool
) -> None:
    network = random_network(seed)
    everyone = {s.id: s.score for s in suggest(network, person, limit=50)}
    filters = SuggestionFilters(role=role, market=market, newcomers=newcomers)
    credits = network.links.filter(network.links["kind"] == "WORKED_ON")
    dated = network.links.filter(network.links["kind"].is_in(["WORKED_ON", "TAKES_PART_IN"]))
    expected = set()
    for person_id in everyone:
        person_credits = credits.filter(credits["source"] == network.index(person_id))
        first_year = dated.filter(dated["source"] == network.index(person_id))["first_year"].min()
        markets = {
            c.lower() for t in person_credits["target"] for c in network.node(t)["countries"]
        }
        roles = {r.lower() for r in person_credits["role"]}
        if (
            (role is None or role.lower() in roles)
            and (market is None or market.lower() in markets)
            and (not newcomers or first_year >= network.latest_year - NEWCOMER_YEARS)
        ):
            expected.add(person_id)
    try:
        suggestions = suggest(network, person, limit=50, filters=filters)
    except InputError:
        assert role is not None
        assert role.lower() not in {r.lower() for r in credits["role"]}
        return
    # With a role, careers count only credits in it, so scores differ.
    if role is None:
        assert {s.id: s.score for s in suggestions} == {p: everyone[p] for p in expected}
    else:
        assert {s.id for s in suggestions} <= expected | (
            {s.id for s in suggestions} - everyone.keys()
        )
    if everyone and not expected:
        assert suggestions.why_none == "nobody_fits"


@settings(max_examples=5)
@given(st.integers(0, 10_000), st.integers(0, 100), st.sampled_from(PEOPLE))
def test_the_order_of_rows_changes_nothing(seed: int, shuffled: int, person: str) -> None:
    assert suggest(random_network(seed), person) == suggest(random_network(seed, shuffled), person)


def test_limit_cuts_the_same_list() -> None:
    network = random_network(3)
    suggestions = suggest(network, "p00", limit=50).items
    assert len(suggestions) > 4
    assert suggest(network, "p00", limit=4).items == suggestions[:4]


def chain() -> Network:
    """a worked with b, b with c, c with d; x made a film of the same genre far from them."""
    return credits_network(
        {"ab": ["a", "b"], "bc": ["b", "c"], "cd": ["c", "d"], "x1": ["x", "y"]},
        projects={"ab": {"genres": ["Western"]}, "x1": {"genres": ["Western"]}},
        nodes={"School": [{"id": "school"}]},
        links={
            "STUDIED_AT": [
                {"from_id": "a", "to_id": "school", "since": "2010", "until": "2012"},
                {"from_id": "d", "to_id": "school", "since": "2011", "until": "2013"},
                {"from_id": "y", "to_id": "school", "since": "2014", "until": "2016"},
            ]
        },
    )


def reasons_of(suggestions: Suggestions, person: str) -> dict[str, tuple[str, ...]]:
    (item,) = [s for s in suggestions if s.id == person]
    return {reason.kind: reason.facts for reason in item.reasons}


def test_each_kind_of_reason_shows_its_facts() -> None:
    suggestions = suggest(chain(), "a")
    common = reasons_of(suggestions, "c")["common_collaborators"]
    assert common[:3] == ("ab", "b", "bc")
    assert set(common) >= {
        f"{p}|WORKED_ON|{f}|director"
        for p, f in (("a", "ab"), ("b", "ab"), ("b", "bc"), ("c", "bc"))
    }
    assert reasons_of(suggestions, "d")["paths_of_three"][:5] == ("ab", "b", "bc", "c", "cd")
    assert reasons_of(suggestions, "d")["school"] == (
        "school",
        "a|STUDIED_AT|school|2010|2012",
        "d|STUDIED_AT|school|2011|2013",
    )
    assert [k for k in reasons_of(suggestions, "x") if KINDS[k].ties] == ["genre"]
    assert reasons_of(suggestions, "x")["genre"][:2] == ("ab", "x1")


def filmed() -> Network:
    """x has worked with y, who was filmed for a documentary together with z; z works with w."""
    crews = {"one": ["x", "y"], "doc": ["y", "z", "maker"], "two": ["z", "w"], "old": ["z"]}
    return credits_network(
        crews,
        years={"one": 2018, "doc": 2019, "two": 2020, "old": 1950},
        projects={"doc": {"genres": ["Documentary"]}}
        | {film: {"genres": ["Horror"]} for film in ("one", "two")},
        roles={("y", "doc"): "actor", ("z", "doc"): "actor"},
    )


def test_who_was_filmed_for_one_documentary_has_not_worked_together() -> None:
    reasons = reasons_of(suggest(filmed(), "x"), "z")
    assert "genre" in reasons
    assert not {"common_collaborators", "paths_of_three", "walk"} & set(reasons)


def test_being_shown_from_an_archive_is_not_work() -> None:
    crews = {"films": ["gone", "y"], "one": ["x", "y"], "doc": ["gone", "maker"]}
    network = credits_network(
        crews,
        years={"films": 2005, "one": 2005, "doc": 2018},
        projects={"doc": {"genres": ["Documentary"]}},
        roles={("gone", "doc"): "actor"},
    )
    reasons = reasons_of(suggest(network, "x"), "gone")
    assert "films" in reasons["activity"]
    assert "doc" not in reasons["activity"]


def test_a_school_at_other_times_is_no_cohort() -> None:
    assert not reasons_of(suggest(chain(), "a"), "y").keys() & set(COHORTS)


def test_the_past_is_judged_by_what_was_known_then() -> None:
    network = credits_network(
        {"ab": ["a", "b"], "bc": ["b", "c"], "ac": ["a", "c"]},
        years={"ab": 2000, "bc": 2001, "ac": 2010},
    )
    assert [s.id for s in suggest(network, "a", now=2005)] == ["c"]
    assert suggest(network, "a").why_none == "nothing_known"


def test_someone_of_another_age_is_not_suggested() -> None:
    network = credits_network(
        {"old": ["z", "b"], "mid": ["b", "m"], "new": ["b", "a"], "later": ["b", "c"]},
        years={"old": 1945, "mid": 2004, "new": 2020, "later": 2019},
    )
    assert [s.id for s in suggest(network, "a")] == ["c"]
    assert [s.id for s in suggest(network, "z", now=1950)] == []


def test_who_withdrew_is_the_same_or_of_another_namespace_is_not_suggested() -> None:
    network = credits_network(
        {"ab": ["a", "b"], "rest": ["b", "gone", "twin", "other", "fine"]},
        people={"gone": {"consent": "withdrawn"}, "other": {"namespace": "demo"}},
        links={
            "SAME_AS": [
                {
                    "from_id": "a",
                    "to_id": "twin",
                    "verdict": "same",
                    "judged_by": "me",
                    "judged_on": "2020-01-01",
                }
            ]
        },
    )
    assert [s.id for s in suggest(network, "a")] == ["fine"]


def test_a_market_that_somebody_names_counts() -> None:
    network = credits_network(
        {"ab": ["a", "b"], "bc": ["b", "c", "d"]}, people={"d": {"markets": ["Japan"]}}
    )
    assert [s.id for s in suggest(network, "a", filters=SuggestionFilters(market="japan"))] == ["d"]
    assert suggest(network, "a", filters=SuggestionFilters(market="Mars")).why_none == "nobody_fits"


def test_impossible_questions_are_errors() -> None:
    network = random_network(1)
    with pytest.raises(
        InputError, match=r"nobody has the role 'grip'; the roles in the data are .*writer"
    ):
        suggest(network, "p00", filters=SuggestionFilters(role="grip"))
    with pytest.raises(InputError, match="not a person or a project"):
        suggest(network, "s1")
    with pytest.raises(InputError, match="there is no node"):
        suggest(network, "nobody")
    with pytest.raises(InputError, match="limit"):
        suggest(network, "p00", limit=0)


def test_at_most_a_dozen_roles_are_listed() -> None:
    network = credits_network(
        {f"f{i}": ["a"] for i in range(20)}, roles={("a", f"f{i}"): f"role{i}" for i in range(20)}
    )
    with pytest.raises(InputError, match="and 8 more"):
        suggest(network, "a", filters=SuggestionFilters(role="none such"))


def test_a_recommender_is_built_once() -> None:
    network = random_network(2)
    assert recommender(network, None) is recommender(network, None)


def test_suggestions_become_a_table_and_a_graph() -> None:
    suggestions = suggest(chain(), "a")
    table = suggestions.to_polars()
    assert table["id"].to_list() == [s.id for s in suggestions]
    assert table.select(*KINDS).sum_horizontal().to_list() == pytest.approx(
        table["score"].to_list()
    )
    assert set(suggestions.to_networkx().edges) == {("a", s.id) for s in suggestions}
    assert suggest(credits_network({"f": ["a"]}), "a").to_polars().height == 0


@pytest.mark.parametrize("died", [None, 1998])
def test_the_dead_give_no_reason(died: int | None) -> None:
    """a is connected to c, and through c to d, only by b."""
    crews = {"ab": ["a", "b"], "bc": ["b", "c"], "cd": ["c", "d"]}
    network = credits_network(
        crews,
        years=dict.fromkeys(crews, 1999),
        projects={film: {"genres": ["Western"]} for film in crews},
        people={"b": {"died": died}},
    )
    kinds = {kind for person in ("c", "d") for kind in reasons_of(suggest(network, "a"), person)}
    through = {"common_collaborators", "paths_of_three", "walk"}
    assert kinds & through == (set() if died else through)
    assert "genre" in kinds


def test_to_whom_no_chain_of_ties_leads_is_said() -> None:
    network = credits_network(
        {"ab": ["a", "b"], "bc": ["b", "c"], "xy": ["x", "y"]},
        years={"ab": 2000, "bc": 2001, "xy": 2002},
        projects={film: {"genres": ["drama"]} for film in ("ab", "bc", "xy")},
    )
    reachable = {s.id: s.reachable for s in suggest(network, "a")}
    assert reachable == {"c": True, "x": False, "y": False}
