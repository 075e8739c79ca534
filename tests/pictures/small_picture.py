"""A small network for the tests of pictures and pages: a star, a ring and a hostile name."""

from __future__ import annotations

from typing import Any

import polars as pl

from graphmodel.network.network import Network

HOSTILE = "<img src=x onerror=alert(1)>"
SOURCE = {"sources": ["t:source"]}


def link(source: str, kind: str, target: str, **properties: Any) -> dict[str, Any]:
    keys = "|".join(str(value) for value in properties.values())
    ends = {"from_id": source, "to_id": target}
    return {"id": f"{source}|{kind}|{target}|{keys}", **ends, **properties, **SOURCE}


def small_network(films: int = 30) -> Network:
    """Ann worked on every film, the last two twice; Bo and Cy on some; Di is fictional.

    Film i is from the year 1990 + i. Bo worked on films 0 to 9 and on another, "extra", without
    Ann; Cy wrote film 0. Eve, with the hostile name, went to the same school as Bo.
    """
    people = [
        {"id": "t:ann", "name": "Ann Arbor", **SOURCE},
        {"id": "t:bo", "name": "Bo *Bold* Diddley", **SOURCE},
        {"id": "t:cy", "name": "Cy Twombly", **SOURCE},
        {"id": "t:eve", "name": HOSTILE, **SOURCE},
        {"id": "t:di", "name": "Di Lantern", "namespace": "demo", "fictional": True, **SOURCE},
        {"id": "t:al", "name": "Al Lantern", "namespace": "demo", "fictional": True, **SOURCE},
    ]
    projects = [
        {"id": f"t:film{i}", "name": f"Film {i}", "type": "film", "year": 1990 + i, **SOURCE}
        for i in range(films)
    ]
    projects.append({"id": "t:extra", "name": "Extra", "type": "short", "year": 2005, **SOURCE})
    credits = [
        link("t:ann", "WORKED_ON", f"t:film{i}", role="director", year=1990 + i)
        for i in range(films)
    ]
    credits += [
        link("t:ann", "WORKED_ON", f"t:film{i}", role="writer", year=1990 + i)
        for i in range(films - 2, films)
    ]
    credits += [
        link("t:bo", "WORKED_ON", f"t:film{i}", role="actor", year=1990 + i) for i in range(10)
    ]
    credits.append(link("t:bo", "WORKED_ON", "t:extra", role="director", year=2005))
    credits.append(link("t:cy", "WORKED_ON", "t:film0", role="writer", year=1990))
    nodes = {
        "Person": people,
        "Project": projects,
        "School": [{"id": "t:school", "name": "School of Film", **SOURCE}],
        "Source": [{"id": "t:source", "name": "A test", "publisher": "Testers"}],
    }
    links = {
        "WORKED_ON": credits,
        "STUDIED_AT": [
            link("t:bo", "STUDIED_AT", "t:school", since="1985"),
            link("t:eve", "STUDIED_AT", "t:school", since="1986"),
        ],
        "MENTORS": [link("t:di", "MENTORS", "t:al", since="2020")],
    }

    def frames(tables: dict[str, list[dict[str, Any]]]) -> dict[str, pl.DataFrame]:
        return {kind: pl.DataFrame(rows, infer_schema_length=None) for kind, rows in tables.items()}

    return Network.build(frames(nodes), frames(links), "small")
