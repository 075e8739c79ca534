// The texts of the picture in the language of the reader: a table by English text, which the page
// supplies. A text without an entry stays in English.
class Words {
  constructor(root) {
    // Read before any translation, while these texts are still English.
    this.fixed = [...root.querySelectorAll('*')].flatMap((element) => [
      ...['title', 'aria-label'].filter((name) => element.hasAttribute(name))
        .map((name) => ({ element, name, text: element.getAttribute(name) })),
      ...(element.matches('.keys') ? [{ element, text: element.textContent }] : []),
    ]);
    this.root = root;
    this.role = root.getAttribute('aria-roledescription');
  }

  // Take a new table; returns whether it differs from the previous one.
  update(table = {}) {
    const given = JSON.stringify(table);
    if (given === this.given) return false;
    this.given = given;
    Words.table = table;
    this.root.setAttribute('aria-roledescription', say(this.role));
    for (const { element, name, text } of this.fixed) {
      if (name) element.setAttribute(name, say(text));
      else element.textContent = say(text);
    }
    return true;
  }
}

Words.table = {};

// A text translated, with its {placeholders} filled in by untranslated values.
function say(text, values = {}) {
  return (Words.table[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
