// The legend of colours and shapes. A click on a kind hides or shows it; with Ctrl or Shift it selects
// all nodes of the kind. A click on any other entry selects the nodes of its colour.
class Legend {
  constructor(view) {
    this.view = view;
    this.list = view.root.querySelector('.legend');
    this.list.addEventListener('click', (e) => {
      const item = e.target.closest('button');
      if (item) this.press(this.entries[Number(item.dataset.at)], e.ctrlKey || e.shiftKey || e.metaKey);
    });
  }

  update(entries, offered) {
    this.offered = offered;
    const drawn = JSON.stringify([entries, offered]);
    if (drawn === this.drawn) return; // new elements would lose the keyboard focus
    this.drawn = drawn;
    this.entries = entries;
    this.list.replaceChildren(...entries.map((entry, at) => this.item(entry, at)));
  }

  item(entry, at) {
    const item = document.createElement('li');
    const mark = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    mark.setAttribute('viewBox', '0 0 12 12');
    mark.setAttribute('fill', entry.colour);
    const outline = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    outline.setAttribute('d', outlineOf(entry.shape, 6, 6, entry.shape === 'box' ? 4.6 : 5));
    mark.append(outline);
    if (!this.offered.includes('select')) {
      item.append(mark, entry.name);
      return item;
    }
    const button = document.createElement('button');
    button.type = 'button';
    button.dataset.at = at;
    button.append(mark, entry.name);
    if (entry.kind) {
      button.setAttribute('aria-pressed', String(!entry.hidden));
      button.title = entry.hidden ? say('Show {name}; Ctrl+click selects them', entry)
        : say('Hide {name}; Ctrl+click selects them', entry);
    } else button.title = say('Select {name}', entry);
    item.append(button);
    return item;
  }

  press(entry, all) {
    const { view } = this;
    if (entry.kind && !all) {
      view.say(entry.hidden ? say('{name} shown', entry) : say('{name} hidden', entry));
      view.steps.add({ do: 'kind', kind: entry.kind });
      return;
    }
    const of = (n) => (entry.kind ? n.kind === entry.kind : n.colour === entry.colour);
    view.choose([...view.nodes.values()].filter(of).map((n) => n.id));
  }
}
