// The shapes of kinds, as the schema names them: for the legend, for print, and for the GPU, where
// `distanceTo` measures how far a point lies outside a shape of radius r, y downwards.
const SHAPE_NAMES = ['dot', 'square', 'diamond', 'triangle', 'triangleDown', 'hexagon', 'star', 'box'];

const shapeNumber = (name) => Math.max(0, SHAPE_NAMES.indexOf(name));

const SHAPE_SHADER = `
float distanceTo(float shape, vec2 p, float r) {
  if (shape < 0.5) return length(p) - r;
  if (shape < 1.5) return max(abs(p.x), abs(p.y)) - r;
  if (shape < 2.5) return (abs(p.x) + abs(p.y) - r) * 0.7071;
  if (shape < 4.5) {
    float y = (shape < 3.5 ? p.y : -p.y) - 0.316 * r;
    return max(y, abs(p.x) * 0.866 - y * 0.5) - 0.664 * r;
  }
  if (shape < 5.5) return max(abs(p.y), abs(p.x) * 0.866 + abs(p.y) * 0.5) - 0.866 * r;
  if (shape < 6.5) {
    vec2 q = p - vec2(0.0, 0.08 * r);
    float sector = 6.2831853 / 5.0;
    float angle = abs(mod(atan(q.x, -q.y) + sector / 2.0, sector) - sector / 2.0);
    vec2 tip = vec2(1.07 * r, 0.0);
    vec2 edge = 0.41 * r * vec2(cos(sector / 2.0), sin(sector / 2.0)) - tip;
    vec2 at = length(q) * vec2(cos(angle), sin(angle));
    return dot(at - tip, normalize(vec2(edge.y, -edge.x)));
  }
  return max(abs(p.x) - 1.3 * r, abs(p.y) - 0.75 * r);
}`;

// The corners of a shape of radius 1 around 0; none for a disc.
function cornersOf(shape) {
  const around = (number, first, radius) => Array.from({ length: number }, (_, i) => {
    const angle = first + (i * 2 * Math.PI) / number;
    return [radius(i) * Math.cos(angle), radius(i) * Math.sin(angle)];
  });
  const moved = (corners, y, turn = 1) => corners.map((at) => [at[0], turn * (at[1] + y)]);
  const up = around(3, -Math.PI / 2, () => 1.328);
  return {
    square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
    diamond: around(4, 0, () => 1),
    triangle: moved(up, 0.316),
    triangleDown: moved(up, 0.316, -1),
    hexagon: around(6, 0, () => 1),
    star: moved(around(10, -Math.PI / 2, (i) => (i % 2 ? 0.41 : 1.07)), 0.08),
    box: [[-1.3, -0.75], [1.3, -0.75], [1.3, 0.75], [-1.3, 0.75]],
  }[shape] || [];
}

// The outline of a shape as the path of an SVG.
function outlineOf(shape, x, y, r) {
  const corners = cornersOf(shape);
  if (!corners.length) return `M${near(x - r)} ${near(y)}a${near(r)} ${near(r)} 0 1 0 ${near(2 * r)} 0a${near(r)} ${near(r)} 0 1 0 ${near(-2 * r)} 0z`;
  return `M${corners.map(([dx, dy]) => `${near(x + dx * r)} ${near(y + dy * r)}`).join('L')}z`;
}

function near(number) { return Math.round(number * 100) / 100; }
