"""The network view compared with vis-network, with the same nodes in the same browser.

    python benchmarks/drawing.py [--seconds 4]

Clustered nodes with links, a tenth of them curved, are drawn by the pages' view and by vis-network
as pyvis ships it, each on an empty page with the same names shown. The picture then moves by ten
pixels per animation frame. Headless Chromium renders WebGL in software here (SwiftShader); with a
graphics card the difference is far larger. Aims: twice the frame rate of vis-network with 1,000
nodes, three times with 5,000.
"""

from __future__ import annotations

import argparse
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pyvis
from measure import machine, table
from playwright.sync_api import Browser, Page, sync_playwright

from graphmodel.ui.shared.graph_view import asset, scripts

FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SIZES = ((1_000, 2_500, 2), (5_000, 12_500, 3))
COLOURS = ("#4c6ef5", "#e8590c", "#2f9e44", "#ae3ec9", "#f08c00", "#1098ad")
STYLE = """html, body { margin: 0; --st-text-color: #222222; --st-background-color: #ffffff;
  --st-border-color: #cccccc; --st-primary-color: #dd3333; --st-font: sans-serif; }
#vis { height: 700px; }"""

FRAMES = """([move, seconds]) => new Promise((done) => {
  const step = new Function('i', move);
  let [frames, first] = [0, 0];
  const next = (now) => {
    first ||= now;
    if (now - first > seconds * 1000) return done(frames);
    step(frames);
    frames += 1;
    return requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
})"""

SWING = "10 * Math.abs((i + 30) % 120 - 60) - 300"
"""Pixels from the middle after ``i`` frames: 10 per frame, back and forth."""

DRAWN = "new Promise((d) => requestAnimationFrame(() => requestAnimationFrame(() => d())))"


def processor(browser_children: list[psutil.Process]) -> float:
    """CPU seconds that the browser's processes have used."""
    used = 0.0
    for process in browser_children:
        with suppress(psutil.Error):
            times = process.cpu_times()
            used += times.user + times.system
    return used


def frames(page: Page, move: str, seconds: float) -> tuple[float, float]:
    """Frames per second while the picture moves, and CPU milliseconds per frame."""
    browser = psutil.Process().children(recursive=True)
    before = processor(browser)
    number: float = page.evaluate(FRAMES, [move, seconds])
    return number / seconds, 1000 * (processor(browser) - before) / max(1.0, number)


def picture(count: int, links: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Clustered nodes with links mostly within clusters, the same each time."""
    random = np.random.default_rng(count)
    clusters = max(1, count // 40)
    of = random.integers(0, clusters, count)
    centres = random.normal(0, 90 * np.sqrt(count), (clusters, 2))
    at = np.round(centres[of] + random.normal(0, 420, (count, 2)))
    nodes = [
        {
            "id": str(i), "label": f"Person Number {i}", "title": f"Person Number {i}",
            "x": float(x), "y": float(y), "size": float(9 + random.pareto(3) * 4) % 30,
            "color": COLOURS[of[i] % len(COLOURS)], "shape": "dot", "kind": "Person",
            "fictional": False, "central": False, "unseen": 0,
        }
        for i, (x, y) in enumerate(at)
    ]  # fmt: skip
    by_cluster = [np.flatnonzero(of == c) for c in range(clusters)]
    edges = []
    for i in range(links):
        source = int(random.integers(count))
        near = by_cluster[of[source]]
        target = int(random.choice(near) if random.random() < 0.8 else random.integers(count))
        bent = {"enabled": True, "type": "curvedCW", "roundness": 0.2}
        edges.append({
            "id": f"e{i}", "from": str(source), "to": str(target), "title": "worked on",
            "color": "#868e96", "arrows": "to", "smooth": bent if i % 10 == 0 else False,
        })  # fmt: skip
    return nodes, [edge for edge in edges if edge["from"] != edge["to"]]


def load(page: Page, *codes: str) -> None:
    """Add scripts to the page as script elements."""
    for code in codes:
        page.evaluate(
            "code => { const s = document.createElement('script'); s.textContent = code;"
            " document.head.append(s); }",
            code,
        )


def view_page(browser: Browser) -> Page:
    """An empty page with the pages' view."""
    page = browser.new_page(viewport={"width": 1100, "height": 720})
    page.set_content(f"<style>{STYLE}{asset('view.css')}</style><div id=host></div>")
    page.evaluate("html => { host.innerHTML = html; }", asset("view.html"))
    own = scripts().replace("export default function", "window.show = function")
    load(page, asset("library.js"), own)
    return page


def vis_page(browser: Browser) -> Page:
    """An empty page with vis-network."""
    page = browser.new_page(viewport={"width": 1100, "height": 720})
    page.set_content(f"<style>{STYLE}</style><div id=vis></div>")
    newest = sorted(Path(pyvis.__file__).parent.glob("lib/vis-9*/vis-network.min.js"))[-1]
    load(page, newest.read_text(encoding="utf-8").partition("//# sourceMappingURL=")[0])
    return page


def measure_view(page: Page, data: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Milliseconds to draw it and to draw a selection, frames per second, names shown."""
    drawn = page.evaluate(
        "async data => { const start = performance.now();"
        " show({ parentElement: host, data, setStateValue() {} });"
        f" await {DRAWN}; window.view = host.querySelector('.view').view;"
        " return performance.now() - start; }",
        data,
    )
    page.wait_for_timeout(500)
    names = page.evaluate("() => view.labels.placed.map((name) => name.id)")
    move = f"view.net.moveTo({{ position: {{ x: ({SWING}) / view.net.scale, y: 0 }} }})"
    speed = frames(page, move, seconds)
    selected = page.evaluate(
        "async () => { const times = []; for (let i = 0; i < 8; i += 1) {"
        " const start = performance.now(); view.select(String(i));"
        f" times.push(performance.now() - start); await {DRAWN}; }}"
        " return times.sort((a, b) => a - b)[4]; }"
    )
    fit = page.evaluate("() => [view.net.scale, view.net.middle]")
    return {"drawn": drawn, "frames": speed, "selected": selected, "names": names, "fit": fit}


def measure_vis(
    page: Page, data: dict[str, Any], ours: dict[str, Any], seconds: float
) -> dict[str, Any]:
    """The same for vis-network, with the same names at the same size and zoom."""
    scale, _ = ours["fit"]
    names = set(ours["names"])
    nodes = [
        {**n, "label": n["label"] if n["id"] in names else "",
         "font": {"size": 12.5 / scale, "strokeWidth": 4, "strokeColor": "#ffffff"}}
        for n in data["nodes"]
    ]  # fmt: skip
    drawn = page.evaluate(
        "async ([nodes, edges, scale]) => { const start = performance.now();"
        " window.net = new vis.Network(document.getElementById('vis'),"
        " { nodes: new vis.DataSet(nodes), edges: new vis.DataSet(edges) }, { physics: false,"
        " interaction: { hover: true }, edges: { arrows: { to: { scaleFactor: 0.35 } } } });"
        f" net.moveTo({{ position: {{ x: 0, y: 0 }}, scale }}); await {DRAWN};"
        " return performance.now() - start; }",
        [nodes, data["edges"], scale],
    )
    page.wait_for_timeout(500)
    move = f"net.moveTo({{ position: {{ x: ({SWING}) / net.getScale(), y: 0 }} }})"
    return {"drawn": drawn, "frames": frames(page, move, seconds)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=4, help="how long each picture moves")
    parser.add_argument("--nodes", type=int, help="only the picture with so many nodes")
    arguments = parser.parse_args()
    seconds = arguments.seconds
    print(machine())
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, headless=False, args=FLAGS)
        for count, links, aim in SIZES:
            if arguments.nodes not in (None, count):
                continue
            nodes, edges = picture(count, links)
            data = {
                "nodes": nodes, "edges": edges, "legend": [], "label": "", "scene": "1",
                "selected": [], "link": "", "actions": ["select"], "height": 700, "undo": None,
                "answered": {},
            }  # fmt: skip
            page = view_page(browser)
            page.set_default_timeout(0)
            ours = measure_view(page, data, seconds)
            page.close()
            page = vis_page(browser)
            theirs = measure_vis(page, data, ours, seconds)
            page.close()
            times = [a / b for a, b in zip(ours["frames"], theirs["frames"], strict=True)]
            rows.append((
                f"{count:,}", f"{links:,}", len(ours["names"]), f"{ours['drawn']:,.0f}",
                f"{theirs['drawn']:,.0f}", f"{ours['frames'][0]:.1f}",
                f"{theirs['frames'][0]:.1f}", f"{times[0]:.1f}", aim,
                f"{ours['frames'][1]:.0f}", f"{theirs['frames'][1]:.0f}",
                f"{ours['selected']:.0f}",
            ))  # fmt: skip
        browser.close()
    head = ("nodes", "links", "names shown", "ms until drawn", "of vis-network",
            "frames a second while moving", "of vis-network", "times", "aim",
            "ms of processor for each", "of vis-network", "ms of script to select")  # fmt: skip
    print(table(head, rows))


if __name__ == "__main__":
    main()
