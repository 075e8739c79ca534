"""Plan input, read from a folder of tables or a YAML file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from graphmodel.analysis.plans.checks import PlanRefused
from graphmodel.analysis.plans.planner import make_plan
from graphmodel.errors import InputError
from graphmodel.planning.plan_file import read_people, read_plan_input
from graphmodel.planning.saved import plan_document, read_plan, save_plan
from graphmodel.store.withdrawals import Withdrawal, Withdrawn, keyed_hash
from tests.analysis.talent_networks import talent

YAML = """\
who:
  - {person: An, school: BFA, waited: 6}
  - {person: Bo, name: Bo Li, school: BFA}
  - {person: Chen, school: CAFA}
places:
  - {place: Zhu, most: 2}
  - {place: Kang, starts: 2027-03-01, ends: 2027-03-09, country: CN}
fit: fit.csv
rules:
  - {rule: apart, person: An, companion: Bo, reason: an old quarrel, confidential: yes}
  - {rule: share, trait: school, most: 1}
settings: {waiting_points: 10, unplaced_cost: 5, per_year: 2}
"""
FIT = "person,place,points,reason,fact\nAn,Zhu,300,wish,f1\nAn,Zhu,20,skill,\nBo,Zhu,200,wish,\n"


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    (tmp_path / "fit.csv").write_text(FIT)
    file = tmp_path / "plan.yaml"
    file.write_text(YAML)
    return file


def test_a_yaml_file_says_all_of_a_plan(plan_file: Path) -> None:
    given = read_plan_input(plan_file)
    request = given.request
    assert [person.id for person in request.people] == ["An", "Bo", "Chen"]
    assert (request.people[0].traits, request.people[0].waited) == ({"school": "BFA"}, 6)
    assert request.places[0].ends == date(2027, 3, 9)
    assert request.fit.total.tolist() == [[0, 320], [0, 200], [0, 0]]
    assert (request.rules.waiting_points, request.rules.unplaced_cost) == (10, 5)
    assert request.rules.per_year == 2
    assert given.name("Bo") == "Bo Li"
    assert given.name("An") == "An"
    plan = make_plan(request)
    assert plan.value == 320 + 60 - 2 * 5
    assert "quarrel" not in str(plan_document(plan))


def test_years_of_earlier_places_count_for_places_a_year(tmp_path: Path) -> None:
    """An had two places in 2027, Bo one in 2026; a cell without years is reported."""
    (tmp_path / "who.csv").write_text('person,had\nAn,"2027, 2027"\nBo,2026\n')
    (tmp_path / "places.csv").write_text("place,starts,ends\nZhu,2027-03-01,2027-03-09\n")
    (tmp_path / "fit.csv").write_text("person,place,points\nAn,Zhu,9\nBo,Zhu,1\n")
    given = read_plan_input(tmp_path).request
    assert [person.had for person in given.people] == [(2027, 2027), (2026,)]
    assert [person.traits for person in given.people] == [{}, {}]
    for per_year, has_it in ((2, "Bo"), (3, "An")):
        plan = make_plan(replace(given, rules=replace(given.rules, per_year=per_year)))
        assert [pair.person for pair in plan.placements] == [has_it]
    (tmp_path / "who.csv").write_text("person,had\nAn,twice\n")
    with pytest.raises(PlanRefused, match=r"not years: who\.csv, line 2, column had is 'twice'"):
        read_plan_input(tmp_path)


def test_a_folder_of_tables_needs_no_yaml_and_ranks_give_points(tmp_path: Path) -> None:
    (tmp_path / "who.csv").write_text("person\nAn\nBo\n")
    (tmp_path / "places.csv").write_text("place,most\nZhu,1\n")
    (tmp_path / "ranks.csv").write_text("person,place,rank,by\nAn,Zhu,1,person\nBo,Zhu,2,place\n")
    request = read_plan_input(tmp_path).request
    assert request.fit.total.tolist() == [[100], [100]]
    assert sorted(request.fit.points) == ["wish of the person", "wish of the place"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("An,Zhu,lots,wish,", "fit.csv, line 5, column points is 'lots'"),
        ("Xi,Zhu,3,wish,", "unknown person: fit.csv, line 5, column person is 'Xi'"),
        (",Zhu,3,wish,", "person is missing: fit.csv, line 5"),
    ],
)
def test_a_bad_row_is_named_by_its_line(plan_file: Path, line: str, message: str) -> None:
    (plan_file.parent / "fit.csv").write_text(f"{FIT}{line}\n")
    with pytest.raises(PlanRefused) as refused:
        read_plan_input(plan_file)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("fit: fit.csv", "fit: gone.csv", "line 8: fit names a file that does not exist"),
        ("rule: share", "rule: shares", "unknown rule: .*line 11, column rule is 'shares'"),
        ("settings:", "seting:", "did you mean 'settings'"),
        ("waiting_points: 10", "waiting_points: ten", "give a whole number"),
        ("most: 2}", "mots: 2}", "unknown column 'mots'; did you mean 'most'"),
        ("starts: 2027-03-01", "starts: 2027-02-30", "not a date"),
        ("confidential: yes", "confidential: maybe", "neither yes nor no"),
        ("who:", "people:", "plan has no 'people'"),
    ],
)
def test_a_slip_in_the_yaml_is_named(
    plan_file: Path, before: str, after: str, message: str
) -> None:
    plan_file.write_text(YAML.replace(before, after))
    with pytest.raises(InputError, match=message):
        read_plan_input(plan_file)


def test_a_saved_plan_is_read_as_it_was(plan_file: Path, tmp_path: Path) -> None:
    plan = make_plan(read_plan_input(plan_file).request)
    file = tmp_path / "plan.json"
    save_plan(plan, file)
    assert plan_document(read_plan(file)) == plan_document(plan)
    file.write_text("{}")
    with pytest.raises(InputError, match="is not a plan of this version"):
        read_plan(file)


def test_who_has_withdrawn_is_left_out_of_the_people_of_a_table(tmp_path: Path) -> None:
    network = talent({"an": {}, "bo": {}}, [])
    key = bytes(32)
    withdrawal = Withdrawal(key.hex(), (keyed_hash(key, "cy"),), "2026-01-01", "Kim")
    file = tmp_path / "mentees.csv"
    file.write_text("person,note\nan,1\ncy,2\nbo,3\n")
    people = read_people(file, network, Withdrawn([withdrawal]))
    assert (people.ids, people.withdrawn) == (("an", "bo"), 1)
