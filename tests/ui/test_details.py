"""The links of a node in the panel of facts."""

from __future__ import annotations

import polars as pl

from graphmodel.network.network import Network
from graphmodel.ui.shared.details import link_groups
from tests.pictures.small_picture import SOURCE, link


def test_what_has_no_date_is_ordered_by_the_year_of_the_work() -> None:
    works = [("t:b", "Beta", 1999), ("t:a", "Alpha", 1950), ("t:c", "Comet", 2011)]
    nodes = {
        "Festival": pl.DataFrame([{"id": "t:fest", "name": "Fest", **SOURCE}]),
        "Project": pl.DataFrame(
            [{"id": key, "name": name, "year": year, **SOURCE} for key, name, year in works]
        ),
        "Source": pl.DataFrame([{"id": "t:source", "name": "Paper"}]),
    }
    links = [link(key, "SELECTED_AT", "t:fest", result="won") for key, _, _ in works]
    dated = link("t:a", "SELECTED_AT", "t:fest", result="nominated", year=2020)
    network = Network.build(
        nodes, {"SELECTED_AT": pl.DataFrame([*links, dated], infer_schema_length=None)}, "f"
    )
    [rows] = link_groups(network, network.index("t:fest")).values()
    assert [network.names[node] for node in rows] == ["Alpha", "Comet", "Beta"]
