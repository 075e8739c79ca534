const WAIT = 500;
const MOST_WORDS = 10;

function begin(root) {
  const area = root.querySelector('textarea');
  const list = root.querySelector('.words');
  const state = { area, list, words: [], chosen: 0, sent: null, timer: 0, component: null };

  const send = () => {
    clearTimeout(state.timer);
    if (area.value === state.sent) return;
    state.sent = area.value;
    state.component.setTriggerValue('text', area.value);
  };
  area.addEventListener('input', () => {
    clearTimeout(state.timer);
    state.timer = setTimeout(send, WAIT);
    complete(state);
  });
  area.addEventListener('blur', send);
  area.addEventListener('click', () => close(state));
  area.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      clearTimeout(state.timer);
      state.sent = area.value;
      close(state);
      state.component.setTriggerValue('run', area.value);
    } else if (state.words.length) choose(state, event);
  });
  list.addEventListener('mousedown', (event) => {
    event.preventDefault();  // keep the focus in the text
    if (event.target.dataset.word) accept(state, event.target.dataset.word);
  });
  root.querySelector('.schema').addEventListener('mousedown', (event) => {
    if (event.target.tagName === 'BUTTON') event.preventDefault();
  });
  root.querySelector('.schema').addEventListener('click', (event) => {
    if (event.target.tagName !== 'BUTTON') return;
    event.preventDefault();  // do not toggle the group
    insert(state, event.target.dataset.insert);
  });
  return state;
}

function choose(state, event) {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key === 'Tab') accept(state, state.words[state.chosen]);
  else if (event.key === 'Escape') close(state);
  else if (steps[event.key]) {
    state.chosen = (state.chosen + steps[event.key] + state.words.length) % state.words.length;
    show(state);
  } else return;
  event.preventDefault();
}

/** The word before the caret and the sign before it, which determines the completions. */
function typed(area) {
  const before = area.value.slice(0, area.selectionStart);
  const [word] = before.match(/[\p{L}\p{N}_]*$/u);
  return { word, sign: before.slice(0, before.length - word.length).slice(-1) };
}

function complete(state) {
  const { word, sign } = typed(state.area);
  const { kinds, words } = state.data;
  const properties = [...new Set(kinds.flatMap((kind) => kind.properties))];
  const names = kinds.map((kind) => kind.name);
  const parameters = [...new Set(state.area.value.match(/\$[\p{L}\p{N}_]+/gu) || [])]
    .map((name) => name.slice(1));
  const meant = { ':': names, '|': names, '.': properties, '$': parameters }[sign]
    || (word.length > 1 ? words : []);
  const start = word.toLowerCase();
  state.words = meant
    .filter((name) => name.toLowerCase().startsWith(start) && name !== word)
    .slice(0, MOST_WORDS);
  state.chosen = 0;
  show(state);
}

function show(state) {
  state.list.replaceChildren(...state.words.map((word, number) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.tabIndex = -1;
    button.textContent = word;
    button.dataset.word = word;
    button.setAttribute('role', 'option');
    button.setAttribute('aria-selected', String(number === state.chosen));
    return button;
  }));
}

function close(state) {
  state.words = [];
  show(state);
}

function accept(state, word) {
  const end = state.area.selectionStart;
  state.area.setSelectionRange(end - typed(state.area).word.length, end);
  insert(state, word);
}

function insert(state, text) {
  const { area } = state;
  area.focus();
  area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
  area.dispatchEvent(new Event('input'));
  close(state);
}

function schema(root, { kinds, said }) {
  const group = (title, link) => {
    const heading = document.createElement('b');
    heading.textContent = said[title];
    return [heading, ...kinds.filter((kind) => kind.link === link).map((kind) => entry(kind, said))];
  };
  root.querySelector('.schema').replaceChildren(...group('Labels', false), ...group('Links', true));
}

/** Translate the texts of the component's HTML, whose English version is their key. */
function name(root, said) {
  root.texts ||= {
    list: root.querySelector('.words').getAttribute('aria-label'),
    keys: root.querySelector('.keys').textContent,
    schema: root.querySelector('.schema').getAttribute('aria-label'),
  };
  root.querySelector('.words').setAttribute('aria-label', said[root.texts.list]);
  root.querySelector('.keys').textContent = said[root.texts.keys];
  root.querySelector('.schema').setAttribute('aria-label', said[root.texts.schema]);
}

function entry(kind, said) {
  const details = document.createElement('details');
  const summary = document.createElement('summary');
  summary.title = kind.says;
  summary.setAttribute('aria-label', `${said['Properties of']} ${kind.name}`);
  details.append(summary, ...kind.properties.map((name) => inserting(name, `.${name}`, said)));
  // Next to the summary, not in it: screen readers do not announce a button within a button.
  const box = document.createElement('div');
  box.className = 'entry';
  box.append(inserting(kind.name, kind.insert, said), details);
  return box;
}

function inserting(name, text, said) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = name;
  button.dataset.insert = text;
  button.title = `${said.Insert} ${text}`;
  return button;
}

export default function (component) {
  const root = component.parentElement.querySelector('.editor');
  const { data } = component;
  root.state ||= begin(root);
  const { state } = root;
  const drawn = JSON.stringify([data.kinds, data.said]);
  if (state.drawn !== drawn) {
    schema(root, data);
    name(root, data.said);
  }
  Object.assign(state, { component, data, drawn });
  if (state.number !== data.number) {
    state.number = data.number;
    state.area.value = data.text;
    state.sent = data.text;
    close(state);
  }
}
