"""Networks, answers and pictures as shown in notebooks: plain text, and nothing that runs."""

from __future__ import annotations

import xml.etree.ElementTree as Tree

import polars as pl
import pytest

from graphmodel.analysis.suggestions.recommender import recommender
from graphmodel.facts.html_text import ROWS_SHOWN, table
from graphmodel.network.network import Network
from graphmodel.pictures.picture import picture
from graphmodel.store.records import Answer

HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "</svg><b>",
    "a\u202eb",
]


@pytest.fixture
def network() -> Network:
    """People with hostile names who made a film."""
    ids = [f"p:{number}" for number in range(len(HOSTILE))]
    people = pl.DataFrame({"id": ids, "name": HOSTILE})
    work = pl.DataFrame({"id": ["w:1"], "name": ["<i>Orchard</i>"], "year": [1999]})
    links = pl.DataFrame(
        {"from_id": ids, "to_id": "w:1", "id": [f"l{i}" for i in ids], "role": "director"}
    )
    return Network.build({"Person": people, "Project": work}, {"WORKED_ON": links}, "1")


def harmless(html: str) -> bool:
    return not any(
        text in html for text in ("<script", "<img", "<b>", "<i>", "\u202e", "javascript:")
    )


def test_a_picture_is_svg_with_every_node_and_link(network: Network) -> None:
    drawn = picture(network, ["w:1"])
    html = drawn._repr_html_()
    tree = Tree.fromstring(html)
    tags = [element.tag.rpartition("}")[2] for element in tree.iter()]
    assert tags.count("circle") == tags.count("text") == len(drawn.nodes) == 5
    assert tags.count("line") == len(drawn.edges) == 4
    assert harmless(html)
    assert "&lt;script&gt;" in html


def test_what_is_not_drawn_is_said(network: Network) -> None:
    html = picture(network, ["w:1"], limit=3)._repr_html_()
    assert "2 more nodes are not drawn" in html
    assert "Double-click" not in html


def test_a_network_shows_its_counts(network: Network) -> None:
    html = network._repr_html_()
    assert "5 nodes and 4 links in real" in html
    assert "<td>Person</td><td>4</td>" in html
    assert "<td>WORKED_ON</td><td>4</td>" in html


def test_answers_show_their_beginning(network: Network) -> None:
    suggestions = recommender(network).suggest("p:0")
    assert harmless(suggestions._repr_html_())
    assert f"Suggestions: {len(suggestions)} row" in suggestions._repr_html_()
    answer = Answer(("name", "<b>"), tuple((name, [name]) for name in HOSTILE), "only some")
    assert harmless(answer._repr_html_())
    assert "4 rows (cut: only some)" in answer._repr_html_()


def test_a_table_is_cut_and_leaves_empty_columns_out() -> None:
    rows = [{"a": number + 1, "b": None, "c": 0.0, "d": "x" * 999} for number in range(50)]
    html = table("Numbers", ("a", "b", "c", "d"), rows, len(rows))
    assert html.count("<tr>") == ROWS_SHOWN + 1
    assert "30 more rows" in html
    assert "<th>a</th><th>d</th>" in html
    assert "x" * 201 not in html
    assert "<th>a</th><th>b</th>" in table("None", ("a", "b"), [], 0)
