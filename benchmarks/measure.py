"""What the benchmarks share: timing, the spread of figures, tables of results."""

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
    """How long one call takes, by the wall clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def alone(program: str, *arguments: object) -> dict[str, Any]:
    """What a step of a benchmark tells as its last line, run in a process of its own."""
    command = [sys.executable, program, *map(str, arguments)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


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
    """What the figures were measured on."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    python = platform.python_version()
    return f"{os.cpu_count()} cores, {platform.system()}, Python {python}; load before {load}"


def draw_growth(path: Path, rows: Sequence[int], drawn: Mapping[str, Sequence[float]]) -> None:
    """Each of the measures over rows, side by side: straight lines through nought are linear
    growth."""
    from PIL import Image, ImageDraw

    wide, high, edge, across = 420, 300, 50, 4
    down = -(-len(drawn) // across)
    image = Image.new("RGB", (min(len(drawn), across) * wide, down * high), "white")
    draw = ImageDraw.Draw(image)
    most = max(rows)
    for n, (name, values) in enumerate(drawn.items()):
        corner, above = n % across * wide, n // across * high
        left, low, top = corner + edge, above + high - edge, max(values)
        draw.line([(left, above + edge), (left, low), (corner + wide - 20, low)], "black")
        draw.text((left, above + edge - 30), f"{name}, up to {top:,.4g}", "black")
        draw.text((left, low + 15), f"rows, up to {most:,}", "black")
        places = [
            (left + (wide - edge - 40) * x / most, low - (high - 2 * edge) * y / top)
            for x, y in zip(rows, values, strict=True)
        ]
        draw.line([(left, low), places[-1]], "lightgrey")
        draw.line(places, "#2f6fbb", 2)
        for x, y in places:
            draw.ellipse((x - 4, y - 4, x + 4, y + 4), "#2f6fbb")
    image.save(path)
