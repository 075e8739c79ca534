"""Kills of any process during an import, any number of times: resuming gives the same graph."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.kill import Graph, Killable, graph_of, import_killed, random_moments

KILLS = 3

LAST_MOMENT = 8.0
"""Latest kill in seconds: the undisturbed import may have run at a busy time, these at a quiet
one."""


@pytest.mark.parametrize("target", ["import", "host", "neo4j"], indirect=True)
def test_an_import_taken_up_again_is_the_import_left_in_peace(
    target: Killable, films: Path, in_peace: tuple[Graph, float]
) -> None:
    graph, took = in_peace
    outcome = import_killed(target, (films,), KILLS, random_moments(2026, min(took, LAST_MOMENT)))
    with target.open() as store:
        assert graph_of(store) == graph
    assert outcome.kills > 0
