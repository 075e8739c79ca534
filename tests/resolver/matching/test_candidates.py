"""Pairs of nodes that may be the same, and the evidence for and against each."""

import math
from collections.abc import Mapping

import polars as pl
import pytest

from graphmodel.network.network import Network
from graphmodel.resolver.matching import (
    EVIDENCE_KINDS,
    LEAVE_BELOW,
    MERGE_AT,
    Pair,
    find_candidates,
)
from graphmodel.resolver.matching.blocking import MOST_SAME, name_pairs
from tests.resolver.matching.synthetic_records import SyntheticRecords


def pair_of(network: Network, id_a: str, id_b: str) -> Pair | None:
    pair = tuple(sorted((id_a, id_b)))
    return next((p for p in find_candidates(network) if (p.left_id, p.right_id) == pair), None)


def weight(pair: Pair, kind: str) -> float:
    return sum(reason.weight for reason in pair.evidence if reason.kind == kind)


def two(name: str, other_name: str, **facts: dict[str, object]) -> SyntheticRecords:
    """A person in each of two sources, with these names; facts by source letter."""
    records = SyntheticRecords()
    records.person("a:person/x", name, "a", **facts.get("a", {}))
    records.person("b:person/x", other_name, "b", **facts.get("b", {}))
    return records


@pytest.mark.parametrize(
    ("name", "other_name"),
    [
        ("Henrik Wallander", "Henrik Wallander"),
        ("Dmitri Shalamov", "Дмитрий Шаламов"),
        ("张艺谋", "Zhāng Yìmóu"),
        ("Zhang Yimou", "Yimou Zhang"),
        ("William Tarkington", "Bill Tarkington"),
        ("H. G. Wallander", "Henrik Gustav Wallander"),
        ("Henrik Wallander", "Henrik Walander"),
        ("Béla Kovácsházy", "Bela Kovacshazy"),
    ],
)
def test_people_who_share_films_are_one_however_the_name_is_written(
    name: str, other_name: str
) -> None:
    records = two(name, other_name)
    for title, year in (("Northern Harbour", 1991), ("The Salt Road", 1994)):
        records.duplicate("a:person/x", "b:person/x", title, (year, year))
    pair = pair_of(records.network(), "a:person/x", "b:person/x")
    assert pair is not None
    assert pair.probability > 0.9
    assert weight(pair, "works") > 0
    (works,) = [reason.facts for reason in pair.evidence if reason.kind == "works"]
    assert works["count"] == 2
    assert ("a:film/The Salt Road", "b:film/The Salt Road") in works["works"]


def test_evidence_adds_up_to_the_probability() -> None:
    records = two("Henrik Wallander", "Henrik Wallander")
    records.duplicate("a:person/x", "b:person/x", "Northern Harbour", (1991, 1992))
    pairs = find_candidates(records.network())
    assert pairs
    for pair in pairs:
        assert pair.left_id < pair.right_id
        assert pair.probability >= LEAVE_BELOW
        assert pair.probability == pytest.approx(1 / (1 + math.exp(-pair.score)))
        assert {reason.kind for reason in pair.evidence} <= set(EVIDENCE_KINDS)
    assert [p.score for p in pairs] == sorted((p.score for p in pairs), reverse=True)


def test_names_alone_never_merge() -> None:
    pair = pair_of(
        two("Henrik Wallander", "Henrik Wallander").network(), "a:person/x", "b:person/x"
    )
    assert pair is None or pair.probability < MERGE_AT


def test_homonyms_with_different_ids_of_one_kind_are_far_from_merged() -> None:
    records = two(
        "Henrik Wallander",
        "Henrik Wallander",
        a={"external_ids": ["imdb:nm0000001"]},
        b={"external_ids": ["imdb:nm0000002"]},
    )
    assert pair_of(records.network(), "a:person/x", "b:person/x") is None
    records.duplicate("a:person/x", "b:person/x", "Northern Harbour", (1991, 1991))
    pair = pair_of(records.network(), "a:person/x", "b:person/x")
    assert pair is None or pair.probability < MERGE_AT


def test_one_catalogue_id_merges() -> None:
    same = {"external_ids": ["imdb:nm0000001"]}
    records = two("Henrik Wallander", "Henrik Wallander", a=same, b=same)
    pair = pair_of(records.network(), "a:person/x", "b:person/x")
    assert pair is not None
    assert pair.probability >= MERGE_AT
    (ids,) = [reason.facts for reason in pair.evidence if reason.kind == "ids"]
    assert ids == {"ids": ("imdb:nm0000001", "imdb:nm0000001"), "agree": True}


def scored(records: SyntheticRecords) -> float:
    pair = pair_of(records.network(), "a:person/x", "b:person/x")
    return -10.0 if pair is None else pair.score


def test_births_and_lifetimes_apart_speak_against() -> None:
    plain = two("Henrik Wallander", "Henrik Wallander")
    years = ({"first_year": 1912, "last_year": 1925}, {"first_year": 1996, "last_year": 2012})
    distant = two("Henrik Wallander", "Henrik Wallander", a=years[0], b=years[1])
    born = two("Henrik Wallander", "Henrik Wallander", a={"born": 1901}, b={"born": 1960})
    assert scored(distant) < scored(plain)
    assert scored(born) < scored(plain)


def test_people_one_source_credits_separately_are_not_merged() -> None:
    records = SyntheticRecords()
    film = records.film("a:film/f", "Northern Harbour", 1991, "a")
    for node, name in (("a:person/1", "Henrik Wallander"), ("a:person/2", "Henrik Walander")):
        records.person(node, name, "a")
        records.credit(node, film, "a", "actor")
    assert pair_of(records.network(), "a:person/1", "a:person/2") is None


def test_a_closer_name_is_a_rival() -> None:
    records = two("Henrik Wallander", "Henrik Wallander")
    first, _ = records.duplicate("a:person/x", "b:person/x", "Northern Harbour", (1991, 1991))
    records.person("a:person/y", "Henrik Wallander, Jr.", "a")
    records.credit("a:person/y", first, "a", "actor")
    network = records.network()
    father = pair_of(network, "a:person/x", "b:person/x")
    son = pair_of(network, "a:person/y", "b:person/x")
    assert father is not None
    assert son is None or (weight(son, "rival") < 0 and son.score < father.score)


def test_films_are_one_by_title_year_and_people() -> None:
    records = two("Henrik Wallander", "Henrik Wallander")
    film, duplicate = records.duplicate(
        "a:person/x", "b:person/x", "Northern Harbour", (1991, 1992)
    )
    sequel = records.film("b:film/2", "Northern Harbour II", 1993, "b")
    records.credit("b:person/x", sequel, "b")
    remake = records.film("b:film/3", "Northern Harbour", 2011, "b")
    network = records.network()
    pair = pair_of(network, film, duplicate)
    assert pair is not None
    assert pair.probability > 0.9
    second = pair_of(network, film, sequel)
    assert second is None or second.probability < 0.5
    assert pair_of(network, film, remake) is None


def facts_of(pair: Pair | None, kind: str) -> Mapping[str, object]:
    assert pair is not None
    (facts,) = [reason.facts for reason in pair.evidence if reason.kind == kind]
    return facts


def test_a_name_has_all_bearers_of_either_form_of_it() -> None:
    records = two("Zhang Yimou", "Yimou Zhang")
    records.duplicate("a:person/x", "b:person/x", "Northern Harbour", (1991, 1991))

    def bearers() -> object:
        pair = pair_of(records.network(), "a:person/x", "b:person/x")
        return facts_of(pair, "rarity")["bearers"]

    assert bearers() == 2
    records.person("c:person/x", "Zhang Yimou", "c")
    assert bearers() == 3
    records.person("d:person/x", "Yimou Zhang", "d")
    assert bearers() == 4
    records.person("e:person/x", "Zhang Yimou", "e", other_names=["Yimou Zhang"])
    assert bearers() == 5


@pytest.mark.parametrize("roles", [(("director", "writer"),) * 2, (("director",), ("writer",))])
def test_people_credited_on_both_are_counted_once(roles: tuple[tuple[str, ...], ...]) -> None:
    records = two("Henrik Wallander", "Henrik Wallander")
    films = [records.film(f"{s}:film/x", "Northern Harbour", 1991, s) for s in "ab"]
    for source, film, held in zip("ab", films, roles, strict=True):
        for role in held:
            records.credit(f"{source}:person/x", film, source, role)
    people = facts_of(pair_of(records.network(), *films), "people")
    assert (people["count"], people["of"]) == (1, 1)


def test_people_with_one_family_name_are_no_people_in_common() -> None:
    records = two("Henrik Wallander", "Greta Wallander")
    films = [records.film(f"{s}:film/x", "Northern Harbour", 1991, s) for s in "ab"]
    for source, film in zip("ab", films, strict=True):
        records.credit(f"{source}:person/x", film, source)
    people = facts_of(pair_of(records.network(), *films), "people")
    assert (people["count"], people["families"]) == (0, 1)


def test_films_with_different_ids_of_one_catalogue_are_two() -> None:
    records = SyntheticRecords()
    records.film("imdb:tt0000001", "Northern Harbour", 1991, "a")
    records.film("imdb:tt0000002", "Northern Harbour", 1991, "b")
    records.film("c:film/1", "Northern Harbour", 1991, "c", external_ids=["imdb:tt0000001"])
    records.film("d:film/1", "Northern Harbour", 1991, "d",
                 web=["https://www.imdb.com/title/tt0000002/"])  # fmt: skip
    network = records.network()
    assert pair_of(network, "imdb:tt0000001", "imdb:tt0000002") is None
    assert pair_of(network, "c:film/1", "d:film/1") is None
    for id_a, id_b in (("c:film/1", "imdb:tt0000001"), ("d:film/1", "imdb:tt0000002")):
        pair = pair_of(network, id_a, id_b)
        assert pair is not None
        assert pair.probability >= MERGE_AT
        assert weight(pair, "ids") > 0


@pytest.mark.parametrize("kind", ["BASED_ON", "PART_OF"])
@pytest.mark.parametrize("turned", [False, True])
def test_a_work_is_not_what_it_is_based_on_or_part_of(kind: str, turned: bool) -> None:
    records = two("Henrik Wallander", "Henrik Wallander")
    film, script = records.duplicate("a:person/x", "b:person/x", "Northern Harbour", (1991, 1991))
    assert pair_of(records.network(), film, script) is not None
    records.link(kind, *((script, film) if turned else (film, script)))
    assert pair_of(records.network(), film, script) is None


def test_a_number_of_tmdb_means_a_film_and_a_series() -> None:
    records = SyntheticRecords()
    records.film("tmdb:movie/12", "Northern Harbour", 1991, "a")
    records.film("tmdb:tv/12", "Northern Harbour", 1991, "b")
    pair = pair_of(records.network(), "tmdb:movie/12", "tmdb:tv/12")
    assert pair is not None
    assert weight(pair, "ids") == 0


def test_a_film_without_a_year_is_of_its_first_credit() -> None:
    records = SyntheticRecords()
    records.film("a:film/new", "Northern Harbour", None, "a")
    records.person("a:person/x", "Henrik Wallander", "a")
    records.credit("a:person/x", "a:film/new", "a", "editor", year=1992)
    records.credit("a:person/x", "a:film/new", "a", "producer", year=1995)
    records.film("b:film/remake", "Northern Harbour", 2011, "b")
    records.film("b:film/same", "Northern Harbour", 1991, "b")
    network = records.network()
    assert pair_of(network, "a:film/new", "b:film/remake") is None
    pair = pair_of(network, "a:film/new", "b:film/same")
    assert pair is not None
    assert pair.probability > 0.9
    assert weight(pair, "year") == 0


def test_a_list_of_the_crew_says_nothing_against_a_list_of_the_cast() -> None:
    records = SyntheticRecords()
    for film, role in (("a:film/1", "editor"), ("b:film/1", "actor"), ("c:film/1", "actor")):
        source = film[0]
        records.film(film, "Northern Harbour", 1991, source)
        for number, first in enumerate(("Ines", "Omar")):
            person = f"{source}:person/{number}"
            records.person(person, f"{first} {source.upper()}quist", source)
            records.credit(person, film, source, role)
    network = records.network()
    crew, cast = (pair_of(network, film, "b:film/1") for film in ("a:film/1", "c:film/1"))
    assert crew is not None
    assert weight(crew, "people") == 0
    assert cast is None or weight(cast, "people") < 0


def test_namespaces_are_never_matched() -> None:
    records = two("Henrik Wallander", "Henrik Wallander", b={"namespace": "made up"})
    records.duplicate("a:person/x", "b:person/x", "Northern Harbour", (1991, 1991))
    assert pair_of(records.network(), "a:person/x", "b:person/x") is None


def test_within_gives_the_pairs_of_these_ids_alone() -> None:
    records = two("Henrik Wallander", "Henrik Wallander")
    records.duplicate("a:person/x", "b:person/x", "Northern Harbour", (1991, 1991))
    network = records.network()
    every = find_candidates(network)
    chosen = find_candidates(network, within=["b:person/x"])
    assert chosen
    assert chosen == [p for p in every if "b:person/x" in (p.left_id, p.right_id)]
    assert find_candidates(network, within=[]) == []


def test_pairs_do_not_depend_on_the_order_of_the_rows() -> None:
    records = two("Henrik Wallander", "Henrik Wallander")
    records.duplicate("a:person/x", "b:person/x", "Northern Harbour", (1991, 1991))
    first = find_candidates(records.network())
    for rows in (records.people, records.films, records.credits):
        rows.reverse()
    assert find_candidates(records.network()) == first


def test_an_empty_network_has_no_pairs() -> None:
    assert find_candidates(Network.build({}, {})) == []


def test_what_everybody_is_called_gives_no_pairs() -> None:
    names = pl.DataFrame({"node": range(1000), "folded": ["john smith"] * 1000})
    assert MOST_SAME < 1000 * 1000
    assert name_pairs(names, names).is_empty()


def test_a_hostile_name_is_only_a_name() -> None:
    records = two('"; DROP\x00 $(x) 🎬 Wallander', "Robert'); --")
    records.person("a:person/none", "\u200b", "a")
    assert isinstance(find_candidates(records.network()), list)
