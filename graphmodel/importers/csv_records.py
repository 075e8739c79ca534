"""CSV record by record, so that a bad record is reported and the others are read."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

NOT_CSV = ("not CSV", "cells between commas, in quotes where they hold a comma or a quote")
NOT_UTF8 = ("not UTF-8", "the file saved as CSV in UTF-8")
RAGGED = ("wrong number of cells", "as many cells as the first line has columns")


def records(text: Iterable[str]) -> Iterator[tuple[int, list[str] | Exception]]:
    """Each record with the line on which it begins; blank records are skipped."""
    reader = csv.reader(text)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, error
        else:
            if any(cell.strip() for cell in cells):
                yield line, cells


def wrong_record(cells: list[str] | Exception, width: int) -> tuple[str, str] | None:
    """The problem and the cure of a record that should have ``width`` cells; None if it is good."""
    if not isinstance(cells, list):
        return NOT_CSV
    if any("\ud800" <= letter <= "\udfff" for cell in cells for letter in cell):
        return NOT_UTF8
    return None if len(cells) == width else RAGGED
