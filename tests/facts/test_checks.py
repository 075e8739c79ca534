import polars as pl
import pytest

from graphmodel.errors import SchemaError
from graphmodel.facts.batch import Batch
from graphmodel.facts.checks import check

GOOD = {"id": "a", "name": "Ann", "sources": ["s"], "line": 2}


def people(*rows: dict[str, object]) -> Batch:
    return Batch("Person", pl.DataFrame([GOOD | row for row in rows]), "people.csv")


def test_good_rows_pass_with_their_types() -> None:
    rows, problems = check(people({"first_year": "1999", "markets": ["China"]}))
    assert problems == []
    assert rows["first_year"].to_list() == [1999]
    assert rows.schema["markets"] == pl.List(pl.String)


@pytest.mark.parametrize(
    ("row", "column", "problem"),
    [
        ({"id": None}, "id", "missing value"),
        ({"id": "  "}, "id", "missing value"),
        ({"name": ""}, "name", "missing value"),
        ({"sources": []}, "sources", "no source"),
        ({"sources": None}, "sources", "no source"),
        ({"first_year": "soon"}, "first_year", "malformed value"),
        ({"first_year": 1700}, "first_year", "impossible year"),
        ({"consent": "maybe"}, "consent", "not an allowed value"),
        ({"name": "a\x00b"}, "name", "control characters"),
        ({"name": "x" * 20_001}, "name", "oversize value"),
        ({"id": "x" * 501}, "id", "oversize value"),
        ({"mentor_places": -1}, "mentor_places", "impossible number"),
        ({"fictional": "perhaps"}, "fictional", "malformed value"),
        ({"labels": ["Boss"]}, "labels", "not an allowed value"),
        ({"busy": ["teaching"]}, "busy", "malformed period"),
        ({"busy": ["teaching 2026-02-30/"]}, "busy", "malformed date"),
        ({"busy": ["teaching 2026-03/2026-02"]}, "busy", "ends before it begins"),
        ({"busy": ["shoot 2025/2026", "2026/2027"]}, "busy", "malformed period"),
    ],
)
def test_a_bad_cell_is_a_problem_and_good_rows_pass(
    row: dict[str, object], column: str, problem: str
) -> None:
    batch = people(row | {"line": 7}, {"id": "b", **{k: None for k in row if k not in GOOD}})
    rows, problems = check(batch)
    assert rows["id"].to_list() == ["b"]
    assert [(p.line, p.column, p.problem, p.origin) for p in problems] == [
        (7, column, problem, "people.csv")
    ]
    assert problems[0].cure
    assert len(problems[0].value) <= 80


@pytest.mark.parametrize("date", ["2025", "2025-10", "2025-10-30"])
def test_dates_may_be_partial(date: str) -> None:
    frame = pl.DataFrame({"id": ["e"], "name": ["E"], "sources": [["s"]], "starts": [date]})
    assert check(Batch("Event", frame, "e"))[1] == []


@pytest.mark.parametrize(
    "date",
    [
        *("30.10.2025", "2025-13", "2025-1-1", "25", "２０２５"),
        *("2025-02-30", "2027-06-31", "2025-02-29", "0000", "0000-05", "0000-01-01"),
    ],
)
def test_other_dates_are_malformed(date: str) -> None:
    frame = pl.DataFrame({"id": ["e"], "name": ["E"], "sources": [["s"]], "starts": [date]})
    assert [p.problem for p in check(Batch("Event", frame, "e"))[1]] == ["malformed date"]


@pytest.mark.parametrize("address", ["example.org", "javascript:alert(1)", "https://a b.org"])
def test_anything_but_a_web_address_is_malformed(address: str) -> None:
    frame = pl.DataFrame({"id": ["s", "t"], "name": ["S", "T"], "address": [address, None]})
    rows, problems = check(Batch("Source", frame, "s"))
    assert [(p.problem, p.column) for p in problems] == [("malformed address", "address")]
    # Without the source, every fact that it states would be refused.
    assert rows.select("id", "address").rows() == [("s", None), ("t", None)]


def test_a_tie_cannot_end_before_it_begins() -> None:
    frame = pl.DataFrame(
        {
            "from_id": ["a", "b"],
            "to_id": ["s", "s"],
            "since": ["2012", "2012"],
            "until": ["2011-06", "2012"],
            "sources": [["x"], ["x"]],
        }
    )
    rows, problems = check(Batch("STUDIED_AT", frame, "f"))
    assert rows["from_id"].to_list() == ["b"]
    assert [p.problem for p in problems] == ["ends before it begins"]


def test_a_link_needs_both_ends_and_its_required_properties() -> None:
    frame = pl.DataFrame({"from_id": ["a"], "to_id": [None], "sources": [["x"]]})
    problems = check(Batch("WORKED_ON", frame, "f"))[1]
    assert {(p.column, p.problem) for p in problems} == {
        ("to_id", "missing value"),
        ("role", "missing value"),
    }


def test_an_undeclared_column_is_the_importers_fault() -> None:
    with pytest.raises(SchemaError, match="Person has no property 'shoe_size'"):
        check(people({"shoe_size": 42}))


@pytest.mark.parametrize("kind", ["KNOWS", "MENTORS", "BASED_ON"])
def test_a_link_to_itself_is_a_problem(kind: str) -> None:
    ends = [{"from_id": "a", "to_id": end, "sources": ["s"]} for end in "ab"]
    rows, problems = check(Batch(kind, pl.DataFrame(ends), "links.csv"))
    assert rows["to_id"].to_list() == ["b"]
    assert [(p.value, p.problem) for p in problems] == [("a", "link to itself")]


def test_a_connection_cannot_weigh_less_than_nothing() -> None:
    row = {"from_id": "a", "to_id": "b", "sources": ["s"], "weight": "-1"}
    _, problems = check(Batch("KNOWS", pl.DataFrame([row]), "links.csv"))
    assert [(p.column, p.problem) for p in problems] == [("weight", "impossible number")]


def project(**values: object) -> Batch:
    row = {"id": "p", "name": "Salt", "sources": ["s"], "line": 4}
    return Batch("Project", pl.DataFrame([row | values]), "projects.csv")


def test_a_period_has_one_of_the_labels_that_are_allowed() -> None:
    rows, problems = check(project(stages=["script 2025/2026-02-28", "pre-production 2026-03/"]))
    assert problems == []
    assert rows["stages"].to_list() == [["script 2025/2026-02-28", "pre-production 2026-03/"]]
    (problem,) = check(project(stages=["scripting 2025/2026"]))[1]
    assert (problem.column, problem.problem) == ("stages", "not an allowed value")
    assert "script" in problem.cure


def test_a_stage_is_that_of_the_period_that_lasts() -> None:
    lasting = ["concept 2024/2025", "script 2025/"]
    assert check(project(stage="script", stages=lasting))[1] == []
    assert check(project(stage="released", stages=["concept 2024/2025"]))[1] == []
    rows, (problem,) = check(project(stage="production", stages=lasting))
    assert rows.is_empty()
    assert (problem.line, problem.column, problem.value) == (4, "stage", "production")
    assert problem.problem == "differs from what lasts"


@pytest.mark.parametrize(("first", "last"), [("least", "most"), ("episodes_from", "episodes_to")])
def test_the_most_is_no_less_than_the_least(first: str, last: str) -> None:
    kind = "Place" if first == "least" else "Project"
    row = {"id": "p", "name": "P", "sources": ["s"], first: "5", last: "4"}
    (problem,) = check(Batch(kind, pl.DataFrame([row]), "places"))[1]
    assert (problem.column, problem.value) == (last, "4")


def test_periods_are_in_the_order_of_their_starts() -> None:
    rows, problems = check(project(stages=["script 2025-03/", "concept 2024/2025-03"]))
    assert problems == []
    assert rows["stages"].to_list() == [["concept 2024/2025-03", "script 2025-03/"]]
