"""A profile of the people to meet, used in place of a name."""

from __future__ import annotations

from dataclasses import dataclass

from graphmodel.errors import InputError

ACTIVE_YEARS = 10
"""A credit in a market within this many years makes somebody active there."""


@dataclass(frozen=True)
class TargetProfile:
    """The people to meet; they must meet all criteria given.

    A single credit must satisfy the first four:

    - ``role``: the role of the credit;
    - ``organisation``: the id of an organisation that made the project; people who belong to it
      now need no such credit;
    - ``market``: the market of the project or one of its countries, within the last ACTIVE_YEARS
      years; people with it among their own markets need no such credit;
    - ``active_since``: the earliest year of the credit;
    - ``school``: the id of a school they studied at;
    - ``mentor``: they are known to have a free place for a mentee.

    Roles and markets are compared regardless of case. Raises InputError without any criterion.
    """

    role: str | None = None
    organisation: str | None = None
    school: str | None = None
    market: str | None = None
    mentor: bool = False
    active_since: int | None = None

    def __post_init__(self) -> None:
        criteria = (self.role, self.organisation, self.school, self.market, self.active_since)
        if not self.mentor and all(criterion is None for criterion in criteria):
            raise InputError(
                "describe whom to meet: a role, an organisation, a school, a market, ..."
            )
