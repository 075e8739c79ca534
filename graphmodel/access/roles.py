"""Rights of each role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from graphmodel import words
from graphmodel.errors import NotAllowed


class Right(StrEnum):
    """A restricted action, worded to complete "You may not ..."."""

    READ = words.mark("read")
    KEEP = words.mark("change lists, notes and views")
    JUDGE = words.mark("decide on duplicates and values")
    PLAN = words.mark("accept plans")
    IMPORT = words.mark("import or undo imports")
    ERASE = words.mark("erase people")
    OVERSEE = words.mark("see who did what")


class Role(StrEnum):
    """A user's role in a team."""

    READER = words.mark("reader")
    EDITOR = words.mark("editor")
    ADMINISTRATOR = words.mark("administrator")

    @property
    def rights(self) -> frozenset[Right]:
        return _RIGHTS[self]


_EDITING = frozenset({Right.READ, Right.KEEP, Right.JUDGE, Right.PLAN})
_RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.READER: frozenset({Right.READ}),
    Role.EDITOR: _EDITING,
    Role.ADMINISTRATOR: frozenset(Right),
}


@dataclass(frozen=True)
class Actor:
    """The acting user: the name that lists, notes and the log keep, and the role."""

    name: str
    role: Role

    def may(self, right: Right) -> bool:
        return right in self.role.rights

    def check(self, right: Right) -> None:
        """Raise NotAllowed unless the role has the right."""
        if not self.may(right):
            raise NotAllowed(
                "{who} is signed in as {role} and is not allowed to {right}; ask an administrator",
                who=self.name or words.say("an unnamed user"),
                role=words.say(self.role),
                right=words.say(right),
            )
