const OPTIONS = {
  physics: false,
  interaction: { hover: true, tooltipDelay: 150, multiselect: false, selectConnectedEdges: false },
  nodes: { borderWidth: 1.5, borderWidthSelected: 3 },
  edges: { width: 1.3, selectionWidth: 1, hoverWidth: 1, arrows: { to: { scaleFactor: 0.35 } } },
};
const LABEL = 12.5; // pixels on the screen, whatever the zoom
const FADED = 0.18;
const WORDED = 25; // ties that all say what they are; of more only those of the selected person do
const SHAPES = {
  dot: '<circle cx="6" cy="6" r="5"/>', square: '<path d="M1 1h10v10H1z"/>',
  diamond: '<path d="M6 0l6 6-6 6-6-6z"/>', triangle: '<path d="M6 1l6 10.5H0z"/>',
  triangleDown: '<path d="M6 11.5L12 1H0z"/>', hexagon: '<path d="M3 1h6l3 5-3 5H3L0 6z"/>',
  star: '<path d="M6 0l1.8 4 4.2.5-3.1 2.9.8 4.2L6 9.6l-3.7 2 .8-4.2L0 4.5 4.2 4z"/>',
  box: '<path d="M0 3h12v6H0z"/>',
};

class View {
  constructor(root) {
    this.root = root;
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    this.given = new Map();
    this.order = [];
    this.selected = '';
    this.steps = new Steps((waiting) => this.component.setStateValue('steps', waiting));
    this.net = new vis.Network(
      root.querySelector('.canvas'), { nodes: this.nodes, edges: this.edges }, OPTIONS);
    this.measure = document.createElement('canvas').getContext('2d');
    this.listen();
    root.classList.add('ready');
  }

  listen() {
    const { net, root } = this;
    net.on('click', (p) => this.click(p));
    net.on('doubleClick', (p) => p.nodes.length && this.expand(p.nodes[0]));
    net.on('dragEnd', (p) => p.nodes.length && this.moved(p.nodes[0]));
    net.on('zoom', () => this.relabelSoon());
    net.on('hoverNode', (p) => { this.hovered = p.node; this.relabel(); });
    net.on('blurNode', () => { this.hovered = ''; this.relabel(); });
    net.on('resize', () => this.relabelSoon());
    net.on('animationFinished', () => this.relabel());
    root.addEventListener('keydown', (e) => this.key(e));
    root.querySelector('.tools').addEventListener('click', (e) => {
      const button = e.target.closest('button');
      if (button) this.act(button.dataset.do);
    });
    this.onKey = (e) => {
      const step = stepOfKey(e);
      if (!step || !this.can(step)) return;
      e.preventDefault();
      this.act(step);
    };
    document.addEventListener('keydown', this.onKey);
    // The theme arrives as CSS variables, which fire nothing when they change; a transition does.
    root.querySelector('.probe').addEventListener('transitionend', () => this.restyle());
  }

  end() {
    this.gone = true;
    document.removeEventListener('keydown', this.onKey);
    clearTimeout(this.timer);
    this.net.destroy();
  }

  update(component) {
    const { data } = component;
    this.component = component;
    this.steps.answered(data.answered);
    this.offer(data.undo);
    this.root.setAttribute('aria-label', data.label);
    this.root.style.height = data.height ? `${data.height}px` : '';
    this.order = data.nodes.map((n) => n.id);
    this.theme = this.readTheme();
    this.replace(this.nodes, data.nodes, (n, old) => this.nodeItem(n, old));
    this.replace(this.edges, data.edges, (e) => this.edgeItem(e));
    this.legend(data.legend);
    const ahead = this.steps.ahead('select') || this.steps.ahead('pair');
    this.focus(ahead ? this.selected : data.selected, ahead ? this.beside : data.beside);
    if (data.scene !== this.scene) {
      this.scene = data.scene;
      this.net.redraw();
      this.fit(false);
    }
    this.relabel();
  }

  replace(set, given, item) {
    const keep = new Set(given.map((g) => g.id));
    set.remove(set.getIds().filter((id) => !keep.has(id)));
    set.update(given.filter((g) => this.given.get(g.id) !== JSON.stringify(g) || !set.get(g.id))
      .map((g) => item(g, set.get(g.id))));
    given.forEach((g) => this.given.set(g.id, JSON.stringify(g)));
  }

  nodeItem(n, old) {
    const { title, color, label, ...rest } = n;
    const stays = old && old.givenX === n.x && old.givenY === n.y;
    const item = { ...rest, full: n.label, givenX: n.x, givenY: n.y, colour: n.color, title,
      ...(old ? {} : { label: '' }), ...this.nodeStyle({ ...n, colour: n.color }) };
    if (stays) { delete item.x; delete item.y; }
    return item;
  }

  nodeStyle(n) {
    const t = this.theme;
    const fill = n.fictional ? mix(n.colour, t.back, 0.35) : n.colour;
    const line = n.fictional || n.central ? n.colour : t.back;
    const chosen = { background: fill, border: t.text };
    return {
      color: { background: fill, border: n.central ? t.text : line, highlight: chosen, hover: chosen },
      borderWidth: n.central ? 2.5 : n.fictional ? 2 : 1.5,
      font: { color: t.text, face: t.font, strokeColor: t.back, strokeWidth: 4, size: this.fontSize(n) },
    };
  }

  edgeItem(e) {
    const { color, ...rest } = e;
    return { ...rest, font: this.edgeFont(), colour: color, color: { color, highlight: color, hover: color, opacity: 0.65 } };
  }

  edgeFont() {
    const t = this.theme;
    return { color: t.text, face: t.font, strokeColor: t.back, strokeWidth: 4, size: 17 };
  }

  focus(id, beside = '') {
    this.selected = id && this.nodes.get(id) ? id : '';
    this.beside = this.selected && beside && this.nodes.get(beside) ? beside : '';
    const chosen = [this.selected, this.beside].filter(Boolean);
    this.net.setSelection({ nodes: chosen, edges: [] }, { highlightEdges: false });
    const near = this.beside ? new Set(chosen)
      : this.selected && !this.nodes.get(this.selected).central
        ? new Set([this.selected, ...this.net.getConnectedNodes(this.selected)]) : null;
    this.nodes.update(this.nodes.map((n) => ({ id: n.id, opacity: !near || near.has(n.id) ? 1 : 0.3 })));
    this.edges.update(this.edges.map((e) => {
      const on = !near || (this.beside ? near.has(e.from) && near.has(e.to)
        : e.from === this.selected || e.to === this.selected);
      const strong = near && on;
      return { id: e.id, width: e.weight || (strong ? 2 : 1.3),
        ...(e.words ? { label: strong || this.edges.length <= WORDED ? e.words : ' ' } : {}),  // '' would stay what it was
        color: { color: e.colour, highlight: e.colour, hover: e.colour,
          opacity: strong ? 0.95 : on ? 0.65 : FADED } };
    }));
    this.near = near;
  }

  click(p) {
    const { ctrlKey, shiftKey, metaKey } = p.event.srcEvent;
    const tie = !p.nodes.length && p.edges.length ? this.edges.get(p.edges[0]) : null;
    if (this.component.data.pairs && tie && tie.words) this.pair(tie.from, tie.to);
    else if (this.component.data.pairs && this.selected && p.nodes.length && p.nodes[0] !== this.selected
      && (ctrlKey || shiftKey || metaKey)) this.pair(this.selected, p.nodes[0]);
    else this.select(p.nodes[0] || '');
  }

  select(id) {
    if (id === this.selected && !this.beside) return;
    this.focus(id);
    this.relabel();
    this.say(id ? this.nodes.get(id).title.replaceAll('\n', ', ') : 'Nothing selected');
    this.steps.add({ do: 'select', id });
  }

  pair(id, beside) {
    this.focus(id, beside);
    this.relabel();
    this.say(`${this.nodes.get(id).full} and ${this.nodes.get(beside).full}`);
    this.steps.add({ do: 'pair', id, beside });
  }

  expand(id) { this.steps.add({ do: 'expand', id }); }

  // The buttons to undo and redo: hidden where the page has none, off where there is no step.
  offer(undo) {
    for (const step of ['undo', 'redo']) {
      const button = this.root.querySelector(`[data-do=${step}]`);
      button.hidden = !undo;
      // Not disabled, which would drop the focus of the keyboard.
      button.setAttribute('aria-disabled', String(!(undo && undo[step])));
    }
  }

  // With steps on their way to the server, it is the server that knows.
  can(step) {
    const button = this.root.querySelector(`[data-do=${step}]`);
    return !button.hidden
      && (this.steps.waiting.length > 0 || button.getAttribute('aria-disabled') === 'false');
  }

  moved(id) {
    const at = this.net.getPositions([id])[id];
    this.steps.add({ do: 'move', id, at: [at.x, at.y] });
    this.relabel();
  }

  key(e) {
    if (e.target.closest('button') && (e.key === 'Enter' || e.key === ' ')) return;
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    const act = { '+': 'in', '=': 'in', '-': 'out', 0: 'fit' }[e.key];
    if (step) this.pan(step);
    else if (act) this.act(act);
    else if (e.key === 'n' || e.key === 'p') this.next(e.key === 'n' ? 1 : -1);
    else if (e.key === 'Enter' && this.selected) this.expand(this.selected);
    else if (e.key === 'Escape') this.select('');
    else return;
    e.preventDefault();
    e.stopPropagation();
  }

  next(by) {
    const at = this.order.indexOf(this.selected);
    const place = at < 0 ? (by > 0 ? 0 : this.order.length - 1) : at + by;
    const id = this.order[(place + this.order.length) % this.order.length];
    if (!id) return;
    this.select(id);
    const spot = this.net.canvasToDOM(this.net.getPositions([id])[id]);
    const { clientWidth: w, clientHeight: h } = this.root;
    if (spot.x < 30 || spot.y < 30 || spot.x > w - 30 || spot.y > h - 30) {
      this.net.focus(id, { scale: this.net.getScale() });
      this.relabel();
    }
  }

  pan([x, y]) {
    const at = this.net.getViewPosition();
    const by = 70 / this.net.getScale();
    this.net.moveTo({ position: { x: at.x + x * by, y: at.y + y * by } });
  }

  act(what) {
    if (what === 'undo' || what === 'redo') {
      if (!this.can(what)) return;
      this.steps.add({ do: what });
      this.say(what === 'undo' ? 'Undone' : 'Redone');
    } else if (what === 'fit') this.fit(true);
    else {
      const scale = this.net.getScale() * (what === 'in' ? 1.35 : 1 / 1.35);
      this.net.moveTo({ scale: Math.min(8, Math.max(0.03, scale)) });
      this.relabel();
    }
  }

  fit(smooth) {
    const spots = Object.values(this.net.getPositions());
    const { clientWidth: w, clientHeight: h } = this.root;
    if (!spots.length || !w || !h) return;
    const [xs, ys] = [spots.map((at) => at.x), spots.map((at) => at.y)];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    // Room at the edges for the names of the outermost nodes, and below for the legend.
    const scale = Math.min((w - 150) / (right - left || 1), (h - 120) / (bottom - top || 1), 1.7);
    this.net.moveTo({
      position: { x: (left + right) / 2, y: (top + bottom) / 2 + 12 / scale },
      scale,
      animation: smooth ? { duration: 250 } : false,
    });
    if (!smooth) this.relabel();
  }

  say(text) { this.root.querySelector('.told').textContent = text; }

  readTheme() {
    const css = getComputedStyle(this.root);
    const read = (name, other) => css.getPropertyValue(name).trim() || other;
    return { text: read('--st-text-color', '#222'), back: read('--st-background-color', '#fff'),
      font: read('--st-font', 'sans-serif') };
  }

  restyle() {
    this.theme = this.readTheme();
    this.nodes.update(this.nodes.map((n) => ({ id: n.id, ...this.nodeStyle(n) })));
    this.edges.update(this.edges.map((e) => ({ id: e.id, font: this.edgeFont() })));
    this.relabel();
  }

  fontSize(n) {
    return (n.central || n.id === this.selected ? LABEL * 1.2 : LABEL) / this.net.getScale();
  }

  relabelSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.relabel(), 60);
  }

  // As on a map: names stay the same size, and those that would lie over a more telling one wait
  // until there is room.
  relabel() {
    if (this.gone) return;
    const scale = this.net.getScale();
    const rank = (n) => (n.id === this.hovered || n.id === this.selected ? 0 : n.central ? 1
      : this.near && this.near.has(n.id) ? 2 : 3);
    const items = this.order.map((id) => this.nodes.get(id)).filter(Boolean);
    const ranked = items.map((n, i) => [rank(n), i, n]).sort((a, b) => a[0] - b[0] || b[2].size - a[2].size || a[1] - b[1]);
    const places = this.net.getPositions();
    const taken = [];
    const changes = [];
    for (const [level, , n] of ranked) {
      const at = this.net.canvasToDOM(places[n.id]);
      const size = this.fontSize(n);
      const r = n.size * scale;
      this.measure.font = `${size * scale}px ${this.theme.font}`;
      const half = this.measure.measureText(n.full).width / 2 + 4;
      const high = size * scale + 6;
      const below = [at.x - half, at.y + r, at.x + half, at.y + r + high];
      const dim = this.near && level > 2;
      // Under its mark, else across it where that is large, else above.
      const shift = [0, ...(r > high / 2 ? [-r - high / 2, -2 * r - high] : [])].find((by) =>
        level === 0 || (!dim && !taken.some((t) => covers(t, moved(below, by)))));
      const free = shift !== undefined;
      if (free) taken.push(moved(below, shift));
      taken.push({ x: at.x, y: at.y, r });
      const label = free ? n.full : '';
      const vadjust = free ? shift / scale : 0;
      if (label !== n.label || Math.abs(n.font.size - size) > 0.01
          || Math.abs((n.font.vadjust || 0) - vadjust) > 0.01) {
        changes.push({ id: n.id, label, font: { ...n.font, size, vadjust } });
      }
    }
    if (changes.length) this.nodes.update(changes);
    const worded = this.edges.get().filter((e) => e.words && Math.abs(e.font.size - LABEL / scale) > 0.01);
    if (worded.length) {
      this.edges.update(worded.map((e) => ({ id: e.id, font: { ...e.font, size: LABEL / scale } })));
    }
  }

  legend(kinds) {
    this.root.querySelector('.legend').replaceChildren(...kinds.map((kind) => {
      const item = document.createElement('li');
      const mark = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
      mark.setAttribute('viewBox', '0 0 12 12');
      mark.setAttribute('fill', kind.colour);
      mark.innerHTML = SHAPES[kind.shape] || SHAPES.dot;
      item.append(mark, kind.name);
      return item;
    }));
  }
}

function moved(box, by) { return [box[0], box[1] + by, box[2], box[3] + by]; }

// Whether what is taken, a box or a disc, lies over a box.
function covers(taken, box) {
  if (Array.isArray(taken)) {
    return taken[0] < box[2] && box[0] < taken[2] && taken[1] < box[3] && box[1] < taken[3];
  }
  const away = (at, low, high) => Math.max(low - at, 0, at - high);
  return Math.hypot(away(taken.x, box[0], box[2]), away(taken.y, box[1], box[3])) < taken.r;
}

function mix(colour, other, share) {
  const parts = (c) => [1, 3, 5].map((i) => parseInt(c.slice(i, i + 2), 16));
  if (!/^#[0-9a-f]{6}$/i.test(colour) || !/^#[0-9a-f]{6}$/i.test(other)) return colour;
  const [a, b] = [parts(colour), parts(other)];
  return `rgb(${a.map((v, i) => Math.round(v * share + b[i] * (1 - share))).join(',')})`;
}

function draw(root, component) {
  if (!root.isConnected) return;
  root.view ||= new View(root);
  root.view.update(component);
}

export default function (component) {
  const root = component.parentElement.querySelector('.view');
  if (window.vis) draw(root, component);
  else {
    root.waiting ||= window.addEventListener(
      'network-library', () => draw(root, root.newest), { once: true }) || true;
    root.newest = component;
  }
  return () => {
    // The element is still in the page while this runs, and stays there if only the data changes.
    setTimeout(() => {
      if (root.isConnected || !root.view) return;
      root.view.end();
      root.view = null;
    }, 1000);
  };
}
