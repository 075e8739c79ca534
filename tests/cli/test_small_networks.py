"""Answers of commands about networks of a few people, in disconnected parts or including the
dead."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Ran, Run

APART = """title,year,director,writer,actors
Moss,2018,Ann Ek,Bo Lind,"Cy Roe, Di Fox"
Fern,2020,Gil Poe,Gil Poe,Gil Poe
Oak,2021,Hal Yu,Ida Ott,Jo Kay
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("small")


def test_parts_that_nothing_joins_are_said_to_be_apart(run: Run, folder: Path) -> None:
    (folder / "apart.csv").write_text(APART, encoding="utf-8")
    mapping, store = folder / "apart.yaml", folder / "apart store"
    run("mapping", "guess", folder / "apart.csv", "--out", mapping)
    assert run("import", mapping, "--store", store).code == 0

    def asked(*arguments: str) -> Ran:
        return run(*arguments, "--store", store)

    assert "; 1 person has no ties." in asked("communities").err
    (first, second) = asked("communities", "--format", "json").json["communities"]
    assert (len(first["people"]), len(second["people"])) == (4, 3)
    apart = "No chain of ties joins them: the first is in a group of 4 people, the second in a"
    assert f"{apart} group of 3 people." in asked("introduce", "Ann Ek", "Hal Yu").err
    assert f"{apart} group of 1 person." in asked("introduce", "Ann Ek", "Gil Poe").err
    assert "give two people" in asked("introduce", "Gil Poe", "Gil Poe").err
    alone = asked("suggest", "Gil Poe")
    assert "No chain of ties leads to: Hal Yu, Ida Ott, Ann Ek, Bo Lind." in alone.err
    joined = asked("connect", "Ann Ek", "Hal Yu", "Gil Poe")
    assert "No ties join these parts of the group: Ann Ek; Hal Yu; Gil Poe." in joined.err


TITLES = """tconst titleType primaryTitle originalTitle isAdult startYear genres
tt81000001 movie Sense Sense 0 2019 Drama
tt81000002 movie Pride Pride 0 2021 Drama
tt81000003 movie Dusk Dusk 0 1920 Drama
tt81000004 tvSpecial Ceremony Ceremony 0 2018 Talk-Show
tt81000005 movie Reels Reels 0 2020 Drama
"""
NAMES = """nconst primaryName birthYear deathYear primaryProfession knownForTitles
nm81000001 Mira_Doll 1971 \\N director tt81000001
nm81000002 Peter_Quay 1980 \\N director tt81000002
nm81000003 Jane_Quill 1775 1817 writer tt81000001
nm81000004 Otto_Mute 1890 1925 actor tt81000003
nm81000005 Lena_Park 1985 \\N actress tt81000001
nm81000007 Guest_Dos 1960 \\N actor tt81000004
nm81000008 Guest_Tres 1961 \\N actor tt81000004
"""
CREDITS = """tconst ordering nconst category job characters
tt81000001 1 nm81000001 director \\N \\N
tt81000001 2 nm81000003 writer novel \\N
tt81000001 3 nm81000005 actress \\N ["Mira"]
tt81000002 1 nm81000002 director \\N \\N
tt81000002 2 nm81000003 writer from_the_novel_by \\N
tt81000003 1 nm81000004 actor \\N ["Ilse"]
tt81000004 1 nm81000007 self \\N ["Self"]
tt81000004 2 nm81000008 self \\N ["Self"]
tt81000005 1 nm81000002 director \\N \\N
tt81000005 2 nm81000004 archive_footage \\N ["Self"]
"""
"""Tables of IMDb, with a space for each tab and "_" for each space within a cell."""


def tabbed(table: str) -> str:
    return table.replace(" ", "\t").replace("_", " ").replace("archive footage", "archive_footage")


def test_the_dead_and_who_is_only_shown_join_nobody(run: Run, folder: Path) -> None:
    tables = {"title.basics": TITLES, "name.basics": NAMES, "title.principals": CREDITS}
    (folder / "imdb").mkdir()
    for name, text in tables.items():
        (folder / "imdb" / f"{name}.tsv").write_text(tabbed(text), encoding="utf-8")
    store = folder / "imdb store"
    assert run("import", folder / "imdb", "--store", store).code == 0
    for first, second in (
        ("Mira Doll", "Peter Quay"),
        ("Peter Quay", "Otto Mute"),
        ("Guest Dos", "Guest Tres"),
    ):
        answer = run("introduce", first, second, "--store", store)
        assert "No chain of ties joins them" in answer.err, (first, second)
    suggested = run("suggest", "Mira Doll", "--role", "any", "--store", store)
    assert "No chain of ties leads to: Peter Quay." in suggested.err
    assert not {"Jane Quill", "Otto Mute"} & set(suggested.out.split("  "))
    communities = run("communities", "--format", "json", "--store", store).json["communities"]
    assert [sorted(c["people"]) for c in communities] == [["imdb:nm81000001", "imdb:nm81000005"]]
