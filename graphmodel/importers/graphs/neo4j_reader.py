"""A user's own Neo4j database, read through a mapping and never written to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from neo4j import READ_ACCESS, GraphDatabase, NotificationMinimumSeverity, Session
from neo4j.exceptions import ConfigurationError, DriverError, Neo4jError

from graphmodel.errors import InputError
from graphmodel.importers.graphs.elements import Element
from graphmodel.importers.graphs.mapped import MappedReader, link_rule, node_id, source_batch
from graphmodel.importers.graphs.rules import ANY_LABEL, GraphMapping, Rule
from graphmodel.importers.registry import ImporterOutput
from graphmodel.importers.text_values import excerpt
from graphmodel.settings import import_login, server_address

LOGIN = "GRAPHMODEL_IMPORT_USER and GRAPHMODEL_IMPORT_PASSWORD"
_FETCH = 5_000
# Labels and types come from a file, so they are parameters, never part of the statement.
_NODES = """
MATCH (n) WHERE $label IN labels(n) AND none(other IN labels(n) WHERE other IN $before)
RETURN elementId(n) AS id, properties(n) AS values
"""
_LINKS = """
MATCH (a)-[r]->(b) WHERE type(r) = $type
RETURN properties(r) AS values,
  elementId(a) AS a, labels(a) AS a_labels, [name IN $ids | a[name]] AS a_ids,
  elementId(b) AS b, labels(b) AS b_labels, [name IN $ids | b[name]] AS b_ids
"""
_LABELS = "MATCH (n) UNWIND labels(n) AS label RETURN DISTINCT label AS label"
_TYPES = "MATCH ()-[r]->() RETURN DISTINCT type(r) AS label"


def read_neo4j(mapping: GraphMapping) -> Iterator[ImporterOutput]:
    """The facts of the database that a mapping names, sources first, links last.

    Signs in as ``GRAPHMODEL_IMPORT_USER`` with ``GRAPHMODEL_IMPORT_PASSWORD``, or without a login.
    Raises InputError if the database cannot be reached or read.
    """
    address = server_address(mapping.neo4j or "", f"{mapping.path.name}: neo4j", LOGIN)
    if ANY_LABEL in mapping.nodes or ANY_LABEL in mapping.links:
        raise InputError(
            "{path}: a database needs each label by name, not {any_label!r}",
            path=mapping.path,
            any_label=ANY_LABEL,
        )
    login = import_login()
    yield source_batch(mapping)
    try:
        with (
            GraphDatabase.driver(
                address,
                auth=(login.user, login.password) if login else None,
                notifications_min_severity=NotificationMinimumSeverity.OFF,
            ) as driver,
            driver.session(
                database=mapping.database, default_access_mode=READ_ACCESS, fetch_size=_FETCH
            ) as session,
        ):
            yield from _Database(mapping, address, session).read()
    except (Neo4jError, DriverError, ConfigurationError, OSError) as error:
        raise InputError(
            "{address}: cannot be read ({why}); check that it runs, and {login}",
            address=address,
            why=excerpt(error),
            login=LOGIN,
        ) from None


class _Database:
    def __init__(self, mapping: GraphMapping, origin: str, session: Session) -> None:
        self._mapping = mapping
        self._session = session
        self._reader = MappedReader(mapping, origin)
        self._ids = sorted({rule.id for rule in mapping.nodes.values() if rule.id})

    def read(self) -> Iterator[ImporterOutput]:
        earlier_labels: list[str] = []
        for label, rule in self._mapping.nodes.items():
            yield from self._reader.batches(self._nodes(label, earlier_labels), self._node(rule))
            earlier_labels.append(label)
        for label, rules in self._mapping.links.items():
            for rule in rules:
                links = self._links(label, rules, rule)
                yield from self._reader.batches(links, self._link(rule))
        self._report_unmapped()
        yield from self._reader.remarks()

    def _nodes(self, label: str, earlier_labels: list[str]) -> Iterator[Element]:
        for row in self._session.run(_NODES, label=label, before=earlier_labels):
            yield Element(row["id"], None, None, row["values"])

    def _links(self, label: str, rules: Sequence[Rule], rule: Rule) -> Iterator[Element]:
        """The links of a type to which this one of its rules applies."""
        for row in self._session.run(_LINKS, type=label, ids=self._ids):
            (start, start_kind), (end, end_kind) = (self._end(row.data(), e) for e in ("a", "b"))
            if start is None or end is None or link_rule(rules, (start_kind, end_kind)) != rule:
                continue
            ends = (end, start) if rule.reverse else (start, end)
            yield Element("", None, ends, row["values"])

    def _end(self, row: Mapping[str, Any], end: str) -> tuple[str | None, str | None]:
        """The id and kind of a link's end; None if no rule matches the node, which is reported
        elsewhere."""
        labels = row[f"{end}_labels"]
        rule = next((r for n, r in self._mapping.nodes.items() if n in labels), None)
        values = dict(zip(self._ids, row[f"{end}_ids"], strict=True))
        if rule is None:
            return None, None
        return node_id(self._mapping, rule, Element(row[end], None, None, values)), rule.kind

    def _node(self, rule: Rule) -> Any:
        return lambda e: (rule, {"id": node_id(self._mapping, rule, e)})

    def _link(self, rule: Rule) -> Any:
        return lambda e: (rule, {"from_id": e.ends[0], "to_id": e.ends[1]})

    def _report_unmapped(self) -> None:
        """Report labels and link types without a rule."""
        for statement, ends in ((_LABELS, None), (_TYPES, ("", ""))):
            rules = self._mapping.nodes if ends is None else self._mapping.links
            for row in self._session.run(statement):
                if row["label"] not in rules:
                    element = Element("", None, ends, labels=(row["label"],))
                    self._reader.rule(element, rules)
