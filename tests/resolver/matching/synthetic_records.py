"""Small networks of two sources, with enough other people for names to have a rarity."""

from __future__ import annotations

import polars as pl

from graphmodel.network.network import Network

_FIRST = ("Ada", "Bela", "Cora", "Dina", "Eva", "Fay", "Gus", "Hal", "Ida", "Jon", "Kay", "Lew")
_LAST = (
    "Arden",
    "Borg",
    "Crane",
    "Dunn",
    "Ekman",
    "Frost",
    "Gale",
    "Holm",
    "Irons",
    "Judd",
    "Kern",
)


class SyntheticRecords:
    """Builder that collects rows; ``network`` makes a network of them."""

    def __init__(self) -> None:
        self.people: list[dict[str, object]] = []
        self.films: list[dict[str, object]] = []
        self.credits: list[dict[str, object]] = []
        self.links: dict[str, list[dict[str, object]]] = {}

    def person(self, node: str, name: str, source: str, **facts: object) -> str:
        self.people.append({"id": node, "name": name, "sources": [source], **facts})
        return node

    def film(self, node: str, name: str, year: int | None, source: str, **facts: object) -> str:
        self.films.append({"id": node, "name": name, "year": year, "sources": [source], **facts})
        return node

    def credit(
        self, person: str, film: str, source: str, role: str = "director", year: int | None = None
    ) -> None:
        self.credits.append(
            {
                "id": f"{person}|WORKED_ON|{film}|{role}",
                "from_id": person,
                "to_id": film,
                "role": role,
                "year": year,
                "sources": [source],
            }
        )

    def link(self, kind: str, from_id: str, to_id: str) -> None:
        row = {"id": f"{from_id}|{kind}|{to_id}", "from_id": from_id, "to_id": to_id}
        self.links.setdefault(kind, []).append({**row, "sources": ["a"]})

    def duplicate(
        self, director_a: str, director_b: str, title: str, years: tuple[int, int]
    ) -> tuple[str, str]:
        """One film in both sources, each crediting its own director and two actors."""
        films = []
        for at, (source, director) in enumerate((("a", director_a), ("b", director_b))):
            film = self.film(f"{source}:film/{title}", title, years[at], source)
            self.credit(director, film, source)
            for actor in ("Greta Lindqvist", "Oskar Blom"):
                node = f"{source}:person/{actor}"
                if all(row["id"] != node for row in self.people):
                    self.person(node, actor, source)
                self.credit(node, film, source, "actor")
            films.append(film)
        return films[0], films[1]

    def network(self) -> Network:
        crowd = [
            {"id": f"crowd:person/{first} {last}", "name": f"{first} {last}", "sources": ["crowd"]}
            for first in _FIRST
            for last in _LAST
        ]
        nodes = {
            "Person": pl.DataFrame(
                [*self.people, *crowd],
                schema_overrides={"born": pl.Int64(), "external_ids": pl.List(pl.String())},
                infer_schema_length=None,
            )
        }
        if self.films:
            nodes["Project"] = pl.DataFrame(self.films, infer_schema_length=None)
        credits = pl.DataFrame(self.credits, schema_overrides={"year": pl.Int64()})
        links = {kind: pl.DataFrame(rows) for kind, rows in self.links.items()}
        links |= {"WORKED_ON": credits} if self.credits else {}
        return Network.build(nodes, links)
