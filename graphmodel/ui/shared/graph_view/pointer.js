const STEADY = 4; // pixels that a press may move and still be a click
const TWICE = 400; // milliseconds within which two taps are a double tap

// Mouse, pen and touch: click, double click, dragging of nodes, and the tooltip next to the pointer.
// The library moves the picture and zooms.
class Pointer {
  constructor(view) {
    this.view = view;
    this.tip = view.root.querySelector('.tip');
    this.box = view.root.querySelector('.canvas');
    const on = (name, act) => this.box.addEventListener(name, (e) => act.call(this, e));
    on('pointerdown', this.down);
    on('mousedown', (e) => (this.clicks = e.detail));
    on('pointermove', this.move);
    on('pointerleave', () => this.over('', ''));
    on('pointercancel', this.stop);
    on('dblclick', (e) => this.expand(this.pair || this.view.net.nodeAt(this.spot(e))));
    on('wheel', this.hide);
    this.onUp = (e) => this.up(e);
    this.onMove = (e) => { if (this.holds) this.drag(e); };
    window.addEventListener('pointerup', this.onUp);
    window.addEventListener('pointermove', this.onMove);
  }

  end() {
    clearTimeout(this.timer);
    window.removeEventListener('pointerup', this.onUp);
    window.removeEventListener('pointermove', this.onMove);
  }

  // Whether a node is held, so that the picture must not move.
  get holds() { return Boolean(this.press && this.press.id); }

  spot(e) {
    const box = this.box.getBoundingClientRect();
    return { x: e.clientX - box.left, y: e.clientY - box.top };
  }

  down(e) {
    this.hide();
    this.seen = null; // so that the tooltip returns with the next move
    if (e.button !== 0 || !e.isPrimary) {
      this.press = null;
      return;
    }
    const spot = this.spot(e);
    const id = this.view.net.nodeAt(spot);
    const n = id && this.view.nodes.get(id);
    const at = this.view.net.toPicture(spot);
    this.press = { spot, id, moved: false, off: n ? { x: n.x - at.x, y: n.y - at.y } : null };
  }

  move(e) {
    if (e.buttons || e.pointerType === 'touch') return;
    const spot = this.spot(e);
    const node = this.view.net.nodeAt(spot);
    this.over(node, node ? '' : this.view.net.edgeAt(spot), spot);
  }

  drag(e) {
    const spot = this.spot(e);
    const { press } = this;
    press.moved ||= wandered(press.spot, spot);
    if (!press.moved || !this.view.nodes.has(press.id)) return;
    const at = this.view.net.toPicture(spot);
    this.view.net.moveNode(press.id, at.x + press.off.x, at.y + press.off.y);
  }

  up(e) {
    const { press, view } = this;
    if (!press || e.button !== 0) return;
    this.press = null;
    const spot = this.spot(e);
    if (press.id && press.moved && view.nodes.has(press.id)) view.moved(press.id);
    if (press.moved || wandered(press.spot, spot)) return;
    const again = this.isSecond(e, spot);
    // The picture may move between two taps: both are of the node that the first one met.
    const node = again && view.nodes.has(this.last.node) ? this.last.node : press.id;
    this.last = again ? null : { time: e.timeStamp, spot, node };
    this.pair = again ? node : '';
    view.click({ node, edge: node ? '' : view.net.edgeAt(spot), event: e });
    if (again && e.pointerType !== 'mouse') this.expand(node); // a mouse has dblclick
  }

  // Whether this is the second of two taps. How fast a mouse double-clicks is the user's setting.
  isSecond(e, spot) {
    if (!this.last) return false;
    if (e.pointerType === 'mouse') return this.clicks === 2;
    return e.timeStamp - this.last.time < TWICE && !wandered(this.last.spot, spot);
  }

  stop() { this.press = null; }

  expand(id) {
    if (id) this.view.expand(id);
  }

  // Handle what is under the pointer: a node, a link or neither.
  over(node, edge, spot) {
    const { view } = this;
    const id = node || edge;
    if (id !== this.seen) {
      this.seen = id;
      this.hide();
      view.hover(node);
      const item = node ? view.nodes.get(node) : view.edges.get(edge);
      if (item && item.title) this.timer = setTimeout(() => this.show(item.title), 150);
      this.box.classList.toggle('pointing', Boolean(id));
    }
    this.spotSeen = spot;
  }

  show(words) {
    const { tip, spotSeen: at } = this;
    const { wide, high } = this.view.net.size;
    tip.textContent = words;
    tip.hidden = false;
    tip.style.left = `${Math.max(4, Math.min(at.x + 12, wide - tip.offsetWidth - 4))}px`;
    tip.style.top = `${at.y + tip.offsetHeight + 24 > high ? Math.max(4, at.y - tip.offsetHeight - 10) : at.y + 14}px`;
  }

  hide() {
    clearTimeout(this.timer);
    this.tip.hidden = true;
  }
}

function wandered(from, to) { return Math.hypot(to.x - from.x, to.y - from.y) > STEADY; }
