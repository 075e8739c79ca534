"""Drafting a mapping for a graph file from its labels and a sample of its nodes and links."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.importers.graphs.elements import CONTAINED, HYPEREDGE, Element, GraphFile, labels_of
from graphmodel.importers.graphs.label_words import GUIDES, VALUES
from graphmodel.importers.graphs.rules import ANY_LABEL
from graphmodel.importers.mappings import header_words
from graphmodel.importers.mappings.header_words import plain_letters, word_for
from graphmodel.importers.mappings.label_kinds import PERSON, PROJECT, kind_of_label
from graphmodel.importers.mappings.spec import UNSURE, UNUSED
from graphmodel.importers.mappings.yaml_text import comment, quoted, yaml_text
from graphmodel.importers.text_values import excerpt
from graphmodel.schema.declarations import Meaning
from graphmodel.schema.model import (
    LINK_KINDS,
    acquaintance_kind,
    guidance_kind,
    kind_of,
    link_kinds,
)

SAMPLE = 20_000
"""The most nodes, and the most links, to examine."""
_MOST_LABELS = 30
_MOST_NAMED = 300
"""The most nodes of a drawing that a mapping may name one by one."""
_NAME_KEYS = ("name", "label", "fullname", "title", "nodegraphics", "nodelabels", "sharedname")
_LABEL_KEYS = ("labels", "type", "kind", "category", "class", "sort", "group", "label")
_MEANINGS: tuple[Meaning, ...] = (
    *("credit", "membership", "study", "selection", "attendance", "production"),
    *("adaptation", "part", "running", "acquaintance"),
)
"""Meanings of a link between two kinds, most likely first."""
_NAMED = ("person", "company", "festival", "title")
"""Meanings of attributes that may name a node that is neither a person nor a work."""
_SEPARATORS = ("|", ";", " / ", ",")
_NOT_GUESSED = (
    "id",
    "name",
    "sources",
    "namespace",
    "fictional",
    "no_longer_claimed_by",
    "consent",
)
_DRAWN = frozenset(
    ("id", "label", "name", "x", "y", "z", "size", "color", "colour", "shape", "position",
     "start", "end", "selected", "SUID", "weight")
)  # fmt: skip
"""Attributes that describe a drawing, or that are read without a rule."""


@dataclass
class _Draft:
    lines: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)


def infer_graph_mapping(graph: GraphFile, name: str, file: str) -> str:
    """A mapping file for a graph, as text. ``name`` prefixes its ids; ``file`` is the path to it.

    Raises InputError if the graph has no nodes.
    """
    nodes = list(islice(graph.nodes(), SAMPLE))
    if not nodes:
        raise InputError("{origin}: has no nodes; give a graph that has some", origin=graph.origin)
    draft = _Draft()
    node_key, kinds = _node_kinds(nodes, draft)
    kind_of_id = {n.id: kinds.get(_label(n, node_key), kinds.get(ANY_LABEL)) for n in nodes}
    links, end_lines = _links(graph, kind_of_id, draft)
    link_key = _link_key(links)
    if ANY_LABEL in kinds and (named := kinds_by_links(nodes, links, link_key)):
        node_key, kinds = _name_key(nodes), named
        kind_of_id = {n.id: kinds.get(_label(n, node_key), PERSON) for n in nodes}
        draft.unsure = [words.say("what each node is: it is inferred from its links")]
    keys = [key for key in dict.fromkeys((node_key, link_key)) if key]
    node_lines = _node_lines(nodes, node_key, kinds, draft)
    if not node_lines:
        labels = ", ".join(
            repr(label) for label in dict.fromkeys(_label(n, node_key) for n in nodes)
        )
        raise InputError(
            "{origin}: nothing says which nodes are people or works (labels {labels}); write a "
            "mapping by hand, as docs/graphs.md shows",
            origin=graph.origin,
            labels=labels[:80],
        )
    link_lines = _link_lines(links, link_key, kind_of_id, draft)
    return "\n".join(
        [
            *(comment(UNSURE, sentence) for sentence in draft.unsure),
            f"graph: {yaml_text(file)}",
            f"prefix: {yaml_text(name)}",
            f"source: {{name: {yaml_text(graph.origin)}}}",
            *([f"label: [{', '.join(map(yaml_text, keys))}]"] if keys else []),
            *end_lines,
            "nodes:",
            *node_lines,
            *(["links:", *link_lines] if link_lines else []),
            *draft.lines,
            *_unused_line([*nodes, *links], [*map(yaml_text, keys), *node_lines, *link_lines]),
            "",
        ]
    )


def _unused_line(elements: Iterable[Element], lines: Sequence[str]) -> list[str]:
    """A comment that names the attributes that no line uses, except those only for drawing."""
    text = "\n".join(lines)
    unused = [
        key for key in _keys_of(elements)
        if key not in _DRAWN
        and not key.startswith(("viz", "graphics"))
        and yaml_text(key) not in text
        and f"{{{key}}}" not in text
    ]  # fmt: skip
    return [UNUSED + ", ".join(map(excerpt, unused))] if unused else []


def _links(
    graph: GraphFile, kind_of_id: Mapping[str, str | None], draft: _Draft
) -> tuple[list[Element], list[str]]:
    """The links, and a line to read their ends as positions, if that fits better."""
    by_id = list(islice(graph.links(), SAMPLE))
    if graph.by_position is None:
        return by_id, []
    elements = (e for e in graph.by_position() if e.ends is not None)
    by_position = list(islice(elements, SAMPLE))

    def fitting(links: Sequence[Element]) -> int:
        pairs = [tuple(kind_of_id.get(end) for end in link.ends or ()) for link in links]
        return sum(any(pair in kind.ends for kind in LINK_KINDS.values()) for pair in pairs)

    if fitting(by_position) > fitting(by_id):
        return by_position, ["ends: position"]
    if fitting(by_position) == fitting(by_id):
        draft.unsure.append(
            words.say(
                "the ends of links are read as ids; if they are positions in the list of nodes, "
                "add ends: position"
            )
        )
    return by_id, []


def _label(element: Element, key: str | None) -> str:
    labels = labels_of(element, (key,) if key else (), by_default=key is None)
    return labels[0] if labels else ""


def _keys_of(elements: Iterable[Element]) -> Counter[str]:
    return Counter(key for element in elements for key in element.values)


def _values(elements: Iterable[Element], key: str) -> Counter[str]:
    """The counts of the texts under a key, with lists split into entries."""
    values: Counter[str] = Counter()
    for element in elements:
        value = element.values.get(key)
        entries = value if isinstance(value, list) else [value]
        values.update(str(e).strip() for e in entries if isinstance(e, (str, int)) and str(e))
    return values


def _node_kinds(nodes: Sequence[Element], draft: _Draft) -> tuple[str | None, dict[str, str]]:
    """The attribute that gives a node's kind (None for the format's own labels), and the kind for
    each of its values; ANY_LABEL for nodes without one."""
    best: tuple[int, str | None, dict[str, str]] = (0, None, {})
    own = Counter(node.labels[0] for node in nodes if node.labels)
    candidates: list[tuple[str | None, Counter[str]]] = [(None, own)] if own else []
    for name in sorted(_keys_of(nodes), key=lambda k: plain_letters(k) not in _LABEL_KEYS):
        values = Counter(label for node in nodes if (label := _label(node, name)))
        if values and len(values) <= _MOST_LABELS:
            candidates.append((name, values))
    for candidate, texts in candidates:
        guessed = {text: kind_of_label(text) for text in texts}
        known = {text: kind for text, kind in guessed.items() if kind is not None}
        count = sum(texts[text] for text in known)
        if count > best[0]:
            best = (count, candidate, known)
    _, key, kinds = best
    if set(kinds.values()) <= {PERSON}:
        people = sum(_label(n, key) in kinds for n in nodes) if kinds else 0
        if people < len(nodes):
            draft.unsure.append(
                words.say("every node is read as a person; give others a rule by label")
            )
        return None, {ANY_LABEL: PERSON}
    return key, kinds


def _name_key(nodes: Sequence[Element]) -> str:
    keys = _keys_of(nodes)
    names = (key for wanted in _NAME_KEYS for key in keys if plain_letters(key) == wanted)
    return next(names, "id")


def kinds_by_links(
    nodes: Sequence[Element], links: Sequence[Element], link_key: str | None
) -> dict[str, str]:
    """By name, the kinds of nodes without a label, from their links: one who directs is a person,
    and what they direct is a work. Others are people. Empty if the links tell nothing, or if too
    many nodes would have to be named one by one."""
    kinds: dict[str, str] = {}
    ranks = {PERSON: 0, PROJECT: 1}
    for link in links:
        ends = _kinds_of_ends(_label(link, link_key))
        for node, kind in zip(link.ends or (), ends, strict=False):
            if ranks.get(kind, 2) >= ranks.get(kinds.get(node, PERSON), 2):
                kinds[node] = kind
    name_key = _name_key(nodes)
    named = {_label(node, name_key): kinds.get(node.id, PERSON) for node in nodes}
    if set(named.values()) == {PERSON} or len(named) > _MOST_NAMED or "" in named:
        return {}
    return {name: kind for name, kind in named.items() if kind != PERSON} | {ANY_LABEL: PERSON}


def _kinds_of_ends(label: str) -> tuple[str, ...]:
    """The kinds that a link with such a label joins, if its words imply them."""
    word = plain_letters(label)
    meaning = word_for(word, header_words.RELATIONSHIP_MEANINGS)
    if _role(label):
        kind = link_kinds("credit")[0]
    elif meaning in ("membership", "study", "selection"):
        kind = link_kinds(meaning)[0]  # type: ignore[arg-type]
    else:
        return ()
    ends = LINK_KINDS[kind].ends[0]
    return ends[::-1] if word.endswith("by") else ends


def _node_lines(
    nodes: Sequence[Element], key: str | None, kinds: Mapping[str, str], draft: _Draft
) -> list[str]:
    lines = []
    by_label: dict[str, list[Element]] = defaultdict(list)
    for node in nodes:
        label = _label(node, key)
        by_label[ANY_LABEL if ANY_LABEL in kinds and label not in kinds else label].append(node)
    for label, elements in by_label.items():
        if label not in kinds:
            shown = excerpt(label) or "no label"
            draft.unsure.append(
                words.say(
                    "what {shown!r} is (count: {n:,}); it is left out", shown=shown, n=len(elements)
                )
            )
            draft.lines += [f"leave_out: [{yaml_text(label)}]"] if label else []
            continue
        properties = _node_properties(elements, kinds[label], draft)
        constants = {} if "type" in properties else _type_constant(label, kinds[label])
        texts = {name: yaml_text(key) for name, key in properties.items()}
        lines.append(f"  {yaml_text(label)}: {_rule(kinds[label], texts, constants)}")
    if len(draft.lines) > 1:
        labels = ", ".join(line[len("leave_out: [") : -1] for line in draft.lines)
        draft.lines = [f"leave_out: [{labels}]"]
    return lines


def _type_constant(label: str, kind: str) -> dict[str, str]:
    """The type of a node, if its label is one that its kind allows."""
    allowed = next((p.allowed for p in kind_of(kind).properties if p.name == "type"), ())
    word = plain_letters(label)
    candidates = (word_for(word, header_words.TYPES), word, word.removesuffix("s"))
    return next(({"type": w} for w in candidates if w in allowed), {})


def _node_properties(elements: Sequence[Element], kind: str, draft: _Draft) -> dict[str, str]:
    keys = _keys_of(elements)
    names = [key for wanted in _NAME_KEYS for key in keys if plain_letters(key) == wanted]
    wanted = ("title",) if kind == PROJECT else ("person",) if kind == PERSON else _NAMED
    names += [key for key in keys if word_for(plain_letters(key), header_words.MEANINGS) in wanted]
    names = [key for key in names if len(_values(elements, key)) * 2 > len(elements) // 2]
    properties = {"name": names[0] if names else "id"}
    if not names:
        draft.unsure.append(
            words.say("no attribute names a {kind}; the id is used as the name", kind=kind.lower())
        )
    declared = {p.name: p for p in kind_of(kind).properties if p.name not in _NOT_GUESSED}
    for key in keys:
        for meaning in (plain_letters(key), word_for(plain_letters(key), header_words.MEANINGS)):
            if meaning not in declared or meaning in properties:
                continue
            allowed = declared[meaning].allowed
            if not allowed or set(_values(elements, key)) <= set(allowed):
                properties[meaning] = key
                break
    if kind == PROJECT and "year" not in properties and "start" in keys:
        properties["year"] = "start"
        draft.unsure.append(words.say("the start of a work is used as its year"))
    return properties


def _link_key(links: Sequence[Element]) -> str | None:
    """The attribute that gives a link's kind; None for the format's own labels, or if none does."""
    if any(set(link.labels) - {CONTAINED, HYPEREDGE} for link in links):
        return None
    for key in sorted(_keys_of(links), key=lambda k: plain_letters(k) not in _LABEL_KEYS):
        values = _values(links, key)
        is_role = word_for(plain_letters(key), header_words.MEANINGS) == "role"
        says_kind = any(_role(v) or _guides(v) or v in LINK_KINDS for v in values)
        if len(values) <= _MOST_LABELS and says_kind and not is_role:
            return key
    return None


def _role(label: str) -> str | None:
    word = plain_letters(label)
    return word_for(word, header_words.ROLES) or word_for(word, header_words.RELATIONSHIPS)


def _guides(label: str) -> bool:
    return plain_letters(label) in GUIDES.split()


def _link_lines(
    links: Sequence[Element],
    key: str | None,
    kind_of_id: Mapping[str, str | None],
    draft: _Draft,
) -> list[str]:
    """One rule for each label, or a list of them if it joins several pairs of kinds."""
    groups: dict[str, dict[tuple[str, str], list[Element]]] = defaultdict(lambda: defaultdict(list))
    for link in links:
        pair = tuple(kind_of_id.get(end) for end in link.ends or ())
        if pair[0] is not None and pair[1] is not None:
            label = CONTAINED if CONTAINED in link.labels else _label(link, key) or ANY_LABEL
            label = label if key or link.labels else ANY_LABEL
            groups[label][pair[0], pair[1]].append(link)
    lines = []
    for label, by_pair in groups.items():
        rules = [
            rule
            for pair, elements in by_pair.items()
            if (rule := _link_rule(label, pair, elements, draft))
        ]
        if len(rules) == 1:
            lines.append(f"  {yaml_text(label)}: {rules[0]}")
        elif rules:
            lines += [f"  {yaml_text(label)}:", *(f"    - {rule}" for rule in rules)]
    return lines


def _link_rule(
    label: str, pair: tuple[str, str], links: Sequence[Element], draft: _Draft
) -> str | None:
    kind, is_reversed = _link_kind(label, pair)
    if kind is None:
        draft.unsure.append(
            words.say(
                "no kind of link joins a {start} to a {end}; {label!r} is left out there",
                start=pair[0].lower(),
                end=pair[1].lower(),
                label=excerpt(label),
            )
        )
        return None
    declared = kind_of(kind)
    names = {p.name for p in declared.properties}
    properties = _link_properties(links, names, kind)
    constants: dict[str, str] = {}
    role = next((p for p in declared.properties if p.name == "role"), None)
    if label == CONTAINED:
        draft.unsure.append(
            words.say(
                "being drawn in a group of {group} is read as {kind}",
                group=pair[1].lower(),
                kind=kind,
            )
        )
    if role and "role" not in properties:
        constants["role"] = _role_constant(label, kind, role.allowed, draft)
    if kind == acquaintance_kind() and label != ANY_LABEL:
        constants["relation"] = label
        properties.pop("relation", None)
    return _rule(kind, properties, constants, is_reversed)


def _link_kind(label: str, pair: tuple[str, str]) -> tuple[str | None, bool]:
    """The kind of link that most likely joins a pair of kinds, and whether it is reversed."""
    if label in LINK_KINDS and pair in LINK_KINDS[label].ends:
        return label, False
    if pair == (PERSON, PERSON):
        return (guidance_kind() if _guides(label) else acquaintance_kind()), False
    for meaning in _MEANINGS:
        for kind in link_kinds(meaning):
            for is_reversed in (False, True):
                if (pair[::-1] if is_reversed else pair) in LINK_KINDS[kind].ends:
                    return kind, is_reversed
    return None, False


def _link_properties(links: Sequence[Element], names: set[str], kind: str) -> dict[str, str]:
    keys = _keys_of(links)
    properties: dict[str, str] = {}
    for key in keys:
        word = plain_letters(key)
        ours = next((n for n in names if plain_letters(n) == word), None) or word_for(word, VALUES)
        if ours in names.difference(_NOT_GUESSED):
            properties.setdefault(str(ours), _attribute(key, links, ours))
    if kind in link_kinds("credit"):
        for key in keys:
            if word_for(plain_letters(key), header_words.MEANINGS) == "role":
                properties.setdefault("role", _role_value(key, links))
    if {"since", "until"} <= names and any(link.spells for link in links):
        properties |= {"since": "start", "until": "end"}
    return properties


def _attribute(key: str, links: Sequence[Element], ours: str | None) -> str:
    """The attribute for a property, with the separator of its values if there are several."""
    if ours in ("works", "characters"):
        texts = [str(link.values[key]) for link in links if isinstance(link.values.get(key), str)]
        plain = [text for text in texts if not text.startswith("[")]  # others are JSON
        separator = next((s for s in _SEPARATORS if any(s in text for text in plain)), None)
        if separator:
            source = quoted(f"{{{key}}}")
            return f"{{from: {source}, split: {quoted(separator)}}}"
    return yaml_text(key)


def _role_value(key: str, links: Sequence[Element]) -> str:
    """The attribute for the role, with the roles that its words stand for."""
    roles = {
        text: role for text in _values(links, key) if (role := _role(text)) not in (None, text)
    }
    if not roles:
        return yaml_text(key)
    table = ", ".join(f"{yaml_text(text)}: {role}" for text, role in roles.items())
    source = quoted(f"{{{key}}}")
    return f"{{from: {source}, table: {{{table}}}, otherwise: keep}}"


def _role_constant(label: str, kind: str, allowed: Sequence[str], draft: _Draft) -> str:
    role = _role(label)
    if role and (not allowed or role in allowed):
        return role
    guess = allowed[0] if allowed else "actor" if label == ANY_LABEL else label.replace("_", " ")
    draft.unsure.append(
        words.say(
            "the role of {label!r} in {kind}; {guess!r} is used",
            label=excerpt(label),
            kind=kind,
            guess=guess,
        )
    )
    return guess


def _rule(
    kind: str,
    properties: Mapping[str, str],
    constants: Mapping[str, str] | None = None,
    is_reversed: bool = False,
) -> str:
    """A rule on one line; its properties are given as YAML, its constants as they are."""
    pieces = [f"kind: {kind}"]
    if properties:
        pairs = (f"{name}: {text}" for name, text in properties.items())
        pieces.append(f"properties: {{{', '.join(pairs)}}}")
    if constants:
        pairs = (f"{n}: {yaml_text(v)}" for n, v in constants.items())
        pieces.append(f"constants: {{{', '.join(pairs)}}}")
    return f"{{{', '.join([*pieces, *(['reverse: true'] if is_reversed else [])])}}}"
