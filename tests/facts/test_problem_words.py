"""Problems of refused rows, in both languages."""

from __future__ import annotations

import re

import polars as pl
import pytest

from graphmodel import words
from graphmodel.facts.batch import Batch, Problem
from graphmodel.facts.checks import check
from graphmodel.facts.problem_words import cure_said, problem_said

ROWS = {
    "Person": [
        {"id": "a", "name": "Ann", "sources": ["s"], "born": 1990, "died": 1980},
        {"id": "d", "name": "Di", "sources": ["s"], "born": 1990, "first_year": 1970},
        {"id": "b" * 2000, "name": "Bo", "sources": []},
        {"id": None, "name": "C\x07y", "sources": ["s"], "born": 12},
    ],
    "Project": [
        {"id": "f", "name": "Dawn", "sources": ["s"], "type": "flim", "year": "x"},
    ],
    "Source": [{"id": "s", "name": "S", "address": "ftp://x", "retrieved": "yesterday"}],
    "WORKED_ON": [
        {"from_id": "a", "to_id": "a", "role": "director", "sources": ["s"], "billing": -1},
        {"from_id": None, "to_id": "f", "role": "", "sources": ["s"]},
    ],
}  # fmt: skip


def problems() -> list[Problem]:
    found: list[Problem] = []
    for kind, rows in ROWS.items():
        frame = pl.DataFrame(rows, infer_schema_length=None)
        found += check(Batch(kind, frame, "rows"))[1]
    return found


def test_english_says_what_the_checks_say() -> None:
    found = problems()
    assert len({problem.problem for problem in found}) >= 9
    for problem in found:
        assert problem_said(problem.problem) == problem.problem
        assert cure_said(problem.cure) == problem.cure


def test_chinese_says_each_problem_and_cure_that_the_checks_give() -> None:
    with words.speaking(words.CHINESE):
        for problem in problems():
            for said in (problem_said(problem.problem), cure_said(problem.cure)):
                assert re.search(r"[\u4e00-\u9fff]", said), problem


@pytest.mark.parametrize(
    ("cure", "said"),
    [
        ("at most 512 characters", "最多 512 个字符"),
        ("1874 to 2100", "1874 至 2100"),
        ("the path to a file", "the path to a file"),
        ("the file saved as CSV in UTF-8", "另存为 UTF-8 编码的 CSV 的文件"),
        (
            "ends that WORKED_ON joins: Person to Project",
            "WORKED_ON 可连接的两端：Person to Project",
        ),
        ("one of {n}, {0}", "以下之一：{n}, {0}"),
        ("an end no earlier than starts", "不早于 starts 的结束"),
    ],
)
def test_what_stands_in_a_cure_stays_as_it_is(cure: str, said: str) -> None:
    with words.speaking(words.CHINESE):
        assert cure_said(cure) == said
