// The colours and sizes of nodes and links, derived from the picture and the selection.
const FADED = { node: 0.3, link: 0.18 };
const WORDED = 25; // up to this many ties all have words; beyond it only those of the selection do

// A node as kept in the page: `full` is its whole label, `givenX` and `givenY` its position on the
// server. A node that was dragged here keeps its new position until the one on the server changes.
function nodeItem(n, old) {
  const stays = old && old.givenX === n.x && old.givenY === n.y;
  return { ...n, full: n.label, colour: n.color, givenX: n.x, givenY: n.y,
    ...(stays ? { x: old.x, y: old.y } : {}) };
}

function edgeItem(e) {
  const { smooth, selfReference } = e;
  const turn = smooth && smooth.enabled ? smooth.roundness : 0;
  const arrow = e.arrows === 'to' || Boolean(e.arrows && e.arrows.to && e.arrows.to.enabled);
  return { ...e, colour: e.color, arrow, bend: turn && smooth.type === 'curvedCCW' ? -turn : turn,
    loop: e.from === e.to ? selfReference || { size: 20, angle: Math.PI / 4 } : null };
}

// How a node is drawn; `chosen` is whether it is selected or under the pointer.
function nodeLook(n, theme, chosen) {
  const fill = n.fictional ? mix(n.colour, theme.back, 0.35) : n.colour;
  const line = n.fictional || n.central ? n.colour : theme.back;
  const border = chosen || n.central || n.route ? theme.text : line;
  const pale = (colour) => (n.faded ? mix(colour, theme.back, FADED.node) : colour);
  const dashed = n.fictional && n.shapeProperties && n.shapeProperties.borderDashes;
  return {
    type: 'mark', x: n.x, y: -n.y, size: n.size, fill: pale(fill), border: pale(border),
    line: chosen ? 3 : n.route ? 3.5 : n.central ? 2.5 : n.fictional ? 2 : 1.5,
    shape: shapeNumber(n.shape) + (dashed ? 16 : 0),
  };
}

// How a link is drawn: `on` is whether it relates to the selection, `strong` whether it is highlighted
// for that, `routes` whether routes are highlighted.
function edgeLook(e, { on, strong, routes }, theme) {
  const { lit } = e; // it is new in the year that is being played
  const route = e.route && (on || routes);
  const opacity = strong || route || lit ? 0.95 : on ? 0.65 : FADED.link;
  return {
    type: e.bend || e.loop ? 'bent' : 'straight', bend: e.bend, loop: e.loop, arrow: e.arrow,
    size: route || lit ? Math.max(3, e.weight || 0) : e.weight || (strong ? 2 : 1.3),
    color: `rgba(${rgb(lit ? theme.lit : e.colour).join(',')},${opacity})`, opacity, strong,
  };
}

// The nodes near the selection, or null if nothing fades: for a link its ends, for people on routes
// all nodes of routes, for several nodes themselves, for one node also its neighbours.
function nearTo({ ids, link }, { nodes, edges, neighbours }) {
  const tie = link && edges.get(link);
  if (tie) return new Set([tie.from, tie.to]);
  if (ids.length > 1) return new Set(areOfRoutes(ids, nodes) ? onRoutes(nodes) : ids);
  const [only] = ids;
  return only && !nodes.get(only).central ? new Set([only, ...neighbours(only)]) : null;
}

function areOfRoutes(ids, nodes) { return ids.length > 1 && ids.every((id) => nodes.get(id).route); }

function onRoutes(nodes) { return [...nodes.values()].filter((n) => n.route).map((n) => n.id); }

// Whether a link relates to the selection.
function isOn(e, { ids, link }, near, routes) {
  if (!near) return true;
  if (link) return e.id === link;
  if (routes) return Boolean(e.route);
  if (ids.length === 1) return e.from === ids[0] || e.to === ids[0];
  return near.has(e.from) && near.has(e.to);
}

// Any CSS colour as red, green and blue, converted by a canvas.
function rgb(colour) {
  const known = rgb.known.get(colour);
  if (known) return known;
  rgb.pen ||= document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  rgb.pen.fillStyle = '#000';
  rgb.pen.fillStyle = colour;
  rgb.pen.fillRect(0, 0, 1, 1);
  const parts = [...rgb.pen.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  rgb.known.set(colour, parts);
  return parts;
}
rgb.known = new Map();

function mix(colour, other, share) {
  const [a, b] = [rgb(colour), rgb(other)];
  return `rgb(${a.map((v, i) => Math.round(v * share + b[i] * (1 - share))).join(',')})`;
}
