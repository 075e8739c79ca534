"""A made history of films by teams that meet again, for the tests of ranking."""

from __future__ import annotations

import numpy as np

from graphmodel.analysis.forecast.history import ATTRIBUTES, ROLES, History, attribute


def made_history(teams: int = 12, size: int = 12, years: int = 20, seed: int = 0) -> History:
    """``teams`` teams of ``size`` people; every year each makes two films with four of its own.

    Films of a team share a country and a company, so that new ties come within teams.
    """
    rng = np.random.default_rng(seed)
    person, role, when, countries, companies = [], [], [], [], []
    for year in range(2000, 2000 + years):
        for team in range(teams):
            for _ in range(2):
                crew = rng.choice(size, 4, replace=False) + team * size
                person.append(crew)
                role.append([ROLES.index("director"), *[ROLES.index("actor")] * 3])
                when.append(year)
                countries.append([f"country {team % 4}"])
                companies.append([f"company {team}"])
    told = {"country": countries, "company": companies}
    nothing: list[list[str]] = [[] for _ in when]
    return History(
        people=tuple(f"p{number:03}" for number in range(teams * size)),
        person=np.concatenate(person).astype(np.int64),
        project=np.repeat(np.arange(len(when)), 4),
        role=np.array(role, dtype=np.int64).ravel(),
        year=np.array(when, dtype=np.int64),
        attributes={name: attribute(told.get(name, nothing)) for name in ATTRIBUTES},
        honours=np.zeros(len(when), dtype=np.float32),
    )
