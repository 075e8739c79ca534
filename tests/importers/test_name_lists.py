"""Lists of names in one cell."""

import polars as pl
import pytest

from graphmodel.importers.name_lists import split_names


def split(cell: str | None) -> list[str]:
    frame = pl.DataFrame({"cell": [cell]}, schema={"cell": pl.String()})
    (names,) = frame.select(split_names(pl.col("cell")))["cell"].to_list()
    assert isinstance(names, list)
    return names


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Ondi Timoner", ["Ondi Timoner"]),
        ("Olivier Nakache, Éric Toledano", ["Olivier Nakache", "Éric Toledano"]),
        ("Ed Begley, Jr., Cher", ["Ed Begley, Jr.", "Cher"]),
        ("Ed Begley, Jr., John Gallagher, Jr.", ["Ed Begley, Jr.", "John Gallagher, Jr."]),
        ("Joaquin Garay, III", ["Joaquin Garay, III"]),
        ("A Person, Jr., PhD, Another", ["A Person, Jr., PhD", "Another"]),
        ("Noufou Ouédraogo, PhD, Rasmané", ["Noufou Ouédraogo, PhD", "Rasmané"]),
        ("Rainier III, Prince of Monaco, Riccardo", ["Rainier III, Prince of Monaco", "Riccardo"]),
        ("Tim Bentinck, 12th Earl of Portland", ["Tim Bentinck, 12th Earl of Portland"]),
        ("Javone Prince, Earl Boen, Lady Gaga", ["Javone Prince", "Earl Boen", "Lady Gaga"]),
        ("Tokyopop, Inc., Screen Gems", ["Tokyopop, Inc.", "Screen Gems"]),
        ("Lionsgate, Incendies Films", ["Lionsgate", "Incendies Films"]),
        ("Ann Ek (France, Spain, Chile), Cher", ["Ann Ek (France, Spain, Chile)", "Cher"]),
        ("Ann (France, Cher", ["Ann (France, Cher"]),
        ("Jr.", ["Jr."]),
        ("RZA,  , DMX,", ["RZA", "DMX"]),
        ("nan", []),
        ("N/A", []),
        ("", []),
        (None, []),
    ],
)
def test_commas_that_belong_to_a_name_stay_in_it(cell: str | None, names: list[str]) -> None:
    assert split(cell) == names
