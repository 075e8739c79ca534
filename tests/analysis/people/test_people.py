"""Finding people by description in small networks with obvious right answers."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from graphmodel.analysis.people.columns import people_columns
from graphmodel.analysis.people.description import Description
from graphmodel.analysis.people.facets import FACETS
from graphmodel.analysis.people.people import people
from graphmodel.analysis.people.search import FacetCounts
from graphmodel.errors import InputError
from graphmodel.network.cache import MappedCache
from graphmodel.network.network import Network
from tests.analysis.small_networks import credits_network

SOURCE = {"Source": [{"id": "test", "name": "The test's own list"}]}


def network() -> Network:
    """Five works, six people, two festivals, a school, a company."""
    return credits_network(
        {
            "fog": ["ann", "bo"],
            "ash": ["ann", "cyd"],
            "ice": ["bo", "dee"],
            "sun": ["dee", "eve"],
            "old": ["cyd"],
        },
        years={"fog": 2010, "ash": 2016, "ice": 2018, "sun": 2020, "old": 1990},
        projects={
            "fog": {"genres": ["Drama"], "type": "film", "countries": ["China"]},
            "ash": {"genres": ["Horror"], "type": "series", "countries": ["China", "France"]},
            "ice": {"genres": ["drama", "War"], "type": "film", "countries": ["France"]},
            "sun": {"genres": ["Comedy"], "type": "short", "market": "Japan"},
            "old": {},
        },
        people={
            "cyd": {"died": 2019},
            "eve": {"languages": ["French"]},
            "fay": {"markets": ["China"]},
            "gus": {"markets": ["China"], "consent": "withdrawn"},
        },
        roles={("bo", "fog"): "writer", ("cyd", "ash"): "writer", ("eve", "sun"): "actor"},
        nodes={
            "Festival": [{"id": "lumen"}, {"id": "sampan"}],
            "School": [{"id": "lanhe"}],
            "Organisation": [{"id": "tide"}],
            **SOURCE,
        },
        links={
            "SELECTED_AT": [
                {"from_id": "fog", "to_id": "lumen", "year": 2011, "result": "won"},
                {"from_id": "ice", "to_id": "lumen", "year": 2018, "result": "selected"},
                {"from_id": "ash", "to_id": "sampan", "year": 2017},
                {"from_id": "eve", "to_id": "lumen", "year": 2019, "result": "won"},
            ],
            "STUDIED_AT": [{"from_id": "dee", "to_id": "lanhe", "since": "2012"}],
            "MADE": [{"from_id": "tide", "to_id": "ice"}],
            "BELONGS_TO": [{"from_id": "eve", "to_id": "tide", "since": "2019"}],
        },
    )


def names(**description: object) -> list[str]:
    """The ids of the matching people, in order."""
    found = people(network(), Description.of(**description), sort="name", limit=100)
    assert found.total == len(found.entries)
    return [entry.id for entry in found.entries]


def test_everybody_fits_nothing_but_those_who_withdrew_their_consent() -> None:
    assert names() == ["ann", "bo", "cyd", "dee", "eve", "fay"]


def test_role_genre_and_format_hold_for_one_and_the_same_work() -> None:
    assert names(role="director") == ["ann", "bo", "cyd", "dee"]
    assert names(role="WRITER ") == ["bo", "cyd"]
    assert names(genre="drama") == ["ann", "bo", "dee"]
    assert names(role="writer", genre="drama") == ["bo"]
    assert names(role="director", genre="war", form="film") == ["bo", "dee"]
    # Ann made a drama and a series, but no drama series.
    assert names(genre="drama", form="series") == []


def test_other_facets_hold_for_any_work_in_the_role() -> None:
    # Ann directed in China and was shown at Sampan with another work.
    assert names(role="director", country="China", festival="lumen") == ["ann"]
    assert names(role="writer", country="China", festival="lumen") == ["bo"]
    assert names(role="director", country="China", festival="sampan") == ["ann"]


def test_what_people_state_counts_beside_their_works() -> None:
    assert names(country="china") == ["ann", "bo", "cyd", "fay"]
    assert names(country="Japan") == ["dee", "eve"]
    assert names(language="French") == ["eve"]
    assert names(school="lanhe") == ["dee"]
    assert names(company="tide") == ["bo", "dee", "eve"]


def test_home_is_where_most_works_are_of_or_what_people_say() -> None:
    # One work from China and one from both countries: mostly China; one from each: both.
    assert names(home="China") == ["ann", "bo", "cyd", "fay"]
    assert names(home="France") == ["bo", "cyd", "dee"]


def test_a_country_that_a_work_names_twice_counts_once_for_home() -> None:
    twice = credits_network(
        {"fog": ["ann"], "ash": ["ann"]},
        projects={"fog": {"countries": ["China", "china"]}, "ash": {"countries": ["France"]}},
    )
    for country in ("China", "France"):
        assert people(twice, Description.of(home=country)).total == 1


def test_festival_and_result_are_of_one_and_the_same_selection() -> None:
    assert names(festival="lumen") == ["ann", "bo", "dee", "eve"]
    assert names(festival="lumen", result="won") == ["ann", "bo", "eve"]
    assert names(festival="sampan", result="won") == []
    assert names(result=("won", "selected")) == ["ann", "bo", "dee", "eve"]


def test_years_of_activity_newcomers_and_the_unknown() -> None:
    assert names(active_since=2018) == ["bo", "dee", "eve"]
    assert names(active_until=2010) == ["ann", "bo", "cyd"]
    # Cyd worked in 1990 and 2016, but not in between.
    assert names(active_since=2000, active_until=2012) == ["ann", "bo"]
    assert names(newcomers=True) == ["dee", "eve"]


def test_near_not_with_and_community() -> None:
    assert names(near="ann", steps=1) == ["bo", "cyd"]
    assert names(near="ann", steps=2) == ["bo", "cyd", "dee"]
    assert names(near="ann", steps=3) == ["bo", "cyd", "dee", "eve"]
    assert names(not_with=("ann",)) == ["dee", "eve", "fay"]
    assert names(not_with=("tide",), role="director") == ["ann", "cyd"]
    assert names(not_with=("fog", "sun")) == ["cyd", "fay"]
    everyone = set(names(community="ann")) | set(names(community="eve"))
    assert {"ann", "eve"} <= everyone <= {"ann", "bo", "cyd", "dee", "eve"}


def test_each_fact_says_which_work_where_when_and_who_says_so() -> None:
    found = people(network(), Description.of(role="director", festival="lumen", result="won"))
    (ann,) = found.entries
    (fact,) = ann.evidence
    assert fact.sentence(network()) == (
        "won at Lumen 2011 with Fog (2010, director), according to The test's own list"
    )
    assert (fact.work, fact.year, fact.sources) == ("fog", 2011, ("test",))
    assert [link for link in fact.facts if link in network().links["id"].to_list()] == list(
        fact.facts
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"active_until": 2010}, "Old (1990, director)"),
        ({"active_since": 1985, "active_until": 1995}, "Old (1990, director)"),
        ({"active_since": 2000}, "Ash (2016, writer)"),
        ({}, "Ash (2016, writer)"),
    ],
)
def test_the_work_shown_for_years_is_one_of_these_years(given: dict[str, int], words: str) -> None:
    found = people(network(), Description.of(**given), limit=100)
    (cyd,) = (entry for entry in found.entries if entry.id == "cyd")
    assert [fact.words for fact in cyd.evidence] == [words]


def test_without_a_work_in_the_years_the_activity_then_is_shown() -> None:
    mentoring = credits_network(
        {"fog": ["ann", "bo"], "sea": ["ann"]},
        years={"fog": 2005, "sea": 2006},
        links={"MENTORS": [{"from_id": "ann", "to_id": "bo", "since": "2020", "until": "2020"}]},
    )
    for given in ({"active_since": 2018}, {"active_since": 2018, "active_until": 2021}):
        found = people(mentoring, Description.of(**given), sort="name")
        assert [[fact.words for fact in entry.evidence] for entry in found.entries] == [
            ["mentors Bo (2020)"], ["is mentored by Ann (2020)"],
        ]  # fmt: skip
        assert found.entries[0].evidence[0].facts == ("ann|MENTORS|bo|2020|2020",)


def test_rows_show_roles_years_works_country_company_and_death() -> None:
    entries = {entry.id: entry for entry in people(network()).entries}
    cyd = entries["cyd"]
    assert (cyd.first_year, cyd.last_year, cyd.works, cyd.died) == (1990, 2016, 2, 2019)
    assert cyd.roles == ("director", "writer")
    assert cyd.countries == ("China", "France")
    assert entries["dee"].company == "tide"
    assert entries["fay"].works == 0
    assert entries["fay"].first_year is None
    assert entries["fay"].countries == ("China",)
    table = people(network(), Description.of(role="writer"), sort="name").to_polars()
    assert table["fitting"].to_list() == [1, 1]


def test_nobody_has_died_before_the_date_asked() -> None:
    entries = {entry.id: entry for entry in people(network().present(2017)).entries}
    assert (entries["cyd"].last_year, entries["cyd"].died) == (2016, None)


@pytest.mark.parametrize(
    ("sort", "first"),
    [("works", "ann"), ("last", "dee"), ("first", "eve"), ("name", "ann"), ("country", "ann")],
)
def test_sorted_by_any_column_with_the_unknown_last(sort: str, first: str) -> None:
    order = [entry.id for entry in people(network(), sort=sort).entries]
    backwards = [entry.id for entry in people(network(), sort=sort, reverse=True).entries]
    assert order[0] == first
    if sort in ("last", "first"):
        assert order[-1] == backwards[-1] == "fay"
    pages = [people(network(), sort=sort, limit=2, offset=n).entries for n in (0, 2, 4)]
    assert [entry.id for page in pages for entry in page] == order


def test_a_count_is_what_choosing_that_value_gives() -> None:
    """For every facet and value, under several descriptions, on a random network."""
    drawn = random_network()
    chosen: dict[str, object]
    for chosen in ({}, {"role": "writer"}, {"genre": "g1", "country": "c0"},
                   {"role": "writer", "festival": "f0", "result": "won"},
                   {"festival": "f1", "active_since": 2005}):  # fmt: skip
        description = Description.of(**chosen)
        for counts in people(drawn, description, counts=None).counts:
            expected = choosing_each(drawn, description, counts)
            assert {v: n for v, _, n in counts.values} == expected, (chosen, counts.facet)


def choosing_each(drawn: Network, given: Description, counts: FacetCounts) -> dict[str, int]:
    values = people_columns(drawn.present()).values[counts.facet]
    ids = [
        drawn.ids[node] if node >= 0 else label
        for label, node in zip(values.labels, values.nodes.tolist(), strict=True)
    ]
    totals = {v: people(drawn, given.choosing(counts.facet, [v]), limit=1).total for v in ids}
    return {value: total for value, total in totals.items() if total}


def random_network() -> Network:
    draw = random.Random(3)
    crews = {f"w{n}": draw.sample([f"p{n}" for n in range(25)], 4) for n in range(30)}
    return credits_network(
        crews,
        years={work: draw.randint(1995, 2015) for work in crews},
        projects={
            work: {
                "genres": draw.sample(["g0", "g1", "g2"], draw.randint(0, 2)),
                "countries": draw.sample(["c0", "c1"], draw.randint(0, 2)),
                "type": draw.choice(["film", "series"]),
            }
            for work in crews
        },
        people={f"p{n}": {"markets": ["c1"] if n % 5 == 0 else []} for n in range(25)},
        roles={(p, w): draw.choice(["writer", "actor"]) for w, crew in crews.items() for p in crew},
        nodes={"Festival": [{"id": "f0"}, {"id": "f1"}], **SOURCE},
        links={
            "SELECTED_AT": [
                {"from_id": unit, "to_id": draw.choice(["f0", "f1"]), "year": 2010,
                 "result": draw.choice(["won", "nominated", None])}
                for unit in [*draw.sample(sorted(crews), 15), "p1", "p2"]
            ],
        },
    )  # fmt: skip


def test_those_of_whom_a_facet_knows_nothing_are_counted_and_never_match() -> None:
    counts = {c.facet: c for c in people(network(), counts=None).counts}
    assert set(counts) == {facet.name for facet in FACETS}
    assert counts["genre"].unknown == 1  # Fay has no work
    assert counts["school"].unknown == 5
    assert counts["role"].unknown == 1
    # Ann's and Cyd's recognition at Sampan has no result.
    assert counts["result"].unknown == 2
    assert dict(Counter({label: n for _, label, n in counts["result"].values})) == {
        "won": 3, "selected": 2}  # fmt: skip


def test_columns_are_kept_with_the_network_and_read_back_the_same(tmp_path: Path) -> None:
    kept = network().save(MappedCache(tmp_path / "now", tmp_path / "lasting"))
    first = people(kept, Description.of(festival="lumen"), counts=None)
    (folder,) = (tmp_path / "now").glob("people-*")
    assert {path.suffix for path in folder.iterdir()} == {".npy", ".json"}
    again = Network.open(MappedCache(tmp_path / "now", tmp_path / "lasting"), "")
    assert again is not None
    assert people(again, Description.of(festival="lumen"), counts=None) == first


def test_columns_have_the_names_of_the_script_that_is_asked(tmp_path: Path) -> None:
    nodes = {"School": [{"id": "film-school", "name": "Lan He", "other_names": ["蓝河"]}]}
    links = {"STUDIED_AT": [{"from_id": "ann", "to_id": "film-school"}]}
    saved = credits_network({"fog": ["ann"]}, nodes=nodes, links=links).save(
        MappedCache(tmp_path / "now", tmp_path / "lasting")
    )
    for script, label in (("han", "蓝河"), ("original", "Lan He"), ("han", "蓝河")):
        (school,) = people(saved.named_in(script), counts=["school"]).counts
        assert school.values == (("film-school", label, 1),)


def test_columns_of_a_network_whose_files_were_deleted_are_not_written(tmp_path: Path) -> None:
    root = tmp_path / "networks"
    root.mkdir()
    saved = network().save(MappedCache(root / "now", root / "lasting", root))
    shutil.rmtree(root)
    assert people(saved).total == 6
    assert not root.exists()


def test_credits_that_show_no_presence_are_no_works() -> None:
    archive = credits_network(
        {"fog": ["ann", "bo"], "ash": ["bo"]},
        links={"WORKED_ON": [
            {"from_id": "ann", "to_id": "fog", "role": "director", "job": None},
            {"from_id": "bo", "to_id": "fog", "role": "archive footage", "job": None},
            {"from_id": "bo", "to_id": "ash", "role": "director", "job": None},
        ]},
    )  # fmt: skip
    entries = {entry.id: entry for entry in people(archive).entries}
    assert entries["bo"].works == 1
    assert entries["bo"].roles == ("director",)


def test_an_empty_network_has_nobody() -> None:
    empty = Network.build({}, {})
    answer = people(empty, counts=None)
    assert answer.total == 0
    assert all(counts.values == () and counts.unknown == 0 for counts in answer.counts)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"role": "dircetor"}, "no role 'dircetor' is known here; there are"),
        ({"festival": "nowhere"}, "no festival or award 'nowhere' is known here"),
        ({"near": "nobody"}, "there is no node 'nobody' here"),
        ({"near": "fog"}, "'fog' is a project; steps are counted from a person"),
        ({"community": "community:nobody"}, "there is no community 'community:nobody'"),
        ({"community": "fay"}, "Fay has no ties and is in no community"),
    ],
)
def test_what_is_not_there_is_one_clear_line(given: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        people(network(), Description.of(**given))


def test_impossible_descriptions_and_sorts_are_refused() -> None:
    with pytest.raises(InputError, match="swap the years"):
        Description(active_since=2010, active_until=2000)
    with pytest.raises(InputError, match="give 1 to 4"):
        Description(steps=9)
    with pytest.raises(InputError, match="there is no facet 'colour'"):
        Description((("colour", ("red",)),))
    with pytest.raises(InputError, match="sorting by distance needs a person to measure from"):
        people(network(), sort="near")
    with pytest.raises(InputError, match="cannot be sorted by 'height'"):
        people(network(), sort="height")


def test_what_is_planned_is_no_work_yet_and_counts_from_its_date() -> None:
    future = credits_network(
        {"fog": ["ann"], "moon": ["ann", "bo"]}, years={"fog": 2015, "moon": 2090}
    )
    now = {entry.id: entry for entry in people(future).entries}
    assert (now["ann"].works, now["ann"].last_year, now["bo"].works) == (1, 2015, 0)
    assert people(future, Description.of(newcomers=True)).total == 1
    later = {entry.id: entry for entry in people(future, as_of=2090).entries}
    assert (later["ann"].works, later["ann"].last_year, later["bo"].first_year) == (2, 2090, 2090)
