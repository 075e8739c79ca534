const CHANGES = { childList: true, subtree: true, attributes: true, attributeFilter: ['class'] };

// Keyboard control of the page's search: / focuses it, arrows walk the list, Enter picks, Esc closes.
class SearchKeys {
  constructor(view) {
    this.view = view;
    this.onKey = (e) => this.key(e);
    this.lists = new MutationObserver(() => this.keepFocus());
    this.onClick = () => this.lists.disconnect(); // also fired when Enter picks a row
    document.addEventListener('keydown', this.onKey, true);
    document.addEventListener('click', this.onClick, true);
  }

  end() {
    document.removeEventListener('keydown', this.onKey, true);
    document.removeEventListener('click', this.onClick, true);
    this.lists.disconnect();
  }

  get box() { return document.querySelector('.stMain input[type=search]'); }

  // The buttons of the list, row by row: the match, then what else can be done with it.
  get rows() { return [...document.querySelectorAll('[class*=st-key-matches_] button')]; }

  key(e) {
    const target = e.composedPath()[0];
    if (e.ctrlKey || e.metaKey || e.altKey || !this.box) return;
    const rows = this.rows;
    const at = rows.indexOf(target.closest ? target.closest('button') : null);
    const inside = target === this.box || at >= 0;
    if (!inside) {
      if (e.key !== '/' || isTyping(target)) return;
      this.box.focus();
      this.box.select();
    } else if (e.key === 'Escape') this.leave();
    else if (e.key === 'ArrowDown' && rows.length) this.walkTo(rows[Math.min(at + 1, rows.length - 1)]);
    else if (e.key === 'ArrowUp' && at >= 0) this.walkTo(rows[at - 1] || this.box);
    else if (e.key === 'Enter' && target === this.box && rows.length) rows[0].click();
    else return;
    e.preventDefault();
    e.stopPropagation();
  }

  walkTo(row) {
    this.lists.disconnect();
    row.focus();
    this.at = row === this.box ? null : keyOf(row);
    if (this.at) this.lists.observe(document.querySelector('.stMain'), CHANGES);
  }

  // The last letters typed may still change the list: the focused row may go, or now be another match.
  // The focus then moves to the new row of the same match, or to the box.
  keepFocus() {
    const { rows, box } = this;
    const active = document.activeElement || document.body;
    if (active !== document.body && !rows.includes(active)) return;
    const row = rows.find((r) => keyOf(r) === this.at) || box;
    if (row && row !== active) this.walkTo(row);
  }

  // Empty the search, as typing would, and go back to the picture.
  leave() {
    const { box } = this;
    this.lists.disconnect();
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(box, '');
    box.dispatchEvent(new Event('input', { bubbles: true }));
    this.view.root.focus({ preventScroll: true });
  }
}

// The class that Streamlit derives from a button's key.
function keyOf(button) {
  return [...button.closest('[class*=st-key-]').classList].find((name) => name.startsWith('st-key-'));
}
