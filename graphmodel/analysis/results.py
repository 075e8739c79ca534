"""Base class of all results, which convert to polars, pandas and networkx."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import polars as pl

from graphmodel.facts.html_text import table

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

Row = Mapping[str, Any]


class Result(ABC):
    """Base class of frozen results.

    A subclass defines its table with ``COLUMNS`` and ``rows()``, and its graph with
    ``graph_nodes()`` and ``graph_links()``.
    """

    COLUMNS: ClassVar[Mapping[str, pl.DataType]]

    @abstractmethod
    def rows(self) -> Iterable[Row]:
        """One mapping per row of the table, with the keys of COLUMNS."""

    @abstractmethod
    def graph_nodes(self) -> Iterable[tuple[str, Row]]:
        """The id and attributes of each node of the graph."""

    @abstractmethod
    def graph_links(self) -> Iterable[tuple[str, str, Row]]:
        """The ids of both ends and the attributes of each link of the graph."""

    def _repr_html_(self) -> str:
        """The first rows of the table, for notebooks."""
        rows = list(self.rows())
        title = f"{type(self).__name__}: {len(rows):,} row{'' if len(rows) == 1 else 's'}"
        return table(title, list(self.COLUMNS), rows, len(rows))

    def to_polars(self) -> pl.DataFrame:
        """The result as a table, with its columns even if it has no rows."""
        return pl.DataFrame(list(self.rows()), schema=dict(self.COLUMNS), orient="row")

    def to_pandas(self) -> pd.DataFrame:
        """The same table in pandas."""
        return self.to_polars().to_pandas()

    def to_networkx(self) -> nx.Graph:
        """The result as an undirected graph whose nodes are ids."""
        # Imported lazily: it takes a second, and commands and pages do not need it.
        import networkx as nx

        graph = nx.Graph()
        graph.add_nodes_from((node, dict(attributes)) for node, attributes in self.graph_nodes())
        graph.add_edges_from(
            (source, target, dict(attributes)) for source, target, attributes in self.graph_links()
        )
        return graph


def one_table(answers: Mapping[str, Result]) -> pl.DataFrame:
    """Concatenate the tables of several answers of one type, with the key of each in a first
    column ``for``; an answer without rows adds none."""
    tables = [
        answer.to_polars().select(pl.lit(key, pl.String()).alias("for"), pl.all())
        for key, answer in answers.items()
    ]
    return pl.concat(tables) if tables else pl.DataFrame(schema={"for": pl.String()})
