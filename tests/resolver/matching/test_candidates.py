"""Pairs of a network that may be one, and the evidence for and against each."""

import math

import polars as pl
import pytest

from graphmodel.network.network import Network
from graphmodel.resolver.matching import EVIDENCE_KINDS, JOIN_AT, LEAVE_BELOW, Pair, candidates
from graphmodel.resolver.matching.blocking import MOST_SAME, name_pairs
from tests.resolver.matching.synthetic_records import Telling


def pair_of(network: Network, one: str, other: str) -> Pair | None:
    first, second = sorted((one, other))
    return next((p for p in candidates(network) if (p.one, p.other) == (first, second)), None)


def weight(pair: Pair, kind: str) -> float:
    return sum(reason.weight for reason in pair.evidence if reason.kind == kind)


def two(name: str, other_name: str, **facts: dict[str, object]) -> Telling:
    """Two sources' people of these names; facts by source letter."""
    telling = Telling()
    telling.person("a:person/x", name, "a", **facts.get("a", {}))
    telling.person("b:person/x", other_name, "b", **facts.get("b", {}))
    return telling


@pytest.mark.parametrize(
    ("one", "other"),
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
def test_people_who_share_films_are_one_however_the_name_is_written(one: str, other: str) -> None:
    telling = two(one, other)
    for title, year in (("Northern Harbour", 1991), ("The Salt Road", 1994)):
        telling.twice("a:person/x", "b:person/x", title, (year, year))
    pair = pair_of(telling.network(), "a:person/x", "b:person/x")
    assert pair is not None
    assert pair.probability > 0.9
    assert weight(pair, "works") > 0
    (works,) = [reason.facts for reason in pair.evidence if reason.kind == "works"]
    assert works["count"] == 2
    assert ("a:film/The Salt Road", "b:film/The Salt Road") in works["works"]


def test_evidence_adds_up_to_the_probability() -> None:
    telling = two("Henrik Wallander", "Henrik Wallander")
    telling.twice("a:person/x", "b:person/x", "Northern Harbour", (1991, 1992))
    found = candidates(telling.network())
    assert found
    for pair in found:
        assert pair.one < pair.other
        assert pair.probability >= LEAVE_BELOW
        assert pair.probability == pytest.approx(1 / (1 + math.exp(-pair.score)))
        assert {reason.kind for reason in pair.evidence} <= set(EVIDENCE_KINDS)
    assert [p.score for p in found] == sorted((p.score for p in found), reverse=True)


def test_names_alone_never_join() -> None:
    pair = pair_of(
        two("Henrik Wallander", "Henrik Wallander").network(), "a:person/x", "b:person/x"
    )
    assert pair is None or pair.probability < JOIN_AT


def test_homonyms_with_different_ids_of_one_kind_are_far_from_joined() -> None:
    telling = two(
        "Henrik Wallander",
        "Henrik Wallander",
        a={"external_ids": ["imdb:nm0000001"]},
        b={"external_ids": ["imdb:nm0000002"]},
    )
    assert pair_of(telling.network(), "a:person/x", "b:person/x") is None
    telling.twice("a:person/x", "b:person/x", "Northern Harbour", (1991, 1991))
    pair = pair_of(telling.network(), "a:person/x", "b:person/x")
    assert pair is None or pair.probability < JOIN_AT


def test_one_id_elsewhere_joins() -> None:
    same = {"external_ids": ["imdb:nm0000001"]}
    telling = two("Henrik Wallander", "Henrik Wallander", a=same, b=same)
    pair = pair_of(telling.network(), "a:person/x", "b:person/x")
    assert pair is not None
    assert pair.probability >= JOIN_AT
    (said,) = [reason.facts for reason in pair.evidence if reason.kind == "ids"]
    assert said == {"ids": ("imdb:nm0000001", "imdb:nm0000001"), "agree": True}


def scored(telling: Telling) -> float:
    pair = pair_of(telling.network(), "a:person/x", "b:person/x")
    return -10.0 if pair is None else pair.score


def test_births_and_lifetimes_apart_speak_against() -> None:
    plain = two("Henrik Wallander", "Henrik Wallander")
    years = ({"first_year": 1912, "last_year": 1925}, {"first_year": 1996, "last_year": 2012})
    far = two("Henrik Wallander", "Henrik Wallander", a=years[0], b=years[1])
    born = two("Henrik Wallander", "Henrik Wallander", a={"born": 1901}, b={"born": 1960})
    assert scored(far) < scored(plain)
    assert scored(born) < scored(plain)


def test_whom_one_source_credits_apart_is_not_joined() -> None:
    telling = Telling()
    film = telling.film("a:film/f", "Northern Harbour", 1991, "a")
    for node, name in (("a:person/1", "Henrik Wallander"), ("a:person/2", "Henrik Walander")):
        telling.person(node, name, "a")
        telling.credit(node, film, "a", "actor")
    assert pair_of(telling.network(), "a:person/1", "a:person/2") is None


def test_who_bears_the_name_more_exactly_is_a_rival() -> None:
    telling = two("Henrik Wallander", "Henrik Wallander")
    first, _ = telling.twice("a:person/x", "b:person/x", "Northern Harbour", (1991, 1991))
    telling.person("a:person/y", "Henrik Wallander, Jr.", "a")
    telling.credit("a:person/y", first, "a", "actor")
    network = telling.network()
    father = pair_of(network, "a:person/x", "b:person/x")
    son = pair_of(network, "a:person/y", "b:person/x")
    assert father is not None
    assert son is None or (weight(son, "rival") < 0 and son.score < father.score)


def test_films_are_one_by_title_year_and_people() -> None:
    telling = two("Henrik Wallander", "Henrik Wallander")
    one, other = telling.twice("a:person/x", "b:person/x", "Northern Harbour", (1991, 1992))
    sequel = telling.film("b:film/2", "Northern Harbour II", 1993, "b")
    telling.credit("b:person/x", sequel, "b")
    remake = telling.film("b:film/3", "Northern Harbour", 2011, "b")
    network = telling.network()
    pair = pair_of(network, one, other)
    assert pair is not None
    assert pair.probability > 0.9
    second = pair_of(network, one, sequel)
    assert second is None or second.probability < 0.5
    assert pair_of(network, one, remake) is None


def test_films_with_different_ids_of_one_catalogue_are_two() -> None:
    telling = Telling()
    telling.film("imdb:tt0000001", "Northern Harbour", 1991, "a")
    telling.film("imdb:tt0000002", "Northern Harbour", 1991, "b")
    telling.film("c:film/1", "Northern Harbour", 1991, "c", external_ids=["imdb:tt0000001"])
    telling.film("d:film/1", "Northern Harbour", 1991, "d",
                 web=["https://www.imdb.com/title/tt0000002/"])  # fmt: skip
    network = telling.network()
    assert pair_of(network, "imdb:tt0000001", "imdb:tt0000002") is None
    assert pair_of(network, "c:film/1", "d:film/1") is None
    for one, other in (("c:film/1", "imdb:tt0000001"), ("d:film/1", "imdb:tt0000002")):
        pair = pair_of(network, one, other)
        assert pair is not None
        assert pair.probability >= JOIN_AT
        assert weight(pair, "ids") > 0


def test_a_number_of_tmdb_means_a_film_and_a_series() -> None:
    telling = Telling()
    telling.film("tmdb:movie/12", "Northern Harbour", 1991, "a")
    telling.film("tmdb:tv/12", "Northern Harbour", 1991, "b")
    pair = pair_of(telling.network(), "tmdb:movie/12", "tmdb:tv/12")
    assert pair is not None
    assert weight(pair, "ids") == 0


def test_a_film_without_a_year_is_of_its_first_credit() -> None:
    telling = Telling()
    telling.film("a:film/new", "Northern Harbour", None, "a")
    telling.person("a:person/x", "Henrik Wallander", "a")
    telling.credit("a:person/x", "a:film/new", "a", "editor", year=1992)
    telling.credit("a:person/x", "a:film/new", "a", "producer", year=1995)
    telling.film("b:film/remake", "Northern Harbour", 2011, "b")
    telling.film("b:film/same", "Northern Harbour", 1991, "b")
    network = telling.network()
    assert pair_of(network, "a:film/new", "b:film/remake") is None
    pair = pair_of(network, "a:film/new", "b:film/same")
    assert pair is not None
    assert pair.probability > 0.9
    assert weight(pair, "year") == 0


def test_a_list_of_the_crew_says_nothing_against_a_list_of_the_cast() -> None:
    telling = Telling()
    for film, role in (("a:film/1", "editor"), ("b:film/1", "actor"), ("c:film/1", "actor")):
        source = film[0]
        telling.film(film, "Northern Harbour", 1991, source)
        for number, first in enumerate(("Ines", "Omar")):
            person = f"{source}:person/{number}"
            telling.person(person, f"{first} {source.upper()}quist", source)
            telling.credit(person, film, source, role)
    network = telling.network()
    crew, cast = (pair_of(network, one, "b:film/1") for one in ("a:film/1", "c:film/1"))
    assert crew is not None
    assert weight(crew, "people") == 0
    assert cast is None or weight(cast, "people") < 0


def test_worlds_are_kept_apart() -> None:
    telling = two("Henrik Wallander", "Henrik Wallander", b={"namespace": "made up"})
    telling.twice("a:person/x", "b:person/x", "Northern Harbour", (1991, 1991))
    assert pair_of(telling.network(), "a:person/x", "b:person/x") is None


def test_within_gives_the_pairs_of_these_ids_alone() -> None:
    telling = two("Henrik Wallander", "Henrik Wallander")
    telling.twice("a:person/x", "b:person/x", "Northern Harbour", (1991, 1991))
    network = telling.network()
    every = candidates(network)
    chosen = candidates(network, within=["b:person/x"])
    assert chosen
    assert chosen == [p for p in every if "b:person/x" in (p.one, p.other)]
    assert candidates(network, within=[]) == []


def test_pairs_do_not_depend_on_the_order_of_the_rows() -> None:
    telling = two("Henrik Wallander", "Henrik Wallander")
    telling.twice("a:person/x", "b:person/x", "Northern Harbour", (1991, 1991))
    first = candidates(telling.network())
    for rows in (telling.people, telling.films, telling.credits):
        rows.reverse()
    assert candidates(telling.network()) == first


def test_an_empty_network_has_no_pairs() -> None:
    assert candidates(Network.build({}, {})) == []


def test_what_everybody_is_called_gives_no_pairs() -> None:
    many = pl.DataFrame({"node": range(1000), "folded": ["john smith"] * 1000})
    assert MOST_SAME < 1000 * 1000
    assert name_pairs(many, many).is_empty()


def test_a_hostile_name_is_only_a_name() -> None:
    telling = two('"; DROP\x00 $(x) 🎬 Wallander', "Robert'); --")
    telling.person("a:person/none", "\u200b", "a")
    assert isinstance(candidates(telling.network()), list)
