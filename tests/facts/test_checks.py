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


@pytest.mark.parametrize("date", ["30.10.2025", "2025-13", "2025-1-1", "25"])
def test_other_dates_are_malformed(date: str) -> None:
    frame = pl.DataFrame({"id": ["e"], "name": ["E"], "sources": [["s"]], "starts": [date]})
    assert [p.problem for p in check(Batch("Event", frame, "e"))[1]] == ["malformed date"]


@pytest.mark.parametrize("address", ["example.org", "javascript:alert(1)", "https://a b.org"])
def test_anything_but_a_web_address_is_malformed(address: str) -> None:
    frame = pl.DataFrame({"id": ["s", "t"], "name": ["S", "T"], "address": [address, None]})
    rows, problems = check(Batch("Source", frame, "s"))
    assert [(p.problem, p.column) for p in problems] == [("malformed address", "address")]
    assert rows["id"].to_list() == ["t"]


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
