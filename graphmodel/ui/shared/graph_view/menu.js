// The actions on the selected nodes: in a bar, in a context menu, and by keys. The page decides which
// of these it offers; `fits` decides for which selections an action is available.
const person = (n) => n.kind === 'Person';
const ACTIONS = [
  { do: 'expand', label: 'Expand', key: 'Enter', fits: () => true },
  { do: 'preview', label: 'Expand …', key: 'e', fits: (nodes) => nodes.length === 1 },
  { do: 'collapse', label: 'Collapse', key: 'c', fits: (nodes) => nodes.some((n) => n.expanded) },
  { do: 'neighbours', label: 'Select neighbours', key: 'b', here: true, fits: () => true },
  { do: 'keep', label: 'Keep only', key: 'k', fits: () => true },
  { do: 'hide', label: 'Hide', key: 'Delete', fits: () => true },
  { do: 'pin', label: 'Pin', key: 'l', fits: (nodes) => nodes.some((n) => !n.pinned) },
  { do: 'unpin', label: 'Unpin', key: 'l', fits: (nodes) => nodes.every((n) => n.pinned) },
  { do: 'routes', label: 'Show routes', key: 'r', fits: (nodes) => nodes.length === 2 && nodes.every(person) },
  { do: 'introduce', label: 'Introduce', key: 'i', fits: (nodes) => nodes.length === 2 && nodes.every(person) },
  { do: 'suggest', label: 'Suggest', key: 's', fits: (nodes) => nodes.length === 1 && nodes.every(person) },
  { do: 'ask', label: 'Ask …', key: 'q', fits: () => true },
  { do: 'note', label: 'Write a note …', key: 't', fits: (nodes) => nodes.length === 1 },
  { do: 'copy', label: 'Copy names', key: 'Ctrl+C', here: true, fits: () => true },
];

class Menu {
  constructor(view) {
    this.view = view;
    const { root } = view;
    this.bar = root.querySelector('.bar');
    this.menu = root.querySelector('.menu');
    this.boxes = [this.bar.querySelector('.actions'), this.menu];
    for (const box of [this.bar, this.menu]) {
      box.addEventListener('click', (e) => {
        const button = e.target.closest('button');
        if (button) this.do(button.dataset.do, box === this.menu ? this.free : null);
      });
    }
    root.addEventListener('contextmenu', (e) => this.open(e));
    this.menu.addEventListener('keydown', (e) => this.key(e));
    this.away = (e) => { if (!e.composedPath().includes(this.menu)) this.close(false); };
    document.addEventListener('pointerdown', this.away, true);
  }

  end() { document.removeEventListener('pointerdown', this.away, true); }

  // The actions available for the selection.
  actions() {
    const { view } = this;
    const nodes = view.selection.ids.map((id) => view.nodes.get(id)).filter(Boolean);
    if (!nodes.length || !view.selection.several) return [];
    return ACTIONS.filter((a) => (a.here || this.offered.includes(a.do)) && a.fits(nodes));
  }

  // The actions for a click beside all nodes: a note is placed at that position.
  actionsBeside() {
    const others = this.actions().filter((a) => a.do !== 'note');
    return [...others, ...ACTIONS.filter((a) => a.do === 'note' && this.offered.includes('note'))];
  }

  update(offered) {
    if (offered) this.offered = offered;
    const actions = this.actions();
    const { ids } = this.view.selection;
    this.bar.hidden = !actions.length;
    this.bar.querySelector('.count').textContent = say('{n} selected', { n: ids.length.toLocaleString('en') });
    this.fill(this.bar.querySelector('.actions'), actions);
    if (!actions.length) this.close(false);
  }

  fill(box, actions) {
    const names = actions.map((a) => a.do).join(' ');
    if (box.dataset.names === names) return; // new elements would lose the keyboard focus
    box.dataset.names = names;
    box.replaceChildren(...actions.map((action) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.dataset.do = action.do;
      button.title = `${say(action.label)} (${action.key})`;
      const key = document.createElement('kbd');
      key.textContent = action.key;
      button.append(say(action.label), ...(box === this.menu ? [key] : []));
      if (box === this.menu) button.setAttribute('role', 'menuitem');
      return button;
    }));
  }

  open(e) {
    const { view } = this;
    if (!view.selection.several) return;
    if (e.target.closest('.notes')) return;
    e.preventDefault();
    const box = view.root.getBoundingClientRect();
    this.free = null;
    let at = { x: e.clientX - box.left, y: e.clientY - box.top };
    if (e.button === 2) {
      const id = view.net.nodeAt(at);
      if (id && !view.selection.has(id)) view.choose([id]);
      if (!id) this.free = view.net.toPicture(at);
    } else if (view.selection.first) { // opened by a key
      at = view.net.toScreen(view.nodes.get(view.selection.first));
    }
    const actions = this.free ? this.actionsBeside() : this.actions();
    if (!actions.length) return;
    this.fill(this.menu, actions);
    this.menu.hidden = false;
    this.menu.style.left = `${Math.max(4, Math.min(at.x, box.width - this.menu.offsetWidth - 4))}px`;
    this.menu.style.top = `${Math.max(4, Math.min(at.y, box.height - this.menu.offsetHeight - 4))}px`;
    this.menu.querySelector('button').focus({ preventScroll: true });
  }

  close(back = true) {
    if (this.menu.hidden) return;
    this.menu.hidden = true;
    if (back) this.view.root.focus({ preventScroll: true });
  }

  key(e) {
    const buttons = [...this.menu.querySelectorAll('button')];
    const at = buttons.indexOf(e.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[e.key];
    if (to !== undefined) buttons[(to + buttons.length) % buttons.length].focus();
    else if (e.key === 'Escape' || e.key === 'Tab') this.close();
    else return;
    e.preventDefault();
    e.stopPropagation();
  }

  // Run the action of a key; returns whether there was one.
  press(key) {
    const action = this.actions().find((a) => a.key.toLowerCase() === key.toLowerCase());
    if (action) this.do(action.do);
    return Boolean(action);
  }

  do(name, place = null) {
    const { view } = this;
    this.close();
    const { ids } = view.selection;
    if (name === 'neighbours') view.choose(view.selection.withNeighbours());
    else if (name === 'copy') this.copy();
    else if (name === 'note') view.notes.write(place);
    else {
      view.say(say(ACTIONS.find((a) => a.do === name).label));
      const places = Object.fromEntries(ids.map((id) => [id, [view.nodes.get(id).x, view.nodes.get(id).y]]));
      view.steps.add({ do: name, ids: [...ids], ...(name === 'pin' ? { places } : {}) });
    }
  }

  async copy() {
    const { view } = this;
    const names = view.selection.ids.map((id) => view.nameOf(id)).join('\n');
    try {
      await navigator.clipboard.writeText(names);
    } catch {
      copyByHand(names, view.root);
    }
    view.say(say('{n} names copied', { n: view.selection.ids.length }));
  }
}

// For a page without the clipboard API, such as one not served over HTTPS.
function copyByHand(text, root) {
  const field = document.createElement('textarea');
  field.value = text;
  root.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
  root.focus({ preventScroll: true });
}
