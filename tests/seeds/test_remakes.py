"""Remakes among the shipped films: every end exists, and every fact has an address."""

import polars as pl
import pytest

from graphmodel.facts.batch import Batch
from graphmodel.facts.checks import check
from graphmodel.ingest.datasets import shipped_data_set


def _rows(name: str) -> dict[str, pl.DataFrame]:
    importer, path = shipped_data_set(name)
    items = list(importer.read(path))
    assert all(isinstance(item, Batch) for item in items)
    return {item.kind: item.rows for item in items if isinstance(item, Batch)}


@pytest.fixture(scope="module")
def remakes() -> dict[str, pl.DataFrame]:
    return _rows("remakes")


@pytest.fixture(scope="module")
def films() -> dict[str, pl.DataFrame]:
    return _rows("films_cc0")


def test_every_row_is_well_formed() -> None:
    importer, path = shipped_data_set("remakes")
    for batch in importer.read(path):
        assert isinstance(batch, Batch)
        assert check(batch)[1] == []


def test_every_end_is_a_shipped_node_and_every_remake_comes_after_its_original(
    remakes: dict[str, pl.DataFrame], films: dict[str, pl.DataFrame]
) -> None:
    works = pl.concat(
        [rows.select("id", pl.col("year").cast(pl.Int64)) for rows in
         (films["Project"], remakes["Project"])]
    )  # fmt: skip
    years = dict(works.iter_rows())
    people = set(films["Person"]["id"])
    for person, work in remakes["WORKED_ON"].select("from_id", "to_id").iter_rows():
        assert person in people
        assert work in years
    pairs = list(remakes["BASED_ON"].select("from_id", "to_id").iter_rows())
    assert len(set(pairs)) == len(pairs) >= 30
    for remake, original in pairs:
        assert years[remake] is not None
        assert years[original] is None or years[original] < years[remake]
    assert set(remakes["Project"]["id"]) == {o for _, o in pairs if o.startswith("remakes:")}


def test_every_fact_has_a_source_with_an_address(remakes: dict[str, pl.DataFrame]) -> None:
    sources = remakes["Source"]
    assert sources["address"].str.starts_with("http").all()
    assert sources["id"].is_unique().all()
    named = {
        source
        for kind in ("Project", "WORKED_ON", "BASED_ON")
        for sources_of in remakes[kind]["sources"]
        for source in sources_of
    }
    assert named == set(sources["id"])


def test_each_remake_has_a_credit_of_somebody_who_made_the_original(
    remakes: dict[str, pl.DataFrame], films: dict[str, pl.DataFrame]
) -> None:
    """Without such a credit, the fact would change no answer."""
    credits = pl.concat(
        [rows.select("from_id", "to_id", "role") for rows in
         (films["WORKED_ON"], remakes["WORKED_ON"])]
    )  # fmt: skip
    written = credits.filter(pl.col("role") == "writer")
    made = credits.filter(pl.col("role") != "actor")
    for remake, original in remakes["BASED_ON"].select("from_id", "to_id").iter_rows():
        authors = set(written.filter(pl.col("to_id") == remake)["from_id"])
        assert authors & set(made.filter(pl.col("to_id") == original)["from_id"]), remake
