// Somebody is dragged to another card of a board. Rows and cards are drawn anew at any time, so they
// are looked up by their classes when something is dragged; the buttons do the same without a mouse.
const MARKS = ['gm-drop-open', 'gm-drop-against', 'gm-drop-closed', 'gm-drop-over'];

const board = () => window.graphmodelBoard;

/** The nearest element with one of these classes, and what the class stands for. */
function nearest(target, classes) {
  for (let element = target; element && element.classList; element = element.parentElement) {
    for (const name of element.classList) {
      if (name in classes) return { element, meant: classes[name] };
    }
  }
  return null;
}

const listed = (pairs, person, card) => (pairs[person] || []).includes(card);

function cards() {
  return Object.entries(board().cards).flatMap(([name, card]) => (
    [...document.getElementsByClassName(name)].map((element) => ({ element, card }))
  ));
}

/** A row can be dragged once somebody presses on it: what is drawn has no such attribute. */
function offer(event) {
  if (!board()) return;
  const row = nearest(event.target, board().rows);
  if (row) row.element.draggable = true;
}

function begin(event) {
  const row = board() && nearest(event.target, board().rows);
  if (!row) return;
  const [person, source] = row.meant;
  window.graphmodelDragged = { person, source };
  event.dataTransfer.effectAllowed = 'move';
  event.dataTransfer.setData('text/plain', row.element.innerText);
  for (const { element, card } of cards()) {
    if (card === source) continue;
    const { closed, against } = board();
    const mark = listed(closed, person, card) ? 'gm-drop-closed'
      : listed(against, person, card) ? 'gm-drop-against' : 'gm-drop-open';
    element.classList.add(mark);
  }
}

/** The card below the pointer, if who is dragged may be dropped there. */
function target(event) {
  const dragged = window.graphmodelDragged;
  const card = dragged && board() && nearest(event.target, board().cards);
  if (!card || card.meant === dragged.source) return null;
  return listed(board().closed, dragged.person, card.meant) ? null : card;
}

function over(event) {
  const card = target(event);
  for (const each of document.querySelectorAll('.gm-drop-over')) {
    if (!card || each !== card.element) each.classList.remove('gm-drop-over');
  }
  if (!card) return;
  event.preventDefault();
  card.element.classList.add('gm-drop-over');
}

function drop(event) {
  const card = target(event);
  if (!card) return;
  event.preventDefault();
  const { person, source } = window.graphmodelDragged;
  board().send({ person, source, card: card.meant });
}

function end() {
  window.graphmodelDragged = null;
  for (const { element } of board() ? cards() : []) element.classList.remove(...MARKS);
}

export default function ({ data, setTriggerValue }) {
  const own = { ...data, send: (dropped) => setTriggerValue('dropped', dropped) };
  window.graphmodelBoard = own;
  if (!window.graphmodelDragging) {
    window.graphmodelDragging = true;
    document.addEventListener('pointerdown', offer, true);
    document.addEventListener('dragstart', begin);
    document.addEventListener('dragover', over);
    document.addEventListener('drop', drop);
    document.addEventListener('dragend', end);
  }
  return () => { if (window.graphmodelBoard === own) window.graphmodelBoard = null; };
}
