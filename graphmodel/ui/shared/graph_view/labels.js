const LABEL = 12.5; // pixels on the screen, whatever the zoom

// Names as on a map: they stay the same size, and those that would lie over a more telling one wait
// until there is room.
class Labels {
  constructor(view) {
    this.view = view;
    this.measure = document.createElement('canvas').getContext('2d');
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.place(), 60);
  }

  size(n) {
    const large = n.central || this.view.selection.has(n.id);
    return (large ? LABEL * 1.2 : LABEL) / this.view.net.getScale();
  }

  rank(n) {
    const { view } = this;
    if (n.id === view.hovered || n.id === view.selection.only) return 0;
    return n.central || n.route || view.selection.has(n.id) ? 1 : view.near && view.near.has(n.id) ? 2 : 3;
  }

  place() {
    const { view } = this;
    if (view.gone) return;
    const { net, nodes, theme } = view;
    const scale = net.getScale();
    const items = view.order.map((id) => nodes.get(id)).filter(Boolean);
    const ranked = items.map((n, i) => [this.rank(n), i, n])
      .sort((a, b) => a[0] - b[0] || b[2].size - a[2].size || a[1] - b[1]);
    const places = net.getPositions();
    const taken = [];
    const changes = [];
    for (const [level, , n] of ranked) {
      const at = net.canvasToDOM(places[n.id]);
      const size = this.size(n);
      const r = n.size * scale;
      this.measure.font = `${size * scale}px ${theme.font}`;
      const half = this.measure.measureText(n.full).width / 2 + 4;
      const high = size * scale + 6;
      const below = [at.x - half, at.y + r, at.x + half, at.y + r + high];
      const dim = view.near && level > 2;
      // Under its mark, else across it where that is large, else above.
      const shift = [0, ...(r > high / 2 ? [-r - high / 2, -2 * r - high] : [])].find((by) =>
        level === 0 || (!dim && !taken.some((t) => covers(t, shifted(below, by)))));
      const free = shift !== undefined;
      if (free) taken.push(shifted(below, shift));
      taken.push({ x: at.x, y: at.y, r });
      const label = free ? n.full : '';
      const vadjust = free ? shift / scale : 0;
      if (label !== n.label || Math.abs(n.font.size - size) > 0.01
          || Math.abs((n.font.vadjust || 0) - vadjust) > 0.01) {
        changes.push({ id: n.id, label, font: { ...n.font, size, vadjust } });
      }
    }
    if (changes.length) nodes.update(changes);
    this.sizeWords(scale);
  }

  sizeWords(scale) {
    const { edges } = this.view;
    const worded = edges.get().filter((e) => e.words && Math.abs(e.font.size - LABEL / scale) > 0.01);
    if (worded.length) {
      edges.update(worded.map((e) => ({ id: e.id, font: { ...e.font, size: LABEL / scale } })));
    }
  }
}

function shifted(box, by) { return [box[0], box[1] + by, box[2], box[3] + by]; }

// Whether what is taken, a box or a disc, lies over a box.
function covers(taken, box) {
  if (Array.isArray(taken)) {
    return taken[0] < box[2] && box[0] < taken[2] && taken[1] < box[3] && box[1] < taken[3];
  }
  const away = (at, low, high) => Math.max(low - at, 0, at - high);
  return Math.hypot(away(taken.x, box[0], box[2]), away(taken.y, box[1], box[3])) < taken.r;
}
