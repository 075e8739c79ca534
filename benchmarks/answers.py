"""Response times of the explorer's questions on the film extract, warm.

    python benchmarks/answers.py [--people 200] [--seed 0]

Opens the store in GRAPHMODEL_STORE, which must contain films_cc0, asks each question about a
random sample of people, a tenth of them the best connected, and prints the median, 95th percentile
and maximum.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence

from measure import machine, seconds, spread, table

from graphmodel.analysis.routes.introductions import introduce
from graphmodel.analysis.suggestions.recommender import suggest
from graphmodel.network.name_index import Finder
from graphmodel.network.namespaces import Namespaces
from graphmodel.network.network import Network
from graphmodel.pictures.picture import picture
from graphmodel.snapshot import load_network
from graphmodel.store import open_store

AIM = 0.2


def drawn(network: Network, count: int, chance: random.Random) -> list[int]:
    """A random sample of people with links, a tenth of them those with the most links."""
    degrees = network.adjacency().degrees
    people = [int(i) for i in network.of_kind("Person") if degrees[i]]
    hubs = sorted(people, key=lambda i: -degrees[i])[: count // 10]
    return hubs + chance.sample(people, count - len(hubs))


def misspelt(name: str, chance: random.Random) -> str:
    """A name with two adjacent letters swapped."""
    position = chance.randrange(max(1, len(name) - 1))
    return name[:position] + name[position : position + 2][::-1] + name[position + 2 :]


def timed(work: Callable[[int], object], inputs: Sequence[int]) -> list[float]:
    """Seconds for each call, after one uncounted call."""
    work(inputs[0])
    return [seconds(lambda x=x: work(x)) for x in inputs]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    print(machine())
    with open_store() as store:
        first = seconds(lambda: load_network(store))
        opened = seconds(lambda: load_network(store))
        network = Namespaces(load_network(store)).named("real").network
    finders: list[Finder] = []
    indexed = seconds(lambda: finders.append(Finder(network)))
    chance = random.Random(arguments.seed)
    people = drawn(network, arguments.people, chance)
    shuffled = chance.sample(people, len(people))
    partner = dict(zip(people, shuffled, strict=True))
    pairs = [i for i in people if partner[i] != i]
    ids, names = network.ids, network.names
    warm = seconds(
        lambda: (
            introduce(network, ids[pairs[0]], ids[partner[pairs[0]]]),
            suggest(network, ids[people[0]]),
        )
    )
    questions = {
        "find, name as written": (lambda i: finders[0].find(names[i]), people),
        "find, two letters changed over": (
            lambda i: finders[0].find(misspelt(names[i], chance)),
            people,
        ),
        "find, first five letters": (lambda i: finders[0].find(names[i][:5]), people),
        "neighbourhood, drawn (300 nodes)": (lambda i: picture(network, [ids[i]], hops=2), people),
        "5 introductions": (lambda i: introduce(network, ids[i], ids[partner[i]], k=5), pairs),
        "10 suggestions": (lambda i: suggest(network, ids[i], limit=10), people),
    }
    rows = []
    for name, (work, inputs) in questions.items():
        figures = [f"{value * 1000:.1f}" for value in spread(timed(work, inputs))]
        rows.append((name, *figures, f"{AIM * 1000:.0f}"))
    print(table(("question", "median ms", "p95 ms", "max ms", "aim ms"), rows))
    print(
        f"\nOnce per process: network opened {opened:.2f} s (the first time {first:.2f} s), names "
        f"indexed {indexed:.2f} s, first introduction and suggestion {warm:.2f} s."
    )


if __name__ == "__main__":
    main()
