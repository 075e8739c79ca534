// The search of the page by keys: / goes to it, arrows walk its list, Enter picks and Esc closes it.
class SearchKeys {
  constructor(view) {
    this.view = view;
    this.onKey = (e) => this.key(e);
    document.addEventListener('keydown', this.onKey, true);
  }

  end() { document.removeEventListener('keydown', this.onKey, true); }

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
    else if (e.key === 'ArrowDown' && rows.length) rows[Math.min(at + 1, rows.length - 1)].focus();
    else if (e.key === 'ArrowUp' && at >= 0) (at === 0 ? this.box : rows[at - 1]).focus();
    else if (e.key === 'Enter' && target === this.box && rows.length) rows[0].click();
    else return;
    e.preventDefault();
    e.stopPropagation();
  }

  // Empty the search, as typing would, and go back to the picture.
  leave() {
    const { box } = this;
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(box, '');
    box.dispatchEvent(new Event('input', { bubbles: true }));
    this.view.root.focus({ preventScroll: true });
  }
}
