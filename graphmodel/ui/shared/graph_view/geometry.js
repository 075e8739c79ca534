// Lines and areas of the picture, in its own units with y downwards, independent of the page.

// The line of a link as a cubic Bézier curve of four points. `bend` is as in the picture, positive for
// clockwise, and `loop` the size and angle of a self-loop. `unit` is the length of one picture unit in
// the coordinates of the ends.
function curveOf({ bend, loop }, from, to, unit = 1) {
  if (loop) {
    const far = (loop.size + 20) * 1.62 * unit;
    const side = (turn) => ({ x: from.x + far * Math.cos(loop.angle + turn),
      y: from.y - far * Math.sin(loop.angle + turn) });
    return [from, side(0.6), side(-0.6), to];
  }
  const via = bend ? viaOf(bend, from, to) : { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const towards = (end) => ({ x: end.x + (via.x - end.x) * (2 / 3), y: end.y + (via.y - end.y) * (2 / 3) });
  return [from, towards(from), towards(to), to];
}

// The control point of a bent line, as in vis-network, so that an exported page shows the same
// picture.
function viaOf(bend, from, to) {
  const far = (Math.abs(bend) / 2 + 0.5) * Math.hypot(to.x - from.x, to.y - from.y);
  const angle = Math.atan2(from.y - to.y, to.x - from.x) + (bend / 2 + 0.5) * Math.PI;
  return { x: from.x + far * Math.sin(angle), y: from.y + far * Math.cos(angle) };
}

function pointOn([a, b, c, d], t) {
  const s = 1 - t;
  const [i, j, k, l] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
  return { x: i * a.x + j * b.x + k * c.x + l * d.x, y: i * a.y + j * b.y + k * c.y + l * d.y };
}

const PIECES = 14; // straight pieces that approximate a bent line

function distanceToCurve(curve, at, straight) {
  const pieces = straight ? 1 : PIECES;
  let nearest = Infinity;
  let from = curve[0];
  for (let i = 1; i <= pieces; i += 1) {
    const to = straight ? curve[3] : pointOn(curve, i / pieces);
    nearest = Math.min(nearest, distanceToPiece(from, to, at));
    from = to;
  }
  return nearest;
}

function distanceToPiece(from, to, at) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const along = ((at.x - from.x) * dx + (at.y - from.y) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(from.x + t * dx - at.x, from.y + t * dy - at.y);
}

// Whether a point lies within a closed line, by the even-odd rule.
function encloses(line, at) {
  let inside = false;
  for (let i = 0, j = line.length - 1; i < line.length; j = i, i += 1) {
    const [a, b] = [line[i], line[j]];
    if ((a.y > at.y) !== (b.y > at.y)
        && at.x < ((b.x - a.x) * (at.y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}

// The bounding box of points: left, top, right, bottom. All 0 if there are none.
function boxAround(points) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return left > right ? [0, 0, 0, 0] : [left, top, right, bottom];
}

// Occupied boxes and discs, indexed in a grid of cells, so that a new box is compared with only a few.
class Taken {
  constructor(cell = 96) {
    this.cell = cell;
    this.cells = new Map();
  }

  add(taken) {
    const box = Array.isArray(taken) ? taken
      : [taken.x - taken.r, taken.y - taken.r, taken.x + taken.r, taken.y + taken.r];
    this.each(box, (cell, key) => (cell ? cell.push(taken) : this.cells.set(key, [taken])));
  }

  covers(box) {
    return this.each(box, (cell) => Boolean(cell) && cell.some((taken) => covers(taken, box)) || undefined) === true;
  }

  // Call `see` for each cell that a box touches until it returns true.
  each(box, see) {
    const [left, top, right, bottom] = box.map((edge) => Math.floor(edge / this.cell));
    for (let x = left; x <= right; x += 1) {
      for (let y = top; y <= bottom; y += 1) {
        const key = `${x},${y}`;
        if (see(this.cells.get(key), key) === true) return true;
      }
    }
    return undefined;
  }
}

// Whether an occupied box or disc overlaps a box.
function covers(taken, box) {
  if (Array.isArray(taken)) {
    return taken[0] < box[2] && box[0] < taken[2] && taken[1] < box[3] && box[1] < taken[3];
  }
  const away = (at, low, high) => Math.max(low - at, 0, at - high);
  return Math.hypot(away(taken.x, box[0], box[2]), away(taken.y, box[1], box[3])) < taken.r;
}
