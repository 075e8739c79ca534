"""A platform's works by format, and the projects that match them."""

from __future__ import annotations

import pytest

from graphmodel.analysis.pipeline.slate import Slate, slate
from graphmodel.analysis.pipeline.slate_wordings import beside_theirs, minutes_in_words, overview
from graphmodel.errors import InputError
from tests.analysis.talent_networks import talent

SERIES = {"kind": "Project", "type": "series", "episodes_from": 16, "episodes_to": 16}
WAY = {"stages": ["script 2026-01-10/"], "stage": "script"}


def asked() -> Slate:
    """Kite made two dramas of 16 episodes, ordered a feature, and dropped a third series. In
    progress are a drama of 14 to 16 episodes, a western of 16, two that match no format of
    Kite's, and its own."""
    nodes = {
        "kite": {"kind": "Organisation", "type": "platform"},
        "w1": {**SERIES, "year": 2020, "genres": ["Drama", "Crime"], "minutes": 45},
        "w2": {**SERIES, "year": 2022, "genres": ["Drama"], "minutes": 55},
        "w3": {**SERIES, "year": 2021, "genres": ["Western"], "stage": "abandoned"},
        "own": {"kind": "Project", "type": "film", "year": 2027, **WAY},
        "near": {**SERIES, "episodes_from": 14, "genres": ["Drama"], "minutes": 50, **WAY},
        "far": {**SERIES, "genres": ["Western"], "minutes": 90, **WAY},
        "short": {**SERIES, "episodes_from": 8, "episodes_to": 10, **WAY},
        "odd": {"kind": "Project", "type": "series", **WAY},
        "speaker": {"kind": "Person"},
    }
    links = [
        *({"kind": "MADE", "from": "kite", "to": work, "role": "commissioner"}
          for work in ("w1", "w2", "w3", "own")),
        {"kind": "SPEAKS_FOR", "from": "speaker", "to": "kite", "title": "Head of series"},
    ]  # fmt: skip
    return slate(talent(nodes, links), "kite", as_of="2026-06-30")


def test_a_slate_by_format_leaves_out_what_was_never_made() -> None:
    answer = asked()
    assert [(f.format, f.works) for f in answer.formats] == [
        ("16", ("w2", "w1")), ("feature", ("own",)),
    ]  # fmt: skip
    series = answer.formats[0]
    assert series.genres == (("Drama", 2), ("Crime", 1))
    assert (series.minutes, minutes_in_words(series)) == ((45, 50, 55), "45 to 55")
    assert minutes_in_words(answer.formats[1]) == "not known"
    assert [(p.id, p.title) for p in answer.people] == [("speaker", "Head of series")]


def test_projects_on_their_way_stand_beside_works_of_their_format() -> None:
    answer = asked()
    near, far = answer.projects
    assert (near.id, near.of_genre, near.of, near.genres, near.in_length) == (
        "near", 2, 2, ("Drama",), True,
    )  # fmt: skip
    assert (far.id, far.of_genre, far.in_length) == ("far", 0, False)
    assert beside_theirs(near) == "2 of 2 with a genre in common"
    assert (answer.unfit, answer.unknown) == (1, 1)
    assert "Speaking for it: speaker (Head of series)." in next(iter(overview(answer)))


def test_what_has_no_slate_is_refused() -> None:
    network = talent({"kite": {"kind": "Organisation"}, "ann": {"kind": "Person"}}, [])
    with pytest.raises(InputError, match="no work produced or commissioned by kite is known"):
        slate(network, "kite")
    with pytest.raises(InputError, match="is not an organisation"):
        slate(network, "ann")
