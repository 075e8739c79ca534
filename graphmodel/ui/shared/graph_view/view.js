class View {
  constructor(root) {
    this.root = root;
    this.nodes = new Map();
    this.edges = new Map();
    this.given = new Map();
    this.had = new Set();
    this.order = [];
    this.steps = new Steps((waiting) => this.component.setStateValue('steps', waiting));
    this.theme = this.readTheme();
    this.words = new Words(root);
    this.makeNet();
    this.labels = new Labels(this);
    this.notes = new Notes(this);
    this.minimap = new Minimap(this);
    this.margins = new Margins(this);
    this.selection = new Selection(this);
    this.pointer = new Pointer(this);
    this.menu = new Menu(this);
    this.kinds = new Legend(this);
    this.search = new SearchKeys(this);
    this.timeline = new Timeline(this);
    this.listen();
    root.classList.add('ready');
  }

  makeNet() {
    this.net = new Net(this.root.querySelector('.canvas'), {
      nodes: this.nodes, edges: this.edges, onDraw: () => this.drawn(),
      onShift: () => this.shifted(), onLost: () => setTimeout(() => this.revive(), 300),
    });
    this.net.holdWhile(() => this.pointer.holds);
    // Names keep their size, so the zoom and the window size decide which have room.
    this.net.camera.on('updated', () => {
      if (this.net.scale !== this.scale) this.labels.soon();
      this.scale = this.net.scale;
    });
  }

  // The browser lost the GPU context, as after sleep: redraw everything, but only a few times.
  revive() {
    this.revived = (this.revived || 0) + 1;
    if (this.gone || this.revived > 5) return;
    const { middle, scale } = this.net;
    this.net.end();
    this.makeNet();
    this.net.take([...this.nodes.keys()], [...this.edges.keys()]);
    this.net.moveTo({ position: middle, scale });
    this.labels.place();
  }

  listen() {
    const { root } = this;
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
    // The theme arrives as CSS variables, which fire no event when they change; a transition does.
    root.querySelector('.probe').addEventListener('transitionend', () => this.restyle());
  }

  end() {
    this.gone = true;
    document.removeEventListener('keydown', this.onKey);
    clearTimeout(this.labels.timer);
    this.menu.end();
    this.search.end();
    this.timeline.end();
    this.margins.end();
    this.pointer.end();
    this.net.end();
  }

  update(component) {
    const { data } = component;
    this.component = component;
    this.steps.answered(data.answered);
    if (this.words.update(data.words)) this.reword();
    this.offer(data.undo);
    this.root.setAttribute('aria-label', data.label);
    this.root.style.height = data.height ? `${data.height}px` : '';
    this.timeline.update(data);
    this.take(this.timeline.shown());
    this.selection.several = data.actions.includes('select');
    this.root.querySelector('[data-do=ring]').hidden = !this.selection.several;
    this.kinds.update(data.legend, data.actions);
    this.notes.update(data);
    const ahead = this.steps.ahead('select', 'link');
    const chosen = ahead || this.selection.same(data.selected) ? '' : data.selected[0];
    this.focus(ahead ? this.selection.ids : data.selected, ahead ? this.link : data.link);
    this.menu.update(data.actions);
    this.margins.place();
    if (data.scene !== this.scene) {
      this.scene = data.scene;
      this.fit(false);
    } else if (chosen && data.selected.length === 1 && this.nodes.has(chosen)) this.reveal(chosen);
    else this.revealAdded(data.nodes.filter(({ id }) => !this.had.has(id)));
    this.had = new Set(data.nodes.map(({ id }) => id));
    this.labels.place();
  }

  // Take the current nodes and links; only those that changed are redrawn.
  take({ nodes, edges }) {
    const known = new Set(nodes.map((n) => n.id));
    this.order = [...known];
    const changed = [this.replace(this.nodes, nodes, nodeItem),
      this.replace(this.edges, edges.filter((e) => known.has(e.from) && known.has(e.to)), edgeItem)];
    const moved = new Set(changed[0]);
    changed[0].forEach((id) => this.lookOf(this.nodes.get(id)));
    changed[1].forEach((id) => this.linkLookOf(this.edges.get(id)));
    const beside = [...this.edges.values()].filter((e) => moved.has(e.from) || moved.has(e.to)).map((e) => e.id);
    this.net.take(changed[0], [...new Set([...changed[1], ...beside])]);
    this.minimap.change();
  }

  // Update a map and return the ids that are new or changed; `item` makes the object that is kept.
  replace(map, given, item) {
    const keep = new Set(given.map((g) => g.id));
    for (const id of map.keys()) if (!keep.has(id)) map.delete(id);
    const changed = [];
    for (const g of given) {
      const text = JSON.stringify(g);
      if (this.given.get(g.id) === text && map.has(g.id)) continue;
      this.given.set(g.id, text);
      map.set(g.id, item(g, map.get(g.id)));
      changed.push(g.id);
    }
    return changed;
  }

  // Give a node the look of its state; returns whether the state changed or `anew` forces it.
  lookOf(n, anew = true) {
    const chosen = this.selection.has(n.id) || n.id === this.hovered;
    n.faded = Boolean(this.near && !this.near.has(n.id));
    const state = Number(chosen) + 2 * Number(n.faded);
    if (!anew && n.state === state) return false;
    n.state = state;
    n.look = nodeLook(n, this.theme, chosen);
    return true;
  }

  linkLookOf(e, anew = true) {
    const on = isOn(e, { ids: this.selection.ids, link: this.link }, this.near, this.routes);
    const [strong, routes] = [Boolean(this.near) && on, !this.near];
    const state = Number(on) + 2 * Number(strong) + 4 * Number(Boolean(e.route) && routes) + 8 * Number(Boolean(e.lit));
    if (!anew && e.state === state) return false;
    e.state = state;
    e.look = edgeLook(e, { on, strong, routes }, this.theme);
    return true;
  }

  // Show nodes or a link as selected; everything unrelated fades.
  focus(ids, link = '') {
    this.selection.ids = ids.filter((id) => this.nodes.has(id));
    this.link = this.edges.has(link) ? link : '';
    const chosen = { ids: this.selection.ids, link: this.link };
    this.near = nearTo(chosen, { nodes: this.nodes, edges: this.edges, neighbours: (id) => this.net.neighbours(id) });
    this.routes = areOfRoutes(chosen.ids, this.nodes);
    this.repaint();
  }

  // Redraw what changed its state, or everything.
  repaint(all = false) {
    const nodes = [...this.nodes.values()].filter((n) => this.lookOf(n, all)).map((n) => n.id);
    const edges = [...this.edges.values()].filter((e) => this.linkLookOf(e, all)).map((e) => e.id);
    if (nodes.length) this.minimap.change();
    if (nodes.length || edges.length) this.net.repaint(nodes, edges);
  }

  hover(id) {
    const ids = [this.hovered, id].filter((x) => this.nodes.has(x));
    this.hovered = id;
    ids.forEach((x) => this.lookOf(this.nodes.get(x)));
    this.net.repaint(ids);
  }

  // Called when the library has drawn nodes and links.
  drawn() {
    if (!this.labels || !this.minimap || this.gone) return;
    this.notes.drawTies(this.net.pen);
    this.labels.draw(this.net.pen);
    this.shifted();
  }

  // Move what lies over the picture along with it.
  shifted() {
    this.notes.place();
    this.minimap.draw();
  }

  click({ node, edge, event }) {
    const { ctrlKey, shiftKey, metaKey } = event;
    const more = this.selection.several && (ctrlKey || shiftKey || metaKey);
    const tie = this.edges.get(edge);
    const { actions } = this.component.data;
    if (tie && tie.words && this.selection.several) this.choose(tie.people || [tie.from, tie.to]);
    else if (tie && actions.includes('link')) this.chooseLink(tie.id);
    else if (more && node) this.choose(this.selection.toggled(node));
    else if (!more) this.choose(node ? [node] : []);
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
    if (!ids.length) return say('Nothing selected');
    if (ids.length === 1) return this.nodes.get(ids[0]).title.replaceAll('\n', ', ');
    const names = ids.slice(0, 3).map((id) => this.nameOf(id)).join(', ');
    const values = { n: ids.length, names };
    return ids.length > 3 ? say('{n} selected: {names} and others', values) : say('{n} selected: {names}', values);
  }

  // The whole name, which a label may cut short.
  nameOf(id) { return this.nodes.get(id).title.split('\n')[0]; }

  expand(id) { this.steps.add({ do: 'expand', ids: [id] }); }

  // Update the buttons to undo and redo: hidden if the page has none, off if there is no step.
  offer(undo) {
    for (const step of ['undo', 'redo']) {
      const button = this.root.querySelector(`[data-do=${step}]`);
      button.hidden = !undo;
      // Not `disabled`, which would lose the keyboard focus.
      button.setAttribute('aria-disabled', String(!(undo && undo[step])));
    }
  }

  // While steps are in transit, only the server knows, so the step is allowed.
  can(step) {
    const button = this.root.querySelector(`[data-do=${step}]`);
    return !button.hidden
      && (this.steps.changes || button.getAttribute('aria-disabled') === 'false');
  }

  moved(id) {
    const { x, y } = this.nodes.get(id);
    this.steps.add({ do: 'move', places: { [id]: [x, y] } });
    this.minimap.change();
    this.labels.place();
  }

  key(e) {
    if (e.target.closest('.timeline') && e.target.matches('input')) return;
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

  // Run the action of a key without Ctrl; returns whether it has one.
  plainKey(e) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    const act = { '+': 'in', '=': 'in', '-': 'out', 0: 'fit', f: 'full', t: 'note' }[e.key];
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

  // Move the picture if a node lies outside the visible part.
  reveal(id) {
    if (!this.sees(this.nodes.get(id))) this.net.moveTo({ position: this.nodes.get(id), smooth: true });
  }

  sees(node) {
    const spot = this.net.toScreen(node);
    const { wide, high } = this.net.size;
    return spot.x >= 30 && spot.y >= 30 && spot.x <= wide - 30 && spot.y <= high - 30;
  }

  // Move the picture if nothing that was added is visible: to all of it, or to the nearest node if all
  // of it does not fit.
  revealAdded(added) {
    if (!added.length || added.some((node) => this.sees(node))) return;
    const { middle, scale } = this.net;
    const { wide, high } = this.net.size;
    const [left, top, right, bottom] = boxAround(added);
    const fits = (right - left) * scale < wide - 60 && (bottom - top) * scale < high - 60;
    const far = (node) => Math.hypot(node.x - middle.x, node.y - middle.y);
    const nearest = added.reduce((a, b) => (far(b) < far(a) ? b : a));
    const position = fits ? { x: (left + right) / 2, y: (top + bottom) / 2 } : nearest;
    this.net.moveTo({ position, smooth: true });
  }

  pan([x, y]) {
    const { middle, scale } = this.net;
    this.net.moveTo({ position: { x: middle.x + (x * 70) / scale, y: middle.y + (y * 70) / scale } });
  }

  act(what) {
    if (what === 'undo' || what === 'redo') {
      if (!this.can(what)) return;
      this.steps.add({ do: what });
      this.say(what === 'undo' ? say('Undone') : say('Redone'));
    } else if (what === 'fit') this.fit(true);
    else if (what === 'png' || what === 'svg') saveSheet(this, what);
    else if (what === 'full') this.fullScreen();
    else if (what === 'note') this.notes.write();
    else if (what === 'ring') this.selection.ringWith(!this.selection.ringing);
    else {
      this.net.moveTo({ scale: this.net.scale * (what === 'in' ? 1.35 : 1 / 1.35) });
    }
  }

  async fullScreen() {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await this.root.requestFullscreen();
    setTimeout(() => this.gone || this.fit(true), 200); // once the window has its size
  }

  fit(smooth) {
    const { wide, high } = this.net.size;
    if (!this.nodes.size) return;
    const [left, top, right, bottom] = boxAround([...this.nodes.values(), ...this.notes.spots()]);
    // Room at the sides for the names of the outermost nodes.
    const { above, below } = this.margins;
    const free = Math.max(high - above - below, high / 3);
    const beside = Math.min(150, 0.3 * wide);
    const scale = Math.min((wide - beside) / (right - left || 1), free / (bottom - top || 1), 1.7);
    const position = { x: (left + right) / 2, y: (top + bottom) / 2 + (below - above) / 2 / scale };
    this.net.moveTo({ position, scale, smooth });
  }

  // Redraw texts that were in another language.
  reword() {
    this.kinds.drawn = '';
    for (const box of this.menu.boxes) box.dataset.names = '';
  }

  say(text) { this.root.querySelector('.told').textContent = text; }

  readTheme() {
    const css = getComputedStyle(this.root);
    const read = (name, other) => css.getPropertyValue(name).trim() || other;
    return { text: read('--st-text-color', '#222'), back: read('--st-background-color', '#fff'),
      font: read('--st-font', 'sans-serif'), lit: read('--st-primary-color', '#1a6fd4') };
  }

  restyle() {
    this.theme = this.readTheme();
    this.repaint(true);
    this.minimap.change();
    this.labels.place();
  }
}
