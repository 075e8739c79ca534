"""The script of the picture alone: lines, names, shapes, print, and the effects of a step."""

from __future__ import annotations

import random
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, expect

from graphmodel.schema.extension_file import SHAPES
from tests.browser.bare_picture import THEME, drawn, edge, load, node, page, show, steps

__all__ = ["page"]

HOSTILE = "<script>alert(1)</script> & \"x\" 'y' ]]> \u202e 張藝謀 سينما"


def test_a_bent_line_joins_its_ends_and_two_of_them_lie_on_either_side(page: Page) -> None:
    ends = [{"x": 10, "y": 20}, {"x": 210, "y": -40}]
    curves = page.evaluate(
        "ends => [0, 0.2, -0.2].map((bend) => [0, 0.5, 1].map((t) => "
        "pointOn(curveOf({ bend }, ...ends), t)))",
        ends,
    )
    for start, _, end in curves:
        assert start == pytest.approx(ends[0])
        assert end == pytest.approx(ends[1])
    straight, one_way, other_way = (middle for _, middle, _ in curves)
    assert straight == pytest.approx({"x": 110, "y": -10})
    sides = [(m["x"] - 110) * -60 - (m["y"] + 10) * 200 for m in (one_way, other_way)]
    assert sides[0] * sides[1] < 0
    assert page.evaluate(
        "ends => { const curve = curveOf({ bend: 0.2 }, ...ends);"
        " return distanceToCurve(curve, pointOn(curve, 0.3), false); }",
        ends,
    ) == pytest.approx(0, abs=1)
    loop = page.evaluate(
        "() => { const at = { x: 5, y: 5 };"
        " const curve = curveOf({ loop: { size: 40, angle: Math.PI / 4 } }, at, at);"
        " return [0, 0.5, 1].map((t) => pointOn(curve, t)); }"
    )
    assert loop[0] == loop[2] == {"x": 5, "y": 5}
    assert loop[1]["x"] > 40
    assert loop[1]["y"] < -30, "to the upper right, where y runs downwards"


def test_no_name_lies_over_a_more_telling_one_nor_over_its_node(page: Page) -> None:
    draw = random.Random(7)
    items = [
        {"id": str(i), "text": "x", "x": draw.uniform(0, 900), "y": draw.uniform(0, 600),
         "r": draw.choice([5, 9, 30]), "level": draw.choice([0, 1, 2, 3, 3, 3]), "size": 12,
         "wide": draw.uniform(20, 140)}
        for i in range(160)
    ]  # fmt: skip
    placed = page.evaluate("items => placeNames(items, 1.3)", items)
    by_id = {item["id"]: item for item in items}
    always = {item["id"] for item in items if item["level"] == 0}
    assert always <= {name["id"] for name in placed}
    assert len(always) < len(placed) < len(items)
    ranked = sorted(items, key=lambda item: (item["level"], -item["r"]))
    rank = {item["id"]: n for n, item in enumerate(ranked)}
    boxes: list[tuple[float, float, float, float]] = []
    discs: list[tuple[float, float, float]] = []
    for name in sorted(placed, key=lambda name: rank[name["id"]]):
        item = by_id[name["id"]]
        x, middle = item["x"] * 1.3, (item["y"] + item["r"]) * 1.3 + name["down"]
        half, tall = item["wide"] / 2 + 4, (12 * 1.15 + 5) / 2
        box = (x - half, middle - tall, x + half, middle + tall)
        if item["level"]:
            discs = [(i["x"] * 1.3, i["y"] * 1.3, i["r"] * 1.3) for i in ranked[: rank[name["id"]]]]
            assert not any(_overlap(box, other) for other in boxes)
            assert not any(_reaches(disc, box) for disc in discs)
        boxes.append(box)


def test_a_name_lies_across_its_mark_only_where_that_is_much_larger(page: Page) -> None:
    def rows(r: float) -> list[dict[str, object]]:
        """A node, and another one that occupies the space under it."""
        fixed = {"text": "A", "size": 12, "wide": 30}
        return [
            {"id": "first", "x": 0, "y": 0, "r": r, "level": 1, **fixed},
            {"id": "under", "x": 0, "y": r + 10, "r": 9, "level": 0, **fixed},
        ]

    for r, across in ((8, False), (60, True)):
        placed = page.evaluate("items => placeNames(items, 1)", rows(r))
        (down,) = (name["down"] for name in placed if name["id"] == "first")
        assert (-2 * r < down < 0) is across


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    gap = 1e-6
    return a[0] + gap < b[2] and b[0] + gap < a[2] and a[1] + gap < b[3] and b[1] + gap < a[3]


def _edges(box: Mapping[str, float]) -> tuple[float, ...]:
    """A rectangle as left, top, right and bottom."""
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


def _reaches(disc: tuple[float, ...], box: tuple[float, ...]) -> bool:
    x, y, r = disc
    across = max(box[0] - x, 0, x - box[2])
    down = max(box[1] - y, 0, y - box[3])
    return float((across**2 + down**2) ** 0.5) < r - 1e-6


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_is_the_same_on_the_screen_and_in_print(page: Page, shape: str) -> None:
    show(page, [node("a", shape=shape, size=64.0, label=" ", color="#aa0000")])
    differing = page.evaluate(
        """shape => new Promise((done) => {
          const { view } = document.querySelector('.view');
          const { sigma, scale } = view.net;
          const at = view.net.toScreen(view.nodes.get('a'));
          sigma.once('afterRender', () => {
            const gl = sigma.webGLContexts.nodes;
            const pixel = new Uint8Array(4);
            const pen = document.createElement('canvas').getContext('2d');
            const outline = new Path2D(outlineOf(shape, at.x, at.y, 64.75 * scale));
            let [all, wrong] = [0, 0];
            for (let x = -161; x <= 161; x += 7) {
              for (let y = -161; y <= 161; y += 7) {
                const [sx, sy] = [at.x + x + 0.5, at.y + y + 0.5];
                const up = gl.drawingBufferHeight - sy;
                gl.readPixels(sx, up, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
                all += 1;
                if ((pixel[3] > 127) !== pen.isPointInPath(outline, sx, sy)) wrong += 1;
              }
            }
            done([wrong, all]);
          });
          view.net.draw();
        })""",
        shape,
    )
    assert differing[0] < 0.02 * differing[1]


def test_selecting_touches_only_what_changes(page: Page) -> None:
    spokes = [node(f"s{i}", 40 * i, 100) for i in range(60)]
    ring = [edge(f"s{i}", f"s{i + 1}") for i in range(59)]
    show(page, [node("hub", central=True), *spokes], ring)
    view = page.locator(".view")
    view.evaluate(
        """e => {
          window.touched = [];
          const { net } = e.view;
          const repaint = net.repaint.bind(net);
          net.repaint = (nodes, edges = []) => {
            window.touched.push([nodes.length, edges.length]);
            repaint(nodes, edges);
          };
        }"""
    )
    view.evaluate("e => e.view.select('hub')")
    assert page.evaluate("() => window.touched") == [[1, 0]], "a centre fades nothing"
    view.evaluate("e => { window.touched = []; e.view.select('s30'); }")
    faded, lines = page.evaluate("() => window.touched[0]")
    assert (faded, lines) == (61 - 2, 59), "all fade or stand out, but for its two neighbours"
    view.evaluate("e => { window.touched = []; e.view.select('s31'); }")
    assert page.evaluate("() => window.touched") == [[4, 2]]


@pytest.mark.parametrize("width", [340, 650])
def test_the_legend_and_the_buttons_leave_each_other_and_the_picture_room(
    page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 720})
    legend = [
        {"name": name, "colour": "#123456", "shape": "dot", "kind": name, "hidden": False}
        for name in ("People", "Festivals", "Projects", "Organisations", "Programmes", "Events")
    ]
    view = show(
        page, [node("a"), node("b", 0, 4000)], legend=legend, selected=["a"],
        actions=["select", "note"], undo={"undo": True, "redo": False},
    )  # fmt: skip
    boxes = [
        box
        for part in (".legend button", ".tools button:not([hidden])", ".bar")
        for each in view.locator(part).all()
        if (box := each.bounding_box())
    ]
    assert len(boxes) == 6 + 10 + 1
    for at, one in enumerate(boxes):
        assert one["x"] >= 0
        assert one["x"] + one["width"] <= width
        assert not any(_overlap(_edges(one), _edges(other)) for other in boxes[at + 1 :])
    for place in view.evaluate(
        "e => [...e.view.nodes.values()].map((n) => e.view.net.toScreen(n))"
    ):
        spot = {"x": place["x"] - 3, "y": place["y"] - 3, "width": 6, "height": 6}
        assert not any(_overlap(_edges(spot), _edges(box)) for box in boxes)


def test_only_what_changes_more_than_the_selection_is_offered_to_be_undone(page: Page) -> None:
    """The server acknowledges a selection only when it draws the picture."""
    view = show(page, [node("a"), node("b", 200)], undo={"undo": False, "redo": False})
    view.evaluate("e => e.view.select('a')")
    page.keyboard.press("Control+z")
    assert [step["do"] for step in steps(page)] == ["select"]
    view.evaluate("e => e.view.moved('b')")
    page.keyboard.press("Control+z")
    assert [step["do"] for step in steps(page)] == ["select", "move", "undo"]


def test_names_made_to_do_harm_are_letters_in_the_picture_and_in_print(page: Page) -> None:
    show(page, [node("a", label=HOSTILE, title=HOSTILE), node("b", 200, 0, label="x\x01\ud800y")],
         [edge("a", "b", label=HOSTILE)], legend=[{"name": HOSTILE, "colour": "#123456",
         "shape": "star", "kind": "", "hidden": False}])  # fmt: skip
    svg = page.evaluate("() => svgOf(sheetOf(document.querySelector('.view').view))")
    root = ElementTree.fromstring(svg)
    texts = [e.text for e in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts.count(HOSTILE) == 3, "the node, the link and the legend"
    assert "x\ufffdy" in texts
    assert {e.tag.rpartition("}")[2] for e in root.iter()} == {"svg", "rect", "path", "text"}
    assert page.locator("script", has_text="alert").count() == 0


def test_the_picture_is_saved_at_the_size_of_print(page: Page, tmp_path: Path) -> None:
    view = show(page, [node("a"), node("b", 300, 90, fictional=True)], [edge("a", "b")])
    sizes = {}
    for name in ("PNG", "SVG"):
        with page.expect_download() as saved:
            view.get_by_role("button", name=f"Save as {name}").click()
        sizes[name] = saved.value.path().read_bytes()
        assert saved.value.suggested_filename == f"network.{name.lower()}"
    width, height = struct.unpack(">II", sizes["PNG"][16:24])
    assert width == 3508
    assert 2400 < height < 2500, "as wide and high as the picture on the page"
    assert ElementTree.fromstring(sizes["SVG"]).get("width") == "297mm"


def test_a_drag_moves_one_node_and_nothing_else(page: Page) -> None:
    view = show(page, [node("a"), node("b", 200, 0)], [edge("a", "b")])
    before = view.evaluate("e => [e.view.net.middle, e.view.nodes.get('b').x]")
    at = view.evaluate("e => e.view.net.toScreen(e.view.nodes.get('a'))")
    page.mouse.move(at["x"], at["y"])
    page.mouse.down()
    page.mouse.move(at["x"] + 60, at["y"] + 30, steps=4)
    page.mouse.up()
    assert view.evaluate("e => [e.view.net.middle, e.view.nodes.get('b').x]") == before
    (step,) = steps(page)
    assert step["do"] == "move"
    put = step["places"]["a"]
    assert put[0] == pytest.approx(60 / view.evaluate("e => e.view.net.scale"), abs=1)
    show(page, [node("a"), node("b", 200, 0)], [edge("a", "b")])
    assert view.evaluate("e => e.view.nodes.get('a').x") == put[0], "until the server knows"
    show(page, [node("a", 7, 8), node("b", 200, 0)], [edge("a", "b")])
    assert view.evaluate("e => e.view.nodes.get('a').x") == 7


def test_a_double_click_is_of_the_node_that_its_first_click_met(page: Page) -> None:
    view = show(page, [node("a"), node("b", 200, 0)], actions=["select", "expand"])
    at = view.evaluate("e => e.view.net.toScreen(e.view.nodes.get('a'))")
    page.mouse.click(at["x"], at["y"])
    view.evaluate("e => e.view.net.moveTo({ position: { x: 200, y: 90 } })")
    assert view.evaluate("(e, at) => e.view.net.nodeAt(at)", at) != "a", "nothing moved"
    page.wait_for_timeout(500)  # slower than a finger's double tap: the mouse counts its clicks
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    assert [(step["do"], step["ids"]) for step in steps(page)] == [
        ("select", ["a"]), ("expand", ["a"]),
    ]  # fmt: skip


def test_nodes_are_pinned_where_they_lie_and_let_go(page: Page) -> None:
    actions = ["select", "pin", "unpin"]
    nodes = [node("a", 5, 6), node("b", 200, 0)]
    view = show(page, nodes, actions=actions, selected=["a", "b"])
    view.get_by_role("button", name="Pin", exact=True).click()
    assert steps(page)[-1]["places"] == {"a": [5, 6], "b": [200, 0]}
    show(page, [{**n, "pinned": True} for n in nodes], actions=actions, selected=["a", "b"])
    expect(view.get_by_role("button", name="Pin", exact=True)).to_have_count(0)
    view.focus()
    page.keyboard.press("l")
    assert [step["do"] for step in steps(page)] == ["pin", "unpin"]


def test_the_name_under_the_pointer_shows_with_its_words(page: Page) -> None:
    nodes = [node("large", size=30.0), node("small", 14, 0, title=f"small\n{HOSTILE}", size=5.0)]
    view = show(page, nodes)
    shown = "e => e.view.labels.texts().map((text) => text.text)"
    assert view.evaluate(shown) == ["large"], "no room for both"
    at = view.evaluate("e => e.view.net.toScreen(e.view.nodes.get('small'))")
    page.mouse.move(at["x"], at["y"])
    expect(view.locator(".tip")).to_have_text(f"small\n{HOSTILE}")
    assert view.evaluate(shown) == ["large", "small"]
    page.mouse.move(at["x"] + 300, at["y"] + 200)
    expect(view.locator(".tip")).to_be_hidden()
    assert view.evaluate(shown) == ["large"]


def test_words_of_lines_show_only_where_they_have_room(page: Page) -> None:
    others = [node(f"n{n}", 260 + n, n * 9.0, size=3.0) for n in range(30)]
    lines = [edge("hub", other["id"], words=f"worked together on film {other['id']}")
             for other in others]  # fmt: skip
    view = show(page, [node("hub", size=20.0), *others], lines, selected=["hub"])
    placed = view.evaluate(
        """e => { const { labels, net } = e.view;
          const names = new Set(labels.placed.map(({ text }) => text));
          return labels.texts().filter(({ text }) => !names.has(text))
            .map(({ text, x, y, size }) => ({ x, y, wide: labels.width(text, size),
              high: heightOf(text, size) })); }"""
    )
    boxes = [(w["x"] - w["wide"] / 2, w["y"] - w["high"] / 2,
              w["x"] + w["wide"] / 2, w["y"] + w["high"] / 2) for w in placed]  # fmt: skip
    assert 0 < len(boxes) < len(lines)
    assert not any(_overlap(a, b) for n, a in enumerate(boxes) for b in boxes[:n])
    chosen = lines[17]
    view = show(page, [node("hub", size=20.0), *others], lines, link=chosen["id"])
    assert chosen["words"] in view.evaluate("e => e.view.labels.texts().map(({ text }) => text)")


def test_what_is_added_beyond_the_edge_is_brought_into_view(page: Page) -> None:
    nodes = [node("a"), node("b", 200, 0)]
    view = show(page, nodes)
    seen = "(e, id) => e.view.sees(e.view.nodes.get(id))"
    before = view.evaluate("e => e.view.net.middle")
    show(page, [*nodes, node("c", 100, 20)])
    assert view.evaluate("e => e.view.net.middle") == before, "c is seen as it is"
    show(page, [*nodes, node("c", 100, 20), node("group", 4000, 0, unseen=7)])
    page.wait_for_function("() => !document.querySelector('.view').view.net.camera.isAnimated()")
    assert view.evaluate(seen, "group")


def test_a_drag_beside_the_nodes_moves_the_picture(page: Page) -> None:
    view = show(page, [node("a"), node("b", 200, 0)])
    before = view.evaluate("e => e.view.net.middle")
    page.mouse.move(500, 600)
    page.mouse.down()
    page.mouse.move(430, 560, steps=4)
    page.mouse.up()
    after = view.evaluate("e => e.view.net.middle")
    assert after["x"] > before["x"] + 10
    assert after["y"] > before["y"] + 10
    assert steps(page) == [], "nothing is selected by it"


def test_a_press_in_the_small_picture_leads_there(page: Page) -> None:
    view = show(page, [node("a", -900, -500), node("b", 900, 500)], [edge("a", "b")])
    small = view.locator(".minimap")
    expect(small).to_be_hidden()
    view.evaluate("e => e.view.net.moveTo({ position: { x: 0, y: 0 }, scale: 2 })")
    expect(small).to_be_visible()
    small.click(position={"x": 8, "y": 9})
    middle = view.evaluate("e => e.view.net.middle")
    assert middle["x"] < -600
    assert middle["y"] < -300
    assert steps(page) == []


def test_what_is_gone_is_gone_and_comes_back(page: Page) -> None:
    three = [node("a"), node("b", 100, 0), node("c", 0, 100)]
    lines = [edge("a", "b"), edge("b", "c"), edge("c", "c")]
    view = show(page, three, lines)
    show(page, three[:2], lines[:1], selected=["b"])
    count = "e => [e.view.net.graph.order, e.view.net.graph.size]"
    assert view.evaluate(count) == [2, 1]
    show(page, three, lines)
    assert view.evaluate(count) == [3, 3]
    assert view.evaluate("e => e.view.selection.ids") == []


def test_another_theme_colours_the_picture_anew(page: Page) -> None:
    view = show(page, [node("a"), node("b", 100, 0, central=True)])
    assert view.evaluate("e => e.view.nodes.get('a').look.border") == THEME["background-color"]
    page.evaluate(
        "() => { document.documentElement.style.setProperty('--st-background-color', '#101010');"
        " document.documentElement.style.setProperty('--st-text-color', '#fafafa'); }"
    )
    page.wait_for_function(
        "() => document.querySelector('.view').view.nodes.get('a').look.border === '#101010'"
    )
    assert view.evaluate("e => e.view.nodes.get('b').look.border") == "#fafafa"


def timed(span: tuple[int, int] = (1990, 1993)) -> dict[str, Any]:
    """Links from 1990, 1991 to 1992 and 1993, one without a year, and one outside the span."""
    bounds = {"bounds": [1990, 1995], "counts": [[1990, 1], [1991, 1], [1993, 1], [1995, 1]]}
    aside = {"nodes": [node("z", 400)], "edges": [edge("a", "z", years=[1995, 1995])]}
    return {**bounds, "span": list(span), **aside}


TIMED_NODES = [node("a", central=True), *(node(x, 100 * n) for n, x in enumerate("bcde", 1))]
TIMED_EDGES = [
    edge("a", "b", years=[1990, 1990]),
    edge("a", "c", years=[1991, 1992]),
    edge("a", "d", years=[1993, 1993]),
    edge("a", "e", years=None),
]


def drawn_ids(view: Any) -> str:
    return str(view.evaluate("e => [...e.view.nodes.keys()].sort().join('')"))


def test_playing_shows_a_year_at_a_time_and_lights_what_is_new(page: Page) -> None:
    view = show(page, TIMED_NODES, TIMED_EDGES, timeline=timed((1990, 1993)))
    assert drawn_ids(view) == "abcde", "what the server shows, without what is of other years"
    assert page.locator(".go").is_visible()
    assert not page.locator(".halt").is_visible()
    view.evaluate("e => { window.setTimeout = () => 0; e.view.timeline.span = [1990, 1995]; }")
    page.get_by_label("Play the years").click()
    seen = [drawn_ids(view)]
    lit = []
    for _ in range(5):
        view.evaluate("e => e.view.timeline.tick()")
        seen.append(drawn_ids(view))
        lit.append(
            view.evaluate(
                "e => [...e.view.edges.values()].filter(x => x.lit).map(x => x.to).join()"
            )
        )
    assert seen == ["abe", "abce", "abce", "abcde", "abcde", "abcdez"]
    assert lit == ["c", "", "d", "", "z"]
    assert steps(page) == []
    view.evaluate("e => e.view.timeline.tick()")
    assert [(s["do"], s["years"]) for s in steps(page)] == [("years", [])]
    assert view.evaluate("e => e.view.timeline.playing") is False


def test_a_chosen_span_keeps_its_length_while_it_plays(page: Page) -> None:
    assert page.evaluate("() => later([1991, 1992], [1990, 1995], false)") == [1992, 1993]
    assert page.evaluate("() => later([1990, 1992], [1990, 1995], true)") == [1990, 1993]
    assert page.evaluate("() => later([1994, 1995], [1990, 1995], false)") is None


def test_an_end_that_is_moved_shows_its_years_at_once_and_rests_in_one_step(page: Page) -> None:
    view = show(page, TIMED_NODES, TIMED_EDGES, timeline=timed((1990, 1993)))
    first, last = page.get_by_label("First year"), page.get_by_label("Last year")
    assert (first.input_value(), last.input_value()) == ("1990", "1993")
    move = "(e, year) => { e.value = year; e.dispatchEvent(new Event('input')); }"
    first.evaluate(move, 1991)
    first.evaluate(move, 1994)
    assert (first.input_value(), last.input_value()) == ("1994", "1994")
    assert drawn_ids(view) == "ae"
    assert steps(page) == [], "while it moves it is no step"
    last.evaluate(move, 1995)
    last.evaluate("e => e.dispatchEvent(new Event('change'))")
    assert drawn_ids(view) == "aez"
    assert [(s["do"], s["years"]) for s in steps(page)] == [("years", [1994, 1995])]
    assert view.locator(".bars rect.out").count() == 3
    middle = view.evaluate("e => e.view.net.middle.x")
    first.press("ArrowRight")
    assert view.evaluate("e => e.view.net.middle.x") == middle, "the key is the slider's"
    show(page, TIMED_NODES, TIMED_EDGES)
    assert not page.get_by_label("First year").is_visible()


def test_a_theme_that_changes_with_the_size_of_the_window_is_drawn(page: Page) -> None:
    view = show(page, TIMED_NODES, TIMED_EDGES)
    view.evaluate("e => { e.view.net.resize(); e.view.restyle(); }")
    drawn(page)
    assert view.evaluate("e => e.view.net.sigma.needToProcess") is False


def test_a_browser_without_webgl_says_so(browser: Browser) -> None:
    context = browser.new_context()
    context.add_init_script(
        "const get = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (type, ...rest) {"
        " return type.includes('webgl') ? null : get.call(this, type, ...rest); };"
    )
    blind = context.new_page()
    blind.goto("about:blank")
    load(blind)
    view = show(blind, [node("a")])
    expect(view.get_by_role("status").first).to_contain_text("WebGL is missing or switched off")
    expect(view.get_by_role("status").first).to_be_visible()
    context.close()


def test_a_picture_that_lost_the_graphics_card_is_drawn_again(page: Page) -> None:
    view = show(page, [node("a"), node("b", 200, 0)], [edge("a", "b")])
    before = view.evaluate("e => { window.lost = e.view.net; return e.view.net.middle; }")
    view.evaluate(
        "e => e.view.net.canvas.getContext('webgl2').getExtension('WEBGL_lose_context')"
        ".loseContext()"
    )
    page.wait_for_function("() => document.querySelector('.view').view.net !== window.lost")
    count = "e => [e.view.net.graph.order, e.view.net.graph.size, e.view.net.middle]"
    assert view.evaluate(count) == [2, 1, before]
    assert view.locator(".canvas canvas").count() == 5, "those of the old drawing are gone"


def test_colours_of_any_kind_are_mixed(page: Page) -> None:
    mixed: list[Any] = page.evaluate(
        "() => [mix('#ffffff', '#000000', 0.5), mix('teal', '#fff', 1), rgb('hsl(0 100% 50%)')]"
    )
    assert mixed == ["rgb(128,128,128)", "rgb(0,128,128)", [255, 0, 0]]
