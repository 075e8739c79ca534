"""Resolves the namespace that a question concerns, and the node that a name refers to.

Real and fictional people never appear in the same answer: every question concerns one namespace.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from graphmodel import words
from graphmodel.errors import InputError, NotKnown
from graphmodel.network.name_folding import fold_name
from graphmodel.network.name_script import ORIGINAL
from graphmodel.network.network import Network
from graphmodel.schema.model import REAL

if TYPE_CHECKING:
    # The name index loads a search engine, which callers that give an id do not need.
    from graphmodel.network.name_index import Finder, Match

ALL = "all"
"""Stands for all namespaces together, in place of one."""


class AmbiguousName(InputError):
    """A name shared by several nodes, listed in ``candidates``."""

    def __init__(self, text: str, candidates: list[Match]) -> None:
        listed = "; ".join(f"{match.id} ({match.name})" for match in candidates)
        super().__init__(
            "{text!r} could be any of these; give the id: {names}", text=text, names=listed
        )
        self.candidates = candidates


class Namespace:
    """One namespace of a network, with an index of its names."""

    def __init__(self, network: Network, namespace: str, script: str = ORIGINAL) -> None:
        self.name = namespace
        inside = network if namespace == ALL else network.within(namespace)
        self.network = inside.named_in(script)

    @cached_property
    def finder(self) -> Finder:
        """The index of names, built when first needed."""
        from graphmodel.network.name_index import Finder

        return Finder(self.network)

    @cached_property
    def claimed(self) -> Namespace:
        """The namespace without links that no source claims any longer, which cannot be reasons."""
        if self.network.claimed is self.network:
            return self
        namespace = Namespace(self.network.claimed, ALL)
        namespace.name = self.name
        namespace.finder = self.finder
        return namespace

    @property
    def fictional(self) -> bool:
        """Whether its nodes are fictional."""
        return self.name not in (REAL, ALL)


class Namespaces:
    """The namespaces of a network, and which of them a question concerns. Names are in a
    ``script``, as in ``Network.named_in``."""

    def __init__(self, network: Network, script: str = ORIGINAL) -> None:
        self.network = network.named_in(script)
        self._original = network
        self._script = script
        self._namespaces: dict[str, Namespace] = {}
        self._by_script: dict[str, Namespaces] = {script: self}

    def named_in(self, script: str) -> Namespaces:
        """The same namespaces with names in another script."""
        if script not in self._by_script:
            self._by_script[script] = Namespaces(self._original, script)
        return self._by_script[script]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the namespaces, the real one first."""
        return self.network.namespaces

    def named(self, namespace: str) -> Namespace:
        """The namespace with a name; raises InputError for an unknown one."""
        if namespace not in (*self.names, ALL):
            available = ", ".join((*self.names, ALL))
            raise NotKnown(
                "no namespace {namespace!r} in this store; there are {available}",
                namespace=namespace,
                available=available,
            )
        if namespace not in self._namespaces:
            self._namespaces[namespace] = Namespace(self._original, namespace, self._script)
        return self._namespaces[namespace]

    def default(self) -> Namespace:
        """The real namespace, or the first fictional one if there is no real one."""
        if self.names:
            return self.named(self.names[0])
        return Namespace(self._original, ALL, self._script)

    def of(self, requested: str | None, *texts: str) -> Namespace:
        """The requested namespace, else that of the first text that is an id, else the first in
        which every text is a name, else the default one."""
        if requested is not None:
            return self.named(requested)
        for text in texts:
            if text in self.network:
                namespace = self.network.nodes["namespace"][self.network.index(text)]
                return self.named(namespace)
        for name in self.names:
            if texts and all(_nodes_named(self.named(name), text) for text in texts):
                return self.named(name)
        return self.default()

    def find(
        self, text: str, *, requested: str | None = None, kind: str | None = None, limit: int = 10
    ) -> tuple[Namespace, list[Match]]:
        """Matches from a single namespace: the requested one, else that of the best match; the real
        one wins a tie."""
        if requested is not None:
            namespace = self.named(requested)
            return namespace, namespace.finder.find(text, kind, limit)
        answers = [
            (namespace, namespace.finder.find(text, kind, limit))
            for namespace in (self.named(name) for name in self.names)
        ]
        if not answers:
            return self.default(), []
        return max(answers, key=lambda answer: answer[1][0].score if answer[1] else 0.0)


def resolve(namespace: Namespace, text: str, *kinds: str) -> str:
    """The id for an id or name, of a person unless other kinds are given; raises AmbiguousName if
    several nodes have the name, and InputError with the most similar names if none has it."""
    network, kinds = namespace.network, kinds or ("Person",)
    kind = words.say(" or ").join(map(words.label, kinds))
    if text in network:
        actual_kind = network.kinds[network.index(text)]
        if actual_kind not in kinds:
            raise InputError(
                "{text!r} is a {actual_kind}, not a {kind}; give the id of a {kind}",
                text=text,
                actual_kind=words.label(actual_kind),
                kind=kind,
            )
        return network.canonical_id(text)
    namesakes = _nodes_named(namespace, text, kinds)
    if len(namesakes) == 1:
        return namesakes[0].id
    if namesakes:
        raise AmbiguousName(text, namesakes)
    nearest = namespace.finder.find_any(text, kinds, 3)
    problem = words.say("no {kind} is called {text!r} in the network", kind=kind, text=text)
    if namespace.name != ALL:
        problem = words.say(
            "no {kind} is called {text!r} in the {namespace} network",
            kind=kind, text=text, namespace=namespace.name,
        )  # fmt: skip
    if nearest:
        names = words.listed(*(f"{match.name} ({match.id})" for match in nearest))
        problem = words.say("{text}; nearest: {names}", text=problem, names=names)
    raise NotKnown(problem)


def _nodes_named(
    namespace: Namespace, text: str, kinds: Sequence[str] | None = None
) -> list[Match]:
    """The nodes with exactly this name, after folding; only of some ``kinds``, if given: many works
    with a person's name must not hide the person."""
    if not fold_name(text).replace(" ", ""):
        return []
    finder = namespace.finder
    matches = finder.find(text, None, 50) if kinds is None else finder.find_any(text, kinds, 50)
    return [match for match in matches if match.score == 1.0]


def resolve_any(namespace: Namespace, text: str) -> str:
    """The id for an id or name of a node of any kind; raises AmbiguousName or InputError."""
    if text in namespace.network:
        return namespace.network.canonical_id(text)
    namesakes = _nodes_named(namespace, text)
    if len(namesakes) == 1:
        return namesakes[0].id
    if namesakes:
        raise AmbiguousName(text, namesakes)
    raise NotKnown(
        "nothing is called {text!r}; look it up with: graphmodel find {text!r}", text=text
    )
