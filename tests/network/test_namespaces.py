import polars as pl
import pytest

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.network.namespaces import ALL, AmbiguousName, Namespaces, resolve, resolve_any
from graphmodel.network.network import Network

PEOPLE = [
    {"id": "r1", "name": "Ana Sol", "namespace": "real"},
    {"id": "r2", "name": "Li Wei", "namespace": "real"},
    {"id": "r3", "name": "Li Wei", "namespace": "real"},
    {"id": "d1", "name": "Ana Sol", "namespace": "demo"},
    {"id": "d2", "name": "Odo Quill", "namespace": "demo"},
]


@pytest.fixture
def namespaces() -> Namespaces:
    rows = [row | {"sources": ["s"]} for row in PEOPLE]
    return Namespaces(Network.build({"Person": pl.DataFrame(rows)}, {}))


def test_the_real_world_is_the_default(namespaces: Namespaces) -> None:
    assert namespaces.names == ("real", "demo")
    assert namespaces.default().name == "real"
    assert not namespaces.default().fictional


def test_only_fiction_held_is_then_the_default() -> None:
    rows = [row | {"sources": ["s"]} for row in PEOPLE if row["namespace"] == "demo"]
    namespaces = Namespaces(Network.build({"Person": pl.DataFrame(rows)}, {}))
    assert namespaces.default().name == "demo"
    assert namespaces.default().fictional


def test_an_answer_never_mixes_namespaces(namespaces: Namespaces) -> None:
    namespace, matches = namespaces.find("Ana Sol")
    assert (namespace.name, [m.id for m in matches]) == ("real", ["r1"])
    namespace, matches = namespaces.find("Odo Quill")
    assert (namespace.name, [m.id for m in matches]) == ("demo", ["d2"])
    assert {m.id for m in namespaces.find("Ana Sol", requested=ALL)[1]} == {"r1", "d1"}


def test_an_id_or_a_name_borne_only_there_chooses_the_world(namespaces: Namespaces) -> None:
    assert namespaces.of(None, "d1", "d2").name == "demo"
    assert namespaces.of(None, "Odo Quill", "Ana Sol").name == "demo"
    assert namespaces.of(None, "Ana Sol").name == "real"
    assert namespaces.of("demo", "Ana Sol").name == "demo"
    with pytest.raises(InputError, match="no namespace 'moon'"):
        namespaces.of("moon")


def test_resolve(namespaces: Namespaces) -> None:
    real = namespaces.default()
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


def test_works_with_the_name_of_a_person_do_not_hide_the_person() -> None:
    works = [{"id": f"w{n}", "name": "Emma", "namespace": "real"} for n in range(60)]
    people = [{"id": f"p{n}", "name": name, "namespace": "real"}
              for n, name in enumerate(("Emma", "Bo Lind"))]  # fmt: skip
    credits = [
        {"from_id": "p1", "to_id": work["id"], "role": "actor", "id": f"l{work['id']}"}
        for work in works
    ]
    network = Network.build(
        {kind: pl.DataFrame([row | {"sources": ["s"]} for row in rows])
         for kind, rows in (("Person", people), ("Project", works))},
        {"WORKED_ON": pl.DataFrame([row | {"sources": ["s"]} for row in credits])},
    )  # fmt: skip
    assert resolve(Namespaces(network).default(), "Emma") == "p0"


def test_who_is_not_found_is_said_in_the_language_spoken(namespaces: Namespaces) -> None:
    for language, said in (
        (words.ENGLISH, "no Person is called 'Li Wai' in the real network; nearest: Li Wei"),
        (words.CHINESE, "数据集 real 中没有叫 'Li Wai' 的人物；最接近的：Li Wei"),
    ):
        with words.speaking(language), pytest.raises(InputError) as refused:
            resolve(namespaces.default(), "Li Wai")
        assert str(refused.value).startswith(said)
