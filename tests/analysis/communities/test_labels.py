import pytest

from graphmodel.analysis.communities.labels import decades, label
from graphmodel.analysis.graph.log_odds import DistinctiveTerm


def told(kind: str, value: str, inside: int, of_inside: int = 100) -> DistinctiveTerm:
    return DistinctiveTerm(kind, value, None, 1.0, 5.0, inside, 5, of_inside, 1000, ())


def test_a_label_is_what_a_person_would_say() -> None:
    reasons = [
        told("country", "Hong Kong", 60),
        told("genre", "Action", 50),
        told("decade", "1980s", 40),
        told("decade", "1990s", 30),
        told("country", "Taiwan", 10),
    ]
    found = label("Johnnie To", reasons, 400, "films")
    assert found == "Hong Kong action films, 1980s–90s · around Johnnie To"


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        ([told("country", "Spain", 50), told("country", "Cuba", 40)], "Spanish and Cuban films"),
        ([told("genre", "Documentary", 80)], "Documentaries"),
        ([told("genre", "Animation", 80), told("genre", "War", 50)], "Animated and war films"),
        ([told("country", "Atlantis", 50)], "Atlantis films"),
        ([told("decade", "1990s", 50), told("decade", "2000s", 50)], "1990s–2000s"),
        ([told("school", "FAMU", 90), told("genre", "Drama", 50)], "FAMU, drama films"),
        ([told("school", "FAMU", 20)], "FAMU"),
        ([told("school", "FAMU", 3)], ""),
        ([told("genre", "Drama", 3)], ""),
    ],
)  # fmt: skip
def test_labels(reasons: list[DistinctiveTerm], expected: str) -> None:
    rest = f"{expected} · " if expected else ""
    found = label("X", reasons, 400, "films")
    assert found == f"{rest}around X".replace("drama films", "Drama films" if "," in rest else "")


def test_decades_are_a_span() -> None:
    assert decades(["1980s"]) == "1980s"
    assert decades(["1990s", "1970s"]) == "1970s–90s"
    assert decades([]) == ""
