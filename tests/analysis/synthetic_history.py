"""A synthetic history of films by teams that work together again, for the tests of forecasts."""

from __future__ import annotations

import numpy as np

from graphmodel.analysis.forecast.history import ATTRIBUTES, ROLES, History, attribute_matrix


def synthetic_history(teams: int = 12, size: int = 12, years: int = 20, seed: int = 0) -> History:
    """``teams`` teams of ``size`` people; every year four members of each make a film, twice.

    Films of a team share a country and a company, so that new ties come within teams.
    """
    rng = np.random.default_rng(seed)
    person, role, years_of, countries, companies = [], [], [], [], []
    for year in range(2000, 2000 + years):
        for team in range(teams):
            for _ in range(2):
                crew = rng.choice(size, 4, replace=False) + team * size
                person.append(crew)
                role.append([ROLES.index("director"), *[ROLES.index("actor")] * 3])
                years_of.append(year)
                countries.append([f"country {team % 4}"])
                companies.append([f"company {team}"])
    attribute_values = {"country": countries, "company": companies}
    no_values: list[list[str]] = [[] for _ in years_of]
    return History(
        people=tuple(f"p{number:03}" for number in range(teams * size)),
        person=np.concatenate(person).astype(np.int64),
        project=np.repeat(np.arange(len(years_of)), 4),
        role=np.array(role, dtype=np.int64).ravel(),
        year=np.array(years_of, dtype=np.int64),
        attributes={
            name: attribute_matrix(attribute_values.get(name, no_values)) for name in ATTRIBUTES
        },
        honours=np.zeros(len(years_of), dtype=np.float32),
    )
