"""Export of a network, or part of it, to files; every format imports back to the same graph."""

from __future__ import annotations

import base64
import json
import shutil
import tempfile
import zlib
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import polars as pl

from graphmodel.errors import InputError
from graphmodel.export.html_page import page
from graphmodel.facts.batch import escape_formula
from graphmodel.facts.cells import escape_xml, join_list
from graphmodel.network.network import Network
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS

WRITTEN_BY = "written_by_graphmodel"
"""Marks graph files whose text is escaped as ``facts.cells`` does."""


def export_network(
    network: Network, path: Path, *, around: str | None = None, hops: int = 1
) -> tuple[int, int]:
    """Write the network, or what lies within ``hops`` links of ``around``, in the format of the
    path's suffix; returns the numbers of nodes and links.

    An existing file, or the folder of an earlier export, is replaced only once the new one is
    complete. Raises InputError for a path that cannot be written, or a folder with other files.
    """
    refuse_other_files(path, kind_files(path.suffix))
    exported = network if around is None else neighbourhood(network, around, hops)
    try:
        _replace(path, lambda target: FORMATS[path.suffix](exported, target))
    except OSError as error:
        raise InputError(
            "{path}: cannot be written ({reason})", path=path, reason=error.strerror or error
        ) from None
    return len(exported), exported.links.height


def kind_files(ending: str) -> set[str]:
    """The names of the files that an export into a folder may write, one per kind."""
    return {f"{kind}{ending}" for kind in (*NODE_KINDS, *LINK_KINDS)}


def refuse_other_files(folder: Path, written: Collection[str], always: str = "") -> None:
    """Raise InputError if ``folder`` exists and is not an earlier export, which holds nothing but
    files of the names ``written``, among them ``always``, or nothing."""
    try:
        found = sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise InputError(
            "{folder}: cannot be written ({reason})", folder=folder, reason=error.strerror or error
        ) from None
    for path in found:
        if path.name not in written or not path.is_file():
            raise InputError(
                "{folder} holds other files, such as {name}; name a new folder",
                folder=folder, name=path.name,
            )  # fmt: skip
    if found and always and not (folder / always).exists():
        raise InputError(
            "{folder} holds files but no {name}, so it is no earlier export; name a new folder",
            folder=folder, name=always,
        )  # fmt: skip


def in_folder(folder: Path, write: Callable[[Path], object]) -> None:
    """Write a folder, replacing an existing one, for which ``refuse_other_files`` must have been
    called, only once the new one is complete.

    Raises InputError if it cannot be written.
    """

    def build(target: Path) -> None:
        target.mkdir()
        write(target)

    try:
        _replace(folder, build)
    except OSError as error:
        raise InputError(
            "{folder}: cannot be written ({reason})", folder=folder, reason=error.strerror or error
        ) from None


def neighbourhood(network: Network, node_id: str, hops: int) -> Network:
    """The nodes within ``hops`` links of one node, the links between them, and their sources."""
    adjacency = network.adjacency()
    inside = np.zeros(len(network), dtype=bool)
    frontier = np.array([network.index(node_id)])
    inside[frontier] = True
    for _ in range(hops):
        neighbours = [adjacency.of(int(node))[0] for node in frontier]
        reached = np.unique(np.concatenate([np.empty(0, np.int64), *neighbours]))
        frontier = reached[~inside[reached]]
        inside[frontier] = True
    ids = network.nodes.filter(pl.Series(inside))["id"]
    subnetwork = network.filter(nodes=pl.col("id").is_in(ids.implode()))
    lists = [table["sources"].explode() for table in (subnetwork.nodes, subnetwork.links)]
    sources = pl.concat(lists).unique()
    exported_ids = pl.concat([ids, sources.drop_nulls()]).unique()
    return network.filter(nodes=pl.col("id").is_in(exported_ids.implode()))


def to_networkx(network: Network) -> nx.MultiDiGraph:
    """A networkx graph whose nodes are ids; every known property is an attribute."""
    graph = nx.MultiDiGraph()
    for i in range(len(network)):
        node = network.node(i)
        graph.add_node(node.pop("id"), **node)
    for i in range(network.links.height):
        link = network.link(i)
        source, target = network.ids[link.pop("source")], network.ids[link.pop("target")]
        graph.add_edge(source, target, key=link.pop("id"), **link)
    return graph


def _replace(path: Path, write: Callable[[Path], None]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".export-") as folder:
        temporary = Path(folder) / path.name
        write(temporary)
        if temporary.is_dir() and path.is_dir():
            shutil.rmtree(path)
        temporary.replace(path)


def _for_xml(network: Network) -> nx.MultiDiGraph:
    """The network in XML-safe text, with lists as text for formats without lists."""
    graph = nx.MultiDiGraph(name=WRITTEN_BY, **{WRITTEN_BY: "1"})
    ids = [escape_xml(node_id) for node_id in network.ids]
    for i, node_id in enumerate(ids):
        graph.add_node(node_id, **_cells(network.node(i), "id"))
    for i in range(network.links.height):
        link = network.link(i)
        ends = (ids[link["source"]], ids[link["target"]])
        graph.add_edge(*ends, key=escape_xml(link["id"]), **_cells(link, "id", "source", "target"))
    return graph


def _cells(values: dict[str, Any], *but: str) -> dict[str, Any]:
    return {name: _cell(value) for name, value in values.items() if name not in but}


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return escape_xml(join_list(value), escaped=True)
    return escape_xml(value) if isinstance(value, str) else value


def _graphml(network: Network, path: Path) -> None:
    nx.write_graphml(_for_xml(network), path, named_key_ids=True)


def _gexf(network: Network, path: Path) -> None:
    graph = _for_xml(network)
    for _, values in graph.nodes(data=True):
        values["label"] = values["name"]
    nx.write_gexf(graph, path)


def _node_link(network: Network) -> str:
    data = nx.node_link_data(to_networkx(network), edges="links", key="id_of_link")
    return json.dumps(data, ensure_ascii=False)


def _json(network: Network, path: Path) -> None:
    path.write_text(_node_link(network), encoding="utf-8")


def _html(network: Network, path: Path) -> None:
    """Write a page that draws part of the network and embeds all of it, compressed, for import."""
    packed = base64.b64encode(zlib.compress(_node_link(network).encode())).decode()
    data = f'<script type="application/octet-stream" id="graph">{packed}</script>\n'
    head, end, tail = page(network).rpartition("</body>")
    path.write_text(head + data + end + tail, encoding="utf-8")


def _folder(network: Network, path: Path, write: Callable[[pl.DataFrame, Path], None]) -> None:
    path.mkdir()
    ids = network.nodes["id"]
    for kind, declared in NODE_KINDS.items():
        frame = network.nodes.filter(pl.col("kind") == kind)
        # An empty network also gets a file, which identifies the folder.
        if frame.height or (not len(network) and kind == "Source"):
            labels = ["labels"] if frame["labels"].list.len().gt(0).any() else []
            write(frame.select(*(p.name for p in declared.properties), *labels), path / kind)
    for kind, link in LINK_KINDS.items():
        frame = network.links.filter(pl.col("kind") == kind)
        if frame.height:
            ends = (ids[frame["source"]].alias("from_id"), ids[frame["target"]].alias("to_id"))
            frame = frame.select(p.name for p in link.properties).with_columns(*ends)
            write(frame.select("from_id", "to_id", pl.exclude("from_id", "to_id")), path / kind)


def _csv_file(frame: pl.DataFrame, path: Path) -> None:
    lists = [name for name, type_ in frame.schema.items() if isinstance(type_, pl.List)]
    flat = frame.with_columns(
        pl.col(name).map_elements(join_list, return_dtype=pl.String) for name in lists
    )
    text = [name for name, type_ in flat.schema.items() if type_ == pl.String]
    safe = flat.with_columns(
        pl.col(name).map_elements(escape_formula, return_dtype=pl.String) for name in text
    )
    safe.write_csv(path.with_suffix(".csv"))


def _parquet_file(frame: pl.DataFrame, path: Path) -> None:
    frame.write_parquet(path.with_suffix(".parquet"))


FORMATS: dict[str, Callable[[Network, Path], Any]] = {
    ".graphml": _graphml,
    ".gexf": _gexf,
    ".json": _json,
    ".html": _html,
    ".csv": lambda network, path: _folder(network, path, _csv_file),
    ".parquet": lambda network, path: _folder(network, path, _parquet_file),
}
