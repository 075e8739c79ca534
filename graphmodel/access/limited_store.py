"""A store limited to the rights of one user.

What they may not do is refused here, whichever page or program asks for it, and what they change is
logged first. Every member of a store needs a right named below; members that are not named are
refused, so that new ones stay closed until somebody has decided on them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from functools import wraps
from typing import Any

from graphmodel import words
from graphmodel.access.audit_log import AuditLog
from graphmodel.access.roles import Actor, Right
from graphmodel.errors import NotAllowed
from graphmodel.schema.link_kinds import JUDGEMENT
from graphmodel.store.base import Store

_FACTS = frozenset({Right.PLAN, Right.IMPORT, Right.ERASE})
_JUDGEMENTS = _FACTS | {Right.JUDGE}
_ERASING = frozenset({Right.ERASE, Right.IMPORT})
"""An import erases the people whom it states to have withdrawn."""
_JUDGED_KINDS = (JUDGEMENT, "Source")

_READING = frozenset(
    {
        "address", "linked_nodes", "undone_judgements", "cited_sources", "read", "query", "nodes",
        "links", "identity", "revision", "kind_revisions", "changes", "counts", "kinds_of",
        "imports", "retrying", "close",
    }
)  # fmt: skip
"""Members that every signed-in user may use."""

_CHANGING: Mapping[str, frozenset[Right]] = {
    "write": _FACTS,
    "overwrite": _FACTS,
    "erase": _FACTS,
    "bulk_load": _FACTS,
    "rewrite": _ERASING,
    "derive_labels": _FACTS,
    "remove_labels": _FACTS,
    "note_undone_judgement": _JUDGEMENTS,
}
"""Members that change facts, each with the rights of which one is enough."""

_LOGS: Mapping[str, tuple[frozenset[str], Mapping[str, frozenset[Right]]]] = {
    "import_log": (
        frozenset({"records", "parts", "rows"}),
        dict.fromkeys(("begin", "save", "add", "reduce", "add_claim", "remove_claim"), _FACTS),
    ),
    "values": (
        frozenset({"order", "judgements"}),
        {
            "set_order": frozenset({Right.IMPORT}),
            "judge": frozenset({Right.JUDGE}),
            "reword": _ERASING,
            "undo": _ERASING | {Right.JUDGE},
        },
    ),
    "withdrawals": (
        frozenset(
            {
                "records",
                "withdrawn",
                "people",
                "stated",
                "same_in_catalogues",
                "sharing",
                "count_links",
            }
        ),
        dict.fromkeys(("add", "save", "erase"), _ERASING),
    ),
    "workspace": (
        frozenset({"number", "items", "changes"}),
        {
            "commit": frozenset({Right.KEEP}),
            "restore": frozenset({Right.IMPORT}),
            "scrub": _ERASING,
        },
    ),
    "published": (
        frozenset({"records", "names"}),
        {
            **dict.fromkeys(
                ("save", "add_communities", "add_members", "add_suggestions", "take_back"),
                frozenset({Right.IMPORT}),
            ),
            "scrub": _ERASING,
            "copy_to": _ERASING,
        },
    ),
}
"""For each record kept alongside the facts: the members that read it, and those that change it with
the rights for each."""

_LOGGED = frozenset({"commit", "judge", "undo", "set_order", "begin", "take_back"})
"""Changes that get their own log entry, as judgements do; the others are part of these."""


def limited(
    store: Store, actor: Actor, rights: Collection[Right], log: AuditLog | None = None
) -> Store:
    """Limit the store to these rights of a user; ``log`` records their changes."""
    return _LimitedStore(store, actor, frozenset(rights), log)  # type: ignore[abstract]


def check(actor: Actor, right: Right, about: str = "", log: AuditLog | None = None) -> None:
    """Log that a user exercises a right. Raises NotAllowed, also logged, if they do not have it."""
    try:
        actor.check(right)
    except NotAllowed:
        _add(log, actor, right, about, "refused")
        raise
    _add(log, actor, right, about)


def _add(
    log: AuditLog | None, actor: Actor, action: str, about: str, outcome: str = "done"
) -> None:
    if log is not None:
        log.add(actor.name, actor.role, action, about, outcome)


class _Limits:
    """Gives access to the members of ``target`` that the rights allow."""

    def __init__(
        self, target: Any, actor: Actor, rights: frozenset[Right], log: AuditLog | None
    ) -> None:
        self.target, self.actor, self.rights, self.log = target, actor, rights, log

    def member(
        self, name: str, reading: Collection[str], changing: Mapping[str, frozenset[Right]]
    ) -> Any:
        if name in reading:
            return getattr(self.target, name)
        if name not in changing:
            raise NotAllowed("{name} of the store is not available to signed-in users", name=name)
        return self._guarded(name, getattr(self.target, name), changing[name])

    def _guarded(self, name: str, method: Any, needed: frozenset[Right]) -> Callable[..., Any]:
        @wraps(method)
        def guarded(*arguments: Any, **options: Any) -> Any:
            judging = _is_judgement(name, arguments)
            enough = needed | ({Right.JUDGE} if judging else set())
            held = sorted(enough & self.rights)
            about = _about(name, arguments)
            if not held:
                _add(self.log, self.actor, min(enough), f"{name} {about}".strip(), "refused")
                raise NotAllowed(
                    "{who} is not allowed to {right} here; nothing was changed",
                    who=self.actor.name or words.say("an unnamed user"),
                    right=words.say(min(enough)),
                )
            if judging or name in _LOGGED:
                _add(self.log, self.actor, held[0], f"{name} {about}".strip())
            return method(*arguments, **options)

        return guarded


class _LimitedStore(Store):
    """A store that checks the right for each member."""

    def __init__(
        self, store: Store, actor: Actor, rights: frozenset[Right], log: AuditLog | None
    ) -> None:
        self._limits = _Limits(store, actor, rights, log)

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("_"):
            return object.__getattribute__(self, name)
        limits: _Limits = object.__getattribute__(self, "_limits")
        if name in _LOGS:
            return _LimitedLog(getattr(limits.target, name), name, limits)
        return limits.member(name, _READING, _CHANGING)


# __getattribute__ provides every member, which the check for abstract ones does not see.
_LimitedStore.__abstractmethods__ = frozenset()


class _LimitedLog:
    """A record kept alongside the facts that checks the right for each member."""

    def __init__(self, target: Any, name: str, limits: _Limits) -> None:
        self._name = name
        self._limits = _Limits(target, limits.actor, limits.rights, limits.log)

    def __getattr__(self, name: str) -> Any:
        return self._limits.member(name, *_LOGS[self._name])


def _is_judgement(name: str, arguments: tuple[Any, ...]) -> bool:
    """Whether a change to facts concerns only judgements and their sources."""
    if name not in ("write", "erase") or not arguments:
        return False
    return getattr(arguments[0], "kind", arguments[0]) in _JUDGED_KINDS


def _about(name: str, arguments: tuple[Any, ...]) -> str:
    """Describe a change in a few words that name nobody, since a person who withdraws must not stay
    in the log: its kind or the name of its data, and the number of rows or items."""
    first: Any = arguments[0] if arguments else ""
    if name == "commit":
        types = Counter(edit.item.type for edit in first)
        return ", ".join(f"{count} {type_}" for type_, count in sorted(types.items()))
    rows = getattr(getattr(first, "rows", None), "height", None)
    words = [
        first if isinstance(first, str) else "",
        *(str(getattr(first, word, "") or "") for word in ("kind", "name")),
        f"{rows} rows" if rows is not None else "",
    ]
    return " ".join(word for word in words if word)
