"""Load test of the explorer with many simultaneous visitors.

    python benchmarks/load.py [--visitors 50] [--minutes 10] [--pause 10] [--alike] [--processes 1]
                              [--waves 1] [--empty-minutes 10]

Starts ``graphmodel explore`` on the shipped data in its own folders, as one process or several on
one store, with visitors distributed among them as a proxy would. Visitors search, open people,
expand, and ask for introductions and suggestions, each about different people, with human pauses.
First one visitor works alone, then all simultaneously, then all on an empty Streamlit page under
the same server. With more waves, as many new visitors come once these have gone: memory that grows
then is neither freed nor reused. Visitors speak the protocol of the pages (visitor.py) and draw
nothing, so the time is the server's. Prints seconds per step, errors, CPU time per step and memory
growth. Aim: p95 at most 3 times that of one visitor alone, no error, at most 5 MB a session, all of
it freed.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

import psutil
from explorer import Known, best_connected, empty_page, explorer, shipped
from measure import machine, spread, table
from visitor import Answer, Visitor

ALONE_STEPS = 60
"""The number of steps of the single visitor, who does not pause."""

SETTLE = 150
"""Seconds after which the memory of closed sessions is freed: Streamlit keeps a session for two
minutes in case the visitor reconnects."""

Served = Sequence[tuple[str, psutil.Process]]
"""The address and process of each server."""

Step = tuple[str, Callable[[Visitor], Awaitable[Answer]]]


@dataclass
class Work:
    """Answers to a set of visitors, with the CPU time and memory growth of the servers."""

    answers: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    processor: float = 0.0
    memory: float = 0.0

    @property
    def all(self) -> list[Answer]:
        """Every answer."""
        return [answer for answers in self.answers.values() for answer in answers]


ROUND = 8
"""The steps about one person."""


def under_way(known: Known, seed: int, *, alike: bool) -> Iterator[Step]:
    """The steps of one of many visitors, who all open the home page first.

    They continue at different steps, or with ``alike`` all at the same step, so that they request
    suggestions simultaneously.
    """
    yield next(steps(known, seed))
    yield from islice(steps(known, seed), 1 if alike else seed % ROUND, None)


def steps(known: Known, seed: int) -> Iterator[Step]:
    """The steps of one visitor, without end."""
    draw = random.Random(seed)
    while True:
        one, another = draw.sample(range(len(known.ids)), 2)
        person, other, name = known.ids[one], known.ids[another], known.names[one]
        yield "home", lambda v: v.open("")
        yield "search", lambda v, name=name: v.type("Search", name[: max(4, len(name) - 2)])
        yield "person", lambda v, x=person: v.open("", centre=x)
        yield "click", lambda v, x=person: v.open("", centre=x, at=x)
        yield "expand", lambda v, x=person: v.open("", centre=x, expand=x)
        yield "introduce", lambda v, a=person, b=other: v.open("introduce", **{"from": a, "to": b})
        yield "suggest", lambda v, x=person: v.open("suggest", person=x)
        yield "profile", lambda v, x=person: v.open("profile", id=x)


def empty_steps() -> Iterator[Step]:
    """Steps on an empty page, without end."""
    while True:
        yield "empty page", lambda v: v.open("")


async def visit(
    address: str, script: Iterator[Step], work: Work, *, until: float, pause: float, start: float
) -> None:
    """Run one visitor's steps until ``time.monotonic`` reaches ``until``."""
    await asyncio.sleep(start)
    async with Visitor(address) as visitor:
        while time.monotonic() < until:
            name, do = next(script)
            work.answers[name].append(await do(visitor))
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))


async def alone(address: str, script: Iterator[Step], work: Work) -> None:
    """Run one visitor without pauses; the first quarter of the steps, which loads, does not
    count."""
    async with Visitor(address) as visitor:
        for number in range(ALONE_STEPS):
            name, do = next(script)
            answer = await do(visitor)
            if number >= ALONE_STEPS // 4:
                work.answers[name].append(answer)


async def together(
    addresses: Sequence[str],
    scripts: Sequence[Iterator[Step]],
    work: Work,
    *,
    minutes: float,
    pause: float,
) -> None:
    """Run all visitors simultaneously, distributed among the addresses; they arrive one by one
    during the first two pauses."""
    until = time.monotonic() + 60 * minutes
    starts = [2 * pause * number / len(scripts) for number in range(len(scripts))]
    await asyncio.gather(
        *(
            visit(address, script, work, until=until, pause=pause, start=start)
            for address, script, start in zip(cycle(addresses), scripts, starts, strict=False)
        )
    )


@contextmanager
def measured(served: Served, work: Work) -> Iterator[None]:
    """Record the servers' CPU time and memory growth (MB) during some work."""
    before, used = resident(served), processor(served)
    yield
    work.processor = processor(served) - used
    work.memory = resident(served) - before


def processor(served: Served) -> float:
    """CPU seconds that the servers have used."""
    return sum(sum(process.cpu_times()[:2]) for _, process in served)


def resident(served: Served) -> float:
    """Memory of the servers in MB."""
    return sum(process.memory_info().rss for _, process in served) / 1e6


def rows(name: str, work: Work) -> Iterator[list[str]]:
    """A row for each kind of step, and one for all steps."""
    for step, answers in [*work.answers.items(), ("all", work.all)]:
        if len(answers) < 2:
            continue
        middle, high, most = spread([answer.seconds for answer in answers])
        errors = sum(bool(answer.errors) for answer in answers)
        yield [
            name,
            step,
            str(len(answers)),
            f"{middle:.2f}",
            f"{high:.2f}",
            f"{most:.2f}",
            str(errors),
        ]


def at_work(folder: Path, known: Known, options: argparse.Namespace) -> list[Work]:
    """Run one visitor alone, then all simultaneously, wave after wave."""
    one, waves = Work(), [Work() for _ in range(options.waves)]
    with ExitStack() as stack:
        served = [stack.enter_context(explorer(folder)) for _ in range(options.processes)]
        asyncio.run(alone(served[0][0], steps(known, 0), one))
        for number, work in enumerate(waves):
            seeds = range(1 + number * options.visitors, 1 + (number + 1) * options.visitors)
            scripts = [under_way(known, seed, alike=options.alike) for seed in seeds]
            all_at_once(served, scripts, work, options.minutes, options.pause)
            resting = resident(served)
            time.sleep(options.settle)
            print(f"given back within {options.settle} s: {resting - resident(served):.0f} MB")
    return [one, *waves]


def on_an_empty_page(folder: Path, options: argparse.Namespace) -> Work:
    """Run all visitors simultaneously on an empty Streamlit page, with as many processes."""
    work = Work()
    with ExitStack() as stack:
        served = [stack.enter_context(empty_page(folder)) for _ in range(options.processes)]
        scripts = [empty_steps() for _ in range(options.visitors)]
        all_at_once(served, scripts, work, options.empty_minutes or options.minutes, options.pause)
    return work


def all_at_once(
    served: Served, scripts: Sequence[Iterator[Step]], work: Work, minutes: float, pause: float
) -> None:
    """Run all visitors and measure the servers."""
    addresses = [address for address, _ in served]
    with measured(served, work):
        asyncio.run(together(addresses, scripts, work, minutes=minutes, pause=pause))


def report(named: dict[str, Work]) -> None:
    """Print the table and servers' figures, and each distinct error once."""
    head = ("who", "step", "steps", "median s", "p95 s", "most s", "errors")
    print(table(head, [row for name, work in named.items() for row in rows(name, work)]))
    for name, work in named.items():
        if work.processor:
            print(f"{name}: {work.processor / len(work.all):.3f} s of processor a step; "
                  f"grew by {work.memory:.0f} MB")  # fmt: skip
    for error in sorted({error for work in named.values() for a in work.all for error in a.errors}):
        print("error:", error)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--empty-minutes", type=float, help="on the empty page, if not as long")
    parser.add_argument("--waves", type=int, default=1, help="how often as many visitors come")
    parser.add_argument("--processes", type=int, default=1, help="explorers on one store")
    parser.add_argument("--alike", action="store_true", help="all begin with the same step")
    parser.add_argument("--pause", type=float, default=10, help="seconds between steps")
    parser.add_argument(
        "--settle", type=int, default=SETTLE, help="seconds until memory is looked at"
    )
    parser.add_argument("--folder", type=Path, help="a data folder with the shipped data loaded")
    options = parser.parse_args()
    print(machine())
    with shipped(options.folder) as folder:
        one, *waves = at_work(folder, best_connected(folder), options)
        empty = on_an_empty_page(folder, options)
    named = {f"{options.visitors} at once" + " again" * n: work for n, work in enumerate(waves)}
    report({"one alone": one, **named, "empty page": empty})


if __name__ == "__main__":
    main()
