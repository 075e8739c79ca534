"""Introductions from saved TMDB answers: the people and credits that the command names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

DIRECTOR = "Mira Sand"
MET, NOT_MET = ("Jon Reef",), ("Stock Face", "Kind Helper", "Dead Novelist")


def credit(number: int, name: str, **fields: Any) -> dict[str, Any]:
    return {"id": number, "name": name, **fields}


FILM = {
    "id": 5001, "title": "Kelp", "release_date": "2017-03-02", "status": "Released",
    "credits": {
        "cast": [
            credit(11, MET[0], character="Ned / The Voice (voice)", order=0),
            credit(12, NOT_MET[0], character="Herself (archive footage)", order=1),
        ],
        "crew": [
            credit(10, DIRECTOR, department="Directing", job="Director"),
            credit(13, NOT_MET[1], department="Crew", job="Thanks"),
            credit(14, NOT_MET[2], department="Writing", job="Novel"),
        ],
    },
}  # fmt: skip
RUMOUR = {
    "id": 5002, "title": "Kelp II", "release_date": "", "status": "Rumored",
    "credits": {
        "cast": [credit(15, "Rumoured Star", character="Ned", order=0)],
        "crew": [credit(10, DIRECTOR, department="Directing", job="Director")],
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tmdb") / "answers"
    folder.mkdir()
    for answer in (FILM, RUMOUR):
        (folder / f"movie_{answer['id']}.json").write_text(json.dumps(answer), encoding="utf-8")
    return folder


def test_only_credits_that_show_a_meeting_introduce(
    run: Run, answers: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    imported = run("import", answers, "--store", store)
    assert imported.code == 0, imported.err
    assert "Kelp II" in imported.err

    def introduced(name: str, *options: str) -> list[dict[str, Any]]:
        ran = run(
            "introduce", DIRECTOR, name, "-k", "1", "--store", store, "--format", "json", *options
        )
        assert ran.code == 0, ran.err
        return list(ran.json["routes"])

    (route,) = introduced(MET[0])
    assert "Kelp" in json.dumps(route)
    for name in (*NOT_MET, "Rumoured Star"):
        assert introduced(name) == [], name
    assert [len(introduced(name, "--all-credits")) for name in NOT_MET] == [1, 1, 1]
