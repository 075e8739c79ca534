"""Every Cypher statement that the program itself sends, generated from the schema.

Names of kinds and properties come only from the schema; values are always parameters. Rows are sent
as lists in column order, which takes a third less than maps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graphmodel.schema.model import (
    DERIVED_LABELS,
    JUDGEMENT,
    LINK_KINDS,
    NODE_KINDS,
    is_link,
    kind_of,
)

META, IMPORT, PART = "GraphmodelStore", "GraphmodelImport", "GraphmodelImportPart"
CHANGE = "GraphmodelChange"
SCHEMA = "GraphmodelSchema"
VALUE_JUDGEMENT = "GraphmodelValueJudgement"
WITHDRAWAL = "GraphmodelWithdrawal"
WORKSPACE, WORKSPACE_EDIT = "GraphmodelWorkspace", "GraphmodelWorkspaceEdit"
PUBLISHED = "GraphmodelPublished"
OWN = (IMPORT, PART, SCHEMA, VALUE_JUDGEMENT, WITHDRAWAL, WORKSPACE, WORKSPACE_EDIT, PUBLISHED)
"""The store's own permanent records, which are not facts: a copy of a store has them too."""
OWN_LABELS = (META, CHANGE, *OWN)
"""The labels of all the store's own records, which are not facts."""
COMMUNITY = "GraphmodelCommunity"
IN_COMMUNITY, SUGGESTED = "GRAPHMODEL_IN_COMMUNITY", "GRAPHMODEL_SUGGESTED"
PUBLISHED_LINKS: Mapping[str, tuple[str, ...]] = {
    IN_COMMUNITY: ("share",),
    SUGGESTED: ("rank", "score", "chance", "reasons"),
}
"""The links published for other programs, with their specific properties."""
META_ID = "store"
CHANGES = 1024
"""Entries in the change log: each new one replaces the oldest."""

Pair = tuple[str, str]
_PERSON = "Person"


def schema() -> list[str]:
    """The constraints of every store: ids are unique within each kind of node and link."""
    labels = [*NODE_KINDS, META, CHANGE, *OWN, COMMUNITY]
    constraints = [
        f"CREATE CONSTRAINT {label.lower()}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
        for label in labels
    ]
    constraints += [
        f"CREATE CONSTRAINT {kind.lower()}_id IF NOT EXISTS "
        f"FOR ()-[r:{kind}]-() REQUIRE r.id IS UNIQUE"
        for kind in (*LINK_KINDS, *PUBLISHED_LINKS)
    ]
    return constraints


def constraint_name(statement: str) -> str:
    """The name of the constraint that a statement of the schema creates."""
    return statement.split()[2]


# An index like that of a constraint on ids, but owned by no constraint.
LEFT_INDEX = """SHOW INDEXES YIELD name, labelsOrTypes, properties, owningConstraint
WHERE name = $name AND owningConstraint IS NULL AND properties = ['id']
AND toLower(labelsOrTypes[0]) + '_id' = name RETURN name"""


def drop_index(name: str) -> str:
    """Drop an index left by a statement of the schema."""
    return f"DROP INDEX {name} IF EXISTS"


def label_sets() -> list[str]:
    """Create and delete a node for every set of derived labels.

    The embedded store creates a type for each set, which is best done before many programs write.
    """
    names = sorted({label.of for label in DERIVED_LABELS})
    created = []
    for kind in names:
        derived = [label.name for label in DERIVED_LABELS if label.of == kind]
        sets: list[tuple[str, ...]] = [()]
        for name in derived:
            sets += [(*labels, name) for labels in sets]
        created += [f"CREATE (n:{':'.join((kind, *s))}) DELETE n" for s in sets if s]
    return created


_META = f"MATCH (m:{META} {{id: '{META_ID}'}})"
READ_META = f"{_META} RETURN m.identity AS identity, \
m.revision AS revision, m.schema AS schema, properties(m) AS said"
# Grows with every change that a copy of the store would need: to facts, the workspace,
# publications or the other own records.
COUNTERS = ("revision", "workspace", "published", "records")
READ_REVISION = f"{_META} RETURN " + (
    " + ".join(f"coalesce(m.{name}, 0)" for name in COUNTERS) + " AS revision"
)
COUNT_RECORD = f"{_META} SET m.records = coalesce(m.records, 0) + 1"
SET_META = f"{_META} SET m += $values"
WRITE_META = f"MERGE (m:{META} {{id: '{META_ID}'}}) ON CREATE SET m.identity = $identity, \
m.revision = 0 SET m.schema = $schema"
# Writers that look up before they write take turns at this node.
TAKE_TURN = f"{_META} SET m.turn = coalesce(m.turn, 0) \
RETURN m.source_order AS sources"
# The same text for all kinds: a server plans each new text, which takes longer than the change.
# ``counted`` separates these changes from those of programs that do not log them.
COUNT_CHANGE_OF = f"{_META} SET m.revision = m.revision + 1, \
m.counted = coalesce(m.counted, 0) + 1, m += $revisions WITH m.revision AS number \
MERGE (c:{CHANGE} {{id: toString(number % {CHANGES})}}) SET c.number = number, c.nodes = $nodes, \
c.links = $links, c.kind = $kind, c.data = $data, c.part = $part"
# For changes to many kinds: all kinds are read again.
COUNT_CHANGE = f"{_META} SET m.revision = m.revision + 1"
READ_CHANGES = f"UNWIND $ids AS id MATCH (c:{CHANGE} {{id: id}}) \
OPTIONAL MATCH (p:{PART} {{id: c.part}}) RETURN c.number AS number, c.nodes AS nodes, \
c.links AS links, c.kind AS kind, coalesce(c.data, p.data) AS data"

DROP_CHANGES = f"MATCH (c:{CHANGE}) DELETE c"

READ_SCHEMA = f"MATCH (s:{SCHEMA} {{id: '{META_ID}'}}) RETURN s.text AS text"
WRITE_SCHEMA = f"MERGE (s:{SCHEMA} {{id: '{META_ID}'}}) SET s.text = $text"

READ_UNDONE = f"{_META} RETURN m.undone AS undone"

# A transaction repeated because its answer was lost takes the same number again.
NEXT_IMPORT = f"{_META} WITH m, coalesce(m.imports, 0) \
+ CASE WHEN m.begun = $token THEN 0 ELSE 1 END AS number \
SET m.imports = number, m.begun = $token RETURN m.imports AS number"
_RECORD = (
    *("name", "checksum", "finished", "number", "series", "state", "importer", "place"),
    *("version", "started", "seen", "problems", "kinds"),
)
WRITE_IMPORT = f"MERGE (i:{IMPORT} {{id: $id}}) SET " + ", ".join(f"i.{n} = ${n}" for n in _RECORD)
READ_IMPORTS = f"MATCH (i:{IMPORT}) RETURN properties(i) AS said, i.number AS number, \
i.finished AS finished ORDER BY coalesce(number, 0) DESC, finished DESC"

_PART = ("imports", "kind", "ends", "digest", "rows", "low", "high", "sources")
WRITE_PART = f"MERGE (p:{PART} {{id: $id}}) SET " + ", ".join(
    f"p.{n} = ${n}" for n in (*_PART, "data")
)
READ_PARTS = f"MATCH (p:{PART}) WHERE $kind IS NULL OR p.kind = $kind RETURN p.id AS id, " + (
    ", ".join(f"p.{n} AS {n}" for n in _PART)
)
READ_PART_ROWS = f"UNWIND $ids AS id MATCH (p:{PART} {{id: id}}) RETURN p.id AS id, p.data AS data"
SHARE_PARTS = (
    f"UNWIND $ids AS id MATCH (p:{PART} {{id: id}}) WHERE NOT $number IN p.imports "
    "SET p.imports = p.imports + $number"
)
CLAIM_PART = f"MATCH (p:{PART} {{id: $id}}) SET p.imports = $imports"
DROP_PART = f"MATCH (p:{PART} {{id: $id}}) DELETE p"

READ_ORDER = f"{_META} RETURN m.source_order AS sources"
# Values shown for merged records change too, wherever they are, so everything is read again.
WRITE_ORDER = f"{_META} SET m.source_order = $sources, \
m.revision = m.revision + 1"
READ_VALUE_JUDGEMENTS = f"MATCH (j:{VALUE_JUDGEMENT}) WHERE $ids IS NULL OR j.fact_id IN $ids \
RETURN properties(j) AS said"
DROP_VALUE_JUDGEMENT = f"MATCH (j:{VALUE_JUDGEMENT} {{id: $id}}) DELETE j"
DROP_VALUE_JUDGEMENTS = f"MATCH (j:{VALUE_JUDGEMENT}) WHERE ($kind IS NULL OR j.kind = $kind) \
AND j.fact_id IN $ids DELETE j"

NEXT_WORKSPACE_CHANGE = f"{_META} SET m.workspace = coalesce(m.workspace, 0) + 1 \
RETURN m.workspace AS number"
READ_WORKSPACE_NUMBER = f"{_META} RETURN coalesce(m.workspace, 0) AS number"
SET_WORKSPACE_NUMBER = f"{_META} SET m.workspace = $number"
READ_WORKSPACE = f"MATCH (n:{WORKSPACE}) WHERE ($types IS NULL OR n.type IN $types) \
AND ($within IS NULL OR n.within = $within) RETURN properties(n) AS said"
READ_WORKSPACE_ITEMS = f"UNWIND $ids AS id MATCH (n:{WORKSPACE} {{id: id}}) \
RETURN properties(n) AS said"
READ_WORKSPACE_EDITS = f"MATCH (n:{WORKSPACE_EDIT}) WHERE $numbers IS NULL \
OR n.number IN $numbers RETURN properties(n) AS said"
READ_WORKSPACE_NUMBERS = f"MATCH (n:{WORKSPACE_EDIT}) WHERE \
($within IS NULL OR n.within = $within) AND ($number IS NULL OR n.number = $number) AND \
($type IS NULL OR n.before CONTAINS $type OR n.after CONTAINS $type) \
RETURN DISTINCT n.number AS number"


def write_workspace(label: str) -> str:
    """Write records of the workspace, given as a list of their properties."""
    return f"UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) SET n = row"


def drop_workspace(label: str) -> str:
    """Delete the records of the workspace with these ids."""
    return f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) DELETE n"


COUNT_PUBLISHED = f"{_META} SET m.published = coalesce(m.published, 0) + 1"
PUBLISHED_NAMES = f"MATCH (n:{COMMUNITY}) RETURN properties(n) AS said"
_SAID_OF_PUBLISHED = ("publication", "namespace", "published", "model")
# Their links are deleted first.
DROP_COMMUNITIES = f"MATCH (n:{COMMUNITY}) WHERE n.publication = $publication \
WITH n LIMIT $most DELETE n RETURN count(*) AS counted"
DROP_PUBLICATION = f"MATCH (n:{PUBLISHED} {{id: $publication}}) \
WITH n LIMIT $most DELETE n RETURN count(*) AS counted"


def _published_ends(kind: str) -> Pair:
    return (_PERSON, COMMUNITY if kind == IN_COMMUNITY else _PERSON)


def publish_links(kind: str) -> str:
    """Create published links, given as a list of both ends' ids and their properties; a row whose
    end is missing creates nothing, which shows in the count."""
    first, second = _published_ends(kind)
    names = (*PUBLISHED_LINKS[kind], *_SAID_OF_PUBLISHED)
    values = ", ".join(f"{name}: row.{name}" for name in names)
    node_id = "row.publication + '|' + row.from_id + '|' + row.to_id"
    return (
        f"UNWIND $rows AS row MATCH (a:{first} {{id: row.from_id}}) "
        f"MATCH (b:{second} {{id: row.to_id}}) "
        f"CREATE (a)-[r:{kind} {{id: {node_id}, {values}}}]->(b) RETURN count(r) AS counted"
    )


def published_links(kind: str) -> str:
    """Every published link of a kind, as ``publish_links`` takes them."""
    names = (*PUBLISHED_LINKS[kind], *_SAID_OF_PUBLISHED)
    values = ", ".join(f"{name}: r.{name}" for name in names)
    return f"MATCH (a)-[r:{kind}]->(b) RETURN {{from_id: a.id, to_id: b.id, {values}}} AS said"


def drop_published_links(kind: str) -> str:
    """Delete some links of a publication and count them."""
    return (
        f"MATCH ()-[r:{kind}]->() WHERE r.publication = $publication "
        "WITH r LIMIT $most DELETE r RETURN count(*) AS counted"
    )


def unpublish(kind: str, link: str) -> str:
    """Delete the published links of a kind that the nodes with these ids have."""
    return f"UNWIND $ids AS id MATCH (n:{kind} {{id: id}})-[r:{link}]-() DELETE r"


def _is_fact(*more: str) -> str:
    """The condition that a link is a fact and of none of these kinds."""
    return " AND ".join(f"type(r) <> '{kind}'" for kind in (*more, *PUBLISHED_LINKS))


def in_conflict(kind: str) -> str:
    """The facts of a kind, or those with these ids, whose sources differ: the id and, for a link,
    also the ids and labels of its ends."""
    differs = "f.conflicting_values IS NOT NULL AND ($ids IS NULL OR f.id IN $ids)"
    if is_link(kind):
        row = "[f.id, a.id, b.id, labels(a), labels(b)]"
        return f"MATCH (a)-[f:{kind}]->(b) WHERE {differs} RETURN collect({row}) AS rows"
    return f"MATCH (f:{kind}) WHERE {differs} RETURN collect([f.id]) AS rows"


def columns(kind: str) -> tuple[str, ...]:
    """The declared properties of a kind, in order."""
    return tuple(p.name for p in kind_of(kind).properties)


def _at(names: Iterable[str], first: int = 0) -> str:
    return ", ".join(f"{name}: row[{position}]" for position, name in enumerate(names, first))


def _fact(kind: str, *, is_link: bool) -> str:
    return f"()-[f:{kind}]->()" if is_link else f"(f:{kind})"


def own_records(label: str) -> str:
    """The properties of the store's own records of a label."""
    return f"MATCH (n:{label}) RETURN properties(n) AS said"


def write_own_record(label: str) -> str:
    """Write one of the store's own records with all its properties."""
    return f"MERGE (n:{label} {{id: $id}}) SET n += $values"


def count_where(kind: str, condition: str, *, is_link: bool) -> str:
    """Count the facts of a kind that satisfy a condition on ``f``."""
    fact = _fact(kind, is_link=is_link)
    return f"MATCH {fact} WHERE {condition} RETURN count(f) AS counted"


def any_permanent(label: str) -> str:
    """Return a row if the store holds any of its own records of a label that an interrupted bulk
    load must not lose. An unfinished import is repeated, and nothing depends on an undone one."""
    unneeded = "WHERE NOT coalesce(n.state, '') IN ['unfinished', 'undone'] "
    condition = unneeded if label == IMPORT else ""
    return f"MATCH (n:{label}) {condition}RETURN n.id AS id LIMIT 1"


def any_of(kind: str) -> str:
    """Return a row if the store holds any fact of the kind."""
    return f"MATCH {_fact(kind, is_link=is_link(kind))} RETURN f.id AS id LIMIT 1"


def create_nodes(kind: str, labels: Sequence[str], names: Sequence[str]) -> str:
    """Create one node per row, which holds these properties."""
    return (
        f"UNWIND $rows AS row CREATE (n:{':'.join((kind, *labels))} {{{_at(names)}}}) "
        "RETURN count(n) AS counted"
    )


def create_links(kind: str, ends: Pair, names: Sequence[str]) -> str:
    """Create one link per row, which holds both ends' ids, then these properties; a row whose end
    is missing creates nothing, which shows in the count."""
    return (
        f"UNWIND $rows AS row MATCH (a:{ends[0]} {{id: row[0]}}) MATCH (b:{ends[1]} {{id: row[1]}})"
        f" CREATE (a)-[r:{kind} {{{_at(names, 2)}}}]->(b) RETURN count(r) AS counted"
    )


def read_nodes(kind: str) -> str:
    """The properties and labels of the nodes with these ids."""
    return (
        f"UNWIND $ids AS id MATCH (n:{kind} {{id: id}}) "
        "RETURN collect([properties(n), labels(n)]) AS found"
    )


def read_links(kind: str) -> str:
    """The properties of the links with these ids."""
    return (
        f"MATCH ()-[r:{kind}]->() WHERE r.id IN $ids RETURN collect([properties(r), []]) AS found"
    )


def update_nodes(kind: str, names: Sequence[str]) -> str:
    """Set these properties on one node per row, which holds its id and the values; null removes
    one."""
    values = ", ".join(f"n.{name} = row[{position}]" for position, name in enumerate(names, 1))
    return (
        f"UNWIND $rows AS row MATCH (n:{kind} {{id: row[0]}}) SET {values} "
        "RETURN count(n) AS counted"
    )


def update_links(kind: str, ends: Pair, names: Sequence[str]) -> str:
    """Set these properties on one link per row, which holds its id, first end's id and the
    values."""
    values = ", ".join(f"r.{name} = row[{position}]" for position, name in enumerate(names, 2))
    return (
        f"UNWIND $rows AS row MATCH (a:{ends[0]} {{id: row[1]}})-[r:{kind} {{id: row[0]}}]->() "
        f"SET {values} RETURN count(r) AS counted"
    )


def add_label(kind: str, label: str) -> str:
    """Add a label to the nodes with these ids."""
    return f"UNWIND $ids AS id MATCH (n:{kind} {{id: id}}) SET n:{label} RETURN count(n) AS counted"


def earned(kind: str, label: str, link: str, some_roles: bool) -> str:
    """The ids of nodes that lack a label which their links of a kind, in these roles, earn."""
    role = " AND r.role IN $roles" if some_roles else ""
    return (
        f"MATCH (n:{kind})-[r:{link}]->() WHERE NOT n:{label}{role} "
        "RETURN collect(DISTINCT n.id) AS ids"
    )


def remove_label(kind: str, label: str) -> str:
    """Remove a label from the nodes with these ids."""
    return (
        f"UNWIND $ids AS id MATCH (n:{kind} {{id: id}}) REMOVE n:{label} RETURN count(n) AS counted"
    )


def labelled(kind: str, label: str) -> str:
    """Which of these ids are nodes with a label."""
    where = f"WHERE n:{label} RETURN collect(id) AS ids"
    return f"UNWIND $ids AS id MATCH (n:{kind} {{id: id}}) {where}"


def earning(kind: str, link: str, some_roles: bool) -> str:
    """Which of these nodes have a link of a kind, in these roles."""
    role = " WHERE r.role IN $roles" if some_roles else ""
    return (
        f"UNWIND $ids AS id MATCH (n:{kind} {{id: id}})-[r:{link}]->(){role} "
        "RETURN collect(DISTINCT id) AS ids"
    )


def delete_links(kind: str) -> str:
    """Delete the links with these ids."""
    return f"MATCH ()-[r:{kind}]->() WHERE r.id IN $ids DELETE r"


def delete_with_links(kind: str) -> str:
    """Delete the nodes with these ids and all their links."""
    return f"UNWIND $ids AS id MATCH (n:{kind} {{id: id}}) DETACH DELETE n"


def ids_of_links(kind: str, link: str | None = None) -> str:
    """The ids of the links that are facts of the nodes with these ids, or of their links of one
    kind."""
    links = f"r:{link}" if link else "r"
    facts = "" if link else f"WHERE {_is_fact()} "
    return (
        f"UNWIND $ids AS id MATCH (n:{kind} {{id: id}})-[{links}]-() {facts}"
        "RETURN collect(DISTINCT r.id) AS ids"
    )


def ids_and_values(kind: str, name: str) -> str:
    """The id of every node of a kind that has one, with its value of a property."""
    return f"MATCH (n:{kind}) WHERE n.id IS NOT NULL RETURN n.id AS id, n.{name} AS value"


def ids_with(kind: str, name: str) -> str:
    """The ids of the nodes of a kind, if they have one, with a given value of a property."""
    return f"MATCH (n:{kind}) WHERE n.{name} = $value AND n.id IS NOT NULL RETURN n.id AS id"


def delete_nodes(kind: str) -> str:
    """Delete the nodes with these ids, which have no links."""
    return f"UNWIND $ids AS id MATCH (n:{kind} {{id: id}}) DELETE n"


def linked_nodes(kind: str) -> str:
    """Which of these nodes have links other than judgements and published ones."""
    return (
        f"UNWIND $ids AS id MATCH (n:{kind} {{id: id}})-[r]-() WHERE {_is_fact(JUDGEMENT)} "
        "RETURN collect(DISTINCT id) AS ids"
    )


def cited_sources(kind: str) -> str:
    """Which of these sources are cited by any fact of a kind."""
    return (
        f"MATCH {_fact(kind, is_link=is_link(kind))} WHERE any(s IN f.sources WHERE s IN $ids) "
        "UNWIND f.sources AS s WITH DISTINCT s WHERE s IN $ids RETURN collect(s) AS ids"
    )


def count_links(kind: str) -> str:
    """Count the links of a kind among these ids."""
    return f"MATCH ()-[r:{kind}]->() WHERE r.id IN $ids RETURN count(r) AS counted"


def kinds_of(kind: str) -> str:
    """Which of these ids are nodes of a kind."""
    return f"UNWIND $ids AS id MATCH (n:{kind} {{id: id}}) RETURN collect(id) AS ids"


def count(kind: str) -> str:
    """Count the facts of a kind."""
    return f"MATCH {_fact(kind, is_link=is_link(kind))} RETURN count(f) AS counted"


def count_all(kinds: Iterable[str]) -> str:
    """Count the facts of each of these kinds, one row per kind; other data in the same database is
    not counted."""
    return " UNION ALL ".join(count(kind) for kind in kinds)


def count_foreign(kind: str) -> str:
    """Count the records of a kind that lack what every fact of this program has."""
    lacking = "f.id IS NULL" + (" OR f.sources IS NULL" if kind != "Source" else "")
    return count_where(kind, lacking, is_link=is_link(kind))


def all_nodes(kind: str) -> str:
    """A chunk of the nodes of a kind, as one list of rows: declared properties, then labels."""
    values = ", ".join(f"n.{name}" for name in columns(kind))
    return (
        f"MATCH (n:{kind}) WITH n SKIP $skip LIMIT $limit "
        f"RETURN collect([{values}, labels(n)]) AS rows"
    )


def all_links(kind: str) -> str:
    """A chunk of the links of a kind, as one list of rows: both ends' ids, declared properties."""
    values = ", ".join(f"r.{name}" for name in ("id", *columns(kind)))
    return (
        f"MATCH (a)-[r:{kind}]->(b) WITH a, r, b SKIP $skip LIMIT $limit "
        f"RETURN collect([a.id, b.id, {values}]) AS rows"
    )


def some_nodes(kind: str) -> str:
    """The nodes with these ids, as ``all_nodes`` returns them."""
    values = ", ".join(f"n.{name}" for name in columns(kind))
    return (
        f"UNWIND $ids AS id MATCH (n:{kind} {{id: id}}) "
        f"RETURN collect([{values}, labels(n)]) AS rows"
    )


def some_links(kind: str) -> str:
    """The links with these ids, as ``all_links`` returns them."""
    values = ", ".join(f"r.{name}" for name in ("id", *columns(kind)))
    return (
        f"MATCH (a)-[r:{kind}]->(b) WHERE r.id IN $ids "
        f"RETURN collect([a.id, b.id, {values}]) AS rows"
    )


def missing_ends(kind: str) -> str:
    """The first of these ids without a node of the kind."""
    return (
        f"UNWIND $ids AS id OPTIONAL MATCH (n:{kind} {{id: id}}) "
        "WITH id, n WHERE n IS NULL RETURN id LIMIT 1"
    )
