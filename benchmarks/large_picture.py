"""A large picture in the explorer: time to draw it from its link, and playing its years.

    python benchmarks/large_picture.py [--times 4]

Opens a picture of 1,000 nodes of the shipped films by its link in headless Chromium, waits until
all are drawn, then plays its years once, counting the browser's frames and timing the script for
each year. Aim: a link in 2 s on a quiet machine.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from explorer import best_connected, explorer, shipped
from feel import PATIENCE, chromium, rest, until
from measure import machine, table
from playwright.sync_api import sync_playwright
from start import FLAGS

NODES = 1_000
FIRST = 80
"""The number of nodes that a picture starts with."""

PLAY = """async (e) => {
  const line = Object.values(e.view).find((x) => x && x.play && x.tick);
  const [times, own, began] = [[], line.tick.bind(line), performance.now()];
  let frames = 0;
  const next = () => { frames += 1; if (line.playing) requestAnimationFrame(next); };
  line.tick = () => { const at = performance.now(); own(); times.push(performance.now() - at); };
  line.play();
  requestAnimationFrame(next);
  while (line.playing) await new Promise((done) => setTimeout(done, 50));
  times.sort((a, b) => a - b);
  const seconds = (performance.now() - began) / 1000;
  return [frames / seconds, times[times.length >> 1], times.at(-1)];
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=4)
    parser.add_argument("--folder", type=Path, help="a data folder with the shipped data loaded")
    options = parser.parse_args()
    print(machine())
    with shipped(options.folder) as folder, sync_playwright() as playwright:
        centre = best_connected(folder).ids[0]
        browser = playwright.chromium.launch(executable_path=chromium(), headless=False, args=FLAGS)
        with explorer(folder) as (address, _):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.set_default_timeout(PATIENCE)
            page.goto(address)
            rest(page)
            base = "{0.scheme}://{0.netloc}".format(urlsplit(address))
            asked = urlencode({"centre": centre, "expand": f"*=~{NODES - FIRST}~~~"})
            view = page.locator(".view.ready").first
            seconds = []
            for _ in range(options.times):
                start = time.perf_counter()
                page.goto(f"{base}/?{asked}")
                until(lambda: view.evaluate("e => e.view.nodes.size") == NODES)
                seconds.append(time.perf_counter() - start)
                rest(page)
            frames, median, most = view.evaluate(PLAY)
            links = view.evaluate("e => e.view.edges.size")
        browser.close()
    head = ("nodes", "links", "s from link to drawn", "frames a second while playing",
            "ms of script for a year", "most ms")  # fmt: skip
    times = ", ".join(f"{value:.1f}" for value in seconds)
    print(table(head, [(NODES, links, times, f"{frames:.0f}", f"{median:.0f}", f"{most:.0f}")]))


if __name__ == "__main__":
    main()
