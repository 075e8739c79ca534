import polars as pl
import pytest

from graphmodel.errors import InputError
from graphmodel.network.name_folding import fold_name
from graphmodel.network.name_index import Finder
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


def test_a_name_as_written_comes_before_a_better_linked_one_in_another_order() -> None:
    people = [{"id": i, "name": n, "sources": ["s"]} for i, n in (("a", "Zhao Ming"),
                                                                ("b", "Ming Zhao"))]  # fmt: skip
    films = [{"id": f"f{n}", "name": f"Film {n}", "sources": ["s"]} for n in range(3)]
    credits = [
        {"id": f"c{n}", "from_id": "b", "to_id": f"f{n}", "role": "actor", "sources": ["s"]}
        for n in range(3)
    ]
    network = Network.build(
        {"Person": pl.DataFrame(people), "Project": pl.DataFrame(films)},
        {"WORKED_ON": pl.DataFrame(credits)},
    )
    for text, first in (("Zhao Ming", "a"), ("ming zhao", "b")):
        matches = Finder(network).find(text, "Person")
        assert (matches[0].id, matches[0].score, len(matches)) == (first, 1.0, 2)


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


def many(*names: tuple[str, str, list[str]], together: tuple[str, ...] = ()) -> Finder:
    """A finder of people, films ("f...") and festivals ("o..."). The first of several with the same
    name and kind has the fewest links; ``together`` share film f1."""
    tables = {"p": "Person", "f": "Project", "o": "Festival"}
    nodes: dict[str, list[dict[str, object]]] = {"Person": [], "Project": [], "Festival": []}
    for node, name, other in names:
        nodes[tables[node[0]]].append(
            {"id": node, "name": name, "other_names": other, "sources": ["s"]}
        )
    credits = [
        {"id": f"c{n}", "from_id": p, "to_id": "f1", "role": "actor", "sources": ["s"]}
        for n, p in enumerate(together)
    ]
    frames = {
        kind: pl.DataFrame(rows, schema_overrides={"other_names": pl.List(pl.String)})
        for kind, rows in nodes.items()
        if rows
    }
    return Finder(Network.build(frames, {"WORKED_ON": pl.DataFrame(credits)} if credits else {}))


EAST_ASIAN = [
    ("p01", "王家卫", []), ("p02", "陈凯歌", []), ("p03", "李安", []), ("p04", "侯孝贤", []),
    ("p05", "欧阳娜娜", []), ("p06", "Tian Zhuangzhuang", []), ("p07", "홍상수", []),
    ("p08", "Lee Chang-dong", []), ("p09", "송강호", []), ("p10", "Tsai Ming-liang", []),
    ("p11", "Jee-woon Kim", []), ("p12", "Lian Smith", []), ("p13", "Anna Li", []),
    ("p14", "Wang Jian", []), ("p15", "Liam An", []), ("p16", "최민식", []),
    ("p17", "Moon So-ri", []), ("p18", "라미란", []), ("p19", "Ryu Seung-ryong", []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Jiawei Wang", "p01"), ("Kaige Chen", "p02"), ("Xiaoxian Hou", "p04"),
        ("Nana Ouyang", "p05"), ("Ch'en K'ai-ko", "p02"), ("Hou Hsiao-hsien", "p04"),
        ("Hsiao-hsien Hou", "p04"), ("T'ien Chuang-chuang", "p06"), ("Cai Mingliang", "p10"),
        ("蔡明亮", "p10"), ("田壮壮", "p06"), ("Li An", "p03"), ("An Li", "p03"),
        ("Hong Sang-soo", "p07"), ("Sangsoo Hong", "p07"), ("이창동", "p08"),
        ("Song Kang-ho", "p09"), ("김지운", "p11"), ("Choi Min Sik", "p16"), ("문소리", "p17"),
        ("Ra Mi-ran", "p18"), ("류승룡", "p19"), ("Mi-ran Ra", "p18"),
    ],
)  # fmt: skip
def test_other_romanisations_and_orders_find_the_name(text: str, first: str) -> None:
    best = many(*EAST_ASIAN).find(text)[0]
    assert best.id == first
    assert best.score >= 0.98


def test_other_romanisations_are_less_than_the_same_name() -> None:
    finder = many(("p1", "陈凯歌", []), ("p2", "Chen Kaige", []), ("p3", "Ch'en K'ai-ko", []))
    assert [m.score for m in finder.find("Chen Kaige")] == [1.0, 1.0, 0.98]


def test_of_equally_misspelt_names_the_well_known_come_first() -> None:
    people = [(f"p{n}", f"{first} Kowalczyk", []) for n, first in enumerate(
        ("Al", "Bo", "Cy", "Maximilian", "Ed"))]  # fmt: skip
    finder = many(*people, ("f1", "Dawn", []), together=("p3",))
    assert finder.find("Kowalzcyk")[0].id == "p3"


def test_the_start_of_another_name_comes_before_many_first_names() -> None:
    people = [(f"p{n}", f"Palma Nowak{n}", []) for n in range(300)]
    finder = many(*people, ("o1", "Grand Festival of Film", ["Palmas", "The Palmas"]))
    assert finder.find("Palma")[0].id == "o1"


@pytest.mark.parametrize(
    "text", ["Wang Jiawei Gong Li", "王家卫 巩俐", "Jiawei Wang and Gong Li", "王家卫、巩俐"]
)
def test_two_names_find_both_and_what_they_made_together(text: str) -> None:
    finder = many(
        ("p1", "王家卫", []), ("p2", "巩俐", ["Gong Li"]), ("p3", "Wang Li", []),
        ("f1", "The Hand", []), ("f2", "Ju Dou", []), together=("p1", "p2"),
    )  # fmt: skip
    found = finder.find(text)
    assert [match.id for match in found[:3]] == ["p1", "p2", "f1"]
    assert all(match.score < 1 for match in found)
    assert [match.id for match in finder.find(text, "Person")[:2]] == ["p1", "p2"]


def test_one_misspelt_name_keeps_its_score_if_the_text_is_not_two_names() -> None:
    assert many(("p1", "Maximilian Kowalczyk", [])).find("Maximilian Kowalzcyk")[0].score > 0.91


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Koreeda", "Hirokazu Kore-eda"),
        ("Kore-eda", "Hirokazu Kore-eda"),
        ("Chanwook", "Chan-wook"),
    ],
)
def test_a_word_with_a_hyphen_is_found_without_it(text: str, name: str) -> None:
    people = [
        {"id": f"p{n}", "name": whole, "other_names": [], "sources": ["s"]}
        for n, whole in enumerate(("Hirokazu Kore-eda", "Park Chan-wook", "Cora Eden"))
    ]
    overrides = {"other_names": pl.List(pl.String)}
    finder = Finder(Network.build({"Person": pl.DataFrame(people, schema_overrides=overrides)}, {}))
    assert name in finder.find(text)[0].name


def test_two_names_in_han_need_no_space_between_them() -> None:
    people = [
        {"id": f"p{n}", "name": whole, "other_names": [], "sources": ["s"]}
        for n, whole in enumerate(("张艺谋", "巩俐", "欧阳娜娜"))
    ]
    overrides = {"other_names": pl.List(pl.String)}
    finder = Finder(Network.build({"Person": pl.DataFrame(people, schema_overrides=overrides)}, {}))
    assert [match.name for match in finder.find("张艺谋巩俐")[:2]] == ["张艺谋", "巩俐"]
    assert finder.find("欧阳娜娜")[0].score == 1.0
