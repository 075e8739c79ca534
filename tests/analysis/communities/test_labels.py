import pytest

from graphmodel import words
from graphmodel.analysis.communities.labels import decades, named
from graphmodel.analysis.graph.log_odds import DistinctiveTerm


def term(kind: str, value: str, inside: int, of_inside: int = 100) -> DistinctiveTerm:
    return DistinctiveTerm(kind, value, None, 1.0, 5.0, inside, 5, of_inside, 1000, ())


def test_a_label_reads_naturally() -> None:
    reasons = [
        term("country", "Hong Kong", 60),
        term("genre", "Action", 50),
        term("decade", "1980s", 40),
        term("decade", "1990s", 30),
        term("country", "Taiwan", 10),
    ]
    name = named("Johnnie To", reasons, 400, "films").label
    assert name == "Hong Kong action films, 1980s–90s · around Johnnie To"


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        ([term("country", "Spain", 50), term("country", "Cuba", 40)], "Spanish and Cuban films"),
        ([term("genre", "Documentary", 80)], "Documentaries"),
        ([term("genre", "Animation", 80), term("genre", "War", 50)], "Animated and war films"),
        ([term("country", "Atlantis", 50)], "Atlantis films"),
        ([term("decade", "1990s", 50), term("decade", "2000s", 50)], "1990s–2000s"),
        ([term("school", "FAMU", 90), term("genre", "Drama", 50)], "FAMU, drama films"),
        ([term("school", "FAMU", 20)], "FAMU"),
        ([term("school", "FAMU", 3)], ""),
        ([term("genre", "Drama", 3)], ""),
    ],
)  # fmt: skip
def test_labels(reasons: list[DistinctiveTerm], expected: str) -> None:
    prefix = f"{expected} · " if expected else ""
    assert named("X", reasons, 400, "films").label == f"{prefix}around X".replace(
        "drama films", "Drama films" if "," in prefix else ""
    )


def test_decades_are_a_span() -> None:
    assert decades(["1980s"]) == "1980s"
    assert decades(["1990s", "1970s"]) == "1970s–90s"
    assert decades([]) == ""


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        ([term("country", "Spain", 50), term("genre", "Drama", 40), term("decade", "1980s", 40),
          term("decade", "1990s", 30)], "西班牙剧情影片、1980–1990 年代"),
        ([term("genre", "Documentary", 80), term("decade", "1990s", 40)], "纪录片、1990 年代"),
        ([term("school", "FAMU", 20)], "FAMU"),
    ],
)  # fmt: skip
def test_a_name_is_said_in_chinese_while_its_label_stays_english(
    reasons: list[DistinctiveTerm], expected: str
) -> None:
    name = named("X", reasons, 400, "films")
    with words.speaking(words.CHINESE):
        assert name.said() == f"{expected} · 以X为中心"
        assert name.label.endswith("around X")
