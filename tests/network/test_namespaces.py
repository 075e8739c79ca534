import polars as pl
import pytest

from graphmodel.errors import InputError
from graphmodel.network.namespaces import ALL, AmbiguousName, Worlds, resolve, resolve_any
from graphmodel.network.network import Network

PEOPLE = [
    {"id": "r1", "name": "Ana Sol", "namespace": "real"},
    {"id": "r2", "name": "Li Wei", "namespace": "real"},
    {"id": "r3", "name": "Li Wei", "namespace": "real"},
    {"id": "d1", "name": "Ana Sol", "namespace": "demo"},
    {"id": "d2", "name": "Odo Quill", "namespace": "demo"},
]


@pytest.fixture
def worlds() -> Worlds:
    rows = [row | {"sources": ["s"]} for row in PEOPLE]
    return Worlds(Network.build({"Person": pl.DataFrame(rows)}, {}))


def test_the_real_world_is_the_default(worlds: Worlds) -> None:
    assert worlds.names == ("real", "demo")
    assert worlds.default().namespace == "real"
    assert not worlds.default().fictional


def test_only_fiction_held_is_then_the_default() -> None:
    rows = [row | {"sources": ["s"]} for row in PEOPLE if row["namespace"] == "demo"]
    worlds = Worlds(Network.build({"Person": pl.DataFrame(rows)}, {}))
    assert worlds.default().namespace == "demo"
    assert worlds.default().fictional


def test_an_answer_never_mixes_namespaces(worlds: Worlds) -> None:
    world, matches = worlds.find("Ana Sol")
    assert (world.namespace, [m.id for m in matches]) == ("real", ["r1"])
    world, matches = worlds.find("Odo Quill")
    assert (world.namespace, [m.id for m in matches]) == ("demo", ["d2"])
    assert {m.id for m in worlds.find("Ana Sol", asked=ALL)[1]} == {"r1", "d1"}


def test_an_id_or_a_name_borne_only_there_chooses_the_world(worlds: Worlds) -> None:
    assert worlds.of(None, "d1", "d2").namespace == "demo"
    assert worlds.of(None, "Odo Quill", "Ana Sol").namespace == "demo"
    assert worlds.of(None, "Ana Sol").namespace == "real"
    assert worlds.of("demo", "Ana Sol").namespace == "demo"
    with pytest.raises(InputError, match="no namespace 'moon'"):
        worlds.of("moon")


def test_resolve(worlds: Worlds) -> None:
    real = worlds.default()
    assert resolve(real, "r1") == "r1"
    assert resolve(real, "ana sol") == "r1"
    assert resolve_any(real, "Ana Sol") == "r1"
    with pytest.raises(AmbiguousName, match=r"r2.*r3") as ambiguous:
        resolve(real, "Li Wei")
    assert {m.id for m in ambiguous.value.candidates} == {"r2", "r3"}
    with pytest.raises(InputError, match=r"nearest: Ana Sol \(r1\)"):
        resolve(real, "Ana Soll")
    with pytest.raises(InputError, match="not a School"):
        resolve(real, "r1", "School")
