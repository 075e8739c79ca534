"""Probabilities by pairs of sources, and records of which at most one can match."""

import pytest

from graphmodel.resolver.matching import MERGE_AT, Pair, find_candidates
from tests.resolver.matching.synthetic_records import SyntheticRecords


def film_pairs(records: SyntheticRecords, *duplicate_free: str) -> dict[tuple[str, str], Pair]:
    pairs = find_candidates(records.network(), duplicate_free=duplicate_free)
    return {(p.left_id, p.right_id): p for p in pairs}


def doubled() -> SyntheticRecords:
    """A film that one source lists once and the other twice, with the same crew."""
    records = SyntheticRecords()
    for source, node in (("a", "a:one"), ("b", "b:one"), ("b", "b:two")):
        records.film(node, "Northern Harbour", 1991, source)
        for name in ("Henrik Wallander", "Greta Lindqvist", "Oskar Blom"):
            person = f"{source}:person/{name}"
            if all(row["id"] != person for row in records.people):
                records.person(person, name, source)
            records.credit(person, node, source)
    return records


def test_two_records_of_a_source_without_duplicates_share_the_chance() -> None:
    pairs = film_pairs(doubled(), "b")
    for node in ("b:one", "b:two"):
        assert pairs["a:one", node].probability == pytest.approx(0.5, abs=0.01)
        (facts,) = [e.facts for e in pairs["a:one", node].evidence if e.kind == "competition"]
        assert facts["ids"] == ("b:two" if node == "b:one" else "b:one",)


def test_a_source_that_lists_films_twice_is_learnt_to_have_duplicates() -> None:
    pairs = film_pairs(doubled())
    assert pairs["a:one", "b:one"].probability >= MERGE_AT
    assert pairs["a:one", "b:two"].probability >= MERGE_AT


def namesakes(inside: int) -> float:
    """The probability for two people with the same name, if each source has ``inside`` pairs of
    namesakes."""
    records = SyntheticRecords()
    for number in range(40):
        name = f"Wil{number}berg Tar{number}kington"
        records.person(f"a:{number}", name, "a")
        records.person(f"b:{number}", name, "b")
    for number in range(inside):
        for source in "ab":
            for twin in "xy":
                records.person(f"{source}:{twin}{number}", f"Ros{number}a Kel{number}ler", source)
    pairs = film_pairs(records, "a", "b")
    return pairs["a:0", "b:0"].probability


def test_namesakes_inside_the_sources_lower_the_chance_of_a_name_alone() -> None:
    few, many = namesakes(0), namesakes(15)
    assert few > 0.9
    assert 0.2 < many < few - 0.05
