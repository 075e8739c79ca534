"""A picture as a small SVG: within its frame, in proportion, and only shapes."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from graphmodel.pictures.thumbnail import HEIGHT, WIDTH, thumbnail

SPACE = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    "positions",
    [
        {},
        {"a": (5.0, 5.0)},
        {"a": (-9000.0, 0.0), "b": (9000.0, 0.0)},
        {"a": (0.0, -7.0), "b": (0.0, 3000.0), "c": (10.0, 10.0)},
    ],
)
def test_every_dot_lies_in_the_frame(positions: dict[str, tuple[float, float]]) -> None:
    root = ElementTree.fromstring(thumbnail(positions, {}, [("a", "b"), ("a", "gone")]))
    dots = root.findall(f".//{SPACE}circle")
    assert len(dots) == len(positions)
    for dot in dots:
        assert 0 < float(dot.attrib["cx"]) < WIDTH
        assert 0 < float(dot.attrib["cy"]) < HEIGHT
    assert len(root.findall(f".//{SPACE}line")) == ("b" in positions)


def test_proportions_and_colours_stay_and_nothing_else_gets_in() -> None:
    positions = {"a": (0.0, 0.0), "b": (400.0, 0.0), "<x>": (0.0, 200.0)}
    svg = thumbnail(positions, {"a": "#a1b2c3", "b": '"><script>'}, [])
    assert "script" not in svg
    assert "<x>" not in svg
    assert 'fill="#a1b2c3"' in svg
    a, b, c = [tuple(map(float, at)) for at in re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', svg)]
    assert (b[0] - a[0]) == pytest.approx(2 * (c[1] - a[1]), abs=0.2)
