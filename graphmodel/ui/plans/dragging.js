// Drags a person to another card of a board. Rows, cards and the board itself may be redrawn at any
// time, even during a drag, so rows and cards are looked up by class when they are needed, and the
// dragged person is identified by id, never by position on the board.
const MARKS = ['gm-drop-open', 'gm-drop-against', 'gm-drop-closed'];
const OVER = 'gm-drop-over';

const board = () => window.graphmodelBoard;
const dragged = () => window.graphmodelDragged;

/** The nearest element with one of these classes, and what the class stands for. */
function nearest(target, classes) {
  for (let element = target; element && element.classList; element = element.parentElement) {
    for (const name of element.classList) {
      if (name in classes) return { element, meant: classes[name] };
    }
  }
  return null;
}

/** Whether a pair of ids is among ``pairs``, which has the indexes of people and places. */
function listed(pairs, person, place) {
  const { people, places } = board();
  return (pairs[people.indexOf(person)] || []).includes(places.indexOf(place));
}

function cards() {
  const { cards: numbers, places } = board();
  return Object.entries(numbers).flatMap(([name, number]) => (
    [...document.getElementsByClassName(name)].map((element) => ({ element, place: places[number] }))
  ));
}

/** Make a row draggable when it is pressed: Streamlit does not set the attribute. */
function offer(event) {
  if (!board()) return;
  const row = nearest(event.target, board().rows);
  if (row) row.element.draggable = true;
}

function begin(event) {
  const row = board() && nearest(event.target, board().rows);
  if (!row) return;
  const [person, source] = row.meant;
  window.graphmodelDragged = {
    person: board().people[person], source: board().places[source] ?? null,
  };
  event.dataTransfer.effectAllowed = 'move';
  event.dataTransfer.setData('text/plain', row.element.innerText);
  mark();
}

/** Mark each card by whether it takes the dragged person; a redrawn card has lost its mark. */
function mark() {
  const { person, source } = dragged();
  for (const { element, place } of cards()) {
    const meant = place === source ? ''
      : listed(board().closed, person, place) ? 'gm-drop-closed'
        : listed(board().against, person, place) ? 'gm-drop-against' : 'gm-drop-open';
    for (const each of MARKS) element.classList.toggle(each, each === meant);
  }
}

/** The card under the pointer, if it takes the dragged person. */
function target(event) {
  const card = dragged() && board() && nearest(event.target, board().cards);
  if (!card) return null;
  const place = board().places[card.meant];
  const { person, source } = dragged();
  if (place === source || listed(board().closed, person, place)) return null;
  return { element: card.element, place };
}

function over(event) {
  if (!dragged() || !board()) return;
  mark();
  const card = target(event);
  for (const each of document.querySelectorAll(`.${OVER}`)) {
    if (!card || each !== card.element) each.classList.remove(OVER);
  }
  if (!card) return;
  event.preventDefault();
  card.element.classList.add(OVER);
}

function drop(event) {
  const card = target(event);
  if (!card) return;
  event.preventDefault();
  board().send({ ...dragged(), card: card.place });
}

function end() {
  if (!dragged()) return;
  window.graphmodelDragged = null;
  for (const each of [...MARKS, OVER]) {
    for (const element of document.querySelectorAll(`.${each}`)) element.classList.remove(each);
  }
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
    // A row that is removed during its drag fires no dragend; the next move of the pointer ends it.
    for (const name of ['dragend', 'pointermove']) document.addEventListener(name, end);
  }
  return () => { if (window.graphmodelBoard === own) window.graphmodelBoard = null; };
}
