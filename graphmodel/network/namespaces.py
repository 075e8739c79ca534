"""How a question is put: in which namespace it is asked, and whom a name means.

Real and fictional people never meet in one answer: every question is asked of one namespace.
"""

from __future__ import annotations

from functools import cached_property

from graphmodel.errors import InputError
from graphmodel.network.name_index import Finder, Match, fold_name
from graphmodel.network.network import Network
from graphmodel.schema.model import REAL

ALL = "all"
"""Asked for in place of a namespace: everything together."""


class AmbiguousName(InputError):
    """A name that several nodes bear; ``candidates`` are they."""

    def __init__(self, text: str, candidates: list[Match]) -> None:
        listed = "; ".join(f"{match.id} ({match.name})" for match in candidates)
        super().__init__(f"{text!r} can be any of these, give the id: {listed}")
        self.candidates = candidates


class Namespace:
    """One namespace of a network, with the finder of its names."""

    def __init__(self, network: Network, namespace: str) -> None:
        self.name = namespace
        self.network = network if namespace == ALL else network.within(namespace)

    @cached_property
    def finder(self) -> Finder:
        """The index of names, made when first needed."""
        return Finder(self.network)

    @cached_property
    def claimed(self) -> Namespace:
        """The same, of what may serve as a reason: without the links that no source claims now."""
        if self.network.claimed is self.network:
            return self
        namespace = Namespace(self.network.claimed, ALL)
        namespace.name = self.name
        namespace.finder = self.finder
        return namespace

    @property
    def fictional(self) -> bool:
        """Whether its nodes are made up."""
        return self.name not in (REAL, ALL)


class Namespaces:
    """The namespaces of a network: which one a question is about."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._namespaces: dict[str, Namespace] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The namespaces held, the real one first."""
        return self.network.namespaces

    def named(self, namespace: str) -> Namespace:
        """The namespace of a name; raises InputError for one that is not held."""
        if namespace not in (*self.names, ALL):
            held = ", ".join((*self.names, ALL))
            raise InputError(f"no namespace {namespace!r} in this store; there are {held}")
        if namespace not in self._namespaces:
            self._namespaces[namespace] = Namespace(self.network, namespace)
        return self._namespaces[namespace]

    def default(self) -> Namespace:
        """The real namespace, or the first fictional one where nothing real is held."""
        return self.named(self.names[0]) if self.names else Namespace(self.network, ALL)

    def of(self, asked: str | None, *texts: str) -> Namespace:
        """The namespace asked for, else that of the first text which is an id, else the first in
        which every text is somebody's name, else the default one."""
        if asked is not None:
            return self.named(asked)
        for text in texts:
            if text in self.network:
                namespace = self.network.nodes["namespace"][self.network.index(text)]
                return self.named(namespace)
        for name in self.names:
            if texts and all(_bearing(self.named(name), text) for text in texts):
                return self.named(name)
        return self.default()

    def find(
        self, text: str, *, asked: str | None = None, kind: str | None = None, limit: int = 10
    ) -> tuple[Namespace, list[Match]]:
        """Matches from one namespace only: the one asked for, else that of the best match, the real
        one where two are equally good."""
        if asked is not None:
            namespace = self.named(asked)
            return namespace, namespace.finder.find(text, kind, limit)
        found = [
            (namespace, namespace.finder.find(text, kind, limit))
            for namespace in (self.named(name) for name in self.names)
        ]
        if not found:
            return self.default(), []
        return max(found, key=lambda answer: answer[1][0].score if answer[1] else 0.0)


def resolve(namespace: Namespace, text: str, *kinds: str) -> str:
    """The id that an id or a name means, of a person unless other kinds are given; raises
    AmbiguousName where several bear the name, and InputError with the nearest names where none
    does."""
    network, kinds = namespace.network, kinds or ("Person",)
    kind = " or ".join(kinds)
    if text in network:
        found = network.kinds[network.index(text)]
        if found not in kinds:
            raise InputError(f"{text!r} is a {found}, not a {kind}; give the id of a {kind}")
        return network.canonical_id(text)
    bearing = [match for match in _bearing(namespace, text) if match.kind in kinds]
    if len(bearing) == 1:
        return bearing[0].id
    if bearing:
        raise AmbiguousName(text, bearing)
    near = namespace.finder.find_any(text, kinds, 3)
    hint = "; nearest: " + ", ".join(f"{m.name} ({m.id})" for m in near) if near else ""
    raise InputError(f"no {kind} is called {text!r} in the {namespace.name} network{hint}")


def _bearing(namespace: Namespace, text: str) -> list[Match]:
    """The nodes of which the text is a name, letter for letter after folding."""
    wanted = fold_name(text).replace(" ", "")
    return [
        match for match in namespace.finder.find(text, None, 50) if match.score == 1.0 and wanted
    ]


def resolve_any(namespace: Namespace, text: str) -> str:
    """The id that an id, or the name of a node of any kind, means; raises as ``resolve`` does."""
    if text in namespace.network:
        return namespace.network.canonical_id(text)
    bearing = _bearing(namespace, text)
    if len(bearing) == 1:
        return bearing[0].id
    if bearing:
        raise AmbiguousName(text, bearing)
    raise InputError(f"nothing is called {text!r}; look it up with: graphmodel find {text!r}")
