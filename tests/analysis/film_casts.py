"""Networks of films with their casts, one letter per person."""

from __future__ import annotations

from graphmodel.network.network import Network
from tests.analysis.talent_networks import talent

Films = dict[str, tuple[int | None, str]]


def films(casts: Films, **people: dict[str, object]) -> Network:
    """Each film has a year and a cast, one letter per person; ``people`` adds facts on some."""
    projects: dict[str, dict[str, object]] = {
        film: {"kind": "Project", "year": year} for film, (year, _) in casts.items()
    }
    links = [
        {"kind": "WORKED_ON", "from": person, "to": film, "role": "actor"}
        for film, (_, cast) in casts.items()
        for person in cast
    ]
    return talent(projects | people, links)
