"""Pages without a choice offer examples that have an answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.page_store import Opened


def offered(opened: Opened, name: str, **address: str) -> list[dict[str, list[str]]]:
    """The parameters of the page's links to itself."""
    links: list[Any] = [each.proto for each in opened(name, **address).get("page_link")]
    return [parse_qs(link.query_string) for link in links if link.page == name]


@pytest.mark.parametrize(
    "name", ["profile", "introduce", "suggest", "compare", "team", "meetings", "markets"]
)
def test_what_is_offered_leads_to_an_answer(opened: Opened, name: str) -> None:
    bare = opened(name, world="demo_programme")
    first = offered(opened, name, world="demo_programme")[0]
    assert first["world"] == ["demo_programme"]
    answer = opened(name, **first)
    asked_for = {each.value for each in bare.info}
    assert asked_for
    assert not asked_for & {each.value for each in answer.info}


@pytest.mark.parametrize("name", ["meetings", "pipeline", "plans"])
def test_where_the_data_have_nothing_other_data_are_offered(opened: Opened, name: str) -> None:
    assert ["demo_programme"] in [link.get("world") for link in offered(opened, name)]
