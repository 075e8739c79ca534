"""How well newcomers would have been chosen on the shipped films, in 1995, 2000 and 2005.

    python benchmarks/newcomers.py --store ADDRESS

The store holds films_cc0. Prints how many of the first 20 rose, compared with single signals and a
random choice.
"""

from __future__ import annotations

import argparse

from graphmodel.analysis.newcomers.backtest import Pasts, Question, cut_year
from graphmodel.analysis.newcomers.careers import Careers
from graphmodel.network.namespaces import Namespaces
from graphmodel.snapshot import load_network
from graphmodel.store import open_store

CUTS = (1995, 2000, 2005)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", default=None)
    with open_store(parser.parse_args().store) as store:
        network = Namespaces(load_network(store)).named("real").claimed.network
    careers, asked = Careers(network.present("2014")), Question()
    print("year  newcomers  rose  first 20  most selections  best signal  by lot")
    for cut in CUTS:
        entry = cut_year(Pasts(careers, asked), cut)
        if entry is not None:
            print(
                f"{entry.year}  {entry.people:,}  {entry.rose:,}  {entry.hits:.1f}  "
                f"{entry.by_selections:.1f}  {entry.by_best_signal:.1f} ({entry.best_signal})  "
                f"{entry.at_random:.1f}"
            )


if __name__ == "__main__":
    main()
