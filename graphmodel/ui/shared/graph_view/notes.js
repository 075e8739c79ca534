const NOTE = { wide: 190, line: '#b58a00', fill: '#f5c518', share: 0.2 }; // pixels; opacity of the fill
const NUDGE = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const EACH = 40; // characters of the address that a note takes in addition to its text

// Notes on the canvas: buttons over the picture, so that keys and screen readers reach them. A note
// tied to a node moves with it. A change shows immediately and is a separate step.
class Notes {
  constructor(view) {
    this.view = view;
    this.byKey = new Map();
    this.sheets = new Map();
    this.box = view.root.querySelector('.notes');
    const on = (name, act) => this.box.addEventListener(name, (e) => act.call(this, e));
    on('pointerdown', this.down);
    on('pointermove', this.drag);
    on('pointerup', this.up);
    on('pointercancel', () => { this.press = null; });
    on('dblclick', (e) => this.noteOf(e) && this.edit(this.noteOf(e)));
    on('keydown', this.key);
    on('keyup', this.settle);
    on('focusout', this.settle);
    on('wheel', (e) => {
      e.preventDefault();
      view.net.sigma.getCanvases().mouse.dispatchEvent(new WheelEvent(e.type, e));
    });
  }

  update({ notes = [], limits, actions }) {
    this.offered = actions.includes('note');
    this.limits = limits;
    this.view.root.querySelector('.tools [data-do=note]').hidden = !this.offered;
    const moving = (this.press && this.press.moved) || this.nudged;
    if (!moving && !this.view.steps.ahead('note')) this.byKey = new Map(notes.map((note) => [note.key, { ...note }]));
    this.draw();
  }

  draw() {
    for (const [key, sheet] of this.sheets) if (!this.byKey.has(key)) this.drop(key, sheet);
    for (const note of this.byKey.values()) this.fill(note);
    this.box.hidden = !this.byKey.size && !this.editing;
    this.place();
  }

  drop(key, sheet) {
    const focused = sheet.matches(':focus');
    sheet.remove();
    this.sheets.delete(key);
    if (focused) this.view.root.focus({ preventScroll: true });
  }

  fill(note) {
    if (!this.sheets.has(note.key)) {
      const sheet = document.createElement('button');
      [sheet.type, sheet.className, sheet.dir, sheet.dataset.key] = ['button', 'note', 'auto', note.key];
      this.box.append(sheet);
      this.sheets.set(note.key, sheet);
    }
    const sheet = this.sheets.get(note.key);
    const text = this.linesOf(note).join('\n');
    if (sheet.textContent !== text) sheet.textContent = text;
    const tied = this.view.nodes.has(note.node_id);
    const values = { text: note.text, name: tied && this.view.nameOf(note.node_id) };
    sheet.setAttribute('aria-label', tied ? say('Note on {name}: {text}', values) : say('Note: {text}', values));
    sheet.title = this.offered ? say('Enter edits, arrows move, Delete removes') : '';
  }

  linesOf({ text }) { return linesWithin(text, NOTE.wide, (line) => this.view.labels.width(line, LABEL)); }

  // The middle of a note in the picture; null for a note tied to a node that is not shown.
  spotOf({ node_id: id, x, y }) {
    const n = this.view.nodes.get(id);
    return id && !n ? null : { x: x + (n ? n.x : 0), y: y + (n ? n.y : 0) };
  }

  shown() { return [...this.byKey.values()].filter((note) => this.spotOf(note)); }

  spots() { return this.shown().map((note) => this.spotOf(note)); }

  // Move each sheet to the current position of its note on the screen.
  place() {
    const put = (element, note) => {
      const spot = this.spotOf(note);
      element.hidden = !spot;
      if (!spot) return;
      const at = this.view.net.toScreen(spot);
      [element.style.left, element.style.top] = [`${at.x}px`, `${at.y}px`];
    };
    for (const note of this.byKey.values()) put(this.sheets.get(note.key), note);
    if (this.editing) put(this.editing.field, this.editing.note);
  }

  // Draw the lines from notes to their nodes, on the canvas of names.
  drawTies(pen) { for (const note of this.shown()) paintPath(pen, { path: this.tieOf(note), ...this.tieLook() }); }

  tieLook() { return { stroke: NOTE.line, width: 1, dash: [3, 3], opacity: 0.8 }; }

  tieOf(note) {
    const n = this.view.nodes.get(note.node_id);
    if (!n) return '';
    const [a, b] = [this.view.net.toScreen(n), this.view.net.toScreen(this.spotOf(note))];
    return `M${near(a.x)} ${near(a.y)}L${near(b.x)} ${near(b.y)}`;
  }

  // The notes as items of a sheet to print.
  printed(theme) {
    const fill = mix(NOTE.fill, theme.back, NOTE.share);
    return this.shown().flatMap((note) => {
      const { x, y } = this.view.net.toScreen(this.spotOf(note));
      const lines = this.linesOf(note);
      const wide = Math.max(...lines.map((line) => this.view.labels.width(line, LABEL))) + 16;
      const high = lines.length * LABEL * 1.15 + 9;
      const edge = `M${near(x - wide / 2)} ${near(y - high / 2)}h${near(wide)}v${near(high)}h${near(-wide)}z`;
      return [...(note.node_id ? [{ path: this.tieOf(note), ...this.tieLook() }] : []),
        { path: edge, fill, stroke: NOTE.line, width: 1 },
        { text: lines.join('\n'), x, y, size: LABEL, halo: 0, theme }];
    });
  }

  noteOf(e) {
    const sheet = e.target.closest('.note');
    return sheet && this.byKey.get(sheet.dataset.key);
  }

  down(e) {
    const note = this.noteOf(e);
    if (!note || !this.offered || e.button !== 0) return;
    e.target.setPointerCapture(e.pointerId);
    this.press = { key: note.key, from: { x: e.clientX, y: e.clientY }, x: note.x, y: note.y };
  }

  drag(e) {
    const { press } = this;
    const to = { x: e.clientX, y: e.clientY };
    if (!press || !(press.moved ||= wandered(press.from, to))) return;
    const { scale } = this.view.net;
    this.shift(press.key, press.x + (to.x - press.from.x) / scale, press.y + (to.y - press.from.y) / scale);
  }

  up() {
    const { press } = this;
    this.press = null;
    if (press && press.moved) this.report(this.byKey.get(press.key));
  }

  shift(key, x, y) {
    Object.assign(this.byKey.get(key), { x: Math.round(x), y: Math.round(y) });
    this.view.net.draw();
    this.place();
  }

  key(e) {
    const note = this.noteOf(e);
    if (!note || !this.offered || e.ctrlKey || e.metaKey || e.altKey) return;
    const by = NUDGE[e.key];
    if (by) {
      const far = 10 / this.view.net.scale;
      this.shift(note.key, note.x + by[0] * far, note.y + by[1] * far);
      this.nudged = note.key;
    } else if (e.key === 'Enter') this.edit(note);
    else if (e.key === 'Delete' || e.key === 'Backspace') this.keep({ ...note, text: '' });
    else if (e.key === 'Escape') this.view.root.focus({ preventScroll: true });
    else return;
    e.preventDefault();
    e.stopPropagation();
  }

  // Once the arrow keys that moved a note are released, report that as one step.
  settle() {
    const note = this.byKey.get(this.nudged);
    this.nudged = '';
    if (note) this.report(note);
  }

  // Begin a note: at a given position, else at the only selected node, else in the middle.
  write(at = null) {
    if (!this.offered) return;
    const n = at ? null : this.view.nodes.get(this.view.selection.only);
    const { middle, scale } = this.view.net;
    const place = at || (n ? { x: 0, y: -n.size - 34 / scale } : this.free(middle, 40 / scale));
    let key = '';
    while (!key || this.byKey.has(key)) key = Math.random().toString(36).slice(2, 6);
    this.edit({ key, node_id: n ? n.id : '', text: '', x: Math.round(place.x), y: Math.round(place.y) });
  }

  // A position, or the first one below it that is free of notes and nodes.
  free({ x, y }, step) {
    const lies = (spot, r, at) => Math.hypot(spot.x - at.x, spot.y - at.y) < r;
    const taken = (at) => this.spots().some((spot) => lies(spot, step, at))
      || [...this.view.nodes.values()].some((n) => lies(n, n.size + step, at));
    let at = { x, y };
    while (taken(at)) at = { x, y: at.y + step };
    return at;
  }

  edit(note) {
    this.finish();
    if (!this.offered || this.editing) return;
    const field = document.createElement('textarea');
    [field.className, field.dir, field.rows, field.value] = ['writing', 'auto', 4, note.text];
    field.maxLength = this.limits.letters;
    field.placeholder = say('Enter saves, Shift+Enter starts a new line, Esc cancels');
    field.setAttribute('aria-label', say('Write a note'));
    field.addEventListener('keydown', (e) => this.typed(e));
    field.addEventListener('blur', () => this.finish());
    this.editing = { note, field };
    this.box.hidden = false;
    this.box.append(field);
    this.place();
    field.focus({ preventScroll: true });
  }

  typed(e) {
    e.stopPropagation();
    if (e.isComposing || (e.key !== 'Escape' && (e.key !== 'Enter' || e.shiftKey))) return;
    e.preventDefault();
    const { key } = this.editing.note;
    this.finish(e.key === 'Enter');
    if (!this.editing) (this.sheets.get(key) || this.view.root).focus({ preventScroll: true });
  }

  // Keep what was typed, or leave the note as it was.
  finish(keeps = true) {
    if (!this.editing) return;
    const { note, field } = this.editing;
    const text = wellFormed(field.value).trim();
    if (keeps && !this.hasRoom({ ...note, text })) {
      field.setCustomValidity(say('Not enough room: shorten this note or another one'));
      field.reportValidity();
      this.view.say(field.validationMessage);
      return;
    }
    this.editing = null;
    field.remove();
    if (keeps && text !== note.text) this.keep({ ...note, text });
    else this.draw();
  }

  hasRoom(note) {
    const notes = [...this.byKey.values()].filter(({ key }) => key !== note.key);
    return !note.text || [...notes, note].map(({ text }) => EACH + addressed(text).length)
      .reduce((sum, each) => sum + each) <= this.limits.room;
  }

  keep(note) {
    if (note.text) this.byKey.set(note.key, note);
    else this.byKey.delete(note.key);
    this.view.say(note.text ? say('Note saved') : say('Note removed'));
    this.report(note);
    this.draw();
    this.view.net.draw();
  }

  report({ key, x, y, text, node_id: node }) { this.view.steps.add({ do: 'note', key, x, y, text, node }); }
}

function addressed(text) { return encodeURIComponent(text).replace(/[!'()*]/g, '%21'); }

// A text in lines of at most this width: broken at line ends and between words, else between letters.
function linesWithin(text, wide, width) {
  return text.split('\n').flatMap((line) => {
    const lines = [''];
    const fits = (more) => width(lines.at(-1) + more) <= wide;
    for (const word of line.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+|\s+/g) || []) {
      if (fits(word)) lines.push(lines.pop() + word);
      else if (width(word) <= wide) lines.push(word.trimStart());
      else for (const letter of word) lines.push(fits(letter) ? lines.pop() + letter : letter);
    }
    return lines.map((each) => each.trimEnd());
  });
}
