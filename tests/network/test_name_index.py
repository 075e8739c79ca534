import polars as pl
import pytest

from graphmodel.errors import InputError
from graphmodel.network.name_index import Finder, fold_name
from graphmodel.network.network import Network

NAMES = {
    "p1": ("Steven Spielberg", []),
    "p2": ("Anne Spielberg", []),
    "p3": ("Zhang Yimou", ["张艺谋"]),
    "p4": ("Agnès Varda", []),
    "p5": ("Martin Scorsese", []),
    "p6": ("<img src=x onerror=alert(1)>", []),
    "p7": ("O'Brien, Jr.", []),
    "p8": ("Scott Martin", []),
}


@pytest.fixture(scope="module")
def finder() -> Finder:
    people = [
        {"id": i, "name": name, "other_names": other, "sources": ["s"]}
        for i, (name, other) in NAMES.items()
    ]
    films = [{"id": f"f{n}", "name": f"Film {n}", "sources": ["s"]} for n in range(4)]
    credits = [
        {"id": f"c{n}", "from_id": "p1", "to_id": f"f{n}", "role": "director", "sources": ["s"]}
        for n in range(4)
    ]
    return Finder(
        Network.build(
            {
                "Person": pl.DataFrame(
                    people, schema_overrides={"other_names": pl.List(pl.String)}
                ),
                "Project": pl.DataFrame(films),
            },
            {"WORKED_ON": pl.DataFrame(credits)},
        )
    )


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Steven Spielberg", "p1"),
        ("steven speilberg", "p1"),
        ("spielb", "p1"),
        ("Spielberg, Steven", "p1"),
        ("张艺谋", "p3"),
        ("zhangyimou", "p3"),
        ("Yimou Zhang", "p3"),
        ("agnes varda", "p4"),
        ("scors", "p5"),
        ("martin sco", "p5"),
        ("obrien jr", "p7"),
        ("<img src=x onerror=alert(1)>", "p6"),
    ],
)
def test_finds(finder: Finder, text: str, first: str) -> None:
    assert finder.find(text)[0].id == first


def test_the_same_name_scores_one_and_less_alike_less(finder: Finder) -> None:
    exact, typo = finder.find("Steven Spielberg")[0], finder.find("Steven Speilberg")[0]
    assert exact.score == 1.0 > typo.score > 0.8


def test_kind_and_limit_hold(finder: Finder) -> None:
    assert {m.kind for m in finder.find("film", kind="Project")} == {"Project"}
    assert len(finder.find("film", limit=2)) == 2
    assert finder.find("Steven Spielberg", kind="Project") == []


@pytest.mark.parametrize("text", ["", "  ", "!!!", "qqqqzzzz"])
def test_nothing_like_it(finder: Finder, text: str) -> None:
    assert finder.find(text) == []


def test_an_unknown_kind_names_the_known_ones(finder: Finder) -> None:
    with pytest.raises(InputError, match="no kind 'Persons'; the kinds are Person"):
        finder.find("x", kind="Persons")


def test_fold_makes_scripts_comparable() -> None:
    assert fold_name("Agnès VARDA") == "agnes varda"
    assert fold_name("张艺谋") == "zhangyimou"
    assert fold_name("Gael García Bernal") == fold_name("gael garcia bernal")
