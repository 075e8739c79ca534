#!/usr/bin/env python3
"""Make seeds/demo_programme, a fictional programme: python scripts/make_demo_programme.py [FOLDER]

Every run writes the same bytes.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from demo_office import Office
from demo_programme import HERE, Maker, Row, load_world


def write(folder: Path, tables: dict[str, list[Row]]) -> None:
    """Write a CSV file per kind, with columns in the order of their first appearance in rows."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, rows in sorted(tables.items()):
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{kind}.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            out.writeheader()
            out.writerows(rows)


def main(arguments: list[str]) -> None:
    """Write the folder given, or seeds/demo_programme."""
    folder = Path(arguments[0]) if arguments else HERE.parent / "seeds" / "demo_programme"
    maker = Maker(load_world())
    maker.make()
    Office(maker).make()
    write(folder, maker.tables)
    print(f"{folder}: {sum(map(len, maker.tables.values()))} rows")


if __name__ == "__main__":
    main(sys.argv[1:])
