"""Networks and names cached as files: unchanged since they were written, or not opened."""

from pathlib import Path

import polars as pl
import pytest

from graphmodel.network import name_index
from graphmodel.network.cache import MappedCache
from graphmodel.network.ids import IdIndex
from graphmodel.network.name_index import Finder
from graphmodel.network.network import Network


def network(revision: str, renamed: dict[str, str] | None = None) -> Network:
    ids = [f"p{n:03}" for n in range(100)]
    names = [
        (renamed or {}).get(i, f"Person {chr(97 + n % 26) * 5} {n}") for n, i in enumerate(ids)
    ]
    people = pl.DataFrame({"id": ids, "name": names, "sources": [["s"]] * 100})
    films = pl.DataFrame({"id": ["f"], "name": ["Film"], "sources": [["s"]], "year": [1999]})
    credits = pl.DataFrame(
        {
            "id": [f"c{i}" for i in ids],
            "from_id": ids,
            "to_id": ["f"] * 100,
            "role": ["actor"] * 100,
        }
    )
    return Network.build({"Person": people, "Project": films}, {"WORKED_ON": credits}, revision)


def place(folder: Path, revision: str) -> MappedCache:
    return MappedCache(folder / revision, folder / "lasting")


def test_a_kept_network_is_the_same(tmp_path: Path) -> None:
    built = network("r1")
    cached = built.save(place(tmp_path, "r1"))
    assert cached.cache is not None
    for table in ("nodes", "links", "records"):
        assert getattr(cached, table).equals(getattr(built, table))
        assert getattr(cached, table).schema == getattr(built, table).schema
    first, reopened = cached.adjacency(), Network.open(place(tmp_path, "r1"), "r1")
    assert reopened is not None
    for ours in (first, reopened.adjacency()):
        assert (ours.indptr == built.adjacency().indptr).all()
        assert (ours.neighbours == built.adjacency().neighbours).all()
        assert (ours.links == built.adjacency().links).all()


@pytest.mark.parametrize("bytes_left", [0, 100])
def test_a_file_cut_short_is_not_opened(tmp_path: Path, bytes_left: int) -> None:
    network("r1").save(place(tmp_path, "r1"))
    file = tmp_path / "r1" / "links.arrow"
    file.write_bytes(file.read_bytes()[:bytes_left])
    assert Network.open(place(tmp_path, "r1"), "r1") is None


def test_what_is_made_of_a_network_is_made_once(tmp_path: Path) -> None:
    calls = []

    def halved(network_: Network) -> Network:
        calls.append(1)
        return network_.filter(nodes=pl.col("id") < "p050")

    cached = network("r1").save(place(tmp_path, "r1"))
    first_half, two = cached.derived("half", halved), cached.derived("half", halved)
    assert len(calls) == 1
    assert first_half.nodes.equals(two.nodes)
    assert first_half.links.equals(two.links)


def test_positions_find_every_id_in_order_or_not() -> None:
    kinds = pl.Series(["a", "a", "b", "b", "b"])
    ids = pl.Series(["x1", "x3", "y9", "y2", "y5"])
    index = IdIndex(kinds, ids, ids.to_list())
    assert [index[i] for i in ids] == [0, 1, 2, 3, 4]
    assert "x2" not in index


def test_names_of_another_revision_begin_from_those_kept(tmp_path: Path) -> None:
    Finder(network("r1").save(place(tmp_path, "r1")))
    (before,) = (tmp_path / "lasting" / "names").iterdir()
    changed = network("r2", {"p007": "Agnès Varda"}).save(place(tmp_path, "r2"))
    finder = Finder(changed)
    assert list((tmp_path / "lasting" / "names").iterdir()) == [before]
    assert finder.find("agnes vrada")[0].id == "p007"
    assert "p007" not in {match.id for match in finder.find("Person hhhhh 7", limit=1)}
    assert finder.find("Person iiiii 8")[0].id == "p008"


def test_names_that_differ_much_are_indexed_anew(tmp_path: Path) -> None:
    Finder(network("r1").save(place(tmp_path, "r1")))
    (before,) = (tmp_path / "lasting" / "names").iterdir()
    renamed = {f"p{n:03}": f"Somebody Else{n}" for n in range(50)}
    assert Finder(network("r2", renamed).save(place(tmp_path, "r2"))).find("somebody else7")
    (after,) = (tmp_path / "lasting" / "names").iterdir()
    assert after != before


def test_names_in_an_earlier_form_are_indexed_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(name_index, "_FORM", 1)
        earlier.setattr(name_index, "_TABLE", "names.arrow")
        Finder(network("r1").save(place(tmp_path, "r1")))
    (before,) = (tmp_path / "lasting" / "names").iterdir()
    assert Finder(network("r1").save(place(tmp_path, "r1"))).find("Person iiiii 8")
    (after,) = (tmp_path / "lasting" / "names").iterdir()
    assert after != before
    assert (after / name_index._TABLE).is_file()
