"""Names shown in one script come from the sources, and nothing else changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graphmodel.errors import InputError
from graphmodel.network.cache import MappedCache
from graphmodel.network.captions import conflict_texts
from graphmodel.network.name_index import Finder
from graphmodel.network.namespaces import Namespaces
from graphmodel.network.network import Network

PEOPLE: dict[str, tuple[str, list[str]]] = {
    "zhang": ("Zhang Yimou", ["Chang I-mou", "张艺谋", "張藝謀"]),
    "gong": ("巩俐", ["Gong Li"]),
    "fincher": ("David Fincher", ["Dave"]),
    "bong": ("봉준호", []),
    "kurosawa": ("黒澤明", ["Akira Kurosawa"]),
    "xmen": ("X-Men", ["X战警"]),
    "number": ("1917", ["一九一七"]),
    "away": ("Spirited Away", ["千と千尋の神隠し", "千与千寻"]),
}


@pytest.fixture
def network() -> Network:
    rows: list[dict[str, Any]] = [
        {"id": key, "name": name, "other_names": others, "sources": ["s"], "namespace": "real"}
        for key, (name, others) in PEOPLE.items()
    ]
    types = {"other_names": pl.List(pl.String())}
    link = {"id": "k", "from_id": "gong", "to_id": "zhang", "sources": ["s"]}
    people = pl.DataFrame(rows, schema_overrides=types)
    return Network.build({"Person": people}, {"MENTORS": pl.DataFrame([link])}, "7")


def names(network: Network) -> dict[str, str]:
    return dict(zip(network.ids, network.names, strict=True))


def test_each_is_shown_by_its_first_name_in_the_script(network: Network) -> None:
    assert names(network.named_in("han")) == {
        "zhang": "张艺谋", "gong": "巩俐", "fincher": "David Fincher", "bong": "봉준호",
        "kurosawa": "黒澤明", "xmen": "X战警", "number": "1917", "away": "千与千寻",
    }  # fmt: skip
    assert names(network.named_in("latin")) == {
        "zhang": "Zhang Yimou", "gong": "Gong Li", "fincher": "David Fincher", "bong": "봉준호",
        "kurosawa": "Akira Kurosawa", "xmen": "X-Men", "number": "1917", "away": "Spirited Away",
    }  # fmt: skip
    assert network.named_in("original") is network


def test_no_name_is_lost_and_none_is_made_up(network: Network) -> None:
    for script in ("latin", "han"):
        shown = network.named_in(script)
        for key, (name, others) in PEOPLE.items():
            node = shown.node(shown.index(key))
            assert {node["name"], *node.get("other_names", [])} == {name, *others}
    zhang = network.named_in("han")
    assert zhang.node(zhang.index("zhang"))["other_names"][0] == "Zhang Yimou"


def test_names_in_another_script_are_found_as_before(network: Network) -> None:
    shown = network.named_in("han")
    (match,) = Finder(shown).find("Zhang Yimou", limit=1)
    assert (match.id, match.name, match.score) == ("zhang", "张艺谋", 1.0)


def test_answers_of_two_scripts_are_told_apart_and_share_their_links(network: Network) -> None:
    shown = network.named_in("han")
    assert shown.revision != network.revision
    assert shown.adjacency() is network.adjacency()
    assert shown.claimed.names[shown.index("zhang")] == "张艺谋"


def test_a_namespace_shows_its_names_in_one_script(network: Network) -> None:
    namespaces = Namespaces(network).named_in("han")
    namespace = namespaces.named("real")
    assert namespace.network.name_of("zhang") == "张艺谋"
    assert namespaces.network.name_of("zhang") == "张艺谋"
    assert Namespaces(network).named("real").network.name_of("zhang") == "Zhang Yimou"


@pytest.mark.parametrize("planned", [None, 2090])
@pytest.mark.parametrize("first", ["han", "original"])
def test_the_present_of_a_script_has_its_names_whichever_was_asked_first(
    tmp_path: Path, planned: int | None, first: str
) -> None:
    (tmp_path / "all").mkdir()
    cache = MappedCache(tmp_path / "all" / "7", tmp_path / "all" / "lasting", tmp_path / "all")
    film = pl.DataFrame([{"id": "film", "name": "Film", "year": planned, "namespace": "real"}])
    zhang = {"id": "zhang", "name": "Zhang Yimou", "other_names": ["张艺谋"], "namespace": "real"}
    built = Network.build({"Person": pl.DataFrame([zhang]), "Project": film}, {}, "7")
    expected = {"han": "张艺谋", "original": "Zhang Yimou"}
    for again in (built.save(cache), Network.open(cache, "7")):
        assert again is not None
        for script in (first, *expected):
            shown = again.named_in(script)
            present = shown.present()
            assert (present.name_of("zhang"), present.script) == (expected[script], script)
            assert present.with_plans is shown
            assert present.filter(links=pl.col("id") != "").script == script


def test_an_unknown_script_is_refused(network: Network) -> None:
    with pytest.raises(InputError, match="no script 'runes'; give one of original, latin, han"):
        network.named_in("runes")


def test_no_source_is_said_to_decide_a_name_that_the_script_decides() -> None:
    stated = [
        '{"property": "name", "value": "Gong Li", "sources": ["s"]}',
        '{"property": "name", "value": "巩俐", "sources": ["t"]}',
    ]
    row = {"id": "gong", "name": "Gong Li", "other_names": ["巩俐"], "sources": ["s", "t"]}
    people = pl.DataFrame([{**row, "namespace": "real", "conflicting_values": stated}])
    network = Network.build({"Person": people}, {}, "7")
    text = "Gong Li according to s; 巩俐 according to t"
    for shown, expected in ((network, f"{text} (shown: s, imported first)"),
                            (network.named_in("han"), text)):  # fmt: skip
        assert conflict_texts(shown, shown.node(0))["name"] == expected
