// The selected nodes, in the order of selection, and the ring (lasso) drawn around several nodes while
// Shift is held down.
class Selection {
  constructor(view) {
    this.view = view;
    this.ids = [];
    this.several = false; // whether the page can do anything with more than one
    this.line = view.root.querySelector('.ring');
    const canvas = view.root.querySelector('.canvas');
    // In the capture phase, before the library, which would move the picture.
    canvas.addEventListener('pointerdown', (e) => this.start(e), true);
    canvas.addEventListener('pointermove', (e) => this.draw(e), true);
    canvas.addEventListener('pointerup', (e) => this.finish(e), true);
    canvas.addEventListener('pointercancel', () => this.stop(), true);
  }

  get first() { return this.ids[0] || ''; }

  get only() { return this.ids.length === 1 ? this.ids[0] : ''; }

  has(id) { return this.ids.includes(id); }

  same(ids) { return ids.length === this.ids.length && ids.every((id, i) => id === this.ids[i]); }

  // The selection with a node added, or without it if it was selected.
  toggled(id) { return this.has(id) ? this.ids.filter((x) => x !== id) : [...this.ids, id]; }

  // The selected nodes and all that a link joins to one of them.
  withNeighbours() {
    const near = this.ids.flatMap((id) => this.view.net.neighbours(id));
    return [...new Set([...this.ids, ...near])];
  }

  start(e) {
    if (!this.several || e.button !== 0 || !(e.shiftKey || this.ringing)) return;
    e.stopPropagation();
    e.preventDefault();
    this.view.root.focus({ preventScroll: true });
    e.currentTarget.setPointerCapture(e.pointerId);
    this.ring = [this.spot(e)];
    this.adds = e.ctrlKey || e.metaKey;
  }

  draw(e) {
    if (!this.ring) return;
    e.stopPropagation();
    this.ring.push(this.spot(e));
    this.line.setAttribute('points', this.ring.map((at) => `${at.x},${at.y}`).join(' '));
  }

  finish(e) {
    const { ring, view } = this;
    if (!ring) return;
    e.stopPropagation();
    this.stop();
    const [xs, ys] = [ring.map((at) => at.x), ring.map((at) => at.y)];
    const span = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
    if (span < 5) { // a click, not a ring
      const id = view.net.nodeAt(ring[0]);
      if (id) view.choose(this.toggled(id));
      return;
    }
    const inside = view.order.filter((id) => encloses(ring, view.net.toScreen(view.nodes.get(id))));
    view.choose([...new Set([...(this.adds ? this.ids : []), ...inside])]);
  }

  stop() {
    this.ring = null;
    this.line.setAttribute('points', '');
    this.ringWith(false);
  }

  // Set whether the next drag draws a ring without Shift.
  ringWith(on) {
    this.ringing = on;
    this.view.root.classList.toggle('ringing', on);
    this.view.root.querySelector('[data-do=ring]').setAttribute('aria-pressed', String(on));
  }

  spot(e) {
    const box = this.view.root.querySelector('.canvas').getBoundingClientRect();
    return { x: e.clientX - box.left, y: e.clientY - box.top };
  }
}
