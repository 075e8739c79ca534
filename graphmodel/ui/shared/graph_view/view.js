const OPTIONS = {
  physics: false,
  interaction: { hover: true, tooltipDelay: 150, multiselect: false, selectConnectedEdges: false },
  nodes: { borderWidth: 1.5, borderWidthSelected: 3 },
  edges: { width: 1.3, selectionWidth: 1, hoverWidth: 1, arrows: { to: { scaleFactor: 0.35 } } },
};
const FADED = 0.18;
const WORDED = 25; // ties that all say what they are; of more only those of the selected person do
class View {
  constructor(root) {
    this.root = root;
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    this.given = new Map();
    this.order = [];
    this.steps = new Steps((waiting) => this.component.setStateValue('steps', waiting));
    this.net = new vis.Network(
      root.querySelector('.canvas'), { nodes: this.nodes, edges: this.edges }, OPTIONS);
    this.labels = new Labels(this);
    this.selection = new Selection(this);
    this.menu = new Menu(this);
    this.kinds = new Legend(this);
    this.search = new SearchKeys(this);
    this.listen();
    root.classList.add('ready');
  }

  listen() {
    const { net, root } = this;
    net.on('click', (p) => this.click(p));
    net.on('doubleClick', (p) => p.nodes.length && this.expand(p.nodes[0]));
    net.on('dragEnd', (p) => p.nodes.length && this.moved(p.nodes[0]));
    net.on('zoom', () => this.labels.soon());
    net.on('hoverNode', (p) => { this.hovered = p.node; this.labels.place(); });
    net.on('blurNode', () => { this.hovered = ''; this.labels.place(); });
    net.on('resize', () => this.labels.soon());
    net.on('animationFinished', () => this.labels.place());
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
    clearTimeout(this.labels.timer);
    this.menu.end();
    this.search.end();
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
    this.selection.several = data.actions.includes('select');
    this.root.querySelector('[data-do=ring]').hidden = !this.selection.several;
    this.kinds.update(data.legend, data.actions);
    const ahead = this.steps.ahead('select') || this.steps.ahead('link');
    const chosen = ahead || this.selection.same(data.selected) ? '' : data.selected[0];
    this.focus(ahead ? this.selection.ids : data.selected, ahead ? this.link : data.link);
    this.menu.update(data.actions);
    if (data.scene !== this.scene) {
      this.scene = data.scene;
      this.net.redraw();
      this.fit(false);
    } else if (chosen && data.selected.length === 1 && this.nodes.get(chosen)) this.reveal(chosen);
    this.labels.place();
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
      color: { background: fill, border: n.central || n.route ? t.text : line, highlight: chosen, hover: chosen },
      borderWidth: n.route ? 3.5 : n.central ? 2.5 : n.fictional ? 2 : 1.5,
      font: { color: t.text, face: t.font, strokeColor: t.back, strokeWidth: 4, size: this.labels.size(n) },
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

  // Show nodes as selected, or a link; everything that has nothing to do with them fades.
  focus(ids, link = '') {
    const { net, nodes, edges } = this;
    this.selection.ids = ids.filter((id) => nodes.get(id));
    this.link = link && edges.get(link) ? link : '';
    const chosen = this.selection.ids;
    net.setSelection({ nodes: chosen, edges: this.link ? [this.link] : [] }, { highlightEdges: false });
    const tie = this.link && edges.get(this.link);
    const { only } = this.selection;
    // Of people on routes all of the routes, else several alone, else somebody's neighbours.
    const routes = chosen.length > 1 && chosen.every((id) => nodes.get(id).route);
    this.near = tie ? new Set([tie.from, tie.to])
      : routes ? new Set(nodes.get({ filter: (n) => n.route }).map((n) => n.id))
      : chosen.length > 1 ? new Set(chosen)
      : only && !nodes.get(only).central ? new Set([only, ...net.getConnectedNodes(only)]) : null;
    const { near } = this;
    nodes.update(nodes.map((n) => ({ id: n.id, opacity: !near || near.has(n.id) ? 1 : 0.3 })));
    edges.update(edges.map((e) => {
      const on = !near || (tie ? e.id === this.link : routes ? e.route : only ? e.from === only || e.to === only
        : near.has(e.from) && near.has(e.to));
      return this.edgeLook(e, on, Boolean(near) && on);
    }));
  }

  edgeLook(e, on, strong) {
    const route = e.route && (on || !this.near);
    return { id: e.id, width: route ? Math.max(3, e.weight || 0) : e.weight || (strong ? 2 : 1.3),
      ...(e.words ? { label: strong || this.edges.length <= WORDED ? e.words : ' ' } : {}),  // '' would stay what it was
      color: { color: e.colour, highlight: e.colour, hover: e.colour,
        opacity: strong || route ? 0.95 : on ? 0.65 : FADED } };
  }

  click(p) {
    const { ctrlKey, shiftKey, metaKey } = p.event.srcEvent;
    const more = this.selection.several && (ctrlKey || shiftKey || metaKey);
    const tie = !p.nodes.length && p.edges.length ? this.edges.get(p.edges[0]) : null;
    const { actions } = this.component.data;
    if (tie && tie.words && this.selection.several) this.choose([tie.from, tie.to]);
    else if (tie && actions.includes('link')) this.chooseLink(tie.id);
    else if (more && p.nodes.length) this.choose(this.selection.toggled(p.nodes[0]));
    else if (!more) this.choose(p.nodes.slice(0, 1));
  }

  select(id) { this.choose(id ? [id] : []); }

  choose(ids) {
    if (this.selection.same(ids) && !this.link) return;
    this.focus(ids);
    this.menu.update();
    this.labels.place();
    this.say(this.wordsOf(ids));
    this.steps.add({ do: 'select', ids: [...ids] });
  }

  chooseLink(id) {
    this.focus([], id);
    this.menu.update();
    this.labels.place();
    this.say(this.edges.get(id).title.replaceAll('\n', ', '));
    this.steps.add({ do: 'link', id });
  }

  wordsOf(ids) {
    if (!ids.length) return 'Nothing selected';
    if (ids.length === 1) return this.nodes.get(ids[0]).title.replaceAll('\n', ', ');
    const names = ids.slice(0, 3).map((id) => this.nameOf(id)).join(', ');
    return `${ids.length} selected: ${names}${ids.length > 3 ? ' and others' : ''}`;
  }

  // The whole name, which a label may cut short.
  nameOf(id) { return this.nodes.get(id).title.split('\n')[0]; }

  expand(id) { this.steps.add({ do: 'expand', ids: [id] }); }

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
    this.labels.place();
  }

  key(e) {
    if (e.target.closest('button') && (e.key === 'Enter' || e.key === ' ')) return;
    if (e.altKey) return;
    const command = (e.ctrlKey || e.metaKey) && !e.shiftKey;
    if (command && e.key.toLowerCase() === 'a' && this.selection.several) this.choose([...this.order]);
    else if (e.ctrlKey || e.metaKey) {
      if (!command || !this.menu.press(`Ctrl+${e.key}`)) return;
    } else if (!this.plainKey(e)) return;
    e.preventDefault();
    e.stopPropagation();
  }

  // Do what a key without Ctrl stands for; whether it stands for anything.
  plainKey(e) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    const act = { '+': 'in', '=': 'in', '-': 'out', 0: 'fit', f: 'full' }[e.key];
    if (step) this.pan(step);
    else if (act) this.act(act);
    else if (e.key === 'n' || e.key === 'p') this.next(e.key === 'n' ? 1 : -1);
    else if (e.key === 'Escape') this.choose([]);
    else if (this.menu.press(e.key)) return true;
    else if (e.key === 'Enter' && this.selection.first) this.expand(this.selection.first);
    else return false;
    return true;
  }

  next(by) {
    const at = this.order.indexOf(this.selection.first);
    const place = at < 0 ? (by > 0 ? 0 : this.order.length - 1) : at + by;
    const id = this.order[(place + this.order.length) % this.order.length];
    if (!id) return;
    this.select(id);
    this.reveal(id);
  }

  // Move the picture if a node lies outside of what is seen.
  reveal(id) {
    const spot = this.net.canvasToDOM(this.net.getPositions([id])[id]);
    const { clientWidth: w, clientHeight: h } = this.root;
    if (spot.x < 30 || spot.y < 30 || spot.x > w - 30 || spot.y > h - 30) {
      this.net.focus(id, { scale: this.net.getScale() });
      this.labels.place();
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
    else if (what === 'image') saveImage(this, 'network.png');
    else if (what === 'full') this.fullScreen();
    else if (what === 'ring') this.selection.ringWith(!this.selection.ringing);
    else {
      const scale = this.net.getScale() * (what === 'in' ? 1.35 : 1 / 1.35);
      this.net.moveTo({ scale: Math.min(8, Math.max(0.03, scale)) });
      this.labels.place();
    }
  }

  async fullScreen() {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await this.root.requestFullscreen();
    setTimeout(() => this.gone || this.fit(true), 200); // once the library has heard of the size
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
    if (!smooth) this.labels.place();
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
    this.labels.place();
  }

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
