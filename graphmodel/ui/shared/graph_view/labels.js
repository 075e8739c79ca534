const LABEL = 12.5; // pixels on the screen, whatever the zoom
const HALO = 4;
const SIGN = 17; // in picture units: a sign, the same on every line of its kind, grows with the zoom
const ALONG = [0.5, 0.38, 0.62, 0.28, 0.72]; // positions of a text along its line, the best first

// Names as on a map: they keep their size, and one that would cover a more important one is hidden
// until there is room. Which names are shown is computed when the zoom or the selection changes;
// moving the picture only moves them.
class Labels {
  constructor(view) {
    this.view = view;
    this.placed = [];
    this.worded = new Map();
    this.widths = new Map();
    this.measure = document.createElement('canvas').getContext('2d');
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.place(), 60);
  }

  size(n) { return n.central || this.view.selection.has(n.id) ? LABEL * 1.2 : LABEL; }

  rank(n) {
    const { view } = this;
    if (n.id === view.selection.only) return 0;
    return n.central || n.route || view.selection.has(n.id) ? 1 : view.near && view.near.has(n.id) ? 2 : 3;
  }

  // The width of the widest line of a text, in pixels.
  width(text, size) {
    const { font } = this.view.theme;
    const key = `${size} ${font} ${text}`;
    if (!this.widths.has(key)) {
      this.measure.font = `${size}px ${font}`;
      this.widths.set(key, Math.max(...text.split('\n').map((line) => this.measure.measureText(line).width)));
    }
    return this.widths.get(key);
  }

  place() {
    const { view } = this;
    clearTimeout(this.timer);
    if (view.gone) return;
    const items = view.order.map((id) => view.nodes.get(id)).filter(Boolean).map((n) => ({
      id: n.id, text: n.full, x: n.x, y: n.y, r: n.size, level: this.rank(n), size: this.size(n),
      wide: this.width(n.full, this.size(n)),
    })).filter((item) => !view.near || item.level < 3);
    const taken = new Taken();
    this.placed = placeNames(items, view.net.scale, taken);
    this.worded = placeWords(this.words(), taken);
    view.net.draw();
  }

  // The texts of links, the selected link first. Words that describe a link wait for room; a sign,
  // which names its kind, is always shown.
  words() {
    const { net, edges, link } = this.view;
    const few = edges.size <= WORDED;
    const said = (e) => (e.words ? e.look.strong || few : e.label);
    return [...edges.values()].filter(said).map((e) => {
      const [text, size] = e.words ? [e.words, LABEL] : [e.label, SIGN * net.scale];
      const places = ALONG.map((t) => ({ t, ...pointOn(net.curve(e), t) }));
      return { id: e.id, level: e.id === link ? 0 : e.words ? 2 : 1, size,
        places: places.map(({ t, x, y }) => ({ t, x: x * net.scale, y: y * net.scale })),
        wide: this.width(text, LABEL) * size / LABEL, high: heightOf(text, size) };
    }).sort((a, b) => a.level - b.level);
  }

  // The name of the node under the pointer, if it is hidden for lack of room.
  pointedAt() {
    const n = this.view.nodes.get(this.view.hovered);
    if (!n || this.placed.some(({ id }) => id === n.id)) return [];
    return [{ id: n.id, text: n.full, size: this.size(n), down: heightOf(n.full, this.size(n)) / 2 }];
  }

  // Draw on the canvas above the nodes, which the library has just cleared.
  draw(pen) {
    const { view } = this;
    const { wide, high } = view.net.size;
    for (const { text, x, y, size, halo } of this.texts()) {
      if (x < -200 || y < -40 || x > wide + 200 || y > high + 40) continue;
      drawText(pen, { text, x, y, size, halo }, view.theme);
    }
    for (const n of view.nodes.values()) if (n.pinned) this.drawPin(pen, n);
  }

  // Draw a pin at the upper right of a pinned node.
  drawPin(pen, n) {
    const { net, theme } = this.view;
    const at = net.toScreen({ x: n.x + n.size * 0.75, y: n.y - n.size * 0.75 });
    pen.fillStyle = n.faded ? mix(theme.text, theme.back, 0.4) : theme.text;
    pen.strokeStyle = theme.back;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.arc(at.x, at.y, 3.5, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
  }

  // All texts on the screen, in drawing order: words of links, then names.
  texts() {
    const { net, nodes, edges } = this.view;
    const words = [];
    for (const e of edges.values()) {
      const text = e.words || e.label;
      if (!text || !this.worded.has(e.id)) continue;
      const at = net.toScreen(pointOn(net.curve(e), this.worded.get(e.id)));
      words.push({ text, ...at, size: e.words ? LABEL : SIGN * net.scale, halo: e.words ? HALO : HALO * net.scale });
    }
    const names = [...this.placed, ...this.pointedAt()].filter(({ id }) => nodes.has(id)).map(({ id, text, size, down }) => {
      const at = net.toScreen(nodes.get(id));
      return { text, x: at.x, y: at.y + nodes.get(id).size * net.scale + down, size, halo: HALO };
    });
    return [...words.filter(({ size }) => size >= 5), ...names];
  }
}

// The names that have room, the most important first, each with the distance in pixels of its middle
// below the edge of its node. `level` 0 is always drawn; among equals the largest node comes first.
function placeNames(items, scale, taken = new Taken()) {
  const ranked = items.map((item, i) => [item, i])
    .sort(([a, i], [b, j]) => a.level - b.level || b.r - a.r || i - j).map(([item]) => item);
  const placed = [];
  for (const item of ranked) {
    const [x, y, r] = [item.x * scale, item.y * scale, item.r * scale];
    const high = heightOf(item.text, item.size);
    const half = item.wide / 2 + 4;
    const below = [x - half, y + r, x + half, y + r + high];
    // Below its mark, else across it if the mark is much larger, else above.
    const shift = [0, ...(r > 1.5 * high ? [-r - high / 2] : []), -2 * r - high].find((by) =>
      item.level === 0 || !taken.covers(shifted(below, by)));
    if (shift !== undefined) {
      taken.add(shifted(below, shift));
      placed.push({ id: item.id, text: item.text, size: item.size, down: shift + high / 2 });
    }
    taken.add({ x, y, r });
  }
  return placed;
}

// The position of each text along its line, by the id of the link: as near the middle as there is room
// between what is already placed. Words (`level` 2) are left out if there is none.
function placeWords(items, taken) {
  const placed = new Map();
  for (const { id, level, places, wide, high } of items) {
    const boxes = places.map(({ t, x, y }) =>
      ({ t, box: [x - wide / 2 - 4, y - high / 2, x + wide / 2 + 4, y + high / 2] }));
    const free = level && boxes.find(({ box }) => !taken.covers(box));
    const chosen = free || (level < 2 && boxes[0]);
    if (chosen) {
      taken.add(chosen.box);
      placed.set(id, chosen.t);
    }
  }
  return placed;
}

function heightOf(text, size) { return size * 1.15 * text.split('\n').length + 5; }

function shifted(box, by) { return [box[0], box[1] + by, box[2], box[3] + by]; }

// Draw plain text with a halo in the background colour, its lines centred on the given point.
function drawText(pen, { text, x, y, size, halo }, theme) {
  pen.font = `${size}px ${theme.font}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.lineJoin = 'round';
  pen.lineWidth = halo;
  pen.strokeStyle = theme.back;
  pen.fillStyle = theme.text;
  for (const [line, by] of linesOf(text, size)) {
    pen.strokeText(line, x, y + by);
    pen.fillText(line, x, y + by);
  }
}

// Each line of a text with its offset below the middle of the whole.
function linesOf(text, size) {
  const lines = text.split('\n');
  return lines.map((line, i) => [line, (i - (lines.length - 1) / 2) * size * 1.15]);
}
