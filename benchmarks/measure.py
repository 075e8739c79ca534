"""Shared by the benchmarks: timing, the spread of figures, and tables of results."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def alone(program: str, *arguments: object) -> dict[str, Any]:
    """Run a benchmark step in its own process; returns its last line of output, parsed as JSON."""
    command = [sys.executable, program, *map(str, arguments)]
    completed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    measured: dict[str, Any] = json.loads(completed.stdout.splitlines()[-1])
    return measured


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """Median, 95th percentile and maximum."""
    return median(values), quantiles(values, n=20)[-1], max(values)


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    lines = [list(map(str, head))]
    lines += [["---"] * len(lines[0])]
    lines += [[str(cell) for cell in row] for row in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def machine() -> str:
    """The machine on which the figures were measured."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    python = platform.python_version()
    return f"{os.cpu_count()} cores, {platform.system()}, Python {python}; load before {load}"


def draw_growth(path: Path, rows: Sequence[int], drawn: Mapping[str, Sequence[float]]) -> None:
    """Plot each measure against the number of rows, side by side: linear growth is a straight line
    through the origin."""
    from PIL import Image, ImageDraw

    wide, high, edge, across = 420, 300, 50, 4
    down = -(-len(drawn) // across)
    image = Image.new("RGB", (min(len(drawn), across) * wide, down * high), "white")
    draw = ImageDraw.Draw(image)
    max_rows = max(rows)
    for n, (name, values) in enumerate(drawn.items()):
        corner, above = n % across * wide, n // across * high
        x_axis, baseline, top = corner + edge, above + high - edge, max(values)
        draw.line(
            [(x_axis, above + edge), (x_axis, baseline), (corner + wide - 20, baseline)], "black"
        )
        draw.text((x_axis, above + edge - 30), f"{name}, up to {top:,.4g}", "black")
        draw.text((x_axis, baseline + 15), f"rows, up to {max_rows:,}", "black")
        points = [
            (x_axis + (wide - edge - 40) * x / max_rows, baseline - (high - 2 * edge) * y / top)
            for x, y in zip(rows, values, strict=True)
        ]
        draw.line([(x_axis, baseline), points[-1]], "lightgrey")
        draw.line(points, "#2f6fbb", 2)
        for x, y in points:
            draw.ellipse((x - 4, y - 4, x + 4, y + 4), "#2f6fbb")
    image.save(path)
