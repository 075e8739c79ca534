// What the picture says, in the language of the reader: a table by the English text, which the page
// gives and which lacks nothing.
class Words {
  constructor(root) {
    // Before anything else is said, so that these texts are still English.
    this.fixed = [...root.querySelectorAll('*')].flatMap((element) => [
      ...['title', 'aria-label'].filter((name) => element.hasAttribute(name))
        .map((name) => ({ element, name, text: element.getAttribute(name) })),
      ...(element.matches('.keys') ? [{ element, text: element.textContent }] : []),
    ]);
    this.root = root;
    this.role = root.getAttribute('aria-roledescription');
  }

  // Take another table; whether it says anything else than the one before.
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

// A text with its {placeholders} filled; what is filled in stays as it is.
function say(text, values = {}) {
  return (Words.table[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
